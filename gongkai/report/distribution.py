"""How scores are spread: so many units in each span of points, and where the grades begin."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from gongkai.plan.rubric import Grade
    from gongkai.scoring.sheet import UnitScore
    from gongkai.year import Year

MOST_SPANS = 16
WIDTHS = tuple(Decimal(f"{part}e{zeros}") for zeros in range(-1, 6) for part in (1, 2, 5))


class Distribution(Struct, frozen=True):
    """Units by score, on one scale of grades.

    Span `i` is from `low + i × wide` to just below the next, the last one with its end. `counts` are the units in each
    span, by group, the largest first. `bounds` are where the grades within the spans begin, `grades` all of them.
    """

    low: Decimal
    wide: Decimal
    counts: Mapping[str, tuple[int, ...]]
    bounds: tuple[Grade, ...]
    grades: tuple[Grade, ...] = ()

    @property
    def spans(self) -> tuple[tuple[Decimal, Decimal], ...]:
        """From which score to which, each."""
        count = len(next(iter(self.counts.values())))
        return tuple((self.low + at * self.wide, self.low + (at + 1) * self.wide) for at in range(count))

    def place(self, score: Decimal) -> Decimal:
        """Return where a score lies, counted in spans from the lowest."""
        return (score - self.low) / self.wide


def distributions(year: Year) -> Iterator[Distribution]:
    """Yield the spread of all scores; where schemes have other full marks or grades, one for each scale."""
    assessment = year.plan.assessment
    schemes = {scheme.name: scheme for scheme in assessment.schemes} if assessment else {}
    scales: dict[tuple[Decimal, tuple[Grade, ...]], list[UnitScore]] = defaultdict(list)
    for score in year.scores:
        if assessment and score.score is not None:
            scheme = schemes[score.scheme]
            scales[assessment.full_of(scheme), assessment.grades_of(scheme)].append(score)
    for (full, grades), members in scales.items():
        yield _spread(members, full, grades)


def _spread(members: Sequence[UnitScore], full: Decimal, grades: Sequence[Grade]) -> Distribution:
    known = [(score.group, score.score) for score in members if score.score is not None]
    least, most = min(score for _, score in known), max(full, *(score for _, score in known))
    inside = [grade.min for grade in grades if least < grade.min < most]
    wide = next(
        (width for width in WIDTHS if _spans(least, most, width) <= MOST_SPANS and not any(b % width for b in inside)),
        None,
    ) or next((width for width in WIDTHS if _spans(least, most, width) <= MOST_SPANS), WIDTHS[-1])
    low, count = _begin(least, wide), _spans(least, most, wide)
    found: dict[str, Counter[int]] = defaultdict(Counter)
    for group, score in known:
        found[group][min(count - 1, int((score - low) // wide))] += 1
    largest = sorted(found, key=lambda group: -found[group].total())
    counts = {group: tuple(found[group][at] for at in range(count)) for group in largest}
    within = tuple(grade for grade in grades if low <= grade.min < low + count * wide)
    return Distribution(low, wide, counts, within, tuple(grades))


def _spans(least: Decimal, most: Decimal, wide: Decimal) -> int:
    return max(1, -_floor((_begin(least, wide) - most) / wide))


def _begin(least: Decimal, wide: Decimal) -> Decimal:
    return _floor(least / wide) * wide


def _floor(value: Decimal) -> int:
    """Return the whole number at or below: `//` of decimals cuts toward zero."""
    return int(value.to_integral_value(ROUND_FLOOR))
