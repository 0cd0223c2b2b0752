"""The rows of a workbook that were not taken in, written again as they were, each with the reason beside it."""

from __future__ import annotations

from datetime import date, datetime, time
from io import BytesIO
from typing import TYPE_CHECKING

from xlsxwriter import Workbook

from gongkai.papers.excel.styles import DAY, MOMENT, Styles
from gongkai.papers.excel.writer import OPTIONS

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from gongkai.papers.corrections import CorrectedSheet, Value

WIDTH, WIDEST, REASON_WIDTH = 14, 40, 48


def write(sheets: tuple[CorrectedSheet, ...]) -> bytes:
    """Return the workbook."""
    out = BytesIO()
    book = Workbook(out, OPTIONS)
    styles = Styles(book)
    for sheet in sheets:
        _fill(book.add_worksheet(sheet.name), sheet, styles)
    book.close()
    return out.getvalue()


def _fill(made: Worksheet, sheet: CorrectedSheet, styles: Styles) -> None:
    heading = len(sheet.above) - 1
    across = max(map(len, (*sheet.above, *sheet.rows)), default=0)
    for at, row in enumerate((*sheet.above, *sheet.rows)):
        for column, value in enumerate(row):
            if at >= heading or not column or value != row[column - 1]:  # what was merged stands once
                _put(made, at, column, value, styles, head=at == heading)
    made.write_string(max(heading, 0), across, sheet.title, styles.head())
    for at, reason in enumerate(sheet.reasons, heading + 1):
        made.write_string(at, across, reason, styles.said("bad"))
    made.set_column(0, max(across - 1, 0), WIDTH)
    for column in range(across):
        longest = max((len(str(row[column])) for row in sheet.rows if column < len(row)), default=0)
        made.set_column(column, column, min(WIDEST, max(WIDTH, 2 * longest)))
    for column in sheet.hidden:
        made.set_column(column, column, 0, None, {"hidden": True})
    made.set_column(across, across, REASON_WIDTH)
    made.freeze_panes(heading + 1, 0)


def _put(made: Worksheet, row: int, column: int, value: Value, styles: Styles, *, head: bool) -> None:
    look = styles.head() if head else _look(value, styles)
    if isinstance(value, str):
        made.write_string(row, column, value, look)
    elif isinstance(value, bool):
        made.write_boolean(row, column, value, look)
    elif isinstance(value, int | float):
        made.write_number(row, column, value, look)
    else:
        made.write_datetime(row, column, value, look)


def _look(value: Value, styles: Styles) -> Format:
    if isinstance(value, datetime):
        return styles.field(MOMENT)
    if isinstance(value, date):
        return styles.field(DAY)
    return styles.field("hh:mm" if isinstance(value, time) else "General")
