"""A form as it comes back: the rows in which somebody entered something, as plain text by field.

Sheets are told by the line in their first field, columns by their headings, rows by their hidden ids; where those are
lost, by the headings, the sheet's name and what stands in the visible column of ids.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec import Struct

from gongkai.errors import Problem
from gongkai.form.layout import CHECK, SHEETS, check_of, head_of, sheet_by_key
from gongkai.intake.filled import FilledRow
from gongkai.plan.spelling import spelt
from gongkai.sheets.book import column_letter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from gongkai.form.layout import FormHead, SheetHead
    from gongkai.papers.form import Field, FieldKind, FormSheet
    from gongkai.sheets.book import Book, Cell, Sheet

SEARCHED = 8
"""How many rows and columns from the first field are looked through for the line of a form that was moved."""
LEAST_HEADINGS, LAST_HEADING = 3, 60
DAY_ZERO, FIRST_SERIAL, LAST_SERIAL = datetime(1899, 12, 30), 36526, 73050  # noqa: DTZ001 - a day of a table, not a moment
"""Serial days of a spreadsheet that are days of this century."""
MINUTE = timedelta(minutes=1)
REASONS = "没有登记的原因"
"""The heading of what is told beside rows that were not taken in: nobody answers there."""
CHANGED = "这一行里不用填的地方改过了，没有采用"
TELL = "登记簿里的情况有错的，请告诉办公室"


class Returned(Struct, frozen=True):
    """A form that came back: what it says of itself (None: nothing, or it is no form), and the rows filled in.

    `problems` are parts that could not be read; `notes` what was changed or was left unread, and is not taken.
    """

    head: FormHead | None
    rows: tuple[FilledRow, ...]
    problems: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()


class _Found(Struct, frozen=True):
    """A sheet of the book that is one of a form's, and where its line stands."""

    sheet: Sheet
    layout: FormSheet
    head: SheetHead | None
    column: int


def returned(book: Book) -> Returned:
    """Return what was entered in a form; of a book that is none, no rows and no head."""
    found = [one for sheet in book.sheets if (one := _recognised(sheet))]
    marks = [found_head for sheet in book.sheets if (found_head := _marked(sheet).head)]
    head = marks[0].head if marks else None
    rows: list[FilledRow] = []
    problems: list[Problem] = []
    notes = [Problem("", said) for said in book.unread]
    for one in found:
        if one.head and head and not _same(one.head.head, head):
            other = one.head.head
            said = f"这一张是{other.unit}{other.year}年的表，和{head.unit}{head.year}年的放在一起，没有读"
            problems.append(Problem(one.sheet.name, said, "各单位的表各用一个文件"))
            continue
        read = _Reading(one)
        rows += read.rows()
        problems += read.problems
        notes += read.notes
    return Returned(head, tuple(rows), tuple(problems), tuple(notes))


def _same(one: FormHead, other: FormHead) -> bool:
    return (one.ledger, one.year, one.unit, one.version) == (other.ledger, other.year, other.unit, other.version)


class _Mark(Struct, frozen=True):
    head: SheetHead | None
    column: int = 0


def _marked(sheet: Sheet) -> _Mark:
    """Return the form's line of a sheet, wherever it has been moved to near the first field."""
    for row in sheet.rows[:SEARCHED]:
        for column, cell in enumerate(row[:SEARCHED]):
            if isinstance(cell, str) and (head := head_of(cell)):
                return _Mark(head, column)
    return _Mark(None)


def _recognised(sheet: Sheet) -> _Found | None:
    """Return which sheet of a form this is: by its line, else by its headings and its name."""
    mark = _marked(sheet)
    if mark.head:
        layout = sheet_by_key(mark.head.sheet)
        return _Found(sheet, layout, mark.head, mark.column) if layout and layout.fields else None
    best = max(SHEETS, key=lambda one: (_headings(sheet, one)[1], one.name == sheet.name))
    return _Found(sheet, best, None, 0) if _headings(sheet, best)[1] >= LEAST_HEADINGS else None


def _headings(sheet: Sheet, layout: FormSheet) -> tuple[int, int]:
    """Return the row in which most headings of a sheet of a form stand, and how many of those to be filled in."""
    best = (0, 0)
    for number, row in enumerate(sheet.rows[:LAST_HEADING]):
        fields = {field.key for cell in row if isinstance(cell, str) and cell and (field := layout.headed(cell))}
        count = sum(layout_field.entered and layout_field.key in fields for layout_field in layout.fields)
        if count > best[1]:
            best = number, count
    return best


