"""What each unit may still object to, and what its objections changed: what every scorecard tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.cli.counter import calendar_of
from gongkai.cli.scoring import scores_of
from gongkai.domain.appeals import appeal_states, chances
from gongkai.frozen import replace
from gongkai.report.objecting import Dispute
from gongkai.services.appeals import term_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from gongkai.cli.scoring import Scored
    from gongkai.domain.appeals import AppealState
    from gongkai.domain.entries import EntryState
    from gongkai.domain.figures import FigureState
    from gongkai.domain.scorecard import UnitScore


def disputes(found: Scored, today: date) -> Callable[[str], Dispute]:
    """Return what tells, of a unit by name, what it may object to on that day and what came of its objections."""
    day = min(today, found.year.standing.cutoff)
    return lambda unit: _dispute(found, unit, day)


def _dispute(found: Scored, unit: str, today: date) -> Dispute:
    ledger = found.year.ledger
    entries = tuple(state for state in found.entries if state.entry.unit == unit)
    figures = tuple(state for state in found.figures if state.figure.unit == unit)
    matters: tuple[EntryState | FigureState, ...] = (*entries, *figures)
    assessment = found.year.plan.assessment
    workdays = assessment.appeal_workdays if assessment else 0
    if not any(state.notified for state in matters):
        return Dispute(figures=figures, workdays=workdays)
    appeals = appeal_states((appeal for appeal in ledger.appeals if appeal.unit == unit), ledger.rulings)
    term = term_of(found.year.plan, calendar_of, ledger.terms)
    return Dispute(chances(matters, appeals, term, today), figures, _before(found, unit, appeals), workdays)


def _before(found: Scored, unit: str, appeals: Sequence[AppealState]) -> UnitScore | None:
    """Return the unit's score as if its objections had not been decided, where they changed anything."""
    undone = {state.ruling.id for state in appeals if state.ruling and state.ruling.appeal and state.status != "kept"}
    if not undone:
        return None
    ledger = found.year.ledger
    rulings = tuple(ruling for ruling in ledger.rulings if ruling.id not in undone)
    then = scores_of(replace(found.year, ledger=replace(ledger, rulings=rulings)))
    return next(one for one in then.scores if one.unit == unit)
