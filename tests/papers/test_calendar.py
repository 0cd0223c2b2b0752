"""The demonstration's calendars: by RFC 5545 line by line, and such that a phone does not ring all morning."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from icalendar import Calendar

if TYPE_CHECKING:
    from pathlib import Path

    from tests.demonstration import Shown

MOST_OCTETS = 75
DAYS = ("2018-09-03", "2018-11-30", "2018-12-20")
OWNERS = ("", "县国资办", "碗厂镇")
"""The office's own, and those of two units."""
ONCE = ("UID", "DTSTAMP", "DTSTART", "SUMMARY", "STATUS", "SEQUENCE")
AT_MOST_ONCE = ("DTEND", "DURATION", "RRULE", "RECURRENCE-ID", "DESCRIPTION", "TRANSP", "LOCATION", "URL")


@pytest.fixture(scope="module")
def calendars(shown: Shown, tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], bytes]:
    """The file of each day and owner."""
    folder: Path = tmp_path_factory.mktemp("日历")
    files = {}
    for day in DAYS:
        for owner in OWNERS:
            file = folder / f"{day}{owner}.ics"
            words = ("due", "--as-of", day, "--within", "60", "--ics", str(file))
            shown.ask(*words, *(("-u", owner) if owner else ()))
            files[day, owner] = file.read_bytes()
    return files


def parsed(content: bytes) -> Calendar:
    """Return a calendar in which icalendar found no fault, and from which it writes the same again."""
    calendar = Calendar.from_ical(content)
    assert isinstance(calendar, Calendar)
    assert [one.errors for one in calendar.walk() if one.errors] == []
    assert calendar.to_ical(sorted=False) == content
    return calendar


def events(content: bytes) -> list[Any]:
    """Return the events of a file."""
    return parsed(content).walk("VEVENT")


def test_lines_are_folded_at_75_octets_between_characters(calendars: dict[tuple[str, str], bytes]) -> None:
    for content in calendars.values():
        assert content.endswith(b"\r\n")
        lines = content.removesuffix(b"\r\n").split(b"\r\n")
        assert [line for line in lines if len(line) > MOST_OCTETS or not line.strip()] == []
        assert [line for line in lines if b"\n" in line or b"\r" in line] == []
        assert all(line.decode() for line in lines)


def test_every_calendar_has_what_the_standard_asks_of_it(calendars: dict[tuple[str, str], bytes]) -> None:
    for content in calendars.values():
        calendar = parsed(content)
        assert (calendar["VERSION"], calendar["CALSCALE"]) == ("2.0", "GREGORIAN")
        assert str(calendar["PRODID"]).startswith("-//")
        zones = {str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")}
        used = {value.params["TZID"] for one in calendar.walk() for value in one.values() if _zoned(value)}
        assert used <= zones


def _zoned(value: object) -> bool:
    return "TZID" in getattr(value, "params", {})


def test_every_event_has_what_the_standard_asks_of_it(calendars: dict[tuple[str, str], bytes]) -> None:
    for content in calendars.values():
        found = events(content)
        assert len({(str(one["UID"]), str(one.get("RECURRENCE-ID"))) for one in found}) == len(found)
        for one in found:
            assert {name: _count(one, name) for name in ONCE} == dict.fromkeys(ONCE, 1)
            assert [name for name in AT_MOST_ONCE if _count(one, name) > 1] == []
            assert one["DTSTAMP"].dt.utcoffset() == timedelta(0)
            assert one["STATUS"] in {"CONFIRMED", "TENTATIVE", "CANCELLED"}
            assert int(one["SEQUENCE"]) >= 0
            assert str(one["SUMMARY"]).strip()
            _timed(one)


def _count(component: Any, name: str) -> int:  # noqa: ANN401 - icalendar's
    value = component.get(name, [])
    return len(value) if isinstance(value, list) else 1


def _timed(one: Any) -> None:  # noqa: ANN401 - icalendar's
    """Hold an event's times to each other: of one type, in their order, a rule's end among them."""
    start = one["DTSTART"].dt
    assert not {"DTEND", "DURATION"} <= set(one)
    if "DTEND" in one:
        assert type(one["DTEND"].dt) is type(start)
        assert one["DTEND"].dt > start
    rule = one.get("RRULE", {})
    assert not {"UNTIL", "COUNT"} <= set(rule)
    assert all(type(until) is type(start) for until in rule.get("UNTIL", ()))
    apart = one.get("EXDATE", [])
    for exception in apart if isinstance(apart, list) else [apart]:
        assert all(type(day.dt) is type(start) for day in exception.dts)


def test_alarms_are_whole_and_ring_once_a_day(calendars: dict[tuple[str, str], bytes]) -> None:
    for (day, owner), content in calendars.items():
        rings: Counter[date] = Counter()
        for one in events(content):
            for alarm in one.walk("VALARM"):
                assert alarm["ACTION"] == "DISPLAY"
                assert str(alarm["DESCRIPTION"]).strip()
                rings[_day(one["DTSTART"].dt, alarm["TRIGGER"].dt)] += 1
        assert {at: count for at, count in rings.items() if count > 1} == {}, (day, owner)


def _day(start: date, before: timedelta) -> date:
    moment = start if isinstance(start, datetime) else datetime(start.year, start.month, start.day)  # noqa: DTZ001
    return (moment + before).date()


def test_what_many_units_owe_on_a_day_is_one_event(calendars: dict[tuple[str, str], bytes]) -> None:
    """The units are in its note, and no command stands there: a calendar is read on a phone."""
    for (day, owner), content in calendars.items():
        found = [one for one in events(content) if one["STATUS"] != "CANCELLED"]
        heads = Counter((str(one["SUMMARY"]).partition("（")[0], one["DTSTART"].dt) for one in found)
        assert [head for head, count in heads.items() if count > 1] == [], (day, owner)
        assert [one["UID"] for one in found if "gongkai " in str(one.get("DESCRIPTION", ""))] == [], (day, owner)


def test_deadlines_of_days_are_whole_days(calendars: dict[tuple[str, str], bytes]) -> None:
    """Only a deadline of hours has a time."""
    for content in calendars.values():
        starts = [one["DTSTART"].dt for one in events(content)]
        assert [start for start in starts if isinstance(start, datetime) and start.time() == time()] == []


def test_a_later_file_knows_the_events_of_an_earlier_one(calendars: dict[tuple[str, str], bytes]) -> None:
    """By their numbers; and none goes back in its sequence."""
    for owner in OWNERS:
        earlier, later = ({str(one["UID"]): one for one in events(calendars[day, owner])} for day in DAYS[1:])
        both = earlier.keys() & later.keys()
        assert both
        assert [uid for uid in both if later[uid]["SEQUENCE"] < earlier[uid]["SEQUENCE"]] == []
