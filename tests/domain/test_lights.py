"""Red, yellow, green: each cause at its border day (design: Light)."""

from __future__ import annotations

import pytest

from gongkai.plan.model import Duty
from tests.domain.build import (
    EAST,
    EDUCATION,
    NET,
    OFFICE,
    TOWNS,
    WEST,
    changed,
    day,
    finding,
    look,
    met,
    plan,
    point,
    report,
    step,
    verify,
)

DUTY = Duty("1.1", "10月底前", by=day("10-31"))
DATED = plan(point("1", (OFFICE,), (TOWNS,), (NET,), DUTY))
OPEN = plan(point("1", (OFFICE,), (TOWNS,), (NET,)))


def test_an_item_is_red_from_the_first_minute_after_its_day() -> None:
    done = report("10-20", 100)
    assert look(DATED, done, on="10-31", at="23:59").point().light == "yellow"
    late = look(DATED, done, on="11-01", at="00:00")
    assert (late.point().light, late.why) == ("red", ["item_overdue"])
    assert late.point().reasons[0].subject == "1.1"


def test_several_overdue_items_are_told_as_a_number_and_the_earliest_day() -> None:
    monthly = plan(point("1", (OFFICE,), (), (), Duty("1.1", "按月公开", every="month")))
    reason = look(monthly, report("08-01", 50), on="11-01").point().reasons[0]
    assert (reason.code, reason.subject, reason.day) == ("item_overdue", "3项", day("08-31"))


def test_an_item_is_yellow_thirty_days_before_it_falls_due() -> None:
    done = report("09-01", 100)
    assert look(DATED, done, on="09-30").point().light == "green"
    soon = look(DATED, done, on="10-01")
    assert (soon.point().light, soon.why) == ("yellow", ["item_due_soon"])
    assert look(DATED, done, met("1.1", "10-01 08:00"), on="10-01").point().light == "green"


def test_what_many_owe_by_a_day_is_told_of_all_of_them() -> None:
    each = Duty("1.1", "按时", by=day("12-31"), owed_by="each_responsible")
    reason = look(plan(point("1", (OFFICE,), (TOWNS,), (), each)), report("09-01", 100), on="12-05").point().reasons[0]
    assert (reason.code, reason.subject, reason.units) == ("item_due_soon", "2项", (EAST, WEST))


def test_a_lead_past_the_date_of_its_finding_is_red_and_a_responsible_unit_yellow() -> None:
    done = report("08-01", 100)
    leads = finding("08-01", OFFICE, due="08-10", point="1")
    assert look(OPEN, done, leads, on="08-10", at="23:59").point().light == "green"
    assert look(OPEN, done, leads, on="08-11", at="00:00").why == ["lead_finding_overdue"]
    assert look(OPEN, done, leads, on="08-11").point().light == "red"
    towns = finding("08-01", WEST, due="08-10", point="1")
    assert look(OPEN, done, towns, on="08-11").point().light == "yellow"
    assert look(OPEN, done, towns, on="08-11").why == ["finding_overdue"]


@pytest.mark.parametrize("unit", [NET, EDUCATION])
def test_a_finding_of_a_supporting_unit_or_of_a_stranger_colours_nothing(unit: str) -> None:
    late = finding("08-01", unit, due="08-10", point="1")
    assert look(OPEN, report("08-01", 100), late, on="08-11").point().light == "green"


def test_a_finding_on_another_point_or_none_colours_nothing() -> None:
    two = plan(point("1"), point("2"))
    late = finding("08-01", OFFICE, due="08-10", point="2"), finding("08-01", OFFICE, due="08-10")
    seen = look(two, report("08-01", 100), *late, on="08-11")
    assert (seen.point("1").light, seen.point("2").light) == ("green", "red")


