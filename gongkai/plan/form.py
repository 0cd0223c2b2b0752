"""A plan as canonical JSON and back: the form in which a revision is stored and hashed.

Keys are sorted, defaults left out, days are ISO text, figures exact text without trailing zeros: equal plans have
equal JSON. Small records (a grade, a stage) stand as lists, and so their fields can only ever be added to at the end.
"""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import msgspec

from gongkai.plan.model import Plan, Within

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Json = dict[str, Any]

LATER: Mapping[type, tuple[str, ...]] = MappingProxyType({Within: ("days",)})
"""What small records have gained at their end since: not written where it is empty, so that older bodies stay equal."""


def plan_to_json(plan: Plan) -> str:
    """Return the plan as canonical JSON."""
    body = _record(plan)
    body |= body.pop("holidays", {})
    for duty in _duties(body):
        if "owed_by" in duty:
            duty["owed_by"] = [duty["owed_by"]]
    for group in _groups(body):
        if "ranked" in group:
            group["unranked"] = not group.pop("ranked")
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def plan_from_json(text: str) -> Plan:
    """Return the plan that `plan_to_json` wrote."""
    body: Json = json.loads(text)
    body["holidays"] = {key: body.pop(key) for key in ("off", "work") if key in body}
    for duty in _duties(body):
        if "owed_by" in duty:
            (duty["owed_by"],) = duty["owed_by"]
    for group in _groups(body):
        if "unranked" in group:
            group["ranked"] = not group.pop("unranked")
    return msgspec.convert(body, Plan)


def appeal_workdays_of(text: str) -> int | None:
    """Return the workdays to object in a plan that `plan_to_json` wrote, None where it has no rubric."""
    rubric = plan_from_json(text).assessment
    return rubric.appeal_workdays if rubric else None


def _duties(body: Json) -> Iterator[Json]:
    yield from body.get("duties", ())
    for point in body.get("points", ()):
        yield from point.get("duties", ())


def _groups(body: Json) -> Iterator[Json]:
    yield from body.get("assessment", {}).get("groups", ())


def _record(record: msgspec.Struct) -> Json:
    """Return what a record says that is not its default."""
    named = ((field, getattr(record, field.name)) for field in msgspec.structs.fields(record))
    return {field.name: _value(each) for field, each in named if field.required or each != field.default}


def _value(value: object) -> object:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_value(each) for each in value]
    if not isinstance(value, msgspec.Struct):
        return value
    return _row(value) if value.__struct_config__.array_like else _record(value)


def _row(record: msgspec.Struct) -> list[object]:
    """Return the values of a small record, but for those `LATER` ones at its end that are not set."""
    later = LATER.get(type(record), ())
    named = [(name, getattr(record, name)) for name in record.__struct_fields__]
    while named and named[-1][0] in later and not named[-1][1]:
        named.pop()
    return [_value(value) for _, value in named]
