"""Putting off (延期): the last days that the office has moved, of duty items and of points with one of their own.

An extension counts if it was given before the first last day had passed; of several that count the last holds. The
first day stays told.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING

from gongkai.errors import BadValue, Refused
from gongkai.register.ledger import CST, end_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from gongkai.plan.model import Plan, WorkPoint
    from gongkai.register.kinds import Extension

DECEMBER, LAST = 12, 31


class Extensions:
    """The extensions of a year, by what they put off."""

    def __init__(self, found: Iterable[Extension] = ()) -> None:
        self._items: dict[str, list[Extension]] = defaultdict(list)
        self._points: dict[str, list[Extension]] = defaultdict(list)
        self._duties: dict[str, list[Extension]] = defaultdict(list)
        for one in sorted(found, key=lambda one: (one.day, one.seq)):
            if one.item:
                self._items[one.item].append(one)
                self._duties[one.duty].append(one)
            else:
                self._points[one.point].append(one)

    def of_item(self, item: str, first: datetime | None) -> datetime | None:
        """Return the last minute to which an item was put off from its `first`, None where it was not."""
        if first is None or item not in self._items:
            return None
        day = _latest(self._items[item], first.astimezone(CST).date())
        return end_of(day) if day else None

    def of_point(self, point: WorkPoint) -> date | None:
        """Return the day to which a point's own last day was put off, None where it was not."""
        return _latest(self._points[point.no], point.due) if point.due and point.no in self._points else None

    def own_day(self, point: WorkPoint) -> date | None:
        """Return a point's own last day as it is now, None where it has none."""
        return self.of_point(point) or point.due

    def runs_to(self, point: WorkPoint, plan: Plan) -> date:
        """Return the last day on which anything of a point falls due: in its time, and after it, there is progress.

        Its own, where it has one; else the year's last, or the latest by which one of its demands is owed after that.
        """
        own = self.own_day(point)
        dated = [duty.by for duty in point.duties if duty.by]
        dated += [one.due for duty in point.duties for one in self._duties.get(duty.id, ()) if _in_time(one, one.was)]
        return own or max([date(plan.year, DECEMBER, LAST), *dated])


def _in_time(one: Extension, first: date) -> bool:
    return one.day <= first < one.due


def _latest(found: Iterable[Extension], first: date) -> date | None:
    """Return the day that the last extension that counts has set."""
    return next((one.due for one in reversed(list(found)) if _in_time(one, first)), None)


def may_extend(what: str, first: date | None, now: date | None, due: date, day: date) -> None:
    """What has a last day may be put off, to a later one, until the first has passed; `now` is the one in force."""
    if first is None or now is None:
        raise Refused(f"{what}没有完成的期限，谈不上延期")
    if day > first:
        raise Refused(f"{what}的期限 {first} 已过，{day} 不能再延期", "当时就批准了延期的，用 --date 写明批准的日期")
    if due <= now:
        raise BadValue(f"新期限 {due} 不晚于现期限 {now}", "延期只能往后")
