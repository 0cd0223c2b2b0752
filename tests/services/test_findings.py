"""问题：from being found, by whomever, to being signed off."""

from __future__ import annotations

import pytest

from gongkai.errors import BadValue, Refused, UnknownFinding, UnknownName
from gongkai.finding.acts import (
    Measure,
    NewFinding,
    NewInspection,
    NewSelfInspection,
    add_findings,
    add_inspection,
    add_self_inspection,
    close,
    extend,
    is_supplement,
    plan_measure,
    rectify,
    reopen,
)
from gongkai.finding.states import finding_states
from tests.services.book import Book, day

PAST_CLOSED = "确有问题的先退回：gongkai finding reopen F2"


def found(book: Book, due: str | None = "09-30", measure: str = "") -> str:
    """Record one finding of daily monitoring and return its id."""
    new = NewFinding(("教育局",), "栏目不更新", "2", measure, "王科员", day(due) if due else None)
    return book.do(add_findings, new)[0].id


def state(book: Book) -> tuple[str, str, str]:
    """Return status, person and date of the first finding."""
    with book.reader() as reader:
        ledger = reader.ledger()
    one = finding_states(ledger.findings, ledger.finding_steps)[0]
    return one.status, one.person, str(one.due)


def test_a_self_inspection_that_found_nothing_counts(book: Book) -> None:
    record, findings = book.do(add_self_inspection, NewSelfInspection("东镇", summary=" 未发现问题 "), on="11-20")
    assert (record.id, record.unit, record.points, record.summary) == ("S2", "东镇人民政府", (), "未发现问题")
    assert findings == ()


def test_a_self_inspection_brings_its_findings_along(book: Book) -> None:
    lines = ("公开不及时｜限时补发｜王科员｜2018-10-31", "栏目空白")
    new = NewSelfInspection("教育局", "2", findings=lines, evidence=("某教〔2018〕3号",))
    record, findings = book.do(add_self_inspection, new)
    assert [one.id for one in findings] == ["F3", "F4"]
    assert {(one.source, one.origin, one.point) for one in findings} == {("self", record.id, "2")}
    assert (findings[0].measure, findings[0].person, findings[0].due) == ("限时补发", "王科员", day("10-31"))
    assert (findings[1].problem, findings[1].due) == ("栏目空白", None)
    assert book.do(add_self_inspection, NewSelfInspection("教育局", "4,1-2"))[0].points == ("1", "2", "4")
    assert book.acts() == ["selfcheck.add", "finding.add", "finding.add", "selfcheck.add"]


@pytest.mark.parametrize(
    ("new", "error"),
    [
        (NewSelfInspection("教育局", "1-99"), UnknownName("要点", "99", advice="2018年要点编号从1到4")),
        (NewSelfInspection("教育局", "0"), UnknownName("要点", "0", advice="2018年要点编号从1到4")),
        (NewSelfInspection("教育局", "3-1"), BadValue("要点范围“3-1”前后颠倒", "写成 1-3")),
        (NewSelfInspection("教育局", ",、"), UnknownName("要点", ",、", advice="编号之间用逗号分开")),
        (
            NewSelfInspection("教育局", findings=("｜措施",)),
            BadValue("问题内容不能为空", "写成：问题｜措施｜责任人｜期限"),
        ),
        (
            NewSelfInspection("教育局", findings=("好", "a|b|c|2018-10-01|e")),
            BadValue("第2个问题：问题“a|b|c|2018-10-01|e”分成了5段"),
        ),
        (
            NewSelfInspection("教育局", findings=("甲｜乙｜丙｜2018-02-30",)),
            BadValue("整改期限“2018-02-30”不对：2018年2月没有30日", "请写成 2018-09-28"),
        ),
        (
            NewSelfInspection(
                "教育局",
                findings=(
                    "可以",
                    "甲｜乙｜丙｜2018-09-02",
                ),
            ),
            BadValue("第2个问题：整改期限 2018-09-02 早于登记日期 2018-09-03", "请核对期限"),
        ),
    ],
)
def test_a_bad_line_undoes_the_whole_self_inspection(book: Book, new: NewSelfInspection, error: BadValue) -> None:
    book.refuses(error, add_self_inspection, new)


