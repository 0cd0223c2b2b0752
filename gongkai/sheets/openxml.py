"""Workbooks of Excel 2007 and later, and WPS (.xlsx, .xlsm): sheets as their parts hold them (ECMA-376 part 1, 18).

What a formula last came to is its value. Macros, links to other files, charts and pictures are not looked at.
"""

from __future__ import annotations

import re
from io import BytesIO
from posixpath import join, normpath
from typing import TYPE_CHECKING
from zipfile import ZipFile

from msgspec import Struct

from gongkai.sheets import serial
from gongkai.sheets.book import Book, column_index, plain
from gongkai.sheets.fields import MOST_NAMED, MOST_SHEETS, Allowance, Fields, broken
from gongkai.sheets.markup import Markup

if TYPE_CHECKING:
    from pathlib import Path

    from gongkai.sheets.book import Cell

MAIN = "xl/workbook.xml"
LONGEST_CODE = 255
EMPTY = (
    rb'<c r="[A-Z]{1,3}[0-9]{1,7}"(?: s="[0-9]{1,5}")?/>(?=<c r="|</row>)',
    rb'<row r="[0-9]{1,7}"[^<>]{0,300}(?:/>|></row>)(?=<row r="|</sheetData>)',
)
"""Fields and rows of a style alone, before what tells its own place: whole columns are given one by accident."""
_ESCAPED = r"_x([0-9A-Fa-f]{4})_"


class Styles(Markup):
    """What the formats of a workbook show numbers as, by the number that fields give."""

    def __init__(self, allowance: Allowance) -> None:
        super().__init__(allowance)
        self.shown: list[str] = []
        self._codes: dict[int, str] = {}
        self._inside = False
        self.opening = {"numFmt": self._code, "cellXfs": lambda _: self._switch(on=True), "xf": self._format}
        self.closing = {"cellXfs": lambda: self._switch(on=False)}

    def _code(self, attributes: dict[str, str]) -> None:
        if len(self._codes) < MOST_NAMED:
            self._codes[int(attributes["numFmtId"])] = attributes["formatCode"][:LONGEST_CODE]

    def _switch(self, *, on: bool) -> None:
        self._inside = on

    def _format(self, attributes: dict[str, str]) -> None:
        if self._inside and len(self.shown) < MOST_NAMED:
            number = int(attributes.get("numFmtId", "0"))
            self.shown.append(serial.shown_as(number, self._codes.get(number, "")))


class SharedTexts(Markup):
    """The texts that fields share, in order."""

    def __init__(self, allowance: Allowance) -> None:
        super().__init__(allowance)
        self.texts: list[str] = []
        self._runs: list[str] = []
        self._spelt = False
        self.opening = {"si": self._begin, "t": self._listen, "rPh": lambda _: self._spell(on=True)}
        self.closing = {"si": self._end, "t": self._run, "rPh": lambda: self._spell(on=False)}

    def _begin(self, _: dict[str, str]) -> None:
        self._runs = []

    def _listen(self, _: dict[str, str]) -> None:
        self.words = None if self._spelt else []

    def _spell(self, *, on: bool) -> None:
        """Pass over how a text is read aloud, which stands beside it."""
        self._spelt = on

    def _run(self) -> None:
        self._runs.append(self.take())

    def _end(self) -> None:
        self.allowance.field()
        self.texts.append(text_of("".join(self._runs)))


class Named(Struct, frozen=True):
    """A sheet as the workbook lists it: its name, the id of its part, whether it is hidden."""

    name: str
    relation: str
    hidden: bool


class Contents(Markup):
    """The sheets of a workbook in order, and from which year it counts its days."""

    def __init__(self, allowance: Allowance) -> None:
        super().__init__(allowance)
        self.sheets: list[Named] = []
        self.from_1904 = False
        self.opening = {"sheet": self._sheet, "workbookPr": self._about}

    def _about(self, attributes: dict[str, str]) -> None:
        self.from_1904 = attributes.get("date1904", "0") in {"1", "true", "on"}

    def _sheet(self, attributes: dict[str, str]) -> None:
        relation = next(value for key, value in attributes.items() if key.rpartition(":")[2] == "id")
        hidden = attributes.get("state", "visible") != "visible"
        if len(self.sheets) <= MOST_SHEETS:
            self.sheets.append(Named(attributes["name"], relation, hidden))


class Relations(Markup):
    """The parts that a part names, by id: their kind and where they are."""

    def __init__(self, allowance: Allowance, folder: str) -> None:
        super().__init__(allowance)
        self.folder = folder
        self.parts: dict[str, tuple[str, str]] = {}
        self.opening = {"Relationship": self._part}

    def _part(self, attributes: dict[str, str]) -> None:
        if attributes.get("TargetMode") != "External" and len(self.parts) < MOST_NAMED:
            kind = attributes["Type"].rpartition("/")[2]
            self.parts[attributes["Id"]] = (kind, normpath(join("/", self.folder, attributes["Target"]))[1:])

    def of_kind(self, kind: str) -> str:
        """Return where the only part of a kind is; empty where there is none."""
        return next((place for known, place in self.parts.values() if known == kind), "")


