"""A form as it was made, and what somebody types into it: fields are changed as read, and it is read back."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

from msgspec import Struct
from msgspec.structs import replace

from gongkai.form.returned import Returned, returned
from gongkai.sheets.reading import read_book

if TYPE_CHECKING:
    from pathlib import Path

    from gongkai.sheets.book import Area, Book, Cell, Sheet
    from tests.deadlines.counter import Counter


class Paper(Struct, frozen=True):
    """A form in somebody's hands."""

    book: Book

    def sheet(self, name: str) -> Sheet:
        """Return a sheet by its name."""
        return next(sheet for sheet in self.book.sheets if sheet.name == name)

    @property
    def names(self) -> list[str]:
        """The names of the sheets that are seen."""
        return [sheet.name for sheet in self.book.sheets if not sheet.hidden]

    def head(self, name: str) -> int:
        """Return the row of the headings, counted from 0."""
        rows = self.sheet(name).rows
        return next(number for number, row in enumerate(rows) if any("佐证\n" in str(cell) for cell in row))

    def row_of(self, name: str, about: str) -> int:
        """Return the row about something, by its hidden id, or the spare row of a number (+1, +2 …)."""
        rows = self.sheet(name).rows
        if about.startswith("+"):
            known = [number for number, row in enumerate(rows) if row[0] != "" and number > self.head(name)]
            return max(known, default=self.head(name)) + int(about)
        return next(number for number, row in enumerate(rows) if number > self.head(name) and row[0] == about)

    def column_of(self, name: str, heading: str) -> int:
        """Return a column by its heading."""
        row = self.sheet(name).rows[self.head(name)]
        return next(at for at, cell in enumerate(row) if str(cell).split("\n", maxsplit=1)[0] == heading)

    def told(self, name: str, about: str, heading: str) -> Cell:
        """Return what stands in a field."""
        return self.sheet(name).rows[self.row_of(name, about)][self.column_of(name, heading)]

    def typed(self, name: str, about: str, **words: Cell) -> Paper:
        """Return the form with fields of a row filled in."""
        number = self.row_of(name, about)
        rows = [list(row) for row in self.sheet(name).rows]
        while len(rows) <= number:
            rows.append([""] * len(rows[0]))
        for heading, said in words.items():
            rows[number][self.column_of(name, heading)] = said
        return self.with_rows(name, rows)

    def with_rows(self, name: str, rows: list[list[Cell]], *, merged: tuple[Area, ...] = ()) -> Paper:
        """Return the form with other rows on a sheet."""
        changed = replace(self.sheet(name), rows=tuple(map(tuple, rows)), merged=merged)
        sheets = tuple(changed if sheet.name == name else sheet for sheet in self.book.sheets)
        return Paper(replace(self.book, sheets=sheets))

    def renamed(self, name: str, other: str) -> Paper:
        """Return the form with a sheet under another name."""
        sheets = (replace(sheet, name=other) if sheet.name == name else sheet for sheet in self.book.sheets)
        return Paper(replace(self.book, sheets=tuple(sheets)))

    def back(self) -> Returned:
        """Hand it in."""
        return returned(self.book)


def handed_out(counter: Counter, unit: str, folder: Path, *, today: str = "2018-09-03 09:30") -> Paper:
    """Return the form of a unit."""
    place = folder / "填报表.xlsx"
    counter.do("form", unit, "-o", str(place), "--overwrite", today=today)
    return Paper(read_book(place))


def parts(content: bytes) -> dict[str, str]:
    """Return the parts of a workbook's file."""
    with ZipFile(BytesIO(content)) as file:
        return {name: file.read(name).decode() for name in file.namelist()}
