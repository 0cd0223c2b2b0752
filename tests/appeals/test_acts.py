"""The acts around an objection, on both engines: give, veto, enter, tell, object, decide; a refusal leaves no trace."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from gongkai.appeal.acts import Decision, NewAppeal, decide, file
from gongkai.appeal.objections import appeal_states
from gongkai.entry.acts import NewCredit, NewDeduction, NewFigure, deduct, grant, notify, record_figure, revoke, veto
from gongkai.entry.states import entry_states, external_figures, figure_states
from gongkai.errors import BadValue, Refused, UnknownName
from gongkai.plan.acts import load_plan
from gongkai.scoring.score import score_year
from tests.appeals.staged import BUREAU, DAILY, OTHER, OUTSIDE, TOWN, URL, staged_text
from tests.plans import plan_from
from tests.services.book import Book, day

if TYPE_CHECKING:
    from collections.abc import Callable

    from gongkai.register.kinds import Figure, ScoreEntry
    from gongkai.scoring.sheet import UnitScore

FAULT = NewDeduction(("东镇",), "2.1", "到期未办结", evidence=(URL,), stage=DAILY)
NONE_TOLD = "没有待告知的扣分"


def take(book: Book, **more: str) -> ScoreEntry:
    """Take five points from the town by 李科长."""
    return book.do(deduct, FAULT, by="李科长", **more)[0]


def enter(book: Book, score: str = "90", unit: str = "东镇") -> Figure:
    return book.do(record_figure, NewFigure(unit, OUTSIDE, Decimal(score), "评估报告", (URL,)), by="李科长")


def objected(book: Book, target: str, on: str = "09-05") -> str:
    return book.do(file, NewAppeal(target, "已按期公开", (URL,)), on=on).id


def scores(book: Book) -> dict[str, UnitScore]:
    """Return every unit's score as the store now tells it."""
    with book.reader() as reader:
        ledger = reader.ledger()
    figures = external_figures(figure_states(ledger.figures, ledger.rulings))
    found = score_year(ledger.plan, entry_states(ledger.entries, ledger.rulings), {}, figures)
    return {score.unit: score for score in found}


def test_a_bonus_counts_above_its_gate_and_up_to_its_cap(book: Book) -> None:
    for unit in ("东镇", "西镇"):
        enter(book, unit=unit)
    given = book.do(grant, NewCredit(("东镇", "西镇"), "b1", "经验被推广", count=7, evidence=(URL,)), by="李科长")
    assert [(one.id, one.kind, one.rule, one.asked) for one in given] == [
        ("B5", "bonus", "B1", Decimal(7)),
        ("B6", "bonus", "B1", Decimal(7)),
    ]
    assert (scores(book)[TOWN].score, scores(book)[TOWN].bonus) == (Decimal(103), Decimal(5))
    book.do(record_figure, NewFigure("西镇", OUTSIDE, Decimal(0), "评估未通过"))
    assert (scores(book)[OTHER].score, scores(book)[OTHER].bonus) == (Decimal(80), Decimal(0)), "80 is not above 80"
    book.do(revoke, "B5", "推广的是别的单位")
    assert scores(book)[TOWN].score == Decimal(98)
    assert book.acts()[-1] == "bonus.revoke"


def test_a_veto_sets_the_grade_and_leaves_no_rank_until_it_is_taken_back(book: Book) -> None:
    enter(book)
    enter(book, "80", "西镇")
    (said,) = book.do(veto, NewCredit(("东镇",), "ｖ１", "泄露秘密", evidence=(URL,)))
    assert (said.id, said.kind, said.rule, said.asked) == ("X5", "veto", "V1", Decimal(0))
    vetoed = scores(book)[TOWN]
    assert (vetoed.score, vetoed.rank, vetoed.grade, vetoed.veto) == (Decimal(98), None, "不合格", "泄露秘密")
    assert scores(book)[OTHER].rank == 1
    book.do(revoke, "x5", "查无实据")
    assert (scores(book)[TOWN].rank, scores(book)[TOWN].grade) == (1, "优秀")


