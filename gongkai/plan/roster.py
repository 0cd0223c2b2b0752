"""Who is on which point, in what role: the source's wording expanded to the units of the year."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from gongkai.plan.model import Collective, Plan, Unit, WorkPoint
    from gongkai.register.kinds import Assign

ROLES = ("lead", "responsible", "support")


class Assignment(Struct, frozen=True):
    """A unit's role on a point. `assigned` is the day the office named it, None where the notice does.

    `since` is the day from which it has this role, None where the notice gave it: naming it again changes nothing.

    Of a unit that ends in the year, `heir` carries its seat on (现由…承继); an heir that was not on the point itself
    has a seat `after` it, which is not counted beside it.
    """

    point: str
    unit: str
    role: str
    person: str = ""
    assigned: date | None = None
    since: date | None = None
    heir: str = ""
    after: str = ""


class Roster(Struct, frozen=True):
    """All assignments of a year, by point (leads first, then in the order of the wording) and by unit.

    `unresolved` keeps, per point, the collectives that no roster can expand and the office has not yet named. `unled`
    are the points that nobody leads: their responsible units answer for them as leads do.
    """

    by_point: Mapping[str, tuple[Assignment, ...]]
    by_unit: Mapping[str, tuple[Assignment, ...]]
    unresolved: Mapping[str, tuple[str, ...]]
    unled: frozenset[str] = frozenset()

    def on(self, point: str, unit: str) -> Assignment | None:
        """Return the unit's assignment on a point, None where it has none."""
        return next((seat for seat in self.by_point.get(point, ()) if seat.unit == unit), None)

    def leads(self, point: str) -> tuple[str, ...]:
        """Return who answers for the point: its lead units, or the responsible ones where nobody leads it."""
        return self._in_role(point, "responsible" if point in self.unled else "lead")

    def leads_on(self, point: str, unit: str) -> bool:
        """Tell whether a unit answers for a point as a lead, in another's place too."""
        seat = self.on(point, unit)
        return seat is not None and seat.role == ("responsible" if point in self.unled else "lead")

    def responsible(self, point: str) -> tuple[str, ...]:
        """Return the names of the point's responsible units, its leads left out."""
        return self._in_role(point, "responsible")

    def _in_role(self, point: str, role: str) -> tuple[str, ...]:
        seats = (seat for seat in self.by_point.get(point, ()) if seat.role == role)
        return tuple(seat.unit for seat in seats if not seat.after)


def in_year(unit: Unit, year: int) -> bool:
    """Tell whether the unit existed on any day of the year."""
    return (unit.from_ is None or unit.from_ <= date(year, 12, 31)) and (
        unit.until is None or unit.until >= date(year, 1, 1)
    )


def units_of_year(plan: Plan) -> tuple[Unit, ...]:
    """Return the units that existed in the plan's year, in file order."""
    return tuple(unit for unit in plan.units if in_year(unit, plan.year))


def has_ended(unit: Unit, day: date) -> bool:
    """Tell whether a unit's last day is over on a day."""
    return unit.until is not None and unit.until < day


def owes_self_inspection(plan: Plan, unit: Unit, day: date | None = None) -> bool:
    """Tell whether the plan's closing demand (末段: 自查整改不少于1次) binds this unit; on a `day` its end is over."""
    ended = day is not None and has_ended(unit, day)
    return unit.kind in plan.self_inspection.kinds and in_year(unit, plan.year) and not ended


def answering(plan: Plan, roster: Roster, unit: str, point: str, day: date) -> tuple[str, ...]:
    """Return who answers on a day for what a unit left open: itself while it exists, then its successor (现由…承继).

    Of several successors the one that the office has assigned to the point; until it does, they all wait.
    """
    known = {each.name: each for each in plan.units}
    seen: set[str] = set()
    while (ended := _ended(known.get(unit), day)) and ended.successor and unit not in seen:
        seen.add(unit)
        heirs = ended.successor
        if len(heirs) > 1:
            heirs = tuple(s.unit for s in roster.by_point.get(point, ()) if s.unit in heirs and s.assigned)
        if len(heirs) != 1:
            return ended.successor
        unit = heirs[0]
    return (unit,)


def _ended(unit: Unit | None, day: date) -> Unit | None:
    return unit if unit and unit.until and unit.until < day else None


class _Wording:
    """Looks up the units behind a wording of the notice."""

    def __init__(self, plan: Plan) -> None:
        self.units = units_of_year(plan)
        self.names = {alias: unit.name for unit in plan.units for alias in unit.aliases}
        self.names |= {unit.name: unit.name for unit in plan.units}
        self.collectives = {collective.name: collective for collective in plan.collectives}
        self.known: dict[str, tuple[str, ...] | None] = {}

    def expand(self, wording: str) -> tuple[str, ...] | None:
        """Return the names behind a wording; None where no roster can tell (待明确)."""
        if wording not in self.known:
            self.known[wording] = None  # a collective that is the same as itself has no end
            self.known[wording] = self._expand(wording)
        return self.known[wording]

    def _expand(self, wording: str) -> tuple[str, ...] | None:
        if wording in self.names:
            return (self.names[wording],)
        found: Collective | None = self.collectives.get(wording)
        if found is not None and found.same_as:
            return self.expand(found.same_as)
        if found is None or found.unresolved:
            return None
        members = [unit.name for unit in self.units if unit.kind in found.kinds or unit.name in found.units]
        return tuple(members)


