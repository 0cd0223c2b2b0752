"""落实面 as a picture: of the seats of responsible units, how many are done, by unit and by point."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

from msgspec import Struct

from gongkai.plan.roster import units_of_year
from gongkai.progress.status import FULL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gongkai.year import Year


class Coverage(Struct, frozen=True):
    """How many of the `seats` of responsible units are `done` (at 100 %), of a unit or on a point."""

    name: str
    done: int
    seats: int

    @property
    def left(self) -> int:
        """How many of them are not done."""
        return self.seats - self.done

    @property
    def order(self) -> tuple[bool, float, int]:
        """What is sorted by: the lowest share first, of equal ones where most is left; last who has no such seat."""
        return not self.seats, self.done / self.seats if self.seats else 0.0, -self.left


class Covered(Struct, frozen=True):
    """The units by group, and the points that any of them is on, each with the lowest share first."""

    groups: tuple[tuple[str, tuple[Coverage, ...]], ...]
    points: tuple[Coverage, ...]

    @property
    def units(self) -> tuple[Coverage, ...]:
        """Every unit, group by group."""
        return tuple(unit for _, units in self.groups for unit in units)

    @property
    def whole(self) -> Coverage:
        """The year's 落实面."""
        return Coverage("", sum(unit.done for unit in self.units), sum(unit.seats for unit in self.units))


def covered(year: Year) -> Covered:
    """Count who has done its part where: leads and support have none, nor have points that never end (持续推进)."""
    done: Counter[str] = Counter()
    seats: Counter[str] = Counter()
    points = []
    for state in year.overview.points:
        no, found = state.point.no, year.unit_states[state.point.no]
        if found:
            points.append(Coverage(no, state.responsible_done, state.responsible_units))
        if not state.is_ongoing:
            responsible = year.roster.responsible(no)
            seats.update(responsible)
            done.update(unit for unit in responsible if found[unit].percent == FULL)
    groups = (
        (name, tuple(sorted((Coverage(unit, done[unit], seats[unit]) for unit in units), key=lambda one: one.order)))
        for name, units in groups_of(year)
    )
    return Covered(tuple(groups), tuple(sorted(points, key=lambda one: one.order)))


def groups_of(year: Year) -> Iterator[tuple[str, list[str]]]:
    """Yield the units that are on any point, by group: those that are ranked first, by kind where there are no groups.

    A unit that is in no group is with the others of its kind.
    """
    ranked: dict[str, bool] = {}
    for name, members in groupby(year.scores, key=lambda score: score.group):
        ranked[name] = any(score.competes for score in members)
    group = {score.unit: score.group for score in year.scores}
    apart: dict[str, list[str]] = {name: [] for name in sorted(ranked, key=lambda name: not ranked[name])}
    for unit in units_of_year(year.plan):
        if year.points_of.get(unit.name):
            apart.setdefault(group.get(unit.name, unit.kind), []).append(unit.name)
    yield from ((name, units) for name, units in apart.items() if units)
