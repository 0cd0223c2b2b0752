"""A year of the hand-built county with its scores, as the command line would hand them to a paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.scoring.whatif import outlooks

if TYPE_CHECKING:
    from gongkai.plan.model import Unit
    from gongkai.scoring.sheet import UnitScore
    from gongkai.scoring.whatif import Outlook
    from gongkai.year import Year


def scores_of(year: Year) -> tuple[UnitScore, ...]:
    """Score all units of the year."""
    return year.scores


def outlooks_of(year: Year) -> dict[str, Outlook]:
    """Return what each unit can get back."""
    return {one.unit: one for one in outlooks(year)}


def unit_named(year: Year, name: str) -> Unit:
    """Return a unit of the roster."""
    return next(unit for unit in year.plan.units if unit.name == name)
