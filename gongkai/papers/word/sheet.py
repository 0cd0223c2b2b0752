"""A form of one sheet: narrow margins and small type, the leading figure large, shares as bars of shaded text.

It is what a unit signs and the office files; no text of an official paper stands in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docx.oxml.ns import qn
from docx.shared import Pt, Twips

from gongkai.papers.values import shown
from gongkai.papers.word.measure import ems
from gongkai.papers.word.sizes import TWIPS_PER_POINT, mm
from gongkai.papers.word.tables import Drawn
from gongkai.papers.word.xml import el, para, run, size

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gongkai.papers.document import Document, Figure, Figures
    from gongkai.papers.word.manuscript import Manuscript

SHEETS = frozenset({"scorecard"})
"""Kinds that are such a form."""
_SIDE, _TOP, _BOTTOM, _EDGE = mm(20), mm(15), mm(17), mm(8)
SIZES: Mapping[str, tuple[float, float]] = {
    "Title": (18, 25),
    "Heading1": (12, 19),
    "Heading2": (11, 17),
    "Body": (10.5, 15),
    "Note": (10.5, 15),
    "Detail": (9, 12.5),
    "Basis": (10.5, 15),
    "Attached": (10.5, 15),
    "Issuer": (10.5, 15),
    "Date": (10.5, 15),
    "Addressee": (4, 5),
    "Caption": (10.5, 15),
    "Gap": (4, 5),
    "PageNumber": (10.5, 13),
    "Trail": (8, 10),
}
"""Size and line pitch, in points, of the styles that are smaller than on an official paper."""
_LARGE, _PLAIN, _SMALL = 28.0, 13.0, 9.0
_INDENT = 2


def is_sheet(document: Document) -> bool:
    """Tell whether a paper is a form of one sheet."""
    return document.kind in SHEETS


def set_up(script: Manuscript) -> None:
    """Give the page narrow margins, and no grid of lines and characters; make its styles small."""
    page = script.section
    page.left_margin = page.right_margin = Twips(_SIDE)
    page.top_margin, page.bottom_margin = Twips(_TOP), Twips(_BOTTOM)
    page.header_distance = page.footer_distance = Twips(_EDGE)
    sheet = page._sectPr  # noqa: SLF001 - the library knows no grid
    for grid in sheet.findall(qn("w:docGrid")):
        sheet.remove(grid)
    for name, (points, pitch) in SIZES.items():
        style = script.style(name)
        form = style.paragraph_format
        style.font.size, form.line_spacing = Pt(points), Pt(pitch)
        if form.left_indent:
            form.left_indent = Pt(_INDENT * points)
        if form.first_line_indent:
            form.first_line_indent = Pt((_INDENT if form.first_line_indent > 0 else -_INDENT) * points)


def title(words: str, script: Manuscript) -> list[str]:
    """Return a title on one line where it fits, else parted at its wide space."""
    fits = ems(words) * SIZES["Title"][0] * TWIPS_PER_POINT <= script.across
    return [words] if fits else words.split("\u3000")


def figures(block: Figures, across: int) -> Drawn:
    """Return headline figures side by side, each below its name, the leading one large."""
    rooms = [max(ems(item.label) * _SMALL, ems(shown(item.value)) * _size(item)) + _PLAIN for item in block.items]
    widths = [round(across * room / sum(rooms)) for room in rooms]
    cells = (_figure(item, width) for item, width in zip(block.items, widths, strict=True))
    looks = el("tblW", w=across, type="dxa") + el("jc", val="center") + el("tblLayout", type="fixed")
    grid = el("tblGrid", *(el("gridCol", w=width) for width in widths))
    return Drawn(el("tbl", el("tblPr", looks), grid, el("tr", *cells)), _LARGE * 2)


def _figure(item: Figure, width: int) -> str:
    line = round((_LARGE + 4) * TWIPS_PER_POINT)
    spaced = el("spacing", before=0, after=0, line=line, lineRule="exact")
    name = para("Cell", run(item.label, size(_SMALL)), properties=el("jc", val="center"))
    value = para("CellHead", run(shown(item.value), size(_size(item))), properties=spaced)
    return el("tc", el("tcPr", el("tcW", w=width, type="dxa"), el("vAlign", val="bottom")), name, value)


def _size(item: Figure) -> float:
    return _LARGE if item.tone == "strong" else _PLAIN