def test_an_inspection_of_several_units(book: Book) -> None:
    lines = ("东镇：公示栏破损", "西镇: 网站打不开|尽快修复", "东镇人民政府：栏目空白｜｜｜2018/9/30")
    new = NewInspection("专项督查", ("东镇", "西镇", "东镇人民政府"), "实地查看", lines)
    record, findings = book.do(add_inspection, new, by="李主任")
    assert (record.units, record.by, record.note) == (("东镇人民政府", "西镇人民政府"), "李主任", "实地查看")
    assert [(one.unit, one.problem, one.measure, str(one.due)) for one in findings] == [
        ("东镇人民政府", "公示栏破损", "", "None"),
        ("西镇人民政府", "网站打不开", "尽快修复", "None"),
        ("东镇人民政府", "栏目空白", "", "2018-09-30"),
    ]
    assert {(one.source, one.origin) for one in findings} == {("inspection", record.id)}


def test_with_one_unit_its_name_may_be_left_out(book: Book) -> None:
    new = NewInspection("定期检查", ("教育局",), findings=("整改：没有下文", "教育局：栏目空白"))
    problems = [one.problem for one in book.do(add_inspection, new)[1]]
    assert problems == ["整改：没有下文", "栏目空白"]


@pytest.mark.parametrize(
    ("new", "error"),
    [
        (NewInspection("督查", ("东镇",)), UnknownName("督查种类", "督查", ("专项督查", "定期检查", "日常监测"))),
        (NewInspection("专项督查", ()), BadValue("没有写明单位", "用 -u 单位 写明")),
        (
            NewInspection("专项督查", ("东镇", "西镇"), findings=("网站打不开",)),
            BadValue("问题“网站打不开”没有写明是哪个单位的", "写成：单位：问题"),
        ),
        (
            NewInspection("专项督查", ("东镇", "西镇"), findings=("东镇：甲", "教育局：乙")),
            BadValue("第2个问题：问题“教育局：乙”写的是县教育局，不在 -u 之列", "确查了县教育局的，加上 -u 县教育局"),
        ),
        (
            NewInspection("专项督查", ("东镇",), findings=("西镇：网站打不开",)),
            BadValue("问题“西镇：网站打不开”写的是西镇人民政府，不在 -u 之列", "确查了西镇人民政府的"),
        ),
        (NewInspection("专项督查", ("东镇", "没有镇")), UnknownName("单位", "没有镇")),
    ],
)
def test_an_inspection_is_refused(book: Book, new: NewInspection, error: BadValue) -> None:
    book.refuses(error, add_inspection, new)


def test_monitoring_makes_one_finding_for_each_unit(book: Book) -> None:
    both = book.do(add_findings, NewFinding(("东镇", "西镇", "东镇"), "网站打不开", due=day("09-03")), on="09-01")
    assert [(one.id, one.unit, one.source, one.origin) for one in both] == [
        ("F2", "东镇人民政府", "monitoring", ""),
        ("F3", "西镇人民政府", "monitoring", ""),
    ]
    book.refuses(BadValue("问题不能为空", "请写明问题"), add_findings, NewFinding(("东镇",), " "))
    book.refuses(BadValue("没有写明单位", "用 -u"), add_findings, NewFinding((), "网站打不开"))
    late = NewFinding(("东镇", "西镇"), "网站打不开", due=day("09-02"))
    book.refuses(BadValue("整改期限 2018-09-02 早于登记日期 2018-09-03", "请核对"), add_findings, late)
    book.refuses(UnknownName("要点", "九", advice="2018年"), add_findings, NewFinding(("东镇",), "甲", "九"))


