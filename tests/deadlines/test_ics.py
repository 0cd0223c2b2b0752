"""`gongkai due --ics`: a calendar file, read back by icalendar and by a second reader that shares nothing with it."""

from __future__ import annotations

import re
from collections import Counter as Counted
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import icalendar
import pytest
from dateutil.rrule import rrulestr  # type: ignore[import-untyped]  # it ships no types
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from gongkai.duty.agenda import agenda_of
from gongkai.duty.due import falling
from gongkai.papers.agenda import Agenda, Event
from gongkai.papers.ics import write
from gongkai.plan.calendar import Calendar
from gongkai.plan.model import Duty
from gongkai.register.ledger import CST
from gongkai.unseen import without_unseen
from tests.deadlines.counter import Counter, opened
from tests.deadlines.test_due import case, monthly
from tests.domain.build import CALENDAR, EAST, EDUCATION, NET, OFFICE, WEST, event, finding, moment, plan, point

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

    def parts_text(self) -> str:
        """Return what its parts describe."""
        return "".join(part.text("DESCRIPTION") for part in self.parts)

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


def days_of(one: Part) -> set[date]:
    """Return the days on which an event begins, its rule written out by a reader of its own."""
    first = one.moment("DTSTART")
    if "RRULE" not in one.properties:
        return {first.date()}
    apart = one.properties.get("EXDATE", ("", ""))[1]
    rule = rrulestr(one.properties["RRULE"][1], dtstart=first.replace(tzinfo=None))
    return {day.date() for day in rule} - {date.fromisoformat(day) for day in apart.split(",") if day}


def test_both_readers_see_what_the_list_tells(small: Counter, tmp_path: Path) -> None:
    """Every day of everything, and no other; of many who owe the same, all in the note."""
    content = written(small, tmp_path, "--within", "150")
    listed = small.json("due", "--within", "150", today="2018-09-27")
    ours = events_of(strictly(content))
    theirs = icalendar.Calendar.from_ical(content).walk("VEVENT")
    assert len(ours) == len(theirs) < len(listed) > 50
    for mine, other in zip(ours, theirs, strict=True):
        assert mine.text("SUMMARY") == str(other["SUMMARY"])
        start: date = other.decoded("DTSTART")
        assert type(start) is date, "a day's deadline is no appointment at midnight"
        assert mine.moment("DTSTART").date() == start
        assert mine.moment("DTEND").date() == start + timedelta(days=1)
    assert {day for mine in ours for day in days_of(mine)} == {date.fromisoformat(row["due"][:10]) for row in listed}
    for what in ("公开清单", "公布结果", "自查整改不少于1次"):
        rows = [row for row in listed if what in row["what"]]
        told = [mine for mine in ours if what in mine.text("SUMMARY")]
        assert {day for mine in told for day in days_of(mine)} == {date.fromisoformat(r["due"][:10]) for r in rows}
        note = "".join(mine.text("DESCRIPTION") for mine in told)
        assert rows
        assert all(name in note for row in rows for name in row["owers"])


def test_what_many_owe_on_a_day_is_one_entry(small: Counter, tmp_path: Path) -> None:
    found = [one.text("SUMMARY") for one in events_of(strictly(written(small, tmp_path, "--within", "150")))]
    assert [said for said in found if "公布结果" in said] == ["要点1：公布结果（东镇人民政府等2个）"]
    assert [said for said in found if "办结" in said] == ["要点办结（要点1、2等4个）"]
    alone = [
        one.text("SUMMARY") for one in events_of(strictly(written(small, tmp_path, "--within", "150", "-u", "东镇")))
    ]
    assert [said for said in alone if "公布结果" in said] == ["要点1：公布结果（东镇人民政府）"]


def test_nobody_is_told_a_command_nor_invited(small: Counter, tmp_path: Path) -> None:
    text = written(small, tmp_path, "--within", "150").decode().replace("\r\n ", "")
    assert "gongkai " not in text.replace("PRODID:-//gongkai//gongkai//ZH", "")
    assert "METHOD" not in text
    assert "责任单位：县政府办公室、县教育局" in text


