"""A paper read back from its file: the rows of its tables and all its words, by other means than it was written.

Word and pages are read tag by tag, workbooks by calamine, the rest as text.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from html.parser import HTMLParser
from io import BytesIO, StringIO
from typing import TYPE_CHECKING
from xml.parsers import expat
from zipfile import ZipFile

from python_calamine import CalamineWorkbook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_CELLS = frozenset({"td", "th", "w:tc"})
_ROWS = frozenset({"tr", "w:tr"})
_APART = frozenset({"p", "w:p", "li", "h1", "h2", "dt", "dd"}) | _CELLS
"""Elements behind which a space stands among the words."""
_SILENT = frozenset({"style", "script", "svg", "title"})
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_CELL_END = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"\|(?: :?-+:? \|)+")

Row = tuple[str, ...]


@dataclass(frozen=True)
class ReadBack:
    """What a file says: `rows` of tables in order, and all `words` in order."""

    rows: tuple[Row, ...]
    words: str


def read_back(ending: str, content: bytes) -> ReadBack | None:
    """Return what a file of this ending (`.docx`, `.xlsx` …) says; None for a format that has no tables (`.json`).

    Figures are as they are read by people, save that a workbook gives parts of one for percents.
    """
    reader = _READERS.get(ending.lower())
    return reader(content) if reader else None


class _Reading:
    """What was read so far. Tables of Word's XML and of a page differ only in the names of tags."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.words: list[str] = []
        self._row: list[str] | None = None
        self._silent = 0

    def start(self, tag: str, attrs: object = None) -> None:
        del attrs
        if tag in _ROWS:
            self._row = []
        elif tag in _CELLS:
            if self._row is not None:
                self._row.append("")
        elif tag in _SILENT:
            self._silent += 1

    def end(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent -= 1
        elif tag in _ROWS and self._row is not None:
            self.rows.append(tuple(self._row))
            self._row = None
        if tag in _APART:
            self.words.append(" ")

    def text(self, said: str) -> None:
        if self._silent:
            return
        self.words.append(said)
        if self._row:
            self._row[-1] += said

    def whole(self) -> ReadBack:
        return ReadBack(tuple(self.rows), "".join(self.words))


class _Page(HTMLParser):
    def __init__(self, reading: _Reading) -> None:
        super().__init__(convert_charrefs=True)
        self.reading = reading

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.reading.start(tag, attrs)

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        """An empty element opens nothing, except an empty cell."""
        if tag in _CELLS:
            self.reading.start(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self.reading.end(tag)

    def handle_data(self, data: str) -> None:
        self.reading.text(data)


def _page(content: bytes) -> ReadBack:
    reading = _Reading()
    parser = _Page(reading)
    parser.feed(content.decode("utf-8"))
    parser.close()
    return reading.whole()


def _word(content: bytes) -> ReadBack:
    reading, parser = _Reading(), expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = reading.start, reading.end
    parser.CharacterDataHandler = reading.text
    with ZipFile(BytesIO(content)) as file:
        parser.Parse(file.read("word/document.xml"), True)  # noqa: FBT003 - expat takes it by place alone
    return reading.whole()


def _workbook(content: bytes) -> ReadBack:
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    sheets = (book.get_sheet_by_name(name) for name in book.sheet_names)
    rows = [tuple(map(_said, row)) for sheet in sheets for row in sheet.to_python(skip_empty_area=False)]
    return ReadBack(tuple(rows), _joined(rows))


def _said(value: object) -> str:
    if isinstance(value, float):
        return f"{Decimal(repr(value)).normalize():f}"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}" if value.hour or value.minute else f"{value:%Y-%m-%d}"
    return value.isoformat() if isinstance(value, date) else str(value)


def _csv(content: bytes) -> ReadBack:
    rows = [tuple(row) for row in csv.reader(StringIO(content.decode("utf-8-sig"), newline=""))]
    return ReadBack(tuple(rows), _joined(rows))


def _zipped(content: bytes) -> ReadBack:
    with ZipFile(BytesIO(content)) as archive:
        files = [_csv(archive.read(name)) for name in archive.namelist()]
    return ReadBack(tuple(row for file in files for row in file.rows), "\n".join(file.words for file in files))


def _markdown(content: bytes) -> ReadBack:
    text = content.decode("utf-8")
    return ReadBack(tuple(_lines(text)), _ESCAPED.sub(r"\1", text))


def _lines(text: str) -> Iterator[Row]:
    for line in text.splitlines():
        if line.startswith("|") and not _RULE.fullmatch(line):
            cells = _CELL_END.split(line)[1:-1]
            yield tuple(_ESCAPED.sub(r"\1", cell).strip() for cell in cells)


def _joined(rows: list[Row]) -> str:
    return "\n".join(" ".join(row) for row in rows)


_READERS: dict[str, Callable[[bytes], ReadBack]] = {
    ".docx": _word,
    ".xlsx": _workbook,
    ".html": _page,
    ".csv": _csv,
    ".zip": _zipped,
    ".md": _markdown,
}
