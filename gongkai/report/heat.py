"""Who stands where: points × units, a cell for each unit that is on a point, in its state's tone and word."""

from __future__ import annotations

from collections import defaultdict
from itertools import groupby
from typing import TYPE_CHECKING

from gongkai.document import Cell, HeatMap
from gongkai.domain.findings import finding_states, is_overdue
from gongkai.domain.status import unit_states
from gongkai.wording import LEAD_STATE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from gongkai.document import Tone
    from gongkai.domain.scorecard import UnitScore
    from gongkai.domain.status import UnitState
    from gongkai.report.year import Year

OVERDUE = "逾期"
TONES: dict[str, Tone] = {
    "not_started": "dim",
    "in_progress": "",
    "returned": "warn",
    "done": "strong",
    "verified": "good",
}
LEGEND: tuple[tuple[Tone, str], ...] = (
    ("dim", LEAD_STATE["not_started"]),
    ("", f"{LEAD_STATE['in_progress']}（写完成百分比）"),
    ("warn", LEAD_STATE["returned"]),
    ("strong", LEAD_STATE["done"]),
    ("good", LEAD_STATE["verified"]),
    ("bad", "有时限事项或问题整改逾期"),
)


def heat_maps(year: Year, scores: Sequence[UnitScore]) -> Iterator[HeatMap]:
    """Yield a map for each ranked group, and one for all who are not ranked; `scores` are group by group.

    A point that no unit of a map is on has no row there.
    """
    states = unit_states(year.ledger, year.roster)
    late = _late(year)
    order = {unit.name: index for index, unit in enumerate(year.plan.units)}
    for name, members in _groups(scores):
        units = sorted(members, key=order.__getitem__)
        points = [s.point for s in year.overview.points if not states[s.point.no].keys().isdisjoint(units)]
        rows = tuple(f"{point.no} {point.title}" for point in points)
        cells = [tuple(_cell(states[point.no].get(unit), point.no in late[unit]) for unit in units) for point in points]
        if rows:
            yield HeatMap("heat", name, rows, tuple(units), tuple(cells), LEGEND)


def _groups(scores: Sequence[UnitScore]) -> Iterator[tuple[str, list[str]]]:
    apart: dict[str, list[str]] = {}
    for group, members in groupby(scores, key=lambda score: score.group):
        listed = list(members)
        units = [score.unit for score in listed]
        if any(score.rank is not None for score in listed):
            yield group, units
        else:
            apart[group] = units
    if apart:
        yield "、".join(apart), [unit for units in apart.values() for unit in units]


def _late(year: Year) -> Mapping[str, set[str]]:
    """Return the points on which each unit has something overdue of its own."""
    late: dict[str, set[str]] = defaultdict(set)
    for item in year.items:
        if item.status == "overdue":
            for unit in (item.unit,) if item.unit else item.owers:
                late[unit].add(item.point)
    for state in finding_states(year.ledger.findings, year.ledger.finding_steps):
        if is_overdue(state, year.standing):
            late[state.finding.unit].add(state.finding.point)
    return late


def _cell(state: UnitState | None, late: bool) -> Cell:  # noqa: FBT001 - one of two words
    if state is None:
        return Cell(None)
    if late:
        return Cell(OVERDUE, "bad")
    said = f"{state.percent}%" if state.status == "in_progress" else LEAD_STATE[state.status]
    return Cell(said, TONES[state.status])
