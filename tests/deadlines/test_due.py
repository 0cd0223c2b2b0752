"""`gongkai due`: one list of all that falls due, most urgent first, each line with the command that settles it."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from gongkai.duty import due
from gongkai.duty.papers import due_document, late_words, word
from gongkai.papers.document import Table
from gongkai.plan.model import Duty, Within
from gongkai.register.kinds import Appeal, Ruling
from tests.deadlines.counter import Counter, opened
from tests.domain.build import (
    EAST,
    EDUCATION,
    FINANCE,
    NET,
    OFFICE,
    UNITS,
    WEST,
    changed,
    day,
    event,
    finding,
    judged,
    met,
    moment,
    numbered,
    plan,
    point,
    report,
    selfcheck,
    step,
)
from tests.latin import latin_words

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from gongkai.plan.model import Plan
    from gongkai.register.kinds import Record
    from gongkai.year import Year

MONTHLY = Duty("1.1", "按月公开", "公开清单", every="month")
ROUSED = Duty("1.2", "5小时内", "发布信息", within=Within(hours=5), from_="舆情", owed_by="event")


def case(of: Plan, *records: Record, on: str, at: str = "09:00") -> Year:
    """Return the year as it reads at a minute."""
    return judged(of, *records, on=on, at=at)


def in_lines(seen: Year, days: int, unit: str = "") -> tuple[due.OwedLine, ...]:
    """Return what falls due as the screen has it, long runs on one line."""
    return due.gathered(due.falling(seen, days, unit), unit)


def keys(of: Plan, *records: Record, on: str, days: int = 30, unit: str = "", at: str = "09:00") -> list[str]:
    """Return what falls due, in the list's order."""
    return [one.key for one in due.falling(case(of, *records, on=on, at=at), days, unit)]


def monthly() -> Plan:
    """Return a plan whose one point asks for a list a month; nobody owes a self-inspection."""
    bare = plan(point("1", (OFFICE, EDUCATION), (), (), MONTHLY, ROUSED))
    return replace(bare, self_inspection=replace(bare.self_inspection, kinds=()))


def test_the_longest_late_stands_first_then_what_comes_next() -> None:
    late, soon, far = finding("08-01", EAST, "08-15"), finding("08-01", WEST, "10-05"), finding("08-01", EAST, "12-01")
    found = keys(monthly(), late, soon, far, on="09-20")
    assert found == [late.id, "1.1/2018-08", "1.1/2018-09", soon.id]


def test_what_is_settled_or_has_no_day_is_not_there() -> None:
    done, undated = finding("08-01", EAST, "08-15"), finding("08-01", EAST)
    rectified = step(done, "rectified", "08-10")
    assert keys(monthly(), done, rectified, undated, met("1.1/2018-08", "08-31 10:00"), on="09-03", days=5) == []


@pytest.mark.parametrize(("days", "there"), [(26, False), (27, True), (28, True), (3660, True)])
def test_within_counts_the_last_day_in(days: int, there: bool) -> None:  # noqa: FBT001 - a table's column
    """2018-09-30 is 27 days after 2018-09-03."""
    assert ("1.1/2018-09" in keys(monthly(), on="09-03", days=days)) is there


def test_a_clock_of_hours_is_late_to_the_minute() -> None:
    roused = event("10-01 22:30", "1.2", unit=NET)
    (item,) = due.falling(case(monthly(), roused, on="10-02", at="03:31"), 0, NET)
    assert (item.key, item.late_minutes, item.is_overdue) == (f"1.2/{roused.id}", 1, True)
    assert not due.falling(case(monthly(), roused, on="10-02", at="03:30"), 0, NET)[0].is_overdue


def test_a_finding_is_late_from_the_minute_after_its_day() -> None:
    late = finding("08-01", EAST, "08-15")
    (one,) = due.falling(case(monthly(), late, on="08-17", at="01:05"), 0)
    assert (one.due, one.late_minutes) == (moment("08-15 23:59"), 24 * 60 + 66)
    assert not due.falling(case(monthly(), late, on="08-15", at="23:59"), 0)[0].is_overdue


