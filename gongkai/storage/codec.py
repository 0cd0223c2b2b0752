"""Record ↔ stored values. Dates and moments are ISO text, points integer hundredths, lists JSON text, nothing null.

Moments are kept at +08:00 to the second, so that their texts sort as they do; a naive one is a mistake (ValueError).
What no database can keep, or what would blur a line of the trail, is refused with BadValue.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, TypeVar, cast

from gongkai.domain.records import Evidence, Record
from gongkai.errors import BadValue
from gongkai.storage.kinds import seat_of

if TYPE_CHECKING:
    from gongkai.storage.kinds import Kind

R = TypeVar("R", bound=Record)

Value = str | int
Row = tuple[Value, ...]

CST = timezone(timedelta(hours=8))
_LARGEST = 2**63 - 1
_DIGITS = 18
_UNKEEPABLE = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]"
"""Compiled by the first write: it takes 5 ms, and a reading never asks."""
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def canonical(value: object) -> str:
    """Return JSON with sorted keys and no spaces, Chinese as it is."""
    return _ENCODER.encode(value)


def text(value: str) -> str:
    """Return the text, unless it holds control characters or half characters that cannot be kept (BadValue)."""
    if re.search(_UNKEEPABLE, value):
        raise BadValue("文字里有不能登记的控制字符", "请删去看不见的字符后再登记")
    return value


def whole(value: int) -> int:
    """Return an integer that fits the column (BadValue otherwise)."""
    if not -_LARGEST <= value <= _LARGEST:
        raise BadValue(f"数字太大：{value}")
    return int(value)


def hundredths(value: Decimal) -> int:
    """Return points as integer hundredths; more than two decimals are refused (BadValue), never rounded."""
    if not value.is_finite() or value.adjusted() >= _DIGITS - 2 or value * 100 != (value * 100).to_integral_value():
        raise BadValue(f"分值最多保留两位小数：{value}")
    return whole(int(value * 100))


def moment(value: datetime) -> str:
    """Return a moment as text of fixed width at +08:00."""
    if value.tzinfo is None:
        message = "a moment without a time zone"
        raise ValueError(message)
    return value.astimezone(CST).isoformat(timespec="seconds")


def _stated(value: datetime | None) -> str:
    return moment(value) if value else ""


def _day_or_none(value: date | None) -> str:
    return value.isoformat() if value else ""


def _figure(value: Decimal | None) -> str:
    if value is None:
        return ""
    if not value.is_finite() or abs(value.adjusted()) > _DIGITS:
        raise BadValue(f"不是能登记的数值：{value}")
    return format(value, "f")


def _texts(values: tuple[str, ...]) -> str:
    return canonical([text(v) for v in values])


def _days(values: tuple[date, ...]) -> str:
    return canonical([v.isoformat() for v in values])


def _evidence(values: tuple[Evidence, ...]) -> str:
    return canonical([[e.kind, text(e.ref), text(e.sha256), whole(e.size)] for e in values])


_day = lru_cache(maxsize=4096)(date.fromisoformat)


def _to_day_or_none(stored: str) -> date | None:
    return _day(stored) if stored else None


@lru_cache(maxsize=4096)
def _to_moment(stored: str) -> datetime | None:
    return datetime.fromisoformat(stored).astimezone(CST) if stored else None


@lru_cache(maxsize=1024)
def _to_points(stored: int) -> Decimal:
    return Decimal(stored) / 100


def _to_figure(stored: str) -> Decimal | None:
    return Decimal(stored) if stored else None


@lru_cache(maxsize=1024)
def _to_texts(stored: str) -> tuple[str, ...]:
    return tuple(json.loads(stored))


def _to_days(stored: str) -> tuple[date, ...]:
    return tuple(_day(v) for v in _to_texts(stored))


@lru_cache(maxsize=1024)
def _to_evidence(stored: str) -> tuple[Evidence, ...]:
    return tuple(Evidence(*parts) for parts in json.loads(stored))


Converter = Callable[[Any], Any]

_WRITE: Mapping[str, Converter] = {
    "text": text,
    "whole": whole,
    "day": date.isoformat,
    "day_or_none": _day_or_none,
    "moment": _stated,
    "points": hundredths,
    "figure": _figure,
    "texts": _texts,
    "days": _days,
    "evidence": _evidence,
}
_READ: Mapping[str, Converter | None] = {
    "text": None,
    "whole": None,
    "day": _day,
    "day_or_none": _to_day_or_none,
    "moment": _to_moment,
    "points": _to_points,
    "figure": _to_figure,
    "texts": _to_texts,
    "days": _to_days,
    "evidence": _to_evidence,
}


def to_stored(kind: Kind[R], record: R) -> dict[str, Value]:
    """Return a record's stored values by column, in the order of the alphabet."""
    values: dict[str, Value] = {c.name: _WRITE[c.form](getattr(record, c.name)) for c in kind.columns}
    if kind.seated:
        values["seat"] = seat_of(cast("str", values["point"]), cast("str", values["unit"]))
    return {name: values[name] for name in kind.stored}


@cache
def _readers(kind: Kind[Record]) -> tuple[tuple[str, ...], tuple[Converter | None, ...]]:
    return tuple(c.name for c in kind.columns), tuple(_READ[c.form] for c in kind.columns)


def to_records(kind: Kind[R], rows: Sequence[Row]) -> list[R]:
    """Return the records of rows whose values stand in the order of `kind.columns`."""
    names, readers = _readers(cast("Kind[Record]", kind))
    columns = (
        map(read, column) if read else column for read, column in zip(readers, zip(*rows, strict=True), strict=False)
    )
    make = kind.record
    return [make(**dict(zip(names, values, strict=True))) for values in zip(*columns, strict=True)]
