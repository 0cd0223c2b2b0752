"""Workbooks of LibreOffice (.ods): sheets as `content.xml` holds them (OpenDocument 1.3 part 3, 9)."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

from gongkai.errors import BadValue
from gongkai.sheets import serial
from gongkai.sheets.book import Book, number, plain
from gongkai.sheets.fields import MOST_COLUMNS, MOST_NAMED, MOST_ROWS, PROTECTED, Allowance, Fields, broken
from gongkai.sheets.markup import Markup

if TYPE_CHECKING:
    from pathlib import Path

    from gongkai.sheets.book import Cell, Sheet

CONTENT, MANIFEST = "content.xml", "META-INF/manifest.xml"
MOST_BLANKS = 1000
DAY = timedelta(days=1)
_HOURS = r"PT(\d{1,6})H(\d{1,2})M(\d{1,2})(?:\.\d+)?S"


class Content(Markup):
    """The sheets of a document."""

    def __init__(self, allowance: Allowance) -> None:
        super().__init__(allowance)
        self.sheets: list[Sheet] = []
        self.unread: list[str] = []
        self._style, self._hidden = "", set[str]()
        self._fields: Fields | None = None
        self._row = self._column = self._times = self._beside = self._level = 0
        self._cells: list[tuple[int, int, Cell]] = []
        self._about: dict[str, str] = {}
        self._lines: list[str] = []
        self.opening = {
            "style:style": self._open_style, "style:table-properties": self._properties,
            "table:table": self._open_sheet, "table:table-row": self._open_row,
            "table:table-cell": self._open_field, "table:covered-table-cell": self._open_field,
            "text:p": self._open_line, "text:s": self._blanks,
            "text:tab": lambda _: self._mark("\t"), "text:line-break": lambda _: self._mark("\n"),
        }  # fmt: skip
        self.closing = {
            "table:table": self._close_sheet, "table:table-row": self._close_row,
            "table:table-cell": self._close_field, "table:covered-table-cell": self._close_field,
            "text:p": self._close_line,
        }  # fmt: skip
        self._tables = 0

    def _open_style(self, attributes: dict[str, str]) -> None:
        self._style = attributes.get("style:name", "")

    def _properties(self, attributes: dict[str, str]) -> None:
        if attributes.get("table:display") == "false" and len(self._hidden) < MOST_NAMED:
            self._hidden.add(self._style)

    def _open_sheet(self, attributes: dict[str, str]) -> None:
        self._tables += 1
        if self._tables == 1:
            hidden = attributes.get("table:style-name", "") in self._hidden
            self._fields = Fields(attributes.get("table:name", ""), self.allowance, hidden=hidden)
            self._row = 0

    def _close_sheet(self) -> None:
        self._tables -= 1
        if not self._tables and self._fields is not None:
            self.sheets.append(self._fields.sheet())
            self.unread += self._fields.unread()
            self._fields = None

    def _open_row(self, attributes: dict[str, str]) -> None:
        if self._tables == 1:
            self._times = times(attributes, "table:number-rows-repeated", MOST_ROWS)
            self._column, self._cells = 0, []

    def _close_row(self) -> None:
        if self._tables != 1 or self._fields is None:
            return
        for down in range(self._times if self._cells else 0):
            for column, beside, value in self._cells:
                for more in range(beside):
                    self._fields.put(self._row + down, column + more, value)
        self._row += self._times

    def _open_field(self, attributes: dict[str, str]) -> None:
        if self._tables == 1:
            self._about, self._level, self._lines = attributes, self.depth, []
            self._beside = times(attributes, "table:number-columns-repeated", MOST_COLUMNS)

    def _close_field(self) -> None:
        if self._tables != 1 or self._fields is None:
            return
        about, row, column = self._about, self._row, self._column
        value = self._cell(about.get("office:value-type", ""))
        if value != "" or not isinstance(value, str):
            self._cells.append((column, self._beside, value))
            if len(self._cells) > MOST_COLUMNS:
                raise broken(self.allowance.label)
        elif "table:formula" in about and "office:value-type" not in about:
            self._fields.uncounted(row, column)
        down = times(about, "table:number-rows-spanned", MOST_ROWS)
        beside = times(about, "table:number-columns-spanned", MOST_COLUMNS)
        if down > 1 or beside > 1:
            self._fields.merge((row, column, row + down - 1, column + beside - 1))
        self._column += self._beside
        self._level = 0

    def _cell(self, kind: str) -> Cell:
        about = self._about
        if kind == "percentage":
            return serial.field_of(float(about["office:value"]), serial.PERCENT)
        if kind in {"float", "currency"}:
            return number(float(about["office:value"]))
        if kind == "boolean":
            return about["office:boolean-value"] == "true"
        if kind == "date":
            return serial.day_written(about["office:date-value"])
        if kind == "time":
            return hours_of(about["office:time-value"])
        return plain(about.get("office:string-value") or "\n".join(self._lines))

    def _open_line(self, _: dict[str, str]) -> None:
        if self._level and self.depth == self._level + 1:
            self.words = []

    def _close_line(self) -> None:
        if self._level and self.depth == self._level + 1:
            self._lines.append(self.take())

    def _mark(self, mark: str) -> None:
        if self.words is not None:
            self.words.append(mark)

    def _blanks(self, attributes: dict[str, str]) -> None:
        self._mark(" " * times(attributes, "text:c", MOST_BLANKS))


class Manifest(Markup):
    """Whether the parts of a document are encrypted: its list of parts tells, its archive does not."""

    def __init__(self, allowance: Allowance) -> None:
        super().__init__(allowance)
        self.encrypted = False
        self.opening = {"encryption-data": self._found}

    def _found(self, _: dict[str, str]) -> None:
        self.encrypted = True


def times(attributes: dict[str, str], key: str, most: int) -> int:
    """Return how often something is repeated, or how far it reaches: once where it does not say."""
    return min(max(int(attributes.get(key, "1")), 1), most)


def hours_of(written: str) -> Cell:
    """Return an hour of the day, or a span of a day and more as it is shown."""
    found = re.fullmatch(_HOURS, written)
    if not found:
        return written
    hours, minutes, seconds = map(int, found.groups())
    span = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return serial.day_of(span / DAY) if span < DAY else serial.span_of(span)


def read_opendocument(path: Path, data: bytes) -> Book:
    """Return every sheet of a document; raises `BadValue` where it is broken, protected or beyond a workbook's size."""
    content = Content(Allowance(str(path)))
    with ZipFile(BytesIO(data)) as archive:
        if MANIFEST in archive.namelist():
            protected = Manifest(content.allowance)
            protected.read_part(archive, MANIFEST)
            if protected.encrypted:
                raise BadValue(f"“{path}”{PROTECTED[0]}", PROTECTED[1])
        content.read_part(archive, CONTENT)
    return Book(path.name, "ods", tuple(content.sheets), tuple(content.unread))
