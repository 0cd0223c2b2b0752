"""What every paper is told from: a year as read out and judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.frozen import frozen

if TYPE_CHECKING:
    from gongkai.domain.items import DutyItems
    from gongkai.domain.ledger import Ledger, Standing
    from gongkai.domain.plan import Plan
    from gongkai.domain.roster import Roster
    from gongkai.domain.status import Overview, PointState


@frozen
class Year:
    """A ledger with what `domain` says of it: who is on which point, all duty items by now, every point's state."""

    ledger: Ledger
    roster: Roster
    standing: Standing
    items: DutyItems
    overview: Overview

    @property
    def plan(self) -> Plan:
        """The plan in force."""
        return self.ledger.plan

    def point(self, no: str) -> PointState:
        """Return the state of the point with this number; `KeyError` if the plan has none."""
        for state in self.overview.points:
            if state.point.no == no:
                return state
        raise KeyError(no)
