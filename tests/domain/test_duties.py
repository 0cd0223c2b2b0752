"""Duties unrolled into items, and whether each was met in time (design: Duties)."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from gongkai.duty.cycles import periods
from gongkai.duty.deadlines import nearest_to_begin
from gongkai.duty.items import duty_items, reaches
from gongkai.plan.calendar import Calendar, UnknownYear
from gongkai.plan.model import Duty, Target, Within
from gongkai.plan.roster import roster_of
from gongkai.register.ledger import stand
from tests.domain.build import (
    CALENDAR,
    EAST,
    EDUCATION,
    FINANCE,
    NET,
    OFFICE,
    TOWNS,
    WEST,
    assign,
    cancel,
    changed,
    day,
    event,
    ledger,
    look,
    met,
    moment,
    plan,
    point,
    span,
)

if TYPE_CHECKING:
    from datetime import date

    from gongkai.plan.model import Plan, Unit
    from gongkai.register.kinds import Record

MONTHLY = Duty("1.1", "按月公开", every="month")
QUARTERLY = Duty("1.1", "一季一通报", every="quarter")
DAILY = Duty("1.1", "一日一清单", every="workday")
BY = Duty("1.1", "10月底前", by=day("10-31"))
SIGNED = Duty("1.1", "3个工作日内", within=Within(workdays=3), from_="签发", owed_by="event")
ROUSED = Duty("1.1", "5小时内", within=Within(hours=5), from_="舆情", owed_by="event")
TARGET = Duty("1.1", "力争80%以上", target=Target(at_least=Decimal(80), unit="%"))


def owing(*duties: Duty, lead: tuple[str, ...] = (OFFICE,), units: tuple[Unit, ...] | None = None) -> Plan:
    """Write a plan whose one point makes these demands of its leads and of the towns."""
    one = point("1", lead, (TOWNS,), (), *duties)
    return plan(one, units=units) if units else plan(one)


def dues(of: Plan, *records: Record, on: str = "12-31") -> list[str]:
    """Return the due days of all items by a day."""
    return [f"{item.due:%m-%d}" for item in look(of, *records, on=on).items if item.due]


def status(of: Plan, item: str, *records: Record, on: str, at: str = "09:00") -> str:
    """Return an item's status at a minute."""
    return look(of, *records, on=on, at=at).item(item).status


def test_a_dated_duty_is_one_item_from_the_issue_on() -> None:
    (item,) = look(owing(BY), on="07-25").items
    assert (item.id, item.unit, item.owers, item.due) == ("1.1", OFFICE, (OFFICE,), moment("10-31 23:59"))
    assert (item.opened, item.first) == (moment("07-25 00:00"), None)


def test_it_is_overdue_from_the_minute_after_its_day() -> None:
    assert status(owing(BY), "1.1", on="10-31", at="23:59") == "pending"
    assert status(owing(BY), "1.1", on="11-01", at="00:00") == "overdue"
    assert look(owing(BY), on="11-01", at="00:10").item("1.1").late_minutes == 11


def test_met_in_the_last_minute_is_in_time_and_a_minute_later_is_late() -> None:
    assert status(owing(BY), "1.1", met("1.1", "10-31 23:59"), on="11-05") == "met"
    late = look(owing(BY), met("1.1", "11-01 00:00"), on="11-05").item("1.1")
    assert (late.status, late.late_minutes, late.is_unmet) == ("late", 1, False)


@pytest.mark.parametrize(
    ("on", "keys"),
    [
        ("07-31", []),
        ("08-01", ["2018-08"]),
        ("08-31", ["2018-08"]),
        ("10-01", ["2018-08", "2018-09", "2018-10"]),
        ("12-31", ["2018-08", "2018-09", "2018-10", "2018-11", "2018-12"]),
        ("2019-03-01", ["2018-08", "2018-09", "2018-10", "2018-11", "2018-12"]),
    ],
)
def test_a_months_list_is_owed_from_the_first_whole_month(on: str, keys: list[str]) -> None:
    assert look(owing(MONTHLY), on=on).ids() == [f"1.1/{key}" for key in keys]


def test_months_fall_due_on_their_last_day_or_some_days_after() -> None:
    assert dues(owing(MONTHLY)) == ["08-31", "09-30", "10-31", "11-30", "12-31"]
    assert dues(owing(replace(MONTHLY, grace_days=5))) == ["09-05", "10-05", "11-05", "12-05", "01-05"]


