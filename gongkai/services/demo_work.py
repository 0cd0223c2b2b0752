"""The units' side of the demonstration: they report on the points, the office verifies or sends back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from gongkai.domain.workdays import add_workdays
from gongkai.services.assigning import NewAssign, assign
from gongkai.services.demo_book import Act
from gongkai.services.progress import NewProgress, add_progress, send_back, verify

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gongkai.services.demo_book import Book, Do, Setting
    from gongkai.services.desk import When

STAGES = ((date(2018, 8, 10), 40, 7), (date(2018, 10, 8), 30, 5), (date(2018, 11, 20), 28, 3))
BRISK = ((date(2018, 8, 6), 20, 3), (date(2018, 9, 10), 18, 5), (date(2018, 10, 15), 36, 7))
"""The three reports of a lead: from when, over how many days they spread, in what stride; brisk ones finish early."""

DONE, USUAL, TENTHS = 100, 7, 10
UNITS_FROM, UNITS_SPREAD = date(2018, 9, 10), 95
CHECKED, ANSWERED = 3, 6
"""Workdays until the office has looked at a report, and until a unit answers what was sent back."""


def work(setting: Setting) -> Iterator[Act]:
    """Yield what was done on the points, each unit's acts in order."""
    for told in setting.facts["assigns"]:
        new = NewAssign(told["unit"], told["point"], person=told.get("person", ""))
        yield Act(setting.day(told["day"]), _assigned(new))
    for index, point in enumerate(setting.plan.points):
        for order, unit in enumerate(setting.roster.leads(point.no)):
            yield from _lead(setting, point.no, unit, index + order * 4)
        yield from _responsible(setting, point.no, index)


def _lead(setting: Setting, point: str, unit: str, index: int) -> Iterator[Act]:
    """Yield a lead's reports; the last is 100 per cent, unless the facts say where it stayed."""
    told, last = setting.facts["points"][point], _reached(setting, point, unit)
    first = unit == setting.roster.leads(point)[0]
    notes = told["lead"] if first else _also(setting, told["topic"], index)
    steps = (min(20 + index % 5 * 5, last // 2), min(55 + index % 4 * 5, last - 10), last)
    day = setting.plan.issued
    for stage, note, percent in zip(BRISK if index % 4 == 1 else STAGES, notes, steps, strict=True) if last else ():
        day = _spread(setting, *stage, index)
        page = setting.page(f"yd{point}", f"{day:%m%d}")
        yield Act(day, _reported(NewProgress(point, unit, str(percent), note, page)))
    if last == DONE:
        yield from _checked(setting, point, unit, day)


def _reached(setting: Setting, point: str, unit: str) -> int:
    behind = setting.facts["behind"].get(point, {})
    return int(behind.get(unit, setting.facts["points"][point].get("cap", DONE)))


def _also(setting: Setting, topic: str, index: int) -> list[str]:
    ways = setting.facts["also"]
    return [str(note).replace("〔题〕", topic) for note in ways[index % len(ways)]]


def _checked(setting: Setting, point: str, unit: str, day: date) -> Iterator[Act]:
    """Yield the office's looking at finished work: sent back where the facts say so, then verified if listed."""
    for told in setting.facts["returned"]:
        if (told["point"], told["unit"]) == (point, unit):
            back = add_workdays(setting.calendar, day, CHECKED)
            yield Act(back, _sent_back(point, unit, told["reason"]), setting.judge)
            day = add_workdays(setting.calendar, back, ANSWERED)
            again = NewProgress(point, unit, str(DONE), "已按退回意见补齐，请复核", setting.page(f"yd{point}", "bb"))
            yield Act(min(day, date(2018, 12, 28)), _reported(again))
    if point in setting.facts["verified"]:
        yield Act(add_workdays(setting.calendar, day, CHECKED), _verified(point, unit), setting.judge)


def _responsible(setting: Setting, point: str, index: int) -> Iterator[Act]:
    """Yield the reports of responsible units: each on so many tenths of its points as it is diligent."""
    note = setting.facts["points"][point].get("unit", "已按分工报送本单位掌握的信息")
    order = {unit.name: number for number, unit in enumerate(setting.plan.units)}
    for unit in setting.roster.responsible(point):
        number = order[unit]
        turn = (index * 7 + number * 3 + index * number % 5) % TENTHS
        if turn >= setting.facts["diligence"].get(unit, USUAL):
            continue
        percent = DONE if (index + number) % 6 else 60 + turn * 4
        day = _spread(setting, UNITS_FROM, UNITS_SPREAD, 11, index + number * 7)
        page = setting.page(f"yd{point}", f"dw{number + 1}")
        yield Act(day, _reported(NewProgress(point, unit, str(percent), note, page)))


def _spread(setting: Setting, start: date, days: int, stride: int, index: int) -> date:
    """Return a workday in the days from `start`, others for other indices."""
    return add_workdays(setting.calendar, start + timedelta(days=index * stride % days - 1), 1)


def _assigned(new: NewAssign) -> Do:
    def do(book: Book, at: When) -> object:
        return assign(book.register, at, new)

    return do


def _reported(new: NewProgress) -> Do:
    def do(book: Book, at: When) -> object:
        return add_progress(book.register, at, new)

    return do


def _sent_back(point: str, unit: str, reason: str) -> Do:
    def do(book: Book, at: When) -> object:
        return send_back(book.register, at, point, unit, reason)

    return do


def _verified(point: str, unit: str) -> Do:
    def do(book: Book, at: When) -> object:
        return verify(book.register, at, point, unit)

    return do
