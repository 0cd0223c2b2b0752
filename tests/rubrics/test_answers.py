"""The answers that the published rules themselves fix, found by the engine in the examples as they are shipped."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from gongkai.errors import BadValue, UnknownName

from .pasted import Fault, Year, assessment_of, times

if TYPE_CHECKING:
    from gongkai.scoring.sheet import UnitScore

TOWN, OTHER_TOWN, BUREAU = "严陵镇人民政府", "连界镇人民政府", "县教育局"
LICHENG, JINZHOU, YUEYANG, XIAXIAN = (
    Year("licheng-2020"),
    Year("jinzhou-2020"),
    Year("yueyang-2017"),
    Year("xiaxian-2021"),
)
TOWNS, SUIZHOU, LAIYUAN = Year("towns-2010"), Year("suizhou-2023"), Year("laiyuan-2023")
GUANGYUAN, DEYANG = Year("guangyuan-2018"), Year("shijiazhuang-deyang")


def applied(score: UnitScore) -> list[Decimal]:
    """Return what each entry took or gave, in order."""
    return [entry.applied for entry in score.applied]


def numbers(text: str) -> list[Decimal]:
    """Read figures apart by spaces."""
    return [Decimal(word) for word in text.split()]


# 鲤城区 2020


def test_licheng_three_late_papers_at_five_each_lose_the_item_of_ten() -> None:
    """公文提前或超期公开每条扣5分, in an item of 10: the third finds nothing left."""
    score = LICHENG.of(TOWN, *times(3, "1.1"))
    assert applied(score) == numbers("5 5 0")
    assert [score.items[0].asked, score.items[0].deducted] == numbers("15 10")
    assert score.score == Decimal(90)


def test_licheng_three_papers_in_one_entry_cost_as_much_as_in_three() -> None:
    assert applied(LICHENG.of(TOWN, Fault("1.1", 3))) == numbers("10")
    assert LICHENG.of(TOWN, Fault("1.1", 3)).score == LICHENG.of(TOWN, *times(3, "1.1")).score


def test_licheng_item_of_six_is_gone_at_the_first_late_answer() -> None:
    """依申请公开: 超期办理每条扣6分, in an item of 6."""
    score = LICHENG.of(TOWN, *times(2, "3.1"))
    assert applied(score) == numbers("6 0")
    assert [score.items[2].score, score.score] == numbers("0 94")


def test_licheng_five_faults_of_five_in_the_annual_report_cost_ten() -> None:
    score = LICHENG.of(TOWN, *(Fault(f"2.{n}") for n in range(1, 6)))
    assert applied(score) == numbers("5 5 0 0 0")
    assert [score.items[1].asked, score.score] == numbers("25 90")


def test_licheng_small_faults_fill_what_the_big_one_left() -> None:
    """标题、索引号 1 point each: after a late paper five of six are felt."""
    assert applied(LICHENG.of(TOWN, Fault("1.1"), *times(6, "1.2"))) == numbers("5 1 1 1 1 1 0")


def test_licheng_a_cap_never_reaches_into_the_next_item() -> None:
    score = LICHENG.of(TOWN, *times(9, "1.1"), Fault("3.2"), Fault("4.3"))
    assert [item.deducted for item in score.items] == numbers("10 0 3 2 0")
    assert score.score == 85


# 锦州市 2020


def test_jinzhou_caps_at_every_level() -> None:
    """一级指标减分上限为自身权重; a second-level index loses at most its own before that."""
    score = JINZHOU.of(TOWN, *times(2, "1.2"), Fault("1.1"), Fault("1.3"), Fault("2.1"))
    assert applied(score) == numbers("8 4 5 3 2")
    top = score.items[0]
    assert [top.asked, top.deducted, top.score] == numbers("29 20 0")
    assert [x for child in top.items for x in (child.asked, child.deducted)] == numbers("16 12 8 3")
    assert score.score == 78


def test_jinzhou_class_a_and_class_b_have_two_sheets() -> None:
    """The same code is another fault at another price, and the classes are ranked apart."""
    year = JINZHOU.scores({TOWN: times(1, "1.1"), BUREAU: times(1, "1.1")})
    town, bureau = year[TOWN], year[BUREAU]
    assert (town.scheme, bureau.scheme) == ("甲类标准（改写）", "乙类标准（改写）")
    assert [town.score, bureau.score] == numbers("95 90")
    assert [item.points for item in town.items] != [item.points for item in bureau.items]
    assert {score.scheme for score in year.values() if score.group == town.group} == {town.scheme}


def test_jinzhou_a_rule_of_the_other_class_is_unknown() -> None:
    with pytest.raises(UnknownName):
        JINZHOU.of(BUREAU, Fault("1.2"))


def test_jinzhou_the_last_of_the_bureaus_says_nothing_about_the_towns() -> None:
    year = JINZHOU.scores({BUREAU: times(3, "1.1"), OTHER_TOWN: times(1, "2.1")})
    towns = [score for score in year.values() if score.group == "镇"]
    assert (year[OTHER_TOWN].rank, len(towns)) == (20, 20)
    assert year[BUREAU].rank == len([s for s in year.values() if s.rank is not None and s.group == "县级部门"])


# 岳阳市 2017


@pytest.mark.parametrize(
    ("lost", "score", "grade"),
    [
        ([Fault("3.1")], "90", "优秀"),
        ([Fault("3.1"), Fault("2.2", points="0.01")], "89.99", "良好"),
        (times(2, "3.1"), "80", "良好"),
        ([*times(2, "3.1"), Fault("2.2", points="0.01")], "79.99", "合格"),
        ([*times(2, "3.1"), *times(4, "2.1")], "60", "合格"),
        ([*times(2, "3.1"), *times(4, "2.1"), Fault("2.2", points="0.01")], "59.99", "不合格"),
        ([*times(2, "3.1"), *times(12, "2.1"), *times(4, "1.1")], "0", "不合格"),
    ],
)
def test_yueyang_grades_at_their_lines(lost: list[Fault], score: str, grade: str) -> None:
    """优秀 from 90, 良好 from 80, 合格 from 60, 不合格 below: the line itself belongs to the better grade."""
    found = YUEYANG.of(TOWN, *lost)
    assert (found.score, found.grade) == (Decimal(score), grade)


def test_yueyang_a_body_without_the_duty_is_assessed_on_the_rest() -> None:
    """县委编办 has no item of 20: of 80 points 20 lost are a quarter."""
    score = YUEYANG.of("县委编办", *times(4, "2.1"))
    assert [score.applicable_points, score.earned, score.score] == numbers("80 60 75")
    assert (score.items[2].applicable, score.rank) == (False, None)


# 夏县 2021


def test_xiaxian_ninety_five_and_five_make_a_hundred_only_together() -> None:
    assert XIAXIAN.of(TOWN).score == 95
    best = XIAXIAN.of(TOWN, Fault("B1"), Fault("B2"))
    assert [best.base, best.bonus, best.score] == numbers("95 5 100")
    assert applied(best) == numbers("2 3")


def test_xiaxian_a_bonus_makes_good_what_was_lost_but_no_more_than_five() -> None:
    score = XIAXIAN.of(TOWN, *times(2, "1.1"), *times(3, "B2"))
    assert [score.base, score.bonus, score.score] == numbers("85 5 90")


# 某市乡镇街道 2010


def test_towns_a_month_below_forty_costs_five_until_nothing_is_left() -> None:
    """每月不低于40条, 出现一个月扣5分, 扣完为止: the ninth month is free, in an item of 40."""
    score = TOWNS.of(TOWN, *times(9, "1.1", "网上考核"))
    assert applied(score) == numbers("5 5 5 5 5 5 5 5 0")
    assert [stage.score for stage in score.stages] == numbers("60 100")
    assert score.score == 68


def test_towns_network_test_counts_eighty_and_on_site_twenty() -> None:
    """The same ten points cost eight in the one, and two in the other."""
    score = TOWNS.of(TOWN, Fault("1.2", stage="网上考核"), Fault("1.2", stage="现场考核"))
    assert [entry.cost for entry in score.applied] == [8, 2]
    assert score.score == 90


def test_towns_a_deduction_without_its_stage_is_refused() -> None:
    with pytest.raises(BadValue, match="分阶段"):
        TOWNS.of(TOWN, Fault("1.1"))


# 随州市 2023


def test_suizhou_outside_seventy_and_daily_thirty() -> None:
    """平台测评 82 and daily work 90: 0.7 × 82 + 0.3 × 90 = 84.4."""
    score = SUIZHOU.of(TOWN, Fault("1.1", stage="日常工作"), 平台测评="82")
    assert [stage.external for stage in score.stages] == [True, False]
    assert [x for stage in score.stages for x in (stage.weight, stage.score)] == numbers("70 82 30 90")
    assert score.score == Decimal("84.4")
    assert score.applied[0].cost == 3


def test_suizhou_a_missing_outside_figure_is_no_score_and_never_nought() -> None:
    """A figure of 0 is a figure."""
    year = SUIZHOU.scores({}, {(TOWN, "平台测评"): "0", (OTHER_TOWN, "平台测评"): "80"})
    assert (year[TOWN].score, year[TOWN].grade, year[TOWN].rank) == (Decimal(30), "不合格", None)
    assert (year[OTHER_TOWN].score, year[OTHER_TOWN].rank) == (Decimal(86), None), "others wait for their figure"
    assert (year[BUREAU].score, year[BUREAU].grade, year[BUREAU].rank) == (None, None, None)


def test_suizhou_no_points_are_taken_where_others_judge() -> None:
    with pytest.raises(BadValue, match="外部评分"):
        SUIZHOU.of(TOWN, Fault("1.1", stage="平台测评"))


# 涞源县 2023


def test_laiyuan_four_quarters_weigh_the_same() -> None:
    """The quarters at 98, 94, 100 and 90 average 95.5."""
    lost = (
        Fault("1.1", stage="一季度"),
        *times(3, "1.2", "二季度"),
        *times(2, "3.1", "四季度"),
    )
    score = LAIYUAN.of(TOWN, *lost)
    assert [stage.score for stage in score.stages] == numbers("98 94 100 90")
    assert score.score == Decimal("95.5")


def test_laiyuan_it_does_not_matter_in_which_quarter() -> None:
    scores = {
        LAIYUAN.of(TOWN, Fault("2.1", stage=f"{quarter}季度"), Fault("2.2", stage=f"{quarter}季度")).score
        for quarter in "一二三四"
    }
    assert scores == {Decimal(99)}


def test_laiyuan_each_quarter_has_the_caps_of_its_own() -> None:
    """A small item of 10 loses 10 in a quarter, and 10 again in the next."""
    score = LAIYUAN.of(TOWN, *times(6, "1.1", "一季度"), *times(6, "1.1", "二季度"))
    assert applied(score) == numbers("2 2 2 2 2 0 2 2 2 2 2 0")
    assert [stage.score for stage in score.stages] == numbers("90 90 100 100")
    assert score.score == 95


def test_laiyuan_a_hundred_and_eight_is_the_most() -> None:
    assert LAIYUAN.of(TOWN, *times(5, "B1")).score == 108


# 广元市 2018


def test_guangyuan_two_yellow_lights_cost_one_and_a_red_one_two() -> None:
    score = GUANGYUAN.of(TOWN, Fault("1.1"), Fault("1.2"))
    assert [*applied(score), score.score] == numbers("1 2 97")


def test_guangyuan_lights_take_no_more_than_their_item() -> None:
    score = GUANGYUAN.of(TOWN, Fault("1.1"), *times(3, "1.2"))
    assert [*applied(score), score.score] == numbers("1 2 2 0 95")


# 石家庄市, 德阳市


def test_shijiazhuang_late_five_and_undone_ten_for_each() -> None:
    score = DEYANG.of(BUREAU, Fault("1.1", 2), Fault("1.3"))
    assert [*applied(score), score.score] == numbers("10 10 80")


@pytest.mark.parametrize(("plain", "doubled"), [("1.1", "1.2"), ("1.3", "1.4"), ("2.2", "2.3")])
def test_deyang_what_a_leader_criticised_is_doubled(plain: str, doubled: str) -> None:
    once, twice = DEYANG.of(BUREAU, Fault(plain)), DEYANG.of(BUREAU, Fault(doubled))
    assert twice.deducted == 2 * once.deducted


def test_deyang_the_fifteen_points_of_reporting_run_out() -> None:
    score = DEYANG.of(BUREAU, *times(2, "2.2"), Fault("2.1"), Fault("2.6"), Fault("2.7", points="1"))
    assert applied(score) == numbers("5 5 3 2 0")
    assert [score.items[1].score, score.score] == numbers("0 85")


@pytest.mark.parametrize("points", ["0.5", "3.01", "4"])
def test_deyang_other_faults_cost_one_to_three_and_nothing_else(points: str) -> None:
    with pytest.raises(BadValue, match="1 至 3"):
        DEYANG.of(BUREAU, Fault("2.7", points=points))


def test_deyang_a_range_has_to_be_chosen_within() -> None:
    with pytest.raises(BadValue, match="须写明"):
        DEYANG.of(BUREAU, Fault("2.7"))
    assert DEYANG.of(BUREAU, Fault("2.7", points="1.5")).score == Decimal("98.5")


def test_published_figures_stand_in_the_files_as_they_were_published() -> None:
    """A figure of a source that is mistyped here would be wrong in every office that copies it."""
    licheng = assessment_of("licheng-2020").schemes[0]
    assert [item.points for item in licheng.items[:4]] == [10, 10, 6, 6]
    assert [[rule.points for rule in item.rules] for item in licheng.items[:4]] == [
        [5, 1, 1],
        [5, 5, 5, 5, 5],
        [6, 3, 6, 3],
        [6, 6, 2],
    ]
    assert [grade.min for grade in assessment_of("yueyang-2017").grades] == [90, 80, 60, 0]
    shares = {name: assessment_of(name).schemes[0].stages for name in ("towns-2010", "suizhou-2023")}
    assert [stage.weight for stages in shares.values() for stage in stages] == numbers("80 20 70 30")
    assert [stage.external for stages in shares.values() for stage in stages] == [False, False, True, False]
