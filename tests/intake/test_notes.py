"""Figures that cannot be meant are told by line; a revision tells what changed, and only what it made new."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from gongkai.plan.changes import compare
from gongkai.plan.papers import detail
from tests.deadlines.counter import the_county
from tests.domain.build import plan, point

if TYPE_CHECKING:
    from pathlib import Path

TODAY = "2018-09-03 09:30"


def revised(folder: Path, *changes: tuple[str, str]) -> str:
    """Write the county's file anew with words replaced; return its path."""
    text = (folder / "tasks.yaml").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = folder / "修订.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_full_score_that_nobody_can_reach_is_told_by_line(tmp_path: Path) -> None:
    county = the_county(tmp_path)
    told = county.do("load", revised(tmp_path, ("full: 100", "full: 80"))).err
    assert "修订.yaml:" in told
    assert "各项合计 100 分，满分是 80 分" in told
    assert "满分 80 分，够不上等次“优秀”的 90 分" in told


def test_a_day_outside_the_plans_year_is_told(tmp_path: Path) -> None:
    county = the_county(tmp_path)
    quoted = "2018年底前全面公开", "2019年3月底前全面公开"
    told = county.do("load", revised(tmp_path, quoted, quoted, ("by: 2018-12-31", "by: 2019-03-31"))).err
    assert "的期限 2019-03-31 不在2018年内" in told


def test_limits_that_are_printed_and_not_counted_are_told(tmp_path: Path) -> None:
    """A point's 9月底前 without a day, and a cycle of which no period begins after the notice: 25 July."""
    county = the_county(tmp_path)
    text = (
        ("every: quarter,", "every: half_year,"),
        ("            title: 加大", "            due_text: 9月底前\n            title: 加大"),
    )
    told = county.do("load", revised(tmp_path, *text), "--dry-run").err
    assert "要点1的完成时限“9月底前”没有写明是哪一天，按年底计" in told
    assert "时限要求20.3印发后本年度没有完整的一期，不计期限" in told
    assert "first: running" in told


def test_a_points_own_day_outside_the_plans_year_is_told_and_its_change_in_full(tmp_path: Path) -> None:
    county = the_county(tmp_path)
    day = (
        "            title: 加大",
        "            due: 2019-03-31\n            due_text: 2019年3月底前\n            title: 加大",
    )
    done = county.do("load", revised(tmp_path, day))
    assert "要点1的完成时限 2019-03-31 不在2018年内" in done.err
    assert "完成时限：无 → 2019-03-31（2019年3月底前）" in done.out


def test_a_revision_tells_only_the_notes_that_it_can_have_made_new(tmp_path: Path) -> None:
    county = the_county(tmp_path)
    changed = revised(tmp_path, ("due_days: 30", "due_days: 20"))
    dry = county.do("load", changed, "--dry-run").err
    done = county.do("load", changed)
    assert dry.count("修订.yaml:") == 12
    assert done.err.count("修订.yaml:") < dry.count("修订.yaml:")
    assert "全部提示用 --dry-run 查看" in done.err
    assert "预警天数" in done.out


def test_of_a_long_list_only_what_came_and_went_is_told() -> None:
    before = tuple(f"县第{number}办公室" for number in range(20))
    old, new = plan(point("1")), plan(point("1"))
    old = replace(old, points=(replace(old.points[0], responsible=before),))
    new = replace(new, points=(replace(new.points[0], responsible=(*before[:-1], "县卫生局")),))
    (change,) = compare(old, new)
    assert detail(change) == "责任单位：增加县卫生局，去掉县第19办公室"


def test_of_a_long_text_the_place_that_differs_is_shown() -> None:
    old, new = plan(point("1")), plan(point("1"))
    words = "重点公开财政预算、决算、三公经费、政府采购"
    old = replace(old, points=(replace(old.points[0], title=f"{words}和甲项"),))
    new = replace(new, points=(replace(new.points[0], title=f"{words}和乙项"),))
    (change,) = compare(old, new)
    assert "甲项" in detail(change)
    assert "乙项" in detail(change)


def test_a_cycle_that_is_another_than_its_words_is_told_until_a_note_says_why(tmp_path: Path) -> None:
    county = the_county(tmp_path)
    quote = "quote: 按月公开"
    text = (tmp_path / "tasks.yaml").read_text(encoding="utf-8")
    (line,) = [each for each in text.splitlines() if quote in each][:1]
    wrong = line.replace("every: month", "every: quarter")
    told = county.do("load", revised(tmp_path, (line, wrong)), "--dry-run").err
    assert "原话写的是“按月”，every 写的是 quarter（每季度）" in told
    noted = wrong.replace("every: quarter", "every: quarter, note: 县里另有规定")
    assert "every 写的是" not in county.do("load", revised(tmp_path, (line, noted)), "--dry-run").err
    assert "every 写的是" not in county.do("load", str(tmp_path / "tasks.yaml"), "--dry-run").err
