"""`gongkai report --all-scorecards`: a file for each unit that is scored, the year read once."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unittest import mock
from zipfile import ZipFile

import pytest

from gongkai.cli import talk
from gongkai.report.commands import OFFERED
from gongkai.scoring import commands as cards
from gongkai.scoring.commands import scored
from tests.cli import run

if TYPE_CHECKING:
    from pathlib import Path

    from tests.demonstration import Shown


def test_each_unit_gets_a_file_of_its_name(shown: Shown, tmp_path: Path) -> None:
    done = shown.ask("report", "--all-scorecards", str(tmp_path / "表"), "--format", "md")
    assert (done.out, done.err.count("\n")) == ("", 1)
    names = {file.name for file in (tmp_path / "表").iterdir()}
    assert len(names) == 54
    assert "得分表-严陵镇人民政府.md" in names


def test_a_file_says_what_the_units_own_scorecard_says(shown: Shown, tmp_path: Path) -> None:
    shown.ask("report", "--all-scorecards", str(tmp_path), "--format", "md")
    for unit in ("碗厂镇人民政府", "县政府办公室"):
        alone = tmp_path / "一份.md"
        shown.ask("scorecard", unit, "-o", str(alone))
        assert (tmp_path / f"得分表-{unit}.md").read_bytes() == alone.read_bytes()


def test_word_is_the_usual_format(shown: Shown) -> None:
    assert cards.ending_of(None) == ".docx"
    assert len(list((shown.folder / "得分表").glob("得分表-*.docx"))) == 54


def test_the_year_is_read_and_scored_once(shown: Shown, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scoring = mock.Mock(wraps=scored)
    monkeypatch.setattr("gongkai.report.commands.scored", scoring)
    shown.ask("report", "--all-scorecards", str(tmp_path), "--format", "zip")
    assert scoring.call_count == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--all-scorecards", "表", "--format", "wps"), "不认识文件的扩展名"),
        (("--format", "md"), "--all-scorecards"),
    ],
)
def test_what_cannot_be_is_told(shown: Shown, words: tuple[str, ...], said: str) -> None:
    done = run("report", *words, db=shown.store)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_a_folder_that_cannot_be_made_is_told(shown: Shown, tmp_path: Path) -> None:
    (tmp_path / "文件").write_text("甲", encoding="utf-8")
    done = run("report", "--all-scorecards", str(tmp_path / "文件"), db=shown.store)
    assert done.code == 2
    assert "建不了文件夹" in done.err


def test_a_bar_shows_only_where_a_person_sits(shown: Shown, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(talk, "watched", lambda: True)
    told = shown.ask("report", "--all-scorecards", str(tmp_path), "--format", "md")
    assert "54/54" in told.err or "已写入 54 份得分表" in told.err
    assert told.out == ""


NAMES = {
    "报告": ("docx", None),
    "通报": ("md", "情况的通报"),
    "一览": ("md", "情况一览"),
    "台账": ("md", "考核台账"),
    "circular": ("md", "情况的通报"),
    "statement": ("md", "考核情况报告"),
    "page": ("md", "情况一览"),
    "workbook": ("md", "考核台账"),
}


@pytest.mark.parametrize("said", NAMES)
def test_a_paper_asked_for_by_name_is_written_in_any_format(shown: Shown, tmp_path: Path, said: str) -> None:
    """Whatever the ending alone would mean; the older option says the same."""
    ending, title = NAMES[said]
    path, older = tmp_path / f"文书.{ending}", tmp_path / f"同.{ending}"
    shown.ask("report", said, "-o", str(path))
    assert title in path.read_text(encoding="utf-8") if title else path.read_bytes()[:2] == b"PK"
    shown.ask("report", "--paper", said, "-o", str(older))
    assert older.read_bytes() == path.read_bytes()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("简报",), "可用：circular（通报）、statement（报告）、page（一览）、workbook（台账）"),
        (("--paper", "简报"), "可用：circular（通报）、statement（报告）、page（一览）、workbook（台账）"),
        (("midterm",), "midterm是种类，写 --kind midterm"),
        (("page", "--paper", "通报"), "写了两样文书"),
        (("workbook", "--issue", "威府办〔2018〕9号"), "登记印发的是通报"),
        (("一览", "--issued", "威府办〔2018〕9号"), "登记印发的是通报"),
    ],
)
def test_a_paper_that_is_none_is_told_which_there_are(shown: Shown, words: tuple[str, ...], told: str) -> None:
    done = run("report", *words, db=shown.store)
    assert (done.code, done.out, told in done.err) == (2, "", True), done.err


def test_the_papers_of_a_year_are_offered_by_their_names() -> None:
    assert dict(OFFERED("")) == {"circular": "通报", "statement": "报告", "page": "一览", "workbook": "台账"}
    assert OFFERED("通") == [("通报", "circular")]


def test_a_paper_of_several_tables_goes_into_a_zip_and_no_csv(shown: Shown, tmp_path: Path) -> None:
    done = run("report", "statement", "-o", str(tmp_path / "年终.csv"), db=shown.store)
    assert (done.code, "一个 .csv 只放一张" in done.err, ".zip" in done.err) == (2, True, True)
    assert list(tmp_path.iterdir()) == []
    shown.ask("report", "workbook", "-o", str(tmp_path / "台账.zip"))
    with ZipFile(tmp_path / "台账.zip") as archive:
        assert {name.partition("-")[2] for name in archive.namelist()} >= {"要点进展.csv", "扣分明细.csv"}
        heads = [archive.read(name).decode("utf-8-sig").splitlines() for name in archive.namelist()]
    assert all(len(lines) > 2 for lines in heads)
