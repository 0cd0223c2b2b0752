"""What falls due: duty items, findings, objections, self-inspections and points in one list, most urgent first.

In lines, a long run of alike things is one.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import chain
from typing import TYPE_CHECKING

from msgspec import Struct

from gongkai.duty.items import DutyItem
from gongkai.finding.states import OPEN, PLANNED, FindingState, finding_states
from gongkai.plan.roster import answering, owes_self_inspection, units_of_year
from gongkai.progress.status import PointState, sent_back
from gongkai.register.kinds import Appeal
from gongkai.register.ledger import end_of, to_minute

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from gongkai.entry.states import EntryState, FigureState
    from gongkai.plan.calendar import Calendar
    from gongkai.plan.model import Plan
    from gongkai.plan.roster import Roster
    from gongkai.progress.status import Overview
    from gongkai.register.ledger import Ledger, Standing

DECEMBER, LAST = 12, 31
LONG_RUN = 3
"""How many alike things are told one by one; more are one line."""
ALONE = frozenset({"finding", "returned", "appeal", "objection"})


class SelfInspectionDue(Struct, frozen=True):
    """A unit of the plan's kinds that has inspected itself `done` times, fewer than it owes (末段)."""

    unit: str
    done: int
    at_least: int


class Objectable(Struct, frozen=True):
    """What a unit was told of and may still ask to have looked at again (申请复核), to the end of `last`."""

    id: str
    reason: str
    last: date


class SentBack(Struct, frozen=True):
    """A unit's report that said so many percent and was returned on a `day`: it is to report again."""

    unit: str
    said: int
    day: date | None
    reason: str


Source = DutyItem | FindingState | Appeal | SelfInspectionDue | PointState | Objectable | SentBack


