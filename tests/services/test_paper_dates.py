"""Papers have their own dates: what was done on paper is entered later with its true day, and counts by that day."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from gongkai.appeal.acts import Decision, NewAppeal, decide, file
from gongkai.closing.acts import close
from gongkai.entry.acts import NewDeduction, Receipt, deduct, notify, notify_all
from gongkai.errors import BadValue, Refused
from gongkai.plan.acts import load_plan
from gongkai.register.ledger import CST
from gongkai.report.acts import issue
from gongkai.year import Year, year_of
from tests.services.book import Book, plan_with

FEBRUARY = datetime(2019, 2, 20, 9, tzinfo=CST)
LONG_AFTER = datetime(2026, 3, 1, 9, tzinfo=CST)
later = pytest.mark.parametrize("now", [FEBRUARY, LONG_AFTER])
NUMBER = "威府办函〔2019〕3号"


def taken(book: Book, now: datetime) -> str:
    """Points taken last November, entered now."""
    new = NewDeduction(("教育局",), "4.1", "查", points=Decimal(2), no_evidence="现场")
    return book.do(deduct, new, on="11-01", now=now)[0].id


def seen(book: Book, now: datetime) -> Year:
    """Return the year as read at a moment."""
    with book.reader() as reader:
        return year_of(reader, 2018, now)


@later
def test_notice_objection_and_decision_of_november_are_entered_later(book: Book, now: datetime) -> None:
    entry = taken(book, now)
    over = Refused(
        "按 2018-11-05 告知，申请复核的最后一天是 2018-11-12，已经过了，单位没有机会申请复核", "请核对 --date"
    )
    book.refuses(over, notify, "教育局", (entry,), on="11-05", now=now)
    (told,) = book.do(notify, "教育局", (entry,), Receipt(note="当时已送达，漏登"), on="11-05", now=now)
    assert (told.backdated, told.reason) == (True, "当时已送达，漏登")
    book.refuses(
        Refused(
            f"{entry} 于 2018-11-05 告知，申请复核的最后一天是 2018-11-12，2018-11-13 已经逾期："
            "异议期限为告知之日起5个工作日，告知当天不算"
        ),
        file,
        NewAppeal(entry, "不服"),
        on="11-13",
        now=now,
    )
    appeal = book.do(file, NewAppeal(entry, "不服"), on="11-12", now=now)
    ruling = book.do(decide, Decision(appeal.id, "revoked", "有误"), by="王主任", on="11-15", now=now)
    assert appeal.backdated
    assert ruling.backdated
    assert [(state.status, state.notified) for state in seen(book, now).entries] == [("revoked", told.day)]


def test_the_signed_receipt_is_kept_with_the_notice(book: Book) -> None:
    entry = taken(book, FEBRUARY)
    receipt = Receipt(evidence=("https://example.gov.cn/receipt",))
    (told,) = book.do(notify, "教育局", (entry,), receipt, on="11-05", now=FEBRUARY)
    assert [piece.ref for piece in told.evidence] == ["https://example.gov.cn/receipt"]


def test_the_term_is_that_of_the_rubric_in_force_on_the_day_of_the_notice(book: Book) -> None:
    longer = plan_with("assessment:\n", "assessment:\n  appeal_workdays: 10\n")
    book.do(lambda register, _: load_plan(register, longer, "tasks.yaml"), now=datetime(2018, 12, 1, 9, tzinfo=CST))
    entry = taken(book, FEBRUARY)
    book.do(notify, "教育局", (entry,), Receipt(note="漏登"), on="11-05", now=FEBRUARY)
    year = seen(book, FEBRUARY)
    (state,) = year.entries
    assert year.term.of(state).workdays == 5
    other = book.do(
        deduct,
        NewDeduction(("东镇",), "4.1", "查", points=Decimal(2), no_evidence="现场"),
        on="12-02",
        now=FEBRUARY,
    )[0]
    book.do(notify, "东镇", (other.id,), Receipt(note="漏登"), on="12-03", now=FEBRUARY)
    year = seen(book, FEBRUARY)
    assert {s.entry.id: year.term.of(s).workdays for s in year.entries} == {entry: 5, other.id: 10}


@later
def test_a_closing_of_january_is_entered_later_with_a_reason(book: Book, now: datetime) -> None:
    book.refuses(BadValue("补录封存的原因不能为空", "请用 --reason"), close, on="2019-01-20", now=now)
    closing = book.do(close, "当时已封存", force=True, on="2019-01-20", now=now)
    assert closing.backdated
    closed = seen(book, now).standing.closed
    assert closed == closing.day


@later
def test_a_circular_is_dated_with_the_day_it_was_signed_on(book: Book, now: datetime) -> None:
    book.do(close, "当时已封存", force=True, on="2019-01-20", now=now)
    early = BadValue("落款日期 2019-01-19 早于封存日期 2019-01-20", "请核对 --date")
    book.refuses(early, issue, "year-end", NUMBER, on="2019-01-19", now=now)
    record, _ = book.do(issue, "year-end", NUMBER, on="2019-01-25", now=now)
    assert record.day.isoformat() == "2019-01-25"
    assert "2019年1月25日" in record.body or "2019-01-25" in record.body


def test_a_circular_of_an_open_year_tells_nothing_after_its_day(book: Book) -> None:
    october = datetime(2018, 10, 20, 9, tzinfo=CST)
    record, year = book.do(issue, "midterm", NUMBER, on="2018-09-30", now=october)
    assert record.as_of == year.standing.as_of == record.day
    with pytest.raises(Refused, match="数据截至 2018-10-10，晚于落款日期 2018-09-30"):
        book.do(
            issue, "midterm", "威府办函〔2019〕4号", on="2018-09-30", now=october, as_of=october.date().replace(day=10)
        )


def test_a_notice_before_some_of_its_entries_names_them_and_what_to_type(book: Book) -> None:
    def take(reason: str, on: str, unit: str = "教育局") -> str:
        new = NewDeduction((unit,), "4.1", reason, points=Decimal(2), no_evidence="现场")
        return book.do(deduct, new, on=on, now=FEBRUARY)[0].id

    early, late, other = take("查一", "11-01"), take("查二", "11-20"), take("查三", "11-02")
    told = f"告知日期 2018-11-05 早于县教育局的 {late}（2018-11-20）"
    receipt = Receipt(note="当时已送达，漏登")
    way = ("deduct", "notify", early, other, "--date", "2018-11-05")
    for ids in ((), (early, late, other)):
        refused = BadValue(told, "后记的另外告知；当时已有的写明编号告知，其余选项照写", do=way)
        book.refuses(refused, notify, "教育局", ids, receipt, on="11-05", now=FEBRUARY)
    book.refuses(BadValue(told, "请核对 --date"), notify, "教育局", (late,), receipt, on="11-05", now=FEBRUARY)
    book.refuses(BadValue(told, "后记的另外告知；当时已有的"), notify_all, receipt, on="11-05", now=FEBRUARY)
    assert [one.entry for one in book.do(notify, "", (early, other), receipt, on="11-05", now=FEBRUARY)] == [
        early,
        other,
    ]
    assert [one.entry for one in book.do(notify, "教育局", (), receipt, on="11-20", now=FEBRUARY)] == [late]
