"""A document as an Excel workbook: figures that can be summed, days that can be sorted, texts that nothing runs."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING

from xlsxwriter import Workbook

from gongkai.papers.excel.grid import Grid, named_tables, sheets_of
from gongkai.papers.excel.styles import FONT, SIZE, Styles, text_of
from gongkai.papers.substitutes import basis

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from gongkai.papers.document import Document

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
SHEETS = OPTIONS | {
    "default_format_properties": {"font_name": FONT, "font_size": SIZE},
    "default_column_width": 72,
    "default_row_height": 20,
}
"""The font by which programs reckon the width of columns is that of the cells: 8 pixels a character."""
MADE = datetime(2000, 1, 1, tzinfo=UTC)
"""Said to be made then: one document is one sequence of bytes."""
LONGEST_FOOTER = 120


def write(document: Document) -> bytes:
    """Return the file; one document is one sequence of bytes."""
    out = BytesIO()
    book = Workbook(out, SHEETS)
    book.set_properties({"title": text_of(document.title)[:255], "created": MADE.replace(tzinfo=None)})
    styles = Styles(book)
    sheets = sheets_of(document)
    tables = named_tables(sheets)
    for sheet in sheets:
        made = book.add_worksheet(sheet.name)
        Grid(book, made, styles, sheet, tables).fill()
        _edges(made, document, several=len(sheets) > 1)
    book.close()
    return out.getvalue()


def _edges(made: Worksheet, document: Document, *, several: bool) -> None:
    """Set head and foot of a printed page: marks and number above, the ledger's state and the page's number below.

    A page of one sheet of `several` names the paper it is of.
    """
    whose = "　".join(filter(None, (document.title if several else "", basis(document))))
    made.set_header(f"&L{edge_text(whose)}&R{edge_text('　'.join(document.marks))}")
    made.set_footer(f"&L{edge_text(document.footer)}&R第 &P 页，共 &N 页")


def edge_text(text: str) -> str:
    """Return text for the head or the foot of a printed page: text that holds none of the codes of a header."""
    return text_of(text)[:LONGEST_FOOTER].replace("&", "&&")