def test_an_objection_waits_for_the_office_until_it_is_decided() -> None:
    objection = numbered(Appeal(year=2018, day=day("09-10"), entry="D9", unit=EAST, reason="已按期公开"))
    decided = numbered(Ruling(year=2018, day=day("09-12"), entry="D9", kind="kept", appeal=objection.id, by="赵主任"))
    waiting = due.falling(case(monthly(), objection, on="09-11"), 30)
    assert [one.kind for one in waiting] == ["duty", "appeal", "duty"], "after what is late, before what is not"
    assert (waiting[1].units, waiting[1].due, waiting[1].is_overdue) == ((OFFICE,), None, False)
    assert keys(monthly(), objection, on="09-11", unit=EAST) == [objection.id]
    assert objection.id not in keys(monthly(), objection, decided, on="09-12")


@pytest.mark.parametrize(
    ("at", "order"), [("03:29", "appeal duty"), ("03:30", "appeal duty"), ("03:31", "duty appeal")]
)
def test_what_has_no_last_day_stands_before_a_clock_that_runs_out_this_minute(at: str, order: str) -> None:
    roused = event("10-01 22:30", "1.2", unit=NET)
    objection = numbered(Appeal(year=2018, day=day("09-10"), entry="D9", unit=NET, reason="已按期公开"))
    found = due.falling(case(monthly(), roused, objection, on="10-02", at=at), 0, NET)
    assert [one.kind for one in found] == order.split()


def test_every_unit_of_the_kinds_owes_its_self_inspection_until_it_made_one() -> None:
    """末段: 年内对本单位政务公开专项自查整改不少于1次; 党委部门 are none of the kinds here."""
    owing = [key for key in keys(plan(), selfcheck("09-01", EAST), on="12-10") if key.startswith("自查/")]
    assert owing == [f"自查/{unit.name}" for unit in UNITS if unit.name not in (EAST, NET)]
    assert "自查/县财政局" not in keys(plan(), on="09-10"), "not yet within thirty days"
    assert keys(plan(), on="2019-02-01", unit=FINANCE) == ["自查/县财政局"], "overdue once the year is over"


def test_a_unit_that_ended_can_make_no_self_inspection() -> None:
    gone = plan(units=changed(EAST, until=day("10-31"), successor=(WEST,)))
    assert f"自查/{EAST}" in keys(gone, on="10-20", days=90)
    assert f"自查/{EAST}" in keys(gone, on="10-31", days=90), "its last day is a day"
    assert f"自查/{EAST}" not in keys(gone, on="11-01", days=90)
    left = finding("08-01", EAST, "11-30")
    assert left.id in keys(gone, left, on="11-20", unit=WEST), "its findings pass to the successor"


def test_twice_a_year_is_owed_twice() -> None:
    of = replace(plan(), self_inspection=replace(plan().self_inspection, at_least=2))
    (one,) = due.falling(case(of, selfcheck("09-01", EAST), on="12-10"), 30, EAST)
    assert one.source == due.SelfInspectionDue(EAST, 1, 2)


def test_a_point_that_is_not_done_has_the_years_last_day() -> None:
    of = monthly()
    assert "要点/1" not in keys(of, on="11-30")
    half = case(of, report("09-01", 100, OFFICE), on="12-01")
    (one,) = [one for one in due.falling(half, 30) if one.kind == "point"]
    assert (one.key, one.units, one.due) == ("要点/1", (EDUCATION,), moment("12-31 23:59"))
    both = report("09-01", 100, OFFICE), report("09-01", 100, EDUCATION)
    assert "要点/1" not in keys(of, *both, on="12-01")


@given(st.dates(day("07-25"), day("12-31")), st.integers(0, 200), st.sampled_from(["", OFFICE, EAST]))
def test_the_order_and_the_window_always_hold(on: date, days: int, unit: str) -> None:
    records = (finding("08-01", EAST, "08-15"), finding("08-02", WEST, "11-05"))
    of = case(plan(point("1", (OFFICE,), (), (), MONTHLY)), *records, on=on.isoformat())
    found = due.falling(of, days, unit)
    late = [one.is_overdue for one in found]
    assert late == sorted(late, reverse=True), "overdue on top"
    dues = [one.due for one in found if one.due]
    assert dues == sorted(dues), "an earlier day comes first on either side"
    assert all(0 <= (one.due.date() - on).days <= days for one in found if one.due and not one.is_overdue)
    assert len({one.key for one in found}) == len(found)
    assert sum(line.count for line in due.gathered(found)) == len(found)


