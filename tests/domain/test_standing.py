"""Where a reader stands in time (design: Days)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from gongkai.closing.seal import standing_of
from gongkai.errors import BadValue
from gongkai.register.kinds import Closing
from gongkai.register.ledger import CST, chasing, end_of, is_past, stand
from tests.domain.build import day, moment, plan

PLAN = plan()


def test_while_the_year_runs_it_is_today_at_this_minute() -> None:
    standing = stand(PLAN, moment("10-08 14:30"))
    assert (standing.as_of, standing.cutoff, standing.over) == (day("10-08"), day("10-08"), False)
    assert standing.moment == moment("10-08 14:30")


def test_today_is_the_day_in_shanghai() -> None:
    late_evening_elsewhere = datetime(2018, 12, 31, 16, 0, tzinfo=UTC)
    assert stand(PLAN, late_evening_elsewhere).over
    assert not stand(PLAN, datetime(2018, 12, 31, 15, 59, tzinfo=UTC)).over


def test_31_december_is_not_over_and_1_january_is() -> None:
    assert not stand(PLAN, moment("12-31 23:59")).over
    over = stand(PLAN, moment("2019-01-01 00:00"))
    assert (over.as_of, over.over, over.cutoff) == (day("12-31"), True, day("2019-01-01"))
    assert over.moment == moment("2019-01-01 00:00")


def test_a_year_long_over_still_stands_at_its_end() -> None:
    years_later, at_once = stand(PLAN, moment("2026-05-06 10:00")), stand(PLAN, moment("2019-01-01 00:00"))
    assert replace(years_later, handled=at_once.handled, cutoff=at_once.cutoff) == at_once
    assert years_later.cutoff == day("2026-05-06"), "what is dated after today does not count"


def test_what_was_due_on_31_december_is_past_only_once_the_year_is_over() -> None:
    assert not is_past(day("12-31"), stand(PLAN, moment("12-31 23:59")))
    assert is_past(day("12-31"), stand(PLAN, moment("2019-01-01 00:00")))
    january = day("2019-01-15")
    assert not is_past(january, stand(PLAN, moment("2019-01-15 23:59")))
    assert is_past(january, stand(PLAN, moment("2019-01-16 00:00"))), "handling goes on, and so do its deadlines"
    assert not is_past(january, stand(PLAN, moment("2019-03-01 09:00"), january)), "up to the day it is read for"


def test_who_chases_counts_from_today() -> None:
    standing = chasing(stand(PLAN, moment("2019-01-20 10:00")))
    assert (standing.as_of, standing.moment, standing.over) == (day("2019-01-20"), moment("2019-01-20 10:00"), True)
    running = stand(PLAN, moment("10-08 14:30"))
    assert chasing(running) == running


def test_as_of_counts_what_is_dated_up_to_that_day_and_ends_with_it() -> None:
    standing = stand(PLAN, moment("2019-02-01 09:00"), day("10-31"))
    assert (standing.as_of, standing.cutoff, standing.over) == (day("10-31"), day("10-31"), False)
    assert not is_past(day("10-31"), standing)
    assert is_past(day("10-30"), standing)


def test_as_of_a_day_after_the_year_is_over_and_counts_handling_up_to_it() -> None:
    standing = stand(PLAN, moment("2019-06-01 09:00"), day("2019-02-01"))
    assert (standing.as_of, standing.cutoff, standing.over) == (day("12-31"), day("2019-02-01"), True)
    assert not stand(PLAN, moment("2019-06-01 09:00"), day("12-31")).over


def test_as_of_before_the_issue_is_a_bad_value() -> None:
    assert stand(PLAN, moment("10-01 09:00"), day("07-25")).as_of == day("07-25")
    with pytest.raises(BadValue, match="2018-07-24"):
        stand(PLAN, moment("10-01 09:00"), day("07-24"))


@pytest.mark.parametrize(
    ("as_of", "closed"), [("2019-01-14", ""), ("2019-01-15", "2019-01-15"), ("2019-01-16", "2019-01-15")]
)
def test_a_closed_year_is_read_as_closed_from_that_day_on(as_of: str, closed: str) -> None:
    at = moment("2019-01-15 10:00")
    closing = Closing(year=2018, day=at.date(), kind="closed", digest="0123456789abcdef", recorded=at)
    later = moment("2019-06-01 09:00")
    standing = standing_of(PLAN, closing, later, day(as_of))
    assert (standing.closed, standing.seal) == ((day(closed), "01234567") if closed else (None, ""))
    assert standing_of(PLAN, closing, later).closed == at.date(), "read for no day, it is closed"


def test_seconds_of_the_due_minute_are_still_in_time() -> None:
    last = datetime(2018, 10, 31, 23, 59, 59, tzinfo=CST)
    assert not is_past(day("10-31"), stand(PLAN, last))


@given(st.datetimes(datetime(2018, 7, 25), datetime(2020, 1, 1), timezones=st.just(CST)))  # noqa: DTZ001 - hypothesis adds the zone
def test_a_day_is_past_exactly_after_its_last_minute(now: datetime) -> None:
    standing = stand(PLAN, now)
    assert not is_past(standing.as_of, standing) or standing.over
    assert standing.as_of <= day("12-31")
    assert end_of(standing.as_of).date() == standing.as_of
