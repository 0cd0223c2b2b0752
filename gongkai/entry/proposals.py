"""What the rules marked `auto` would take: proposed to the recorder, never recorded by themselves.

A fault is proposed once, under the first rule of the unit's own scheme that watches for it. Duty items that an entry
names are its own until the office takes it back. An entry that names none, revoked or not, takes its count off; so
does a live one for the same thing told another way. What the office has declined is not proposed again; what has come
of the same cause since, is.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from gongkai.entry.breaches import apart_from, faults, in_days
from gongkai.entry.states import holds
from gongkai.plan.roster import units_of_year
from gongkai.points import ZERO, plain
from gongkai.scoring.prices import price, used_before
from gongkai.scoring.rulebook import points_for
from gongkai.scoring.sheet import is_named, outline_of, scheme_of, sheet_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence
    from decimal import Decimal

    from gongkai.entry.breaches import Fault
    from gongkai.entry.states import EntryState
    from gongkai.plan.model import Unit
    from gongkai.plan.roster import Roster
    from gongkai.plan.rubric import Rule, Scheme
    from gongkai.register.kinds import Decline, ScoreEntry
    from gongkai.register.ledger import Ledger
    from gongkai.scoring.sheet import Outline
    from gongkai.year import Year

ID_LENGTH = 6
EARLIER = {"point_not_done": "point_no_report", "duty_late": "duty_missed"}


class Proposal(Struct, frozen=True):
    """What a rule would take from a unit: `points` asked for `count` times, for the `cause` in words of the records.

    `id` is derived from rule, unit, cause and count, so it stays while what was shown does. `evidence` names the
    records, `items` the duty items.
    """

    id: str
    unit: str
    rule: str
    points: Decimal
    count: int
    point: str
    finding: str
    cause: str
    reason: str
    evidence: str
    items: tuple[str, ...] = ()


def proposals(year: Year) -> tuple[Proposal, ...]:
    """Return all that is still to be decided, by unit in roster order, then by rule in file order.

    Empty where the plan has no assessment.
    """
    by_unit: dict[str, list[Fault]] = defaultdict(list)
    known = {point.no for point in year.plan.points} | {""}
    for fault in faults(year):
        if fault.point in known:
            by_unit[fault.unit].append(fault)
    watches = _watches(year.ledger, year.roster)
    taken = {s.entry.finding for s in year.entries if s.stands and s.entry.kind == "deduction"} - {""}
    found: list[tuple[Fault, Rule]] = []
    for unit in units_of_year(year.plan):
        if by_unit[unit.name] and (rules := watches(unit)):
            declined = [one for one in year.ledger.declines if one.unit == unit.name]
            recorded = _Recorded((state for state in year.entries if state.entry.unit == unit.name), declined)
            open_ = [fault for fault in by_unit[unit.name] if fault.finding not in taken]
            found += _of_unit(open_, rules, recorded)
    return _numbered(found, year.entries)


class _AutoRule(Struct, frozen=True):
    """A rule on a unit's sheet and the points it can speak of, None where its item names none."""

    rule: Rule
    points: frozenset[str] | None

    def sees(self, fault: Fault) -> bool:
        return self.rule.auto == fault.auto and (self.points is None or not fault.point or fault.point in self.points)


def _watches(ledger: Ledger, roster: Roster) -> Callable[[Unit], tuple[_AutoRule, ...]]:
    """Return the way to each unit's `auto` rules: those of its own scheme whose item concerns it, in file order."""
    assessment = ledger.plan.assessment
    outlines = {id(scheme): outline_of(scheme) for scheme in assessment.schemes} if assessment else {}

    def of(unit: Unit) -> tuple[_AutoRule, ...]:
        scheme = scheme_of(assessment, unit) if assessment else None
        if scheme is None or not _takes_points(scheme):
            return ()
        outline = outlines[id(scheme)]
        held = {seat.point for seat in roster.by_unit.get(unit.name, ())}
        sheet = sheet_of(outline, unit, held, None)
        autos = [pair for pair in outline.rules.values() if pair[0].auto and sheet.applicable[pair[1]]]
        return tuple(_AutoRule(rule, _scope(outline, at, unit)) for rule, at in autos)

    return of


