"""Marking one unit's sheet from its own entries: items, stages, bonuses, penalties, vetoes, grade.

Nothing is rounded before the end, and then once.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from gongkai.plan.roster import units_of_year
from gongkai.plan.rubric import Stage
from gongkai.points import ZERO, plain, rounded, settled
from gongkai.scoring.grading import grade_of, graded, lowest_grade
from gongkai.scoring.prices import priced
from gongkai.scoring.sheet import (
    AppliedEntry,
    Held,
    Outside,
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
    from gongkai.plan.rubric import Assessment, Bonus, Group, Rule, Scheme
    from gongkai.scoring.sheet import ItemScore, Slot, UnitSheet, Void

ONE = Decimal(1)
WHOLE_YEAR = (Stage("", ONE),)
SHARES = {"full": ONE, "half": Decimal("0.5"), "none": ZERO}


class Terms(Struct, frozen=True):
    """What all units are marked by: `points` are the plan's, `closed` the findings closed in time."""

    assessment: Assessment
    points: Collection[str]
    closed: Collection[str]


class Subject(Struct, frozen=True):
    """A unit with its sheet and what was entered for it from `outside`, by stage and item ("" for a whole stage).

    `ranked` says whether it can have a place.
    """

    unit: Unit
    group: Group
    scheme: Scheme
    sheet: UnitSheet
    outside: Mapping[tuple[str, str], Outside]
    ranked: bool

    @property
    def stages(self) -> tuple[Stage, ...]:
        """A scheme without stages has one nameless stage, the whole year."""
        return self.scheme.stages or WHOLE_YEAR

    def items_in(self, stage: str) -> dict[str, Outside]:
        """Return what was entered for the items of a stage, by their codes."""
        return {item: outside for (name, item), outside in self.outside.items() if item and name == stage}


class _Claim(Struct):
    """An entry that counts, with its place: `points` are what it takes or gives before any cap but its rule's own."""

    state: EntryState
    slot: Slot
    stage: str
    taken: Decimal
    points: Decimal
    applied: Decimal = ZERO
    cost: Decimal = ZERO

    def told(self) -> AppliedEntry:
        within = None if self.points == self.taken else self.points
        return AppliedEntry(self.state, self.taken, self.applied, self.cost, within=within)


class _Sheet(Struct):
    """One stage as it is marked. `base` is its score before its own bonus, `score` after it; None: a figure lacks."""

    stage: Stage
    tally: Tally | None
    base: Decimal | None
    total: Decimal = ZERO
    bonus: Decimal = ZERO
    counts: bool = True

    @property
    def waits(self) -> bool:
        return self.base is None if self.tally is None else self.tally.incomplete()

    @property
    def score(self) -> Decimal | None:
        return None if self.base is None else self.base + self.bonus


def in_order(state: EntryState) -> tuple[date, bool, int, str, str, str, Decimal]:
    """Day, then seq. Proposals have no seq yet: they come last on their day, told apart by what they say."""
    entry = state.entry
    return entry.day, entry.seq == 0, entry.seq, entry.id, entry.rule, entry.point, state.live


def mark(terms: Terms, subject: Subject, entries: Iterable[EntryState], stage: str = "") -> UnitScore:
    """Mark one unit's sheet, or one stage of it. The rank, and what shares of grades leave of it, are given later."""
    whole, vetoes = _marked(terms, subject, entries)
    return _of_stage(terms, subject, whole, vetoes, stage) if stage else whole


