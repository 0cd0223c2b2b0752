"""单位改名、撤并: a renamed unit keeps its year; what an ended one left open passes to its successor."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from gongkai.plan.model import Unit
from gongkai.plan.succession import counterparts
from tests.closing.town import AFTER, QUIET
from tests.plans import small_plan

if TYPE_CHECKING:
    from gongkai.plan.model import Plan
    from tests.closing.town import Town

EAST = "  - {name: 东镇人民政府, kind: 镇, aliases: [东镇]}\n"
RENAMED = "  - {name: 新东街道办事处, kind: 镇, aliases: [东镇, 东镇人民政府]}\n"
ENDED = "  - {name: 东镇人民政府, kind: 镇, aliases: [东镇], until: 2018-09-30, successor: [西镇]}\n"
SPLIT = "  - {name: 东镇人民政府, kind: 镇, aliases: [东镇], until: 2018-09-30, successor: [西镇, 教育局]}\n"
OLD, NEW, WEST = "东镇人民政府", "新东街道办事处", "西镇人民政府"


def a_year(town: Town) -> dict[str, str]:
    """Write down one of everything under the old name; return the ids."""
    town.must("progress", "add", "2", "-u", "东镇", "--percent", "100", "--evidence", "http://www.a.cn/1")
    town.must("progress", "verify", "2", "-u", "东镇")
    town.must("progress", "add", "1", "-u", "东镇", "--percent", "30")
    town.must("selfcheck", "add", "-u", "东镇", "--summary", "全面自查")
    town.must("inspect", "add", "--kind", "专项督查", "-u", "东镇", "-u", "西镇")
    town.must("assign", "1", "-u", "东镇", "--person", "周镇长")
    town.must("duty", "done", "1.2/东镇人民政府")
    return {
        "finding": town.finding("东镇", "栏目空白", "--point", "1", "--due", "2018-09-20"),
        "entry": town.deduct("东镇"),
    }


def told(town: Town) -> dict[str, Any]:
    """Return what the year says in every list, with no word of how the unit is called or the trail stands."""
    asked = {
        "status": ("status", "--json"),
        "point": ("show", "1", "--json"),
        "units": ("units", "--json"),
        "score": ("score", "--json"),
        "findings": ("finding", "list", "--json"),
        "entries": ("deduct", "list", "--json"),
        "selfchecks": ("selfcheck", "list", "--json"),
        "inspections": ("inspect", "list", "--json"),
        "progress": ("progress", "list", "--json"),
        "duties": ("duty", "list", "--json"),
        "checks": ("check", "--json"),
    }
    return {name: town.do(*args, today="2018-10-20").out.replace(NEW, OLD) for name, args in asked.items()}


def test_a_renamed_unit_keeps_its_whole_year(town: Town) -> None:
    a_year(town)
    before = told(town)
    done = town.load(QUIET.replace(EAST, RENAMED), "--json")
    assert done.code == 0, done.err
    assert [(one["kind"], one["name"]) for one in done.json["changes"]] == [("changed", NEW)]
    assert f"名称：{OLD} → {NEW}" in done.json["changes"][0]["detail"]
    after = told(town)
    assert NEW in town.must("deduct", "list", "--json").out
    assert OLD not in town.must("duty", "list", "--json").out
    for name, said in before.items():
        if name != "units":
            assert after[name] == said, name


def test_acts_after_the_change_of_name_speak_of_what_was_before(town: Town) -> None:
    ids = a_year(town)
    town.load(QUIET.replace(EAST, RENAMED))
    assert "已核实销号" in town.refused(3, "progress", "verify", "2", "-u", NEW, today="2018-09-03")
    assert "已办结" in town.refused(3, "duty", "done", f"1.2/{NEW}", today="2018-09-03")
    town.must("deduct", "notify", ids["entry"], "-u", "东镇")
    town.must("progress", "add", "1", "-u", NEW, "--percent", "50", today="2018-09-04")
    seat = next(one for one in town.must("show", "1", "--json").json["assignments"] if one["unit"] == NEW)
    assert (seat["percent"], seat["person"]) == (30, "周镇长"), "as of the third"
    later = town.do("show", "1", "--json", today="2018-09-05").json["assignments"]
    assert next(one for one in later if one["unit"] == NEW)["percent"] == 50
    args = ("deduct", "add", "-u", NEW, "--rule", "4.1", "--points", "1", "--reason", "再查", "--no-evidence", "现场")
    town.must(*args, "--finding", ids["finding"], "--again", "另一件")
    assert "一事不二扣" in town.refused(3, *args, "--finding", ids["finding"], today="2018-09-03")


def test_a_report_below_100_under_the_new_name_ends_what_was_verified_under_the_old(town: Town) -> None:
    a_year(town)
    town.load(QUIET.replace(EAST, RENAMED))
    for day, percent in (("2018-09-05", "60"), ("2018-09-06", "100")):
        town.must("progress", "add", "2", "-u", NEW, "--percent", percent, today=day)
    seats = town.do("show", "2", "--json", today="2018-09-07").json["assignments"]
    assert next(one for one in seats if one["unit"] == NEW)["status"] == "done", "not verified any more"


def test_a_duty_item_alone_is_followed_and_holds_the_unit_in_the_roster(hamlet: Town) -> None:
    hamlet.must("duty", "done", "1.2/东镇人民政府")
    assert "已有记录" in hamlet.load(QUIET.replace(EAST, "")).err
    assert hamlet.load(QUIET.replace(EAST, RENAMED)).code == 0
    (item,) = [one for one in hamlet.must("duty", "list", "--json").json if one["id"] == f"1.2/{NEW}"]
    assert item["status"] == "met"


def test_a_unit_with_records_still_does_not_vanish(hamlet: Town) -> None:
    a_year(hamlet)
    done = hamlet.load(QUIET.replace(EAST, ""))
    assert done.code == 1
    assert "只是改名的，把旧名写进新名的 aliases" in done.err


def test_what_an_ended_unit_left_open_is_its_successors(town: Town) -> None:
    ids = a_year(town)
    closed = town.finding("东镇", "已改的")
    town.must("finding", "rectify", closed, "--note", "已改")
    town.must("finding", "close", closed)
    assert town.load(QUIET.replace(EAST, ENDED)).code == 0
    now = {"today": "2018-10-20"}
    assert f"{OLD}（现由{WEST}承继）" in town.must("finding", "list", "--plain", **now).out
    for paper in (("show", "1"), ("report",), ("units", "西镇")):
        assert f"现由{WEST}承继" in town.must(*paper, "--plain", **now).out, paper
    mine = town.must("finding", "list", "-u", "西镇", "--json", **now).json
    assert [(one["id"], one["unit"], one["successor"]) for one in mine] == [(ids["finding"], OLD, [WEST])]
    units = {one["name"]: one["open_findings"] for one in town.must("units", "--json", **now).json}
    assert (units[OLD], units[WEST]) == (0, 1)
    assert "successor" not in town.must("finding", "list", "--json", "--as-of", "2018-09-30", **now).json[0]
    args = ("deduct", "add", "--rule", "4.1", "--points", "1", "--reason", "未改", "--no-evidence", "现场")
    town.must(*args, "-u", "西镇", "--finding", ids["finding"], **now)
    said = town.refused(2, *args, "-u", "县教育局", "--finding", ids["finding"], "--again", "再扣", today="2018-10-20")
    assert "不是县教育局的" in said
    town.must("deduct", "notify", ids["entry"], "-u", "东镇", **now)
    town.must("appeal", "file", ids["entry"], "-u", "西镇", "--reason", "事实不符", **now)


def test_with_several_successors_it_waits_to_be_assigned(town: Town) -> None:
    ids = a_year(town)
    town.load(QUIET.replace(EAST, SPLIT))
    now = {"today": "2018-10-20"}
    assert f"{OLD}（承继单位待指定：{WEST}、县教育局）" in town.must("finding", "list", "--plain", **now).out
    assert {one["name"]: one["open_findings"] for one in town.must("units", "--json", **now).json}[OLD] == 1
    town.must("assign", "1", "-u", "西镇", "--role", "lead", **now)
    assert f"{OLD}（现由{WEST}承继）" in town.must("finding", "list", "--plain", **now).out
    (one,) = town.must("finding", "list", "-u", "西镇", "--json", **now).json
    assert one["id"] == ids["finding"]


def test_a_unit_of_part_of_the_year_is_scored_and_not_ranked(town: Town) -> None:
    a_year(town)
    town.load(QUIET.replace(EAST, ENDED))
    units = {one["unit"]: one for one in town.must("score", "--json", today=AFTER).json["units"]}
    assert (units[OLD]["score"], units[OLD]["rank"]) == (98, None)
    assert units[WEST]["rank"] == 1


LAST = date(2017, 12, 31)


def roster(year: int, *units: Unit) -> Plan:
    """Return a plan of a year with these units."""
    return replace(small_plan(), year=year, units=units)


def town_of(name: str, until: date | None = None, successor: tuple[str, ...] = (), **more: Any) -> Unit:  # noqa: ANN401 - any field
    """Return a town."""
    return Unit(name, "镇", until=until, successor=successor, **more)


def test_a_unit_is_found_again_under_its_own_name_or_an_old_one() -> None:
    then = roster(2017, town_of("甲镇"), town_of("乙镇"), town_of("丙镇"), town_of("丁镇", LAST, ("甲镇",)))
    now = roster(2018, town_of("甲镇"), town_of("新乙镇", aliases=("乙镇",)), town_of("戊镇"))
    assert counterparts(then, now) == {"甲镇": ("甲镇",), "新乙镇": ("乙镇",)}


def test_what_was_merged_is_followed_to_what_it_became() -> None:
    then = roster(2017, town_of("甲镇", LAST, ("丙镇",)), town_of("乙镇", LAST, ("丙镇",)), town_of("丁镇"))
    now = roster(2018, town_of("丙镇"))
    assert counterparts(then, now) == {"丙镇": ("甲镇", "乙镇")}


def test_a_chain_of_heirs_is_followed_a_circle_and_a_split_are_not() -> None:
    then = roster(2016, town_of("甲镇"), town_of("圈一", LAST, ("圈二",)), town_of("圈二", LAST, ("圈一",)))
    chain = (town_of("甲镇", LAST, ("乙镇",)), town_of("乙镇", LAST, ("丙镇",)), town_of("丙镇"))
    assert counterparts(then, roster(2018, *chain)) == {"丙镇": ("甲镇",)}
    split = roster(2018, town_of("甲镇", LAST, ("乙镇", "丙镇")), town_of("乙镇"), town_of("丙镇"))
    assert counterparts(then, split) == {}


@given(st.sets(st.sampled_from("甲乙丙丁戊己"), min_size=1))
def test_the_same_roster_is_its_own_counterpart(names: set[str]) -> None:
    plan = roster(2018, *(town_of(name) for name in sorted(names)))
    assert counterparts(plan, plan) == {name: (name,) for name in names}


def test_what_an_ended_unit_led_is_finished_and_checked_by_its_successor(town: Town) -> None:
    town.must("progress", "add", "1", "-u", "教育局", "--percent", "75")
    text = QUIET.replace("aliases: [教育局]", "aliases: [教育局], until: 2018-09-30, successor: [西镇]")
    assert town.load(text, today="2018-10-08").code == 0
    later = {"today": "2018-10-08"}
    assert "目前报到75%" in town.must("remind", "-u", "西镇", "--within", "90", **later).out
    town.must("progress", "add", "1", "-u", "西镇", "--percent", "100", "--evidence", "http://www.a.cn/1", **later)
    town.must("progress", "verify", "1", "-u", "西镇", **later)
    seats = {seat["unit"]: seat for seat in town.must("show", "1", "--json", **later).json["assignments"]}
    assert (seats["县教育局"]["status"], seats[WEST]["role"]) == ("verified", "responsible")
    assert town.must("check", **later).out == ""
