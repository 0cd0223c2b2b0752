"""When a duty (时限要求) falls due: a deadline for its date, each period or each event, the same for all who owe it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from gongkai.duty.cycles import periods
from gongkai.plan.calendar import is_workday, last_day
from gongkai.register.ledger import CST, end_of, to_minute

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gongkai.plan.calendar import Calendar
    from gongkai.plan.model import Duty, Plan, Within, WorkPoint
    from gongkai.register.kinds import DutyEvent

DECEMBER = 12


class Deadline(Struct, frozen=True):
    """One limit (期限) of a duty: `due` is its last minute in time, None for a quantity without a date.

    It is None, too, while the days off of `awaited`, a year into which its workdays run, are not announced.

    `key` tells the periods of one duty apart in ids; `first` is a period's first day.
    """

    key: str
    opened: datetime
    due: datetime | None
    first: date | None = None
    awaited: int = 0


def deadlines_of(duty: Duty, plan: Plan, until: date, calendar: Calendar) -> Iterator[Deadline]:
    """Yield the deadlines of a duty that no event starts, in order: none begins after `until`.

    Raises `UnknownYear` where workdays matter and the calendar does not know them.
    """
    if not duty.every:
        yield Deadline("", _midnight(plan.issued), end_of(duty.by) if duty.by else None)
        return
    for key, first, owed in periods(duty, plan, min(until, date(plan.year, DECEMBER, 31))):
        if duty.every != "workday" or is_workday(calendar, first):
            yield Deadline(key, _midnight(first), end_of(owed), first)


def nearest_to_begin(
    points: Iterable[WorkPoint], plan: Plan, after: date, calendar: Calendar, today: date | None = None
) -> tuple[date, WorkPoint] | None:
    """Return the first day on which a period that begins later falls due, and its point; None where none begins.

    Told on a later day (`today`) it is the first that is still to come then.
    """
    found: list[tuple[date, WorkPoint]] = []
    for point in points:
        for duty in point.duties:
            if duty.every and duty.within is None:
                deadlines = deadlines_of(duty, plan, date(plan.year, DECEMBER, 31), calendar)
                later = (one.due.date() for one in deadlines if one.due and one.first and one.first > after)
                due = next((each for each in later if today is None or each > today), None)
                if due:
                    found.append((due, point))
    return min(found, key=lambda pair: pair[0], default=None)


def deadline_of(event: DutyEvent, limit: Within, calendar: Calendar) -> Deadline:
    """Return the limit that an event starts: natural hours to the minute, else days to the close of the last one.

    The day of the event is not counted; natural days are counted through, days off or not.
    """
    opened = to_minute(event.at.astimezone(CST))
    if limit.hours:
        return Deadline("", opened, opened + timedelta(hours=limit.hours))
    if limit.days:
        return Deadline("", opened, end_of(opened.date() + timedelta(days=limit.days)))
    last = last_day(calendar, opened.date(), limit.workdays)
    return Deadline("", opened, end_of(last.day) if last.day else None, awaited=last.awaited)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=CST)
