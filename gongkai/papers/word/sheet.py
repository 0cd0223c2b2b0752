"""A form of one sheet: narrow margins and small type, the leading figure large, shares as bars of shaded text.

It is what a unit signs and the office files; no text of an official paper stands in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.papers.values import shown
from gongkai.papers.word.measure import ems
from gongkai.papers.word.xml import TWIPS_PER_POINT, el, mm, para, run

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gongkai.papers.document import Cell, Document, Figure, Figures

SHEETS = frozenset({"scorecard"})
"""Kinds that are such a form."""
SIDE, TOP, BOTTOM, FOOTER = mm(20), mm(14), mm(18), mm(9)
SHEET_WIDTH = mm(210) - 2 * SIDE
SIZES: Mapping[str, tuple[float, float]] = {
    "Title": (18, 25),
    "Heading1": (12, 19),
    "Heading2": (11, 17),
    "Body": (10.5, 15),
    "Note": (10.5, 15),
    "Detail": (9, 12.5),
    "Mark": (10.5, 14),
    "Basis": (10.5, 15),
    "Addressee": (4, 5),
    "Caption": (10.5, 15),
    "Gap": (4, 5),
    "PageNumber": (10.5, 13),
    "Trail": (8, 10),
}
"""Size and line pitch, in points, of the styles that are smaller than on an official paper."""
LARGE, PLAIN, SMALL = 28.0, 13.0, 9.0
STEPS = 20
"""Wide spaces, set half as wide, that the bar of a whole takes: each is half an em in any font."""
BAR_EMS = STEPS / 2
_FULL, _REST = "5B8FC7", "E6E9ED"


def is_sheet(document: Document) -> bool:
    """Tell whether a paper is a form of one sheet."""
    return document.kind in SHEETS


def title(words: str) -> list[str]:
    """Return a title on one line where it fits, else parted at its wide space."""
    return [words] if ems(words) * SIZES["Title"][0] * TWIPS_PER_POINT <= SHEET_WIDTH else words.split("\u3000")


def bar(cell: Cell, size: Sequence[str]) -> str:
    """Return the bar of a share as two runs of shaded wide spaces; nothing where there is no share."""
    if not isinstance(cell.value, int):
        return ""
    full = round(min(100, max(0, cell.value)) * STEPS / 100)
    parts = ((full, _FULL), (STEPS - full, _REST))
    return "".join(run("\u3000" * long, el("w", val=50), *size, _shade(colour)) for long, colour in parts)


def figures(block: Figures) -> str:
    """Return headline figures side by side, each below its name, the leading one large."""
    rooms = [max(ems(item.label) * SMALL, ems(shown(item.value)) * _size(item)) + PLAIN for item in block.items]
    widths = [round(SHEET_WIDTH * room / sum(rooms)) for room in rooms]
    cells = (_figure(item, width) for item, width in zip(block.items, widths, strict=True))
    looks = el("tblW", w=SHEET_WIDTH, type="dxa") + el("jc", val="center") + el("tblLayout", type="fixed")
    grid = el("tblGrid", *(el("gridCol", w=width) for width in widths))
    return el("tbl", el("tblPr", looks), grid, el("tr", *cells)) + para("Gap")


def _figure(item: Figure, width: int) -> str:
    points, line = _size(item), round((LARGE + 4) * TWIPS_PER_POINT)
    spaced = el("spacing", before=0, after=0, line=line, lineRule="exact")
    name = para("Cell", run(item.label, *_points(SMALL)), properties=el("jc", val="center"))
    value = para("CellHead", run(shown(item.value), *_points(points)), properties=spaced)
    return el("tc", el("tcPr", el("tcW", w=width, type="dxa"), el("vAlign", val="bottom")), name, value)


def _size(item: Figure) -> float:
    return LARGE if item.tone == "strong" else PLAIN


def _points(points: float) -> tuple[str, str]:
    half = round(points * 2)
    return el("sz", val=half), el("szCs", val=half)


def _shade(colour: str) -> str:
    return el("shd", val="clear", color="auto", fill=colour)
