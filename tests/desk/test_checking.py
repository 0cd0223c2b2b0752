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