@pytest.mark.parametrize("act", [grant, veto])
def test_bonus_and_veto_have_a_reason_and_evidence(book: Book, act: Callable[..., object]) -> None:
    code = "B1" if act is grant else "V1"
    book.refuses(BadValue("理由不能为空", "请写明理由"), act, NewCredit(("东镇",), code, " ", evidence=(URL,)))
    what = "加分" if act is grant else "一票否决"
    book.refuses(BadValue(f"{what}要有佐证", "用 --evidence"), act, NewCredit(("东镇",), code, "好"))
    book.refuses(
        UnknownName("加分规则" if act is grant else "一票否决情形", "9", advice="可用的有："),
        act,
        NewCredit(("东镇",), "9", "好", no_evidence="会上通报"),
    )
    book.do(act, NewCredit(("东镇",), code, "好", no_evidence="会上通报"))


def test_a_missing_outside_score_is_no_score_and_never_nought(book: Book) -> None:
    assert scores(book)[TOWN].score is None
    first = enter(book, "90")
    assert (first.id, first.unit, first.stage, first.by) == ("G3", TOWN, OUTSIDE, "李科长")
    assert scores(book)[TOWN].score == Decimal(98)
    enter(book, "95.5")
    assert scores(book)[TOWN].score == Decimal("99.1"), "entered anew, the latest counts"
    book.do(revoke, "G4", "录错单位")
    assert scores(book)[TOWN].score == Decimal(98), "the one before counts again"
    book.do(revoke, "G3", "重新评估")
    assert scores(book)[TOWN].score is None


def test_a_score_is_entered_for_an_outside_stage_on_the_full_scale(book: Book) -> None:
    def refused(error: BadValue, stage: str, score: str, reason: str = "评估") -> None:
        book.refuses(error, record_figure, NewFigure("东镇", stage, Decimal(score), reason))

    refused(BadValue("得分 100.01 超过满分 100", "请用 --of 写明原来的满分"), OUTSIDE, "100.01")
    refused(BadValue("得分“-1”不是可用的分值", "请写 0 到"), OUTSIDE, "-1")
    refused(BadValue("“日常考核”按扣分计分，不录入外部得分", "可用的阶段：第三方评估"), DAILY, "90")
    refused(BadValue("这份考核细则分阶段计分，须写明阶段", "请用 --stage 写明：第三方评估"), "", "90")
    refused(UnknownName("考核阶段", "群众评议", advice="可用的有："), "群众评议", "90")
    refused(BadValue("理由不能为空", "请写明理由"), OUTSIDE, "90", " ")


def test_one_notice_tells_all_that_was_taken_and_nothing_that_was_given(book: Book) -> None:
    take(book)
    book.do(grant, NewCredit(("东镇",), "B1", "推广", evidence=(URL,)))
    book.do(veto, NewCredit(("东镇",), "V1", "泄密", evidence=(URL,)))
    enter(book, "80")
    enter(book, "90")
    told = book.do(notify, "东镇")
    assert [ruling.entry for ruling in told] == ["D3", "X5", "G7"], "a figure entered anew is told as it is now"
    assert book.acts()[-3:] == ["deduct.notify", "veto.notify", "score.notify"]
    book.refuses(Refused(f"{TOWN}{NONE_TOLD}"), notify, "东镇")
    book.refuses(Refused(f"G7 已于 2018-09-03 告知{TOWN}", "异议期限从第一次告知起算"), notify, "东镇", ("G7",))


