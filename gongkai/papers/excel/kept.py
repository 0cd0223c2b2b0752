"""A workbook as it is kept, of its fields alone: written again, with what is said of it on a sheet of its own."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from io import BytesIO
from typing import TYPE_CHECKING

from xlsxwriter import Workbook

from gongkai.papers.excel.styles import DAY, MOMENT
from gongkai.papers.excel.writer import MADE, SHEETS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from gongkai.papers.corrections import Value

    Looks = dict[type[Value], Format]

ABOUT = "说明"
LONGEST_NAME, LONGEST_TEXT = 31, 32767
NOT_IN_A_NAME = r"[\[\]:*?/\\']"


def write(sheets: Iterable[tuple[str, bool, Sequence[Sequence[Value]]]], said: Sequence[str]) -> bytes:
    """Return a workbook of sheets, each with its name, whether it is hidden, and its rows; `said` stands before them.

    What is merged stands in each of its fields.
    """
    out = BytesIO()
    book = Workbook(out, SHEETS)
    book.set_properties({"created": MADE.replace(tzinfo=None)})
    forms = ((date, DAY), (datetime, MOMENT), (time, "hh:mm"))
    looks: Looks = {kind: book.add_format({"num_format": form}) for kind, form in forms}
    used: set[str] = set()
    _fill(book.add_worksheet(_name(ABOUT, used)), [[line] for line in said], looks)
    for name, hidden, rows in sheets:
        made = book.add_worksheet(_name(name, used))
        _fill(made, rows, looks)
        if hidden:
            made.hide()
    book.close()
    return out.getvalue()


def _name(wanted: str, used: set[str]) -> str:
    """Return a name that a sheet may have and none has had, like the one that is wanted."""
    plain = re.sub(NOT_IN_A_NAME, "_", wanted)[:LONGEST_NAME] or "表"
    names = (plain, *(f"{plain[: LONGEST_NAME - 5]}（{number}）" for number in range(2, 1000)))
    name = next(each for each in names if each.lower() not in used)
    used.add(name.lower())
    return name


def _fill(made: Worksheet, rows: Sequence[Sequence[Value]], looks: Looks) -> None:
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, str):
                made.write_string(at, column, value[:LONGEST_TEXT])
            elif isinstance(value, bool):
                made.write_boolean(at, column, value)
            elif isinstance(value, int | float):
                made.write_number(at, column, value)
            else:
                made.write_datetime(at, column, value, looks[type(value)])
