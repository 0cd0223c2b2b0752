"""How clerks name units, points, chapters (design: Commands)."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from gongkai.errors import AmbiguousName, BadValue, UnknownName
from gongkai.plan.lookup import (
    find_chapter,
    find_heading,
    find_point,
    find_points,
    find_unit,
    folded,
    own_item,
    split_units,
)
from gongkai.plan.model import Plan, Unit
from gongkai.plan.spelling import file_name, spelt
from tests.domain.build import EAST, EDUCATION, FINANCE, NET, OFFICE, UNITS, plan, point

BUILDING, QUALITY = "县住房城乡建设局", "县质监局"
COUNTY = (
    *UNITS,
    Unit(BUILDING, "政府部门", ("住建局",), ("xzfcxjsj", "zfcxjsj", "zjj")),
    Unit(QUALITY, "政府部门", ("质监局",), ("xzjj", "zjj")),
    Unit("县教育督导室", "直属单位", ("教育室",), ("xjydds", "jydds")),
)
TEN = plan(*(point(str(number), chapter="一、供给" if number < 6 else "二、保障") for number in range(1, 11)))
CODED = plan(*(point(no) for no in ("AC-1", "AC-2", "AC-2(1)", "AC-3", "2", "3", "AC", "4.10")))


@pytest.mark.parametrize(
    ("typed", "unit"),
    [
        ("县教育局", EDUCATION),
        ("教育局", EDUCATION),
        ("jyj", EDUCATION),
        ("JYJ", EDUCATION),
        ("ｊｙｊ", EDUCATION),
        (" jyj　", EDUCATION),
        ("xjyj", EDUCATION),
        ("东镇", EAST),
        ("东", EAST),
        ("财政", FINANCE),
        ("财局", FINANCE),
        ("网信", NET),
        ("县政府办", OFFICE),
        ("住建", BUILDING),
        ("督导", "县教育督导室"),
        ("jydd", "县教育督导室"),
    ],
)
def test_a_unit_answers_to_name_alias_initials_part_or_subsequence(typed: str, unit: str) -> None:
    assert find_unit(COUNTY, typed).name == unit


def test_an_exact_name_goes_before_what_only_contains_it() -> None:
    units = (Unit("县财政局国库股", "直属单位"), Unit("县财政局", "政府部门"))
    assert find_unit(units, "县财政局").name == "县财政局"


def test_a_name_goes_before_an_alias() -> None:
    units = (Unit("县发展改革局", "政府部门", ("县发改局",)), Unit("县发改局", "直属单位"))
    assert find_unit(units, "县发改局").kind == "直属单位"


def test_initials_of_two_bureaus_list_both() -> None:
    with pytest.raises(AmbiguousName) as told:
        find_unit(COUNTY, "zjj")
    assert BUILDING in told.value.hint
    assert QUALITY in told.value.hint


def test_a_part_of_several_lists_them_and_says_how_many() -> None:
    towns = tuple(Unit(f"第{number}镇人民政府", "镇") for number in range(20))
    with pytest.raises(AmbiguousName, match="不止一个") as told:
        find_unit(towns, "人民政府")
    assert told.value.hint.endswith("等20个")
    assert told.value.hint.count("、") == 9


def test_ten_candidates_are_all_listed() -> None:
    towns = tuple(Unit(f"第{number}镇人民政府", "镇") for number in range(10))
    with pytest.raises(AmbiguousName) as told:
        find_unit(towns, "人民政府")
    assert told.value.hint.endswith("第9镇人民政府")


def test_an_unknown_number_is_answered_with_the_numbers_there_are() -> None:
    with pytest.raises(UnknownName) as told:
        find_point(TEN, "x")
    assert told.value.hint == "2018年要点编号从1到10"


@pytest.mark.parametrize("typed", ["", " ", "　"])
def test_nothing_typed_names_nothing(typed: str) -> None:
    with pytest.raises(UnknownName):
        find_unit(COUNTY, typed)


def test_a_slip_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownName) as told:
        find_unit(COUNTY, "县教肓局")
    assert EDUCATION in told.value.hint


@pytest.mark.parametrize(
    ("typed", "no"),
    [
        ("8", "8"),
        ("８", "8"),
        (" 10 ", "10"),
        ("08", "8"),
        ("要点8", "8"),
        ("第８条", "8"),
        ("8号", "8"),
        ("八", "8"),
        ("要点十", "10"),
    ],
)
def test_a_point_answers_to_its_number_in_any_width(typed: str, no: str) -> None:
    assert find_point(TEN, typed).no == no


@pytest.mark.parametrize("typed", ["0", "11", "011", "", "十一", "1-99", "8,", "8,99"])
def test_a_number_that_the_plan_has_not_got_is_unknown(typed: str) -> None:
    with pytest.raises(UnknownName, match="要点"):
        find_point(TEN, typed)


def test_numbers_are_text_and_410_is_not_41() -> None:
    assert find_point(CODED, "4.10").no == "4.10"
    assert find_point(CODED, "ac-2（1）").no == "AC-2(1)"
    with pytest.raises(UnknownName):
        find_point(CODED, "4.1")


@pytest.mark.parametrize(
    ("typed", "nos"),
    [
        ("1,3-5", "1 3 4 5"),
        ("１，３－５", "1 3 4 5"),
        ("1、3～5", "1 3 4 5"),
        ("3—5；1", "1 3 4 5"),
        ("5,1,5,4-5", "1 4 5"),
        ("3 - 5", "3 4 5"),
        ("3至5", "3 4 5"),
        ("3到5和7", "3 4 5 7"),
        ("要点3至5、9及10", "3 4 5 9 10"),
        ("7 9", "7 9"),
        ("三至五、第九条", "3 4 5 9"),
        ("2-2", "2"),
        ("8-10,", "8 9 10"),
        ("", ""),
    ],
)
def test_ranges_and_lists_come_in_file_order_each_once(typed: str, nos: str) -> None:
    assert find_points(TEN, typed) == tuple(nos.split())


@pytest.mark.parametrize(
    ("typed", "nos"),
    [
        ("AC-2", "AC-2"),
        ("ac-2", "AC-2"),
        ("AC-1-AC-3", "AC-1 AC-2 AC-2(1) AC-3"),
        ("AC-2-2", "AC-2 AC-2(1) AC-3 2"),
        ("2-3", "2 3"),
        ("AC-3-AC", "AC-3 2 3 AC"),
    ],
)
def test_an_exact_number_wins_over_a_range(typed: str, nos: str) -> None:
    assert find_points(CODED, typed) == tuple(nos.split())


def test_a_reversed_range_says_how_to_write_it() -> None:
    with pytest.raises(BadValue, match="颠倒") as told:
        find_points(TEN, "5-3")
    assert "3-5" in told.value.hint


@pytest.mark.parametrize("typed", ["1,99", "99-100", "3-99", "a-b", "-", "-3", "3-", ",", "，", "1;x"])
def test_a_list_with_an_unknown_number_is_refused_whole(typed: str) -> None:
    with pytest.raises(BadValue):
        find_points(TEN, typed)


@pytest.mark.parametrize(
    ("typed", "chapter"), [("2", "二、保障"), ("２", "二、保障"), ("二", "二、保障"), ("供给", "一、供给")]
)
def test_a_chapter_answers_to_ordinal_or_part_of_its_title(typed: str, chapter: str) -> None:
    assert find_chapter(TEN, typed) == chapter


def test_chapter_ten_is_not_chapter_twenty() -> None:
    many = plan(*(point(str(n), chapter=f"{word}、某章") for n, word in enumerate(["十", "二十", "十一"])))
    assert find_chapter(many, "十") == "十、某章"
    with pytest.raises(AmbiguousName):
        find_chapter(many, "某章")


HEADINGS = {
    "1": ("一、教育", "（一）学前"),
    "4.10": ("一、教育", "（一）学前　1．城区"),
    "4.1": ("一、教育", "（二）中学"),
    "5": ("二、卫生", "（一）城区医院"),
    "6": ("", ""),
}
NESTED = plan(*(replace(point(no), chapter=chapter, section=section) for no, (chapter, section) in HEADINGS.items()))


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [("1", {"1", "4.10", "4.1"}), ("学前", {"1", "4.10"}), ("1．城区", {"4.10"}), ("医院", {"5"}), ("卫生", {"5"})],
)
def test_a_section_at_any_depth_answers_to_part_of_its_title(typed: str, numbers: set[str]) -> None:
    assert find_heading(NESTED, typed) == numbers


def test_a_section_that_may_be_several_is_asked_for_and_none_is_unknown() -> None:
    with pytest.raises(AmbiguousName) as told:
        find_heading(NESTED, "（一）")
    assert "二、卫生　（一）城区医院" in told.value.hint
    with pytest.raises(UnknownName):
        find_heading(NESTED, "大学")


def test_numbers_that_do_not_run_on_are_named() -> None:
    with pytest.raises(UnknownName) as told:
        find_point(plan(*(point(no) for no in ("1", "010", "1e3"))), "2000")
    assert told.value.hint == "2018年要点编号有1、010、1e3"


@pytest.mark.parametrize("typed", ["0", "3", "", "没有这章", "9" * 5000])
def test_an_unknown_chapter_lists_those_there_are(typed: str) -> None:
    with pytest.raises(UnknownName) as told:
        find_chapter(TEN, typed)
    assert "二、保障" in told.value.hint


TYPED = st.one_of(st.text(max_size=12), st.text("123450-,，～ACac() １９县局镇jyz", max_size=12))


@given(TYPED, st.sampled_from([TEN, CODED]))
def test_whatever_is_typed_names_something_or_is_a_bad_value(typed: str, of: Plan) -> None:
    known = {each.no for each in of.points}
    with suppress(BadValue):
        assert set(find_points(of, typed)) <= known
    with suppress(BadValue):
        assert find_point(of, typed).no in known
    with suppress(BadValue):
        assert find_unit(COUNTY, typed) in COUNTY
    with suppress(BadValue):
        assert find_chapter(of, typed) in {each.chapter for each in of.points}


@given(st.sampled_from(COUNTY))
def test_every_unit_answers_to_its_own_name(unit: Unit) -> None:
    assert find_unit(COUNTY, unit.name) == unit


@given(st.text(max_size=10))
def test_folding_forgets_case_width_and_blanks_around(text: str) -> None:
    assert folded(f" {text} ") == folded(text)


def test_the_place_before_a_name_is_no_part_of_it_and_another_place_is() -> None:
    office = Unit("县政府办公室", "政府部门", ("威远县人民政府办公室",))
    units = (office, Unit("县教育局", "政府部门"), Unit("严陵镇人民政府", "镇", ("严陵镇",)))
    assert find_unit(units, "威远县教育局").name == "县教育局"
    assert find_unit(units, "威远县严陵镇").name == "严陵镇人民政府"
    with pytest.raises(UnknownName):
        find_unit(units, "资中县教育局")


def test_several_units_may_stand_in_one_text_and_a_units_id_may_hold_any_of_its_names() -> None:
    units = (Unit("县教育局", "政府部门", ("教育局",), ("xjyj", "jyj")), Unit("严陵镇人民政府", "镇", ("严陵镇",)))
    assert split_units(units, "严陵镇、教育局") == ("严陵镇", "教育局")
    assert split_units(units, "严陵镇") == ("严陵镇",)
    for typed in ("35.1/jyj", "35.1/教育局", "３５.1/县教育局"):
        assert own_item(units, typed) == "35.1/县教育局"
    assert own_item(units, "8.1/2018-09") == "8.1/2018-09"
    assert own_item(units, "26.1/o12") == "26.1/o12"


def test_a_chapter_answers_to_its_ordinal_however_it_is_written() -> None:
    titles = {find_chapter(TEN, typed) for typed in ("二", "2", "第二章", "第2章", "２")}
    assert titles == {"二、保障"}


@pytest.mark.parametrize(
    ("copied", "meant"),
    [("县⺠政局", "县民政局"), ("⻓山镇", "长山镇"), ("⼟地局", "土地局"), ("⻋站", "车站"), ("ＪＹＪ", "JYJ")],
)
def test_a_radical_copied_from_a_page_is_the_character_it_looks_like(copied: str, meant: str) -> None:
    assert spelt(copied) == meant
    unit = Unit(meant, "政府部门")
    assert find_unit((unit,), copied) is unit


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("县教育局/体育局", "县教育局／体育局"),
        ("../../etc", "／..／etc"),
        ("甲\\乙:丙", "甲＼乙：丙"),
        ("..", "_"),
        ("甲\n乙", "甲 乙"),
    ],
)
def test_a_name_in_a_files_name_divides_no_path(name: str, file: str) -> None:
    assert file_name(name) == file
