"""Small tables for tests: rows as an office types them, read with the packaged plan on 2018-11-30."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gongkai.intake.headings import said_columns, table_of
from gongkai.intake.office_rows import Unsaid
from gongkai.intake.office_tables import ReadTable, read_table
from gongkai.plan.reading import read_plan
from gongkai.sheets.book import Book, Sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gongkai.plan.model import Plan
    from gongkai.sheets.book import Area, Cell

TODAY = date(2018, 11, 30)


@cache
def plan() -> Plan:
    """Return the packaged plan."""
    return read_plan(Path(__file__).parents[2] / "tasks.yaml").plan


def sheet_of(name: str, rows: Sequence[Sequence[Cell]], merged: Sequence[Area] = (), *, hidden: bool = False) -> Sheet:
    """Return a sheet as it is read: all rows as wide, what is merged in each of its fields."""
    width = max((len(row) for row in rows), default=0)
    fields: list[list[Cell]] = [[*row, *[""] * (width - len(row))] for row in rows]
    for top, left, bottom, right in merged:
        for down in range(top, bottom + 1):
            fields[down][left : right + 1] = [fields[top][left]] * (right - left + 1)
    return Sheet(name, hidden, tuple(map(tuple, fields)), tuple(merged))


def read(
    subject: str,
    *rows: Sequence[Any],
    maps: Sequence[str] = (),
    merged: Sequence[Area] = (),
    unsaid: Unsaid = Unsaid(),  # noqa: B008 - frozen
    name: str = "Sheet1",
) -> ReadTable:
    """Return rows as one sheet read as a table of this kind."""
    table = table_of(subject)
    book = Book("台账.xlsx", "xlsx", (sheet_of(name, rows, merged),))
    return read_table(book, plan(), table, TODAY, said_columns(table, maps), unsaid)


def held(found: ReadTable, sheet: int = 0) -> dict[str, str]:
    """Return what the columns of a sheet were taken for, by heading."""
    return {one.head: one.key for one in found.sheets[sheet].columns if one.key}


def said(found: ReadTable) -> list[dict[str, str]]:
    """Return what the rows say."""
    assert not found.faults, found.faults
    return [dict(row.values) for row in found.rows]


def faults(found: ReadTable) -> list[tuple[int, str, str]]:
    """Return what is wrong, by row and column."""
    return [(one.row, one.column, one.reason) for one in found.faults]
