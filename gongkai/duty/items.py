"""Duty items (应办事项): each one instance of a duty that somebody owes, and whether it was met, and in time."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from gongkai.duty.deadlines import deadline_of, deadlines_of
from gongkai.duty.extensions import Extensions
from gongkai.errors import Refused
from gongkai.plan.roster import answering, members_of, units_of_year
from gongkai.points import ZERO
from gongkai.register.ledger import CST, to_minute
from gongkai.register.recordable import VOID, was_to_come

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime
    from decimal import Decimal

    from gongkai.duty.deadlines import Deadline
    from gongkai.plan.calendar import Calendar
    from gongkai.plan.model import Duty, Plan, Target, Unit, WorkPoint
    from gongkai.plan.roster import Roster
    from gongkai.register.kinds import DutyEvent, DutyReview, Settlement
    from gongkai.register.ledger import Ledger, Standing

SECONDS = 60
UNMET = ("pending", "overdue")
NEVER = -1
OF_MANY = ("each_responsible", "everyone")
"""Who owes here as one of many: a unit that came or ended in the year owes what begins in its time."""
Judgement = tuple[str, "datetime | None", int]


class ItemReport(Struct, frozen=True):
    """What was said of an item (单位报), and what the office has made of it (办公室核).

    `settlement` is the record that said it. `state` is reported, verified, returned or waiting (待核): typed more than
    15 days after the item's own last day (`typed_late`) and without evidence, which meets nothing until the office has
    looked. `done` is when it says the item was met; `day` and `reason` are a return's.
    """

    settlement: str
    state: str
    typed_late: bool = False
    done: datetime | None = None
    day: date | None = None
    reason: str = ""


class DutyItem(Struct, frozen=True):
    """One instance of a duty. `unit` is None where several leads owe it together; `owers` names them all.

    `due` is its last minute in time (None: a quantity without a date, or a last day that depends on the days off of the
    year `awaited`, which are not announced); `first` the first day of its period, where it has one; `status` one of
    pending, met, late, overdue, cancelled; `late_minutes` how late it was met, or is by now.
    `report` is what was said of it, None where nothing was: what waits to be checked, or was returned, leaves it unmet.
    `record` is the id of what says so, or that it is cancelled; empty where nothing stands.
    `put_off` is the last day it had before the office put it off, None where it did not; `why` the reason it was
    cancelled for, empty where it was not. `missed` is a quantity without a date that was not reached when its year
    ended: it is pending no more.
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
    awaited: int = 0
    report: ItemReport | None = None
    record: str = ""
    put_off: date | None = None
    why: str = ""
    missed: bool = False

    @property
    def is_unmet(self) -> bool:
        """Tell whether it is still owed."""
        return self.status in UNMET

    @property
    def review(self) -> str:
        """Where what was said of it stands: reported, waiting, verified or returned; empty where nothing was."""
        return self.report.state if self.report else ""

    @property
    def waits(self) -> bool:
        """Tell whether it was reported so late, and without evidence, that the office is to look first (待核)."""
        return self.review == "waiting"

    @property
    def typed_late(self) -> bool:
        """Tell whether it was reported long after its own last day (补录)."""
        return self.report is not None and self.report.typed_late


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
    done = _done(settlement, due)
    late = _late(done, due)
    return ("late" if late else "met"), done, late


def _done(settlement: Settlement, due: datetime | None) -> datetime:
    each = settlement.first is not None and settlement.kind == "done"
    return due if each and due else to_minute(settlement.at.astimezone(CST))


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


