"""What the listing commands share: a year's records, only those of one point or one unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from gongkai.cli.looking import look
from gongkai.plan.lookup import find_point, find_unit
from gongkai.register.ledger import Place

if TYPE_CHECKING:
    from gongkai.cli.session import Session
    from gongkai.plan.model import Plan
    from gongkai.year import Year


class Filters(Struct, frozen=True):
    """As typed: the year, the day to stand on, a point and a unit to keep to."""

    year: int | None
    as_of: str | None
    point: str | None = None
    unit: str | None = None


def kept(session: Session, filters: Filters, *, reports: bool = False) -> tuple[Year, Place]:
    """Return the year that was typed, and where in it to keep to; with `reports` every report made there."""

    def place(plan: Plan) -> Place:
        return place_of(plan, filters)

    year = look(session, filters.year, filters.as_of, latest=place if reports else True)
    return year, place(year.plan)


def place_of(plan: Plan, filters: Filters) -> Place:
    """Resolve the names that were typed against the plan."""
    point = find_point(plan, filters.point).no if filters.point else ""
    unit = find_unit(plan.units, filters.unit).name if filters.unit else ""
    return Place(point, unit)
