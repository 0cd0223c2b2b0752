"""China's statutory workdays, 调休 included, on a calendar that is handed in."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

from msgspec import Struct

from gongkai.errors import BadValue

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gongkai.plan.model import Holidays, Plan

SATURDAY = 5
MADE_UP = "调休上班"
WEEKEND = "周末"


class Calendar(Struct, frozen=True):
    """Statutory days off with their names, make-up workdays, and the years they are known for.

    A day of a known year that is in neither goes by its weekday. Another year is known up to the last of its days that
    is in either.
    """

    off: Mapping[date, str]
    work: frozenset[date]
    years: frozenset[int]

    def knows(self, day: date) -> bool:
        """Tell whether it is known of a day if it is a workday."""
        return day.year in self.years or day <= self.known_until(day.year)

    def known_until(self, year: int) -> date:
        """Return the last day of a year that is known one by one; the day before the year, where none is."""
        days = (day for day in (*self.off, *self.work) if day.year == year)
        return max(days, default=date(year, 1, 1) - timedelta(days=1))


class UnknownYear(BadValue):
    """The State Council's notice for that year is not in the data: no guess is made."""

    def __init__(self, year: int, until: date | None = None) -> None:
        self.year = year
        known = until is not None and until.year == year
        whole = (
            f"；写全了的，把12月31日也写进去（放假写在 rest，上班写在 work），{year}年就到年底都算得出" if known else ""
        )
        super().__init__(
            f"{year}年的放假安排只写到{until}，以后的工作日无法推算"
            if known
            else f"没有{year}年的放假安排，无法推算工作日",
            f"在要点文件 plan.holidays 中补上{year}年的 rest（放假）和 work（调休上班）日期，再载入{whole}",
            do=("load", "要点文件"),
        )


def reason_off(calendar: Calendar, day: date) -> str:
    """Return why nobody works that day (国庆节, 周末), empty on a workday; raises `UnknownYear`."""
    if not calendar.knows(day):
        raise UnknownYear(day.year, calendar.known_until(day.year))
    if day in calendar.work:
        return ""
    if day in calendar.off:
        return calendar.off[day]
    return WEEKEND if day.weekday() >= SATURDAY else ""


def is_workday(calendar: Calendar, day: date) -> bool:
    """Tell whether the day is a statutory workday; raises `UnknownYear`."""
    return not reason_off(calendar, day)


def add_workdays(calendar: Calendar, day: date, count: int) -> date:
    """Return the day that is `count` workdays after (or, negative, before) `day`, which is itself not counted.

    2018-09-28 + 1 = 2018-09-29 (Saturday, 调休); 2018-09-28 + 3 = 2018-10-08.
    """
    step = timedelta(days=1 if count >= 0 else -1)
    left = abs(count)
    while left:
        try:
            day += step
        except OverflowError:
            raise UnknownYear(day.year) from None
        left -= is_workday(calendar, day)
    return day


class LastDay(Struct, frozen=True):
    """The end of a count of workdays; `day` is None while it runs into a year, `awaited`, whose days off are not known.

    The State Council announces them in November or December of the year before.
    """

    workdays: int
    day: date | None
    awaited: int = 0

    def is_over(self, today: date) -> bool:
        """Tell whether it is certain that the day has gone by."""
        return self.day is not None and self.day < today

    def words(self, write: Callable[[date], str] = str) -> str:
        """Return the day, or that it is not known yet and from what it will be."""
        return write(self.day) if self.day else awaited_words(self.workdays, self.awaited)

    def inside(self, write: Callable[[date], str] = str) -> str:
        """Return the same to stand inside a sentence."""
        return write(self.day) if self.day else f"第{self.workdays}个工作日（{_announced(self.awaited)}）"


def awaited_words(workdays: int, year: int) -> str:
    """Return in words the end of a count of workdays that runs into a year whose days off are not known."""
    return f"第{workdays}个工作日，{_announced(year)}"


def _announced(year: int) -> str:
    return f"待国务院办公厅公布{year}年放假安排后确定"


def last_day(calendar: Calendar, day: date, count: int) -> LastDay:
    """Return where `count` workdays after `day` end; never a guess where the calendar ends before."""
    try:
        return LastDay(count, add_workdays(calendar, day, count))
    except UnknownYear as unknown:
        return LastDay(count, None, unknown.year)


class Walk(Struct, frozen=True):
    """A count of workdays, step by step: `skipped` are the days passed over with their reason.

    A made-up workday (调休上班) among them was counted; it is there because its weekday says otherwise.
    """

    start: date
    days: int
    end: date
    skipped: tuple[tuple[date, str], ...]


def walk(calendar: Calendar, start: date, days: int) -> Walk:
    """Return where `days` workdays lead from `start`, and what was met on the way; raises `UnknownYear`."""
    end = add_workdays(calendar, start, days)
    step = timedelta(days=1 if days >= 0 else -1)
    passed = (start + step * n for n in range(1, abs((end - start).days) + 1))
    told = ((day, reason_off(calendar, day) or _made_up(day)) for day in passed)
    return Walk(start, days, end, tuple((day, reason) for day, reason in told if reason))


def _made_up(day: date) -> str:
    return MADE_UP if day.weekday() >= SATURDAY else ""


def count_workdays(calendar: Calendar, after: date, until: date) -> int:
    """Return how many workdays lie after one day up to and including another, as `add_workdays` counts them.

    Where the other is earlier: minus the workdays from it to the day before.
    """
    if until < after:
        return -count_workdays(calendar, until - timedelta(days=1), after - timedelta(days=1))
    days = (after + timedelta(days=n) for n in range(1, (until - after).days + 1))
    return sum(is_workday(calendar, day) for day in days)


OWN_DAY_OFF = "放假（要点文件规定）"


def read_calendar(plan: Plan) -> Calendar:
    """Return the calendar a plan is judged by.

    A day in `plan.holidays` goes before the library's word on it, and makes its year known up to it.
    """
    return calendar_with(plan.holidays)


@cache
def calendar_with(own: Holidays) -> Calendar:
    """Return the statutory calendar with a plan's own days over it.

    Asked for once a workday; made once a process: the library tells 600 days off.
    """
    from chinese_calendar import constants  # type: ignore[import-untyped]  # it ships no types

    chinese = {holiday.value: holiday.chinese for holiday in constants.Holiday}
    off: dict[date, str] = {day: chinese[name] for day, name in constants.holidays.items()}
    work = set(constants.workdays)
    years = {day.year for day in off}
    for day in own.off:
        off[day] = off.get(day, OWN_DAY_OFF)
    for day in own.work:
        off.pop(day, None)
    work = (work - set(own.off)) | set(own.work)
    return Calendar(off, frozenset(work), frozenset(years))
