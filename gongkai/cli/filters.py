"""What the listing commands share: a year's records, only those of one point or one unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gongkai.cli.looking import EVERYTHING, look
from gongkai.domain.lookup import find_point, find_unit
from gongkai.storage.reading import Whole

if TYPE_CHECKING:
    from gongkai.cli.counter import Counter
    from gongkai.report.year import Year


@dataclass(frozen=True, slots=True)
class Filtered:
    """A judged year, and the number and name that were typed (empty: all)."""

    year: Year
    point: str
    unit: str


def filtered(counter: Counter, year: int | None, as_of: str | None, point: str | None, unit: str | None) -> Filtered:
    """Return the year with every report, and the filters with their names resolved."""
    view = look(counter, year, as_of, EVERYTHING, Whole())
    number = find_point(view.plan, point).no if point else ""
    return Filtered(view, number, find_unit(view.plan.units, unit).name if unit else "")
