"""The last days of 2026, before anybody knows the days off of 2027: what needs no count of workdays goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.deadlines.counter import Counter, opened
from tests.plans import SMALL_PLAN

if TYPE_CHECKING:
    from pathlib import Path

PLAN = SMALL_PLAN.replace("2018", "2026")
LIGHTS = "  lights: {due_days: 30, silent_days: 90}\n"
KNOWN = PLAN.replace(LIGHTS, LIGHTS + "  holidays: {rest: [2027-01-01, 2027-01-02, 2027-12-31]}\n")
TODAY, WAIT = "2026-12-28 09:30", "待国务院办公厅公布2027年放假安排后确定"
OBJECTION, SIGNING = f"第5个工作日，{WAIT}", f"第3个工作日，{WAIT}"


@pytest.fixture
def year_end(tmp_path: Path) -> Counter:
    """The small year of 2026 with a deduction, a finding and a paper signed on 30 December."""
    counter = opened(tmp_path, PLAN, today="2026-09-03 09:30")
    taken = ("--rule", "4.1", "--points", "2", "--reason", "栏目空白", "--no-evidence", "当面核实")
    counter.do("deduct", "add", "-u", "西镇", *taken, today=TODAY)
    counter.do("finding", "add", "-u", "东镇", "--problem", "目录未公开", today=TODAY)
    return counter


def test_a_notice_is_given_and_says_on_what_its_last_day_depends(year_end: Counter) -> None:
    done = year_end.do("deduct", "notify", "-u", "西镇", "--plain", today=TODAY)
    assert f"异议期限到{OBJECTION}" in done.err
    assert f"告知当天不算；最后一天是告知后{OBJECTION}" in done.out
    again = year_end.json("deduct", "notify", "-u", "西镇", "--reprint", today=TODAY)
    assert again["last_day"] is None
    card = year_end.do("scorecard", "西镇", "--plain", today=TODAY).out
    assert f"可以申请复核，最后一天是告知后{OBJECTION}" in card
    assert WAIT in year_end.do("due", "-u", "西镇", today=TODAY).out
    year_end.do("deduct", "notify", "-u", "西镇", "--reprint", "--plain", today=TODAY)


def test_a_unit_may_object_as_long_as_nobody_knows_that_it_is_too_late(year_end: Counter) -> None:
    (told,) = year_end.json("deduct", "notify", "-u", "西镇", today=TODAY)
    filed = year_end.json("appeal", "file", told["entry"], "--reason", "已经公开", today="2027-01-20 09:30")
    assert (filed["status"], filed["applied"]) == ("open", 2)
    assert "异议没有决定" in year_end("year", "close", today="2027-01-20 09:30").err


def test_the_last_day_is_filled_in_once_the_days_off_are_loaded(year_end: Counter, tmp_path: Path) -> None:
    year_end.do("deduct", "notify", "-u", "西镇", today=TODAY)
    year_end.do("duty", "open", "3.1", "-u", "网信办", "--at", "2026-12-30", today="2026-12-30 09:30")
    year_end.do("duty", "done", "3.1", "--at", "2027-01-07", today="2027-01-07 09:30")
    (item,) = [one for one in year_end.json("duty", "list", today="2027-01-07 09:30") if one["duty"] == "3.1"]
    assert (item["due"], item["due_awaits"], item["late_minutes"]) == (None, 2027, 0)
    assert "已办结（期限待定）" in year_end.do("duty", "list", "--point", "3", today="2027-01-07 09:30").out
    file = tmp_path / "tasks.yaml"
    file.write_text(KNOWN, encoding="utf-8")
    year_end.do("load", str(file), today="2027-01-07 09:30")
    (item,) = [one for one in year_end.json("duty", "list", today="2027-01-07 09:30") if one["duty"] == "3.1"]
    assert (item["due"][:10], item["due_awaits"], item["status"]) == ("2027-01-05", None, "late")
    again = year_end.do("deduct", "notify", "-u", "西镇", "--reprint", "--plain", today="2027-01-07 09:30").out
    assert f"最后一天是告知后{OBJECTION}" in again, "a reprint says what the unit was told"
    said = "申请复核的最后一天是 2027-01-05"
    entry = year_end.json("deduct", "list", today="2027-01-07 09:30")[0]["id"]
    year_end.refuses(3, said, "appeal", "file", entry, "--reason", "晚了", today="2027-01-07 09:30")


def test_what_has_a_clock_of_workdays_is_opened_listed_and_reminded_of(year_end: Counter) -> None:
    now = "2026-12-30 09:30"
    opened_now = year_end.do("duty", "open", "3.1", "-u", "网信办", "--at", "2026-12-30", today=now)
    assert f"最迟 {SIGNING}" in opened_now.err
    for listing in (("duty", "list"), ("due",), ("status", "-u", "网信办"), ("show", "3")):
        assert SIGNING in year_end.do(*listing, "--plain", today=now).out.replace("\n", ""), listing
    assert f"期限为{SIGNING}，尚未办结" in year_end.do("remind", "-u", "网信办", today=now).out
    assert year_end.do("duty", "open", "3.1", "-u", "网信办", "--at", "2026-12-28", today=now).err.count(WAIT) == 0


def test_circulars_and_notices_to_put_right_are_written(year_end: Counter, tmp_path: Path) -> None:
    asked = f"第10个工作日（{WAIT}）前"
    assert asked in year_end.do("finding", "notice", "-u", "东镇", "--plain", today=TODAY).out
    for name in ("通报.docx", "年终.xlsx", "年终.html", "年终.md"):
        year_end.do("report", "-o", str(tmp_path / name), today=TODAY)
        assert (tmp_path / name).exists()
    year_end.do("report", "--kind", "quarter", "--issue", "某府办函〔2026〕9号", today=TODAY)
    year_end.do("due", "--ics", str(tmp_path / "到期.ics"), today=TODAY)
    for command in (("status",), ("score",), ("check",), ("deduct", "propose"), ("year", "list")):
        year_end.do(*command, today=TODAY)


def test_a_day_that_is_asked_for_itself_is_not_guessed(year_end: Counter) -> None:
    said = year_end.refuses(2, "没有2027年的放假安排", "workday", "2026-12-28", "+5", today=TODAY)
    assert "plan.holidays" in said.err
