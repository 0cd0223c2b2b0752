"""The rows of a workbook that were not taken in, written again as they were, each with the reason beside it."""

from __future__ import annotations

from datetime import date, datetime, time
from io import BytesIO
from typing import TYPE_CHECKING

from xlsxwriter import Workbook

from gongkai.papers.cells import width
from gongkai.papers.excel.a4 import A4, ABOVE, BLOCK, LINE_HEIGHT, ROOM, SIDE, pixels, scale_of
from gongkai.papers.excel.parting import breaks_of
from gongkai.papers.excel.styles import DAY, MOMENT, Styles
from gongkai.papers.excel.writer import SHEETS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from gongkai.papers.corrections import CorrectedSheet, Value

TITLE_WIDTH = 120
WIDTH, WIDEST, REASON_WIDTH = 11, 32, 40


def write(sheets: tuple[CorrectedSheet, ...]) -> bytes:
    """Return the workbook."""
    out = BytesIO()
    book = Workbook(out, SHEETS)
    styles = Styles(book)
    for sheet in sheets:
        _fill(book.add_worksheet(sheet.name), sheet, styles)
    book.close()
    return out.getvalue()


def _fill(made: Worksheet, sheet: CorrectedSheet, styles: Styles) -> None:
    heading = len(sheet.above) - 1
    across = max(map(len, (*sheet.above, *sheet.rows)), default=0)
    widths = [*(_width(sheet, column) for column in range(across)), REASON_WIDTH]
    for column, cells in enumerate(widths):
        made.set_column(column, column, cells, None, {"hidden": True} if column in sheet.hidden else {})
    for at, row in enumerate(sheet.above[:-1]):
        _above(made, at, row, styles, across)
    told = ((*sheet.above[-1], *[""] * (across - len(sheet.above[-1])), sheet.title), *_with_reasons(sheet, across))
    for at, row in enumerate(told, heading):
        for column, value in enumerate(row):
            _put(made, at, column, value, styles.head() if at == heading else _look(value, styles))
        made.set_row(at, LINE_HEIGHT * max(_lines(value, cells) for value, cells in zip(row, widths, strict=True)))
    made.freeze_panes(heading + 1, 0)
    made.set_landscape()
    made.set_paper(A4)
    made.set_margins(left=SIDE, right=SIDE, top=ABOVE, bottom=ABOVE)
    if pixels(widths) > ROOM:
        made.set_v_pagebreaks(breaks_of(widths))
        made.set_print_scale(scale_of(BLOCK))
    else:
        made.fit_to_pages(1, 0)


def _with_reasons(sheet: CorrectedSheet, across: int) -> Iterator[tuple[Value, ...]]:
    for row, reason in zip(sheet.rows, sheet.reasons, strict=True):
        yield (*row, *[""] * (across - len(row)), reason)


def _width(sheet: CorrectedSheet, column: int) -> int:
    longest = max((width(_shown(row[column])) for row in sheet.rows if column < len(row)), default=0)
    return min(WIDEST, max(WIDTH, longest + 2))


def _lines(value: Value, cells: int) -> int:
    return sum(max(1, -(-width(line) // (cells - 1))) for line in _shown(value).split("\n"))


def _shown(value: Value) -> str:
    return f"{value:%Y-%m-%d}" if isinstance(value, date) else str(value)


def _above(made: Worksheet, at: int, row: Sequence[Value], styles: Styles, across: int) -> None:
    """Write a line above the headings: what was merged across stands once, over the whole width."""
    _put(made, at, 0, row[0], styles.said())
    said = next((value for value in row[1:] if value != ""), "")
    if isinstance(said, str) and said:
        made.merge_range(at, 1, at, across, said, styles.said())
        made.set_row(at, LINE_HEIGHT * _lines(said, TITLE_WIDTH))


def _put(made: Worksheet, row: int, column: int, value: Value, look: Format) -> None:
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
