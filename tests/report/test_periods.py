"""通报 of a quarter or a month: what the part itself brought, against the end of the one before, by one rule."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from gongkai.papers.document import Attachment, Table
from gongkai.progress.trend import upto
from gongkai.register.kinds import Appeal
from gongkai.report import enclosures
from tests.report.build import EDUCATION, FINANCE, OFFICE, URL, XINDIAN, YANLING, Book, day, words
from tests.report.test_circular import JANUARY, circular

if TYPE_CHECKING:
    from gongkai.papers.document import Document

PARTS = {
    "quarter": ("第四季度", "2018年10月1日至12月31日", "上季度末"),
    "month": ("12月", "2018年12月1日至12月31日", "上月末"),
}


def two_quarters() -> Book:
    """Return a year in which something of everything came in September, and again in December."""
    book = Book()
    book.progress("4", EDUCATION, 100, day("09-20"))
    book.inspection((FINANCE,), day("09-03"))
    old = book.finding(FINANCE, day("09-03"), day("12-20"))
    book.entry(FINANCE, day("09-05"), "2.1", "5", reason="九月的事")
    book.selfcheck(EDUCATION, day("09-06"))
    book.inspection((FINANCE,), day("12-02"))
    for unit in (OFFICE, FINANCE, YANLING):
        book.progress("1", unit, 100, day("12-10"))
    book.selfcheck(YANLING, day("12-11"))
    book.finding(EDUCATION, day("12-15"), day("12-28"))
    book.step(old.id, "rectified", day("12-16"), note="已改", evidence=URL)
    book.step(old.id, "closed", day("12-17"))
    taken = book.entry(XINDIAN, day("12-03"), "2.1", "2", reason="十二月的事")
    book.ruling(taken.id, "notified", day("12-04"))
    seq = book.seq = book.seq + 1
    filed = Appeal(year=2018, day=day("12-05"), id=f"C{seq}", seq=seq, entry=taken.id, unit=XINDIAN, reason="不实")
    book.add("appeals", filed)
    ruling = book.ruling(taken.id, "reduced", day("12-10"), "1")
    rulings = (*book.ledger.rulings[:-1], replace(ruling, appeal=filed.id))
    book.ledger = replace(book.ledger, rulings=rulings)
    return book


def attached(paper: Document) -> dict[str, Attachment]:
    return {block.title: block for block in paper.blocks if isinstance(block, Attachment)}


@pytest.mark.parametrize("over", [False, True])
@pytest.mark.parametrize("kind", PARTS)
def test_a_part_of_the_year_tells_what_it_brought_against_the_end_of_the_one_before(kind: str, *, over: bool) -> None:
    name, span, before = PARTS[kind]
    said = words(circular(two_quarters().year(JANUARY if over else day("12-31")), kind))
    assert f"对{span}的工作情况进行了检查，期间开展专项督查1次。" in said
    brought = f"{name}新办结要点1个（要点1），责任单位新办结任务1项次；新完成自查的单位1个；"
    brought += f"新发现问题1个（{EDUCATION}）；整改销号1个问题；"
    brought += "扣分1条，涉及单位1个，共1分；决定复核申请1件（核减1件）。"
    assert brought in said
    assert f"办结率（含单位自报）50%（比{before}提高25个百分点）" in said
    assert f"{before}未销号的1个已全部销号" in said
    assert "累计扣分2条，涉及单位2个，共6分" in said
    assert sum(int(number) for number in re.findall(r"(\d+)起", said)) == 1


@pytest.mark.parametrize("over", [False, True])
@pytest.mark.parametrize("kind", PARTS)
def test_scores_and_grades_are_not_the_matter_of_a_part_of_the_year(kind: str, *, over: bool) -> None:
    paper = circular(two_quarters().year(JANUARY if over else day("12-31")), kind)
    assert "考核得分表" not in attached(paper)
    assert not re.search("得分|名次|等次|末位|第一名|优秀", words(paper).replace("年终结果", ""))


def test_the_first_part_of_a_year_tells_nothing_twice_of_what_was_taken() -> None:
    book = two_quarters()
    book.ledger = upto(book.ledger, day("09-30"))
    said = words(circular(book.year(day("09-30")), "quarter"))
    assert "对2018年7月25日至9月30日的工作情况进行了检查" in said
    assert "累计" not in said
    assert said.count("扣分1条") == 1


@pytest.mark.parametrize("kind", ["year-end", "midterm", "quarter", "month"])
def test_all_that_is_counted_as_not_put_right_is_listed(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that was found before the part and is not late yet is not put right either."""
    monkeypatch.setattr(enclosures, "FEW", 0)
    book = two_quarters()
    book.finding(YANLING, day("08-20"), day("12-31"))
    paper = circular(book.year(day("12-20")), kind)
    (counted,) = re.findall(r"尚未整改到位(\d+)个（见附件\d*）", words(paper))
    (table,) = (block for block in attached(paper)["未整改问题清单"].blocks if isinstance(block, Table))
    assert len(table.rows) == int(counted) == 2
