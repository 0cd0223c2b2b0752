"""`status` at a terminal of 80 × 24 is one screen, the first thing to do at its head; all points are behind `--all`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.plans import SMALL_PLAN

if TYPE_CHECKING:
    from pathlib import Path

    from tests.desk.counter import Desk

SIZE = {"COLUMNS": "80", "LINES": "24"}
TABLE = "序号  要点"
CHAPTERS = ["一、", "二、", "三、", "四、"]


def seen(desk: Desk, *more: str, **env: str) -> list[str]:
    """Return the lines of the screen, the typed line and the next prompt not among them."""
    return desk.answer("status", *more, env=SIZE | env).replace("\r", "").rstrip("\n").split("\n")


def late(desk: Desk) -> None:
    on = {"today": "2018-08-10"}
    for unit in ("县城管局", "碗厂镇", "县教育局", "县民政局", "东联镇"):
        desk.must("finding", "add", "-u", unit, "--problem", f"{unit}的栏目空白", "--due", "2018-09-01", **on)
    rectified = desk.must("finding", "add", "-u", "县民政局", "--problem", "栏目空白", "--json", **on).json["id"]
    desk.must("finding", "rectify", rectified, "--note", "已补齐", **on)
    desk.must("progress", "add", "4", "-u", "县财政局", "--percent", "100", "--note", "办完")


def test_a_new_ledger_is_one_screen(desk: Desk) -> None:
    lines = seen(desk)
    assert len(lines) + 2 <= 24
    assert lines[2].startswith("先看这里")
    assert lines[3] == "先办：gongkai remind -u 县政府信访局　要点20应办事项逾期91项"
    assert [line[:2] for line in lines if "平均" in line] == CHAPTERS
    assert TABLE not in "\n".join(lines)
    assert "gongkai status --all" in lines[-1]
    assert any(line.startswith("指定待明确单位  39个要点  gongkai status --unresolved") for line in lines)


def test_with_much_that_presses_it_is_one_screen_still(desk: Desk) -> None:
    late(desk)
    lines = seen(desk)
    said = "\n".join(lines)
    assert len(lines) + 2 <= 24
    assert "逾期91项" in said
    assert "问题整改逾期" in said
    assert "行没有列出" in said
    assert "gongkai finding list --waiting" in said
    assert "gongkai progress list --waiting" in said
    assert [line[:2] for line in lines if "平均" in line] == CHAPTERS


def test_a_higher_terminal_shows_more_of_what_presses(desk: Desk) -> None:
    late(desk)
    low, high = seen(desk), seen(desk, LINES="40")
    assert sum("逾期" in line for line in high) > sum("逾期" in line for line in low)
    assert len(high) + 2 <= 40


def test_a_unit_s_own_screen_begins_with_its_own_command(desk: Desk) -> None:
    lines = seen(desk, GONGKAI_UNIT="县国资办")
    assert len(lines) + 2 <= 24
    begin = next(index for index, line in enumerate(lines) if line.startswith("先看这里"))
    assert lines[begin + 1] == "先办：gongkai duty done 8.1/2018-08 --date 日期"
    assert [line[:2] for line in lines if "平均" in line] == CHAPTERS
    assert TABLE not in "\n".join(lines)
    assert "承担要点 38" in "\n".join(lines)
    assert "单位 54" in "\n".join(seen(desk, "-u", "全部", GONGKAI_UNIT="县国资办"))


@pytest.mark.parametrize(
    "chosen", [("--all",), ("7",), ("jyj",), ("-u", "jyj"), ("--light", "red"), ("--chapter", "2"), ("--unreported",)]
)
def test_what_selects_shows_its_points(desk: Desk, chosen: tuple[str, ...]) -> None:
    assert TABLE in "\n".join(seen(desk, *chosen))


def test_files_pipes_and_json_have_every_point(desk: Desk, tmp_path: Path) -> None:
    assert TABLE in desk.must("status").out
    assert len(desk.must("status", "--json").json["points"]) == 41
    seen(desk, "-o", str(tmp_path / "进展.md"))
    assert "加强协作联动" in (tmp_path / "进展.md").read_text("utf-8")
    assert "加强协作联动" in "\n".join(seen(desk, "--plain"))


def test_the_whole_of_a_small_plan_is_on_the_screen(desk: Desk, tmp_path: Path) -> None:
    plan = tmp_path / "tasks.yaml"
    plan.write_text(SMALL_PLAN, encoding="utf-8")
    other = {"GONGKAI_DB": str(tmp_path / "small.db")}
    desk.must("--db", other["GONGKAI_DB"], "load", str(plan))
    shown = desk.answer("--db", other["GONGKAI_DB"], "status", env=SIZE)
    assert TABLE in shown
    assert shown.count("\n") + 2 <= 24


def test_a_plan_of_many_chapters_is_one_screen_without_their_bars(desk: Desk, tmp_path: Path) -> None:
    plan, store = tmp_path / "tasks.yaml", str(tmp_path / "many.db")
    head = SMALL_PLAN.partition("chapters:")[0]
    lead = "lead: [县教育局], responsible: []"
    chapters = "".join(
        f"  - {{title: 第{no}章, sections: [{{title: 节, "
        f"points: [{{id: {no}, title: 公开{no}, text: 公开{no}, {lead}}}]}}]}}\n"
        for no in range(1, 13)
    )
    plan.write_text(f"{head}chapters:\n{chapters}", encoding="utf-8")
    desk.must("--db", store, "load", str(plan))
    shown = desk.answer("--db", store, "status", env=SIZE | {"COLUMNS": "40"})
    assert shown.count("\n") + 2 <= 24
    assert "公开12" not in shown


def test_who_was_reminded_today_is_not_the_first_thing_to_do_any_more(desk: Desk) -> None:
    desk.must("remind", "-u", "信访局", "--sent", "微信")
    assert seen(desk)[3].startswith("先办：gongkai remind -u 县国资办")
    told = desk.must("remind", "--sent", "电话", "--json").json
    assert "县政府信访局" not in {one["unit"] for one in told}, "its words were not written either"
