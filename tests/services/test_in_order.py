"""Acts run forward in time: none comes before what it refers to, and what a wrong clock has left can be put right."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from gongkai.appeal.acts import Decision, NewAppeal, decide, file
from gongkai.closing.acts import close, reopen
from gongkai.closing.checks import run_checks
from gongkai.entry.acts import NewDeduction, deduct, notify, revoke
from gongkai.errors import BadValue, Refused
from gongkai.finding.acts import NewFinding, NewSelfInspection, add_findings, add_self_inspection, rectify
from gongkai.finding.acts import close as sign_off
from gongkai.history.acts import void
from gongkai.progress.acts import NewProgress, add_progress, verify
from gongkai.register.ledger import CST
from gongkai.year import Year, year_of
from tests.services.book import NOW, Book, moment

LATER = moment("11-20 09:00")
"""What a clock that runs ahead says on the 3rd of September."""
NEXT_YEAR = datetime(2019, 12, 1, 9, tzinfo=CST)


def taken(rule: str = "4.1", **more: str) -> NewDeduction:
    """Two points off on the spot."""
    return NewDeduction(("教育局",), rule, "查", points=Decimal(2), no_evidence="现场", **more)  # type: ignore[arg-type]  # ours


def seen(book: Book, now: datetime = NOW) -> Year:
    """Return the year as read at a moment."""
    with book.reader() as reader:
        return year_of(reader, 2018, now)


def notes(book: Book, now: datetime = NOW) -> list[tuple[str, str]]:
    """Return what the checks say of days and clocks, as kind and id."""
    with book.reader() as reader:
        found = run_checks(year_of(reader, 2018, now), ahead=reader.ahead(2018, now.date()), today=now.date())
    return [(one.kind, one.where) for one in found if one.kind in {"dated_ahead", "clock_put_back", "on_nothing"}]


def test_a_deduction_is_not_before_the_finding_it_rests_on(book: Book) -> None:
    (finding,) = book.do(add_findings, NewFinding(("教育局",), "未公开"), on="09-02")
    early = BadValue("扣分日期 2018-09-01 早于发现日期 2018-09-02", "请核对 --date")
    book.refuses(early, deduct, taken(finding=finding.id), on="09-01", now=NOW)
    assert book.do(deduct, taken(finding=finding.id), on="09-02", now=NOW)


def test_a_deduction_is_not_before_the_item_it_is_for(book: Book) -> None:
    new = NewDeduction(("教育局",), "3.1", "漏报", no_evidence="现场", items=("1.1/2018-08",))
    early = BadValue("扣分日期 2018-07-31 早于应办事项 1.1/2018-08 的起始日期 2018-08-01", "请核对 --date")
    book.refuses(early, deduct, new, on="07-31", now=NOW)
    assert book.do(deduct, new, on="09-01", now=NOW)


def test_taking_back_is_not_before_the_notice_the_objection_or_the_decision(book: Book) -> None:
    (entry,) = book.do(deduct, taken(), on="09-03")
    book.do(notify, "教育局", on="09-05")
    said = BadValue(f"处理日期 2018-09-04 早于{entry.id} 的告知日期 2018-09-05", "请核对 --date")
    book.refuses(said, revoke, entry.id, "误记", on="09-04")
    appeal = book.do(file, NewAppeal(entry.id, "不服"), on="09-06")
    said = BadValue(f"处理日期 2018-09-05 早于{entry.id} 的申请复核日期 2018-09-06", "请核对 --date")
    book.refuses(said, revoke, entry.id, "误记", on="09-05")
    book.do(decide, Decision(appeal.id, "kept", "有据"), by="王主任", on="09-08")
    said = BadValue(f"处理日期 2018-09-07 早于{entry.id} 的复核决定日期 2018-09-08", "请核对 --date")
    book.refuses(said, revoke, entry.id, "误记", on="09-07")


def test_there_is_no_progress_before_the_notice_was_issued(book: Book) -> None:
    early = Refused("2018-07-24 早于要点印发日期 2018-07-25，要点还没有提出要求", "请核对 --date")
    book.refuses(early, add_progress, NewProgress("2", "教育局", "10"), on="07-24")
    book.do(add_progress, NewProgress("2", "教育局", "10"), on="07-25")


def test_what_was_finished_only_later_is_not_verified_before(book: Book) -> None:
    book.do(add_progress, NewProgress("2", "教育局", "60"), on="08-01")
    book.do(add_progress, NewProgress("2", "教育局", "100"), on="08-20")
    early = BadValue("处理日期 2018-08-10 早于报告日期 2018-08-20", "请核对 --date")
    book.refuses(early, verify, "2", "教育局", "已核", on="08-10")
    book.do(verify, "2", "教育局", "已核", on="08-20")


def test_a_report_of_a_clock_that_ran_ahead_does_not_override_the_true_one(book: Book) -> None:
    ahead = book.do(add_progress, NewProgress("2", "教育局", "100"), now=LATER).record
    assert seen(book).unit_states["2"]["县教育局"].percent == 0
    assert notes(book) == [("dated_ahead", ahead.id)]
    book.do(add_progress, NewProgress("2", "教育局", "40"), now=NOW)
    with book.reader() as reader:
        for latest in (True, False):
            then = year_of(reader, 2018, moment("11-25 09:00"), latest=latest)
            assert then.unit_states["2"]["县教育局"].percent == 40
    assert notes(book, moment("11-25 09:00")) == [("clock_put_back", ahead.id)]
    book.do(void, ahead.id, "时钟不准", now=NOW)
    assert notes(book) == notes(book, moment("11-25 09:00")) == []


def test_a_deduction_of_a_clock_that_ran_ahead_blocks_no_other_and_is_taken_back_today(book: Book) -> None:
    (ahead,) = book.do(deduct, taken(), now=LATER)
    book.do(notify, "教育局", now=LATER)
    (true,) = book.do(deduct, taken(), now=NOW)
    assert [state.entry.id for state in seen(book).entries] == [true.id]
    assert ("dated_ahead", ahead.id) in notes(book)
    book.do(revoke, ahead.id, "时钟不准", now=NOW)
    assert ahead.id not in {where for _, where in notes(book)}
    states = {state.entry.id: state.status for state in seen(book, moment("12-01 09:00")).entries}
    assert states == {ahead.id: "revoked", true.id: "valid"}


def test_a_finding_signed_off_ahead_is_still_to_be_put_right(book: Book) -> None:
    (finding,) = book.do(add_findings, NewFinding(("教育局",), "未公开"), on="09-02", now=NOW)
    book.do(rectify, finding.id, "改了", now=LATER)
    ahead = book.do(sign_off, finding.id, now=LATER)
    assert [state.status for state in seen(book).findings] == ["open"]
    book.do(void, ahead.id, "时钟不准", now=NOW)
    step = book.do(rectify, finding.id, "真改了", now=NOW)
    assert [state.rectified for state in seen(book).findings] == [step.day]


@pytest.mark.parametrize("when", [moment("11-20 09:00"), NEXT_YEAR])
def test_a_closing_of_a_clock_that_ran_ahead_is_undone_today(book: Book, when: datetime) -> None:
    ahead = book.do(close, "试", force=True, now=when)
    assert seen(book).standing.closed is None
    assert book.do(reopen, "时钟不准", now=NOW).day == NOW.date()
    book.do(add_progress, NewProgress("2", "教育局", "40"), now=NOW)
    assert seen(book, NEXT_YEAR).standing.closed is None
    assert notes(book) == []
    assert ahead.day > NOW.date()


@pytest.mark.parametrize("when", [NEXT_YEAR, moment("12-01 09:00")])
def test_a_closing_dated_ahead_binds_nobody_before_its_day_nor_after_it_what_was_written(
    book: Book, when: datetime
) -> None:
    ahead = book.do(close, "试", force=True, now=when)
    book.do(add_progress, NewProgress("2", "教育局", "40"), now=NOW)
    assert notes(book) == [("dated_ahead", ahead.id)]
    assert seen(book, when).standing.closed is None, "what was written meanwhile is not in its frozen figures"
    assert seen(book, when).unit_states["2"]["县教育局"].percent == 40
    assert ("clock_put_back", ahead.id) in notes(book, when)
    again = book.do(close, "终", force=True, now=when)
    assert seen(book, when).standing.closed == again.day
    book.refuses(Refused(f"2018年度已于{again.day}封存，不能再登记"), deduct, taken(), now=when)


def test_a_closing_dated_ahead_binds_from_its_day_where_nothing_was_written_meanwhile(book: Book) -> None:
    when = moment("12-01 09:00")
    ahead = book.do(close, "试", force=True, now=when)
    assert seen(book).standing.closed is None
    book.refuses(Refused(f"2018年度已于{ahead.day}封存，不能再登记"), deduct, taken(), now=when)
    assert seen(book, when).standing.closed == ahead.day


def test_a_year_can_be_closed_today_whatever_was_dated_ahead(book: Book) -> None:
    ahead = book.do(close, "试", force=True, now=NEXT_YEAR)
    now = book.do(close, "真", force=True, now=NOW)
    assert (seen(book).standing.closed, now.day) == (now.day, NOW.date())
    assert seen(book, NEXT_YEAR).standing.closed == now.day < ahead.day


def test_a_year_that_is_over_counts_nothing_dated_ahead(book: Book) -> None:
    january = datetime(2019, 1, 10, 9, tzinfo=CST)
    (ahead,) = book.do(deduct, taken(), now=datetime(2019, 3, 1, 9, tzinfo=CST))
    assert seen(book, january).entries == ()
    assert notes(book, january) == [("dated_ahead", ahead.id)]


def test_a_clock_that_was_once_behind_takes_nothing_away(book: Book) -> None:
    for percent in range(10, 23):
        book.do(add_progress, NewProgress("2", "教育局", str(percent)), now=moment("10-20 09:00"))
    behind = book.do(add_progress, NewProgress("1", "教育局", "50"), now=NOW).record
    assert seen(book, moment("10-21 09:00")).unit_states["2"]["县教育局"].percent == 22
    assert notes(book, moment("10-21 09:00")) == [("clock_put_back", behind.id)]


def test_what_is_voided_counts_no_more_from_the_day_it_is_typed(book: Book) -> None:
    report = book.do(add_progress, NewProgress("2", "教育局", "10"), on="08-01").record
    back = Refused("作废从登记当天起算，不能写成 2018-08-02（今天是 2018-09-03）", "去掉 --date")
    book.refuses(back, void, report.id, "误报", on="08-02")


def test_what_was_found_before_the_notice_was_issued_is_a_note(book: Book) -> None:
    before = book.do(add_self_inspection, NewSelfInspection("教育局"), on="07-24")[0]
    book.do(add_self_inspection, NewSelfInspection("教育局"), on="07-25")
    (finding,) = book.do(add_findings, NewFinding(("教育局",), "未公开"), on="07-01")
    (entry,) = book.do(deduct, taken(), on="07-20")
    found = [one for one in run_checks(seen(book)) if one.kind == "before_issue"]
    assert [one.where for one in found] == [before.id, finding.id, entry.id]
    assert found[0].message == "日期 2018-07-24 早于要点印发日期 2018-07-25"
