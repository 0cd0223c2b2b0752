"""A workbook as read: its sheets, each as rows of plain fields, in whatever kind of file they came."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable

Cell = str | int | float | bool | date | datetime | time
"""What stands in one field; "" where nothing does. A whole number is an `int`, a day without an hour a `date`."""
Area = tuple[int, int, int, int]
"""Fields merged into one: top row, left column, bottom row, right column, counted from 0, the last two within it."""

LETTERS = 26
_UNSEEN = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"


class Sheet(Struct, frozen=True):
    """One sheet: `rows[0]` is its row 1, `rows[0][0]` its A1, every row as wide as the widest.

    What is merged stands in each of its fields, as far as anything else stands there; `merged` tells which those are.
    Empty rows and columns at the end are left out. `hidden`: it is not shown, whether Excel can show it again or not.
    """

    name: str
    hidden: bool
    rows: tuple[tuple[Cell, ...], ...]
    merged: tuple[Area, ...] = ()


class Book(Struct, frozen=True):
    """A file of sheets: its name, its `kind` (xlsx, xls, ods, csv, html), and in words what of it was not read."""

    name: str
    kind: str
    sheets: tuple[Sheet, ...]
    unread: tuple[str, ...] = ()


def column_letter(index: int) -> str:
    """Return the letters of a column counted from 0, as every spreadsheet shows them: 0 is A, 26 is AA."""
    letters, rest = "", index + 1
    while rest > 0:
        rest, letter = divmod(rest - 1, LETTERS)
        letters = chr(ord("A") + letter) + letters
    return letters


def field_of(value: object) -> Cell:
    """Return a value as a reader gives it as a field: texts without what no one sees, whole numbers as such.

    A span of time (25:30) stays the text it is shown as.
    """
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value
    if isinstance(value, date | time):
        return value
    return _span(value) if isinstance(value, timedelta) else plain(str(value))


def plain(text: str) -> str:
    """Return a text with plain line ends, without control and direction marks, stripped."""
    if text.isascii() and text.isalnum():
        return text
    return _unseen().sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def sheet_of(name: str, rows: list[list[Cell]], merged: Iterable[Area] = (), *, hidden: bool = False) -> Sheet:
    """Return a sheet of rows of any length: trailing empty ones left out, all as wide, what is merged spread."""
    width = max((at + 1 for row in rows for at in range(len(row) - 1, -1, -1) if row[at] != ""), default=0)
    while rows and all(cell == "" for cell in rows[-1]):
        rows.pop()
    for row in rows:
        del row[width:]
        row.extend([""] * (width - len(row)))
    areas = tuple(clipped for area in merged if (clipped := _clipped(area, len(rows), width)))
    for top, left, bottom, right in areas:
        for down in range(top, bottom + 1):
            rows[down][left : right + 1] = [rows[top][left]] * (right - left + 1)
    return Sheet(plain(name), hidden, tuple(tuple(row) for row in rows), areas)


def _clipped(area: Area, height: int, width: int) -> Area | None:
    top, left, bottom, right = area
    return (top, left, min(bottom, height - 1), min(right, width - 1)) if top < height and left < width else None


def _span(value: timedelta) -> str:
    minutes, seconds = divmod(int(value.total_seconds()), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"


@cache
def _unseen() -> re.Pattern[str]:
    return re.compile(_UNSEEN)
