"""The plan put in force, revised without losing a record; units named for what the notice leaves open."""

from __future__ import annotations

import pytest

from gongkai.errors import BadFile, BadValue, Refused, UnknownName
from gongkai.finding.acts import NewFinding, add_findings, close, rectify
from gongkai.plan.acts import Loaded, NewAssign, assign, carry_over, load_plan
from gongkai.plan.roster import roster_of
from gongkai.progress.acts import NewProgress, add_progress
from tests.plans import plan_from, small_plan, small_plan_text
from tests.services.book import NOW, Book, day, plan_with

EAST = "  - {name: 东镇人民政府, kind: 镇, aliases: [东镇]}\n"


def load(book: Book, old: str = "", new: str = "") -> Loaded:
    with book.register() as register:
        return load_plan(register, plan_with(old, new) if old else small_plan(), "tasks.yaml")


def test_the_same_file_again_writes_nothing(book: Book) -> None:
    before = book.head()
    done = load(book)
    assert (done.first, done.changes, done.is_unchanged) == (False, (), True)
    assert book.head() == before


def test_a_revision_tells_its_differences_and_keeps_every_record(book: Book) -> None:
    book.do(add_progress, NewProgress("2", "教育局", "40"))
    done = load(book, "title: 建议提案\n", "title: 建议提案公开\n")
    assert [(change.kind, change.what, change.name) for change in done.changes] == [("changed", "要点", "2")]
    assert not done.is_unchanged
    with book.reader() as reader:
        assert reader.plan(2018).points[1].title == "建议提案公开"
        assert [one.percent for one in reader.ledger(2018).progress] == [40]
    assert book.acts() == ["progress.add", "load"]


def test_another_year_lives_beside_the_first(book: Book) -> None:
    text = small_plan_text().replace("2018-", "2019-").replace("year: 2018", "year: 2019")
    with book.register() as register:
        assert load_plan(register, plan_from(text), "tasks.yaml").first
        assert register.years() == (2018, 2019)
        assert register.plan().year == 2019
    later = book.do(assign, NewAssign("网信办", "1"), year=2018)
    assert later.year == 2018


@pytest.mark.parametrize("act", ["report", "finding", "assign"])
def test_a_unit_with_records_never_vanishes(book: Book, act: str) -> None:
    if act == "report":
        book.do(add_progress, NewProgress("1", "东镇", "40"))
    elif act == "finding":
        book.do(add_findings, NewFinding(("东镇",), "栏目空白"))
    else:
        book.do(assign, NewAssign("东镇", person="周镇长"))
    before = book.head()
    with pytest.raises(BadFile) as caught:
        load(book, EAST, "")
    assert [(one.where, one.message, one.hint) for one in caught.value.problems] == [
        (
            "tasks.yaml",
            "名录中少了东镇人民政府，但它在2018年已有记录",
            "保留这一行，写上 until（和 successor）；只是改名的，把旧名写进新名的 aliases",
        )
    ]
    assert book.head() == before


def test_a_unit_without_records_may_go(book: Book) -> None:
    assert load(book, EAST, "").changes


def test_the_office_names_a_unit_for_what_is_open(book: Book) -> None:
    named = book.do(assign, NewAssign("网信办", "1", person=" 吴主任 "))
    assert (named.id, named.unit, named.point, named.role, named.person) == (
        "A2",
        "县网信办",
        "1",
        "responsible",
        "吴主任",
    )
    with book.reader() as reader:
        ledger = reader.ledger()
    roster = roster_of(ledger.plan, ledger.assigns)
    assert roster.unresolved["1"] == ()
    assert book.do(assign, NewAssign("网信办", "1", "support")).role == "support"
    assert book.do(assign, NewAssign("网信办", "1", person="郑主任")).role == ""
    assert book.do(assign, NewAssign("网信办", person="钱主任")).point == ""
    assert book.acts() == ["assign"] * 4


@pytest.mark.parametrize(
    ("new", "error"),
    [
        (NewAssign("网信办", "1", "boss"), UnknownName("角色", "boss", ("lead", "responsible", "support"))),
        (NewAssign("网信办"), BadValue("没有写明要点编号", "改分工要写要点编号")),
        (NewAssign("网信办", role="lead"), BadValue("没有写明要点编号", "改分工要写要点编号")),
        (NewAssign("教育局", "1"), Refused("县教育局已在要点1的责任单位之列，没有变化", "改角色用 --role")),
        (NewAssign("教育局", "1", "lead"), Refused("县教育局已在要点1的责任单位之列，没有变化", "改角色用")),
        (NewAssign("网信办", "九"), UnknownName("要点", "九", advice="2018年要点编号从1到4")),
    ],
)
def test_an_assignment_is_refused(book: Book, new: NewAssign, error: BadValue) -> None:
    book.refuses(error, assign, new)


def test_a_unit_on_no_point_has_no_person_in_charge(book: Book) -> None:
    idle = "  - {name: 县档案局, kind: 直属单位}\n"
    with book.register() as register:
        text = (
            small_plan_text()
            .replace(EAST, EAST + idle)
            .replace("kinds: [政府部门, 党委部门]}\n  s", "kinds: [政府部门, 党委部门, 直属单位]}\n  s")
        )
        load_plan(register, plan_from(text), "tasks.yaml")
    error = Refused("县档案局没有承担任何要点", "先登记分工：gongkai assign 编号 -u 县档案局")
    book.refuses(error, assign, NewAssign("档案局", person="孙局长"))


def test_open_findings_are_carried_into_the_next_year_once(book: Book) -> None:
    """Problem and person come along, a date that has passed does not; what was signed off stays behind."""
    book.do(add_findings, NewFinding(("东镇", "西镇"), "栏目空白", "2", "补齐", "王科员", day("10-31")))
    book.do(rectify, "F3", "已补齐")
    book.do(close, "F3")
    plan = plan_from(small_plan_text().replace("2018-", "2019-").replace("year: 2018", "year: 2019"))
    with book.register(NOW.replace(year=2019, month=1)) as register:
        load_plan(register, plan, "tasks.yaml")
        carried = carry_over(register, plan, 2018)
    assert [(one.unit, one.problem, one.measure, one.due, one.origin) for one in carried.findings] == [
        ("东镇人民政府", "栏目空白", "补齐", None, "F2")
    ]
    assert (carried.findings[0].year, carried.findings[0].point, carried.left) == (2019, "", ())
    with book.register(NOW.replace(year=2019, month=2)) as register:
        assert carry_over(register, plan, 2018).findings == ()
    with book.register() as register, pytest.raises(BadValue, match="不能从2019年度结转到2019年度"):
        carry_over(register, plan, 2019)
