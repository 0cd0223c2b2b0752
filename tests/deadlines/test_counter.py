"""Recording duties at the counter: whose they are, when they were met, and how a wrong entry is put right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gongkai.cli.candidates import CandidateReader
from gongkai.duty.acts import NewEvent, open_event
from gongkai.register.act import When
from gongkai.register.writing import open_register
from gongkai.typed import moment_of
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
    run = ("duty", "done", "20.1", "--from", "2018-08-01", "--to", "2018-08-03", "--evidence", "http://x.cn/8.html")
    assert "20.1（08-01至08-03）共3项，按期完成3项，补录3项（县政府信访局）" in county.do(*run, today=AUTUMN).err
    later = ("duty", "done", "20.1", "--from", "2018-08-06", "--to", "2018-12-31", "--at", "2018-09-05")
    said = county.do(*later, "--evidence", "http://x.cn/9.html", today=AUTUMN).err
    assert "共23项，逾期完成22项、按期完成1项，补录11项（县政府信访局）" in said, "and none of a day to come"


def test_a_target_says_what_it_lacks(county: Counter) -> None:
    """要点12: 力争80%以上."""
    said = county.do("duty", "done", "12.1", "--value", "75", today=AUTUMN).err
    assert "已登记现值：12.1 75%（目标80%，差5个百分点）（县政府办公室等2个）" in said
    assert "已登记办结：12.1 已达标" in county.do("duty", "done", "12.1", "--value", "81", today=AUTUMN).err


def test_a_clock_of_hours_wants_an_hour(county: Counter) -> None:
    """要点28."""
    county.refuses(2, "要写明几点几分", "duty", "open", "28.3", "-u", "网信办", "--at", "2018-09-04", today=AUTUMN)
    county.do("duty", "open", "28.3", "-u", "网信办", "--at", "2018-09-04 09:00", "--note", "停水", today=AUTUMN)
    county.refuses(2, "要写明几点几分", "duty", "done", "28.3", "--date", "2018-09-05", today=AUTUMN)


def test_a_wrong_entry_is_made_void_and_the_right_one_made(county: Counter) -> None:
    county.do("duty", "done", "8.1/2018-08", "--at", "2018-08-30 10:00", today=AUTUMN)
    said = county.refuses(3, "已办结", "duty", "done", "8.1/2018-08", today=AUTUMN).err
    assert "登记错的先作废再登记：gongkai void K2 --reason 理由" in said
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


def test_a_receipt_tells_the_record_to_make_void(county: Counter) -> None:
    said = county.do("duty", "done", "20.1/2018-08-01", "--date", "08-01", today=AUTUMN).err
    number = said.rpartition("编号 ")[2].split("\n")[0]
    assert "补录" in said
    county.do("void", number, "--reason", "点错单位", today=AUTUMN)
    said = county.do("duty", "cancel", "35.1/县教育局", "--reason", "去年已编制", today=AUTUMN).err
    assert "已取消：35.1/县教育局（县教育局），编号 K" in said


def test_what_was_overdue_is_not_called_in_time_without_a_word(county: Counter) -> None:
    """要点20: `due` asks for the day, and a run without one says what it took for granted."""
    assert "--to 2018-09-04 --date 日期" in county.do("due", "--plain", today=AUTUMN).out
    said = county.do("duty", "done", "20.1", "--from", "08-01", "--to", "09-05", today=AUTUMN).err
    assert "20.1（08-01至09-05）" in said
    assert "注意：其中25项登记时已逾期，按各自时限内完成登记" in said


def test_evidence_added_later_keeps_the_time(county: Counter) -> None:
    """要点26: what was met in time stays so when its proof is handed in."""
    opened = ("duty", "open", "26.1", "-u", "jyj", "--at", "2018-08-03 16:30", "--json")
    event = county.json(*opened[:-1], today="2018-08-05")[0]["id"].rpartition("/")[2]
    county.do("duty", "done", event, "--at", "2018-08-07 09:00", today=AUTUMN)
    said = county.do("duty", "done", event, "--evidence", "http://a.example/1", today=AUTUMN).err
    assert "已补充办结" in said
    assert "按期完成" in said
    county.refuses(3, "已办结（2018-08-07，", "duty", "done", event, today=AUTUMN)


def test_who_does_not_owe_it_is_told_who_does(county: Counter) -> None:
    told = "20.1由县政府信访局承担，县教育局没有这一项"
    county.refuses(2, told, "duty", "done", "20.1", "-u", "jyj", today=AUTUMN)
    county.refuses(2, told, "duty", "done", "20.1", "-u", "jyj", "--from", "08-01", "--to", "08-02", today=AUTUMN)


def test_ids_in_hand_are_understood(county: Counter) -> None:
    assert "20.1" in county.do("show", "20.1", today=AUTUMN).out
    assert "8.1/2018-08" in county.do("show", "8.1/2018-08", today=AUTUMN).out
    county.refuses(2, "在要点的经过里：gongkai show 20", "void", "20.1/2018-07-31", "--reason", "错", today=AUTUMN)
    county.refuses(2, "是几个要点，这里一次写一个", "show", "9,10", today=AUTUMN)
    number = county.json("progress", "add", "7", "-u", "jyj", "--percent", "100", today=AUTUMN)["id"]
    assert "县教育局　要点7" in county.do("progress", "return", number, "--reason", "没有佐证", today=AUTUMN).err
    county.refuses(2, f"{number} 是县教育局", "progress", "verify", number, "-u", "czj", "--note", "x", today=AUTUMN)


def test_what_depends_is_made_void_first_in_any_order(county: Counter) -> None:
    found = ("--finding", "目录缺两项", "--finding", "栏目空白")
    county.do("selfcheck", "add", "-u", "jyj", "--summary", "自查", *found, today=AUTUMN)
    county.do("void", "S2", "F3", "F4", "--reason", "登记错", today=AUTUMN)
    assert "S2" in county.do("void", "list", today=AUTUMN).out


def offered(counter: Counter, now: str) -> list[str]:
    """Return what the Tab key offers where an item's id is to be typed."""
    return [name for name, _ in CandidateReader(counter.db, moment_of(now)).items()]


