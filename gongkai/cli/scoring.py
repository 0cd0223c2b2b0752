"""Reading a year's scores: what score, scorecard, report and deduct list share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from gongkai.cli.looking import EVERYTHING, look
from gongkai.domain.entries import EntryState, entry_states
from gongkai.domain.figures import FigureState, external_figures, figure_states
from gongkai.domain.findings import finding_states
from gongkai.domain.scoring import score_year
from gongkai.domain.standing import must_be_issued
from gongkai.domain.whatif import Basis
from gongkai.errors import Refused

if TYPE_CHECKING:
    from gongkai.cli.counter import Counter
    from gongkai.domain.scorecard import UnitScore
    from gongkai.report.year import Year
    from gongkai.storage.reading import Whole


class Scored(Struct, frozen=True):
    """A judged year with its entries and outside figures as they stand, and every unit's score from its `basis`."""

    year: Year
    entries: tuple[EntryState, ...]
    scores: tuple[UnitScore, ...]
    basis: Basis
    figures: tuple[FigureState, ...] = ()


def scored(counter: Counter, year: int | None, as_of: str | None, whole: Whole | None = None) -> Scored:
    """Return the year with its scores; `Refused` where the plan has no scheme, `BadValue` before its day of issue."""
    view = look(counter, year, as_of, EVERYTHING, whole)
    ledger = view.ledger
    must_be_issued(ledger.plan, view.standing.as_of)
    if ledger.plan.assessment is None:
        raise Refused(f"{ledger.plan.year}年的要点文件没有考核细则", "在要点文件中写上 assessment 后 gongkai load")
    return scores_of(view)


def scores_of(view: Year) -> Scored:
    """Return a judged year with its scores; none where the plan has no scheme."""
    ledger = view.ledger
    entries = entry_states(ledger.entries, ledger.rulings)
    held = {unit: frozenset(seat.point for seat in seats) for unit, seats in view.roster.by_unit.items()}
    findings = finding_states(ledger.findings, ledger.finding_steps)
    in_time = frozenset(state.finding.id for state in findings if state.closed and state.in_time)
    figures = figure_states(ledger.figures, ledger.rulings)
    basis = Basis(ledger.plan, entries, held, external_figures(figures), in_time)
    scores = score_year(basis.plan, basis.entries, basis.duties_of, basis.external, basis.closed_in_time)
    return Scored(view, entries, scores, basis, figures)
