"""The page on verifying: its ten lines, run as they stand there, on a log as it was exported."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli import run
from tests.docs.console import ROOT, fenced

if TYPE_CHECKING:
    from pathlib import Path

PAGE = ROOT / "docs" / "verifying.md"
TODAY = "2018-11-30"
TEN, MANY = 10, 60


def script() -> str:
    """Return the page's program."""
    (found,) = [block for language, block in fenced(PAGE.read_text(encoding="utf-8")) if language == "python"]
    return found


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A year with more lines in its trail than a screen shows."""
    folder = tmp_path_factory.mktemp("痕迹")
    db = str(folder / "x.db")
    for words in (("load",), ("finding", "add", "-u", "县教育局", "--problem", "“甲\n乙”\u2028𠮷")):
        assert run(*words, db=db, today=TODAY).code == 0
    for number in range(1, MANY):
        told = ("--percent", str(number), "--note", f"第{number}次")
        assert run("progress", "add", "7", "-u", "县教育局", *told, db=db, today=TODAY).code == 0
    return db


def exported(store: str, *more: str) -> list[dict[str, Any]]:
    """Return the log for scripts."""
    done = run("audit", "log", "--json", *more, db=store, today=TODAY)
    assert done.code == 0, done.err
    return list(done.json)


def recomputed(lines: object, folder: Path, *name: str) -> subprocess.CompletedProcess[str]:
    """Run the page's program on lines of a log."""
    file = folder / "痕迹.json"
    file.write_text(json.dumps(lines, ensure_ascii=False), encoding="utf-8")
    command = [sys.executable, "-X", "utf8", "-c", script(), str(file), *name]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def test_the_ten_lines_agree_with_the_program(store: str, tmp_path: Path) -> None:
    assert sum(map(bool, script().split("\n"))) == TEN
    told = run("audit", "verify", "--json", db=store, today=TODAY).json
    lines = exported(store)
    done = recomputed(lines, tmp_path, told["ledger"])
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == f"{told['entries']}行都对得上，末行校验码 {told['head']}"
    assert lines[0]["prev"] == hashlib.sha256(told["ledger"].encode()).hexdigest()
    last = recomputed(exported(store, "-n", "7"), tmp_path)
    assert last.stdout.startswith("7行都对得上")


@pytest.mark.parametrize("key", ["body", "moment", "actor", "act", "id", "prev", "hash"])
def test_the_ten_lines_find_any_line_that_was_touched(store: str, tmp_path: Path, key: str) -> None:
    lines = exported(store)
    lines[3][key] = lines[3][key][:-1] + ("0" if lines[3][key][-1] != "0" else "1")
    done = recomputed(lines, tmp_path)
    assert (done.returncode, "第4行对不上" in done.stderr) == (1, True)


def test_the_ten_lines_find_a_line_left_out_and_one_put_in(store: str, tmp_path: Path) -> None:
    lines = exported(store)
    assert recomputed([*lines[:4], *lines[5:]], tmp_path).returncode == 1
    assert recomputed([*lines[:4], lines[4], *lines[4:]], tmp_path).returncode == 1
    assert recomputed(lines, tmp_path, "另一本登记簿").returncode == 1


def test_the_log_says_how_many_lines_of_how_many_it_shows(store: str) -> None:
    whole = len(exported(store))
    shown = run("audit", "log", "--plain", db=store, today=TODAY).out
    assert f"以上是最近50条，痕迹共{whole}条。" in shown
    assert f"gongkai audit log -n {whole}" in shown
    every = run("audit", "log", "--plain", "-n", str(whole), db=store, today=TODAY).out
    assert f"共{whole}条。" in every
    assert "以上是最近" not in every
    assert "共1条。" in run("audit", "log", "Y1", db=store, today=TODAY).out


@pytest.mark.parametrize("ending", ["md", "csv", "html", "json"])
def test_a_file_holds_the_whole_log_or_says_what_it_holds(store: str, tmp_path: Path, ending: str) -> None:
    whole, file = len(exported(store)), tmp_path / f"痕迹.{ending}"
    done = run("audit", "log", "-o", str(file), db=store, today=TODAY)
    assert "最近" not in done.err
    written = file.read_text(encoding="utf-8-sig")
    assert "Y1" in written
    if ending in {"md", "html"}:
        assert f"共{whole}条。" in written
    done = run("audit", "log", "-n", "5", "-o", str(file), db=store, today=TODAY)
    assert f"写入的是最近5条，痕迹共{whole}条" in done.err
    assert not re.search(r"\bY1\b", file.read_text(encoding="utf-8-sig"))