def _marked(terms: Terms, subject: Subject, entries: Iterable[EntryState]) -> tuple[UnitScore, Sequence[AppliedEntry]]:
    states = sorted(entries, key=in_order)
    vetoes = [_veto(terms, subject, state) for state in states if state.entry.kind == "veto"]
    claims, idle = _claims(terms, subject, [state for state in states if state.entry.kind != "veto"])
    full = terms.assessment.full_of(subject.scheme)
    sheets = [_sheet(subject, stage, full, claims) for stage in subject.stages]
    base = _base(sheets)
    _cost(sheets, full, claims)
    own = [(sheet.stage.share, sheet.tally) for sheet in sheets if sheet.tally]
    items = item_scores(subject.sheet, own)
    on_total, penalty = _on_total(subject, claims, base, items)
    score = None if base is None else _result(terms, subject, base + on_total - penalty)
    veto, barred, grade, held = _judged(terms, subject, score, vetoes, items)
    deducted, bonus = _sums(claims)
    told = [claim.told() for claim in claims]
    marked = UnitScore(
        unit=subject.unit.name,
        group=subject.group.name,
        scheme=subject.scheme.name,
        score=score,
        rank=None,
        grade=grade,
        deducted=deducted,
        bonus=bonus,
        veto=veto,
        items=items,
        applied=tuple(sorted([*told, *idle, *vetoes], key=lambda a: in_order(a.state))),
        stages=_stage_scores(subject, sheets, claims),
        base=base,
        applicable_points=subject.sheet.total,
        earned=_earned(own),
        on_total=on_total,
        penalty=penalty,
        barred=barred,
        held=held,
        competes=subject.ranked,
        waits=any(sheet.waits for sheet in sheets),
    )
    return marked, vetoes


def _of_stage(terms: Terms, subject: Subject, whole: UnitScore, vetoes: Sequence[AppliedEntry], name: str) -> UnitScore:
    """Return the result of one stage: its own score, graded by itself; a veto counts in the stage that it names."""
    stage = next(each for each in whole.stages if each.name == name)
    score = None if stage.score is None or not stage.counts else _result(terms, subject, stage.score)
    own = [applied for applied in whole.applied if applied.state.entry.stage == name]
    veto, barred, grade, held = _judged(
        terms, subject, score, [a for a in vetoes if a.state.entry.stage == name], stage.items
    )
    return replace(
        whole,
        score=score,
        grade=grade,
        deducted=stage.deducted or ZERO,
        bonus=sum((a.applied for a in own if _is_bonus(subject, a)), ZERO),
        veto=veto,
        items=stage.items,
        applied=tuple(own),
        stages=(),
        base=stage.base,
        applicable_points=stage.total,
        earned=stage.earned,
        on_total=stage.bonus,
        penalty=ZERO,
        barred=barred,
        held=held,
        waits=score is None and stage.waits,
        stage=name,
    )


def _is_bonus(subject: Subject, applied: AppliedEntry) -> bool:
    slot = subject.sheet.outline.slots.get(("bonus", applied.rule))
    return applied.state.entry.kind == "bonus" and slot is not None and slot.bonus is not None


def share_taken(rule: Rule) -> Decimal:
    """Return the share still taken once the finding behind an entry was closed in time (`if_rectified`)."""
    return SHARES[rule.if_rectified]


def _void(terms: Terms, state: EntryState, *, known: bool) -> Void:
    """Say why an entry counts nowhere; one that no longer stands needs no other reason."""
    if not state.stands:
        return ""
    if state.entry.point and state.entry.point not in terms.points:
        return "no_point"
    return "" if known else "no_rule"


def _claims(terms: Terms, subject: Subject, states: Sequence[EntryState]) -> tuple[list[_Claim], list[AppliedEntry]]:
    """Return the entries that count, each with what its rule lets it take, and those that count nothing."""
    claims: list[_Claim] = []
    idle: list[AppliedEntry] = []
    sheets = {stage.name: subject.sheet.part_for(stage.items) for stage in subject.stages if not stage.external}
    left: dict[str, Decimal] = {}
    for state in states:
        entry = state.entry
        slot = None if entry.kind == "veto" else subject.sheet.outline.slots.get((entry.kind, entry.rule))
        void = _void(terms, state, known=slot is not None)
        stage = _stage_of(subject, state, slot)
        if slot is not None and not void and state.stands and slot.item >= 0:
            void = _misplaced(sheets.get(stage), slot.item)
        if slot is None or void or not state.stands:
            idle.append(AppliedEntry(state, state.live, ZERO, ZERO, void))
            continue
        taken = priced(slot.rule, state, states)
        if entry.kind == "deduction" and entry.finding in terms.closed:
            taken *= share_taken(slot.rule)
        points = taken if slot.rule.max is None else min(taken, left.setdefault(entry.rule, slot.rule.max))
        if slot.rule.max is not None:
            left[entry.rule] -= points
        claims.append(_Claim(state, slot, stage, taken, points))
    return claims, idle


