"""`gongkai due --ics`: a calendar file, read back by icalendar and by a second reader that shares nothing with it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.duty.agenda import agenda_of
from gongkai.papers.agenda import Agenda, Event
from gongkai.papers.ics import write
from gongkai.plan.calendar import Calendar
from gongkai.register.ledger import CST
from gongkai.unseen import without_unseen
from tests.deadlines.counter import Counter, opened
from tests.deadlines.test_due import case, monthly
from tests.domain.build import CALENDAR, NET, event, moment

if TYPE_CHECKING:
    from pathlib import Path

LINE = re.compile(r"(?P<name>[A-Z-]+)(?P<params>(?:;[A-Z-]+=[^;:]+)*):(?P<value>.*)", re.DOTALL)
MOST_OCTETS = 75
PERIOD = re.compile(r"(-?)P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?")


class Part:
    """A component as RFC 5545 writes it: its name, its properties, its parts."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.properties: dict[str, tuple[str, str]] = {}
        self.parts: list[Part] = []

    def moment(self, name: str) -> datetime:
        """Return a local time of a property, which names its zone; a whole day's is its first."""
        params, value = self.properties[name]
        if params == ";VALUE=DATE":
            return datetime.strptime(value, "%Y%m%d").replace(tzinfo=CST)
        assert params == ";TZID=Asia/Shanghai"
        return datetime.strptime(value, "%Y%m%dT%H%M%S").replace(tzinfo=CST)

    def text(self, name: str) -> str:
        """Return a text with its escapes undone."""
        value = self.properties[name][1]
        assert not re.search(r"(?<!\\)(?:\\\\)*[;,]", value), "an unescaped mark"
        return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)


def strictly(content: bytes) -> Part:
    """Read a calendar by the letter of RFC 5545: lines of 75 octets, CRLF, folded by one blank, parts that nest."""
    assert content.endswith(b"\r\n")
    raw = content.removesuffix(b"\r\n").split(b"\r\n")
    assert all(len(line) <= MOST_OCTETS and b"\n" not in line and b"\r" not in line for line in raw)
    lines = b"\n".join(raw).replace(b"\n ", b"").decode("utf-8").split("\n")
    open_parts = [Part("")]
    for line in lines:
        found = LINE.fullmatch(line)
        assert found, line
        if found["name"] == "BEGIN":
            open_parts.append(Part(found["value"]))
        elif found["name"] == "END":
            done = open_parts.pop()
            assert done.name == found["value"]
            open_parts[-1].parts.append(done)
        else:
            assert found["name"] not in open_parts[-1].properties, "told twice"
            open_parts[-1].properties[found["name"]] = (found["params"], found["value"])
    (whole,) = open_parts
    (calendar,) = whole.parts
    assert calendar.name == "VCALENDAR"
    assert calendar.properties["VERSION"][1] == "2.0"
    return calendar


