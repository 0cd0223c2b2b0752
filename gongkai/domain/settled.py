"""What stands for a duty's items as met or cancelled, and whether a value reported reaches a target."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from typing import TYPE_CHECKING

from gongkai.domain.points import ZERO

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from decimal import Decimal

    from gongkai.domain.plan import Duty, Target
    from gongkai.domain.records import Settlement
    from gongkai.domain.slots import Slot


class Settled:
    """Finds the settlement that stands for an item: its own before a span's; its own last one by day, then seq.

    A span settles what was unmet in it: what a span recorded before it settled, or what had been met late, or
    cancelled, by itself stays so.
    """

    def __init__(self, settlements: Iterable[Settlement]) -> None:
        self._own: dict[str, dict[str, Settlement]] = defaultdict(dict)
        self._spans: dict[str, list[Settlement]] = defaultdict(list)
        for settlement in sorted(settlements, key=lambda s: (s.day, s.seq)):
            if settlement.item:
                self._own[settlement.duty][settlement.item] = settlement
            else:
                self._spans[settlement.duty].append(settlement)
        for spans in self._spans.values():
            spans.sort(key=lambda span: span.seq, reverse=True)

    def own(self, duty: Duty, where: Mapping[str, int]) -> dict[str, dict[int, Settlement]]:
        """Return what stands for single items, by the mark of who owes them: slot → settlement.

        `where` is the place of each slot by its key. An item's id is duty, key and mark, as far as it has them.
        """
        found: dict[str, dict[int, Settlement]] = defaultdict(dict)
        for item, settlement in self._own.get(duty.id, {}).items():
            rest = item[len(duty.id) + 1 :]
            key, _, mark = rest.partition("/") if duty.every else ("", "", rest)
            if key in where:
                found[mark][where[key]] = settlement
        return found

    def spans(self, duty: Duty, unit: str | None, slots: Sequence[Slot]) -> dict[int, Settlement]:
        """Return what stands for the items of a unit by a span, the one recorded first: slot → settlement."""
        found: dict[int, Settlement] = {}
        if duty.every:
            for span in self._spans.get(duty.id, ()):
                if not span.unit or span.unit == unit:
                    found |= dict.fromkeys(_covered(span, slots), span)
        return found


def _covered(span: Settlement, slots: Sequence[Slot]) -> Iterator[int]:
    if span.first is None or span.last is None:
        return iter(())
    begin = bisect_left(slots, span.first, key=_first)
    end = bisect_right(slots, span.last, key=_first)
    return (at for at in range(begin, end) if slots[at].first not in span.skip)


def _first(slot: Slot) -> date:
    if slot.first is None:
        raise ValueError("only a period has a first day")
    return slot.first


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
