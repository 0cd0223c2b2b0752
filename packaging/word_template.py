"""Make gongkai/papers/word/通报.docx: the styles, page and footers of official papers (GB/T 9704-2012), and no text.

An office opens the file it makes and changes what it likes; the writer finds styles by their names. Run it after a
change here: `.venv/bin/python packaging/word_template.py`. One program, one file, byte for byte.

28 characters a line come from the grid: `docGrid linesAndChars`, each of 16 pt moved closer by 0.21 pt. Styles leave
the grid's lines (their pitch is exact and equal to it), and those of other sizes its characters: LibreOffice 7 sets a
character that is wider than its cell into two, and asks a paragraph's own setting for lines and characters alike.
"""

from __future__ import annotations

import re
import sys
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, cast

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt, RGBColor
from msgspec import Struct

sys.path.insert(0, str(Path(__file__).parents[1]))
from gongkai.papers.word.package import repacked
from gongkai.papers.word.sizes import (
    BODY_SIZE,
    CELL_PITCH,
    CELL_SIZE,
    LINE_PITCH,
    NUMBER_SIZE,
    SMALL_SIZE,
    TITLE_PITCH,
    TITLE_SIZE,
)

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.section import _Footer
    from docx.styles.style import ParagraphStyle
    from docx.text.paragraph import Paragraph

PLACE = Path(__file__).parents[1] / "gongkai/papers/word/通报.docx"
FANG, TITLE, HEI, KAI, SONG = "仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312", "宋体"
FALLBACKS = {
    FANG: "仿宋,FangSong",
    TITLE: "方正小标宋_GBK,小标宋,华文中宋,STZhongsong,宋体",
    HEI: "SimHei,微软雅黑",
    KAI: "楷体,KaiTi",
    SONG: "SimSun,新宋体",
}
RED, GREY = RGBColor(0xE6, 0x00, 0x12), RGBColor(0x7F, 0x7F, 0x7F)
CHARS = 28
TYPE_WIDTH = Emu(Mm(210) - Mm(28) - Mm(26))
OF_POINT = 4096
"""Parts of a point in which the grid's widths are told."""
NO_START = (
    "!%),.:;>?]}¢¨°·ˇˉ―‖’”…‰′″›℃∶、。〃〉》」』】〕〗〞︶︺︾﹀﹄﹚﹜﹞！＂％＇），．：；？］｀｜｜｝～￠"
    "个年月日号项条分次家名件天"
)
NO_END = "$([{£¥‘“〈《「『【〔〖〝﹙﹛﹝＄（．［｛￡￥"
"""What no line begins or ends with: a figure keeps the measure behind it (9个, 2月2日)."""
LEFT, CENTER, RIGHT, BOTH = (
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)


class Style(Struct, frozen=True):
    """A paragraph style: `id` in the file, `name` on the screen, font, size and line pitch in points.

    `before` and `after` are room in points, `first` the first line's indent in characters, `hanging` that of all
    others, `side` the room at both sides in characters. One with an outline `level` stands in the navigation pane.
    """

    id: str
    name: str
    font: str = FANG
    size: float = BODY_SIZE
    pitch: float = LINE_PITCH
    align: WD_ALIGN_PARAGRAPH = BOTH
    first: float = 0
    hanging: float = 0
    side: float = 0
    before: float = 0
    after: float = 0
    level: int = 0
    keep: bool = False
    colour: RGBColor | None = None


MARK_SIZE, MARK_PITCH = 42, 56
STYLES = (
    Style("Body", "公文正文", first=2),
    Style("Title", "Title", TITLE, TITLE_SIZE, TITLE_PITCH, CENTER, keep=True),
    Style("Heading1", "heading 1", HEI, first=2, level=1, keep=True),
    Style("Heading2", "heading 2", KAI, first=2, level=2, keep=True),
    Style("Heading3", "heading 3", first=2, level=3, keep=True),
    Style("Letterhead", "发文机关标志", TITLE, MARK_SIZE, MARK_PITCH, CENTER, before=99, keep=True, colour=RED),
    Style("LetterMark", "信函标志", TITLE, MARK_SIZE, MARK_PITCH, CENTER, before=29, colour=RED),
    Style("LetterFoot", "信函底线", SONG, NUMBER_SIZE, 20, LEFT, after=11),
    Style("HeadLine", "版头分隔线", FANG, SMALL_SIZE, 12, CENTER, keep=True),
    Style("Number", "发文字号", align=CENTER, keep=True),
    Style("NumberUp", "上行文字号", align=LEFT, side=1, keep=True),
    Style("LetterNumber", "信函字号", align=RIGHT, keep=True),
    Style("Basis", "依据", KAI, NUMBER_SIZE, align=CENTER),
    Style("Addressee", "主送机关", align=LEFT),
    Style("Note", "公文说明", KAI, first=2),
    Style("Detail", "逐条说明", FANG, CELL_SIZE, 20, LEFT, hanging=2),
    Style("Attached", "附件说明", align=LEFT),
    Style("AttachmentMark", "附件序号", HEI, align=LEFT, keep=True),
    Style("AttachmentTitle", "附件标题", TITLE, TITLE_SIZE, TITLE_PITCH, CENTER, level=1, keep=True),
    Style("Issuer", "发文机关署名", align=RIGHT, keep=True),
    Style("Date", "成文日期", align=RIGHT),
    Style("Contact", "附注", first=2),
    Style("Caption", "caption", HEI, NUMBER_SIZE, align=CENTER, keep=True),
    Style("Cell", "表格文字", FANG, CELL_SIZE, CELL_SIZE * CELL_PITCH, LEFT),
    Style("CellHead", "表格表头", HEI, CELL_SIZE, CELL_SIZE * CELL_PITCH, CENTER),
    Style("Gap", "表后空行", FANG, SMALL_SIZE, 10, LEFT),
    Style("End", "表后无行", FANG, 1, 1, LEFT),
    Style("Imprint", "版记", FANG, NUMBER_SIZE, 24, LEFT, hanging=4),
    Style("ImprintRule", "版记分隔线", FANG, 3, 4, LEFT),
    Style("PageNumber", "页码", SONG, NUMBER_SIZE, 20, LEFT),
    Style("Mark", "页眉标记", SONG, SMALL_SIZE, 13, RIGHT, colour=GREY),
    Style("Trail", "数据说明", SONG, SMALL_SIZE, 13, LEFT, before=4, colour=GREY),
)
BORDERS = {
    "HeadLine": ("bottom", "single", 8, "E60012"),
    "LetterMark": ("bottom", "thickThinSmallGap", 24, "E60012"),
    "LetterFoot": ("bottom", "thinThickSmallGap", 24, "E60012"),
}
"""Lines that a style draws: side, kind, width in eighths of a point, colour."""


