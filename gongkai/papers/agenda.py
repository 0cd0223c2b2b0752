"""A calendar as a value: `duty/agenda.py` makes it, `ics` writes it. It stands beside `Document`, not inside it."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

ONE_DAY = timedelta(days=1)
MONTHS_A_YEAR = 12
LAST_OF_MONTH = -1


class Rule(Struct, frozen=True):
    """On which days something comes again: every `months` months on `monthday` (-1: the last), or on `weekdays`.

    Where `months` is 0 it comes each week; Monday is 0. It begins with a day of its own, which counts as the first.
    """

    months: int = 0
    monthday: int = 0
    weekdays: tuple[int, ...] = ()

    def falls_on(self, day: date, first: date) -> bool:
        """Tell whether it comes on a day, counted from its `first`."""
        if not self.months:
            return day.weekday() in self.weekdays
        ahead = (day.year - first.year) * MONTHS_A_YEAR + day.month - first.month
        return ahead % self.months == 0 and self.monthday in (day.day, _from_end(day))


def _from_end(day: date) -> int:
    return LAST_OF_MONTH if day.day == monthrange(day.year, day.month)[1] else 0


def fitted(days: Sequence[date], months: int) -> Rule | None:
    """Return the rule on which most of the days lie, in their order; None where they are too few to make one.

    `months` is from one to the next, 0 where it is by the days of the week. What it does not hit stands alone: a
    Saturday that is worked for a holiday, the shorter month of a 30th.
    """
    if len(days) <= 1:
        return None
    if months:
        ends = all(_from_end(day) for day in days)
        usual = LAST_OF_MONTH if ends else Counter(day.day for day in days).most_common(1)[0][0]
        return Rule(months, usual)
    count = Counter(day.weekday() for day in days)
    most = max(count.values())
    return Rule(weekdays=tuple(sorted(weekday for weekday, times in count.items() if times * 2 > most)))


class Series(Struct, frozen=True):
    """An event that comes again by a rule, up to its `last` day, but not on the days `without`.

    What was to be on the days `moved` is told apart, by events `instead_of` them.
    """

    rule: Rule
    last: date
    without: tuple[date, ...] = ()
    moved: tuple[date, ...] = ()


class Event(Struct, frozen=True):
    """Something with a last minute, from `start` to `end` at +08:00; `alarm` is when to be warned of it, if at all.

    `uid` is the same for the same thing for good, so that a calendar that takes the file again changes nothing twice;
    `sequence` grows with each change of it. One of a `whole_day` has no hours; what is `over` is to be called off. One
    of a `series` stands for all its days, each warned of as long before; one that is told `instead_of` a day of it has
    its uid. `alarm_text` is what is said with the alarm where that is more than the title.
    """

    uid: str
    title: str
    start: datetime
    end: datetime
    alarm: datetime | None = None
    note: str = ""
    whole_day: bool = False
    over: bool = False
    sequence: int = 0
    series: Series | None = None
    instead_of: date | None = None
    alarm_text: str = ""

    @property
    def days(self) -> tuple[date, ...]:
        """The days on which it begins: one, or those of its series."""
        first, series = self.start.date(), self.series
        if series is None:
            return (first,)
        every = (first + timedelta(days=ahead) for ahead in range((series.last - first).days + 1))
        apart = {*series.without, *series.moved}
        return tuple(day for day in every if series.rule.falls_on(day, first) and day not in apart)

    def on(self, day: date) -> Event:
        """Return what it is on one of the days of its series, to be told apart."""
        ahead = timedelta(days=(day - self.start.date()).days)
        rings = self.alarm + ahead if self.alarm else None
        return replace(self, start=self.start + ahead, end=self.end + ahead, alarm=rings, series=None, instead_of=day)

    def rings(self) -> Iterator[tuple[date, date]]:
        """Yield each of its days with the day on which its alarm goes off."""
        if self.alarm is not None and not self.over:
            before = self.start.date() - self.alarm.date()
            for day in self.days:
                yield day, day - before


class Agenda(Struct, frozen=True):
    """A calendar's name, the moment it was made, and its events."""

    name: str
    made: datetime
    events: tuple[Event, ...]


def once_a_day(events: Sequence[Event], since: date) -> tuple[Event, ...]:
    """Return the events with at most one alarm a day, none before a day `since`; it names all that it is for.

    A limit of hours keeps its own, then what stands alone, then what comes most often; a series whose alarm another
    event has on some of its days is told apart on the days on which it rings itself.
    """
    titles: dict[date, list[str]] = {}
    for event in events:
        for _, ring in event.rings():
            titles.setdefault(ring, []).append(event.title)
    taken: set[date] = set()
    order = sorted(range(len(events)), key=lambda at: _before_others(events[at]))
    made: dict[int, tuple[Event, ...]] = {at: tuple(_ringing(events[at], since, taken, titles)) for at in order}
    return tuple(event for at in range(len(events)) for event in made[at])


def _before_others(event: Event) -> tuple[bool, bool, int, datetime, str]:
    return event.whole_day, event.series is not None, -len(event.days), event.start, event.uid


def _ringing(event: Event, since: date, taken: set[date], titles: dict[date, list[str]]) -> Iterator[Event]:
    """Yield an event with its alarm where none is taken, else without; and the days of it that ring by themselves."""
    ahead = {day: ring for day, ring in event.rings() if ring >= since}
    free = {day: ring for day, ring in ahead.items() if ring not in taken}
    taken.update(free.values())
    if event.series is None:
        yield replace(event, alarm_text=_said(titles[free[event.start.date()]])) if free else _silent(event)
    elif free and len(free) == len(ahead):
        always = set.intersection(*(set(titles[ring]) for ring in free.values()))
        yield replace(event, alarm_text=_said(title for title in titles[min(free.values())] if title in always))
    else:
        yield _silent(event)
        yield from (replace(event.on(day), alarm_text=_said(titles[ring])) for day, ring in free.items())


def _silent(event: Event) -> Event:
    return replace(event, alarm=None)


def _said(titles: Iterable[str]) -> str:
    told = tuple(titles)
    return told[0] if len(told) == 1 else f"{len(told)}件将到期：{'；'.join(told)}"
