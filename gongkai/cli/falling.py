"""Reading what falls due: what `due` and `remind` share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from gongkai.cli.counter import calendar_of
from gongkai.cli.looking import STATUS, judged, read
from gongkai.domain.due import Case, Owed, gathered, last_day, within
from gongkai.domain.duties import duty_items
from gongkai.domain.lookup import find_unit
from gongkai.domain.standing import chasing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gongkai.cli.counter import Counter
    from gongkai.domain.due import Line
    from gongkai.report.year import Year

DAYS = 30
YEAR_AND_MORE = 800
FIELDS = (*STATUS, "entries", "rulings", "appeals", "figures")


class Falling(Struct, frozen=True):
    """A judged year, the full name of the unit to keep to (empty: all), and the days to look ahead."""

    case: Case
    unit: str
    days: int

    def every(self) -> tuple[Owed, ...]:
        """Return everything that falls due, one by one; nothing once the year is closed."""
        return () if self.case.standing.closed else within(ahead(self.case, self.days), self.days, self.unit)

    def lines(self) -> tuple[Line, ...]:
        """Return the same in lines, long runs of alike things on one."""
        return gathered(self.every(), self.unit)

    def next(self) -> Owed | None:
        """Return what falls due first of all, however far ahead."""
        far = replace(self, days=YEAR_AND_MORE)
        return next((one for one in far.every() if one.due), None)


def ahead(case: Case, days: int) -> Case:
    """Return the case with the periods that begin within so many days."""
    last, as_of = last_day(case, days), case.standing.as_of
    periodic = any(duty.every for point in case.plan.points for duty in point.duties)
    if last <= as_of or case.standing.over or not periodic:
        return case
    items = duty_items(case.ledger, case.roster, case.standing, calendar_of(case.plan), last)
    return replace(case, items=items)


def falling(
    counter: Counter, year: int | None, as_of: str | None, days: int, unit: str | None, more: Sequence[str] = ()
) -> Falling:
    """Return where to look up what is owed within so many days; `more` are further fields of the ledger to read."""
    ledger, standing = read(counter, year, as_of, (*FIELDS, *more))
    case = case_of(counter, judged(ledger, chasing(standing)), named=year)
    name = find_unit(case.plan.units, unit).name if unit else ""
    return Falling(case, name, days)


def case_of(counter: Counter, view: Year, *, named: int | None = None) -> Case:
    """Return a judged year as what falls due is made from; `named` is the year that was typed."""
    today = min(counter.now.date(), view.standing.cutoff)
    current = named is None or named == _default_year(counter)
    parts = (view.ledger, view.roster, view.standing, view.items, view.overview)
    return Case(*parts, today, view.calendar, current)


def _default_year(counter: Counter) -> int:
    with counter.reader() as reader:
        return max(reader.years())
