"""Whether points were taken on ground that is there: the unit's own point, a fault the records still show.

What is said here refuses nothing. The office may know more than the register does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.domain.entries import entry_states
from gongkai.domain.faults import DUTY_FAULTS, faults
from gongkai.domain.proposals import EARLIER, speaks_of
from gongkai.domain.rulebook import rule_of
from gongkai.frozen import frozen, replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from gongkai.domain.entries import EntryState
    from gongkai.domain.faults import Fault, Scene
    from gongkai.domain.plan import Plan
    from gongkai.domain.records import ScoreEntry
    from gongkai.domain.roster import Roster
    from gongkai.domain.scheme import Rule

OF_LEADS = frozenset({"point_not_done", "point_no_report"})
"""Conditions that look at the leads of a point alone."""


@frozen
class Gone:
    """A deduction that says more than the records show: `seen` of its `count` faults are still to be derived.

    `lost` are those of its duty items that no longer bear it out, each with what became of it: its status, "" where
    there is no such item any more.
    """

    state: EntryState
    seen: int
    lost: tuple[tuple[str, str], ...] = ()


def doubts(plan: Plan, roster: Roster, entry: ScoreEntry) -> Iterator[str]:
    """Yield what is odd about whom a deduction is taken from: not on the point, or leading nothing the rule looks at.

    What rests on a finding is the finding's own.
    """
    if entry.kind != "deduction" or entry.finding:
        return
    seat = roster.on(entry.point, entry.unit) if entry.point else None
    rule = _rule(plan, entry)
    if entry.point and seat is None:
        yield f"{entry.unit}不在要点{entry.point}的责任单位之列"
    elif rule is None or rule.auto not in OF_LEADS:
        return
    elif seat is not None and seat.role != "lead":
        yield f"规则{entry.rule}只看牵头单位，{entry.unit}不是要点{entry.point}的牵头单位"
    elif all(each.role != "lead" for each in roster.by_unit.get(entry.unit, ())):
        yield f"规则{entry.rule}只看牵头单位，{entry.unit}没有牵头的要点"


def gone(scene: Scene) -> Iterator[Gone]:
    """Yield the live deductions under `auto` rules that the records do not bear out today.

    A fault of the year's end counts as if the year ended now. One fault told otherwise (missed, then met late) is
    still there; none covers two entries. One that names its duty items rests on those.
    """
    found = list(faults(replace(scene, standing=replace(scene.standing, over=True))))
    states = entry_states(scene.ledger.entries, scene.ledger.rulings)
    watched = [(state, rule) for state in states if (rule := _watching(scene.ledger.plan, state))]
    named = [(state, rule) for state, rule in watched if state.entry.items and rule.auto in DUTY_FAULTS]
    yield from _items_gone(scene, found, named)
    taken = {(state.entry.unit, item) for state, _ in named for item in state.entry.items}
    left = [fault.count - sum((fault.unit, item.id) in taken for item in fault.items) for fault in found]
    counted = [pair for pair in watched if pair not in named]
    for state, rule in sorted(counted, key=lambda pair: not pair[0].entry.cause):
        want = state.entry.count
        for i, fault in enumerate(found):
            if want and left[i] and _bears_out(state.entry, rule, fault):
                spent = min(want, left[i])
                want, left[i] = want - spent, left[i] - spent
        if want:
            yield Gone(state, state.entry.count - want)


def _items_gone(scene: Scene, found: Iterable[Fault], named: Sequence[tuple[EntryState, Rule]]) -> Iterator[Gone]:
    """Yield the entries some of whose items are not to be derived, each once."""
    shown = {(fault.auto, fault.unit, item.id) for fault in found for item in fault.items}
    became: dict[str, str] = {}
    for state, rule in named:
        entry, autos = state.entry, [auto for auto in DUTY_FAULTS if rule.auto in {auto, EARLIER.get(auto)}]
        lost = [item for item in entry.items if not any((auto, entry.unit, item) in shown for auto in autos)]
        if lost and not (rule.yearly and len(lost) < len(entry.items)):
            became = became or {item.id: item.status for item in scene.items}
            yield Gone(state, len(entry.items) - len(lost), tuple((item, became.get(item, "")) for item in lost))


def _watching(plan: Plan, state: EntryState) -> Rule | None:
    """Return the `auto` rule that a live deduction rests on; one on a finding rests on that, but for its date."""
    if not state.stands or state.entry.kind != "deduction":
        return None
    rule = _rule(plan, state.entry)
    if rule is None or not rule.auto or (state.entry.finding and rule.auto != "finding_overdue"):
        return None
    return rule


def _bears_out(entry: ScoreEntry, rule: Rule, fault: Fault) -> bool:
    if rule.auto not in {fault.auto, EARLIER.get(fault.auto)}:
        return False
    if entry.finding:
        return fault.finding == entry.finding
    if fault.unit != entry.unit:
        return False
    if not entry.cause and not entry.point:
        return True
    return speaks_of(entry, fault, f"{rule.auto}:{fault.subject}" if fault.subject else fault.cause)


def _rule(plan: Plan, entry: ScoreEntry) -> Rule | None:
    unit = next((unit for unit in plan.units if unit.name == entry.unit), None)
    return rule_of(plan.assessment, unit, entry.rule) if plan.assessment and unit else None
