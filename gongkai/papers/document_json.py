"""A document as JSON text and back, exactly: how a closed year's report is kept.

Every class of `document` is written by its name and fields, so a new kind of block needs nothing here. What JSON has
no word for is an object with the key `$`: a class of `document`, a decimal, a day, a moment, a list (an array is a
tuple), or a mapping whose own keys could be taken for that. The order of a mapping's keys is kept.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import asdict

from gongkai.papers import document as letter

if TYPE_CHECKING:
    from collections.abc import Callable

IS = "$"
CLASSES: dict[str, type[Struct]] = {
    name: cls
    for name, cls in vars(letter).items()
    if isinstance(cls, type) and issubclass(cls, Struct) and cls is not Struct
}
"""The closed set of what a document is made of."""


def to_text(value: object) -> str:
    """Return a document, or any value that may stand in its `data`, as one line of JSON: one value, one text.

    TypeError for what no document holds (a record, a set, a mapping with keys that are not text).
    """
    return json.dumps(_plain(value), ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def from_text(text: str) -> Any:  # noqa: ANN401 - whatever was written
    """Return the value that `to_text` wrote. ValueError for anything else."""
    try:
        return _value(json.loads(text))
    except (KeyError, TypeError, AttributeError, ArithmeticError, RecursionError) as error:
        message = f"no document: {error!r}"
        raise ValueError(message) from error


def _plain(value: object) -> object:
    if value is None or isinstance(value, (str, int, float)):
        return (
            {IS: "shortened", "of": [*map(str, (value, value.full))]} if isinstance(value, letter.Shortened) else value
        )
    if isinstance(value, (tuple, list)):
        items = [_plain(each) for each in value]
        return items if isinstance(value, tuple) else {IS: "list", "of": items}
    if isinstance(value, dict):
        return _mapping(value)
    if isinstance(value, Decimal):
        return {IS: "decimal", "of": str(value)}
    if isinstance(value, date):
        return {IS: _DAYS.get(type(value), "day"), "of": value.isoformat()}
    return _record(value)


def _record(value: object) -> object:
    name = type(value).__name__
    if not isinstance(value, Struct) or CLASSES.get(name) is not type(value):
        message = f"no document holds a {name}"
        raise TypeError(message)
    return {IS: name, **{key: _plain(each) for key, each in asdict(value).items()}}


def _mapping(value: dict[Any, object]) -> object:
    if not all(isinstance(key, str) for key in value):
        message = "the keys of an answer are texts"
        raise TypeError(message)
    if IS in value:
        return {IS: "mapping", "of": [[key, _plain(each)] for key, each in value.items()]}
    return {key: _plain(each) for key, each in value.items()}


def _value(plain: Any) -> object:  # noqa: ANN401 - whatever JSON holds
    if isinstance(plain, list):
        return tuple(_value(each) for each in plain)
    if not isinstance(plain, dict):
        return plain
    if IS not in plain:
        return {key: _value(each) for key, each in plain.items()}
    kind = plain[IS]
    if kind in _KINDS:
        return _KINDS[kind](plain["of"])
    return CLASSES[kind](**{key: _value(each) for key, each in plain.items() if key != IS})


_DAYS = {datetime: "moment", letter.ShortDay: "short day"}
_KINDS: dict[str, Callable[[Any], object]] = {
    "shortened": lambda of: letter.Shortened(*of),
    "short day": letter.ShortDay.fromisoformat,
    "list": lambda of: [_value(each) for each in of],
    "mapping": lambda of: {key: _value(each) for key, each in of},
    "decimal": Decimal,
    "day": date.fromisoformat,
    "moment": datetime.fromisoformat,
}
