"""Whether points were taken on ground that is there: the unit's own point, a fault the records still show.

What is said here refuses nothing. The office may know more than the register does.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from gongkai.entry.breaches import DUTY_FAULTS, faults
from gongkai.entry.proposals import EARLIER, speaks_of
from gongkai.entry.states import entry_states
from gongkai.errors import NotOnPoint
from gongkai.finding.states import source_of
from gongkai.progress.status import overview
from gongkai.scoring.rulebook import rule_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from gongkai.entry.breaches import Fault
    from gongkai.entry.states import EntryState
    from gongkai.plan.model import Plan
    from gongkai.plan.roster import Roster
    from gongkai.plan.rubric import Rule
    from gongkai.register.kinds import Record, ScoreEntry
    from gongkai.register.ledger import Ledger
    from gongkai.year import Year

OF_LEADS = frozenset({"point_not_done", "point_no_report"})
"""Conditions that look at the leads of a point alone."""
TOLD = ("progress", "reviews", "self_inspections", "findings", "finding_steps")
"""What the conditions that look at no duty items are read from."""


class Unfounded(Struct, frozen=True):
    """A deduction that says more than the records show: `seen` of its `count` faults are still to be derived.

    `lost` are those of its duty items that no longer bear it out, each with what became of it: its status, "" where
    there is no such item any more. `ever` says that it was borne out when it was recorded.
    """

    state: EntryState
    seen: int
    lost: tuple[tuple[str, str], ...] = ()
    ever: bool = True


def doubts(plan: Plan, roster: Roster, entry: ScoreEntry) -> Iterator[str]:
    """Yield what is odd about whom a deduction is taken from: not on the point, or leading nothing the rule looks at.

    What rests on a finding is the finding's own, but for leading.
    """
    rule = _rule(plan, entry)
    leading = rule is not None and rule.auto in OF_LEADS
    if entry.kind != "deduction" or (entry.finding and not leading):
        return
    seat = roster.on(entry.point, entry.unit) if entry.point else None
    if entry.point and seat is None:
        yield NotOnPoint(entry.unit, entry.point).message
    elif rule is None or rule.auto not in OF_LEADS:
        return
    elif seat is not None and not roster.leads_on(entry.point, entry.unit):
        yield f"规则{entry.rule}只看牵头单位，{entry.unit}不是要点{entry.point}的牵头单位"
    elif not any(roster.leads_on(each.point, entry.unit) for each in roster.by_unit.get(entry.unit, ())):
        yield f"规则{entry.rule}只看牵头单位，{entry.unit}没有牵头的要点"


def unfounded_entries(year: Year) -> Iterator[Unfounded]:
    """Yield the live deductions under `auto` rules that the records do not bear out today.

    A fault of the year's end counts as if the year ended now. One fault told otherwise (missed, then met late) is
    still there; none covers two entries. One that names its duty items rests on those.
    """
    found = list(faults(year.read_as(over=True)))
    watched = [(state, rule) for state in year.entries if (rule := _watching(year.plan, state))]
    named = [(state, rule) for state, rule in watched if state.entry.items and rule.auto in DUTY_FAULTS]
    yield from _items_gone(year, found, named)
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
            yield Unfounded(state, state.entry.count - want, ever=_ever(year, state.entry, rule))


def _ever(year: Year, entry: ScoreEntry, rule: Rule) -> bool:
    """Tell whether what was recorded before an entry bore it out; of duty items, whether any was told of since."""
    ledger = year.ledger
    if rule.auto in DUTY_FAULTS:
        told_since = (*ledger.settlements, *ledger.duty_reviews, *ledger.extensions)
        return any(told.seq > entry.seq for told in told_since)
    before: dict[str, tuple[Record, ...]] = {
        name: tuple(record for record in getattr(ledger, name) if record.seq < entry.seq) for name in TOLD
    }
    then = replace(ledger, **before)
    points = overview(then, year.roster, (), replace(year.standing, over=True))
    known = faults(year.read_as(then, over=True, items=(), points=points))
    return any(_bears_out(entry, rule, fault) for fault in known)


def unfounded(year: Year, entry: ScoreEntry) -> str:
    """Return why the records of today do not bear out a deduction taken by itself, empty where they do."""
    alone = year.read_as(replace(year.ledger, entries=(entry,), rulings=()))
    found, rule = next(unfounded_entries(alone), None), _rule(year.plan, entry)
    if found is None or rule is None:
        return ""
    if found.lost:
        return f"{'、'.join(item for item, _ in found.lost)}不是逾期的应办事项"
    return _WHY[rule.auto](year.ledger, entry)


def _inspected(ledger: Ledger, entry: ScoreEntry) -> str:
    ids = "、".join(one.id for one in ledger.self_inspections if one.unit == entry.unit)
    return f"{entry.unit}已登记自查{ids}" if ids else f"{entry.unit}不在应自查的单位之列"


def _in_time(_: Ledger, entry: ScoreEntry) -> str:
    return f"问题{entry.finding}没有超过整改期限" if entry.finding else f"{entry.unit}没有超过整改期限的问题"


def _not_on_time(_: Ledger, entry: ScoreEntry) -> str:
    on = f"在要点{entry.point}上" if entry.point else ""
    return f"{entry.unit}{on}逾期的应办事项不足{entry.count}项"


_WHY: Mapping[str, Callable[[Ledger, ScoreEntry], str]] = MappingProxyType(
    {
        "no_self_inspection": _inspected,
        "finding_overdue": _in_time,
        "point_no_report": lambda _, entry: (
            f"{entry.unit}在要点{entry.point}上有进展报告" if entry.point else f"{entry.unit}牵头的要点都有进展报告"
        ),
        "point_not_done": lambda _, entry: (
            f"{entry.unit}在要点{entry.point}上已报到100%" if entry.point else f"{entry.unit}牵头的要点都已报到100%"
        ),
        "duty_missed": _not_on_time,
        "duty_late": _not_on_time,
    }
)


def early(year: Year, entry: ScoreEntry) -> str:
    """Return that a rule about the whole year was used before its end, empty where it was not."""
    rule = _rule(year.plan, entry)
    if rule is None or year.standing.over or rule.auto not in {*OF_LEADS, "no_self_inspection"}:
        return ""
    return f"规则{rule.code}看的是全年，{year.plan.year}年度还没有结束"


def unnamed(plan: Plan, entry: ScoreEntry) -> str:
    """Return what is missing of a deduction for duty items that does not say which, empty where it does."""
    rule = _rule(plan, entry)
    if rule is None or rule.auto not in DUTY_FAULTS or entry.items or entry.finding:
        return ""
    lacking = "是哪一项应办事项（--item）" if entry.point else "要点和应办事项（--point、--item）"
    return f"没有写明{lacking}，以后的扣分建议只能按次数相抵"


def strayed(ledger: Ledger, entry: ScoreEntry) -> str:
    """Return that the finding behind a deduction comes from elsewhere than its rule looks, empty where it does not."""
    rule = _rule(ledger.plan, entry)
    finding = next((one for one in ledger.findings if one.id == entry.finding), None)
    if rule is None or finding is None or not rule.sources:
        return ""
    source = source_of(finding, ledger.inspections)
    if not source or source in rule.sources:
        return ""
    return f"规则{rule.code}针对{'、'.join(rule.sources)}发现的问题，{finding.id} 是{source}发现的"


def twin(ledger: Ledger, entry: ScoreEntry) -> str:
    """Return which other entry takes points for the same point's not being carried out, empty where none does."""
    rule = _rule(ledger.plan, entry)
    if rule is None or rule.auto not in OF_LEADS or not entry.point:
        return ""
    for state in entry_states(ledger.entries, ledger.rulings):
        other = _watching(ledger.plan, state)
        same = (state.entry.unit, state.entry.point) == (entry.unit, entry.point) and state.entry.id != entry.id
        if same and other and other.auto in OF_LEADS and other.code != rule.code:
            return f"{entry.unit}在要点{entry.point}上已由 {state.entry.id} 按规则{other.code}扣分，同一要点不应重复扣"
    return ""


