"""What a unit sees of itself, what it is told of the next step, and what it is told when it acts as the office."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.cli import Result, run

if TYPE_CHECKING:
    from tests.desk.counter import Desk

MINE = {"GONGKAI_UNIT": "县教育局"}
OF_OFFICE = "这一步由县政府办公室办理，本机设的是县教育局"


def own(desk: Desk, *args: str, today: str = "2018-11-30") -> Result:
    """Call the program on the unit's own machine."""
    got = run(*args, today=today, db=desk.db, env=MINE)
    assert got.code == 0, got.err
    return got


def flat(text: str) -> str:
    """Return what stands on the screen without its line breaks."""
    return text.replace("\n", "")


def test_a_unit_lists_what_it_leads_and_what_it_has_not_reported(desk: Desk) -> None:
    own(desk, "progress", "add", "7", "--percent", "30")
    led = own(desk, "status", "--lead", "--json").json["points"]
    assert [point["no"] for point in led if point["role"] != "lead"] == []
    silent = [point["no"] for point in own(desk, "status", "--unreported", "--json").json["points"]]
    assert "7" in [point["no"] for point in led]
    assert "7" not in silent
    assert own(desk, "status", "--lead", "--unreported", "--json").json["summary"]["points"] == len(led) - 1
    assert "要点灯看的是整个要点" in own(desk, "status").out


def test_the_office_lists_the_points_whose_leads_all_keep_silent(desk: Desk) -> None:
    own(desk, "progress", "add", "7", "--percent", "30")
    silent = desk.must("status", "--unreported", "--json").json["points"]
    assert len(silent) == 40
    assert "--lead 没有写单位" in desk.refused(2, "status", "--lead")


def test_one_point_tells_the_unit_of_the_machine_how_it_stands(desk: Desk) -> None:
    own(desk, "progress", "add", "7", "--percent", "30")
    said = own(desk, "status", "7").out
    assert "县教育局是要点7的牵头单位：30%，推进中。" in said
    assert "gongkai progress add 7 -u 县教育局 --percent 比例" in said
    assert "gongkai assign" not in said
    assert "要点灯" not in said
    assert "县教育局" not in own(desk, "status", "1").out
    assert "县教育局" not in desk.must("status", "7").out.partition("待明确")[2]


def test_a_problem_on_the_unit_s_screen_bears_its_number(desk: Desk) -> None:
    found = desk.must("finding", "add", "-u", "县教育局", "--problem", "栏目空白", "--due", "12-20", "--json").json[
        "id"
    ]
    assert f"{found}　整改：栏目空白" in own(desk, "status").out


def test_what_became_of_an_objection_stands_on_the_unit_s_screen(desk: Desk) -> None:
    reason = ("--points", "2", "--reason", "决算公开不全", "--no-evidence", "现场")
    taken = desk.must("deduct", "add", "-u", "县教育局", "--rule", "4.1", *reason, "--json").json["id"]
    desk.must("deduct", "notify", "-u", "县教育局", taken)
    own(desk, "appeal", "file", taken, "--reason", "已经公开")
    assert f"决定复核（{taken}）" in own(desk, "status").out
    run(
        "--actor",
        "李主任",
        "appeal",
        "decide",
        taken,
        "--reduce-to",
        "1",
        "--reason",
        "部分属实。",
        today="2018-12-03",
        db=desk.db,
    )
    said = own(desk, "status", today="2018-12-03").out
    assert f"申请复核的结果：{taken}核减为1分（12月3日，部分属实）。" in flat(said)
    tried = desk.must("score", "-u", "县教育局", "--what-if", today="2018-12-03").out
    assert "扣分撤销（复核已有决定）" in flat(tried)


