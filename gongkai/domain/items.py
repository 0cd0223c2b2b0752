"""Duty items (应办事项), each one instance of a duty that somebody owes, and the batches they are kept in.

Sixty units that owe a list every workday owe fifteen thousand items a year. So a duty is kept as a batch, its slots
once and a strand for each who owes them, and an item is made only where it is looked at.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, overload

from msgspec import Struct

from gongkai.domain.settled import reaches
from gongkai.domain.standing import CST, end_of, to_minute

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date, datetime, timedelta
    from decimal import Decimal

    from gongkai.domain.plan import Duty
    from gongkai.domain.records import Settlement
    from gongkai.domain.slots import Slot


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
        return self.status in ("pending", "overdue")


class Strand(Struct, frozen=True):
    """Who owes which slots of a batch. `mark` tells them apart in ids; `settled` is what stands for a slot.

    `unmet` are the places of the slots still owed, in order.
    """

    unit: str | None
    owers: tuple[str, ...]
    mark: str
    unmet: Sequence[int]
    settled: Mapping[int, Settlement]

    def between(self, begin: int, end: int) -> Sequence[int]:
        """Return the unmet places from `begin` up to but not including `end`."""
        return self.unmet[bisect_left(self.unmet, begin) : bisect_left(self.unmet, end)]


class Batch(Struct, frozen=True):
    """One duty of one point, unrolled: `slots` in order of their due minute.

    What is unmet is late by the minute `now`: the year may be over, the days of lateness run on.
    """

    duty: Duty
    point: str
    slots: tuple[Slot, ...]
    strands: tuple[Strand, ...]
    now: datetime

    def items(self) -> Iterator[DutyItem]:
        """Yield all items, slot by slot, and in each by who owes it."""
        held = [{*strand.unmet, *strand.settled} for strand in self.strands]
        for at in range(len(self.slots)):
            yield from (self.item(strand, at) for strand, own in zip(self.strands, held, strict=True) if at in own)

    def item(self, strand: Strand, at: int) -> DutyItem:
        """Return one item as it stands."""
        slot, settlement = self.slots[at], strand.settled.get(at)
        name = "/".join(part for part in (self.duty.id, slot.key, strand.mark) if part)
        status, done, late = _judged(self.duty, slot, settlement, self.now)
        value = settlement.value if settlement else None
        place = (self.duty, self.point, strand.unit, strand.owers, slot.opened, slot.due, slot.first)
        return DutyItem(name, *place, status, done, late, value)

    def overdue(self) -> Unmet | None:
        """Return what is unmet and past its due minute."""
        return self._between(0, self._past)

    def pending(self, last: date) -> Unmet | None:
        """Return what is unmet, not past, and due by the end of a day."""
        return self._between(self._past, self._by(last))

    def unmet(self, last: date | None = None) -> Unmet | None:
        """Return what is unmet and has a due minute, by the end of a day or at all."""
        return self._between(0, self._by(last) if last else len(self._dated))

    def _between(self, begin: int, end: int) -> Unmet | None:
        found = ((strand, strand.between(begin, end)) for strand in self.strands if begin < end)
        held = tuple((strand, places) for strand, places in found if places)
        return Unmet(self, held) if held else None

    @property
    def _dated(self) -> Sequence[Slot]:
        return self.slots if self.slots and self.slots[0].due else ()

    @property
    def _past(self) -> int:
        return bisect_left(self._dated, self.now, key=_due)

    def _by(self, last: date) -> int:
        return bisect_right(self._dated, end_of(last), key=_due)


class Unmet(Struct, frozen=True):
    """Items of a batch that are still owed and have a due minute: each strand's places, none of them empty."""

    batch: Batch
    held: tuple[tuple[Strand, Sequence[int]], ...]

    def __len__(self) -> int:
        return sum(len(places) for _, places in self.held)

    @property
    def first(self) -> DutyItem:
        """The one due first."""
        strand, places = min(self.held, key=lambda pair: pair[1][0])
        return self.batch.item(strand, places[0])

    @property
    def last(self) -> Slot:
        """The slot that is due last."""
        return self.batch.slots[max(places[-1] for _, places in self.held)]

    def of(self, unit: str) -> Unmet | None:
        """Return what one unit owes of them."""
        mine = tuple((strand, places) for strand, places in self.held if unit in strand.owers)
        return Unmet(self.batch, mine) if mine else None

    def items(self) -> Iterator[DutyItem]:
        """Yield them, slot by slot."""
        pairs = [(at, strand) for strand, places in self.held for at in places]
        return (self.batch.item(strand, at) for at, strand in sorted(pairs, key=lambda pair: pair[0]))


class DutyItems(Sequence[DutyItem]):
    """All items of a year, in file order of the duties: made when they are first looked at. `batches` hold them."""

    def __init__(self, batches: Iterable[Batch]) -> None:
        self.batches = tuple(batches)

    @cached_property
    def _made(self) -> tuple[DutyItem, ...]:
        return tuple(item for batch in self.batches for item in batch.items())

    def __len__(self) -> int:
        return len(self._made)

    @overload
    def __getitem__(self, at: int) -> DutyItem: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[DutyItem, ...]: ...
    def __getitem__(self, at: int | slice) -> DutyItem | tuple[DutyItem, ...]:
        return self._made[at]

    def __iter__(self) -> Iterator[DutyItem]:
        return iter(self._made)


def _judged(duty: Duty, slot: Slot, settlement: Settlement | None, now: datetime) -> tuple[str, datetime | None, int]:
    """Return status, when it was met, and minutes late."""
    if not meets(duty, settlement):
        late = _late(now, slot.due)
        return ("overdue" if late else "pending"), None, late
    if settlement is None or settlement.kind == "cancelled":
        return "cancelled", None, 0
    each = settlement.first is not None and settlement.kind == "done"
    done = slot.due if each and slot.due else to_minute(settlement.at.astimezone(CST))
    late = _late(done, slot.due)
    return ("late" if late else "met"), done, late


def meets(duty: Duty, settlement: Settlement | None) -> bool:
    """Tell whether a settlement leaves nothing owed: any does, but for a value that falls short of the target."""
    if settlement is None:
        return False
    return settlement.kind == "cancelled" or duty.target is None or reaches(duty.target, settlement.value)


def _late(when: datetime, due: datetime | None) -> int:
    return max(0, _minutes(when - due)) if due else 0


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)


def _due(slot: Slot) -> datetime:
    if slot.due is None:
        raise ValueError("only a dated slot can be past")
    return slot.due
