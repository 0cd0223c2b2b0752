"""Percent, status and the figures of a year (design: Percent and status of a point)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from gongkai.plan.model import Duty
from gongkai.plan.roster import roster_of
from gongkai.progress.status import UnitState, sent_back, unit_state
from gongkai.register.kinds import Progress, Review
from gongkai.register.recordable import timely
from tests.domain.build import (
    EAST,
    EDUCATION,
    FINANCE,
    OFFICE,
    OTHERS,
    TOWNS,
    WEST,
    assign,
    changed,
    day,
    finding,
    ledger,
    look,
    met,
    moment,
    plan,
    point,
    report,
    selfcheck,
    send_back,
    step,
    verify,
)

THREE = plan(point("1", (OFFICE, EDUCATION, FINANCE), (TOWNS, OTHERS)))


def state(*records: Progress | Review) -> UnitState:
    """Return where the office stands on point 1."""
    reports = [record for record in records if isinstance(record, Progress)]
    return unit_state(OFFICE, reports, [record for record in records if isinstance(record, Review)])


def test_percent_of_several_leads_is_their_mean_rounded_down() -> None:
    seen = look(THREE, report("08-01", 100), report("08-02", 100, EDUCATION), report("08-03", 99, FINANCE), on="08-03")
    assert (seen.point().percent, seen.point().status) == (99, "in_progress")


def test_a_lead_without_a_report_counts_nothing() -> None:
    seen = look(THREE, report("08-01", 100)).point()
    assert (seen.percent, seen.status) == (33, "in_progress")


def test_nobody_reported_is_not_started_even_when_responsible_units_have() -> None:
    seen = look(THREE, report("08-01", 100, EAST)).point()
    assert (seen.percent, seen.status, seen.reported, seen.updated) == (0, "not_started", 1, day("08-01"))


def test_a_report_of_nothing_is_a_start() -> None:
    assert look(THREE, report("08-01", 0)).point().status == "in_progress"


def test_done_needs_all_leads_at_100_and_verified_all_leads_checked() -> None:
    done = [report("08-01", 100, unit) for unit in (OFFICE, EDUCATION, FINANCE)]
    checked = [verify("08-02", unit) for unit in (OFFICE, EDUCATION)]
    assert look(THREE, *done, on="08-05").point().status == "done"
    assert look(THREE, *done, *checked, on="08-05").point().status == "done"
    assert look(THREE, *done, *checked, verify("08-02", FINANCE), on="08-05").point().status == "verified"


def test_an_overdue_item_keeps_a_verified_point_at_done() -> None:
    due = Duty("1.1", "8月底前", by=day("08-31"))
    monthly = plan(point("1", (OFFICE,), (), (), due))
    records = report("08-01", 100), verify("08-02")
    assert look(monthly, *records, on="08-31", at="23:59").point().status == "verified"
    assert look(monthly, *records, on="09-01", at="00:00").point().status == "done"
    assert look(monthly, *records, met("1.1", "09-03 10:00"), on="09-03", at="11:00").point().status == "verified"


def test_a_point_whose_leads_are_not_known_is_not_started() -> None:
    seen = look(plan(point("1", (OTHERS,)))).point()
    assert (seen.percent, seen.status, seen.unresolved) == (0, "not_started", (OTHERS,))


def test_the_office_verifies_its_own_points_itself() -> None:
    seen = look(plan(point("1"), point("2", (EDUCATION,))))
    assert [each.office_leads for each in seen.overview.points] == [True, False]


def test_responsible_units_are_counted_without_leads_and_a_returned_one_is_not_done() -> None:
    both = plan(point("1", (OFFICE, EAST), (TOWNS,)))
    records = report("08-01", 100, EAST), report("08-01", 100, WEST)
    assert look(both, *records).point().responsible_units == 1
    assert look(both, *records).point().responsible_done == 1
    assert look(both, *records, send_back("08-01", WEST)).point().responsible_done == 0


def test_a_return_counts_99_until_the_next_report() -> None:
    first, back, again = report("08-01", 100), send_back("08-03"), report("08-05", 100)
    assert (state(first, back).percent, state(first, back).status) == (99, "returned")
    assert (state(first, back, again).percent, state(first, back, again).status) == (100, "done")
    assert look(plan(), first, back, on="08-04").point().status == "in_progress"


def test_a_return_of_40_stays_40() -> None:
    assert state(report("08-01", 40), send_back("08-02")).percent == 40


def test_a_return_is_not_ended_by_an_older_report_typed_later() -> None:
    back = send_back("08-03")
    assert state(report("08-01", 100), back, report("08-02", 100)).status == "returned"


def test_a_verification_ends_with_a_lower_report_and_is_not_revived_by_100() -> None:
    records = report("08-01", 100), verify("08-02"), report("08-03", 90), report("08-04", 100)
    assert state(*records[:2]).status == "verified"
    assert (state(*records[:3]).status, state(*records[:3]).percent) == ("in_progress", 90)
    assert state(*records).status == "done"
    assert state(*records, verify("08-05")).status == "verified"


def test_another_100_after_the_verification_leaves_it() -> None:
    assert state(report("08-01", 100), verify("08-02"), report("08-09", 100)).status == "verified"


def test_a_verification_can_be_sent_back() -> None:
    assert state(report("08-01", 100), verify("08-02"), send_back("08-03")).status == "returned"


def test_order_is_by_day_then_seq_and_not_by_typing() -> None:
    august, july_typed_later = (
        report("08-10", 80),
        replace(report("08-01", 30), recorded=moment("08-11 09:00")),
    )
    assert state(august, july_typed_later) == state(july_typed_later, august)
    assert (state(august, july_typed_later).percent, state(august, july_typed_later).updated) == (80, day("08-10"))
    first, second = report("08-10", 80), report("08-10", 70)
    assert state(second, first).percent == 70


def test_a_report_that_was_to_come_when_a_later_one_was_typed_does_not_override_it() -> None:
    ahead, true = report("08-20", 100), report("08-10", 40)
    assert (state(ahead, true).percent, state(ahead, true, report("08-25", 60)).percent) == (40, 60)
    again = report("08-20", 100)
    assert state(ahead, true, again).percent == 100, "said again when its day has come, it counts"


def test_on_one_day_the_trail_decides_between_report_and_review() -> None:
    earlier, back, later = report("08-10", 100), send_back("08-10"), report("08-10", 100)
    assert state(back, earlier).status == "returned"
    assert state(later, back, earlier).status == "done"


def test_a_review_after_the_year_counts_as_of_its_last_day_in_the_order_of_the_register() -> None:
    first, checked = report("12-20", 100), verify("2019-01-05")
    below, again = report("12-31", 50), report("12-31", 100)
    assert state(first, checked).status == "verified"
    assert state(first, checked, below).status == "in_progress"
    assert state(first, checked, below, again).status == "done", "to be verified anew"
    assert state(first, checked, below, again, verify("2019-01-03")).status == "verified"


def test_of_two_reviews_after_the_year_the_one_recorded_last_holds() -> None:
    first, back, checked = report("12-20", 100), send_back("2019-01-05"), verify("2019-01-03")
    assert state(first, back, checked).status == "verified"


def test_where_a_point_runs_on_a_review_counts_as_of_its_day_or_the_last_report() -> None:
    first, checked = report("2019-01-02", 100), verify("2019-01-05")
    assert state(first, checked, report("2019-01-03", 50)).status == "in_progress"
    assert state(first, checked, report("2019-01-03", 50), report("2019-01-10", 100)).status == "verified"
    assert state(first, checked, report("2019-01-06", 50), report("2019-01-10", 100)).status == "done"


def test_a_review_without_a_report_starts_nothing() -> None:
    assert state(verify("08-02")) == UnitState(OFFICE, reviewed=day("08-02"))


@st.composite
def histories(draw: st.DrawFn) -> list[Progress | Review]:
    """A seat's reports and reviews over a few days, typed in any order."""
    made: list[Progress | Review] = []
    for number in draw(st.lists(st.integers(1, 6), max_size=14)):
        on = f"08-0{number}"
        kind = draw(st.sampled_from(["report", "verify", "return"]))
        percent = draw(st.sampled_from([0, 60, 99, 100, 100]))
        made.append(report(on, percent) if kind == "report" else verify(on) if kind == "verify" else send_back(on))
    return draw(st.permutations(made))


