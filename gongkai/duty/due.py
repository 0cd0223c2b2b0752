"""What falls due: duty items, findings, objections, self-inspections and points in one list, most urgent first.

In lines, a long run of alike things is one.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING

from msgspec import Struct

from gongkai.duty.items import DutyItem
from gongkai.finding.states import FindingState
from gongkai.plan.roster import answering, owes_self_inspection, units_of_year
from gongkai.progress.status import PointState, sent_back
from gongkai.register.kinds import Appeal
from gongkai.register.ledger import days_on, end_of, to_minute

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from gongkai.entry.states import EntryState, FigureState
    from gongkai.plan.calendar import LastDay
    from gongkai.year import Year

DECEMBER, LAST = 12, 31
LONG_RUN = 3
"""How many alike things are told one by one; more are one line."""
ALONE = frozenset({"finding", "returned", "appeal", "objection"})
OF_POINTS = frozenset({"point", "report"})


class SelfInspectionDue(Struct, frozen=True):
    """A unit of the plan's kinds that has inspected itself `done` times, fewer than it owes (末段)."""

    unit: str
    done: int
    at_least: int


class Objectable(Struct, frozen=True):
    """What a unit was told of and may still ask to have looked at again (申请复核), to the end of `last`."""

    id: str
    reason: str
    last: LastDay


class SentBack(Struct, frozen=True):
    """A unit's report that said so many percent and was returned on a `day`: it is to report again."""

    unit: str
    said: int
    day: date | None
    reason: str


Source = DutyItem | FindingState | Appeal | SelfInspectionDue | PointState | Objectable | SentBack


