"""The cycles (每周 … 每年), the day of the last month, and natural days: held against a calendar counted on fingers."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from gongkai.duty.cycles import CYCLES, periods
from gongkai.duty.deadlines import deadline_of
from gongkai.duty.papers import limit_words
from gongkai.plan.model import EVERY, OF_MONTHS, Duty, Every, Within, WorkPoint
from gongkai.register.ledger import end_of
from tests.domain.build import CALENDAR, EAST, EDUCATION, OFFICE, TOWNS, WEST, day, event, look, moment, plan, point


def asking(duty: Duty) -> WorkPoint:
    """Write a point that makes one demand of the office."""
    return point("1", (OFFICE,), (), (), duty)


LENGTHS = {"month": 1, "two_months": 2, "quarter": 3, "half_year": 6, "year": 12}
DAYS = st.dates(date(1995, 1, 1), date(2060, 12, 31))


def same(every: str, one: date, other: date) -> bool:
    """Tell whether two days lie in one period, day by day and without arithmetic of months."""
    if every in {"day", "workday"}:
        return one == other
    if every == "week":
        return one.isocalendar()[:2] == other.isocalendar()[:2]
    groups = [range(first, first + LENGTHS[every]) for first in range(1, 13, LENGTHS[every])]
    return one.year == other.year and any(one.month in each and other.month in each for each in groups)


def naive(duty: Duty, year: int, issued: date, until: date) -> list[tuple[date, date]]:
    """Return (first day, day owed) of each period that owes, by walking through all days of the year and around it."""
    found: list[tuple[date, date]] = []
    begin = max(issued, date(year, 1, 1))
    walk = [date(year - 1, 12, 20) + timedelta(days=n) for n in range(420)]
    firsts = [one for before, one in pairwise(walk) if not same(duty.every, before, one)]
    for first in firsts:
        last = max(one for one in walk if same(duty.every, first, one))
        running = first < begin <= last
        if not (
            begin <= first <= until or (running and begin <= until and (duty.first_running or duty.every == "year"))
        ):
            continue
        owed = last + timedelta(days=duty.grace_days)
        if duty.day:
            owed = date(last.year, last.month, min(duty.day, monthrange(last.year, last.month)[1]))
        if owed >= begin:
            found.append((first, owed))
    return found


@settings(max_examples=200, deadline=None)
@given(
    every=st.sampled_from(sorted(EVERY)),
    year=st.integers(2015, 2032),
    of_month=st.integers(0, 31),
    running=st.booleans(),
    data=st.data(),
)
def test_every_cycle_goes_as_a_calendar_on_the_wall(
    every: Every, year: int, of_month: int, *, running: bool, data: st.DataObject
) -> None:
    issued = data.draw(st.dates(date(year, 1, 1), date(year, 12, 31)), "issued")
    until = data.draw(st.dates(issued, date(year, 12, 31)), "until")
    duty = Duty("1.1", "一期一报", every=every, first_running=running, day=of_month if every in OF_MONTHS else 0)
    if every == "year":
        until = date(year, 12, 31)
    written = replace(plan(asking(duty)), year=year, issued=issued)
    told = list(periods(duty, written, until))
    assert [(first, owed) for _, first, owed in told] == naive(duty, year, issued, until)
    assert len({key for key, _, _ in told}) == len(told), "each period has a name of its own"


@given(st.sampled_from(sorted(EVERY)), DAYS)
def test_a_period_begins_on_its_first_day_and_the_next_after_its_last(every: str, one: date) -> None:
    cycle = CYCLES[every]
    first = cycle.start(one)
    assert first <= one < cycle.following(first)
    assert cycle.start(first) == first
    assert cycle.start(cycle.following(first)) == cycle.following(first)


@settings(deadline=None)
@given(DAYS, st.integers(1, 366))
def test_natural_days_are_counted_one_by_one(opened: date, many: int) -> None:
    """The day of the event is not counted, days off are, and the last one counts to its close."""
    left, walk = many, opened
    while left:
        walk = walk + timedelta(days=1)
        left -= 1
    happened = replace(event("2018-09-28 17:00"), day=opened, at=moment(f"{opened} 17:00"))
    assert deadline_of(happened, Within(days=many), CALENDAR).due == end_of(walk)


def test_natural_days_run_through_holidays_where_workdays_stand_still() -> None:
    """国庆 2018: seven days off from 1 October."""
    happened = event("2018-09-28 10:00")
    assert deadline_of(happened, Within(days=3), CALENDAR).due == end_of(day("10-01"))
    assert deadline_of(happened, Within(workdays=3), CALENDAR).due == end_of(day("10-08"))


@pytest.mark.parametrize(
    ("every", "of_month", "year", "owed"),
    [
        ("quarter", 20, 2019, ["2019-03-20", "2019-06-20", "2019-09-20", "2019-12-20"]),
        ("half_year", 0, 2019, ["2019-06-30", "2019-12-31"]),
        ("two_months", 31, 2019, ["2019-02-28", "2019-04-30", "2019-06-30", "2019-08-31", "2019-10-31", "2019-12-31"]),
        ("two_months", 31, 2020, ["2020-02-29", "2020-04-30", "2020-06-30", "2020-08-31", "2020-10-31", "2020-12-31"]),
        ("year", 15, 2020, ["2020-12-15"]),
    ],
)
def test_a_day_of_the_last_month(every: Every, of_month: int, year: int, owed: list[str]) -> None:
    """每季度末月20日前; of a shorter month its last day, the leap day too."""
    duty = Duty("1.1", "按期报送", every=every, day=of_month)
    written = replace(plan(asking(duty)), year=year, issued=date(year - 1, 12, 28))
    assert [str(last) for _, _, last in periods(duty, written, date(year, 12, 31))] == owed


def test_the_year_itself_owes_though_the_notice_came_late_in_it() -> None:
    duty = Duty("1.1", "每年至少一次", every="year")
    assert [item.id for item in look(plan(asking(duty)), on="07-25").items] == ["1.1/2018"]
    half = Duty("1.1", "每半年一次", every="half_year")
    assert not look(plan(asking(half)), on="12-30").items, "the half that was running owes nothing"


def test_what_would_have_been_owed_before_the_notice_never_is() -> None:
    """Issued on 25 July: 20 July was before it, 20 August was not."""
    duty = Duty("1.1", "每月20日前", every="month", day=20, first_running=True)
    assert [item.id for item in look(plan(asking(duty)), on="09-01").items] == ["1.1/2018-08", "1.1/2018-09"]


@pytest.mark.parametrize(("on", "at", "status"), [("09-20", "23:59", "pending"), ("09-21", "00:00", "overdue")])
def test_the_due_day_itself_is_in_time(on: str, at: str, status: str) -> None:
    duty = Duty("1.1", "每月20日前", every="month", day=20)
    items = {item.id: item for item in look(plan(asking(duty)), on=on, at=at).items}
    assert items["1.1/2018-09"].status == status


def test_collectives_and_everyone_owe_each_an_item_of_their_own() -> None:
    towns = Duty("1.1", "12月底前", by=day("12-31"), owed_by="", owers=(EDUCATION,), collectives=(TOWNS,))
    ids = {item.id for item in look(plan(asking(towns)), on="09-01").items}
    assert ids == {f"1.1/{unit}" for unit in (EDUCATION, EAST, WEST)}
    alone = replace(towns, owers=(), collectives=(TOWNS,))
    assert {item.unit for item in look(plan(asking(alone)), on="09-01").items} == {EAST, WEST}
    every = replace(towns, owed_by="everyone", owers=(), collectives=())
    written = plan(asking(every))
    assert [item.unit for item in look(written, on="09-01").items] == [unit.name for unit in written.units]


def test_a_unit_that_came_late_owes_as_everyone_what_begins_in_its_time() -> None:
    every = Duty("1.1", "按月报送", every="month", owed_by="everyone")
    written = plan(asking(every))
    units = tuple(replace(u, from_=day("10-15")) if u.name == WEST else u for u in written.units)
    ids = {item.id for item in look(replace(written, units=units), on="12-01").items}
    assert f"1.1/2018-11/{WEST}" in ids
    assert f"1.1/2018-10/{WEST}" not in ids
    assert f"1.1/2018-10/{OFFICE}" in ids


@pytest.mark.parametrize(
    ("duty", "told"),
    [
        (Duty("1.1", "q", every="month", day=28), "每月28日前"),
        (Duty("1.1", "q", every="quarter", day=20), "每季度末月20日前"),
        (Duty("1.1", "q", every="half_year"), "每半年"),
        (Duty("1.1", "q", within=Within(days=15), from_="受理"), "受理后15日内"),
    ],
)
def test_limits_in_words(duty: Duty, told: str) -> None:
    assert limit_words(duty) == told