@pytest.mark.parametrize(
    ("minutes", "hours", "said"),
    [
        (0, True, ""),
        (1, True, "1分钟"),
        (60, True, "1小时"),
        (90, True, "1小时30分"),
        (1440, True, "1天"),
        (1505, True, "1天1小时5分"),
        (0, False, ""),
        (1, False, "1天"),
        (1440, False, "1天"),
        (1441, False, "2天"),
    ],
)
def test_how_late(minutes: int, hours: bool, said: str) -> None:  # noqa: FBT001 - a table's column
    assert late_words(minutes, hours=hours) == said


@pytest.mark.parametrize(
    ("argument", "written"), [("8.1/2018-09", "8.1/2018-09"), ("AC-2(1)", '"AC-2(1)"'), ("一 办", '"一 办"')]
)
def test_an_argument_is_written_as_a_shell_takes_it(argument: str, written: str) -> None:
    assert word(argument) == written
    assert shlex.split(written) == [argument]


def test_a_long_run_is_one_line_and_whole_in_the_data() -> None:
    daily = plan(point("1", (OFFICE,), (), (), Duty("1.1", "一日一清单", "每日清单", every="workday")))
    seen = case(daily, on="09-03")
    document = due_document(seen, in_lines(seen, 0), 0, every=due.falling(seen, 0))
    assert isinstance(document.data, list)
    assert len(document.data) == 29
    (table,) = [block for block in document.blocks if isinstance(block, Table)]
    whole = [cell.value for cell in table.rows[0]]
    assert "每日清单（07-25至08-31，共28项）" in whole
    assert "gongkai duty done 1.1 --from 2018-07-25 --to 2018-08-31 --date 日期" in whole
    assert len(table.rows) == 2


@pytest.fixture
def small(tmp_path: Path) -> Counter:
    """The small year, with a finding and an objection in it."""
    counter = opened(tmp_path)
    counter.do("finding", "add", "-u", "东镇", "--problem", "目录未公开", "--due", "2018-09-01", "--date", "2018-08-20")
    deducted = ("deduct", "add", "-u", "西镇", "--rule", "2.1", "--reason", "未办结", "--no-evidence", "当面核实")
    entry = counter.json(*deducted, "--by", "李主任")["id"]
    counter.do("deduct", "notify", entry, "-u", "西镇")
    counter.do("appeal", "file", entry, "--reason", "已按期公开")
    return counter


def settled_by(one: dict[str, Any]) -> list[str]:
    """Return the arguments of the command that a line tells, its blanks filled in."""
    _, *arguments = shlex.split(one["command"])
    more = ["--keep", "--reason", "事实清楚", "--by", "赵主任"] if one["kind"] == "appeal" else []
    blanks = {"整改情况": "已公开", "日期": "2018-09-03", "时间": "2018-09-03 09:00"}
    return [*(blanks.get(argument, argument) for argument in arguments), *more]


def test_each_line_tells_the_command_that_settles_it(small: Counter) -> None:
    """Calling every command in turn leaves nothing owed but the periods that have not begun, which have none."""
    before = small.json("due", "--within", "150")
    assert {one["kind"] for one in before} == {"duty", "finding", "appeal", "selfcheck", "point"}
    assert all({"kind", "id", "unit", "due", "status", "late_minutes", "command"} <= set(one) for one in before)
    for _ in range(3):  # a point that two units lead is done when both say so
        for one in small.json("due", "--within", "150"):
            if one["command"]:
                small.do(*settled_by(one))
    left = small.json("due", "--within", "150")
    assert {(one["kind"], one["command"], one["status"]) for one in left} == {("duty", "", "pending")}


def test_the_screen_speaks_chinese_and_puts_what_is_late_on_top(small: Counter) -> None:
    out = small.do("due", "--within", "150", "--plain").out
    said = [line.partition("gongkai ")[0] for line in out.splitlines() if "校验码" not in line]
    assert not latin_words("\n".join(said))
    states = [
        word
        for line in said
        for word in ("逾期", "待复核决定", "今天到期", "还有")
        if f"{word}" in line.partition("件")[0]
    ]
    assert states == sorted(states, key=["逾期", "待复核决定", "今天到期", "还有"].index)
    assert set(states) == {"逾期", "待复核决定", "今天到期", "还有"}


def test_a_unit_sees_its_own(small: Counter) -> None:
    mine = small.json("due", "-u", "东镇", "--within", "150")
    assert {one["unit"] for one in mine} == {"东镇人民政府"}
    small.refuses(2, "没有找到单位", "due", "-u", "南镇")
    small.refuses(2, "--within", "due", "--within", "-1")
