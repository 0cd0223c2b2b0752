"""Recording duties at the counter: whose they are, when they were met, and how a wrong entry is put right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.deadlines.counter import Counter, the_county

if TYPE_CHECKING:
    from pathlib import Path

AUTUMN = "2018-09-05 10:00"


@pytest.fixture
def county(tmp_path: Path) -> Counter:
    """The 41 points of 2018."""
    return the_county(tmp_path)


def test_it_says_whose_item_it_was(county: Counter) -> None:
    said = county.do("duty", "done", "8.1/2018-08", "--at", "2018-08-30 10:00", today=AUTUMN).err
    assert "已登记办结：8.1/2018-08 按期完成（县国资办）" in said


def test_a_run_says_how_many_were_in_time(county: Counter) -> None:
    """要点20: a list each workday; what was made up for on one day is late but for that day's own."""
    run = ("duty", "done", "20.1", "--from", "2018-08-01", "--to", "2018-08-03")
    assert "20.1（08-01至08-03）共3项，按期完成3项（县政府信访局）" in county.do(*run, today=AUTUMN).err
    later = ("duty", "done", "20.1", "--from", "2018-08-06", "--to", "2018-12-31", "--at", "2018-09-05")
    said = county.do(*later, today=AUTUMN).err
    assert "共23项，逾期完成22项、按期完成1项（县政府信访局）" in said, "and none of a day to come"


def test_a_target_says_what_it_lacks(county: Counter) -> None:
    """要点12: 力争80%以上."""
    said = county.do("duty", "done", "12.1", "--value", "75", today=AUTUMN).err
    assert "已登记现值：12.1 75%（目标80%，差5%）（县政府办公室等2个）" in said
    assert "已登记办结：12.1 已达标" in county.do("duty", "done", "12.1", "--value", "81", today=AUTUMN).err


def test_a_clock_of_hours_wants_an_hour(county: Counter) -> None:
    """要点28."""
    county.refuses(2, "要写明几点几分", "duty", "open", "28.3", "-u", "网信办", "--at", "2018-09-04", today=AUTUMN)
    county.do("duty", "open", "28.3", "-u", "网信办", "--at", "2018-09-04 09:00", "--note", "停水", today=AUTUMN)
    county.refuses(2, "要写明几点几分", "duty", "done", "28.3", "--date", "2018-09-05", today=AUTUMN)


def test_a_wrong_entry_is_made_void_and_the_right_one_made(county: Counter) -> None:
    county.do("duty", "done", "8.1/2018-08", "--at", "2018-08-30 10:00", today=AUTUMN)
    said = county.refuses(3, "已办结", "duty", "done", "8.1/2018-08", today=AUTUMN).err
    assert "gongkai void 编号 --reason 理由（编号见 gongkai show 8 的经过）" in said
    (entry,) = [one for one in county.json("show", "8", today=AUTUMN)["history"] if one["record"] == "Settlement"]
    assert "已作废" in county.do("void", entry["id"], "--reason", "日期写错", today=AUTUMN).err
    assert "逾期完成" in county.do("duty", "done", "8.1/2018-08", "--at", "2018-09-04", today=AUTUMN).err
    (gone,) = county.json("void", today=AUTUMN)
    assert (gone["target"], gone["reason"], gone["was"]["id"]) == (entry["id"], "日期写错", entry["id"])
    assert "8.1/2018-08" in county.do("void", today=AUTUMN).out
    county.refuses(2, "缺少", "void", "K2", today=AUTUMN)
    assert county.json("audit", "verify")["ok"]
    assert county.json("void", "--as-of", "2018-09-04", today=AUTUMN) == []


def test_in_january_who_chases_counts_from_today(county: Counter) -> None:
    """A reading stands at 31 December; how long something is overdue, and what is left, does not."""
    county.do("finding", "add", "-u", "教育局", "--problem", "栏目不更新", "--due", "2019-01-15", today="2018-12-20")
    (one,) = [x for x in county.json("due", "-u", "教育局", today="2019-01-10") if x["kind"] == "finding"]
    assert (one["status"], one["late_minutes"]) == ("pending", 0)
    assert "还有5天" in county.do("due", "-u", "教育局", today="2019-01-10").out
    assert "逾期5天" in county.do("due", "-u", "教育局", today="2019-01-20").out
    assert "逾期20天" in county.do("due", "-u", "环保局", today="2019-01-20").out
    (late,) = county.json("finding", "list", today="2019-01-20")
    assert late["due"] == "2019-01-15"
    assert county.json("status", today="2019-01-20")["plan"]["as_of"] == "2018-12-31"
