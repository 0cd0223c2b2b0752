"""One fact is one entry: what a lead's report of 100 % says of dated items, and what a met item says of its point.

A lead that has finished a point has met what it owes there by a day (`by`): its own open items are met on the day of
the report; one that several leads owe together is, once all of them have finished. The other way, a point all of whose
demands have a day is finished by whoever has met the last that it owed: its report of 100 % is of the same day. Where
nobody is named and several leads owe together, it is so only while none of them has reported: what they said of
themselves is not overruled. Cycles, clocks and quantities are never settled so, nor is anything of other units.

What was recorded with another entry knows it by its id; what makes one void or sends it back does so to the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from gongkai.duty.items import DutyItem
    from gongkai.plan.model import WorkPoint
    from gongkai.plan.roster import Roster
    from gongkai.progress.status import UnitState

FULL = 100


def met_by_report(
    items: Iterable[DutyItem], unit: str, finished: Collection[str], *, proved: bool
) -> tuple[DutyItem, ...]:
    """Return the items of a point that a lead's report of 100 % meets; `finished` are its leads at 100 % by now.

    What waits to be checked is said again only where the report is `proved` by evidence.
    """
    return tuple(
        item
        for item in items
        if item.duty.by is not None
        and item.is_unmet
        and (proved or not item.waits)
        and unit in item.owers
        and (item.unit is not None or {*item.owers} <= {*finished})
    )


def finished_by_item(
    point: WorkPoint,
    items: Sequence[DutyItem],
    met: DutyItem,
    named: str,
    seats: tuple[Roster, Mapping[str, UnitState]],
) -> tuple[str, ...]:
    """Return the leads of a point that have finished it with an item just `met`, by a `named` unit or (empty) by whom.

    `items` are all of the point's; `seats` are the roster, and where each unit on the point stands.
    """
    roster, states = seats
    if met.is_unmet or met.status == "cancelled" or not all(duty.by for duty in point.duties):
        return ()
    units = (named,) if named else met.owers
    if len(units) > 1 and any(states[unit].updated for unit in units if unit in states):
        return ()
    owing = {unit for item in items if item.is_unmet for unit in item.owers}
    return tuple(
        unit
        for unit in units
        if roster.leads_on(point.no, unit) and unit in states and states[unit].percent < FULL and unit not in owing
    )
