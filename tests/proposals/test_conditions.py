"""自动建议: each condition on its border day, against those who owe, in the words of the records."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from tests.domain.build import (
    EAST,
    EDUCATION,
    NET,
    OFFICE,
    WEST,
    assign,
    cancel,
    event,
    finding,
    met,
    report,
    selfcheck,
    send_back,
    span,
    step,
)
from tests.plans import small_plan
from tests.proposals.build import NEW_YEAR, causes, plan_with, proposed

if TYPE_CHECKING:
    from gongkai.plan.model import Plan

NO_SELF, OVERDUE = "no_self_inspection", "finding_overdue"
POINTS = ("point_no_report", "point_not_done")
MISSED, LATE = "duty_missed", "duty_late"


def with_unit(name: str, **dates: date | tuple[str, ...]) -> Plan:
    """Return the small year with one unit that came or ended."""
    plan = small_plan()
    units = tuple(replace(unit, **dates) if unit.name == name else unit for unit in plan.units)
    return replace(plan, units=units)


def test_nothing_before_the_year_is_over() -> None:
    assert not causes(proposed(on="12-31", at="23:59"), EAST, NO_SELF)
    assert causes(proposed(on=NEW_YEAR, at="00:00"), EAST, NO_SELF) == [(NO_SELF, 1)]


def test_one_that_was_made_on_the_last_day_counts() -> None:
    found = proposed(selfcheck("12-31", EAST))
    assert not causes(found, EAST, NO_SELF)
    assert causes(found, WEST, NO_SELF)


def test_as_often_as_the_notice_asks() -> None:
    twice = plan_with(("at_least: 1", "at_least: 2"))
    once = proposed(selfcheck("08-01", EAST), of=twice)
    assert causes(once, EAST, NO_SELF) == [(NO_SELF, 1)]
    (one,) = (each for each in once if each.unit == EAST and each.cause == NO_SELF)
    assert one.reason == "2018年内应自查整改不少于2次（“自查整改不少于1次”），到年底登记1次"
    assert one.evidence.startswith("全年自查登记1次：S")
    assert not causes(proposed(selfcheck("08-01", EAST), selfcheck("08-02", EAST), of=twice), EAST, NO_SELF)


def test_only_units_that_owe_it() -> None:
    towns = plan_with(("self_inspection: {kinds: [镇, 政府部门, 党委部门]", "self_inspection: {kinds: [镇]"))
    assert {one.unit for one in proposed(of=towns) if one.cause == NO_SELF} == {EAST, WEST}


def test_a_unit_that_ended_within_the_year_owed_no_self_inspection() -> None:
    assert not proposed_against(EAST, of=with_unit(EAST, until=date(2018, 7, 24)))
    assert not proposed_against(EAST, of=with_unit(EAST, until=date(2018, 10, 31)))
    assert proposed_against(EAST, of=with_unit(EAST, until=date(2018, 12, 31)))


def proposed_against(unit: str, of: Plan) -> list[tuple[str, int]]:
    return causes(proposed(of=of), unit, NO_SELF)


def test_the_date_itself_is_still_in_time() -> None:
    found = finding("08-01", due="09-30")
    assert not causes(proposed(found, on="09-30", at="23:59"), EAST, OVERDUE)
    assert causes(proposed(found, on="10-01"), EAST, OVERDUE) == [(f"{OVERDUE}:{found.id}", 1)]


def test_rectified_on_the_date_is_never_proposed_and_a_day_later_is() -> None:
    for rectified, expected in (("09-30", 0), ("10-01", 1)):
        found = finding("08-01", due="09-30")
        records = (found, step(found, "rectified", rectified))
        assert len(causes(proposed(*records, on="10-20"), EAST, OVERDUE)) == expected
        closed = (*records, step(found, "closed", "10-10"))
        assert len(causes(proposed(*closed), EAST, OVERDUE)) == expected, "closing changes nothing"


def test_a_finding_without_a_date_cannot_be_late() -> None:
    found = finding("08-01")
    assert not causes(proposed(found), EAST, OVERDUE)
    assert not causes(proposed(found, step(found, "rectified", "12-30")), EAST, OVERDUE)


def test_an_extension_in_time_moves_the_date() -> None:
    found = finding("08-01", due="09-30")
    longer = step(found, "extended", "09-20", due="10-31")
    assert not causes(proposed(found, longer, on="10-31", at="23:59"), EAST, OVERDUE)
    assert causes(proposed(found, longer, on="11-01"), EAST, OVERDUE)


def test_sent_back_after_its_date_it_is_late_only_by_a_new_one() -> None:
    found = finding("08-01", due="09-30")
    fixed = (found, step(found, "rectified", "09-29"))
    assert not causes(proposed(*fixed, step(found, "reopened", "10-05")), EAST, OVERDUE)
    dated = (*fixed, step(found, "reopened", "10-05", due="10-15"))
    assert not causes(proposed(*dated, on="10-15"), EAST, OVERDUE)
    assert causes(proposed(*dated, on="10-16"), EAST, OVERDUE)


def test_late_before_it_was_sent_back_is_told_with_what_came_after() -> None:
    found = finding("08-01", due="09-30", point="2")
    late = (found, step(found, "rectified", "10-08"), step(found, "reopened", "10-09", due="10-20"))
    (one,) = (each for each in proposed(*late, on="10-21") if each.cause.startswith(OVERDUE))
    assert one.reason.endswith(
        "应于2018年9月30日前整改，2018年10月8日才整改；退回重改后应于2018年10月20日前整改，到2018年10月21日仍未整改"
    )


def test_it_is_told_in_the_words_of_the_records() -> None:
    found = finding("08-01", due="09-30", point="2")
    late = step(found, "rectified", "10-08")
    (one,) = (each for each in proposed(found, late, on="10-09") if each.cause.startswith(OVERDUE))
    assert one.reason == f"问题{found.id}“目录未公开”应于2018年9月30日前整改，2018年10月8日才整改"
    assert one.evidence == f"问题及整改记录{found.id}、{late.id}"
    assert (one.rule, one.points, one.point, one.finding) == ("1.2", Decimal(2), "2", found.id)


def test_the_only_successor_answers_and_several_wait() -> None:
    found = finding("08-01", due="09-30")
    alone = with_unit(EAST, until=date(2018, 8, 31), successor=(WEST,))
    assert causes(proposed(found, on="10-01", of=alone), WEST, OVERDUE)
    assert not causes(proposed(found, on="10-01", of=alone), EAST, OVERDUE)
    several = with_unit(EAST, until=date(2018, 8, 31), successor=(WEST, NET))
    assert not [one for one in proposed(found, on="10-01", of=several) if one.finding]


def test_a_withdrawn_point_proposes_nothing() -> None:
    assert not [one for one in proposed(finding("08-01", due="09-30", point="99"), on="10-01") if one.finding]


def test_leads_only_and_only_once_the_year_is_over() -> None:
    assert not [one for one in proposed(on="12-31", at="23:59") if one.cause.startswith("point_")]
    found = [(one.unit, one.cause) for one in proposed() if one.cause.startswith("point_")]
    assert sorted(found) == sorted(
        (unit, f"point_no_report:{no}")
        for unit, no in ((OFFICE, "1"), (EDUCATION, "1"), (EDUCATION, "2"), (NET, "3"), (OFFICE, "4"))
    )


@pytest.mark.parametrize(("percent", "expected"), [(0, 1), (99, 1), (100, 0)])
def test_a_lead_below_a_hundred_is_not_done(percent: int, expected: int) -> None:
    found = proposed(report("12-31", percent, EDUCATION, "2"))
    assert causes(found, EDUCATION, *POINTS)[:-1] == [("point_not_done:2", 1)] * expected
    assert causes(found, EDUCATION, *POINTS)[-1] == ("point_no_report:1", 1)


def test_what_was_sent_back_is_not_done() -> None:
    found = proposed(report("12-01", 100, EDUCATION, "2"), send_back("12-05", EDUCATION, "2"))
    (one,) = (each for each in found if each.cause == "point_not_done:2")
    assert one.reason == "牵头的要点2“建议提案”，到2018年底未办结（已退回，没有重报）"
    assert one.evidence.startswith("最近的进展报告P")


def test_the_report_that_is_named_is_the_one_that_counts() -> None:
    true, ahead = report("12-01", 40, EDUCATION, "2"), report("12-20", 100, EDUCATION, "2")
    true = replace(true, seq=ahead.seq + 1, id=f"P{ahead.seq + 1}")
    found = proposed(ahead, true)
    (one,) = (each for each in found if each.cause == "point_not_done:2")
    assert (one.reason, one.evidence) == (
        "牵头的要点2“建议提案”，到2018年底未办结（报到40%）",
        f"最近的进展报告{true.id}",
    )


def test_each_lead_answers_for_itself() -> None:
    found = proposed(report("12-01", 100, OFFICE), report("12-01", 40, EDUCATION))
    assert not [one for one in causes(found, OFFICE, *POINTS) if one[0].endswith(":1")]
    assert ("point_not_done:1", 1) in causes(found, EDUCATION, *POINTS)


def test_without_a_rule_for_silence_silence_is_not_done() -> None:
    found = proposed(of=plan_with((", auto: point_no_report", "")))
    assert causes(found, NET, *POINTS) == [("point_not_done:3", 1)]


def test_a_lead_that_ended_in_the_year_could_not_finish() -> None:
    ended = with_unit(EDUCATION, until=date(2018, 12, 30))
    assert not causes(proposed(of=ended), EDUCATION, *POINTS)
    assert causes(proposed(of=with_unit(EDUCATION, until=date(2018, 12, 31))), EDUCATION, *POINTS)


@pytest.mark.parametrize(("named", "months"), [("10-15", 3), ("10-30", 3), ("10-31", 3), ("11-01", 2)])
def test_a_lead_named_later_answers_for_nothing_that_had_been_due_before(named: str, months: int) -> None:
    late = proposed(assign(named, EAST, "1", "lead"))
    old, new = causes(late, EDUCATION, MISSED), causes(late, EAST, MISSED)
    assert (old, new) == ([(f"{MISSED}:1.1", 5)], [(f"{MISSED}:1.1", months)])


def test_a_lead_named_again_answers_for_what_it_did_before() -> None:
    """Naming the person in charge in December takes nothing back of what was missed since August."""
    again = proposed(assign("12-20", EDUCATION, "1", "lead", person="周科长"))
    assert causes(again, EDUCATION, MISSED) == causes(proposed(), EDUCATION, MISSED) == [(f"{MISSED}:1.1", 5)]


def test_the_heir_of_a_lead_that_ended_answers_for_what_it_left() -> None:
    merged = with_unit(EDUCATION, until=date(2018, 10, 31), successor=(NET,))
    assert ("point_no_report:2", 1) in causes(proposed(of=merged), NET, *POINTS)
    done = (report("09-01", 60, EDUCATION, "2"), report("12-01", 100, NET, "2"))
    assert not [one for one in causes(proposed(*done, of=merged), NET, *POINTS) if one[0].endswith(":2")]


def test_a_lead_named_by_the_office_is_a_lead() -> None:
    assert ("point_no_report:2", 1) in causes(proposed(assign("08-01", EAST, "2", "lead")), EAST, *POINTS)
    assert not causes(proposed(), EAST, *POINTS)


@pytest.mark.parametrize(("named", "expected"), [("2019-01-15", 0), ("12-02", 0), ("12-01", 1)])
def test_a_lead_named_late_is_not_asked_for_what_was_before(named: str, expected: int) -> None:
    for records in ((), (report("11-01", 40, EAST, "2"),)):
        found = proposed(assign(named, EAST, "2", "lead"), *records, on="2019-02-01")
        assert len(causes(found, EAST, *POINTS)) == expected


def test_a_lead_named_in_the_year_is_told_since_when() -> None:
    named = (one for one in proposed(assign("10-15", EAST, "2", "lead")) if one.unit == EAST)
    (one,) = (each for each in named if each.cause == "point_no_report:2")
    assert one.reason == "牵头的要点2“建议提案”（2018年10月15日起牵头），2018年内没有进展报告"


@pytest.mark.parametrize(("founded", "expected"), [(date(2018, 12, 2), 0), (date(2018, 12, 1), 1)])
def test_a_unit_founded_late_owes_no_self_inspection_nor_a_report(founded: date, expected: int) -> None:
    assert len(causes(proposed(of=with_unit(EAST, from_=founded)), EAST, "no_self_inspection")) == expected
    assert len(causes(proposed(of=with_unit(NET, from_=founded)), NET, "point_no_report")) == expected


def test_a_unit_founded_in_the_year_answers_for_no_item_due_before() -> None:
    assert causes(proposed(of=with_unit(EDUCATION, from_=date(2018, 10, 15))), EDUCATION, MISSED) == [
        (f"{MISSED}:1.1", 3)
    ]


@pytest.mark.parametrize(("ended", "expected"), [(date(2018, 12, 20), 0), (date(2018, 11, 30), 1)])
def test_an_heir_that_took_over_late_had_no_time_either(ended: date, expected: int) -> None:
    merged = with_unit(EDUCATION, until=ended, successor=(NET,))
    assert len([one for one in causes(proposed(of=merged), NET, *POINTS) if one[0].endswith(":2")]) == expected


def test_a_successor_is_not_late_by_a_date_before_it_took_over() -> None:
    found = finding("08-01", due="09-30")
    merged = with_unit(EAST, until=date(2018, 10, 31), successor=(WEST,))
    assert not causes(proposed(found, on="12-01", of=merged), WEST, OVERDUE)
    later = finding("08-01", due="11-01")
    assert causes(proposed(later, on="12-01", of=merged), WEST, OVERDUE)


def test_the_last_minute_is_in_time() -> None:
    assert not causes(proposed(on="08-31", at="23:59"), EDUCATION, MISSED)
    assert causes(proposed(on="09-01"), EDUCATION, MISSED) == [(f"{MISSED}:1.1", 1)]


def test_jointly_owed_items_stand_against_each_lead_one_proposal_with_a_count() -> None:
    found = proposed(on="11-01")
    for lead in (OFFICE, EDUCATION):
        assert (f"{MISSED}:1.1", 3) in causes(found, lead, MISSED)
    one = next(each for each in found if each.unit == EDUCATION and each.cause == f"{MISSED}:1.1")
    assert (one.points, one.rule, one.point) == (Decimal(6), "3.1", "1")
    assert one.reason == (
        "要点1“每月公开清单”3项逾期未完成：1.1/2018-08（2018年8月31日到期）、"
        "1.1/2018-09（2018年9月30日到期）、1.1/2018-10（2018年10月31日到期）"
    )
    assert not causes(found, EAST, MISSED)


def test_a_whole_year_of_workdays_is_one_proposal() -> None:
    daily = [one for one in proposed() if one.cause == f"{MISSED}:4.2"]
    assert [one.unit for one in daily] == [OFFICE]
    assert daily[0].count > 100
    assert f"等{daily[0].count}项" in daily[0].reason
    assert not causes(proposed(span("4.2", "07-25", "12-31")), OFFICE, LATE)


def test_met_in_time_late_and_cancelled() -> None:
    in_time = proposed(met("1.1/2018-08", "08-31 23:59"), on="09-10")
    assert not causes(in_time, EDUCATION)
    late = proposed(met("1.1/2018-08", "09-01 00:00"), on="09-10")
    assert causes(late, EDUCATION) == causes(late, OFFICE, LATE) == [(f"{LATE}:1.1", 1)]
    one = next(each for each in late if each.unit == EDUCATION)
    assert one.points == Decimal("1.5")
    assert "1项逾期完成：1.1/2018-08（2018年8月31日到期，2018年9月1日完成）" in one.reason
    assert not causes(proposed(cancel("1.1/2018-08", "09-05 10:00"), on="09-10"), EDUCATION)


def test_a_clock_of_hours_is_told_to_the_minute() -> None:
    happened = event("09-03 10:00", "3.2", "3.3", unit=NET)
    assert not causes(proposed(happened, on="09-03", at="15:00"), NET, MISSED)
    found = proposed(happened, on="09-03", at="15:01")
    assert causes(found, NET, MISSED) == [(f"{MISSED}:3.2", 1)]
    assert "（2018年9月3日15:00到期）" in next(one.reason for one in found if one.unit == NET)


def test_each_responsible_unit_owes_its_own() -> None:
    found = proposed(met(f"1.2/{EAST}", "12-31 10:00"))
    assert (f"{MISSED}:1.2", 1) in causes(found, WEST, MISSED)
    assert not causes(found, EAST, MISSED)


def test_the_heir_owes_what_was_left_and_several_heirs_wait() -> None:
    alone = with_unit(EDUCATION, until=date(2018, 9, 15), successor=(NET,))
    assert (f"{MISSED}:1.1", 2) in causes(proposed(on="10-01", of=alone), NET, MISSED)
    assert not causes(proposed(on="10-01", of=alone), EDUCATION, MISSED)
    several = with_unit(EDUCATION, until=date(2018, 9, 15), successor=(NET, WEST))
    found = proposed(on="10-10", of=several)
    assert (f"{MISSED}:1.1", 2) in causes(found, OFFICE, MISSED), "the other lead still owes it"
    assert not causes(found, NET, MISSED)
    assert not causes(found, WEST, MISSED)


def test_a_quantity_without_a_date_is_never_late() -> None:
    assert not [one for one in proposed() if one.cause.endswith(":4.1")]
