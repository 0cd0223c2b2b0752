"""Progress, findings, evidence and single records at the counter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.desk.counter import Desk

SEVEN = ("progress", "add", "7", "-u", "jyj", "--percent")


def problem(desk: Desk, *more: str) -> str:
    """Record a finding of daily monitoring; return its id."""
    number = desk.must("finding", "add", "-u", "jyj", "--problem", "栏目空白", *more, "--date", "11-01", "--json")
    return str(number.json["id"])


def test_a_report_typed_later_for_an_earlier_day_leaves_the_present_alone(desk: Desk) -> None:
    desk.must(*SEVEN, "40", "--date", "11-20")
    got = desk.must(*SEVEN, "60", "--date", "11.10")
    assert "60%（2018-11-10；补录，现状仍为 40%）" in got.err
    assert "此前" not in got.err
    assert "注意" not in got.err
    between = desk.must(*SEVEN, "70", "--date", "11-15")
    assert "70%（2018-11-15，此前 60%；补录，现状仍为 40%）" in between.err
    assert "注意：比此前的 40% 低" in desk.must(*SEVEN, "30").err


def test_a_new_report_tells_where_its_unit_stands(desk: Desk) -> None:
    assert desk.must(*SEVEN, "40", "--json").json["status"] == "in_progress"
    assert desk.must(*SEVEN, "100", "--json").json["status"] == "done"


def test_a_drop_that_was_put_right_is_noted_no_more(desk: Desk) -> None:
    desk.must(*SEVEN, "40", "--date", "11-20")
    desk.must(*SEVEN, "10", "--date", "11-21")
    assert [one["kind"] for one in desk.must("check", "--json").json] == ["percent_fell"]
    desk.must(*SEVEN, "50", "--date", "11-22")
    assert desk.must("check", "--json").json == []


def test_at_a_terminal_a_report_also_asks_for_words_and_evidence(desk: Desk) -> None:
    said = desk.answer(
        "progress", "add", answers=("99", "7", "zjj", "jyj", "八成", "80", "目录已编", "www.weiyuan.gov.cn")
    )
    assert "没有找到要点“99”" in said
    assert "请写明是哪一个：县住建局、县质监局" in said
    assert "完成比例“八成”不对" in said
    (one,) = desk.must("progress", "list", "--json").json
    assert (one["note"], one["evidence"][0]["ref"]) == ("目录已编", "http://www.weiyuan.gov.cn")


def test_overdue_findings_stand_out_and_undated_ones_say_so(desk: Desk, tmp_path: Path) -> None:
    late, bare = problem(desk, "--due", "11-20"), problem(desk)
    shown = desk.must("finding", "list").out
    assert "未整改（逾期10天）" in shown
    assert "未整改（未定期限）" in shown
    desk.must("finding", "list", "-o", str(tmp_path / "b.csv"))
    assert ",,未整改（未定期限）,,日常监测," in (tmp_path / "b.csv").read_text(encoding="utf-8-sig")
    assert "已逾期10天" in desk.must("finding", "rectify", late, "--note", "已补").err
    desk.must("finding", "rectify", bare, "--note", "已补", "--evidence", "http://a.cn/1")
    desk.must("finding", "close", bare, "--by", "李督查")
    desk.must("finding", "list", "-o", str(tmp_path / "a.csv"))
    told = (tmp_path / "a.csv").read_text(encoding="utf-8-sig").splitlines()
    assert "期限,状态,逾期天数,整改日期,销号日期,整改情况,佐证,来源,核查人" in told[0]
    assert ",2018-11-20,已整改待核,10,2018-11-30,," in told[1]
    assert ",,已销号,,2018-11-30,2018-11-30," in told[2]
    assert "2018-11-30,2018-11-30,已补,http://a.cn/1,日常监测,李督查" in told[2]
    assert "核查人" not in desk.must("finding", "list").out


def test_a_ledger_has_no_column_that_nothing_fills(desk: Desk, tmp_path: Path) -> None:
    desk.must("finding", "rectify", problem(desk), "--note", "已补", "--evidence", "http://a.cn/1")
    desk.must("finding", "list", "--waiting", "-o", str(tmp_path / "a.csv"))
    head = (tmp_path / "a.csv").read_text(encoding="utf-8-sig").splitlines()[0].split(",")
    assert {"整改情况", "佐证"} < set(head)
    assert not {"核查人", "销号日期"} & set(head)


def test_the_last_day_to_ask_for_longer_is_told(desk: Desk) -> None:
    number = problem(desk, "--due", "11-30")
    told = desk.must("finding", "extend", number, "--due", "12-15", "--reason", "汛期").err
    assert "最迟 2018-11-29；这次照记，但仍按 2018-11-30 计逾期" in told


def test_a_notice_demands_what_is_late_without_giving_a_new_date(desk: Desk) -> None:
    late = problem(desk, "--due", "11-20")
    desk.must("finding", "rectify", late, "--note", "已补齐", "--evidence", "http://a.cn/1", "--date", "11-25")
    desk.must("finding", "reopen", late, "--reason", "又空了", "--due", "11-28", "--date", "11-26")
    paper = desk.must("finding", "notice", "-u", "jyj").out.replace("\n   ", "")
    assert "原期限2018年11月28日已过，仍按原期限计逾期；请于2018年12月14日前整改到位" in paper
    assert "已经报过的不必重报" in paper
    assert "http://a.cn/1" in paper


def test_a_report_on_self_inspections_counts_every_problem_and_its_own_points_alone(desk: Desk) -> None:
    desk.must(
        "selfcheck", "add", "-u", "县法制办", "--points", "1", "--finding", "甲｜补｜王芳｜12-10", "--finding", "乙"
    )
    desk.must("progress", "add", "1", "-u", "县法制办", "--percent", "100")
    paper = desk.must("selfcheck", "report", "-u", "县法制办").out
    assert "2018年12月10日前1个，其余1个尽快定下期限" in paper
    assert "（要点1、" not in paper


@pytest.mark.parametrize(("name", "said"), [("夹", "是文件夹，不是文件"), ("空.txt", "是空的")])
def test_what_is_no_evidence_says_what_it_is(desk: Desk, tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / "夹").mkdir()
    (tmp_path / "空.txt").touch()
    assert said in desk.refused(2, *SEVEN, "40", "--evidence", str(tmp_path / name))


def test_a_large_file_is_told_and_kept(desk: Desk, tmp_path: Path) -> None:
    with (tmp_path / "大.zip").open("wb") as file:
        file.truncate(51 << 20)
    assert "有51兆" in desk.must(*SEVEN, "40", "--evidence", str(tmp_path / "大.zip")).err


def test_a_record_is_shown_by_its_id_with_all_that_followed(desk: Desk) -> None:
    number = problem(desk, "--due", "11-20")
    desk.must("finding", "rectify", number, "--note", "已补", "--evidence", "http://a.cn/1")
    desk.must(
        "deduct", "add", "-u", "jyj", "--rule", "4.1", "--finding", number, "--reason", "空白", "--no-evidence", "无"
    )
    desk.must("deduct", "notify", "-u", "jyj", "--json")
    paper = desk.must("show", number.lower()).out
    for words in ("栏目空白", "报整改", "已补", "http://a.cn/1", "扣分", "告知"):
        assert words in paper
    told = desk.must("show", "D4", "--json").json
    assert (told["id"], told["finding"], told["record"]) == ("D4", number, "ScoreEntry")
    assert [one["id"] for one in told["history"]] == [number, "D4", "R5"]
    assert "没有找到编号“F99”" in desk.refused(2, "show", "F99")
    assert "没有找到要点“九十九”" in desk.refused(2, "show", "九十九")


def test_a_decision_is_asked_for(desk: Desk) -> None:
    desk.must("deduct", "add", "-u", "jyj", "--rule", "4.1", "--reason", "空白", "--no-evidence", "无")
    desk.must("deduct", "notify", "-u", "jyj", "--json")
    desk.must("appeal", "file", "D2", "--reason", "已补")
    said = desk.answer("appeal", "decide", "D2", "--by", "赵主任", answers=("随便", "1", "酌情"))
    assert "核减后的分值“随便”不对" in said
    assert "核减为 1 分" in said


def test_a_value_in_percent(desk: Desk) -> None:
    assert "85 或 85%" in desk.refused(2, "duty", "done", "12.1", "--value", "八成")
    assert "超出 0 到 100%" in desk.refused(2, "duty", "done", "12.1", "--value", "101%")
    assert desk.must("duty", "done", "12.1", "--value", "85％", "--json").json["status"] == "met"


def test_every_kind_of_record_says_whose_and_what_of(desk: Desk) -> None:
    """要点20: its list each workday is owed by 县政府信访局; a reminder, an inspection and a settlement say it all."""
    finding = problem(desk, "--point", "7", "--person", "罗股长", "--due", "11-20")
    desk.must("remind", "-u", "jyj", "--sent", "微信")
    shown = desk.must("show", finding, "--plain").out
    assert "催办" in shown
    assert "微信，" in shown
    assert "责任人：罗股长，期限2018-11-20" in shown
    paper = "http://a.example/1"
    done = desk.must("duty", "done", "20.1/2018-11-30", "--evidence", paper, "--json")
    assert done.code == 0
    point = desk.must("show", "20", "--plain").out
    line = next(line for line in point.splitlines() if "办结" in line and "20.1/2018-11-30" in line and "K" in line)
    assert "县政府信访局" in line
    assert paper in line
    looked = desk.must("inspect", "add", "-u", "jyj", "--kind", "专项督查", "--note", "看网站", "--json").json["id"]
    assert "专项督查，看网站" in desk.must("show", looked, "--plain").out


def test_what_is_void_can_be_looked_at_and_tells_why(desk: Desk) -> None:
    number = desk.must(*SEVEN, "40", "--date", "11-20", "--json").json["id"]
    said = desk.must("void", number, "--reason", "记错单位").err
    assert f"{number}（进展　县教育局　要点7　完成40%（11月20日））" in said
    shown = desk.must("show", number).out
    assert "已于11月30日作废" in shown
    assert "记错单位" in shown
    assert "作废" in desk.must("show", desk.must("void", "--json").json[0]["id"]).out
