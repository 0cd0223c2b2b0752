"""A workbook that came in, as read: whose it is, and the rows that somebody filled in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from gongkai.errors import BadValue
from gongkai.form.returned import returned
from gongkai.register.kinds import Missed
from gongkai.sheets.reading import read_book

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from gongkai.errors import Problem
    from gongkai.intake.filled import FilledRow
    from gongkai.sheets.book import Book

WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xls", ".et", ".ods", ".csv"})
"""The endings of files that are looked for in a folder."""


class Delivery(Struct, frozen=True):
    """A workbook that came in, as read: its `path`, its rows, which of them could not be read, what else was seen.

    Of a form: its `unit`, its `version`, the `ledger` it was made from, and the end of the trail then, `since` its
    number and `head` its hash. A table of the office's own has none of these, and its rows name their units.
    """

    path: Path
    rows: tuple[FilledRow, ...]
    missed: tuple[Missed, ...] = ()
    notes: tuple[Problem, ...] = ()
    year: int | None = None
    unit: str = ""
    version: int = 0
    ledger: str = ""
    since: int = 0
    head: str = ""


def form_of(book: Book, path: Path) -> Delivery | None:
    """Return a form that came back; None for any other workbook. One that has lost its marks says of no unit."""
    found = returned(book)
    missed = tuple(_missed(problem) for problem in found.problems)
    if found.head is None:
        return Delivery(path, found.rows, missed, found.notes) if found.rows or missed else None
    head = found.head
    return Delivery(
        path,
        found.rows,
        missed,
        found.notes,
        year=head.year,
        unit=head.unit,
        version=head.version,
        ledger=head.ledger,
        since=head.seq,
        head=head.head,
    )


def _missed(problem: Problem) -> Missed:
    """Return a part that could not be read as what is missed: row 0 where it is a whole sheet."""
    at = re.fullmatch(r"(.+?) 第([0-9]+)行", problem.where)
    sheet, row = (at[1], int(at[2])) if at else (problem.where, 0)
    return Missed(sheet, row, "", problem.message, problem.hint)


def read_form(path: Path, *, named: bool = False) -> Delivery:
    """Return the form in a file; raises `BadValue` for what cannot be read, or is no form.

    One that has lost its marks is anybody's: it is taken where its unit was `named`.
    """
    found = form_of(read_book(path), path)
    if found is None:
        raise BadValue(
            "不是填报表，或者表头改过了，读不出来", "请用发给单位的填报表；本办自己的台账，用 --as 写明是哪一种"
        )
    if not found.head and not named:
        raise BadValue("看不出是哪个单位的表：出表时做的标记没有了", "用 -u 写明单位")
    return found


class Found(Struct, frozen=True):
    """What lies where people said: the workbooks, each once, and what in a folder is none, both in order of names."""

    workbooks: tuple[Path, ...]
    others: tuple[Path, ...]


def files_in(places: Iterable[Path]) -> Found:
    """Return what there is: files as they are named, and what lies in folders and those below them."""
    workbooks: dict[Path, None] = {}
    others: dict[Path, None] = {}
    for place in places:
        for path in _lying_in(place) if place.is_dir() else (place,):
            taken = path == place or path.suffix.lower() in WORKBOOKS
            (workbooks if taken else others)[path] = None
    return Found(tuple(workbooks), tuple(path for path in others if path not in workbooks))


def _lying_in(folder: Path) -> Iterator[Path]:
    """Yield what people put into a folder: not what an office program keeps beside an open file."""
    for place in sorted(folder.rglob("*")):
        if not place.name.startswith(("~", ".")) and place.is_file():
            yield place