def duty_items(
    ledger: Ledger, roster: Roster, standing: Standing, calendar: Calendar, ahead: date | None = None
) -> tuple[DutyItem, ...]:
    """Return every item that exists by now, in file order of the duties, settled as the ledger says.

    Those of one duty, or of one event, stand deadline by deadline, and in each by who owes them. Who looks ahead
    gets the periods that begin up to a later day, `ahead`, as well. What is unmet is late by the minute of handling:
    the year may be over, the days of lateness run on. Raises `UnknownYear` where nobody knows the workdays of the
    plan's own year.
    """
    until = ahead or standing.as_of
    settled = _Settled(ledger.settlements, ledger.duty_reviews)
    unroll = _Unroll(ledger, roster, standing.as_of, to_minute(standing.handled), settled)
    events: dict[str, list[DutyEvent]] = defaultdict(list)
    for event in ledger.events:
        for duty_id in event.duties:
            events[duty_id].append(event)
    found: list[DutyItem] = []
    for point in ledger.plan.demanding:
        for duty in point.duties:
            if duty.within is None:
                found += unroll.items(point, duty, tuple(deadlines_of(duty, ledger.plan, until, calendar)))
                continue
            for event in events.get(duty.id, ()):
                found += unroll.items(point, duty, (deadline_of(event, duty.within, calendar),), event)
    return tuple(map(_ended, found)) if standing.over else tuple(found)


def _ended(item: DutyItem) -> DutyItem:
    """Return an item as it stands once its year is over."""
    short = item.status == "pending" and item.duty.target is not None and item.due is None and not item.awaited
    return replace(item, missed=True) if short else item


def owing(plan: Plan, roster: Roster) -> frozenset[tuple[str, str]]:
    """Return every duty, by its id, with each unit that may have to meet items of it in the year.

    That is whoever the demand names, on an event everybody on the point, and the successors of each.
    """
    heirs = {unit.name: unit.successor for unit in plan.units if unit.successor}
    found: set[tuple[str, str]] = set()
    for point in plan.demanding:
        for duty in point.duties:
            named = chain.from_iterable(_owing(plan, roster, point, duty))
            units = [seat.unit for seat in roster.by_point.get(point.no, ())] if duty.owed_by == "event" else [*named]
            for unit in units:  # grows by the successors it meets
                units += (heir for heir in heirs.get(unit, ()) if heir not in units)
            found |= {(duty.id, unit) for unit in units}
    return frozenset(found)


class _Ower(Struct, frozen=True):
    """Who owes a duty's items: one `unit`, or (None) all `owers` together. `mark` tells its items from others' in ids.

    `spans` are what settles periods of it, by their first day. `partial` is the unit where it came or ended in the year
    and owes what begins in its time; `heir` is who answers for what it left unmet, None where it does so itself.
    """

    unit: str | None
    owers: tuple[str, ...]
    mark: str
    spans: Mapping[date | None, Sequence[Settlement]]
    partial: Unit | None = None
    heir: _Ower | None = None


