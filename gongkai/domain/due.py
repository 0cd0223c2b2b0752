"""What falls due: duty items, findings, objections, self-inspections and points in one list, most urgent first."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING

from gongkai.domain.findings import OPEN, PLANNED, FindingState, finding_states
from gongkai.domain.items import DutyItem
from gongkai.domain.records import Appeal
from gongkai.domain.roster import answering, owes_self_inspection, units_of_year
from gongkai.domain.standing import end_of, to_minute
from gongkai.domain.status import PointState
from gongkai.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from gongkai.domain.items import DutyItems
    from gongkai.domain.ledger import Ledger, Standing
    from gongkai.domain.plan import Plan
    from gongkai.domain.roster import Roster
    from gongkai.domain.status import Overview

DECEMBER, LAST = 12, 31


@frozen
class SelfInspectionDue:
    """A unit of the plan's kinds that has inspected itself `done` times, fewer than it owes (末段)."""

    unit: str
    done: int
    at_least: int


Source = DutyItem | FindingState | Appeal | SelfInspectionDue | PointState


@frozen
class Owed:
    """Something still to be done. `key` names it for good; `units` who must act, `concerns` whom it is about.

    `kind` is duty, finding, appeal, selfcheck or point. `due` is its last minute in time, None where it has no last
    day; `late_minutes` is how long that has gone by.
    """

    kind: str
    key: str
    units: tuple[str, ...]
    concerns: tuple[str, ...]
    point: str
    due: datetime | None
    late_minutes: int
    source: Source

    @property
    def is_overdue(self) -> bool:
        """Tell whether its last minute is over."""
        return self.late_minutes > 0


@frozen
class Case:
    """A judged year: what the list is made from."""

    ledger: Ledger
    roster: Roster
    standing: Standing
    items: DutyItems
    overview: Overview

    @property
    def plan(self) -> Plan:
        """The plan in force."""
        return self.ledger.plan


def owed(case: Case) -> tuple[Owed, ...]:
    """Return all that is still owed and has a day, and the undecided objections, most urgent first.

    What is overdue stands on top, the longest late first; then what has no last day; then by due minute. A quantity
    to reach and a finding without a date never fall due.
    """
    unmet = (part for batch in case.items.batches if (part := batch.unmet()))
    duties = (owed_item(item) for part in unmet for item in part.items())
    return tuple(sorted([*duties, *matters(case)], key=lambda one: urgency(one, case.standing)))


def within(case: Case, days: int, unit: str = "") -> tuple[Owed, ...]:
    """Return what is overdue or falls due in so many days of the reading, for one unit or (empty) for all."""
    return tuple(near(owed(case), last_day(case, days), unit))


def last_day(case: Case, days: int) -> date:
    """Return the last day of a window of so many days."""
    return case.standing.as_of + timedelta(days=min(days, (date.max - case.standing.as_of).days))


def near(found: Iterable[Owed], last: date, unit: str = "") -> Iterator[Owed]:
    """Yield what has no last day or one up to `last`, and is one unit's or about it (empty: anyone's)."""
    for one in found:
        if (one.due is None or one.due.date() <= last) and (not unit or unit in one.units or unit in one.concerns):
            yield one


def urgency(one: Owed, standing: Standing) -> tuple[bool, datetime]:
    """Return what the list is sorted by."""
    return not one.is_overdue, one.due or end_of(standing.as_of - timedelta(days=1))


def owed_item(item: DutyItem) -> Owed:
    """Return a duty's item as something owed."""
    return Owed("duty", item.id, item.owers, item.owers, item.point, item.due, item.late_minutes, item)


def matters(case: Case) -> Iterator[Owed]:
    """Yield all that is owed besides the items of duties."""
    yield from _findings(case)
    yield from _appeals(case)
    yield from _self_inspections(case)
    yield from _points(case)


def _findings(case: Case) -> Iterator[Owed]:
    for state in finding_states(case.ledger.findings, case.ledger.finding_steps):
        if state.status in (OPEN, PLANNED) and state.due:
            named = state.finding
            heirs = answering(case.plan, case.roster, named.unit, named.point, case.standing.as_of)
            due = end_of(state.due)
            late = _late(due, case.standing.handled)
            yield Owed("finding", named.id, heirs, (*heirs, named.unit), named.point, due, late, state)


def _appeals(case: Case) -> Iterator[Owed]:
    """Yield the objections that wait for a decision; the rules give the office no last day for it."""
    if not case.ledger.appeals:
        return
    from gongkai.domain.appeals import appeal_states

    points = {entry.id: entry.point for entry in case.ledger.entries}
    for state in appeal_states(case.ledger.appeals, case.ledger.rulings):
        if state.is_open:
            appeal = state.appeal
            office, point = (case.plan.office,), points.get(appeal.entry, "")
            yield Owed("appeal", appeal.id, office, (*office, appeal.unit), point, None, 0, appeal)


def _self_inspections(case: Case) -> Iterator[Owed]:
    """Yield the units that still owe a self-inspection by the year's end; one that ended can make none."""
    count = Counter(record.unit for record in case.ledger.self_inspections)
    least, due = case.plan.self_inspection.at_least, _year_end(case)
    for unit in units_of_year(case.plan):
        ended = unit.until is not None and unit.until < case.standing.as_of
        if owes_self_inspection(case.plan, unit) and count[unit.name] < least and not ended:
            source = SelfInspectionDue(unit.name, count[unit.name], least)
            mine = (unit.name,)
            yield Owed("selfcheck", f"自查/{unit.name}", mine, mine, "", due, _late(due, case.standing.moment), source)


def _points(case: Case) -> Iterator[Owed]:
    """Yield the points that are not done: each has the year's last day, after which its light is red."""
    due = _year_end(case)
    for state in case.overview.points:
        if not state.is_done:
            behind = tuple(lead.unit for lead in state.leads if lead.status not in ("done", "verified"))
            no = state.point.no
            yield Owed("point", f"要点/{no}", behind, behind, no, due, _late(due, case.standing.moment), state)


def _year_end(case: Case) -> datetime:
    return end_of(date(case.plan.year, DECEMBER, LAST))


def _late(due: datetime, when: datetime) -> int:
    return max(0, int((to_minute(when) - due).total_seconds() // 60))
