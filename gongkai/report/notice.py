"""扣分告知单: what is taken from a unit and why, and how and until when it may object. Ready to be handed over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.document import Cell, Column, Document, Numbered, Section, Signature, text
from gongkai.domain.entries import EntryState
from gongkai.domain.grouping import scheme_of
from gongkai.domain.rulebook import rule_texts
from gongkai.frozen import frozen
from gongkai.report.counted import why_less
from gongkai.report.parts import HEAD_LENGTH, basis_text, day_words, evidence_text, full_day, points_text, table
from gongkai.report.recorded import record_data
from gongkai.report.score import cents, is_example
from gongkai.wording import ENTRY_STATUS, EXAMPLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from decimal import Decimal

    from gongkai.document import Block, Table
    from gongkai.domain.figures import FigureState
    from gongkai.domain.plan import Plan
    from gongkai.domain.records import Ruling, ScoreEntry
    from gongkai.domain.scheme import Scheme
    from gongkai.domain.scorecard import AppliedEntry, UnitScore


@frozen
class Notice:
    """What a notice tells a unit: `matters` as they stand, `rulings` that record the notice, the last day to object.

    `score` is the unit's, which says what of the matters counts; `reprinted` the day of a copy.
    """

    unit: str
    day: date
    last: date
    workdays: int
    matters: tuple[EntryState | FigureState, ...]
    rulings: tuple[Ruling, ...]
    head: str = ""
    score: UnitScore | None = None
    reprinted: date | None = None

    @property
    def entries(self) -> tuple[EntryState, ...]:
        """The deductions, vetoes and bonuses among the matters."""
        return tuple(matter for matter in self.matters if isinstance(matter, EntryState))

    @property
    def applied(self) -> dict[str, AppliedEntry]:
        """What the scoring let count, by id."""
        return {one.id: one for one in self.score.applied} if self.score else {}


def notice_document(plan: Plan, notice: Notice) -> Document:
    """Return the notice; its data are the rulings that record it, with the last day."""
    entries = [state.entry for state in notice.entries]
    scheme = _scheme(plan, notice.unit)
    blocks = [
        text(_opening(plan, scheme), role="lead"),
        *_again(notice),
        *_taken(notice, scheme),
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
        "counted": [{"id": s.entry.id, "asked": s.entry.asked, "applied": _counted(notice, s)} for s in notice.entries],
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


def _again(notice: Notice) -> Iterator[Block]:
    if notice.reprinted is not None:
        day, told = full_day(notice.reprinted), full_day(notice.day)
        yield text(f"本件于{day}重印，{told}已经告知；计入分值按重印当天的登记计算。", role="note")


def _counted(notice: Notice, state: EntryState) -> Decimal:
    """Return what counts of an entry today; where it is not scored, what stands of it."""
    applied = notice.applied.get(state.entry.id)
    return cents(applied.applied) if applied else state.live


def _reason(notice: Notice, state: EntryState, scheme: Scheme | None) -> str:
    """Say why what counts is not what was asked."""
    if state.status != "valid":
        return ENTRY_STATUS[state.status]
    applied = notice.applied.get(state.entry.id)
    return why_less(applied, notice.score, scheme) if applied and notice.score else ""


def _taken(notice: Notice, scheme: Scheme | None) -> Iterator[Block]:
    """Yield what is taken, and below it what each entry rests on: an address has no room in a column."""
    states = [state for state in notice.entries if state.entry.kind == "deduction"]
    if not states:
        return
    columns = (
        Column("编号", "id"),
        Column("日期"),
        Column("规则"),
        Column("规则内容", weight=3),
        Column("要点"),
        Column("问题"),
        Column("阶段"),
        Column("事由", weight=4),
        Column("原记", "number"),
        Column("计入", "number"),
        Column("说明", weight=2),
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
            Cell(_counted(notice, state)),
            Cell(_reason(notice, state, scheme)),
            Cell(entry.by or entry.actor),
        )
        for state in states
        for entry in (state.entry,)
    ]
    total = [Cell("")] * len(columns)
    total[0], total[8] = Cell("合计"), Cell(sum(state.entry.asked for state in states))
    total[9] = Cell(sum(_counted(notice, state) for state in states))
    yield table("deductions", "", columns, rows, optional=("要点", "问题", "阶段", "说明"), total=total)
    taken = [state.entry for state in states]
    yield from (text(f"{entry.id}　{basis_text(_basis(entry))}。", role="detail") for entry in taken if _basis(entry))


def _vetoed(entries: Sequence[ScoreEntry], scheme: Scheme | None) -> Iterator[Block]:
    if entries:
        grades = {veto.code: veto.grade for veto in scheme.vetoes} if scheme else {}
        lines = tuple(
            f"{_told(entry, scheme)}；不论得分，直接定为{grades.get(entry.rule, '规定等次')}，不参加排名"
            for entry in entries
        )
        yield Section("vetoes", "一票否决", (Numbered(lines),), 2)


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
        Column("编号", "id"),
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
        f"复核由记分人和申请人以外的人决定：{_outcomes(notice)}。",
        *(("问题已经整改的，请报整改情况并附佐证。",) if any(s.entry.finding for s in notice.entries) else ()),
    )
    hint = f"登记申请：gongkai appeal file {first} --reason 理由 --evidence 佐证"
    return Section("objecting", "怎样申请复核", (Numbered(lines), text(hint, role="hint")), 2)


def _outcomes(notice: Notice) -> str:
    """Points may be reduced; a veto or an entered score stays or goes."""
    points = any(state.entry.kind == "deduction" for state in notice.entries)
    vetoes = any(state.entry.kind == "veto" for state in notice.entries)
    figures = len(notice.matters) > len(notice.entries)
    if not points:
        return "维持或者撤销"
    whole = "、".join(word for word, there in (("一票否决", vetoes), ("外部得分", figures)) if there)
    return "维持、核减或者撤销" + (f"；{whole}只能维持或者撤销" if whole else "")


def _basis(entry: ScoreEntry) -> str:
    return evidence_text(entry.evidence) or entry.no_evidence
