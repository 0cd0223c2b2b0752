"""Duties (时限要求) unrolled into items (应办事项), and whether each was met in time.

A duty is quoted from a point's text; an item is one instance of it that somebody owes. Nothing here is stored
but the events that start clocks and the settlements that meet items.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from itertools import chain
from typing import TYPE_CHECKING

from gongkai.domain.points import ZERO
from gongkai.domain.roster import answering
from gongkai.domain.standing import CST, end_of, to_minute
from gongkai.domain.workdays import add_workdays, is_workday
from gongkai.frozen import frozen, replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from decimal import Decimal

    from gongkai.domain.ledger import Ledger, Standing
    from gongkai.domain.plan import Duty, Plan, Target, Unit, WorkPoint
    from gongkai.domain.records import DutyEvent, Settlement
    from gongkai.domain.roster import Roster
    from gongkai.domain.workdays import Calendar

DECEMBER = 12


@frozen
class DutyItem:
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
    partial = {unit.name: unit for unit in ledger.plan.units if unit.from_ or unit.until}
    unrolled = _Unroll(ledger.plan, roster, standing, calendar, partial)
    return tuple(
        _stands(item, settled, unrolled)
        for point in ledger.plan.points
        for duty in point.duties
        for item in unrolled.items(point, duty, events.get(duty.id, ()))
    )


@frozen
class _Unroll:
    plan: Plan
    roster: Roster
    standing: Standing
    calendar: Callable[[], Calendar]
    partial: Mapping[str, Unit]

    def items(self, point: WorkPoint, duty: Duty, events: Sequence[DutyEvent]) -> Iterator[DutyItem]:
        if duty.within is not None:
            for event in events:
                yield from self._event_items(point, duty, event)
            return
        owing = self._owers(point, duty)
        for key, first, due in self._times(duty):
            opened = datetime(first.year, first.month, first.day, tzinfo=CST)
            for unit, owers in owing:
                if duty.owed_by == "each_responsible" and not self._owes_from(unit, duty, first):
                    continue
                name = "/".join(part for part in (duty.id, key, self._mark(duty, unit)) if part)
                yield DutyItem(name, duty, point.no, unit, owers, opened, due, first if duty.every else None)

    def passed_on(self, item: DutyItem) -> DutyItem:
        """Return the item with whoever answers now for what a unit that ended left unmet; its id stays."""
        if not item.is_unmet or self.partial.keys().isdisjoint(item.owers):
            return item
        day = self.standing.as_of
        heirs = (answering(self.plan, self.roster, unit, item.point, day) for unit in item.owers)
        owers = tuple(dict.fromkeys(chain.from_iterable(heirs)))
        return item if owers == item.owers else replace(item, unit=owers[0] if len(owers) == 1 else None, owers=owers)

    def _owes_from(self, name: str | None, duty: Duty, first: date) -> bool:
        """A unit owes nothing that begins after its end, and no period that was running when it came."""
        unit = self.partial.get(name or "")
        if unit is None:
            return True
        came = not duty.every or unit.from_ is None or unit.from_ <= first
        return came and (unit.until is None or unit.until >= first)

    def _event_items(self, point: WorkPoint, duty: Duty, event: DutyEvent) -> Iterator[DutyItem]:
        limit = duty.within
        opened = to_minute(event.at.astimezone(CST))
        if limit is not None and limit.hours:
            due = opened + timedelta(hours=limit.hours)
        else:
            due = end_of(add_workdays(self.calendar(), opened.date(), limit.workdays if limit else 0))
        for unit, owers in self._owers(point, duty, event.unit):
            name = "/".join(part for part in (duty.id, self._mark(duty, unit), event.id) if part)
            yield DutyItem(name, duty, point.no, unit, owers, opened, due)

    def _times(self, duty: Duty) -> Iterator[tuple[str, date, datetime | None]]:
        if not duty.every:
            yield "", self.plan.issued, end_of(duty.by) if duty.by else None
            return
        until = min(self.standing.as_of, date(self.plan.year, DECEMBER, 31))
        for key, first, last in periods(duty, self.plan, until):
            if duty.every != "workday" or is_workday(self.calendar(), first):
                yield key, first, end_of(last + timedelta(days=duty.grace_days))

    def _owers(self, point: WorkPoint, duty: Duty, named: str = "") -> list[tuple[str | None, tuple[str, ...]]]:
        """Return (unit, all who owe together) for each item; `named` is the unit an event was opened for."""
        leads = self.roster.leads(point.no)
        if duty.owed_by == "event":
            return [(named, (named,))] if named else []
        if duty.owed_by == "leads":
            return [(leads[0] if len(leads) == 1 else None, leads)]
        if duty.owed_by == "each_lead":
            return [(unit, (unit,)) for unit in leads]
        if duty.owed_by == "each_responsible":
            return [(unit, (unit,)) for unit in self.roster.responsible(point.no)]
        return [(unit, (unit,)) for unit in dict.fromkeys(duty.owers)]

    def _mark(self, duty: Duty, unit: str | None) -> str:
        """Return what tells the items of several units apart, empty where one item stands for all."""
        apart = duty.owed_by in ("each_lead", "each_responsible") or len(duty.owers) > 1
        return unit if unit and apart else ""


def periods(duty: Duty, plan: Plan, until: date) -> Iterator[tuple[str, date, date]]:
    """Yield (key, first day, last day) of each period that owes: none begins after `until` or outside the year.

    A period owes if its first day is the day of issue or later; the one already running only with `first: running`.
    """
    begin = max(plan.issued, date(plan.year, 1, 1))
    first = _period_start(duty.every, begin)
    if first < begin and not duty.first_running:
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
    """Finds the settlement that stands for an item: its own before a span's, the last one by day, then seq.

    A span settles what was unmet in it; what had been met late, or cancelled, by itself stays so.
    """

    def __init__(self, settlements: Iterable[Settlement]) -> None:
        self.by_item: dict[str, Settlement] = {}
        self.spans: dict[str, list[Settlement]] = defaultdict(list)
        for settlement in sorted(settlements, key=lambda s: (s.day, s.seq)):
            if settlement.item:
                self.by_item[settlement.item] = settlement
            else:
                self.spans[settlement.duty].append(settlement)

    def of(self, item: DutyItem) -> Settlement | None:
        if item.id in self.by_item:
            return self.by_item[item.id]
        covering = (span for span in reversed(self.spans.get(item.duty.id, ())) if _covers(span, item))
        return next(covering, None)


def _covers(span: Settlement, item: DutyItem) -> bool:
    if item.first is None or span.first is None or span.last is None:
        return False
    mine = not span.unit or span.unit == item.unit
    return mine and span.first <= item.first <= span.last and item.first not in span.skip


def _stands(item: DutyItem, settled: _Settled, unrolled: _Unroll) -> DutyItem:
    judged = _judged(item, settled, unrolled.standing)
    passed = unrolled.passed_on(judged)
    return judged if passed is judged else _judged(passed, settled, unrolled.standing)


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


def gap(target: Target, value: Decimal | None) -> Decimal | None:
    """Return how much a value lacks of a target, or is over it; 0 once it is reached, None where none was reported."""
    if value is None:
        return None
    low = target.at_least - value if target.at_least is not None else ZERO
    high = value - target.at_most if target.at_most is not None else ZERO
    return max(low, high, ZERO)


def reaches(target: Target, value: Decimal | None) -> bool:
    """Tell whether a reported value meets a target."""
    if value is None:
        return False
    low = target.at_least is None or value >= target.at_least
    return low and (target.at_most is None or value <= target.at_most)