def _items_gone(year: Year, found: Iterable[Fault], named: Sequence[tuple[EntryState, Rule]]) -> Iterator[Unfounded]:
    """Yield the entries some of whose items are not to be derived, each once."""
    shown = {(fault.auto, fault.unit, item.id) for fault in found for item in fault.items}
    became: dict[str, str] = {}
    for state, rule in named:
        entry, autos = state.entry, [auto for auto in DUTY_FAULTS if rule.auto in {auto, EARLIER.get(auto)}]
        lost = [item for item in entry.items if not any((auto, entry.unit, item) in shown for auto in autos)]
        if lost and not (rule.yearly and len(lost) < len(entry.items)):
            became = became or {item.id: item.status for item in year.items}
            yield Unfounded(state, len(entry.items) - len(lost), tuple((item, became.get(item, "")) for item in lost))


def _watching(plan: Plan, state: EntryState) -> Rule | None:
    """Return the `auto` rule that a live deduction rests on; one on a finding rests on that, but for its date."""
    if not state.stands or state.entry.kind != "deduction":
        return None
    rule = _rule(plan, state.entry)
    if rule is None or not rule.auto or (state.entry.finding and rule.auto not in {*OF_LEADS, "finding_overdue"}):
        return None
    return rule


def _bears_out(entry: ScoreEntry, rule: Rule, fault: Fault) -> bool:
    if rule.auto not in {fault.auto, EARLIER.get(fault.auto)}:
        return False
    if entry.finding and rule.auto not in OF_LEADS:
        return fault.finding == entry.finding
    if fault.unit != entry.unit:
        return False
    if not entry.cause and not entry.point:
        return True
    return speaks_of(entry, fault, f"{rule.auto}:{fault.subject}" if fault.subject else fault.cause)


def _rule(plan: Plan, entry: ScoreEntry) -> Rule | None:
    unit = next((unit for unit in plan.units if unit.name == entry.unit), None)
    return rule_of(plan.assessment, unit, entry.rule) if plan.assessment and unit else None
