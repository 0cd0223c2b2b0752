"""One rule of the assessment after another, each at its border."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from gongkai.entry.states import entry_states
from gongkai.plan.model import Unit
from gongkai.plan.rubric import AppliesTo, Bonus, Group, Scheme, Stage, Veto
from gongkai.scoring.score import score_year, unscored

from .build import TOWNS, entry, figures, item, only, rule, ruling, scored, town, year

if TYPE_CHECKING:
    from gongkai.scoring.sheet import UnitScore

HUNDRED = item("1", "100", {"1.1": "1"})
ONLY_BUREAUS = AppliesTo(kinds=("政府部门",))
VETOES = (Veto("V1", "发生重大失泄密", "不合格"), Veto("V2", "弄虚作假", "合格"))


def ranks(scores: dict[str, UnitScore]) -> list[tuple[str, int | None]]:
    """Return units and ranks in the order of the answer."""
    return [(unit, score.rank) for unit, score in scores.items()]


# what does not apply


def test_a_department_without_the_duty_is_assessed_on_the_rest_only() -> None:
    """A third of the sheet applies: 1 point of 30 off costs 3.333…, and the rounding is done once."""
    plan = year(item("1", "30", {"1.1": "1"}), item("2", "70", {"2.1": "1"}, applies_to=ONLY_BUREAUS))
    score = only(plan, entry(1, "1.1", "1"))
    assert (score.applicable_points, score.earned) == figures("30 29")
    assert score.score == Decimal("96.67")
    assert score.applied[0].cost.quantize(Decimal("1e-9")) == Decimal("3.333333333")
    second = score.items[1]
    assert (second.applicable, second.room, second.deducted, second.score) == (False, *figures("0 0 0"))


@pytest.mark.parametrize(
    ("way", "rate", "score"),
    [("rescale", None, "90"), ("full", None, "97"), ("rate", Decimal(80), "83"), ("rate", Decimal(0), "27")],
)
def test_the_rest_leaves_both_sides_or_counts_in_full_or_at_a_rate(way: str, rate: Decimal, score: str) -> None:
    plan = year(item("1", "30", {"1.1": "1"}), item("2", "70", applies_to=ONLY_BUREAUS), not_applicable=way, rate=rate)
    got = only(plan, entry(1, "1.1", "3"))
    assert got.score == Decimal(score)
    assert got.earned == sum(top.score for top in got.items)


def test_a_child_that_does_not_apply_takes_its_points_out_of_the_parent() -> None:
    """What is left of the parent is also its cap: its own rules cannot take what is not there."""
    child = item("1.1", "6", {"a": "1"}, applies_to=ONLY_BUREAUS)
    plan = year(item("1", "10", {"b": "9"}, (child,)), item("2", "12"))
    score = only(plan, entry(1, "b", "9"))
    assert (score.items[0].room, score.deducted, score.applicable_points) == figures("4 4 16")
    assert score.score == Decimal(75)


def test_what_is_taken_under_the_first_item_is_counted_once() -> None:
    plan = year(item("1", "10", {}, (item("1.1", "6", {"a": "1"}), item("1.2", "4"))), item("2", "90"))
    score = only(plan, entry(1, "a", "2"))
    assert (score.deducted, score.earned, score.applicable_points) == figures("2 98 100")


def test_nothing_under_an_item_that_does_not_apply_applies() -> None:
    inner = item("1.1", "10", {"a": "1"})
    plan = year(item("1", "10", {}, (inner,), AppliesTo(kinds=("政府部门",))), item("2", "90"))
    score = only(plan, entry(1, "a", "1"))
    assert not score.items[0].items[0].applicable
    assert (score.deducted, score.applied[0].void) == (Decimal(0), "not_applicable")


def test_a_parent_whose_children_all_do_not_apply_does_not_apply() -> None:
    children = tuple(item(f"1.{n}", "5", applies_to=ONLY_BUREAUS) for n in (1, 2))
    score = only(year(item("1", "10", {}, children), item("2", "90")))
    assert (score.items[0].applicable, score.score) == (False, Decimal(100))


def test_a_unit_to_which_nothing_applies_has_no_score_and_no_rank() -> None:
    score = only(year(item("1", "100", applies_to=ONLY_BUREAUS)))
    assert (score.score, score.rank, score.grade) == (None, None, None)


def test_an_item_goes_by_kind_by_name_or_by_work_point() -> None:
    """Any of the three is enough; an alias is a name."""
    concerned = AppliesTo(kinds=("直属单位",), units=("教育局",), work_points=("8",))
    units = (Unit("投促局", "直属单位"), Unit("县教育局", "政府部门", ("教育局",)), town("甲镇"), town("乙镇"))
    plan = year(item("1", "40", applies_to=concerned), item("2", "60"), units=units)
    by_unit = scored(plan, duties_of={"甲镇": {"7", "8"}, "乙镇": {"7"}})
    assert {unit: score.items[0].applicable for unit, score in by_unit.items()} == {
        "投促局": True,
        "县教育局": True,
        "甲镇": True,
        "乙镇": False,
    }


# rounding


@pytest.mark.parametrize(
    ("asked", "score"), [("0.05", "99.38"), ("0.15", "98.13"), ("0.01", "99.88"), ("0.03", "99.63")]
)
def test_half_a_hundredth_is_rounded_up(asked: str, score: str) -> None:
    """Of 8 points each hundredth costs 0.125: 99.375 is 99.38, and 99.625 is 99.63."""
    assert only(year(item("1", "8", {"1.1": "1"})), entry(1, "1.1", asked)).score == Decimal(score)


def test_thirds_of_two_stages_meet_in_an_exact_half() -> None:
    """50 % of 99.99⅓ and 50 % of 99.99⅔ is 99.995: no third is rounded on its way into the mean."""
    stages = (Stage("上半年", Decimal(50)), Stage("下半年", Decimal(50)))
    plan = year(item("1", "300", {"1.1": "1"}), stages=stages)
    score = only(plan, entry(1, "1.1", "0.02", stage="上半年"), entry(2, "1.1", "0.01", stage="下半年"))
    assert (score.base, score.score) == figures("99.995 100.00")


@pytest.mark.parametrize(("places", "score"), [(0, "67"), (1, "66.7"), (2, "66.67")])
def test_the_year_says_how_many_places(places: int, score: str) -> None:
    got = only(year(item("1", "3", {"1.1": "1"}), places=places), entry(1, "1.1", "1")).score
    assert str(got) == score


def test_the_bonus_is_added_before_the_rounding() -> None:
    """66.5 and 0.5 is 67; rounded first it would be 68."""
    plan = year(HUNDRED, places=0, bonus=Bonus(Decimal(5), Decimal(0), (rule("B1", "0.5"),)))
    assert only(plan, entry(1, "1.1", "33.5"), entry(2, "B1", "0.5", kind="bonus")).score == 67


def test_a_grade_goes_by_the_rounded_score() -> None:
    """89.995 is shown as 90.00 and is 优秀."""
    exactly = only(year(item("1", "200", {"1.1": "1"})), entry(1, "1.1", "20.01"))
    assert (exactly.base, exactly.score, exactly.grade) == (*figures("89.995 90.00"), "优秀")


def test_below_every_line_there_is_no_grade() -> None:
    plan = year(HUNDRED, grades=())
    assert only(plan).grade is None


# order


def test_entries_count_by_day_and_then_by_seq() -> None:
    """An entry typed later for an earlier day goes first."""
    plan = year(item("1", "10", {"1.1": "1"}), item("2", "90"))
    late = entry(1, "1.1", "8", day=date(2018, 9, 2))
    early = entry(2, "1.1", "7", day=date(2018, 9, 1))
    same = entry(3, "1.1", "1", day=date(2018, 9, 1))
    score = only(plan, late, early, same)
    assert {a.id: a.applied for a in score.applied} == {"D2": 7, "D3": 1, "D1": 2}
    assert [a.id for a in score.applied] == ["D2", "D3", "D1"]


def test_a_proposal_without_a_number_comes_last_on_its_day() -> None:
    plan = year(item("1", "10", {"1.1": "1"}), item("2", "90"))
    what_if = replace(entry(1, "1.1", "8", day=date(2018, 9, 1)), id="", seq=0)
    score = only(plan, what_if, entry(2, "1.1", "7", day=date(2018, 9, 1)))
    assert [a.applied for a in score.applied] == [7, 3]


# rulings


def test_what_was_revoked_or_reduced_is_as_if_never_asked() -> None:
    """The room it held goes to those after it; the entry stays, with what was asked."""
    plan = year(item("1", "10", {"1.1": "1"}), item("2", "90"))
    entries = [entry(1, "1.1", "6"), entry(2, "1.1", "6"), entry(3, "1.1", "6")]
    decided = [ruling(9, "D1", "revoked"), ruling(10, "D2", "reduced", "1.5")]
    score = only(plan, *entries, rulings=decided)
    assert [a.status for a in score.applied] == ["revoked", "reduced", "valid"]
    assert [(a.asked, a.applied) for a in score.applied] == [figures("6 0"), figures("6 1.5"), figures("6 6")]
    assert score.items[0].asked == Decimal("7.5")


@pytest.mark.parametrize(("if_rectified", "applied"), [("full", "4"), ("half", "2"), ("none", "0")])
def test_a_finding_closed_in_time_leaves_the_share_the_rule_says(if_rectified: str, applied: str) -> None:
    lenient = replace(HUNDRED, rules=(rule("1.1", "4", if_rectified=if_rectified),))
    states = entry_states([entry(1, "1.1", "4", finding="F1"), entry(2, "1.1", "4", finding="F2")], [])
    (score,) = score_year(year(lenient), states, {}, closed_in_time={"F1"})
    assert [a.applied for a in score.applied] == [Decimal(applied), 4]
    assert score.applied[0].asked == 4


# what can count nowhere


def test_a_withdrawn_points_records_stay_visible_and_are_scored_no_more() -> None:
    plan = year(HUNDRED, points=("1",), bonus=Bonus(Decimal(5), Decimal(0), (rule("B1", "1"),)), vetoes=VETOES)
    score = only(
        plan,
        entry(1, "1.1", "5", point="2"),
        entry(2, "B1", "1", point="2", kind="bonus"),
        entry(3, "V1", "0", point="2", kind="veto"),
        entry(4, "1.1", "5", point="1"),
    )
    assert [a.void for a in score.applied] == ["no_point", "no_point", "no_point", ""]
    assert [a.applied for a in score.applied] == [0, 0, 0, 5]
    assert (score.score, score.veto, score.problems) == (Decimal(95), None, ())
    assert score.applied[0].remark == "所依据的工作要点已撤回"


def test_an_entry_whose_rule_is_gone_is_kept_and_reported() -> None:
    """A revised rubric may drop a rule; a revoked entry needs no report."""
    score = only(
        year(HUNDRED, vetoes=VETOES),
        entry(1, "9.9", "5"),
        entry(2, "B9", "1", kind="bonus"),
        entry(3, "V9", "0", kind="veto"),
        entry(4, "9.9", "5"),
        rulings=[ruling(9, "D4", "revoked")],
    )
    assert [a.id for a in score.problems] == ["D1", "B2", "X3"]
    assert [a.void for a in score.applied] == ["no_rule", "no_rule", "no_rule", ""]
    assert score.score == Decimal(100)


def test_entries_against_a_unit_that_is_not_scored_are_told() -> None:
    plan = year(HUNDRED, units=(town(), Unit("县人武部", "军事机关")))
    states = entry_states(
        [entry(1, "1.1", "5", "县人武部"), entry(2, "1.1", "5", "县人武部")], [ruling(9, "D2", "revoked")]
    )
    scores = score_year(plan, states, {})
    assert [s.unit for s in scores] == ["严陵镇人民政府"]
    assert [lost.entry.id for lost in unscored(states, scores)] == ["D1"]


# bonus


@pytest.mark.parametrize(
    ("lost", "bonus", "score"), [("20", "0", "80"), ("19.99", "3", "83.01"), ("20.01", "0", "79.99")]
)
def test_a_bonus_counts_only_above_the_gate(lost: str, bonus: str, score: str) -> None:
    """At 80 exactly the gate of 80 is shut."""
    plan = year(HUNDRED, bonus=Bonus(Decimal(5), Decimal(80), (rule("B1", "3"),)))
    got = only(plan, entry(1, "1.1", lost), entry(2, "B1", "3", kind="bonus"))
    assert (got.bonus, got.score) == figures(f"{bonus} {score}")


def test_the_gate_looks_at_the_exact_score() -> None:
    """80.004 is shown as 80.00 and is above 80."""
    plan = year(item("1", "1000", {"1.1": "1"}), bonus=Bonus(Decimal(5), Decimal(80), (rule("B1", "3"),)))
    assert only(plan, entry(1, "1.1", "199.96"), entry(2, "B1", "3", kind="bonus")).bonus == 3


def test_bonuses_fill_the_cap_in_order_and_a_revoked_one_gives_room() -> None:
    plan = year(HUNDRED, bonus=Bonus(Decimal(5), Decimal(0), (rule("B1", "3"),)))
    given = [entry(n, "B1", "3", kind="bonus") for n in (1, 2, 3)]
    assert [a.applied for a in only(plan, *given).applied] == [3, 2, 0]
    assert [a.applied for a in only(plan, *given, rulings=[ruling(9, "B1", "revoked")]).applied] == [0, 3, 2]


# vetoes


def test_a_veto_sets_the_grade_and_takes_the_rank_and_is_listed_last() -> None:
    units = (town("甲"), town("乙"), town("丙"))
    plan = year(HUNDRED, units=units, vetoes=VETOES)
    by_unit = scored(plan, [entry(1, "V1", "0", "甲", kind="veto"), entry(2, "1.1", "90", "乙")])
    assert ranks(by_unit) == [("丙", 1), ("乙", 2), ("甲", None)]
    vetoed = by_unit["甲"]
    assert (vetoed.score, vetoed.grade, vetoed.veto) == (Decimal(100), "不合格", "发生重大失泄密")


def test_the_vetoed_come_after_those_who_are_not_ranked() -> None:
    units = (town("甲"), Unit("乙", "镇", from_=date(2018, 7, 1)), town("丙"))
    by_unit = scored(year(HUNDRED, units=units, vetoes=VETOES), [entry(1, "V1", "0", "甲", kind="veto")])
    assert ranks(by_unit) == [("丙", 1), ("乙", None), ("甲", None)]


def test_of_two_vetoes_the_worse_grade_holds_and_a_revoked_one_is_gone() -> None:
    plan = year(HUNDRED, vetoes=VETOES)
    both = [entry(1, "V2", "0", kind="veto"), entry(2, "V1", "0", kind="veto")]
    assert (only(plan, *both).grade, only(plan, *both).veto) == ("不合格", "发生重大失泄密；弄虚作假")
    after = only(plan, *both, rulings=[ruling(9, "X2", "revoked")])
    assert (after.grade, after.veto, after.rank) == ("合格", "弄虚作假", None)
    lifted = only(plan, *both, rulings=[ruling(9, "X2", "revoked"), ruling(10, "X1", "revoked")])
    assert (lifted.grade, lifted.veto, lifted.rank) == ("优秀", None, 1)


def test_a_veto_sets_the_grade_even_where_there_is_no_score() -> None:
    stages = (Stage("第三方评估", Decimal(100), external=True),)
    score = only(year(HUNDRED, stages=stages, vetoes=VETOES), entry(1, "V1", "0", kind="veto"))
    assert (score.score, score.grade) == (None, "不合格")


# groups and ranks


def test_equal_scores_share_a_rank_and_the_next_skips() -> None:
    plan = year(HUNDRED, units=tuple(town(name) for name in "甲乙丙丁"))
    lost = [("甲", "9"), ("乙", "5"), ("丙", "5"), ("丁", "1")]
    by_unit = scored(plan, [entry(n, "1.1", points, unit) for n, (unit, points) in enumerate(lost, start=1)])
    assert ranks(by_unit) == [("丁", 1), ("乙", 2), ("丙", 2), ("甲", 4)]


def test_scores_that_look_alike_share_a_rank() -> None:
    """Of 30000 points one costs 0.0033: both are shown as 100.00."""
    plan = year(item("1", "30000", {"1.1": "1"}), units=(town("甲"), town("乙")))
    assert ranks(scored(plan, [entry(1, "1.1", "1", "甲")])) == [("甲", 1), ("乙", 1)]


def test_the_office_is_scored_and_never_ranked() -> None:
    """Even in a ranked group, and under an alias in the plan's head."""
    office = Unit("县政府办公室", "政府部门", ("县政府办",))
    plan = year(HUNDRED, units=(office, Unit("县教育局", "政府部门")), office="县政府办")
    assert ranks(scored(plan)) == [("县教育局", 1), ("县政府办公室", None)]