def _stage_of(subject: Subject, state: EntryState, slot: Slot | None) -> str:
    """Return the stage an entry counts in: its rule's own, or the one it names; none in a scheme without stages."""
    if not subject.scheme.stages:
        return ""
    return (slot.stage if slot else "") or state.entry.stage


def _misplaced(sheet: UnitSheet | None, item: int) -> Void:
    if sheet is None or not sheet.holds(item):
        return "no_stage"
    return "" if sheet.applicable[item] else "not_applicable"


def _sheet(subject: Subject, stage: Stage, full: Decimal, claims: Sequence[_Claim]) -> _Sheet:
    """Mark one stage: merits and figures, then faults, then the bonuses inside its items, then its own bonus."""
    if stage.external:
        outside = subject.outside.get((stage.name, ""))
        return _Sheet(stage, None, None if outside is None else settled(outside.out_of(full)))
    own = [claim for claim in claims if claim.stage == stage.name and claim.slot.item >= 0]
    sheet = subject.sheet.part_for(stage.items)
    tally = _told(sheet, subject.items_in(stage.name), own, full)
    missing = tally.incomplete()
    base = None if missing or not sheet.total else settled(full * tally.earned() / sheet.total)
    marked = _Sheet(stage, tally, base, sheet.total, counts=bool(sheet.total or not stage.items))
    for claim in (claim for claim in claims if claim.slot.stage == stage.name and stage.name):
        bonus = claim.slot.bonus
        if bonus and _opens(bonus, base, _summed(tally, bonus.of)):
            claim.applied = min(claim.points, bonus.cap - marked.bonus)
            marked.bonus += claim.applied
    return marked


def _told(sheet: UnitSheet, outside: Mapping[str, Outside], own: Sequence[_Claim], full: Decimal) -> Tally:
    """Return the tally of a stage after all that happened in it, and what of each entry was applied."""
    merits = [claim for claim in own if claim.slot.kind == "bonus" and claim.slot.bonus is None]
    faults = [claim for claim in own if claim.slot.kind == "deduction"]
    extras = [claim for claim in own if claim.slot.bonus is not None]
    given = _allowed(sheet, outside, merits, faults, extras, full) if extras else []
    tally = Tally(sheet, outside)
    for claim in merits:
        claim.applied = claim.points
        tally.give(claim.slot.item, claim.points)
    for claim, points in given:
        claim.applied = points
        tally.give(claim.slot.item, points)
    for claim in faults:
        claim.applied, claim.cost = tally.take(claim.slot.item, claim.points)
    for i in {claim.slot.item for claim in (*merits, *extras)}:
        _spill(tally.spilt(i), [claim for claim in (*extras, *merits) if claim.slot.item == i])
    return tally


def _spill(spilt: Decimal, givers: Sequence[_Claim]) -> None:
    """Take back what an item was given beyond its room: bonuses before merits, the latest first."""
    for claim in sorted(givers, key=lambda claim: in_order(claim.state), reverse=True):
        lost = min(spilt, claim.applied)
        claim.applied -= lost
        spilt -= lost


def _allowed(
    sheet: UnitSheet,
    outside: Mapping[str, Outside],
    merits: Sequence[_Claim],
    faults: Sequence[_Claim],
    extras: Sequence[_Claim],
    full: Decimal,
) -> list[tuple[_Claim, Decimal]]:
    """Return what each bonus inside an item may give: its gate looks at the stage before any of them."""
    before = Tally(sheet, outside)
    for claim in merits:
        before.give(claim.slot.item, claim.points)
    for claim in faults:
        before.take(claim.slot.item, claim.points)
    score = None if before.incomplete() or not sheet.total else settled(full * before.earned() / sheet.total)
    left: dict[int, Decimal] = {}
    given: list[tuple[_Claim, Decimal]] = []
    for claim in extras:
        bonus, item = claim.slot.bonus, claim.slot.item
        if bonus is not None and _opens(bonus, score, _summed(before, bonus.of)):
            points = min(claim.points, left.setdefault(item, bonus.cap))
            left[item] -= points
            given.append((claim, points))
    return given


