"""The papers as LibreOffice lays them out: lines and characters on a page, pages, what stands where."""

from __future__ import annotations

import re
import subprocess
from itertools import product
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from gongkai.papers.document import Attachment, Cell, Column, Document, Section, Signature, Table, text
from gongkai.papers.word import paper as to_docx
from tests.cli import run
from tests.papers_docx.word import W, Word
from tests.render.papers import CIRCULAR

if TYPE_CHECKING:
    from pathlib import Path

    from tests.papers_docx.conftest import AllLaidOut, LaidOut

MANY = 60


def lines_of(page: str) -> list[str]:
    """Return the lines of a page without the spaces that place them."""
    return ["".join(line.split()) for line in page.splitlines() if line.strip()]


def test_a_full_page_has_22_lines(laid_out: LaidOut) -> None:
    """Of 28 characters by the grid of characters; LibreOffice, which is kept from it, sets 27."""
    pages = laid_out(to_docx.write(Document("any", "题", (text("政务公开" * 700),))))
    full = [line for line in lines_of(pages[1]) if set(line) <= set("政务公开")]
    assert (len(full), {len(line) for line in full}) == (22, {27})


def test_a_circular_is_laid_out_as_it_is_filed(laid_out: LaidOut) -> None:
    """Text and signature on the first page, the attachment on the second; a letter's first page has no number."""
    overall = Section("overall", "一、总体情况", (text("要点办结率46%。"),))
    blocks = (overall, *(block for block in CIRCULAR.blocks if isinstance(block, Attachment | Signature)))
    first, second = laid_out(to_docx.write(replace(CIRCULAR, blocks=blocks)))
    said = lines_of(first)
    order = ["征求意见稿", "威府办函〔2018〕99号", "各镇人民政府，县政府各部门：", "一、总体情况", "附件：镇得分表"]
    assert [said.index(line) for line in order] == sorted(said.index(line) for line in order)
    assert said[-2:] == ["威远县人民政府办公室", "2018年12月31日"]
    assert "—1—" not in said
    behind = lines_of(second)
    assert behind[:3] == ["征求意见稿", "附件", "镇得分表"]
    assert "—2—" in behind
    assert behind[-2] == "截至2018年12月31日痕迹校验码8f14e45fceea"


def test_a_long_table_repeats_its_head_on_each_page(laid_out: LaidOut) -> None:
    rows = tuple((Cell(no), Cell(f"第{no}个单位"), Cell(100 - no)) for no in range(1, MANY + 1))
    table = Table("t", "", (Column("名次", "number"), Column("单位", weight=1), Column("得分", "number")), rows)
    pages = laid_out(to_docx.write(replace(CIRCULAR, blocks=(text("正文。"), Attachment(1, "得分表", (table,))))))
    holding = [page for page in pages if "个单位" in page]
    assert len(holding) > 1
    assert all("名次单位得分" in "".join(page.split()) for page in holding)
    found = [line for page in pages for line in lines_of(page) if "个单位" in line]
    assert found == [f"{no}第{no}个单位{100 - no}" for no in range(1, MANY + 1)]


def test_a_heading_never_stands_alone_at_the_foot_of_a_page(all_laid_out: AllLaidOut) -> None:
    """Whatever the number of lines before it."""
    heading = Section("s", "一、标题在此", (text("其下的文字。"),))
    fillings = (tuple(text(f"第{no}段。") for no in range(before)) for before in (16, 17, 18))
    papers = all_laid_out(to_docx.write(Document("any", "题", (*filling, heading))) for filling in fillings)
    assert len(papers) == 3
    for pages in papers:
        page = next(page for page in pages if "一、标题在此" in "".join(page.split()))
        assert "其下的文字。" in "".join(page.split())


SHEET = Table("t", "", (Column("单位", weight=1), Column("得分", "number")), ((Cell("县教育局"), Cell(9)),))


def test_a_table_at_the_foot_of_a_page_brings_no_empty_page_after_it(all_laid_out: AllLaidOut) -> None:
    """Whatever the room that is left below it, at the end of a paper and before an attachment."""
    sizes = range(24, 30)
    sheets = [replace(SHEET, rows=SHEET.rows * rows) for rows in sizes]
    last = Attachment(2, "部门得分表", (SHEET,))
    alone = [Document("any", "题", (sheet,)) for sheet in sheets]
    behind = [Document("any", "题", (text("正文。"), Attachment(1, "镇得分表", (sheet,)), last)) for sheet in sheets]
    papers = all_laid_out(map(to_docx.write, (*alone, *behind)))
    for rows, pages, (_, *attached) in zip(sizes, papers[: len(sizes)], papers[len(sizes) :], strict=True):
        assert all("县教育局" in page for page in pages), rows
        assert all("县教育局" in page for page in attached), rows


