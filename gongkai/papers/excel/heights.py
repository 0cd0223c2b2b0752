"""How tall the rows of a table are for their texts to be read whole; not every program finds that by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from gongkai.papers.cells import clean, width
from gongkai.papers.excel.a4 import LINE_HEIGHT, MOST_LINES, SLACK, TALLEST
from gongkai.papers.values import in_full, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gongkai.papers.document import Cell, Table

HEAD_HEIGHT = 22
BUTTON = 3
"""Characters that the button of a filter takes in a heading."""


def points_of(said: Iterable[str], widths: Sequence[int], beside: int = 0) -> int:
    """Return the points that texts take, each in the column it stands in, with so many characters `beside` it.

    What is broken does not fill its lines.
    """
    lines = 1
    for words, room in zip(said, widths, strict=False):
        wide = width(clean(words))
        if wide > room - beside:
            lines = max(lines, -(-wide // max(1, room - max(SLACK, beside))))
    return lines * LINE_HEIGHT


def head_height(table: Table, widths: Sequence[int]) -> int:
    """Return how tall the headings are, the filter's buttons beside them."""
    return min(TALLEST, points_of((one.name for one in table.columns), widths, BUTTON) + HEAD_HEIGHT - LINE_HEIGHT)


def row_height(table: Table, cells: Sequence[Cell], widths: Sequence[int]) -> int:
    """Return how tall a row must be."""
    texts = (shown(in_full(cell.value), one.kind) for cell, one in zip(cells, table.columns, strict=True))
    return min(TALLEST, points_of(texts, widths) + SLACK)


def table_height(table: Table, widths: Sequence[int]) -> int:
    """Return how tall a table is with its headings and its closing row."""
    rows = (*table.rows, table.total) if table.total else table.rows
    told = (part for cells in rows for part in parts_of(cells, widths))
    return head_height(table, widths) + sum(row_height(table, cells, widths) for cells in told)


def parts_of(cells: Sequence[Cell], widths: Sequence[int]) -> list[Sequence[Cell]]:
    """Return a row as it is, or as several one below the other where a text is longer than the tallest holds."""
    pieces = [
        pieces_of(cell.value, room - SLACK) if isinstance(cell.value, str) else [cell.value]
        for cell, room in zip(cells, widths[: len(cells)], strict=True)
    ]
    many = max(map(len, pieces), default=1)
    if many == 1:
        return [cells]
    return [
        tuple(
            replace(cell, value=each[at] if at < len(each) else None) for cell, each in zip(cells, pieces, strict=True)
        )
        for at in range(many)
    ]


def pieces_of(text: str, room: int) -> list[str]:
    """Return a text in pieces of as many lines of this room as a row holds."""
    most, pieces, begun, wide = max(1, room) * MOST_LINES, [], 0, 0
    if width(clean(text)) <= most:
        return [text]
    for at, mark in enumerate(text):
        wide += max(1, width(mark))
        if wide > most:
            pieces.append(text[begun:at])
            begun, wide = at, max(1, width(mark))
    return [*pieces, text[begun:]]
