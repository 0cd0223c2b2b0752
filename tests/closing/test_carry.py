"""结转: next year's file without a roster, and the open findings of the year before, never a status or a progress."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.closing.town import QUIET, next_year, without_roster

if TYPE_CHECKING:
    from tests.closing.town import Town

BARE = without_roster(next_year())
EAST = "  - {name: 东镇人民政府, kind: 镇, aliases: [东镇]}\n"
NOW = "2019-03-01"


def carried(town: Town, text: str = BARE, *more: str) -> Any:  # noqa: ANN401 - whatever the command answers
    """Load next year's file with what 2018 left; return the answer."""
    done = town.load(text, "--carry", "2018", "--json", *more, today=NOW)
    assert done.code == 0, done.err
    return done.json


def findings(town: Town, *more: str) -> list[dict[str, Any]]:
    """Return the findings of the latest year."""
    found: list[dict[str, Any]] = town.must("finding", "list", "--json", *more, today=NOW).json
    return found


def test_a_file_without_a_roster_takes_last_years(town: Town) -> None:
    assert "units" not in BARE.split("self_inspection")[0]
    assert town.load(BARE, today=NOW).code == 1, "by itself it says nothing about units"
    told = carried(town)
    assert (told["year"], told["units"], told["first"], told["carried"]) == (2019, 5, True, [])
    units = {one["name"]: one["aliases"] for one in town.must("units", "--json", today=NOW).json}
    assert units == {one["name"]: one["aliases"] for one in town.must("units", "--year", "2018", "--json").json}
    seats = {one["unit"] for one in town.must("show", "1", "--json", today=NOW).json["assignments"]}
    assert {"东镇人民政府", "西镇人民政府"} <= seats, "collectives came too"
    town.must("progress", "add", "1", "-u", "jyj", "--percent", "5", today=NOW)


def test_what_was_taken_over_is_told(hamlet: Town) -> None:
    done = hamlet.load(BARE, "--carry", "2018", today=NOW)
    assert "年度.yaml:1: 文件里没有写的，沿用2018年度名录：5个单位、3个统称" in done.err
    assert "沿用" not in hamlet.load(next_year(), "--carry", "2018", today=NOW).err


def test_a_roster_in_the_file_goes_before_last_years(hamlet: Town) -> None:
    text = next_year().replace(EAST, EAST + "  - {name: 南镇人民政府, kind: 镇}\n")
    assert carried(hamlet, text)["units"] == 6


def test_a_unit_that_ended_is_left_behind(hamlet: Town) -> None:
    ended = EAST.replace("}", ", until: 2018-11-30, successor: [西镇]}")
    collective = "  各镇人民政府: {units: [东镇, 西镇]}\n"
    assert hamlet.load(QUIET.replace(EAST, ended).replace("  各镇人民政府: {kinds: [镇]}\n", collective)).code == 0
    assert carried(hamlet)["units"] == 4
    assert "东镇人民政府" not in hamlet.must("units", "--json", today=NOW).out
    assert "东镇人民政府" not in hamlet.must("show", "2", "--json", today=NOW).out


def test_open_findings_come_over_without_their_status(town: Town) -> None:
    late = town.finding("县教育局", "栏目空白", "--point", "1", "--due", "2018-10-01")
    ahead = town.finding("西镇", "目录未编", "--due", "2019-06-30", "--measure", "编目录", "--person", "吴某")
    waiting, gone = town.finding("东镇", "已报整改"), town.finding("东镇", "已销号")
    for number in (waiting, gone):
        town.must("finding", "rectify", number, "--note", "已改")
    town.must("finding", "close", gone)
    town.must("finding", "extend", ahead, "--due", "2019-07-31", "--reason", "人手少")
    selfcheck = ("selfcheck", "add", "-u", "东镇", "--finding", "自查发现｜补公开", "--json")
    (own,) = town.must(*selfcheck).json["findings"]
    told = carried(town)
    now = {one["origin"]: one for one in findings(town)}
    assert set(now) == {late, ahead, waiting, own}
    assert [one["origin"] for one in told["carried"]] == [late, ahead, waiting, own]
    assert (now[late]["due"], now[late]["point"], now[late]["status"]) == (None, None, "open")
    assert (now[ahead]["due"], now[ahead]["measure"], now[ahead]["person"]) == ("2019-07-31", "编目录", "吴某")
    assert now[ahead]["status"] == "planned"
    assert (now[waiting]["status"], now[waiting]["rectified"]) == ("open", None)
    assert (now[own]["source"], now[own]["measure"]) == ("self", "补公开")
    assert {one["date"] for one in now.values()} == {NOW}
    assert len(findings(town, "--year", "2018")) == 5, "the old year keeps its own"
    status = town.must("status", "--json", today=NOW).json
    assert {point["status"] for point in status["points"]} == {"not_started"}


