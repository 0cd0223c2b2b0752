"""Each clause of a published rubric's arithmetic, with the case that needs it, worked by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from gongkai.plan.rubric import rubric_of
from gongkai.scoring.limits import why_less

from .build import ruling
from .rubrics import EAST, WEST, east, entries, rubric, scores

if TYPE_CHECKING:
    from gongkai.register.kinds import ScoreEntry

PLAIN = 'items: [{code: "1", name: 日常, points: 100, rules: [{code: "1.1", text: 不及时, points: 1, per: 次}]}]\n'


def d(text: str) -> Decimal:
    return Decimal(text)


def numbered(*told: ScoreEntry) -> list[ScoreEntry]:
    """Return the entries of several units in one row of the register."""
    return [replace(one, seq=seq, id=f"{one.id[0]}{seq}") for seq, one in enumerate(told, 1)]


# 减分项、最高得分


def test_penalties_come_off_the_total_after_the_items_up_to_their_cap() -> None:
    """减分项最多扣10分: 100 less 5 in the items is 95; 4 + 8 are asked, 10 are taken: 85."""
    plan = rubric(PLAIN + "penalties: {cap: 10, rules: [{code: J1, text: 被通报, points: 4}]}")
    score = east(plan, "D 1.1 5", "D J1 4", "D J1 8")
    assert (score.base, score.penalty, score.score, score.deducted) == (d("95"), d("10"), d("85"), d("15"))
    assert [a.applied for a in score.applied] == [d("5"), d("4"), d("6")]
    assert why_less(score.applied[2], score, rubric_of(plan).schemes[0]) == "减分上限10分"


def test_penalties_without_a_cap_leave_nought_and_never_less() -> None:
    plan = rubric(PLAIN + "penalties: {rules: [{code: J1, text: 被通报, points: 4}]}")
    score = east(plan, "D 1.1 98", "D J1 4")
    assert (score.score, score.penalty) == (d("0"), d("2"))


def test_eighty_points_and_a_bonus_make_a_hundred_at_most() -> None:
    """基础分80分，加分不超过25分，最高100分."""
    plan = rubric(
        """
        full: 80
        ceiling: 100
        items: [{code: "1", name: 基础, points: 80, rules: [{code: "1.1", text: 扣, points: 1}]}]
        bonus: {cap: 25, rules: [{code: B1, text: 加, points: 25}]}
        """
    )
    assert east(plan).score == d("80")
    assert east(plan, "B B1 25").score == d("100")
    assert east(plan, "D 1.1 10", "B B1 25").score == d("95"), "80-10+25"


# 计分方式


def test_an_item_that_is_earned_begins_at_nought_and_ends_at_its_points() -> None:
    """信息报送每条1分，最多10分; 13 pieces are 10 points."""
    plan = rubric(
        """
        items:
          - {code: "1", name: 信息报送, points: 10, mode: earn, rules: [{code: "1.1", text: 采用, points: 1, per: 条}]}
          - {code: "2", name: 日常, points: 90, rules: [{code: "2.1", text: 扣, points: 1}]}
        """
    )
    assert east(plan).score == d("90")
    assert east(plan, "B 1.1 4", "D 2.1 3").score == d("91")
    score = east(plan, "B 1.1 4", "B 1.1 9")
    assert (score.score, score.items[0].gained, score.bonus) == (d("100"), d("10"), d("0"))
    assert [a.applied for a in score.applied] == [d("4"), d("6")]
    assert why_less(score.applied[1], score, rubric_of(plan).schemes[0]) == "本项最多10分"


def test_a_base_of_nought_is_a_scheme_of_earned_items() -> None:
    plan = rubric(
        'items: [{code: "1", name: 甲, points: 100, mode: earn, rules: [{code: "1.1", text: 得, points: 5}]}]'
    )
    assert (east(plan).score, east(plan).grade) == (d("0"), "不合格")
    assert east(plan, "B 1.1 65").score == d("65")
    assert east(plan, "D 1.1 5").applied[0].void == "no_rule", "a merit takes nothing"


def test_a_ratio_is_worth_its_share_of_the_points() -> None:
    """83 of 120 are worth 20.75 of 30 points (办结率), and more than all are worth all."""
    plan = rubric(
        """
        items:
          - {code: "1", name: 完成率, points: 30, mode: ratio}
          - {code: "2", name: 日常, points: 70}
        """
    )
    assert east(plan, figures={"1": ("83", "120")}).score == d("90.75")
    assert east(plan, figures={"1": ("150", "120")}).score == d("100")
    assert east(plan, figures={"1": ("0", "120")}).score == d("70")
    lacking = east(plan)
    assert (lacking.score, lacking.items[0].missing, lacking.items[1].missing) == (None, True, False)


def test_thirds_are_rounded_once_and_half_up() -> None:
    """Three thirds of a point are one point, and not a shade less."""
    thirds = "\n".join(f'  - {{code: "{n}", name: 甲{n}, points: 1, mode: ratio, of: 3}}' for n in range(1, 4))
    plan = rubric(f'items:\n{thirds}\n  - {{code: "4", name: 其余, points: 97}}')
    ones = east(plan, figures={str(n): ("1", "3") for n in range(1, 4)})
    assert (ones.base, ones.score) == (d("98"), d("98.00"))


def test_an_outside_figure_is_in_the_items_own_points_or_out_of_what_it_says() -> None:
    plan = rubric(
        """
        items:
          - {code: "1", name: 群众评议, points: 20, mode: external}
          - {code: "2", name: 日常, points: 80}
        """
    )
    assert east(plan, figures={"1": ("18", None)}).score == d("98")
    assert east(plan, figures={"1": ("45", "50")}).score == d("98")
    assert east(plan).score is None


def test_faults_come_off_what_was_measured() -> None:
    """数据造假的，在完成率得分中再扣."""
    plan = rubric(
        """
        items:
          - {code: "1", name: 完成率, points: 40, mode: ratio, rules: [{code: "1.1", text: 造假, points: 10}]}
          - {code: "2", name: 日常, points: 60}
        """
    )
    assert east(plan, "D 1.1 10", figures={"1": ("90", "100")}).score == d("86"), "36-10+60"
    assert east(plan, "D 1.1 10", figures={"1": ("20", "100")}).score == d("60"), "8-10 is nought"


# 规则


def test_a_rule_takes_no_more_than_its_own_most_of_the_year() -> None:
    """每次0.5分，最多扣3分: nine times ask 4.5, and 3 are taken, though the item has 20."""
    plan = rubric(
        """
        items:
          - code: "1"
            name: 日常
            points: 20
            rules: [{code: "1.1", text: 迟报, points: 0.5, max: 3}, {code: "1.2", text: 漏报, points: 2}]
          - {code: "2", name: 其他, points: 80}
        """
    )
    score = east(plan, "D 1.1 2 ×4", "D 1.1 2.5 ×5", "D 1.2 2")
    assert score.score == d("95")
    assert [a.applied for a in score.applied] == [d("2"), d("1"), d("2")]
    assert why_less(score.applied[1], score, rubric_of(plan).schemes[0]) == "规则1.1全年最多3分"


def test_a_use_that_was_the_second_is_the_first_once_the_one_before_is_revoked() -> None:
    """首次扣2分，再次扣4分: with the first taken back the other costs 2."""
    plan = rubric(
        'items: [{code: "1", name: 日常, points: 100, rules: '
        '[{code: "1.1", text: 迟, points: 2, repeat: {from: 2, points: 4}}]}]'
    )
    told = entries("D 1.1 2", "D 1.1 4", "D 1.1 4")
    assert scores(plan, told)[EAST].score == d("90")
    after = scores(plan, told, rulings=[ruling(50, "D1", "revoked")])[EAST]
    assert ([a.applied for a in after.applied], after.score) == ([d("0"), d("2"), d("4")], d("94"))
    assert why_less(after.applied[1], after, rubric_of(plan).schemes[0]) == "前面的已撤销，按靠前的次数计"


# 加分和门槛


def test_a_bonus_inside_an_item_is_added_before_the_cap_is_looked_at() -> None:
    """20-30+12 is 2, not 12; 20-3+12 is 20."""
    plan = rubric(
        """
        items:
          - code: "1"
            name: 信访
            points: 20
            rules: [{code: "1.1", text: 扣, points: 30}]
            bonus: {cap: 12, rules: [{code: B1, text: 加, points: 12}]}
          - {code: "2", name: 其他, points: 80}
        """
    )
    both = east(plan, "D 1.1 30", "B B1 12")
    assert (both.score, both.items[0].score, both.bonus) == (d("82"), d("2"), d("12"))
    assert [a.applied for a in both.applied] == [d("30"), d("12")]
    assert east(plan, "B B1 12", "D 1.1 30").score == d("82"), "in whatever order"
    some = east(plan, "D 1.1 3", "B B1 12")
    assert (some.score, some.bonus, some.items[0].gained) == (d("100"), d("3"), d("3"))
    assert east(plan, "D 1.1 40", "B B1 12").score == d("80"), "no item is below nought"


def test_a_gate_is_passed_above_or_at_its_line() -> None:
    above = rubric(PLAIN + "bonus: {cap: 5, above: 80, rules: [{code: B1, text: 加, points: 5}]}")
    least = rubric(PLAIN + "bonus: {cap: 5, at_least: 80, rules: [{code: B1, text: 加, points: 5}]}")
    assert (east(above, "D 1.1 20", "B B1 5").score, east(least, "D 1.1 20", "B B1 5").score) == (d("80"), d("85"))
    assert east(least, "D 1.1 21", "B B1 5").score == d("79")
    shut = east(least, "D 1.1 21", "B B1 5")
    assert why_less(shut.applied[1], shut, rubric_of(least).schemes[0]) == "得分不足80分，加分不计"


def test_a_gate_may_look_at_some_items_alone() -> None:
    """前两项得满60分的方可加分."""
    plan = rubric(
        """
        items:
          - {code: "1", name: 甲, points: 40, rules: [{code: "1.1", text: 扣, points: 1}]}
          - {code: "2", name: 乙, points: 30, rules: [{code: "2.1", text: 扣, points: 1}]}
          - {code: "3", name: 丙, points: 30, rules: [{code: "3.1", text: 扣, points: 1}]}
        bonus: {cap: 5, at_least: 60, of: ["1", "2"], rules: [{code: B1, text: 加, points: 5}]}
        """
    )
    assert east(plan, "D 1.1 10", "D 3.1 30", "B B1 5").score == d("65"), "30+30, and nothing of the third"
    short = east(plan, "D 1.1 11", "B B1 5")
    assert short.score == d("89")
    assert why_less(short.applied[1], short, rubric_of(plan).schemes[0]) == "考核项1、2得分不足60分，加分不计"


# 阶段

QUARTERS = """
items:
  - {code: "1", name: 主动公开, points: 60, rules: [{code: "1.1", text: 扣, points: 1}]}
  - {code: "2", name: 依申请, points: 40, rules: [{code: "2.1", text: 扣, points: 1}]}
