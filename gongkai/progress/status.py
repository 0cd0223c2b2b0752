"""Percent, status, due and light of every point: derived, never stored."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from operator import attrgetter
from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from gongkai.duty.extensions import Extensions
from gongkai.errors import Refused
from gongkai.finding.states import FindingState, finding_states, is_overdue
from gongkai.plan.roster import answering, units_of_year
from gongkai.register.kinds import Review
from gongkai.register.ledger import days_on, end_of, is_past
from gongkai.register.recordable import by_seat, carried_on, in_order, timely

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from gongkai.duty.items import DutyItem
    from gongkai.plan.model import Plan, WorkPoint
    from gongkai.plan.roster import Assignment, Roster
    from gongkai.register.kinds import Progress
    from gongkai.register.ledger import Ledger, Standing

Seat = tuple[str, str]
"""A point and a unit on it, by number and name."""
FULL = 100
RETURNED_AT_MOST = 99
START_GRACE = timedelta(days=30)
CLOSING_DAYS = timedelta(days=30)


class UnitState(Struct, frozen=True):
    """Where a unit stands on a point. `percent` is what counts: a returned 100 counts as 99 until the next report.

    `status` is not_started, in_progress, returned, done or verified; `updated` the day of its latest report. Where that
    was returned, `said` is the percent it gave and `reason` why it came back, on the day `reviewed`. Of a unit that
    ended, `heir` carries it on, and has reported last where it is `carried`.
    """

    unit: str
    percent: int = 0
    status: str = "not_started"
    updated: date | None = None
    reviewed: date | None = None
    said: int = 0
    reason: str = ""
    heir: str = ""
    carried: bool = False

    @property
    def answers(self) -> str:
        """The unit that said what stands here."""
        return self.heir if self.carried else self.unit


class Reason(Struct, frozen=True):
    """Why a light is not green: a code of `wording.REASON`, what it speaks of, and the day it hangs on.

    `units` are those who owe what it speaks of, empty where that is the point itself.
    """

    code: str
    subject: str = ""
    day: date | None = None
    units: tuple[str, ...] = ()


NO_TERMS: Mapping[str, date] = MappingProxyType({})


class PointState(Struct, frozen=True):
    """One work point as it stands (design: Percent and status, Due, Light).

    `leads` answer for it; where it is not `led`, these are its responsible units.
    `due` is the earliest of its own last day, while it is not done, and those of its unmet items. `last` is the day by
    which it is to be done, None where it never ends; `own` tells that the point itself has one, else the `terms` of the
    leads that have not finished lead to it. `put_off` is its own day before the office put it off. `report_by` is the
    day by which an ongoing one is to be reported on again.
    """

    point: WorkPoint
    leads: tuple[UnitState, ...]
    percent: int
    status: str
    light: str
    reasons: tuple[Reason, ...]
    due: date | None
    updated: date | None
    units: int
    reported: int
    responsible_done: int
    responsible_units: int
    unresolved: tuple[str, ...]
    office_leads: bool
    led: bool = True
    last: date | None = None
    own: bool = False
    terms: Mapping[str, date] = NO_TERMS
    put_off: date | None = None
    report_by: date | None = None

    @property
    def unresolved_leads(self) -> tuple[str, ...]:
        """The wordings of its leads that nobody stands behind: until a lead is named, the point has none."""
        return tuple(word for word in self.unresolved if word in self.point.lead)

    @property
    def is_done(self) -> bool:
        """Tell whether all leads have finished, checked or not."""
        return self.status in ("done", "verified")

    @property
    def is_ongoing(self) -> bool:
        """Tell whether it never ends (持续推进): it is in no share of what is done."""
        return self.point.ongoing


class Summary(Struct, frozen=True):
    """The year in figures; `overdue` counts red points.

    The `ongoing` points are among the points and under no status: of them none is to be finished in the year.
    落实面: `responsible_units` are the seats of responsible units on all points that end, `responsible_done` those at
    100. `self_verified` are the points verified that the office leads itself (本办自核), `overdue_done` those that are
    finished and red all the same.
    """

    points: int
    not_started: int
    in_progress: int
    done: int
    verified: int
    overdue: int
    units: int
    self_inspected: int
    open_findings: int
    ongoing: int = 0
    responsible_done: int = 0
    responsible_units: int = 0
    self_verified: int = 0
    overdue_done: int = 0


class Overview(Struct, frozen=True):
    """All points in file order, with the summary over them."""

    summary: Summary
    points: tuple[PointState, ...]


_IN_ORDER = attrgetter("day", "seq")


def unit_state(
    unit: str, progress: Sequence[Progress], reviews: Sequence[Review], *, ongoing: bool = False
) -> UnitState:
    """Return a unit's state on one point from its reports and the office's reviews there.

    Both are taken in their order (`recordable.in_order`). A return holds until the next report; a report below 100 ends
    a verification. Work on an `ongoing` point is verified however far it is.
    """
    return _state(unit, _timely(progress), reviews, ongoing=ongoing)


def _timely(progress: Sequence[Progress]) -> Sequence[Progress]:
    return timely(sorted(progress, key=_IN_ORDER)) if len(progress) > 1 else progress


def _state(unit: str, progress: Sequence[Progress], reviews: Sequence[Review], *, ongoing: bool) -> UnitState:
    if not reviews and progress:  # nearly every seat of a year: the latest report says it all
        last = progress[-1]
        return UnitState(unit, last.percent, "done" if last.percent == FULL else "in_progress", last.day)
    percent: int | None = None
    mark, updated, reviewed, reason = "", None, None, ""
    for record in in_order(progress, reviews):
        if isinstance(record, Review):
            mark, reviewed, reason = record.kind, record.day, record.note
        else:
            percent, updated = record.percent, record.day
            mark = mark if mark == "verified" and percent == FULL else ""
    if percent is None:
        return UnitState(unit, reviewed=reviewed)
    if mark == "returned":
        return UnitState(unit, min(percent, RETURNED_AT_MOST), "returned", updated, reviewed, percent, reason)
    if percent < FULL and not (ongoing and mark == "verified"):
        return UnitState(unit, percent, "in_progress", updated, reviewed)
    return UnitState(unit, percent, "verified" if mark == "verified" else "done", updated, reviewed)


def unit_states(ledger: Ledger, roster: Roster) -> dict[str, dict[str, UnitState]]:
    """Return every unit's state on every point it is on: point → unit → state."""
    reports, reviews = by_seat(ledger.progress), by_seat(ledger.reviews)
    ongoing = {point.no for point in ledger.plan.points if point.ongoing}
    states: dict[str, dict[str, UnitState]] = {}
    for no, seats in roster.by_point.items():
        on_point = states[no] = {}
        for seat in seats:
            key = (no, seat.unit)
            silent = key not in reports and key not in reviews
            if silent:
                on_point[seat.unit] = UnitState(seat.unit)
            else:
                on_point[seat.unit] = unit_state(seat.unit, reports[key], reviews[key], ongoing=no in ongoing)
    for seat in (seat for seats in roster.by_point.values() for seat in seats if seat.heir):
        both = _Both(seat, _last_day(ledger.plan, seat.unit), reports, reviews)
        states[seat.point][seat.unit] = both.state(ongoing=seat.point in ongoing)
    return states


