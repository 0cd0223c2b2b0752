"""申请复核: told first, objected to in time and once, decided by somebody else; and what ends a year."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gongkai.appeal.acts import Decision, NewAppeal, decide, file
from gongkai.closing.acts import close, reopen
from gongkai.duty.acts import NewReminder, send
from gongkai.entry.acts import NewDeduction, NewFigure, deduct, notify, record_figure, revoke
from gongkai.entry.states import entry_states
from gongkai.errors import BadValue, Refused, UnknownName
from gongkai.finding.acts import NewFinding, add_findings
from gongkai.plan.acts import load_plan
from gongkai.progress.acts import NewProgress, add_progress
from gongkai.register.act import When
from tests.plans import plan_from, small_plan_text
from tests.services.book import NOW, Book

STAGES = "      stages: [{name: 日常考核, weight: 60}, {name: 第三方评估, weight: 40, external: true}]\n"


@pytest.fixture
def taken(book: Book) -> Book:
    """D2: five points from 教育局, taken by 李主任 on 3 September."""
    book.do(deduct, NewDeduction(("教育局",), "2.1", "未办结", no_evidence="口头"), by="李主任")
    return book


def appeal(reason: str = "已经办结", unit: str = "", entry: str = "D2") -> NewAppeal:
    return NewAppeal(entry, reason, unit=unit)


def left(book: Book) -> Decimal:
    """Return what is left of the first deduction."""
    with book.reader() as reader:
        ledger = reader.ledger()
    return entry_states(ledger.entries, ledger.rulings)[0].live


def test_the_whole_way_of_an_objection(taken: Book) -> None:
    """Told on Friday 28 September, five workdays end on 10 October: 29, 30, 8, 9, 10."""
    taken.do(notify, "教育局", on="09-28")
    filed = taken.do(file, appeal(unit="jyj"), on="10-10")
    assert (filed.id, filed.entry, filed.unit, filed.reason) == ("C4", "D2", "县教育局", "已经办结")
    ruling = taken.do(decide, Decision("c４", "reduced", "部分属实", Decimal("1.5")), by="赵主任", on="10-12")
    assert (ruling.entry, ruling.appeal, ruling.kind, ruling.points, ruling.by) == (
        *("D2", "C4", "reduced"),
        Decimal("1.5"),
        "赵主任",
    )
    assert left(taken) == Decimal("1.5")
    done = Refused("C4 已于 2018-10-12 由赵主任作出决定，不能再作", "决定确有错误的，可以撤销扣分并写明理由")
    taken.refuses(done, decide, Decision("D2", "kept", "再议"), by="钱主任", on="10-13")
    assert taken.acts() == ["deduct.add", "deduct.notify", "appeal.file", "appeal.decide"]


def test_an_objection_comes_after_the_notice_in_time_and_once(taken: Book) -> None:
    term = "异议期限为告知之日起5个工作日，告知当天不算"
    untold = Refused(f"D2 还没有告知县教育局，不能申请复核：{term}", "由办公室先登记告知：gongkai deduct notify D2")
    taken.refuses(untold, file, appeal())
    taken.do(notify, "教育局", on="09-28")
    early = Refused(f"D2 于 2018-09-28 才告知县教育局，2018-09-27 还不能申请复核：{term}", "请核对 --date")
    taken.refuses(early, file, appeal(), on="09-27")
    said = f"D2 于 2018-09-28 告知，申请复核的最后一天是 2018-10-10，2018-10-11 已经逾期：{term}"
    taken.refuses(Refused(said, "在期限内已经提出"), file, appeal(), on="10-11")
    stranger = Refused("D2 记的是县教育局，不能由别的单位申请复核", "请核对编号和单位")
    taken.refuses(stranger, file, appeal(unit="东镇"), on="10-08")
    taken.refuses(BadValue("申请复核的理由不能为空", "请写明"), file, appeal(" "), on="10-08")
    taken.refuses(UnknownName("扣分", "R3", advice="扣分编号以 D 开头"), file, appeal(entry="R3"), on="10-08")
    taken.do(file, appeal(), on="10-08")
    again = Refused(
        "D2 已于 2018-10-08 申请过复核（C4），同一事项只能申请一次",
        "写错了、还没有决定的，撤回后再申请：gongkai void C4",
    )
    taken.refuses(again, file, appeal("又不服"), on="10-09")


def test_who_took_the_points_does_not_decide(taken: Book) -> None:
    taken.do(notify, "教育局")
    none = Refused("D2 没有收到复核申请，不能作复核决定", "办公室自己更正的，可以撤销：gongkai deduct revoke D2")
    taken.refuses(none, decide, Decision("D2", "kept", "有据"), by="赵主任")
    taken.do(file, appeal(), on="09-05")
    own = Refused("D2 是李主任记的，复核决定要由另一人作出", "请用 --by 写明作出决定的人")
    for name in ("李主任", " 李 主任 "):
        taken.refuses(own, decide, Decision("C4", "kept", "有据"), by=name, on="09-06")
    early = BadValue("处理日期 2018-09-04 早于C4的日期 2018-09-05", "请核对 --date")
    taken.refuses(early, decide, Decision("C4", "kept", "有据"), by="赵主任", on="09-04")
    taken.refuses(BadValue("复核决定的理由不能为空"), decide, Decision("C4", "kept", ""), by="赵主任", on="09-06")
    for points in (Decimal(5), Decimal(6), Decimal(-1), Decimal("NaN")):
        error = BadValue(f"核减后的分值应当不小于 0 且小于 5，不能是“{points}”", "全部取消请用撤销")
        taken.refuses(error, decide, Decision("C4", "reduced", "有据", points), by="赵主任", on="09-06")
    taken.do(decide, Decision("C4", "revoked", "查无实据"), by="赵主任", on="09-06")
    assert left(taken) == 0
    taken.refuses(Refused("D2 已于 2018-09-06 撤销", "撤销后不再处理"), revoke, "D2", "再撤", on="09-07")


def test_an_outside_figure_is_entered_for_an_outside_stage(book: Book) -> None:
    book.refuses(
        BadValue("这份考核细则没有外部评分", "有第三方评估等外部评分的"),
        *(record_figure, NewFigure("教育局", "第三方评估", Decimal(90), "评估报告")),
    )
    staged = plan_from(small_plan_text().replace("      bonus: {cap", STAGES + "      bonus: {cap"))
    with book.register() as register:
        load_plan(register, staged, "tasks.yaml")
    figure = book.do(record_figure, NewFigure("教育局", "第三方评估", Decimal("88.5"), "评估报告"))
    assert (figure.unit, figure.stage, figure.score, figure.by) == ("县教育局", "第三方评估", Decimal("88.5"), "张文书")
    over = BadValue("得分 100.01 超过满分 100", "请用 --of 写明原来的满分")
    book.refuses(over, record_figure, NewFigure("教育局", "第三方评估", Decimal("100.01"), "评估报告"))
    own = BadValue("“日常考核”按扣分计分，不录入外部得分", "可用的阶段：第三方评估")
    book.refuses(own, record_figure, NewFigure("教育局", "日常考核", Decimal(90), "评估报告"))
    book.refuses(BadValue("理由不能为空"), record_figure, NewFigure("教育局", "第三方评估", Decimal(90), " "))


def test_a_unit_is_reminded_of_a_thing_once_a_day(book: Book) -> None:
    both = (NewReminder("教育局", ("1.3/2018-Q4",), "请办"), NewReminder("东镇", ("1.2/东镇人民政府",)))
    sent = book.do(send, "微信", both)
    assert [(one.unit, one.way, one.items) for one in sent] == [
        ("县教育局", "微信", ("1.3/2018-Q4",)),
        ("东镇人民政府", "微信", ("1.2/东镇人民政府",)),
    ]
    again = Refused("2018-09-03 已用微信就 1.3/2018-Q4 催办过县教育局", "同一单位同一事项一天用同一方式只催办一次")
    book.refuses(again, send, "微信", (NewReminder("西镇", ("1.2/西镇人民政府",)), both[0]))
    book.refuses(BadValue("没有要催办的事项", "到期的事项：gongkai due"), send, "电话", (NewReminder("西镇", ()),))
    book.refuses(BadValue("催办方式不能为空", "请写明催办方式"), send, " ", both)
    assert len(book.do(send, "电话", both, on="09-04")) == 2


def test_a_closed_year_takes_nothing_more(book: Book) -> None:
    after = NOW.replace(year=2019, month=2)
    closed = book.do(close, "照常封存", force=True, now=after)
    assert (closed.kind, closed.by) == ("closed", "张文书")
    shut = Refused("2018年度已于2019-02-03封存，不能再登记", "确需更正的，先重新打开：gongkai year reopen --year 2018")
    book.refuses(shut, add_progress, NewProgress("1", "教育局", "40"), now=after, on="12-31")
    book.refuses(shut, add_findings, NewFinding(("东镇",), "栏目空白"), now=after)
    book.refuses(Refused(f"2018年度已于2019-02-03封存（{closed.id}）", "要重新封存"), close, now=after)
    book.refuses(BadValue("理由不能为空", "请写明理由"), reopen, " ", now=after)
    book.do(reopen, "补录一条", now=after)
    book.refuses(
        Refused("2018年度没有封存，不用重新打开", "各年度的情况：gongkai year list"), reopen, "又开", now=after
    )
    book.do(add_progress, NewProgress("1", "教育局", "40"), now=after, on="12-31")
    assert book.acts() == ["year.close", "year.reopen", "progress.add"]


def test_a_year_with_something_open_is_closed_only_by_force(taken: Book) -> None:
    after = NOW.replace(year=2019, month=2)
    before = taken.head()
    with taken.register(after) as register, pytest.raises(Refused, match="没有了结，不能封存"):
        close(register, When())
    assert taken.head() == before
    taken.refuses(BadValue("理由不能为空", "请写明理由"), close, " ", force=True, now=after)
    forced = taken.do(close, "人员调整", force=True, now=after)
    assert forced.reason == "人员调整"
    assert any("D2" in one for one in forced.left_open)
