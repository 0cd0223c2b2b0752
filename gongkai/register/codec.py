"""Record ↔ stored values. Dates and moments are ISO text, points integer hundredths, lists JSON text, nothing null.

Moments are kept at +08:00 to the second, so that their texts sort as they do; a naive one is a mistake (ValueError).
What no database can keep, or what would blur a line of the trail, is refused with BadValue.
"""

from __future__ import annotations

import json
import re
import sys
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast

from gongkai.errors import BadValue
from gongkai.register.kinds import Evidence, Kind, Missed, Record, kind_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

R = TypeVar("R", bound=Record)

Value = str | int
Row = tuple[Value, ...]

CST = timezone(timedelta(hours=8))
APART = "\x1f"
"""Parts point and unit in the key of a seat; no text holds it."""
_LARGEST = 2**63 - 1
_DIGITS = 18
_REMEMBERED = 4096
_UNKEEPABLE = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]"
"""Compiled by the first write: it takes 5 ms, and a reading never asks."""
_EMPTY = ("", "[]")
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


def _missed(values: tuple[Missed, ...]) -> str:
    return canonical([[text(m.sheet), whole(m.row), text(m.column), text(m.reason), text(m.remedy)] for m in values])


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


@lru_cache(maxsize=4096)
def _to_texts(stored: str) -> tuple[str, ...]:
    return tuple(json.loads(stored))


def _to_days(stored: str) -> tuple[date, ...]:
    return tuple(_day(v) for v in _to_texts(stored))


@lru_cache(maxsize=4096)
def to_evidence(stored: str) -> tuple[Evidence, ...]:
    """Return the pieces of evidence that are stored in one column."""
    return tuple(Evidence(*parts) for parts in json.loads(stored))


def _to_missed(stored: str) -> tuple[Missed, ...]:
    return tuple(Missed(*parts) for parts in json.loads(stored))


def evidence_in(stored: str) -> tuple[Evidence, ...]:
    """Return the pieces of evidence in a stored text, none where it is not one: its row is told of as edited."""
    try:
        return to_evidence(stored)
    except (ValueError, TypeError):
        return ()


class _Form(NamedTuple):
    """How values of an annotation are stored; without `read` they are read as they stand."""

    write: Callable[[Any], Value]
    read: Callable[[Any], Any] | None = None


_TEXT = _Form(text)
_FORMS: Mapping[str, _Form] = {
    "str": _TEXT,
    "TextOrNone": _TEXT,
    "Id": _TEXT,
    "int": _Form(whole),
    "Percent": _Form(whole),
    "date": _Form(date.isoformat, _day),
    "date | None": _Form(_day_or_none, _to_day_or_none),
    "datetime": _Form(_stated, _to_moment),
    "datetime | None": _Form(_stated, _to_moment),
    "Decimal": _Form(hundredths, _to_points),
    "Decimal | None": _Form(_figure, _to_figure),
    "tuple[str, ...]": _Form(_texts, _to_texts),
    "tuple[date, ...]": _Form(_days, _to_days),
    "tuple[Evidence, ...]": _Form(_evidence, to_evidence),
    "tuple[Missed, ...]": _Form(_missed, _to_missed),
}
"""The stored form of a field, by its annotation."""
WHOLE = frozenset({"int", "Percent", "Decimal"})
"""The annotations of what is stored as an integer rather than a text."""
SEAT = "seat"
"""The column of a seated kind that holds point and unit together."""


def _form(annotation: str) -> _Form:
    return _TEXT if annotation.startswith("Literal[") else _FORMS[annotation]


@cache
def columns_of(kind: Kind) -> Mapping[str, str]:
    """Return a table's columns in order, each with its field's annotation; `seat` comes after point and unit."""
    columns = list(kind.fields.items())
    if kind.seated:
        columns.insert(list(kind.fields).index("unit") + 1, (SEAT, "str"))
    return dict(columns)


@cache
def stored_columns(kind: Kind) -> tuple[str, ...]:
    """Return every column in the order of the alphabet: the order of a trail line's body."""
    return tuple(sorted(columns_of(kind)))


