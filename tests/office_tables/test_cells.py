"""Days, shares and states as offices write them in cells."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

import pytest

from gongkai.errors import BadValue
from gongkai.intake.office_cells import (
    Days,
    are_shares,
    day_inside,
    is_percent_alone,
    numbers_in,
    percent_in,
    proofs_in,
    stand_told,
    text_of,
)

if TYPE_CHECKING:
    from gongkai.sheets.book import Cell

DAYS = Days(2018, date(2018, 12, 28))
SEPTEMBER = date(2018, 9, 28)


@pytest.mark.parametrize(
    "written",
    [
        SEPTEMBER,
        datetime(2018, 9, 28, 10, 30),  # noqa: DTZ001 - as a workbook has it
        43371,
        43371.5,
        "43371",
        20180928,
        "20180928",
        "2018-09-28",
        "2018.9.28",
        "2018/9/28",
        "２０１８．９．２８",
        "2018年9月28日",
        "2018 年 9 月 28 日",
        "18.9.28",
        "9月28日",
        "9月28号",
        "9.28",
        9.28,
        "9-28",
        "9/28",
        "9月26日至28日",
        "9月26日—9月28日",
        "2018.9.26-2018.9.28".replace("-", "至"),
        "9月28日（周五）",
        "截至9月28日",
        "9.26-9.28",
        "2018.9.26-28",
        "9月26-28日",
        "2018/9/26-2018/9/28",
        "2018-09-28 10:30",
    ],
)
def test_a_day_has_many_spellings(written: Cell) -> None:
    assert DAYS.past(written, "日期") == SEPTEMBER


@pytest.mark.parametrize(
    ("written", "meant"),
    [("9月底", date(2018, 9, 30)), ("2018年2月底", date(2018, 2, 28)), ("年底", date(2018, 12, 31))],
)
def test_the_end_of_a_month_is_its_last_day(written: str, meant: date) -> None:
    assert DAYS.past(written, "日期") == meant


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("2018年9月", "只写到月"),
        ("9月中旬", "只写到旬"),
        ("9月份", "只写到月"),
        (9.2, "看不出是9月2日还是9月20日"),
        ("2018年9月31日", "没有31日"),
        ("13月1日", "没有13月"),
        ("近期", "不对"),
        (True, "不是日期"),
        (time(9, 28), "不是日期"),
        (928, "不是日期"),
        (-5.25, "不是日期|不对"),
    ],
)
def test_what_names_no_day_is_refused(written: Cell, why: str) -> None:
    with pytest.raises(BadValue, match=why):
        DAYS.past(written, "日期")


def test_what_follows_the_turn_of_the_year_is_of_the_next() -> None:
    later = Days(2018, date(2019, 2, 1))
    assert later.past("1月15日", "销号日期", after=date(2018, 12, 20)) == date(2019, 1, 15)
    assert DAYS.past("1月15日", "销号日期", after=date(2018, 12, 20)) == date(2018, 1, 15)  # that day has not come yet


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("10月底前", date(2018, 10, 31)),
        ("2018年10月15日前", date(2018, 10, 15)),
        ("10月15日之前完成", date(2018, 10, 15)),
        ("10月", date(2018, 10, 31)),
        ("年底前", date(2018, 12, 31)),
        ("2018年底", date(2018, 12, 31)),
        ("1月10日", date(2019, 1, 10)),
        (date(2018, 10, 15), date(2018, 10, 15)),
        (43388, date(2018, 10, 15)),
        ("9月上旬", date(2018, 9, 10)),
        ("1月上旬", date(2019, 1, 10)),
        ("9月中旬前", date(2018, 9, 20)),
        ("9月份下旬", date(2018, 9, 30)),
        ("2019年2月下旬", date(2019, 2, 28)),
        ("立行立改", None),
        ("长期坚持", None),
    ],
)
def test_a_date_ahead(written: Cell, meant: date | None) -> None:
    assert DAYS.due(written, "完成时限", since=date(2018, 9, 10)) == meant


@pytest.mark.parametrize(
    ("written", "shares", "meant"),
    [
        (0.4, True, 40),
        (1, True, 100),
        (1, False, 1),
        (40, False, 40),
        ("40%", False, 40),
        ("４０％", True, 40),
        (0.29, True, 29),
        (0.575, True, 57),
        (0.999, True, 99),
        ("99.9%", False, 99),
        ("已完成", False, 100),
        ("已完成。", False, 100),
        ("完成80%", False, 80),
        ("已建成专栏，完成约80%", False, 80),
        ("未启动", False, 0),
        ("未完成", False, 0),
        (True, False, 100),
        ("√", False, 100),
        ("推进中", False, None),
        ("已完成初稿，正在征求意见", False, None),
        ("四成", False, None),
        ("未完成80%", False, None),
    ],
)
def test_how_far_something_is(written: Cell, meant: int | None, *, shares: bool) -> None:
    assert percent_in(written, shares=shares) == meant


def test_two_percents_in_one_cell_are_none() -> None:
    with pytest.raises(BadValue, match="几个百分数"):
        percent_in("信息公开完成80%，政务服务完成60%", shares=False)


def test_a_column_decides_whether_1_is_all_or_one_percent() -> None:
    assert are_shares([1, 0.4, "", "已完成"])
    assert are_shares([1, 0])
    assert not are_shares([1, 40])
    assert not are_shares(["1", "40"])
    assert not are_shares(["已完成", ""])


def test_words_beside_a_percent_are_words() -> None:
    assert is_percent_alone("已完成80%")
    assert not is_percent_alone("已完成80%，其余年底前完成")


@pytest.mark.parametrize(
    ("words", "stand"),
    [
        ("未整改", "open"),
        ("否", "open"),
        ("整改中", "planned"),
        ("正在整改", "planned"),
        ("部分整改", "planned"),
        ("未完成", "planned"),
        ("已整改", "rectified"),
        ("已整改待核", "rectified"),
        ("已整改（待核查）", "rectified"),
        ("整改完成", "rectified"),
        ("已全部整改到位", "rectified"),
        ("是", "rectified"),
        ("已销号", "closed"),
        ("办结销号", "closed"),
        ("已整改到位，栏目恢复更新", "rectified"),
        ("进展顺利", None),
        ("", None),
    ],
)
def test_the_state_of_a_finding(words: str, stand: str | None) -> None:
    assert stand_told(words) == stand


def test_a_day_inside_a_sentence_counts_where_it_is_the_only_one() -> None:
    assert day_inside("已于9月20日补发12条", DAYS, "日期") == date(2018, 9, 20)
    assert day_inside("9月20日补发，9月25日全部完成", DAYS, "日期") is None
    assert day_inside("已补发12条", DAYS, "日期") is None


def test_numbers_of_points() -> None:
    assert numbers_in("要点8") == "8"
    assert numbers_in("第3条、第5条") == "3、5"
    assert numbers_in("3；5\n7") == "3、5、7"
    assert numbers_in(8) == "8"
    assert numbers_in("（8）、（十二）：") == "8、十二"
    with pytest.raises(BadValue, match="Excel 把 3-5 改成了日期"):
        numbers_in(date(2018, 3, 5))


def test_proofs_are_told_from_words() -> None:
    text = "http://www.weiyuan.gov.cn/1.html\n威府办函〔2018〕46号；截图.png；纸质记录第3页"
    assert proofs_in(text) == (
        ("http://www.weiyuan.gov.cn/1.html", "威府办函〔2018〕46号", "截图.png"),
        "纸质记录第3页",
    )
    assert proofs_in("无") == ((), "")


def test_figures_read_as_typed() -> None:
    assert [text_of(each) for each in (4.1, 8, 0.1 + 0.2, True, date(2018, 9, 1), "")] == [
        "4.1",
        "8",
        "0.3",
        "是",
        "2018-09-01",
        "",
    ]
