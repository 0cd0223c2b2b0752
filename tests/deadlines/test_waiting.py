"""What waits for the office, and what was sent back to a unit, is seen in the morning and can be listed alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.deadlines.counter import Counter, the_county

if TYPE_CHECKING:
    from pathlib import Path

AUGUST, SEPTEMBER = "2018-08-27 09:00", "2018-09-20 09:00"


@pytest.fixture
def county(tmp_path: Path) -> Counter:
    """A county in which one report was sent back, one waits to be verified, one rectification to be checked."""
    counter = the_county(tmp_path)
    for point, unit in (("7", "县教育局"), ("4", "县财政局"), ("31", "严陵镇")):
        counter.do("progress", "add", point, "-u", unit, "--percent", "100", "--note", "已公开", today=AUGUST)
    counter.do("progress", "return", "7", "-u", "县教育局", "--reason", "没有佐证", today=AUGUST)
    problems = ("--finding", "栏目空白｜清理｜张某｜2018-09-10", "--finding", "目录未编｜编制｜张某｜2018-09-12")
    counter.do("inspect", "add", "--kind", "专项督查", "-u", "严陵镇", *problems, today=AUGUST)
    first = counter.json("finding", "list", today=AUGUST)[0]["id"]
    counter.do("finding", "rectify", first, "--note", "已清理", today=AUGUST)
    return counter


def test_the_clerk_sees_what_waits_for_the_office(county: Counter) -> None:
    seen = county.do("status", "--plain", today=SEPTEMBER).out
    rows = [line.split() for line in seen.splitlines() if "gongkai " in line and "list" in line]
    assert ["核实办结", "1", "要点4县财政局"] in [row[:3] for row in rows]
    assert "核查整改" in seen
    assert "gongkai finding list --waiting" in seen
    assert "要点7县教育局" in seen
    assert "gongkai progress list --returned" in seen


def test_what_waits_can_be_listed_alone(county: Counter) -> None:
    waiting = county.json("progress", "list", "--waiting", today=SEPTEMBER)
    assert [(row["point"], row["unit"]) for row in waiting] == [("4", "县财政局")], "leads only: they count"
    returned = county.json("progress", "list", "--returned", today=SEPTEMBER)
    assert [(row["point"], row["unit"]) for row in returned] == [("7", "县教育局")]
    assert "没有佐证" in county.do("progress", "list", "--returned", today=SEPTEMBER).out
    assert [row["status"] for row in county.json("finding", "list", "--waiting", today=SEPTEMBER)] == ["rectified"]
    assert [row["problem"] for row in county.json("finding", "list", "--overdue", today=SEPTEMBER)] == ["目录未编"]


def test_a_unit_sees_what_was_sent_back_to_it_and_why_until_it_reports_again(county: Counter) -> None:
    for command in (("status", "县教育局"), ("due", "-u", "县教育局")):
        seen = county.do(*command, "--plain", today=SEPTEMBER).out
        assert "已退回" in seen
        assert "重报进展：报到100%，已于8月27日退回：没有佐证" in seen
    county.do("progress", "add", "7", "-u", "县教育局", "--percent", "100", "--date", "2018-09-20", today=SEPTEMBER)
    assert "重报进展" not in county.do("due", "-u", "县教育局", "--plain", today=SEPTEMBER).out
    assert county.json("progress", "list", "--returned", today=SEPTEMBER) == []


def test_an_undecided_objection_waits_for_the_office(county: Counter) -> None:
    said = ("--rule", "4.3", "--reason", "链接失效", "--evidence", "http://a.cn/1")
    entry = county.json("deduct", "add", "-u", "县教育局", *said, today=SEPTEMBER)["id"]
    county.do("deduct", "notify", "-u", "县教育局", today=SEPTEMBER)
    county.do("appeal", "file", entry, "--reason", "当天已修复", today=SEPTEMBER)
    assert "gongkai appeal list" in county.do("status", "--plain", today=SEPTEMBER).out
    county.do("appeal", "decide", entry, "--keep", "--reason", "属实", "--by", "赵某", today=SEPTEMBER)
    assert "gongkai appeal list" not in county.do("status", "--plain", today=SEPTEMBER).out


def test_a_paper_and_plain_text_leave_out_nothing(county: Counter, tmp_path: Path) -> None:
    for number in range(12):
        said = ("--point", "31", "--problem", f"第{number}处", "--due", "2018-09-05")
        county.do("finding", "add", "-u", "严陵镇", *said, today=AUGUST)
    file = tmp_path / "早会.md"
    county.do("status", "-o", str(file), today=SEPTEMBER)
    assert "没有列出" in county.do("status", today=SEPTEMBER).out
    for whole in (file.read_text(encoding="utf-8"), county.do("status", "--plain", today=SEPTEMBER).out):
        assert "没有列出" not in whole
        assert whole.count("问题整改逾期") == 13


def test_the_points_with_unnamed_units_are_told_apart_and_listed_and_a_unit_is_not_asked_to_name(
    county: Counter,
) -> None:
    seen = county.do("status", "--plain", today=SEPTEMBER).out
    assert "统称“县政府有关部门”、“有关单位”" in seen
    assert "gongkai status --unresolved" in seen
    listed = county.json("status", "--unresolved", today=SEPTEMBER)["points"]
    assert len(listed) == seen.count("待明确：39个要点") * 39
    assert all(point["unresolved"] for point in listed)
    own = county.do("status", "县教育局", "--plain", today=SEPTEMBER).out
    assert "由县政府办公室指定" in own
    assert "gongkai assign" not in own


def test_who_is_not_in_the_roster_is_added_to_it_first(county: Counter) -> None:
    add = "先加进名录：gongkai units add 县法院 --kind 类别"
    county.refuses(2, add, "assign", "25", "-u", "县法院", today=SEPTEMBER)
    told = county.do("units", "add", "县法院", "--kind", "党委部门", "--alias", "法院", today=SEPTEMBER).err
    assert "已加入2018年度名录：县法院（党委部门）" in told
    assert "- {name: 县法院, kind: 党委部门, aliases: [法院]}" in told
    county.do("assign", "25", "-u", "法院", today=SEPTEMBER)
    county.refuses(
        3, "gongkai units 县教育局", "progress", "add", "8", "-u", "县教育局", "--percent", "3", today=AUGUST
    )


def test_the_road_of_the_readme_leaves_nothing_unnamed(county: Counter) -> None:
    for name in ("县公安局", "县司法局"):
        county.do("units", "add", name, "--kind", "政府部门", today=SEPTEMBER)
    told = county.do("assign", "1-7", "9", "-u", "县公安局", "-u", "县司法局", today=SEPTEMBER).err
    assert "县公安局　要点1—7、9　责任单位" in told
    left = [point["no"] for point in county.json("status", "--unresolved", today=SEPTEMBER)["points"]]
    assert left[:2] == ["8", "10"]
    told = county.do("assign", "1-41", "-u", "县政府办公室", today=SEPTEMBER).err
    assert "县政府办公室已在要点1—7、9、34的责任单位之列，没有变化，不再登记" in told
    assert county.json("status", "--unresolved", today=SEPTEMBER)["points"] == []


@pytest.mark.parametrize("words", [("units", "jyj"), ("units", "list", "县教育局"), ("units", "--json", "教育局")])
def test_the_roster_is_listed_without_the_word(county: Counter, words: tuple[str, ...]) -> None:
    assert "县教育局" in county.do(*words, today=SEPTEMBER).out


def test_a_unit_is_not_added_to_a_closed_year(county: Counter) -> None:
    county.do("year", "close", "--force", "--reason", "已过报送期限", today="2019-02-01 09:00")
    add = ("units", "add", "县法院", "--kind", "镇")
    county.refuses(3, "2018年度已于2019-02-01封存", *add, today="2019-02-02 09:00")


def test_a_rectification_that_was_sent_back_is_chased_until_it_comes_again(county: Counter) -> None:
    first, second = (row["id"] for row in county.json("finding", "list", today=AUGUST))
    county.do("finding", "rectify", second, "--note", "已编", today=AUGUST)
    county.do("finding", "reopen", first, second, "--reason", "仍有空白", "--due", "2018-12-20", today=AUGUST)
    seen = county.do("status", "--plain", today=SEPTEMBER).out
    assert "gongkai finding list --returned" in seen
    listed = county.do("finding", "list", "--returned", today=SEPTEMBER).out
    assert listed.count("2018-08-27：仍有空白") == 2
    words = county.do("remind", "-u", "严陵镇", today=SEPTEMBER).out
    assert words.count("8月27日已退回重改（仍有空白），请整改后重报") == 2
    assert [row["id"] for row in county.json("due", "-u", "严陵镇", "--within", "3", today=SEPTEMBER)][:2] == [
        first,
        second,
    ]
    county.do("finding", "rectify", first, "--note", "已补", today=SEPTEMBER)
    assert [row["id"] for row in county.json("finding", "list", "--returned", today=SEPTEMBER)] == [second]
    assert first not in county.do("remind", "-u", "严陵镇", today=SEPTEMBER).out


def test_a_rectification_sent_back_without_a_date_is_chased_too(county: Counter) -> None:
    first = county.json("finding", "list", today=AUGUST)[0]["id"]
    told = county.do("finding", "reopen", first, "--reason", "仍有空白", today="2018-09-12 09:00").err
    assert f"提示：原期限已过，新的期限还没有定：gongkai finding plan {first} --due 日期" in told
    assert f"（{first}），9月12日已退回重改（仍有空白）" in county.do("remind", "-u", "严陵镇", today=SEPTEMBER).out
    undated = county.json("finding", "add", "-u", "严陵镇", "--problem", "公示栏旧", today=SEPTEMBER)["id"]
    assert undated not in county.do("remind", "-u", "严陵镇", today=SEPTEMBER).out, "what never had a date is not late"
    county.do("finding", "rectify", undated, "--note", "已换", today=SEPTEMBER)
    told = county.do("finding", "reopen", undated, "--reason", "还是旧的", today=SEPTEMBER).err
    assert f"提示：整改期限还没有定：gongkai finding plan {undated} --due 日期" in told
