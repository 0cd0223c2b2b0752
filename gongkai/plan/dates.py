"""Dates as notices write them (6月底前, 2018年三季度, 年底): the days that each can mean."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from gongkai.plan.spelling import spelt
from gongkai.typed import last_of_ten_days

if TYPE_CHECKING:
    from collections.abc import Iterator

_WRITTEN = re.compile(
    r"(?:(?P<year>\d{4})年?|(?:本年度?|今年|当年))?(?:"
    r"(?P<month>\d{1,2})月(?:份)?(?:(?P<day>\d{1,2})[日号]?|(?P<end>[底末])|(?P<part>[上中下]旬))?"
    r"|第?(?P<quarter>[一二三四1-4])季度(?:[底末])?"
    r"|(?P<half>上半年|下半年)(?:[底末])?"
    r"|(?P<whole>年[底末终]|年内))"
)
_FIGURES = re.compile(r"(\d{4})[-./](\d{1,2})(?:[-./](\d{1,2}))?(?!\d)")
_OTHER_YEAR = re.compile(r"[次翌明去上]年|以前年度|每年")
_BEGINS = re.compile(r"^[日号]?(?:起|以来|开始|至|到|-|—)")
_MONTHS, _LATE = 12, 21


class Meant(Struct, frozen=True):
    """A date as written: the last day it can mean, and the first that somebody may take it for."""

    said: str
    first: date
    last: date


def dates_in(text: str, year: int) -> Iterator[Meant]:
    """Yield the dates that a text names as the end of something, those without a year being of `year`.

    A text that speaks of another year by name (次年) names none for certain.
    """
    line = _in_words(text)
    if _OTHER_YEAR.search(line):
        return
    for found in _WRITTEN.finditer(line):
        before = line[found.start() - 1 : found.start()]
        part = before.isdecimal() or (
            not found["year"] and before in {"每", "-", "."}
        )  # a year begins a date: 1.2021年
        if not part and not _BEGINS.match(line[found.end() :]):
            meant = _meant(found, year)
            if meant:
                yield meant


def day_meant(text: str, year: int) -> date | None:
    """Return the last day of a date as people write it (2021-06, 6月底前, 2021.6.30), None where it is none."""
    line = re.sub(r"(?:之前|以前|前|止|内)$", "", _in_words(text))
    found = _WRITTEN.fullmatch(line)
    meant = _meant(found, year) if found else None
    return meant.last if meant else None


def _in_words(text: str) -> str:
    """Return a text without blanks and differences of width, its dates in figures (2021-06) written with 年 and 月."""

    def written(found: re.Match[str]) -> str:
        return f"{found[1]}年{found[2]}月" + (f"{found[3]}日" if found[3] else "")

    return _FIGURES.sub(written, "".join(spelt(text).split()))


def _meant(found: re.Match[str], year: int) -> Meant | None:
    own = int(found["year"] or year)
    try:
        if found["day"]:
            last = date(own, int(found["month"]), int(found["day"]))
            return Meant(found[0], last - timedelta(days=1), last)
        if found["month"]:
            return Meant(found[0], *_in_month(own, int(found["month"]), found))
    except ValueError:
        return None
    begin, end = _months(found)
    return Meant(found[0], date(own, begin, 1), _last(own, end))


def _in_month(year: int, month: int, found: re.Match[str]) -> tuple[date, date]:
    last = _last(year, month)
    if found["part"]:
        return date(year, month, 1), last_of_ten_days(year, month, found["part"])
    return date(year, month, _LATE if found["end"] else 1), last


def _months(found: re.Match[str]) -> tuple[int, int]:
    """Return the first and the last month of a quarter, a half, or the year's end."""
    if found["quarter"]:
        number = "一二三四1234".index(found["quarter"]) % 4
        return number * 3 + 1, number * 3 + 3
    if found["half"]:
        return (1, 6) if found["half"] == "上半年" else (7, 12)
    return 1, _MONTHS


def _last(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])
