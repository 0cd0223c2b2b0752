"""Workbooks become tables: every sheet a grid, merged fields spread."""

from __future__ import annotations

import re
import zipfile
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import TYPE_CHECKING

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from gongkai.draft.source import MOST_COLUMNS, Grid, Paragraph, Slot, TableRow
from gongkai.errors import BadValue

if TYPE_CHECKING:
    from pathlib import Path

    from python_calamine import CalamineSheet

    from gongkai.draft.source import Block

MOST_FIELDS, LETTERS = 1_000_000, 26
_PLACED = re.compile(rb"<(?:\w+:)?c [^>]*?\br=\"([A-Z]{1,3})(\d{1,7})\"")


def read_sheets(path: Path, data: bytes) -> tuple[list[Block], tuple[Paragraph, ...]]:
    """Return a grid for every sheet that is shown; a hidden sheet is told as unread."""
    if _fields_of(data) > MOST_FIELDS:
        raise BadValue(f"“{path}”的工作表太大，不像是一份通知", "请把要用的几行另存一份；多半是表外很远的一格里有字")
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        blocks: list[Block] = []
        hidden = []
        for about in book.sheets_metadata:
            if about.visible != SheetVisibleEnum.Visible:
                hidden.append(Paragraph("隐藏的工作表，没有读", f"工作表“{about.name}”"))
                continue
            sheet = book.get_sheet_by_name(about.name)
            if sheet.total_width > MOST_COLUMNS:
                hidden.append(Paragraph(f"第{MOST_COLUMNS}列以后的没有读", f"工作表“{about.name}”"))
            if grid := _grid(sheet):
                blocks.append(grid)
    except PasswordError:
        raise BadValue(f"“{path}”有密码", "请用办公软件打开，去掉密码后另存一份") from None
    except (CalamineError, OSError, ValueError, KeyError):
        raise BadValue(f"“{path}”坏了，打不开", "请用办公软件打开看看，另存一份再试") from None
    return blocks, tuple(hidden)


def _fields_of(data: bytes) -> int:
    """Return how many fields the largest sheet spans: one word far out makes it huge, whatever it holds."""
    if not zipfile.is_zipfile(BytesIO(data)):
        return 0
    most = 0
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                places = [(_column(letters), int(row)) for letters, row in _PLACED.findall(archive.read(name))]
                columns, rows = zip(*places, strict=True) if places else ((0,), (0,))
                most = max(most, (max(columns) - min(columns) + 1) * (max(rows) - min(rows) + 1))
    return most


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * LETTERS + letter - ord("A") + 1
    return number


def _grid(sheet: CalamineSheet) -> Grid | None:
    rows = [[_text(value) for value in row[:MOST_COLUMNS]] for row in sheet.to_python(skip_empty_area=False)]
    width = max((at + 1 for row in rows for at, text in enumerate(row) if text), default=0)
    if not width:
        return None
    slots = [
        [Slot(row[at] if at < len(row) else "", (number, at)) for at in range(width)] for number, row in enumerate(rows)
    ]
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if top < len(slots) and left < width:
            first = slots[top][left]
            for down in range(top, min(bottom, len(slots) - 1) + 1):
                for beside in range(left, min(right, width - 1) + 1):
                    slots[down][beside] = first
    return Grid(
        tuple(
            TableRow(tuple(row), f"工作表“{sheet.name}”第{at}行")
            for at, row in enumerate(slots, 1)
            if any(slot.text for slot in row)
        )
    )


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date | time | timedelta):
        return str(value)
    return str(value).replace("\r\n", "\n").replace("\r", "\n").strip()