def seat_of(point: str, unit: str) -> str:
    """Return the key of a unit's place on a point; no text holds the character that parts the two."""
    return f"{point}{APART}{unit}"


def seats_at(point: str, unit: str) -> dict[str, Value]:
    """Return between which keys (`first`, `last`) those of all seats of a place lie, and how they end (`unit`).

    An empty point or unit is any.
    """
    first, last = (f"{point}{APART}", f"{point} ") if point else ("", chr(sys.maxunicode))
    return {"first": first, "last": last, "unit": f"{APART}{unit}" if unit else ""}


def to_stored(record: Record) -> dict[str, Value]:
    """Return a record's stored values by column, in the order of the alphabet."""
    kind = kind_of(record)
    values = {name: _form(said).write(getattr(record, name)) for name, said in kind.fields.items()}
    if kind.seated:
        values[SEAT] = seat_of(cast("str", values["point"]), cast("str", values["unit"]))
    return {name: values[name] for name in stored_columns(kind)}


def body(kind: Kind, values: Mapping[str, Value]) -> str:
    """Return what a trail line says of a row's stored values: lines older than a column stay true."""
    return canonical({name: value for name, value in values.items() if name not in kind.added or value not in _EMPTY})


def record_told(kind: Kind, told: str) -> tuple[Record, dict[str, Value]]:
    """Return the record that the body of a trail line tells of, and its stored values; the reverse of `body`.

    What was added to the kind later is empty. ValueError for what is no such body, to the letter.
    """
    try:
        values = {name: "[]" if kind.fields[name].startswith("tuple[") else "" for name in kind.added}
        values |= json.loads(told)
        (record,) = to_records(kind.record, [tuple(values[name] for name in kind.fields)])
        stored = to_stored(record)
    except (ArithmeticError, AttributeError, BadValue, KeyError, RecursionError, TypeError, ValueError) as error:
        message = f"no body of a {kind.entity}: {error!r}"
        raise ValueError(message) from error
    if body(kind, stored) != told:
        message = f"not the body of a {kind.entity}"
        raise ValueError(message)
    return record, stored


class _Once(dict[Any, Any]):
    """What stored values are read as, each value once: rows share most of theirs, and then share one object.

    Without `read` a value is read as it stands. Only so many are remembered: what no two rows share is not.
    """

    def __init__(self, read: Callable[[Any], Any] | None) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, stored: object) -> object:
        read = self._read(stored) if self._read else stored
        if len(self) < _REMEMBERED:
            self[stored] = read
        return read


def _is_shared(name: str, annotation: str) -> bool:
    """Tell whether rows share what they say in a column: ids they do not, and whole numbers are read as they stand."""
    return name != "id" and (annotation not in WHOLE or _form(annotation).read is not None)


@cache
def _maker(kind: Kind) -> Callable[[Iterable[Row], tuple[_Once, ...]], list[Record]]:
    """Return what makes the records of a kind: one expression for its fields, written down and compiled once."""
    names = tuple(kind.fields)
    shared = tuple(name for name in names if _is_shared(name, kind.fields[name]))
    told = ", ".join(f"{name}=_{name}[{name}]" if name in shared else f"{name}={name}" for name in names)
    given = ", ".join(f"_{name}" for name in shared)
    made = f"lambda _rows, _shared: (lambda {given}: [_record({told}) for {', '.join(names)} in _rows])(*_shared)"
    return cast("Callable[..., list[Record]]", eval(made, {"_record": kind.record}))  # noqa: S307 - our own field names


def _onces(kind: Kind) -> tuple[_Once, ...]:
    return tuple(_Once(_form(said).read) for name, said in kind.fields.items() if _is_shared(name, said))


def reader_of(record: type[R]) -> Callable[[Iterable[Row]], list[R]]:
    """Return what reads rows, whose values stand in the order of the kind's fields, portion by portion.

    What several rows say is one object in all of their records.
    """
    kind = kind_of(record)
    once = _onces(kind)
    return lambda rows: cast("list[R]", _maker(kind)(rows, once))


def to_records(record: type[R], rows: Sequence[Row]) -> list[R]:
    """Return the records of rows whose values stand in the order of the kind's fields."""
    return reader_of(record)(rows) if rows else []
