"""GB/T 9704-2012 read back: the page, its type area, fonts and sizes, line pitch, headings, page numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from gongkai.papers.document import Document, text
from gongkai.papers.word import paper as to_docx
from tests.papers_docx.word import TWIPS_PER_MM, W, Word, mm, text_of, value
from tests.render.papers import CIRCULAR, STATUS

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

FANG, TITLE, HEI, KAI, SONG = "仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312", "宋体"


@pytest.fixture(scope="module")
def word() -> Word:
    return Word(to_docx.write(CIRCULAR))


def test_the_page_is_a4_with_the_margins_of_the_standard(word: Word) -> None:
    """5.2.1: 天头 37 mm, 订口 28 mm, 版心 156 × 225 mm."""
    size, margins = word.section("pgSz"), word.section("pgMar")
    assert (round(mm(size["w"])), round(mm(size["h"]))) == (210, 297)
    assert [round(mm(margins[side])) for side in ("top", "bottom", "left", "right")] == [37, 35, 28, 26]
    width = int(size["w"]) - int(margins["left"]) - int(margins["right"])
    height = int(size["h"]) - int(margins["top"]) - int(margins["bottom"])
    assert (round(width / TWIPS_PER_MM, 1), round(height / TWIPS_PER_MM, 1)) == (156.0, 225.0)


def test_a_page_holds_22_lines_of_28_characters(word: Word) -> None:
    """5.2.3: by the page's own grid, from the size of the usual style and what it moves characters closer by.

    No style is set closer by itself. Where nothing is said of marks at line ends, LibreOffice loses them.
    """
    size, margins = word.section("pgSz"), word.section("pgMar")
    height = int(size["h"]) - int(margins["top"]) - int(margins["bottom"])
    width = int(size["w"]) - int(margins["left"]) - int(margins["right"])
    grid, usual = word.section("docGrid"), word.style("Normal")
    assert grid["type"] == "linesAndChars"
    assert height // int(grid["linePitch"]) == 22
    step = int(value(usual, "rPr/sz")) / 2 + int(grid["charSpace"]) / 4096
    assert width / 20 // step == 28
    assert value(usual, "pPr/overflowPunct") == "1"
    spaced = [style for style in word.parts["word/styles.xml"].iter(f"{W}style") if value(style, "rPr/spacing")]
    assert spaced == []


@pytest.mark.parametrize(
    ("style", "font", "points", "align"),
    [
        ("Body", FANG, 16, "both"),  # 3号仿宋
        ("Title", TITLE, 22, "center"),  # 2号小标宋，居中
        ("Heading1", HEI, 16, "both"),  # 一、
        ("Heading2", KAI, 16, "both"),  # （一）
        ("Heading3", FANG, 16, "both"),
        ("Addressee", FANG, 16, "left"),
        ("AttachmentMark", HEI, 16, "left"),
        ("AttachmentTitle", TITLE, 22, "center"),
        ("PageNumber", SONG, 14, "left"),  # 4号宋体
        ("Cell", FANG, 12, "left"),
        ("Trail", SONG, 9, "left"),
        ("Letterhead", TITLE, 42, "center"),
        ("Imprint", FANG, 14, "left"),  # 4号仿宋,
    ],
)
def test_fonts_and_sizes_are_those_of_the_standard(word: Word, style: str, font: str, points: int, align: str) -> None:
    found = word.style(style)
    assert value(found, "rPr/rFonts", "eastAsia") == font
    assert {value(found, "rPr/rFonts", script) for script in ("ascii", "hAnsi", "cs")} == {font}
    assert (value(found, "rPr/sz"), value(found, "rPr/szCs")) == (str(points * 2), str(points * 2))
    assert value(found, "pPr/jc") == align


def test_quotation_marks_stay_in_the_chinese_font(word: Word) -> None:
    assert value(word.style("Body"), "rPr/rFonts", "hint") == "eastAsia"


def test_every_font_names_what_stands_in_for_it(word: Word) -> None:
    fonts = {str(f.get(f"{W}name")): value(f, "altName").split(",") for f in word.parts["word/fontTable.xml"]}
    assert set(fonts) == {FANG, TITLE, HEI, KAI, SONG}
    assert fonts[FANG] == ["仿宋", "FangSong"]
    assert all(fonts.values())


def test_lines_stand_a_22nd_of_the_page_apart_but_not_in_tables(word: Word) -> None:
    for style in ("Body", "Heading1", "Heading2", "Addressee", "Attached", "Date"):
        spacing = [value(word.style(style), "pPr/spacing", key) for key in ("line", "lineRule")]
        assert spacing == ["579", "exact"], style
    for style in ("Cell", "CellHead"):
        spacing = [value(word.style(style), "pPr/spacing", key) for key in ("line", "lineRule")]
        assert spacing == ["336", "exact"], style


def test_the_first_line_of_text_is_two_characters_in(word: Word) -> None:
    for style in ("Body", "Heading1", "Heading2"):
        assert value(word.style(style), "pPr/ind", "firstLineChars") == "200"
    assert value(word.style("Addressee"), "pPr/ind", "firstLineChars") == ""


def test_headings_are_word_s_own_so_that_the_navigation_pane_shows_them(word: Word) -> None:
    names = {style: value(word.style(style), "name") for style in ("Title", "Heading1", "Heading2", "Heading3")}
    assert names == {"Title": "Title", "Heading1": "heading 1", "Heading2": "heading 2", "Heading3": "heading 3"}
    assert [value(word.style(style), "pPr/outlineLvl") for style in ("Heading1", "Heading2")] == ["0", "1"]
    assert word.style("Heading1").find(f"{W}pPr/{W}keepNext") is not None
    assert word.styled("Heading1") == ["一、总体情况"]


def footer_side(footer: Element) -> tuple[str, str]:
    first = next(iter(footer))
    return text_of(first), value(first, "pPr/jc")


def test_page_numbers_stand_right_on_odd_pages_and_left_on_even_ones() -> None:
    """7.5: — 1 —, 4号宋体, odd pages one character in from the right, even pages from the left."""
    word = Word(to_docx.write(replace(CIRCULAR, number="威府办发〔2018〕9号")))
    footers = word.footers()
    assert {kind: footer_side(footers[kind]) for kind in ("default", "even")} == {
        "default": ("— 1 —", "right"),
        "even": ("— 1 —", "left"),
    }
    assert value(next(iter(footers["default"])), "pPr/ind", "rightChars") == "100"
    assert value(next(iter(footers["even"])), "pPr/ind", "leftChars") == "100"
    assert word.parts["word/settings.xml"].find(f"{W}evenAndOddHeaders") is not None
    assert 'w:instr=" PAGE "' in word.raw["word/footer1.xml"]
    assert "titlePg" not in word.raw["word/document.xml"]


@pytest.mark.parametrize("kind", ["scorecard", "score", "findings"])
def test_a_paper_that_goes_back_to_a_letter_is_none_itself(kind: str) -> None:
    """The number it names is the notice's: a scorecard is numbered from its first page."""
    word = Word(to_docx.write(replace(STATUS, kind=kind)))
    assert "titlePg" not in word.raw["word/document.xml"]


