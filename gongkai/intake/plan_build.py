"""The year's file as its fields declare it: the shape by which it is read, and the plan made of what was read.

What is spelt in the file otherwise than the plan has it (a range of points, a list of owers) stands in `SPELT`.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import cache, partial
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from gongkai.domain.keys import fields_of
from gongkai.domain.plan import OWED_BY, Duty, Plan, WorkPoint
from gongkai.domain.scheme import OUTSIDE, Assessment, Rule
from gongkai.intake import shape
from gongkai.intake.initials import initials_of
from gongkai.intake.shape import Entry, Place

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gongkai.domain.keys import Field
    from gongkai.intake.plan_sheet import Sheet
    from gongkai.intake.shape import Kind, Shape, Word

    Values = dict[str, Any]

T = TypeVar("T", bound=Struct)
BRACKETED_YEAR = re.compile(r"[\[(（【〔［]\s*(\d{4})\s*[\])）】〕］]")


class Spelling(Struct, frozen=True):
    """A key that is spelt in a way of its own: what stands under it, and the fields that its value fills."""

    kind: Kind
    fills: Callable[[Any, Sheet], Values]


@cache
def shape_of(record: type) -> Shape:
    """Return the keys of a record's mapping in the file, in the order of its fields."""
    found: dict[str, Place] = {}
    for field in fields_of(record):
        if not field.declared.outer and field.key not in found:
            spelt = SPELT.get(record, {}).get(field.key)
            found[field.key] = Place(spelt.kind if spelt else _kind(field), field.needed)
    return found


def _kind(field: Field) -> Kind:
    if not field.many:
        return _single(field)
    several = shape.many(_single(field))
    return shape.either(_single(field), several) if field.declared.lone else several


def _single(field: Field) -> Kind:
    key = field.declared
    if issubclass(field.kind, Struct):
        return shape.one(partial(shape_of, field.kind))
    if key.choices:
        return shape.choice(*key.choices)
    simple: dict[type, Kind] = {
        str: {"text": shape.text, "prose": shape.prose, "code": shape.token}[key.form],
        int: shape.whole(key.low, key.high),
        Decimal: shape.number(key.low, key.high),
        bool: shape.flag,
        date: shape.day,
    }
    return simple[field.kind]


def _parts(**parts: Kind) -> Callable[[], Shape]:
    """Return a shape whose keys are all needed."""
    return lambda: {key: Place(kind, needed=True) for key, kind in parts.items()}


def _range(value: Decimal | Entry, _: Sheet) -> Values:
    if isinstance(value, Decimal):
        return {"points": value}
    return {"points": value.number("max"), "points_min": value.number("min")}


def _outside(value: Word | Entry, _: Sheet) -> Values:
    if isinstance(value, Entry):
        return {"not_applicable": "rate", "rate": value.number("rate")}
    return {"not_applicable": str(value)}


def _owers(value: Word | tuple[Word, ...], sheet: Sheet) -> Values:
    words = value if isinstance(value, tuple) else (value,)
    if len(words) == 1 and words[0] in OWED_BY:
        return {"owed_by": str(words[0])}
    return {"owed_by": "", "owers": sheet.full_names(words)}


SPELT: Mapping[type, Mapping[str, Spelling]] = {
    Duty: {
        "grace": Spelling(
            shape.one(_parts(days=shape.whole(0, 366))), lambda value, _: {"grace_days": value.whole("days", 0)}
        ),
        "first": Spelling(shape.choice("running"), lambda value, _: {"first_running": value == "running"}),
        "owed_by": Spelling(shape.either(shape.text, shape.many(shape.text)), _owers),
    },
    Rule: {
        "points": Spelling(
            shape.either(shape.number(), shape.one(_parts(min=shape.number(), max=shape.number()))), _range
        )
    },
    Assessment: {
        "not_applicable": Spelling(
            shape.either(
                shape.choice(*(way for way in OUTSIDE if way != "rate")), shape.one(_parts(rate=shape.number(0, 100)))
            ),
            _outside,
        )
    },
}


def file_shape() -> Shape:
    """Return the keys of the whole file: the plan's head, and beside it what fills a part of its own."""
    point = shape.many(shape.one(partial(shape_of, WorkPoint)))
    section = shape.many(shape.one(_parts(title=shape.text, points=point)))
    chapter = shape.many(shape.one(_parts(title=shape.text, sections=section)))
    parts = {field.key: field for field in fields_of(Plan) if field.declared.outer}
    return {
        "plan": Place(shape.one(partial(shape_of, Plan)), needed=True),
        "units": Place(_kind(parts["units"]), needed=True),
        "collectives": Place(shape.named(partial(shape_of, parts["collectives"].kind))),
        "self_inspection": Place(_kind(parts["self_inspection"])),
        "chapters": Place(chapter, needed=True),
        "assessment": Place(_kind(parts["assessment"])),
    }


def plan_of(sheet: Sheet) -> Plan:
    """Return the year's plan. Wording on points stays the source's; units named elsewhere get their full names."""
    plan = _record(Plan, sheet.whole, sheet)
    return replace(
        plan,
        number=BRACKETED_YEAR.sub(r"〔\1〕", plan.number),
        units=tuple(replace(unit, initials=initials_of((unit.name, *unit.aliases))) for unit in plan.units),
    )


def _record(record: type[T], entry: Entry, sheet: Sheet) -> T:
    """Return a record of what was read for it; a field that was not written has its default."""
    values: Values = {}
    for field in fields_of(record):
        spelt = SPELT.get(record, {}).get(field.key)
        if field.key not in entry.values:
            continue
        value = entry.values[field.key]
        values |= spelt.fills(value, sheet) if spelt else {field.name: _value(field, value, sheet)}
    return record(**values)


def _value(field: Field, value: object, sheet: Sheet) -> object:
    each = value if isinstance(value, tuple) else (value,)
    named = {"units": sheet.full_names, "points": sheet.full_numbers}.get(field.declared.names)
    made = named(each) if named else tuple(_made(field.kind, one, sheet) for one in each)
    return made if field.many else made[0]


def _made(kind: type, value: object, sheet: Sheet) -> object:
    if isinstance(value, Entry):
        return _record(kind, value, sheet)
    return str(value) if isinstance(value, str) else value
