"""Outside figures as they stand: which of a unit's entered scores counts for a stage.

A figure is never edited: the latest one for a unit and stage counts, by day, then seq, unless it was revoked; then the
one before it counts again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from gongkai.domain.entries import first_notice, rulings_by_entry

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from decimal import Decimal

    from gongkai.domain.entries import EntryStatus
    from gongkai.domain.records import Figure, Ruling


class FigureState(Struct, frozen=True):
    """A figure with its rulings in order; `replaced` is the id of the later one that counts in its stead."""

    figure: Figure
    status: EntryStatus
    notified: date | None
    rulings: tuple[Ruling, ...] = ()
    replaced: str = ""

    @property
    def record(self) -> Figure:
        """The figure: what rulings are about."""
        return self.figure

    @property
    def stands(self) -> bool:
        """Whether it is the one that counts for its unit and stage."""
        return self.status != "revoked" and not self.replaced


def figure_states(figures: Iterable[Figure], rulings: Iterable[Ruling]) -> tuple[FigureState, ...]:
    """Pair each figure of a year with its rulings, keeping the figures' order."""
    listed, by_id = tuple(figures), rulings_by_entry(rulings)
    states = {figure.id: _state(figure, by_id.get(figure.id, ())) for figure in listed}
    latest: dict[tuple[str, str], str] = {}
    for figure in sorted(listed, key=lambda f: (f.day, f.seq)):
        if states[figure.id].status != "revoked":
            latest[figure.unit, figure.stage] = figure.id
    return tuple(_beside(states[figure.id], latest.get((figure.unit, figure.stage), figure.id)) for figure in listed)


def external_figures(states: Iterable[FigureState]) -> dict[tuple[str, str], Decimal]:
    """Return the figure that counts for each unit and stage, as `score_year` takes them."""
    return {(s.figure.unit, s.figure.stage): s.figure.score for s in states if s.stands}


def _state(figure: Figure, rulings: tuple[Ruling, ...]) -> FigureState:
    revoked = any(ruling.kind == "revoked" for ruling in rulings)
    return FigureState(figure, "revoked" if revoked else "valid", first_notice(rulings), rulings)


def _beside(state: FigureState, latest: str) -> FigureState:
    """Return the state with the figure that counts in its stead, if there is one."""
    if state.status == "revoked" or latest == state.figure.id:
        return state
    return FigureState(state.figure, state.status, state.notified, state.rulings, latest)
