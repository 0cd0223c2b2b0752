"""`gongkai report -o year.html`: the leaders' page, opened with --open, and what a closed year shows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from unittest import mock

import pytest

from gongkai.papers.document import Document
from tests.cli import Result, run
from tests.papers_html.reading import Node, read

if TYPE_CHECKING:
    from pathlib import Path

TODAY = "2018-12-20"


@pytest.fixture
def db(tmp_path: Path) -> str:
    path = str(tmp_path / "a.db")
    assert run("load", db=path, today="2018-09-01").code == 0
    return path


def report(db: str, path: Path, *more: str, today: str = TODAY) -> Result:
    done = run("report", "-o", str(path), *more, db=db, today=today)
    assert done.code == 0, done.err
    return done


def page(path: Path) -> Node:
    return read(path.read_text(encoding="utf-8"))


def titles(root: Node) -> list[str]:
    return [node.text.partition("、")[2] for node in root.all("h2")]


def test_the_report_as_a_page_is_the_leaders_page(db: str, tmp_path: Path) -> None:
    path = tmp_path / "year.html"
    report(db, path)
    root = page(path)
    assert root.one("h1").text == "威远县2018年政务公开工作年终考核情况一览"
    assert titles(root) == [
        "与此前相比",
        "各章推进情况",
        "各单位落实情况",
        "得分分布",
        "各月情况",
        "各要点进展",
        "考核排名",
        "各单位考核得分表",
    ]
    cards = [node for node in root.all("details") if node.above.count("details") == 1]
    assert len(cards) == 54


def test_beside_the_page_json_gives_the_reports_own_answer(db: str, tmp_path: Path) -> None:
    done = report(db, tmp_path / "year.html", "--json")
    assert done.json == run("report", "--json", db=db, today=TODAY).json


@pytest.mark.parametrize("named", ["page", "一览"])
@pytest.mark.parametrize(
    ("ending", "instead"), [(".xlsx", "台账"), (".docx", "通报"), (".csv", "文件名.zip"), (".zip", "报告")]
)
def test_a_page_is_written_as_no_other_file(db: str, tmp_path: Path, named: str, ending: str, instead: str) -> None:
    done = run("report", named, "-o", str(tmp_path / f"一览{ending}"), db=db, today=TODAY)
    assert (done.code, done.out) == (2, "")
    assert f"只写成 .html、.md、.json，不写成 {ending}" in done.err
    assert instead in done.err
    assert not (tmp_path / f"一览{ending}").exists()


@pytest.mark.parametrize(
    ("named", "ending", "first", "instead"),
    [
        ("报告", ".xlsx", ".docx", "台账"),
        ("statement", ".xlsx", ".docx", "台账"),
        ("通报", ".xlsx", ".docx", "台账"),
        ("台账", ".docx", ".xlsx", "通报"),
    ],
)
def test_prose_is_no_workbook_and_rows_are_no_prose(
    db: str, tmp_path: Path, named: str, ending: str, first: str, instead: str
) -> None:
    done = run("report", named, "-o", str(tmp_path / f"文书{ending}"), db=db, today=TODAY)
    assert (done.code, done.out) == (2, "")
    assert f"不写成 {ending}" in done.err
    assert f"用 -o 文件名{first}；要 {ending} 的：gongkai report {instead} -o 文件名{ending}" in done.err
    assert not (tmp_path / f"文书{ending}").exists()


@pytest.mark.parametrize("option", ["--issue", "--issued"])
def test_an_issued_circular_is_no_workbook_either(db: str, tmp_path: Path, option: str) -> None:
    numbered = ("report", option, "威政务公开办〔2018〕9号", "--kind", "季度", "-o", str(tmp_path / "通报.xlsx"))
    done = run(*numbered, db=db, today=TODAY)
    assert done.code == 2
    assert "通报是成篇的文字" in done.err


def test_other_papers_are_pages_of_their_own(db: str, tmp_path: Path) -> None:
    path = tmp_path / "card.HTML"
    done = run("scorecard", "县教育局", "-o", str(path), db=db, today=TODAY)
    assert done.code == 0, done.err
    assert page(path).one("h1").text == "2018年度政务公开考核得分表　县教育局"


def test_a_quarter_says_which(db: str, tmp_path: Path) -> None:
    path = tmp_path / "q.html"
    report(db, path, "--kind", "季度", today="2018-09-30")
    assert page(path).one("h1").text == "威远县2018年第三季度政务公开工作情况一览"


def test_open_shows_the_page_in_the_browser(db: str, tmp_path: Path) -> None:
    path = tmp_path / "年 终#1.html"
    with mock.patch("webbrowser.open", return_value=True) as opened:
        report(db, path, "--open")
    opened.assert_called_once_with(path.as_uri())


def test_without_a_browser_the_page_is_there_and_is_named(db: str, tmp_path: Path) -> None:
    path = tmp_path / "year.html"
    with mock.patch("webbrowser.open", return_value=False):
        done = report(db, path, "--open")
    assert f"没有找到浏览器，请自行打开 {path}" in done.err
    assert path.is_file()


@pytest.mark.parametrize("more", [(), ("-o", "年终.md")])
def test_open_is_for_pages_alone(db: str, tmp_path: Path, more: tuple[str, ...]) -> None:
    done = run("report", "--open", *more, db=db, today=TODAY)
    assert done.code == 2
    assert "--open 打开的是网页" in done.err
    assert [each for each in tmp_path.iterdir() if each.suffix in {".html", ".md"}] == []


def test_a_closed_year_shows_the_figures_that_were_frozen(db: str, tmp_path: Path) -> None:
    run("progress", "add", "4", "-u", "县财政局", "--percent", "60", "--date", "2018-09-01", db=db, today=TODAY)
    closed = run("year", "close", "--force", "--reason", "试封存", "--by", "王某", db=db, today="2019-01-20")
    assert closed.code == 0, closed.err
    path = tmp_path / "year.html"
    report(db, path, today="2019-02-01")
    frozen = json.loads(run("report", "--json", db=db, today="2019-02-01").out)
    root = page(path)
    assert "考核情况一览" in root.one("h1").text
    assert frozen["head"][:12] in root.one("footer").text


def test_where_the_ledger_no_longer_says_what_was_frozen_the_frozen_report_stands(db: str, tmp_path: Path) -> None:
    run("year", "close", "--force", "--reason", "试封存", "--by", "王某", db=db, today="2019-01-20")
    path = tmp_path / "year.html"
    told = "gongkai.report.commands.page_document"
    with mock.patch(told, side_effect=lambda *_, **__: Document("page", "另一本账", (), data={"summary": {}})):
        report(db, path, today="2019-02-01")
    assert page(path).one("h1").text == "威远县人民政府办公室关于2018年政务公开工作年终考核情况的报告"


def test_the_first_page_is_filled_before_the_picture_and_a_share_is_told_apart_from_a_score(
    db: str, tmp_path: Path
) -> None:
    path = tmp_path / "year.html"
    report(db, path)
    root = page(path)
    found = titles(root)
    assert found.index("各章推进情况") < found.index("各单位落实情况"), "this begins a page of its own, on its side"
    assert sum("落实面不计分" in node.text for node in root.all("p")) == 1, "said once"
