"""The page of an official paper (GB/T 9704-2012, 5): A4, its margins, 22 lines of 28 characters, page numbers.

Page numbers stand below the type area, odd pages right and even pages left, one character in; the first page of a
letter (函) has none.
"""

from __future__ import annotations

from gongkai.papers.word import sheet as sheets
from gongkai.papers.word.measure import ems_at_most
from gongkai.papers.word.styles import LINE_PITCH, NUMBER_SIZE, SMALL_SIZE
from gongkai.papers.word.xml import TWIPS_PER_POINT, el, mm, on, para, part, run

WIDTH, HEIGHT = mm(210), mm(297)
TOP, BOTTOM, LEFT, RIGHT = mm(37), mm(35), mm(28), mm(26)
TYPE_WIDTH = WIDTH - LEFT - RIGHT
"""156 mm; 225 mm in height hold 22 lines."""
LYING_WIDTH = HEIGHT - LEFT - RIGHT
"""243 mm of a page that lies on its side."""
_FOOTER = mm(16)
_HEADER = mm(15)
_UPRIGHT = {"top": TOP, "right": RIGHT, "bottom": BOTTOM, "left": LEFT}
_LYING = {"top": LEFT, "right": RIGHT, "bottom": BOTTOM, "left": LEFT}
"""A turned page keeps its foot, where the page number stands."""
_SHEET = {"top": sheets.TOP, "right": sheets.SIDE, "bottom": sheets.BOTTOM, "left": sheets.SIDE}


def section(*, letter: bool, lying: bool = False, sheet: bool = False) -> str:
    """Return the section's set-up; `letter` leaves the number of the first page out, `lying` turns the page.

    A `sheet` has narrow margins.
    """
    kinds = (("default", "odd"), ("even", "even"), *((("first", "first"),) if letter else ()))
    references = (f'<w:footerReference w:type="{kind}" r:id="{part_id}"/>' for kind, part_id in kinds)
    return el(
        "sectPr",
        *references,
        el("pgSz", w=HEIGHT, h=WIDTH, orient="landscape") if lying else el("pgSz", w=WIDTH, h=HEIGHT),
        el("pgMar", **_SHEET, header=sheets.FOOTER, footer=sheets.FOOTER, gutter=0)
        if sheet
        else el("pgMar", **(_LYING if lying else _UPRIGHT), header=_HEADER, footer=_FOOTER, gutter=0),
        on("titlePg") if letter else "",
        el("docGrid", type="lines", linePitch=LINE_PITCH * TWIPS_PER_POINT),
    )


def footers(told: str) -> dict[str, str]:
    """Return the footers by their relation's id: the page number, and below it, small, what ties the paper down.

    What does not fit a line is parted at its wide space: the code of the trail stays behind its name.
    """
    fits = ems_at_most(told) * SMALL_SIZE * TWIPS_PER_POINT <= TYPE_WIDTH
    below = "".join(para("Trail", run(line)) for line in ([told] if fits else told.split("\u3000")) if line)
    return {
        "odd": part("ftr", _number("right"), below),
        "even": part("ftr", _number("left"), below),
        "first": part("ftr", para("PageNumber"), below),
    }


def _number(side: str) -> str:
    em = round(NUMBER_SIZE) * TWIPS_PER_POINT
    indent = el("ind", rightChars=100, right=em) if side == "right" else el("ind", leftChars=100, left=em)
    field = el("fldSimple", run("1"), instr=" PAGE ")
    return para("PageNumber", run("— "), field, run(" —"), properties=indent + el("jc", val=side))


def settings_part() -> str:
    """Return settings.xml: odd and even pages differ; Word lays the text out as it has since 2013."""
    mode = el("compatSetting", name="compatibilityMode", uri="http://schemas.microsoft.com/office/word", val=15)
    return part(
        "settings",
        el("zoom", percent=100),
        on("evenAndOddHeaders"),
        el("characterSpacingControl", val="compressPunctuation"),
        el("compat", mode),
        el("themeFontLang", val="en-US", eastAsia="zh-CN"),
    )