def test_a_problem_left_out_is_added_to_the_self_inspection(desk: Desk) -> None:
    made = own(desk, "selfcheck", "add", "--points", "7", "--summary", "查了栏目")
    assert "补记到这次自查：gongkai finding add --selfcheck S2 --problem 问题" in made.err
    added = own(desk, "finding", "add", "--selfcheck", "s2", "--problem", "栏目空白", "--due", "12-20", "--json")
    assert (added.json["source"], added.json["origin"], added.json["point"]) == ("self", "S2", "7")
    assert OF_OFFICE not in added.err
    assert own(desk, "selfcheck", "list", "--json").json[0]["findings"] == ["F3"]
    words = ("finding", "add", "--selfcheck", "S2", "--problem", "又一个")
    assert "S2 是县教育局的自查，不是县住建局的" in desk.refused(2, *words, "-u", "县住建局")
    assert "早于自查日期" in desk.refused(2, *words, "--date", "2018-11-20")
    assert "没有找到自查“F3”" in desk.refused(2, "finding", "add", "--selfcheck", "F3", "--problem", "又一个")
    assert "它查出的问题还在（F3）" in desk.refused(3, "void", "S2", "--reason", "错")


@pytest.mark.parametrize(
    "act",
    [
        ("finding", "add", "-u", "县教育局", "--problem", "栏目空白"),
        ("progress", "return", "7", "-u", "县教育局", "--reason", "没有链接"),
        ("deduct", "propose", "--accept-all"),
        ("assign", "7", "-u", "县教育局", "--person", "王老师"),
        ("report", "circular", "--issue", "威府办函〔2018〕90号", "--kind", "月度"),
    ],
)
def test_an_act_of_the_office_on_a_unit_s_machine_says_so(desk: Desk, act: tuple[str, ...]) -> None:
    own(desk, "progress", "add", "7", "--percent", "30")
    refused = run(*act, today="2018-11-30", db=desk.db, env=MINE)
    assert (refused.code, refused.out) == (3, "")
    assert OF_OFFICE in refused.err
    assert "加 --office" in refused.err
    written = len(desk.must("audit", "log", "--json").json)
    assert OF_OFFICE not in own(desk, *act, "--office").err
    (line, *_) = desk.must("audit", "log", "--json").json[written:]
    assert line["os_user"].endswith("（本机属县教育局）")
    seen = [one for one in desk.call("check", "--json").json if one["kind"] == "on_machine"]
    assert line["id"] in {one["where"] for one in seen}
    assert "在县教育局的机器上登记的" in seen[0]["message"]
    at_home = run(*act, today="2018-11-30", db=desk.db, env={"GONGKAI_UNIT": "县政府办公室"})
    assert "这一步由" not in at_home.err


@pytest.mark.parametrize("act", [("deduct", "propose"), ("status",), ("finding", "list")])
def test_looking_is_nobody_s_act(desk: Desk, act: tuple[str, ...]) -> None:
    assert "这一步由" not in own(desk, *act).err


def test_who_reports_the_end_without_proof_is_told_that_it_will_be_wanted(desk: Desk) -> None:
    assert "还没有佐证，核实时要看" in own(desk, "progress", "add", "7", "--percent", "100").err
    assert (
        "还没有佐证" not in own(desk, "progress", "add", "7", "--percent", "100", "--evidence", "某教〔2018〕3号").err
    )
    assert "还没有佐证" not in own(desk, "progress", "add", "7", "--percent", "100", "--note", "补充").err
    assert "还没有佐证" not in own(desk, "progress", "add", "38", "--percent", "90").err


def test_only_who_is_checked_is_told_that_proof_will_be_wanted(desk: Desk) -> None:
    said = own(desk, "progress", "add", "2,7,9,38", "--percent", "100").err
    assert "gongkai progress add 7,38 -u 县教育局 --percent 100 --evidence" in said
    assert "还没有佐证" not in own(desk, "progress", "add", "2-6", "--percent", "100").err


