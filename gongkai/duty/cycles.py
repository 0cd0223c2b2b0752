"""The cycles of duties that come again (每日、每月 …): where a period begins, where the next, what it is called.

A new cycle is an entry here and its name in `plan.model.EVERY`.
"""

from __future__ import annotations

from datetime import date, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from gongkai.plan.model import Duty, Plan


class Cycle(Struct, frozen=True):
    """`start` gives the first day of the period that a day lies in, `following` that of the next, from the first.

    `key` tells the periods of one duty apart in ids. `months` is how many whole months it has, 0 where it is of days.
    """

    start: Callable[[date], date]
    following: Callable[[date], date]
    key: Callable[[date], str]
    months: int = 0


def _the_day(day: date) -> date:
    return day


def _day_after(day: date) -> date:
    return day + timedelta(days=1)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _week_after(monday: date) -> date:
    return monday + timedelta(days=7)


def _week_key(monday: date) -> str:
    year, week, _ = monday.isocalendar()
    return f"{year}-W{week:02}"


def _months(count: int, key: Callable[[date], str]) -> Cycle:
    """Return the cycle of so many whole months, the year's first beginning with January."""

    def start(day: date) -> date:
        return date(day.year, (day.month - 1) // count * count + 1, 1)

    def following(first: date) -> date:
        total = first.month - 1 + count
        return date(first.year + total // 12, total % 12 + 1, 1)

    return Cycle(start, following, key, count)


CYCLES: Mapping[str, Cycle] = MappingProxyType(
    {
        "day": Cycle(_the_day, _day_after, date.isoformat),
        "workday": Cycle(_the_day, _day_after, date.isoformat),
        "week": Cycle(_monday, _week_after, _week_key),
        "month": _months(1, lambda first: f"{first.year}-{first.month:02}"),
        "two_months": _months(2, lambda first: f"{first.year}-B{(first.month + 1) // 2}"),
        "quarter": _months(3, lambda first: f"{first.year}-Q{(first.month + 2) // 3}"),
        "half_year": _months(6, lambda first: f"{first.year}-H{(first.month + 5) // 6}"),
        "year": _months(12, lambda first: f"{first.year}"),
    }
)
"""By the duty's `every`. Of `workday` the days off owe nothing: `deadlines` leaves them out."""


def owed_day(duty: Duty, last: date) -> date:
    """Return the day by which a period ending on `last` is owed.

    The duty's `day` of that month (of a shorter month its last), else the period's end and the grace after it.
    """
    if duty.day:
        return last.replace(day=min(duty.day, last.day))
    return last + timedelta(days=duty.grace_days)


def periods(duty: Duty, plan: Plan, until: date) -> Iterator[tuple[str, date, date]]:
    """Yield (key, first day, day by which it is owed) of each period that owes.

    None begins after `until` or outside the year. A period owes if its first day is the day of issue or later; the one
    already running only with `first: running`, but the year itself always: no other lies in the plan. What would have
    been owed before the notice was issued never is.
    """
    cycle, begin = CYCLES[duty.every], max(plan.issued, date(plan.year, 1, 1))
    first = cycle.start(begin)
    if first < begin and not duty.first_running and duty.every != "year":
        first = cycle.following(first)
    while first <= until:
        following = cycle.following(first)
        owed = owed_day(duty, following - timedelta(days=1))
        if owed >= begin:
            yield cycle.key(first), first, owed
        first = following
