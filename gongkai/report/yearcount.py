"""Every figure of the year-end report, counted once from the ledger; words and tables are made from these."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import asdict

from gongkai.domain.entries import entry_states
from gongkai.domain.findings import finding_states, is_overdue
from gongkai.domain.ranking import best_and_worst
from gongkai.domain.roster import owes_self_inspection, units_of_year
from gongkai.domain.sheet import outline_of
from gongkai.domain.status import self_inspected
from gongkai.report.score import cents

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from gongkai.domain.entries import EntryState
    from gongkai.domain.findings import FindingState
    from gongkai.domain.plan import Plan, Unit
    from gongkai.domain.scorecard import UnitScore
    from gongkai.domain.status import Summary
    from gongkai.report.year import Year

ZERO = Decimal(0)


class Named(Struct, frozen=True):
    """Who may be named in a group: `best` hold the first place, `worst` the last."""

    group: str
    best: tuple[str, ...]
    worst: tuple[str, ...]


class Chapter(Struct, frozen=True):
    """A chapter's points by status; `percent` is the mean of theirs, rounded down."""

    chapter: str
    points: int
    not_started: int
    in_progress: int
    done: int
    verified: int
    red: int
    percent: int


class Inspected(Struct, frozen=True):
    """Of the units of a kind that owe a self-inspection, how many have done as many as the plan asks."""

    kind: str
    owed: int
    done: int


class UnitFindings(Struct, frozen=True):
    """A unit's findings in the year: all, not signed off, and past their date."""

    unit: str
    total: int
    open: int
    overdue: int


class Taken(Struct, frozen=True):
    """Deductions that stand under one key (a rule, a point): how many, what was asked, what counts."""

    key: str
    text: str
    count: int
    asked: Decimal
    applied: Decimal


class Count(Struct, frozen=True):
    """The year in figures. Ids and numbers are in the ledger's order."""

    summary: Summary
    named: tuple[Named, ...]
    chapters: tuple[Chapter, ...]
    inspected: tuple[Inspected, ...]
    uninspected: tuple[str, ...]
    findings: tuple[FindingState, ...]
    overdue_findings: tuple[str, ...]
    by_unit: tuple[UnitFindings, ...]
    standing: tuple[EntryState, ...]
    revoked: tuple[EntryState, ...]
    reduced: tuple[EntryState, ...]
    by_rule: tuple[Taken, ...]
    by_point: tuple[Taken, ...]
    unfinished: tuple[str, ...]
    unnotified: tuple[str, ...]
    overdue_items: tuple[str, ...]

    @property
    def owed(self) -> int:
        """Units that owe a self-inspection."""
        return sum(kind.owed for kind in self.inspected)

    @property
    def done(self) -> int:
        """Units that have done it."""
        return sum(kind.done for kind in self.inspected)

    @property
    def open_findings(self) -> tuple[FindingState, ...]:
        """Findings not signed off."""
        return tuple(state for state in self.findings if state.is_open)

    @property
    def applied(self) -> Decimal:
        """Points taken in all."""
        return sum((taken.applied for taken in self.by_rule), ZERO)

    def data(self) -> dict[str, object]:
        """Return the figures for scripts."""
        return {
            "summary": asdict(self.summary),
            "named": [asdict(named) for named in self.named],
            "chapters": [asdict(chapter) for chapter in self.chapters],
            "self_inspection": {
                "owed": self.owed,
                "done": self.done,
                "by_kind": [asdict(kind) for kind in self.inspected],
                "none": list(self.uninspected),
            },
            "findings": {
                "total": len(self.findings),
                "by_source": dict(Counter(state.finding.source for state in self.findings)),
                "by_status": dict(Counter(state.status for state in self.findings)),
                "overdue": list(self.overdue_findings),
                "by_unit": [asdict(unit) for unit in self.by_unit],
            },
            "deductions": {
                "count": len(self.standing),
                "applied": self.applied,
                "by_rule": [asdict(taken) for taken in self.by_rule],
                "by_point": [asdict(taken) for taken in self.by_point],
                "revoked": [state.entry.id for state in self.revoked],
                "reduced": [state.entry.id for state in self.reduced],
            },
            "remaining": {
                "points": list(self.unfinished),
                "findings": [state.finding.id for state in self.open_findings],
                "unnotified": list(self.unnotified),
                "items": list(self.overdue_items),
            },
        }


