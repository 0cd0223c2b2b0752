"""What people type: lights by their words, several units at once, the root's options in the wrong place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.deadlines.counter import the_county

if TYPE_CHECKING:
    from pathlib import Path


def test_names_at_the_counter(tmp_path: Path) -> None:
    county = the_county(tmp_path)
    numbers = [
        [p["no"] for p in county.json("status", "--light", light)["points"]] for light in ("red", "红灯", "红（逾期）")
    ]
    assert numbers[0]
    assert numbers[0] == numbers[1] == numbers[2]
    assert [p["no"] for p in county.json("status", "要点8")["points"]] == ["8"]
    both = county.json("inspect", "add", "--kind", "专项督查", "-u", "严陵镇、新店镇")
    assert both["units"] == ["严陵镇人民政府", "新店镇人民政府"]
    assert county.json("duty", "done", "35.1/jyj", today="2018-09-03 09:30")["id"] == "35.1/县教育局"


@pytest.mark.parametrize(("option", "value"), [("--actor", "姓名"), ("--db", "数据库")])
def test_an_option_of_the_root_after_a_command_says_where_it_belongs(tmp_path: Path, option: str, value: str) -> None:
    told = the_county(tmp_path).refuses(2, f"{option} 要写在命令前面", "status", option, "李").err
    assert f"gongkai {option} {value} 命令" in told


def test_an_option_of_one_value_given_twice_is_refused_in_either_spelling(tmp_path: Path) -> None:
    both = ("progress", "add", "34", "-u", "教育局", "--unit=民政局", "--percent", "30")
    the_county(tmp_path).refuses(2, "--unit 写了2次", *both)
