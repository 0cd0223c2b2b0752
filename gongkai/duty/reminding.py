"""Reminding (催办): who is to be told of what, and that nobody is told of one thing twice a day by the same way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from gongkai.errors import BadValue, Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from gongkai.duty.due import Owed
    from gongkai.plan.model import Plan
    from gongkai.register.kinds import Reminder

DAYS = 7
"""How many days a reminder looks ahead where nobody says."""
ONCE = "同一单位同一事项一天用同一方式只催办一次"


class ReminderNotice(Struct, frozen=True):
    """What a unit is to be told of, most urgent first; `told` are the keys it has been reminded of that day."""

    unit: str
    owed: tuple[Owed, ...]
    told: tuple[str, ...] = ()


def notices(
    plan: Plan, owed: Sequence[Owed], reminders: Iterable[Reminder], day: date, unit: str = "", *, way: str = ""
) -> tuple[ReminderNotice, ...]:
    """Return a notice for each unit, in file order, that owes something or was told of it that day by a `way` (any).

    An objection to decide is the office's own business, one to make the unit's, and what has no last day cannot be
    late: of these nobody is reminded; but of what was sent back one is, of a report unless its point is there already.
    """
    told = reminded(reminders, day, way)
    found = []
    for name in (each.name for each in plan.units if not unit or each.name == unit):
        mine = remindable(owed, name)
        fresh = tuple(one for one in mine if (name, one.key) not in told)
        if mine:
            found.append(ReminderNotice(name, fresh, tuple(one.key for one in mine if (name, one.key) in told)))
    return tuple(found)


def remindable(owed: Sequence[Owed], unit: str = "") -> list[Owed]:
    """Return what one may be reminded of, a unit or (empty) anybody."""
    mine = [one for one in owed if not unit or unit in one.units]
    points = {one.point for one in mine if one.kind == "point"}
    return [
        one
        for one in mine
        if one.kind != "objection"
        and (
            one.due or one.kind == "duty" or (one.is_sent_back and (one.kind != "returned" or one.point not in points))
        )
    ]


def reminded(reminders: Iterable[Reminder], day: date, way: str = "") -> frozenset[tuple[str, str]]:
    """Return (unit, key) of everything that was sent on a day, by one way or (empty) by any."""
    return frozenset(
        (sent.unit, key) for sent in reminders if sent.day == day and way in ("", sent.way) for key in sent.items
    )


def reminded_before(reminders: Iterable[Reminder], unit: str, day: date) -> dict[str, tuple[date, ...]]:
    """Return the earlier days on which a unit was reminded of each thing, by its key, in order."""
    found: dict[str, set[date]] = {}
    for sent in reminders:
        if sent.unit == unit and sent.day < day:
            for key in sent.items:
                found.setdefault(key, set()).add(sent.day)
    return {key: tuple(sorted(days)) for key, days in found.items()}


def may_remind(unit: str, items: Sequence[str], reminders: Iterable[Reminder], day: date, way: str) -> None:
    """A unit is reminded of an item at most once a day by one way.

    Raises `Refused`, and `BadValue` for a reminder of nothing.
    """
    if not items:
        raise BadValue("没有要催办的事项", "到期的事项", do=("due",))
    told = reminded(reminders, day, way)
    again = [key for key in items if (unit, key) in told]
    if again:
        named = "、".join(again[:3]) + (f"等{len(again)}项" if len(again) > len(again[:3]) else "")
        raise Refused(f"{day} 已用{way}就 {named} 催办过{unit}", f"{ONCE}；催办记录", do=("remind", "list"))
