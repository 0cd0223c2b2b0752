"""The plan put in force, revised without losing a record; units named for what the notice leaves open."""

from __future__ import annotations

import pytest

from gongkai.errors import BadFile, BadValue, Refused, UnknownName
from gongkai.finding.acts import NewFinding, add_findings, close, rectify
from gongkai.plan.acts import (
    Loaded,
    NewAssign,
    NewAssigns,
    NewUnit,
    add_unit,
    assign,
    assign_each,
    carry_over,
    load_plan,
)
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
    assert (done.first, done.changes) == (False, ())
    assert book.head() == before


def test_a_revision_tells_its_differences_and_keeps_every_record(book: Book) -> None:
    book.do(add_progress, NewProgress("2", "教育局", "40"))
    done = load(book, "title: 建议提案\n", "title: 建议提案公开\n")
    assert [(change.kind, change.what, change.name) for change in done.changes] == [("changed", "要点", "2")]
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
        (NewAssign("教育局", "2"), Refused("县教育局已在要点2的责任单位之列，没有变化", "改角色用 --role")),
        (NewAssign("教育局", "2", "lead"), Refused("县教育局已在要点2的责任单位之列，没有变化", "改角色用")),
        (NewAssign("网信办", "九"), UnknownName("要点", "九", advice="2018年要点编号从1到4")),
    ],
)
def test_an_assignment_is_refused(book: Book, new: NewAssign, error: BadValue) -> None:
    book.refuses(error, assign, new)


def seats(book: Book, point: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the leads and the responsible units of a point, with what is 待明确 there."""
    with book.reader() as reader:
        ledger = reader.ledger()
    roster = roster_of(ledger.plan, ledger.assigns)
    return tuple(f"{seat.unit} {seat.role}" for seat in roster.by_point[point]), roster.unresolved[point]


def test_several_units_are_named_on_several_points_at_once(book: Book) -> None:
    done = book.do(assign_each, NewAssigns(("网信办", "东镇、西镇"), "1-2,4", "support"))
    assert [(one.unit, one.point) for one in done.records] == [
        (unit, point) for unit in ("县网信办", "东镇人民政府", "西镇人民政府") for point in ("1", "2", "4")
    ]
    assert done.unchanged == ()
    assert seats(book, "1")[1] == ()
    assert book.acts() == ["assign"] * 9


def test_a_unit_that_the_notice_names_already_settles_what_was_left_open_and_keeps_its_role(book: Book) -> None:
    before, open_words = seats(book, "1")
    assert open_words == ("有关单位",)
    done = book.do(assign_each, NewAssigns(("教育局",), "1-2"))
    assert [(one.point, one.role) for one in done.records] == [("1", "lead")]
    assert done.unchanged == (("县教育局", "2"),)
    assert seats(book, "1") == (before, ())
    book.refuses(
        Refused("县教育局已在要点1的责任单位之列；县教育局已在要点2的责任单位之列，没有变化", "改角色用"),
        assign_each,
        NewAssigns(("教育局",), "1-2"),
    )


def test_a_person_in_charge_settles_nothing(book: Book) -> None:
    book.do(assign_each, NewAssigns(("教育局", "东镇"), "1", person="周某"))
    assert seats(book, "1")[1] == ("有关单位",)
    book.do(assign_each, NewAssigns(("东镇",), "1", role="responsible"))
    assert seats(book, "1")[1] == ()


@pytest.mark.parametrize("new", [NewAssigns(("网信办", "公安局"), "1"), NewAssigns(("网信办",), "1,9")])
def test_where_one_is_refused_none_is_named(book: Book, new: NewAssigns) -> None:
    before = book.head()
    with pytest.raises(BadValue):
        book.do(assign_each, new)
    assert book.head() == before


def added(book: Book, name: str, kind: str, aliases: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Put a unit on the roster; return the points on which the collectives put it."""
    with book.register() as register:
        return add_unit(register, None, NewUnit(name, kind, aliases)).points


def test_a_unit_that_the_roster_lacks_is_added_as_a_revision(book: Book) -> None:
    assert added(book, "县公安局", "政府部门", aliases=("公安局",)) == ("1", "4")
    assert added(book, "南镇人民政府", "镇") == ("1", "2", "3")
    with book.reader() as reader:
        units = reader.plan().units
    assert [(unit.name, unit.kind) for unit in units[-2:]] == [("县公安局", "政府部门"), ("南镇人民政府", "镇")]
    assert {"xgaj", "gaj"} <= set(units[-2].initials)
    assert book.acts() == ["units.add", "units.add"]
    assert book.do(assign, NewAssign("gaj", "2")).unit == "县公安局"
    book.must_be_sound()


@pytest.mark.parametrize(
    ("new", "error"),
    [
        (NewUnit("县教育局", "政府部门"), Refused("名录里已有县教育局", "责任单位名录：gongkai units")),
        (NewUnit("县教育体育局", "政府部门", ("教育局",)), Refused("“教育局”已是县教育局", "责任单位名录")),
        (NewUnit("各镇人民政府", "镇"), Refused("“各镇人民政府”是统称，不是一个单位", "责任单位名录")),
        (NewUnit("县公安局", "政法机关"), UnknownName("单位类别", "政法机关", advice="名录里的类别：")),
        (NewUnit("公安/交警", "政府部门"), BadValue("“公安/交警”不能作单位名称", "写全称")),
        (NewUnit(" ", "政府部门"), BadValue("“”不能作单位名称", "写全称")),
    ],
)
def test_a_name_that_is_taken_or_no_name_is_refused(book: Book, new: NewUnit, error: BadValue) -> None:
    book.refuses(error, lambda register, when, unit: add_unit(register, when.year, unit), new)


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
