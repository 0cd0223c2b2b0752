"""A workbook as read: its sheets, each as rows of plain fields, in whatever kind of file they came."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from math import isinf

from msgspec import Struct

from gongkai.unseen import UNSEEN

Cell = str | int | float | bool | date | datetime | time
"""What stands in one field; "" where nothing does. A whole number is an `int`, a day without an hour a `date`."""
Area = tuple[int, int, int, int]
"""Fields merged into one: top row, left column, bottom row, right column, counted from 0, the last two within it."""

LETTERS = 26
DIGITS, MOST_WHOLE = 15, 10**21
_UNREADABLE = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u2065\ud800-\udfff\ufffe\uffff]"


class Sheet(Struct, frozen=True):
    """One sheet: `rows[0]` is its row 1, `rows[0][0]` its A1, every row as wide as the widest.

    What is merged stands in each of its fields, as far as anything else stands there; `merged` tells which those are.
    Empty rows and columns at the end are left out. `hidden`: it is not shown, whether Excel can show it again or not.
    What is shown as a percentage or as a span of time is the text shown (40%, 25:30:00), an error its own (#REF!).
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


def column_index(letters: str) -> int:
    """Return the place of a column, counted from 0; raises ValueError where these are no letters of one."""
    index = 0
    for letter in letters:
        if not "A" <= letter <= "Z":
            raise ValueError(letters)
        index = index * LETTERS + ord(letter) - ord("A") + 1
    return index - 1


def number(value: float) -> int | float:
    """Return a number with the 15 digits that spreadsheets show and keep, a whole one as an `int`."""
    shown = f"{value:.{DIGITS}g}"
    if abs(value) < MOST_WHOLE and (whole := Decimal(shown)) == whole.to_integral_value():
        return int(whole)
    return value if isinf(float(shown)) else float(shown)


def plain(text: str) -> str:
    """Return a text with plain line ends, without control marks and such as nobody sees, stripped."""
    if text.isascii() and text.isalnum():
        return text
    return _unseen().sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


@cache
def _unseen() -> re.Pattern[str]:
    return re.compile(f"{_UNREADABLE}|{UNSEEN}")
