"""Registers on one sheet each: reports, self-inspections, inspections, checks, the trail.

What is `chosen` is the caller's; the JSON is an array of records in the shape that recording them answers with.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Protocol

from gongkai.finding.states import by_origin, finding_states
from gongkai.history.shapes import inspection_data, progress_data, selfcheck_data
from gongkai.papers.columns import evidence_text, mark_of, names_short, paper, runs_text, stamped, status_cell, table
from gongkai.papers.document import Cell, Column, Document, text
from gongkai.progress.status import unit_states
from gongkai.register.recordable import is_backdated
from gongkai.wording import ACT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gongkai.closing.checks import Check
    from gongkai.finding.states import FindingState
    from gongkai.papers.columns import Stamp
    from gongkai.papers.document import Tone
    from gongkai.plan.roster import Roster
    from gongkai.progress.status import UnitState
    from gongkai.register.kinds import Inspection, Progress, Record, SelfInspection
    from gongkai.register.ledger import Ledger, Standing

REMARK = Column("备注")
LEVEL: dict[str, tuple[str, Tone]] = {"error": ("错误", "bad"), "note": ("提示", "warn")}


_ABOUT = ("unit", "finding", "entry", "target", "item", "duty")


class TrailLine(Protocol):
    """What the log shows of a line of the trail; `moment` is ISO text at +08:00, `entity` the record's class."""

    @property
    def seq(self) -> int:
        """The line's number."""

    @property
    def moment(self) -> str:
        """When it was written."""

    @property
    def actor(self) -> str:
        """Who typed it."""

    @property
    def os_user(self) -> str:
        """The login of the operating system."""

    @property
    def act(self) -> str:
        """The act that wrote it."""

    @property
    def entity(self) -> str:
        """The record's class."""

    @property
    def id(self) -> str:
        """The record's id."""

    @property
    def body(self) -> str:
        """What was written, as JSON."""

    @property
    def hash(self) -> str:
        """The line's own hash."""


def remark(record: Record) -> Cell:
    """Return the mark of an entry typed long after its date."""
    return Cell(mark_of(backdated=is_backdated(record)), "warn")


def progress_document(ledger: Ledger, roster: Roster, standing: Standing, chosen: Sequence[Progress]) -> Document:
    """Return the reports, each with where its unit now stands on that point."""
    states = unit_states(ledger, roster)
    now = {(no, unit): state for no, units in states.items() for unit, state in units.items()}
    columns = (
        Column("编号", "id"),
        Column("日期", "date"),
        Column("要点"),
        Column("单位", weight=2),
        Column("完成", "percent"),
        Column("单位现状"),
        Column("退回", weight=2),
        Column("说明", weight=3),
        Column("佐证", weight=3),
        REMARK,
    )
    held = [(record, now.get((record.point, record.unit))) for record in chosen]
    rows = [_progress_row(record, state) for record, state in held]
    body = table("progress", "", columns, rows, optional=("退回", "说明", "佐证", "备注"))
    data = [progress_data(record, state.status if state else None) for record, state in held]
    return paper("progress", f"{ledger.plan.year}年度进展报告", (body,), data, (ledger, standing))


def _progress_row(record: Progress, state: UnitState | None) -> tuple[Cell, ...]:
    sent_back = state is not None and state.status == "returned" and state.updated == record.day
    return (
        Cell(record.id, ref=record.id),
        Cell(record.day),
        Cell(record.point, ref=record.point),
        Cell(record.unit, ref=record.unit),
        Cell(record.percent),
        status_cell(state.status) if state else Cell("已不承担", "dim"),
        Cell(f"{state.reviewed}：{state.reason}" if state and sent_back else ""),
        Cell(record.note),
        Cell(evidence_text(record.evidence)),
        remark(record),
    )


def outcome(findings: Sequence[FindingState], done: str) -> Cell:
    """Return how an inspection stands: what it is called when `done`, or that its findings are not all signed off."""
    left = sum(state.is_open for state in findings)
    return Cell(f"{done}、整改未完成", "warn") if left else Cell(done)


def found_text(findings: Sequence[FindingState]) -> str:
    """Return what an inspection found, by id."""
    return "、".join(state.finding.id for state in findings) or "未发现问题"


def selfcheck_document(ledger: Ledger, standing: Standing, chosen: Sequence[SelfInspection]) -> Document:
    """Return the self-inspections; one that found nothing counts as one that did."""
    found = by_origin(finding_states(ledger.findings, ledger.finding_steps))
    columns = (
        Column("编号", "id"),
        Column("日期", "date"),
        Column("单位", weight=2),
        Column("要点", weight=2),
        Column("情况", weight=3),
        Column("问题", weight=1),
        Column("状态"),
        Column("佐证", weight=2),
        REMARK,
    )
    order = [point.no for point in ledger.plan.points]
    rows = [_selfcheck_row(record, found.get(record.id, ()), order) for record in chosen]
    body = table("selfchecks", "", columns, rows, optional=("情况", "佐证", "备注"))
    data = [selfcheck_data(record, found.get(record.id, ())) for record in chosen]
    return paper("selfchecks", f"{ledger.plan.year}年度自查", (body,), data, (ledger, standing))


