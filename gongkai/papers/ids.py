"""What the register calls its records by is told to nobody outside: whoever reads a paper there cannot look one up.

A writer for readers outside composes its sentences without ids. Here they are taken out of what people typed, and a
row of a table is called by its place.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec.structs import replace

from gongkai.papers.document import Cell, Column

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from gongkai.papers.document import Table

_RECORD = r"(?<![A-Za-z0-9/.-])[A-Z]\d+(?![A-Za-z0-9/.-])"
"""What may be the id of a record: F12."""
_LISTED = re.compile(rf"{_RECORD}(?:、{_RECORD})*")
_LEFT = re.compile(r"（、*(?:等\d+项)?）|：、?(?:等(?:\d+项)?)?$|(?<=：)、|(?<=（)：")
"""What is left of a list of ids once they are gone."""
_PLACE = Column("序号", "ordinal")
UNCALLED: Mapping[str, str] = MappingProxyType({})


def without_ids(said: str, ids: Collection[str], called: Mapping[str, str] = UNCALLED) -> str:
    """Return what somebody typed without these ids of records and duty items; the days behind items stay.

    What is `called` by other words on the paper is named by these.
    """
    if not ids:
        return said

    def told(found: re.Match[str]) -> str:
        return "、".join(filter(None, (called.get(one, "" if one in ids else one) for one in found[0].split("、"))))

    left = _LISTED.sub(told, said)
    for name in sorted({each for each in ids if not each.isdigit() and each in left}, key=len, reverse=True):
        item = rf"(?<![A-Za-z0-9/]){re.escape(name)}(?![A-Za-z0-9/])(?:（([^（）]*)）)?"
        left = re.sub(item, lambda found: found[1] or "", left)
    return said if left == said else _LEFT.sub("", re.sub("、{2,}", "、", left))


def table_without_ids(given: Table, ids: Collection[str], called: Mapping[str, str] = UNCALLED) -> Table:
    """Return a table without these ids: its rows are called by their places. Without ids to leave out, as it is."""
    if not ids:
        return given
    at = next((at for at, column in enumerate(given.columns) if column.kind == "id"), -1)

    def cell(index: int, place: int, one: Cell) -> Cell:
        if index == at:
            return Cell(place, one.tone)
        return replace(one, value=without_ids(one.value, ids, called)) if isinstance(one.value, str) else one

    rows = (tuple(cell(*each) for each in _placed(place, row)) for place, row in enumerate(given.rows, 1))
    columns = tuple(_PLACE if index == at else column for index, column in enumerate(given.columns))
    return replace(given, columns=columns, rows=tuple(rows))


def _placed(place: int, row: tuple[Cell, ...]) -> list[tuple[int, int, Cell]]:
    return [(index, place, one) for index, one in enumerate(row)]
