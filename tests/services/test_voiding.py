"""作废: a wrong entry counts nowhere any more, and stays with its reason."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from gongkai.duty.acts import NewEvent, NewSettlement, cancel, items_of, open_event, settle
from gongkai.entry.acts import NewDeduction, deduct, revoke
from gongkai.errors import BadValue, Refused, UnknownName
from gongkai.finding.acts import NewFinding, NewSelfInspection, add_findings, add_self_inspection, close, rectify
from gongkai.history.acts import void
from gongkai.plan.acts import NewAssign, assign
from gongkai.plan.roster import roster_of
from gongkai.progress.acts import NewProgress, add_progress, send_back, verify
from tests.services.book import Book, day, moment

if TYPE_CHECKING:
    from gongkai.register.ledger import Ledger

WRONG = "登记错了单位"


def ledger(book: Book, **how: object) -> Ledger:
    """Read the year."""
    with book.reader() as reader:
        return reader.ledger(2018, **how)  # type: ignore[arg-type]  # a cutoff or a whole


def reports(book: Book) -> list[int]:
    """Return what decides the state of 县教育局 on point 2, read as a status does."""
    return [report.percent for report in ledger(book).progress]


def test_a_report_made_void_leaves_the_one_before_it(book: Book) -> None:
    book.do(add_progress, NewProgress("2", "教育局", "40"))
    wrong = book.do(add_progress, NewProgress("2", "教育局", "100")).record
    record, target = book.do(void, wrong.id.lower(), f" {WRONG} ", by="李主任")
    assert (record.id, record.target, record.note, record.by) == ("W4", "P3", WRONG, "李主任")
    assert target.id == "P3"
    assert reports(book) == [40]
    assert [one.percent for one in ledger(book).progress] == [40]
    assert book.acts() == ["progress.add", "progress.add", "void"]


def test_what_is_made_void_is_named_in_full(book: Book) -> None:
    report = book.do(add_progress, NewProgress("2", "教育局", "40")).record
    book.refuses(BadValue(f"“{report.seq}”没有写字母", "作废要写全编号"), void, str(report.seq), WRONG)


def test_the_next_report_is_held_against_what_stands(book: Book) -> None:
    book.do(add_progress, NewProgress("2", "教育局", "40"))
    wrong = book.do(add_progress, NewProgress("2", "教育局", "100")).record
    book.do(void, wrong.id, WRONG)
    assert book.do(add_progress, NewProgress("2", "教育局", "50")).before.percent == 40


def test_a_review_made_void_takes_back_what_it_decided(book: Book) -> None:
    book.do(add_progress, NewProgress("2", "教育局", "100", evidence=("某教〔2018〕3号",)))
    book.do(void, book.do(send_back, "2", "教育局", "链接打不开").record.id, "退错了")
    assert book.do(verify, "2", "教育局").kind == "verified"


def test_before_its_day_it_counted(book: Book) -> None:
    wrong, _ = book.do(add_self_inspection, NewSelfInspection("教育局", summary="查了栏目"))
    book.do(void, wrong.id, WRONG, on="09-20")
    assert [one.id for one in ledger(book, cutoff=day("09-19")).self_inspections] == [wrong.id]
    assert ledger(book, cutoff=day("09-20")).self_inspections == ()


def test_an_item_settled_by_mistake_is_owed_again(book: Book) -> None:
    done = NewSettlement("1.1/2018-08", at=moment("08-31 10:00"))
    book.do(settle, done)
    book.do(void, "K2", "不是我单位的事项")
    again = book.do(settle, NewSettlement("1.1/2018-08", at=moment("09-02 10:00")))
    assert [item.status for item in again.items] == ["late"]
    book.do(cancel, "1.2/东镇人民政府", "目录已编制")
    book.do(void, "K5", "取消错了")
    assert book.do(settle, NewSettlement("1.2/东镇人民政府")).items[0].status == "met"


def test_an_event_opened_by_mistake_asks_for_nothing(book: Book) -> None:
    event = book.do(open_event, "3.2", "网信办", NewEvent(moment("08-30 10:00")))
    book.do(settle, NewSettlement(f"3.2/{event.id}", at=moment("08-30 12:00")))
    refused = Refused(
        f"{event.id} 不能作废：它的事项已登记办结或取消（K3）",
        "先作废 K3，或一起作废：gongkai void O2 K3 --reason 理由",
    )
    book.refuses(refused, void, event.id, "同一舆情登记了两次")
    book.do(void, "K3", "同一舆情登记了两次")
    book.do(void, event.id, "同一舆情登记了两次")
    with book.register() as register:
        assert items_of(register, event) == ()


def test_an_assignment_made_void_leaves_the_notices_own_words(book: Book) -> None:
    named = book.do(assign, NewAssign("网信办", "2"))
    assert roster_of(ledger(book).plan, ledger(book).assigns).on("2", "县网信办")
    book.do(void, named.id, WRONG)
    assert roster_of(ledger(book).plan, ledger(book).assigns).on("2", "县网信办") is None


def test_what_others_rest_on_goes_last(book: Book) -> None:
    new = NewSelfInspection("教育局", "2", findings=("公开不及时",))
    inspected, (finding,) = book.do(add_self_inspection, new)
    resting = Refused(
        f"{inspected.id} 不能作废：它查出的问题还在（{finding.id}）", f"问题也登记错了的，先作废 {finding.id}"
    )
    book.refuses(resting, void, inspected.id, WRONG)
    taken = book.do(
        deduct, NewDeduction(("教育局",), "4.1", "查", finding=finding.id, points=Decimal(1), no_evidence="现场")
    )
    first = taken[0].id
    book.refuses(
        Refused(f"{finding.id} 不能作废：依据它的扣分还有效（{first}）", f"先撤销 {first}"), void, finding.id, WRONG
    )
    book.do(revoke, first, WRONG)
    book.do(void, finding.id, WRONG)
    book.do(void, inspected.id, WRONG)
    assert (ledger(book).findings, ledger(book).self_inspections) == ((), ())
    gone = Refused(f"{finding.id} 已于 2018-09-03 作废（W6：{WRONG}）", "需要的话重新登记一条")
    book.refuses(gone, rectify, finding.id, "已补发")
    book.refuses(gone, void, finding.id, WRONG)


def test_of_a_findings_steps_the_latest_first(book: Book) -> None:
    finding = book.do(add_findings, NewFinding(("教育局",), "栏目不更新", due=day("09-30")))[0]
    done = book.do(rectify, finding.id, "已补发")
    closed = book.do(close, finding.id)
    book.refuses(
        Refused(f"{done.id} 不能作废：它之后还有登记（{closed.id}）", f"先作废后面的 {closed.id}"), void, done.id, WRONG
    )
    book.do(void, closed.id, "没有核查")
    book.do(void, done.id, "没有整改")
    assert book.do(rectify, finding.id, "这次真的补发了").kind == "rectified"


@pytest.mark.parametrize(
    ("target", "error"),
    [
        ("Y1", Refused("Y1 不能作废", "改好要点文件")),
        ("P99", UnknownName("编号", "P99", advice="编号见清单", do=("progress", "list"))),
        ("张三", UnknownName("编号", "张三", advice="编号是字母加数字")),
    ],
)
def test_what_cannot_be_made_void(book: Book, target: str, error: Refused) -> None:
    book.refuses(error, void, target, WRONG)


def test_judgments_have_a_way_back_of_their_own(book: Book) -> None:
    (entry,) = book.do(deduct, NewDeduction(("教育局",), "4.1", "查", points=Decimal(1), no_evidence="现场"))
    hint = f"可以撤销：gongkai deduct revoke {entry.id} --reason 理由"
    book.refuses(Refused(f"{entry.id} 是记分，不用作废", hint), void, entry.id, WRONG)


def test_it_needs_a_reason_and_counts_from_the_day_it_is_typed(book: Book) -> None:
    book.do(add_progress, NewProgress("2", "教育局", "40"))
    book.refuses(BadValue("作废理由不能为空", "请写明作废理由"), void, "P2", " ")
    early = Refused("作废从登记当天起算，不能写成 2018-09-01（今天是 2018-09-03）", "去掉 --date")
    book.refuses(early, void, "P2", WRONG, on="09-01")
