"""Help for the tests of the year's file: write it, read it, look at what was said."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from gongkai.errors import BadFile
from gongkai.plan.reading import read_plan
from tests.plans import SMALL_PLAN

if TYPE_CHECKING:
    from gongkai.errors import Problem

NAME = "要点.yaml"


def problems_of(content: str | bytes) -> tuple[Problem, ...]:
    """Return what is wrong with a file of this content; empty for a sound one."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, NAME)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        try:
            read_plan(path)
        except BadFile as error:
            found = error.problems
        else:
            return ()
    assert found
    assert all(problem.where.startswith(f"{path}:") for problem in found)
    return found


def line_of(problem: Problem) -> int:
    """Return the line a problem points at."""
    return int(problem.where.rpartition(":")[2])


def edited(before: str, after: str) -> tuple[str, int]:
    """Return the small plan with one passage replaced, and the line on which the replacement begins."""
    assert SMALL_PLAN.count(before) == 1, f"the passage must stand once: {before}"
    start = SMALL_PLAN.index(before)
    return SMALL_PLAN.replace(before, after), SMALL_PLAN.count("\n", 0, start) + 1


def complaints(before: str, after: str) -> list[tuple[int, str, str]]:
    """Return line (counted from the edited passage: 0 is its first line), message and hint of each problem."""
    content, first = edited(before, after)
    return [(line_of(problem) - first, problem.message, problem.hint) for problem in problems_of(content)]