def _last_day(plan: Plan, unit: str) -> date:
    return next((each.until for each in plan.units if each.name == unit and each.until), date.max)


class _Both(Struct, frozen=True):
    """What a unit said and was told while it existed, and its heir afterwards: one seat, carried on.

    What is timely is so at the seat at which it was reported: an heir's report counts for both, or for neither.
    """

    seat: Assignment
    ended: date
    reports: Mapping[Seat, Sequence[Progress]]
    reviews: Mapping[Seat, Sequence[Review]]

    def state(self, *, ongoing: bool = False) -> UnitState:
        """Return the state of the seat; what its heir was told counts once that has reported on it."""
        said, carried = self._said()
        own, heir = self._own_and_heir()
        told = carried_on(self.reviews.get(own, ()), self.reviews.get(heir, ()) if carried else (), self.ended)
        state = _state(self.seat.unit, said, told, ongoing=ongoing)
        return replace(state, heir=self.seat.heir, carried=carried)

    def is_answered(self) -> bool:
        """Tell whether the heir has reported since the unit itself was sent a report back."""
        own, _ = self._own_and_heir()
        return _state(self.seat.unit, self._said()[0], self.reviews.get(own, ()), ongoing=False).status != "returned"

    def _said(self) -> tuple[Sequence[Progress], bool]:
        own, heir = (_timely(self.reports.get(seat, ())) for seat in self._own_and_heir())
        both = carried_on(own, heir, self.ended)
        return sorted(both, key=_IN_ORDER), len(both) > len(own)

    def _own_and_heir(self) -> tuple[Seat, Seat]:
        return (self.seat.point, self.seat.unit), (self.seat.point, self.seat.heir)


