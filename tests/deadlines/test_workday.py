"""`gongkai workday`: a date, and why it is that date."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.errors import BadValue
from gongkai.plan.calendar import MADE_UP, add_workdays, calendar_with, count_workdays, is_workday, walk
from gongkai.plan.model import Holidays
from gongkai.typed import days_of
from tests.cli import run
from tests.deadlines.counter import opened
from tests.latin import latin_words
from tests.plans import SMALL_PLAN

if TYPE_CHECKING:
    from pathlib import Path

CALENDAR = calendar_with(Holidays())
HOLIDAYS = "  holidays: {rest: [2018-10-08]}\n"
LIGHTS = "  lights: {due_days: 30, silent_days: 90}\n"
KNOWN = st.dates(date(2007, 1, 1), date(2026, 9, 30))


def asked(*args: str, db: str = "/nowhere/none.db") -> tuple[str, str]:
    """Return the date told and the reason of the first day passed over."""
    told = run("workday", *args, "--json", db=db, today="2018-09-28").json
    assert list(told) == ["from", "days", "date", "skipped"]
    return told["date"], told["skipped"][0]["reason"] if told["skipped"] else ""


@pytest.mark.parametrize(
    ("day", "count", "end", "why"),
    [
        ("2018-09-22", "+3", "2018-09-27", "周末"),
        ("2018-09-28", "+1", "2018-09-29", "调休上班"),
        ("2018-09-28", "3", "2018-10-08", "调休上班"),
        ("2018-12-28", "＋3", "2019-01-03", "调休上班"),
        ("2018-09-30", "1", "2018-10-08", "国庆节"),
        ("2018-10-08", "-1", "2018-09-30", "国庆节"),
        ("2018/10/8", "-3", "2018-09-28", "国庆节"),
        ("20181008", "0", "2018-10-08", ""),
        ("2018-02-14", "1", "2018-02-22", "春节"),
    ],
)
def test_the_date_and_why(day: str, count: str, end: str, why: str) -> None:
    assert asked(day, count) == (end, why)


def test_every_day_passed_over_is_told_with_its_reason() -> None:
    told = run("workday", "2018-09-28", "+3", db="/nowhere/none.db", today="2018-09-28", env={"COLUMNS": "100"})
    assert told.code == 0
    assert "是2018年10月8日（星期一）。" in told.out
    lines = [line.split() for line in told.out.splitlines() if line.startswith("2018-")]
    assert lines[0] == ["2018-09-29", "星期六", "调休上班", "计入"]
    assert [line[0] for line in lines[2:]] == [f"2018-10-{day:02}" for day in range(1, 8)]
    assert {tuple(line[2:]) for line in lines[2:]} == {("国庆节", "跳过")}
    assert not latin_words(told.out)


def test_it_needs_no_database_and_makes_none(tmp_path: Path) -> None:
    db = tmp_path / "none.db"
    assert asked("2018-09-28", "3", db=str(db))[0] == "2018-10-08"
    assert not db.exists()


def test_the_plans_own_holidays_go_before_the_calendar(tmp_path: Path) -> None:
    counter = opened(tmp_path, SMALL_PLAN.replace(LIGHTS, HOLIDAYS))
    told = counter.json("workday", "2018-09-28", "3")
    assert told["date"] == "2018-10-09"
    assert {"date": "2018-10-08", "reason": "放假（要点文件规定）"} in told["skipped"]
    counter.refuses(2, "2017", "workday", "2018-09-28", "3", "--year", "2017")


def test_a_year_without_a_notice_says_how_to_add_it(tmp_path: Path) -> None:
    """A paper signed on 2026-12-30: nobody knows the days off of 2027 yet."""
    told = run("workday", "2026-12-30", "3", db="/nowhere/none.db", today="2026-12-30")
    assert (told.code, told.out) == (2, "")
    assert "没有2027年的放假安排" in told.err
    assert "holidays" in told.err
    known = SMALL_PLAN.replace(LIGHTS, "  holidays: {rest: [2027-01-01], work: [2027-01-02, 2027-01-04]}\n")
    counter = opened(tmp_path, known)
    assert counter.json("workday", "2026-12-30", "3")["date"] == "2027-01-04"


@pytest.mark.parametrize("text", ["", "三", "1.5", "--3", "+", "99999", "2501", "1e2", "-"])
def test_what_is_no_number_of_days(text: str) -> None:
    with pytest.raises(BadValue):
        days_of(text)
    assert run("workday", "2018-09-28", text, db="/nowhere/none.db").code == 2


def test_a_missing_number_is_asked_for() -> None:
    told = run("workday", "2018-09-28", db="/nowhere/none.db")
    assert told.code == 2
    assert "天数" in told.err


@given(KNOWN, st.integers(1, 60))
def test_adding_and_counting_agree_from_2007_to_2026(start: date, count: int) -> None:
    end = add_workdays(CALENDAR, start, count)
    assert is_workday(CALENDAR, end)
    assert count_workdays(CALENDAR, start, end) == count
    assert count_workdays(CALENDAR, start, end - timedelta(days=1)) == count - 1
    back = add_workdays(CALENDAR, end, -count)
    assert back == start if is_workday(CALENDAR, start) else back < start


@given(KNOWN.filter(lambda day: day > date(2007, 6, 1)), st.integers(-60, 60))
def test_what_is_passed_over_explains_the_whole_way(start: date, count: int) -> None:
    found = walk(CALENDAR, start, count)
    assert found.end == add_workdays(CALENDAR, start, count)
    passed = abs((found.end - start).days)
    off = [day for day, reason in found.skipped if reason != MADE_UP]
    assert passed - len(off) == abs(count)
    assert all(day.weekday() >= 5 for day, reason in found.skipped if reason in (MADE_UP, "周末"))
    low, high = sorted((start, found.end))
    assert all(low <= day <= high and day != start for day, _ in found.skipped)
