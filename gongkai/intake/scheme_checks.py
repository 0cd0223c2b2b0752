"""What the year's rubric must mean: figures that add up, codes that name one rule, units that all are scored."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from gongkai.intake.plan_checks import repeated, unknown_units
from gongkai.intake.plan_sheet import alike, items_of, rules_of
from gongkai.intake.shape import guess
from gongkai.intake.source import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gongkai.errors import Problem
    from gongkai.intake.plan_sheet import Sheet

WHOLE_WEIGHT = 100


def grades_fall(sheet: Sheet) -> Iterator[Problem]:
    """Grades stand from the highest down, each with a name of its own."""
    grades = sheet.assessment.entries("grades")
    yield from repeated(sheet, "等次", (grade.text("name") for grade in grades))
    for above, below in pairwise(grades):
        high, low = above.number("min"), below.number("min")
        if high is not None and low is not None and low >= high:
            message = f"等次线没有逐级降低：{shown(below.text('name'))} {low} 不低于 {shown(above.text('name'))} {high}"
            yield sheet.problem(below.at("min"), message, "等次从高到低写，min 逐个变小")


def names_and_codes_once(sheet: Sheet) -> Iterator[Problem]:
    """Groups and schemes have names of their own; inside a scheme so have items, rules and stages."""
    yield from repeated(sheet, "考核组", (group.text("name") for group in sheet.assessment.entries("groups")))
    yield from repeated(sheet, "考核细则", (scheme.text("name") for scheme in sheet.schemes))
    for scheme in sheet.schemes:
        yield from repeated(sheet, "考核项编号", (item.text("code") for item in items_of(scheme)))
        codes = [rule.text("code") for rule in rules_of(scheme)]
        yield from repeated(sheet, "规则编号", (*codes, *(veto.text("code") for veto in scheme.entries("vetoes"))))
        yield from repeated(sheet, "考核阶段", (stage.text("name") for stage in scheme.entries("stages")))


def points_fit(sheet: Sheet) -> Iterator[Problem]:
    """Children of an item carry no more points than the item; a range of points does not run backwards."""
    for item in sheet.rubric_items:
        own, children = item.number("points"), item.entries("items")
        total = sum((child.number("points") or Decimal(0) for child in children), Decimal(0))
        if own is not None and total > own:
            message = f"考核项{shown(item.text('code'))}的下级合计 {total} 分，超过它自己的 {own} 分"
            yield sheet.problem(item.at("points"), message, "请改小下级的分值，或改大上级的分值")
    for rule in (rule for scheme in sheet.schemes for rule in rules_of(scheme)):
        limits = rule.entry("points")
        low, high = (limits.number("min"), limits.number("max")) if limits else (None, None)
        if low is not None and high is not None and low > high:
            yield sheet.problem(rule.at("points"), f"分值范围颠倒：{low} 大于 {high}", "min 不能大于 max")


def stages_add_up(sheet: Sheet) -> Iterator[Problem]:
    """The weights of a scheme's stages make 100."""
    for scheme in sheet.schemes:
        weights = [stage.number("weight") for stage in scheme.entries("stages")]
        known = [weight for weight in weights if weight is not None]
        if weights and len(known) == len(weights) and sum(known) != WHOLE_WEIGHT:
            yield sheet.problem(
                scheme.at("stages"), f"各阶段权重合计 {sum(known)}，不是 100", "请调整 weight，使合计为 100"
            )


def vetoes_graded(sheet: Sheet) -> Iterator[Problem]:
    """A veto sets one of the grades."""
    known = [grade.text("name") for grade in sheet.assessment.entries("grades")]
    for veto in (veto for scheme in sheet.schemes for veto in scheme.entries("vetoes")):
        grade = veto.text("grade")
        if grade and grade not in known:
            yield sheet.problem(grade.line, f"没有等次“{shown(grade)}”", guess(grade, known, "已有的等次"))


def items_apply(sheet: Sheet) -> Iterator[Problem]:
    """An item names units and points that exist."""
    for item in sheet.rubric_items:
        applies = item.entry("applies_to")
        if applies is None:
            continue
        yield from unknown_units(sheet, applies.words("units"))
        for number in applies.words("work_points"):
            if alike(number) not in sheet.point_numbers:
                hint = guess(number, sheet.point_numbers.values()) or "请写要点的编号"
                yield sheet.problem(number.line, f"没有要点“{shown(number)}”", hint)


def groups_served(sheet: Sheet) -> Iterator[Problem]:
    """Every group named by a scheme exists, and every group is served by exactly one scheme."""
    groups = [group.text("name") for group in sheet.assessment.entries("groups")]
    served: dict[str, int] = {}
    for scheme in sheet.schemes:
        for name in scheme.words("groups"):
            if name not in groups:
                yield sheet.problem(name.line, f"没有考核组“{shown(name)}”", guess(name, groups, "已有的考核组"))
        for name in scheme.words("groups") if scheme.has("groups") else groups:
            if name in served:
                line = name.line if scheme.has("groups") else scheme.line
                message = f"考核组“{shown(name)}”适用了不止一个考核细则，第{served[name]}行已有"
                yield sheet.problem(line, message, "一个考核组只用一个细则，请在 groups 里分开")
            served.setdefault(name, scheme.line)
    for name in groups:
        if served and name not in served:
            yield sheet.problem(name.line, f"考核组“{shown(name)}”没有适用的考核细则", "请把它写进某个细则的 groups")


def units_grouped(sheet: Sheet) -> Iterator[Problem]:
    """Every unit of the roster belongs to a group, by name or by kind."""
    groups = sheet.assessment.entries("groups")
    kinds = {kind for group in groups for kind in group.words("kinds")}
    named = {name for group in groups for name in sheet.full_names(group.words("units"))}
    for unit in sheet.units if groups else ():
        name, kind = unit.text("name"), unit.text("kind")
        if name and kind and name not in named and kind not in kinds:
            hint = f"请在 assessment.groups 里收入“{shown(kind)}”这一类，或点名收入"
            yield sheet.problem(name.line, f"“{shown(name)}”不属于任何考核组", hint)


CHECKS: tuple[Callable[[Sheet], Iterator[Problem]], ...] = (
    grades_fall,
    names_and_codes_once,
    points_fit,
    stages_add_up,
    vetoes_graded,
    items_apply,
    groups_served,
    units_grouped,
)