def test_a_deduction_is_reduced_by_another_and_the_rest_is_as_if_never_asked(book: Book) -> None:
    enter(book)
    take(book)
    book.do(notify, "东镇")
    assert scores(book)[TOWN].score == Decimal(94)
    assert objected(book, "ｄ4") == "C7"
    choice = Decision("C7", "reduced", "部分属实", Decimal("1.5"), (URL,))
    ruling = book.do(decide, choice, by="王主任", on="09-10")
    assert (ruling.id, ruling.entry, ruling.kind, ruling.points, ruling.appeal, ruling.by) == (
        "R8",
        "D4",
        "reduced",
        Decimal("1.5"),
        "C7",
        "王主任",
    )
    assert [piece.ref for piece in ruling.evidence] == [URL]
    assert scores(book)[TOWN].score == Decimal("96.8")
    with book.reader() as reader:
        ledger = reader.ledger()
    (state,) = appeal_states(ledger.appeals, ledger.rulings)
    assert (state.status, state.by) == ("reduced", "王主任")
    assert book.acts()[-2:] == ["appeal.file", "appeal.decide"]


@pytest.mark.parametrize(("kind", "score"), [("kept", "94"), ("revoked", "98")])
def test_a_deduction_is_kept_or_revoked(book: Book, kind: str, score: str) -> None:
    enter(book)
    take(book)
    book.do(notify, "东镇")
    objected(book, "D4")
    book.do(decide, Decision("D4", kind, "查明情况"), by="王主任", on="09-06")  # type: ignore[arg-type]  # one of three
    assert scores(book)[TOWN].score == Decimal(score)


def test_a_veto_and_an_entered_score_are_objected_to_as_well(book: Book) -> None:
    book.do(veto, NewCredit(("东镇",), "V1", "泄密", evidence=(URL,)), by="李科长")
    enter(book, "40")
    book.do(notify, "东镇")
    on_veto, on_score = objected(book, "X3"), objected(book, "G4")
    least = BadValue("X3 是一票否决，没有分值可减", "只能维持或者撤销")
    book.refuses(least, decide, Decision(on_veto, "reduced", "减轻", Decimal(1)), by="王主任", on="09-06")
    figure = BadValue("G4 是录入的得分，不能核减", "复核认为不对的")
    book.refuses(figure, decide, Decision(on_score, "reduced", "改", Decimal(1)), by="王主任", on="09-06")
    own = Refused("G4 是李科长记的，复核决定要由另一人作出", "请用 --by 写明")
    book.refuses(own, decide, Decision(on_score, "revoked", "改"), by="李科长", on="09-06")
    book.do(decide, Decision(on_veto, "revoked", "查无实据"), by="王主任", on="09-06")
    book.do(decide, Decision(on_score, "revoked", "评错单位"), by="王主任", on="09-06")
    assert (scores(book)[TOWN].veto, scores(book)[TOWN].score) == (None, None)


def test_each_way_of_objecting_wrongly_is_refused(book: Book) -> None:
    def refused(error: Exception, target: str, unit: str = "", on: str = "09-05", reason: str = "不服") -> None:
        book.refuses(error, file, NewAppeal(target, reason, (), unit), on=on)  # type: ignore[arg-type]  # ours

    take(book)
    book.do(grant, NewCredit(("东镇",), "B1", "推广", evidence=(URL,)))
    rule = "异议期限为告知之日起5个工作日，告知当天不算"
    refused(Refused(f"D3 还没有告知{TOWN}，不能申请复核：{rule}", "由办公室先登记告知：gongkai deduct notify D3"), "D3")
    (told,) = book.do(notify, "东镇", on="09-05")
    assert told.day == day("09-05")
    early = Refused(f"D3 于 2018-09-05 才告知{TOWN}，2018-09-04 还不能申请复核：{rule}", "请核对 --date")
    refused(early, "D3", on="09-04")
    late = f"D3 于 2018-09-05 告知，申请复核的最后一天是 2018-09-12，2018-09-13 已经逾期：{rule}"
    refused(Refused(late, "在期限内已经提出"), "D3", on="09-13")
    refused(Refused(f"D3 记的是{TOWN}，不能由别的单位申请复核"), "D3", BUREAU)
    refused(BadValue("申请复核的理由不能为空", "请写明"), "D3", reason="  ")
    refused(BadValue("B4 是加分，不用申请复核", "可以申请复核的是"), "B4")
    refused(UnknownName("扣分", "R5", advice="扣分编号以 D 开头"), "R5")
    refused(UnknownName("编号", "D99", advice="编号见清单", do=("deduct", "list")), "D99")
    refused(BadValue("处理日期 2018-09-02 早于D3的日期 2018-09-03", "请核对 --date"), "D3", on="09-02")
    assert objected(book, "D3", "09-12") == "C6"
    refused(Refused("D3 已于 2018-09-12 申请过复核（C6），同一事项只能申请一次"), "D3", on="09-12")
    book.do(revoke, "D3", "记错")
    refused(Refused("D3 已于 2018-09-12 撤销", "撤销后不再处理"), "D3", on="09-12")