@given(histories())
def test_the_latest_report_all_reviews_and_the_first_that_undoes_the_last_are_enough(
    history: list[Progress | Review],
) -> None:
    """The law on which the store's one-seek reading rests."""
    reports = timely(sorted((r for r in history if isinstance(r, Progress)), key=lambda r: (r.day, r.seq)))
    reviews = [r for r in history if isinstance(r, Review)]
    last = max(reviews, key=lambda r: (r.day, r.seq), default=None)
    since = [r for r in reports if last and (r.day, r.seq) > (last.day, last.seq) and r.percent < 100]
    undone = since[:1] if last and last.kind == "verified" else []
    kept = {r.id: r for r in (*reports[-1:], *undone)}
    assert unit_state(OFFICE, tuple(kept.values()), reviews) == state(*history)


@given(histories())
def test_a_unit_counts_100_only_when_it_is_done(history: list[Progress | Review]) -> None:
    seen = state(*history)
    assert (seen.percent == 100) == (seen.status in ("done", "verified"))
    assert 0 <= seen.percent <= 100


def test_due_is_the_earliest_unmet_items_day_or_nothing() -> None:
    october, december = Duty("1.1", "10月底前", by=day("10-31")), Duty("1.2", "年底前", by=day("12-31"))
    dated = plan(point("1", (OFFICE,), (), (), october, december))
    assert look(dated).point().due == day("10-31")
    assert look(dated, on="11-05").point().due == day("10-31"), "what is late is still owed"
    done = met("1.1", "08-01 10:00")
    assert look(dated, done).point().due == day("12-31")
    assert look(dated, done, met("1.2", "08-01 10:00")).point().due is None
    assert look(plan()).point().due is None