def test_the_alarm_is_three_workdays_before_at_nine(small: Counter, tmp_path: Path) -> None:
    """Before 2018-09-30, a made-up workday after another, lie the 29th, the 28th and the 27th."""
    found = events_of(strictly(written(small, tmp_path, "-u", "教育局")))
    (monthly_list,) = [one for one in found if "公开清单" in one.text("SUMMARY")]
    assert days_of(monthly_list) >= {date(2018, 8, 31), date(2018, 9, 30), date(2018, 12, 31)}
    ahead = datetime(2018, 9, 30, tzinfo=CST) - monthly_list.moment("DTSTART")
    assert warned(monthly_list) + ahead == datetime(2018, 9, 27, 9, tzinfo=CST)
    assert monthly_list.moment("DTEND") - monthly_list.moment("DTSTART") == timedelta(days=1)


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
    return agenda_of(seen, chosen, moment("10-02 01:00")).events


def read_back(*events: Event) -> list[Part]:
    """Write events and read them strictly."""
    return strictly(write(Agenda("到期事项", moment("10-02 01:00"), events))).parts


def test_where_the_workdays_are_unknown_it_warns_a_week_before_and_still_writes() -> None:
    nothing_known = Calendar({}, frozenset(), frozenset())
    (first, *_) = seen_events(case(monthly(), on="09-20"), nothing_known)
    assert first.alarm
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


def the_list(counter: Counter, folder: Path, today: str) -> Part:
    """Return the entry of the monthly list."""
    (one,) = [
        one for one in events_of(strictly(written(counter, folder, today=today))) if "公开清单" in one.text("SUMMARY")
    ]
    return one


def number_of(one: Part) -> int:
    """Return how often an entry was changed, in numbers that only grow."""
    return int(one.properties["SEQUENCE"][1])


def test_a_month_that_is_settled_leaves_its_cycle_and_stands_again_when_that_is_void(
    small: Counter, tmp_path: Path
) -> None:
    now, september = "2018-09-27", date(2018, 9, 30)
    first = the_list(small, tmp_path, now)
    receipt = small.do("duty", "done", "1.1/2018-09", "--at", "2018-09-27", today=now)
    done = the_list(small, tmp_path, now)
    assert done.properties["UID"] == first.properties["UID"]
    assert days_of(first) - days_of(done) == {september}
    assert number_of(done) > number_of(first)
    settlement = re.search(r"K[0-9]+", receipt.err)
    assert settlement
    small.do("void", settlement[0], "--reason", "登记错了", today=now)
    back = the_list(small, tmp_path, now)
    assert days_of(back) == days_of(first)
    assert number_of(back) > number_of(done)


def test_a_cycle_of_which_nothing_is_left_is_called_off(small: Counter, tmp_path: Path) -> None:
    now = "2018-12-20"
    first = the_list(small, tmp_path, now)
    small.do(
        "duty", "done", "1.1", "--from", "2018-08-01", "--to", "2018-12-20", "--evidence", "http://a.cn/1", today=now
    )
    done = the_list(small, tmp_path, now)
    assert (done.properties["STATUS"][1], done.parts) == ("CANCELLED", [])
    assert done.properties["UID"] == first.properties["UID"]
    assert number_of(done) > number_of(first)
    small.do("duty", "return", "1.1/2018-10", "--reason", "链接打不开", today=now)
    again = the_list(small, tmp_path, now)
    assert (again.properties["STATUS"][1], days_of(again)) == ("CONFIRMED", {date(2018, 10, 31)})
    assert number_of(again) > number_of(done)


def test_a_month_that_is_put_off_is_told_instead_of_its_day(small: Counter, tmp_path: Path) -> None:
    now = "2018-09-27"
    small.do("duty", "extend", "1.1/2018-09", "--due", "2018-10-12", "--reason", "系统迁移", today=now)
    both = [one for one in calendar_of(small, tmp_path, now) if "公开清单" in one.text("SUMMARY")]
    whole, apart = both
    assert whole.properties["UID"] == apart.properties["UID"]
    assert apart.properties["RECURRENCE-ID"] == (";VALUE=DATE", "20180930")
    assert (days_of(apart), number_of(apart)) == ({date(2018, 10, 12)}, number_of(whole))
    assert date(2018, 9, 30) in days_of(whole), "the day that is told apart is one of its cycle"
    small.do("duty", "done", "1.1/2018-09", "--at", "2018-09-27", today=now)
    (left,) = [one for one in calendar_of(small, tmp_path, now) if "公开清单" in one.text("SUMMARY")]
    assert date(2018, 9, 30) not in days_of(left)


def calendar_of(counter: Counter, folder: Path, today: str) -> list[Part]:
    """Return all entries, among them those told instead of a day of their cycle."""
    _, *found = strictly(written(counter, folder, today=today)).parts
    return found


