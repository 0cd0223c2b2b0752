"""A form to be filled in by hand, in a Word file: rows of a label and its place, side by side, with room to write."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

from gongkai.papers.word.measure import ems_at_most
from gongkai.papers.word.sizes import CELL_PITCH, CELL_SIZE, TWIPS_PER_POINT
from gongkai.papers.word.tables import LOOKS, Drawn
from gongkai.papers.word.widths import PADDING
from gongkai.papers.word.xml import el, on, para, run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gongkai.papers.document import Blank, Fillable

_EM = CELL_SIZE * TWIPS_PER_POINT
_LINE = 440
"""Twips of a line that is written by hand."""
_LEAST, _MOST = 4.5, 8.5
"""Ems that a label takes at least and at most."""
_BELOW = 45
"""Points that the line below a form takes, which ties the paper to the trail."""
_PART = 0.45
"""Part of its place that a label takes at most where several stand in a row."""


def fillable(form: Fillable, across: int, left: float) -> Drawn:
    """Return a form, `across` twips wide; rows of as many places have them below one another.

    `left` are the points that the page has left: what is to be written by hand gives way where the form would run over.
    """
    wide = _labels(form)
    rows = [_bounds([wide[_place(row, index)] for index in range(len(row))], across) for row in form.rows]
    edges = sorted({0, across, *(edge for row in rows for edge in row)})
    grid = el("tblGrid", *(el("gridCol", w=end - begin) for begin, end in pairwise(edges)))
    heights = _fitted([_height(row, bounds) for row, bounds in zip(form.rows, rows, strict=True)], form.rows, left)
    sized = zip(form.rows, rows, heights, strict=True)
    drawn = (_row(row, bounds, height, edges) for row, bounds, height in sized)
    high = sum(heights) / TWIPS_PER_POINT
    return Drawn(el("tbl", el("tblPr", el("tblW", w=across, type="dxa"), LOOKS), grid, *drawn), high)


def _height(row: Sequence[Blank], bounds: Sequence[int]) -> int:
    """Return the twips that a row takes: its lines to be written, or what is told in it."""
    told = (
        math.ceil(ems_at_most(place.value) * _EM / max(_EM, end - begin - PADDING))
        for place, begin, end in zip(row, bounds[::2], bounds[1::2], strict=True)
    )
    return max(max(place.lines for place in row) * _LINE, round(max(told) * CELL_PITCH * _EM))


def _fitted(heights: Sequence[int], rows: Sequence[Sequence[Blank]], left: float) -> list[int]:
    """Return the heights with the empty rows lower, two lines at least, by what the form takes more than there is.

    Where that is not enough no row has more than a line and a half that it does not need for what is told in it.
    """
    over = sum(heights) - round((left - _BELOW) * TWIPS_PER_POINT)
    filled = [any(place.value for place in row) for row in rows]
    spare = [0 if told else max(0, height - 2 * _LINE) for height, told in zip(heights, filled, strict=True)]
    if over > sum(spare):
        spare = [0 if told else max(0, height - _LINE * 3 // 2) for height, told in zip(heights, filled, strict=True)]
    if not 0 < over <= sum(spare):
        return list(heights)
    return [height - math.ceil(over * each / sum(spare)) for height, each in zip(heights, spare, strict=True)]


def _place(row: Sequence[Blank], index: int) -> tuple[int, int]:
    """Return which labels stand below one another: those that begin a row, and others in rows of as many."""
    return (len(row) if index else 0, index)


def _labels(form: Fillable) -> dict[tuple[int, int], float]:
    """Return the ems of the labels by where they stand."""
    found: dict[tuple[int, int], float] = {}
    for row in form.rows:
        for index, place in enumerate(row):
            key = _place(row, index)
            wanted = max(ems_at_most(part) for part in _parts(place.label))
            found[key] = min(_MOST, max(_LEAST, wanted, found.get(key, 0)))
    return found


def _parts(label: str) -> list[str]:
    """Return a label on its lines: what stands in brackets has its own."""
    return [part for part in label.replace("（", "\n（").split("\n") if part]


def _bounds(labels: Sequence[float], across: int) -> list[int]:
    """Return where each label and each place of a row ends."""
    found: list[int] = []
    for index, ems in enumerate(labels):
        begin, end = across * index // len(labels), across * (index + 1) // len(labels)
        wanted = round(ems * _EM) + PADDING
        found += [begin + (wanted if len(labels) == 1 else min(wanted, round((end - begin) * _PART))), end]
    return found


def _row(row: Sequence[Blank], bounds: Sequence[int], height: int, edges: Sequence[int]) -> str:
    high = el("trHeight", val=height, hRule="atLeast")
    inner = [cell for place in row for cell in (_label(place), para("Cell", run(place.value), properties=_LEFT))]
    cells, begin = [], 0
    for end, said in zip(bounds, inner, strict=True):
        span = sum(begin < edge <= end for edge in edges)
        looks = el("tcW", w=end - begin, type="dxa") + (el("gridSpan", val=span) if span > 1 else "")
        cells.append(el("tc", el("tcPr", looks, el("vAlign", val="center")), said))
        begin = end
    return el("tr", el("trPr", on("cantSplit"), high), *cells)


_LEFT, _MIDDLE = el("jc", val="left"), el("jc", val="center")


def _label(place: Blank) -> str:
    return "".join(para("Cell", run(part), properties=_MIDDLE) for part in _parts(place.label))
