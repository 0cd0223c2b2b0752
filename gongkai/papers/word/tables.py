"""Tables in a Word file: as wide as the type area, the header row repeated on each page, long rows alone split.

Widths follow what the columns hold; text wraps where it must, in a smaller size where that saves lines. Figures end
below one another, in the middle of their column. Line pitch inside is one for every script, so that cells of
figures and of words stand level whatever font is at hand; tighter where a table then fits one page.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from msgspec import Struct

from gongkai.papers.palette import TONES
from gongkai.papers.substitutes import on_paper
from gongkai.papers.values import RIGHT, shown
from gongkai.papers.word.bars import bar
from gongkai.papers.word.measure import ems_at_most
from gongkai.papers.word.sizes import CELL_PITCH, CELL_SIZE, LYING_HEIGHT, TWIPS_PER_POINT, TYPE_WIDTH
from gongkai.papers.word.widths import BY_HAND, MARGIN, PADDING, fitted, lines, natural, room
from gongkai.papers.word.xml import el, on, para, run, size

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gongkai.papers.document import Cell, Column, Table, Tone

_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
_BORDERS = el("tblBorders", *(el(side, val="single", sz=4, space=0, color="000000") for side in _SIDES))
_HEAVY = 18
"""The line below a bound, in eighths of a point: the others have four."""
_ABOVE = 15
_SPARE = {"top": _ABOVE, "left": MARGIN, "bottom": _ABOVE, "right": MARGIN}
_MARGINS = el("tblCellMar", *(el(side, w=width, type="dxa") for side, width in _SPARE.items()))
LOOKS = el("jc", val="center") + _BORDERS + el("tblLayout", type="fixed") + _MARGINS
"""What every table looks like, behind its width."""
_SHADED: tuple[Tone, ...] = ("bad", "warn", "good")
_SHADES = {tone: TONES[tone].ground.light.removeprefix("#").upper() for tone in _SHADED}
_PAGE = 495.0
"""Points that an attachment's heading leaves for its table on a page."""
_TIGHT = 1.12
"""Line pitch as a multiple of the size: the least in which rows read well."""
_WHOLE = LYING_HEIGHT // 2
"""Twips up to which a row stands whole: half a lying page, which has less height; the fonts at hand may be wider."""
_SEVERAL = 3
_TOGETHER = 3
"""So many last rows of a table stand on one page."""
_FEW = 2
"""So many rows at least stand below a table's head on its first page, and on the last page of one of few rows."""
_FEW_LINES = 8
"""Lines of a small table up to which it stands whole on one page."""
_HEAD = 460
"""Twips that the head of such a table takes."""
_AROUND = 2
"""Points above and below the text of a row, its line included."""


class Drawn(Struct, frozen=True):
    """A table as it is written, and how high it is, in points, where no row is split.

    Its `head` stands on each page; `first` is how high that is which stands together at its beginning.
    """

    xml: str
    height: float
    head: float = 0
    first: float = 0


def table(
    given: Table,
    across: int = TYPE_WIDTH,
    *,
    shaded: bool = False,
    at_most: float = CELL_SIZE,
    left: float = math.inf,
    like: Table | None = None,
) -> Drawn:
    """Return a table that has rows, `across` twips wide, in a size of `at_most` points. `shaded` colours by tone.

    `left` are the points that the page has left: rows to be filled in by hand give way where they would run over, and
    where that does not help the table begins below its title and goes on overleaf. `like` are the rows of all tables
    with the same columns, in whose size and widths it is set.
    """
    given = on_paper(given)
    points, widths = fitted(on_paper(like) if like else given, across, at_most)
    grid = el("tblGrid", *(el("gridCol", w=width) for width in widths))
    by_hand = _by_hand(given, left)
    pen = _Pen(given, widths, points, shaded=shaded, tall=by_hand)
    count = len(given.rows) + bool(given.total)
    last, end = count - _TOGETHER, count - 1
    if count <= 2 * _TOGETHER:
        fits = count * by_hand + _HEAD <= left * TWIPS_PER_POINT
        whole = fits if by_hand else lines(given, widths, points) <= _FEW_LINES
        last, end = 0 if whole else count - _FEW, count - (given.key not in BY_HAND)
    kept = (*range(min(_FEW, count) - 1), *range(last, end))
    drawn, first = [pen.head()], 0.0
    for index, row in enumerate(given.rows):
        drawn.append(pen.row(row, kept=index in kept, bound=index in given.bounds))
        first = first or (0 if index in kept else pen.whole)
    if given.total:
        drawn.append(pen.row(given.total, strong=True))
    looks = el("tblPr", el("tblW", w=across, type="dxa"), LOOKS)
    high, top, begin = (each / TWIPS_PER_POINT for each in (pen.whole, pen.top, first or pen.whole))
    return Drawn(el("tbl", looks, grid, *drawn), high, top, begin)


def _by_hand(given: Table, left: float) -> int:
    """Return how high a row to be filled in by hand is at least, in twips: less than usual where the page is short."""
    least, usual, below = BY_HAND.get(given.key, (0, 0, 0))
    if not usual or math.isinf(left):
        return usual
    return max(least, min(usual, round((left * TWIPS_PER_POINT - _HEAD - below) / len(given.rows))))