def heading_row(sheet: Sheet) -> int:
    """Return the row, counted from 0, in which the headings of a form's sheet stand; -1 in one that is none."""
    found = _recognised(sheet)
    top, count = _headings(sheet, found.layout) if found else (0, 0)
    return top if count else -1


class _Reading:
    """One sheet being read."""

    def __init__(self, found: _Found) -> None:
        self._sheet, self._layout, self._ids = found.sheet, found.layout, found.column
        self._top, count = _headings(found.sheet, found.layout)
        self._columns: dict[int, Field] = {}
        self._check = -1
        self._spread = _spread(found.sheet)
        self.problems: list[Problem] = []
        self.notes: list[Problem] = []
        if count:
            self._read_headings()
        elif any(any(cell != "" for cell in row[1:]) for row in found.sheet.rows[1:]):
            self.problems.append(Problem(found.sheet.name, "没有找到表头，这一张没有读", "请不要改、不要删表头"))

    def _read_headings(self) -> None:
        for column, cell in enumerate(self._sheet.rows[self._top]):
            said = cell if isinstance(cell, str) else ""
            field = self._layout.headed(said)
            if said == CHECK:
                self._check = column
            elif said == REASONS:
                continue
            elif field and field not in self._columns.values():
                self._columns[column] = field
            elif column != self._ids and self._is_used(column):
                name = f"“{said.splitlines()[0]}”这一列" if said else f"{column_letter(column)}列"
                self.notes.append(Problem(f"{self._sheet.name}", f"{name}不是表里的，没有读", "请填在原有的列里"))
        there = {field.key for field in self._columns.values()}
        for field in self._layout.fields:
            if field.needed and field.key not in there:
                said = f"没有“{field.head}”这一列，这一张没有读"
                self.problems.append(Problem(self._sheet.name, said, "请不要改、不要删表头"))
        if self.problems:
            self._columns = {}

    def _is_used(self, column: int) -> bool:
        return any(row[column] != "" for row in self._sheet.rows[self._top + 1 :])

    def rows(self) -> Iterator[FilledRow]:
        """Yield the rows in which something was entered."""
        above = ""
        for number, row in enumerate(self._sheet.rows[self._top + 1 :] if self._columns else (), self._top + 1):
            if (filled := self._row(number, row)) is None:
                continue
            if self._layout.key == "selfcheck":
                filled = _dated(filled, above)
                above = filled.values.get("day", above)
            yield filled

    def _row(self, number: int, row: Sequence[Cell]) -> FilledRow | None:
        hidden = _id(row[self._ids]) if self._ids not in self._columns else ""
        named = next((_id(row[at]) for at, field in self._columns.items() if field.key == self._layout.named), "")
        known = bool(hidden or (named and self._layout.named))
        told = {field.key: _text(row[at]) for at, field in self._columns.items()}
        values, columns, own = self._entered(number, row, known=known, told=told)
        if not own:
            self._compare(number, row, hidden, told)
            return None
        self._compare(number, row, hidden, told)
        values |= {f.key: told[f.key] for f in self._columns.values() if f.carried and told[f.key]}
        return FilledRow(self._layout.key, self._sheet.name, number + 1, hidden or named, values, columns)

    def _entered(
        self, number: int, row: Sequence[Cell], *, known: bool, told: Mapping[str, str]
    ) -> tuple[dict[str, str], dict[str, str], bool]:
        """Return what was entered in a row, in which columns, and whether any of it stands in this row itself."""
        values: dict[str, str] = {}
        columns: dict[str, str] = {}
        own = False
        percent = "%" in spelt(told.get("target", ""))
        for at, field in self._columns.items():
            columns[field.key] = column_letter(at)
            if not field.taken(known=known) or (number, at) in self._spread.across:
                continue
            if said := _value(field.kind, row[at], percent=percent):
                values[field.key] = said
                own = own or (number, at) not in self._spread.down
        return values, columns, own

    def _compare(self, number: int, row: Sequence[Cell], hidden: str, told: Mapping[str, str]) -> None:
        """Note that what is only known was changed in a row; it is not taken."""
        if hidden and self._check >= 0 and _text(row[self._check]) != check_of(self._layout, told):
            self.notes.append(Problem(f"{self._sheet.name} 第{number + 1}行", CHANGED, TELL))


