"""What is late and who is behind: counted over points, duty items and findings, each by the unit that owes it."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import groupby
from typing import TYPE_CHECKING, Literal, TypeVar

from msgspec import Struct

from gongkai.finding.states import is_overdue
from gongkai.plan.succession import passed_on
from gongkai.wording import answering_units

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from gongkai.finding.states import FindingState
    from gongkai.progress.status import PointState
    from gongkai.report.coverage import Coverage
    from gongkai.year import Year

T = TypeVar("T")
MOST_NAMED = 3
MINUTES = 24 * 60
Sort = Literal["point", "item", "finding"]
UNFINISHED = frozenset({"point_overdue", "year_over"})
"""Reasons of a red light that lie in the point itself, not in an item or a finding."""
LATE_POINT = "要点逾期"
"""What papers call a point that is late itself."""


class Arrear(Struct, frozen=True):
    """One thing that is late, on a point (empty: the notice as a whole), whose it is, and for how many days."""

    sort: Sort
    point: str
    units: tuple[str, ...]
    days: int


class Arrears(Struct, frozen=True):
    """All that is late. A point is where it is not done in its own time; items and findings count for themselves."""

    listed: tuple[Arrear, ...]

    def count(self, sort: Sort) -> int:
        """Return how many things of a sort are late."""
        return sum(one.sort == sort for one in self.listed)

    @property
    def by_unit(self) -> Mapping[str, int]:
        """How many things each unit is late with."""
        return Counter(unit for one in self.listed for unit in one.units)

    @property
    def longest(self) -> tuple[Arrear, ...]:
        """What has been late for longest: all of it that is late as long."""
        most = max((one.days for one in self.listed), default=0)
        return tuple(one for one in self.listed if one.days == most)

    def points_of(self, sorts: Collection[Sort]) -> Mapping[str, set[str]]:
        """Return the points on which each unit is late with things of these sorts."""
        found: dict[str, set[str]] = defaultdict(set)
        for one in self.listed:
            for unit in one.units if one.sort in sorts else ():
                found[unit].add(one.point)
        return found


def arrears(year: Year) -> Arrears:
    """Gather all that is late by the reading."""
    return Arrears((*_points(year), *_items(year), *_findings(year)))


def is_late(state: PointState) -> bool:
    """Tell whether a point is late itself (逾期): its day is past, and not all who answer for it have finished."""
    return any(reason.code in UNFINISHED for reason in state.reasons)


def late_means(states: Iterable[PointState]) -> str:
    """Return what is said of points that are late themselves, for who reads it in a paper."""
    return f"过了完成时限，{answering_units(state.led for state in states)}还没有全部办结"


def _points(year: Year) -> Iterator[Arrear]:
    for state in filter(is_late, year.overview.points):
        day = next((reason.day for reason in state.reasons if reason.code in UNFINISHED), None)
        if day is not None:
            behind = tuple(
                dict.fromkeys(lead.answers for lead in state.leads if lead.status not in {"done", "verified"})
            )
            yield Arrear("point", state.point.no, behind, max(1, (year.standing.moment.date() - day).days))


def _items(year: Year) -> Iterator[Arrear]:
    for item in year.items:
        if item.status == "overdue":
            owing = (item.unit,) if item.unit else item.owers
            yield Arrear("item", item.point, owing, -(-item.late_minutes // MINUTES))


def _findings(year: Year) -> Iterator[Arrear]:
    late = [state for state in year.findings if is_overdue(state, year.standing)]
    heirs = passed_on(year.plan, year.ledger.assigns, late, year.standing.as_of)
    for state in late:
        yield Arrear("finding", state.finding.point, _answering(state, heirs), _days(year, state))


def _answering(state: FindingState, heirs: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    return heirs.get(state.finding.id) or (state.finding.unit,)


def _days(year: Year, state: FindingState) -> int:
    return (year.standing.handled.date() - state.due).days if state.due else 0


def lowest(units: Iterable[Coverage], objecting: Collection[str]) -> tuple[Coverage, ...]:
    """Return the units with the least share done, at most three, none of them that is as far as the best.

    A place that more units share than can be named has no names; a unit with an undecided objection counts there and
    is not named.
    """
    known = sorted((unit for unit in units if unit.seats), key=lambda unit: unit.order)
    best = max((unit.order[1] for unit in known), default=0)
    behind = [unit for unit in known if unit.order[1] < best]
    places = (list(members) for _, members in groupby(behind, key=lambda unit: unit.order[1]))
    return tuple(unit for unit in _nameable(places) if unit.name not in objecting)


def latest(by_unit: Mapping[str, int], objecting: Collection[str]) -> tuple[str, ...]:
    """Return who is late with most things, under the same rule: at most three units, the one place alone."""
    most = max(by_unit.values(), default=0)
    place = [unit for unit, count in by_unit.items() if count == most]
    return tuple(unit for unit in _nameable([place]) if unit not in objecting)


def _nameable(places: Iterable[Sequence[T]]) -> list[T]:
    found: list[T] = []
    for members in places:
        if len(found) + len(members) > MOST_NAMED:
            break
        found += members
    return found
