"""Units that changed their name or were merged: whose records count for whom, within a year and from year to year.

A unit whose name changed keeps its year: once a revised file has the old name as an alias of the new one, what was
recorded under the old name counts for the new. What a unit that ended left open passes to its successor.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec.structs import replace

from gongkai.plan.roster import answering, in_year, roster_of
from gongkai.register.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from gongkai.finding.states import FindingState
    from gongkai.plan.model import Plan, Unit
    from gongkai.register.kinds import Assign, Record
    from gongkai.register.ledger import Ledger

R = TypeVar("R", bound="Record")


def names_of(plan: Plan, unit: str) -> tuple[str, ...]:
    """Return every name under which a unit's records may stand, its current one first."""
    found = next((each for each in plan.units if each.name == unit), None)
    return (unit, *found.aliases) if found else (unit,)


def old_names(ledger: Ledger) -> dict[str, str]:
    """Return the old names that records still bear, each with the current one; as a rule there are none."""
    known = {unit.name for unit in ledger.plan.units} | {""}
    strange = {record.unit for field in _naming("unit") for record in getattr(ledger, field)} - known
    strange |= {
        unit for field in _naming("units") for record in getattr(ledger, field) for unit in record.units
    } - known
    strange |= {part for settlement in ledger.settlements for part in settlement.item.split("/")} - known
    return _current(ledger.plan, strange) if strange else {}


@cache
def _naming(field: str) -> tuple[str, ...]:
    """Return the kinds of record that name one unit (`unit`), or several (`units`), by their names in a ledger."""
    return tuple(kind.field for kind in KINDS if kind.field and field in kind.fields)


def _current(plan: Plan, strange: set[str]) -> dict[str, str]:
    return {alias: unit.name for unit in plan.units for alias in unit.aliases if alias in strange}


def under_current_names(ledger: Ledger, now: Mapping[str, str]) -> Ledger:
    """Return the ledger with old names replaced; `now` leads from each to the current one."""
    more: dict[str, Any] = {
        field: tuple(_renamed(record, now) for record in getattr(ledger, field))
        for field in (*_naming("unit"), *_naming("units"))
    }
    return replace(ledger, **more)


def as_named_now(record: R, plan: Plan) -> R:
    """Return one record with its unit's current name."""
    named = {getattr(record, "unit", ""), *getattr(record, "units", ())}
    strange = named - {unit.name for unit in plan.units} - {""}
    return _renamed(record, _current(plan, strange)) if strange else record


def _renamed(record: R, now: Mapping[str, str]) -> R:
    """A settlement's item is named after its unit too (1.2/东镇人民政府)."""
    unit, units, item = getattr(record, "unit", ""), getattr(record, "units", ()), getattr(record, "item", "")
    changes: dict[str, object] = {}
    if unit in now:
        changes["unit"] = now[unit]
    if not now.keys().isdisjoint(units):
        changes["units"] = tuple(dict.fromkeys(now.get(each, each) for each in units))
    if not now.keys().isdisjoint(item.split("/")):
        changes["item"] = "/".join(now.get(part, part) for part in item.split("/"))
    return replace(record, **changes) if changes else record


def passed_on(
    plan: Plan, assigns: Sequence[Assign], findings: Iterable[FindingState], day: date
) -> dict[str, tuple[str, ...]]:
    """Return who answers on a day for the open findings of units that have ended, by the finding's id (现由…承继).

    Several names wait for the office to assign one of them.
    """
    ended = {unit.name for unit in plan.units if unit.successor and unit.until is not None and unit.until < day}
    left = [state.finding for state in findings if state.is_open and state.finding.unit in ended]
    roster = roster_of(plan, assigns) if left else None
    return {f.id: answering(plan, roster, f.unit, f.point, day) for f in left} if roster else {}


def findings_answered_by(
    ledger: Ledger, findings: Iterable[FindingState], unit: str, day: date
) -> tuple[FindingState, ...]:
    """Return the findings a unit answers for on a day: its own, and what units that ended left to it alone."""
    states = tuple(findings)
    heirs = passed_on(ledger.plan, ledger.assigns, states, day)
    return tuple(state for state in states if _answerer(state, heirs) == unit)


def _answerer(state: FindingState, heirs: Mapping[str, tuple[str, ...]]) -> str:
    """While several wait to be chosen from, it is the one it was found at."""
    found = heirs.get(state.finding.id, ())
    return found[0] if len(found) == 1 else state.finding.unit


def counterparts(then: Plan, now: Plan) -> dict[str, tuple[str, ...]]:
    """Return, for each unit of a year, what it was in another: itself, under an old name too, else what it took over.

    A unit that several were merged into has several; one that was split off has none.
    """
    same: dict[str, list[str]] = {}
    taken: dict[str, list[str]] = {}
    for unit in then.units:
        if (found := _same(unit, now)) is not None:
            same.setdefault(found, []).append(unit.name)
        elif (heir := _heir(unit, then, now)) is not None:
            taken.setdefault(heir, []).append(unit.name)
    return {name: tuple(same.get(name) or taken[name]) for name in {**same, **taken}}


def _same(unit: Unit, plan: Plan) -> str | None:
    """Return the name that a unit bears in another year's roster, None where it is no longer there."""
    living = [each for each in plan.units if in_year(each, plan.year)]
    for found in (
        (each.name for each in living if each.name == unit.name),
        (each.name for each in living if unit.name in each.aliases),
        (each.name for each in living if each.name in unit.aliases),
    ):
        name = next(found, None)
        if name is not None:
            return name
    return None


def _heir(unit: Unit, then: Plan, now: Plan) -> str | None:
    """Follow a unit that ended to its only successor that is there now."""
    seen: set[str] = set()
    while unit.name not in seen:
        seen.add(unit.name)
        heirs = {name for plan in (then, now) for name in _successors(unit.name, plan)}
        if len(heirs) != 1:
            return None
        known = {each.name: each for plan in (now, then) for each in plan.units}
        heir = known.get(heirs.pop())
        if heir is None:
            return None
        if (found := _same(heir, now)) is not None:
            return found
        unit = heir
    return None


def _successors(name: str, plan: Plan) -> Iterator[str]:
    for each in plan.units:
        if each.name == name and each.until is not None:
            yield from each.successor