def _takes_points(scheme: Scheme) -> bool:
    return not scheme.stages or any(not stage.external for stage in scheme.stages)


def _scope(outline: Outline, at: int, unit: Unit) -> frozenset[str] | None:
    """An item that concerns the unit for its work points alone speaks of those points alone."""
    scope: frozenset[str] | None = None
    for item in (outline.items[i] for i in outline.paths[at]):
        to = item.applies_to
        if to and to.work_points and unit.kind not in to.kinds and not is_named(unit, to.units):
            scope = frozenset(to.work_points) if scope is None else scope & frozenset(to.work_points)
    return scope


def _of_unit(found: Iterable[Fault], rules: Sequence[_AutoRule], recorded: _Recorded) -> list[tuple[Fault, Rule]]:
    """Return what is left of a unit's faults, each under the first rule that sees it, in the order of the rules."""
    open_: list[tuple[int, Fault, Rule]] = []
    matters: set[str] = set()
    for fault in found:
        seen = next((i for i, watch in enumerate(rules) if watch.sees(fault)), None)
        if seen is None or fault.matter in matters:
            continue
        matters.add(fault.matter)
        rule = rules[seen].rule
        due = replace(fault, count=1) if rule.yearly else apart_from(fault, recorded.named)
        if due is None:
            continue
        earlier = [watch.rule.code for watch in rules if watch.rule.auto == EARLIER.get(due.auto)]
        rest = _in_days(due, rule, earlier, recorded) if rule.by_day else _in_times(due, rule, earlier, recorded)
        if rest is not None:
            open_.append((seen, rest, rule))
    return [(fault, rule) for _, fault, rule in sorted(open_, key=lambda one: one[0])]


def _in_times(due: Fault, rule: Rule, earlier: Collection[str], recorded: _Recorded) -> Fault | None:
    """Return what is left of a fault that counts by how often it happened."""
    left = due.count - recorded.handled(rule, due)
    left -= recorded.told_earlier(earlier, due, left)
    return _rest(due, left) if left > 0 else None


def _in_days(due: Fault, rule: Rule, earlier: Collection[str], recorded: _Recorded) -> Fault | None:
    """Return what is left of a fault that counts by the days late: of items taken as missed before, nothing."""
    told = recorded.told_earlier(earlier, due, due.count)
    rest = apart_from(due, {item.id for item in due.items[:told]})
    if rest is None:
        return None
    whole = in_days(rest)
    handled = recorded.handled(rule, whole)
    if not handled:
        return whole
    left = whole.count - handled
    reason = f"{whole.reason}（已登记处理{handled}天，尚有{left}天）"
    return replace(whole, reason=reason, count=left) if left > 0 else None


def _rest(fault: Fault, left: int) -> Fault:
    """Return a fault without as many as entries that name no item have handled; of items the earliest are theirs."""
    handled = fault.count - left
    if not handled:
        return fault
    rest = apart_from(fault, {item.id for item in fault.items[:handled]}) or fault
    return replace(rest, reason=f"{rest.reason}（已登记处理{handled}项，尚有{left}项）", count=left)


