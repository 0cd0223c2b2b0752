"""How wide the columns of a table are on a line of so many cells, and which stand below their row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.papers.cells import GAP
from gongkai.papers.values import RIGHT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gongkai.papers.document import Column

LONGEST = 72
READABLE, NARROW = 24, 12
COMMAND, TOLD = "command", "told"
FIRM = frozenset({COMMAND, "id", "date", "moment", *RIGHT})
# What columns shrink to, in turn: those with weight, then plain text, then both again. No column gets narrower than
# its heading as long as another is wider than these.
_STEPS = (("soft", 16), ("soft", 12), ("text", 12), ("soft", 8), ("text", 8), ("soft", 6), ("text", 6), ("soft", 4))


def sizes(wanted: Sequence[tuple[int, int]], columns: Sequence[Column], room: int) -> list[int]:
    """Return the width of each column; `wanted` are those of its heading and of its longest text."""
    heads, naturals = [head for head, _ in wanted], [most for _, most in wanted]
    weights = [0 if column.kind == COMMAND else column.weight for column in columns]
    return fit(naturals, weights, room, heads, [column.kind in FIRM for column in columns])


def below(wanted: Sequence[tuple[int, int]], columns: Sequence[Column], room: int) -> list[int]:
    """Return the columns that stand below each row, on lines of their own, for want of room beside it.

    A command or a sentence that would be broken does, and then the longest texts, until the others can be read and
    days, figures and ids are whole.
    """
    found = [
        index
        for index, column in enumerate(columns)
        if column.kind in (COMMAND, TOLD) and not _fits_beside(index, wanted, columns, room)
    ]
    while True:
        beside = [index for index in range(len(columns)) if index not in found]
        widths = sizes([wanted[index] for index in beside], [columns[index] for index in beside], room)
        soft = {index: wanted[index][1] for index in beside[1:] if columns[index].weight}
        drawn = list(zip(beside, widths, strict=True))
        tight = any(size < min(soft[index], NARROW) for index, size in drawn if index in soft)
        split = any(size < _firm(wanted[index][1], columns[index]) for index, size in drawn)
        longest = max(soft, key=soft.__getitem__, default=0)
        if not soft or not (split or (tight and soft[longest] > READABLE)):
            return sorted(found)
        found.append(longest)


def _firm(whole: int, column: Column) -> int:
    """Return how wide a column must be that is not to wrap: ids, figures, what is short (a day); else 0."""
    return whole if column.kind in FIRM or (whole <= NARROW and not column.weight) else 0


def _fits_beside(index: int, wanted: Sequence[tuple[int, int]], columns: Sequence[Column], room: int) -> bool:
    """Tell whether a column, whole, leaves the others room to be read."""
    whole = [most for _, most in wanted]
    least = sum(min(size, READABLE) if column.weight else size for size, column in zip(whole, columns, strict=True))
    return least + whole[index] - min(whole[index], READABLE) + len(GAP) * (len(whole) - 1) <= room


def fit(
    naturals: Sequence[int], weights: Sequence[int], room: int, heads: Sequence[int] = (), firm: Sequence[bool] = ()
) -> list[int]:
    """Return the width of each column, so that all with their gaps fit `room` cells where that is possible at all.

    A column with weight is never wider than `LONGEST`. When space is short the columns come down step by step, those
    with weight first and what is `firm` (days, figures) last, none below its heading (`heads`) before all the others
    have; between two steps what is left is shared by weight.
    """
    widths = [min(n, LONGEST) if weight else n for n, weight in zip(naturals, weights, strict=True)]
    room -= len(GAP) * (len(widths) - 1)
    heads, firm = heads or [0] * len(widths), firm or [not weight for weight in weights]
    kinds = ["soft" if weight else "firm" if hard else "text" for weight, hard in zip(weights, firm, strict=True)]
    for kind, floor in _STEPS:
        if sum(widths) <= room:
            break
        lower = [
            min(size, max(head, floor)) if own == kind else size
            for size, head, own in zip(widths, heads, kinds, strict=True)
        ]
        widths = _share(widths, lower, [weight or 1 for weight in weights], room) if sum(lower) <= room else lower
    return _level(widths, room)


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
