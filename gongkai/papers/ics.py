"""An agenda as an iCalendar file (RFC 5545) that Outlook, Thunderbird and phones open; times at +08:00.

A day's deadline is an entry of the whole day (VALUE=DATE); a cycle is one with its rule (RRULE) and the days left out
(EXDATE). No METHOD: it would make of the file an invitation, which wants an organizer. Alarms are told relative to the
event's start: the only form that all of them take from a file.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Timezone, TimezoneStandard
from icalendar import Event as Component

from gongkai.unseen import without_unseen

if TYPE_CHECKING:
    from gongkai.papers.agenda import Agenda, Event, Series

ZONE = "Asia/Shanghai"
MAKER = "-//gongkai//gongkai//ZH"
_HERE = ZoneInfo(ZONE)
_OFFSET = timedelta(hours=8)
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_SINCE = datetime(1992, 1, 1)  # noqa: DTZ001 - a zone's own start is local time by RFC 5545


def write(agenda: Agenda) -> bytes:
    """Return the file: UTF-8, lines of at most 75 bytes that end in CRLF."""
    calendar = Calendar()
    head = {"prodid": MAKER, "version": "2.0", "calscale": "GREGORIAN"}
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
    if event.instead_of is not None:
        made_of.add("recurrence-id", event.instead_of)
    made_of.add("dtstart", begin.date() if event.whole_day else begin)
    made_of.add("dtend", end.date() if event.whole_day else end)
    if event.series is not None:
        _repeat(made_of, event.series)
    made_of.add("sequence", event.sequence)
    made_of.add("status", "CANCELLED" if event.over else "CONFIRMED")
    made_of.add("summary", without_unseen(event.title))
    made_of.add("description", without_unseen(event.note))
    made_of.add("transp", "TRANSPARENT")
    if event.alarm is not None and not event.over:
        made_of.add_component(_alarm(event, event.alarm))
    return made_of


def _repeat(made_of: Component, series: Series) -> None:
    """Write the rule of a series and the days left out. No RDATE for what lies beside the rule: Outlook ignores it."""
    rule, until = series.rule, series.last
    if rule.months:
        said = {"FREQ": "MONTHLY", "INTERVAL": rule.months, "BYMONTHDAY": rule.monthday, "UNTIL": until}
    elif len(rule.weekdays) == len(WEEKDAYS):
        said = {"FREQ": "DAILY", "UNTIL": until}
    else:
        said = {"FREQ": "WEEKLY", "BYDAY": [WEEKDAYS[day] for day in rule.weekdays], "UNTIL": until}
    made_of.add("rrule", said)
    if series.without:
        made_of.add("exdate", list(series.without), parameters={"VALUE": "DATE"})


def _alarm(event: Event, when: datetime) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", without_unseen(event.alarm_text or event.title))
    alarm.add("trigger", when - event.start)
    return alarm