class _Recorded:
    """What was recorded against one unit, and declined, spent fault by fault so that nothing covers two."""

    def __init__(self, states: Iterable[EntryState], declined: Sequence[Decline]) -> None:
        deductions = [state for state in states if state.entry.kind == "deduction"]
        self.named = {item for state in deductions if holds(state) for item in state.entry.items}
        self.named |= {item for one in declined for item in one.items}
        self._declined = declined
        self._states = deductions
        self._left = [state.entry.count for state in self._states]

    def handled(self, rule: Rule, fault: Fault) -> int:
        """Spend what was recorded under the rule for this fault, revoked entries too; return how many it covers.

        Entries that name their items cover those alone, but for a rule that counts once a year.
        """

        def fits(state: EntryState) -> bool:
            entry = state.entry
            return entry.rule == rule.code and (rule.yearly or not entry.items) and speaks_of(entry, fault, fault.cause)

        causes = [one for one in self._declined if (one.rule, one.cause) == (rule.code, fault.cause)]
        declined = sum(one.count for one in causes if rule.yearly or not one.items)
        return self._spend(fault.count, fits) + declined

    def told_earlier(self, rules: Collection[str], fault: Fault, want: int) -> int:
        """Spend live entries for the same thing told otherwise: missed before it was met late."""
        cause = f"{EARLIER.get(fault.auto)}:{fault.subject}"
        counted = (state for state in self._states if state.stands and not state.entry.items)
        own = {state.entry.id for state in counted if state.entry.rule in rules}
        return self._spend(want, lambda s: s.entry.id in own and speaks_of(s.entry, fault, cause))

    def _spend(self, want: int, fits: Callable[[EntryState], bool]) -> int:
        spent = 0
        fitting = [i for i, state in enumerate(self._states) if self._left[i] and fits(state)]
        for i in sorted(fitting, key=lambda i: _vague(self._states[i].entry)):
            part = min(want - spent, self._left[i])
            self._left[i] -= part
            spent += part
        return spent


def _vague(entry: ScoreEntry) -> int:
    """Return how little an entry says of what it is for: what says more is spent first."""
    return 0 if entry.cause else 1 if entry.finding or entry.point else 2


def speaks_of(entry: ScoreEntry, fault: Fault, cause: str) -> bool:
    """An entry taken from a proposal speaks of its cause; one made by hand, of its finding or its point.

    One that names neither speaks of any: its count is taken off what its rule would be proposed for.
    """
    if entry.cause:
        return entry.cause == cause
    if fault.finding and entry.finding:
        return entry.finding == fault.finding
    return not fault.point or entry.point == fault.point or not (entry.point or entry.finding)


def _points(rule: Rule, count: int, used: int) -> Decimal:
    """Return what the rule asks, the least of a range, after as many uses of it."""
    if rule.repeat is not None:
        return price(rule, count, used)
    least = rule.points if rule.points_min is None else rule.points_min
    if least == ZERO:
        return ZERO
    return points_for(rule, count, least * count)


def _numbered(found: Iterable[tuple[Fault, Rule]], states: Sequence[EntryState]) -> tuple[Proposal, ...]:
    """Give each its id; a rule whose least is nothing proposes nothing."""
    made: dict[str, Proposal] = {}
    used: dict[tuple[str, str], int] = {}
    for fault, rule in found:
        key = fault.unit, rule.code
        if rule.repeat is not None and key not in used:
            used[key] = used_before(rule.code, 0, (state for state in states if state.entry.unit == fault.unit))
        points = _points(rule, fault.count, used.get(key, 0))
        used[key] = used.get(key, 0) + fault.count
        if points > ZERO:
            number = shown_id(rule.code, fault.unit, fault.cause, fault.count, made)
            made[number] = _proposal(number, fault, rule, points)
    return tuple(made.values())


def shown_id(rule: str, unit: str, cause: str, count: int, others: Collection[str] = ()) -> str:
    """Return the id of a proposal as it is shown: another where it speaks of more, and none of the `others`."""
    import hashlib  # it opens OpenSSL, which no other reading command needs

    parts = (rule, unit, cause, *([str(count)] if count > 1 else ()))
    digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()
    length = ID_LENGTH
    while digest[:length] in others:
        length += 1
    return digest[:length]


def _proposal(number: str, fault: Fault, rule: Rule, points: Decimal) -> Proposal:
    reason = fault.reason
    if rule.points_min is not None and rule.points_min != rule.points:
        reason += f"（规则{rule.code}每{rule.per or '次'}{plain(rule.points_min)}至{plain(rule.points)}分，按下限建议）"
    return Proposal(
        id=number,
        unit=fault.unit,
        rule=rule.code,
        points=points,
        count=fault.count,
        point=fault.point,
        finding=fault.finding,
        cause=fault.cause,
        reason=reason,
        evidence=fault.evidence,
        items=tuple(item.id for item in fault.items),
    )