class _Unroll:
    """Makes the items of one duty after another; what is unmet is late by the minute `now`."""

    def __init__(self, ledger: Ledger, roster: Roster, day: date, now: datetime, settled: _Settled) -> None:
        self._plan, self._roster, self._day, self._now, self._settled = ledger.plan, roster, day, now, settled
        self._extensions = Extensions(ledger.extensions)
        self._partial = {unit.name: unit for unit in ledger.plan.units if unit.from_ or unit.until}

    def items(
        self, point: WorkPoint, duty: Duty, deadlines: Sequence[Deadline], event: DutyEvent | None = None
    ) -> Iterator[DutyItem]:
        """Yield the items of a duty, or those that an event started."""
        named, event_id = (event.unit, event.id) if event else ("", "")
        owers = [
            self._ower(point, duty, each, deadlines, event_id)
            for each in _owing(self._plan, self._roster, point, duty, named)
        ]
        for deadline in deadlines:
            for ower in owers:
                if ower.partial is None or _owes(ower.partial, duty, deadline):
                    yield self._item(point, duty, deadline, ower)

    def _item(self, point: WorkPoint, duty: Duty, deadline: Deadline, ower: _Ower) -> DutyItem:
        opened, first = deadline.opened, deadline.first
        name = "/".join(filter(None, (duty.id, deadline.key, ower.mark)))
        later = self._extensions.of_item(name, deadline.due)
        due, put_off = later or deadline.due, deadline.due.date() if later and deadline.due else None
        said = (*self._settled.own.get(name, ()), *ower.spans.get(first, ()))
        standing, report = self._settled.standing(duty, due, name, said)
        status, done, late = judged(duty, due, _counted(standing, report), self._now)
        if ower.heir and status in UNMET:
            ower = ower.heir
            standing, report = self._settled.standing(duty, due, name, (*said, *ower.spans.get(first, ())))
            status, done, late = judged(duty, due, _counted(standing, report), self._now)
        value, awaited = standing.value if standing else None, deadline.awaited
        parts = (duty, point.no, ower.unit, ower.owers, opened, due, first, status, done, late, value, awaited, report)
        why = standing.note if standing and status == "cancelled" else ""
        return DutyItem(name, *parts, standing.id if standing else "", put_off, why)

    def _ower(
        self, point: WorkPoint, duty: Duty, owers: tuple[str, ...], deadlines: Sequence[Deadline], event: str
    ) -> _Ower:
        unit = owers[0] if len(owers) == 1 else None
        mark = "/".join(part for part in (unit if duty.is_apart else None, event) if part)
        each = (duty.owed_by in OF_MANY or bool(duty.collectives)) and duty.within is None
        partial = self._partial.get(unit or "") if each else None
        heir = self._heir(point, duty, owers, deadlines)
        return _Ower(unit, owers, mark, self._settled.spans(duty, unit, deadlines), partial, heir)

    def _heir(
        self, point: WorkPoint, duty: Duty, owers: tuple[str, ...], deadlines: Sequence[Deadline]
    ) -> _Ower | None:
        if self._partial.keys().isdisjoint(owers):
            return None
        heirs = (answering(self._plan, self._roster, unit, point.no, self._day) for unit in owers)
        now = tuple(dict.fromkeys(chain.from_iterable(heirs)))
        if now == owers:
            return None
        unit = now[0] if len(now) == 1 else None
        return _Ower(unit, now, "", self._settled.spans(duty, unit, deadlines))


def _owing(plan: Plan, roster: Roster, point: WorkPoint, duty: Duty, named: str = "") -> list[tuple[str, ...]]:
    """Return those who owe items of their own, several together where they do; an event may have `named` one."""
    units: Iterable[str] = members_of(plan, (*duty.owers, *duty.collectives)) if duty.collectives else ()
    units = units or dict.fromkeys(duty.owers)
    if duty.owed_by == "leads":
        return [roster.leads(point.no)]
    if duty.owed_by == "each_lead":
        units = roster.leads(point.no)
    elif duty.owed_by == "each_responsible":
        units = roster.responsible(point.no)
    elif duty.owed_by == "everyone":
        units = (unit.name for unit in units_of_year(plan))
    elif duty.owed_by == "event":
        units = (named,) if named else ()
    return [(unit,) for unit in units]


