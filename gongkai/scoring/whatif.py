"""How to get points back: a deduction revoked, a finding closed in time, and the way to the next grade.

Every figure is the scoring engine's own answer to that one change; several changes together may give back more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct
from msgspec.structs import replace

from gongkai.points import ZERO, rounded
from gongkai.register.ledger import is_past
from gongkai.scoring.score import mark, share_taken, subjects, terms_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from decimal import Decimal

    from gongkai.entry.states import EntryState
    from gongkai.finding.states import FindingState
    from gongkai.register.ledger import Standing
    from gongkai.scoring.score import Subject, Terms
    from gongkai.scoring.sheet import AppliedEntry, UnitScore
    from gongkai.year import Year


class Improvement(Struct, frozen=True):
    """One change: the deduction or veto `id` revoked, or the finding `id` closed in time.

    `score` and `grade` are what they would be then; `back` is what comes back to the score; without a score (an outside
    figure is missing), to the total. `decided`: an objection to it has been decided already.
    """

    kind: Literal["deduction", "finding", "veto"]
    id: str
    back: Decimal
    score: Decimal | None
    grade: str | None = None
    decided: bool = False


class NextGrade(Struct, frozen=True):
    """The grade above, and the points that are missing to it."""

    name: str
    gap: Decimal


class Outlook(Struct, frozen=True):
    """What one unit can still get back; `next_grade` is None at the top, under a veto and without a score."""

    unit: str
    improvements: tuple[Improvement, ...]
    next_grade: NextGrade | None


def outlooks(year: Year, unit: str = "") -> tuple[Outlook, ...]:
    """Return the outlook of every unit that is scored, or of one, in roster order."""
    assessment = year.plan.assessment
    if assessment is None:
        return ()
    mine: dict[str, list[EntryState]] = {}
    for state in year.entries:
        mine.setdefault(state.entry.unit, []).append(state)
    terms, closable = terms_of(year.plan, assessment, year.closed_in_time), closable_findings(year)
    return tuple(
        _outlook(terms, subject, mine.get(subject.unit.name, []), closable)
        for subject in subjects(year.plan, assessment, year.points_of, year.external)
        if unit in {"", subject.unit.name}
    )


def closable_findings(year: Year) -> frozenset[str]:
    """Return the findings that are open and not late: not past their date, or rectified within it."""
    return frozenset(
        state.finding.id for state in year.findings if state.is_open and _may_be_in_time(state, year.standing)
    )


def _may_be_in_time(state: FindingState, standing: Standing) -> bool:
    if state.rectified is not None or state.late_periods:
        return state.in_time
    return state.due is None or not is_past(state.due, standing)


def _outlook(terms: Terms, subject: Subject, entries: Sequence[EntryState], closable: Collection[str]) -> Outlook:
    now = mark(terms, subject, entries)
    standing = [applied for applied in now.deductions if applied.state.stands]
    vetoes = [a for a in now.applied if a.state.entry.kind == "veto" and a.state.stands and not a.void]
    improvements = [
        *_if_unvetoed(terms, subject, now, vetoes),
        *_if_revoked(terms, subject, now, standing),
        *_if_closed(terms, subject, now, _behind(standing, subject, closable)),
    ]
    return Outlook(subject.unit.name, tuple(improvements), _next_grade(terms, subject, now))


def _if_revoked(
    terms: Terms, subject: Subject, now: UnitScore, standing: Sequence[AppliedEntry]
) -> Iterator[Improvement]:
    entries = [applied.state for applied in now.applied]
    for applied in standing:
        # what took nothing leaves everything as it is when it goes
        then = mark(terms, subject, [e for e in entries if e is not applied.state]) if applied.applied else now
        back = _back(terms, subject, now, then)
        yield Improvement("deduction", applied.id, back, then.score, then.grade, _decided(applied.state))


def _if_unvetoed(
    terms: Terms, subject: Subject, now: UnitScore, vetoes: Sequence[AppliedEntry]
) -> Iterator[Improvement]:
    """A veto revoked gives no points back but the grade that the score reaches, unless another veto holds."""
    entries = [applied.state for applied in now.applied]
    for applied in vetoes:
        then = mark(terms, subject, [e for e in entries if e is not applied.state])
        yield Improvement("veto", applied.id, ZERO, then.score, then.grade, _decided(applied.state))


def _decided(state: EntryState) -> bool:
    return any(ruling.appeal for ruling in state.rulings)


def _behind(standing: Sequence[AppliedEntry], subject: Subject, closable: Collection[str]) -> list[str]:
    """Return the findings whose closing in time leaves less to be taken, each once."""
    slots = subject.sheet.outline.slots
    known = ((a, slots.get(("deduction", a.rule))) for a in standing)
    milder = (a for a, slot in known if slot and share_taken(slot.rule) < 1)
    return list(dict.fromkeys(a.state.entry.finding for a in milder if a.state.entry.finding in closable))


def _if_closed(terms: Terms, subject: Subject, now: UnitScore, findings: Sequence[str]) -> Iterator[Improvement]:
    entries = [applied.state for applied in now.applied]
    for finding in findings:
        then = mark(replace(terms, closed={*terms.closed, finding}), subject, entries)
        yield Improvement("finding", finding, _back(terms, subject, now, then), then.score, then.grade)


def _back(terms: Terms, subject: Subject, now: UnitScore, then: UnitScore) -> Decimal:
    if now.score is not None and then.score is not None:
        return then.score - now.score
    lost = sum((applied.cost for applied in now.deductions), ZERO)
    return rounded(
        lost - sum((applied.cost for applied in then.deductions), ZERO), terms.assessment.places_of(subject.scheme)
    )


def _next_grade(terms: Terms, subject: Subject, now: UnitScore) -> NextGrade | None:
    if now.score is None or now.veto is not None:
        return None
    above = [grade for grade in terms.assessment.grades_of(subject.scheme) if grade.min > now.score]
    nearest = min(above, key=lambda grade: grade.min, default=None)
    return NextGrade(nearest.name, nearest.min - now.score) if nearest else None
