"""What papers for readers outside list of a ledger: open problems, late items, what was taken back; by no id of it.

Such a reader knows a unit, a point, a day and a reason.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from gongkai.duty.papers import due_value
from gongkai.finding.papers import heirs_text, lateness, source_words, undated
from gongkai.finding.states import is_overdue
from gongkai.papers.columns import FINDING_TONE, column, day_words, points_text, shared_year, short_day, table_of
from gongkai.papers.document import Cell
from gongkai.papers.ids import without_ids
from gongkai.papers.letterhead import stripped
from gongkai.papers.values import NOTHING
from gongkai.plan.succession import passed_on
from gongkai.report.arrears import MINUTES
from gongkai.scoring.papers import cents
from gongkai.wording import FINDING, RULING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from gongkai.duty.items import DutyItem
    from gongkai.entry.states import EntryState
    from gongkai.finding.states import FindingState
    from gongkai.papers.columns import ColumnOf
    from gongkai.papers.document import Table
    from gongkai.register.kinds import Ruling
    from gongkai.year import Year


def open_problems(year: Year, states: Sequence[FindingState]) -> Table:
    """Return the problems that are not signed off: whose, what, how it came up, and how far it is put right."""
    standing = year.standing
    heirs = passed_on(year.plan, year.ledger.assigns, states, standing.as_of)
    inspections = {one.id: one for one in year.ledger.inspections}
    without = shared_year((state.due for state in states), year.plan.year)

    def due(state: FindingState) -> Cell:
        return Cell(short_day(state.due, without), "bad" if is_overdue(state, standing) else "")

    def how(state: FindingState) -> Cell:
        more = lateness(state, standing) or undated(state)
        tone = "bad" if is_overdue(state, standing) else FINDING_TONE[state.status]
        return Cell(FINDING[state.status] + (f"（{more}）" if more else ""), tone)

    def whose(state: FindingState) -> Cell:
        finding = state.finding
        return Cell(finding.unit + heirs_text(heirs.get(finding.id, ())), ref=finding.unit)

    columns: tuple[ColumnOf[FindingState], ...] = (
        column("单位", whose, weight=2),
        column("要点", lambda s: Cell(s.finding.point, ref=s.finding.point), "point", optional=True),
        column("问题", lambda s: s.finding.problem, weight=4),
        column("来源", lambda s: source_words(s.finding, inspections)),
        column("整改措施", lambda s: s.measure, weight=3, optional=True),
        column("责任人", lambda s: s.person, optional=True),
        column("期限", due),
        column("状态", how),
    )
    return table_of("findings", "未销号问题", columns, states)


def demands(items: Iterable[DutyItem]) -> list[list[DutyItem]]:
    """Return late items, those of one demand on the same units together, however many its days."""
    alike: dict[tuple[object, ...], list[DutyItem]] = defaultdict(list)
    for item in items:
        alike[item.duty.id, item.point, item.owers].append(item)
    return list(alike.values())


def late_items(year: Year, items: Sequence[DutyItem]) -> Table:
    """Return what was to be done by a day and was not, a row a demand."""
    listed = demands(items)
    without = shared_year((item.due.date() for item in items if item.due), year.plan.year)
    columns: tuple[ColumnOf[list[DutyItem]], ...] = (
        column("要点", lambda own: Cell(own[0].point or NOTHING, ref=own[0].point), "point"),
        column("单位", lambda own: "、".join(own[0].owers), weight=2),
        column("事项", lambda own: own[0].duty.what or own[0].duty.quote, weight=4),
        column("项数", lambda own: len(own) if len(listed) < len(items) else "", "number", optional=True),
        column("期限", lambda own: Cell(_due(own, without), "bad")),
        column("状态", lambda own: Cell(late_words(own), "bad")),
    )
    return table_of("duties", "逾期未完成的应办事项", columns, listed)


def _due(items: Sequence[DutyItem], without: int) -> str | date | datetime | None:
    """Return by when items were to be done; a limit of hours to the minute."""
    if len(items) == 1:
        return due_value(items[0], without)
    days = {item.due.date() for item in items if item.due}
    ends = dict.fromkeys((min(days), max(days))) if days else ()
    return "至".join(f"{day:%m-%d}" if without else day.isoformat() for day in ends)


def span(items: Sequence[DutyItem], year: int) -> str:
    """Return the day by which items were to be done, of several the first and the last."""
    days = {item.due.date() for item in items if item.due}
    ends = dict.fromkeys((min(days), max(days))) if days else ()
    return "至".join(day_words(day, year) for day in ends)


def late_words(items: Sequence[DutyItem]) -> str:
    """Return for how many days items are late, of several the least and the most, and how many wait for proof."""
    days = sorted(-(-item.late_minutes // MINUTES) for item in items)
    waits = sum(item.waits for item in items)
    some = f"{waits}项" if len(items) > waits else ""
    said = f"逾期{days[0]}天" if days[0] == days[-1] else f"逾期{days[0]}至{days[-1]}天"
    return said + (f"，{some}已报办结，待补佐证" if waits else "")


def taken_back(year: Year, states: Sequence[EntryState]) -> Table:
    """Return the deductions that were taken back or reduced: whose, what for, how they were decided, and why."""
    days = (day for state in states for day in (state.entry.day, _decision(state).day))
    without = shared_year(days, year.plan.year)
    columns: tuple[ColumnOf[EntryState], ...] = (
        column("单位", lambda s: Cell(s.entry.unit, ref=s.entry.unit), weight=2),
        column("要点", lambda s: Cell(s.entry.point, ref=s.entry.point), "point", optional=True),
        column("事由", lambda s: without_ids(stripped(s.entry.reason), year.ids), weight=3),
        column("扣分日期", lambda s: short_day(s.entry.day, without), "date"),
        column("扣分", lambda s: cents(s.entry.asked), "number"),
        column("决定日期", lambda s: short_day(_decision(s).day, without), "date"),
        column("决定", _how),
        column("理由", lambda s: without_ids(stripped(_decision(s).reason), year.ids), weight=3, optional=True),
    )
    return table_of("taken_back", "撤销和核减的扣分", columns, states)


def _decision(state: EntryState) -> Ruling:
    """Return what an entry was taken back or last reduced by."""
    return next(ruling for ruling in reversed(state.rulings) if ruling.kind == state.status)


def _how(state: EntryState) -> str:
    ruling = _decision(state)
    left = f"为{points_text(state.live)}分" if state.status == "reduced" else ""
    return f"{'复核' if ruling.appeal else '更正'}{RULING[ruling.kind]}{left}"