class _Pen:
    def __init__(self, given: Table, widths: Sequence[int], points: float, *, shaded: bool, tall: int = 0) -> None:
        self.columns: Sequence[Column] = given.columns
        self.widths, self.shaded = widths, shaded
        self.height, self.least = _at_least(tall) if tall else "", tall
        self.size = () if points == CELL_SIZE else (size(points),)
        self.rooms = [room(width, points) for width in widths]
        head = _tallest([column.name for column in given.columns], self.rooms)
        self.line = _pitch(head + lines(given, widths, points) + bool(given.total), points)
        self.whole = self.top = self._tall(head)
        own = el("spacing", before=0, after=0, line=self.line, lineRule="exact")
        self.pitch = own if self.size or self.line != int(CELL_SIZE * CELL_PITCH * TWIPS_PER_POINT) else ""
        self.aligned = [
            _aligned(column, width - PADDING, widest * points * TWIPS_PER_POINT)
            for column, width, widest in zip(given.columns, widths, natural(given, heads=False), strict=True)
        ]

    def head(self) -> str:
        cells = (
            _cell(width, para("CellHead", run(column.name, *self.size), properties=on("keepNext") + self.pitch))
            for column, width in zip(self.columns, self.widths, strict=True)
        )
        return el("tr", el("trPr", on("cantSplit"), on("tblHeader")), *cells)

    def row(self, row: Sequence[Cell], *, strong: bool = False, kept: bool = False, bound: bool = False) -> str:
        """Return a row; one `kept` stands on the page of the next: neither total nor last row is alone on one.

        Below a `bound` there is a heavier line.
        """
        lines = self._lines(row)
        self.whole += max(self.least, self._tall(lines))
        tall = lines * self.line > _WHOLE  # LibreOffice cuts off what a row that may not split has beyond the page
        keep = on("keepNext") if kept and not tall else ""
        drawn = (
            self._drawn(cell, index, keep, strong=strong, tall=tall, bound=bound) for index, cell in enumerate(row)
        )
        if tall:
            return el("tr", *drawn)
        return el("tr", el("trPr", on("cantSplit"), self.height or self._height(lines)), *drawn)

    def _lines(self, row: Sequence[Cell]) -> int:
        texts = [shown(cell.value, column.kind) for cell, column in zip(row, self.columns, strict=True)]
        return _tallest(texts, list(map(int, self.rooms)))

    def _tall(self, lines: int) -> int:
        return lines * self.line + 2 * _ABOVE + TWIPS_PER_POINT

    def _height(self, lines: int) -> str:
        """Return how high a row of several lines is: LibreOffice may set its short cells at the top if not told."""
        return _at_least(self._tall(lines)) if lines >= _SEVERAL else ""

    def _drawn(self, cell: Cell, index: int, keep: str, *, strong: bool, tall: bool, bound: bool) -> str:
        column = self.columns[index]
        bold = (on("b"),) if strong or cell.tone == "strong" else ()
        drawn = bar(cell, self.size) if column.kind == "bar" else ""
        words = drawn + run(shown(cell.value, column.kind), *bold, *self.size)
        shade = _SHADES.get(cell.tone, "") if self.shaded else ""
        properties = keep + self.pitch + self.aligned[index]
        inner, stands = para("Cell", words, properties=properties), "top" if tall else "center"
        return _cell(self.widths[index], inner, shade, stands, bound=bound)


def _tallest(texts: Sequence[str], rooms: Sequence[float]) -> int:
    """Return the lines of the cell that has most of them."""
    return max(math.ceil(ems_at_most(text, 0) / room) for text, room in zip(texts, rooms, strict=True))


def _at_least(height: int) -> str:
    return el("trHeight", val=height, hRule="atLeast")


def _pitch(lines: int, points: float) -> int:
    """Return the pitch, in twips, with which a table that would run a few rows over fits one page, else the usual."""
    room, usual = _PAGE / lines - _AROUND, CELL_PITCH * points
    pitch = room if _TIGHT * points <= room < usual else usual
    return int(pitch * TWIPS_PER_POINT)


def _aligned(column: Column, room: int, widest: float) -> str:
    """Return how a column's paragraphs stand: figures end below one another, the widest in the middle."""
    if column.kind in RIGHT and column.kind not in {"ordinal", "bar"}:
        return el("ind", right=max(0, round((room - widest) / 2))) + el("jc", val="right")
    return el("jc", val="left" if column.weight else "center")


def _cell(width: int, inner: str, shade: str = "", stands: str = "center", *, bound: bool = False) -> str:
    fill = el("shd", val="clear", color="auto", fill=shade) if shade else ""
    line = el("tcBorders", el("bottom", val="single", sz=_HEAVY, space=0, color="000000")) if bound else ""
    return el("tc", el("tcPr", el("tcW", w=width, type="dxa"), line, fill, el("vAlign", val=stands)), inner)
