"""Duty items (应办事项): each one instance of a duty that somebody owes, and whether it was met, and in time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from gongkai.domain.points import ZERO
from gongkai.domain.standing import CST, to_minute

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal

    from gongkai.domain.plan import Duty, Target
    from gongkai.domain.records import Settlement

SECONDS = 60
UNMET = ("pending", "overdue")
Judgement = tuple[str, "datetime | None", int]


class DutyItem(Struct, frozen=True):
    """One instance of a duty. `unit` is None where several leads owe it together; `owers` names them all.

    `due` is its last minute in time (None: a quantity without a date); `first` the first day of its period, where it
    has one; `status` one of pending, met, late, overdue, cancelled; `late_minutes` how late it was met, or is by now.
    """

    id: str
    duty: Duty
    point: str
    unit: str | None
    owers: tuple[str, ...]
    opened: datetime
    due: datetime | None
    first: date | None = None
    status: str = "pending"
    done: datetime | None = None
    late_minutes: int = 0
    value: Decimal | None = None

    @property
    def is_unmet(self) -> bool:
        """Tell whether it is still owed."""
        return self.status in UNMET


def judged(duty: Duty, due: datetime | None, settlement: Settlement | None, now: datetime) -> Judgement:
    """Return an item's status by the minute `now`, when it was met, and how many minutes late it was, or is.

    A value that falls short of the duty's target leaves it owed. Of a run of periods that is done, each was met in
    its own time.
    """
    if settlement is None or not _meets(duty, settlement):
        late = _late(now, due)
        return ("overdue" if late else "pending"), None, late
    if settlement.kind == "cancelled":
        return "cancelled", None, 0
    each = settlement.first is not None and settlement.kind == "done"
    done = due if each and due else to_minute(settlement.at.astimezone(CST))
    late = _late(done, due)
    return ("late" if late else "met"), done, late


def _meets(duty: Duty, settlement: Settlement) -> bool:
    return settlement.kind == "cancelled" or duty.target is None or reaches(duty.target, settlement.value)


def _late(when: datetime, due: datetime | None) -> int:
    return max(0, int((when - due).total_seconds() // SECONDS)) if due else 0


def gap(target: Target, value: Decimal | None) -> Decimal | None:
    """Return how much a value lacks of a target, or is over it; 0 once it is reached, None where none was reported."""
    if value is None:
        return None
    low = target.at_least - value if target.at_least is not None else ZERO
    high = value - target.at_most if target.at_most is not None else ZERO
    return max(low, high, ZERO)


def reaches(target: Target, value: Decimal | None) -> bool:
    """Tell whether a reported value meets a target."""
    return gap(target, value) == ZERO
