"""The year's file (`tasks.yaml`) read into a plan, with everything wrong in it found in one run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from gongkai.intake.carried_roster import with_roster
from gongkai.intake.plan_build import file_shape, plan_of
from gongkai.intake.plan_checks import CHECKS
from gongkai.intake.plan_notes import NOTES
from gongkai.intake.plan_sheet import NOTHING, Sheet
from gongkai.intake.shape import Reading
from gongkai.intake.source import open_source
from gongkai.intake.yaml_nodes import parse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from gongkai.domain.plan import Plan
    from gongkai.errors import Problem
    from gongkai.intake.source import Source


class PlanFile(Struct, frozen=True):
    """A sound file's plan, what the office should know about it (aliases, slips, inferences) by line.

    `roster` is where the units begin, as FILE:LINE.
    """

    plan: Plan
    notes: tuple[Problem, ...]
    roster: str


def read_plan(path: Path, roster: Plan | None = None) -> PlanFile:
    """Return the plan of a year's file; it may leave out units and collectives where an earlier `roster` is given.

    Raises `BadValue` where there is no file to read, and `BadFile` with every problem, in order of lines.
    """
    source = open_source(path)
    reading = Reading(source)
    tree, taken = with_roster(parse(source), roster) if roster else (parse(source), ())
    root = reading.entry(tree, file_shape())
    sheet = Sheet(source, root or NOTHING)
    problems = list(reading.problems)
    if root is not None:
        problems += [found for check in CHECKS for found in check(sheet)]
    if problems:
        raise source.refuse(*in_order(problems))
    notes = in_order([*_taken_over(source, roster, taken), *(note for tell in NOTES for note in tell(sheet))])
    first = min((unit.line for unit in sheet.units), default=1)
    return PlanFile(plan_of(sheet), notes, source.problem(first, "").where)


def _taken_over(source: Source, roster: Plan | None, taken: tuple[str, ...]) -> Iterator[Problem]:
    if roster and taken:
        yield source.problem(
            1, f"文件里没有写的，沿用{roster.year}年度名录：{'、'.join(taken)}", "有变化的请写在文件里"
        )


def in_order(problems: list[Problem]) -> tuple[Problem, ...]:
    """Return problems by line, each once."""
    return tuple(sorted(dict.fromkeys(problems), key=lambda problem: int(problem.where.rpartition(":")[2])))