def test_a_closed_year_calls_off_what_is_still_to_come_and_leaves_the_past_alone(
    small: Counter, tmp_path: Path
) -> None:
    small.do("finding", "add", "-u", "教育局", "--problem", "栏目空白", "--due", "2019-02-10", today="2019-01-18")
    before = calendar_of(small, tmp_path, "2019-01-18")
    assert {one.properties["STATUS"][1] for one in before} == {"CONFIRMED"}
    small.do("year", "close", "--force", "--reason", "按时封存", today="2019-01-20")
    (found,) = calendar_of(small, tmp_path, "2019-01-20")
    assert (found.properties["STATUS"][1], days_of(found)) == ("CANCELLED", {date(2019, 2, 10)})


def test_what_was_done_goes_out_called_off_until_its_day_and_not_after(small: Counter, tmp_path: Path) -> None:
    """Who takes the calendar for the first time does not get what was over long before."""
    given = ("--problem", "目录未公开", "--due", "2018-10-20")
    number = small.json("finding", "add", "-u", "教育局", *given, today="2018-09-27")["id"]
    small.do("finding", "rectify", number, "--note", "已公开", today="2018-10-08")
    told = {
        on: [one.properties["STATUS"][1] for one in calendar_of(small, tmp_path, on) if "目录" in one.text("SUMMARY")]
        for on in ("2018-10-10", "2018-10-20", "2018-10-21")
    }
    assert told == {"2018-10-10": ["CANCELLED"], "2018-10-20": ["CANCELLED"], "2018-10-21": []}


CYCLES_OF_A_YEAR = [
    ("day", 0, 0), ("workday", 0, 0), ("workday", 2, 0), ("week", 0, 0), ("week", 3, 0), ("month", 0, 0),
    ("month", 10, 0), ("month", 0, 20), ("month", 0, 30), ("two_months", 0, 0), ("quarter", 5, 0), ("quarter", 0, 25),
    ("half_year", 0, 0), ("year", 0, 0),
]  # fmt: skip


@pytest.mark.parametrize(("every", "grace", "on_day"), CYCLES_OF_A_YEAR)
def test_the_rule_of_a_cycle_and_what_it_does_not_say_are_its_deadlines(every: str, grace: int, on_day: int) -> None:
    """What a rule cannot say stands alone: a Saturday that is worked for a holiday, a short month's 30th."""
    duty = Duty("1.1", "按期公开", "公开", every=every, grace_days=grace, day=on_day or None)  # type: ignore[arg-type]
    bare = plan(point("1", (OFFICE, EDUCATION), (), (), duty), issued=date(2018, 1, 5))
    seen = case(replace(bare, self_inspection=replace(bare.self_inspection, kinds=())), on="01-10")
    owed = {item.due.date() for item in seen.items_until(date(2018, 12, 31)) if item.due}
    found = [one for one in agenda_of(seen, falling(seen, 800), seen.now).events if "公开" in one.title]
    written_out = [
        days_of(one) for one in read_back(*found) if one.name == "VEVENT" and "RECURRENCE-ID" not in one.properties
    ]
    assert owed == set().union(*written_out)
    assert sum(map(len, written_out)) == len(owed), "no day twice"
    alone = len(written_out) - 1
    assert alone <= {"workday": 8, "month": 1, "quarter": 1}.get(every, 0)


def test_at_most_one_alarm_a_day_and_it_names_all_it_is_for() -> None:
    """A monthly list and findings due at the end of September: the later lists ring by themselves."""
    records = (finding("08-01", EAST, "09-30"), finding("08-01", WEST, "09-30"))
    seen = case(monthly(), *records, on="09-03")
    read = [one for one in read_back(*agenda_of(seen, falling(seen, 120), seen.now).events) if one.name == "VEVENT"]
    rings = Counted(
        (day - (one.moment("DTSTART") - warned(one) - timedelta(hours=15))).date()
        for one in read
        if one.parts
        for day in (datetime(at.year, at.month, at.day, tzinfo=CST) for at in days_of(one))
    )
    assert rings
    assert max(rings.values()) == 1
    (told,) = [one.parts[0].text("DESCRIPTION") for one in read if "3件将到期" in one.parts_text()]
    assert "公开清单" in told
    assert told.count("整改：") == 2


def test_daily_work_does_not_ring() -> None:
    bare = plan(point("1", (OFFICE,), (), (), Duty("1.1", "一日一清单", "清单", every="workday")))
    seen = case(bare, on="09-20")
    found = [one for one in agenda_of(seen, falling(seen, 30), seen.now).events if "清单" in one.title]
    assert len(found) > 1
    assert [one for one in found if one.alarm] == []


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