class SheetFields(Markup):
    """The fields of a sheet."""

    def __init__(self, fields: Fields, texts: list[str], shown: list[str], *, from_1904: bool) -> None:
        super().__init__(fields.allowance)
        self.fields, self.texts, self.shown, self.from_1904 = fields, texts, shown, from_1904
        self.left_out = EMPTY
        self._row = self._beside = -1
        self._place = self._kind = self._style = ""
        self._value: str | None = None
        self._counted = self._spelt = False
        self.opening = {
            "row": self._open_row, "c": self._open_field, "v": self._listen, "f": self._formula,
            "t": self._listen, "rPh": lambda _: self._spell(on=True), "mergeCell": self._merge,
        }  # fmt: skip
        self.closing = {
            "c": self._close_field, "v": self._heard, "t": self._heard, "rPh": lambda: self._spell(on=False),
        }  # fmt: skip

    def _open_row(self, attributes: dict[str, str]) -> None:
        told = attributes.get("r")
        self._row = int(told) - 1 if told else self._row + 1
        self._place, self._beside = "", -1

    def _open_field(self, attributes: dict[str, str]) -> None:
        place = attributes.get("r")
        if place:
            self._place, self._beside = place, 0
        else:
            self._beside += 1
        self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "")
        self._value, self._counted = None, False

    def _listen(self, _: dict[str, str]) -> None:
        self.words = None if self._spelt else []

    def _heard(self) -> None:
        self._value = (self._value or "") + self.take()

    def _formula(self, _: dict[str, str]) -> None:
        self._counted = True

    def _spell(self, *, on: bool) -> None:
        self._spelt = on

    def _close_field(self) -> None:
        if self._value is not None:
            self.fields.put(*self._at(), self._cell(self._value))
        elif self._counted:
            self.fields.uncounted(*self._at())

    def _at(self) -> tuple[int, int]:
        """Return row and column of the field; one that does not tell stands beside the one before it."""
        row, column = place_of(self._place) if self._place else (self._row, 0)
        return row, column + self._beside

    def _cell(self, value: str) -> Cell:
        if self._kind == "s":
            return self.texts[int(value)] if value.isdecimal() else ""
        if self._kind in {"str", "inlineStr", "e"}:
            return text_of(value)
        if self._kind == "b":
            return value in {"1", "true"}
        if self._kind == "d":
            return serial.day_written(value)
        if not value:
            return ""
        shown = self.shown[int(self._style)] if self._style and int(self._style) < len(self.shown) else ""
        figure = float(value)
        return serial.field_of(figure, shown, from_1904=self.from_1904) if abs(figure) < float("inf") else value

    def _merge(self, attributes: dict[str, str]) -> None:
        first, _, last = attributes["ref"].partition(":")
        self.fields.merge((*place_of(first), *place_of(last or first)))


def place_of(written: str) -> tuple[int, int]:
    """Return row and column, counted from 0, of a place as written (B3); raises ValueError where it is none."""
    letters = written.rstrip("0123456789")
    return int(written[len(letters) :]) - 1, column_index(letters)


def text_of(written: str) -> str:
    """Return a text; marks that XML cannot hold stand in it as _x000D_."""
    if "_x" in written:
        written = re.sub(_ESCAPED, lambda found: chr(int(found[1], 16)), written)
    return plain(written)


def read_openxml(path: Path, data: bytes) -> Book:
    """Return every sheet of a workbook; raises `BadValue` where it is broken or beyond what a workbook holds."""
    with ZipFile(BytesIO(data)) as archive:
        return _Package(str(path), archive).book(path.name)


class _Package:
    """A workbook's archive and its parts by place, whatever the case they are written in."""

    def __init__(self, label: str, archive: ZipFile) -> None:
        self.allowance, self.archive = Allowance(label), archive
        self.places = {name.replace("\\", "/").lower(): name for name in archive.namelist()}

    def book(self, name: str) -> Book:
        """Return every sheet."""
        main = self._relations("", "_rels/.rels").of_kind("officeDocument") or MAIN
        folder, _, own = main.rpartition("/")
        relations = self._relations(folder, f"{folder}/_rels/{own}.rels")
        contents, styles, shared = Contents(self.allowance), Styles(self.allowance), SharedTexts(self.allowance)
        self._read(contents, main, needed=True)
        self._read(styles, relations.of_kind("styles"))
        self._read(shared, relations.of_kind("sharedStrings"))
        sheets, unread = [], []
        for each in contents.sheets:
            kind, place = relations.parts.get(each.relation, ("", ""))
            if kind != "worksheet":
                unread.append(f"“{plain(each.name)}”不是数据的工作表，没有读")
                continue
            fields = Fields(each.name, self.allowance, hidden=each.hidden)
            self._read(
                SheetFields(fields, shared.texts, styles.shown, from_1904=contents.from_1904), place, needed=True
            )
            sheets.append(fields.sheet())
            unread += fields.unread()
        return Book(name, "xlsx", tuple(sheets), tuple(unread))

    def _relations(self, folder: str, place: str) -> Relations:
        relations = Relations(self.allowance, folder)
        self._read(relations, place)
        return relations

    def _read(self, reader: Markup, place: str, *, needed: bool = False) -> None:
        name = self.places.get(place.lower())
        if name is not None:
            reader.read_part(self.archive, name)
        elif needed:
            raise broken(self.allowance.label)