def test_the_whole_way_of_a_finding(book: Book) -> None:
    """未整改 → 整改中 → 已整改待核 → 退回 → 已整改待核 → 已销号, and once more back."""
    number = found(book)
    assert state(book) == ("open", "王科员", "2018-09-30")
    book.do(plan_measure, " ｆ２ ", Measure("每周更新", "赵科长", day("09-20")))
    assert state(book) == ("planned", "赵科长", "2018-09-20")
    book.do(rectify, number, "已更新", ("http://www.example.gov.cn/2",), on="09-10")
    assert state(book)[0] == "rectified"
    book.do(reopen, number, "仍有空白", on="09-12", by="李主任")
    assert state(book)[0] == "planned"
    book.do(rectify, number, "已补齐", on="09-15")
    step = book.do(close, number, on="09-16", by="李主任")
    assert (step.finding, step.kind, step.by) == ("F2", "closed", "李主任")
    book.do(reopen, number, "问题反弹", on="2019-01-05")
    assert state(book)[0] == "planned"
    assert book.acts()[1:] == [f"finding.{a}" for a in ["plan", "rectify", "reopen", "rectify", "close", "reopen"]]


def test_evidence_may_be_added_while_the_office_has_not_looked(book: Book) -> None:
    number = found(book, "09-10")
    book.do(rectify, number, "已更新", on="09-10")
    late = book.do(rectify, number, "", ("http://www.example.gov.cn/2",), on="09-12")
    assert (late.note, len(late.evidence)) == ("补充佐证", 1)
    with book.reader() as reader:
        ledger = reader.ledger()
    (seen,) = finding_states(ledger.findings, ledger.finding_steps)
    assert (seen.rectified, seen.in_time, len(seen.answers)) == (day("09-10"), True, 2)
    assert [is_supplement(seen, step) for step in seen.steps] == [False, True]


def test_sent_back_it_has_a_new_date_or_none_until_one_is_planned(book: Book) -> None:
    number = found(book, "09-10")
    book.do(rectify, number, "已更新", on="09-08")
    book.do(close, number, on="09-09")
    early = BadValue("整改期限 2018-09-19 早于登记日期 2018-09-20", "请核对期限")
    book.refuses(early, reopen, number, "又断更", day("09-19"), on="09-20")
    book.do(reopen, number, "又断更", on="09-20")
    assert state(book)[2] == "None"
    book.refuses(early, plan_measure, number, Measure(due=day("09-19")), on="09-21")
    book.do(plan_measure, number, Measure(due=day("10-10")), on="09-21")
    book.do(extend, number, day("10-20"), "汛期", on="10-09")
    assert state(book)[2] == "2018-10-20", "counted against the new first date"
    book.do(rectify, number, "已补", on="10-15")
    book.do(reopen, number, "仍缺", day("11-01"), on="10-16")
    assert state(book)[2] == "2018-11-01"


def test_an_extension_counts_only_before_the_first_date(book: Book) -> None:
    number = found(book, "09-10")
    book.do(extend, number, day("09-20"), "汛期", on="09-05")
    assert state(book)[2] == "2018-09-20"
    book.do(extend, number, day("10-20"), "再延", on="09-15")
    assert state(book)[2] == "2018-09-20", "given after the first date: recorded, and counts for nothing"
    error = BadValue("新期限 2018-09-20 不晚于现期限 2018-09-20", "延期只能往后")
    book.refuses(error, extend, number, day("09-20"), "再延")
    book.refuses(BadValue("理由不能为空", "请写明理由"), extend, number, day("12-20"), "")


