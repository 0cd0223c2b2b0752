"""What a circular is told from: the year and its figures, the occasion, and who may not be named in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.domain.findings import is_overdue
from gongkai.report.parts import full_day, names_short
from gongkai.report.yearcount import count_year

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from decimal import Decimal

    from gongkai.domain.entries import EntryState
    from gongkai.domain.findings import FindingState
    from gongkai.domain.plan import Plan
    from gongkai.domain.scorecard import UnitScore
    from gongkai.report.official import Occasion
    from gongkai.report.year import Year
    from gongkai.report.yearcount import Count

NAMED = 10
"""Findings or units told in brackets, behind how many there are."""


class Circulated:
    """A circular's matter. Units with an undecided objection, `undecided`, are counted, and never named."""

    def __init__(self, year: Year, scores: Sequence[UnitScore], occasion: Occasion, undecided: Collection[str]) -> None:
        self.year, self.scores, self.occasion, self.undecided = year, scores, occasion, undecided
        self.plan: Plan = year.plan
        self.count: Count = count_year(year, scores, undecided)
        self._applied = {entry.id: entry.applied for score in scores for entry in score.applied}
        self.late = [state for state in self.count.findings if is_overdue(state, year.standing)]

    @property
    def reply(self) -> str:
        """The day by which answers are asked for, in words."""
        return full_day(self.occasion.reply)

    @property
    def is_stale(self) -> bool:
        """Tell whether the paper is signed later than its figures go: what was done in between it does not know."""
        return self.occasion.day > self.year.standing.handled.date()

    @property
    def is_over(self) -> bool:
        """Tell whether the year is over on the day the paper is signed."""
        return self.year.standing.over or self.occasion.day.year > self.plan.year

    def counted(self, state: EntryState) -> Decimal:
        """Return what an entry counts after caps, rulings and rectification: what a unit finds on its own sheet."""
        return self._applied.get(state.entry.id, state.live)

    def names(self, units: Iterable[str], most: int = NAMED) -> str:
        """Return the units that may be named, and how many there are when some of these are left out."""
        return names_short([unit for unit in units if unit not in self.undecided], most)

    def whose(self, states: Iterable[FindingState]) -> str:
        """Return findings in brackets, by unit and id; empty where none may be told."""
        told = [f"{s.finding.unit}{s.finding.id}" for s in states if s.finding.unit not in self.undecided]
        return f"（{names_short(told, NAMED)}）" if told else ""
