"""落实面, and the headline figures against the last midterm circular and last year: as they were published."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from gongkai.papers.columns import share
from gongkai.register.kinds import Issue
from gongkai.report.commands import says_all
from gongkai.report.comparison import EarlierPaper, differences, headline_of, midterm_before, percent
from gongkai.report.yearend import report_document
from tests.report.build import EDUCATION, OFFICE, XINDIAN, YANLING, Book, a_busy_autumn, day, plan

if TYPE_CHECKING:
    from gongkai.report.comparison import Headline
    from gongkai.year import Year

NOVEMBER = day("11-05")


def headline(year: Year) -> Headline:
    data: Any = report_document(year).data
    return headline_of(data)


def issued(seq: int, kind: str, as_of: date) -> Issue:
    number = f"威府办〔2018〕{seq}号"
    return Issue(
        seq=seq, year=2018, day=as_of, kind=kind, number=number, title="", as_of=as_of, head="", digest="", body=""
    )


def test_one_unit_s_part_of_a_point_is_one_task_however_many_points_it_has() -> None:
    """Two towns are responsible on four points: eight tasks. The leads' own are told by 办结率."""
    book = Book()
    book.progress("1", YANLING, 100, day("09-01"))
    book.progress("2", YANLING, 100, day("09-01"))
    book.progress("2", XINDIAN, 99, day("09-01"))
    book.progress("4", EDUCATION, 100, day("09-01"))
    summary = book.year(NOVEMBER).overview.summary
    assert (summary.responsible_done, summary.responsible_units) == (2, 8)
    assert headline(book.year(NOVEMBER)).responsible == Decimal("25.0")


def test_what_never_ends_is_in_no_share() -> None:
    ongoing = tuple(replace(point, ongoing=point.no != "4") for point in plan().points)
    book = Book(replace(plan(), points=ongoing))
    book.progress("1", YANLING, 100, day("09-01"))
    summary = book.year(NOVEMBER).overview.summary
    assert (summary.responsible_done, summary.responsible_units) == (0, 2)


def test_where_units_answer_for_a_point_that_nobody_leads_they_are_its_tasks_all_the_same() -> None:
    unled = tuple(replace(point, lead=()) for point in plan().points)
    book = Book(replace(plan(), points=unled))
    book.progress("1", YANLING, 100, day("09-01"))
    summary = book.year(NOVEMBER).overview.summary
    assert (summary.responsible_done, summary.responsible_units) == (1, 8)


def test_where_nobody_is_responsible_beside_the_leads_there_is_no_such_share() -> None:
    led = tuple(replace(point, responsible=()) for point in plan().points)
    assert headline(Book(replace(plan(), points=led)).year(NOVEMBER)).responsible is None


def test_a_share_is_the_one_that_papers_print() -> None:
    for whole in range(1, 60):
        for part in range(whole + 1):
            value = percent(part, whole)
            assert value is not None
            assert f"{value.normalize():f}%" == share(part, whole), (part, whole)
    assert percent(0, 0) is None


def test_what_the_office_verified_itself_and_what_is_finished_and_late_is_counted() -> None:
    book = Book()
    book.progress("3", OFFICE, 100, day("09-01"))
    book.review("3", OFFICE, "verified", day("09-02"))
    on_time, late = book.year(day("10-15")).overview.summary, book.year(NOVEMBER).overview.summary
    assert (on_time.verified, on_time.self_verified, on_time.overdue_done) == (1, 1, 0)
    assert (late.verified, late.self_verified, late.overdue_done) == (0, 0, 1), "each town still owes its catalogue"


def test_what_is_compared_are_the_figures_as_they_were_printed() -> None:
    book = a_busy_autumn()
    was, now = headline(book.year(day("09-15"))), headline(book.year(NOVEMBER))
    found = {each.measure.key: each for each in differences(now, EarlierPaper("中期", day("09-15"), was))}
    assert found["finished"].change == found["finished"].now - found["finished"].was
    assert set(found) >= {"finished", "responsible", "inspected", "findings", "deductions", "mean"}


def test_a_figure_that_an_earlier_paper_did_not_tell_is_compared_with_nothing() -> None:
    data: Any = report_document(a_busy_autumn().year(NOVEMBER)).data
    older = {**data, "summary": {k: v for k, v in data["summary"].items() if not k.startswith("responsible")}}
    was = EarlierPaper("上年", date(2017, 12, 31), headline_of(older))
    assert "responsible" not in {each.measure.key for each in differences(headline_of(data), was)}


def test_nothing_is_said_of_points_where_nobody_is_assessed() -> None:
    bare = headline(Book(replace(plan(), assessment=None)).year(NOVEMBER))
    assert (bare.mean, bare.deductions, bare.applied, dict(bare.means)) == (None, None, None, {})
    assert bare.finished == 0


def test_the_midterm_is_the_last_that_was_issued_before_the_day() -> None:
    papers = (
        issued(1, "midterm", day("09-30")),
        issued(2, "quarter", day("10-08")),
        issued(3, "midterm", day("10-31")),
    )
    assert midterm_before(papers, day("12-31")) == papers[2]
    assert midterm_before(papers, day("10-31")) == papers[0], "a paper is not compared with itself"
    assert midterm_before(papers[:1], day("09-30")) is None


def test_a_figure_that_a_closed_year_s_report_did_not_tell_yet_is_no_difference() -> None:
    """Page and workbook of a year that an earlier version closed are still made anew."""
    frozen = {"summary": {"points": 4}, "units": ({"unit": EDUCATION},)}
    assert says_all(
        {"summary": {"points": 4, "responsible_done": 1}, "units": [{"unit": EDUCATION, "rank": 1}]}, frozen
    )
    assert not says_all({"summary": {"points": 5}, "units": [{"unit": EDUCATION}]}, frozen)
    assert not says_all({"summary": {"points": 4}, "units": []}, frozen)
    assert not says_all({"units": [{"unit": EDUCATION}]}, frozen)