def count_year(year: Year, scores: Sequence[UnitScore], undecided: Collection[str]) -> Count:
    """Count a year; `undecided` are the units with an undecided objection, who are never named."""
    ledger, plan = year.ledger, year.plan
    findings = finding_states(ledger.findings, ledger.finding_steps)
    late = tuple(state.finding.id for state in findings if is_overdue(state, year.standing))
    entries = [s for s in entry_states(ledger.entries, ledger.rulings) if s.entry.kind == "deduction"]
    standing = tuple(state for state in entries if state.stands)
    applied = {a.id: a.applied for score in scores for a in score.applied}
    owing = [unit for unit in units_of_year(plan) if owes_self_inspection(plan, unit, year.standing.as_of)]
    have = self_inspected(ledger)
    return Count(
        summary=year.overview.summary,
        named=_named(scores, undecided),
        chapters=_chapters(year),
        inspected=_inspected(owing, have),
        uninspected=tuple(unit.name for unit in owing if unit.name not in have),
        findings=findings,
        overdue_findings=late,
        by_unit=_by_unit(findings, late),
        standing=standing,
        revoked=tuple(state for state in entries if state.status == "revoked" and not state.is_slip),
        reduced=tuple(state for state in entries if state.status == "reduced"),
        by_rule=_by_rule(plan, standing, applied),
        by_point=_by_point(plan, standing, applied),
        unfinished=tuple(state.point.no for state in year.overview.points if not state.is_done),
        unnotified=tuple(state.entry.id for state in standing if state.notified is None),
        overdue_items=tuple(item.id for item in year.items if item.status == "overdue"),
    )


def _named(scores: Sequence[UnitScore], undecided: Collection[str]) -> tuple[Named, ...]:
    found = []
    for group, members in groupby(scores, key=lambda score: score.group):
        best, worst = best_and_worst(list(members), undecided)
        if best or worst:
            found.append(Named(group, tuple(s.unit for s in best), tuple(s.unit for s in worst)))
    return tuple(found)


def _chapters(year: Year) -> tuple[Chapter, ...]:
    found = []
    for title, states in groupby(year.overview.points, key=lambda state: state.point.chapter):
        members = list(states)
        status = Counter(state.status for state in members)
        found.append(
            Chapter(
                title,
                len(members),
                status["not_started"],
                status["in_progress"],
                status["done"],
                status["verified"],
                sum(state.light == "red" for state in members),
                sum(state.percent for state in members) // len(members),
            )
        )
    return tuple(found)


def _inspected(owing: Iterable[Unit], have: Collection[str]) -> tuple[Inspected, ...]:
    names: dict[str, list[str]] = defaultdict(list)
    for unit in owing:
        names[unit.kind].append(unit.name)
    return tuple(Inspected(kind, len(units), sum(unit in have for unit in units)) for kind, units in names.items())


def _by_unit(findings: Iterable[FindingState], late: Collection[str]) -> tuple[UnitFindings, ...]:
    of_unit: dict[str, list[FindingState]] = defaultdict(list)
    for state in findings:
        of_unit[state.finding.unit].append(state)
    return tuple(
        UnitFindings(
            unit,
            len(states),
            sum(state.is_open for state in states),
            sum(state.finding.id in late for state in states),
        )
        for unit, states in of_unit.items()
    )


def _by_rule(plan: Plan, standing: Iterable[EntryState], applied: dict[str, Decimal]) -> tuple[Taken, ...]:
    schemes = plan.assessment.schemes if plan.assessment else ()
    texts = {code: rule.text for scheme in schemes for code, (rule, _) in outline_of(scheme).rules.items()}
    order = {code: index for index, code in enumerate(texts)}
    taken = _taken(((state.entry.rule, state) for state in standing), texts, applied)
    return tuple(sorted(taken, key=lambda each: order.get(each.key, len(order))))


def _by_point(plan: Plan, standing: Iterable[EntryState], applied: dict[str, Decimal]) -> tuple[Taken, ...]:
    texts = {point.no: point.title for point in plan.points}
    order = {no: index for index, no in enumerate(texts)}
    taken = _taken(((state.entry.point, state) for state in standing if state.entry.point), texts, applied)
    return tuple(sorted(taken, key=lambda each: order.get(each.key, len(order))))


def _taken(keyed: Iterable[tuple[str, EntryState]], texts: dict[str, str], applied: dict[str, Decimal]) -> list[Taken]:
    """Add up by key; an entry that is on no sheet counts nothing once there are sheets."""
    groups: dict[str, list[EntryState]] = defaultdict(list)
    for key, state in keyed:
        groups[key].append(state)
    return [
        Taken(
            key,
            texts.get(key, ""),
            len(states),
            sum((state.entry.asked for state in states), ZERO),
            cents(sum((applied.get(s.entry.id, ZERO if applied else s.live) for s in states), ZERO)),
        )
        for key, states in groups.items()
    ]