def sent_back(ledger: Ledger, roster: Roster) -> Iterator[tuple[str, UnitState]]:
    """Yield (point, state) of each unit whose report was returned and that has not reported again, nor has its heir."""
    returned = (record for record in ledger.reviews if record.kind == "returned")
    seats = {(one.point, one.unit): roster.on(one.point, one.unit) for one in returned}
    if not seats:
        return
    reports, reviews = by_seat(ledger.progress), by_seat(ledger.reviews)
    for (no, unit), seat in seats.items():
        state = unit_state(unit, reports[no, unit], reviews[no, unit])
        if seat is None or state.status != "returned":
            continue
        if not (seat.heir and _Both(seat, _last_day(ledger.plan, unit), reports, reviews).is_answered()):
            yield no, state


def overview(
    ledger: Ledger,
    roster: Roster,
    items: Iterable[DutyItem],
    standing: Standing,
    states: Mapping[str, Mapping[str, UnitState]] | None = None,
) -> Overview:
    """Return the state of all points and the summary. `items` are all duty items by now, `states` each unit's."""
    plan = ledger.plan
    findings = finding_states(ledger.findings, ledger.finding_steps)
    states = unit_states(ledger, roster) if states is None else states
    unmet: dict[str, list[DutyItem]] = defaultdict(list)
    for item in items:
        if item.is_unmet and item.due:
            unmet[item.point].append(item)
    late: dict[str, list[FindingState]] = defaultdict(list)
    for state in findings:
        if is_overdue(state, standing):
            late[state.finding.point].append(state)
    extensions = Extensions(ledger.extensions)
    points = tuple(
        _Judge(plan, roster, standing, states[point.no], unmet[point.no], late[point.no], extensions).state(point)
        for point in plan.points
    )
    return Overview(_summary(ledger, points, findings), points)


def _summary(ledger: Ledger, points: Sequence[PointState], findings: Sequence[FindingState]) -> Summary:
    return summary_of(
        points,
        units=len(units_of_year(ledger.plan)),
        self_inspected=len(self_inspected(ledger)),
        open_findings=sum(state.is_open for state in findings),
    )


def summary_of(points: Sequence[PointState], *, units: int, self_inspected: int, open_findings: int) -> Summary:
    """Return some points in figures, beside the figures that are of units; what never ends counts under no status."""
    ending = [state for state in points if not state.is_ongoing]
    count = Counter(state.status for state in ending)
    return Summary(
        points=len(points),
        not_started=count["not_started"],
        in_progress=count["in_progress"],
        done=count["done"],
        verified=count["verified"],
        overdue=sum(state.light == "red" for state in points),
        units=units,
        self_inspected=self_inspected,
        open_findings=open_findings,
        ongoing=len(points) - len(ending),
        responsible_done=sum(state.responsible_done for state in ending),
        responsible_units=sum(state.responsible_units for state in ending),
        self_verified=sum(state.office_leads and state.status == "verified" for state in ending),
        overdue_done=sum(state.is_done and state.light == "red" for state in ending),
    )


def self_inspected(ledger: Ledger) -> frozenset[str]:
    """Return the units that have inspected themselves as often as the plan asks (末段)."""
    count = Counter(record.unit for record in ledger.self_inspections)
    names = {unit.name for unit in units_of_year(ledger.plan)}
    return frozenset(unit for unit, times in count.items() if times >= ledger.plan.self_inspection.at_least) & names


class _Term(Struct, frozen=True):
    """When a point is to be done (`own`, `last`) or reported on, and which of its leads are `behind`.

    Where it is not `led`, these are its responsible units.
    """

    own: date | None
    last: date | None
    report_by: date | None
    behind: tuple[str, ...]
    led: bool