class _Spread(Struct, frozen=True):
    """Fields in which only stands what was merged: the same row's (`across`), or one above (`down`)."""

    across: frozenset[tuple[int, int]]
    down: frozenset[tuple[int, int]]


def _spread(sheet: Sheet) -> _Spread:
    across: set[tuple[int, int]] = set()
    down: set[tuple[int, int]] = set()
    for top, left, bottom, right in sheet.merged:
        across |= {(row, column) for row in range(top, bottom + 1) for column in range(left + 1, right + 1)}
        down |= {(row, left) for row in range(top + 1, bottom + 1)}
    return _Spread(frozenset(across), frozenset(down))


def _dated(row: FilledRow, above: str) -> FilledRow:
    """Return a row of problems with the day of the self-inspection above it, to which it belongs."""
    if "day" in row.values or "summary" in row.values or not above:
        return row
    values = {**row.values, "day": above}
    return FilledRow(row.subject, row.sheet, row.row, row.id, values, row.columns)


def _id(cell: Cell) -> str:
    """Return an id as it was written: 8, 要点8, 第8条; without blanks."""
    said = "".join(spelt(_text(cell)).split())
    found = re.fullmatch(r"(?:要点|第)+(.+?)[号条项]?", said)
    return found[1] if found else said


def _text(cell: Cell) -> str:
    """Return what stands in a field as text."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return f"{Decimal(repr(round(cell, 9))).normalize():f}"
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    return str(cell)


def _value(kind: FieldKind, cell: Cell, *, percent: bool) -> str:
    """Return what was entered in a field as the readers of `typed` take it; what it does not understand as it is."""
    if kind == "percent" or (kind == "value" and percent):
        return _share(cell)
    return _READERS.get(kind, _text)(cell)


def _share(cell: Cell) -> str:
    """Return a percent: a number of at most 1 is a share of the whole, as a field in percent holds it."""
    said = spelt(_text(cell)).strip()
    if isinstance(cell, bool) or not re.fullmatch(r"[0-9]+(\.[0-9]+)?", said):
        return "".join(said.split()) if re.fullmatch(r"[0-9.\s]+%", said) else said
    number = Decimal(said)
    shares = number <= 1 and (isinstance(cell, float | int) or "." in said)
    whole = round(number * 100, 4) if shares else number
    return f"{whole.normalize():f}%"


def _day(cell: Cell) -> str:
    """Return a day: a date, a serial day, or as it was written without the midnight that some programs write."""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    said = re.sub(r"[\sT]+0{1,2}:00(:00(\.0+)?)?$", "", spelt(_text(cell)).strip())
    moment = None if isinstance(cell, bool) else _serial(said)
    return moment.date().isoformat() if moment else said


def _moment(cell: Cell) -> str:
    """Return a moment, or a day where no hour was written."""
    if isinstance(cell, datetime):
        return _text(cell)
    moment = None if isinstance(cell, bool | date) else _serial(spelt(_text(cell)).strip())
    if moment and (moment.hour or moment.minute):
        return f"{moment:%Y-%m-%d %H:%M}"
    return _day(cell)


def _serial(said: str) -> datetime | None:
    """Return the moment that a spreadsheet's serial day is, to the minute; None for any other number."""
    if not re.fullmatch(r"[0-9]{5}(\.[0-9]+)?", said) or not FIRST_SERIAL <= float(said) < LAST_SERIAL:
        return None
    return DAY_ZERO + round(timedelta(days=float(said)) / MINUTE) * MINUTE


def _points(cell: Cell) -> str:
    """Return points: 3-5 that a program took for a day is 3-5 again."""
    return f"{cell.month}-{cell.day}" if isinstance(cell, date) else spelt(_text(cell)).strip()


def _days(cell: Cell) -> str:
    return _day(cell) if isinstance(cell, date | int | float) else _text(cell)


def _choice(cell: Cell) -> str:
    """Return the id at the beginning of what was picked."""
    return next(iter(spelt(_text(cell)).split()), "")


def _figure(cell: Cell) -> str:
    return "".join(spelt(_text(cell)).split())


_READERS: Mapping[FieldKind, Callable[[Cell], str]] = {
    "day": _day,
    "due": _day,
    "days": _days,
    "moment": _moment,
    "points": _points,
    "no": _id,
    "choice": _choice,
    "figure": _figure,
    "value": _figure,
}
