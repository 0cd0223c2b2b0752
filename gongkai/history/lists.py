"""Registers on one sheet each: reports, self-inspections, inspections, checks, the trail.

What is `chosen` is the caller's; the JSON is an array of records in the shape that recording them answers with.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Protocol

from gongkai.finding.states import by_origin, finding_states
from gongkai.history.shapes import inspection_data, progress_data, selfcheck_data
from gongkai.papers.columns import (
    column,
    evidence_text,
    mark_of,
    names_short,
    paper,
    runs_text,
    stamped,
    status_cell,
    table_of,
)
from gongkai.papers.document import Cell, Document, text
from gongkai.progress.status import unit_states
from gongkai.register.recordable import is_backdated
from gongkai.wording import ACT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gongkai.closing.checks import Check
    from gongkai.finding.states import FindingState
    from gongkai.papers.columns import ColumnOf, Stamp
    from gongkai.papers.document import Tone
    from gongkai.plan.roster import Roster
    from gongkai.progress.status import UnitState
    from gongkai.register.kinds import Inspection, Progress, Record, SelfInspection
    from gongkai.register.ledger import Ledger, Standing

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


REMARK: ColumnOf[Any] = column("备注", remark, optional=True)


def progress_document(ledger: Ledger, roster: Roster, standing: Standing, chosen: Sequence[Progress]) -> Document:
    """Return the reports, each with where its unit now stands on that point."""
    states = unit_states(ledger, roster)
    now = {(no, unit): state for no, units in states.items() for unit, state in units.items()}
    columns: tuple[ColumnOf[Progress], ...] = (
        column("编号", lambda r: Cell(r.id, ref=r.id), "id"),
        column("日期", lambda r: r.day, "date"),
        column("要点", lambda r: Cell(r.point, ref=r.point)),
        column("单位", lambda r: Cell(r.unit, ref=r.unit), weight=2),
        column("完成", lambda r: r.percent, "percent"),
        column("单位现状", lambda r: status_cell(now[seat(r)].status) if seat(r) in now else Cell("已不承担", "dim")),
        column("退回", lambda r: _sent_back(r, now.get(seat(r))), weight=2, optional=True),
        column("说明", lambda r: r.note, weight=3, optional=True),
        column("佐证", lambda r: evidence_text(r.evidence), weight=3, optional=True),
        REMARK,
    )
    body = table_of("progress", "", columns, chosen)
    data = [progress_data(r, now[seat(r)].status if seat(r) in now else None) for r in chosen]
    return paper("progress", f"{ledger.plan.year}年度进展报告", (body,), data, (ledger, standing))


def seat(record: Progress) -> tuple[str, str]:
    """Return where a report belongs: point and unit."""
    return record.point, record.unit


def _sent_back(record: Progress, state: UnitState | None) -> str:
    back = state is not None and state.status == "returned" and state.updated == record.day
    return f"{state.reviewed}：{state.reason}" if state and back else ""


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
    order = [point.no for point in ledger.plan.points]
    columns: tuple[ColumnOf[SelfInspection], ...] = (
        column("编号", lambda r: Cell(r.id, ref=r.id), "id"),
        column("日期", lambda r: r.day, "date"),
        column("单位", lambda r: Cell(r.unit, ref=r.unit), weight=2),
        column("要点", lambda r: runs_text(r.points, order) or "全部", weight=2),
        column("情况", lambda r: r.summary, weight=3, optional=True),
        column("问题", lambda r: found_text(found.get(r.id, ())), weight=1),
        column("状态", lambda r: outcome(found.get(r.id, ()), "已自查")),
        column("佐证", lambda r: evidence_text(r.evidence), weight=2, optional=True),
        REMARK,
    )
    body = table_of("selfchecks", "", columns, chosen)
    data = [selfcheck_data(record, found.get(record.id, ())) for record in chosen]
    return paper("selfchecks", f"{ledger.plan.year}年度自查", (body,), data, (ledger, standing))


def inspection_document(ledger: Ledger, standing: Standing, chosen: Sequence[Inspection]) -> Document:
    """Return the office's inspections."""
    found = by_origin(finding_states(ledger.findings, ledger.finding_steps))
    columns: tuple[ColumnOf[Inspection], ...] = (
        column("编号", lambda r: Cell(r.id, ref=r.id), "id"),
        column("日期", lambda r: r.day, "date"),
        column("类别", lambda r: r.kind),
        column("单位", lambda r: names_short(r.units), weight=2),
        column("情况", lambda r: r.note, weight=3, optional=True),
        column("问题", lambda r: found_text(found.get(r.id, ())), weight=1),
        column("状态", lambda r: outcome(found.get(r.id, ()), "已检查")),
        column("检查人", lambda r: r.by or r.actor),
        REMARK,
    )
    body = table_of("inspections", "", columns, chosen)
    data = [inspection_data(record, found.get(record.id, ())) for record in chosen]
    return paper("inspections", f"{ledger.plan.year}年度督查检查", (body,), data, (ledger, standing))


def check_document(ledger: Ledger, standing: Standing, checks: Sequence[Check]) -> Document:
    """Return what the checks saw, errors first; an empty list is said in words."""
    columns: tuple[ColumnOf[Check], ...] = (
        column("级别", lambda c: Cell(*LEVEL[c.level])),
        column("编号", lambda c: Cell(c.where, ref=c.where), "id"),
        column("情况", lambda c: c.message, weight=3),
        column("建议", lambda c: c.hint, weight=2, optional=True),
    )
    errors = sum(check.level == "error" for check in checks)
    said = f"错误{errors}条，提示{len(checks) - errors}条。" if checks else "没有发现问题。"
    blocks = (text(said), table_of("checks", "", columns, checks)) if checks else (text(said),)
    data = [{"level": c.level, "kind": c.kind, "where": c.where, "message": c.message, "hint": c.hint} for c in checks]
    return paper("checks", f"{ledger.plan.year}年度数据核对", blocks, data, (ledger, standing))


def trail_document(lines: Iterable[TrailLine], stamp: Stamp) -> Document:
    """Return the log: who wrote what of whom, and when, in the order given."""
    listed = [(line, _said_of(line.body)) for line in lines]
    columns: tuple[ColumnOf[tuple[TrailLine, Sequence[str]]], ...] = (
        column("序号", lambda each: each[0].seq, "ordinal"),
        column("时间", lambda each: each[0].moment[:16].replace("T", " ")),
        column("登记人", lambda each: each[0].actor, weight=1),
        column("办理", lambda each: ACT.get(each[0].act, each[0].act)),
        column("单位或对象", lambda each: names_short(each[1], 1), weight=2),
        column("编号", lambda each: Cell(each[0].id, ref=each[0].id), "id"),
        column("校验码", lambda each: Cell(each[0].hash[:12], "dim"), "id"),
    )
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
    return stamped("trail", "登记痕迹", (table_of("trail", "", columns, listed),), data, stamp)


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
