"""The rubric's entries, found sound, as the records of `domain.scheme`."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from gongkai.domain.scheme import AppliesTo, Assessment, Bonus, Grade, Group, Item, Rule, Scheme, Stage, Veto
from gongkai.intake.plan_sheet import alike

if TYPE_CHECKING:
    from gongkai.intake.plan_sheet import Sheet
    from gongkai.intake.shape import Entry


def assessment_of(sheet: Sheet) -> Assessment | None:
    """Return the year's rubric, None where the file has none."""
    entry = sheet.root.entry("assessment")
    if entry is None:
        return None
    rate = entry.entry("not_applicable")
    return Assessment(
        full=_number(entry, "full"),
        grades=tuple(Grade(str(grade.text("name")), _number(grade, "min")) for grade in entry.entries("grades")),
        groups=tuple(_group(sheet, group) for group in entry.entries("groups")),
        schemes=tuple(_scheme(sheet, scheme) for scheme in entry.entries("schemes")),
        places=entry.whole("places", 2),
        appeal_workdays=entry.whole("appeal_workdays", 5),
        not_applicable="rate" if rate else str(entry.text("not_applicable")) or "rescale",
        rate=rate.number("rate") if rate else None,
        note=str(entry.text("note")),
    )


def _number(entry: Entry, key: str) -> Decimal:
    return entry.number(key) or Decimal(0)


def _group(sheet: Sheet, entry: Entry) -> Group:
    units = sheet.full_names(entry.words("units"))
    return Group(str(entry.text("name")), entry.plain("kinds"), units, entry.flag("ranked", default=True))


def _scheme(sheet: Sheet, entry: Entry) -> Scheme:
    return Scheme(
        name=str(entry.text("name")),
        items=tuple(_item(sheet, item) for item in entry.entries("items")),
        groups=entry.plain("groups"),
        bonus=_bonus(entry.entry("bonus")),
        vetoes=tuple(_veto(veto) for veto in entry.entries("vetoes")),
        stages=tuple(_stage(stage) for stage in entry.entries("stages")),
        note=str(entry.text("note")),
    )


def _item(sheet: Sheet, entry: Entry) -> Item:
    return Item(
        code=str(entry.text("code")),
        name=str(entry.text("name")),
        points=_number(entry, "points"),
        applies_to=_applies_to(sheet, entry.entry("applies_to")),
        rules=tuple(_rule(rule) for rule in entry.entries("rules")),
        items=tuple(_item(sheet, item) for item in entry.entries("items")),
    )


def _applies_to(sheet: Sheet, entry: Entry | None) -> AppliesTo | None:
    if entry is None:
        return None
    numbers = tuple(sheet.point_numbers[alike(word)] for word in entry.words("work_points"))
    return AppliesTo(entry.plain("kinds"), sheet.full_names(entry.words("units")), numbers)


def _rule(entry: Entry) -> Rule:
    limits = entry.entry("points")
    return Rule(
        code=str(entry.text("code")),
        text=str(entry.text("text")),
        points=_number(limits, "max") if limits else _number(entry, "points"),
        points_min=limits.number("min") if limits else None,
        per=str(entry.text("per")),
        auto=str(entry.text("auto")),
        source=str(entry.text("source")),
        if_rectified=str(entry.text("if_rectified")) or "full",
        discretion=entry.flag("discretion"),
        sources=entry.plain("sources"),
    )


def _bonus(entry: Entry | None) -> Bonus | None:
    if entry is None:
        return None
    return Bonus(_number(entry, "cap"), _number(entry, "above"), tuple(_rule(rule) for rule in entry.entries("rules")))


def _veto(entry: Entry) -> Veto:
    code, text, grade, source = (str(entry.text(key)) for key in ("code", "text", "grade", "source"))
    return Veto(code, text, grade, source)


def _stage(entry: Entry) -> Stage:
    return Stage(str(entry.text("name")), _number(entry, "weight"), entry.flag("external"))
