"""Why less of an entry counts than it asks: which level had nothing left, and of what counts in full nothing."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from gongkai.plan.rubric import Bonus
from gongkai.scoring.limits import flat, why_less

from .build import entry, item, only, rule, year

if TYPE_CHECKING:
    from gongkai.plan.model import Plan
    from gongkai.register.kinds import ScoreEntry


def why_last(plan: Plan, *entries: ScoreEntry) -> str:
    """Return why less of the last of a unit's entries counts."""
    assert plan.assessment is not None
    score = only(plan, *entries)
    return why_less(score.applied[-1], score, plan.assessment.schemes[0])


@pytest.mark.parametrize(("asked", "why"), [("4", ""), ("5", ""), ("6", "本项5分，扣完为止")])
def test_a_deduction_says_so_only_where_its_item_had_less_left(asked: str, why: str) -> None:
    assert why_last(year(item("1", "5", {"1.1": "1"}), item("2", "95")), entry(1, "1.1", asked)) == why


@pytest.mark.parametrize(
    ("asked", "why"), [("2", ""), ("3", ""), ("4", "“考核项1”共8分，扣完为止"), ("6", "“考核项1”共8分，扣完为止")]
)
def test_where_the_level_above_had_less_left_that_is_named(asked: str, why: str) -> None:
    halves = item("1.1", "5", {"a": "1"}), item("1.2", "6", {"b": "1"})
    plan = year(item("1", "8", {}, halves), item("2", "92"))
    assert why_last(plan, entry(1, "a", "5"), entry(2, "b", asked)) == why


@pytest.mark.parametrize(
    ("taken", "asked", "why"),
    [
        ("19.99", "5", ""),
        ("20", "5", "得分未超过80分，加分不计"),
        ("20.01", "5", "得分未超过80分，加分不计"),
        ("19.99", "6", "加分上限5分"),
    ],
)
def test_a_bonus_says_whether_the_gate_or_the_cap_held_it_back(taken: str, asked: str, why: str) -> None:
    bonus = Bonus(Decimal(5), Decimal(80), (rule("B1", "5"),))
    plan = year(item("1", "100", {"1.1": "1"}), bonus=bonus)
    assert why_last(plan, entry(1, "1.1", taken), entry(2, "B1", asked, kind="bonus")) == why


def test_items_are_told_each_before_its_own_and_how_deep_they_lie() -> None:
    inner = item("1.1", "5", {}, (item("1.1.1", "5"),))
    score = only(year(item("1", "10", {}, (inner, item("1.2", "5"))), item("2", "90")))
    assert [(depth, one.code) for depth, one in flat(score.items)] == [
        (0, "1"),
        (1, "1.1"),
        (2, "1.1.1"),
        (1, "1.2"),
        (0, "2"),
    ]
