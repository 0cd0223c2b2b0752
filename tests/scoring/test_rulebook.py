"""What a clerk may enter: rules, vetoes, stages by their codes, and the points they are worth."""

from __future__ import annotations

from decimal import Decimal

import pytest
from msgspec.structs import replace

from gongkai.errors import BadValue, GongkaiError, Refused, UnknownName
from gongkai.plan.model import Plan, Unit
from gongkai.plan.rubric import AppliesTo, Assessment, Bonus, Item, Repeat, Rule, Stage, Veto
from gongkai.points import plain, rounded
from gongkai.scoring.rulebook import (
    find_slot,
    find_stage,
    find_veto,
    item_figure,
    points_for,
    sheet_for,
    stage_figure,
)

from .build import item, rule, town, year

STAGES = (Stage("日常考核", Decimal(80)), Stage("第三方评估", Decimal(20), external=True))
BUREAU = Unit("县教育局", "政府部门")
SHEET = (
    item("1", "60", {"1.1": "5", "A1": "2"}, (item("1.2", "20", {"1.2.1": "1"}),)),
    item("2", "40", {"2.1": "1"}, applies_to=AppliesTo(kinds=("镇",), work_points=("8",))),
)
PLAN = year(
    *SHEET,
    bonus=Bonus(Decimal(5), Decimal(80), (rule("B1", "1"),)),
    vetoes=(Veto("V1", "弄虚作假", "不合格"),),
    stages=STAGES,
)


def rubric(plan: Plan = PLAN) -> Assessment:
    """The year's rubric."""
    assert plan.assessment is not None
    return plan.assessment


def test_a_units_rules_are_those_of_items_that_concern_it() -> None:
    assert find_slot(rubric(), town(), (), "2.1").rule.code == "2.1"
    with pytest.raises(Refused, match="不适用于"):
        find_slot(rubric(), BUREAU, (), "2.1")
    assert find_slot(rubric(), BUREAU, {"8"}, "2.1").rule.code == "2.1"


@pytest.mark.parametrize("typed", ["A1", "a1", "Ａ１", " a1 "])
def test_a_code_is_taken_in_any_case_and_width(typed: str) -> None:
    assert find_slot(rubric(), town(), (), typed).rule.code == "A1"


def test_an_unknown_code_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match=r"没有找到扣分规则“1\.2\.2”") as caught:
        find_slot(rubric(), town(), (), "1.2.2")
    assert caught.value.hint.startswith("是不是：1.2.1")
    with pytest.raises(UnknownName) as caught:
        find_slot(rubric(), town(), (), "扣")
    assert caught.value.hint == "可用的有：1.1、A1、1.2.1、2.1"


def test_deductions_bonuses_and_vetoes_have_codes_of_their_own() -> None:
    assert find_slot(rubric(), town(), (), "b1", "bonus").rule.code == "B1"
    assert find_veto(rubric(), town(), "v1").text == "弄虚作假"
    with pytest.raises(UnknownName):
        find_slot(rubric(), town(), (), "B1")
    with pytest.raises(UnknownName):
        find_slot(rubric(year(*SHEET)), town(), (), "B1", "bonus")


def test_a_rule_that_does_not_concern_the_unit_is_refused() -> None:
    with pytest.raises(Refused, match=r"规则2\.1所属的“考核项2”不适用于县教育局"):
        find_slot(rubric(), BUREAU, {"7"}, "2.1")


def test_a_unit_in_no_group_is_refused() -> None:
    with pytest.raises(Refused, match="不参加考核"):
        sheet_for(rubric(), Unit("县人武部", "军事机关"))


# stages


def test_a_deduction_names_a_stage_and_a_figure_an_outside_one() -> None:
    scheme = sheet_for(rubric(), town())
    assert find_stage(scheme, "日常考核") == "日常考核"
    assert find_stage(scheme, "第三方评估", external=True) == "第三方评估"
    assert find_stage(replace(scheme, stages=()), "") == ""


@pytest.mark.parametrize(
    ("name", "what", "stages", "hint"),
    [
        ("", "扣分", STAGES, "日常考核"),
        ("", "得分", STAGES, "第三方评估"),
        ("日常", "扣分", STAGES, "日常考核"),
        ("第三方评估", "扣分", STAGES, "日常考核"),
        ("日常考核", "得分", STAGES, "第三方评估"),
        ("日常考核", "扣分", (), "--stage"),
        ("", "得分", (), "外部评分"),
    ],
)
def test_a_stage_that_does_not_fit_is_a_bad_value_with_advice(
    name: str, what: str, stages: tuple[Stage, ...], hint: str
) -> None:
    with pytest.raises(BadValue) as caught:
        find_stage(replace(sheet_for(rubric(), town()), stages=stages), name, external=what == "得分")
    assert hint in caught.value.hint


def test_where_no_stage_fits_that_is_said() -> None:
    outside = replace(sheet_for(rubric(), town()), stages=STAGES[1:])
    with pytest.raises(BadValue, match="没有可以扣分的阶段"):
        find_stage(outside, "第三方评估")
    with pytest.raises(BadValue, match="没有外部评分"):
        find_stage(replace(outside, stages=STAGES[:1]), "日常考核", external=True)


@pytest.mark.parametrize("x", ["0", "100", "87.55"])
def test_an_outside_figure_lies_on_the_full_scale(x: str) -> None:
    assert stage_figure(FULL, OUTSIDE, Decimal(x), None) == (Decimal(x), None)


@pytest.mark.parametrize("x", ["100.01", "-1", "87.555", "NaN"])
def test_an_outside_figure_off_the_scale_is_a_bad_value(x: str) -> None:
    with pytest.raises(BadValue):
        stage_figure(FULL, OUTSIDE, Decimal(x), None)