def _opens(bonus: Bonus, score: Decimal | None, of: Decimal | None) -> bool:
    """Tell whether a bonus without a gate, or whose gate the score (or that of its items) passes, may count."""
    if not bonus.gated:
        return True
    figure = of if bonus.of else score
    if figure is None:
        return False
    return figure > bonus.above if bonus.at_least is None else figure >= bonus.at_least


def _summed(tally: Tally, codes: Collection[str]) -> Decimal | None:
    """Return what items have together; None where a figure is wanting."""
    own = [i for i, item in enumerate(tally.sheet.outline.items) if item.code in codes and tally.sheet.holds(i)]
    if any(tally.missing[i] for i in own):
        return None
    return sum((tally.score(i) + tally.sheet.credit(i) for i in own), ZERO)


def _base(sheets: Sequence[_Sheet]) -> Decimal | None:
    """Return the weighted mean of the stages; None where a figure is missing, or nothing concerns the unit."""
    counted = [sheet for sheet in sheets if sheet.counts]
    weights = sum((sheet.stage.share for sheet in counted), ZERO)
    if not weights:
        return None
    parts = ZERO
    for sheet in counted:
        if sheet.score is None:
            return None
        parts += sheet.stage.share * sheet.score
    return settled(parts / weights)


def _cost(sheets: Sequence[_Sheet], full: Decimal, claims: Sequence[_Claim]) -> None:
    """Turn what each fault took off its sheet into what it takes off the total."""
    weights = sum((sheet.stage.share for sheet in sheets if sheet.counts), ZERO)
    scale = {sheet.stage.name: (full * sheet.stage.share, sheet.total * weights) for sheet in sheets if sheet.tally}
    for claim in claims:
        if claim.cost:
            times, divisor = scale[claim.stage]
            claim.cost = claim.cost * times / divisor if divisor else ZERO


def _on_total(
    subject: Subject, claims: Sequence[_Claim], base: Decimal | None, items: Sequence[ItemScore]
) -> tuple[Decimal, Decimal]:
    """Give the bonus on the total and take the penalties off it, in order; return both sums."""
    loose = [claim for claim in claims if claim.slot.item < 0 and not claim.slot.stage]
    bonus, penalties = subject.scheme.bonus, subject.scheme.penalties
    given = taken = ZERO
    if bonus is not None and _opens_whole(bonus, base, items):
        for claim in (claim for claim in loose if claim.slot.kind == "bonus"):
            claim.applied = min(claim.points, bonus.cap - given)
            given += claim.applied
    left = ZERO if base is None else base + given
    left = left if penalties is None or penalties.cap is None else min(left, penalties.cap)
    for claim in (claim for claim in loose if claim.slot.kind == "deduction"):
        claim.applied = claim.cost = min(claim.points, left - taken)
        taken += claim.applied
    return given, taken


def _opens_whole(bonus: Bonus, base: Decimal | None, items: Sequence[ItemScore]) -> bool:
    """A bonus on the total counts only where there is one above 0, whether it names a gate or not."""
    if base is None:
        return False
    if not bonus.of:
        return base > bonus.above if bonus.at_least is None else base >= bonus.at_least
    own = [item for item in _flat(items) if item.code in bonus.of]
    return _opens(bonus, base, None if any(i.missing for i in own) else sum((i.score for i in own), ZERO))


def _flat(items: Iterable[ItemScore]) -> Iterator[ItemScore]:
    for item in items:
        yield item
        yield from _flat(item.items)


def _result(terms: Terms, subject: Subject, whole: Decimal) -> Decimal:
    """Return the score: not above the ceiling, rounded once."""
    ceiling = subject.scheme.ceiling
    return rounded(whole if ceiling is None else min(whole, ceiling), terms.assessment.places_of(subject.scheme))


