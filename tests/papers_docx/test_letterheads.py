"""版头 and 版记 read back (GB/T 9704-2012, 7.2, 7.4, 10.1): red, letter, and the room on paper that is printed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from gongkai.papers.document import Attachment, Blank, Document, Fillable, Letterhead, Signature, text
from gongkai.papers.document_json import from_text, to_text
from gongkai.papers.word import paper as to_docx
from tests.papers_docx.word import W, Word, mm, style_of, text_of, value
from tests.render.papers import CIRCULAR, SCORES

if TYPE_CHECKING:
    from tests.papers_docx.conftest import LaidOut

OFFICE = "威远县人民政府办公室"
RED = Letterhead(
    "red",
    OFFICE,
    cc=("县委办公室", "县人大常委会办公室"),
    printer=OFFICE,
    printed=date(2018, 12, 31),
    contact="张科长",
    phone="0832-8222222",
)
SIGNED = Signature(OFFICE, date(2018, 12, 31))


def issued(letterhead: Letterhead | None, **more: object) -> Document:
    return replace(CIRCULAR, letterhead=letterhead, **more)


def word_of(letterhead: Letterhead | None) -> Word:
    return Word(to_docx.write(issued(letterhead)))


def order(word: Word) -> list[str]:
    return [style for style, said in word.paragraphs() if said]


def test_a_red_head_names_the_office_then_the_number_above_a_red_line() -> None:
    word = word_of(RED)
    assert word.styled("Letterhead") == [f"{OFFICE}文件"]
    assert order(word)[:3] == ["Letterhead", "Number", "Title"]
    mark, line = word.style("Letterhead"), word.style("HeadLine")
    assert value(mark, "rPr/color") == value(line, "pPr/pBdr/bottom", "color") == "E60012"
    assert round(mm(value(mark, "pPr/spacing", "before"))) == 35, "上边缘至版心上边缘 35 mm"
    styles = [style for style, _ in word.paragraphs()]
    assert styles[:5] == ["Letterhead", "Number", "Number", "Number", "HeadLine"], "two lines free, then the number"
    assert "titlePg" not in word.raw["word/document.xml"]


def test_a_letter_has_its_mark_between_the_margins_two_double_lines_and_its_number_at_the_right() -> None:
    word = word_of(replace(RED, form="letter"))
    assert word.styled("LetterNumber") == ["威府办函〔2018〕99号"]
    assert value(word.style("LetterNumber"), "pPr/jc") == "right"
    heads = [p for name in word.parts if "header" in name for p in word.parts[name].iter(f"{W}p")]
    (mark,) = (p for p in heads if style_of(p) == "LetterMark")
    assert text_of(mark) == OFFICE, "a letter bears no 文件"
    assert value(word.style("LetterMark"), "pPr/pBdr/bottom") == "thickThinSmallGap"
    (foot,) = list(word.footers()["first"])
    assert (style_of(foot), text_of(foot)) == ("LetterFoot", "")
    assert value(word.style("LetterFoot"), "pPr/pBdr/bottom") == "thinThickSmallGap"
    across = 156 - mm(value(mark, "pPr/ind", "left")) - mm(value(mark, "pPr/ind", "right"))
    assert round(across) == 170
    assert "Letterhead" not in order(word)


def test_paper_that_is_printed_already_keeps_its_room_and_has_its_number() -> None:
    red, none = word_of(RED), word_of(replace(RED, form="none"))
    assert none.styled("Letterhead") == []
    assert none.styled("Number") == red.styled("Number")
    assert [style for style, _ in none.paragraphs()] == [style for style, _ in red.paragraphs()]
    assert none.body is not None
    (line,) = (p for p in none.body.findall(f"{W}p") if style_of(p) == "HeadLine")
    assert value(line, "pPr/pBdr/bottom") == "nil", "nothing red is drawn"


def test_a_paper_upward_has_its_number_at_the_left_and_who_signs_it_at_the_right() -> None:
    """7.2.6: 发文字号居左空一字，签发人居右空一字."""
    word = word_of(replace(RED, mark="威远县教育局", signer="李局长", cc=()))
    assert word.styled("NumberUp") == ["威府办函〔2018〕99号签发人：李局长"]
    unsigned = word_of(replace(RED, signer=""))
    assert unsigned.styled("NumberUp") == ["威府办函〔2018〕99号签发人：　　　"], "the pen fills it in"


def test_a_long_name_is_set_smaller_so_that_it_stands_on_one_line() -> None:
    name = "威远县人力资源和社会保障局公共就业服务中心"
    word = word_of(replace(RED, mark=name))
    assert word.body is not None
    (mark,) = (p for p in word.body.findall(f"{W}p") if style_of(p) == "Letterhead")
    points = int(value(mark, "r/rPr/sz")) / 2
    assert points * len(f"{name}文件") <= 156 / 25.4 * 72


def test_the_contact_stands_in_brackets_below_the_day() -> None:
    word = word_of(RED)
    styles = order(word)
    assert word.styled("Contact") == ["（联系人：张科长；联系电话：0832-8222222）"]
    assert styles[styles.index("Date") + 1] == "Contact"
    assert word_of(replace(RED, contact="", phone="")).styled("Contact") == []


def test_copies_and_who_printed_when_stand_in_lines_at_the_foot() -> None:
    word = word_of(RED)
    assert word.styled("Imprint") == ["　抄送：县委办公室，县人大常委会办公室。", f"　{OFFICE}2018年12月31日印发"]
    assert word.body is not None
    framed = [p for p in word.body.findall(f"{W}p") if p.find(f"{W}pPr/{W}framePr") is not None]
    assert [style_of(p) for p in framed] == ["Trail", "Imprint", "ImprintRule", "Imprint"]
    ruled = [p for p in framed if style_of(p) != "Trail"]
    assert {value(p, "pPr/pBdr/top", "sz") + value(p, "pPr/pBdr/bottom", "sz") for p in ruled} == {"88"}


def test_a_letter_has_copies_without_lines_and_tells_no_printer() -> None:
    """10.1: 版记不加印发机关和印发日期、分隔线."""
    word = word_of(replace(RED, form="letter"))
    assert word.styled("Imprint") == ["　抄送：县委办公室，县人大常委会办公室。"]
    assert "印发" not in "".join(word.styled("Imprint"))
    assert word_of(replace(RED, form="letter", cc=())).styled("Imprint") == []


@pytest.mark.parametrize("paragraphs", [1, 8, 14, 22, 30, 40])
def test_the_imprint_is_at_the_foot_of_the_last_page_below_what_is_signed(laid_out: LaidOut, paragraphs: int) -> None:
    """An even page, where the text ends on one; never a page to itself."""
    blocks = (*(text(f"第{no}项工作已经按时完成。") for no in range(paragraphs)), SIGNED)
    pages = laid_out(to_docx.write(issued(RED, blocks=blocks)))
    lines = ["".join(line.split()) for line in pages[-1].splitlines() if line.strip()]
    assert lines[-2] == f"{OFFICE}2018年12月31日印发"
    assert len(pages) == {1: 1, 8: 2, 14: 2, 22: 3, 30: 3, 40: 4}[paragraphs]
    assert f"第{paragraphs - 1}项工作已经按时完成。" in lines
    assert sum("抄送" in page for page in pages) == 1


@pytest.mark.parametrize("rows", [3, 12, 19, 25, 40])
def test_the_last_rows_of_a_table_go_with_the_imprint(laid_out: LaidOut, rows: int) -> None:
    """Onto an even page, where there are enough of them; the head of the table stands above them again."""
    scores, name = replace(SCORES, caption="", rows=SCORES.rows[:1] * rows, total=()), "严陵镇人民政府"
    blocks = (text("正文。"), SIGNED, Attachment(0, "得分表", (scores,)))
    pages = laid_out(to_docx.write(issued(RED, blocks=blocks)))
    counts = ["".join(page.split()).count(name) for page in pages]
    assert sum(counts) == rows
    assert counts[-1] >= min(rows, 5)
    assert "印发" in pages[-1]
    assert len(pages) % 2 == 0 or rows < 10


def test_a_reply_form_goes_back_without_the_imprint_of_the_paper(laid_out: LaidOut) -> None:
    form = Attachment(0, "送达回执", (Fillable("receipt", "", ((Blank("签收人"),),)),))
    said = tuple(text(f"第{no}项工作已经按时完成。") for no in range(6))
    first, second, third = laid_out(to_docx.write(issued(RED, blocks=(*said, SIGNED, form))))
    assert ["抄送" in page for page in (first, second, third)] == [False, True, False]
    assert "第0项" in "".join(first.split())
    assert "签收人" in third


def test_the_imprint_stands_behind_the_attachments(laid_out: LaidOut) -> None:
    blocks = (text("正文。"), SIGNED, Attachment(0, "得分表", (SCORES,)))
    pages = laid_out(to_docx.write(issued(RED, blocks=blocks)))
    said = ["".join(page.split()) for page in pages]
    assert [("得分表" in page, "抄送" in page) for page in said][-1][1]
    assert next(at for at, page in enumerate(said) if "县教育局" in page) < len(pages)


def test_a_paper_frozen_before_there_were_letterheads_is_printed_as_it_was() -> None:
    frozen = to_text(issued(None)).replace(',"letterhead":null', "")
    assert "letterhead" not in frozen
    word = Word(to_docx.write(from_text(frozen)))
    assert order(word)[:2] == ["Number", "Title"]
    assert word.styled("Letterhead") + word.styled("Imprint") == []


def test_a_letterhead_is_frozen_with_its_paper() -> None:
    assert from_text(to_text(issued(RED))) == issued(RED)


@pytest.mark.parametrize("form", ["red", "letter", "none"])
def test_every_character_of_the_paper_is_on_its_pages(laid_out: LaidOut, form: str) -> None:
    """LibreOffice lost marks at the ends of full lines."""
    said = "已报进展的要点、问题，整改到位；" * 40 + "按时限要求，落实（逐项）。"
    paper = issued(replace(RED, form=form), blocks=(*(text("一" * n + said) for n in range(28)), SIGNED))
    whole = "".join("".join(laid_out(to_docx.write(paper))).split())
    for mark in "，、；。（）":
        assert whole.count(mark) >= 28 * (said.count(mark)), mark
