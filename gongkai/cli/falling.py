"""Reading what falls due: what `due` and `remind` share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.cli.looking import STATUS, judged, read
from gongkai.domain.due import Case, Owed, within
from gongkai.domain.lookup import find_unit
from gongkai.domain.outlook import outlook
from gongkai.domain.standing import chasing
from gongkai.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gongkai.cli.counter import Counter
    from gongkai.domain.outlook import Line

DAYS = 30
FIELDS = (*STATUS, "entries", "rulings", "appeals")


@frozen
class Falling:
    """A judged year, the full name of the unit to keep to (empty: all), and the days to look ahead."""

    case: Case
    unit: str
    days: int

    def every(self) -> tuple[Owed, ...]:
        """Return everything that falls due, one by one."""
        return within(self.case, self.days, self.unit)

    def lines(self) -> tuple[Line, ...]:
        """Return the same in lines, long runs of alike things on one."""
        return outlook(self.case, self.days, self.unit)


def falling(
    counter: Counter, year: int | None, as_of: str | None, days: int, unit: str | None, more: Sequence[str] = ()
) -> Falling:
    """Return where to look up what is owed within so many days; `more` are further fields of the ledger to read."""
    ledger, standing = read(counter, year, as_of, (*FIELDS, *more))
    view = judged(ledger, chasing(standing))
    case = Case(view.ledger, view.roster, view.standing, view.items, view.overview)
    name = find_unit(view.plan.units, unit).name if unit else ""
    return Falling(case, name, days)