class Owed(Struct, frozen=True):
    """Something still to be done. `key` names it for good; `units` who must act, `concerns` whom it is about.

    `kind` is duty, finding, returned, appeal, selfcheck, point or objection. `due` is its last minute in time,
    None where it has no last day; `late_minutes` is how long that has gone by.
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


class Case(Struct, frozen=True):
    """A judged year: what the list is made from.

    `today` is the day that handling is dated by now, with the `calendar` its limits are counted in: without the two
    nothing is told of objections that may still be made. `current` tells whether it is the year that commands take
    where none is named.
    """

    ledger: Ledger
    roster: Roster
    standing: Standing
    items: Sequence[DutyItem]
    overview: Overview
    today: date | None = None
    calendar: Calendar | None = None
    current: bool = True

    @property
    def plan(self) -> Plan:
        """The plan in force."""
        return self.ledger.plan


def owed(case: Case, unit: str = "") -> tuple[Owed, ...]:
    """Return all that is still owed and has a day, and the undecided objections, most urgent first.

    What is overdue stands on top, the longest late first; then what has no last day; then by due minute. A quantity
    to reach and a finding without a date never fall due; but a `unit` is told of its findings that want a date.
    """
    duties = (_item(item) for item in case.items if item.is_unmet and item.due)
    undated = end_of(case.standing.as_of - timedelta(days=1))
    return tuple(sorted([*duties, *_matters(case, unit)], key=lambda one: (not one.is_overdue, one.due or undated)))


def within(case: Case, days: int, unit: str = "") -> tuple[Owed, ...]:
    """Return what is overdue or falls due in so many days of the reading, for one unit or (empty) for all."""
    last = last_day(case, days)
    return tuple(
        one
        for one in owed(case, unit)
        if (one.due is None or one.due.date() <= last) and (not unit or unit in one.units or unit in one.concerns)
    )


def last_day(case: Case, days: int) -> date:
    """Return the last day of a window of so many days."""
    return case.standing.as_of + timedelta(days=min(days, (date.max - case.standing.as_of).days))


class Line(Struct, frozen=True):
    """One thing that is owed, or a run of more than three alike ones: `first` the most urgent, `count` how many.

    `owing` are those who must act, each set of them once, and `points` the work points; `last` is the due minute of
    the last, `periods` the first days of the first and the last period where it has periods.
    """

    first: Owed
    count: int
    owing: tuple[tuple[str, ...], ...]
    points: tuple[str, ...]
    last: datetime | None
    periods: tuple[date, date] | None = None


def gathered(found: Sequence[Owed], unit: str = "") -> tuple[Line, ...]:
    """Return things that are owed, most urgent first, in lines, each at the place of its first.

    What has a clock or a story of its own is no run; nor are the points where one `unit` is spoken to.
    """
    alike: dict[tuple[object, ...], list[Owed]] = {}
    for one in found:
        duty = one.source.duty if isinstance(one.source, DutyItem) else None
        own = one.kind in ALONE or (one.kind == "point" and unit) or (duty and duty.within)
        alone = one.key if own else ""
        alike.setdefault((one.kind, duty and duty.id, alone, one.is_overdue), []).append(one)
    lines = (line for run in alike.values() for line in _lines(run))
    place = {one.key: index for index, one in enumerate(found)}
    return tuple(sorted(lines, key=lambda line: place[line.first.key]))


def _lines(run: Sequence[Owed]) -> Iterator[Line]:
    for part in [run] if len(run) > LONG_RUN else [[one] for one in run]:
        owing = tuple(dict.fromkeys(one.units for one in part))
        points = tuple(dict.fromkeys(one.point for one in part if one.point))
        firsts = [one.source.first for one in part if isinstance(one.source, DutyItem) and one.source.first]
        yield Line(part[0], len(part), owing, points, part[-1].due, (min(firsts), max(firsts)) if firsts else None)


def _item(item: DutyItem) -> Owed:
    return Owed("duty", item.id, item.owers, item.owers, item.point, item.due, item.late_minutes, item)


def _matters(case: Case, unit: str = "") -> Iterator[Owed]:
    """Yield all that is owed besides the items of duties; for a `unit` what only it is told of, too."""
    yield from _findings(case, undated=bool(unit))
    yield from _returned(case)
    yield from _appeals(case)
    yield from _objectable(case, unit)
    yield from _self_inspections(case)
    yield from _points(case)


def _findings(case: Case, *, undated: bool) -> Iterator[Owed]:
    for state in finding_states(case.ledger.findings, case.ledger.finding_steps):
        if state.status in (OPEN, PLANNED) and (state.due or undated):
            named = state.finding
            heirs = answering(case.plan, case.roster, named.unit, named.point, case.standing.as_of)
            due = end_of(state.due) if state.due else None
            late = _late(due, case.standing.handled) if due else 0
            yield Owed("finding", named.id, heirs, (*heirs, named.unit), named.point, due, late, state)


def _returned(case: Case) -> Iterator[Owed]:
    """Yield the reports that were sent back and have not come again; the rules give no last day for it."""
    for no, state in sent_back(case.ledger, case.roster):
        source = SentBack(state.unit, state.said, state.reviewed, state.reason)
        yield Owed("returned", f"退回/{no}/{state.unit}", (state.unit,), (state.unit,), no, None, 0, source)


def _appeals(case: Case) -> Iterator[Owed]:
    """Yield the objections that wait for a decision; the rules give the office no last day for it."""
    if not case.ledger.appeals:
        return
    from gongkai.appeal.objections import appeal_states

    points = {entry.id: entry.point for entry in case.ledger.entries}
    for state in appeal_states(case.ledger.appeals, case.ledger.rulings):
        if state.is_open:
            appeal = state.appeal
            office, point = (case.plan.office,), points.get(appeal.entry, "")
            yield Owed("appeal", appeal.id, office, (*office, appeal.unit), point, None, 0, appeal)


def _objectable(case: Case, unit: str) -> Iterator[Owed]:
    """Yield what the unit, or one it has taken over, was told of and may still object to."""
    rubric = case.plan.assessment
    if not unit or not rubric or not case.today or not case.calendar:
        return
    if not any(ruling.kind == "notified" for ruling in case.ledger.rulings):
        return
    from gongkai.appeal.objections import Term, appeal_states, chances
    from gongkai.entry.states import entry_states, figure_states

    ledger, rulings = case.ledger, case.ledger.rulings
    told: list[EntryState | FigureState] = [
        *entry_states(ledger.entries, rulings),
        *figure_states(ledger.figures, rulings),
    ]
    mine = {s.record.id: s.record for s in told if unit in _answers(case, s.record.unit)}
    term, filed = Term(case.calendar, rubric.appeal_workdays, ledger.terms), appeal_states(ledger.appeals, rulings)
    open_to = chances((s for s in told if s.record.id in mine), filed, term, case.today)
    for name, chance in open_to.items():
        if chance.open:
            source = Objectable(name, mine[name].reason, chance.last)
            point = getattr(mine[name], "point", "")
            yield Owed("objection", name, (unit,), (unit,), point, end_of(chance.last), 0, source)


def _answers(case: Case, unit: str) -> tuple[str, ...]:
    return (unit, *answering(case.plan, case.roster, unit, "", case.standing.as_of))


def _self_inspections(case: Case) -> Iterator[Owed]:
    """Yield the units that still owe a self-inspection by the year's end; one that ended can make none."""
    count = Counter(record.unit for record in case.ledger.self_inspections)
    least, due = case.plan.self_inspection.at_least, _year_end(case)
    for unit in units_of_year(case.plan):
        if owes_self_inspection(case.plan, unit, case.standing.as_of) and count[unit.name] < least:
            source = SelfInspectionDue(unit.name, count[unit.name], least)
            mine = (unit.name,)
            yield Owed("selfcheck", f"自查/{unit.name}", mine, mine, "", due, _late(due, case.standing.moment), source)


def _points(case: Case) -> Iterator[Owed]:
    """Yield the points that are not done: each has the year's last day, after which its light is red."""
    due = _year_end(case)
    for state in case.overview.points:
        if not state.is_done:
            behind = tuple(lead.unit for lead in state.leads if lead.status not in ("done", "verified"))
            no, as_of = state.point.no, case.standing.as_of
            heirs = (answering(case.plan, case.roster, unit, no, as_of) for unit in behind)
            behind = tuple(dict.fromkeys(chain.from_iterable(heirs)))
            yield Owed("point", f"要点/{no}", behind, behind, no, due, _late(due, case.standing.moment), state)


def _year_end(case: Case) -> datetime:
    return end_of(date(case.plan.year, DECEMBER, LAST))


def _late(due: datetime, when: datetime) -> int:
    return max(0, int((to_minute(when) - due).total_seconds() // 60))
