"""Days, times and figures as people type them, on the 30th of November 2018."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from gongkai.errors import BadValue
from gongkai.typed import day_of, figure_of, finding_line, moment_of, value_of

TODAY = date(2018, 11, 30)


WRITTEN = [
    "2018-09-28",
    "2018.9.28",
    "2018/9/28",
    "2018年9月28日",
    "20180928",
    "9-28",
    "9.28",
    "9/28",
    "9月28日",
    "9月28号",
    "２０１８－０９－２８",
    "９月２８日",
]


@pytest.mark.parametrize("text", [*WRITTEN, " 2018 年 9 月 28 日 "])
def test_a_day_is_written_in_many_ways(text: str) -> None:
    assert day_of(text, today=TODAY) == date(2018, 9, 28)


def test_days_are_told_from_the_day_of_typing() -> None:
    told = [day_of(text, today=TODAY).day for text in ("今天", "昨天", "前天")]
    assert told == [30, 29, 28]
    assert day_of("12-28", today=date(2019, 1, 10), year=2018) == date(2018, 12, 28)
    assert finding_line("甲｜乙｜丙｜12月5日", today=TODAY).due == date(2018, 12, 5)


@pytest.mark.parametrize(
    ("text", "today", "wanted"),
    [
        ("明天", date(2018, 12, 31), date(2019, 1, 1)),
        ("后天", date(2018, 9, 10), date(2018, 9, 12)),
        ("月底", date(2018, 2, 3), date(2018, 2, 28)),
        ("月底", date(2018, 12, 31), date(2018, 12, 31)),
        ("年底", date(2018, 9, 10), date(2018, 12, 31)),
        ("9月底", date(2018, 9, 30), date(2018, 9, 30)),
        ("2月末", date(2018, 12, 3), date(2019, 2, 28)),
        ("9月上旬", date(2018, 9, 10), date(2018, 9, 10)),
        ("9月上旬", date(2018, 9, 11), date(2018, 9, 10)),
        ("2月份中旬", date(2018, 12, 3), date(2019, 2, 20)),
        ("2020年2月下旬", date(2018, 12, 3), date(2020, 2, 29)),
        ("下周五", date(2018, 11, 30), date(2018, 12, 7)),
        ("本周日", date(2018, 11, 30), date(2018, 12, 2)),
        ("下下个星期一", date(2018, 11, 30), date(2018, 12, 10)),
        ("周四", date(2018, 11, 30), date(2018, 12, 6)),
        ("周五", date(2018, 11, 30), date(2018, 11, 30)),
        ("明年1月10日", date(2018, 11, 30), date(2019, 1, 10)),
        ("今年12月3日", date(2018, 11, 30), date(2018, 12, 3)),
    ],
)
def test_a_day_ahead_may_be_told_from_today(text: str, today: date, wanted: date) -> None:
    assert day_of(text, "期限", today=today, since=today) == wanted
    assert finding_line(f"甲｜乙｜丙｜{text}", today=today).due == wanted


@pytest.mark.parametrize("text", ["9-28", "昨天", "9月28日"])
def test_without_a_day_of_typing_there_is_no_such_day(text: str) -> None:
    with pytest.raises(BadValue, match="不对"):
        day_of(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2018-02-30", "2018年2月没有30日"),
        ("2-29", "2018年2月没有29日"),
        ("2018-13-01", "没有13月"),
        ("2018-00-10", "没有0月"),
        ("0000-1-1", "没有0年"),
        ("明天", "日期“明天”不对"),
        ("9", "日期“9”不对"),
    ],
)
def test_a_day_that_is_none_says_why(text: str, said: str) -> None:
    with pytest.raises(BadValue, match=said):
        day_of(text, today=TODAY)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2018-09-28 10:00", "2018-09-28T10:00"),
        ("2018-09-28T10:00:00+08:00", "2018-09-28T10:00"),
        ("9月28日10点", "2018-09-28T10:00"),
        ("9-28 下午2点", "2018-09-28T14:00"),
        ("9.28 10点30分", "2018-09-28T10:30"),
        ("9-28 中午12点", "2018-09-28T12:00"),
        ("10：00", "2018-11-30T10:00"),
        ("昨天 晚上8点半", "2018-11-29T20:30"),
        ("今天", "2018-11-30T00:00"),
    ],
)
def test_a_time_is_written_in_many_ways(text: str, wanted: str) -> None:
    assert moment_of(text, today=TODAY).isoformat()[:16] == wanted


@pytest.mark.parametrize("text", ["9-28 25:00", "9-28 10:61", "9-28 10:0", "9-28 10", "9-28 下午", "abc", "25点"])
def test_a_time_that_is_none(text: str) -> None:
    with pytest.raises(BadValue, match="时间“"):
        moment_of(text, today=TODAY)


def test_a_quantity_may_carry_its_percent_sign() -> None:
    told = [(value_of(text).figure, value_of(text).percent) for text in ("85", "85%", "８５％", "79.9")]
    assert told == [(Decimal(85), False), (Decimal(85), True), (Decimal(85), True), (Decimal("79.9"), False)]
    with pytest.raises(BadValue) as bad:
        value_of("八成")
    assert "85%" in bad.value.hint
    with pytest.raises(BadValue):
        figure_of("5%")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("上周五", date(2018, 11, 23)), ("周三", date(2018, 11, 28)), ("周日", date(2018, 11, 25)), ("周五", TODAY)],
)
def test_a_day_gone_by_may_be_told_by_its_weekday(text: str, wanted: date) -> None:
    assert day_of(text, today=TODAY, past=True) == wanted


@pytest.mark.parametrize("text", ["明天", "下周一", "年底", "本周六"])
def test_what_is_still_to_come_has_not_happened(text: str) -> None:
    with pytest.raises(BadValue, match="还没有到（今天是 2018-11-30"):
        day_of(text, today=TODAY, past=True)


@pytest.mark.parametrize("text", ["9月中旬", "13月中旬"])
def test_ten_days_are_no_day_on_which_something_happened(text: str) -> None:
    with pytest.raises(BadValue, match="不对"):
        day_of(text, today=TODAY, past=True)


def test_the_last_of_the_month_has_come_on_its_day() -> None:
    assert day_of("月底", today=TODAY, past=True) == TODAY
    assert day_of("去年12月3日", today=date(2019, 1, 10), past=True) == date(2018, 12, 3)


@pytest.mark.parametrize(
    "problem",
    [
        "公众号文章“政策解读｜社保新政”发布超期",
        '栏目"解读|回应"空白',
        "《办法｜细则》没有公开",
        "表格（机构｜职能）缺项",
        "“甲｜乙”和「丙｜丁」重名",
        "‘甲“乙｜丙”丁’失效",
    ],
)
def test_a_bar_between_paired_marks_divides_nothing(problem: str) -> None:
    got = finding_line(f"{problem}｜补上|张三｜12月5日", today=TODAY)
    assert (got.problem, got.measure, got.person, got.due) == (problem, "补上", "张三", date(2018, 12, 5))
    assert finding_line(problem, today=TODAY).problem == problem


@pytest.mark.parametrize("text", ["公众号“政策解读｜补上", "栏目”空白｜补上", '5"屏不亮｜补上', "1）空白｜补上"])
def test_a_mark_without_its_twin_encloses_nothing(text: str) -> None:
    problem, measure = text.split("｜")
    assert finding_line(text, today=TODAY).problem == problem
    assert finding_line(text, today=TODAY).measure == measure


def test_too_many_parts_are_told_with_what_helps() -> None:
    with pytest.raises(BadValue) as bad:
        finding_line("甲｜乙｜丙｜12月5日｜戊", today=TODAY)
    assert "加上引号" in bad.value.hint
    assert "--measure" in bad.value.hint