FULL, OUTSIDE = Decimal(100), Stage("测评", Decimal(20), external=True)
DECLARED = Stage("测评", Decimal(20), external=True, of=Decimal(20))


def test_a_figure_that_may_be_out_of_either_is_asked_what_it_is_out_of() -> None:
    """18, where the stage weighs 20, is 18 of 20 or 18 of 100; the stage may declare it."""
    for x in ("18", "20"):
        with pytest.raises(BadValue, match="满分多少分") as error:
            stage_figure(FULL, OUTSIDE, Decimal(x), None)
        assert "--of 20" in error.value.hint
    assert stage_figure(FULL, OUTSIDE, Decimal(18), Decimal(20)) == (Decimal(18), Decimal(20))
    assert stage_figure(FULL, OUTSIDE, Decimal(18), Decimal(100)) == (Decimal(18), None)
    assert stage_figure(FULL, DECLARED, Decimal(18), None) == (Decimal(18), Decimal(20))
    for x, of in (("21", None), ("18", "50")):
        with pytest.raises(BadValue):
            stage_figure(FULL, DECLARED, Decimal(x), None if of is None else Decimal(of))


def test_a_ratio_is_asked_what_it_is_out_of() -> None:
    ratio = Item("1", "完成率", Decimal(30), mode="ratio")
    with pytest.raises(BadValue, match="多少当中的"):
        item_figure(ratio, Decimal(83), None)
    assert item_figure(ratio, Decimal(130), Decimal(120)) == (Decimal(130), Decimal(120)), "more than all is allowed"
    outside = Item("2", "评议", Decimal(20), mode="external")
    assert item_figure(outside, Decimal(18), None) == (Decimal(18), None)
    with pytest.raises(BadValue, match="超过考核项2的满分 20"):
        item_figure(outside, Decimal(21), None)


def test_later_uses_cost_what_the_rule_says() -> None:
    twice = Rule("1.1", "迟", Decimal(2), repeat=Repeat(2, Decimal(4)))
    assert [points_for(twice, 1, used=n) for n in range(3)] == [Decimal(2), Decimal(4), Decimal(4)]
    assert points_for(twice, 3) == Decimal(10)


# points

FIXED, RANGE, FREE = rule("1.1", "5"), rule("1.2", "5", least="1"), rule("1.3", "5", free=True)


def test_a_fixed_rule_asks_its_points_for_each_fault() -> None:
    assert points_for(FIXED) == 5
    assert points_for(FIXED, 3) == 15
    assert points_for(FIXED, 1, Decimal("5.00")) == 5
    assert points_for(rule("1.1", "5", least="5")) == 5


@pytest.mark.parametrize("x", ["1", "2.5", "5"])
def test_within_a_range_points_are_chosen(x: str) -> None:
    assert points_for(RANGE, 1, Decimal(x)) == Decimal(x)


@pytest.mark.parametrize(("count", "x"), [(1, "0.99"), (1, "5.01"), (2, "1.5"), (1, "3.333"), (1, "0"), (1, "-2")])
def test_outside_the_range_nothing_is(count: int, x: str) -> None:
    with pytest.raises(BadValue):
        points_for(RANGE, count, Decimal(x), "领导批评")


def test_a_range_must_be_chosen_from() -> None:
    with pytest.raises(BadValue, match="1 至 5 分，须写明"):
        points_for(RANGE)


def test_other_points_need_a_rule_with_discretion_and_a_reason() -> None:
    """被领导批评的加倍, where the rule leaves it open."""
    assert points_for(FREE, 1, Decimal(10), "被县领导批评，加倍") == 10
    for refused, reason in ((FIXED, "加倍"), (FREE, ""), (FREE, " ")):
        with pytest.raises(BadValue, match="不能是 10 分"):
            points_for(refused, 1, Decimal(10), reason)


@pytest.mark.parametrize("x", ["0", "-1", "0.001", "NaN", "Infinity", "1e9"])
def test_discretion_is_not_without_bounds(x: str) -> None:
    with pytest.raises(BadValue):
        points_for(FREE, 1, Decimal(x), "酌情")


def test_what_counts_once_a_year_is_asked_once() -> None:
    once = replace(FIXED, per="年")
    assert points_for(once, 1) == FIXED.points
    with pytest.raises(BadValue, match="一年只记一次，次数不能是 2"):
        points_for(once, 2)
    assert points_for(FIXED, 2) == FIXED.points * 2


@pytest.mark.parametrize("count", [0, -1, 10**9])
def test_a_count_is_one_or_more_and_within_reason(count: int) -> None:
    with pytest.raises(BadValue):
        points_for(FIXED, count)


def test_what_is_told_is_chinese() -> None:
    """Codes and flags apart, no Latin word reaches the screen."""
    told: list[GongkaiError] = []
    for x in ("0.99", "7", "0.001"):
        try:
            points_for(RANGE, 1, Decimal(x))
        except BadValue as error:
            told.append(error)
    assert len(told) == 3
    words = "".join(error.message + error.hint for error in told).replace("--count", "")
    assert not any("a" <= letter.lower() <= "z" for letter in words)


@pytest.mark.parametrize(("x", "shown"), [("5.00", "5"), ("100", "100"), ("0.50", "0.5"), ("0", "0"), ("1E+2", "100")])
def test_figures_are_shown_plainly(x: str, shown: str) -> None:
    assert plain(Decimal(x)) == shown


@pytest.mark.parametrize(("x", "places", "got"), [("0.005", 2, "0.01"), ("0.00499", 2, "0.00"), ("2.5", 0, "3")])
def test_rounding_is_half_up(x: str, places: int, got: str) -> None:
    assert str(rounded(Decimal(x), places)) == got