def test_an_item_that_is_met_is_no_report(desk: Desk) -> None:
    assert "县教育局在要点35上还没有报过" in own(desk, "duty", "done", "35.1").err
    again = run("duty", "done", "35.1", today="2018-11-30", db=desk.db, env=MINE).err
    assert re.search(r"已办结（2018-11-30，(K[0-9]+)）\n建议：.*gongkai void \1 --reason 理由", again)
    own(desk, "progress", "add", "35", "-u", "县住建局", "--percent", "10")
    assert "还没有报过" not in own(desk, "duty", "done", "35.1/县住建局").err


def test_of_many_items_it_is_told_once_that_they_are_no_report(desk: Desk) -> None:
    said = desk.must("duty", "done", "35.1/县财政局", "35.1/县民政局", "35.1/县农林局").err
    assert said.count("不算报进展") == 1
    assert "县财政局等3个单位还没有报过：gongkai progress add 35 -u 县财政局 --percent 比例" in said
    two = desk.must("duty", "done", "8.1/2018-08", "8.1/2018-09", "--evidence", "威国资〔2018〕9号").err
    assert two.count("不算报进展") == 1
    assert "县国资办在要点8上还没有报过" in two


def test_whatever_stands_in_the_way_of_an_item_is_named_with_what_takes_it_back(desk: Desk) -> None:
    settled = desk.must("duty", "done", "35.1/县财政局", "--json").json["settlement"]
    assert f"，{settled}），不能取消" in desk.refused(3, "duty", "cancel", "35.1/县财政局", "--reason", "不要求")
    gone = desk.must("duty", "cancel", "8.1/2018-08", "--reason", "不要求", "--json").json["settlement"]
    for act in (("done",), ("cancel", "--reason", "不要求"), ("verify",), ("return", "--reason", "不实")):
        assert f"8.1/2018-08 已取消（{gone}）" in desk.refused(3, "duty", act[0], "8.1/2018-08", *act[1:])
    desk.must("void", gone, "--reason", "记错")
    late = desk.must("duty", "done", "8.1/2018-08", "--date", "2018-09-10", "--json").json["settlement"]
    assert f"gongkai void {late} --reason 理由" in desk.refused(3, "duty", "done", "8.1/2018-08")


def test_a_wrong_number_is_told_before_anything_else_is_asked_for(desk: Desk) -> None:
    desk.must("finding", "add", "-u", "县教育局", "--problem", "栏目空白")
    seen = desk.answer("finding", "rectify", "F9", env=MINE)
    assert "没有找到编号“F9”" in seen
    assert "整改情况：" not in seen
    seen = desk.answer("finding", "rectify", answers=("9", "2", "已更新", ""), env=MINE)
    assert "没有找到编号“9”" in seen
    assert "已报整改 F2" in seen


def test_at_a_terminal_what_may_be_objected_to_is_shown_and_what_waits_for_a_decision(desk: Desk) -> None:
    reason = ("--points", "2", "--reason", "决算公开不全", "--no-evidence", "现场")
    taken = desk.must("deduct", "add", "-u", "县教育局", "--rule", "4.1", *reason, "--json").json["id"]
    desk.must("deduct", "notify", "-u", "县教育局", taken)
    seen = desk.answer("appeal", "file", answers=(taken, "已经公开", "某教〔2018〕3号"), env=MINE)
    assert f"{taken}　决算公开不全（最迟 2018-12-07）" in seen
    seen = desk.answer("--actor", "李主任", "appeal", "decide", answers=(taken, "维持", "属实"))
    assert f"县教育局　对 {taken}：已经公开（2018-11-30）" in seen
    assert "维持。属实" in seen


def test_at_a_terminal_an_item_is_settled_with_its_day_and_proof(desk: Desk) -> None:
    seen = desk.answer("duty", "done", answers=("35.1", "11-28", "某教〔2018〕3号"), env=MINE)
    assert "已登记办结：35.1/县教育局 按期完成" in seen
    item = next(i for i in desk.must("duty", "list", "--json").json if i["id"] == "35.1/县教育局")
    assert item["done"].startswith("2018-11-28")


