"""A scorecard is one page, signed at its foot: the demonstration's, and those of every published rubric."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gongkai.papers.document import Cell, Column, Document, Figure, Figures, Section, Table, text
from gongkai.papers.word import paper as to_docx
from gongkai.plan.lookup import find_unit
from gongkai.scoring.rulebook import sheet_for
from gongkai.scoring.sheet import outline_of
from tests.cli import run
from tests.papers_docx.word import Word, mm
from tests.rubrics.pasted import RUBRICS, assessment_of, pasted, plan_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.demonstration import Shown
    from tests.papers_docx.conftest import AllLaidOut, LaidOut

TODAY = "2019-01-15"
SIGNED = "单位确认（签字盖章）"


def said(page: str) -> str:
    """Return a page without the spaces that place its words."""
    return "".join(page.split())


def test_the_scorecards_of_the_demonstration_are_as_many_pages(shown: Shown, all_laid_out: AllLaidOut) -> None:
    cards = sorted((shown.folder / "得分表").glob("*.docx"))
    assert len(cards) == 54, shown.told.err
    laid = all_laid_out(card.read_bytes() for card in cards)
    assert [card.name for card, pages in zip(cards, laid, strict=True) if len(pages) != 1] == []
    assert all(SIGNED in said(page) and "各项得分相加" in said(page) for pages in laid for page in pages)


def judged(name: str, folder: Path) -> bytes:
    """Return the card of a bureau judged by a published rubric, with the first three of its rules broken."""
    store, plan, path = str(folder / f"{name}.db"), folder / f"{name}.yaml", folder / f"{name}.docx"
    plan.write_text(pasted(name), encoding="utf-8")
    assert run("load", str(plan), db=store, today="2018-08-01").code == 0
    scheme = sheet_for(assessment_of(name), find_unit(plan_of(name).units, "县教育局"))
    stage = next((one.name for one in scheme.stages if not one.external), "")
    more = ("--stage", stage) if stage else ()
    why = ("--reason", "到期没有办结，提醒后仍没有公开", "--evidence", "https://weiyuan.example/gk/1.html")
    taken = 0
    for code in [code for kind, code in outline_of(scheme).slots if kind == "deduction"]:
        words = ("deduct", "add", "-u", "县教育局", "--rule", code, *why, *more)
        taken += run(*words, db=store, today="2018-09-03").code == 0
        if taken == 3:
            break
    assert taken
    done = run("scorecard", "县教育局", "-o", str(path), db=store, today=TODAY)
    assert done.code == 0, done.err
    return path.read_bytes()


def test_a_card_by_any_published_rubric_is_one_page(tmp_path: Path, all_laid_out: AllLaidOut) -> None:
    """With stages, items that are earned, ratios and what an outsider scores: however many items there are."""
    laid = all_laid_out(judged(name, tmp_path) for name in RUBRICS)
    assert [name for name, pages in zip(RUBRICS, laid, strict=True) if len(pages) != 1] == []
    assert all(SIGNED in said(pages[0]) for pages in laid)


SHARES = Table(
    "t",
    "",
    (Column("项目", weight=1), Column("得分率", "bar", 1)),
    ((Cell("自查"), Cell(40)), (Cell("暂缺"), Cell(""))),
)
CARD = Document(
    "scorecard", "得分表　县教育局", (Figures((Figure("得分", 78, "strong"), Figure("等次", "合格"))), SHARES)
)


def test_the_score_is_large_and_a_share_is_a_bar_of_its_length() -> None:
    word = Word(to_docx.write(CARD))
    xml = word.raw["word/document.xml"]
    assert '<w:sz w:val="56"/>' in xml.partition(">78<")[0].rpartition("<w:r>")[2]
    runs = [piece for piece in xml.split("<w:r>") if "<w:shd " in piece]
    assert [piece.count("\u3000") for piece in runs] == [8, 12], "two fifths of twenty; none where there is no share"
    assert ">40%<" in xml


def test_a_card_has_narrow_margins_and_an_official_paper_keeps_its_own() -> None:
    margins = Word(to_docx.write(CARD)).section("pgMar")
    assert [round(mm(margins[side])) for side in ("left", "right")] == [20, 20]
    other = Word(to_docx.write(Document("status", "进展", CARD.blocks)))
    assert round(mm(other.section("pgMar")["left"])) == 28
    assert "得分：78；等次：合格。" in other.text()


@pytest.mark.parametrize("rows", [30, 60])
def test_a_card_that_cannot_be_one_page_goes_on_and_is_signed_where_it_ends(laid_out: LaidOut, rows: int) -> None:
    column = (Column("事由", weight=1), Column("计入", "number"))
    taken = Table("entries", "", column, ((Cell("逾期没有公开，提醒以后仍没有公开，群众因此来电"), Cell(1)),) * rows)
    signed = Table("signatures", "", (Column(SIGNED, weight=1),), ((Cell(""),),))
    blocks = (Section("entries", "一、扣分", (taken,)), text("记分人签字："), signed)
    pages = laid_out(to_docx.write(Document("scorecard", "得分表", blocks)))
    assert len(pages) == (1 if rows == 30 else 2)
    assert SIGNED in said(pages[-1])
