"""A plan as canonical JSON and back: the form in which a revision is stored and hashed.

Keys are sorted, blanks and defaults left out, days are ISO text, figures exact text without trailing zeros: equal
plans have equal JSON. Reading is on the way of every command, so it is written out by hand, field by field.
"""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from gongkai.domain.plan import (
    Collective,
    Duty,
    Holidays,
    Lights,
    Plan,
    SelfInspectionRule,
    Target,
    Unit,
    Within,
    WorkPoint,
)
from gongkai.domain.planform_scheme import APPEAL_WORKDAYS, assessment_from, assessment_to, figure, figure_from, lean

if TYPE_CHECKING:
    from collections.abc import Iterable

Json = dict[str, Any]
LIGHTS, SELF_INSPECTION = Lights(), SelfInspectionRule()


def plan_to_json(plan: Plan) -> str:
    """Return the plan as canonical JSON."""
    body = lean(
        year=plan.year,
        title=plan.title,
        number=plan.number,
        issuer=plan.issuer,
        issued=plan.issued.isoformat(),
        office=plan.office,
        units=[_unit_to(unit) for unit in plan.units],
        points=[_point_to(point) for point in plan.points],
        collectives=[_collective_to(collective) for collective in plan.collectives],
        lights=[plan.lights.due_days, plan.lights.silent_days] if plan.lights != LIGHTS else None,
        off=_days_to(plan.holidays.off),
        work=_days_to(plan.holidays.work),
        self_inspection=_rule_to(plan.self_inspection),
        assessment=assessment_to(plan.assessment) if plan.assessment else None,
        notes=plan.notes,
    )
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def plan_from_json(text: str) -> Plan:
    """Return the plan that `plan_to_json` wrote."""
    body: Json = json.loads(text)
    get = body.get
    lights, rule, rubric = get("lights"), get("self_inspection"), get("assessment")
    return Plan(
        year=body["year"],
        title=get("title", ""),
        number=get("number", ""),
        issuer=get("issuer", ""),
        issued=date.fromisoformat(body["issued"]),
        office=get("office", ""),
        units=tuple(map(_unit_from, get("units", ()))),
        points=tuple(map(_point_from, get("points", ()))),
        collectives=tuple(map(_collective_from, get("collectives", ()))),
        lights=Lights(*lights) if lights else LIGHTS,
        holidays=Holidays(_days_from(get("off", ())), _days_from(get("work", ()))),
        self_inspection=_rule_from(rule) if rule else SELF_INSPECTION,
        assessment=assessment_from(rubric) if rubric else None,
        notes=tuple(get("notes", ())),
    )


def appeal_workdays_of(text: str) -> int | None:
    """Return the workdays to object in a plan that `plan_to_json` wrote, None where it has no rubric."""
    rubric = json.loads(text).get("assessment")
    return rubric.get("appeal_workdays", APPEAL_WORKDAYS) if rubric else None


def _day_to(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _days_to(days: Iterable[date]) -> list[str]:
    return [day.isoformat() for day in days]


def _days_from(days: Iterable[str]) -> tuple[date, ...]:
    return tuple(map(date.fromisoformat, days))


def _rule_to(rule: SelfInspectionRule) -> Json:
    at_least = rule.at_least if rule.at_least != SELF_INSPECTION.at_least else None
    return lean(kinds=rule.kinds, at_least=at_least, quote=rule.quote)


def _rule_from(body: Json) -> SelfInspectionRule:
    get = body.get
    return SelfInspectionRule(tuple(get("kinds", ())), get("at_least", SELF_INSPECTION.at_least), get("quote", ""))


def _unit_to(unit: Unit) -> Json:
    return lean(
        name=unit.name,
        kind=unit.kind,
        aliases=unit.aliases,
        initials=unit.initials,
        source=unit.source,
        from_=_day_to(unit.from_),
        until=_day_to(unit.until),
        successor=unit.successor,
        note=unit.note,
    )


def _unit_from(body: Json) -> Unit:
    get = body.get
    begin, end = get("from_"), get("until")
    return Unit(
        name=get("name", ""),
        kind=get("kind", ""),
        aliases=tuple(get("aliases", ())),
        initials=tuple(get("initials", ())),
        source=get("source", ""),
        from_=date.fromisoformat(begin) if begin else None,
        until=date.fromisoformat(end) if end else None,
        successor=tuple(get("successor", ())),
        note=get("note", ""),
    )


def _collective_to(collective: Collective) -> Json:
    return lean(
        name=collective.name,
        kinds=collective.kinds,
        units=collective.units,
        same_as=collective.same_as,
        unresolved=collective.unresolved,
        note=collective.note,
    )


def _collective_from(body: Json) -> Collective:
    get = body.get
    return Collective(
        name=get("name", ""),
        kinds=tuple(get("kinds", ())),
        units=tuple(get("units", ())),
        same_as=get("same_as", ""),
        unresolved=get("unresolved", False),
        note=get("note", ""),
    )


def _point_to(point: WorkPoint) -> Json:
    return lean(
        no=point.no,
        title=point.title,
        text=point.text,
        chapter=point.chapter,
        section=point.section,
        lead=point.lead,
        responsible=point.responsible,
        support=point.support,
        duties=[_duty_to(duty) for duty in point.duties],
        notes=point.notes,
    )


def _point_from(body: Json) -> WorkPoint:
    get = body.get
    return WorkPoint(
        no=get("no", ""),
        title=get("title", ""),
        text=get("text", ""),
        chapter=get("chapter", ""),
        section=get("section", ""),
        lead=tuple(get("lead", ())),
        responsible=tuple(get("responsible", ())),
        support=tuple(get("support", ())),
        duties=tuple(map(_duty_from, get("duties", ()))),
        notes=tuple(get("notes", ())),
    )


def _duty_to(duty: Duty) -> Json:
    within, target = duty.within, duty.target
    return lean(
        id=duty.id,
        quote=duty.quote,
        what=duty.what,
        by=_day_to(duty.by),
        every=duty.every,
        grace_days=duty.grace_days or None,
        first_running=duty.first_running,
        within=[within.workdays, within.hours] if within else None,
        from_=duty.from_,
        target=[figure(target.at_least), figure(target.at_most), target.unit] if target else None,
        owed_by=None if duty.owed_by == "leads" else [duty.owed_by],
        owers=duty.owers,
        note=duty.note,
    )


def _duty_from(body: Json) -> Duty:
    get = body.get
    by, within, target = get("by"), get("within"), get("target")
    return Duty(
        id=get("id", ""),
        quote=get("quote", ""),
        what=get("what", ""),
        by=date.fromisoformat(by) if by else None,
        every=get("every", ""),
        grace_days=get("grace_days", 0),
        first_running=get("first_running", False),
        within=Within(*within) if within else None,
        from_=get("from_", ""),
        target=Target(figure_from(target[0]), figure_from(target[1]), target[2]) if target else None,
        owed_by=get("owed_by", ("leads",))[0],
        owers=tuple(get("owers", ())),
        note=get("note", ""),
    )