class Owed(Struct, frozen=True):
    """Something still to be done. `key` names it for good; `units` who must act, `concerns` whom it is about.

    `kind` is duty, finding, returned, appeal, selfcheck, point, report (of an ongoing point) or objection. `due` is its
    last minute in time, None where it has no last day or its last day is not known yet; `late_minutes` is how long that
    has gone by.
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

    @property
    def is_sent_back(self) -> bool:
        """Tell whether the office has returned what was handed in: it is to come again at once."""
        return isinstance(self.source, SentBack) or (isinstance(self.source, FindingState) and self.source.is_sent_back)


def owed(year: Year, unit: str = "", items: Iterable[DutyItem] | None = None) -> tuple[Owed, ...]:
    """Return all that is still owed and has a day, and the undecided objections, most urgent first.

    What is overdue stands on top, the longest late first; then what has no last day; then by due minute. A quantity
    to reach and a finding without a date never fall due, but where it was sent back; a `unit` is told of its findings
    that want a date.
    `items`, where given, stand for the year's own: with those of periods to come.
    """
    known = year.items if items is None else items
    duties = (owed_item(item) for item in known if item.is_unmet and (item.due or item.awaited))
    now = year.standing.moment
    found = (*duties, *_matters(year, unit))
    return tuple(sorted(found, key=lambda one: (not one.is_overdue, one.due is not None, one.due or now)))


def falling(year: Year, days: int, unit: str = "") -> tuple[Owed, ...]:
    """Return what is overdue or falls due in so many days of the reading, for one unit or (empty) for all.

    Periods that begin within them count too, and what was sent back, whenever it falls due; nothing is owed once the
    year is closed.
    """
    if year.standing.closed:
        return ()
    last = window_end(year, days)
    return tuple(
        one
        for one in owed(year, unit, _ahead(year, last))
        if (one.due is None or one.due.date() <= last or one.is_sent_back)
        and (not unit or unit in one.units or unit in one.concerns)
    )


def beyond(year: Year, chosen: Sequence[Owed], unit: str = "") -> tuple[Owed, ...]:
    """Return what is owed by now besides what was chosen: it falls due later."""
    if year.standing.closed:
        return ()
    there = {one.key for one in chosen}
    return tuple(one for one in owed(year, unit) if one.key not in there and (not unit or unit in one.concerns))


def settled(year: Year, unit: str = "") -> tuple[Owed, ...]:
    """Return what was owed by a day, by a unit (or anybody), and no more is: met, cancelled, put right, inspected."""
    duties = (owed_item(item) for item in year.items if not item.is_unmet and item.due)
    every = (*duties, *_put_right(year), *_inspected(year), *_finished(year))
    return tuple(one for one in every if not unit or unit in one.concerns)


def _put_right(year: Year) -> Iterator[Owed]:
    for state in year.findings:
        if not state.is_unrectified and state.due:
            named, mine = state.finding, (state.finding.unit,)
            yield Owed("finding", named.id, mine, mine, named.point, end_of(state.due), 0, state)


def _inspected(year: Year) -> Iterator[Owed]:
    count, least = Counter(record.unit for record in year.ledger.self_inspections), year.plan.self_inspection.at_least
    for unit in units_of_year(year.plan):
        if owes_self_inspection(year.plan, unit, year.standing.as_of) and count[unit.name] >= least:
            source, mine = SelfInspectionDue(unit.name, count[unit.name], least), (unit.name,)
            yield Owed("selfcheck", f"自查/{unit.name}", mine, mine, "", _year_end(year), 0, source)


def _finished(year: Year) -> Iterator[Owed]:
    for state in year.overview.points:
        if state.is_done and not state.is_ongoing:
            leads = tuple(lead.unit for lead in state.leads)
            due = end_of(state.last) if state.last else _year_end(year)
            yield Owed("point", f"要点/{state.point.no}", leads, leads, state.point.no, due, 0, state)


def next_due(year: Year, unit: str = "") -> Owed | None:
    """Return what falls due first of all, however far ahead."""
    return next((one for one in falling(year, YEAR_AND_MORE, unit) if one.due), None)


def _ahead(year: Year, last: date) -> Iterable[DutyItem]:
    periodic = any(duty.every for point in year.plan.demanding for duty in point.duties)
    if last <= year.standing.as_of or year.standing.over or not periodic:
        return year.items
    return year.items_until(last)


def window_end(year: Year, days: int) -> date:
    """Return the last day of a window of so many days."""
    return days_on(year.standing.as_of, days)


YEAR_AND_MORE = 800


class OwedLine(Struct, frozen=True):
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


def gathered(found: Sequence[Owed], unit: str = "") -> tuple[OwedLine, ...]:
    """Return things that are owed, most urgent first, in lines, each at the place of its first.

    What has a clock or a story of its own is no run; nor are the points where one `unit` is spoken to.
    """
    alike: dict[tuple[object, ...], list[Owed]] = {}
    for one in found:
        duty = one.source.duty if isinstance(one.source, DutyItem) else None
        own = one.kind in ALONE or (one.kind in OF_POINTS and unit) or (duty and duty.within)
        alone = one.key if own else ""
        held = _held(one.source) if isinstance(one.source, DutyItem) else ()
        alike.setdefault((one.kind, duty and duty.id, alone, one.is_overdue, held), []).append(one)
    lines = (line for run in alike.values() for line in _lines(run))
    place = {one.key: index for index, one in enumerate(found)}
    return tuple(sorted(lines, key=lambda line: place[line.first.key]))


def _held(item: DutyItem) -> tuple[str, ...]:
    """Tell what is reported and waits, and what was sent back, from what nobody has reported."""
    told = item.report if item.review in ("waiting", "returned") else None
    return (told.state, told.settlement, told.reason) if told else ()


def _lines(run: Sequence[Owed]) -> Iterator[OwedLine]:
    for part in [run] if len(run) > LONG_RUN else [[one] for one in run]:
        owing = tuple(dict.fromkeys(one.units for one in part))
        points = tuple(dict.fromkeys(one.point for one in part if one.point))
        firsts = [one.source.first for one in part if isinstance(one.source, DutyItem) and one.source.first]
        yield OwedLine(part[0], len(part), owing, points, part[-1].due, (min(firsts), max(firsts)) if firsts else None)


def owed_item(item: DutyItem) -> Owed:
    """Return a duty item as something that is owed, or was."""
    return Owed("duty", item.id, item.owers, item.owers, item.point, item.due, item.late_minutes, item)


def _matters(year: Year, unit: str = "") -> Iterator[Owed]:
    """Yield all that is owed besides the items of duties; for a `unit` what only it is told of, too."""
    yield from _findings(year, undated=bool(unit))
    yield from _returned(year)
    yield from _appeals(year)
    yield from _objectable(year, unit)
    yield from _self_inspections(year)
    yield from _points(year)
    yield from _reports(year)


def _findings(year: Year, *, undated: bool) -> Iterator[Owed]:
    for state in year.findings:
        if state.is_unrectified and (state.due or undated or state.is_sent_back):
            named = state.finding
            heirs = answering(year.plan, year.roster, named.unit, named.point, year.standing.as_of)
            due = end_of(state.due) if state.due else None
            late = _late(due, year.standing.handled) if due else 0
            yield Owed("finding", named.id, heirs, (*heirs, named.unit), named.point, due, late, state)


def _returned(year: Year) -> Iterator[Owed]:
    """Yield the reports that were sent back and have not come again; the rules give no last day for it."""
    for no, state in sent_back(year.ledger, year.roster):
        source = SentBack(state.unit, state.said, state.reviewed, state.reason)
        yield Owed("returned", f"退回/{no}/{state.unit}", (state.unit,), (state.unit,), no, None, 0, source)


def _appeals(year: Year) -> Iterator[Owed]:
    """Yield the objections that wait for a decision; the rules give the office no last day for it."""
    if not year.ledger.appeals:
        return
    points = {entry.id: entry.point for entry in year.ledger.entries}
    for state in year.appeals:
        if state.is_open:
            appeal = state.appeal
            office, point = (year.plan.office,), points.get(appeal.entry, "")
            yield Owed("appeal", appeal.id, office, (*office, appeal.unit), point, None, 0, appeal)


def _objectable(year: Year, unit: str) -> Iterator[Owed]:
    """Yield what the unit, or one it has taken over, was told of and may still object to."""
    if not unit or year.plan.assessment is None:
        return
    if not any(ruling.kind == "notified" for ruling in year.ledger.rulings):
        return
    from gongkai.appeal.objections import objection_windows

    told: list[EntryState | FigureState] = [*year.entries, *year.figures]
    mine = {s.record.id: s.record for s in told if unit in _answers(year, s.record.unit)}
    open_to = objection_windows((s for s in told if s.record.id in mine), year.appeals, year.term, year.today)
    for name, window in open_to.items():
        if window.open:
            source = Objectable(name, mine[name].reason, window.last)
            point, due = getattr(mine[name], "point", ""), end_of(window.last.day) if window.last.day else None
            yield Owed("objection", name, (unit,), (unit,), point, due, 0, source)


def _answers(year: Year, unit: str) -> tuple[str, ...]:
    return (unit, *answering(year.plan, year.roster, unit, "", year.standing.as_of))


def _self_inspections(year: Year) -> Iterator[Owed]:
    """Yield the units that still owe a self-inspection by the year's end; one that ended can make none."""
    count = Counter(record.unit for record in year.ledger.self_inspections)
    least, due = year.plan.self_inspection.at_least, _year_end(year)
    for unit in units_of_year(year.plan):
        if owes_self_inspection(year.plan, unit, year.standing.as_of) and count[unit.name] < least:
            source = SelfInspectionDue(unit.name, count[unit.name], least)
            mine = (unit.name,)
            yield Owed("selfcheck", f"自查/{unit.name}", mine, mine, "", due, _late(due, year.standing.moment), source)


