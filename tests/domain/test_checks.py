"""The year's checks: each fires on its own case and on nothing else (design: check)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from gongkai.closing.checks import CHECKS, everything, evidence_of, run_checks
from gongkai.plan.model import Duty
from gongkai.register.kinds import Evidence
from gongkai.register.ledger import stand
from gongkai.register.recordable import is_ahead
from gongkai.year import Year
from tests.domain.build import (
    CALENDAR,
    EAST,
    NET,
    OFFICE,
    TOWNS,
    assign,
    cancel,
    event,
    finding,
    ledger,
    met,
    moment,
    plan,
    point,
    report,
    selfcheck,
    send_back,
    span,
    step,
    upto,
    verify,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gongkai.closing.checks import Check
    from gongkai.plan.model import Plan
    from gongkai.register.kinds import Record

MONTHLY = Duty("1.1", "按月公开", every="month")
PLAN = plan(point("1", (OFFICE,), (TOWNS,), (), MONTHLY))


def seen(*records: Record, today: str = "12-31", files: dict[str, str] | None = None, of: Plan = PLAN) -> list[Check]:
    """Return what the checks see in a year of these records, each typed in its turn."""
    now = moment(f"{today} 09:00")
    held = list(in_turn(records))
    year = Year(ledger(of, *upto(held, now.date())), stand(of, now), now, CALENDAR)
    return list(run_checks(year, files or {}, [one for one in held if is_ahead(one, now.date())], now.date()))


def in_turn(records: Sequence[Record]) -> Iterator[Record]:
    """Yield the records numbered in the order in which they were typed, under the ids they have."""
    typed = sorted(records, key=lambda record: (record.recorded or moment("01-01 09:00"), record.seq))
    for seq, record in zip(sorted(record.seq for record in records), typed, strict=True):
        yield replace(record, seq=seq)


def kinds(*records: Record, today: str = "12-31") -> list[tuple[str, str]]:
    """Return (kind, where) of what the checks see."""
    return [(check.kind, check.where) for check in seen(*records, today=today)]


def test_a_good_year_is_silent() -> None:
    fault = finding("09-01", due="09-20", point="1")
    good = (
        assign("08-01", NET, "1"),
        report("08-01", 40),
        report("09-01", 100),
        verify("09-02"),
        report("08-05", 10, NET),
        selfcheck("09-01", EAST),
        fault,
        step(fault, "rectified", "09-10"),
        step(fault, "closed", "09-10"),
        met("1.1/2018-08", "08-30 10:00"),
        cancel("1.1/2018-09", "2019-01-05 10:00"),
        event("10-01 22:30", "1.1"),
    )
    assert seen(*good, today="2019-02-01") == []


@pytest.mark.parametrize("on", ["2017-12-31", "2019-01-01"])
def test_facts_lie_in_the_year_and_handling_need_not(on: str) -> None:
    done = report("09-01", 100)
    for fact in (report(on, 100), selfcheck(on, EAST), event(f"{on} 10:00", "1.1")):
        assert ("outside_year", fact.id) in kinds(fact, today="2019-02-01")
        assert seen(fact, today="2019-02-01")[0].level == "error"
    handling = done, verify("2019-01-10"), cancel("1.1/2018-08", "2019-01-10 10:00")
    assert kinds(*handling, today="2019-02-01") == []


def test_what_has_a_last_day_may_be_met_after_the_year_and_not_before_it() -> None:
    assert kinds(met("1.1/2018-12", "2019-01-03 16:00"), today="2019-02-01") == []
    early = met("1.1/2018-08", "2017-12-31 10:00")
    assert kinds(early, today="2019-02-01") == [("outside_year", early.id)]


def test_nothing_is_dated_after_today() -> None:
    ahead = report("09-02", 10)
    assert kinds(ahead, today="09-01") == [("dated_ahead", ahead.id)]
    assert kinds(ahead, today="09-02") == []
    run = span("1.1", "08-01", "10-31")
    assert kinds(run, today="09-01") == [("dated_ahead", run.id)]


def test_a_finding_is_signed_off_only_after_it_was_rectified() -> None:
    fault = finding("09-01")
    assert kinds(fault, step(fault, "closed", "09-05")) == [("closed_unrectified", fault.id)]
    assert kinds(fault, step(fault, "rectified", "09-05"), step(fault, "closed", "09-05")) == []
    early = step(fault, "closed", "09-04"), step(fault, "rectified", "09-05")
    assert kinds(fault, *early) == [("closed_before_rectified", fault.id)]
    mended = step(fault, "reopened", "09-06"), step(fault, "rectified", "09-07"), step(fault, "closed", "09-08")
    assert kinds(fault, *early, *mended) == []


def test_nothing_happens_to_a_finding_before_it_is_found() -> None:
    fault = finding("09-01")
    assert kinds(fault, step(fault, "rectified", "08-31")) == [("step_before_finding", fault.id)]
    assert kinds(fault, step(fault, "rectified", "09-01")) == []


def test_the_office_verifies_only_what_was_reported_by_that_day() -> None:
    checked, done = verify("09-02"), report("09-03", 100)
    assert kinds(checked) == [("verified_unreported", checked.id)]
    assert kinds(checked, done) == [("verified_unreported", checked.id)]
    assert kinds(checked, report("09-02", 100)) == []
    assert kinds(checked, report("09-01", 100, EAST)) == [("verified_unreported", checked.id)]
    assert kinds(send_back("09-02")) == []


def test_a_lower_report_is_noted_by_day_and_for_each_unit_apart() -> None:
    high, low = report("09-01", 80), report("09-05", 60)
    assert kinds(high, low) == [("percent_fell", low.id)]
    assert seen(high, low)[0].level == "note"
    assert kinds(report("09-05", 80), report("09-01", 60)) == [], "typed later, dated earlier"
    assert kinds(high, report("09-05", 60, EAST), report("09-05", 80)) == []


def test_what_was_typed_long_after_its_date_is_noted() -> None:
    on_time, late = (replace(report("08-01", 50), recorded=moment(f"08-{typed} 09:00")) for typed in ("16", "17"))
    assert kinds(on_time) == []
    assert kinds(late) == [("backdated", late.id)]


@pytest.mark.parametrize(
    ("dated", "typed", "noted"),
    [("08-19", "08-20", False), ("08-19", "08-21", True), ("08-20", "08-21", False), ("08-21", "08-22", False)],
)
def test_an_extension_that_moves_a_date_and_was_typed_when_it_had_passed_is_noted(
    dated: str, typed: str, *, noted: bool
) -> None:
    fault = finding("08-01", due="08-20")
    moved = replace(step(fault, "extended", dated, due="09-10"), recorded=moment(f"{typed} 09:00"))
    assert kinds(fault, moved) == ([("extended_after", moved.id)] if noted else [])


def test_stored_evidence_is_there_and_unchanged() -> None:
    paper = Evidence("file", "清单.pdf", "ab12", 10)
    told = report("08-01", 50, evidence=(paper, Evidence("url", "http://x.cn")))
    assert seen(told) == []
    for state, kind in (("missing", "evidence_missing"), ("altered", "evidence_altered")):
        (check,) = seen(told, files={"ab12": state, "": "missing"})
        assert (check.level, check.kind, check.where) == ("error", kind, told.id)
        assert "清单.pdf" in check.message
    assert [piece.kind for _, piece in evidence_of(ledger(PLAN, told))] == ["file", "url"]


def test_a_report_of_a_unit_that_is_not_on_the_point_is_noted() -> None:
    stranger = report("08-01", 50, NET)
    assert kinds(stranger) == [("unit_left_point", stranger.id)]
    assert kinds(stranger, assign("08-01", NET, "1", "support")) == []


def test_records_of_a_withdrawn_point_are_noted_and_kept() -> None:
    gone, fault = report("08-01", 50, point="9"), finding("08-01", point="9")
    assert kinds(gone, fault) == [("point_withdrawn", gone.id), ("point_withdrawn", fault.id)]
    assert kinds(finding("08-01"), finding("08-01", point="1")) == []


def test_errors_come_first_then_the_order_of_entry() -> None:
    high, low, checked = report("09-01", 80), report("09-05", 60), verify("09-06", EAST)
    fault = finding("09-01")
    closed = step(fault, "closed", "09-05")
    found = seen(high, low, checked, fault, closed)
    assert [check.where for check in found] == [checked.id, fault.id, low.id]
    assert [check.level for check in found] == ["error", "error", "note"]
    assert len(CHECKS) == len(set(CHECKS))


def test_every_record_of_a_ledger_is_looked_at_once() -> None:
    fault = finding("08-01")
    records = (
        *(report("08-01", 1), selfcheck("08-01", EAST), event("08-01 10:00", "1.1"), met("1.1", "08-01 10:00")),
        *(cancel("1.1", "08-01 10:00"), assign("08-01", NET, "1"), verify("08-01"), fault),
        step(fault, "rectified", "08-02"),
    )
    looked_at = sorted(record.seq for record in everything(ledger(PLAN, *records)))
    assert looked_at == sorted(record.seq for record in records)
