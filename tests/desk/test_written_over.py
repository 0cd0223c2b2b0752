"""A paper that somebody has corrected by hand is not written over; the program's own, as it was written, is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli import run

if TYPE_CHECKING:
    from tests.desk.counter import Desk

REFUSED = "在写出以后被改动过，或者不是本工具写的，没有覆盖"
PAPERS = [
    (("report",), "通报.docx"),
    (("report",), "年终.xlsx"),
    (("report",), "年终.html"),
    (("finding", "list"), "台账.csv"),
    (("status",), "进展.md"),
    (("scorecard", "县教育局"), "得分表.json"),
    (("remind",), "催办.txt"),
    (("score",), "得分.csv"),
]


@pytest.mark.parametrize(("words", "name"), PAPERS)
def test_a_paper_is_written_over_only_as_long_as_nobody_changed_it(
    desk: Desk, tmp_path: Path, words: tuple[str, ...], name: str
) -> None:
    path = tmp_path / name
    desk.must(*words, "-o", str(path))
    desk.must("progress", "add", "7", "-u", "jyj", "--percent", "40", "--note", "已编目录")
    assert f"已写入 {path}（已覆盖原有文件）" in desk.must(*words, "-o", str(path)).err
    corrected = path.read_bytes() + b" "
    path.write_bytes(corrected)
    done = run(*words, "-o", str(path), db=desk.db, today="2018-11-30")
    assert (done.code, done.out) == (3, "")
    assert REFUSED in done.err
    assert "--overwrite" in done.err
    assert path.read_bytes() == corrected
    desk.must(*words, "-o", str(path), "--overwrite")
    assert path.read_bytes() != corrected
    desk.must(*words, "-o", str(path))


def test_a_file_of_somebody_else_is_left_alone_and_an_empty_one_is_nobodys(desk: Desk, tmp_path: Path) -> None:
    theirs, empty = tmp_path / "别人的.csv", tmp_path / "空.csv"
    theirs.write_text("姓名,电话\n", encoding="utf-8")
    empty.touch()
    assert run("finding", "list", "-o", str(theirs), db=desk.db, today="2018-11-30").code == 3
    desk.must("finding", "list", "-o", str(empty))
    calendar = tmp_path / "到期.ics"
    calendar.write_text("BEGIN:VCALENDAR\r\n", encoding="utf-8")
    assert run("due", "--ics", str(calendar), db=desk.db, today="2018-11-30").code == 3
    desk.must("due", "--ics", str(calendar), "--overwrite")


def test_a_paper_that_was_moved_or_put_back_is_still_the_programs_own(desk: Desk, tmp_path: Path) -> None:
    first, second = tmp_path / "一.docx", tmp_path / "二.docx"
    desk.must("report", "-o", str(first))
    kept = first.read_bytes()
    first.rename(second)
    desk.must("report", "-o", str(second))
    second.write_bytes(b"x")
    second.write_bytes(kept)
    desk.must("report", "-o", str(second))


def test_nothing_is_recorded_where_the_paper_may_not_be_written(desk: Desk, tmp_path: Path) -> None:
    taken = ("--rule", "4.1", "--reason", "空白", "--no-evidence", "现场")
    desk.must("deduct", "add", "-u", "县教育局", *taken)
    folder = tmp_path / "告知"
    folder.mkdir()
    (folder / "告知单-县教育局.docx").write_bytes(b"x")
    for words in (
        ("deduct", "notify", "-u", "县教育局", "-o", str(folder / "告知单-县教育局.docx")),
        ("deduct", "notify", "--all", str(folder)),
        ("report", "--kind", "quarter", "--issue", "某府办〔2018〕9号", "-o", str(folder / "告知单-县教育局.docx")),
    ):
        before = len(desk.must("audit", "log", "--json").json)
        done = run(*words, db=desk.db, today="2018-11-30")
        assert (done.code, REFUSED in done.err) == (3, True), words
        assert len(desk.must("audit", "log", "--json").json) == before
    desk.must("deduct", "notify", "--all", str(folder), "--overwrite")


def test_of_many_papers_none_is_written_where_one_was_corrected(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "得分表"
    desk.must("report", "--all-scorecards", str(folder), "--format", "md")
    (folder / "得分表-县教育局.md").write_text("改过", encoding="utf-8")
    others = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
    done = run("report", "--all-scorecards", str(folder), "--format", "md", db=desk.db, today="2018-11-30")
    assert (done.code, REFUSED in done.err) == (3, True)
    assert {path: path.stat().st_mtime_ns for path in folder.iterdir()} == others


def test_no_paper_takes_the_place_of_what_was_recorded(desk: Desk, tmp_path: Path) -> None:
    """Neither the ledger itself, nor another, nor a file of evidence, nor a backup: also where it is asked for."""
    proof, backup, copy = tmp_path / "证.txt", tmp_path / "备份.zip", tmp_path / "另一本"
    proof.write_text("公开栏目截图", encoding="utf-8")
    desk.must("progress", "add", "7", "-u", "jyj", "--percent", "40", "--evidence", str(proof))
    (kept,) = [path for path in Path(f"{desk.db}.evidence").rglob("*") if path.is_file()]
    desk.must("backup", str(backup))
    copy.write_bytes(Path(desk.db).read_bytes())
    (tmp_path / "链接").symlink_to(desk.db)
    for path in (Path(desk.db), copy, tmp_path / "链接", kept, backup):
        before = path.read_bytes()
        done = run("audit", "anchor", "-o", str(path), "--overwrite", db=desk.db, today="2018-11-30")
        assert (done.code, "不能用文书覆盖" in done.err, done.out) == (3, True, "")
        assert path.read_bytes() == before
    assert run("report", "-o", str(backup), "--overwrite", db=desk.db, today="2018-11-30").code == 3
    desk.must("audit", "verify")
