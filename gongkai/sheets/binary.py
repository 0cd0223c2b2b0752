"""Workbooks of Excel 97 to 2003 and WPS (.xls, .et), by xlrd."""

from __future__ import annotations

import struct
from io import TextIOBase
from typing import TYPE_CHECKING

import xlrd
from xlrd.biffh import XLRDError, error_text_from_code
from xlrd.compdoc import CompDocError

from gongkai.errors import BadValue
from gongkai.sheets import serial
from gongkai.sheets.book import Book, plain
from gongkai.sheets.fields import PROTECTED, READABLE, Allowance, Fields, broken

if TYPE_CHECKING:
    from pathlib import Path

    from gongkai.sheets.book import Cell

LOCKED = "EncryptedPackage".encode("utf-16-le")
_FAULTS = (
    XLRDError, CompDocError, struct.error, AssertionError, LookupError, ValueError, TypeError, AttributeError,
    ArithmeticError, RecursionError,
)  # fmt: skip


class _Silence(TextIOBase):
    """Where warnings of the library go: nowhere, however many."""

    def write(self, text: str) -> int:
        return len(text)


def read_binary(path: Path, data: bytes) -> Book:
    """Return every sheet of a workbook; raises `BadValue` where it is broken, protected or no workbook."""
    if LOCKED in data:
        raise BadValue(f"“{path}”{PROTECTED[0]}", PROTECTED[1])
    try:
        book = xlrd.open_workbook(
            file_contents=data, formatting_info=True, on_demand=True, ragged_rows=True, logfile=_Silence(),
            ignore_workbook_corruption=True,
        )  # fmt: skip
        return _book(path, book)
    except _FAULTS as error:
        if "encrypted" in str(error):
            raise BadValue(f"“{path}”{PROTECTED[0]}", PROTECTED[1]) from None
        if "find workbook" in str(error):
            raise BadValue(f"“{path}”不是工作簿", READABLE) from None
        raise broken(str(path)) from None


def _book(path: Path, book: xlrd.Book) -> Book:
    allowance, sheets = Allowance(str(path)), []
    shown = [_shown(book, each.format_key) for each in book.xf_list]
    for at, name in enumerate(book.sheet_names()):
        sheet = book.sheet_by_index(at)
        fields = Fields(name, allowance, hidden=bool(sheet.visibility))
        for row in range(sheet.nrows):
            for column, kind in enumerate(sheet.row_types(row)):
                if kind not in {xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK}:
                    style = shown[sheet.cell_xf_index(row, column)]
                    value = sheet.cell_value(row, column)
                    fields.put(row, column, _cell(kind, value, style, from_1904=bool(book.datemode)))
        fields.merge(*((top, left, below - 1, beside - 1) for top, below, left, beside in sheet.merged_cells))
        sheets.append(fields.sheet())
        book.unload_sheet(at)
    return Book(path.name, "xls", tuple(sheets))


def _shown(book: xlrd.Book, key: int) -> str:
    known = book.format_map.get(key)
    return serial.shown_as(key, known.format_str if known else "")


def _cell(kind: int, value: str | float, shown: str, *, from_1904: bool) -> Cell:
    if isinstance(value, str):
        return plain(value)
    if kind == xlrd.XL_CELL_BOOLEAN:
        return bool(value)
    if kind == xlrd.XL_CELL_ERROR:
        return error_text_from_code.get(int(value), "#ERR!")
    return serial.field_of(float(value), shown, from_1904=from_1904)