def test_the_period_already_running_owes_only_where_the_plan_says_so() -> None:
    assert look(owing(replace(MONTHLY, first_running=True)), on="07-25").ids() == ["1.1/2018-07"]
    assert look(owing(QUARTERLY), on="12-31").ids() == ["1.1/2018-Q4"]
    assert look(owing(replace(QUARTERLY, first_running=True)), on="12-31").ids() == ["1.1/2018-Q3", "1.1/2018-Q4"]


def test_a_period_that_begins_on_the_day_of_issue_owes() -> None:
    first = replace(owing(MONTHLY, replace(QUARTERLY, id="1.2")), issued=day("10-01"))
    assert look(first, on="10-01").ids() == ["1.1/2018-10", "1.2/2018-Q4"]


def test_point_20_asks_for_a_list_on_each_workday_from_the_day_of_issue() -> None:
    ids = look(owing(DAILY), on="08-01").ids()
    assert ids == [f"1.1/2018-{each}" for each in ("07-25", "07-26", "07-27", "07-30", "07-31", "08-01")]
    assert len(look(owing(DAILY), on="12-31").items) == 5 + 23 + 21 + 18 + 22 + 21
    ids = look(owing(DAILY), on="10-08").ids()
    assert "1.1/2018-09-29" in ids
    assert not [each for each in ids if "1.1/2018-09-30" < each < "1.1/2018-10-08"]


def test_every_day_is_every_day() -> None:
    assert len(look(owing(replace(DAILY, every="day")), on="07-31").items) == 7


def test_a_plan_issued_before_its_year_owes_nothing_before_it() -> None:
    next_year = replace(owing(replace(DAILY, every="day")), year=2019, issued=day("2018-12-20"))
    found = [key for key, _, _ in periods(MONTHLY, next_year, day("2019-02-01"))]
    assert found == ["2019-01", "2019-02"]
    assert next(periods(DAILY, next_year, day("2019-02-01")))[1] == day("2019-01-01")


@pytest.mark.parametrize(
    ("issued", "keys"),
    [("2018-12-20", "Q1 Q2 Q3 Q4"), ("2019-01-01", "Q1 Q2 Q3 Q4"), ("2019-01-02", "Q2 Q3 Q4"), ("2019-10-02", "")],
)
def test_a_year_has_four_quarters(issued: str, keys: str) -> None:
    whole = replace(owing(QUARTERLY), year=2019, issued=day(issued))
    assert [key for key, _, _ in periods(QUARTERLY, whole, day("2019-12-31"))] == [f"2019-{q}" for q in keys.split()]


def test_as_of_shows_no_item_that_begins_later() -> None:
    assert look(owing(MONTHLY), on="12-01", as_of="09-30").ids() == ["1.1/2018-08", "1.1/2018-09"]


@given(st.dates(day("01-01"), day("12-31")), st.sampled_from(["day", "month", "quarter"]), st.booleans())
def test_periods_follow_one_another_without_a_gap(issued: date, every: str, running: bool) -> None:  # noqa: FBT001 - a drawn value
    duty = replace(MONTHLY, every=every, first_running=running)
    found = list(periods(duty, replace(owing(duty), issued=issued), day("12-31")))
    assert all(before[2] < after[1] and (after[1] - before[2]).days == 1 for before, after in pairwise(found))
    assert not found or found[-1][2] >= day("12-31")
    assert running or all(first >= issued for _, first, _ in found)
    assert len({key for key, _, _ in found}) == len(found)


@pytest.mark.parametrize(
    ("signed", "due"),
    [
        ("09-28 17:00", "10-08 23:59"),
        ("09-22 10:00", "09-27 23:59"),
        ("07-25 08:00", "07-30 23:59"),
        ("12-28 08:00", "2019-01-03 23:59"),
        ("10-03 08:00", "10-10 23:59"),
    ],
)
def test_three_workdays_do_not_count_the_day_of_signing_and_end_with_the_day(signed: str, due: str) -> None:
    (item,) = look(owing(SIGNED), event(signed, "1.1"), on="12-31").items
    assert (item.opened, item.due) == (moment(signed), moment(due))


