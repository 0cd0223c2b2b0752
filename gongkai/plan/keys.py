"""What a field of the plan declares beside its type: its key in the year's file, its Chinese name, its bounds.

From it follow how the file is read and checked, and what a load tells of a revision.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Literal, get_args, get_origin

from msgspec import Struct
from msgspec.structs import fields

if TYPE_CHECKING:
    from collections.abc import Mapping

HIGHEST = 1_000_000


class Key(Struct, frozen=True):
    """One field's declaration; a field without one is derived, and stands in no file.

    `word` is its Chinese name; fields of a record that share one are told as one, and what has none is not told.
    `key` is its key in the file where that is not its own name; fields that share one are spelt together there. `was`
    is what the key was called before: it is refused, and told what it is called now.
    `outer` tells that it stands outside the record's own mapping (a collective's name, a point's headings), `needed`
    that the file must have it though the record has a default, `optional` that the file may leave it out though the
    record has none (it is empty then, or made from others), `lone` that one text will do for a list, `brief` that
    its change is told without its values. `choices` lead each code to its Chinese; `names` says what its texts name,
    all of which the file must know.
    """

    word: str = ""
    key: str = ""
    was: str = ""
    needed: bool = False
    optional: bool = False
    outer: bool = False
    lone: bool = False
    brief: bool = False
    form: Literal["text", "prose", "code"] = "text"
    low: int = 0
    high: int = HIGHEST
    choices: Mapping[str, str] = {}
    names: Literal["", "units", "kinds", "points"] = ""


class Field(Struct, frozen=True):
    """A declared field of a record: `kind` is the type of its value, or of each value where there are `many`."""

    name: str
    key: str
    needed: bool
    kind: type
    many: bool
    declared: Key

    @property
    def word(self) -> str:
        """Its Chinese name."""
        return self.declared.word


KINDS = (str, int, Decimal, bool, date)


@cache
def fields_of(record: type) -> tuple[Field, ...]:
    """Return the declared fields of a class of the plan, in order. Not for the way of every command: it is slow."""
    found = []
    for field in fields(record):
        declared = next((each for each in getattr(field.type, "__metadata__", ()) if isinstance(each, Key)), None)
        if declared is not None:
            kind, many = _kind(get_args(field.type)[0])
            key = declared.key or field.name.rstrip("_")
            needed = declared.needed or (field.required and not declared.optional)
            found.append(Field(field.name, key, needed, kind, many, declared))
    return tuple(found)


def _kind(written: object) -> tuple[type, bool]:
    """Return the type of a value and whether there are many: of `date | None` a date, of `tuple[Unit, ...]` units."""
    if get_origin(written) is tuple:
        return _kind(get_args(written)[0])[0], True
    if get_origin(written) is Literal:
        return str, False
    own = [each for each in get_args(written) or (written,) if each is not type(None)]
    (kind,) = own
    if kind not in KINDS and not issubclass(kind, Struct):
        raise TypeError(f"no year's file holds a {kind}")
    return kind, False
