"""Reminding (催办): who is to be told of what, and that nobody is told of one thing twice a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.errors import BadValue, Refused
from gongkai.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from gongkai.domain.due import Owed
    from gongkai.domain.plan import Plan
    from gongkai.domain.records import Reminder


@frozen
class Notice:
    """What a unit is to be told of, most urgent first; `told` are the keys it has been reminded of that day."""

    unit: str
    owed: tuple[Owed, ...]
    told: tuple[str, ...] = ()


def notices(
    plan: Plan, owed: Sequence[Owed], reminders: Iterable[Reminder], day: date, unit: str = ""
) -> tuple[Notice, ...]:
    """Return a notice for each unit, in file order, that owes something or was told of it that day.

    An objection to decide is the office's own business, one to make the unit's, and what has no last day cannot be
    late: of these nobody is reminded.
    """
    told = reminded(reminders, day)
    found = []
    for name in (each.name for each in plan.units if not unit or each.name == unit):
        mine = [one for one in owed if name in one.units and one.due and one.kind != "objection"]
        fresh = tuple(one for one in mine if (name, one.key) not in told)
        if mine:
            found.append(Notice(name, fresh, tuple(one.key for one in mine if (name, one.key) in told)))
    return tuple(found)


def reminded(reminders: Iterable[Reminder], day: date) -> frozenset[tuple[str, str]]:
    """Return (unit, key) of everything that was sent on a day."""
    return frozenset((sent.unit, key) for sent in reminders if sent.day == day for key in sent.items)


def may_remind(unit: str, items: Sequence[str], reminders: Iterable[Reminder], day: date) -> None:
    """A unit is reminded of an item at most once a day; raises `Refused`, and `BadValue` for a reminder of nothing."""
    if not items:
        raise BadValue("没有要催办的事项", "到期的事项用 gongkai due 查看")
    told = reminded(reminders, day)
    again = [key for key in items if (unit, key) in told]
    if again:
        named = "、".join(again[:3]) + (f"等{len(again)}项" if len(again) > len(again[:3]) else "")
        raise Refused(f"{day} 已就 {named} 催办过{unit}", "同一单位同一事项一天只催办一次；记录见 gongkai remind list")
