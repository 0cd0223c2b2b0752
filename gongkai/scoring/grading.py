"""Grades: by the line a score reaches, and, where a grade has a share, by how many of a group may have it."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from msgspec.structs import replace

from gongkai.points import ZERO, plain
from gongkai.scoring.sheet import Held

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from decimal import Decimal

    from gongkai.plan.rubric import Assessment, Grade
    from gongkai.scoring.sheet import UnitScore


def grade_of(grades: Iterable[Grade], score: Decimal) -> str | None:
    """Return the first line whose `min` the rounded score reaches."""
    return next((g.name for g in grades if score >= g.min), None)


def lowest_grade(grades: Sequence[Grade], names: Collection[str]) -> str:
    """Return the worst of `names` by `min`; one that is no line of the table is worse than any line."""
    mins = {g.name: g.min for g in grades}
    return min(names, key=lambda name: (name in mins, mins.get(name, 0)))


def graded(assessment: Assessment, scores: Sequence[UnitScore]) -> list[UnitScore]:
    """Return the scores with no grade given to more than its share of a group's ranked units, rounded down.

    The best have it; those of one place beyond it all stay out, and get the next grade, which has a share of its own.
    """
    by_scheme = {scheme.name: assessment.grades_of(scheme) for scheme in assessment.schemes}
    found = list(scores)
    by_group: dict[tuple[str, str], list[int]] = {}
    for at, score in enumerate(scores):
        if score.rank is not None:
            by_group.setdefault((score.group, score.scheme), []).append(at)
    for (_, scheme), members in by_group.items():
        grades = by_scheme[scheme]
        for line, grade in enumerate(grades):
            if grade.share is not None:
                _shared(found, members, grades, line)
    return found


def _shared(found: list[UnitScore], members: Sequence[int], grades: Sequence[Grade], line: int) -> None:
    """Give one grade to its share of the members, and the next one to the others who reached it."""
    grade = grades[line]
    quota = int(len(members) * (grade.share or 0) / 100)
    reached = sorted((at for at in members if found[at].grade == grade.name), key=lambda at: found[at].rank or 0)
    given = 0
    for rank, equals in groupby(reached, key=lambda at: found[at].rank):
        holders = list(equals)
        given += len(holders)
        if given <= quota:
            continue
        tied = given - len(holders) < quota
        for at in holders:
            below = grades[line + 1].name if line + 1 < len(grades) else None
            words = _words(grade, quota, rank if tied else None, len(holders), below)
            found[at] = replace(found[at], grade=below, held=(*found[at].held, Held("share", words)))


def _words(grade: Grade, quota: int, tied: int | None, holders: int, below: str | None) -> str:
    """Say why a unit stays out of a grade it has reached."""
    limit = f"{grade.name}不超过{plain(grade.share or ZERO)}%，本组{quota}个名额"
    why = f"第{tied}名并列{holders}个单位，超出名额，均不列入" if tied else "名次在名额以外"
    return f"{limit}，{why}，" + (f"定为{below}" if below else "不定等次")
