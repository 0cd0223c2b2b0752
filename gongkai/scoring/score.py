"""Marking one unit's sheet from its own entries: deductions, stages, bonus, vetoes, grade.

Nothing is rounded before the end, and then once: totals are kept over one common divisor until they are divided.
"""

from __future__ import annotations

from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from gongkai.plan.roster import units_of_year
from gongkai.plan.rubric import Stage
from gongkai.points import ZERO, rounded
from gongkai.scoring.sheet import (
    AppliedEntry,
    StageScore,
    Tally,
    UnitScore,
    group_of,
    is_named,
    item_scores,
    outline_of,
    scheme_of,
    sheet_of,
    whole_year,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from gongkai.entry.states import EntryState
    from gongkai.plan.model import Plan, Unit
    from gongkai.plan.rubric import Assessment, Grade, Group, Rule, Scheme
    from gongkai.scoring.sheet import UnitSheet, Void

ONE = Decimal(1)
WHOLE_YEAR = (Stage("", ONE),)
SHARES = {"full": ONE, "half": Decimal("0.5"), "none": ZERO}


class Terms(Struct, frozen=True):
    """What all units are marked by: `points` are the plan's, `closed` the findings closed in time."""

    assessment: Assessment
    points: Collection[str]
    closed: Collection[str]


class Subject(Struct, frozen=True):
    """A unit with its sheet and its outside `figures`, by stage. `ranked` says whether it can have a place."""

    unit: Unit
    group: Group
    scheme: Scheme
    sheet: UnitSheet
    figures: Mapping[str, Decimal]
    ranked: bool

    @property
    def stages(self) -> tuple[Stage, ...]:
        """A scheme without stages has one nameless stage, the whole year."""
        return self.scheme.stages or WHOLE_YEAR

    def stage_of(self, state: EntryState) -> str:
        """Return the stage an entry counts in."""
        return state.entry.stage if self.scheme.stages else ""


class _Scale(Struct, frozen=True):
    """From points on the sheet to points of the total: × `full` × weight ÷ (`total` × `weights`)."""

    full: Decimal
    total: Decimal
    weights: Mapping[str, Decimal]

    @property
    def divisor(self) -> Decimal:
        return self.total * sum(self.weights.values(), ZERO)

    def cost(self, points: Decimal, stage: str) -> Decimal:
        divisor = self.divisor
        return points * self.full * self.weights[stage] / divisor if divisor else ZERO


def in_order(state: EntryState) -> tuple[date, bool, int, str, str, str, Decimal]:
    """Day, then seq. Proposals have no seq yet: they come last on their day, told apart by what they say."""
    entry = state.entry
    return entry.day, entry.seq == 0, entry.seq, entry.id, entry.rule, entry.point, state.live


def mark(terms: Terms, subject: Subject, entries: Iterable[EntryState]) -> UnitScore:
    """Mark one unit's sheet. The rank is given later, among its group."""
    kinds: dict[str, list[EntryState]] = {"deduction": [], "bonus": [], "veto": []}
    for state in sorted(entries, key=in_order):
        kinds[state.entry.kind].append(state)
    scale = _scale(terms, subject)
    tallies = {stage.name: Tally(subject.sheet) for stage in subject.stages if not stage.external}
    taken = [_deduct(terms, subject, scale, tallies, state) for state in kinds["deduction"]]
    base = _base(subject, scale, tallies)
    given = list(_give(terms, subject, base, kinds["bonus"]))
    vetoes = [_veto(terms, subject, state) for state in kinds["veto"]]
    bonus = sum((a.applied for a in given), ZERO)
    score = None if base is None else rounded(base + bonus, terms.assessment.places)
    veto, grade = _judged(terms, subject, score, vetoes)
    own = [(scale.weights[name], tally) for name, tally in tallies.items()]
    return UnitScore(
        unit=subject.unit.name,
        group=subject.group.name,
        scheme=subject.scheme.name,
        score=score,
        rank=None,
        grade=grade,
        deducted=sum((a.applied for a in taken), ZERO),
        bonus=bonus,
        veto=veto,
        items=item_scores(subject.sheet, own),
        applied=tuple(sorted([*taken, *given, *vetoes], key=lambda a: in_order(a.state))),
        stages=_stage_scores(subject, scale, tallies),
        base=base,
        applicable_points=subject.sheet.total,
        earned=_earned(own),
    )


def share_taken(rule: Rule) -> Decimal:
    """Return the share still taken once the finding behind an entry was closed in time (`if_rectified`)."""
    return SHARES[rule.if_rectified]


def _scale(terms: Terms, subject: Subject) -> _Scale:
    """A year of outside figures alone has no sheet to be measured by."""
    inside = any(not stage.external for stage in subject.stages)
    weights = {stage.name: stage.weight for stage in subject.stages}
    return _Scale(terms.assessment.full, subject.sheet.total if inside else ONE, weights)


def _void(terms: Terms, state: EntryState, *, known: bool) -> Void:
    """Say why an entry counts nowhere; one that no longer stands needs no other reason."""
    if not state.stands:
        return ""
    if state.entry.point and state.entry.point not in terms.points:
        return "no_point"
    return "" if known else "no_rule"


def _deduct(
    terms: Terms, subject: Subject, scale: _Scale, tallies: Mapping[str, Tally], state: EntryState
) -> AppliedEntry:
    known, stage = subject.sheet.outline.rules.get(state.entry.rule), subject.stage_of(state)
    void = _void(terms, state, known=known is not None)
    if known is None or void or not state.stands:
        return AppliedEntry(state, state.live, ZERO, ZERO, void)
    rule, item = known
    if stage not in tallies or not subject.sheet.applicable[item]:
        return AppliedEntry(state, state.live, ZERO, ZERO, "not_applicable" if stage in tallies else "no_stage")
    points = state.live * share_taken(rule) if state.entry.finding in terms.closed else state.live
    applied = tallies[stage].take(item, points)
    return AppliedEntry(state, points, applied, scale.cost(applied, stage))


def _give(
    terms: Terms, subject: Subject, base: Decimal | None, entries: Iterable[EntryState]
) -> Iterator[AppliedEntry]:
    """Give bonuses in order up to the cap, if the score before them is above the gate; at the gate is not above."""
    bonus = subject.scheme.bonus
    codes = {rule.code for rule in bonus.rules} if bonus else set()
    left = bonus.cap if bonus and base is not None and base > bonus.above else ZERO
    for state in entries:
        void = _void(terms, state, known=state.entry.rule in codes)
        applied = ZERO if void else min(state.live, left)
        left -= applied
        yield AppliedEntry(state, state.live, applied, ZERO, void)


def _veto(terms: Terms, subject: Subject, state: EntryState) -> AppliedEntry:
    known = any(veto.code == state.entry.rule for veto in subject.scheme.vetoes)
    return AppliedEntry(state, ZERO, ZERO, ZERO, _void(terms, state, known=known))


def _judged(
    terms: Terms, subject: Subject, score: Decimal | None, vetoes: Iterable[AppliedEntry]
) -> tuple[str | None, str | None]:
    """Return the text of the vetoes in force and the grade: theirs (the worst of them), else the score's."""
    codes = {a.rule for a in vetoes if a.state.stands and not a.void}
    in_force = [veto for veto in subject.scheme.vetoes if veto.code in codes]
    grades = terms.assessment.grades
    if in_force:
        return "；".join(veto.text for veto in in_force), lowest_grade(grades, [veto.grade for veto in in_force])
    return None, None if score is None else grade_of(grades, score)


def _base(subject: Subject, scale: _Scale, tallies: Mapping[str, Tally]) -> Decimal | None:
    """Return the weighted mean of the stages before any bonus, divided once; None where a figure is missing."""
    parts = ZERO
    for stage in subject.stages:
        if stage.name in tallies:
            parts += stage.weight * scale.full * tallies[stage.name].earned()
        elif stage.name in subject.figures:
            parts += stage.weight * subject.figures[stage.name] * scale.total
        else:
            return None
    return parts / scale.divisor if scale.divisor else None


def _earned(own: Sequence[tuple[Decimal, Tally]]) -> Decimal:
    weights = sum((weight for weight, _ in own), ZERO)
    return sum((weight * tally.earned() for weight, tally in own), ZERO) / weights if weights else ZERO


def _stage_scores(subject: Subject, scale: _Scale, tallies: Mapping[str, Tally]) -> tuple[StageScore, ...]:
    return tuple(
        _own_sheet(stage, scale, tallies[stage.name])
        if stage.name in tallies
        else StageScore(stage.name, stage.weight, subject.figures.get(stage.name), external=True)
        for stage in subject.scheme.stages
    )


def _own_sheet(stage: Stage, scale: _Scale, tally: Tally) -> StageScore:
    score = scale.full * tally.earned() / scale.total if scale.total else None
    items = item_scores(tally.sheet, [(ONE, tally)])
    return StageScore(stage.name, stage.weight, score, deducted=tally.deducted(), items=items)


MOST_NAMED = 3


def grade_of(grades: Iterable[Grade], score: Decimal) -> str | None:
    """Return the first line whose `min` the rounded score reaches."""
    return next((g.name for g in grades if score >= g.min), None)


def lowest_grade(grades: Sequence[Grade], names: Collection[str]) -> str:
    """Return the worst of `names` by `min`; one that is no line of the table is worse than any line."""
    mins = {g.name: g.min for g in grades}
    return min(names, key=lambda name: (name in mins, mins.get(name, 0)))


def places(scores: Iterable[Decimal]) -> dict[Decimal, int]:
    """Map each rounded score of a group to its place: equal scores share one, the next skips (1, 2, 2, 4)."""
    table: dict[Decimal, int] = {}
    for place, score in enumerate(sorted(scores, reverse=True), start=1):
        table.setdefault(score, place)
    return table


def best_and_worst(
    scores: Iterable[UnitScore], undecided: Collection[str] = frozenset()
) -> tuple[tuple[UnitScore, ...], tuple[UnitScore, ...]]:
    """Return the units of one group that may be named first and last.

    A place is named only where at most three share it, the undecided counted; a unit with an undecided objection
    is never named, nor the next in its stead. Where all share the first place nobody is last.
    """
    ranked = [(s.rank, s) for s in scores if s.rank is not None]
    if not ranked:
        return (), ()
    last = max(rank for rank, _ in ranked)
    first = [s for rank, s in ranked if rank == 1]
    worst = [s for rank, s in ranked if rank == last] if last > 1 else []
    return _named(first, undecided), _named(worst, undecided)


def _named(holders: list[UnitScore], undecided: Collection[str]) -> tuple[UnitScore, ...]:
    if len(holders) > MOST_NAMED:
        return ()
    return tuple(s for s in holders if s.unit not in undecided)


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
