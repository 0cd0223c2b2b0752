"""A published rubric pasted into the packaged year's file, as README of the examples tells, and a year under it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from gongkai.entry.states import entry_states
from gongkai.plan.lookup import find_unit
from gongkai.plan.reading import packaged_tasks
from gongkai.register.kinds import ScoreEntry
from gongkai.scoring.rulebook import find_slot, find_stage, points_for, sheet_for
from gongkai.scoring.score import score_year
from gongkai.scoring.sheet import Outside
from tests.plans import plan_from

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Literal

    from gongkai.plan.model import Plan
    from gongkai.plan.rubric import Assessment, Rule
    from gongkai.register.kinds import Ruling
    from gongkai.scoring.sheet import UnitScore

FOLDER = Path(__file__).parents[2] / "examples" / "rubrics"
RUBRICS = tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))
OPENING = date(2018, 8, 1)
KEY = "\nassessment:"


def rubric_text(name: str) -> str:
    """Return an example as it stands in its file."""
    return (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")


def pasted(name: str) -> str:
    """Return the packaged year's file with its rubric, which is its last part, replaced by an example."""
    year, key, _ = packaged_tasks().read_text(encoding="utf-8").partition(KEY)
    assert key, "the packaged file has lost its rubric"
    return f"{year}\n{rubric_text(name)}"


@cache
def plan_of(name: str) -> Plan:
    """Return the 2018 plan judged by an example."""
    return plan_from(pasted(name))


def assessment_of(name: str) -> Assessment:
    """Return an example as it was read."""
    found = plan_of(name).assessment
    assert found is not None
    return found


class Fault(Struct, frozen=True):
    """What a clerk types: `count` times a rule (or `points` of its range), in a stage."""

    rule: str
    count: int = 1
    points: str = ""
    stage: str = ""


class Year(Struct, frozen=True):
    """A year under one example. Points come from the example's own rules, never from a test."""

    name: str

    def entry(self, seq: int, unit: str, fault: Fault) -> ScoreEntry:
        """Return the seq-th entry of the year, refused where the rubric does not know it."""
        plan, rubric = plan_of(self.name), assessment_of(self.name)
        body = find_unit(plan.units, unit)
        scheme = sheet_for(rubric, body)
        kind: Literal["deduction", "bonus"] = "bonus" if fault.rule.startswith("B") else "deduction"
        rule: Rule = find_slot(rubric, body, {point.no for point in plan.points}, fault.rule, kind).rule
        return ScoreEntry(
            year=plan.year,
            day=OPENING + timedelta(days=seq),
            id=f"{'B' if kind == 'bonus' else 'D'}{seq}",
            seq=seq,
            kind=kind,
            unit=body.name,
            rule=rule.code,
            asked=points_for(rule, fault.count, Decimal(fault.points) if fault.points else None),
            reason=rule.text,
            count=fault.count,
            stage=find_stage(scheme, fault.stage) if kind == "deduction" else "",
        )

    def scores(
        self,
        faults: dict[str, Iterable[Fault]],
        figures: dict[tuple[str, str], str] | None = None,
        rulings: Iterable[Ruling] = (),
    ) -> dict[str, UnitScore]:
        """Return every unit's score, by its full name; `figures` are given from outside, by unit and stage."""
        plan = plan_of(self.name)
        typed = [(unit, fault) for unit, own in faults.items() for fault in own]
        entries = [self.entry(seq, unit, fault) for seq, (unit, fault) in enumerate(typed, start=1)]
        outside = {
            (find_unit(plan.units, unit).name, stage, ""): Outside(Decimal(figure))
            for (unit, stage), figure in (figures or {}).items()
        }
        scores = score_year(plan, entry_states(entries, rulings), {}, outside)
        return {score.unit: score for score in scores}

    def of(self, unit: str, *faults: Fault, **outside: str) -> UnitScore:
        """Return one unit's score after its faults, with figures from outside by stage."""
        figures = {(unit, stage): figure for stage, figure in outside.items()}
        return self.scores({unit: faults}, figures)[find_unit(plan_of(self.name).units, unit).name]


def times(count: int, rule: str, stage: str = "") -> tuple[Fault, ...]:
    """Return one fault typed so many times, each an entry of its own."""
    return (Fault(rule, stage=stage),) * count
