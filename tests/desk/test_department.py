"""A department at its own machine: its name is set once, and what presses it stands on its first screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli import Result, run

if TYPE_CHECKING:
    from tests.desk.counter import Desk

MINE = {"GONGKAI_UNIT": "县教育局"}


def test_of_many_items_of_a_demand_the_department_s_own_is_settled(desk: Desk) -> None:
    done = run("duty", "done", "35.1", "--json", today="2018-11-30", db=desk.db, env=MINE)
    assert (done.code, done.json["id"]) == (0, "35.1/县教育局")
    assert desk.call("duty", "done", "35.1").code == 2
    other = run("duty", "done", "35.1/县住建局", today="2018-11-30", db=desk.db, env=MINE)
    assert "不是县教育局的" in other.err


def test_what_may_still_be_objected_to_stands_on_the_unit_s_first_screen(desk: Desk) -> None:
    reason = ("--point", "4", "--points", "2", "--reason", "决算公开不全", "--no-evidence", "现场")
    taken = desk.must("deduct", "add", "-u", "县教育局", "--rule", "4.1", *reason, "--json").json["id"]
    assert "可申请复核" not in desk.must("status", "-u", "县教育局").out
    desk.must("deduct", "notify", "-u", "县教育局", taken)
    assert f"可申请复核：{taken}，决算公开不全" in desk.must("status", "-u", "县教育局").out
    assert "可申请复核" not in desk.must("status", "-u", "县教育局", today="2018-12-10").out


def test_a_quiet_screen_names_what_comes_next(desk: Desk) -> None:
    said = desk.must("status", "-u", "县教育局", today="2018-08-06").out
    assert "30天内没有要办的事项" in said
    assert "下一件12月31日到期" in said.replace("\n", "")


def test_problems_without_a_date_are_told(desk: Desk) -> None:
    found = ("栏目空白", "目录未更新｜重编｜王老师｜12-20")
    check = desk.must("selfcheck", "add", "-u", "县教育局", "--finding", found[0], "--finding", found[1])
    assert "F3没有写整改期限" in check.err
    assert "F4" not in check.err.partition("提示")[2]
    seen = desk.must("inspect", "add", "--kind", "定期检查", "-u", "县教育局", "--finding", "栏目空白二")
    assert "没有写整改期限" in seen.err
    dated = desk.must("finding", "add", "-u", "县教育局", "--problem", "链接失效", "--due", "12-20")
    assert "没有写整改期限" not in dated.err


def test_parts_that_commas_divide_are_told(desk: Desk) -> None:
    said = desk.must("selfcheck", "add", "-u", "县教育局", "--finding", "栏目空白，更新，王老师，12-20").err
    assert "F3整句记作问题；问题、措施、责任人、期限之间用 ｜ 或 | 隔开" in said
    calm = desk.must("selfcheck", "add", "-u", "县教育局", "--finding", "栏目空白，链接失效，没有更新").err
    assert "整句" not in calm


def test_a_point_is_looked_for_by_its_title_and_an_id_in_its_list(desk: Desk) -> None:
    said = desk.refused(2, "progress", "add", "社会公益", "-u", "县教育局", "--percent", "3")
    assert "标题里有这几个字的：7（深化社会公益事业建设领域信息公开）" in said
    assert "编号见清单：gongkai finding list" in desk.refused(2, "finding", "rectify", "F99", "--note", "好")


def test_a_scorecard_says_what_a_rectification_in_time_will_give_back(desk: Desk) -> None:
    number = desk.must(
        "inspect", "add", "--kind", "定期检查", "-u", "县教育局", "--finding", "栏目空白｜｜｜12-20", "--json"
    )
    finding = number.json["findings"][0]
    reason = ("--points", "2", "--reason", "栏目空白", "--no-evidence", "现场", "--finding", finding)
    desk.must("deduct", "add", "-u", "县教育局", "--rule", "4.1", *reason)
    desk.must("finding", "rectify", finding, "--note", "已更新")
    assert "已报整改，核查销号后减半计" in desk.must("scorecard", "县教育局").out.replace("\n", "")


def test_at_a_terminal_the_open_problems_are_shown_before_a_number_is_asked_for(desk: Desk) -> None:
    desk.must("finding", "add", "-u", "县教育局", "--problem", "栏目空白", "--due", "12-20")
    desk.must("finding", "add", "-u", "县住建局", "--problem", "链接失效")
    seen = desk.answer("finding", "rectify", answers=("F2", "已更新", ""), env=MINE)
    assert "F2　县教育局　栏目空白（未整改，期限 2018-12-20）" in seen
    assert "链接失效" not in seen
    assert "链接失效" in desk.answer("finding", "close", answers=("F2",))


def test_at_a_terminal_the_open_items_are_shown_before_a_number_is_asked_for(desk: Desk) -> None:
    seen = desk.answer("duty", "done", answers=("35.1", "", ""), env=MINE)
    assert "35.1/县教育局　县教育局　完成主动公开基本目录编制并对外发布（期限 2018-12-31）" in seen
    assert "县住建局" not in seen
    assert "已登记办结：35.1/县教育局" in seen
    everyone = desk.answer("duty", "done", answers=("24.1", "", ""))
    assert "项，见 gongkai duty list --open" in everyone


def test_an_answer_to_another_unit_s_problem_is_told_with_the_way_back(desk: Desk) -> None:
    desk.must("finding", "add", "-u", "县住建局", "--problem", "链接失效")
    done = run("finding", "rectify", "F2", "--note", "已改", today="2018-11-30", db=desk.db, env=MINE)
    assert "F2 是县住建局的问题，不是县教育局的；登记错的用 gongkai void T3 --reason 理由 作废" in done.err
    assert "作废" not in desk.must("finding", "rectify", "F2", "--evidence", "http://www.a.cn/1").err


def test_the_self_inspection_report_says_what_was_done(desk: Desk) -> None:
    desk.must("selfcheck", "add", "-u", "县教育局", "--summary", "逐项自查")
    bare = desk.must("selfcheck", "report", "-u", "县教育局").out
    assert "已报进展" not in bare
    desk.must("progress", "add", "7", "-u", "县教育局", "--percent", "100")
    desk.must("progress", "add", "38", "-u", "县教育局", "--percent", "40")
    desk.must("duty", "done", "35.1/县教育局")
    said = desk.must("selfcheck", "report", "-u", "县教育局").out.replace("\n", "")
    assert "已报进展的要点2个，其中已办结1个（要点7）；应办事项按期完成1项。" in said


def test_the_self_inspection_report_leaves_out_no_point(desk: Desk) -> None:
    """39 points: what was reported, what was not, together all of them; one led and never reported is told once."""
    desk.must("selfcheck", "add", "-u", "县教育局", "--summary", "逐项自查")
    bare = desk.must("selfcheck", "report", "-u", "县教育局").out.replace("\n", "")
    assert "没有报过进展的要点39个（要点" in bare
    assert "牵头而尚未办结的要点2个（要点7、38），抓紧办结。其余没有报过进展的要点37个，已经落实的补报" in bare
    desk.must("progress", "add", "7", "-u", "县教育局", "--percent", "100")
    desk.must("progress", "add", "38", "-u", "县教育局", "--percent", "40")
    said = desk.must("selfcheck", "report", "-u", "县教育局").out.replace("\n", "")
    assert "已报进展的要点2个，其中已办结1个（要点7）。没有报过进展的要点37个" in said
    listed = said.split("没有报过进展的要点37个（")[1].split("）")[0].split("、")
    assert not {"要点7", "7", "38"} & set(listed)


def test_a_self_inspection_report_of_a_unit_that_reported_on_all_it_has_says_nothing_of_silence(desk: Desk) -> None:
    desk.must("selfcheck", "add", "-u", "县法制办", "--summary", "查了")
    points = desk.must("units", "县法制办", "--json").json[0]["assignments"]
    for seat in points:
        desk.must("progress", "add", seat["point"], "-u", "县法制办", "--percent", "60")
    assert "没有报过进展" not in desk.must("selfcheck", "report", "-u", "县法制办").out


def test_on_a_unit_s_own_machine_the_lists_keep_to_it_and_say_so(desk: Desk) -> None:
    desk.must("finding", "add", "-u", "县教育局", "--problem", "栏目空白", "--due", "12-20")
    desk.must("finding", "add", "-u", "县住建局", "--problem", "链接失效", "--due", "12-20")

    def own(*args: str) -> Result:
        return run(*args, today="2018-11-30", db=desk.db, env=MINE)

    mine, all_of_them = own("finding", "list"), own("finding", "list", "-u", "全部")
    assert "只看县教育局（环境变量 GONGKAI_UNIT）；看全部单位加 -u 全部" in mine.err
    assert ("栏目空白" in mine.out, "链接失效" in mine.out) == (True, False)
    assert (all_of_them.err, "链接失效" in all_of_them.out) == ("", True)
    assert [one["unit"] for one in own("finding", "list", "-u", "县住建局", "--json").json] == ["县住建局"]
    assert "县教育局" in own("due").out.splitlines()[0]
    assert own("status").out.startswith("威远县2018年政务公开工作要点　县教育局")
    point, other = own("status", "7"), own("status", "住建局")
    assert (point.err, other.err) == ("", "")
    assert other.out.startswith("威远县2018年政务公开工作要点　县住建局")
    assert len(own("score", "--json").json["units"]) == 54


def test_addresses_typed_together_are_evidence_each(desk: Desk) -> None:
    both = "http://www.a.cn/1.html；http://www.a.cn/2.html"
    done = desk.must("progress", "add", "7", "-u", "县教育局", "--percent", "30", "--evidence", both, "--json").json
    assert [piece["ref"] for piece in done["evidence"]] == ["http://www.a.cn/1.html", "http://www.a.cn/2.html"]


def test_the_unit_s_screen_tells_what_it_has_not_reported_and_what_waits_for_the_office(desk: Desk) -> None:
    said = desk.must("status", "-u", "县教育局").out
    assert "承担的39个要点里，还没有报过进展的39个" in said
    assert "等县政府办公室办理" not in said
    check = desk.must("selfcheck", "add", "-u", "县教育局", "--finding", "栏目空白｜补｜王老师｜12-20", "--json").json
    number = check["findings"][0] if isinstance(check["findings"][0], str) else check["findings"][0]["id"]
    desk.must("finding", "rectify", number, "--note", "已补")
    desk.must("progress", "add", "7", "-u", "县教育局", "--percent", "100")
    said = desk.must("status", "-u", "县教育局").out
    assert f"已报，等县政府办公室办理：核查整改（{number}），核实办结（要点7）" in said
    assert "还没有报过进展的38个" in said
    desk.must("finding", "close", number)
    desk.must("progress", "verify", "7", "-u", "县教育局", "--note", "现场看过")
    assert "等县政府办公室办理" not in desk.must("status", "-u", "县教育局").out


def test_a_part_of_the_unit_s_points_is_not_told_as_all_it_bears(desk: Desk) -> None:
    assert "列出要点" in desk.must("status", "-u", "县教育局", "--chapter", "2").out
    assert "承担要点 39" in desk.must("status", "-u", "县教育局").out


def test_a_point_shows_the_unit_that_looks_on_a_line_of_its_own(desk: Desk) -> None:
    own = run("show", "12", today="2018-11-30", db=desk.db, env=MINE).out
    assert any(line.startswith("县教育局") for line in own.splitlines())
    assert "gongkai assign" not in own
    whole = desk.must("show", "12").out
    assert not any(line.startswith("县教育局") for line in whole.splitlines())
    assert "gongkai assign 12" in whole


def test_of_two_events_the_one_still_open_is_settled_and_one_typed_twice_is_told(desk: Desk) -> None:
    at = ("duty", "open", "28.3", "-u", "县教育局", "--at")
    desk.must(*at, "2018-11-20 09:00")
    desk.must("duty", "done", "28.3", "-u", "县教育局", "--at", "2018-11-21 09:00")
    second = desk.must(*at, "2018-11-29 09:00")
    assert "同一事件" not in second.err
    again = desk.must(*at, "2018-11-29 09:00")
    number = again.err.split("已开启 ")[1].split("：")[0]
    assert f"登记重了的用 gongkai void {number} --reason 重复" in again.err
    desk.must("void", number, "--reason", "重复")
    done = desk.must("duty", "done", "28.3", "-u", "县教育局", "--at", "2018-11-30 08:00", "--json").json
    assert done["due"].startswith("2018-12-01 09:00") or done["due"].startswith("2018-12-01T09:00")


def test_a_problem_that_is_still_open_is_not_sent_back_and_the_way_to_a_new_date_is_told(desk: Desk) -> None:
    dated = desk.must("selfcheck", "add", "-u", "县教育局", "--finding", "栏目空白｜补｜王老师｜12-20", "--json").json
    number = dated["findings"][0] if isinstance(dated["findings"][0], str) else dated["findings"][0]["id"]
    refused = desk.call("finding", "reopen", number, "--reason", "再改", "--due", "12-25")
    assert refused.code == 3
    assert f"gongkai finding extend {number} --due 期限 --reason 理由" in refused.err
    desk.must("finding", "extend", number, "--due", "12-25", "--reason", "再改")


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        (("progress", "add", "7", "25"), "写成选项：--percent 25"),
        (("progress", "add", "7", "25%"), "写成选项：--percent 25%"),
        (("progress", "add", "7", "已经公开"), "写成选项：--note 已经公开"),
        (("appeal", "decide", "C7", "C8"), "编号一次写一个，请逐个写，先写 gongkai appeal decide C7"),
        (("inspect", "add", "--summary", "查了栏目"), "是不是：--note？"),
        (("progress", "list", "--point", "7"), "编号直接写在命令后面，不用选项"),
        (("appeal", "add", "D2"), "可用的有：decide、file、list"),
    ],
)
def test_what_was_meant_is_told(desk: Desk, typed: tuple[str, ...], hint: str) -> None:
    got = desk.call(*typed)
    assert (got.code, f"建议：{hint}" in got.err) == (2, True), got.err


def test_all_points_may_be_said_in_words(desk: Desk) -> None:
    assert (
        desk.must("selfcheck", "add", "-u", "县教育局", "--points", "全部", "--summary", "查", "--json").json["points"]
        == []
    )


def test_several_made_void_are_told_as_they_were_typed(desk: Desk) -> None:
    for percent in ("30", "40"):
        desk.must("progress", "add", "7", "-u", "县教育局", "--percent", percent)
    said = desk.must("void", "P2", "P3", "--reason", "误填").err
    assert said.index("P2（") < said.index("P3（")


def test_a_number_typed_with_another_s_letter_is_told(desk: Desk) -> None:
    check = desk.must("selfcheck", "add", "-u", "县教育局", "--finding", "栏目空白｜补｜王老师｜12-20", "--json").json[
        "id"
    ]
    got = desk.call("finding", "rectify", f"F{check[1:]}", "--note", "已补")
    assert (got.code, f"{check[1:]}号登记是 {check}；编号见清单：gongkai finding list" in got.err) == (2, True)
    assert "号登记是" not in desk.call("finding", "rectify", "F1", "--note", "已补").err
    assert "号登记是" not in desk.call("finding", "rectify", "F9999", "--note", "已补").err


def test_what_was_returned_in_january_is_reported_again_within_the_year(desk: Desk) -> None:
    """A report of the year is dated in it, a return may come after it."""
    report = ("progress", "add", "7", "-u", "县教育局", "--percent", "100", "--note", "已办")
    desk.must(*report, "--date", "2018-12-20", today="2018-12-20")
    desk.must("progress", "return", "7", "-u", "县教育局", "--reason", "缺佐证", today="2019-01-07")
    early = desk.must(*report, "--date", "2018-12-28", today="2019-01-08")
    assert "现状仍是已退回；重报的日期写 2018-12-31 或者以后" in early.err
    again = desk.must(*report, "--date", "2018-12-31", today="2019-01-08")
    assert "已退回；重报" not in again.err
    assert "progress list --returned" not in desk.must("status", today="2019-01-08").out
    desk.must("progress", "verify", "7", "-u", "县教育局", "--note", "看过", today="2019-01-09")


def test_a_report_after_a_return_of_the_same_day_is_no_repetition(desk: Desk) -> None:
    report = ("progress", "add", "7", "-u", "县教育局", "--percent", "100", "--note", "已办")
    desk.must(*report)
    desk.must("progress", "return", "7", "-u", "县教育局", "--reason", "缺佐证")
    assert "同样的进展" not in desk.must(*report).err
    assert "同样的进展" in desk.must(*report).err


def test_a_repeated_self_inspection_is_made_void_with_its_problems_as_told(desk: Desk) -> None:
    check = ("selfcheck", "add", "-u", "县教育局", "--summary", "查", "--finding", "栏目空白｜补｜王老师｜12-20")
    desk.must(*check)
    told = desk.must(*check).err
    ids = told.split("gongkai void ")[1].split(" --reason")[0].split()
    assert [each[0] for each in ids] == ["S", "F"]
    desk.must("void", *ids, "--reason", "重复")


def test_no_new_date_is_set_for_what_is_already_put_right(desk: Desk) -> None:
    check = desk.must("selfcheck", "add", "-u", "县教育局", "--finding", "栏目空白", "--json").json
    number = check["findings"][0] if isinstance(check["findings"][0], str) else check["findings"][0]["id"]
    desk.must("finding", "rectify", number, "--note", "已补")
    assert "已报整改，不再定期限" in desk.call("finding", "plan", number, "--due", "12-01").err


def test_a_year_that_is_over_tells_the_unit_what_it_left(desk: Desk) -> None:
    said = desk.must("status", "-u", "县教育局", today="2019-01-03").out
    assert "年底没有办结的39个，其中没有报过进展的39个" in said
    assert "逾期的是其他单位" not in said


def test_a_day_to_look_back_to_is_last_year_s_in_january(desk: Desk) -> None:
    assert "截至2018年10月31日" in desk.must("status", "--as-of", "10月31日", today="2019-01-08").out
    assert "截至2018年12月1日" in desk.must("status", "--as-of", "12月1日", today="2018-11-05").out
