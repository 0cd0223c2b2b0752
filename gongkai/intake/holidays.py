"""The statutory calendar as the workday rules take it: the State Council's days, then the plan's own."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from gongkai.domain.workdays import Calendar

if TYPE_CHECKING:
    from datetime import date

    from gongkai.domain.plan import Holidays, Plan

OWN_DAY_OFF = "放假（要点文件规定）"


def read_calendar(plan: Plan) -> Calendar:
    """Return the calendar a plan is judged by.

    A day in `plan.holidays` goes before the library's word on it, and makes its year a known one.
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
    years |= {day.year for day in (*own.off, *own.work)}
    return Calendar(off, frozenset(work), frozenset(years))
