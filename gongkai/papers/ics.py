"""An agenda as an iCalendar file (RFC 5545) that Outlook, Thunderbird and phones open; times at +08:00.

A day's deadline is an entry of the whole day (VALUE=DATE). Alarms are told relative to the event's start: the only form
that all of them take from a file.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Timezone, TimezoneStandard
from icalendar import Event as Component

from gongkai.unseen import without_unseen

if TYPE_CHECKING:
    from gongkai.papers.agenda import Agenda, Event

ZONE = "Asia/Shanghai"
MAKER = "-//gongkai//gongkai//ZH"
_HERE = ZoneInfo(ZONE)
_OFFSET = timedelta(hours=8)
_SINCE = datetime(1992, 1, 1)  # noqa: DTZ001 - a zone's own start is local time by RFC 5545


def write(agenda: Agenda) -> bytes:
    """Return the file: UTF-8, lines of at most 75 bytes that end in CRLF."""
    calendar = Calendar()
    head = {"prodid": MAKER, "version": "2.0", "calscale": "GREGORIAN", "method": "PUBLISH"}
    for name, value in (head | {"x-wr-calname": agenda.name, "x-wr-timezone": ZONE}).items():
        calendar.add(name, value)
    calendar.add_component(_zone())
    for event in agenda.events:
        calendar.add_component(_component(event, agenda.made))
    return bytes(calendar.to_ical())


def _zone() -> Timezone:
    """China has kept one offset without summer time since 1992."""
    zone, standard = Timezone(), TimezoneStandard()
    zone.add("tzid", ZONE)
    for name, value in {"dtstart": _SINCE, "tzoffsetfrom": _OFFSET, "tzoffsetto": _OFFSET, "tzname": "CST"}.items():
        standard.add(name, value)
    zone.add_component(standard)
    return zone


def _component(event: Event, made: datetime) -> Component:
    made_of = Component()
    made_of.add("uid", event.uid)
    made_of.add("dtstamp", made.astimezone(UTC))
    begin, end = event.start.astimezone(_HERE), event.end.astimezone(_HERE)
    made_of.add("dtstart", begin.date() if event.whole_day else begin)
    made_of.add("dtend", end.date() if event.whole_day else end)
    made_of.add("sequence", event.sequence)
    made_of.add("status", "CANCELLED" if event.over else "CONFIRMED")
    made_of.add("summary", without_unseen(event.title))
    made_of.add("description", without_unseen(event.note))
    made_of.add("transp", "TRANSPARENT")
    if event.over:
        return made_of
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", without_unseen(event.title))
    alarm.add("trigger", event.alarm - event.start)
    made_of.add_component(alarm)
    return made_of
