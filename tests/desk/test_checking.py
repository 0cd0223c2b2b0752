"""核查: the office looks at what units say they have done, several at a time, and nothing is half signed off."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.desk.counter import Desk

PAGE = "http://www.a.cn/1.html"


def rectified(desk: Desk, *units: str) -> list[str]:
    """Findings of units, each rectified; return their ids."""
    found = []
    for unit in units:
        made = desk.must("finding", "add", "-u", unit, "--problem", f"{unit}栏目空白", "--due", "12-20", "--json").json
        desk.must("finding", "rectify", made["id"], "--note", f"{unit}已更新", "--evidence", PAGE)
        found.append(made["id"])
    return found


def test_what_waits_is_shown_with_the_unit_s_answer_and_the_ways_on(desk: Desk) -> None:
    rectified(desk, "县教育局")
    said = desk.must("finding", "list", "--waiting").out
    assert "县教育局已更新" in said.replace("\n", "").replace(" ", "")
    assert PAGE in said
    assert "gongkai finding close 编号（可以写几个）" in said
    desk.must("finding", "close", "F2")
    assert "finding close" not in desk.must("finding", "list", "--waiting").out


def test_several_are_signed_off_at_once_or_none(desk: Desk) -> None:
    first, second = rectified(desk, "县教育局", "县住建局")
    third = desk.must("finding", "add", "-u", "县民政局", "--problem", "链接失效", "--json").json["id"]
    before = desk.must("audit", "verify", "--json").json["entries"]
    assert f"{third} 还没有报整改" in desk.refused(3, "finding", "close", first, second, third)
    assert desk.must("audit", "verify", "--json").json["entries"] == before
    done = desk.must("finding", "close", first, second)
    assert [line[:3] for line in done.err.splitlines()] == ["已销号", "已销号"]
    third = rectified(desk, "县环保局")[0]
    assert desk.must("finding", "close", third, "--json").json["id"] == third


def test_several_leads_of_a_point_are_verified_at_once_or_none(desk: Desk) -> None:
    for unit in ("县教育局", "县民政局"):
        desk.must("progress", "add", "7", "-u", unit, "--percent", "100", "--evidence", PAGE)
    before = desk.must("audit", "verify", "--json").json["entries"]
    desk.refused(3, "progress", "verify", "7", "-u", "县教育局", "-u", "县环保局")
    assert desk.must("audit", "verify", "--json").json["entries"] == before
    done = desk.must("progress", "verify", "7", "-u", "县教育局", "-u", "县民政局", "--json").json
    assert [one["unit"] for one in done] == ["县教育局", "县民政局"]


def test_a_point_with_overdue_items_is_told_when_it_is_verified(desk: Desk) -> None:
    for no, unit in (("8", "县国资办"), ("7", "县教育局")):
        desk.must("progress", "add", no, "-u", unit, "--percent", "100", "--evidence", PAGE)
    said = desk.must("progress", "verify", "8", "-u", "县国资办").err
    assert "要点8还有逾期的事项（8.1/2018-08等3项），办结以前这个要点不算销号" in said
    assert "逾期" not in desk.must("progress", "verify", "7", "-u", "县教育局").err


def test_an_objection_withdrawn_by_mistake_has_a_way_back(desk: Desk) -> None:
    how = ("--rule", "4.1", "--points", "2", "--reason", "栏目空白", "--no-evidence", "现场")
    taken = desk.must("deduct", "add", "-u", "县教育局", *how, "--json").json["id"]
    desk.must("deduct", "notify", "-u", "县教育局", taken)
    filed = desk.must("appeal", "file", taken, "-u", "县教育局", "--reason", "不实", "--json").json["id"]
    said = desk.must("void", filed, "--reason", "点错了", today="2019-01-10").err
    assert f"gongkai appeal file {taken} --date 2018-11-30 --reason 理由" in said
    again = ("appeal", "file", taken, "-u", "县教育局", "--date", "2018-11-30", "--reason", "不实")
    assert "申请复核（2018-11-30，补录）" in desk.must(*again, today="2019-01-10").err


def test_a_paper_that_is_issued_is_looked_at_for_personal_information(desk: Desk) -> None:
    who = "公示了张三身份证号51102419800101001X和电话13812345678"
    how = ("--rule", "4.5", "--point", "37", "--reason", who, "--no-evidence", "现场", "--allow-personal")
    desk.must("deduct", "add", "-u", "县教育局", *how)
    said = desk.must("report", "--kind", "midterm", "--issue", "威府办函〔2018〕98号").err
    assert "文书里有个人信息" in said
    assert "个人信息" not in desk.must("report", "--kind", "midterm").err
