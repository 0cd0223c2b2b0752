"""Names of files that nobody could type again, and papers that are issued though their file cannot be written."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.cli import environment, run
from tests.hostile.conftest import TODAY

if TYPE_CHECKING:
    from pathlib import Path

ODD = ("坏\x1b[31m.md", "两\n行.md", "半\udcff.md", "删\x7f.md")


@pytest.mark.parametrize("name", ODD)
def test_a_file_name_that_nobody_could_type_is_refused(year: Path, tmp_path: Path, name: str) -> None:
    db = str(year / "年.db")
    for words in (
        ("status", "-o", str(tmp_path / name)),
        ("report", "--all-scorecards", str(tmp_path / name)),
        ("backup", str(tmp_path / name)),
        ("audit", "anchor", "-o", str(tmp_path / name)),
    ):
        done = run(*words, today=TODAY, db=db)
        assert (done.code, done.out) == (2, ""), words
        assert "文件名里有" in done.err
    assert list(tmp_path.iterdir()) == []
    assert run("--db", str(tmp_path / name), "load", today=TODAY).code == 2


def test_bytes_that_are_no_utf8_are_no_file_name(year: Path, tmp_path: Path) -> None:
    command: list[str | bytes] = [sys.executable, "-m", "gongkai", "status", "-o", os.fsencode(tmp_path / "\udcff.md")]
    done = subprocess.run(command, env=environment(TODAY, str(year / "年.db")), capture_output=True, check=False)
    assert done.returncode == 2
    assert "文件名里有" in done.stderr.decode()
    assert list(tmp_path.iterdir()) == []


def test_any_honest_name_will_do(year: Path, tmp_path: Path) -> None:
    name = "2018年 情况（第3稿）’“’👍𠮷\u3000.md"
    assert run("status", "-o", str(tmp_path / name), today=TODAY, db=str(year / "年.db")).code == 0
    assert (tmp_path / name).is_file()


def issues(db: str) -> list[str]:
    lines = run("audit", "log", "--json", today=TODAY, db=db).json
    return [line["id"] for line in lines if line["act"] == "report.issue"]


def test_nothing_is_issued_whose_file_could_not_be_written(year: Path, tmp_path: Path) -> None:
    import shutil

    db = str(tmp_path / "年.db")
    shutil.copy(year / "年.db", db)
    for place in (tmp_path / "没有" / "通报.docx", tmp_path / "通报.odt", tmp_path):
        done = run("report", "--kind", "month", "--issue", "某府办函〔2018〕9号", "-o", str(place), today=TODAY, db=db)
        assert done.code == 2, done.err
        assert "已经登记印发" not in done.err
    assert issues(db) == []


def test_a_paper_that_was_issued_says_so_where_its_file_fails(
    year: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shutil

    db, place = str(tmp_path / "年.db"), tmp_path / "通报.docx"
    shutil.copy(year / "年.db", db)

    def full(_path: Path, _content: bytes) -> None:
        raise OSError(28, "")

    monkeypatch.setattr("gongkai.cli.present._replace", full)
    number = "某府办函〔2018〕9号"
    done = run("report", "--kind", "month", "--issue", number, "-o", str(place), today=TODAY, db=db)
    assert done.code == 2
    assert "已经登记印发" in done.err
    assert f"gongkai report --issued {number} -o 文件名.docx" in done.err
    assert len(issues(db)) == 1
    monkeypatch.undo()
    assert run("report", "--issued", number, "-o", str(place), today=TODAY, db=db).code == 0
    assert place.is_file()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="platform: no pipes")
def test_no_paper_takes_the_place_of_a_pipe_or_a_device(year: Path, tmp_path: Path) -> None:
    db, place = str(year / "年.db"), tmp_path / "情况.md"
    os.mkfifo(place)
    for words in (("status", "-o", str(place)), ("status", "-o", str(place), "--overwrite")):
        done = run(*words, today=TODAY, db=db)
        assert (done.code, "是设备或管道" in done.err) == (2, True), done.err
    assert [path.name for path in tmp_path.iterdir()] == ["情况.md"]
    assert place.is_fifo()
