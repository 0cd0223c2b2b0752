"""What a notice is made of once it is read: paragraphs and tables, each with its place in the source."""

from __future__ import annotations

from msgspec import Struct


class Paragraph(Struct, frozen=True):
    """One paragraph. `place` is where a person finds it again: 第12行, 第2页第5行."""

    text: str
    place: str


class Slot(Struct, frozen=True):
    """One field of a table's raster. Fields of one merged cell share its text and its `origin` (row, column)."""

    text: str
    origin: tuple[int, int]


class TableRow(Struct, frozen=True):
    """One row of a table's raster."""

    slots: tuple[Slot, ...]
    place: str


class Grid(Struct, frozen=True):
    """A table as a raster: every row has as many fields."""

    rows: tuple[TableRow, ...]


Block = Paragraph | Grid


class Notice(Struct, frozen=True):
    """A notice as read: its file's name, its blocks in order, and what of it no reader took, with its place."""

    name: str
    blocks: tuple[Block, ...]
    unread: tuple[Paragraph, ...] = ()


class CellSpan(Struct, frozen=True):
    """A cell as written: its text, and how many columns and rows it takes."""

    text: str
    columns: int = 1
    rows: int = 1


MOST_COLUMNS = 60
"""Columns beyond which a table is no list of tasks."""


def grid_of(rows: list[list[CellSpan]], places: list[str]) -> Grid:
    """Return cells that span columns and rows as a raster."""
    taken: dict[tuple[int, int], Slot] = {}
    for number, row in enumerate(rows):
        column = 0
        for cell in row:
            while (number, column) in taken:
                column += 1
            slot = Slot(cell.text, (number, column))
            for below in range(number, min(number + max(cell.rows, 1), len(rows))):
                for beside in range(column, min(column + max(cell.columns, 1), MOST_COLUMNS)):
                    taken.setdefault((below, beside), slot)
            column += max(cell.columns, 1)
    width = max((column for _, column in taken), default=-1) + 1
    return Grid(
        tuple(
            TableRow(
                tuple(taken.get((number, column), Slot("", (number, column))) for column in range(width)),
                places[number],
            )
            for number in range(len(rows))
        )
    )
