"""How a cell's value is written, the same in every format."""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from gongkai.papers.document import ShortDay, Shortened

if TYPE_CHECKING:
    from gongkai.papers.document import ColumnKind

NOTHING = "—"
RIGHT: frozenset[ColumnKind] = frozenset({"number", "ordinal", "percent", "bar"})
"""Kinds that stand at the right where characters are all there is to align by."""
PARTS: frozenset[ColumnKind] = frozenset({"percent", "bar"})
"""Kinds that are parts of a hundred."""
_CENT, _THREE = Decimal("0.01"), -3


def figure(value: Decimal) -> Decimal:
    """Return a figure as it is told: rounded half up to two decimals, but for a score of three, which it stays."""
    return value if value.as_tuple().exponent == _THREE else value.quantize(_CENT, ROUND_HALF_UP)


def number(value: Decimal) -> str:
    """Return a figure without idle zeros: 12.5, 95."""
    text = f"{figure(value):f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def shown(value: object, kind: ColumnKind = "text") -> str:
    """Return a value as people read it: days in ISO or short, moments to the minute, 40% in a percent column."""
    if isinstance(value, str):
        return value
    if value is None:
        return NOTHING
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return str(value)
    text = number(value) if isinstance(value, Decimal) else str(value)
    return text + "%" if kind in PARTS else text


def written(value: object, kind: ColumnKind = "text") -> str:
    """Return a value as an office writes it: 9月30日, 2019年1月4日, 2018年10月15日 21:10; all else as `shown`."""
    if not isinstance(value, date):
        return shown(value, kind)
    day = f"{value.month}月{value.day}日"
    if isinstance(value, datetime):
        return f"{value.year}年{day} {value:%H:%M}"
    return day if isinstance(value, ShortDay) else f"{value.year}年{day}"


def in_full(value: object) -> object:
    """Return a value as a data file holds it: a short day with its year, all of shortened names, all else as it is."""
    if isinstance(value, Shortened):
        return value.full
    return date(value.year, value.month, value.day) if isinstance(value, ShortDay) else value