def _points(year: Year) -> Iterator[Owed]:
    """Yield the points that are not done: each has its own last day or the year's, after which its light is red."""
    for state in year.overview.points:
        if not state.is_done and state.last:
            behind = tuple(lead.unit for lead in state.leads if lead.status not in ("done", "verified"))
            due, no, behind = end_of(state.last), state.point.no, _answering(year, state, behind)
            at = year.standing.handled if state.own or state.last.year > year.plan.year else year.standing.moment
            yield Owed("point", f"要点/{no}", behind, behind, no, due, _late(due, at), state)


def _reports(year: Year) -> Iterator[Owed]:
    """Yield the points that never end and are to be reported on again; once the year is over nobody waits for it."""
    for state in year.overview.points if not year.standing.over else ():
        if state.report_by:
            due, no, leads = end_of(state.report_by), state.point.no, tuple(lead.unit for lead in state.leads)
            units = _answering(year, state, leads)
            yield Owed("report", f"进展/{no}", units, units, no, due, _late(due, year.standing.moment), state)


def _answering(year: Year, state: PointState, units: Sequence[str]) -> tuple[str, ...]:
    heirs = (answering(year.plan, year.roster, unit, state.point.no, year.standing.as_of) for unit in units)
    return tuple(dict.fromkeys(chain.from_iterable(heirs)))


def _year_end(year: Year) -> datetime:
    return end_of(date(year.plan.year, DECEMBER, LAST))


def _late(due: datetime, when: datetime) -> int:
    return max(0, int((to_minute(when) - due).total_seconds() // 60))
