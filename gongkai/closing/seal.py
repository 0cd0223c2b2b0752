"""Whether a year is closed, what that forbids, and where a reading of it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from gongkai.errors import Refused
from gongkai.register.ledger import stand

if TYPE_CHECKING:
    from datetime import date, datetime

    from gongkai.plan.model import Plan
    from gongkai.register.kinds import Closing
    from gongkai.register.ledger import Standing

SEAL_LENGTH = 8
"""Characters of a seal that a paper bears."""


def in_force(closing: Closing | None) -> Closing | None:
    """Return the closing that holds, None where the year is open."""
    return closing if closing is not None and closing.kind == "closed" else None


def must_be_open(year: int, last: Closing | None) -> None:
    """Refuse to record anything for a closed year; `last` is the last word on its closing."""
    closing = in_force(last)
    if closing is not None:
        raise Refused(
            f"{year}年度已于{closing.day}封存，不能再登记",
            "确需更正的，先重新打开",
            do=("year", "reopen", "--year", str(year), "--reason", "理由"),
        )


def may_close(year: int, last: Closing | None) -> None:
    """Refuse to close what is closed."""
    closing = in_force(last)
    if closing is not None:
        raise Refused(
            f"{year}年度已于{closing.day}封存（{closing.id}）",
            "要重新封存，先重新打开",
            do=("year", "reopen", "--year", str(year), "--reason", "理由"),
        )


def may_reopen(year: int, last: Closing | None) -> Closing:
    """Return the closing that is to be undone; refuse to reopen what is open."""
    closing = in_force(last)
    if closing is None:
        raise Refused(f"{year}年度没有封存，不用重新打开", "各年度的情况", do=("year", "list"))
    return closing


def is_frozen(closing: Closing, as_of: date | None) -> bool:
    """Tell whether a reading of that day (None: of now) tells what the closing froze: from its own day on."""
    return as_of is None or as_of >= closing.day


def standing_of(plan: Plan, last: Closing | None, now: datetime, as_of: date | None = None) -> Standing:
    """Return where a reading of the year stands: a closed year at the moment it was closed, or on an earlier day.

    From the day of closing on every day is told the same.
    """
    closing = in_force(last)
    if closing is None or closing.recorded is None:
        return stand(plan, now, as_of)
    earlier = None if is_frozen(closing, as_of) else as_of
    standing = stand(plan, closing.recorded, earlier)
    return standing if earlier else replace(standing, closed=closing.day, seal=closing.digest[:SEAL_LENGTH])
