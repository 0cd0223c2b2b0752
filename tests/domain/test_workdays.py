"""China's statutory workdays of 2018, by the State Council's notice (design: Workdays)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.plan.calendar import Calendar, UnknownYear, add_workdays, count_workdays, is_workday, reason_off
from tests.domain.build import CALENDAR, day, days

IN_2018 = st.dates(day("01-01"), day("12-31"))


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2018-09-22", 3, "2018-09-27"),
        ("2018-09-28", 1, "2018-09-29"),
        ("2018-09-28", 3, "2018-10-08"),
        ("2018-12-28", 3, "2019-01-03"),
        ("2018-07-25", 0, "2018-07-25"),
        ("2018-09-22", 0, "2018-09-22"),
    ],
)
def test_the_designs_own_examples(start: str, count: int, end: str) -> None:
    assert add_workdays(CALENDAR, day(start), count) == day(end)


ADDED = """
01-01 +1 01-02 | 01-05 +1 01-08 | 01-31 +1 02-01 | 02-09 +1 02-11 | 02-10 +1 02-11 | 02-11 +1 02-12
02-09 +4 02-14 | 02-14 +1 02-22 | 02-15 +1 02-22 | 02-21 +1 02-22 | 02-21 +3 02-24 | 02-23 +1 02-24
02-23 +2 02-26 | 02-24 +1 02-26 | 02-25 +1 02-26 | 04-03 +2 04-08 | 04-04 +1 04-08 | 04-05 +1 04-08
04-07 +1 04-08 | 04-08 +1 04-09 | 04-04 +3 04-10 | 04-27 +1 04-28 | 04-27 +2 05-02 | 04-28 +1 05-02
04-29 +1 05-02 | 05-01 +1 05-02 | 05-02 +3 05-07 | 06-15 +1 06-19 | 06-16 +1 06-19 | 06-18 +1 06-19
06-14 +2 06-19 | 07-25 +3 07-30 | 07-27 +1 07-30 | 08-31 +1 09-03 | 09-20 +2 09-25 | 09-21 +1 09-25
09-23 +1 09-25 | 09-28 +2 09-30 | 09-29 +1 09-30 | 09-30 +1 10-08 | 10-01 +1 10-08 | 10-07 +1 10-08
10-07 +5 10-12 | 10-12 +1 10-15 | 12-27 +2 12-29 | 12-28 +1 12-29 | 12-28 +2 2019-01-02
12-29 +1 2019-01-02 | 12-31 +1 2019-01-02 | 12-26 +5 2019-01-03
2019-01-01 -1 12-29 | 12-31 -1 12-29 | 12-29 -1 12-28 | 10-08 -1 09-30 | 10-08 -3 09-28 | 10-01 -1 09-30
09-29 -1 09-28 | 09-25 -1 09-21 | 09-24 -2 09-20 | 06-19 -1 06-15 | 05-02 -1 04-28 | 04-30 -2 04-27
04-09 -1 04-08 | 04-08 -1 04-04 | 04-06 -1 04-04 | 02-26 -1 02-24 | 02-25 -1 02-24 | 02-22 -1 02-14
02-14 -3 02-11 | 02-12 -2 02-09 | 02-11 -1 02-09 | 01-08 -1 01-05 | 01-03 -1 01-02
"""


@pytest.mark.parametrize("line", [line.strip() for line in ADDED.replace("\n", "|").split("|") if line.strip()])
def test_days_fixed_by_hand_around_every_holiday(line: str) -> None:
    start, count, end = line.split()
    assert add_workdays(CALENDAR, day(start), int(count)) == day(end)


def test_every_day_off_and_every_make_up_day_of_the_notice() -> None:
    off = "01-01 02-15..02-21 04-05..04-07 04-29..05-01 06-16..06-18 09-22..09-24 10-01..10-07 12-30 12-31"
    assert not any(is_workday(CALENDAR, each) for each in days(off))
    worked = days("02-11 02-24 04-08 04-28 09-29 09-30 12-29")
    assert all(each.weekday() >= 5 and is_workday(CALENDAR, each) for each in worked)


def test_2018_had_250_workdays() -> None:
    assert count_workdays(CALENDAR, day("2018-01-01"), day("2018-12-31")) == 250


@pytest.mark.parametrize(
    ("on", "why"), [("10-03", "国庆节"), ("10-06", "国庆节"), ("10-13", "周末"), ("09-29", ""), ("10-08", "")]
)
def test_why_nobody_works_that_day(on: str, why: str) -> None:
    assert reason_off(CALENDAR, day(on)) == why


def test_a_make_up_day_goes_before_a_day_off() -> None:
    both = Calendar({day("10-01"): "国庆节"}, frozenset({day("10-01")}), frozenset({2018}))
    assert is_workday(both, day("10-01"))


@given(st.dates(day("01-02"), day("10-31")), st.integers(1, 40))
def test_counting_undoes_adding(start: date, count: int) -> None:
    end = add_workdays(CALENDAR, start, count)
    assert is_workday(CALENDAR, end)
    assert count_workdays(CALENDAR, start, end) == count
    if is_workday(CALENDAR, start):
        assert add_workdays(CALENDAR, end, -count) == start


@given(st.dates(day("03-10"), day("12-31")), st.integers(1, 40))
def test_going_back_counts_the_days_gone_back_over(start: date, count: int) -> None:
    end = add_workdays(CALENDAR, start, -count)
    assert is_workday(CALENDAR, end)
    between = [end + timedelta(days=n) for n in range((start - end).days)]
    assert sum(is_workday(CALENDAR, each) for each in between) == count
    assert count_workdays(CALENDAR, start, end) == -count


@given(IN_2018, IN_2018, IN_2018)
def test_counts_of_stretches_add_up(one: date, two: date, three: date) -> None:
    first, middle, last = sorted((one, two, three))
    whole = count_workdays(CALENDAR, first, last)
    assert count_workdays(CALENDAR, first, middle) + count_workdays(CALENDAR, middle, last) == whole


def test_a_year_without_a_notice_is_named_and_never_guessed() -> None:
    with pytest.raises(UnknownYear) as told:
        add_workdays(CALENDAR, day("2019-12-31"), 3)
    assert "2020" in told.value.message
    assert "holidays" in told.value.hint
    with pytest.raises(UnknownYear, match="2017"):
        add_workdays(CALENDAR, day("2018-01-02"), -1 - 1)
    with pytest.raises(UnknownYear):
        is_workday(CALENDAR, day("2027-01-04"))
    with pytest.raises(UnknownYear):
        count_workdays(CALENDAR, day("2019-12-30"), day("2020-01-02"))


@pytest.mark.parametrize(("edge", "count"), [(date.max, 1), (date.min, -1)])
def test_the_ends_of_time_are_unknown_years_too(edge: date, count: int) -> None:
    always = Calendar({}, frozenset(), frozenset({1, 9999}))
    with pytest.raises(UnknownYear):
        add_workdays(always, edge, count * 5)
