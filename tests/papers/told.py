"""What a paper tells, found as its reader finds it: by the names over columns and beside figures."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from io import BytesIO
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING, NamedTuple
from zipfile import ZipFile

from tests.readback import ReadBack, Row, read_back

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_CODED = re.compile(r"\d+ (?=\D)")
_PERCENT = 100
_NAMES = frozenset(
    ["单位", "要点", "要点号", "问题", "编号", "规则", "事项", "项目", "名次", "得分", "计入", "状态", "章", "红灯"]
)
"""Names over columns: a row that has two of them is the head of a table."""

RowTold = dict[str, str]
"""A row: what it says under each name."""


class Told(NamedTuple):
    """All rows of a paper's tables in order, and all its words."""

    rows: tuple[Row, ...]
    words: str

    def under(self, *names: str) -> Iterator[RowTold]:
        """Yield the rows under every head that has all these names, but for those that tell a total."""
        return (row for row in self._under(*names) if "合计" not in row.values())

    def totals(self, *names: str) -> Iterator[RowTold]:
        """Yield the rows that tell a total."""
        return (row for row in self._under(*names) if "合计" in row.values())

    def _under(self, *names: str) -> Iterator[RowTold]:
        head: Row = ()
        for row in map(_plain, self.rows):
            if set(names) <= set(row):
                head = row
            elif len(_NAMES.intersection(row)) > 1 or not any(row) or len(row) not in {1, len(head)}:
                head = ()
            elif len(row) == len(head):
                yield dict(zip(head, row, strict=True))


def told_by(paper: Path) -> Told:
    """Return what a paper tells; of tables that are a file each in a folder or a .zip, what they tell together."""
    if paper.is_dir():
        return _together(told_by(file) for file in sorted(paper.iterdir()))
    if paper.suffix == ".zip":
        with ZipFile(BytesIO(paper.read_bytes())) as folder:
            return _together(
                _told(read_back(name[name.rindex(".") :], folder.read(name))) for name in folder.namelist()
            )
    told = _told(read_back(paper.suffix, paper.read_bytes()))
    return _with_figures(told) if paper.suffix == ".xlsx" else told


def number(said: str) -> Decimal:
    """Return what a figure is worth, shares in percent as parts of one; not a number for what is none."""
    try:
        return Decimal(said.removesuffix("%")) / (_PERCENT if said.endswith("%") else 1)
    except InvalidOperation:
        return Decimal("NaN")


def _told(read: ReadBack | None) -> Told:
    assert read is not None
    return Told(read.rows, " ".join(read.words.split()))


def _together(papers: Iterable[Told]) -> Told:
    several = list(papers)
    rows = tuple(row for one in several for row in (*one.rows, ()))
    return Told(rows, " ".join(one.words for one in several))


def _with_figures(told: Told) -> Told:
    """Add a workbook's headlines, which stand first, each below its name, as “name figure”; shares as percents."""
    first = takewhile(any, told.rows)
    over = ((name, said) for above, below in pairwise(first) for name, said in zip(above, below, strict=False))
    figures = (f"{name} {_share(name, said)}" for name, said in over if name and said and number(name).is_nan())
    return told._replace(words=f"{told.words} {' '.join(figures)} ")


def _share(name: str, said: str) -> str:
    """Return a share as people read it."""
    part = not number(said).is_nan() and number(said) <= 1 and re.search("[率面](?:（.*）)?$", name)
    return f"{(number(said) * _PERCENT).normalize():f}%" if part else said


def _plain(row: Row) -> Row:
    """Return a row without the codes before names of items, in which papers differ, nor blanks about what it says."""
    return tuple(_CODED.sub("", cell.strip()) for cell in row)