def roster_of(plan: Plan, assigns: Sequence[Assign] = ()) -> Roster:
    """Return who is on which point.

    A lead that is also inside a collective is a lead, once. Named assignments come on top of the notice's, in
    order of day, then seq; the last word holds. Naming a unit for a point settles what was 待明确 there; what was so
    of its leads, only naming a lead.
    """
    wording = _Wording(plan)
    seats = {point.no: _seats(point, wording) for point in plan.points}
    named = _apply(seats, assigns)
    _carry_on(plan, seats)
    by_unit: dict[str, list[Assignment]] = defaultdict(list)
    by_point = {}
    for no, on_point in seats.items():
        by_point[no] = tuple(sorted(on_point.values(), key=_by_role))
        for seat in by_point[no]:
            by_unit[seat.unit].append(seat)
    open_words = {point.no: _unresolved(point, wording, named[point.no]) for point in plan.points}
    led = {no for no, on_point in by_point.items() if any(seat.role == "lead" for seat in on_point)}
    unled = frozenset(point.no for point in plan.points if not point.lead and point.no not in led)
    return Roster(by_point, {unit: tuple(held) for unit, held in by_unit.items()}, open_words, unled)


def _by_role(seat: Assignment) -> int:
    return ROLES.index(seat.role)


def members_of(plan: Plan, words: Iterable[str]) -> tuple[str, ...]:
    """Return the units of the year behind names and collectives, each once; none behind what nobody can expand."""
    wording = _Wording(plan)
    return tuple(dict.fromkeys(_expanded(words, wording)))


def _seats(point: WorkPoint, wording: _Wording) -> dict[str, Assignment]:
    seats: dict[str, Assignment] = {}
    for role, words in zip(ROLES, (point.lead, point.responsible, point.support), strict=True):
        for unit in _expanded(words, wording):
            if unit not in seats:
                seats[unit] = Assignment(point.no, unit, role)
    return seats


def _expanded(words: Iterable[str], wording: _Wording) -> Iterator[str]:
    for word in words:
        yield from wording.expand(word) or ()


def _unresolved(point: WorkPoint, wording: _Wording, named: Collection[str]) -> tuple[str, ...]:
    """Return what is 待明确 on a point on which the office has `named` units in some roles."""
    leads = tuple(word for word in point.lead if wording.expand(word) is None)
    others = tuple(word for word in (*point.responsible, *point.support) if wording.expand(word) is None)
    settled = set(named) - ({"lead"} if leads else set())
    return (() if "lead" in named else leads) + (() if settled else others)


def _apply(seats: dict[str, dict[str, Assignment]], assigns: Sequence[Assign]) -> dict[str, set[str]]:
    """Lay the office's assignments over the notice's; return in which roles units were named, by point."""
    named: dict[str, set[str]] = defaultdict(set)
    for assign in assigns:
        for no in (assign.point,) if assign.point else tuple(seats):
            on_point = seats.get(no)
            if on_point is None:
                continue
            held = on_point.get(assign.unit)
            if held is None and not assign.point:
                continue
            if held is None or assign.role:
                named[no].add(assign.role or "responsible")
            on_point[assign.unit] = _changed(held, assign, no)
    return named


def _carry_on(plan: Plan, seats: dict[str, dict[str, Assignment]]) -> None:
    """Hand the seats of units that end in the year to their heirs: the only one, or the one the office has assigned."""
    for unit in plan.units:
        if unit.until is None or not unit.successor or not in_year(unit, plan.year):
            continue
        for no, on_point in seats.items():
            held = on_point.get(unit.name)
            heir = _heir(unit, on_point) if held else ""
            if held and heir:
                on_point[unit.name] = replace(held, heir=heir)
                on_point.setdefault(heir, Assignment(no, heir, held.role, after=unit.name))


def _heir(unit: Unit, on_point: Mapping[str, Assignment]) -> str:
    heirs = unit.successor
    if len(heirs) > 1:
        heirs = tuple(name for name in heirs if name in on_point and on_point[name].assigned)
    return heirs[0] if len(heirs) == 1 else ""


def _changed(held: Assignment | None, assign: Assign, no: str) -> Assignment:
    held = held or Assignment(no, assign.unit, assign.role or "responsible", assigned=assign.day, since=assign.day)
    changed = replace(held, person=assign.person or held.person)
    if not assign.role:
        return changed
    since = held.since if held.role == assign.role else assign.day
    return replace(changed, role=assign.role, assigned=assign.day, since=since)
