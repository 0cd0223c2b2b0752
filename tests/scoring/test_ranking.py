"""Who is named first and last, in what grade."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from gongkai.plan.rubric import Veto
from gongkai.scoring.grading import lowest_grade
from gongkai.scoring.score import best_and_worst, places

from .build import GRADES, entry, item, scored, town, year


def named(lost: dict[str, str], undecided: tuple[str, ...] = (), vetoed: str = "") -> tuple[str, str]:
    """Return the names of the best and of the worst towns, after each lost its points."""
    plan = year(
        item("1", "100", {"1.1": "1"}),
        units=tuple(town(name) for name in lost),
        vetoes=(Veto("V1", "弄虚作假", "不合格"),),
    )
    entries = [entry(n, "1.1", points, unit) for n, (unit, points) in enumerate(lost.items(), start=1)]
    entries += [entry(99, "V1", "0", vetoed, kind="veto")] if vetoed else []
    best, worst = best_and_worst(scored(plan, entries).values(), frozenset(undecided))
    return "".join(s.unit for s in best), "".join(s.unit for s in worst)


def test_up_to_three_share_a_place_and_are_named() -> None:
    assert named({"甲": "1", "乙": "1", "丙": "1", "丁": "9"}) == ("甲乙丙", "丁")
    assert named({"甲": "1", "乙": "9", "丙": "9", "丁": "9"}) == ("甲", "乙丙丁")


def test_where_four_share_a_place_nobody_is_named() -> None:
    assert named({"甲": "1", "乙": "1", "丙": "1", "丁": "1", "戊": "9"}) == ("", "戊")


def test_an_undecided_objection_keeps_a_unit_from_being_named_and_nobody_stands_in() -> None:
    lost = {"甲": "1", "乙": "5", "丙": "9"}
    assert named(lost, ("丙",)) == ("甲", "")
    assert named(lost, ("甲",)) == ("", "丙")
    assert named({**lost, "丁": "9"}, ("丙",)) == ("甲", "丁")


def test_the_undecided_still_count_among_those_who_share() -> None:
    assert named({"甲": "1", "乙": "1", "丙": "1", "丁": "1", "戊": "9"}, ("丁",)) == ("", "戊")


def test_where_all_are_first_nobody_is_last() -> None:
    assert named({"甲": "1", "乙": "1"}) == ("甲乙", "")
    assert named({"甲": "1"}) == ("甲", "")


def test_the_vetoed_have_no_place_and_are_not_named() -> None:
    assert named({"甲": "1", "乙": "5", "丙": "9"}, vetoed="丙") == ("甲", "乙")
    assert named({"甲": "1"}, vetoed="甲") == ("", "")


def test_nobody_ranked_nobody_named() -> None:
    assert best_and_worst([]) == ((), ())


@given(st.lists(st.integers(0, 9).map(Decimal), max_size=12))
def test_a_place_is_one_more_than_the_number_of_better_scores(scores: list[Decimal]) -> None:
    table = places(scores)
    assert all(table[score] == 1 + sum(other > score for other in scores) for score in scores)


def test_the_worst_of_several_grades_is_the_one_with_the_lowest_line() -> None:
    assert lowest_grade(GRADES, ["合格", "不合格", "良好"]) == "不合格"
    assert lowest_grade(GRADES, ["合格", "不评定等次"]) == "不评定等次"
