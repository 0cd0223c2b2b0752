"""登记扣分时的提醒: what is odd about new points is said at once, by the law that the check goes by."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from gongkai.duty.acts import NewSettlement, settle
from gongkai.entry.acts import Choice, NewCredit, NewDeduction, accept, counted, deduct, doubts_about, grant, revoke
from gongkai.errors import BadValue, Refused, UnknownName
from gongkai.finding.acts import (
    NewFinding,
    NewInspection,
    NewSelfInspection,
    add_findings,
    add_inspection,
    add_self_inspection,
)
from gongkai.plan.acts import load_plan
from gongkai.progress.acts import NewProgress, add_progress
from tests.services.book import NOW, Book, moment, plan_with

if TYPE_CHECKING:
    from gongkai.register.act import When
    from gongkai.register.kinds import ScoreEntry
    from gongkai.register.writing import Register

OCTOBER = moment("10-09 09:00")
NEXT_YEAR = NOW.replace(year=2019, month=1, day=4)
AUGUST, SEPTEMBER = "1.1/2018-08", "1.1/2018-09"


def take(book: Book, rule: str, unit: str = "教育局", now: Any = NEXT_YEAR, **more: Any) -> ScoreEntry:  # noqa: ANN401 - its fields
    """Record a deduction."""
    given = {"no_evidence": "台账", "reason": "未按要求办理"} | more
    (entry,) = book.do(deduct, NewDeduction((unit,), rule, **given), now=now)
    return entry


def said(book: Book, entry: ScoreEntry, now: Any = NEXT_YEAR) -> tuple[str, ...]:  # noqa: ANN401 - a moment
    """Return what is said of an entry's ground."""

    def look(register: Register, _: When) -> tuple[str, ...]:
        return doubts_about(register, (entry,))

    return tuple(line.removeprefix(f"{entry.id} ") for line in book.do(look, now=now))


def caps(book: Book, *entries: ScoreEntry) -> tuple[str, ...]:
    """Return what is said of what counts."""
    return book.do(lambda register, _: counted(register, entries), now=NEXT_YEAR)


def test_a_self_inspection_that_is_on_record(book: Book) -> None:
    own, _ = book.do(add_self_inspection, NewSelfInspection("教育局"))
    assert said(book, take(book, "1.1")) == (f"登记依据与现有记录不符：县教育局已登记自查{own.id}",)
    assert said(book, take(book, "1.1", "东镇")) == ()


def test_before_the_year_is_over(book: Book) -> None:
    early = take(book, "1.1", "东镇", now=OCTOBER)
    assert said(book, early, OCTOBER) == ("规则1.1看的是全年，2018年度还没有结束",)


def test_a_point_that_is_done_and_one_charged_twice(book: Book) -> None:
    book.do(add_progress, NewProgress("2", "教育局", "100"))
    assert said(book, take(book, "2.1", point="2")) == ("登记依据与现有记录不符：县教育局在要点2上已报到100%",)
    first = take(book, "2.1", "网信办", point="3")
    assert said(book, first) == ()
    assert said(book, take(book, "2.2", "网信办", point="3")) == (
        f"县网信办在要点3上已由 {first.id} 按规则2.1扣分，同一要点不应重复扣",
    )
    on_finding = book.do(add_findings, NewFinding(("东镇",), "公开栏破损", point="2"))[0]
    led = take(book, "2.1", "东镇", point="2", finding=on_finding.id)
    assert said(book, led) == ("规则2.1只看牵头单位，东镇人民政府不是要点2的牵头单位",)


