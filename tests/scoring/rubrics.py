"""Rubrics written as their offices publish them: the clauses alone, read by the reader of the year's file."""

from __future__ import annotations

import textwrap
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from gongkai.entry.states import entry_states
from gongkai.scoring.score import score_year
from gongkai.scoring.sheet import Outside
from tests.plans import plan_from, small_plan_text

from .build import OPENING, entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gongkai.plan.model import Plan
    from gongkai.register.kinds import Ruling, ScoreEntry
    from gongkai.scoring.sheet import UnitScore

EAST, WEST = "东镇人民政府", "西镇人民政府"
KINDS = {"D": "deduction", "B": "bonus", "X": "veto"}


def rubric(scheme: str, *, full: int = 100, places: int = 2, grades: str = "", more_towns: int = 0) -> Plan:
    """Return the small year with one scheme for everybody, of the clauses given."""
    text = small_plan_text()
    head = text[: text.index("assessment:")]
    towns = "".join(f"  - {{name: 第{n}镇, kind: 镇}}\n" for n in range(1, more_towns + 1))
    head = head.replace("collectives:\n", f"{towns}collectives:\n", 1)
    lines = grades or "[{name: 优秀, min: 90}, {name: 良好, min: 80}, {name: 合格, min: 60}, {name: 不合格, min: 0}]"
    return plan_from(
        f"""{head}assessment:
  full: {full}
  places: {places}
  grades: {lines}
  groups:
    - {{name: 考核组织单位, units: [县政府办公室], ranked: false}}
    - {{name: 镇, kinds: [镇]}}
    - {{name: 县级部门, kinds: [政府部门, 党委部门]}}
  schemes:
    - name: 细则
{textwrap.indent(textwrap.dedent(scheme).strip(), " " * 6)}
"""
    )


def entries(*told: str, unit: str = EAST) -> list[ScoreEntry]:
    """Write entries as `D 1.1 5`: kind, rule, what was asked; then, where it is said, ×count and @stage."""
    found = []
    for seq, words in enumerate(told, 1):
        kind, code, asked, *rest = words.split()
        more: dict[str, Any] = {"kind": KINDS[kind], "day": OPENING + timedelta(days=seq)}
        one = entry(seq, code, asked, unit, **more)
        for said in rest:
            one = replace(one, count=int(said[1:])) if said[0] == "×" else replace(one, stage=said[1:])
        found.append(one)
    return found


def scores(
    plan: Plan,
    told: Iterable[ScoreEntry] = (),
    figures: dict[tuple[str, str, str], tuple[str, str | None]] | None = None,
    rulings: Iterable[Ruling] = (),
    stage: str = "",
) -> dict[str, UnitScore]:
    """Score the year; `figures` by unit, stage and item are value and full mark."""
    outside = {
        key: Outside(Decimal(value), None if of is None else Decimal(of))
        for key, (value, of) in (figures or {}).items()
    }
    found = score_year(plan, entry_states(told, rulings), {}, outside, stage=stage)
    return {score.unit: score for score in found}


def east(
    plan: Plan, *told: str, figures: Mapping[str, tuple[str, str | None]] | None = None, stage: str = ""
) -> UnitScore:
    """Score one town; `figures` by item (`1`), stage (`@三季度`) or both (`1@三季度`)."""
    given = {}
    for key, figure in (figures or {}).items():
        item, _, of = key.partition("@")
        given[EAST, of, item] = figure
    return scores(plan, entries(*told), given, stage=stage)[EAST]