class _Settled:
    """Finds what was said of an item, what stands first: its own before a span's; its own last one by day, then seq.

    A span settles what was unmet in it: what a span recorded before it settled, or what had been met late, or
    cancelled, by itself stays so. What waits to be checked does not stand in the way of what counts.
    """

    def __init__(self, settlements: Iterable[Settlement], reviews: Iterable[DutyReview]) -> None:
        self.own: dict[str, list[Settlement]] = defaultdict(list)
        self._spans: dict[str, list[Settlement]] = defaultdict(list)
        self._reviews: dict[str, list[DutyReview]] = defaultdict(list)
        for settlement in sorted(settlements, key=lambda s: (s.day, s.seq)):
            if settlement.item:
                own = self.own[settlement.item]
                own.insert(1 if own and was_to_come(settlement, own[0]) else 0, settlement)
            else:
                self._spans[settlement.duty].append(settlement)
        for spans in self._spans.values():
            spans.sort(key=lambda span: span.seq)
        for review in sorted(reviews, key=lambda review: review.seq):
            for item in review.items:
                self._reviews[item].append(review)

    def spans(self, duty: Duty, unit: str | None, deadlines: Sequence[Deadline]) -> dict[date | None, list[Settlement]]:
        """Return what settles the periods of a unit by a span, the one recorded first before others, by first day."""
        found: dict[date | None, list[Settlement]] = defaultdict(list)
        mine = [span for span in self._spans.get(duty.id, ()) if not span.unit or span.unit == unit]
        firsts = [one.first for one in deadlines if one.first] if mine else []
        for span in mine:
            if span.first and span.last:
                for first in firsts[bisect_left(firsts, span.first) : bisect_right(firsts, span.last)]:
                    if first not in span.skip:
                        found[first].append(span)
        return found

    def standing(
        self, duty: Duty, due: datetime | None, item: str, said: Sequence[Settlement]
    ) -> tuple[Settlement | None, ItemReport | None]:
        """Return which of the settlements of an item stands, and how what it says is held; a return ends all before."""
        if not said:
            return None, None
        seen = {review.kind: review for review in self._reviews.get(item, ())}
        returned, verified = (seen[kind].seq if kind in seen else NEVER for kind in ("returned", "verified"))
        left = [one for one in said if one.seq > returned]
        if not left:
            back = seen["returned"]
            return None, ItemReport(back.settlement, "returned", day=back.day, reason=back.note)

        def waits(one: Settlement) -> bool:
            claims = one.kind != "cancelled" and not one.evidence and _meets(duty, one)
            return claims and one.seq > verified and _typed_late(one, due)

        counting = (one for one in left if not waits(one) and _meets(duty, one))
        stands = next(counting, left[0]) if waits(left[0]) else left[0]
        if stands.kind == "cancelled":
            return stands, None
        state = "waiting" if waits(stands) else "verified" if verified > stands.seq else "reported"
        return stands, ItemReport(stands.id, state, _typed_late(stands, due), _done(stands, due))


def _counted(settlement: Settlement | None, report: ItemReport | None) -> Settlement | None:
    """Return a settlement if it counts: what waits to be checked meets nothing yet."""
    return None if report and report.state == "waiting" else settlement


def _typed_late(settlement: Settlement, due: datetime | None) -> bool:
    return due is not None and settlement.typed_late_for(due.date())


def _owes(unit: Unit, duty: Duty, deadline: Deadline) -> bool:
    """A unit owes nothing that begins after its end, no period that was running when it came, no day before it."""
    first = deadline.opened.date()
    last = deadline.due.astimezone(CST).date() if deadline.due else date.max
    came = unit.from_ is None or unit.from_ <= (first if duty.every else last)
    return came and (unit.until is None or unit.until >= first)


def may_verify(item: DutyItem) -> None:
    """The office checks what was reported, once."""
    _was_reported(item)
    if item.review == "verified":
        raise Refused(f"应办事项 {item.id} 已核实")


def may_return(item: DutyItem) -> None:
    """The office sends back what was reported, checked before or not; what it has cancelled it makes void."""
    _was_reported(item)


def _was_reported(item: DutyItem) -> None:
    if item.status == "cancelled":
        raise Refused(f"应办事项 {item.id} 已取消（{item.record}）", "取消错了的先作废", do=void_of(item))
    if item.review == "returned":
        raise Refused(f"应办事项 {item.id} 已退回，还没有重报")
    if not item.review:
        raise Refused(f"应办事项 {item.id} 还没有登记办结", "待核的事项", do=("duty", "list", "--waiting"))


def may_settle(item: DutyItem, *, again: bool = False) -> None:
    """An item is settled once; a cancelled one needs nothing more."""
    if item.status == "cancelled":
        raise Refused(f"应办事项 {item.id} 已取消（{item.record}）", MISTAKEN, do=void_of(item))
    if not again and item.status in ("met", "late"):
        hours = item.duty.within is not None and item.duty.within.hours
        done = f"{item.done:%Y-%m-%d %H:%M}" if hours else f"{item.done:%Y-%m-%d}"
        message = f"应办事项 {item.id} 已办结（{done}，{item.record}）"
        raise Refused(message, f"补充佐证只写 --evidence；{MISTAKEN}", do=void_of(item))


MISTAKEN = "登记错的先作废再登记"


def void_of(item: DutyItem) -> tuple[str, ...]:
    """Return the command that takes back what was said of an item."""
    return "void", item.record, *VOID[2:]
