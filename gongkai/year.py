"""One year, judged: everything of it read whole; each judgement made when first asked for, and once."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from msgspec.structs import replace

from gongkai.appeal.objections import Term, appeal_states, undecided_units
from gongkai.closing.seal import standing_of
from gongkai.duty.deadlines import nearest_to_begin
from gongkai.duty.items import duty_items
from gongkai.entry.states import entry_states, external_figures, figure_states
from gongkai.finding.states import by_origin, finding_states
from gongkai.plan.roster import roster_of
from gongkai.plan.rubric import rubric_of
from gongkai.progress.status import overview, unit_states
from gongkai.register.kinds import KINDS
from gongkai.register.ledger import chasing
from gongkai.scoring.score import score_year

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date, datetime
    from decimal import Decimal

    from gongkai.appeal.objections import AppealState
    from gongkai.duty.items import DutyItem
    from gongkai.entry.proposals import Proposal
    from gongkai.entry.states import EntryState, FigureState
    from gongkai.finding.states import FindingState
    from gongkai.plan.calendar import Calendar
    from gongkai.plan.model import Plan, WorkPoint
    from gongkai.plan.roster import Roster
    from gongkai.plan.rubric import Assessment
    from gongkai.progress.status import Overview, PointState, UnitState
    from gongkai.progress.trend import Month
    from gongkai.register.ledger import Ledger, Place, Standing
    from gongkai.register.reading import Reader
    from gongkai.scoring.sheet import Outside, UnitScore

    Where = Callable[[Plan], Place | None]
    """At which place every report is read: a point, a unit, as the plan names them."""


class Year:
    """A ledger, where its reader stands in time, and what the law says of it. Nothing in it changes.

    `now` is the moment of the call. `calendar`, where given, stands for the statutory one. With `stage` its scores are
    the results of that stage alone.
    """

    def __init__(
        self, ledger: Ledger, standing: Standing, now: datetime, calendar: Calendar | None = None, stage: str = ""
    ) -> None:
        self.ledger = ledger
        self.standing = standing
        self.now = now
        self.stage = stage
        if calendar is not None:
            self.calendar = calendar

    @property
    def plan(self) -> Plan:
        """The plan in force."""
        return self.ledger.plan

    @property
    def assessment(self) -> Assessment:
        """The year's rubric; raises `Refused` where the plan has none."""
        return rubric_of(self.plan)

    @property
    def today(self) -> date:
        """The day that handling is dated by now: the call's own, or the last one that was read."""
        return min(self.now.date(), self.standing.cutoff)

    @property
    def is_current(self) -> bool:
        """Whether it is the year that commands take where none is named."""
        return self.plan.year == max(self.ledger.years, default=self.plan.year)

    @cached_property
    def calendar(self) -> Calendar:
        """The statutory calendar, with what the plan's own table changes in it."""
        from gongkai.plan.calendar import read_calendar

        return read_calendar(self.plan)

    @cached_property
    def roster(self) -> Roster:
        """Who is on which point, in what role."""
        return roster_of(self.plan, self.ledger.assigns)

    @cached_property
    def items(self) -> Sequence[DutyItem]:
        """Every duty item that exists by now."""
        return self.items_until(None)

    def items_until(self, last: date | None) -> Sequence[DutyItem]:
        """Return every duty item by now, and those of periods that begin up to a day."""
        return duty_items(self.ledger, self.roster, self.standing, self.calendar, last)

    @cached_property
    def overview(self) -> Overview:
        """The state of every point, and the year in figures."""
        return overview(self.ledger, self.roster, self.items, self.standing, self.unit_states)

    @cached_property
    def findings(self) -> tuple[FindingState, ...]:
        """Every finding as it stands."""
        return finding_states(self.ledger.findings, self.ledger.finding_steps)

    @cached_property
    def findings_of(self) -> dict[str, tuple[FindingState, ...]]:
        """The findings of each self-inspection and inspection, by its id."""
        return by_origin(self.findings)

    @cached_property
    def unit_states(self) -> Mapping[str, Mapping[str, UnitState]]:
        """How far each unit is, by point and unit."""
        return unit_states(self.ledger, self.roster)

    @cached_property
    def entries(self) -> tuple[EntryState, ...]:
        """Every deduction, bonus and veto as it stands."""
        return entry_states(self.ledger.entries, self.ledger.rulings)

    @cached_property
    def figures(self) -> tuple[FigureState, ...]:
        """Every outside figure as it stands."""
        return figure_states(self.ledger.figures, self.ledger.rulings)

    @cached_property
    def appeals(self) -> tuple[AppealState, ...]:
        """Every objection as it stands."""
        return appeal_states(self.ledger.appeals, self.ledger.rulings)

    @cached_property
    def objecting(self) -> frozenset[str]:
        """The units with an objection that nobody has decided."""
        return undecided_units(self.appeals)

    @cached_property
    def term(self) -> Term:
        """The time to object; raises `Refused` where the plan has no rubric."""
        return Term(self.calendar, self.assessment.appeal_workdays, self.ledger.terms)

    @cached_property
    def points_of(self) -> dict[str, frozenset[str]]:
        """The points each unit is on."""
        return {unit: frozenset(seat.point for seat in seats) for unit, seats in self.roster.by_unit.items()}

    @cached_property
    def external(self) -> Mapping[tuple[str, str, str], Outside]:
        """The outside figures that count, by unit, stage and item."""
        return external_figures(self.figures)

    @cached_property
    def closed_in_time(self) -> frozenset[str]:
        """The findings that were closed, and put right in time."""
        return frozenset(state.finding.id for state in self.findings if state.closed and state.in_time)

    @cached_property
    def scores(self) -> tuple[UnitScore, ...]:
        """Every unit's score, rank and grade; none where the plan has no rubric. Of one stage, where one was chosen."""
        return score_year(self.plan, self.entries, self.points_of, self.external, self.closed_in_time, stage=self.stage)

    @cached_property
    def applied(self) -> Mapping[str, Decimal]:
        """What the scoring lets count of each entry (计入), by its id."""
        return {one.id: one.applied for score in self.scores for one in score.applied}

    @cached_property
    def less(self) -> Mapping[str, str]:
        """Why the scoring lets less count of an entry than it asks, by its id; only where it does."""
        from gongkai.scoring.limits import all_less

        return all_less(self.scores, self.plan.assessment.schemes if self.plan.assessment else ())

    @cached_property
    def proposals(self) -> tuple[Proposal, ...]:
        """What the rules marked `auto` would take, and nobody has dealt with."""
        from gongkai.entry.proposals import proposals

        return proposals(self)

    @cached_property
    def ids(self) -> frozenset[str]:
        """What its records and duty items are called by in the register: readers outside know nothing of it."""
        records = (record.id for kind in KINDS if kind.field for record in getattr(self.ledger, kind.field))
        return frozenset((*records, *(item.id for item in self.items)))

    @cached_property
    def months(self) -> tuple[Month, ...]:
        """How the year went, month by month; `RuntimeError` where the reports of the months were not read."""
        from gongkai.progress.trend import trend

        return trend(self.ledger, self.standing, self.calendar)

    @cached_property
    def chasing(self) -> Year:
        """The same year to somebody who chases what is late: it may be over, the days of lateness run on."""
        return Year(self.ledger, chasing(self.standing), self.now, self.__dict__.get("calendar"), self.stage)

    def of_stage(self, stage: str) -> Year:
        """Return the year with the results of one stage alone as its scores."""
        other = Year(self.ledger, self.standing, self.now, self.__dict__.get("calendar"), stage)
        for name in ("roster", "points_of", "items", "overview"):
            if name in self.__dict__:
                setattr(other, name, getattr(self, name))
        return other

    def with_ledger(self, ledger: Ledger) -> Year:
        """Return what the year would be with other records."""
        other = Year(ledger, self.standing, self.now, self.__dict__.get("calendar"), self.stage)
        if (ledger.plan, ledger.assigns) == (self.plan, self.ledger.assigns):
            other.roster, other.points_of = self.roster, self.points_of
        return other

    def read_as(
        self,
        ledger: Ledger | None = None,
        *,
        over: bool = False,
        items: Sequence[DutyItem] | None = None,
        points: Overview | None = None,
    ) -> Year:
        """Return the year with other records, or as if it were over; items and points stay as judged, or as given."""
        standing = replace(self.standing, over=True) if over else self.standing
        other = Year(ledger or self.ledger, standing, self.now, self.__dict__.get("calendar"), self.stage)
        other.roster = self.roster
        other.items = self.items if items is None else items
        other.overview = self.overview if points is None else points
        return other

    def point(self, no: str) -> PointState:
        """Return the state of the point with this number; `KeyError` if the plan has none."""
        for state in self.overview.points:
            if state.point.no == no:
                return state
        raise KeyError(no)

    def score_of(self, unit: str) -> UnitScore | None:
        """Return a unit's score; None where it is not scored."""
        return next((score for score in self.scores if score.unit == unit), None)

    def nearest_to_begin(self, points: Iterable[WorkPoint], today: date | None = None) -> tuple[date, WorkPoint] | None:
        """Return when the first period that has not begun falls due, after `today`, and its point; None where none."""
        return nearest_to_begin(points, self.plan, self.standing.as_of, self.calendar, today)


def year_of(
    reader: Reader,
    year: int | None,
    now: datetime,
    as_of: date | None = None,
    *,
    latest: bool | Where = False,
    months: bool = False,
) -> Year:
    """Return a year (None: the latest) as it stands now, or stood on a day; `BadValue` before its day of issue.

    With `latest` only the reports that decide a status are read: enough for whatever does not tell of every report;
    where it says of the plan at which place, all that were made there besides. With `months` those that decided one at
    a month's end: enough for the `months` too.
    """
    plan = reader.plan(year)
    standing = standing_of(plan, reader.closing(plan.year, now.date()), now, as_of)
    ends = _month_ends(plan, standing) if months else ()
    place = latest(plan) if callable(latest) else None
    return Year(reader.ledger(plan.year, standing.cutoff, latest=bool(latest), ends=ends, place=place), standing, now)


def _month_ends(plan: Plan, standing: Standing) -> tuple[date, ...]:
    from gongkai.progress.trend import month_ends

    return month_ends(plan, standing)
