"""Reminders: that a unit was told, of what, when and by what way. The tool itself sends nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from gongkai.domain.records import Reminder
from gongkai.domain.reminding import may_remind
from gongkai.domain.rules import reason_given
from gongkai.services.desk import handling

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gongkai.services.desk import When
    from gongkai.storage.writing import Register


class NewReminder(Struct, frozen=True):
    """What was sent to a unit: the keys of what it owes, and the words."""

    unit: str
    items: tuple[str, ...]
    text: str = ""


def send(register: Register, when: When, way: str, new: Sequence[NewReminder]) -> tuple[Reminder, ...]:
    """Record that reminders were sent by a way (微信, 电话); all of them or none."""
    desk = handling(register, when)
    by_what = reason_given(way, "催办方式")
    sent = register.ledger(desk.year, fields=("reminders",)).reminders
    for one in new:
        may_remind(desk.unit(one.unit).name, one.items, sent, desk.day, by_what)
    return tuple(
        register.add(
            Reminder(
                year=desk.year, day=desk.day, unit=desk.unit(one.unit).name, items=one.items, way=by_what, text=one.text
            ),
            "remind.sent",
        )
        for one in new
    )
