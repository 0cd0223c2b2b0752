"""Workbooks become sheets: what calamine reads of them, once it is known to be of a workbook's size."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from gongkai.errors import BadValue
from gongkai.sheets.book import LETTERS, field_of, sheet_of

if TYPE_CHECKING:
    from pathlib import Path

    from gongkai.sheets.book import Sheet

MOST_FIELDS = 500_000
_PLACED = rb"<(?:\w+:)?c [^>]*?\br=\"([A-Z]{1,3})(\d{1,7})\""
PROTECTED = ("有密码", "请用办公软件打开，去掉密码后另存一份")


def read_workbook(path: Path, data: bytes) -> tuple[Sheet, ...]:
    """Return every sheet of a workbook; raises `BadValue` where it is broken or protected."""
    if _fields_of(data) > MOST_FIELDS:
        raise BadValue(f"“{path}”的工作表太大", "请把要用的几行另存一份；多半是表外很远的一格里有字")
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        sheets = []
        for about in book.sheets_metadata:
            sheet = book.get_sheet_by_name(about.name)
            rows = [[field_of(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
            merged = [(top, left, down, right) for (top, left), (down, right) in sheet.merged_cell_ranges or ()]
            sheets.append(sheet_of(about.name, rows, merged, hidden=about.visible != SheetVisibleEnum.Visible))
    except PasswordError:
        raise BadValue(f"“{path}”{PROTECTED[0]}", PROTECTED[1]) from None
    except (CalamineError, OSError, ValueError, KeyError):
        raise BadValue(f"“{path}”坏了，打不开", "请用办公软件打开看看，另存一份再试") from None
    return tuple(sheets)


def _fields_of(data: bytes) -> int:
    """Return how many fields the largest sheet spans: one word far out makes it huge, whatever it holds."""
    if not zipfile.is_zipfile(BytesIO(data)):
        return 0
    most = 0
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                places = [(_column(letters), int(row)) for letters, row in re.findall(_PLACED, archive.read(name))]
                columns, rows = zip(*places, strict=True) if places else ((0,), (0,))
                most = max(most, (max(columns) - min(columns) + 1) * (max(rows) - min(rows) + 1))
    return most


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * LETTERS + letter - ord("A") + 1
    return number