def test_what_cannot_be_done_to_an_open_finding(book: Book) -> None:
    number = found(book)
    unrectified = Refused("F2 还没有报整改，不能销号", "先登记整改情况：gongkai finding rectify F2")
    book.refuses(unrectified, close, number)
    book.refuses(Refused("F2 尚在整改，无需退回"), reopen, number, "没有改")
    book.refuses(BadValue("整改情况不能为空", "请用 --note 写明整改情况"), rectify, number, "\t")
    book.refuses(BadValue("没有要登记的内容", "至少写 --measure"), plan_measure, number, Measure(" "))
    later = Refused("F2 已定期限 2018-09-30，不能改定到以后", "确需延期：gongkai finding extend F2 --due 2018-10-30")
    book.refuses(later, plan_measure, number, Measure(due=day("10-30")))
    early = BadValue("整改期限 2018-09-01 早于登记日期 2018-09-03", "请核对期限")
    book.refuses(early, plan_measure, number, Measure(due=day("09-01")))
    book.refuses(BadValue("处理日期 2018-09-02 早于发现日期 2018-09-03", "请核对"), rectify, number, "已改", on="09-02")
    book.refuses(BadValue("还没有 2017 年度的要点", "先装入年度要点"), rectify, number, "已改", year=2017)


def test_an_extension_is_not_dated_before_another_that_would_hold(book: Book) -> None:
    number = found(book)
    book.do(extend, number, day("10-15"), "汛期", on="09-10")
    early = BadValue("延期日期 2018-09-05 早于上一次延期（T3，延到 2018-10-15）的日期 2018-09-10", "请核对 --date")
    book.refuses(early, extend, number, day("12-01"), "汛期", on="09-05")
    book.do(extend, number, day("12-01"), "汛期", on="09-10")
    assert state(book)[2] == "2018-12-01"


def test_a_finding_without_a_date_cannot_be_extended(book: Book) -> None:
    number = found(book, None)
    book.refuses(
        Refused("F2 没有整改期限，谈不上延期", "先定期限", do=("finding", "plan", "F2", "--due", "期限")),
        extend,
        number,
        day("12-01"),
        "汛期",
    )
    book.do(plan_measure, number, Measure(due=day("10-30")))
    assert state(book)[2] == "2018-10-30"


def test_what_cannot_be_done_to_a_rectified_or_closed_finding(book: Book) -> None:
    number = found(book)
    book.do(rectify, number, "已更新", on="09-10")
    waiting = Refused("F2 已报整改（2018-09-10），正等待核查", "补充佐证：gongkai finding rectify F2 --evidence")
    book.refuses(waiting, rectify, number, "又报", on="09-11")
    early = BadValue("处理日期 2018-09-09 早于上一步的日期 2018-09-10", "请核对 --date")
    book.refuses(early, close, number, on="09-09")
    book.refuses(early, reopen, number, "没有改", on="09-09")
    book.do(close, number, on="09-10")
    closed = Refused("F2 已销号（2018-09-10）", PAST_CLOSED)
    book.refuses(closed, close, number, on="09-11")
    book.refuses(closed, rectify, number, "又报", on="09-11")
    book.refuses(closed, extend, number, day("12-01"), "汛期", on="09-11")
    book.refuses(closed, plan_measure, number, Measure("又改"), on="09-11")


@pytest.mark.parametrize("number", ["F99", "F1", "S2", "37", "F", "", "F2'; DROP TABLE finding", "F" + "9" * 30, "F-2"])
def test_a_number_that_is_no_finding(book: Book, number: str) -> None:
    book.do(add_self_inspection, NewSelfInspection("教育局", "1-2"))
    hint = "编号见清单：gongkai finding list" if number in ("F99", "F1") else "编号是字母加数字"
    error = UnknownFinding("S2") if number == "S2" else UnknownName("编号", number, advice=hint)
    book.refuses(error, rectify, number, "已改")


def test_nothing_is_handled_before_its_year(book: Book) -> None:
    """A plan of next year is loaded in December: what is handled until then belongs to the year that runs."""
    error = Refused("2017-12-31 早于2018年度，不能登记", "请核对 --date；别的年度用 --year 写明")
    book.refuses(error, add_findings, NewFinding(("东镇",), "网站打不开"), on="2017-12-31")
    book.refuses(error, add_inspection, NewInspection("专项督查", ("东镇",)), on="2017-12-31")
    assert book.do(add_findings, NewFinding(("东镇",), "网站打不开"), on="2018-01-01")
