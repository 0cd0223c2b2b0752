"""What the listing commands share: a year's records, only those of one point or one unit."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct

from gongkai.cli.looking import look
from gongkai.plan.lookup import find_point, find_unit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from gongkai.cli.session import Session
    from gongkai.plan.model import Plan
    from gongkai.year import Year

T = TypeVar("T")


class Filters(Struct, frozen=True):
    """As typed: the year, the day to stand on, a point and a unit to keep to."""

    year: int | None
    as_of: str | None
    point: str | None = None
    unit: str | None = None


class Selection(Struct, frozen=True):
    """The number and the name to keep to (empty: all)."""

    point: str = ""
    unit: str = ""

    def of(self, records: Iterable[T], part: Callable[[T], object] = lambda record: record) -> list[T]:
        """Return what speaks of the point and the unit; `part` leads from a state to its record."""
        return [record for record in records if self._speaks(part(record))]

    def _speaks(self, record: object) -> bool:
        on_point = not self.point or getattr(record, "point", self.point) == self.point
        units = getattr(record, "units", None) or (getattr(record, "unit", None) or "",)
        return on_point and (not self.unit or self.unit in units)


def kept(session: Session, filters: Filters) -> tuple[Year, Selection]:
    """Return the year that was typed, every report included, and where in it to keep to."""
    year = look(session, filters.year, filters.as_of)
    return year, place_of(year.plan, filters)


def place_of(plan: Plan, filters: Filters) -> Selection:
    """Resolve the names that were typed against the plan."""
    point = find_point(plan, filters.point).no if filters.point else ""
    unit = find_unit(plan.units, filters.unit).name if filters.unit else ""
    return Selection(point, unit)
