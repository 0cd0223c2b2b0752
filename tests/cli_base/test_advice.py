"""Advice on a mistyped line is a line that works: no option twice, no range for a number, nothing asked in vain."""

from __future__ import annotations

import pytest

from tests.desk.counter import Desk


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A store with the year of 2018 in it, in which nothing is recorded."""
    made = Desk(str(tmp_path_factory.mktemp("desk") / "x.db"))
    made.must("load")
    return made


@pytest.mark.parametrize(
    ("args", "advice"),
    [
        (("progress", "add", "2", "3", "4"), "请用 -u 写明：单位"),
        (("progress", "add", "2", "30"), "写成选项：--percent 30"),
        (("progress", "add", "2", "30", "已公开"), "写成选项：--percent 30 --note 已公开"),
        (("appeal", "file", "D3", "D4"), "先写 gongkai appeal file D3"),
        (("appeal", "file", "D3,D4", "--reason", "有误"), "请逐个写，先写 D3"),
        (("show", "F3、F4"), "请逐个写，先写 F3"),
        (("deduct", "add", "4.1", "-u", "jyj"), "写成选项：--rule 4.1"),
        (("appeal", "decide", "C3", "维持"), "写成选项：--keep\n"),
        (("appeal", "decide", "C3", "撤销", "属实"), "写成选项：--revoke --reason 属实"),
    ],
)
def test_the_advice_is_a_line_that_works(desk: Desk, args: tuple[str, ...], advice: str) -> None:
    assert advice in desk.refused(2, *args)


@pytest.mark.parametrize(
    "args",
    [
        ("deduct", "revoke", "D99"),
        ("appeal", "file", "D99"),
        ("appeal", "decide", "C99", "--keep"),
        ("duty", "cancel", "8.1/2018-99"),
        ("void", "P99"),
        ("finding", "reopen", "F99"),
        ("progress", "return", "99", "-u", "jyj"),
        ("progress", "return", "7", "-u", "没有局"),
    ],
)
def test_an_id_is_checked_before_a_reason_is_asked_for(desk: Desk, args: tuple[str, ...]) -> None:
    said = desk.answer(*args)
    assert "没有找到" in said
    assert "理由" not in said.partition("建议")[0]


def test_a_day_of_a_year_without_a_plan_says_both_ways_out(desk: Desk) -> None:
    got = desk.call("progress", "add", "7", "-u", "jyj", "--percent", "30", "--date", "8月20日", today="2026-09-01")
    assert got.code == 3
    assert "记2018年的事，用 --date 写明年月日，如 2018-08-20" in got.err
    assert "记2026年的事，用 --year 2026" in got.err
    assert "gongkai load" in got.err


def test_a_dash_before_a_word_of_a_note_is_no_option(desk: Desk) -> None:
    assert "多出了" not in desk.call("progress", "add", "99", "--note", "——已整改", "--percent", "3").err


@pytest.mark.parametrize(
    "args",
    [
        ("deduct", "add", "--rule", "4.1", "--finding", "F2", "--finding", "F3"),
        ("finding", "add", "-u", "jyj", "--problem", "问题一", "--problem", "问题二"),
        ("progress", "add", "7", "-u", "jyj", "-u", "czj", "--percent", "20"),
        ("score", "--group", "镇", "--group", "县级部门"),
    ],
)
def test_an_option_of_one_value_is_not_lost_when_it_is_written_twice(desk: Desk, args: tuple[str, ...]) -> None:
    assert "写了2次，这里只能写一个" in desk.refused(2, *args)
