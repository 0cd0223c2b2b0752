"""Pages of HTML that are called .xls, as many systems of offices export them: each table a sheet."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from gongkai.sheets.book import plain
from gongkai.sheets.fields import MOST_COLUMNS, MOST_ROWS, Allowance, Fields

if TYPE_CHECKING:
    from gongkai.sheets.book import Sheet

BEGINNING = 4000
_TAG = r"(?i)<(?:!doctype\s+html|html|head|body|table|meta)[\s>]"
_SILENT = frozenset({"script", "style", "title"})


def is_page(text: str) -> bool:
    """Whether a text is a page of HTML."""
    beginning = text[:BEGINNING].lstrip()
    return beginning.startswith("<") and re.search(_TAG, beginning) is not None


def read_page(label: str, text: str) -> tuple[Sheet, ...]:
    """Return the tables of a page, in order; a table within a field belongs to the field. Raises `BadValue`."""
    page = _Page(label)
    page.feed(text)
    page.close()
    page.end()
    return tuple(sheet for each in page.tables if (sheet := each.sheet()).rows)


class _Page(HTMLParser):
    def __init__(self, label: str) -> None:
        super().__init__(convert_charrefs=True)
        self.allowance = Allowance(label)
        self.tables: list[Fields] = []
        self._depth = self._silent = 0
        self._row, self._column = -1, 0
        self._taken: dict[int, int] = {}
        """By column, the first row below a field that reaches down."""
        self._words: list[str] | None = None
        self._reach = (1, 1)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag == "table":
            self._depth += 1
            if self._depth == 1:
                self.tables.append(Fields(f"表{len(self.tables) + 1}", self.allowance))
                self._row, self._taken = -1, {}
        elif tag == "br" and self._words is not None:
            self._words.append("\n")
        elif self._depth == 1 and tag == "tr":
            self.end()
            self._row, self._column = self._row + 1, 0
        elif self._depth == 1 and tag in {"td", "th"}:
            self.end()
            self.allowance.field()
            about, self._words = dict(attrs), []
            self._reach = (_reach(about.get("rowspan"), MOST_ROWS), _reach(about.get("colspan"), MOST_COLUMNS))

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(self._silent - 1, 0)
        elif tag == "table" and self._depth:
            if self._depth == 1:
                self.end()
            self._depth -= 1
        elif tag in {"td", "th", "tr"} and self._depth == 1:
            self.end()

    def handle_data(self, data: str) -> None:
        if self._words is not None and not self._silent:
            self.allowance.characters(len(data))
            self._words.append(re.sub(r"[ \t\r\n\xa0]+", " ", data))

    def end(self) -> None:
        """Take the field that is open."""
        if self._words is None:
            return
        row = max(self._row, 0)
        while self._taken.get(self._column, 0) > row:
            self._column += 1
        lines = [line.strip() for line in "".join(self._words).split("\n")]
        self._words = None
        fields, column, (down, beside) = self.tables[-1], self._column, self._reach
        fields.put(row, column, plain("\n".join(lines)))
        if down > 1 or beside > 1:
            fields.merge((row, column, row + down - 1, column + beside - 1))
        if down > 1:
            self.allowance.field(beside)
            self._taken.update(dict.fromkeys(range(column, column + beside), row + down))
        self._column += beside


def _reach(written: str | None, most: int) -> int:
    return min(max(int(written), 1), most) if written and re.fullmatch(r"[0-9]{1,7}", written) else 1