def test_the_lines_of_a_title_stand_35_points_apart(laid_out: LaidOut, tmp_path: Path) -> None:
    """A title on two lines is one block: the grid of the text's lines does not pull it apart."""
    laid_out(to_docx.write(Document("any", "关于某县某年政务公开工作\u3000年终考核情况的通报", (text("正文。"),))))
    written = ["pdftotext", "-bbox", str(tmp_path / "paper0.pdf"), "-"]
    found = subprocess.run(written, check=True, capture_output=True, timeout=60).stdout.decode()
    tops = [float(top) for top in re.findall(r'yMin="([\d.]+)"[^>]*>(?:关于|年终)', found)]
    assert tops[1] - tops[0] == pytest.approx(35, abs=1)


def test_a_row_taller_than_a_page_is_read_to_its_end(all_laid_out: AllLaidOut) -> None:
    cases = list(product((350, 520, 3000), (1, 9)))
    papers = all_laid_out(to_docx.write(with_a_tall_row(size, beside)) for size, beside in cases)
    for case, pages in zip(cases, papers, strict=True):
        whole = "".join("".join(page.split()) for page in pages)
        assert [number for number in range(case[0] // 9) if f"{number:03}" not in whole] == [], case
        assert "为止" in whole or "止" in whole, case
        assert "末行" in whole, case


def with_a_tall_row(size: int, beside: int) -> Document:
    """Return a paper whose table has a cell of about so many characters behind so many columns."""
    said = "".join(f"{number:03}问题未整改，" for number in range(size // 9)) + "到此为止"
    columns = (*(Column(f"项目{number}") for number in range(beside)), Column("问题", weight=1))
    names = tuple(Cell(f"县教育局第{number}项工作") for number in range(beside))
    table = Table("t", "问题", columns, ((*names, Cell("短")), (*names, Cell(said)), (*names, Cell("末行"))))
    return Document("any", "台账", (table,))


TWO = (("1.2", "保障房复核情况公开超过期限仍未解决"), ("4.3", "网站栏目有断链两处，首页链接失效"))


def told_of(items: tuple[tuple[str, str], ...], folder: Path) -> bytes:
    """Return the notice that a unit gets on the day after points were taken from it."""
    store, paper = str(folder / "a.db"), folder / "告知单.docx"
    assert run("load", "tasks.yaml", db=store, today="2018-10-15").code == 0
    for rule, reason in items:
        words = (
            "-u",
            "县住建局",
            "--rule",
            rule,
            "--reason",
            reason,
            "--evidence",
            "https://weiyuan.example/gk/1.html",
        )
        assert run("deduct", "add", *words, db=store, today="2018-10-15").code == 0
    assert run("deduct", "notify", "-u", "县住建局", "-o", str(paper), db=store, today="2018-10-16").code == 0
    return paper.read_bytes()


def test_a_notice_of_two_items_is_one_page_and_its_form(laid_out: LaidOut, tmp_path: Path) -> None:
    """Lines are drawn nearer; the type is as large as in every official paper."""
    made = told_of(TWO, tmp_path)
    first, second = laid_out(made)
    issuer, day, whom = lines_of(first)[-3:]
    assert (issuer, day) == ("威远县人民政府办公室", "2018年10月16日")
    assert whom.startswith("（联系人：")
    assert "送达回执和复核申请表" in "".join(second.split())
    word = Word(made)
    body = word.parts["word/document.xml"].findall(f"{W}body/{W}p/{W}pPr/{W}spacing")
    assert {int(each.get(f"{W}line") or 0) / 20 for each in body} - {0} == {24.3, 16.8}, "small type gives way as much"
    assert word.parts["word/document.xml"].find(f".//{W}body/{W}p//{W}sz") is None


def test_a_notice_too_long_for_a_page_is_not_squeezed(laid_out: LaidOut, tmp_path: Path) -> None:
    many = tuple(
        (rule, f"{reason}，经提醒以后仍未更正")
        for rule, reason in (*TWO, ("4.1", "公开栏破损"), ("4.2", "公示栏没有电话"))
    )
    first, second, _ = laid_out(told_of(many, tmp_path))
    assert all(len(lines_of(page)) > 5 for page in (first, second))


def test_a_decision_on_an_objection_is_one_page_with_its_letterhead(laid_out: LaidOut, tmp_path: Path) -> None:
    """With reasons as long as offices write them."""
    told_of(TWO[:1], tmp_path)
    store, paper = str(tmp_path / "a.db"), tmp_path / "决定.docx"
    long = "经调取发布记录，公开内容部分属实，栏目已在当月补齐，附截图两张；此前三次提醒均有回复记录"
    (taken,) = run("deduct", "list", "--json", db=store, today="2018-10-16").json
    filed = run("appeal", "file", taken["id"], "--reason", long, db=store, today="2018-10-18")
    assert filed.code == 0, filed.err
    words = ("--reduce-to", "1", "--reason", long, "--by", "赵主任", "-o", str(paper), "--issue", "威府办函〔2018〕9号")
    done = run("appeal", "decide", taken["id"], *words, db=store, today="2018-10-22")
    assert done.code == 0, done.err
    (page,) = laid_out(paper.read_bytes())
    issuer, day, whom = lines_of(page)[-4:-1]
    assert (issuer, day) == ("威远县人民政府办公室", "2018年10月22日")
    assert whom.startswith("（联系人：")
