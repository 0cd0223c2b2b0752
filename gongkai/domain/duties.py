"""Duties (时限要求) unrolled into items (应办事项), and whether each was met in time.

A duty is quoted from a point's text; an item is one instance of it that somebody owes. Nothing here is stored
but the events that start clocks and the settlements that meet items.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from gongkai.domain.standing import CST, end_of, to_minute
from gongkai.domain.workdays import add_workdays, is_workday

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from decimal import Decimal

    from gongkai.domain.ledger import Ledger, Standing
    from gongkai.domain.plan import Duty, Plan, Target, WorkPoint
    from gongkai.domain.records import DutyEvent, Settlement
    from gongkai.domain.roster import Roster
    from gongkai.domain.workdays import Calendar

DECEMBER = 12


@dataclass(frozen=True, slots=True)
class DutyItem:
    """One instance of a duty. `unit` is None where several leads owe it together; `owers` names them all.

    `due` is its last minute in time (None: a quantity without a date); `status` one of pending, met, late, overdue,
    cancelled; `late_minutes` how late it was met, or is by now.
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
        return self.status in ("pending", "overdue")


def duty_items(
    ledger: Ledger, roster: Roster, standing: Standing, calendar: Callable[[], Calendar]
) -> tuple[DutyItem, ...]:
    """Return every item that exists by now, in file order of the duties, settled as the ledger says.

    `calendar` is asked for only where workdays matter; it may raise `UnknownYear`.
    """
    settled = _Settled(ledger.settlements)
    events: dict[str, list[DutyEvent]] = defaultdict(list)
    for event in ledger.events:
        for duty_id in event.duties:
            events[duty_id].append(event)
    unrolled = _Unroll(ledger.plan, roster, standing, calendar)
    return tuple(
        _judged(item, settled, standing)
        for point in ledger.plan.points
        for duty in point.duties
        for item in unrolled.items(point, duty, events.get(duty.id, ()))
    )


@dataclass(frozen=True, slots=True)
class _Unroll:
    plan: Plan
    roster: Roster
    standing: Standing
    calendar: Callable[[], Calendar]

    def items(self, point: WorkPoint, duty: Duty, events: Sequence[DutyEvent]) -> Iterator[DutyItem]:
        if duty.within is not None:
            yield from (self._event_item(point, duty, event) for event in events)
            return
        for key, first, due in self._times(duty):
            for unit, owers in self._owers(point, duty):
                name = "/".join(part for part in (duty.id, key, unit if unit and self._each(duty) else "") if part)
                opened = datetime(first.year, first.month, first.day, tzinfo=CST)
                yield DutyItem(name, duty, point.no, unit, owers, opened, due, first)

    def _event_item(self, point: WorkPoint, duty: Duty, event: DutyEvent) -> DutyItem:
        limit = duty.within
        opened = to_minute(event.at.astimezone(CST))
        if limit is not None and limit.hours:
            due = opened + timedelta(hours=limit.hours)
        else:
            due = end_of(add_workdays(self.calendar(), opened.date(), limit.workdays if limit else 0))
        name = f"{duty.id}/{event.id}"
        return DutyItem(name, duty, point.no, event.unit, (event.unit,), opened, due)

    def _times(self, duty: Duty) -> Iterator[tuple[str, date, datetime | None]]:
        if not duty.every:
            yield "", self.plan.issued, end_of(duty.by) if duty.by else None
            return
        until = min(self.standing.as_of, date(self.plan.year, DECEMBER, 31))
        for key, first, last in periods(duty, self.plan, until):
            if duty.every != "workday" or is_workday(self.calendar(), first):
                yield key, first, end_of(last + timedelta(days=duty.grace_days))

    def _owers(self, point: WorkPoint, duty: Duty) -> list[tuple[str | None, tuple[str, ...]]]:
        leads = self.roster.leads(point.no)
        if duty.owed_by == "leads":
            return [(leads[0] if len(leads) == 1 else None, leads)]
        if duty.owed_by == "each_lead":
            return [(unit, (unit,)) for unit in leads]
        if duty.owed_by == "each_responsible":
            return [(unit, (unit,)) for unit in self.roster.responsible(point.no)]
        return [(unit, (unit,)) for unit in duty.owers]

    def _each(self, duty: Duty) -> bool:
        return duty.owed_by in ("each_lead", "each_responsible") or len(duty.owers) > 1