stages:
  - {name: 第一季度, items: ["1"]}
  - {name: 第二季度, items: ["2"], bonus: {cap: 5, rules: [{code: B1, text: 加, points: 5}]}}
  - {name: 年终}
"""


def test_stages_have_items_of_their_own_and_equal_weights_need_no_figures() -> None:
    """Q1 (60-6)/60 = 90; Q2 (40-10)/40 = 75, +5 = 80; the end 100-2 = 98: together 268/3 = 89.33."""
    plan = rubric(QUARTERS)
    score = east(plan, "D 1.1 6 @第一季度", "D 2.1 10 @第二季度", "B B1 5", "D 2.1 2 @年终")
    assert [stage.score for stage in score.stages] == [d("90"), d("80"), d("98")]
    assert score.score == d("89.33")
    assert [[item.code for item in stage.items] for stage in score.stages] == [["1"], ["2"], ["1", "2"]]
    odd = east(plan, "D 2.1 6 @第一季度")
    assert (odd.applied[0].void, odd.score) == ("no_stage", d("100"))


def test_a_stage_of_which_nothing_concerns_a_unit_has_no_weight() -> None:
    plan = rubric(QUARTERS.replace("points: 60,", "points: 60, applies_to: {units: [西镇]},", 1))
    score = east(plan, "D 2.1 10 @第二季度")
    assert [(stage.counts, stage.score) for stage in score.stages] == [(False, None), (True, d("75")), (True, d("100"))]
    assert score.score == d("87.5")


def test_one_stages_result_is_a_result_with_ranks_and_grades() -> None:
    plan = rubric(QUARTERS + "vetoes: [{code: V1, text: 泄密, grade: 不合格}]\n")
    told = numbered(
        *entries("D 1.1 6 @第一季度", "D 2.1 10 @年终"), *entries("D 1.1 12 @第一季度", "X V1 0 @年终", unit=WEST)
    )
    first = scores(plan, told, stage="第一季度")
    assert [(s.unit, s.score, s.rank, s.grade, s.veto) for s in first.values() if s.group == "镇"] == [
        (EAST, d("90"), 1, "优秀", None),
        (WEST, d("80"), 2, "良好", None),
    ]
    last = scores(plan, told, stage="年终")
    assert (last[WEST].veto, last[WEST].rank, last[EAST].score) == ("泄密", None, d("90"))


def test_the_figure_of_a_stage_says_what_it_is_out_of() -> None:
    """18 of 20 is 90 of 100."""
    plan = rubric(PLAIN + "stages: [{name: 日常, weight: 80}, {name: 测评, weight: 20, external: true, of: 20}]\n")
    assert east(plan, "D 1.1 10 @日常", figures={"@测评": ("18", "20")}).score == d("90")
    assert east(plan, figures={"@测评": ("90", None)}).score == d("98")


def test_each_stage_has_a_figure_of_its_own_for_an_item() -> None:
    plan = rubric(
        """
        items: [{code: "1", name: 完成率, points: 100, mode: ratio, of: 100}]
        stages: [{name: 上半年}, {name: 下半年}]
        """
    )
    figures = {"1@上半年": ("80", "100"), "1@下半年": ("91", "100")}
    assert east(plan, figures=figures).score == d("85.5")
    assert east(plan, figures={"1@上半年": ("80", "100")}).score is None
    assert east(plan, figures={"1@上半年": ("80", "100")}, stage="上半年").score == d("80")


# 等次


@pytest.mark.parametrize(
    ("taken", "best", "said"),
    [
        ([0, 1, 2, 3, 4, 5, 6, 7], 2, "名次在名额以外"),
        ([0, 1, 1, 3, 4, 5, 6, 7], 1, "并列2个单位"),
        ([0, 0, 0, 3, 4, 5, 6, 7], 0, "并列3个单位"),
        ([0, 0, 20, 30, 4, 5, 6, 7], 2, "名次在名额以外"),
    ],
)
def test_a_grade_has_at_most_its_share_and_ties_at_the_line_stay_out(taken: list[int], best: int, said: str) -> None:
    """优秀不超过25%: of eight towns two."""
    grades = "[{name: 优秀, min: 90, share: 25}, {name: 良好, min: 80}, {name: 合格, min: 60}, {name: 不合格, min: 0}]"
    plan = rubric(PLAIN, grades=grades, more_towns=6)
    towns = [EAST, WEST, *(f"第{n}镇" for n in range(1, 7))]
    taken_from = [(unit, points) for unit, points in zip(towns, taken, strict=True) if points]
    told = numbered(*(one for unit, points in taken_from for one in entries(f"D 1.1 {points}", unit=unit)))
    found = scores(plan, told)
    assert sum(found[unit].grade == "优秀" for unit in towns) == best
    reasons = [held.words for unit in towns for held in found[unit].held]
    assert reasons
    assert all(said in words for words in reasons[:1])


def test_a_veto_never_raises_a_grade() -> None:
    """良好 on a unit of 45 points leaves 不合格."""
    plan = rubric(PLAIN + "vetoes: [{code: V1, text: 迟报, grade: 良好}]\n")
    low, high = east(plan, "D 1.1 55", "X V1 0"), east(plan, "X V1 0")
    assert (low.grade, low.veto, low.rank) == ("不合格", "迟报", None)
    assert high.grade == "良好"


def test_a_grade_may_be_barred_and_the_place_stays() -> None:
    """不得评为优秀."""
    plan = rubric(PLAIN + "vetoes: [{code: V1, text: 被通报批评, at_most: 良好}]\n")
    assert [east(plan, f"D 1.1 {n}", "X V1 0").grade for n in ("1", "15", "55")] == ["良好", "良好", "不合格"]
    barred = east(plan, "X V1 0")
    assert (barred.rank, barred.veto, barred.barred, barred.score) == (1, None, "被通报批评", d("100"))


def test_an_item_below_its_floor_sets_the_grade_and_never_a_better_one() -> None:
    """信息公开得分低于21分的，定为合格以下."""
    plan = rubric(
        """
        items:
          - code: "1"
            name: 核心
            points: 35
            floor: {min: 21, grade: 合格}
            rules: [{code: "1.1", text: 扣, points: 1}]
          - {code: "2", name: 其他, points: 65, rules: [{code: "2.1", text: 扣, points: 1}]}
        """
    )
    assert [east(plan, f"D 1.1 {n}").grade for n in ("14", "14.01", "15")] == ["良好", "合格", "合格"]
    assert east(plan, "D 1.1 15", "D 2.1 60").grade == "不合格"
    assert [held.kind for held in east(plan, "D 1.1 15").held] == ["floor"]


def test_a_scheme_has_its_own_full_score_places_and_grades() -> None:
    plan = rubric(
        """
        full: 50
        places: 3
        grades: [{name: A, min: 40}, {name: B, min: 0}]
        items: [{code: "1", name: 甲, points: 30, mode: ratio, of: 7}]
        """
    )
    score = east(plan, figures={"1": ("5", "7")})
    assert (score.score, score.grade) == (d("35.714"), "B")
    none = rubric("places: 0\n" + PLAIN)
    assert east(none, "D 1.1 0.5").score == d("100"), "99.5 is rounded up"
