"""The statutory calendar, and the plan's own days laid over it."""

from __future__ import annotations

from datetime import date

import pytest

from gongkai.plan.calendar import UnknownYear, add_workdays, read_calendar, reason_off
from tests.plans import SMALL_PLAN, plan_from, small_plan

LIGHTS = "  lights: {due_days: 30, silent_days: 90}\n"


@pytest.mark.parametrize(
    ("day", "count", "due"),
    [
        (date(2018, 9, 22), 3, date(2018, 9, 27)),
        (date(2018, 9, 28), 1, date(2018, 9, 29)),
        (date(2018, 9, 28), 3, date(2018, 10, 8)),
        (date(2018, 12, 28), 3, date(2019, 1, 3)),
    ],
)
def test_workdays_of_2018_with_their_make_up_weekends(day: date, count: int, due: date) -> None:
    assert add_workdays(read_calendar(small_plan()), day, count) == due


def test_days_off_are_called_by_their_chinese_names() -> None:
    calendar = read_calendar(small_plan())
    assert reason_off(calendar, date(2018, 10, 1)) == "国庆节"
    assert reason_off(calendar, date(2018, 2, 16)) == "春节"
    assert reason_off(calendar, date(2018, 12, 29)) == ""
    assert all("\u4e00" <= name[0] <= "\u9fff" for name in calendar.off.values())


def test_2027_is_unknown_until_the_plan_knows_it() -> None:
    with pytest.raises(UnknownYear, match="2027"):
        add_workdays(read_calendar(small_plan()), date(2026, 12, 31), 2)
    own = plan_from(SMALL_PLAN.replace(LIGHTS, "  holidays: {rest: [2027-01-01], work: [2027-01-04]}\n"))
    calendar = read_calendar(own)
    assert add_workdays(calendar, date(2026, 12, 31), 1) == date(2027, 1, 4)
    assert reason_off(calendar, date(2027, 1, 1)) == "放假（要点文件规定）"


def test_three_days_of_new_year_do_not_make_a_whole_year_known() -> None:
    days = "  holidays: {rest: [2027-01-01, 2027-01-02, 2027-01-03]}\n"
    calendar = read_calendar(plan_from(SMALL_PLAN.replace(LIGHTS, days)))
    assert reason_off(calendar, date(2027, 1, 3)) == "放假（要点文件规定）"
    with pytest.raises(UnknownYear, match="2027年的放假安排只写到2027-01-03") as told:
        add_workdays(calendar, date(2026, 12, 31), 1)
    assert "12月31日" in told.value.hint
    whole = days.replace("2027-01-03]", "2027-01-03], work: [2027-12-31]")
    calendar = read_calendar(plan_from(SMALL_PLAN.replace(LIGHTS, whole)))
    assert add_workdays(calendar, date(2026, 12, 31), 1) == date(2027, 1, 4)
    with pytest.raises(UnknownYear, match="没有2028年的放假安排"):
        add_workdays(calendar, date(2027, 12, 31), 1)


def test_the_plans_own_days_go_before_the_library() -> None:
    own = plan_from(SMALL_PLAN.replace(LIGHTS, "  holidays: {rest: [2018-09-29, 2018-10-10], work: [2018-10-01]}\n"))
    calendar = read_calendar(own)
    assert reason_off(calendar, date(2018, 10, 1)) == ""
    assert reason_off(calendar, date(2018, 9, 29)) == "放假（要点文件规定）"
    assert reason_off(calendar, date(2018, 10, 10)) == "放假（要点文件规定）"
    assert reason_off(calendar, date(2018, 10, 2)) == "国庆节"