def test_each_way_of_deciding_wrongly_is_refused(book: Book) -> None:
    def refused(error: Exception, target: str, points: str = "", by: str = "王主任", on: str = "09-10") -> None:
        choice = Decision(target, "reduced" if points else "kept", "查明", Decimal(points or 0))
        book.refuses(error, decide, choice, by=by, on=on)  # type: ignore[arg-type]  # ours

    take(book)
    book.do(notify, "东镇")
    refused(Refused("D3 没有收到复核申请，不能作复核决定", "办公室自己更正的"), "D3")
    refused(UnknownName("复核申请", "R4", advice="写复核申请的编号（以 C 开头）"), "R4")
    objected(book, "D3")
    refused(Refused("D3 是李科长记的，复核决定要由另一人作出", "请用 --by 写明"), "C5", by="李 科长")
    refused(BadValue("处理日期 2018-09-04 早于C5的日期 2018-09-05", "请核对 --date"), "D3", on="09-04")
    for points in ("5", "5.01", "999"):
        error = BadValue(f"核减后的分值应当不小于 0 且小于 5，不能是“{points}”", "全部取消请用撤销")
        refused(error, "C5", points)
    book.refuses(
        BadValue("复核决定的理由不能为空", "请写明"), decide, Decision("C5", "kept", " "), by="王主任", on="09-10"
    )
    book.do(decide, Decision("C5", "kept", "依据充分"), by="王主任", on="09-10")
    refused(Refused("C5 已于 2018-09-10 由王主任作出决定，不能再作", "决定确有错误的，可以撤销扣分并写明理由"), "D3")


def test_an_entry_that_the_office_takes_back_leaves_nothing_to_decide(book: Book) -> None:
    take(book)
    book.do(notify, "东镇")
    objected(book, "D3")
    book.do(revoke, "D3", "办公室自行更正", by="李科长", on="09-06")
    gone = Refused("C5 已于 2018-09-06 由李科长作出决定，不能再作")
    book.refuses(gone, decide, Decision("C5", "kept", "维持"), by="王主任", on="09-07")


def test_the_heir_of_a_unit_that_ended_objects_for_it(book: Book) -> None:
    take(book)
    town = "{name: 东镇人民政府, kind: 镇, aliases: [东镇]"
    ended = staged_text().replace(town, f"{town}, until: 2018-09-04, successor: [西镇人民政府]")
    assert ended != staged_text()
    with book.register() as register:
        load_plan(register, plan_from(ended), "tasks.yaml")
    book.do(notify, "东镇")
    stranger = Refused(f"D3 记的是{TOWN}，不能由别的单位申请复核")
    book.refuses(stranger, file, NewAppeal("D3", "不服", (), "教育局"), on="09-06")
    record = book.do(file, NewAppeal("D3", "不服", (), "西镇"), on="09-06")
    assert record.unit == TOWN, "the score is still the unit's own"


def test_a_year_is_objected_to_after_its_end(book: Book) -> None:
    take(book, on="12-27")
    book.do(notify, "东镇", on="12-28")
    late = Refused(
        "D3 于 2018-12-28 告知，申请复核的最后一天是 2019-01-07，2019-01-08 已经逾期："
        "异议期限为告知之日起5个工作日，告知当天不算"
    )
    book.refuses(late, file, NewAppeal("D3", "不服"), on="2019-01-08")
    book.do(file, NewAppeal("D3", "不服"), on="2019-01-07")
