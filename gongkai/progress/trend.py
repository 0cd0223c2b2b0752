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
    from gongkai.plan.calendar import Calendar
    from gongkai.plan.model import Plan
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

    `ledger` holds every report, or those that decide a status at the `month_ends`; else `RuntimeError`. A month's end
    counts what is dated up to it, as `--as-of` does, whenever that was typed.
    """
    ends = month_ends(ledger.plan, standing)
    if ledger.latest and not set(ends) <= set(ledger.ends):
        raise RuntimeError("the reports of the months were not read")
    standings = (Standing(last, end_of(last), last, over=False, handled=end_of(last)) for last in ends)
    return tuple(_month(ledger, at, calendar) for at in (*standings, standing))


def month_ends(plan: Plan, standing: Standing) -> tuple[date, ...]:
    """Return the last day of each month over by the reading; a plan issued before its year begins with January."""
    first, ends = max(plan.issued, date(plan.year, 1, 1)).replace(day=1), []
    while (following := _next_month(first)) <= standing.as_of:
        ends.append(following - timedelta(days=1))
        first = following
    return tuple(ends)


def _next_month(first: date) -> date:
    return date(first.year + first.month // DECEMBER, first.month % DECEMBER + 1, 1)


def _month(ledger: Ledger, at: Standing, calendar: Calendar) -> Month:
    summary = _summary(upto(ledger, at.cutoff), at, calendar)
    return Month(at.as_of.replace(day=1), at.as_of, summary.done, summary.verified, summary.overdue)


def _summary(ledger: Ledger, at: Standing, calendar: Calendar) -> Summary:
    roster = roster_of(ledger.plan, ledger.assigns)
    return overview(ledger, roster, duty_items(ledger, roster, at, calendar), at).summary


def upto(ledger: Ledger, cutoff: date) -> Ledger:
    """Return the ledger as it was dated by a day."""
    parts = {name: tuple(r for r in getattr(ledger, name) if r.day <= cutoff) for name in kinds_by_field()}
    return replace(ledger, **parts)
