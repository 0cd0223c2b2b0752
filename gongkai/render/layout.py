"""How wide the columns of a table are on a line of so many cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.render.cells import GAP

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST = 72
_FLOOR = 12
_LAST_FLOOR = 4


def fit(naturals: Sequence[int], weights: Sequence[int], room: int) -> list[int]:
    """Return the width of each column, so that all with their gaps fit `room` cells where that is possible at all.

    A column with weight is never wider than `LONGEST`; when space is short it keeps a floor and shares what is
    left by weight. Columns of weight 0 keep their width until the others are at their last floor.
    """
    sizes = [min(n, LONGEST) if weight else n for n, weight in zip(naturals, weights, strict=True)]
    room -= len(GAP) * (len(sizes) - 1)
    if sum(sizes) <= room:
        return sizes
    soft = [index for index, weight in enumerate(weights) if weight]
    hard = [index for index, weight in enumerate(weights) if not weight]
    spare = room - sum(sizes[index] for index in hard)
    for floor in (_FLOOR, _LAST_FLOOR):
        floors = [min(sizes[index], floor) for index in soft]
        if spare >= sum(floors):
            shares = _share([sizes[i] for i in soft], floors, [weights[i] for i in soft], spare)
            return _put(sizes, soft, shares)
    least = [min(sizes[index], _LAST_FLOOR) for index in soft]
    left = _level([sizes[index] for index in hard], room - sum(least))
    return _level(_put(_put(sizes, soft, least), hard, left), room)


def _put(sizes: list[int], places: Sequence[int], values: Sequence[int]) -> list[int]:
    given = dict(zip(places, values, strict=True))
    return [given.get(index, size) for index, size in enumerate(sizes)]


def _share(wanted: Sequence[int], floors: Sequence[int], weights: Sequence[int], space: int) -> list[int]:
    """Return floors plus a share of the space by weight; what one column does not need goes to the others."""
    sizes = list(floors)
    spare, total = space - sum(floors), sum(weights)
    modest = sorted(range(len(sizes)), key=lambda i: (wanted[i] - floors[i]) / weights[i])
    for index in modest:
        more = min(wanted[index] - floors[index], spare * weights[index] // total)
        sizes[index] += more
        spare -= more
        total -= weights[index]
    return sizes


def _level(wanted: Sequence[int], space: int) -> list[int]:
    """Return widths with the widest brought down to one level until they fit, 1 at least."""
    sizes, level = list(wanted), max(wanted, default=1)
    while sum(sizes) > space and level > 1:
        level -= 1
        sizes = [min(size, level) for size in sizes]
    return sizes
