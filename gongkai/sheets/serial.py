"""Spreadsheets keep days, hours and percentages as numbers; by the format of a field they are told apart.

ECMA-376 part 1, 18.8.30 (formats that are known by number, those of Chinese included) and 18.17.4 (days as numbers).
"""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from functools import cache

from gongkai.sheets.book import Cell, number

PLAIN, DAY, SPAN, PERCENT = "", "day", "span", "percent"
BUILT_IN: dict[int, str] = {9: PERCENT, 10: PERCENT, 46: SPAN} | dict.fromkeys(
    [*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)], DAY
)
FIRST_OF_OWN = 164
EPOCH_1900, EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001 - a sheet knows no zone
NO_LEAP_DAY = 60
"""The day 1900-02-29 of that calendar, which never was: days before it count from a day later."""
MOST_DAYS = 2_958_466
SECONDS = 86_400


@cache
def shown_as(format_id: int, code: str = "") -> str:
    """Return what a format shows a number as: `PLAIN`, `DAY` (with or without an hour), `SPAN` or `PERCENT`."""
    if format_id < FIRST_OF_OWN and format_id in BUILT_IN:
        return BUILT_IN[format_id]
    code = re.sub(r'"[^"]*"|\\.|_.|\*.', "", code).split(";")[0].lower()
    if re.search(r"\[(?:h+|m+|s+)\]", code):
        return SPAN
    code = re.sub(r"\[[^\]]*\]", "", code)
    if "general" in code or "通用" in code or "@" in code:
        return PLAIN
    if "%" in code:
        return PERCENT
    return DAY if re.search(r"[ymdhs]|aaa", code) else PLAIN


def field_of(value: float, shown: str, *, from_1904: bool = False) -> Cell:
    """Return a number as its format shows it; a day that no calendar has stays a number."""
    if shown == PERCENT:
        return f"{value * 100:.6f}".rstrip("0").rstrip(".") + "%"
    if shown == PLAIN or not 0 <= value < MOST_DAYS:
        return number(value)
    if shown == SPAN:
        return span_of(timedelta(days=value))
    return day_of(value, from_1904=from_1904)


def day_of(serial: float, *, from_1904: bool = False) -> Cell:
    """Return the day, the moment, or (of less than a day) the hour that a number of days stands for."""
    if serial < 1 and not from_1904:
        seconds = round(serial * SECONDS) % SECONDS
        return time(seconds // 3600, seconds // 60 % 60, seconds % 60)
    epoch = EPOCH_1904 if from_1904 else EPOCH_1900 + timedelta(days=serial < NO_LEAP_DAY)
    moment = epoch + timedelta(seconds=round(serial * SECONDS))
    return moment.date() if moment.time() == time() else moment


def span_of(value: timedelta) -> str:
    """Return a span of time as it is shown: 25:30:00."""
    minutes, seconds = divmod(round(value.total_seconds()), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"


def day_written(text: str) -> Cell:
    """Return a day or a moment written as ISO has it; what is none stays text."""
    try:
        moment = datetime.fromisoformat(text).replace(tzinfo=None, microsecond=0)
    except ValueError:
        return text
    return moment.date() if moment.time() == time() else moment
