"""Each paper from the command line to the page: its text and its number of pages, as LibreOffice lays it out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli import run

if TYPE_CHECKING:
    from pathlib import Path

    from tests.papers_docx.conftest import LaidOut

TODAY = "2018-12-10"
ACTS = (
    ("load",),
    ("progress", "add", "1", "-u", "县政府法制办", "--percent", "40"),
    (
        "selfcheck",
        "add",
        "-u",
        "县教育局",
        "--finding",
        "栏目空白｜逐栏补齐｜赵科长｜2018-12-20",
        "--finding",
        "公开不及时",
    ),
    ("finding", "add", "-u", "严陵镇", "--point", "4", "--problem", "预算公开不全", "--due", "2018-12-15"),
    (
        "deduct",
        "add",
        "-u",
        "新店镇",
        "--rule",
        "3.1",
        "--point",
        "28",
        "--reason",
        "逾期未答复",
        "--no-evidence",
        "工作记录",
    ),
)
PAPERS = (
    (("report",), ("年终考核情况的通报", "一、总体情况", "附件", "考核得分表"), range(5, 10)),
    (("report", "--kind", "中期"), ("中期评估情况的通报", "不是年终结果"), range(5, 10)),
    (("scorecard", "新店镇"), ("新店镇人民政府", "逾期未答复", "尚未告知"), range(1, 2)),
    (("finding", "notice", "-u", "严陵镇"), ("整改通知书", "预算公开不全", "整改情况反馈表"), range(2, 4)),
    (("selfcheck", "report", "-u", "县教育局"), ("自查情况的报告", "逐栏补齐", "责任人：赵科长"), range(1, 5)),
)


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> str:
    """An autumn with one of each."""
    store = str(tmp_path_factory.mktemp("autumn") / "台账.db")
    for words in ACTS:
        done = run(*words, today=TODAY, db=store)
        assert done.code == 0, done.err
    return store


@pytest.mark.parametrize(("words", "told", "pages"), PAPERS, ids=[" ".join(words) for words, _, _ in PAPERS])
def test_every_paper_is_laid_out(
    db: str, tmp_path: Path, laid_out: LaidOut, words: tuple[str, ...], told: tuple[str, ...], pages: range
) -> None:
    path = tmp_path / "材料.docx"
    done = run(*words, "-o", str(path), today=TODAY, db=db)
    assert done.code == 0, done.err
    found = laid_out(path.read_bytes())
    said = "".join("".join(page.split()) for page in found)
    assert [part for part in told if part not in said] == []
    assert len(found) in pages
    assert said.count("痕迹校验码") == 1, "date of data and trail head stand once"
    assert all(len(page.split()) > 3 for page in found), "no page is empty but for its footer"


@pytest.mark.parametrize("words", [("finding", "notice", "-u", "县财政局"), ("selfcheck", "report", "-u", "县财政局")])
def test_there_is_no_paper_about_nothing(db: str, words: tuple[str, ...]) -> None:
    done = run(*words, today=TODAY, db=db)
    assert done.code == 3
    assert "县财政局没有" in done.err