def _is_finished(lead: UnitState) -> bool:
    return lead.status in ("done", "verified")


class _Judge(Struct, frozen=True):
    """One point with what is known of it; `unmet` are the items that are still owed and have a day, in file order."""

    plan: Plan
    roster: Roster
    standing: Standing
    states: Mapping[str, UnitState]
    unmet: Sequence[DutyItem]
    late_findings: Sequence[FindingState]
    extensions: Extensions

    def state(self, point: WorkPoint) -> PointState:
        leads = tuple(self.states[unit] for unit in self.roster.leads(point.no))
        responsible = self.roster.responsible(point.no)
        after = {seat.unit for seat in self.roster.by_point[point.no] if seat.after}
        status = self._status(leads)
        own, terms = self.extensions.own_day(point), self._terms(leads)
        last = None if point.ongoing else own or min(terms.values(), default=date(self.plan.year, 12, 31))
        report_by = self._report_by(leads) if point.ongoing and status != "verified" else None
        behind, led = tuple(lead.answers for lead in leads if not _is_finished(lead)), point.no not in self.roster.unled
        term = _Term(own, last, report_by, behind, led)
        done = status in ("done", "verified")
        red = tuple(self._red(term, done=done))
        reasons = red or tuple(self._yellow(leads, status, term))
        dues = [item.due.date() for item in self.unmet if item.due]
        return PointState(
            point=point,
            leads=leads,
            percent=sum(lead.percent for lead in leads) // len(leads) if leads else 0,
            status=status,
            light="red" if red else "yellow" if reasons else "green",
            reasons=reasons,
            due=min([*dues, own] if own and not done else dues, default=None),
            updated=max((state.updated for state in self.states.values() if state.updated), default=None),
            units=len(self.states) - len(after),
            reported=sum(state.updated is not None for name, state in self.states.items() if name not in after),
            responsible_done=sum(self.states[unit].percent == FULL for unit in responsible),
            responsible_units=len(responsible),
            unresolved=self.roster.unresolved.get(point.no, ()),
            office_leads=self.plan.office in self.roster.leads(point.no),
            led=led,
            last=last,
            terms=terms,
            own=own is not None,
            put_off=point.due if own != point.due else None,
            report_by=report_by,
        )

    def _status(self, leads: Sequence[UnitState]) -> str:
        if all(lead.updated is None for lead in leads):
            return "not_started"
        verified = all(lead.status == "verified" for lead in leads)
        if not verified and any(lead.percent < FULL for lead in leads):
            return "in_progress"
        return "verified" if verified and not any(self._overdue()) else "done"

    def _overdue(self) -> Iterator[DutyItem]:
        return (item for item in self.unmet if item.status == "overdue")

    def _terms(self, leads: Sequence[UnitState]) -> dict[str, date]:
        """Return the day by which each lead that has not finished is to: the year's last, or one after it.

        What it still owes by a day of the next year, by the notice or put off to then, is not late on 1 January.
        """
        end = date(self.plan.year, 12, 31)
        later = [item for item in self.unmet if item.due and (item.duty.by or item.put_off)]
        return {
            lead.unit: max(
                [end, *(item.due.date() for item in later if item.due and {lead.unit, lead.heir} & {*item.owers})]
            )
            for lead in leads
            if not _is_finished(lead)
        }

    def _report_by(self, leads: Sequence[UnitState]) -> date | None:
        """Return the day by which an ongoing point is to be reported on; None where that is after the year."""
        day = self._heard(leads) + timedelta(days=self.plan.lights.silent_days)
        return day if day.year <= self.plan.year else None

    def _heard(self, leads: Sequence[UnitState]) -> date:
        """Return the day of the last report of a lead, or of the notice, whichever is later."""
        return max([self.plan.issued, *(lead.updated for lead in leads if lead.updated)])

    def _red(self, term: _Term, *, done: bool) -> Iterable[Reason]:
        yield from _of_items("item_overdue", self._overdue())
        late = "lead_finding_overdue" if term.led else "answering_finding_overdue"
        for state, heirs in self._late_findings(leading=True):
            yield Reason(late, state.finding.id, state.due, heirs)
        if done or term.last is None:
            return
        if term.own and is_past(term.own, self.standing):
            yield Reason("point_overdue", day=term.own, units=term.behind)
        elif self.standing.over and (term.last.year <= self.plan.year or is_past(term.last, self.standing)):
            yield Reason("year_over", day=max(self.standing.as_of, term.last))

    def _yellow(self, leads: Sequence[UnitState], status: str, term: _Term) -> Iterable[Reason]:
        as_of, issued = self.standing.as_of, self.plan.issued
        soon = end_of(days_on(self.standing.handled.date(), self.plan.lights.due_days))
        yield from _of_items("item_due_soon", (item for item in self.unmet if item.due and item.due <= soon))
        done = status in ("done", "verified")
        if term.own and not done and end_of(term.own) <= soon:
            yield Reason("point_due_soon", day=term.own, units=term.behind)
        idle = status == "not_started" and as_of >= issued + START_GRACE
        if idle:
            yield Reason("not_started", day=issued)
        if not done or term.report_by:
            yield from self._unfinished(leads, term, idle=idle)
        for state, heirs in self._late_findings(leading=False):
            yield Reason("finding_overdue", state.finding.id, state.due, heirs)

    def _late_findings(self, *, leading: bool) -> Iterator[tuple[FindingState, tuple[str, ...]]]:
        """Yield the late findings of who answers for the point, else of who is responsible beside, and whose they are.

        Those of a unit that ended are its successor's.
        """
        for state in self.late_findings:
            unit, no = state.finding.unit, state.finding.point
            heirs = answering(self.plan, self.roster, unit, no, self.standing.as_of)
            named = [name for name in (unit, *heirs) if self.roster.leads_on(no, name) == leading]
            seats = (self.roster.on(no, name) for name in named)
            if any(seat is not None and (leading or seat.role == "responsible") for seat in seats):
                yield state, tuple(heirs)

    def _unfinished(self, leads: Sequence[UnitState], term: _Term, *, idle: bool) -> Iterable[Reason]:
        as_of, heard = self.standing.as_of, self._heard(leads)
        if not idle and (as_of - heard).days >= self.plan.lights.silent_days:
            yield Reason("silent" if term.led else "answering_silent", day=heard)
        end = date(self.plan.year, 12, 31)
        if as_of > end - CLOSING_DAYS and not term.own and term.last == end:
            yield Reason("year_closing", day=end)


