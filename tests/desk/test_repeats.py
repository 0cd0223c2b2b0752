"""An entry typed a second time is kept, and told at once: left alone, it would count twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.desk.counter import Desk

REPORT = ("progress", "add", "7", "-u", "jyj", "--percent", "40")
PROBLEM = ("finding", "add", "-u", "jyj", "--problem")
VISIT = ("inspect", "add", "--kind", "日常监测", "-u", "jyj", "--note", "看了网站")


@pytest.mark.parametrize("entry", [REPORT, (*PROBLEM, "栏目空白"), VISIT])
def test_the_same_again_is_told(desk: Desk, entry: tuple[str, ...]) -> None:
    assert "同一天" not in desk.must(*entry).err
    second = desk.must(*entry, "--json")
    assert "注意：" in second.err
    assert "同一天、同样的" in second.err
    assert "--reason 重复 作废" in second.err


def test_what_differs_is_not_a_repetition(desk: Desk) -> None:
    desk.must(*REPORT)
    assert "同一天" not in desk.must(*REPORT, "--note", "又补了一个栏目").err
    desk.must(*PROBLEM, "栏目空白")
    assert "同一天" not in desk.must(*PROBLEM, "链接打不开").err
    assert "同一天" not in desk.must(*PROBLEM, "栏目空白", "--point", "7").err


def test_the_way_back_is_the_one_told(desk: Desk) -> None:
    desk.must(*PROBLEM, "栏目空白")
    told = desk.must(*PROBLEM, "栏目空白").err
    void = told[told.index("gongkai void") : told.index(" 作废")].split()
    desk.must(*void[1:])
    assert len(desk.must("finding", "list", "--json").json) == 1
    assert "同一天" in desk.must(*PROBLEM, "栏目空白").err


def test_of_several_units_each_repetition_is_told(desk: Desk) -> None:
    desk.must(*PROBLEM, "栏目空白")
    both = ("finding", "add", "-u", "jyj", "-u", "县财政局", "--problem", "栏目空白")
    assert desk.must(*both).err.count("同样的问题") == 1
    assert desk.must(*both).err.count("同样的问题") == 2


ADDRESS = ("--evidence", "http://www.weiyuan.gov.cn/a.html")
CHECK = ("selfcheck", "add", "-u", "jyj", "--points", "7", "--summary", "查了栏目")


@pytest.mark.parametrize(
    ("entry", "more"),
    [
        (VISIT, ("--finding", "jyj：栏目空白")),
        (CHECK, ("--finding", "栏目空白")),
        (CHECK, ADDRESS),
        (REPORT, ADDRESS),
    ],
)
def test_what_was_found_or_proved_besides_tells_two_apart(
    desk: Desk, entry: tuple[str, ...], more: tuple[str, ...]
) -> None:
    desk.must(*entry)
    assert "同一天" not in desk.must(*entry, *more).err
    assert "同一天" in desk.must(*entry, *more).err


def test_two_visits_of_a_day_that_found_different_things_are_two(desk: Desk) -> None:
    desk.must(*VISIT, "--finding", "jyj：栏目空白")
    assert "同一天" not in desk.must(*VISIT, "--finding", "jyj：链接打不开").err
    assert "同一天" in desk.must(*VISIT, "--finding", "jyj：链接打不开").err
