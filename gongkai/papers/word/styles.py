"""Fonts and styles of official papers (GB/T 9704-2012): body 3号仿宋, title 2号小标宋, 一、黑体, （一）楷体.

Every font is named for Chinese and Latin text alike, else quotation marks and dashes fall into a Latin font. Where a
font is not installed the names in the font table stand in for it.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from gongkai.papers.word.xml import TWIPS_PER_POINT, el, on, part

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FANG, TITLE, HEI, KAI, SONG = "仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312", "宋体"
FALLBACKS = {
    FANG: "仿宋,FangSong",
    TITLE: "方正小标宋_GBK,小标宋,华文中宋,STZhongsong,宋体",
    HEI: "SimHei,微软雅黑",
    KAI: "楷体,KaiTi",
    SONG: "SimSun,新宋体",
}
BODY_SIZE, TITLE_SIZE, NUMBER_SIZE, CELL_SIZE, SMALL_SIZE, LEAST_SIZE = 16.0, 22.0, 14.0, 12.0, 9.0, 1.0
LINE_PITCH = 28
"""Points from line to line outside tables."""
TITLE_PITCH, DETAIL_PITCH = 35, 20
CELL_PITCH = 1.4
"""Points from line to line inside tables, for each point of the size: what Chinese fonts take of themselves."""
TIGHTER = -5
"""Twips that body text is set closer by, so that 28 characters fit the 156 mm of a line: 28 of 16 pt take 158."""
INDENT = 2
"""Characters that the first line of a paragraph is moved in."""
AS_THEY_ARE: Mapping[str, tuple[float, float]] = MappingProxyType({})


class Style(Struct, frozen=True):
    """A paragraph style: `id` in the file, `name` on the screen, font, size in points, line pitch in points.

    `after` is the room below it in points, `first` the first line's indent in characters, `hanging` that of all others.
    A style with an outline `level` stands in the navigation pane.
    """

    id: str
    name: str
    font: str = FANG
    size: float = BODY_SIZE
    pitch: float = LINE_PITCH
    first: int = 0
    hanging: int = 0
    align: str = "both"
    level: int = 0
    keep: bool = False
    after: int = 0


STYLES = (
    Style("Body", "公文正文", first=INDENT),
    Style("Title", "Title", TITLE, TITLE_SIZE, TITLE_PITCH, align="center", keep=True),
    Style("Heading1", "heading 1", HEI, first=INDENT, level=1, keep=True),
    Style("Heading2", "heading 2", KAI, first=INDENT, level=2, keep=True),
    Style("Heading3", "heading 3", first=INDENT, level=3, keep=True),
    Style("Mark", "公文标记", HEI, align="left", after=10),
    Style("Number", "发文字号", align="center"),
    Style("Basis", "依据", KAI, NUMBER_SIZE, align="center"),
    Style("Addressee", "主送机关", align="left"),
    Style("Note", "公文说明", KAI, first=INDENT),
    Style("Detail", "逐条说明", FANG, CELL_SIZE, DETAIL_PITCH, align="left", hanging=INDENT),
    Style("Attached", "附件说明", align="left"),
    Style("AttachmentMark", "附件序号", HEI, align="left", keep=True),
    Style("AttachmentTitle", "附件标题", TITLE, TITLE_SIZE, TITLE_PITCH, align="center", level=1, keep=True),
    Style("Issuer", "发文机关署名", align="right", keep=True),
    Style("Date", "成文日期", align="right"),
    Style("Caption", "caption", HEI, NUMBER_SIZE, align="center", keep=True),
    Style("Cell", "表格文字", FANG, CELL_SIZE, CELL_SIZE * CELL_PITCH, align="left"),
    Style("CellHead", "表格表头", HEI, CELL_SIZE, CELL_SIZE * CELL_PITCH, align="center"),
    Style("Gap", "表后空行", FANG, SMALL_SIZE, 10, align="left"),
    Style("End", "表后无行", FANG, LEAST_SIZE, 1, align="left"),
    Style("PageNumber", "页码", SONG, NUMBER_SIZE, 20, align="left"),
    Style("Trail", "页脚说明", SONG, SMALL_SIZE, 13, align="center"),
)


def fonts(name: str) -> str:
    """Return the font for every script, Chinese punctuation included."""
    return el("rFonts", ascii=name, hAnsi=name, eastAsia=name, cs=name, hint="eastAsia")


def size(points: float) -> str:
    """Return a size; the file counts half points."""
    half = round(points * 2)
    return el("sz", val=half) + el("szCs", val=half)


def styles_part(sizes: Mapping[str, tuple[float, float]] = AS_THEY_ARE) -> str:
    """Return styles.xml; `sizes` are the size and line pitch of styles that differ from an official paper's."""
    styles = [_resized(style, *sizes[style.id]) if style.id in sizes else style for style in STYLES]
    text = el("rPr", fonts(FANG), size(BODY_SIZE), el("lang", val="en-US", eastAsia="zh-CN"))
    defaults = el("docDefaults", el("rPrDefault", text), el("pPrDefault", el("pPr")))
    normal = el(
        "style",
        el("name", val="Normal"),
        on("qFormat"),
        el("pPr", on("widowControl"), el("autoSpaceDE", val=0), el("autoSpaceDN", val=0)),
        type="paragraph",
        default=1,
        styleId="Normal",
    )
    return part("styles", defaults, normal, *map(_style, styles))


def _resized(style: Style, points: float, pitch: float) -> Style:
    return replace(style, size=points, pitch=pitch, after=0)


def _style(style: Style) -> str:
    return el(
        "style",
        el("name", val=style.name),
        el("basedOn", val="Normal"),
        el("next", val="Body") if style.keep else "",
        on("qFormat"),
        el("pPr", *_paragraph(style)),
        el("rPr", fonts(style.font), _closer(style), size(style.size)),
        type="paragraph",
        styleId=style.id,
    )


def _closer(style: Style) -> str:
    return el("spacing", val=TIGHTER) if style.size == BODY_SIZE else ""


def _paragraph(style: Style) -> Iterable[str]:
    """Yield paragraph properties in the order of the schema; a pitch that is not the grid's must leave the grid."""
    if style.keep:
        yield on("keepNext")
    if style.pitch != LINE_PITCH:
        yield el("snapToGrid", val=0)
    after, line = style.after * TWIPS_PER_POINT, round(style.pitch * TWIPS_PER_POINT)
    yield el("spacing", before=0, after=after, line=line, lineRule="exact")
    if style.first:
        chars = round(style.first * style.size * TWIPS_PER_POINT)
        yield el("ind", firstLineChars=style.first * 100, firstLine=chars)
    if style.hanging:
        chars = round(style.hanging * style.size * TWIPS_PER_POINT)
        yield el("ind", leftChars=style.hanging * 100, left=chars, hangingChars=style.hanging * 100, hanging=chars)
    yield el("jc", val=style.align)
    if style.level:
        yield el("outlineLvl", val=style.level - 1)


def font_part() -> str:
    """Return fontTable.xml: each font with the names that stand in for it."""
    return part("fonts", *(_font(name, others) for name, others in FALLBACKS.items()))


def _font(name: str, others: str) -> str:
    family = "modern" if name in (FANG, HEI, KAI) else "auto"
    alternatives = el("altName", val=others)
    return el(
        "font", alternatives, el("charset", val="86"), el("family", val=family), el("pitch", val="variable"), name=name
    )