def test_the_summary_counts_points_units_and_findings() -> None:
    due = Duty("3.1", "8月底前", by=day("08-31"))
    four = plan(point("1"), point("2", (EDUCATION,)), point("3", (FINANCE,), (), (), due), point("4", (EAST,)))
    closed, waiting, unseen = finding("08-02", EAST), finding("08-02", WEST), finding("08-02", EDUCATION)
    records = (
        report("08-01", 100, EDUCATION, "2"),
        report("08-01", 100, FINANCE, "3"),
        verify("08-02", FINANCE, "3"),
        report("08-01", 10, EAST, "4"),
        selfcheck("08-02", EAST),
        selfcheck("08-03", EAST),
        *(closed, waiting, unseen),
        *(step(closed, "rectified", "08-03"), step(closed, "closed", "08-04"), step(waiting, "rectified", "08-03")),
    )
    assert look(four, *records, on="08-20").overview.summary == replace(
        look(four).overview.summary,
        points=4,
        not_started=1,
        in_progress=1,
        done=1,
        verified=1,
        units=6,
        self_inspected=1,
        open_findings=2,
    )
    assert look(four, *records, on="09-01").overview.summary.overdue == 1
    assert look(four, *records, on="09-01").overview.summary.done == 2, "an overdue item is not verified away"


@pytest.mark.parametrize(("until", "units"), [("2017-12-31", 5), ("2018-01-01", 6)])
def test_a_unit_that_ended_before_the_year_is_not_counted(until: str, units: int) -> None:
    ended = plan(units=changed(WEST, until=day(until)))
    summary = look(ended, selfcheck("08-01", WEST)).overview.summary
    assert (summary.units, summary.self_inspected) == (units, units - 5)


def test_a_plan_that_asks_for_two_self_inspections_counts_none_after_one() -> None:
    twice = plan()
    twice = replace(twice, self_inspection=replace(twice.self_inspection, at_least=2))
    assert look(twice, selfcheck("08-01", EAST)).overview.summary.self_inspected == 0
    assert look(twice, selfcheck("08-01", EAST), selfcheck("08-01", EAST)).overview.summary.self_inspected == 1


def test_reports_on_one_point_say_nothing_of_another() -> None:
    two = plan(point("1"), point("2"))
    seen = look(two, report("08-01", 100, point="2"))
    assert (seen.point("1").status, seen.point("2").status) == ("not_started", "done")


def test_a_ledger_written_by_hand_is_in_order_of_day_then_seq() -> None:
    """The helpers keep the promise that the store keeps."""
    later, earlier = report("08-09", 50), report("08-01", 10)
    assert ledger(plan(), later, earlier).progress == (earlier, later)


MERGED = plan(
    point("1", (EDUCATION, OFFICE)),
    units=changed(EDUCATION, until=day("08-31"), successor=(FINANCE,)),
)


def test_the_seat_of_a_lead_that_ended_is_carried_on_by_its_heir() -> None:
    before = (report("08-20", 75, EDUCATION), report("08-20", 100, OFFICE))
    assert look(MERGED, *before, on="09-10").point().percent == 87
    seen = look(MERGED, *before, report("09-10", 100, FINANCE), on="09-10").point()
    assert (seen.percent, seen.status, seen.units, seen.reported) == (100, "done", 2, 2)
    assert [(lead.unit, lead.answers) for lead in seen.leads] == [(EDUCATION, FINANCE), (OFFICE, OFFICE)]
    checked = (verify("09-11", FINANCE), verify("09-11", OFFICE))
    done = look(MERGED, *before, report("09-10", 100, FINANCE), *checked, on="09-12").point()
    assert done.status == "verified"


