"""What deserves a word as soon as points were recorded: odd ground, a cap that bites. Nothing here refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.domain.caps import short_of
from gongkai.domain.duties import duty_items
from gongkai.domain.entries import entry_states
from gongkai.domain.faults import Scene
from gongkai.domain.figures import external_figures, figure_states
from gongkai.domain.findings import finding_states
from gongkai.domain.grounds import doubts, early, strayed, twin, unfounded, unnamed
from gongkai.domain.roster import roster_of
from gongkai.domain.rulebook import rule_of
from gongkai.domain.scoring import score_year
from gongkai.domain.standing import stand
from gongkai.domain.status import overview

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from gongkai.domain.ledger import Ledger
    from gongkai.domain.plan import Plan
    from gongkai.domain.records import ScoreEntry
    from gongkai.domain.roster import Roster
    from gongkai.domain.workdays import Calendar
    from gongkai.storage.writing import Register

JUDGED = ("assigns", "entries", "rulings", "figures", "findings", "finding_steps", "inspections")
FACTS = (*JUDGED, "progress", "reviews", "self_inspections", "events", "settlements")


def doubts_about(
    register: Register, entries: Sequence[ScoreEntry], calendar: Callable[[Plan], Calendar]
) -> tuple[str, ...]:
    """Return what is odd about the ground of new deductions, in sentences; they stand all the same."""
    plan = register.plan(entries[0].year)
    watched = _watched(plan, entries)
    ledger = register.ledger(plan.year, fields=FACTS if watched else JUDGED)
    roster = roster_of(plan, ledger.assigns)
    scene = _scene(register, ledger, roster, calendar) if watched else None
    return tuple(f"{entry.id} {said}" for entry in entries for said in _odd(ledger, roster, scene, entry))


def _watched(plan: Plan, entries: Sequence[ScoreEntry]) -> bool:
    """Tell whether a rule among them is one that the records themselves can bear out."""
    units = {unit.name: unit for unit in plan.units}
    rules = (rule_of(plan.assessment, units[one.unit], one.rule) for one in entries if plan.assessment)
    return any(rule is not None and rule.auto for rule in rules)


def _scene(register: Register, ledger: Ledger, roster: Roster, calendar: Callable[[Plan], Calendar]) -> Scene:
    standing = stand(ledger.plan, register.now)
    items = duty_items(ledger, roster, standing, calendar(ledger.plan))
    return Scene(ledger, roster, standing, items, overview(ledger, roster, items, standing).points)


def _odd(ledger: Ledger, roster: Roster, scene: Scene | None, entry: ScoreEntry) -> Iterator[str]:
    whose = tuple(doubts(ledger.plan, roster, entry))
    yield from whose
    yield from filter(None, (strayed(ledger, entry), twin(ledger, entry), unnamed(ledger.plan, entry)))
    if scene is None:
        return
    if said := early(scene, entry):
        yield said
    if not whose and (why := unfounded(scene, entry)):
        yield f"登记依据与现有记录不符：{why}"


def counted(register: Register, entries: Sequence[ScoreEntry]) -> tuple[str, ...]:
    """Return of which new entries a cap or a gate lets less count than they ask, in sentences."""
    plan = register.plan(entries[0].year)
    ledger, units = register.ledger(plan.year, fields=JUDGED), {entry.unit for entry in entries}
    states = [state for state in entry_states(ledger.entries, ledger.rulings) if state.entry.unit in units]
    roster = roster_of(plan, ledger.assigns)
    held = {unit: frozenset(seat.point for seat in seats) for unit, seats in roster.by_unit.items()}
    findings = finding_states(ledger.findings, ledger.finding_steps)
    in_time = frozenset(state.finding.id for state in findings if state.closed and state.in_time)
    figures = external_figures(figure_states(ledger.figures, ledger.rulings))
    scores = {score.unit: score for score in score_year(plan, states, held, figures, in_time)}
    told = ((entry.id, short_of(plan, scores[entry.unit], entry)) for entry in entries if entry.unit in scores)
    return tuple(f"{entry_id} {said}" for entry_id, said in told if said)
