"""What a self-inspection looked at is asked for at a terminal; what a script leaves out, or says twice, is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.desk.counter import Desk

BARE = ("selfcheck", "add", "-u", "jyj")


def test_a_bare_name_is_taken_for_the_whole_and_told(desk: Desk) -> None:
    assert "注意：没有写明范围和情况，按全部工作、未发现问题登记；登记错的用 gongkai void S2" in desk.must(*BARE).err
    assert "没有写明" not in desk.must(*BARE, "--points", "7").err


def test_the_same_again_is_told(desk: Desk) -> None:
    desk.must(*BARE, "--points", "7", "--summary", "查了栏目")
    assert "同一天、同样的自查已登记为 S2" in desk.must(*BARE, "--points", "7", "--summary", "查了栏目").err


def test_a_point_of_somebody_else_is_told(desk: Desk) -> None:
    got = desk.must("selfcheck", "add", "-u", "严陵镇", "--points", "7,8")
    assert "注意：要点8不是严陵镇人民政府承担的，照记" in got.err


def test_of_several_findings_the_wrong_one_is_named(desk: Desk) -> None:
    told = desk.refused(2, *BARE, "--finding", "好", "--finding", "甲｜乙｜丙｜2018-02-30")
    assert "第2个问题：整改期限“2018-02-30”不对：2018年2月没有30日" in told
    got = desk.must(*BARE, "--finding", "甲｜乙｜丙｜12月5日", "--json")
    assert len(got.json["findings"]) == 1
    assert desk.must("finding", "list", "--json").json[0]["due"] == "2018-12-05"


def test_at_a_terminal_all_of_it_is_asked_for(desk: Desk) -> None:
    said = desk.answer(
        "selfcheck",
        "add",
        answers=("没有局", "jyj", "99", "7", "", "查了栏目", "", "否", "甲｜乙｜丙｜改天", "栏目空白", ""),
    )
    assert "没有找到单位“没有局”" in said
    assert "没有找到要点“99”" in said
    assert "这一项不能空着" in said
    assert "整改期限“改天”不对" in said
    assert "发现问题1个（F3）" in said


def test_that_nothing_was_found_is_confirmed(desk: Desk) -> None:
    said = desk.answer(*BARE, answers=("", "查了栏目", "", "是"))
    assert "确认自查没有发现问题" in said
    assert "未发现问题" in said
    assert desk.must("selfcheck", "list", "--json").json[0]["points"] == []


def test_the_unit_of_the_machine_is_told_before_anything_is_asked(desk: Desk) -> None:
    said = desk.answer("selfcheck", "add", answers=("7", "查了栏目", "", "是"), env={"GONGKAI_UNIT": "jyj"})
    assert said.index("单位：县教育局") < said.index("自查范围")


def test_an_inspection_asks_for_what_it_found(desk: Desk) -> None:
    said = desk.answer("inspect", "add", "--kind", "专项督查", "-u", "新店镇", answers=("｜措施", "断更", ""))
    assert "问题内容不能为空" in said
    assert "发现问题1个（F3）" in said
    told = desk.refused(2, "inspect", "add", "--kind", "专项督查", "-u", "新店镇", "--finding", "严陵镇：断更")
    assert "写的是严陵镇人民政府，不在 -u 之列" in told


def test_the_parts_are_shown_as_understood_before_they_are_recorded(desk: Desk) -> None:
    line = "公众号文章“政策解读｜社保新政”超期｜补发｜张三｜12月5日"
    said = desk.answer(*BARE, "--summary", "查了", "--finding", line, answers=("",))
    assert "问题：公众号文章“政策解读｜社保新政”超期；措施：补发；责任人：张三；期限：2018-12-05" in said
    assert "发现问题1个（F3）" in said
    kept = desk.must("finding", "list", "--json").json
    refused = desk.answer(*BARE, "--summary", "再查", "--finding", "政策解读｜社保新政超期", answers=("否",))
    assert "没有登记" in refused
    assert "--measure" in refused
    assert desk.must("finding", "list", "--json").json == kept
    again = desk.answer(*BARE, answers=("", "三查", "解读｜新政", "", "否", "“解读｜新政”超期", ""))
    assert "发现问题1个（F5）" in again


def test_the_parts_may_be_given_as_options(desk: Desk) -> None:
    two = ("--finding", "解读｜新政超期", "--finding", "栏目空白", "--person", "张三")
    desk.must(*BARE, *two, "--measure", "补发", "--measure", "补上", "--due", "12月5日")
    found = desk.must("finding", "list", "--json").json
    told = {(one["problem"], one["measure"], one["person"], one["due"]) for one in found}
    assert told == {("解读｜新政超期", "补发", "张三", "2018-12-05"), ("栏目空白", "补上", "张三", "2018-12-05")}
    both = ("inspect", "add", "--kind", "专项督查", "-u", "新店镇", "-u", "严陵镇", "--finding", "新店镇：甲｜乙空白")
    desk.must(*both, "--due", "12月6日")
    assert desk.must("finding", "list", "-u", "新店镇", "--json").json[0]["problem"] == "甲｜乙空白"


def test_options_that_match_no_finding_are_refused(desk: Desk) -> None:
    three = [word for text in "甲乙丙" for word in ("--finding", text)]
    told = desk.refused(2, *BARE, *three, "--measure", "补", "--measure", "改")
    assert "--finding 写了3个，--measure 写了2个" in told
    assert "没有写 --finding" in desk.refused(2, *BARE, "--due", "12月5日")
    told = desk.refused(2, *BARE, "--finding", "甲", "--due", "2018-02-30")
    assert "2018年2月没有30日" in told