def test_nothing_comes_over_twice(town: Town) -> None:
    number = town.finding("县教育局", "栏目空白")
    (first,) = carried(town)["carried"]
    assert carried(town)["carried"] == []
    assert len(findings(town)) == 1
    town.must("finding", "rectify", first["id"], "--note", "已改", today=NOW)
    town.must("finding", "close", first["id"], today=NOW)
    assert carried(town)["carried"] == [], "though it is closed by now"
    later = town.must("finding", "add", "-u", "西镇", "--problem", "新的", "--year", "2018", "--json", today=NOW)
    assert [one["origin"] for one in carried(town)["carried"]] == [later.json["id"]]
    assert number in {one["origin"] for one in findings(town)}


def test_a_dry_run_tells_and_carries_nothing(town: Town) -> None:
    town.finding("县教育局", "栏目空白")
    assert len(carried(town, BARE, "--dry-run")["carried"]) == 1
    assert town.must("year", "list", "--json").json[-1]["year"] == 2018


@pytest.mark.parametrize(
    ("row", "heirs", "expected"),
    [
        (EAST.replace("}", ", until: 2018-12-31, successor: [西镇]}"), "", "西镇人民政府"),
        (EAST.replace("}", ", until: 2018-12-31, successor: [西镇, 教育局]}"), "", None),
        (EAST, "  - {name: 新东街道, kind: 镇, aliases: [东镇, 东镇人民政府]}\n", "新东街道"),
        (EAST, EAST.replace("}", ", until: 2019-12-31}"), "东镇人民政府"),
        (EAST, "", None),
    ],
    ids=["one heir", "two heirs", "renamed", "still there", "gone without a word"],
)
def test_findings_follow_the_unit_to_whoever_takes_over(
    hamlet: Town, row: str, heirs: str, expected: str | None
) -> None:
    number = hamlet.finding("东镇", "栏目空白")
    assert hamlet.load(QUIET.replace(EAST, row)).code == 0
    told = carried(hamlet, next_year().replace(EAST, heirs).replace("owed_by: [东镇]", "owed_by: leads"))
    assert [one["unit"] for one in told["carried"]] == ([expected] if expected else [])
    assert [one["id"] for one in told["left_behind"]] == ([] if expected else [number])
    if not expected:
        shown = hamlet.load(next_year().replace(EAST, heirs), "--carry", "2018", today=NOW).out
        assert f"{number}（东镇人民政府）" in shown


def test_of_several_heirs_the_one_the_office_named_takes_it(hamlet: Town) -> None:
    hamlet.finding("东镇", "栏目空白", "--point", "1")
    hamlet.load(QUIET.replace(EAST, EAST.replace("}", ", until: 2018-12-31, successor: [西镇, 教育局]}")))
    hamlet.must("assign", "1", "-u", "西镇", "--role", "lead")
    told = carried(hamlet, next_year().replace(EAST, ""))
    assert [one["unit"] for one in told["carried"]] == ["西镇人民政府"]


def test_a_closed_year_can_be_carried_over(hamlet: Town) -> None:
    hamlet.finding("县教育局", "栏目空白")
    hamlet.close()
    assert len(carried(hamlet)["carried"]) == 1


@pytest.mark.parametrize("year", ["2019", "2020", "2017"])
def test_only_an_earlier_year_that_is_there_can_be_carried(hamlet: Town, year: str) -> None:
    before = hamlet.lines()
    done = hamlet.load(next_year(), "--carry", year, today=NOW)
    assert (done.code, done.out) == (2, "")
    assert hamlet.lines() == before


def test_where_there_is_no_database_nothing_can_be_carried(hamlet: Town) -> None:
    path = hamlet.folder / "别处.db"
    done = type(hamlet)(str(path), hamlet.folder).load(BARE, "--carry", "2018", today=NOW)
    assert (done.code, done.out) == (2, "")
    assert "无从结转" in done.err
    assert not path.exists()


def test_an_old_number_of_a_carried_finding_leads_to_the_new_one(town: Town) -> None:
    old = town.finding("县教育局", "栏目空白")
    town.close("--force", "--reason", "限期已到")
    town.load(next_year(), "--carry", "2018", today="2019-03-01")
    (new,) = [one["id"] for one in town.must("finding", "list", "--json", today="2019-03-01").json]
    said = town.refused(3, "finding", "rectify", old, "--note", "已更新", today="2019-03-02")
    assert f"{old} 已结转为 {new}，请用 {new}" in said
    how = ("--rule", "4.1", "--points", "2", "--reason", "仍未更新", "--no-evidence", "现场")
    taken = town.refused(2, "deduct", "add", "-u", "县教育局", *how, "--finding", old, today="2019-03-02")
    assert f"{old} 是2018年度的问题，不能记在2019年度" in taken
    assert f"请用 {new}" in taken