@pytest.mark.parametrize(
    ("unit", "rank"),
    [
        (Unit("甲", "镇", from_=date(2018, 1, 1), until=date(2018, 12, 31)), 1),
        (Unit("甲", "镇", from_=date(2018, 1, 2)), None),
        (Unit("甲", "镇", until=date(2018, 12, 30)), None),
    ],
)
def test_a_unit_of_part_of_the_year_is_scored_and_not_ranked(unit: Unit, rank: int | None) -> None:
    score = only(year(HUNDRED, units=(unit,)))
    assert (score.score, score.rank) == (Decimal(100), rank)


@pytest.mark.parametrize(
    ("unit", "groups"),
    [
        (town(), ()),
        (Unit("甲", "镇", from_=date(2019, 1, 1)), (TOWNS,)),
        (Unit("甲", "镇", until=date(2017, 12, 31)), (TOWNS,)),
    ],
)
def test_who_has_no_group_or_was_not_there_is_not_listed(unit: Unit, groups: tuple[Group, ...]) -> None:
    assert scored(year(HUNDRED, units=(unit,), groups=groups)) == {}


def test_the_first_group_that_takes_a_unit_has_it() -> None:
    """By name before a later group has it by kind; groups come in the order of the plan."""
    groups = (Group("示范镇", units=("乙",)), replace(TOWNS, ranked=False))
    plan = year(HUNDRED, units=(town("甲"), town("乙"), town("丙")), groups=groups)
    by_unit = scored(plan, [entry(1, "1.1", "5", "甲")])
    assert [(s.unit, s.group, s.rank) for s in by_unit.values()] == [
        ("乙", "示范镇", 1),
        ("甲", "镇", None),
        ("丙", "镇", None),
    ]


def test_a_scheme_that_names_the_group_goes_before_one_for_the_rest() -> None:
    schemes = (Scheme("通用", (HUNDRED,)), Scheme("镇用", (HUNDRED,), ("镇",)))
    by_unit = scored(year(schemes=schemes, units=(town("甲"), Unit("乙", "政府部门"))))
    assert {unit: score.scheme for unit, score in by_unit.items()} == {"甲": "镇用", "乙": "通用"}


def test_a_group_that_no_scheme_serves_and_a_plan_without_assessment_score_nobody() -> None:
    assert scored(year(schemes=(Scheme("别组", (HUNDRED,), ("别组",)),))) == {}
    assert scored(replace(year(HUNDRED), assessment=None)) == {}