def _sums(claims: Sequence[_Claim]) -> tuple[Decimal, Decimal]:
    """Return what was taken in all, and what bonuses gave in all: merits are no bonus."""
    taken = sum((claim.applied for claim in claims if claim.slot.kind == "deduction"), ZERO)
    return taken, sum((claim.applied for claim in claims if claim.slot.bonus is not None), ZERO)


def _veto(terms: Terms, subject: Subject, state: EntryState) -> AppliedEntry:
    known = any(veto.code == state.entry.rule for veto in subject.scheme.vetoes)
    return AppliedEntry(state, ZERO, ZERO, ZERO, _void(terms, state, known=known))


def _judged(
    terms: Terms,
    subject: Subject,
    score: Decimal | None,
    vetoes: Iterable[AppliedEntry],
    items: Sequence[ItemScore],
) -> tuple[str | None, str, str | None, tuple[Held, ...]]:
    """Return the text of the vetoes in force, that of what bars a grade, the grade, and what holds it down.

    Nothing raises a grade: it is the worst of the score's own and of what is set or allowed.
    """
    codes = {a.rule for a in vetoes if a.state.stands and not a.void}
    in_force = [veto for veto in subject.scheme.vetoes if veto.code in codes]
    setting, barring = [veto for veto in in_force if veto.grade], [veto for veto in in_force if not veto.grade]
    grades = terms.assessment.grades_of(subject.scheme)
    own = None if score is None else grade_of(grades, score)
    lower = [*_floors(subject, items), *((veto.at_most, Held("at_most", veto.text)) for veto in barring)]
    grade, held = own, []
    if score is not None and own is not None:
        held = [why for name, why in lower if lowest_grade(grades, [own, name]) != own]
        grade = lowest_grade(grades, [own, *(name for name, _ in lower)])
    if setting:
        known = [veto.grade for veto in setting] + ([] if grade is None else [grade])
        grade = None if score is not None and own is None else lowest_grade(grades, known)
    texts = "；".join(veto.text for veto in setting)
    return texts or None, "；".join(veto.text for veto in barring), grade, tuple(held)


def _floors(subject: Subject, items: Sequence[ItemScore]) -> Iterator[tuple[str, Held]]:
    """Yield the grade that each item below its floor leaves at best, and why."""
    floors = {item.code: item.floor for item in subject.sheet.outline.items if item.floor}
    for item in _flat(items) if floors else ():
        floor = floors.get(item.code)
        if floor and item.applicable and not item.missing and item.score < floor.min:
            words = f"{item.name}得分低于底线{plain(floor.min)}分"
            yield floor.grade, Held("floor", words)


def _earned(own: Sequence[tuple[Decimal, Tally]]) -> Decimal:
    weights = sum((weight for weight, _ in own), ZERO)
    return settled(sum((weight * tally.earned() for weight, tally in own), ZERO) / weights) if weights else ZERO


def _stage_scores(subject: Subject, sheets: Sequence[_Sheet], claims: Sequence[_Claim]) -> tuple[StageScore, ...]:
    if not subject.scheme.stages:
        return ()
    equal = all(stage.weight is None for stage in subject.scheme.stages)
    return tuple(_stage_score(subject, sheet, claims, equal=equal) for sheet in sheets)


def _stage_score(subject: Subject, sheet: _Sheet, claims: Sequence[_Claim], *, equal: bool) -> StageScore:
    stage, tally = sheet.stage, sheet.tally
    told = StageScore(
        stage.name, stage.share, sheet.score, external=stage.external, base=sheet.base, counts=sheet.counts, equal=equal
    )
    if tally is None:
        return replace(told, outside=subject.outside.get((stage.name, "")), waits=sheet.waits)
    taken = (claim for claim in claims if claim.slot.kind == "deduction" and claim.slot.item >= 0)
    return replace(
        told,
        deducted=sum((claim.applied for claim in taken if claim.stage == stage.name), ZERO),
        items=item_scores(tally.sheet, [(ONE, tally)]),
        bonus=sheet.bonus,
        earned=tally.earned(),
        total=sheet.total,
        waits=sheet.waits,
    )


