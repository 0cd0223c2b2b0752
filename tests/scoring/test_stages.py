"""Stages: each with a sheet of its own or a figure from outside, and their weighted mean."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gongkai.plan.rubric import Item, Stage

from .build import entry, figures, item, scored, town, year

HUNDRED = item("1", "100", {"1.1": "1"})
STAGES = (
    Stage("日常考核", Decimal(40)),
    Stage("年终考核", Decimal(40)),
    Stage("第三方评估", Decimal(20), external=True),
)


def test_each_stage_has_caps_of_its_own_and_the_weight_says_what_it_costs() -> None:
    plan = year(item("1", "10", {"1.1": "8"}), item("2", "90"), stages=STAGES)
    taken = [
        entry(1, "1.1", "8", stage="日常考核"),
        entry(2, "1.1", "8", stage="年终考核"),
        entry(3, "1.1", "8", stage="年终考核"),
    ]
    score = scored(plan, taken, external={("严陵镇人民政府", "第三方评估"): Decimal("87.5")})["严陵镇人民政府"]
    assert [(a.applied, a.cost) for a in score.applied] == [figures("8 3.2"), figures("8 3.2"), figures("2 0.8")]
    assert [stage.score for stage in score.stages] == list(figures("92 90 87.5"))
    assert (score.deducted, score.score) == figures("18 90.3")
    assert (score.items[0].deducted, score.items[0].score) == figures("18 1")
    assert [stage.items[0].score for stage in score.stages[:2]] == list(figures("2 0"))


def test_a_missing_outside_figure_means_no_score_and_never_nought() -> None:
    plan = year(HUNDRED, units=(town("甲"), town("乙")), stages=STAGES)
    by_unit = scored(plan, external={("乙", "第三方评估"): Decimal(0)})
    assert by_unit["乙"].score == Decimal(80)
    assert (by_unit["甲"].score, by_unit["甲"].grade, by_unit["甲"].stages[2].score) == (None, None, None)
    assert [(unit, score.rank) for unit, score in by_unit.items()] == [("甲", None), ("乙", None)], "甲 is waited for"


@pytest.mark.parametrize("stage", ["", "第三方评估", "去年"])
def test_a_deduction_in_no_stage_of_its_own_counts_nowhere_and_is_reported(stage: str) -> None:
    plan = year(HUNDRED, stages=STAGES)
    score = scored(plan, [entry(1, "1.1", "5", stage=stage)], external={("严陵镇人民政府", "第三方评估"): Decimal(100)})
    got = score["严陵镇人民政府"]
    assert ([a.void for a in got.problems], got.score) == (["no_stage"], Decimal(100))


@pytest.mark.parametrize("items", [(), (HUNDRED,)])
def test_a_year_of_outside_figures_alone_takes_nothing_off_its_items(items: tuple[Item, ...]) -> None:
    plan = year(*items, stages=(Stage("一", Decimal(1), external=True), Stage("二", Decimal(2), external=True)))
    given = {("严陵镇人民政府", "一"): Decimal(70), ("严陵镇人民政府", "二"): Decimal(100)}
    score = scored(plan, external=given)["严陵镇人民政府"]
    assert score.score == Decimal(90)
    assert [top.score for top in score.items] == [top.points for top in items]