def _of_items(code: str, unmet: Iterable[DutyItem]) -> Iterator[Reason]:
    """Yield the reason that lies in unmet items: the one, or how many there are, whoever owes the longest first."""
    found = sorted(unmet, key=lambda item: item.due or item.opened)
    if found:
        first, names = found[0], dict.fromkeys(name for item in found for name in item.owers)
        day = first.due.date() if first.due else None
        yield Reason(code, first.id if len(found) == 1 else f"{len(found)}项", day, tuple(names))


def may_verify(state: UnitState, point: str, reports: Sequence[Progress], note: str, *, ongoing: bool = False) -> None:
    """The office verifies what a unit reports as finished, or what it did on an `ongoing` point, however far.

    It does so on evidence or with a note.
    """
    if state.status == "verified":
        raise Refused(f"{state.unit}在要点{point}上已核实销号，无需重复")
    if state.status != "done" and not (ongoing and state.status == "in_progress"):
        says = f"只报到 {state.percent}%" if state.updated else "还没有报告"
        says = "已被退回，尚未重报" if state.status == "returned" else says
        raise Refused(f"{state.unit}在要点{point}上{says}，不能核实", "等单位报到 100% 后再核实")
    if not note.strip() and not any(report.evidence for report in reports):
        raise Refused(f"{state.unit}在要点{point}上没有提供佐证", "请核对后用 --note 写明核实依据")


def may_return(state: UnitState, point: str) -> None:
    """Only what was reported can be sent back, and once until the next report."""
    if state.updated is None:
        raise Refused(f"{state.unit}在要点{point}上还没有报告，无可退回")
    if state.status == "returned":
        raise Refused(f"{state.unit}在要点{point}上已退回，正等待重报")