def test_lines_are_let_off_the_grid_and_small_and_large_characters_too(word: Word) -> None:
    """Their pitch is exact. Else LibreOffice pulls a pitch of 35 points to 56, and characters to two cells."""
    assert value(word.style("Normal"), "pPr/snapToGrid") == "0"
    for style in word.parts["word/styles.xml"].iter(f"{W}style"):
        if value(style, "pPr/spacing", "line"):
            on_grid = value(style, "rPr/snapToGrid") != "0"
            assert on_grid == (value(style, "rPr/sz") == "32"), style.get(f"{W}styleId")


@pytest.mark.parametrize(
    "paper", [CIRCULAR, replace(CIRCULAR, number="", kind="rectification"), replace(STATUS, kind="notice", number="")]
)
def test_the_first_page_of_a_letter_has_no_number(paper: Document) -> None:
    """10.1: 信函格式首页不显示页码."""
    word = Word(to_docx.write(paper))
    assert text_of(word.footers()["first"]) == ""
    assert "<w:titlePg/>" in word.raw["word/document.xml"]


def test_a_paper_is_tied_to_the_trail_once_at_its_end(word: Word) -> None:
    """At least eight hex digits of the trail and the ledger's day, small; and in the properties of the file."""
    told = "截至2018年12月31日　痕迹校验码 8f14e45fceea"
    assert [said for _, said in word.paragraphs() if said][-1] == told
    assert word.styled("Trail") == [told]
    assert {text_of(footer).strip("— ") for footer in word.footers().values()} == {"1", ""}
    assert told in word.raw["docProps/core.xml"]


def test_a_paper_without_a_footer_has_only_page_numbers() -> None:
    word = Word(to_docx.write(Document("any", "材料", (text("正文"),))))
    assert {len(list(footer)) for footer in word.footers().values()} == {1}
    assert word.styled("Trail") == []
