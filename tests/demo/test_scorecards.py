"""`gongkai report --all-scorecards`: a file for each unit that is scored, the year read once."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unittest import mock

import pytest

from gongkai.cli import talk
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
    shown.ask("report", "--all-scorecards", str(tmp_path), "--format", "csv")
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


@pytest.mark.parametrize(
    ("said", "ending", "title"),
    [("报告", "docx", None), ("通报", "md", "情况的通报"), ("一览", "md", "情况一览"), ("workbook", "md", "考核台账")],
)
def test_a_paper_asked_for_by_name_is_written_in_any_format(
    shown: Shown, tmp_path: Path, said: str, ending: str, title: str | None
) -> None:
    path = tmp_path / f"文书.{ending}"
    shown.ask("report", "--paper", said, "-o", str(path))
    assert title in path.read_text(encoding="utf-8") if title else path.read_bytes()[:2] == b"PK"


def test_a_paper_that_is_none_is_told_which_there_are(shown: Shown) -> None:
    done = run("report", "--paper", "简报", db=shown.store)
    assert (done.code, "可用：报告、通报、一览、台账" in done.err) == (2, True)