def test_items_are_named(book: Book) -> None:
    whole = take(book, "3.1", items=(AUGUST, SEPTEMBER), now=OCTOBER)
    assert (whole.items, whole.count, whole.asked, whole.point) == ((AUGUST, SEPTEMBER), 2, Decimal(4), "1")
    assert said(book, whole, OCTOBER) == ()
    twice = Refused(f"应办事项 {SEPTEMBER} 已由 {whole.id} 扣分", "确需再扣的，请用 --again 写明理由")
    again = NewDeduction(("教育局",), "3.2", "又一次", items=(SEPTEMBER,), no_evidence="台账")
    book.refuses(twice, deduct, again, now=OCTOBER)
    assert not [one for one in book.do(accept, Choice(unit="教育局"), now=OCTOBER) if one.rule == "3.1"]
    book.do(revoke, whole.id, "误记", now=OCTOBER)
    (back,) = book.do(accept, Choice(unit="教育局", rule="3.1"), now=OCTOBER)
    assert back.items == (AUGUST, SEPTEMBER)


def test_items_that_are_not_overdue_or_not_its_own(book: Book) -> None:
    book.do(settle, NewSettlement(AUGUST, moment("08-30 10:00")))
    entry = take(book, "3.1", items=(AUGUST,), now=OCTOBER)
    assert said(book, entry, OCTOBER) == (f"登记依据与现有记录不符：{AUGUST}不是逾期的应办事项",)
    other = NewDeduction(("网信办",), "3.1", "漏", items=(AUGUST,), no_evidence="台账")
    book.refuses(UnknownName("应办事项", AUGUST, advice="编号见清单"), deduct, other)
    mixed = NewDeduction(("县政府办",), "3.1", "漏", items=(AUGUST, "4.2/2018-08-01"), no_evidence="台账")
    book.refuses(BadValue("一条扣分里的应办事项要属于同一个要点", "不同要点的分开登记"), deduct, mixed)
    count = NewDeduction(("教育局",), "3.1", "漏", items=(AUGUST,), count=3, no_evidence="台账")
    book.refuses(BadValue("写明了1项应办事项，次数却是 3", "去掉 --count"), deduct, count)


@pytest.mark.parametrize(
    ("point", "missing"), [("", "要点和应办事项（--point、--item）"), ("1", "是哪一项应办事项（--item）")]
)
def test_items_that_are_not_named(book: Book, point: str, missing: str) -> None:
    assert said(book, take(book, "3.1", point=point)) == (f"没有写明{missing}，以后的扣分建议只能按次数相抵",)


def test_a_finding_from_elsewhere_than_the_rule_looks(book: Book) -> None:
    plan = plan_with("max: 3}, per: 个,", "max: 3}, per: 个, sources: [专项督查],")
    book.do(lambda register, _: load_plan(register, plan, "tasks.yaml"))
    found = {}
    for kind in ("专项督查", "定期检查"):
        _, (found[kind],) = book.do(add_inspection, NewInspection(kind, ("东镇",), findings=("东镇：公开栏破损",)))
    _, (own,) = book.do(add_self_inspection, NewSelfInspection("东镇", findings=("东镇：公开栏破损",)))
    worth: dict[str, Any] = {"unit": "东镇", "points": Decimal(1)}
    assert said(book, take(book, "4.1", finding=found["专项督查"].id, **worth)) == ()
    for finding, source in ((found["定期检查"], "定期检查"), (own, "自查")):
        entry = take(book, "4.1", finding=finding.id, **worth)
        assert said(book, entry) == (f"规则4.1针对专项督查发现的问题，{finding.id} 是{source}发现的",)


def test_what_a_cap_lets_count(book: Book) -> None:
    first = take(book, "3.1", point="1", count=9)
    assert caps(book, first) == ()
    second = take(book, "3.1", point="2", count=4)
    assert caps(book, second) == (f"{second.id} 本项20分，扣完为止，计入2分",)


def test_what_of_a_bonus_counts(book: Book) -> None:
    (many,) = book.do(grant, NewCredit(("教育局",), "B1", "经验推广", count=7, no_evidence="台账"), now=NEXT_YEAR)
    assert caps(book, many) == (f"{many.id} 加分上限5分，计入5分",)
    take(book, "2.1", "网信办", point="3", count=8)
    (low,) = book.do(grant, NewCredit(("网信办",), "B1", "经验推广", no_evidence="台账"), now=NEXT_YEAR)
    assert caps(book, low) == (f"{low.id} 得分未超过80分，加分不计，计入0分",)