def _selfcheck_row(record: SelfInspection, findings: Sequence[FindingState], order: Sequence[str]) -> tuple[Cell, ...]:
    return (
        Cell(record.id, ref=record.id),
        Cell(record.day),
        Cell(record.unit, ref=record.unit),
        Cell(runs_text(record.points, order) or "全部"),
        Cell(record.summary),
        Cell(found_text(findings)),
        outcome(findings, "已自查"),
        Cell(evidence_text(record.evidence)),
        remark(record),
    )


def inspection_document(ledger: Ledger, standing: Standing, chosen: Sequence[Inspection]) -> Document:
    """Return the office's inspections."""
    found = by_origin(finding_states(ledger.findings, ledger.finding_steps))
    columns = (
        Column("编号", "id"),
        Column("日期", "date"),
        Column("类别"),
        Column("单位", weight=2),
        Column("情况", weight=3),
        Column("问题", weight=1),
        Column("状态"),
        Column("检查人"),
        REMARK,
    )
    rows = [_inspection_row(record, found.get(record.id, ())) for record in chosen]
    body = table("inspections", "", columns, rows, optional=("情况", "备注"))
    data = [inspection_data(record, found.get(record.id, ())) for record in chosen]
    return paper("inspections", f"{ledger.plan.year}年度督查检查", (body,), data, (ledger, standing))


def _inspection_row(record: Inspection, findings: Sequence[FindingState]) -> tuple[Cell, ...]:
    return (
        Cell(record.id, ref=record.id),
        Cell(record.day),
        Cell(record.kind),
        Cell(names_short(record.units)),
        Cell(record.note),
        Cell(found_text(findings)),
        outcome(findings, "已检查"),
        Cell(record.by or record.actor),
        remark(record),
    )


def check_document(ledger: Ledger, standing: Standing, checks: Sequence[Check]) -> Document:
    """Return what the checks saw, errors first; an empty list is said in words."""
    columns = (Column("级别"), Column("编号", "id"), Column("情况", weight=3), Column("建议", weight=2))
    rows = [(Cell(*LEVEL[c.level]), Cell(c.where, ref=c.where), Cell(c.message), Cell(c.hint)) for c in checks]
    errors = sum(check.level == "error" for check in checks)
    said = f"错误{errors}条，提示{len(checks) - errors}条。" if checks else "没有发现问题。"
    blocks = (text(said), table("checks", "", columns, rows, optional=("建议",))) if checks else (text(said),)
    data = [{"level": c.level, "kind": c.kind, "where": c.where, "message": c.message, "hint": c.hint} for c in checks]
    return paper("checks", f"{ledger.plan.year}年度数据核对", blocks, data, (ledger, standing))


def trail_document(lines: Iterable[TrailLine], stamp: Stamp) -> Document:
    """Return the log: who wrote what of whom, and when, in the order given."""
    listed = [(line, _said_of(line.body)) for line in lines]
    columns = (
        Column("序号", "ordinal"),
        Column("时间"),
        Column("登记人", weight=1),
        Column("办理"),
        Column("单位或对象", weight=2),
        Column("编号", "id"),
        Column("校验码", "id"),
    )
    rows = [
        (
            Cell(line.seq),
            Cell(line.moment[:16].replace("T", " ")),
            Cell(line.actor),
            Cell(ACT.get(line.act, line.act)),
            Cell(names_short(said, 1)),
            Cell(line.id, ref=line.id),
            Cell(line.hash[:12], "dim"),
        )
        for line, said in listed
    ]
    data = [
        {
            "seq": line.seq,
            "id": line.id,
            "entity": line.entity,
            "act": line.act,
            "of": list(said),
            "moment": line.moment,
            "actor": line.actor,
            "os_user": line.os_user,
            "hash": line.hash,
        }
        for line, said in listed
    ]
    return stamped("trail", "登记痕迹", (table("trail", "", columns, rows),), data, stamp)


def _said_of(body: str) -> list[str]:
    """Return the units that a line's record is of, else what it is about; nothing where a body is no longer JSON."""
    try:
        values = json.loads(body)
        if "units" in values:
            return [str(name) for name in json.loads(values["units"])]
        named = [str(values[key]) for key in _ABOUT if values.get(key)]
        issued = values["number"] if "digest" in values and values.get("number") else ""
        return named[:1] or [issued or f"{values['year']}年"]
    except (ValueError, TypeError, AttributeError, KeyError):
        return []
