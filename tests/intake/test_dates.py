"""Dates as notices write them: the day each means, and the days that somebody may take it for."""

from __future__ import annotations

from datetime import date

import pytest

from gongkai.plan.dates import dates_in, day_meant


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2021-06", date(2021, 6, 30)),
        ("2021.6.30", date(2021, 6, 30)),
        ("２０２１/6/30前", date(2021, 6, 30)),
        ("2020年2月底前", date(2020, 2, 29)),
        ("6月底前", date(2018, 6, 30)),
        ("6 月 30 日前", date(2018, 6, 30)),
        ("年底前", date(2018, 12, 31)),
        ("2018年年底", date(2018, 12, 31)),
        ("三季度末", date(2018, 9, 30)),
        ("第1季度", date(2018, 3, 31)),
        ("上半年", date(2018, 6, 30)),
        ("6月中旬", date(2018, 6, 20)),
    ],
)
def test_the_day_that_is_meant(text: str, day: date) -> None:
    assert day_meant(text, 2018) == day


@pytest.mark.parametrize(
    "text", ["", "2021", "2021年", "2021-13", "2018-02-30", "每月20日前", "二〇一八", "3.5", "尽快"]
)
def test_what_names_no_day(text: str) -> None:
    assert day_meant(text, 2018) is None


@pytest.mark.parametrize(
    "text",
    ["次年3月底前", "每年12月底前", "每月20日前", "自2018年7月1日起实施", "3.5万人", "1-9月", "5小时内", "力争80%以上"],
)
def test_what_ends_on_no_certain_day(text: str) -> None:
    assert all(one.said == "9月" for one in dates_in(text, 2018)) if text == "1-9月" else not list(dates_in(text, 2018))


def test_the_days_a_quote_can_mean() -> None:
    first, second = dates_in("2018年9月15日前报送，12月底前办结", 2018)
    assert (first.first, first.last) == (date(2018, 9, 14), date(2018, 9, 15))
    assert (second.first, second.last) == (date(2018, 12, 21), date(2018, 12, 31))


@pytest.mark.parametrize("text", ["1.2021年底前完成", "2019-2021年底前完成", "每2021年底前"])
def test_a_year_begins_a_date_whatever_stands_before_it(text: str) -> None:
    """The number of an item, or the year that a span begins with: 1.2021年底前 is no part of a longer figure."""
    assert [one.last for one in dates_in(text, 2018)] == [date(2021, 12, 31)]
