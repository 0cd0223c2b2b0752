"""What each unit may still object to, and what its objections changed: what every scorecard tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from gongkai.cli.counter import calendar_of
from gongkai.cli.scoring import scores_of
from gongkai.domain.appeals import appeal_states, chances
from gongkai.report.objecting import Dispute, Review
from gongkai.services.appeals import term_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
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
    return Dispute(chances(matters, appeals, term, today), figures, tuple(_reviews(found, unit, appeals)), workdays)


def _reviews(found: Scored, unit: str, appeals: Sequence[AppealState]) -> Iterator[Review]:
    """Yield what each decision that took something back made of the unit's score, in order of the register."""
    rulings = {s.ruling.seq: s.ruling for s in appeals if s.ruling and s.ruling.appeal and s.status != "kept"}
    for seq, ruling in sorted(rulings.items()):
        before, after = (_score_at(found, unit, last) for last in (seq - 1, seq))
        if before and after:
            yield Review(ruling.appeal, ruling.day, before, after)


def _score_at(found: Scored, unit: str, seq: int) -> UnitScore | None:
    """Return the unit's score from what had been recorded up to a line of the trail."""
    ledger = found.year.ledger
    then = replace(
        ledger,
        entries=tuple(entry for entry in ledger.entries if entry.unit == unit and entry.seq <= seq),
        rulings=tuple(ruling for ruling in ledger.rulings if ruling.seq <= seq),
        figures=tuple(figure for figure in ledger.figures if figure.seq <= seq),
        finding_steps=tuple(step for step in ledger.finding_steps if step.seq <= seq),
    )
    scores = scores_of(replace(found.year, ledger=then)).scores
    return next((one for one in scores if one.unit == unit), None)
