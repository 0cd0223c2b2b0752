"""What may be recorded (design: Commands, Days, Percent and status)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from gongkai.duty.items import may_settle
from gongkai.errors import BadValue, NotOnPoint, OutsideYear, Refused
from gongkai.plan.model import Duty, Unit
from gongkai.plan.roster import roster_of
from gongkai.progress.status import may_return, may_verify, unit_state
from gongkai.register.recordable import (
    fact_day,
    handling_day,
    not_ahead,
    on_point,
    reason_given,
    unit_exists,
    unit_lives,
)
from gongkai.typed import percent_of
from tests.domain.build import (
    EAST,
    NET,
    OFFICE,
    TOWNS,
    WEST,
    cancel,
    day,
    look,
    met,
    moment,
    plan,
    point,
    report,
    send_back,
    verify,
)


@pytest.mark.parametrize("on", ["2018-01-01", "2018-07-24", "2018-12-31"])
def test_a_fact_lies_in_the_plans_year(on: str) -> None:
    assert fact_day(plan(), day(on)) == day(on)


@pytest.mark.parametrize("on", ["2017-12-31", "2019-01-01"])
def test_a_fact_outside_the_year_is_refused_with_the_hint_to_give_its_date(on: str) -> None:
    with pytest.raises(OutsideYear, match=on) as told:
        fact_day(plan(), day(on))
    assert "--date" in told.value.hint


def test_a_unit_reports_only_where_it_is_assigned() -> None:
    roster = roster_of(plan(point("1", (OFFICE,), (TOWNS,))))
    on_point(roster, "1", EAST)
    with pytest.raises(NotOnPoint) as told:
        on_point(roster, "1", NET)
    assert f"gongkai assign 1 -u {NET}" in told.value.hint


def test_a_unit_that_ended_before_the_year_is_refused_and_its_heir_named() -> None:
    ended = Unit(WEST, "镇", until=day("2017-12-31"), successor=(EAST,))
    with pytest.raises(Refused, match=WEST) as told:
        unit_exists(plan(), ended)
    assert EAST in told.value.hint
    unit_exists(plan(), replace(ended, until=day("01-01")))


@pytest.mark.parametrize("issued", ["2018-07-25", "2017-12-20"])
def test_handling_may_follow_the_year_and_not_come_before_it(issued: str) -> None:
    of = replace(plan(), issued=day(issued))
    first = min(day(issued), day("01-01"))
    for on in (first, first + timedelta(days=1), day("2019-03-01")):
        assert handling_day(of, on) == on
    with pytest.raises(Refused, match="早于2018年度"):
        handling_day(of, first - timedelta(days=1))


def test_what_has_not_come_is_not_recorded() -> None:
    for on in ("09-02", "09-03"):
        not_ahead(day(on), day("09-03"))
    with pytest.raises(Refused, match="还没有到（今天是 2018-09-03）"):
        not_ahead(day("09-04"), day("09-03"))


def test_after_its_last_day_nothing_is_recorded_of_a_unit() -> None:
    ended = Unit(WEST, "镇", until=day("08-31"), successor=(EAST,))
    for on in ("08-30", "08-31"):
        unit_lives(ended, day(on))
    with pytest.raises(Refused, match="2018-09-01 的情况不能记在它名下"):
        unit_lives(ended, day("09-01"))
    unit_lives(Unit(WEST, "镇"), day("09-01"))


@pytest.mark.parametrize(
    ("typed", "percent"),
    [("40", 40), ("40%", 40), ("40 %", 40), ("４０％", 40), ("0", 0), ("100", 100), (" 007 ", 7)],
)
def test_percentages_as_people_type_them(typed: str, percent: int) -> None:
    assert percent_of(typed) == percent


@pytest.mark.parametrize("typed", ["", "%", "101", "-1", "40.5", "四十", "1e1", "40%%", "0x1", "٤٠", "1 0"])
def test_percentages_that_are_none(typed: str) -> None:
    with pytest.raises(BadValue, match="完成比例"):
        percent_of(typed)


@given(st.text(max_size=6))
def test_any_text_is_a_whole_percent_or_a_bad_value(typed: str) -> None:
    try:
        assert 0 <= percent_of(typed) <= 100
    except BadValue as told:
        assert told.hint  # noqa: PT017 - either way is right, and a refusal says what to do


def test_a_judging_act_says_why() -> None:
    assert reason_given(" 链接打不开 ") == "链接打不开"
    with pytest.raises(BadValue, match="整改情况"):
        reason_given("　 ", "整改情况")


def test_the_office_verifies_what_is_reported_done_on_evidence_or_a_note() -> None:
    done, bare = report("08-01", 100), report("08-01", 100, evidence=())
    state = unit_state(OFFICE, [done], [])
    may_verify(state, "1", [done], "")
    may_verify(state, "1", [bare], "已到现场核对")
    may_verify(state, "1", [report("07-30", 20), bare], "")
    with pytest.raises(Refused, match="没有提供佐证"):
        may_verify(state, "1", [bare], " ")


def test_the_office_verifies_nothing_unfinished_returned_unreported_or_twice() -> None:
    half, done = report("08-01", 99), report("08-01", 100)
    for reports, reviews, why in (
        ([half], [], "99%"),
        ([], [], "还没有报告"),
        ([done], [send_back("08-02")], "退回"),
        ([done], [verify("08-02")], "无需重复"),
    ):
        with pytest.raises(Refused, match=why):
            may_verify(unit_state(OFFICE, reports, reviews), "1", reports, "核对过")


def test_only_what_was_reported_is_sent_back_and_once_until_the_next_report() -> None:
    done, back = report("08-01", 100), send_back("08-02")
    may_return(unit_state(OFFICE, [done], []), "1")
    may_return(unit_state(OFFICE, [done], [verify("08-02")]), "1")
    may_return(unit_state(OFFICE, [done, report("08-03", 100)], [back]), "1")
    with pytest.raises(Refused, match="无可退回"):
        may_return(unit_state(OFFICE, [], []), "1")
    with pytest.raises(Refused, match="正等待重报"):
        may_return(unit_state(OFFICE, [done], [back]), "1")


def test_an_item_is_settled_once() -> None:
    by = plan(point("1", (OFFICE,), (), (), Duty("1.1", "10月底前", by=day("10-31"))))
    may_settle(look(by).item("1.1"))
    may_settle(look(by, on="11-05").item("1.1"))
    done = look(by, met("1.1", "10-30 10:00"), on="11-05").item("1.1")
    with pytest.raises(Refused, match="2018-10-30"):
        may_settle(done)
    may_settle(done, again=True)
    with pytest.raises(Refused, match="已取消"):
        may_settle(look(by, cancel("1.1", "10-30 10:00"), on="11-05").item("1.1"), again=True)


@pytest.mark.parametrize(("days_later", "late"), [(0, False), (15, False), (16, True), (-3, False)])
def test_an_entry_typed_more_than_fifteen_days_after_its_date_is_marked(days_later: int, *, late: bool) -> None:
    typed = replace(report("08-01", 50), recorded=moment("08-01 23:50") + timedelta(days=days_later))
    assert typed.backdated is late


def test_an_entry_without_a_moment_of_typing_is_not_marked() -> None:
    assert not replace(report("08-01", 50), recorded=None).backdated