def periods(duty: Duty, plan: Plan, until: date) -> Iterator[tuple[str, date, date]]:
    """Yield (key, first day, last day) of each period that owes: none begins after `until` or outside the year.

    A period owes if its first day is the day of issue or later; the one already running only with `first: running`.
    """
    first = _period_start(duty.every, plan.issued)
    if first < plan.issued and not duty.first_running:
        first = _next_start(duty.every, first)
    while first <= until:
        following = _next_start(duty.every, first)
        yield _key(duty.every, first), first, following - timedelta(days=1)
        first = following


def _period_start(every: str, day: date) -> date:
    if every == "month":
        return day.replace(day=1)
    if every == "quarter":
        return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return day


def _next_start(every: str, first: date) -> date:
    months = {"month": 1, "quarter": 3}.get(every)
    if months is None:
        return first + timedelta(days=1)
    total = first.month - 1 + months
    return date(first.year + total // 12, total % 12 + 1, 1)


def _key(every: str, first: date) -> str:
    if every == "month":
        return f"{first.year}-{first.month:02}"
    if every == "quarter":
        return f"{first.year}-Q{(first.month + 2) // 3}"
    return first.isoformat()


class _Settled:
    """Finds the settlement that stands for an item: the last one recorded, by day, then seq."""

    def __init__(self, settlements: Iterable[Settlement]) -> None:
        self.by_item: dict[str, Settlement] = {}
        self.spans: dict[str, list[Settlement]] = defaultdict(list)
        for settlement in sorted(settlements, key=lambda s: (s.day, s.seq)):
            if settlement.item:
                self.by_item[settlement.item] = settlement
            else:
                self.spans[settlement.duty].append(settlement)

    def of(self, item: DutyItem) -> Settlement | None:
        found = self.by_item.get(item.id)
        for span in self.spans.get(item.duty.id, ()):
            if _covers(span, item) and (found is None or (found.day, found.seq) < (span.day, span.seq)):
                found = span
        return found


def _covers(span: Settlement, item: DutyItem) -> bool:
    if item.first is None or span.first is None or span.last is None:
        return False
    mine = not span.unit or span.unit == item.unit
    return mine and span.first <= item.first <= span.last and item.first not in span.skip


def _judged(item: DutyItem, settled: _Settled, standing: Standing) -> DutyItem:
    found = settled.of(item)
    if found is None:
        return _unsettled(item, standing)
    if found.kind == "cancelled":
        return replace(item, status="cancelled")
    target = item.duty.target
    if target is not None and not reaches(target, found.value):
        return replace(_unsettled(item, standing), value=found.value)
    # a span says each item was met on its own day, however late the span was typed
    done = item.due if found.first and item.due else to_minute(found.at.astimezone(CST))
    late = max(0, _minutes(done - item.due)) if item.due else 0
    return replace(item, status="late" if late else "met", done=done, late_minutes=late, value=found.value)


def _unsettled(item: DutyItem, standing: Standing) -> DutyItem:
    if item.due is None:
        return item
    late = max(0, _minutes(to_minute(standing.moment) - item.due))
    return replace(item, status="overdue", late_minutes=late) if late else item


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)


def reaches(target: Target, value: Decimal | None) -> bool:
    """Tell whether a reported value meets a target."""
    if value is None:
        return False
    low = target.at_least is None or value >= target.at_least
    return low and (target.at_most is None or value <= target.at_most)
