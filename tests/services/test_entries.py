"""扣分: by a rule, on evidence, told to the unit, taken back by a linked entry and never edited."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from gongkai.entry.acts import NewCredit, NewDeduction, deduct, grant, notify, revoke, veto
from gongkai.entry.states import entry_states
from gongkai.errors import BadValue, Refused, UnknownFinding, UnknownName
from gongkai.finding.acts import NewFinding, add_findings
from gongkai.plan.acts import load_plan
from tests.plans import plan_from, small_plan_text
from tests.services.book import NOW, Book, day

URL = "http://www.example.gov.cn/4"


def taken(rule: str = "2.1", *units: str, reason: str = "到年底未办结", **more: object) -> NewDeduction:
    given = {"evidence": (URL,)} | more
    return NewDeduction(units or ("教育局",), rule, reason, **given)  # type: ignore[arg-type]  # its other fields


def standing(book: Book) -> list[tuple[str, str, Decimal]]:
    """Return id, status and what is left of each entry."""
    with book.reader() as reader:
        ledger = reader.ledger()
    return [(one.entry.id, one.status, one.live) for one in entry_states(ledger.entries, ledger.rulings)]


def test_each_unit_gets_an_entry_of_its_own(book: Book) -> None:
    both = book.do(deduct, taken("3.2", "东镇", "西镇", "东镇", count=3, point="1"), by="李主任", on="12-20")
    assert [(one.id, one.unit, one.asked) for one in both] == [
        ("D2", "东镇人民政府", Decimal("4.5")),
        ("D3", "西镇人民政府", Decimal("4.5")),
    ]
    one = both[0]
    assert (one.rule, one.count, one.point, one.by, one.actor, one.day) == (
        "3.2",
        3,
        "1",
        "李主任",
        "张文书",
        day("12-20"),
    )
    assert book.acts() == ["deduct.add", "deduct.add"]


def test_a_rule_with_a_range_leaves_the_choice(book: Book) -> None:
    book.refuses(BadValue("规则4.1的分值是 0.5 至 3 分，须写明记多少", "请用 --points 写明分值"), deduct, taken("4.1"))
    for points in ("0.4", "3.01", "0", "7"):
        error = BadValue(f"规则4.1的分值是 0.5 至 3 分，不能是 {points} 分", "次数不止一次的，请用 --count")
        book.refuses(error, deduct, taken("4.1", points=Decimal(points)))
    third = BadValue("分值“1.125”超过两位小数", "分值最多写两位小数")
    book.refuses(third, deduct, taken("4.1", points=Decimal("1.125")))
    assert book.do(deduct, taken("４．１", points=Decimal("2.75")))[0].asked == Decimal("2.75")
    assert book.do(deduct, taken("4.1", points=Decimal(6), count=2, point="1"))[0].asked == Decimal(6)


@pytest.mark.parametrize(
    ("new", "error"),
    [
        (taken("9.9"), UnknownName("扣分规则", "9.9", advice="可用的有：1.1、1.2、2.1")),
        (taken("V1"), UnknownName("扣分规则", "V1", advice="可用的有：1.1")),
        (taken(""), UnknownName("扣分规则", "", advice="可用的有：1.1")),
        (taken(reason="  "), BadValue("理由不能为空", "请写明理由")),
        (taken(evidence=()), BadValue("扣分要有佐证", "用 --evidence 写明网址、文号或文件")),
        (taken(evidence=(), no_evidence=" "), BadValue("扣分要有佐证", "用 --evidence")),
        (taken(evidence=("口头",)), BadValue("佐证“口头”既不是网址、文号，也不是现有的文件", "请核对")),
        (taken(count=0), BadValue("次数应当是 1 或更大的整数，不能是 0")),
        (taken(count=-1), BadValue("次数应当是 1 或更大的整数，不能是 -1")),
        (taken(count=10**9), BadValue("分值“5000000000”不是可用的分值", "请写 0 到 1000000 之间的数")),
        (taken(points=Decimal(4)), BadValue("规则2.1的分值是 5 分，不能是 4 分", "次数不止一次的")),
        (taken(points=Decimal("NaN")), BadValue("分值“NaN”不是可用的分值", "请写 0 到 1000000")),
        (taken(points=Decimal(-5)), BadValue("分值“-5”不是可用的分值", "请写 0 到 1000000")),
        (taken(stage="年终考核"), BadValue("“2018年度考核（示例分值）”不分考核阶段", "不必写 --stage")),
        (taken(point="5"), UnknownName("要点", "5", advice="2018年要点编号从1到4")),
        (taken("2.1", "教育局", "没有局"), UnknownName("单位", "没有局", advice="单位名录：gongkai units")),
        (taken(finding="D1"), UnknownName("编号", "D1", advice="编号见清单", do=("deduct", "list"))),
        (
            taken("4.1", "网信办", points=Decimal(1)),
            Refused("规则4.1所属的“督查”不适用于县网信办", "请核对规则编号"),
        ),
    ],
)
def test_a_deduction_is_refused(book: Book, new: NewDeduction, error: BadValue) -> None:
    book.refuses(error, deduct, new)


def test_nobody_is_charged_twice_for_one_finding(book: Book) -> None:
    """一事不二扣, unless a reason is given; what was revoked is as if never asked."""
    number = book.do(add_findings, NewFinding(("教育局",), "栏目空白", "2"))[0].id
    first = book.do(deduct, taken("1.2", finding=number))[0]
    assert (first.finding, first.point) == ("F2", "2")
    twice = Refused("问题 F2 已由 D3 扣 2 分，一事不二扣", "确需再扣的，请用 --again 写明理由")
    book.refuses(twice, deduct, taken("1.2", finding="f２"))
    book.refuses(twice, deduct, taken("1.2", finding="F2", again="  "))
    book.do(deduct, taken("1.2", finding=number, again="逾期两个月"))
    book.do(revoke, "D3", "依据不足")
    book.refuses(Refused("问题 F2 已由 D4 扣 2 分，一事不二扣", "确需"), deduct, taken("1.2", finding=number))
    book.do(revoke, "D4", "依据不足")
    book.do(deduct, taken("1.2", finding=number))
    assert [status for _, status, _ in standing(book)] == ["revoked", "revoked", "valid"]


def test_a_finding_of_another_unit_is_no_ground(book: Book) -> None:
    number = book.do(add_findings, NewFinding(("东镇",), "栏目空白"))[0].id
    error = BadValue("F2 是东镇人民政府的问题，不是县教育局的", "请核对编号和单位")
    book.refuses(error, deduct, taken("1.2", "教育局", finding=number))
    book.refuses(error, deduct, taken("1.2", "东镇", "教育局", finding=number))
    kind = UnknownFinding("D3")
    book.do(deduct, taken())
    book.refuses(kind, deduct, taken(finding="D3"))


def test_a_unit_is_told_once(book: Book) -> None:
    book.refuses(Refused("县教育局没有待告知的扣分", "已告知的扣分", do=("deduct", "list")), notify, "教育局")
    book.do(deduct, taken("2.1", "教育局", "东镇"))
    book.do(deduct, taken("2.2"))
    told = book.do(notify, "教育局", on="12-21")
    assert [(one.id, one.entry, one.kind, one.day) for one in told] == [
        ("R5", "D2", "notified", day("12-21")),
        ("R6", "D4", "notified", day("12-21")),
    ]
    again = Refused("D2 已于 2018-12-21 告知县教育局", "异议期限从第一次告知起算")
    book.refuses(again, notify, "教育局", ("D2",), on="12-22")
    book.refuses(Refused("县教育局没有待告知的扣分"), notify, "教育局")
    book.refuses(BadValue("D3 是东镇人民政府的，不是县教育局的", "请核对编号和单位"), notify, "教育局", ("D3",))
    book.refuses(UnknownName("编号", "D9", advice="编号见清单", do=("deduct", "list")), notify, "东镇", ("D3", "D9"))
    book.refuses(UnknownName("扣分", "R5", advice="扣分编号以 D 开头"), notify, "东镇", ("R5",))
    early = BadValue("告知日期 2018-09-01 早于东镇人民政府的 D3（2018-09-03）", "请核对 --date")
    book.refuses(early, notify, "东镇", ("D3",), on="09-01", now=NOW)
    book.refuses(early, notify, "东镇", on="09-01", now=NOW)


def test_one_number_typed_twice_is_told_once(book: Book) -> None:
    book.do(deduct, taken())
    told = book.do(notify, "教育局", ("D2", "d２"))
    assert [one.entry for one in told] == ["D2"]


def test_a_deduction_is_taken_back_by_a_linked_entry(book: Book) -> None:
    book.do(deduct, taken())
    book.refuses(BadValue("理由不能为空", "请写明理由"), revoke, "D2", "\n")
    early = BadValue("处理日期 2018-09-02 早于D2的日期 2018-09-03", "请核对 --date")
    book.refuses(early, revoke, "D2", "依据不足", on="09-02")
    ruling = book.do(revoke, "ｄ２", "依据不足", on="2019-01-10", by="赵主任")
    assert (ruling.id, ruling.entry, ruling.kind, ruling.by, ruling.year) == ("R3", "D2", "revoked", "赵主任", 2018)
    assert standing(book) == [("D2", "revoked", Decimal(0))]
    gone = Refused("D2 已于 2019-01-10 撤销", "撤销后不再处理")
    book.refuses(gone, revoke, "D2", "再撤", on="2019-01-11")
    book.refuses(gone, notify, "教育局", ("D2",), on="2019-01-11")
    book.refuses(UnknownName("扣分", "R3", advice="扣分编号以 D"), revoke, "R3", "再撤")
    book.refuses(
        UnknownName("编号", "D1'; DROP TABLE score_entry", advice="编号"), revoke, "D1'; DROP TABLE score_entry", "x"
    )


def test_each_year_has_entries_of_its_own(book: Book) -> None:
    book.do(deduct, taken())
    text = small_plan_text().replace("2018-", "2019-").replace("year: 2018", "year: 2019")
    with book.register() as register:
        load_plan(register, plan_from(text), "tasks.yaml")
    early = Refused("2018-09-03 早于2019年度，不能登记", "请核对 --date；别的年度用 --year 写明")
    book.refuses(early, notify, "教育局", ("D2",))
    other = BadValue("D2 是2018年的记录", "请用 --year 2018")
    book.refuses(other, notify, "教育局", ("D2",), on="2019-01-03")
    book.refuses(other, revoke, "D2", "依据不足", year=2019, on="2019-01-03")
    assert book.do(revoke, "D2", "依据不足").year == 2018


def test_without_a_scheme_nothing_is_scored(book: Book) -> None:
    without = plan_from(small_plan_text().partition("assessment:")[0])
    with book.register() as register:
        load_plan(register, without, "tasks.yaml")
    error = Refused("2018年的要点文件没有考核细则", "在要点文件中写上 assessment 后再载入")
    book.refuses(error, deduct, taken())


def test_points_are_given_and_a_veto_is_spoken_like_points_are_taken(book: Book) -> None:
    given = book.do(grant, NewCredit(("东镇", "西镇"), "b１", "省里推广", count=2, evidence=(URL,)))
    assert [(one.id, one.kind, one.asked) for one in given] == [
        ("B2", "bonus", Decimal(2)),
        ("B3", "bonus", Decimal(2)),
    ]
    spoken = book.do(veto, NewCredit(("教育局",), "V1", "泄露秘密", no_evidence="另案处理"))[0]
    assert (spoken.id, spoken.kind, spoken.asked) == ("X4", "veto", Decimal(0))
    assert [one.entry for one in book.do(notify, "教育局")] == ["X4"]
    book.refuses(Refused("东镇人民政府没有待告知的扣分", "已告知的扣分：gongkai deduct list"), notify, "东镇")
    book.do(revoke, "B2", "重复加分")
    book.do(revoke, "X4", "查无实据")
    assert [status for _, status, _ in standing(book)] == ["revoked", "valid", "revoked"]
    acts = ["bonus.add", "bonus.add", "veto.add", "veto.notify", "bonus.revoke", "veto.revoke"]
    assert book.acts() == acts


@pytest.mark.parametrize(
    ("act", "new", "error"),
    [
        (
            grant,
            NewCredit(("东镇",), "2.1", "推广", evidence=(URL,)),
            UnknownName("加分规则", "2.1", advice="2.1是扣分的规则", do=("deduct", "add")),
        ),
        (grant, NewCredit(("东镇",), "B1", "推广"), BadValue("加分要有佐证", "用 --evidence")),
        (grant, NewCredit(("东镇",), "B1", " ", evidence=(URL,)), BadValue("理由不能为空", "请写明理由")),
        (
            grant,
            NewCredit(("东镇",), "B1", "推广", points=Decimal(2), evidence=(URL,)),
            BadValue("规则B1的分值是 1 分，不能是 2 分"),
        ),
        (veto, NewCredit(("东镇",), "B1", "泄密", evidence=(URL,)), UnknownName("一票否决情形", "B1", ["V1"])),
        (veto, NewCredit(("东镇",), "V1", "泄密"), BadValue("一票否决要有佐证", "用 --evidence")),
        (veto, NewCredit((), "V1", "泄密", evidence=(URL,)), BadValue("没有写明单位", "用 -u")),
    ],
)
def test_a_bonus_or_a_veto_is_refused(book: Book, act: Any, new: NewCredit, error: BadValue) -> None:  # noqa: ANN401 - one of two acts
    book.refuses(error, act, new)


def test_a_rule_of_the_year_counts_once(book: Book) -> None:
    once = BadValue("规则1.1一年只记一次，次数不能是 2", "请去掉 --count")
    book.refuses(once, deduct, taken("1.1", "东镇", count=2))
    first = book.do(deduct, taken("1.1", "东镇"))[0]
    again = Refused(f"规则1.1一年只记一次，东镇人民政府已由 {first.id} 记过", "确需再记的，请用 --again 写明理由")
    book.refuses(again, deduct, taken("1.1", "西镇", "东镇"), on="12-20")
    book.do(deduct, taken("1.1", "东镇", again="第二次自查也没有做"), on="12-20")
    book.do(deduct, taken("1.1", "东镇", point="1"), on="12-21")
    book.do(deduct, taken("1.1", "西镇"))


def test_the_same_thing_is_not_recorded_twice_by_oversight(book: Book) -> None:
    first = book.do(deduct, taken("3.1", "东镇", point="1"))[0]
    same = Refused(f"东镇人民政府已有同样的一条：{first.id}（规则3.1，2018-09-03）", "确需再记的，请用 --again")
    book.refuses(same, deduct, taken("3.1", "东镇", point="1", reason="换个说法"))
    book.do(deduct, taken("3.1", "东镇", point="2"))
    book.refuses(same, deduct, taken("3.1", "东镇", point="1"), on="09-04")
    book.do(deduct, taken("3.1", "东镇", point="1", reason="另一次"), on="09-04")
    book.do(deduct, taken("3.1", "东镇", point="1", evidence=(f"{URL}2",)))
    book.do(deduct, taken("3.1", "东镇", point="1", again="另一件"))
    for number in ("D2", "D6"):
        book.do(revoke, number, "误记")
    book.do(deduct, taken("3.1", "东镇", point="1"), on="09-03")


@pytest.mark.parametrize("named_first", [True, False])
def test_one_thing_with_its_finding_and_without_is_not_taken_twice(book: Book, *, named_first: bool) -> None:
    number = book.do(add_findings, NewFinding(("东镇",), "栏目空白", point="1"))[0].id
    with_it, without = taken("3.1", "东镇", finding=number), taken("3.1", "东镇", evidence=(f"{URL}2",))
    one, other = (with_it, without) if named_first else (without, with_it)
    first = book.do(deduct, one)[0]
    how = f"写明了问题 {number}" if named_first else "没有写明问题"
    said = f"东镇人民政府已有 {first.id}（规则3.1，2018-09-03），{how}，可能是同一件事"
    refused = Refused(said, "是同一件事的不再扣；不是的，请用 --again 写明理由")
    book.refuses(refused, deduct, other)
    book.refuses(refused, deduct, other, on="09-04")
    book.do(deduct, taken("3.1", "东镇", point="2", reason="另一个要点"))
    book.do(deduct, replace(other, again="另一件"))


def test_evidence_and_none_are_not_both(book: Book) -> None:
    both = BadValue("--evidence 和 --no-evidence 只写一个", "有佐证的去掉 --no-evidence，别的说明写进 --reason")
    book.refuses(both, deduct, taken("3.1", no_evidence="现场"))
    book.refuses(both, grant, NewCredit(("教育局",), "B1", "经验推广", evidence=(URL,), no_evidence="现场"))


def test_a_rule_of_another_sheet_is_told_as_such(book: Book) -> None:
    name = "    - name: 2018年度考核（示例分值）\n"
    item = "{code: T, name: 镇务, points: 100, rules: [{code: T1, text: 漏, points: 1}]}"
    towns = f"{{name: 镇考核, groups: [镇], items: [{item}]}}"
    both = f"    - {towns}\n{name}      groups: [考核组织单位, 县级部门]\n"
    text = small_plan_text().replace(name, both)
    with book.register() as register:
        load_plan(register, plan_from(text), "tasks.yaml")
    said = "“T1”是《镇考核》的规则，县教育局用的是《2018年度考核（示例分值）》"
    book.refuses(UnknownName("扣分规则", "T1", advice=said), deduct, taken("T1"))


def test_a_bonus_or_veto_again_needs_a_reason(book: Book) -> None:
    for act, code in ((grant, "B1"), (veto, "V1")):
        new = NewCredit(("东镇",), code, "见文件", evidence=(URL,))
        book.do(act, new)
        with pytest.raises(Refused, match="东镇人民政府已"):
            book.do(act, new)
        (more,) = book.do(act, NewCredit(("东镇",), code, "见文件", evidence=(URL,), again="另一件"))
        assert more.again == "另一件"
    with pytest.raises(Refused, match="一票否决"):
        book.do(veto, NewCredit(("东镇",), "V1", "另一天", evidence=(URL,)), on="10-01")
