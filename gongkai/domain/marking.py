"""Marking one unit's sheet from its own entries: deductions, stages, bonus, vetoes, grade.

Nothing is rounded before the end, and then once: totals are kept over one common divisor until they are divided.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec import Struct

from gongkai.domain.points import ZERO, rounded
from gongkai.domain.ranking import grade_of, lowest_grade
from gongkai.domain.scheme import Stage
from gongkai.domain.scorecard import AppliedEntry, StageScore, UnitScore
from gongkai.domain.sheet import Tally, item_scores

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from gongkai.domain.entries import EntryState
    from gongkai.domain.plan import Unit
    from gongkai.domain.scheme import Assessment, Group, Rule, Scheme
    from gongkai.domain.scorecard import Void
    from gongkai.domain.sheet import Sheet

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
    sheet: Sheet
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
