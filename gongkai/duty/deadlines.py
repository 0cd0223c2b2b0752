"""When a duty (时限要求) falls due: a deadline for its date, each period or each event, the same for all who owe it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

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
    grace = timedelta(days=duty.grace_days)
    for key, first, last in periods(duty, plan, min(until, date(plan.year, DECEMBER, 31))):
        if duty.every != "workday" or is_workday(calendar, first):
            yield Deadline(key, _midnight(first), end_of(last + grace), first)


def nearest_to_begin(
    points: Iterable[WorkPoint], plan: Plan, after: date, calendar: Calendar
) -> tuple[date, WorkPoint] | None:
    """Return the first day on which a period that begins later falls due, and its point; None where none begins."""
    found: list[tuple[date, WorkPoint]] = []
    for point in points:
        for duty in point.duties:
            if duty.every and duty.within is None:
                # the longest rest, before a holiday, is far shorter than this
                last = date(plan.year, DECEMBER, 31) if duty.every != "workday" else after + timedelta(days=31)
                deadlines = deadlines_of(duty, plan, max(last, plan.issued), calendar)
                due = next((one.due for one in deadlines if one.first and one.first > after), None)
                if due:
                    found.append((due.date(), point))
    return min(found, key=lambda pair: pair[0], default=None)


def deadline_of(event: DutyEvent, limit: Within, calendar: Calendar) -> Deadline:
    """Return the limit that an event starts: natural hours to the minute, or workdays to the close of the last."""
    opened = to_minute(event.at.astimezone(CST))
    if limit.hours:
        return Deadline("", opened, opened + timedelta(hours=limit.hours))
    last = last_day(calendar, opened.date(), limit.workdays)
    return Deadline("", opened, end_of(last.day) if last.day else None, awaited=last.awaited)


def periods(duty: Duty, plan: Plan, until: date) -> Iterator[tuple[str, date, date]]:
    """Yield (key, first day, last day) of each period that owes: none begins after `until` or outside the year.

    A period owes if its first day is the day of issue or later; the one already running only with `first: running`.
    """
    begin = max(plan.issued, date(plan.year, 1, 1))
    first = _period_start(duty.every, begin)
    if first < begin and not duty.first_running:
        first = _next_start(duty.every, first)
    while first <= until:
        following = _next_start(duty.every, first)
        yield _key(duty.every, first), first, following - timedelta(days=1)
        first = following


OF_DAYS, OF_MONTHS = frozenset({"day", "workday"}), {"month": 1, "quarter": 3}
"""The cycles of single days, and those of whole months with how many."""


def _period_start(every: str, day: date) -> date:
    if every in OF_DAYS:
        return day
    months = OF_MONTHS[every]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def _next_start(every: str, first: date) -> date:
    if every in OF_DAYS:
        return first + timedelta(days=1)
    months = OF_MONTHS[every]
    total = first.month - 1 + months
    return date(first.year + total // 12, total % 12 + 1, 1)


def _key(every: str, first: date) -> str:
    if every == "month":
        return f"{first.year}-{first.month:02}"
    if every == "quarter":
        return f"{first.year}-Q{(first.month + 2) // 3}"
    return first.isoformat()


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=CST)
