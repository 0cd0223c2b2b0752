"""How wide the columns of a table in a Word file are, and in which size its text stands.

The largest size in which no column is too narrow to be read, or the next one if that saves lines. In the smallest
size the room is short: there it goes to the columns in such shares that the long cells of each take as many lines.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from msgspec.structs import replace

from gongkai.papers.document import WORDS
from gongkai.papers.layout import fit
from gongkai.papers.substitutes import on_paper
from gongkai.papers.values import shown
from gongkai.papers.word.bars import BAR_EMS
from gongkai.papers.word.measure import SLACK, ems_at_most, widest_piece
from gongkai.papers.word.sizes import CELL_SIZE, SHEET_WIDTH, TWIPS_PER_POINT, TYPE_WIDTH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gongkai.papers.document import Cell, Column, Table

MARGIN = 80
PADDING = 2 * MARGIN
"""Twips that the margins of a cell take, left and right together."""
BY_HAND = {"answers": (900, 1800, 1900), "signatures": (760, 2500, 1000)}
"""Tables, by key, whose rows are filled in by hand: their height in twips at least, where there is room for it, and
what stands below them with the line that ties the paper to the trail.

A round seal is 42 millimetres across: 2,400 twips.
"""
_SIZES = (CELL_SIZE, 10.5, 9.0)
"""The usual size, one for tables that do not fit or wrap too much in it, and one for those that do not fit in that."""
_ON_A_SHEET = (9.5, 9.0)
"""The same on a form of one sheet."""
_WORTH = 0.9
"""Part of its lines that a table has at most in the smaller size, else it stays in the usual one."""
_ROOMY = 8
"""Ems that a wrapping column should have before a table is set in a smaller size."""
_PIECE = 11
"""Ems at most that a column is kept wide for the sake of one word."""
_WORD = 4.5
"""Ems of what is one word to the eye, a name or 日常监测, with what it may be wider: it stands on one line."""
_SAVED = 2
"""Lines that a table has to save where the names in its head break."""
_TENTHS = 10
"""Steps in which the lines that long cells take are tried."""
_LONG = (0.8, 0.9, 0.95)
"""Parts of a column's cells that are at most as long as its long ones, of which the one that saves most lines is taken.
"""


def smallest(tables: Sequence[Table], across: int) -> float:
    """Return the size, in points, in which tables that stand together are set alike: the least that one needs."""
    return min((fitted(each, across)[0] for each in map(on_paper, tables) if each.rows), default=CELL_SIZE)


def fitted(given: Table, across: int, at_most: float = CELL_SIZE) -> tuple[float, list[int]]:
    """Return the size in points, `at_most` so large, and the widths in twips of a table that fills `across` twips."""
    wide = natural(given) if across in {TYPE_WIDTH, SHEET_WIDTH} else _cut(given)
    known = _ON_A_SHEET if across == SHEET_WIDTH else tuple(each for each in _SIZES if each <= at_most)
    fitting = _fitting(given, wide, across, known) or [known[-1]]
    points, smaller = fitting[0], known[min(1, len(known) - 1)]
    widths = _usual(given, wide, points, across)
    if points == known[-1]:
        others = (_even(given, points, across, part) for part in _LONG)
        best = min((widths, *others), key=lambda each: lines(given, each, points, 0))
        folded = _even(given, points, across, 1, folded=True)
        saved = _whole(given, best, points) - _whole(given, folded, points)
        return points, folded if saved >= _SAVED else best
    if points > smaller:
        other = _usual(given, wide, smaller, across)
        if lines(given, other, smaller) <= _WORTH * lines(given, widths, points):
            return smaller, other
    return points, widths


def alike(tables: Sequence[Table]) -> dict[tuple[str, ...], Table]:
    """Return, by the names of their columns, tables that stand more than once in a paper, their rows taken together.

    They are set in one size and the same widths, so that the eye goes straight down the page.
    """
    found: dict[tuple[str, ...], list[Table]] = {}
    for each in map(on_paper, tables):
        if each.rows:
            found.setdefault(heads(each), []).append(each)
    return {
        names: replace(several[0], rows=tuple(row for each in several for row in (*each.rows, *_sum(each))))
        for names, several in found.items()
        if several[1:]
    }


def heads(given: Table) -> tuple[str, ...]:
    """Return the names of a table's columns."""
    return tuple(column.name for column in given.columns)


def _sum(given: Table) -> tuple[tuple[Cell, ...], ...]:
    return (given.total,) if given.total else ()


def is_wide(given: Table) -> bool:
    """Tell whether a table is too wide for an upright page in any size."""
    given = on_paper(given)
    return bool(given.rows) and not _fitting(given, natural(given), TYPE_WIDTH)


def room(width: int, points: float) -> float:
    """Return the ems of this size that a line of a cell holds, one at least."""
    return max(1, (width - PADDING) / (points * TWIPS_PER_POINT))


