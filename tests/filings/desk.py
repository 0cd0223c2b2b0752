"""The office's desk: filled rows as they come out of a form, taken in; and a form's workbook, filled in by hand."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace
from xlsxwriter import Workbook

from gongkai.form.layout import VERSION
from gongkai.intake.acts import Manner, take_in
from gongkai.intake.delivery import Delivery
from gongkai.intake.filled import FilledRow
from gongkai.plan.acts import load_plan
from gongkai.plan.reading import packaged_tasks, read_plan
from gongkai.register.reading import open_reader
from gongkai.register.writing import create_store, open_register
from gongkai.sheets.reading import read_book
from gongkai.typed import moment_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from gongkai.intake.outcome import FileOutcome
    from gongkai.register.writing import Register
    from gongkai.sheets.book import Cell, Sheet

UNIT = "县教育局"
NOW = "2018-11-30 09:00"


def fill(store: str) -> None:
    """Make a ledger with the packaged plan."""
    plan = read_plan(packaged_tasks()).plan

    def first(register: Register) -> None:
        load_plan(register, plan, "tasks.yaml")

    assert create_store(store, first, actor="张文书", os_user="zhang", now=moment_of("2018-07-26 09:00"))


class Desk(Struct, frozen=True):
    """The office at its ledger, with a folder in which what came in lies."""

    store: str
    folder: Path

    def register(self, now: str = NOW) -> AbstractContextManager[Register]:
        """Open the ledger at some moment."""
        return open_register(self.store, actor="张文书", os_user="zhang", now=moment_of(now))

    def form(self, *rows: FilledRow, unit: str = UNIT, since: int = 1, name: str = "填报表.xlsx") -> Delivery:
        """Return a form made when the trail ended with a line, with rows filled in."""
        path = self.folder / name
        path.write_bytes(repr(rows).encode())
        with open_reader(self.store) as reader:
            line = reader.line(since)
            assert line
            return Delivery(
                path,
                rows,
                year=2018,
                unit=unit,
                version=VERSION,
                ledger=reader.name,
                since=since,
                head=line.hash,
            )

    def take(self, delivery: Delivery, *, now: str = NOW, **manner: Any) -> FileOutcome:  # noqa: ANN401 - as `Manner` has it
        """Take a form in."""
        with self.register(now) as register:
            return take_in(register, delivery, Manner(**manner))

    @property
    def head(self) -> int:
        """The number of the last line of the trail."""
        with open_reader(self.store) as reader:
            return reader.head().seq

    def lines(self, since: int) -> list[str]:
        """Return what was recorded after a line: the acts, in order."""
        with open_reader(self.store) as reader:
            return [line.act for line in reader.trail(10_000) if line.seq > since]


SHEETS = {"progress": "进展", "selfcheck": "自查与问题", "rectify": "问题整改", "item": "时限事项"}
SHEETS |= {"appeal": "异议（申请复核）", "selfscore": "自评"}


def row(subject: str, id_: str = "", number: int = 6, **values: str) -> FilledRow:
    """Return a filled row; its columns run from E in the order given. `except_` is the key `except`."""
    said = {key.rstrip("_"): value for key, value in values.items()}
    letters = dict(zip(said, "EFGHIJKLM", strict=False))
    return FilledRow(subject, SHEETS[subject], number, id_, said, letters)


def verdicts(outcome: FileOutcome) -> list[str]:
    """Return what became of each row."""
    return [each.verdict for each in outcome.rows]


def reasons(outcome: FileOutcome) -> list[tuple[int, str, str, str]]:
    """Return of each row that was not taken its number, column, reason and remedy."""
    return [(m.row, m.column, m.reason, m.remedy) for each in outcome.rows if (m := each.missed)]


class Sheets(Struct, frozen=True):
    """A form's workbook in somebody's hands."""

    sheets: tuple[Sheet, ...]

    def typed(self, name: str, about: str, **words: Cell) -> Sheets:
        """Return the form with fields of a row filled in, by their headings; `+1` is the first spare row."""
        sheet = next(each for each in self.sheets if each.name == name)
        rows = [list(each) for each in sheet.rows]
        head = next(at for at, each in enumerate(rows) if any(str(cell).startswith("佐证\n") for cell in each))
        known = [at for at, each in enumerate(rows) if at > head and each[0] != ""]
        spare = about.startswith("+")
        at = max(known, default=head) + int(about) if spare else next(n for n in known if rows[n][0] == about)
        while len(rows) <= at:
            rows.append([""] * len(rows[0]))
        for heading, said in words.items():
            column = next(c for c, cell in enumerate(rows[head]) if str(cell).split("\n", maxsplit=1)[0] == heading)
            rows[at][column] = said
        changed = replace(sheet, rows=tuple(map(tuple, rows)))
        return Sheets(tuple(changed if each is sheet else each for each in self.sheets))

    def save(self, path: Path) -> Path:
        """Write it as a workbook."""
        book = Workbook(str(path))
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for sheet in self.sheets:
            made = book.add_worksheet(sheet.name)
            for number, column, cell in _cells(sheet):
                if isinstance(cell, datetime | date):
                    made.write_datetime(number, column, cell, day)
                elif isinstance(cell, str):
                    made.write_string(number, column, cell)
                else:
                    made.write(number, column, cell)
        book.close()
        return path


def _cells(sheet: Sheet) -> Iterator[tuple[int, int, Cell]]:
    for number, cells in enumerate(sheet.rows):
        yield from ((number, column, cell) for column, cell in enumerate(cells) if cell != "")


def opened(path: Path) -> Sheets:
    """Open a form."""
    return Sheets(read_book(path).sheets)
