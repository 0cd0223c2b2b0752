"""What every paper is told from: a year as read out and judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from gongkai.duty.deadlines import nearest_to_begin

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from gongkai.duty.items import DutyItem
    from gongkai.plan.calendar import Calendar
    from gongkai.plan.model import Plan, WorkPoint
    from gongkai.plan.roster import Roster
    from gongkai.progress.status import Overview, PointState
    from gongkai.register.ledger import Ledger, Standing


class Year(Struct, frozen=True):
    """A ledger with what `domain` says of it: who is on which point, all duty items by now, every point's state."""

    ledger: Ledger
    roster: Roster
    standing: Standing
    items: Sequence[DutyItem]
    overview: Overview
    calendar: Calendar | None = None

    @property
    def plan(self) -> Plan:
        """The plan in force."""
        return self.ledger.plan

    def nearest_to_begin(self, points: Iterable[WorkPoint]) -> tuple[date, WorkPoint] | None:
        """Return when the first period that has not begun falls due, and its point; None where none begins."""
        if self.calendar is None:
            return None
        return nearest_to_begin(points, self.plan, self.standing.as_of, self.calendar)

    def point(self, no: str) -> PointState:
        """Return the state of the point with this number; `KeyError` if the plan has none."""
        for state in self.overview.points:
            if state.point.no == no:
                return state
        raise KeyError(no)
