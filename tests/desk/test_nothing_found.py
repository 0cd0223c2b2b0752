"""无, 没有, / where problems are asked for: an inspection that found nothing, never a problem of that name."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from gongkai.typed import is_nothing
from tests.cli import run
from tests.plans import SMALL_PLAN

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli import Result

NOTHING = [
    "无",
    "没有",
    "未发现",
    "/",
    "／",
    "无。",
    "没有发现问题",
    "未发现问题",
    "暂无",
    "——",
    "经自查，未发现问题",
    "没问题",
]
SOMETHING = [
    "无人值守",
    "没有公开目录",
    "未公开",
    "未",
    "无法打开",
    "未发现更新",
    "目录缺失",
    "没有问题清单",
    "1/2栏目没有更新",
]


@pytest.fixture(name="desk")
def _desk(tmp_path: Path) -> Callable[..., Result]:
    path = tmp_path / "tasks.yaml"
    path.write_text(SMALL_PLAN, encoding="utf-8")
    made = partial(run, db=str(tmp_path / "a.db"), today="2018-09-03")
    assert made("load", str(path)).code == 0
    return made


@pytest.mark.parametrize("text", NOTHING)
def test_what_says_that_there_is_nothing(text: str) -> None:
    assert is_nothing(text)
    assert is_nothing(f" {text} ")


@pytest.mark.parametrize("text", SOMETHING)
def test_what_begins_so_and_says_more_is_a_problem(text: str) -> None:
    assert not is_nothing(text)


@pytest.mark.parametrize("text", ["无", "未发现问题", "/"])
def test_a_self_inspection_that_found_nothing_has_no_problem(desk: Callable[..., Result], text: str) -> None:
    got = desk("selfcheck", "add", "-u", "教育局", "--summary", "查了", "--finding", text)
    assert (got.code, "未发现问题" in got.err) == (0, True)
    assert desk("finding", "list", "--json").json == []
    assert desk("selfcheck", "list", "--json").json[0]["status"] == "done"


def test_of_several_only_what_is_a_problem_is_recorded(desk: Callable[..., Result]) -> None:
    desk("selfcheck", "add", "-u", "教育局", "--finding", "无", "--finding", "目录缺失｜补齐", "--finding", "/")
    assert [found["problem"] for found in desk("finding", "list", "--json").json] == ["目录缺失"]


def test_an_inspection_finds_nothing_in_some_and_something_in_others(desk: Callable[..., Result]) -> None:
    units = ("-u", "东镇", "-u", "西镇")
    got = desk("inspect", "add", "--kind", "专项督查", *units, "--finding", "东镇：无", "--finding", "西镇：栏目空白")
    assert got.code == 0, got.err
    found = desk("finding", "list", "--json").json
    assert [(one["unit"], one["problem"]) for one in found] == [("西镇人民政府", "栏目空白")]
    assert desk("inspect", "add", "--kind", "定期检查", *units, "--finding", "没有发现问题").code == 0
    assert desk("inspect", "add", "--kind", "定期检查", "-u", "东镇", "--finding", "无").code == 0
    assert len(desk("finding", "list", "--json").json) == 1
    assert len(desk("inspect", "list", "--json").json) == 3


def test_a_problem_called_nothing_is_refused(desk: Callable[..., Result]) -> None:
    got = desk("finding", "add", "-u", "东镇", "--problem", "无")
    assert (got.code, "不是问题" in got.err) == (2, True)
    got = desk("selfcheck", "add", "-u", "东镇", "--finding", "无｜加强巡查｜张三")
    assert (got.code, "不是问题" in got.err) == (2, True)
    assert desk("selfcheck", "list", "--json").json == []