def made() -> bytes:
    """Return the template."""
    document = docx.Document()
    _without_what_came_along(document)
    _defaults(document)
    for style in STYLES:
        _add(document, style)
    _fonts_that_stand_in(document)
    _page(document)
    _settings(document)
    core = document.core_properties
    core.title, core.author, core.comments, core.last_modified_by = "公文", "", "", ""
    held = BytesIO()
    document.save(held)
    return repacked(held.getvalue())


def _without_what_came_along(document: Document) -> None:
    """Take away the library's own styles and theme: what stands in the file is what the office finds in it."""
    styles = document.styles.element
    for style in list(styles):
        if style.get(qn("w:styleId")) not in {"Normal", "DefaultParagraphFont", "TableNormal", "NoList"}:
            styles.remove(style)
    for name in [part for part, each in document.part.rels.items() if each.reltype.rpartition("/")[2] in _SPARE]:
        del document.part.rels[name]
    of_file = document.part.package.rels
    for name in [key for key, each in of_file.items() if each.reltype.rpartition("/")[2] in _OF_MAKER]:
        del of_file[name]


_OF_MAKER = {"thumbnail", "extended-properties"}
_SPARE = {"theme", "customXml", "stylesWithEffects", "webSettings", "numbering"}


def _defaults(document: Document) -> None:
    styles = document.styles.element
    text = _el(
        "rPr", _fonts(FANG), _el("sz", val="32"), _el("szCs", val="32"), _el("lang", val="en-US", eastAsia="zh-CN")
    )
    styles.insert(0, _el("docDefaults", _el("rPrDefault", text), _el("pPrDefault", _el("pPr"))))
    normal = document.styles["Normal"].element
    for name in ("rsid", "pPr", "rPr"):
        for each in normal.findall(qn(f"w:{name}")):
            normal.remove(each)
    # overflowPunct is Word's own default; where it is not said LibreOffice hangs marks at line ends and loses them
    names = (
        ("widowControl", "1"),
        ("overflowPunct", "1"),
        ("autoSpaceDE", "0"),
        ("autoSpaceDN", "0"),
        ("snapToGrid", "0"),
    )
    normal.append(_el("pPr", *(_el(name, val=value) for name, value in names)))
    normal.append(_el("rPr", _el("sz", val="32"), _el("szCs", val="32")))


def _add(document: Document, given: Style) -> None:
    made = document.styles.add_style(given.name, WD_STYLE_TYPE.PARAGRAPH)
    style = cast("ParagraphStyle", made)
    style.element.set(qn("w:styleId"), given.id)
    if given.id in {"Title", "Heading1", "Heading2", "Heading3", "Caption"}:
        style.element.attrib.pop(qn("w:customStyle"), None)
    style.base_style, style.quick_style = document.styles["Normal"], True
    _set_paragraph(style, given)
    style.font.size = Pt(given.size)
    if given.id == "ImprintRule":
        style.font.underline = True
    if given.colour is not None:
        style.font.color.rgb = given.colour
    looks = style.element.get_or_add_rPr()
    looks.insert(0, _fonts(given.font))
    looks.find(qn("w:sz")).addnext(_el("szCs", val=str(round(given.size * 2))))
    if given.size != BODY_SIZE:
        looks.find(qn("w:rFonts")).addnext(_el("snapToGrid", val="0"))


