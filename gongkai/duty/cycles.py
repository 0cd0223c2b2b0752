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

    `key` tells the periods of one duty apart in ids.
    """

    start: Callable[[date], date]
    following: Callable[[date], date]
    key: Callable[[date], str]


def _the_day(day: date) -> date:
    return day


def _day_after(day: date) -> date:
    return day + timedelta(days=1)


def _months(count: int, key: Callable[[date], str]) -> Cycle:
    """Return the cycle of so many whole months, the year's first beginning with January."""

    def start(day: date) -> date:
        return date(day.year, (day.month - 1) // count * count + 1, 1)

    def following(first: date) -> date:
        total = first.month - 1 + count
        return date(first.year + total // 12, total % 12 + 1, 1)

    return Cycle(start, following, key)


CYCLES: Mapping[str, Cycle] = MappingProxyType(
    {
        "day": Cycle(_the_day, _day_after, date.isoformat),
        "workday": Cycle(_the_day, _day_after, date.isoformat),
        "month": _months(1, lambda first: f"{first.year}-{first.month:02}"),
        "quarter": _months(3, lambda first: f"{first.year}-Q{(first.month + 2) // 3}"),
    }
)
"""By the duty's `every`. Of `workday` the days off owe nothing: `deadlines` leaves them out."""


def periods(duty: Duty, plan: Plan, until: date) -> Iterator[tuple[str, date, date]]:
    """Yield (key, first day, last day) of each period that owes: none begins after `until` or outside the year.

    A period owes if its first day is the day of issue or later; the one already running only with `first: running`.
    """
    cycle, begin = CYCLES[duty.every], max(plan.issued, date(plan.year, 1, 1))
    first = cycle.start(begin)
    if first < begin and not duty.first_running:
        first = cycle.following(first)
    while first <= until:
        following = cycle.following(first)
        yield cycle.key(first), first, following - timedelta(days=1)
        first = following
