"""Grades, places, and who may be named first and last."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from decimal import Decimal

    from gongkai.domain.scheme import Grade
    from gongkai.domain.scorecard import UnitScore

MOST_NAMED = 3


def grade_of(grades: Iterable[Grade], score: Decimal) -> str | None:
    """Return the first line whose `min` the rounded score reaches."""
    return next((g.name for g in grades if score >= g.min), None)


def lowest_grade(grades: Sequence[Grade], names: Collection[str]) -> str:
    """Return the worst of `names` by `min`; one that is no line of the table is worse than any line."""
    mins = {g.name: g.min for g in grades}
    return min(names, key=lambda name: (name in mins, mins.get(name, 0)))


def places(scores: Iterable[Decimal]) -> dict[Decimal, int]:
    """Map each rounded score of a group to its place: equal scores share one, the next skips (1, 2, 2, 4)."""
    table: dict[Decimal, int] = {}
    for place, score in enumerate(sorted(scores, reverse=True), start=1):
        table.setdefault(score, place)
    return table


def best_and_worst(
    scores: Iterable[UnitScore], undecided: Collection[str] = frozenset()
) -> tuple[tuple[UnitScore, ...], tuple[UnitScore, ...]]:
    """Return the units of one group that may be named first and last.

    A place is named only where at most three share it, the undecided counted; a unit with an undecided objection
    is never named, nor the next in its stead. Where all share the first place nobody is last.
    """
    ranked = [(s.rank, s) for s in scores if s.rank is not None]
    if not ranked:
        return (), ()
    last = max(rank for rank, _ in ranked)
    first = [s for rank, s in ranked if rank == 1]
    worst = [s for rank, s in ranked if rank == last] if last > 1 else []
    return _named(first, undecided), _named(worst, undecided)


def _named(holders: list[UnitScore], undecided: Collection[str]) -> tuple[UnitScore, ...]:
    if len(holders) > MOST_NAMED:
        return ()
    return tuple(s for s in holders if s.unit not in undecided)
