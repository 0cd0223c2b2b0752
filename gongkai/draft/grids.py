"""Workbooks become tables: every sheet that is shown a grid, fields of one merged cell one."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from gongkai.draft.source import MOST_COLUMNS, Grid, Paragraph, Slot, TableRow
from gongkai.sheets.reading import book_of

if TYPE_CHECKING:
    from pathlib import Path

    from gongkai.draft.source import Block
    from gongkai.sheets.book import Cell, Sheet


def read_grids(path: Path, data: bytes) -> tuple[list[Block], tuple[Paragraph, ...]]:
    """Return a grid for every sheet that is shown; a hidden sheet is told as unread, and so is what has no value."""
    blocks: list[Block] = []
    book = book_of(path, data)
    unread = [Paragraph(note, "工作簿") for note in book.unread]
    for sheet in book.sheets:
        if sheet.hidden:
            unread.append(Paragraph("隐藏的工作表，没有读", f"工作表“{sheet.name}”"))
            continue
        if sheet.rows and len(sheet.rows[0]) > MOST_COLUMNS:
            unread.append(Paragraph(f"第{MOST_COLUMNS}列以后的没有读", f"工作表“{sheet.name}”"))
        if sheet.rows:
            blocks.append(_grid(sheet))
    return blocks, tuple(unread)


def _grid(sheet: Sheet) -> Grid:
    first = {
        (row, column): (top, left)
        for top, left, bottom, right in sheet.merged
        for row in range(top, bottom + 1)
        for column in range(left, min(right + 1, MOST_COLUMNS))
    }
    rows = (
        TableRow(
            tuple(Slot(_text(cell), first.get((at, column), (at, column))) for column, cell in enumerate(row)),
            f"工作表“{sheet.name}”第{at + 1}行",
        )
        for at, row in enumerate(each[:MOST_COLUMNS] for each in sheet.rows)
    )
    return Grid(tuple(row for row in rows if any(slot.text for slot in row.slots)))


def _text(cell: Cell) -> str:
    return cell.isoformat(" ", "minutes") if isinstance(cell, datetime) else str(cell)
