"""A year of the hand-built county with its scores, as the command line would hand them to a paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.entry.states import entry_states
from gongkai.scoring.score import score_year
from gongkai.scoring.whatif import Basis, closable_findings, outlooks

if TYPE_CHECKING:
    from gongkai.plan.model import Unit
    from gongkai.scoring.sheet import UnitScore
    from gongkai.scoring.whatif import Outlook
    from gongkai.year import Year


def scores_of(year: Year) -> tuple[UnitScore, ...]:
    """Score all units of the year."""
    on_points = {unit: [seat.point for seat in seats] for unit, seats in year.roster.by_unit.items()}
    return score_year(year.plan, entry_states(year.ledger.entries, year.ledger.rulings), on_points)


def outlooks_of(year: Year) -> dict[str, Outlook]:
    """Return what each unit can get back."""
    on_points = {unit: [seat.point for seat in seats] for unit, seats in year.roster.by_unit.items()}
    basis = Basis(year.plan, entry_states(year.ledger.entries, year.ledger.rulings), on_points)
    return {one.unit: one for one in outlooks(basis, closable_findings(year.ledger, year.standing))}


def unit_named(year: Year, name: str) -> Unit:
    """Return a unit of the roster."""
    return next(unit for unit in year.plan.units if unit.name == name)
