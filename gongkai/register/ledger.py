"""The year as read out for judging: frozen values, no session, no file."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from gongkai.errors import BadValue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from gongkai.plan.model import Plan
    from gongkai.register.kinds import (
        Appeal,
        Assign,
        Closing,
        Decline,
        DutyEvent,
        DutyReview,
        Extension,
        Figure,
        Filing,
        Finding,
        FindingStep,
        Inspection,
        Issue,
        Progress,
        Reminder,
        Review,
        Ruling,
        ScoreEntry,
        SelfInspection,
        SelfScore,
        Settlement,
        Void,
    )
T = TypeVar("T")


class Place(NamedTuple):
    """A point and a unit to keep to, by number and full name; an empty one is any."""

    point: str = ""
    unit: str = ""

    def holds(self, other: Place) -> bool:
        """Tell whether another place lies in it."""
        return self.point in ("", other.point) and self.unit in ("", other.unit)

    def of(self, records: Iterable[T], part: Callable[[T], object] = lambda record: record) -> list[T]:
        """Return what speaks of the point and the unit; `part` leads from a state to its record."""
        return [record for record in records if self._is_spoken_of(part(record))]

    def _is_spoken_of(self, record: object) -> bool:
        on_point = not self.point or getattr(record, "point", self.point) == self.point
        units = getattr(record, "units", None) or (getattr(record, "unit", None) or "",)
        return on_point and (not self.unit or self.unit in units)


EVERYWHERE = Place()
UNREVISED: Mapping[int, tuple[int, date]] = MappingProxyType({})


class Ledger(Struct, frozen=True):
    """One year's records, each kind in order of day, then seq, without those made void.

    `progress` holds every report, or (`latest`) the latest of each unit on each point and what undoes its verification:
    enough for every status; with `ends` the same as of each of these days besides, with a `place` all that were made
    there. What tells of each asks for `reports` or `reports_at`. `head` is the trail's last hash; `years` are those
    that have a plan. In a `demo` all is made up; an `unverified` one was not held against the trail by whoever reads
    it. `terms` are the workdays to object that earlier rubrics gave, and the day each ended, by the number of the trail
    line that ended it, in order; read where a unit was told of anything.
    """

    plan: Plan
    assigns: tuple[Assign, ...] = ()
    progress: tuple[Progress, ...] = ()
    reviews: tuple[Review, ...] = ()
    self_inspections: tuple[SelfInspection, ...] = ()
    inspections: tuple[Inspection, ...] = ()
    findings: tuple[Finding, ...] = ()
    finding_steps: tuple[FindingStep, ...] = ()
    entries: tuple[ScoreEntry, ...] = ()
    rulings: tuple[Ruling, ...] = ()
    figures: tuple[Figure, ...] = ()
    self_scores: tuple[SelfScore, ...] = ()
    appeals: tuple[Appeal, ...] = ()
    closings: tuple[Closing, ...] = ()
    events: tuple[DutyEvent, ...] = ()
    settlements: tuple[Settlement, ...] = ()
    duty_reviews: tuple[DutyReview, ...] = ()
    extensions: tuple[Extension, ...] = ()
    declines: tuple[Decline, ...] = ()
    reminders: tuple[Reminder, ...] = ()
    issues: tuple[Issue, ...] = ()
    filings: tuple[Filing, ...] = ()
    voids: tuple[Void, ...] = ()
    terms: Mapping[int, tuple[int, date]] = UNREVISED
    head: str = ""
    size: int = 0
    demo: bool = False
    unverified: bool = False
    latest: bool = False
    ends: tuple[date, ...] = ()
    place: Place | None = None
    years: tuple[int, ...] = ()

    @property
    def reports(self) -> tuple[Progress, ...]:
        """Every report. `RuntimeError` where only the latest were read: not read is not the same as none there."""
        if self.latest:
            raise RuntimeError("only the latest reports were read")
        return self.progress

    def reports_at(self, place: Place) -> list[Progress]:
        """Return every report made at a place. `RuntimeError` where these were not read."""
        if self.latest and not (self.place and self.place.holds(place)):
            raise RuntimeError("only the latest reports were read there")
        point, unit = place
        return [one for one in self.progress if point in ("", one.point) and unit in ("", one.unit)]


class Standing(Struct, frozen=True):
    """Where the reader stands: `as_of` the day, `moment` what lateness is measured at, `cutoff` the last day counted.

    Once the year is over `as_of` is 31 December and `moment` the first minute after it, while handling goes on: it
    counts to `cutoff`, and its own deadlines are held against `handled`, the minute up to which it has been read.
    `closed` is the day the year was closed on, None while something may still be recorded for it; `seal` then begins
    the digest of what was frozen. `assessed` says whether points are given and taken.
    """

    as_of: date
    moment: datetime
    cutoff: date
    over: bool
    handled: datetime
    closed: date | None = None
    seal: str = ""
    assessed: bool = True

    @property
    def handling(self) -> str:
        """What goes on after the year's end, in words."""
        return "核实、整改、扣分" if self.assessed else "核实、整改"


CST = timezone(timedelta(hours=8), "CST")
LAST_MINUTE = time(23, 59)


def stand(plan: Plan, now: datetime, as_of: date | None = None) -> Standing:
    """Return where a reading of the plan's year stands.

    While the year runs: today, at this minute. Once it is over: the end of 31 December, with all handling so far.
    With `as_of`: what the reading would have shown on that day; `BadValue` before the day of issue.
    """
    if as_of is not None:
        must_be_issued(plan, as_of)
    local = now.astimezone(CST)
    today = as_of or local.date()
    last = date(plan.year, 12, 31)
    moment, assessed = local if as_of is None else end_of(as_of), plan.assessment is not None
    if today > last:
        after = datetime.combine(date(plan.year + 1, 1, 1), time(0), CST)
        return Standing(last, after, today, over=True, handled=moment, assessed=assessed)
    return Standing(today, moment, today, over=False, handled=moment, assessed=assessed)


def must_be_issued(plan: Plan, day: date) -> None:
    """There is nothing to tell of a day before the notice was issued; raises `BadValue`."""
    if day < plan.issued:
        message = f"{day.isoformat()} 早于要点印发日期 {plan.issued.isoformat()}"
        raise BadValue(message, f"--as-of 请用 {plan.issued.isoformat()} 及以后的日期")


def end_of(day: date) -> datetime:
    """Return the last minute of a day; the due minute itself is still in time."""
    return datetime.combine(day, LAST_MINUTE, CST)


def days_on(day: date, count: int) -> date:
    """Return the day so many days later, or the last that there is."""
    return day + timedelta(days=min(count, (date.max - day).days))


def to_minute(moment: datetime) -> datetime:
    """Return the moment without its seconds: lateness is counted in whole minutes."""
    return moment.replace(second=0, microsecond=0)


def chasing(standing: Standing) -> Standing:
    """Return where somebody stands who chases what is late: the year may be over, the days of lateness run on."""
    return replace(standing, as_of=standing.handled.date(), moment=standing.handled)


def is_past(day: date, standing: Standing) -> bool:
    """Tell whether a day by which something is to be handled has gone by: its last minute is over."""
    return to_minute(standing.handled) > end_of(day)