def test_what_an_heir_reported_before_it_took_over_is_its_own() -> None:
    both = plan(point("1", (EDUCATION, FINANCE)), units=MERGED.units)
    early = look(both, report("08-20", 40, EDUCATION), report("08-25", 100, FINANCE), on="09-10").point()
    assert early.percent == 70
    later = look(both, report("08-20", 40, EDUCATION), report("09-05", 100, FINANCE), on="09-10").point()
    assert (later.percent, later.units) == (100, 2)


@pytest.mark.parametrize(("on", "percent"), [("08-30", 70), ("08-31", 70), ("09-01", 100)])
def test_an_heir_takes_over_the_day_after_the_last(on: str, percent: int) -> None:
    both = plan(point("1", (EDUCATION, FINANCE)), units=MERGED.units)
    reported = report("08-20", 40, EDUCATION), report(on, 100, FINANCE)
    assert look(both, *reported, on="09-10").point().percent == percent


@pytest.mark.parametrize(("on", "status"), [("08-31", "done"), ("09-01", "verified")])
def test_a_seat_is_verified_by_what_its_heir_was_told_after_the_last_day(on: str, status: str) -> None:
    done = report("08-20", 100, EDUCATION), report("09-01", 100, FINANCE), verify(on, FINANCE)
    alone = plan(point("1", (EDUCATION,)), units=MERGED.units)
    assert look(alone, *done, on="09-10").point().status == status


def test_of_several_heirs_the_one_the_office_assigned_carries_the_seat_on() -> None:
    split = plan(point("1", (EDUCATION,)), units=changed(EDUCATION, until=day("08-31"), successor=(FINANCE, EAST)))
    done = report("09-10", 100, FINANCE)
    assert look(split, done, on="09-10").point().percent == 0
    assert look(split, assign("09-01", FINANCE, "1"), done, on="09-10").point().percent == 100


def test_what_was_sent_back_to_a_unit_that_ended_is_answered_by_its_heir() -> None:
    before = (report("08-20", 100, EDUCATION), send_back("08-25", EDUCATION))
    waiting = ledger(MERGED, *before)
    assert [state.unit for _, state in sent_back(waiting, roster_of(MERGED))] == [EDUCATION]
    again = ledger(MERGED, *before, report("09-10", 100, FINANCE))
    assert not list(sent_back(again, roster_of(MERGED)))


def test_what_an_heir_reported_before_it_took_over_answers_nothing_that_was_sent_back() -> None:
    both = plan(point("1", (EDUCATION, FINANCE)), units=MERGED.units)
    returned = report("08-20", 100, EDUCATION), send_back("08-25", EDUCATION)
    held = ledger(both, *returned, report("08-28", 100, FINANCE))
    assert [state.unit for _, state in sent_back(held, roster_of(both))] == [EDUCATION]


def test_what_was_sent_back_after_the_heirs_last_report_waits_again() -> None:
    before = report("08-20", 100, EDUCATION), report("09-10", 100, FINANCE)
    held = ledger(MERGED, *before, send_back("09-10", EDUCATION))
    assert [state.unit for _, state in sent_back(held, roster_of(MERGED))] == [EDUCATION]


def test_an_heirs_report_that_was_to_come_when_a_later_one_was_typed_counts_at_neither_seat() -> None:
    both = plan(point("1", (EDUCATION, FINANCE)), units=MERGED.units)
    ahead, true = report("09-10", 100, FINANCE), report("08-28", 40, FINANCE)
    seen = look(both, report("08-20", 50, EDUCATION), ahead, true, on="09-20").point()
    assert [(lead.percent, lead.carried) for lead in seen.leads] == [(50, False), (40, False)]


@pytest.mark.parametrize(("on", "waiting"), [("09-02", True), ("09-03", False), ("09-04", False)])
def test_an_heir_answers_from_the_day_on_which_it_was_sent_back(on: str, *, waiting: bool) -> None:
    returned = report("08-20", 100, EDUCATION), send_back("09-03", EDUCATION)
    held = ledger(MERGED, *returned, report(on, 100, FINANCE))
    assert [state.unit for _, state in sent_back(held, roster_of(MERGED))] == ([EDUCATION] if waiting else [])


@pytest.mark.parametrize(("on", "waiting"), [("12-30", True), ("12-31", False)])
def test_what_was_sent_back_after_the_year_is_answered_on_its_last_day(on: str, *, waiting: bool) -> None:
    returned = report("08-20", 100, EDUCATION), send_back("2019-01-10", EDUCATION)
    held = ledger(MERGED, *returned, report(on, 100, FINANCE))
    assert bool(list(sent_back(held, roster_of(MERGED)))) is waiting
