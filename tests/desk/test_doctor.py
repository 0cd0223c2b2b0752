"""`gongkai doctor`: what went missing when only the database was copied to another machine."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from tests.cli import run
from tests.desk.counter import TODAY

if TYPE_CHECKING:
    from tests.desk.counter import Desk


def test_a_copy_without_its_evidence_is_warned_of(desk: Desk, tmp_path: Path) -> None:
    paper = tmp_path / "清单.txt"
    paper.write_text("已公开", encoding="utf-8")
    desk.must("progress", "add", "7", "-u", "jyj", "--percent", "40", "--evidence", str(paper))
    assert "佐证文件不见了" not in desk.must("doctor").out
    facts = desk.must("doctor", "--json").json["facts"]
    shutil.rmtree(Path(facts["佐证文件夹"]))
    (warning,) = [said for said in desk.must("doctor", "--json").json["warnings"] if "佐证" in said]
    assert warning.startswith("有1个佐证文件不见了")


def test_the_own_unit_is_told(desk: Desk) -> None:
    assert "本单位" not in desk.must("doctor", "--json").json["facts"]
    told = run("doctor", "--json", today=TODAY, db=desk.db, env={"GONGKAI_UNIT": "县教育局"})
    assert told.json["facts"]["本单位"] == "县教育局"


def test_no_fact_is_told_twice(desk: Desk) -> None:
    rows = [line.split("  ")[0] for line in desk.must("doctor").out.splitlines() if "  " in line]
    labels = [label for label in rows if label]
    assert len(labels) == len(set(labels))


def test_a_clock_that_was_set_back_is_told_and_nothing_is_lost(desk: Desk) -> None:
    desk.must("progress", "add", "7", "-u", "jyj", "--percent", "40")
    assert "本机时间" in run("doctor", today="2018-08-01", db=desk.db).out
    add = ("progress", "add", "7", "-u", "jyj", "--percent", "50", "--date", "2018-08-01")
    done = run(*add, today="2018-08-01", db=desk.db)
    assert done.code == 0, done.err
    assert "两者必有一个不准；请核对本机时间" in done.err
    assert desk.must("audit", "verify").code == 0
    assert [one["percent"] for one in desk.must("progress", "list", "--json").json] == [50, 40]
