"""Reading what falls due: what `due` and `remind` share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.cli.looking import STATUS, look
from gongkai.domain.due import Case, Owed, within
from gongkai.domain.lookup import find_unit
from gongkai.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gongkai.cli.counter import Counter

DAYS = 30
FIELDS = (*STATUS, "entries", "rulings", "appeals")


@frozen
class Falling:
    """A judged year, the full name of the unit to keep to (empty: all), and what falls due."""

    case: Case
    unit: str
    chosen: tuple[Owed, ...]


def falling(
    counter: Counter, year: int | None, as_of: str | None, days: int, unit: str | None, more: Sequence[str] = ()
) -> Falling:
    """Return what is owed within so many days; `more` are further fields of the ledger to read."""
    view = look(counter, year, as_of, (*FIELDS, *more))
    case = Case(view.ledger, view.roster, view.standing, view.items, view.overview)
    name = find_unit(view.plan.units, unit).name if unit else ""
    return Falling(case, name, within(case, days, name))