MOST_NAMED = 3


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


NO_FIGURES: Mapping[tuple[str, str, str], Outside] = MappingProxyType({})
NONE: frozenset[str] = frozenset()


def score_year(
    plan: Plan,
    entries: Iterable[EntryState],
    duties_of: Mapping[str, Collection[str]],
    external: Mapping[tuple[str, str, str], Outside] = NO_FIGURES,
    closed_in_time: Collection[str] = NONE,
    stage: str = "",
) -> tuple[UnitScore, ...]:
    """Score every unit that has a group and a sheet, by group, then rank, then roster; the vetoed last in theirs.

    `duties_of` are the points each unit is on, `external` the outside figures by unit, stage and item ("" for a whole
    stage), `closed_in_time` the ids of findings closed in time (a rule's `if_rectified` then applies). With `stage` the
    result is that of one stage alone, for the units whose scheme has it.
    """
    if plan.assessment is None:
        return ()
    terms = terms_of(plan, plan.assessment, closed_in_time)
    mine: dict[str, list[EntryState]] = {}
    for state in entries:
        mine.setdefault(state.entry.unit, []).append(state)
    marked = [
        mark(terms, subject, mine.get(subject.unit.name, ()), stage)
        for subject in subjects(plan, plan.assessment, duties_of, external)
        if not stage or any(own.name == stage for own in subject.stages)
    ]
    return _in_order(plan.assessment, graded(plan.assessment, _ranked(marked)))


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
    external: Mapping[tuple[str, str, str], Outside],
) -> Iterator[Subject]:
    """Fit a sheet to each unit of the roster that existed in the year and has a group and a scheme."""
    outlines = {id(scheme): outline_of(scheme) for scheme in assessment.schemes}
    figures: dict[str, dict[tuple[str, str], Outside]] = defaultdict(dict)
    for (name, stage, item), outside in external.items():
        figures[name][stage, item] = outside
    share = _share(assessment)
    for unit in units_of_year(plan):
        group, scheme = group_of(assessment, unit), scheme_of(assessment, unit)
        if group and scheme:
            sheet = sheet_of(outlines[id(scheme)], unit, duties_of.get(unit.name, NONE), share)
            ranked = group.ranked and whole_year(unit, plan.year) and not is_named(unit, (plan.office,))
            yield Subject(unit, group, scheme, sheet, figures[unit.name], ranked)


def _share(assessment: Assessment) -> Decimal | None:
    """Return what an item that does not apply counts as: None leaves both sides, else a part of its points."""
    if assessment.not_applicable == "rescale":
        return None
    return (assessment.rate or ZERO) / 100 if assessment.not_applicable == "rate" else Decimal(1)


def _ranked(marked: Sequence[UnitScore]) -> list[UnitScore]:
    """Give each unit its place among those of its group that compete and have no veto.

    A place is given only where none of them waits for a figure: the first of those scored so far is no first.
    """
    by_group: dict[str, list[Decimal]] = defaultdict(list)
    for score in marked:
        by_group[score.group].extend(_competing(score))
    waiting = {score.group for score in marked if score.competes and score.waits and score.veto is None}
    tables = {group: places(figures) for group, figures in by_group.items() if group not in waiting}
    found = []
    for score in marked:
        ranks = [tables[score.group][figure] for figure in _competing(score) if score.group in tables]
        found.append(replace(score, rank=ranks[0]) if ranks else score)
    return found


def _competing(score: UnitScore) -> tuple[Decimal, ...]:
    return (score.score,) if score.competes and score.veto is None and score.score is not None else ()


def _in_order(assessment: Assessment, scores: Iterable[UnitScore]) -> tuple[UnitScore, ...]:
    """By group, the vetoed last, the ranked by rank before the unranked, else as in the roster."""
    groups = {group.name: place for place, group in enumerate(assessment.groups)}
    return tuple(sorted(scores, key=lambda s: (groups[s.group], s.veto is not None, s.rank is None, s.rank or 0)))
