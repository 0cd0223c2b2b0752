"""The life of a finding: 未整改 / 整改中 / 已整改待核 / 已销号 (design: Words, Commands)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from gongkai.errors import BadValue, GongkaiError, Refused
from gongkai.finding.states import (
    check_due,
    finding_states,
    is_overdue,
    may_close,
    may_extend,
    may_plan,
    may_rectify,
    may_reopen,
    state_of,
)
from gongkai.register.ledger import stand
from tests.domain.build import WEST, day, finding, moment, plan, step

if TYPE_CHECKING:
    from collections.abc import Callable

    from gongkai.finding.states import FindingState
    from gongkai.register.kinds import Finding, FindingStep

Kind = Literal["planned", "rectified", "closed", "reopened", "extended"]


def state(of: Finding, *steps: FindingStep) -> FindingState:
    """Return a finding as it stands after steps told in any order."""
    return finding_states([of], steps)[0]


def overdue(seen: FindingState, on: str, at: str = "09:00") -> bool:
    """Tell whether it is overdue at a minute."""
    return is_overdue(seen, stand(plan(), moment(f"{on} {at}")))


def test_a_finding_is_open_until_a_measure_is_recorded() -> None:
    bare = finding("08-01")
    assert (state(bare).status, state(bare).is_open) == ("open", True)
    assert state(finding("08-01", measure="限期公开")).status == "planned"
    planned = state(bare, step(bare, "planned", "08-02", due="08-20", measure="限期公开"))
    assert (planned.status, planned.measure, planned.due) == ("planned", "限期公开", day("08-20"))


def test_measure_and_person_hold_until_others_are_named() -> None:
    of = replace(finding("08-01", measure="限期公开"), person="张某")
    again = replace(step(of, "planned", "08-03"), person="李某")
    first, second = state(of, step(of, "planned", "08-02", due="08-20")), state(of, again)
    assert (first.measure, first.person) == ("限期公开", "张某")
    assert (second.measure, second.person, state(of, again, step(of, "rectified", "08-05")).person) == (
        "限期公开",
        "李某",
        "李某",
    )


def test_its_whole_life() -> None:
    of = finding("08-01", WEST, due="08-20")
    life = [
        step(of, "planned", "08-02", measure="限期公开"),
        step(of, "rectified", "08-10"),
        step(of, "closed", "08-12"),
        step(of, "reopened", "09-01"),
        step(of, "rectified", "09-10"),
        step(of, "closed", "09-12"),
    ]
    seen = [state(of, *life[:n]).status for n in range(len(life) + 1)]
    assert seen == ["open", "planned", "rectified", "closed", "planned", "rectified", "closed"]
    ended = state(of, *life)
    assert (ended.rectified, ended.closed, ended.closed_by) == (day("09-10"), day("09-12"), "王某")
    assert (ended.measure, ended.is_open) == ("限期公开", False)


def test_sent_back_before_its_date_a_finding_keeps_it() -> None:
    of = finding("08-01", due="09-30", measure="改")
    back = state(of, step(of, "rectified", "08-10"), step(of, "reopened", "08-15"))
    assert (back.due, back.first_due) == (day("09-30"), day("09-30"))
    assert not state(of, *back.steps, step(of, "rectified", "10-01")).in_time
    assert state(of, *back.steps, step(of, "rectified", "09-30")).in_time
    assert state(of, step(of, "rectified", "08-10"), step(of, "reopened", "10-01")).due is None
    assert state(of, step(of, "rectified", "08-10"), step(of, "reopened", "08-15", due="10-31")).due == day("10-31")


@pytest.mark.parametrize(("on", "due"), [("09-29", "09-30"), ("09-30", "09-30"), ("10-01", "")])
def test_sent_back_on_the_last_day_a_finding_keeps_its_date_and_a_day_later_it_has_none(on: str, due: str) -> None:
    of = finding("08-01", due="09-30")
    back = state(of, step(of, "rectified", "08-10"), step(of, "reopened", on))
    assert (back.due, back.first_due) == ((day(due), day(due)) if due else (None, None))


def test_reopening_forgets_what_was_said_to_be_rectified_and_signed_off() -> None:
    of = finding("08-01", due="08-20")
    seen = state(of, step(of, "rectified", "08-10"), step(of, "closed", "08-12"), step(of, "reopened", "08-15"))
    assert (seen.status, seen.rectified, seen.closed, seen.closed_by) == ("open", None, None, "")
    assert not seen.in_time


def test_what_is_sent_back_begins_a_period_of_its_own() -> None:
    of = finding("08-01", due="08-20")
    closed = step(of, "rectified", "08-10"), step(of, "closed", "08-12")
    bare = state(of, *closed, step(of, "reopened", "09-15"))
    assert (bare.due, bare.since, bare.late_periods) == (None, day("09-15"), ())
    assert not overdue(bare, "12-01"), "closed in time, it is never late by the old date"
    dated = state(of, *closed, step(of, "reopened", "09-15", due="09-30"))
    assert (overdue(dated, "09-30"), overdue(dated, "10-01")) == (False, True)
    assert state(of, *closed, step(of, "reopened", "09-15"), step(of, "rectified", "11-01")).in_time


def test_a_late_period_stays_late_whatever_follows() -> None:
    of = finding("08-01", due="08-20")
    late = step(of, "rectified", "08-25"), step(of, "reopened", "08-26", due="09-30")
    again = state(of, *late, step(of, "rectified", "09-01"))
    assert [(period.due, period.rectified) for period in again.late_periods] == [(day("08-20"), day("08-25"))]
    assert not again.in_time


def test_in_a_new_period_an_extension_is_measured_by_its_own_first_date() -> None:
    of = finding("08-01", due="08-20")
    back = step(of, "rectified", "08-10"), step(of, "reopened", "09-01"), step(of, "planned", "09-02", due="09-30")
    assert state(of, *back, step(of, "extended", "09-29", due="10-31")).due == day("10-31")
    assert state(of, *back, step(of, "extended", "09-30", due="10-31")).due == day("09-30")


def test_a_supplement_leaves_the_day_of_rectification() -> None:
    of = finding("08-01", due="08-20")
    seen = state(of, step(of, "rectified", "08-19"), step(of, "rectified", "08-25"))
    assert (seen.rectified, seen.in_time, len(seen.answers)) == (day("08-19"), True, 2)
    assert len(state(of, *seen.steps, step(of, "reopened", "08-26"), step(of, "rectified", "08-27")).answers) == 1


def test_steps_count_by_day_then_seq_and_not_by_typing() -> None:
    of = finding("08-01")
    closed, rectified = step(of, "closed", "08-12"), step(of, "rectified", "08-10")
    assert state(of, closed, rectified).status == "closed"


def test_steps_of_one_finding_say_nothing_of_another() -> None:
    one, two = finding("08-01"), finding("08-01")
    seen = finding_states([one, two], [step(two, "rectified", "08-02")])
    assert [each.status for each in seen] == ["open", "rectified"]


def test_a_finding_is_overdue_after_its_last_minute_until_it_is_rectified() -> None:
    of = finding("08-01", due="08-20")
    assert not overdue(state(of), "08-20", "23:59")
    assert overdue(state(of), "08-21", "00:00")
    assert not overdue(state(of, step(of, "rectified", "08-25")), "08-26"), "the office has not looked yet"
    assert not overdue(state(finding("08-01")), "12-31"), "no date, never late"


def test_rectified_on_its_date_is_in_time_and_a_day_later_is_not() -> None:
    of = finding("08-01", due="08-20")
    assert state(of, step(of, "rectified", "08-20")).in_time
    assert not state(of, step(of, "rectified", "08-21")).in_time
    undated = finding("08-01")
    assert state(undated, step(undated, "rectified", "12-30")).in_time


@pytest.mark.parametrize(("given_on", "due"), [("08-19", "09-10"), ("08-20", "08-20"), ("08-21", "08-20")])
def test_an_extension_counts_only_if_given_before_the_first_date(given_on: str, due: str) -> None:
    of = finding("08-01", due="08-20")
    assert state(of, step(of, "extended", given_on, due="09-10")).due == day(due)


def test_a_second_extension_is_measured_by_the_first_date_too() -> None:
    of = finding("08-01", due="08-20")
    first, second = step(of, "extended", "08-10", due="09-10"), step(of, "extended", "08-25", due="10-10")
    assert state(of, first, second).due == day("09-10")
    early = step(of, "extended", "08-15", due="10-10")
    assert state(of, first, early).due == day("10-10")


def test_the_first_date_may_be_set_by_a_plan() -> None:
    of = finding("08-01")
    planned = step(of, "planned", "08-05", due="08-20")
    seen = state(of, planned, step(of, "extended", "08-19", due="09-01"))
    assert (seen.first_due, seen.due) == (day("08-20"), day("09-01"))
    assert state(of, planned, step(of, "extended", "08-20", due="09-01")).due == day("08-20")


def test_late_rectification_after_an_extension_that_counts_is_in_time() -> None:
    of = finding("08-01", due="08-20")
    fixed = step(of, "rectified", "09-01")
    assert state(of, step(of, "extended", "08-19", due="09-10"), fixed).in_time
    assert not state(of, step(of, "extended", "08-21", due="09-10"), fixed).in_time


def test_what_may_be_done_with_an_open_finding() -> None:
    seen = state(finding("08-01", due="08-20"))
    may_plan(seen, day("08-20"))
    may_plan(seen, day("08-10"))
    may_plan(seen, None)
    may_rectify(seen)
    may_extend(seen, day("08-21"))
    with pytest.raises(Refused, match="不能销号"):
        may_close(seen)
    with pytest.raises(Refused, match="无需退回"):
        may_reopen(seen)


def test_a_date_once_set_moves_later_only_by_an_extension() -> None:
    with pytest.raises(Refused) as told:
        may_plan(state(finding("08-01", due="08-20")), day("08-21"))
    assert "finding extend" in told.value.hint


def test_a_rectified_finding_waits_for_the_office() -> None:
    of = finding("08-01", due="08-20")
    seen = state(of, step(of, "rectified", "08-10"))
    may_close(seen)
    may_reopen(seen)
    with pytest.raises(Refused, match="已报整改"):
        may_rectify(seen)


def test_a_closed_finding_can_only_be_reopened() -> None:
    of = finding("08-01", due="08-20")
    seen = state(of, step(of, "rectified", "08-10"), step(of, "closed", "08-11"))
    may_reopen(seen)
    acts: tuple[Callable[[], None], ...] = (
        lambda: may_plan(seen, None),
        lambda: may_rectify(seen),
        lambda: may_close(seen),
        lambda: may_extend(seen, day("12-01")),
    )
    for act in acts:
        with pytest.raises(Refused, match="已销号"):
            act()


def test_an_extension_needs_a_date_to_move_and_moves_it_later() -> None:
    with pytest.raises(Refused, match="没有整改期限"):
        may_extend(state(finding("08-01")), day("09-01"))
    for due in ("08-20", "08-19"):
        with pytest.raises(BadValue, match="不晚于"):
            may_extend(state(finding("08-01", due="08-20")), day(due))


def test_a_date_does_not_lie_before_the_finding() -> None:
    check_due(day("08-01"), day("08-01"))
    check_due(day("08-01"), None)
    with pytest.raises(BadValue, match="早于"):
        check_due(day("08-01"), day("07-31"))


KINDS: tuple[Kind, ...] = ("planned", "rectified", "closed", "reopened", "extended")


@given(st.lists(st.tuples(st.sampled_from(KINDS), st.integers(2, 28)), max_size=8))
def test_whatever_is_recorded_a_finding_is_in_one_of_four_states(told: list[tuple[Kind, int]]) -> None:
    of = finding("08-01", due="08-15")
    seen = state(of, *(step(of, kind, f"08-{on:02}", due="09-15") for kind, on in told))
    assert seen.status in {"open", "planned", "rectified", "closed"}
    assert (seen.status != "closed") == seen.is_open
    assert not (overdue(seen, "12-01") and seen.status in {"rectified", "closed"})
    assert seen.status != "rectified" or seen.rectified is not None
    assert len(seen.steps) == len(told)


@given(st.lists(st.sampled_from(KINDS), max_size=10))
def test_acts_that_were_allowed_never_close_what_was_not_rectified(asked: list[Kind]) -> None:
    """Walk through the rules as the counter does: what they refuse is not recorded."""
    of = finding("08-01", due="08-20")
    steps: list[FindingStep] = []
    for kind in asked:
        seen = state_of(of, steps)
        rules: dict[Kind, Callable[[], None]] = {
            "planned": lambda seen=seen: may_plan(seen, None),  # type: ignore[misc]  # binds this turn's state
            "rectified": lambda seen=seen: may_rectify(seen),  # type: ignore[misc]  # binds this turn's state
            "closed": lambda seen=seen: may_close(seen),  # type: ignore[misc]  # binds this turn's state
            "reopened": lambda seen=seen: may_reopen(seen),  # type: ignore[misc]  # binds this turn's state
            "extended": lambda seen=seen: may_extend(seen, day("09-01")),  # type: ignore[misc]  # binds this turn's state
        }
        try:
            rules[kind]()
        except GongkaiError:
            continue
        steps.append(step(of, kind, "08-10", due="09-01" if kind == "extended" else ""))
    seen = state_of(of, steps)
    assert seen.closed is None or seen.rectified is not None
    assert (seen.closed is not None) == (seen.status == "closed")