def _set_paragraph(style: ParagraphStyle, given: Style) -> None:
    form = style.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(given.pitch)
    form.space_before, form.space_after = Pt(given.before), Pt(given.after)
    form.alignment, form.keep_with_next = given.align, given.keep or None
    looks = style.element.get_or_add_pPr()
    chars, em = (round(each * 100) for each in (given.first, given.hanging, given.side)), given.size * 20 / 100
    first, hanging, side = chars
    if first or hanging or side:
        told = {"firstLine": first} if first else {"left": hanging, "hanging": hanging} if hanging else {}
        told |= {"left": side, "right": side} if side else {}
        told_in_chars = {f"{key}Chars": str(many) for key, many in told.items()}
        form.left_indent = form.left_indent
        looks._insert_ind(_el("ind", **told_in_chars, **{key: str(round(many * em)) for key, many in told.items()}))  # noqa: SLF001
    if given.level:
        level = _el("outlineLvl", val=str(given.level - 1))
        looks.append(level)
    if border := BORDERS.get(given.id):
        side_of, kind, width, colour = border
        line = _el(side_of, val=kind, sz=str(width), space="1", color=colour)
        looks.find(qn("w:spacing")).addprevious(_el("pBdr", line))


def _fonts_that_stand_in(document: Document) -> None:
    """Name for each font those that stand in for it where it is not installed."""
    table = next(each.target_part for each in document.part.rels.values() if each.reltype.endswith("fontTable"))
    listed = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="86"/>'
        f'<w:family w:val="{"modern" if name in {FANG, HEI, KAI} else "auto"}"/><w:pitch w:val="variable"/></w:font>'
        for name, others in FALLBACKS.items()
    )
    head = re.match(rb"<\?xml[^>]*\?>\s*", table.blob)
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    table._blob = (head[0] if head else b"") + f"<w:fonts {space}>{listed}</w:fonts>".encode()  # noqa: SLF001


def _page(document: Document) -> None:
    """Set A4 with the margins of GB/T 9704 (5.2.1), its grid, and page numbers: odd right, even left."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance, section.footer_distance, section.gutter = Mm(15), Mm(16), Emu(0)
    page = section._sectPr  # noqa: SLF001 - the library knows no grid
    for each in page.findall(qn("w:cols")) + page.findall(qn("w:docGrid")):
        page.remove(each)
    closer = round((TYPE_WIDTH.pt / CHARS - BODY_SIZE) * OF_POINT)
    page.append(_el("docGrid", type="linesAndChars", linePitch=str(round(LINE_PITCH * 20)), charSpace=str(closer)))
    document.settings.odd_and_even_pages_header_footer = True
    _number(section.footer, RIGHT)
    _number(section.even_page_footer, LEFT)
    for head in (section.header, section.even_page_header):
        head.is_linked_to_previous = False
        head.paragraphs[0].style = document.styles["页眉标记"]
    section.first_page_footer.is_linked_to_previous = False
    section.first_page_footer.paragraphs[0].style = document.styles["页码"]
    section.first_page_header.is_linked_to_previous = False
    section.first_page_header.paragraphs[0].style = document.styles["页眉标记"]


def _number(footer: _Footer, side: WD_ALIGN_PARAGRAPH) -> None:
    """Put — 1 — at the side, one character in."""
    footer.is_linked_to_previous = False
    told: Paragraph = footer.paragraphs[0]
    told.style, told.alignment = "页码", side
    inset = "right" if side == RIGHT else "left"
    told._p.get_or_add_pPr()._insert_ind(_el("ind", **{f"{inset}Chars": "100", inset: str(round(NUMBER_SIZE * 20))}))  # noqa: SLF001
    told.add_run("— ")
    field = _el("fldSimple", instr=" PAGE ")
    shown = OxmlElement("w:r")
    shown.text = "1"
    field.append(shown)
    told._p.append(field)  # noqa: SLF001
    told.add_run(" —")


def _settings(document: Document) -> None:
    """Lay the text out as Word has since 2013, odd and even pages apart; no line begins with a figure's measure."""
    settings = document.settings.element
    for each in list(settings):
        settings.remove(each)
    mode = _el("compatSetting", name="compatibilityMode", uri="http://schemas.microsoft.com/office/word", val="15")
    settings.extend(
        [
            _el("zoom", percent="100"),
            _el("evenAndOddHeaders"),
            _el("characterSpacingControl", val="compressPunctuation"),
            _el("noLineBreaksAfter", lang="zh-CN", val=NO_END),
            _el("noLineBreaksBefore", lang="zh-CN", val=NO_START),
            _el("compat", mode),
            _el("themeFontLang", val="en-US", eastAsia="zh-CN"),
        ]
    )


def _fonts(name: str) -> BaseOxmlElement:
    """Return the font for every script: where one is not named, quotation marks and dashes fall into a Latin font."""
    return _el("rFonts", hint="eastAsia", ascii=name, hAnsi=name, eastAsia=name, cs=name)


def _el(tag: str, *inner: BaseOxmlElement, **attributes: str) -> BaseOxmlElement:
    made: BaseOxmlElement = OxmlElement(f"w:{tag}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    made.extend(inner)
    return made


if __name__ == "__main__":
    PLACE.write_bytes(made())
