"""What a sound file becomes: every key that the format knows, and the notes that go with it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from gongkai.plan.model import Holidays, Lights, Within
from gongkai.plan.reading import read_plan
from gongkai.plan.rubric import AppliesTo, Stage, Veto
from tests.intake.reading import complaints
from tests.plans import SMALL_PLAN, plan_from, small_plan

if TYPE_CHECKING:
    from pathlib import Path

    from gongkai.plan.model import Plan
    from gongkai.plan.rubric import Assessment

LIGHTS = "  lights: {due_days: 30, silent_days: 90}\n"


def with_edits(*edits: tuple[str, str]) -> Plan:
    text = SMALL_PLAN
    for before, after in edits:
        assert text.count(before) == 1
        text = text.replace(before, after)
    return plan_from(text)


def rubric_of(plan: Plan) -> Assessment:
    assert plan.assessment is not None
    return plan.assessment


def test_units_named_outside_the_points_get_their_full_names() -> None:
    plan = with_edits(
        ("office: 县政府办公室", "office: 县政府办"),
        ("units: [县政府办公室], ranked", "units: [县政府办], ranked"),
        ("aliases: [西镇]", "aliases: [西镇], until: 2018-10-31, successor: 东镇, note: 撤并"),
        ("{kinds: [镇, 政府部门]}", '{units: [教育局], work_points: ["２"]}'),
    )
    assert plan.office == "县政府办公室"
    assert plan.units[-1].successor == ("东镇人民政府",)
    assert plan.units[-1].until == date(2018, 10, 31)
    assert rubric_of(plan).groups[0].units == ("县政府办公室",)
    applies = rubric_of(plan).schemes[0].items[3].applies_to
    assert applies == AppliesTo(units=("县教育局",), work_points=("2",))
    assert plan.points[0].duties[2].owers == ("县教育局",)


@pytest.mark.parametrize("until", [1, 2])
def test_a_unit_may_end_on_the_day_it_began_and_later(until: int) -> None:
    town = with_edits(("aliases: [西镇]", f"from: 2018-03-01, until: 2018-03-{until:02}, successor: 东镇")).units[-1]
    assert (town.from_, town.until) == (date(2018, 3, 1), date(2018, 3, until))


def test_grades_may_stand_a_tenth_apart_and_a_range_may_be_one_figure() -> None:
    near = rubric_of(with_edits(("min: 80", "min: 89.9"), ("{min: 0.5, max: 3}", "{min: 3, max: 3}")))
    assert [str(grade.min) for grade in near.grades[:2]] == ["90", "89.9"]
    (ranged,) = near.schemes[0].items[3].rules
    assert (ranged.points_min, ranged.points) == (Decimal(3), Decimal(3))


def test_wording_on_a_point_stays_the_sources() -> None:
    assert small_plan().points[1].lead == ("教育局",)


def test_every_kind_of_duty() -> None:
    monthly, dated, quarterly = small_plan().points[0].duties
    assert (monthly.every, monthly.owed_by, monthly.owers) == ("month", "leads", ())
    assert (dated.by, dated.owed_by) == (date(2018, 12, 31), "each_responsible")
    assert (quarterly.grace_days, quarterly.owed_by) == (5, "")
    assert small_plan().points[2].duties[0].within == Within(workdays=3)
    running = with_edits(("every: month, owed_by: leads", "every: month, first: running"))
    assert running.points[0].duties[0].first_running
    assert running.points[0].duties[0].owed_by == "leads"


def test_what_is_left_out_has_its_default() -> None:
    plan = with_edits((LIGHTS, ""), ("self_inspection: {", "# {"))
    assert (plan.lights, plan.holidays) == (Lights(30, 90), Holidays())
    assert (plan.self_inspection.kinds, plan.self_inspection.at_least) == ((), 1)
    rubric = rubric_of(plan)
    assert (rubric.places, rubric.appeal_workdays, rubric.not_applicable, rubric.rate) == (2, 5, "rescale", None)
    assert plan_from(SMALL_PLAN.partition("assessment:")[0]).assessment is None
    bare = with_edits(
        ("      bonus: {cap: 5, above: 80, rules: [{code: B1, text: 经验推广, points: 1, per: 次}]}\n", "")
    )
    assert rubric_of(bare).schemes[0].bonus is None


@pytest.mark.parametrize(
    ("written", "meant", "rate"),
    [("full", "full", None), ("rescale", "rescale", None), ("{rate: 80}", "rate", Decimal(80))],
)
def test_what_an_item_that_does_not_apply_counts_as(written: str, meant: str, rate: Decimal | None) -> None:
    rubric = rubric_of(with_edits(("  full: 100\n", f"  full: 100\n  not_applicable: {written}\n")))
    assert (rubric.not_applicable, rubric.rate) == (meant, rate)


@pytest.mark.parametrize(("written", "meant"), [("true", True), ("是", True), ("No", False), ("否", False)])
def test_yes_and_no_in_either_language(written: str, meant: bool) -> None:  # noqa: FBT001  # a value under test
    assert rubric_of(with_edits(("ranked: false", f"ranked: {written}"))).groups[0].ranked is meant


def test_neither_yes_nor_no() -> None:
    assert complaints("ranked: false", "ranked: 也许")[0][:2] == (0, "“也许”不是“是”或“否”")
    assert complaints("ranked: false", "ranked: [否]")[0][:2] == (0, "这里应是“是”或“否”，不是列表或一组键值")


def test_a_rubric_with_children_ranges_stages_and_vetoes() -> None:
    stages = "[{name: 日常考核, weight: 40.5}, {name: 第三方评估, weight: 59.5, external: true}]"
    scheme = rubric_of(
        with_edits(
            ("      vetoes:", f"      stages: {stages}\n      vetoes:"),
            ("name: 自查整改\n", 'name: 自查整改\n          items: [{code: "1a", name: 甲, points: 30}]\n'),
        )
    ).schemes[0]
    assert scheme.stages == (
        Stage("日常考核", Decimal("40.5")),
        Stage("第三方评估", Decimal("59.5"), external=True),
    )
    assert scheme.items[0].items[0].code == "1a"
    ranged = scheme.items[3].rules[0]
    assert (ranged.points_min, ranged.points, ranged.if_rectified) == (Decimal("0.5"), Decimal(3), "none")
    assert scheme.vetoes == (Veto("V1", "泄露秘密", "不合格"),)


def test_figures_and_days_may_be_typed_in_full_width() -> None:
    plan = with_edits(("year: 2018", "year: ２０１８"), ("by: 2018-12-31", "by: ２０１８－１２－３１"))
    assert plan.year == 2018
    assert plan.points[0].duties[1].by == date(2018, 12, 31)


def test_a_long_text_may_run_over_lines_and_be_quoted_across_them() -> None:
    plan = with_edits(
        ("text: 每月公开清单，一季一通报，", "text: |\n              每月公开\n              清单,一季一通报，")
    )
    assert plan.points[0].text.startswith("每月公开\n清单,")


def test_collectives_must_be_told_by_name() -> None:
    head, _, rest = SMALL_PLAN.partition("collectives:\n")
    body = rest[rest.index("self_inspection") :]
    assert complaints(SMALL_PLAN, f"{head}collectives: [甲]\n{body}")[0][1] == "这里应是一组“名称: 内容”"


def test_a_kind_that_no_unit_is_of_is_a_note(tmp_path: Path) -> None:
    path = tmp_path / "要点.yaml"
    path.write_text(
        SMALL_PLAN.replace("县政府各部门: {kinds: [政府部门]}", "县政府各部门: {kinds: [政府部门, 直属单为]}"),
        encoding="utf-8",
    )
    (note,) = [note for note in read_plan(path).notes if "直属单为" in note.message]
    assert note.where == f"{path}:17"
    assert note.hint


def test_a_collective_equal_to_an_unresolved_one_is_unresolved(tmp_path: Path) -> None:
    path = tmp_path / "要点.yaml"
    path.write_text(
        SMALL_PLAN.replace("  县政府各部门: {kinds: [政府部门]}", "  县政府各部门: {same_as: 有关单位}"),
        encoding="utf-8",
    )
    told = [note.message for note in read_plan(path).notes]
    assert "待明确的统称：县政府各部门（2个要点）、有关单位（1个要点）" in told
    assert "要点4的责任单位“县政府各部门”按“有关单位”展开" in told
