"""A form to be filled in by hand, in a Word file: rows of a label and its place, side by side, with room to write."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from gongkai.papers.word.measure import ems_at_most
from gongkai.papers.word.styles import CELL_SIZE
from gongkai.papers.word.tables import GAP, LOOKS
from gongkai.papers.word.xml import TWIPS_PER_POINT, el, on, para, run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gongkai.papers.document import Blank, Fillable

_EM = CELL_SIZE * TWIPS_PER_POINT
_LINE = 460
"""Twips of a line that is written by hand."""
_LABEL = (4.0, 7.5)
"""Ems that a label takes at least and at most; a longer one has two lines."""
_MARGINS = 160
_PART = 0.22
"""Part of the width of its place that a label may take where several stand in a row."""


def fillable(form: Fillable, across: int) -> str:
    """Return a form with its caption, `across` twips wide; cells of different rows need not stand below one another."""
    rows = [_bounds(row, across) for row in form.rows]
    edges = sorted({0, across, *(edge for row in rows for edge in row)})
    grid = el("tblGrid", *(el("gridCol", w=end - begin) for begin, end in pairwise(edges)))
    drawn = (_row(row, bounds, edges) for row, bounds in zip(form.rows, rows, strict=True))
    caption = para("Caption", run(form.caption)) if form.caption else ""
    return caption + el("tbl", el("tblPr", el("tblW", w=across, type="dxa"), LOOKS), grid, *drawn) + GAP


def _bounds(row: Sequence[Blank], across: int) -> list[int]:
    """Return where each label and each place of a row ends."""
    found: list[int] = []
    for index, place in enumerate(row):
        begin, end = across * index // len(row), across * (index + 1) // len(row)
        found += [begin + _label(place, end - begin, alone=len(row) == 1), end]
    return found


def _label(place: Blank, width: int, *, alone: bool) -> int:
    least, most = _LABEL
    wanted = round(min(most, max(least, ems_at_most(place.label, 0))) * _EM) + _MARGINS
    return wanted if alone else min(wanted, max(round(width * 2 * _PART), round(least * _EM) + _MARGINS))


def _row(row: Sequence[Blank], bounds: Sequence[int], edges: Sequence[int]) -> str:
    high = el("trHeight", val=max(place.lines for place in row) * _LINE, hRule="atLeast")
    texts = [said for place in row for said in (place.label, place.value)]
    cells, begin = [], 0
    for index, (said, end) in enumerate(zip(texts, bounds, strict=True)):
        span = sum(begin < edge <= end for edge in edges)
        looks = el("tcW", w=end - begin, type="dxa") + (el("gridSpan", val=span) if span > 1 else "")
        inner = para("Cell", run(said), properties=el("jc", val="left" if index % 2 else "center"))
        cells.append(el("tc", el("tcPr", looks, el("vAlign", val="center")), inner))
        begin = end
    return el("tr", el("trPr", on("cantSplit"), high), *cells)
