"""A paper without the register's ids: whoever reads it on a public place cannot look one up.

What a row of a table is called by becomes its place in the table, which a line below it begins with; where a sentence
names an id beside what it stands for, that is enough.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from msgspec import Struct
from msgspec.structs import asdict, replace

from gongkai.papers.document import Cell, Column, Table

if TYPE_CHECKING:
    from gongkai.papers.document import Document

_ID = re.compile(r"[A-Z][0-9]+")
_PLACE = Column("序号", "ordinal")
_KEPT_FIELDS = frozenset({"key", "kind", "role", "tone", "number", "footer", "level", "data"})


def without_ids(document: Document) -> Document:
    """Return a paper without the ids of the records that its data name; the data keep them."""
    known = _ids(document.data)
    return cast("Document", _Places(known).value(document)) if known else document


def _ids(data: object) -> frozenset[str]:
    """Return every id in an answer for scripts."""
    if isinstance(data, dict):
        return frozenset[str]().union(*map(_ids, data.values()))
    if isinstance(data, list | tuple):
        return frozenset[str]().union(*map(_ids, data))
    return frozenset({data}) if isinstance(data, str) and _ID.fullmatch(data) else frozenset()


class _Places:
    """The ids that a paper names, and the place of each in the last table of such rows."""

    def __init__(self, known: frozenset[str]) -> None:
        one = f"(?:{'|'.join(sorted(known, key=lambda name: (-len(name), name)))})(?![0-9])"
        self._one = re.compile(rf"(?<![A-Za-z0-9]){one}")
        self._first = re.compile(rf"({one})　")
        self._beside = re.compile(rf"（{one}）|(?<=（){one}：|(?<=问题){one}")
        self._found = re.compile(rf"(?<=：){one}(?:、{one})*")
        self._place: dict[str, int] = {}

    def value(self, given: object) -> object:
        """Return a part of a paper without ids."""
        if isinstance(given, str):
            return self._text(given)
        if isinstance(given, tuple):
            return tuple(self.value(each) for each in given)
        if isinstance(given, Struct):
            held = self._table(given) if isinstance(given, Table) else given
            parts = {key: each if key in _KEPT_FIELDS else self.value(each) for key, each in asdict(held).items()}
            return type(held)(**parts)
        return given

    def _text(self, said: str) -> str:
        first = self._first.match(said)
        if first:
            place = self._place.get(first[1])
            said = (f"{place}．" if place else "") + said[first.end() :]
        said = self._beside.sub("", said)
        said = self._found.sub(lambda listed: f"发现问题{listed[0].count('、') + 1}个", said)
        return self._one.sub(lambda named: self._nth(named[0]), said)

    def _nth(self, name: str) -> str:
        return f"第{self._place[name]}条" if name in self._place else ""

    def _table(self, given: Table) -> Table:
        """Return a table whose rows are called by their places instead of ids."""
        at = next((at for at, column in enumerate(given.columns) if column.kind == "id"), None)
        names = [str(row[at].value) for row in given.rows] if at is not None else []
        if at is None or not names or not all(map(self._one.fullmatch, names)):
            return given
        self._place |= {name: place for place, name in enumerate(names, 1)}
        rows = tuple((*row[:at], Cell(place, row[at].tone), *row[at + 1 :]) for place, row in enumerate(given.rows, 1))
        return replace(given, columns=(*given.columns[:at], _PLACE, *given.columns[at + 1 :]), rows=rows)