def events_of(calendar: Part) -> list[Part]:
    """Return the events, each with what the standard asks of it."""
    zone, *events = calendar.parts
    assert (zone.name, zone.properties["TZID"][1]) == ("VTIMEZONE", "Asia/Shanghai")
    (standard,) = zone.parts
    assert {standard.properties[name][1] for name in ("TZOFFSETFROM", "TZOFFSETTO")} == {"+0800"}
    for one in events:
        assert one.name == "VEVENT"
        assert {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY"} <= set(one.properties)
        assert re.fullmatch(r"\d{8}T\d{6}Z", one.properties["DTSTAMP"][1])
    assert len({one.properties["UID"][1] for one in events}) == len(events)
    return events


def span(text: str) -> timedelta:
    """Return a duration: -P4DT15H."""
    found = PERIOD.fullmatch(text)
    assert found
    sign, days, hours, minutes = found.groups()
    length = timedelta(days=int(days or 0), hours=int(hours or 0), minutes=int(minutes or 0))
    return -length if sign else length


def warned(one: Part) -> datetime:
    """Return when an event's one alarm goes off."""
    (alarm,) = one.parts
    assert alarm.name == "VALARM"
    assert alarm.properties["ACTION"][1] == "DISPLAY"
    return one.moment("DTSTART") + span(alarm.properties["TRIGGER"][1])


@pytest.fixture
def small(tmp_path: Path) -> Counter:
    """The small year."""
    return opened(tmp_path)


def written(counter: Counter, folder: Path, *args: str, today: str = "2018-09-27") -> bytes:
    """Return the calendar file that `due --ics` writes."""
    path = folder / "到期.ics"
    told = counter.do("due", "--ics", str(path), *args, today=today)
    assert told.out == ""
    assert "已写入" in told.err
    return path.read_bytes()


def test_both_readers_see_what_the_list_tells(small: Counter, tmp_path: Path) -> None:
    content = written(small, tmp_path, "--within", "150")
    listed = small.json("due", "--within", "150", today="2018-09-27")
    ours = events_of(strictly(content))
    theirs = icalendar.Calendar.from_ical(content).walk("VEVENT")
    assert len(ours) == len(theirs) == len(listed) > 50
    for mine, other, row in zip(ours, theirs, listed, strict=True):
        assert mine.text("SUMMARY") == str(other["SUMMARY"])
        start: date = other.decoded("DTSTART")
        assert type(start) is date, "a day's deadline is no appointment at midnight"
        assert mine.moment("DTSTART").date() == start
        assert mine.moment("DTEND").date() == start + timedelta(days=1)
        assert mine.moment("DTSTART").date().isoformat() == row["due"][:10]
        assert row["command"] in mine.text("DESCRIPTION")


def test_the_alarm_is_three_workdays_before_at_nine(small: Counter, tmp_path: Path) -> None:
    """Before 2018-09-30, a made-up workday after another, lie the 29th, the 28th and the 27th."""
    found = {one.text("SUMMARY"): one for one in events_of(strictly(written(small, tmp_path, "-u", "教育局")))}
    monthly_list = next(one for one in found.values() if one.moment("DTSTART").date() == date(2018, 9, 30))
    assert warned(monthly_list) == datetime(2018, 9, 27, 9, tzinfo=CST)
    assert monthly_list.moment("DTEND") == datetime(2018, 10, 1, tzinfo=CST)


def test_a_clock_of_hours_ends_at_its_minute_and_warns_an_hour_before() -> None:
    seen = case(monthly(), event("10-01 22:30", "1.2", unit=NET), on="10-02", at="01:00")
    (incident,) = [one for one in seen_events(seen) if one.end == moment("10-02 03:30")]
    assert (incident.start, incident.alarm) == (moment("10-02 02:30"), moment("10-02 02:30"))
    (read,) = [one for one in read_back(incident) if one.name == "VEVENT"]
    assert (read.moment("DTEND"), warned(read)) == (moment("10-02 03:30"), moment("10-02 02:30"))


def seen_events(seen: object, calendar: Calendar = CALENDAR) -> tuple[Event, ...]:
    """Return what falls due in a month as events."""
    from gongkai.duty.due import falling
    from gongkai.year import Year

    assert isinstance(seen, Year)
    chosen = falling(seen, 30)
    seen.calendar = calendar
    return tuple(agenda_of(seen, chosen, moment("10-02 01:00")).events)


def read_back(*events: Event) -> list[Part]:
    """Write events and read them strictly."""
    return strictly(write(Agenda("到期事项", moment("10-02 01:00"), events))).parts


def test_where_the_workdays_are_unknown_it_warns_a_week_before_and_still_writes() -> None:
    nothing_known = Calendar({}, frozenset(), frozenset())
    (first, *_) = seen_events(case(monthly(), on="09-20"), nothing_known)
    assert first.start - first.alarm == timedelta(days=7) - timedelta(hours=9)


def test_the_same_thing_keeps_its_number(small: Counter, tmp_path: Path) -> None:
    """A calendar that takes the next file changes the events it has, and adds none twice."""
    first = {one.properties["UID"][1] for one in events_of(strictly(written(small, tmp_path)))}
    later = {one.properties["UID"][1] for one in events_of(strictly(written(small, tmp_path, today="2018-09-28")))}
    assert first
    assert first <= later


def entries(counter: Counter, folder: Path, *args: str, today: str) -> dict[str, tuple[str, int, str]]:
    """Return (status, sequence, day) of each entry of a calendar, by its UID and what it is about."""
    found = events_of(strictly(written(counter, folder, *args, today=today)))
    return {
        f"{one.properties['UID'][1]} {one.text('SUMMARY')}": (
            one.properties["STATUS"][1],
            int(one.properties["SEQUENCE"][1]),
            one.properties["DTSTART"][1][:8],
        )
        for one in found
    }


def about(found: dict[str, tuple[str, int, str]], word: str) -> tuple[str, int, str]:
    (one,) = [value for key, value in found.items() if word in key]
    return one


def test_what_is_done_is_called_off_and_what_moved_has_a_higher_number(small: Counter, tmp_path: Path) -> None:
    now = "2018-09-03 09:30"
    number = small.json("finding", "add", "-u", "东镇", "--problem", "目录未公开", "--due", "2018-09-20", today=now)[
        "id"
    ]
    first = entries(small, tmp_path, today=now)
    assert about(first, "目录未公开") == ("CONFIRMED", 0, "20180920")
    small.do("finding", "extend", number, "--due", "2018-12-20", "--reason", "等待验收", today=now)
    moved = entries(small, tmp_path, "--within", "30", today=now)
    status, sequence, day = about(moved, "目录未公开")
    assert (status, day) == ("CONFIRMED", "20181220"), "told though it has left the window: the old day must go"
    assert sequence > 0
    same = {key: value for key, value in first.items() if "目录未公开" not in key}
    assert same == {key: value for key, value in moved.items() if "目录未公开" not in key}, "all else is as it was"
    small.do("finding", "rectify", number, "--note", "已公开", today=now)
    done = entries(small, tmp_path, today=now)
    assert set(done) == set(first)
    assert about(done, "目录未公开")[0] == "CANCELLED"
    assert about(done, "目录未公开")[1] > sequence
    small.do("finding", "reopen", number, "--reason", "链接失效", "--due", "2018-10-08", today=now)
    again = about(entries(small, tmp_path, today=now), "目录未公开")
    assert (again[0], again[2]) == ("CONFIRMED", "20181008")
    assert again[1] > about(done, "目录未公开")[1]


def test_an_item_that_is_settled_is_called_off_and_stands_again_when_that_is_void(
    small: Counter, tmp_path: Path
) -> None:
    now = "2018-09-27"
    first = entries(small, tmp_path, today=now)
    name = next(key for key in first if "公开清单" in key and first[key][2] == "20180930")
    receipt = small.do("duty", "done", "1.1/2018-09", "--at", "2018-09-27", today=now)
    done = entries(small, tmp_path, today=now)
    assert (done[name][0], done[name][2]) == ("CANCELLED", "20180930")
    assert done[name][1] > first[name][1]
    assert (
        "BEGIN:VALARM"
        not in written(small, tmp_path, today=now).decode().split("STATUS:CANCELLED")[1].split("END:VEVENT")[0]
    )
    settlement = re.search(r"K[0-9]+", receipt.err)
    assert settlement
    small.do("void", settlement[0], "--reason", "登记错了", today=now)
    back = entries(small, tmp_path, today=now)
    assert back[name][0] == "CONFIRMED"
    assert back[name][1] > done[name][1]


def test_a_self_inspection_and_a_point_that_are_done_are_called_off(small: Counter, tmp_path: Path) -> None:
    now = "2018-11-30"
    first = entries(small, tmp_path, "--within", "60", "-u", "教育局", today=now)
    small.do("selfcheck", "add", "-u", "教育局", "--summary", "查了", today=now)
    small.do("progress", "add", "2", "-u", "教育局", "--percent", "100", "--note", "已公开", today=now)
    done = entries(small, tmp_path, "--within", "60", "-u", "教育局", today=now)
    gone = {key for key, value in done.items() if value[0] == "CANCELLED"}
    assert {key.split(" ", 1)[1][:6] for key in gone} >= {"自查整改不少"}
    assert any("要点2" in key for key in gone)
    assert all(done[key][1] > first[key][1] for key in gone if key in first)


def test_a_file_that_cannot_be_written_is_told(small: Counter, tmp_path: Path) -> None:
    small.refuses(2, "文件写不进去", "due", "--ics", str(tmp_path / "没有" / "a.ics"))


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=200), st.integers(0, 60 * 24 * 20))
def test_any_words_come_back_whole_from_both_readers(words: str, minutes: int) -> None:
    start = datetime(2018, 10, 8, tzinfo=CST)
    typed, words = words, without_unseen(words)
    one = Event("a@gongkai", typed, start, start + timedelta(days=1), start - timedelta(minutes=minutes), typed)
    content = write(Agenda("到期事项", start, (one,)))
    (mine,) = events_of(strictly(content))
    seen = without_unseen(words)
    assert mine.text("SUMMARY") == mine.text("DESCRIPTION") == seen
    (other,) = icalendar.Calendar.from_ical(content).walk("VEVENT")
    assert str(other["SUMMARY"]) == seen
    assert warned(mine) == one.alarm
    assert other.walk("VALARM")[0].decoded("TRIGGER") == one.alarm - one.start
    assert other.decoded("DTSTAMP") == start.astimezone(UTC)
