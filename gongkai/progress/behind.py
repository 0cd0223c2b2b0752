"""On which of its points a unit itself is behind: by its own reports and what it owes, whatever others have done."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from gongkai.progress.status import FULL
from gongkai.register.ledger import is_past

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gongkai.plan.roster import Assignment
    from gongkai.progress.status import PointState, UnitState
    from gongkai.year import Year

Why = Literal["items", "returned", "late", "silent", "unfinished"]
FINISHED = frozenset({"done", "verified"})


class PointBehind(Struct, frozen=True):
    """A point that a unit is behind on, and why.

    It owes `items` that are late; its report was returned and none came since; the point's own last day is over (late)
    or the year is, and it has never reported (silent) or not finished.
    """

    point: PointState
    state: UnitState
    why: Why
    items: int = 0

    @property
    def is_done(self) -> bool:
        """Whether the unit has reported the point in full and is behind on its items alone."""
        return self.state.status in FINISHED


class PointsOfUnit(Struct, frozen=True):
    """A unit's points: how many it is on, how many of them it leads, and where each stands in one of four ways.

    `finished` it has reported in full (`verified` of these the office has checked), it is `behind` on some (among
    them what is reported in full but owes items, `done_late`), on others it is under way, some of which it has never
    reported on (`silent`); the `ongoing` never end.
    `tasks` are those that end and that it is a responsible unit on, `tasks_done` those of them at 100 (落实面), as
    `leads_done` are of those it leads.
    """

    total: int
    leads: int
    finished: int
    verified: int
    ongoing: int
    silent: int
    behind: tuple[PointBehind, ...]
    tasks: int = 0
    tasks_done: int = 0
    leads_done: int = 0

    @property
    def done_late(self) -> tuple[PointBehind, ...]:
        """Points that it has reported in full while items of theirs are late."""
        return tuple(one for one in self.behind if one.is_done)

    @property
    def unfinished(self) -> tuple[PointBehind, ...]:
        """Points that it is behind on and has not reported in full."""
        return tuple(one for one in self.behind if not one.is_done)

    @property
    def under_way(self) -> int:
        """Points that it has reported on, that do end, and that are neither finished nor behind."""
        return self.total - self.finished - self.ongoing - self.silent - len(self.behind)


def points_of_unit(year: Year, unit: str) -> PointsOfUnit:
    """Return where a unit stands on its points, in file order; all 0 where it is on none."""
    seats = year.roster.by_unit.get(unit, ())
    points = {state.point.no: state for state in year.overview.points}
    late = Counter(item.point for item in year.items if item.status == "overdue" and unit in item.owers)
    states = {seat.point: year.unit_states[seat.point][unit] for seat in seats}
    behind = tuple(_behind(year, seats, points, states, late))
    rest = [no for no in states if no not in {one.point.point.no for one in behind}]
    finished = [no for no in rest if states[no].status in FINISHED]
    left = [no for no in rest if states[no].status not in FINISHED]
    tasks = [no for no in states if not points[no].is_ongoing and unit in year.roster.responsible(no)]
    return PointsOfUnit(
        total=len(seats),
        leads=sum(seat.role == "lead" for seat in seats),
        finished=len(finished),
        verified=sum(states[no].status == "verified" for no in finished),
        ongoing=sum(points[no].is_ongoing for no in left),
        silent=sum(not states[no].updated and not points[no].is_ongoing for no in left),
        behind=behind,
        tasks=len(tasks),
        tasks_done=sum(states[no].percent == FULL for no in tasks),
        leads_done=sum(seat.role == "lead" and states[seat.point].percent == FULL for seat in seats),
    )


def _behind(
    year: Year,
    seats: Sequence[Assignment],
    points: dict[str, PointState],
    states: dict[str, UnitState],
    late: Counter[str],
) -> Iterator[PointBehind]:
    for seat in seats:
        point, state = points[seat.point], states[seat.point]
        why = _why(year, point, state)
        if late[seat.point] or why:
            yield PointBehind(point, state, "items" if late[seat.point] else why or "items", late[seat.point])


def _why(year: Year, point: PointState, state: UnitState) -> Why | None:
    if state.status == "returned":
        return "returned"
    if state.status in FINISHED or point.last is None:
        return None
    past = is_past(point.last, year.standing)
    if point.own and past:
        return "late"
    if not year.standing.over or (point.last.year > year.plan.year and not past):
        return None
    return "unfinished" if state.updated else "silent"
