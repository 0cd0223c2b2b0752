"""How wide the columns of a table are on a line of so many cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.render.cells import GAP

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST = 72
# What columns shrink to, in turn: those with weight, then plain text, then both again. No column gets narrower than
# its heading as long as another is wider than these.
_STEPS = (("soft", 16), ("soft", 12), ("text", 12), ("soft", 8), ("text", 8), ("soft", 6), ("text", 6), ("soft", 4))


def fit(
    naturals: Sequence[int], weights: Sequence[int], room: int, heads: Sequence[int] = (), firm: Sequence[bool] = ()
) -> list[int]:
    """Return the width of each column, so that all with their gaps fit `room` cells where that is possible at all.

    A column with weight is never wider than `LONGEST`. When space is short the columns come down step by step, those
    with weight first and what is `firm` (days, figures) last, none below its heading (`heads`) before all the others
    have; between two steps what is left is shared by weight.
    """
    sizes = [min(n, LONGEST) if weight else n for n, weight in zip(naturals, weights, strict=True)]
    room -= len(GAP) * (len(sizes) - 1)
    heads, firm = heads or [0] * len(sizes), firm or [not weight for weight in weights]
    kinds = ["soft" if weight else "firm" if hard else "text" for weight, hard in zip(weights, firm, strict=True)]
    for kind, floor in _STEPS:
        if sum(sizes) <= room:
            break
        lower = [
            min(size, max(head, floor)) if own == kind else size
            for size, head, own in zip(sizes, heads, kinds, strict=True)
        ]
        sizes = _share(sizes, lower, [weight or 1 for weight in weights], room) if sum(lower) <= room else lower
    return _level(sizes, room)


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