def test_hours_run_through_night_and_holiday_and_the_due_minute_is_in_time() -> None:
    roused = event("10-01 22:30", "1.1", unit=NET)
    name = f"1.1/{roused.id}"
    (item,) = look(owing(ROUSED), roused, on="10-02", at="00:00").items
    assert (item.id, item.unit, item.due) == (name, NET, moment("10-02 03:30"))
    assert status(owing(ROUSED), name, roused, on="10-02", at="03:30") == "pending"
    assert status(owing(ROUSED), name, roused, on="10-02", at="03:31") == "overdue"
    in_time, late = met(name, "10-02 03:30"), met(name, "10-02 03:31")
    assert status(owing(ROUSED), name, roused, in_time, on="10-03") == "met"
    assert look(owing(ROUSED), roused, late, on="10-03").item(name).late_minutes == 1
    seconds = replace(in_time, at=in_time.at.replace(second=59))
    assert status(owing(ROUSED), name, roused, seconds, on="10-03") == "met"


def test_an_event_opens_an_item_for_each_duty_it_names_and_no_other() -> None:
    three = owing(ROUSED, replace(ROUSED, id="1.2", within=Within(hours=24)), replace(ROUSED, id="1.3"))
    one, two = event("08-01 10:00", "1.1", "1.2"), event("08-02 10:00", "1.1", "1.2")
    found = look(three, one, two, on="08-03").ids()
    assert found == [f"1.1/{one.id}", f"1.1/{two.id}", f"1.2/{one.id}", f"1.2/{two.id}"]


def test_no_event_no_item_and_no_workday_is_asked_for() -> None:
    none = Calendar({}, frozenset(), frozenset())
    for of in (owing(SIGNED, ROUSED, MONTHLY, BY, TARGET), owing(MONTHLY)):
        read = ledger(of)
        duty_items(read, roster_of(of), stand(of, moment("10-01 10:00")), none)


def test_a_last_day_in_an_unknown_year_is_awaited_and_no_guess() -> None:
    of = owing(SIGNED)
    read, bare = ledger(of, event("12-28 10:00", "1.1")), replace(CALENDAR, years=frozenset({2018}))
    (item,) = duty_items(read, roster_of(of), stand(of, moment("12-28 11:00")), bare)
    assert (item.due, item.awaited, item.status, item.late_minutes) == (None, 2019, "pending", 0)


def test_the_workdays_of_an_unknown_year_of_its_own_are_an_error_and_no_guess() -> None:
    of = owing(DAILY)
    bare = Calendar({}, frozenset(), frozenset({2017}))
    with pytest.raises(UnknownYear, match="2018"):
        duty_items(ledger(of), roster_of(of), stand(of, moment("12-28 11:00")), bare)


def test_a_quantity_has_no_day_and_is_met_when_the_value_reaches_it() -> None:
    (item,) = look(owing(TARGET), on="12-01").items
    assert (item.due, item.status, item.value) == (None, "pending", None)
    low = look(owing(TARGET), met("1.1", "09-01 10:00", 79), on="12-01").item("1.1")
    assert (low.status, low.value) == ("pending", Decimal(79))
    assert status(owing(TARGET), "1.1", met("1.1", "09-01 10:00", 80), on="12-01") == "met"
    assert status(owing(TARGET), "1.1", met("1.1", "09-01 10:00"), on="12-01") == "pending", "met without a value"


def test_the_last_value_counts_even_when_it_is_lower() -> None:
    fell = met("1.1", "09-01 10:00", 85), met("1.1", "10-01 10:00", 78)
    assert status(owing(TARGET), "1.1", *fell, on="12-01") == "pending"


@pytest.mark.parametrize(("value", "reached"), [("49.99", False), ("50", True), ("60", True), ("60.01", False)])
def test_a_target_may_have_two_ends(value: str, reached: bool) -> None:  # noqa: FBT001 - a table's column
    assert reaches(Target(Decimal(50), Decimal(60)), Decimal(value)) is reached
    assert not reaches(Target(Decimal(50), Decimal(60)), None)


def test_leads_owe_together_once() -> None:
    (item,) = look(owing(BY, lead=(OFFICE, EDUCATION))).items
    assert (item.id, item.unit, item.owers) == ("1.1", None, (OFFICE, EDUCATION))