def test_problems_that_have_no_date_are_to_be_given_one(desk: Desk) -> None:
    own(desk, "selfcheck", "add", "--summary", "查了", "--finding", "栏目空白")
    paper = own(desk, "selfcheck", "report").out
    assert "尚未整改到位的1个问题尽快定下措施和期限，抓紧整改。" in paper


def test_a_notice_is_named_after_what_it_tells_of(desk: Desk) -> None:
    veto = ("veto", "add", "-u", "县教育局", "--rule", "V1", "--reason", "弄虚作假", "--no-evidence", "现场")
    desk.must(*veto)
    assert (
        desk.must("deduct", "notify", "-u", "县教育局")
        .out.partition("\n")[0]
        .startswith("威远县2018年政务公开工作一票否决告知单")
    )
    taken = ("--point", "4", "--points", "2", "--reason", "决算公开不全", "--no-evidence", "现场")
    desk.must("deduct", "add", "-u", "县教育局", "--rule", "4.1", *taken)
    assert desk.must("deduct", "notify", "-u", "县教育局").out.startswith("威远县2018年政务公开工作扣分告知单")


def test_letters_across_two_words_name_no_unit(desk: Desk) -> None:
    assert desk.must("status", "民政", "--json").json["points"]
    assert "县民政局" in desk.must("units", "民政").out.partition("\n")[0]
    assert "单位“人民政府”不止一个" in desk.refused(2, "status", "人民政府")


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        (("7", "民政局", "30"), "-u 民政局 --percent 30"),
        (("7", "30", "通知.doc"), "--percent 30 --evidence 通知.doc"),
        (("7", "目录", "已公开"), "--note 目录 已公开"),
        (("7", "http://a.cn/1"), "--evidence http://a.cn/1"),
    ],
)
def test_words_too_many_are_told_as_the_options_they_were_meant_for(
    desk: Desk, typed: tuple[str, ...], hint: str
) -> None:
    assert f"写成选项：{hint}\n" in desk.refused(2, "progress", "add", *typed)


def test_an_extension_typed_once_its_date_has_passed_deserves_a_look(desk: Desk) -> None:
    desk.must("finding", "add", "-u", "县教育局", "--problem", "栏目空白", "--due", "12-05")
    extend = ("finding", "extend", "F2", "--due", "12-20", "--reason", "汛期")
    desk.must(*extend, "--date", "12-03", today="2018-12-10")
    kinds = {one["kind"]: one["where"] for one in desk.must("check", "--json", today="2018-12-10").json}
    assert kinds["extended_after"] == "T3"


def test_an_extension_is_held_against_the_date_it_moved(desk: Desk) -> None:
    desk.must("finding", "add", "-u", "县教育局", "--problem", "栏目空白", "--due", "12-05")
    desk.must("finding", "extend", "F2", "--due", "12-20", "--reason", "汛期", "--date", "12-03", today="2018-12-10")
    desk.must("finding", "rectify", "F2", "--note", "已更新", today="2018-12-11")
    desk.must("finding", "reopen", "F2", "--reason", "没有更新全", "--due", "12-28", today="2018-12-12")
    found = [one["where"] for one in desk.must("check", "--json", today="2018-12-13").json]
    assert found == ["T3"]
    desk.must("finding", "extend", "F2", "--due", "12-30", "--reason", "系统检修", today="2018-12-14")
    assert [one["where"] for one in desk.must("check", "--json", today="2018-12-14").json] == ["T3"]


def test_few_persons_in_charge_are_told_in_a_line_and_many_in_a_column(desk: Desk) -> None:
    desk.must("assign", "7", "-u", "县教育局", "--person", "王老师")
    few = desk.must("units", "list", "县教育局").out
    assert "责任人：王老师（要点7）。" in few
    assert "责任人\n" not in few
    desk.must("assign", "-u", "县教育局", "--person", "李股长")
    many = desk.must("units", "list", "县教育局").out
    assert "责任人：" not in many
    assert "李股长" in many
