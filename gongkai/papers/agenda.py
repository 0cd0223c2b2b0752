"""A calendar as a value: `duty/papers.py` makes it, `ics` writes it. It stands beside `Document`, not inside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from datetime import datetime


class Event(Struct, frozen=True):
    """Something with a last minute, from `start` to `end` at +08:00; `alarm` is when to be warned of it.

    `uid` is the same for the same thing for good, so that a calendar that takes the file again changes nothing twice;
    `sequence` grows with each change of it. One of a `whole_day` has no hours; what is `over` is to be called off.
    """

    uid: str
    title: str
    start: datetime
    end: datetime
    alarm: datetime
    note: str = ""
    unit: str = ""
    whole_day: bool = False
    over: bool = False
    sequence: int = 0


class Agenda(Struct, frozen=True):
    """A calendar's name, the moment it was made, and its events."""

    name: str
    made: datetime
    events: tuple[Event, ...]