@pytest.mark.parametrize(("words", "units"), [("each_lead", (OFFICE, EDUCATION)), ("each_responsible", (EAST, WEST))])
def test_each_of_them_owes_its_own(words: str, units: tuple[str, ...]) -> None:
    found = look(owing(replace(BY, owed_by=words), lead=(OFFICE, EDUCATION))).items
    assert [(item.id, item.unit, item.owers) for item in found] == [(f"1.1/{unit}", unit, (unit,)) for unit in units]


def test_named_units_owe_it_whoever_leads() -> None:
    one = look(owing(replace(BY, owed_by="", owers=(FINANCE,)))).items
    assert [(item.id, item.unit) for item in one] == [("1.1", FINANCE)]
    two = look(owing(replace(BY, owed_by="", owers=(FINANCE, NET)))).items
    assert [item.id for item in two] == [f"1.1/{FINANCE}", f"1.1/{NET}"]


def test_an_event_bound_duty_may_be_owed_by_the_leads() -> None:
    opened = event("08-01 10:00", "1.1", unit=WEST)
    together = look(owing(replace(ROUSED, owed_by="leads"), lead=(OFFICE, EDUCATION)), opened)
    assert [(item.id, item.unit, item.owers) for item in together.items] == [
        (f"1.1/{opened.id}", None, (OFFICE, EDUCATION))
    ]
    apart = look(owing(replace(ROUSED, owed_by="each_lead"), lead=(OFFICE, EDUCATION)), opened)
    assert apart.ids() == [f"1.1/{OFFICE}/{opened.id}", f"1.1/{EDUCATION}/{opened.id}"]


def test_a_duty_of_a_point_whose_leads_are_unknown_is_still_shown() -> None:
    (item,) = look(owing(BY, lead=("有关单位",))).items
    assert (item.unit, item.owers) == (None, ())


def test_assigning_another_lead_keeps_the_items_id_and_its_settlement() -> None:
    done, more = met("1.1/2018-08", "08-30 10:00"), assign("09-01", EDUCATION, "1", "lead")
    seen = look(owing(MONTHLY), done, more, on="09-02").item("1.1/2018-08")
    assert (seen.status, seen.owers) == ("met", (OFFICE, EDUCATION))


def test_a_span_settles_each_item_on_its_own_day_but_those_excepted() -> None:
    settled = span("1.1", "07-25", "07-31", skip="07-27")
    seen = {item.id[-5:]: item for item in look(owing(DAILY), settled, on="08-01", at="08:00").items}
    assert [key for key, item in seen.items() if item.status == "met"] == ["07-25", "07-26", "07-30", "07-31"]
    assert (seen["07-27"].status, seen["08-01"].status) == ("overdue", "pending")
    assert (seen["07-25"].done, seen["07-25"].late_minutes) == (moment("07-25 23:59"), 0)


def test_a_span_reaches_no_dated_duty_and_no_other_duty() -> None:
    two = owing(BY, replace(MONTHLY, id="1.2"))
    settled = span("1.1", "07-25", "10-31"), span("1.3", "07-25", "10-31")
    assert {item.status for item in look(two, *settled, on="10-31").items} == {"pending", "overdue"}


def test_a_span_for_one_unit_settles_only_its_items() -> None:
    each = owing(replace(MONTHLY, owed_by="each_responsible"))
    seen = look(each, span("1.1", "08-01", "08-31", unit=EAST), on="08-31")
    assert [item.unit for item in seen.items if item.status == "met"] == [EAST]


def test_a_span_does_not_clear_what_was_met_late_or_cancelled_by_itself() -> None:
    late, gone = met("1.1/2018-08", "09-05 10:00"), cancel("1.1/2018-09", "09-06 10:00")
    seen = look(owing(MONTHLY), late, gone, span("1.1", "08-01", "10-31"), on="10-31")
    assert [item.status for item in seen.items] == ["late", "cancelled", "met"]