def test_a_finding_said_to_be_rectified_is_no_longer_past_its_date() -> None:
    late = finding("08-01", OFFICE, due="08-10", point="1")
    fixed = step(late, "rectified", "08-20")
    assert look(OPEN, report("08-01", 100), late, fixed, on="08-21").point().light == "green"
    reopened = step(late, "reopened", "08-22", due="08-30")
    assert look(OPEN, report("08-01", 100), late, fixed, reopened, on="08-30").point().light == "green"
    assert look(OPEN, report("08-01", 100), late, fixed, reopened, on="08-31").point().light == "red"


def test_the_late_finding_of_a_town_that_ended_falls_on_its_successor() -> None:
    heir = plan(point("1", (OFFICE,), (EAST,)), units=changed(WEST, until=day("08-31"), successor=(EAST,)))
    late = finding("08-01", WEST, due="08-30", point="1")
    assert look(heir, report("08-01", 100), late, on="08-31").point().light == "green"
    assert look(heir, report("08-01", 100), late, on="09-01").point().light == "yellow"


def test_the_year_is_over_and_the_point_is_not_done() -> None:
    half, done = report("12-20", 50), report("12-20", 100)
    assert look(OPEN, half, on="12-31", at="23:59").point().light == "yellow"
    over = look(OPEN, half, on="2019-01-01", at="00:00")
    assert (over.point().light, over.why) == ("red", ["year_over"])
    assert look(OPEN, done, on="2019-01-01").point().light == "green"
    assert look(OPEN, done, verify("2019-01-10"), on="2019-02-01").point().light == "green"


def test_not_started_turns_yellow_thirty_days_after_the_issue() -> None:
    assert look(OPEN, on="08-23").point().light == "green"
    assert look(OPEN, on="08-24").why == ["not_started"]
    assert look(OPEN, report("08-24", 0), on="08-24").point().light == "green"


def test_a_responsible_units_report_starts_nothing() -> None:
    assert look(OPEN, report("08-02", 100, EAST), on="08-24").why == ["not_started"]


def test_silence_is_counted_from_the_last_report_of_any_lead() -> None:
    two = plan(point("1", (OFFICE, EDUCATION), (TOWNS,)))
    heard = report("08-01", 10), report("08-10", 20, EDUCATION)
    assert look(two, *heard, on="11-07").point().light == "green"
    silent = look(two, *heard, on="11-08").point()
    assert (silent.light, silent.reasons[0].code, silent.reasons[0].day) == ("yellow", "silent", day("08-10"))
    assert look(two, *heard, report("11-01", 50, EAST), on="11-08").why == ["silent"], "a town is no lead"


def test_silence_is_counted_from_the_issue_where_the_report_is_older() -> None:
    assert look(OPEN, report("02-01", 10), on="10-22").point().light == "green"
    assert look(OPEN, report("02-01", 10), on="10-23").why == ["silent"]


def test_a_done_point_may_be_silent() -> None:
    assert look(OPEN, report("08-01", 100), on="11-30").point().light == "green"


def test_the_last_thirty_days_warn_of_what_is_not_done() -> None:
    half = report("11-20", 90)
    assert look(OPEN, half, on="12-01").point().light == "green"
    assert look(OPEN, half, on="12-02").why == ["year_closing"]
    assert look(OPEN, report("11-20", 100), on="12-02").point().light == "green"


def test_red_comes_before_yellow_and_yellow_names_every_cause() -> None:
    assert look(DATED, on="11-30").why == ["item_overdue"]
    assert look(DATED, met("1.1", "10-01 10:00"), on="12-02").why == ["not_started", "year_closing"]


def test_as_of_colours_the_year_as_it_was() -> None:
    records = report("10-20", 100), met("1.1", "11-02 10:00")
    assert look(DATED, *records, on="11-10").point().light == "green"
    assert look(DATED, *records, on="11-10", as_of="11-01").point().light == "red"
    assert look(DATED, *records, on="11-10", as_of="10-31").point().light == "yellow"
    assert look(DATED, *records, on="11-10", as_of="08-01").point().status == "not_started"
