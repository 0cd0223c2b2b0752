"""The entries of a year's file, found sound, as the records of `domain.plan`."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, cast

from gongkai.domain.plan import (
    OWED_BY_WORDS,
    Collective,
    Duty,
    Every,
    Holidays,
    Lights,
    Plan,
    SelfInspectionRule,
    Target,
    Unit,
    Within,
    WorkPoint,
)
from gongkai.intake.initials import initials_of
from gongkai.intake.scheme_build import assessment_of

if TYPE_CHECKING:
    from gongkai.intake.plan_sheet import Sheet
    from gongkai.intake.shape import Entry

BRACKETED_YEAR = re.compile(r"[\[(（【〔［]\s*(\d{4})\s*[\])）】〕］]")


def plan_of(sheet: Sheet) -> Plan:
    """Return the year's plan. Wording on points stays the source's; units named elsewhere get their full names."""
    head = sheet.plan
    return Plan(
        year=head.whole("year", 0),
        title=str(head.text("title")),
        number=BRACKETED_YEAR.sub(r"〔\1〕", head.text("number")),
        issuer=str(head.text("issuer")),
        issued=head.day("issued") or date.min,
        office=sheet.full_names((head.text("office"),))[0],
        units=tuple(_unit(sheet, unit) for unit in sheet.units),
        points=tuple(_point(sheet, chapter, section, point) for chapter, section, point in sheet.headed_points),
        collectives=tuple(_collective(sheet, entry) for entry in sheet.collectives.values()),
        lights=_lights(head.entry("lights")),
        holidays=_holidays(head.entry("holidays")),
        self_inspection=_self_inspection(sheet.root.entry("self_inspection")),
        assessment=assessment_of(sheet),
        notes=head.plain("notes"),
    )


def _unit(sheet: Sheet, entry: Entry) -> Unit:
    name, aliases = str(entry.text("name")), entry.plain("aliases")
    return Unit(
        name=name,
        kind=str(entry.text("kind")),
        aliases=aliases,
        initials=initials_of((name, *aliases)),
        source=str(entry.text("source")),
        from_=entry.day("from"),
        until=entry.day("until"),
        successor=sheet.full_names(entry.words("successor")),
        note=str(entry.text("note")),
    )


def _collective(sheet: Sheet, entry: Entry) -> Collective:
    return Collective(
        name=str(entry.text("name")),
        kinds=entry.plain("kinds"),
        units=sheet.full_names(entry.words("units")),
        same_as=str(entry.text("same_as")),
        unresolved=entry.flag("unresolved"),
        note=str(entry.text("note")),
    )


def _lights(entry: Entry | None) -> Lights:
    default = Lights()
    if entry is None:
        return default
    return Lights(entry.whole("due_days", default.due_days), entry.whole("silent_days", default.silent_days))


def _holidays(entry: Entry | None) -> Holidays:
    return Holidays(entry.days("off"), entry.days("work")) if entry else Holidays()


def _self_inspection(entry: Entry | None) -> SelfInspectionRule:
    if entry is None:
        return SelfInspectionRule()
    return SelfInspectionRule(entry.plain("kinds"), entry.whole("at_least", 1), str(entry.text("quote")))


def _point(sheet: Sheet, chapter: str, section: str, entry: Entry) -> WorkPoint:
    return WorkPoint(
        no=str(entry.text("no")),
        title=str(entry.text("title")),
        text=str(entry.text("text")),
        chapter=chapter,
        section=section,
        lead=entry.plain("lead"),
        responsible=entry.plain("responsible"),
        support=entry.plain("support"),
        duties=tuple(_duty(sheet, duty) for duty in entry.entries("duties")),
        notes=entry.plain("notes"),
    )


def _duty(sheet: Sheet, entry: Entry) -> Duty:
    owed_by = entry.words("owed_by")
    in_words = not owed_by or (len(owed_by) == 1 and owed_by[0] in OWED_BY_WORDS)
    grace, within, target = entry.entry("grace"), entry.entry("within"), entry.entry("target")
    return Duty(
        id=str(entry.text("id")),
        quote=str(entry.text("quote")),
        what=str(entry.text("what")),
        by=entry.day("by"),
        every=cast("Every", str(entry.text("every"))),
        grace_days=grace.whole("days", 0) if grace else 0,
        first_running=entry.text("first") == "running",
        within=Within(within.whole("workdays", 0), within.whole("hours", 0)) if within else None,
        from_=str(entry.text("from")),
        target=Target(target.number("at_least"), target.number("at_most"), str(target.text("unit")))
        if target
        else None,
        owed_by=(str(owed_by[0]) if owed_by else "leads") if in_words else "",
        owers=() if in_words else sheet.full_names(owed_by),
        note=str(entry.text("note")),
    )
