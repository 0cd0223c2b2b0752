"""What a unit is asked: only what is due or open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.deadlines.counter import Counter, opened, the_county
from tests.form.filling import handed_out
from tests.plans import SMALL_PLAN

if TYPE_CHECKING:
    from pathlib import Path

SPARE = ["进展", "自查与问题", "时限事项", "自评"]


@pytest.fixture
def county(tmp_path: Path) -> Counter:
    return opened(tmp_path)


def test_a_unit_is_asked_about_the_points_it_has_not_finished(county: Counter, tmp_path: Path) -> None:
    county.do("progress", "add", "2", "-u", "东镇", "--percent", "100", "--evidence", "http://dong.gov.cn/1")
    county.do("progress", "add", "3", "-u", "东镇", "--percent", "40")
    form = handed_out(county, "东镇", tmp_path)
    asked = [row[0] for row in form.sheet("进展").rows[1:] if row[0] != ""]
    assert asked == ["1", "3"]
    assert "要点2" in str(form.sheet("进展").rows[2][1])
    assert (form.told("进展", "3", "已报"), form.told("进展", "3", "上次报告")) == ("40%", "2018-09-03")
    assert form.told("进展", "1", "已报") == "未报"


def test_what_was_sent_back_is_asked_again_with_the_reason(county: Counter, tmp_path: Path) -> None:
    county.do("progress", "add", "2", "-u", "东镇", "--percent", "100")
    county.do("progress", "return", "2", "-u", "东镇", "--reason", "网址打不开")
    form = handed_out(county, "东镇", tmp_path)
    assert "网址打不开" in str(form.told("进展", "2", "要求与时限"))
    assert form.told("进展", "2", "已报") == "99%"


def test_a_unit_that_supports_a_point_owes_no_report_of_it(tmp_path: Path) -> None:
    plan = SMALL_PLAN.replace("lead: [教育局]\n", "lead: [教育局]\n            support: [县网信办]\n")
    form = handed_out(opened(tmp_path, plan), "网信办", tmp_path)
    assert [row[0] for row in form.sheet("进展").rows[1:] if row[0] != ""] == ["3"]


def test_a_sheet_with_nothing_to_ask_is_left_out_and_the_guide_says_so(county: Counter, tmp_path: Path) -> None:
    form = handed_out(county, "东镇", tmp_path)
    assert form.names == ["填表说明", *SPARE]
    told = {row[1]: row[2] for row in form.sheet("填表说明").rows if row[1]}
    assert told["问题整改"] == told["异议（申请复核）"] == "没有要填的，本表不含这一张"
    assert "列出3项" in str(told["进展"])


def test_open_findings_are_asked_and_those_that_wait_are_named(county: Counter, tmp_path: Path) -> None:
    first = county.json("finding", "add", "-u", "东镇", "--problem", "栏目空白", "--due", "2018-09-20")
    second = county.json("finding", "add", "-u", "东镇", "--problem", "更新慢")
    third = county.json("finding", "add", "-u", "东镇", "--problem", "链接失效")
    county.do("finding", "rectify", second["id"], "--note", "已补")
    county.do("finding", "rectify", third["id"], "--note", "已改")
    county.do("finding", "close", third["id"])
    form = handed_out(county, "东镇", tmp_path, today="2018-10-08")
    assert [row[0] for row in form.sheet("问题整改").rows[1:] if row[0] != ""] == [first["id"]]
    assert (form.told("问题整改", first["id"], "现状"), form.told("问题整改", first["id"], "已定的期限")) == (
        "未整改，已逾期",
        "2018-09-20",
    )
    said = " ".join(str(row[1]) for row in form.sheet("问题整改").rows[:4])
    assert second["id"] in said
    assert third["id"] not in said


def test_items_of_every_workday_are_one_row_and_others_one_each(county: Counter, tmp_path: Path) -> None:
    form = handed_out(county, "县政府办", tmp_path, today="2018-10-09 09:30")
    asked = [row[0] for row in form.sheet("时限事项").rows[1:] if row[0] != ""]
    assert asked == ["1.1/2018-08", "1.1/2018-09", "1.1/2018-10", "4.1", "4.2"]
    assert str(form.told("时限事项", "4.2", "时限")).startswith("2018-07-25 至 2018-10-09，共51项待办，50项已逾期")
    assert "县教育局" in str(form.told("时限事项", "1.1/2018-09", "事项"))
    assert form.told("时限事项", "4.1", "目标") == "80%"


def test_an_item_that_is_met_or_another_units_is_not_asked(county: Counter, tmp_path: Path) -> None:
    county.do("duty", "done", "1.2/东镇人民政府", "--note", "已公布")
    form = handed_out(county, "东镇", tmp_path)
    assert not [row[0] for row in form.sheet("时限事项").rows[1:] if row[0] != ""]


def test_events_that_a_unit_may_tell_of_are_picked(county: Counter, tmp_path: Path) -> None:
    form = handed_out(county, "东镇", tmp_path)
    choices = next(sheet for sheet in form.book.sheets if sheet.name == "选项")
    assert choices.hidden
    picked = [str(row[3]) for row in choices.rows[1:] if row[3] != ""]
    assert picked == ["3.1 签发（3个工作日内公开）", "3.2 重大舆情（5小时内发布信息；24小时内举行发布会）"]
    assert "时限事项" in handed_out(county, "网信办", tmp_path).names
    assert "编号" in [str(cell) for cell in handed_out(county, "教育局", tmp_path).sheet("时限事项").rows[2]]


def test_an_event_that_runs_is_asked_with_its_minute(county: Counter, tmp_path: Path) -> None:
    county.do("duty", "open", "3.2", "-u", "东镇", "--at", "2018-09-03 08:00", "--note", "停水")
    form = handed_out(county, "东镇", tmp_path)
    (item,) = [str(row[0]) for row in form.sheet("时限事项").rows if str(row[0]).startswith("3.2/")]
    assert form.told("时限事项", item, "发生时间") == "2018-09-03 08:00"
    assert form.told("时限事项", item, "时限") == "2018-09-03 13:00"
    assert "停水" in str(form.told("时限事项", item, "事项"))


def test_a_self_inspection_is_asked_of_whom_the_plan_asks_it(tmp_path: Path) -> None:
    plan = SMALL_PLAN.replace("kinds: [镇, 政府部门, 党委部门], at_least", "kinds: [镇, 政府部门], at_least")
    county = opened(tmp_path, plan)
    assert "自查与问题" not in handed_out(county, "网信办", tmp_path).names
    form = handed_out(county, "东镇", tmp_path)
    assert "还差1次" in str(form.sheet("自查与问题").rows[2][1])
    county.do("selfcheck", "add", "-u", "东镇", "--summary", "查了")
    assert "已登记自查1次" in str(handed_out(county, "东镇", tmp_path).sheet("自查与问题").rows[2][1])


def test_what_may_be_objected_to_is_asked_only_within_the_term(county: Counter, tmp_path: Path) -> None:
    entry = county.json(
        "deduct", "add", "-u", "东镇", "--rule", "1.2", "--reason", "问题没有改", "--no-evidence", "现场"
    )
    assert "异议（申请复核）" not in handed_out(county, "东镇", tmp_path).names
    county.do("deduct", "notify", entry["id"], today="2018-09-03 10:00")
    form = handed_out(county, "东镇", tmp_path)
    assert form.told("异议（申请复核）", entry["id"], "告知的事项") == "扣分 1.2 问题逾期未整改"
    assert form.told("异议（申请复核）", entry["id"], "分值") == "2分"
    assert form.told("异议（申请复核）", entry["id"], "申请期限") == "2018-09-10"
    assert "异议（申请复核）" not in handed_out(county, "西镇", tmp_path).names
    assert "异议（申请复核）" not in handed_out(county, "东镇", tmp_path, today="2018-09-11").names
    county.do("appeal", "file", entry["id"], "--reason", "已改")
    assert "异议（申请复核）" not in handed_out(county, "东镇", tmp_path).names


def test_the_rubric_is_asked_item_by_item_where_it_applies(county: Counter, tmp_path: Path) -> None:
    county.do("score", "self", "-u", "东镇", "--item", "2", "--score", "38.5")
    form = handed_out(county, "东镇", tmp_path)
    assert [row[0] for row in form.sheet("自评").rows[1:] if row[0] != ""] == ["1", "2", "3", "4"]
    assert form.told("自评", "2", "上次自评") == "38.5（09-03）"
    assert "2.1 牵头要点未办结（每个5分）" in str(form.told("自评", "2", "评分标准"))
    other = handed_out(county, "网信办", tmp_path)
    assert [row[0] for row in other.sheet("自评").rows[1:] if row[0] != ""] == ["1", "2", "3"]


def test_in_a_rubric_of_stages_an_item_is_asked_of_each_of_its_own(tmp_path: Path) -> None:
    stages = "{name: 上半年, weight: 50, items: ['1', '2']}, {name: 下半年, weight: 50, items: ['2', '3', '4']}"
    county = opened(tmp_path, SMALL_PLAN.replace("      bonus: {cap", f"      stages: [{stages}]\n      bonus: {{cap"))
    form = handed_out(county, "东镇", tmp_path)
    at = form.column_of("自评", "阶段")
    asked = [(row[0], row[at]) for row in form.sheet("自评").rows[form.head("自评") + 1 :]]
    assert asked == [("1", "上半年"), ("2", "上半年"), ("2", "下半年"), ("3", "下半年"), ("4", "下半年")]


def test_nothing_is_asked_of_a_unit_that_has_ended_or_in_a_closed_year(tmp_path: Path) -> None:
    ended = "{name: 西镇人民政府, kind: 镇, aliases: [西镇], until: 2018-08-31, successor: [东镇人民政府]}"
    county = opened(tmp_path, SMALL_PLAN.replace("{name: 西镇人民政府, kind: 镇, aliases: [西镇]}", ended))
    county.refuses(3, "现由东镇人民政府承继", "form", "西镇", "-o", str(tmp_path / "a.xlsx"))
    county.do("form", "--all", str(tmp_path / "全部"))
    assert not list((tmp_path / "全部").glob("*西镇*"))
    county.do("year", "close", "--force", "--reason", "测试", today="2019-03-20")
    county.refuses(3, "封存", "form", "东镇", "-o", str(tmp_path / "a.xlsx"), today="2019-03-21")


def test_what_is_alike_in_all_rows_is_said_once_above_them_and_costs_no_column(county: Counter, tmp_path: Path) -> None:
    (tmp_path / "many").mkdir()
    form = handed_out(the_county(tmp_path / "many"), "严陵镇", tmp_path / "many")
    rows = form.sheet("进展").rows
    told = "下面列出的{}条，本单位的角色都是“责任单位”".format(sum(row[0] != "" for row in rows[1:]))
    assert any(str(row[1]).startswith(told) for row in rows[: form.head("进展")])
    assert "角色" not in rows[form.head("进展")]
    few = handed_out(county, "东镇", tmp_path)
    assert few.told("进展", "2", "角色") == "责任单位"


def test_the_first_page_says_until_when_the_form_knows(county: Counter, tmp_path: Path) -> None:
    said = [str(cell) for row in handed_out(county, "东镇", tmp_path).book.sheets[0].rows for cell in row]
    assert "表里列的是截至 2018-09-03 已经登记的，之后登记的没有列入" in said
