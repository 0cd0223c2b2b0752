"""Where a unit itself stands on its points, and what its scorecard says of that: never by what others have done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from gongkai.duty.papers import met_table
from gongkai.plan.model import Duty
from gongkai.progress.behind import PointsOfUnit, points_of_unit
from gongkai.progress.papers import standing_words, unscored_words
from gongkai.scoring.scorecard import MOST_ROWS, scorecard_document
from tests.report.build import EDUCATION, FINANCE, OFFICE, XINDIAN, YANLING, Book, day, plan, tables, words
from tests.report.judged import scores_of, unit_named

if TYPE_CHECKING:
    from gongkai.papers.document import Document
    from gongkai.year import Year

NOVEMBER, NEXT_YEAR = day("11-05"), day("12-31").replace(year=2019, month=1, day=20)


def card(year: Year, unit: str) -> Document:
    score = next(score for score in scores_of(year) if score.unit == unit)
    return scorecard_document(year, score, unit_named(year, unit))


def why(year: Year, unit: str) -> dict[str, str]:
    return {one.point.point.no: one.why for one in points_of_unit(year, unit).behind}


def test_a_unit_is_behind_where_it_owes_what_is_late_and_not_where_others_do() -> None:
    year = Book().year(NOVEMBER)
    assert why(year, YANLING) == {"3": "items"}, "the list of October is each town's own"
    assert why(year, FINANCE) == {"2": "items"}, "the lists of each month are the leader's"
    assert why(year, EDUCATION) == {}


def test_what_was_sent_back_is_behind_until_it_is_reported_again() -> None:
    book = Book()
    book.progress("4", EDUCATION, 100, day("09-01"))
    book.review("4", EDUCATION, "returned", day("09-05"))
    assert why(book.year(NOVEMBER), EDUCATION) == {"4": "returned"}
    book.progress("4", EDUCATION, 100, day("09-10"))
    assert why(book.year(NOVEMBER), EDUCATION) == {}


def test_once_the_year_is_over_what_is_unfinished_is_behind_but_what_never_ends() -> None:
    base = plan()
    first, *rest = base.points
    book = Book(replace(base, points=(replace(first, ongoing=True), *rest)))
    book.progress("2", XINDIAN, 60, day("09-01"))
    found = points_of_unit(book.year(NEXT_YEAR), XINDIAN)
    assert {one.point.point.no: one.why for one in found.behind} == {"2": "unfinished", "3": "items", "4": "silent"}
    assert (found.total, found.ongoing, found.finished, found.under_way) == (4, 1, 0, 0)


def test_every_point_stands_in_one_place() -> None:
    book = Book()
    book.progress("1", YANLING, 100, day("09-01"))
    book.progress("2", YANLING, 30, day("09-01"))
    found = points_of_unit(book.year(NOVEMBER), YANLING)
    assert standing_words(found) == "承担要点4个：已办结1个、推进中1个、未报进展1个、未按时办结1个。"
    assert found.finished + found.under_way + found.silent + found.ongoing + len(found.behind) == found.total


def test_a_point_done_whose_items_are_late_counts_as_done_and_says_so() -> None:
    """Leads done and tasks done sum to what is done: 牵头1个，办结1个；责任3个，办结1个：已办结2个."""
    book = Book()
    book.progress("2", FINANCE, 100, day("09-01"))
    found = points_of_unit(book.year(NOVEMBER), FINANCE)
    assert [one.why for one in found.done_late] == ["items"]
    assert found.leads_done + found.tasks_done == 1
    assert "已办结1个（其中有应办事项逾期的1个）" in standing_words(found)
    assert "未按时办结" not in standing_words(found)
    card_words = words(card(book.year(NOVEMBER), FINANCE))
    assert "未按时办结" not in card_words
    row = tables(card(book.year(NOVEMBER), FINANCE))["behind"].rows[0]
    assert str(row[-1].value) == "已办结，应办事项逾期3项"


def test_a_card_says_that_the_share_of_tasks_done_is_not_scored() -> None:
    """40 of 40 for the points beside more than half of them undone is else a riddle."""
    book = Book()
    book.progress("1", YANLING, 100, day("09-01"))
    assert "落实面25%（1/4），不计分。" in words(card(book.year(NEXT_YEAR), YANLING))
    for point in "234":
        book.progress(point, YANLING, 100, day("09-01"))
    assert "落实面" not in words(card(book.year(NEXT_YEAR), YANLING))


def test_the_two_numbers_of_the_share_are_told_once() -> None:
    parted = PointsOfUnit(4, 1, 1, 0, 0, 3, (), tasks=3, tasks_done=1)
    assert "责任3个，办结1个" in standing_words(parted)
    assert unscored_words(parted) == "落实面33.3%，不计分。"
    assert unscored_words(PointsOfUnit(3, 0, 1, 0, 0, 2, (), tasks=3, tasks_done=1)) == "落实面33.3%（1/3），不计分。"


def test_what_is_left_while_nothing_is_late_is_within_its_time() -> None:
    assert standing_words(PointsOfUnit(39, 2, 0, 0, 0, 39, ())) == "承担要点39个（牵头2个）：未报进展39个，均在时限内。"
    assert standing_words(PointsOfUnit(2, 0, 2, 0, 0, 0, ())) == "承担要点2个：已办结2个。"


def test_a_card_shows_the_points_behind_and_no_light_of_the_county() -> None:
    book = Book()
    book.progress("3", YANLING, 40, day("09-01"))
    document = card(book.year(NOVEMBER), YANLING)
    table = tables(document)["behind"]
    assert [[str(cell.value) for cell in row] for row in table.rows] == [
        ["3", "推行主动公开基本目录制度", "40", "09-01", "应办事项逾期1项"]
    ]
    assert "绿" not in words(document)
    assert "灯" not in words(document)


def test_where_much_was_taken_the_points_behind_go_by_number_first() -> None:
    book = Book()
    for number in range(MOST_ROWS):
        book.entry(YANLING, day(f"08-{number + 1:02}"), "2.1", "1", point="1")
    document = card(book.year(NOVEMBER), YANLING)
    assert "behind" not in tables(document)
    assert "未按时办结的要点：应办事项逾期的1个（要点3）。" in words(document)
    assert len(tables(document)["entries"].rows) == MOST_ROWS, "what was taken is told row by row"


def test_a_card_lists_what_the_notice_as_a_whole_demands() -> None:
    """A covering letter's demands stand under no point (0.x), and are owed all the same."""
    yearly = Duty("0.1", "11月底前报送总结", "报送全年总结", by=day("11-30"), owed_by="everyone")
    monthly = Duty("0.2", "按月报送", "报送当月进展", every="month", owed_by="everyone")
    year = Book(replace(plan(), duties=(yearly, monthly))).year(NOVEMBER)
    document = card(year, EDUCATION)
    rows = [[str(cell.value) for cell in row] for row in tables(document)["demands"].rows]
    assert [row[:2] for row in rows] == [["0.1", "报送全年总结"], ["0.2", "报送当月进展"]]
    assert rows[0][-1] == "待办"
    assert rows[1][-1].startswith("逾期未完成3项、待办1项（")
    assert {item["duty"] for item in document.data["duties"]} == {"0.1", "0.2"}  # type: ignore[index]  # the answer
    assert "demands" not in tables(card(Book().year(NOVEMBER), EDUCATION))


def test_no_demand_makes_an_empty_table() -> None:
    assert met_table(()).rows == ()
    assert OFFICE not in words(card(Book().year(NOVEMBER), EDUCATION))
