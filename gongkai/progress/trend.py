"""How the year went: the state of all points at each month's end, computed again from the dated ledger."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from gongkai.duty.items import duty_items
from gongkai.plan.roster import roster_of
from gongkai.progress.status import overview
from gongkai.register.kinds import kinds_by_field
from gongkai.register.ledger import Standing, end_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gongkai.plan.calendar import Calendar
    from gongkai.progress.status import Summary
    from gongkai.register.ledger import Ledger

DECEMBER = 12


class Month(Struct, frozen=True):
    """How many points were done (not yet verified), verified and overdue (red) on the last day read of a month."""

    first: date
    as_of: date
    done: int
    verified: int
    overdue: int


def trend(ledger: Ledger, standing: Standing, calendar: Calendar) -> tuple[Month, ...]:
    """Return each month from the plan's issue to the reading; the last one is the reading itself.

    `ledger` holds every report, not only those that decide today's status. A month's end counts what is dated up to
    it, as `--as-of` does, whenever that was typed.
    """
    return tuple(_month(ledger, at, calendar) for at in _standings(ledger, standing))


def _standings(ledger: Ledger, standing: Standing) -> Iterator[Standing]:
    """Yield where each month's reading stands; a plan issued before its year begins with January."""
    day = max(ledger.plan.issued, date(ledger.plan.year, 1, 1)).replace(day=1)
    while (following := _next_month(day)) <= standing.as_of:
        last = following - timedelta(days=1)
        yield Standing(last, end_of(last), last, over=False, handled=end_of(last))
        day = following
    yield standing


def _next_month(first: date) -> date:
    return date(first.year + first.month // DECEMBER, first.month % DECEMBER + 1, 1)


def _month(ledger: Ledger, at: Standing, calendar: Calendar) -> Month:
    summary = _summary(_upto(ledger, at.cutoff), at, calendar)
    return Month(at.as_of.replace(day=1), at.as_of, summary.done, summary.verified, summary.overdue)


def _summary(ledger: Ledger, at: Standing, calendar: Calendar) -> Summary:
    roster = roster_of(ledger.plan, ledger.assigns)
    return overview(ledger, roster, duty_items(ledger, roster, at, calendar), at).summary


def _upto(ledger: Ledger, cutoff: date) -> Ledger:
    """Return the ledger as it was dated by a day."""
    parts = {name: tuple(r for r in getattr(ledger, name) if r.day <= cutoff) for name in kinds_by_field()}
    return replace(ledger, **parts)
