"""Duties (时限要求) unrolled into items (应办事项): who owes what by when, and what has settled it.

A duty is quoted from a point's text. Nothing here is stored but the events that start clocks and the settlements
that meet items.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import chain
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from gongkai.domain.items import Batch, DutyItems, Strand, meets
from gongkai.domain.roster import answering
from gongkai.domain.settled import Settled
from gongkai.domain.slots import slot_of, slots_of
from gongkai.domain.standing import to_minute

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from gongkai.domain.ledger import Ledger, Standing
    from gongkai.domain.plan import Duty, Plan, Unit, WorkPoint
    from gongkai.domain.records import DutyEvent, Settlement
    from gongkai.domain.roster import Roster
    from gongkai.domain.slots import Slot
    from gongkai.domain.workdays import Calendar

Owing = tuple[str | None, tuple[str, ...]]


def duty_items(
    ledger: Ledger,
    roster: Roster,
    standing: Standing,
    calendar: Callable[[], Calendar],
    ahead: date | None = None,
) -> DutyItems:
    """Return every item that exists by now, in file order of the duties, settled as the ledger says.

    Who looks ahead gets the periods that begin up to the day `ahead` as well.
    `calendar` is asked for only where workdays matter; it may raise `UnknownYear`.
    """
    events: dict[str, list[DutyEvent]] = defaultdict(list)
    for event in ledger.events:
        for duty_id in event.duties:
            events[duty_id].append(event)
    partial = {unit.name: unit for unit in ledger.plan.units if unit.from_ or unit.until}
    until = max(standing.as_of, ahead) if ahead else standing.as_of
    unroll = _Unroll(ledger.plan, roster, standing, calendar, partial, Settled(ledger.settlements), until)
    return DutyItems(
        batch
        for point in ledger.plan.points
        for duty in point.duties
        for batch in unroll.batches(point, duty, events.get(duty.id, ()))
    )


class _Unroll(Struct, frozen=True):
    plan: Plan
    roster: Roster
    standing: Standing
    calendar: Callable[[], Calendar]
    partial: Mapping[str, Unit]
    settled: Settled
    until: date

    def batches(self, point: WorkPoint, duty: Duty, events: Sequence[DutyEvent]) -> Iterator[Batch]:
        """Yield the duty's batch; one for each event where an event starts its clock."""
        if duty.within is None:
            slots = tuple(slots_of(duty, self.plan, self.until, self.calendar))
            yield self._batch(point, duty, slots, self._owers(point, duty))
            return
        for event in events:
            slot = slot_of(event, duty.within, self.calendar)
            yield self._batch(point, duty, (slot,), self._owers(point, duty, event.unit), event.id)

    def _batch(
        self, point: WorkPoint, duty: Duty, slots: tuple[Slot, ...], owing: Sequence[Owing], event: str = ""
    ) -> Batch:
        own = self.settled.own(duty, {slot.key: at for at, slot in enumerate(slots)})
        strands: list[Strand] = []
        for unit, owers in owing:
            mark = "/".join(part for part in (_mark(duty, unit), event) if part)
            found = self.settled.spans(duty, unit, slots) | own.get(mark, {})
            strands += self._passed_on(self._strand(duty, slots, (unit, owers), mark, found), point, duty, slots)
        return Batch(duty, point.no, slots, tuple(strands), to_minute(self.standing.handled))

    def _strand(
        self, duty: Duty, slots: Sequence[Slot], owing: Owing, mark: str, found: Mapping[int, Settlement]
    ) -> Strand:
        """Return what one ower owes; `found` may speak of slots that it does not owe."""
        unit, owers = owing
        places: Sequence[int] = range(len(slots))
        partial = self.partial.get(unit or "")
        if partial and duty.owed_by == "each_responsible" and duty.within is None:
            places = [at for at in places if _owes(partial, duty, slots[at])]
            found = {at: found[at] for at in places if at in found}
        unmet = tuple(at for at in places if not meets(duty, found.get(at))) if found else places
        return Strand(unit, owers, mark, unmet, found)

    def _passed_on(self, strand: Strand, point: WorkPoint, duty: Duty, slots: Sequence[Slot]) -> Iterator[Strand]:
        """Yield a strand; what a unit that ended left unmet is a strand of whoever answers for it now, same ids."""
        if not strand.unmet or self.partial.keys().isdisjoint(strand.owers):
            yield strand
            return
        day = self.standing.as_of
        heirs = (answering(self.plan, self.roster, unit, point.no, day) for unit in strand.owers)
        owers = tuple(dict.fromkeys(chain.from_iterable(heirs)))
        if owers == strand.owers:
            yield strand
            return
        unit = owers[0] if len(owers) == 1 else None
        left = set(strand.unmet)
        spans = {at: span for at, span in self.settled.spans(duty, unit, slots).items() if at in left}
        found = {at: strand.settled[at] for at in left & strand.settled.keys()} | spans
        kept = {at: settlement for at, settlement in strand.settled.items() if at not in left}
        yield replace(strand, unmet=(), settled=kept)
        unmet = tuple(at for at in strand.unmet if not meets(duty, found.get(at)))
        yield Strand(unit, owers, strand.mark, unmet, found)

    def _owers(self, point: WorkPoint, duty: Duty, named: str = "") -> list[Owing]:
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


def _mark(duty: Duty, unit: str | None) -> str:
    """Return what tells the items of several units apart, empty where one item stands for all."""
    apart = duty.owed_by in ("each_lead", "each_responsible") or len(duty.owers) > 1
    return unit if unit and apart else ""


def _owes(unit: Unit, duty: Duty, slot: Slot) -> bool:
    """A unit owes nothing that begins after its end, and no period that was running when it came."""
    first = slot.opened.date()
    came = not duty.every or unit.from_ is None or unit.from_ <= first
    return came and (unit.until is None or unit.until >= first)
