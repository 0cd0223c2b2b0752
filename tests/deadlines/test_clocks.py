"""`gongkai duty` at the counter: clocks that an event starts, cycles that come round, quantities to reach."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from python_calamine import CalamineWorkbook

from gongkai.duty.items import gap
from gongkai.plan.model import Target
from gongkai.points import ZERO
from tests.deadlines.counter import Counter, opened, the_county
from tests.plans import SMALL_PLAN

if TYPE_CHECKING:
    from decimal import Decimal
    from pathlib import Path

KEYS = {"id", "duty", "point", "unit", "opened", "due", "done", "status", "late_minutes", "value"}
PLAN_2026 = SMALL_PLAN.replace("2018-", "2026-").replace("year: 2018", "year: 2026").replace("[2018]", "[2026]")
LIGHTS = "  lights: {due_days: 30, silent_days: 90}\n"


@pytest.fixture
def small(tmp_path: Path) -> Counter:
    """The small year."""
    return opened(tmp_path)


@pytest.fixture
def county(tmp_path: Path) -> Counter:
    """The county of 2018."""
    return the_county(tmp_path)


def the_item(counter: Counter, item: str, *, today: str) -> dict[str, Any]:
    """Return one item as it stands."""
    (found,) = [one for one in counter.json("duty", "list", today=today) if one["id"] == item]
    return dict(found)


def test_an_incident_in_the_national_holiday_has_five_hours(county: Counter) -> None:
    """要点28: 最迟在5小时内发布权威信息、24小时内举行新闻发布会; no holiday and no night stops the clock."""
    night = "2018-10-01 22:40"
    opened_items = county.json("duty", "open", "28.1", "-u", "网信办", "--at", "2018-10-01 22:30", today=night)
    assert set(opened_items[0]) >= KEYS
    assert [(one["duty"], one["due"]) for one in opened_items] == [
        ("28.1", "2018-10-02T03:30:00+08:00"),
        ("28.2", "2018-10-02T22:30:00+08:00"),
    ]
    assert {one["opened"] for one in opened_items} == {"2018-10-01T22:30:00+08:00"}
    item = opened_items[0]["id"]
    assert the_item(county, item, today="2018-10-02 03:30")["status"] == "pending"
    assert the_item(county, item, today="2018-10-02 03:31")["status"] == "overdue"
    closed = county.json("duty", "done", item, "--at", "2018-10-02 03:31", today="2018-10-02 04:00")
    assert (closed["status"], closed["late_minutes"]) == ("late", 1)
    shown = county.do("duty", "list", "--point", "28", today="2018-10-02 04:00").out
    assert "逾期完成（1分钟）" in shown
    assert "2018-10-02 03:31" in shown


def test_other_incidents_have_48_hours_and_open_apart(county: Counter) -> None:
    """要点28: 其他政务舆情应在48小时内予以回应."""
    (item,) = county.json("duty", "open", "28.3", "-u", "网信办", "--at", "2018-09-01 08:00")
    assert (item["duty"], item["due"]) == ("28.3", "2018-09-03T08:00:00+08:00")
    assert (item["status"], item["late_minutes"]) == ("overdue", 90)
    assert "逾期1小时30分" in county.do("due", "-u", "网信办").out


def test_a_date_alone_is_the_events_day(small: Counter) -> None:
    (item,) = small.json("duty", "open", "3.1", "-u", "东镇", "--date", "2018-08-30")
    assert (item["opened"], item["due"]) == ("2018-08-30T00:00:00+08:00", "2018-09-04T23:59:00+08:00")
    small.refuses(2, "不一致", "duty", "open", "3.1", "-u", "东镇", "--date", "2018-08-30", "--at", "2018-08-31 10:00")


def test_a_paper_signed_at_the_end_of_2026(tmp_path: Path) -> None:
    """要点26 of another year: three workdays from 2026-12-30 reach into a year whose days off nobody knows yet."""
    signed = ("duty", "open", "3.1", "-u", "东镇", "--at", "2026-12-30 10:00")
    counter = opened(tmp_path, PLAN_2026, today="2026-12-30 11:00")
    told = counter.do(*signed, today="2026-12-30 11:00")
    assert "第3个工作日，待国务院办公厅公布2027年放假安排后确定" in told.err
    (item,) = counter.json("duty", "list", "--point", "3", today="2026-12-30 11:00")
    assert (item["due"], item["due_awaits"], item["status"]) == (None, 2027, "pending")
    known = PLAN_2026.replace(LIGHTS, "  holidays: {rest: [2027-01-01], work: [2027-01-02, 2027-01-04]}\n")
    file = tmp_path / "tasks.yaml"
    file.write_text(known, encoding="utf-8")
    counter.do("load", str(file), today="2026-12-30 11:05")
    (item,) = counter.json("duty", "list", "--point", "3", today="2026-12-30 11:10")
    assert item["due"] == "2027-01-04T23:59:00+08:00"


@pytest.mark.parametrize(
    ("as_of", "days", "months", "quarters"),
    [
        ("2018-07-25", 1, 0, 0),
        ("2018-07-31", 5, 0, 0),
        ("2018-08-01", 6, 1, 0),
        ("2018-08-31", 28, 1, 0),
        ("2018-09-29", 48, 2, 0),
        ("2018-09-30", 49, 2, 0),
        ("2018-10-07", 49, 3, 1),
        ("2018-10-08", 50, 3, 1),
        ("2018-12-31", 110, 5, 1),
        ("2019-03-01", 110, 5, 1),
    ],
)
def test_point_20_has_its_three_cycles(county: Counter, as_of: str, days: int, months: int, quarters: int) -> None:
    """要点20: 一日一清单、一月一汇总、一季一通报; nothing is owed for time before 2018-07-25."""
    items = county.json("duty", "list", "--point", "20", "--as-of", as_of, today="2019-05-01")
    count = [sum(one["duty"] == duty for one in items) for duty in ("20.1", "20.2", "20.3")]
    assert count == [days, months, quarters]
    assert all(one["opened"] >= "2018-07-25" for one in items)


def test_a_long_run_is_settled_by_a_span_and_shown_as_one_line(county: Counter) -> None:
    span = ("duty", "done", "20.1", "--from", "2018-08-01", "--to", "2018-08-31", "--except", "2018-08-20")
    settled = county.json(*span, "--evidence", "http://x.cn/8.html")
    assert len(settled) == 22
    assert len({one["settlement"] for one in settled}) == 1
    assert {one["status"] for one in settled} == {"met"}
    listed = county.json("duty", "list", "--point", "20", "--open")
    assert [one["id"] for one in listed if "2018-08-" in one["id"] and one["duty"] == "20.1"] == ["20.1/2018-08-20"]
    lines = [line for line in county.do("duty", "list", "--point", "20").out.splitlines() if line.startswith("20.1")]
    assert len(lines) < 10
    county.refuses(2, "成段办结", "duty", "done", "20.1/2018-08-20", "--except", "2018-08-20")


def test_a_quantity_shows_its_last_value_and_the_gap(small: Counter) -> None:
    """要点12: 力争80%以上."""
    assert the_item(small, "4.1", today="2018-09-03")["value"] is None
    small.do("duty", "done", "4.1", "--value", "70.5")
    item = the_item(small, "4.1", today="2018-09-03")
    assert (item["status"], item["value"], item["gap"], item["due"]) == ("pending", 70.5, 9.5, None)
    assert "70.5%（目标80%，差9.5个百分点）" in small.do("duty", "list", "--plain").out
    assert small.json("duty", "done", "4.1", "--value", "80")["status"] == "met"
    assert the_item(small, "4.1", today="2018-09-03")["gap"] == 0


@pytest.mark.parametrize(
    ("target", "value", "lacks"),
    [
        (Target(at_least=ZERO + 80), ZERO + 70, 10),
        (Target(at_least=ZERO + 80), ZERO + 90, 0),
        (Target(at_most=ZERO + 50), ZERO + 60, 10),
        (Target(at_least=ZERO + 1, at_most=ZERO + 5), ZERO + 3, 0),
        (Target(at_least=ZERO + 80), None, None),
    ],
)
def test_what_a_value_lacks(target: Target, value: Decimal | None, lacks: int | None) -> None:
    assert gap(target, value) == lacks


def test_a_unit_picks_its_own_item(small: Counter) -> None:
    """要点35: each responsible unit owes its own; the duty's number and the unit are enough."""
    settled = small.json("duty", "done", "1.2", "-u", "东镇")
    assert (settled["id"], settled["status"]) == ("1.2/东镇人民政府", "met")
    small.refuses(2, "县网信办没有这一项", "duty", "done", "1.2", "-u", "网信办")


def test_what_is_cancelled_needs_a_reason_and_stays_in_sight(small: Counter, tmp_path: Path) -> None:
    small.refuses(2, "理由", "duty", "cancel", "1.2/东镇人民政府", "--reason", " ")
    cancelled = small.json("duty", "cancel", "1.2/东镇人民政府", "--reason", "目录已编制")
    assert (cancelled["status"], cancelled["late_minutes"], cancelled["done"]) == ("cancelled", 0, None)
    assert the_item(small, "1.2/东镇人民政府", today="2018-12-31")["status"] == "cancelled"
    assert "目录已编制" in small.do("duty", "list", "--plain", today="2018-12-31").out
    book = tmp_path / "台账.xlsx"
    small.do("report", "-o", str(book), today="2018-12-31")
    rows = CalamineWorkbook.from_path(str(book)).get_sheet_by_name("应办事项明细").to_python()
    (line,) = [row for row in rows if "1.2/东镇人民政府" in row]
    assert "取消：目录已编制" in line, "whoever reads the year's book asks why it is not owed"
    assert "已取消" in small.do("duty", "list", "-u", "东镇").out
    assert "1.2/东镇人民政府" not in [one["id"] for one in small.json("duty", "list", "--open")]
