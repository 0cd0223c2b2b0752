"""Scoring a year: from the plan and the entries as they stand to each unit's sheet, grade and rank.

The law: an item loses at most its points and a parent at most its own, entries counting in order of day, then seq.
What does not apply leaves both sides. A bonus counts above its gate and up to its cap. A veto sets the grade.
Equal scores share a rank.
"""

from __future__ import annotations

from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec.structs import replace

from gongkai.domain.grouping import group_of, is_named, scheme_of, whole_year
from gongkai.domain.marking import Subject, Terms, mark
from gongkai.domain.points import ZERO
from gongkai.domain.ranking import places
from gongkai.domain.roster import units_of_year
from gongkai.domain.sheet import outline_of, sheet_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from gongkai.domain.entries import EntryState
    from gongkai.domain.plan import Plan
    from gongkai.domain.scheme import Assessment
    from gongkai.domain.scorecard import UnitScore

NO_FIGURES: Mapping[tuple[str, str], Decimal] = MappingProxyType({})
NONE: frozenset[str] = frozenset()


def score_year(
    plan: Plan,
    entries: Iterable[EntryState],
    duties_of: Mapping[str, Collection[str]],
    external: Mapping[tuple[str, str], Decimal] = NO_FIGURES,
    closed_in_time: Collection[str] = NONE,
) -> tuple[UnitScore, ...]:
    """Score every unit that has a group and a sheet, by group, then rank, then roster; the vetoed last in theirs.

    `duties_of` are the points each unit is on, `external` the outside figures by unit and stage on the scale of a
    full score, `closed_in_time` the ids of findings closed in time (a rule's `if_rectified` then applies).
    """
    if plan.assessment is None:
        return ()
    terms = terms_of(plan, plan.assessment, closed_in_time)
    mine: dict[str, list[EntryState]] = {}
    for state in entries:
        mine.setdefault(state.entry.unit, []).append(state)
    marked = [
        (subject, mark(terms, subject, mine.get(subject.unit.name, ())))
        for subject in subjects(plan, plan.assessment, duties_of, external)
    ]
    return _in_order(plan.assessment, _ranked(marked))


def unscored(entries: Iterable[EntryState], scores: Iterable[UnitScore]) -> tuple[EntryState, ...]:
    """Return entries that stand against units which are not scored at all."""
    listed = {score.unit for score in scores}
    return tuple(state for state in entries if state.stands and state.entry.unit not in listed)


def terms_of(plan: Plan, assessment: Assessment, closed_in_time: Collection[str] = NONE) -> Terms:
    """Return what all units of the plan are marked by."""
    return Terms(assessment, frozenset(point.no for point in plan.points), closed_in_time)


def subjects(
    plan: Plan,
    assessment: Assessment,
    duties_of: Mapping[str, Collection[str]],
    external: Mapping[tuple[str, str], Decimal],
) -> Iterator[Subject]:
    """Fit a sheet to each unit of the roster that existed in the year and has a group and a scheme."""
    outlines = {id(scheme): outline_of(scheme) for scheme in assessment.schemes}
    figures: dict[str, dict[str, Decimal]] = {}
    for (name, stage), figure in external.items():
        figures.setdefault(name, {})[stage] = figure
    share = _share(assessment)
    for unit in units_of_year(plan):
        group, scheme = group_of(assessment, unit), scheme_of(assessment, unit)
        if group and scheme:
            sheet = sheet_of(outlines[id(scheme)], unit, duties_of.get(unit.name, NONE), share)
            ranked = group.ranked and whole_year(unit, plan.year) and not is_named(unit, (plan.office,))
            yield Subject(unit, group, scheme, sheet, figures.get(unit.name, {}), ranked)


def _share(assessment: Assessment) -> Decimal | None:
    """Return what an item that does not apply counts as: None leaves both sides, else a part of its points."""
    if assessment.not_applicable == "rescale":
        return None
    return (assessment.rate or ZERO) / 100 if assessment.not_applicable == "rate" else Decimal(1)


def _ranked(marked: Sequence[tuple[Subject, UnitScore]]) -> Iterator[UnitScore]:
    """Give each unit its place among those of its group that are ranked, have a score and no veto."""
    by_group: dict[str, list[Decimal]] = {}
    for subject, score in marked:
        by_group.setdefault(score.group, []).extend(_competing(subject, score))
    tables = {group: places(figures) for group, figures in by_group.items()}
    for subject, score in marked:
        ranks = [tables[score.group][figure] for figure in _competing(subject, score)]
        yield replace(score, rank=ranks[0]) if ranks else score


def _competing(subject: Subject, score: UnitScore) -> tuple[Decimal, ...]:
    return (score.score,) if subject.ranked and score.veto is None and score.score is not None else ()


def _in_order(assessment: Assessment, scores: Iterable[UnitScore]) -> tuple[UnitScore, ...]:
    """By group, the vetoed last, the ranked by rank before the unranked, else as in the roster."""
    groups = {group.name: place for place, group in enumerate(assessment.groups)}
    return tuple(sorted(scores, key=lambda s: (groups[s.group], s.veto is not None, s.rank is None, s.rank or 0)))
