"""A day without its year: what has happened lies behind, a date to keep lies ahead."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.errors import BadValue
from gongkai.typed import FAR_AHEAD, day_of, depends_on_today, finding_line, moment_of

DAYS = st.dates(date(2016, 1, 1), date(2030, 12, 31))
LEAP = (2, 29)


def written(day: date) -> str:
    return f"{day.month}月{day.day}日"


@given(DAYS, st.integers(0, 300))
def test_what_has_happened_is_the_latest_such_day(today: date, back: int) -> None:
    day = today - timedelta(days=back)
    if (day.month, day.day) != LEAP:
        assert day_of(written(day), today=today, past=True) == day


@given(DAYS, st.integers(1, 62))
def test_what_has_not_come_yet_is_not_taken_for_last_year_s(today: date, ahead: int) -> None:
    day = today + timedelta(days=ahead)
    if day.year == today.year and (day.month, day.day) != LEAP:
        with pytest.raises(BadValue, match=f"还没有到（今天是 {today}）"):
            day_of(written(day), today=today, past=True)


def test_a_day_that_no_month_has_is_told_of_this_year() -> None:
    with pytest.raises(BadValue, match="2018年9月没有31日"):
        day_of("9-31", today=date(2018, 9, 10), past=True)


@given(DAYS, st.integers(0, FAR_AHEAD))
def test_a_date_to_keep_is_the_next_such_day(since: date, ahead: int) -> None:
    day = since + timedelta(days=ahead)
    if (day.month, day.day) != LEAP:
        assert day_of(written(day), since=since) == day


@given(DAYS, st.integers(1, 60))
def test_a_day_just_gone_by_is_no_date_of_next_year(since: date, back: int) -> None:
    day = since - timedelta(days=back)
    if (day.month, day.day) != LEAP:
        assert day_of(written(day), since=since) == day


@given(DAYS, DAYS)
def test_a_full_date_stays_what_it_is(today: date, day: date) -> None:
    assert day_of(day.isoformat(), today=today, past=True) == day_of(day.isoformat(), since=today) == day


def test_at_the_years_end() -> None:
    january, christmas = date(2019, 1, 8), date(2018, 12, 24)
    assert day_of("12月30日", today=january, past=True) == date(2018, 12, 30)
    assert moment_of("12月30日下午2点", today=january).date() == date(2018, 12, 30)
    assert finding_line("问题｜措施｜张三｜1月15日", today=christmas).due == date(2019, 1, 15)


def test_a_named_year_counts_with_its_handling_up_to_march() -> None:
    assert day_of("11-20", today=date(2020, 5, 1), year=2018, past=True) == date(2018, 11, 20)
    assert day_of("1-20", today=date(2020, 5, 1), year=2018, past=True) == date(2019, 1, 20)


@pytest.mark.parametrize(
    ("today", "typed", "day"),
    [
        ("2018-11-30", "9月底", "2018-09-30"),
        ("2018-11-30", "11月底", "2018-11-30"),
        ("2019-01-10", "11月末", "2018-11-30"),
        ("2019-03-01", "2月底", "2019-02-28"),
    ],
)
def test_the_end_of_a_month_that_has_gone_by_is_its_last_day(today: str, typed: str, day: str) -> None:
    for year in (None, 2018):
        assert str(day_of(typed, today=date.fromisoformat(today), year=year, past=True)) == day


def test_the_end_of_a_month_that_has_not_come_is_told() -> None:
    today = date(2018, 11, 20)
    for typed, day in (("11月底", "2018-11-30"), ("12月底", "2018-12-31")):
        with pytest.raises(BadValue, match=f"还没有到（今天是 {today}，那天是 {day}）"):
            day_of(typed, today=today, past=True)


@pytest.mark.parametrize(
    "typed", ["今天", "昨天", "前日", "上周五", "周三", "月底", "去年12月3日", "下午2点", "昨天 9:30"]
)
def test_some_days_are_others_to_who_reads_them_later(typed: str) -> None:
    assert depends_on_today(typed)


@pytest.mark.parametrize(
    "typed", ["", "2018-09-28", "9.28", "9月底", "年底", "9月28日下午2点", "2018-09-28 10:00", "四成"]
)
def test_others_are_not(typed: str) -> None:
    assert not depends_on_today(typed)
