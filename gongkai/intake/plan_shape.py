"""The shape of a year's file (`tasks.yaml`), declared key by key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.domain.findings import INSPECTION_KINDS, SELF
from gongkai.intake.shape import (
    choice,
    day,
    either,
    flag,
    many,
    may,
    named,
    need,
    number,
    one,
    prose,
    text,
    token,
    whole,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gongkai.intake.shape import Shape

AUTO = (
    "no_self_inspection",
    "point_not_done",
    "point_no_report",
    "duty_missed",
    "duty_late",
    "finding_overdue",
)
SOURCES = (*INSPECTION_KINDS, SELF)
"""Where a finding comes from: what the office's inspections are called, or the unit's own."""
LONG_AGO, FAR_AHEAD = 1949, 2999

SHAPES: Mapping[str, Shape] = {
    "file": {
        "plan": need(one("plan")),
        "units": need(many(one("unit"))),
        "collectives": may(named("collective")),
        "self_inspection": may(one("self_inspection")),
        "chapters": need(many(one("chapter"))),
        "assessment": may(one("assessment")),
    },
    "plan": {
        "year": need(whole(LONG_AGO, FAR_AHEAD)),
        "title": need(text),
        "number": need(text),
        "issuer": need(text),
        "issued": need(day),
        "office": need(text),
        "lights": may(one("lights")),
        "holidays": may(one("holidays")),
        "notes": may(many(text)),
    },
    "lights": {"due_days": may(whole(0, 366)), "silent_days": may(whole(0, 366))},
    "holidays": {"off": may(many(day)), "work": may(many(day))},
    "unit": {
        "name": need(text),
        "kind": need(text),
        "aliases": may(many(text)),
        "source": may(text),
        "from": may(day),
        "until": may(day),
        "successor": may(either(text, many(text))),
        "note": may(text),
    },
    "collective": {
        "kinds": may(many(text)),
        "units": may(many(text)),
        "same_as": may(text),
        "unresolved": may(flag),
        "note": may(text),
    },
    "self_inspection": {"kinds": need(many(text)), "at_least": may(whole(0, 366)), "quote": may(text)},
    "chapter": {"title": need(text), "sections": need(many(one("section")))},
    "section": {"title": need(text), "points": need(many(one("point")))},
    "point": {
        "no": need(token),
        "title": need(text),
        "text": need(prose),
        "lead": need(many(text)),
        "responsible": may(many(text)),
        "support": may(many(text)),
        "duties": may(many(one("duty"))),
        "notes": may(many(text)),
    },
    "duty": {
        "id": need(token),
        "quote": need(text),
        "what": may(text),
        "by": may(day),
        "every": may(choice("day", "workday", "month", "quarter")),
        "grace": may(one("grace")),
        "first": may(choice("running")),
        "within": may(one("within")),
        "from": may(text),
        "target": may(one("target")),
        "owed_by": may(either(text, many(text))),
        "note": may(text),
    },
    "grace": {"days": need(whole(0, 366))},
    "within": {"workdays": may(whole(1, 366)), "hours": may(whole(1, 9999))},
    "target": {"at_least": may(number()), "at_most": may(number()), "unit": may(text)},
    "assessment": {
        "full": need(number(1)),
        "places": may(whole(0, 2)),
        "grades": need(many(one("grade"))),
        "appeal_workdays": may(whole(0, 366)),
        "not_applicable": may(either(choice("rescale", "full"), one("rate"))),
        "groups": need(many(one("group"))),
        "schemes": need(many(one("scheme"))),
        "note": may(text),
    },
    "rate": {"rate": need(number(0, 100))},
    "grade": {"name": need(text), "min": need(number())},
    "group": {"name": need(text), "kinds": may(many(text)), "units": may(many(text)), "ranked": may(flag)},
    "scheme": {
        "name": need(text),
        "note": may(text),
        "groups": may(many(text)),
        "items": need(many(one("item"))),
        "bonus": may(one("bonus")),
        "vetoes": may(many(one("veto"))),
        "stages": may(many(one("stage"))),
    },
    "item": {
        "code": need(token),
        "name": need(text),
        "points": need(number()),
        "applies_to": may(one("applies_to")),
        "rules": may(many(one("rule"))),
        "items": may(many(one("item"))),
    },
    "applies_to": {"kinds": may(many(text)), "units": may(many(text)), "work_points": may(many(text))},
    "rule": {
        "code": need(token),
        "text": need(text),
        "points": need(either(number(), one("range"))),
        "per": may(text),
        "auto": may(choice(*AUTO)),
        "source": may(text),
        "if_rectified": may(choice("full", "half", "none")),
        "discretion": may(flag),
        "sources": may(many(choice(*SOURCES))),
    },
    "range": {"min": need(number()), "max": need(number())},
    "bonus": {"cap": need(number()), "above": may(number()), "rules": need(many(one("rule")))},
    "veto": {"code": need(token), "text": need(text), "grade": need(text), "source": may(text)},
    "stage": {"name": need(text), "weight": need(number(0, 100)), "external": may(flag)},
}