def test_the_last_settlement_of_an_item_wins_by_day_then_seq() -> None:
    late, corrected = met("1.1", "11-02 10:00"), cancel("1.1", "11-03 10:00")
    assert status(owing(BY), "1.1", late, corrected, on="11-10") == "cancelled"
    earlier_typed_later = replace(met("1.1", "10-30 10:00"), recorded=moment("11-05 09:00"))
    assert status(owing(BY), "1.1", late, earlier_typed_later, on="11-10") == "late"
    first, second = met("1.1", "10-30 10:00"), cancel("1.1", "10-30 11:00")
    assert status(owing(BY), "1.1", second, first, on="11-10") == "cancelled"


def test_what_a_clock_dated_ahead_does_not_override_what_was_settled_after_it_was_put_right() -> None:
    ahead, true = cancel("1.1", "11-09 10:00"), met("1.1", "10-30 10:00")
    assert status(owing(BY), "1.1", ahead, true, on="11-10") == "met"


def test_a_cancelled_item_stays_visible_and_is_owed_no_more() -> None:
    (item,) = look(owing(BY), cancel("1.1", "09-01 10:00"), on="11-10").items
    assert (item.status, item.is_unmet, item.done) == ("cancelled", False, None)


def test_when_the_year_is_over_december_is_overdue_and_january_is_not() -> None:
    signed = event("12-28 10:00", "1.2")
    both = owing(MONTHLY, replace(SIGNED, id="1.2"))
    seen = look(both, signed, on="2019-01-03", at="23:59")
    assert (seen.item("1.1/2018-12").status, seen.item(f"1.2/{signed.id}").status) == ("overdue", "pending")


def test_the_days_of_lateness_run_on_when_the_year_is_over() -> None:
    signed = event("12-28 10:00", "1.2")
    both = owing(MONTHLY, replace(SIGNED, id="1.2"))
    seen = look(both, signed, on="2019-01-20", at="10:00")
    late = {item.id: item.late_minutes for item in seen.items if item.status == "overdue"}
    assert late["1.1/2018-12"] == (19 * 24 + 10) * 60 + 1, "due on 31 December: the same days here as in `due`"
    assert late[f"1.2/{signed.id}"] == (16 * 24 + 10) * 60 + 1, "due on 3 January"
    graced = look(owing(replace(MONTHLY, grace_days=5)), on="2019-01-05").item("1.1/2018-12")
    assert graced.status == "pending"


def test_what_a_unit_that_ended_owes_passes_to_its_successor_under_the_same_id() -> None:
    merged = changed(WEST, until=day("09-15"), successor=(EAST,))
    each = owing(replace(MONTHLY, owed_by="each_responsible"), replace(BY, id="1.2", owed_by="each_lead"), units=merged)
    seen = look(each, met(f"1.1/2018-08/{WEST}", "08-30 10:00"), on="10-05")
    assert [(item.id, item.unit) for item in seen.items if WEST in item.id] == [
        (f"1.1/2018-08/{WEST}", WEST),
        (f"1.1/2018-09/{WEST}", EAST),
    ]
    assert f"1.1/2018-10/{EAST}" in seen.ids()
    before = look(each, on="09-15")
    assert before.item(f"1.1/2018-09/{WEST}").unit == WEST


def test_of_several_successors_none_owes_until_the_office_assigns_one() -> None:
    split = changed(WEST, until=day("09-15"), successor=(EAST, NET))
    by = owing(replace(BY, owed_by="each_responsible"), units=split)
    waiting = look(by, on="09-16").item(f"1.1/{WEST}")
    assert (waiting.unit, waiting.owers) == (None, (EAST, NET))
    named = look(by, assign("09-16", NET, "1"), on="09-16").item(f"1.1/{WEST}")
    assert (named.unit, named.owers) == (NET, (NET,))


def test_a_span_by_the_successor_settles_what_it_took_over() -> None:
    merged = changed(WEST, until=day("09-15"), successor=(EAST,))
    each = owing(replace(MONTHLY, owed_by="each_responsible"), units=merged)
    seen = look(each, span("1.1", "08-01", "09-30", unit=EAST), on="10-05")
    assert [item.status for item in seen.items] == ["met", "met", "met", "met", "pending"]


@pytest.mark.parametrize(("came", "months"), [("10-01", ["2018-10", "2018-11"]), ("10-02", ["2018-11"])])
def test_a_town_that_came_in_october_owes_no_month_that_was_running(came: str, months: list[str]) -> None:
    young = changed(WEST, from_=day(came))
    monthly, by = replace(MONTHLY, owed_by="each_responsible"), replace(BY, id="1.2", owed_by="each_responsible")
    mine = [item.id for item in look(owing(monthly, by, units=young), on="11-30").items if item.unit == WEST]
    assert mine == [*(f"1.1/{month}/{WEST}" for month in months), f"1.2/{WEST}"]