def lines(given: Table, widths: Sequence[int], points: float, slack: float = SLACK) -> int:
    """Return how many lines the rows of a table take in these widths, each text so many ems wider than it may be."""
    rooms = [room(width, points) for width in widths]
    return sum(
        max(
            math.ceil(ems_at_most(shown(cell.value, column.kind), slack) / room)
            for cell, column, room in zip(row, given.columns, rooms, strict=True)
        )
        for row in given.rows
    )


def natural(given: Table, *, heads: bool = True) -> list[float]:
    """Return the widest content of each column in ems, with its head or without; what is filled in by hand has room."""
    to_fill = 2.0 * _ROOMY if given.key in BY_HAND else 0.0
    return [
        max(ems_at_most(column.name) if heads else 0.0, max(map(ems_at_most, texts)) if any(texts) else to_fill)
        + (BAR_EMS if column.kind == "bar" else 0.0)
        for column, texts in zip(given.columns, _texts(given), strict=True)
    ]


def _texts(given: Table) -> list[list[str]]:
    rows = [*given.rows, given.total] if given.total else list(given.rows)
    return [[shown(row[index].value, column.kind) for row in rows] for index, column in enumerate(given.columns)]


def _fitting(given: Table, wide: Sequence[float], across: int, known: Sequence[float] = _SIZES) -> list[float]:
    """Return the sizes in which no column is too narrow to be read."""
    least = sum(min(n, _ROOMY) if c.weight else n for n, c in zip(wide, given.columns, strict=True))
    return [points for points in known if least * points * TWIPS_PER_POINT <= across - PADDING * len(wide)]


def _cut(given: Table) -> list[float]:
    """Return the widest content of each column in ems; a long entry among short words wraps, for the others' room."""
    short = (column.kind in WORDS and not column.weight for column in given.columns)
    return [min(n, _ROOMY) if cut else n for n, cut in zip(natural(given), short, strict=True)]


def _pieces(texts: Sequence[Sequence[str]]) -> list[float]:
    """Return the ems each column should hold without breaking them: addresses part at their strokes."""
    return [min(_PIECE, max(map(widest_piece, column), default=0)) for column in texts]


def _usual(given: Table, wide: Sequence[float], points: float, across: int) -> list[int]:
    """Return widths in twips that fill `across`, spare room shared by the weights of the columns."""
    pieces = [math.ceil(2 * piece) for piece in _pieces(_texts(given))]
    halves = [max(1, round(n * 2), piece) for n, piece in zip(wide, pieces, strict=True)]
    space = int((across - PADDING * len(wide)) / (points * TWIPS_PER_POINT / 2)) + 2 * (len(halves) - 1)
    found = fit(halves, [column.weight for column in given.columns], space, pieces)
    return _filled([half / 2 for half in found], points, across)


def _whole(given: Table, widths: Sequence[int], points: float) -> int:
    """Return how many lines the head and the rows of a table take in these widths."""
    head = (math.ceil(ems_at_most(c.name, 0) / room(w, points)) for c, w in zip(given.columns, widths, strict=True))
    return max(head) + lines(given, widths, points, 0)


def _even(given: Table, points: float, across: int, part: float, *, folded: bool = False) -> list[int]:
    """Return widths in twips that fill `across`: the long cells of each column take as many lines as those of others.

    No column is narrower than what should not break in it, nor wider than all it holds. With `folded` a name of four
    characters may break in the head, for the room of the rows.
    """
    texts, wide = _texts(given), natural(given, heads=False)
    long = [sorted(map(ems_at_most, column))[math.ceil(part * len(column)) - 1] for column in texts]
    word = _WORD / 2 if folded else _WORD
    least = [_least(*each, word) for each in zip(given.columns, wide, _pieces(texts), strict=True)]
    space = (across - PADDING * len(wide)) / (points * TWIPS_PER_POINT)
    for count in range(_TENTHS, _TENTHS * max(2, math.ceil(max(long)))):
        shares = (each * _TENTHS / count for each in long)
        sizes = [max(low, min(n, share)) for n, low, share in zip(wide, least, shares, strict=True)]
        if sum(sizes) <= space:
            break
    return _filled(sizes, points, across)


def _least(column: Column, wide: float, piece: float, word: float) -> float:
    """Return the ems that a column has at least: a figure whole, a `word` of its head and a word of its text."""
    breaks = column.weight or column.kind in WORDS
    return max(min(ems_at_most(column.name), word), piece, min(wide, _WORD) if breaks else wide)


def _filled(sizes: Sequence[float], points: float, across: int) -> list[int]:
    """Return widths in twips for columns of so many ems, stretched in proportion where `across` has room to spare."""
    widths = [round(ems * points * TWIPS_PER_POINT) + PADDING for ems in sizes]
    spare, whole = across - sum(widths), sum(widths)
    widths = [max(PADDING, each + spare * each // whole) for each in widths]
    widths[-1] += across - sum(widths)
    return widths
