"""What a revision of the plan does to duty items that something had been said of: they count no more, or otherwise."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gongkai.domain.items import DutyItem

MET, LATE, OVERDUE = "met", "late", "overdue"
TELLING = (MET, LATE, OVERDUE)


class Effect(Struct, frozen=True):
    """What happens to the items of one duty: how many met and overdue ones are `gone`, and which become another.

    `settled` counts those met, in time or late; `overdue` those unmet past their day; `turned` holds (status before,
    status after, how many).
    """

    duty: str
    settled: int
    overdue: int
    turned: tuple[tuple[str, str, int], ...] = ()


def effects(before: Iterable[DutyItem], after: Iterable[DutyItem]) -> tuple[Effect, ...]:
    """Return the effects of putting one plan in the place of another, in the order of the duties before."""
    now = {item.id: item.status for item in after}
    gone: dict[str, Counter[str]] = {}
    turned: dict[str, Counter[tuple[str, str]]] = {}
    for item in before:
        name = item.duty.id
        if item.id not in now and item.status in TELLING:
            gone.setdefault(name, Counter())[item.status] += 1
        elif item.id in now and now[item.id] != item.status:
            turned.setdefault(name, Counter())[item.status, now[item.id]] += 1
    names = dict.fromkeys([*gone, *turned])
    return tuple(
        Effect(
            name,
            gone.get(name, Counter())[MET] + gone.get(name, Counter())[LATE],
            gone.get(name, Counter())[OVERDUE],
            tuple((was, is_now, count) for (was, is_now), count in turned.get(name, Counter()).items()),
        )
        for name in names
    )
