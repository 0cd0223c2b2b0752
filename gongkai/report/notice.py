"""扣分告知单: what is taken from a unit and why, and how and until when it may object. Ready to be handed over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.document import Cell, Column, Document, Numbered, Section, Signature, text
from gongkai.domain.entries import EntryState
from gongkai.domain.grouping import scheme_of
from gongkai.domain.rulebook import rule_texts
from gongkai.frozen import frozen
from gongkai.report.parts import HEAD_LENGTH, basis_text, day_words, evidence_text, full_day, points_text, table
from gongkai.report.recorded import record_data
from gongkai.report.score import is_example
from gongkai.wording import EXAMPLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from gongkai.document import Block, Table
    from gongkai.domain.figures import FigureState
    from gongkai.domain.plan import Plan
    from gongkai.domain.records import Ruling, ScoreEntry
    from gongkai.domain.scheme import Scheme


@frozen
class Notice:
    """What a notice tells a unit: `matters` as they stand, `rulings` that record the notice, the last day to object."""

    unit: str
    day: date
    last: date
    workdays: int
    matters: tuple[EntryState | FigureState, ...]
    rulings: tuple[Ruling, ...]
    head: str = ""


def notice_document(plan: Plan, notice: Notice) -> Document:
    """Return the notice; its data are the rulings that record it, with the last day."""
    entries = [matter.entry for matter in notice.matters if isinstance(matter, EntryState)]
    scheme = _scheme(plan, notice.unit)
    blocks = [
        text(_opening(plan, scheme), role="lead"),
        *_taken([entry for entry in entries if entry.kind == "deduction"], scheme),
        *_vetoed([entry for entry in entries if entry.kind == "veto"], scheme),
        *_given([entry for entry in entries if entry.kind == "bonus"], scheme),
        *_figures([matter for matter in notice.matters if not isinstance(matter, EntryState)]),
        _objecting(notice),
        Signature(plan.issuer, notice.day),
    ]
    data = {
        "unit": notice.unit,
        "date": notice.day,
        "last_day": notice.last,
        "entries": [ruling.entry for ruling in notice.rulings],
        "rulings": [record_data(ruling) for ruling in notice.rulings],
    }
    return Document(
        "notice",
        "扣分告知单",
        tuple(blocks),
        data=data,
        addressee=notice.unit,
        marks=(EXAMPLE,) if scheme is not None and is_example(plan, [scheme.name]) else (),
        footer=f"{full_day(notice.day)}　痕迹校验码 {notice.head[:HEAD_LENGTH]}" if notice.head else "",
    )


def _scheme(plan: Plan, name: str) -> Scheme | None:
    unit = next((unit for unit in plan.units if unit.name == name), None)
    return scheme_of(plan.assessment, unit) if plan.assessment and unit else None


def _opening(plan: Plan, scheme: Scheme | None) -> str:
    rubric = f"和考核细则《{scheme.name}》" if scheme else ""
    return f"按照《{plan.title}》（{plan.number}）{rubric}，对你单位作出以下记分，现予告知。"


def _taken(entries: Sequence[ScoreEntry], scheme: Scheme | None) -> Iterator[Block]:
    """Yield what is taken, and below it what each entry rests on: an address has no room in a column."""
    if not entries:
        return
    columns = (
        Column("编号"),
        Column("日期"),
        Column("规则"),
        Column("规则内容", weight=3),
        Column("要点"),
        Column("问题"),
        Column("阶段"),
        Column("事由", weight=4),
        Column("扣分", "number"),
        Column("记分人"),
    )
    words = rule_texts(scheme)
    rows = [
        (
            Cell(entry.id, ref=entry.id),
            Cell(day_words(entry.day, entry.year)),
            Cell(entry.rule),
            Cell(words.get(entry.rule, "")),
            Cell(entry.point, ref=entry.point),
            Cell(entry.finding, ref=entry.finding),
            Cell(entry.stage),
            Cell(entry.reason),
            Cell(entry.asked),
            Cell(entry.by or entry.actor),
        )
        for entry in entries
    ]
    total = [Cell("")] * len(columns)
    total[0], total[8] = Cell("合计"), Cell(sum(entry.asked for entry in entries))
    yield table("deductions", "", columns, rows, optional=("要点", "问题", "阶段"), total=total)
    yield from (text(f"{entry.id}　{basis_text(_basis(entry))}。", role="detail") for entry in entries if _basis(entry))


def _vetoed(entries: Sequence[ScoreEntry], scheme: Scheme | None) -> Iterator[Block]:
    if entries:
        yield Section("vetoes", "一票否决", (Numbered(tuple(_told(entry, scheme) for entry in entries)),), 2)


def _given(entries: Sequence[ScoreEntry], scheme: Scheme | None) -> Iterator[Block]:
    if entries:
        lines = tuple(f"{_told(entry, scheme)}；加{points_text(entry.asked)}分" for entry in entries)
        yield Section("bonuses", "加分", (Numbered(lines),), 2)


def _told(entry: ScoreEntry, scheme: Scheme | None) -> str:
    parts = [
        f"{entry.id}　{day_words(entry.day, entry.year)}　规则{entry.rule}",
        rule_texts(scheme).get(entry.rule, ""),
    ]
    parts += [entry.reason, basis_text(_basis(entry)), f"记分人：{entry.by or entry.actor}"]
    return "；".join(part for part in parts if part)


def _figures(states: Sequence[FigureState]) -> Iterator[Table]:
    if not states:
        return
    columns = (
        Column("编号"),
        Column("日期"),
        Column("考核阶段"),
        Column("得分", "number"),
        Column("说明", weight=3),
        Column("依据", weight=3),
        Column("录入人"),
    )
    rows = [
        (
            Cell(state.figure.id, ref=state.figure.id),
            Cell(day_words(state.figure.day, state.figure.year)),
            Cell(state.figure.stage),
            Cell(state.figure.score),
            Cell(state.figure.reason),
            Cell(evidence_text(state.figure.evidence)),
            Cell(state.figure.by or state.figure.actor),
        )
        for state in states
    ]
    yield table("figures", "外部得分", columns, rows, optional=("依据",))


def _objecting(notice: Notice) -> Section:
    listed = [m.record.id for m in notice.matters if not (isinstance(m, EntryState) and m.entry.kind == "bonus")]
    first = listed[0] if listed else "编号"
    term = f"自告知之日起{notice.workdays}个工作日内（告知当天不算，到{full_day(notice.last)}为止）"
    lines = (
        f"有异议的，{term}书面向告知单位申请复核，写明编号（{'、'.join(listed)}）和理由，附佐证。每条只能申请一次。",
        "复核由记分人以外的人决定：维持、核减或者撤销。",
        "问题已经整改的，请报整改情况并附佐证。",
    )
    hint = f"登记申请：gongkai appeal file {first} --reason 理由 --evidence 佐证"
    return Section("objecting", "怎样申请复核", (Numbered(lines), text(hint, role="hint")), 2)


def _basis(entry: ScoreEntry) -> str:
    return evidence_text(entry.evidence) or entry.no_evidence
