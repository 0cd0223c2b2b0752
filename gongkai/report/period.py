"""The part of a year that a paper is about: a quarter or a month, from its first day to its last."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from datetime import date

    from gongkai.year import Year

MONTHS = {"quarter": 3, "month": 1}
"""How many months a paper of a kind is about."""
BEFORE = {"quarter": "上季度末", "month": "上月末"}


class Period(Struct, frozen=True):
    """From `first` to `last`, called `name` (第四季度, 11月); `before` is how the end of the one before is called.

    It is `whole` where it begins with the notice: then it has brought all that there is.
    """

    first: date
    last: date
    name: str
    before: str
    whole: bool

    @property
    def since(self) -> date:
        """The last day before it."""
        return self.first - timedelta(days=1)

    def holds(self, day: date | None) -> bool:
        """Tell whether a day lies in it."""
        return day is not None and self.first <= day <= self.last


def period_of(year: Year, kind: str) -> Period | None:
    """Return what a paper of a kind is about, None where that is the year until now, or a stage of it."""
    months = MONTHS.get(kind)
    if months is None or year.stage:
        return None
    last, issued = year.standing.as_of, year.plan.issued
    begun = last.replace(month=last.month - (last.month - 1) % months, day=1)
    return Period(max(begun, issued), last, period(year, kind), BEFORE[kind], whole=begun <= issued)


def period(year: Year, kind: str) -> str:
    """Return which part of the year a report is about: a stage, or the quarter or month its last day lies in."""
    month = year.standing.as_of.month
    return year.stage or {"quarter": f"第{'一二三四'[(month - 1) // 3]}季度", "month": f"{month}月"}.get(kind, "")