def test_the_tab_key_offers_what_is_late_then_what_is_due_within_thirty_days(county: Counter) -> None:
    ids = offered(county, "2018-09-05T10:00")
    assert ids.index("20.1/2018-08-01") < ids.index("8.1/2018-09")
    assert not [each for each in offered(county, "2018-11-30T10:00") if each.startswith("9.1")], "due in 31 days"
    assert [each for each in offered(county, "2018-12-01T10:00") if each.startswith("9.1")] == ["9.1"]


def test_the_tab_key_offers_the_earliest_of_a_long_run_and_each_event(county: Counter) -> None:
    with open_register(county.db, actor="张文书", os_user="zhang", now=moment_of("2018-12-28T10:00")) as register:
        for _ in range(61):
            open_event(register, When(None), "28.3", "网信办", NewEvent(moment_of("2018-11-01T10:00")))
    ids = offered(county, "2018-12-28T10:00")
    daily = [each for each in ids if each.startswith("20.1/")]
    assert (len(daily), daily[0], daily[-1]) == (60 + 1, "20.1/2018-07-25", "20.1/2018-12-28"), "60 late, one of today"
    assert len([each for each in ids if each.startswith("28.3/")]) == 61


def test_a_target_missed_when_the_year_is_over_is_not_waited_for(county: Counter) -> None:
    """要点12 has no date of its own: until the year ends it may be reached, then it was or was not."""
    county.do("duty", "done", "12.1", "--value", "75", today=AUTUMN)
    assert "未达标" not in county.do("show", "12", today=AUTUMN).out
    said = county.do("duty", "list", "--point", "12", today="2019-01-10").out
    assert "未达标" in said
    assert "待办" not in said


def test_why_an_item_was_cancelled_stands_beside_it(county: Counter) -> None:
    county.do("duty", "cancel", "35.1/县教育局", "--reason", "去年已编制", today=AUTUMN)
    assert "去年已编制" in county.do("duty", "list", "--point", "35", today=AUTUMN).out
