"""A page of HTML becomes paragraphs and tables, by the standard library's parser: pages of any neatness."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from msgspec import Struct, field

from gongkai.draft.source import CellSpan, Paragraph, grid_of

if TYPE_CHECKING:
    from gongkai.draft.source import Block

_SILENT = frozenset(
    {"script", "style", "noscript", "template", "iframe", "svg", "select", "button", "head", "title", "textarea"}
)
_BREAKING = frozenset(
    re.findall(
        r"\w+",
        """p div br li ul ol h1 h2 h3 h4 h5 h6 section article header footer nav main hr dl dt dd pre blockquote
        form caption center""",
    )
)
MOST_ROWS, MOST_SPAN = 20_000, 200


class _Table(Struct):
    rows: list[list[CellSpan]] = field(default_factory=list)
    text: list[str] | None = None
    span: tuple[int, int] = (1, 1)
    holds_table: bool = False


def read_page(text: str) -> list[Block]:
    """Return the blocks of a page in order. A table that holds a table is but the page's frame: its text is prose."""
    parser = _Parser()
    parser.feed(text)
    parser.close()
    parser.end()
    return parser.blocks


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.words: list[str] = []
        self.silent: list[str] = []
        self.tables: list[_Table] = []
        self.count = self.grids = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self.silent.append(tag)
        elif tag == "table":
            self.open_table()
        elif tag in {"td", "th"} and self.tables:
            self.close_cell()
            held = dict(attrs)
            table = self.tables[-1]
            if not table.rows:
                table.rows.append([])
            table.text = [""]
            table.span = (_span(held.get("colspan")), _span(held.get("rowspan")))
        elif tag == "tr" and self.tables:
            self.close_cell()
            if len(self.tables[-1].rows) < MOST_ROWS:
                self.tables[-1].rows.append([])
        elif tag in _BREAKING:
            self.line()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _SILENT:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            if tag in self.silent:
                del self.silent[self.silent.index(tag) :]
        elif tag == "table" and self.tables:
            self.close_table()
        elif tag in {"td", "th", "tr"} and self.tables:
            self.close_cell()
        elif tag in _BREAKING:
            self.line()

    def handle_data(self, data: str) -> None:
        if self.silent:
            return
        words = (
            " ".join(data.split()) if data.isspace() else data.replace("\r", " ").replace("\n", " ").replace("\t", " ")
        )
        if self.tables and self.tables[-1].text is not None:
            self.tables[-1].text[-1] += words
        else:
            self.words.append(words)

    def line(self) -> None:
        """Begin a new line where words stand."""
        if self.tables and self.tables[-1].text is not None:
            if self.tables[-1].text[-1].strip():
                self.tables[-1].text.append("")
            return
        text = "".join(self.words).strip(" \xa0　")
        self.words = []
        if text:
            self.count += 1
            self.blocks.append(Paragraph(text, f"第{self.count}段"))

    def open_table(self) -> None:
        if self.tables:
            outer = self.tables[-1]
            outer.holds_table = True
            self.spill(outer)
        else:
            self.line()
        self.tables.append(_Table())

    def spill(self, table: _Table) -> None:
        """Tell a frame's cells, so far, as prose."""
        kept, self.tables = self.tables, []
        for row in table.rows:
            for cell in row:
                for part in cell.text.split("\n"):
                    self.words.append(part)
                    self.line()
        for part in table.text or ():
            self.words.append(part)
            self.line()
        table.rows = [[]]
        table.text = [""] if table.text is not None else None
        self.tables = kept

    def close_cell(self) -> None:
        table = self.tables[-1]
        if table.text is not None:
            lines = [line.strip(" \xa0　") for line in table.text]
            table.rows[-1].append(CellSpan("\n".join(line for line in lines if line), *table.span))
        table.text = None

    def close_table(self) -> None:
        self.close_cell()
        table = self.tables.pop()
        if table.holds_table or any(outer.holds_table and self.is_frame(table) for outer in self.tables):
            self.spill(table)
            return
        rows = [row for row in table.rows if row]
        if rows:
            self.grids += 1
            self.blocks.append(grid_of(rows, [f"表{self.grids}第{at}行" for at in range(1, len(rows) + 1)]))

    @staticmethod
    def is_frame(table: _Table) -> bool:
        return all(len(row) <= 1 for row in table.rows)

    def end(self) -> None:
        """Take what is still open where the page breaks off."""
        while self.tables:
            self.close_table()
        self.line()


def _span(written: str | None) -> int:
    return min(max(int(written[:4]), 1), MOST_SPAN) if written and written.isascii() and written.isdecimal() else 1
