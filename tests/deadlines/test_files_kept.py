"""A problem booked to the wrong unit is told of; where a kept file lies is told on the screen and in no paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.deadlines.counter import Counter, opened

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def small(tmp_path: Path) -> Counter:
    """The small year."""
    return opened(tmp_path)


def test_what_looks_like_a_unit_and_is_none_is_told_of(small: Counter) -> None:
    seen = ("inspect", "add", "--kind", "专项督查", "-u", "东镇", "--finding")
    assert "名录里没有“白马镇”" in small.do(*seen, "白马镇：栏目空白").err
    for plain in ("东镇：栏目空白", "栏目空白", "两项内容：机构、职能", "栏目空白，办公电话：没有"):
        assert "名录里没有" not in small.do(*seen, plain).err


def test_where_a_kept_file_lies_is_shown_whole(small: Counter, tmp_path: Path) -> None:
    number = small.json("finding", "add", "-u", "东镇", "--problem", "目录未公开", "--due", "2018-09-20")["id"]
    file = tmp_path / "截图.txt"
    file.write_text("已公开", encoding="utf-8")
    small.do("finding", "rectify", number, "--note", "已补", "--evidence", str(file))
    shown = small.do("show", number).err
    paper = tmp_path / "问题.md"
    small.do("show", number, "-o", str(paper))
    (kept,) = [path for path in (tmp_path / "台账.db.evidence").rglob("*") if path.is_file()]
    assert any(str(kept) in line for line in shown.splitlines()), "on one line, to be copied"
    assert str(kept) not in paper.read_text(encoding="utf-8")


def test_the_range_of_years_is_not_in_the_help(small: Counter) -> None:
    assert "9999" not in small.do("status", "--help").out
    small.refuses(2, "超出范围（1 到 9999）", "status", "--year", "0")


def test_the_report_of_january_says_up_to_when_handling_counts(small: Counter) -> None:
    said = small.do("report", "--plain", today="2019-01-08 09:00").out
    assert "截至2018年12月31日（核实、整改、扣分截至2019年1月8日），" in said
    assert "扣分截至" not in small.do("report", "--plain").out
