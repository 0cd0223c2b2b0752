"""Formulas of a workbook: closing sums, and figures counted from the rows of its other sheets.

A formula is written only where it gives the very figure of the paper, which stands beside it as its value: readers
that do not reckon show the same. No text of the year comes into one unless it is of plain characters and no operator,
wildcard or number to Excel.
"""

from __future__ import annotations

import re
from math import isclose
from typing import TYPE_CHECKING
from zlib import crc32

from msgspec import Struct
from xlsxwriter.utility import xl_range

from gongkai.papers.excel.styles import text_of, value_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from gongkai.papers.document import Cell, Column, Table, Tally

SUM_OF_SHOWN = 109
"""What SUBTOTAL calls a sum over the rows that a filter leaves."""
HALF_A_TENTH = 0.000501
"""Half of a tenth of a percent, and a hair for what numbers of a machine lose."""
LONGEST_HEAD = 255
_NOT_IN_NAMES = re.compile("[^0-9A-Za-z\\u4e00-\\u9fff]+")
_PLAIN = re.compile("[\\u4e00-\\u9fff（][0-9A-Za-z\\u4e00-\\u9fff（）、，·—]{0,99}")
"""What may stand in a formula: it begins with a Chinese character, so that nothing in it is a number or an operator."""
_ESCAPE = "_x"
"""Begins what a file writes for a character that XML cannot hold: no heading of a real table may hold it."""


class NamedTable(Struct, frozen=True):
    """A table of Excel's own, by the name that formulas call it."""

    name: str
    table: Table


def table_name(sheet: str) -> str:
    """Return a name for the only table of a sheet: 表_要点进展; no two sheets' tables have one name."""
    plain = _NOT_IN_NAMES.sub("_", sheet)
    return f"表_{plain}" if plain == sheet else f"表_{plain}_{crc32(sheet.lower().encode('utf-8', 'replace')):x}"


def can_be_named(table: Table) -> bool:
    """Tell whether a table can be one of Excel's own: it has rows, and headings none of which is empty, or twice."""
    names = [text_of(one.name) for one in table.columns]
    apart = {name.lower() for name in names}
    whole = all(0 < len(name) < LONGEST_HEAD and _ESCAPE not in name for name in names)
    return bool(table.rows and names) and len(apart) == len(names) and whole


def closing_sum(value: float, column: Column, cells: Sequence[Cell], where: tuple[int, int]) -> str:
    """Return the formula of a closing figure over the cells from row `where[0]` in column `where[1]`.

    Empty where these do not add up to it: a mean, say, is no sum.
    """
    if not cells or column.kind != "number" or not isclose(value, _sum(cells, column), abs_tol=1e-9):
        return ""
    first, at = where
    return f"=SUBTOTAL({SUM_OF_SHOWN},{xl_range(first, at, first + len(cells) - 1, at)})"


def _sum(cells: Sequence[Cell], column: Column) -> float:
    held = (value_of(cell.value, column.kind) for cell in cells)
    return sum(one for one in held if isinstance(one, float))


def counted(tally: Tally, value: float, tables: Mapping[str, NamedTable]) -> str:
    """Return the formula that counts a figure, empty where it cannot be written or would give another one.

    That of a share may differ by what its one decimal of a percent leaves out.
    """
    part = _counted(tally, tables)
    if tally.of is None:
        return f"={part[0]}" if part and isclose(value, part[1], abs_tol=1e-9) else ""
    whole = _counted(tally.of, tables)
    if not (part and whole and whole[1]) or not isclose(value, part[1] / whole[1], abs_tol=HALF_A_TENTH):
        return ""
    return f"=ROUND({part[0]}/{whole[0]},3)"


def _counted(tally: Tally, tables: Mapping[str, NamedTable]) -> tuple[str, float] | None:
    """Return what counts a figure, without its sign of equality, and what that gives; None where nothing can."""
    named = tables.get(tally.table)
    if named is None:
        return None
    places = {text_of(one.name): at for at, one in enumerate(named.table.columns)}
    asked = (*tally.where, *tally.but)
    used = {name for name, _ in asked} | ({tally.total} if tally.total else set())
    if not used <= places.keys() or not all(map(_PLAIN.fullmatch, (*used, *(said for _, said in asked)))):
        return None
    rows = [row for row in named.table.rows if _holds(row, tally, places)]
    given = (
        _sum([row[places[tally.total]] for row in rows], _column(named, places, tally)) if tally.total else len(rows)
    )
    return _formula(tally, named, next(iter(places))), given


def _column(named: NamedTable, places: Mapping[str, int], tally: Tally) -> Column:
    return named.table.columns[places[tally.total]]


def _holds(row: Sequence[Cell], tally: Tally, places: Mapping[str, int]) -> bool:
    held = all(_said(row[places[name]]) == said.lower() for name, said in tally.where)
    return held and not any(_said(row[places[name]]) == said.lower() for name, said in tally.but)


def _said(cell: Cell) -> str:
    return text_of(cell.value).lower() if isinstance(cell.value, str) else ""


def _formula(tally: Tally, named: NamedTable, first: str) -> str:
    asked = ",".join(_asked(tally, named.name))
    if tally.total:
        column = f"{named.name}[{tally.total}]"
        return f"SUMIFS({column},{asked})" if asked else f"SUM({column})"
    return f"COUNTIFS({asked})" if asked else f"ROWS({named.name}[{first}])"


def _asked(tally: Tally, name: str) -> Iterator[str]:
    for column, said in tally.where:
        yield f'{name}[{column}],"{said}"'
    for column, said in tally.but:
        yield f'{name}[{column}],"<>{said}"'
