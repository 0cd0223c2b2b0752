"""Tables in a Word file: as wide as the type area, the header row repeated on each page, no row split between pages.

Widths follow what the columns hold; text wraps where it must. Line pitch inside is the font's own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.render.layout import fit
from gongkai.render.values import RIGHT, shown
from gongkai.render.word.measure import ems_at_most
from gongkai.render.word.page import TYPE_WIDTH
from gongkai.render.word.styles import CELL_SIZE, size
from gongkai.render.word.xml import TWIPS_PER_POINT, el, on, para, run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gongkai.document import Cell, Column, Table, Tone

_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
_BORDERS = el("tblBorders", *(el(side, val="single", sz=4, space=0, color="000000") for side in _SIDES))
_MARGIN = 80
_PADDING = 2 * _MARGIN
"""Twips that the margins of a cell take, left and right together."""
_ABOVE = 30
_SPARE = {"top": _ABOVE, "left": _MARGIN, "bottom": _ABOVE, "right": _MARGIN}
_MARGINS = el("tblCellMar", *(el(side, w=width, type="dxa") for side, width in _SPARE.items()))
_BY_HAND = {"answers": 1000}
"""Tables, by key, whose rows are filled in by hand: their height in twips at least."""
_SHADES: dict[Tone, str] = {"bad": "F4CCCC", "warn": "FFF2CC", "good": "D9EAD3"}
_SMALLER = (10.5, 9.0)
"""Sizes for tables that do not fit in the usual one."""
_ROOMY = 8
"""Ems that a wrapping column should have before a table is set in a smaller size."""


def table(given: Table, *, shaded: bool = False) -> str:
    """Return a table with its caption; one without rows says so. `shaded` colours cells by their tone."""
    caption = para("Caption", run(given.caption)) if given.caption else ""
    if not given.rows:
        return caption + para("Body", run("（无）"))
    points = _size_of(given)
    widths = _widths(given, points)
    grid = el("tblGrid", *(el("gridCol", w=width) for width in widths))
    pen = _Pen(given, widths, points, shaded=shaded)
    rows = [pen.head(), *(pen.row(row) for row in given.rows)]
    if given.total:
        rows.append(pen.row(given.total, strong=True))
    looks = (
        el("tblW", w=TYPE_WIDTH, type="dxa")
        + el("jc", val="center")
        + _BORDERS
        + el("tblLayout", type="fixed")
        + _MARGINS
    )
    return caption + el("tbl", el("tblPr", looks), grid, *rows) + para("Gap")


class _Pen:
    def __init__(self, given: Table, widths: Sequence[int], points: float, *, shaded: bool) -> None:
        self.columns: Sequence[Column] = given.columns
        self.widths, self.shaded, tall = widths, shaded, _BY_HAND.get(given.key)
        self.height = el("trHeight", val=tall, hRule="atLeast") if tall else ""
        self.size = () if points == CELL_SIZE else (size(points),)

    def head(self) -> str:
        cells = (
            _cell(width, para("CellHead", run(column.name, *self.size)))
            for column, width in zip(self.columns, self.widths, strict=True)
        )
        return el("tr", el("trPr", on("cantSplit"), on("tblHeader")), *cells)

    def row(self, row: Sequence[Cell], *, strong: bool = False) -> str:
        drawn = (self._drawn(cell, index, strong=strong) for index, cell in enumerate(row))
        return el("tr", el("trPr", on("cantSplit"), self.height), *drawn)

    def _drawn(self, cell: Cell, index: int, *, strong: bool) -> str:
        column = self.columns[index]
        bold = (on("b"),) if strong or cell.tone == "strong" else ()
        words = run(shown(cell.value, column.kind), *bold, *self.size)
        align = "right" if column.kind in RIGHT else "left" if column.weight else "center"
        shade = _SHADES.get(cell.tone, "") if self.shaded else ""
        return _cell(self.widths[index], para("Cell", words, properties=el("jc", val=align)), shade)


def _cell(width: int, inner: str, shade: str = "") -> str:
    fill = el("shd", val="clear", color="auto", fill=shade) if shade else ""
    return el("tc", el("tcPr", el("tcW", w=width, type="dxa"), fill, el("vAlign", val="center")), inner)


def _natural(given: Table) -> list[float]:
    """Return the widest content of each column in ems."""
    rows = [*given.rows, given.total] if given.total else list(given.rows)
    return [
        max(ems_at_most(column.name), *(ems_at_most(shown(row[index].value, column.kind)) for row in rows))
        for index, column in enumerate(given.columns)
    ]


def _size_of(given: Table) -> float:
    """Return the largest size in which the columns fit that never wrap, and the others have room to."""
    natural = _natural(given)
    least = sum(min(n, _ROOMY) if c.weight else n for n, c in zip(natural, given.columns, strict=True))
    room = TYPE_WIDTH - _PADDING * len(natural)
    fitting = (points for points in (CELL_SIZE, *_SMALLER) if least * points * TWIPS_PER_POINT <= room)
    return next(fitting, _SMALLER[-1])


def _widths(given: Table, points: float) -> list[int]:
    """Return widths in twips that fill the type area, spare room shared by weight, else by what columns hold."""
    natural, weights = _natural(given), [column.weight for column in given.columns]
    room = TYPE_WIDTH - _PADDING * len(natural)
    halves = [max(1, round(n * 2)) for n in natural]
    fitted = fit(halves, weights, int(room / (points * TWIPS_PER_POINT / 2)) + 2 * (len(halves) - 1))
    sizes = [round(half * points * TWIPS_PER_POINT / 2) + _PADDING for half in fitted]
    spare = TYPE_WIDTH - sum(sizes)
    shares = weights if any(weights) and spare > 0 else sizes
    whole = sum(shares)
    sizes = [max(_PADDING, each + spare * share // whole) for each, share in zip(sizes, shares, strict=True)]
    sizes[-1] += TYPE_WIDTH - sum(sizes)
    return sizes
