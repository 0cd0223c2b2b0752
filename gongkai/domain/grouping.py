"""Who is scored with whom, on which sheet, and which items concern them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from gongkai.domain.plan import Unit
    from gongkai.domain.scheme import Assessment, Group, Item, Scheme


def is_named(unit: Unit, names: Collection[str]) -> bool:
    """Say whether one of `names` is the unit's name or an alias of it."""
    return unit.name in names or any(alias in names for alias in unit.aliases)


def group_of(assessment: Assessment, unit: Unit) -> Group | None:
    """Return the first group that takes the unit, by name or by kind."""
    return next((g for g in assessment.groups if is_named(unit, g.units) or unit.kind in g.kinds), None)


def scheme_of(assessment: Assessment, unit: Unit) -> Scheme | None:
    """Return the unit's sheet: the first that names its group, else the first that serves all groups."""
    group = group_of(assessment, unit)
    if group is None:
        return None
    own = next((s for s in assessment.schemes if group.name in s.groups), None)
    return own or next((s for s in assessment.schemes if not s.groups), None)


def applies(item: Item, unit: Unit, points_of_unit: Collection[str]) -> bool:
    """Say whether the item itself concerns the unit; what stands above it is not asked.

    Any one of kind, name or work point is enough; an item that limits nothing concerns everyone.
    """
    to = item.applies_to
    if to is None or not (to.kinds or to.units or to.work_points):
        return True
    return unit.kind in to.kinds or is_named(unit, to.units) or any(no in points_of_unit for no in to.work_points)


def whole_year(unit: Unit, year: int) -> bool:
    """Say whether the unit existed from 1 January to 31 December; one that did not is scored and not ranked."""
    began = unit.from_ is None or unit.from_ <= date(year, 1, 1)
    return began and (unit.until is None or unit.until >= date(year, 12, 31))
