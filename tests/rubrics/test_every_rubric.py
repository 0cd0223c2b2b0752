"""What every example keeps to: it loads by paste, names its source, says what is invented, and is sound arithmetic."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.finding.states import INSPECTION_KINDS, SELF
from gongkai.plan.form import plan_from_json, plan_to_json
from gongkai.plan.rubric import SOURCES
from gongkai.register.kinds import Ruling
from tests.cli import run

from .pasted import FOLDER, OPENING, RUBRICS, Fault, Year, assessment_of, pasted, plan_of, rubric_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from gongkai.plan.rubric import Item, Rule, Scheme
    from gongkai.scoring.sheet import ItemScore

TOWN, BUREAU = "严陵镇人民政府", "县教育局"


def every(items: Iterable[Item]) -> Iterator[Item]:
    """Walk a tree of items."""
    for one in items:
        yield one
        yield from every(one.items)


def schemes() -> list[tuple[str, Scheme]]:
    """Return every scheme of every example."""
    return [(name, scheme) for name in RUBRICS for scheme in assessment_of(name).schemes]


def rules_of(scheme: Scheme) -> list[Rule]:
    """Return a scheme's rules, the bonus ones too."""
    own = [rule for one in every(scheme.items) for rule in one.rules]
    return own + list(scheme.bonus.rules if scheme.bonus else ())


def test_a_rule_may_name_every_source_that_a_finding_can_have() -> None:
    assert tuple(SOURCES) == (*INSPECTION_KINDS, SELF)


def test_there_are_at_least_six() -> None:
    assert len(RUBRICS) >= 6


@pytest.mark.parametrize("name", RUBRICS)
def test_a_rubric_begins_with_its_source_and_what_is_its_own(name: str) -> None:
    """A reader knows where it is from, what it shows, and which figures were published, before the first key."""
    head, _, body = rubric_text(name).partition("assessment:\n")
    assert body
    assert all(line.startswith("# ") for line in head.splitlines())
    for word in ("# 出处：", "# 看点：", "# 原文："):
        assert word in head
    assert "示例" in head


@pytest.mark.parametrize("name", RUBRICS)
def test_a_rubric_says_wherever_it_is_printed_that_it_was_adapted(name: str) -> None:
    rubric = assessment_of(name)
    assert "本县确定" in rubric.note
    assert all("改写" in scheme.name for scheme in rubric.schemes)


@pytest.mark.parametrize(("name", "scheme"), schemes(), ids=lambda found: found if isinstance(found, str) else "")
def test_every_rule_is_either_published_or_an_example(name: str, scheme: Scheme) -> None:
    """An item none of whose rules was published says that it is an example in its own name."""
    assert all(re.match("原文|示例", rule.source) for rule in rules_of(scheme)), name
    for one in every(scheme.items):
        sources = {rule.source for rule in one.rules}
        assert sources != {"示例"} or "（示例）" in one.name


@pytest.mark.parametrize("name", RUBRICS)
def test_every_item_adds_up_to_a_full_score(name: str) -> None:
    """So a point off the sheet is a point off the score."""
    rubric = assessment_of(name)
    for scheme in rubric.schemes:
        assert sum(item.points for item in scheme.items) == rubric.full
        for one in every(scheme.items):
            assert not one.rules or not one.items or sum(child.points for child in one.items) <= one.points


@pytest.mark.parametrize("name", RUBRICS)
def test_a_rubric_survives_being_kept(name: str) -> None:
    """What is stored as the year's revision reads back the same."""
    assert plan_from_json(plan_to_json(plan_of(name))) == plan_of(name)


@pytest.mark.parametrize("name", RUBRICS)
def test_a_faultless_year_is_full_for_everyone(name: str) -> None:
    rubric = assessment_of(name)
    outside = {
        (unit.name, stage.name): str(rubric.full)
        for unit in plan_of(name).units
        for scheme in rubric.schemes
        for stage in scheme.stages
        if stage.external
    }
    scores = Year(name).scores({}, outside)
    assert len(scores) == len(plan_of(name).units)
    assert {score.score for score in scores.values()} == {rubric.full}
    assert {score.rank for score in scores.values()} == {1, None}


@pytest.mark.parametrize("name", RUBRICS)
@pytest.mark.parametrize("unit", [TOWN, BUREAU])
def test_who_commits_every_fault_a_hundred_times_is_left_with_nothing(name: str, unit: str) -> None:
    """扣完为止: no item is out of reach of its rules, and nothing falls below nought."""
    year = Year(name)
    score = year.of(unit, *(fault for fault in faults(name, unit) if not fault.rule.startswith("B")), 平台测评="0")
    assert score.score == 0
    assert [item.score for item in score.items] == [0] * len(score.items)