@pytest.mark.parametrize(("ended", "months"), [("07-31", []), ("08-01", ["2018-08"])])
def test_a_unit_owes_nothing_that_begins_after_its_end(ended: str, months: list[str]) -> None:
    gone = owing(replace(MONTHLY, owed_by="each_responsible"), units=changed(WEST, until=day(ended)))
    assert [item.id[4:11] for item in look(gone, on="10-01").items if item.unit == WEST] == months


@pytest.mark.parametrize(
    ("duty", "after", "nearest"),
    [
        (DAILY, "07-01", "07-25"),
        (DAILY, "07-24", "07-25"),
        (DAILY, "07-25", "07-26"),
        (DAILY, "08-01", "08-02"),
        (DAILY, "09-28", "09-29"),
        (DAILY, "09-30", "10-08"),
        (DAILY, "12-28", "12-29"),
        (DAILY, "12-29", None),
        (DAILY, "12-31", None),
        (MONTHLY, "08-01", "09-30"),
        (MONTHLY, "07-31", "08-31"),
        (QUARTERLY, "10-01", None),
        (QUARTERLY, "09-30", "12-31"),
        (BY, "08-01", None),
    ],
)
def test_the_nearest_period_to_begin_begins_after_the_day(duty: Duty, after: str, nearest: str | None) -> None:
    of = owing(duty)
    found = nearest_to_begin(of.points, of, day(after), CALENDAR)
    assert found == (nearest and (day(nearest), of.points[0]))


@pytest.mark.parametrize(
    ("duty", "today", "nearest"),
    [(DAILY, "10-10", "10-11"), (MONTHLY, "10-10", "10-31"), (MONTHLY, "11-05", "11-30"), (DAILY, "12-31", None)],
)
def test_told_on_a_later_day_the_nearest_is_still_to_come_then(duty: Duty, today: str, nearest: str | None) -> None:
    of = owing(duty)
    found = nearest_to_begin(of.points, of, day("09-30"), CALENDAR, day(today))
    assert found == (nearest and (day(nearest), of.points[0]))


def test_before_a_notice_of_a_saturday_the_nearest_workday_is_the_monday() -> None:
    of = replace(owing(DAILY), issued=day("07-28"))
    assert nearest_to_begin(of.points, of, day("06-04"), CALENDAR) == (day("07-30"), of.points[0])


EVERY_WORD = ("leads", "each_lead", "each_responsible")


@given(
    st.lists(st.sampled_from([MONTHLY, QUARTERLY, DAILY, BY, TARGET, ROUSED, SIGNED]), max_size=6),
    st.sampled_from(EVERY_WORD),
    st.dates(day("07-25"), day("12-31")),
)
def test_ids_are_unique_and_never_change_as_the_year_goes_on(kinds: list[Duty], words: str, on: date) -> None:
    duties = [replace(duty, id=f"1.{n}", owed_by=words) for n, duty in enumerate(kinds, 1)]
    ids = [duty.id for duty in duties]
    events = [event("07-25 08:00", *ids), event("07-25 08:00", *ids, unit=EAST)]
    of = owing(*duties, lead=(OFFICE, EDUCATION))
    early, late = look(of, *events, on=str(on)).ids(), look(of, *events, on="12-31").ids()
    assert len(set(late)) == len(late)
    assert set(early) <= set(late)


@given(st.lists(st.integers(1, 40), max_size=6))
def test_an_item_is_in_exactly_one_state_and_lateness_goes_with_it(minutes: list[int]) -> None:
    roused = event("10-01 22:30", "1.1")
    name = f"1.1/{roused.id}"
    done = [met(name, f"10-02 03:{each:02}") for each in minutes]
    seen = look(owing(ROUSED), roused, *done, on="10-05").item(name)
    if done:
        last = minutes[-1]
        assert (seen.status, seen.late_minutes) == ("late" if last > 30 else "met", max(0, last - 30))
    else:
        assert (seen.status, seen.late_minutes > 0) == ("overdue", True)