def faults(name: str, unit: str) -> list[Fault]:
    """Return every rule of the unit's sheet used a hundred times, in every stage, a range at its most.

    A rule that counts once a year is used once, a hundred times on.
    """
    rubric = assessment_of(name)
    kind = "镇" if unit == TOWN else "县级部门"
    scheme = next(s for s in rubric.schemes if not s.groups or kind in s.groups)
    stages = [stage.name for stage in scheme.stages if not stage.external] or [""]
    return [
        Fault(rule.code, count, str(rule.points * count) if rule.points_min is not None else "", stage)
        for rule in rules_of(scheme)
        for count in ([1] * 100 if rule.yearly else [100])
        for stage in (stages if not rule.code.startswith("B") else [""])
    ]


def flat(items: Iterable[ItemScore]) -> Iterator[ItemScore]:
    """Walk a scored tree."""
    for one in items:
        yield one
        yield from flat(one.items)


@st.composite
def years(draw: st.DrawFn) -> tuple[str, list[Fault], list[Fault]]:
    """Draw an example, and what two units did under it."""
    name = draw(st.sampled_from(RUBRICS))
    town, bureau = (draw(st.lists(st.sampled_from(faults(name, unit)), max_size=8)) for unit in (TOWN, BUREAU))
    return name, [once(fault) for fault in town], [once(fault) for fault in bureau]


def once(fault: Fault) -> Fault:
    """Return the fault committed once."""
    least = str(Decimal(fault.points) / 100) if fault.points else ""
    return Fault(fault.rule, 1, least, fault.stage)


@given(years())
def test_no_level_loses_more_than_it_has_and_no_score_leaves_its_range(
    drawn: tuple[str, list[Fault], list[Fault]],
) -> None:
    name, town, bureau = drawn
    rubric = assessment_of(name)
    figures = {(unit, "平台测评"): "61.5" for unit in (TOWN, BUREAU)}
    scores = Year(name).scores({TOWN: town, BUREAU: bureau}, figures)
    cap = max((scheme.bonus.cap for scheme in rubric.schemes if scheme.bonus), default=Decimal(0))
    for unit in (TOWN, BUREAU):
        score = scores[unit]
        assert score.score is not None
        assert 0 <= score.score <= rubric.full + cap
        sheets = [stage.items for stage in score.stages if not stage.external] or [score.items]
        assert all(0 <= item.deducted <= item.points for sheet in sheets for item in flat(sheet))
        assert sum(a.applied for a in score.deductions) == score.deducted == sum(i.deducted for i in score.items)


@given(years(), st.data())
def test_revoking_never_lowers_a_score(drawn: tuple[str, list[Fault], list[Fault]], data: st.DataObject) -> None:
    name, town, bureau = drawn
    taken = [n for n, fault in enumerate([*town, *bureau], start=1) if not fault.rule.startswith("B")]
    if not taken:
        return
    chosen = data.draw(st.sampled_from(taken))
    figures = {(unit, "平台测评"): "61.5" for unit in (TOWN, BUREAU)}
    revoked = Ruling(year=2018, day=OPENING, id="R99", seq=99, entry=f"D{chosen}", kind="revoked")
    before = Year(name).scores({TOWN: town, BUREAU: bureau}, figures)
    after = Year(name).scores({TOWN: town, BUREAU: bureau}, figures, [revoked])
    for unit in (TOWN, BUREAU):
        assert (before[unit].score or 0) <= (after[unit].score or 0)


@pytest.mark.parametrize("name", RUBRICS)
def test_an_office_pastes_loads_and_scores(name: str, tmp_path: Path) -> None:
    """The commands of the examples' README, then the day's first look at the scores."""
    file, db = tmp_path / "tasks.yaml", str(tmp_path / "台账.db")
    file.write_text(pasted(name), encoding="utf-8")
    for step in (["--dry-run"], []):
        loaded = run("load", str(file), *step, db=db, today="2018-11-30")
        assert loaded.code == 0, loaded.err
    scores = run("score", "--json", db=db, today="2018-11-30").json["units"]
    assert [score["unit"] for score in scores if score["group"] == "镇"]
    full = None if name == "suizhou-2023" else float(assessment_of(name).full)
    assert {score["score"] for score in scores} == {full}


def test_the_readme_lists_every_example() -> None:
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"\]\(([a-z0-9-]+)\.yaml\)", text)) == set(RUBRICS)
