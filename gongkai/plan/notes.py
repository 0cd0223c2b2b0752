"""What `load` tells about a sound file: nothing is repaired or inferred in silence."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from gongkai.duty.cycles import CYCLES
from gongkai.plan.contents import ROLES, bonuses_of
from gongkai.plan.model import EVERY
from gongkai.plan.rubric_checks import ODD
from gongkai.plan.spelling import spelt
from gongkai.plan.yaml import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gongkai.errors import Problem
    from gongkai.plan.contents import PlanContents

WHOLE_NOTE = 200
SURE = "确实如此的不用改；写错了年份的请改正"


def slips(sheet: PlanContents) -> Iterator[Problem]:
    """Slips of the source that the file has recorded, on the plan and on its points."""
    for note in sheet.plan.words("notes"):
        yield sheet.problem(note.line, shown(note, WHOLE_NOTE))
    for point in sheet.points:
        for note in point.words("notes"):
            yield sheet.problem(note.line, f"要点{point.text('id')}：{shown(note, WHOLE_NOTE)}")


def aliases(sheet: PlanContents) -> Iterator[Problem]:
    """Units that a point names otherwise than the roster does."""
    for point, role, word in sheet.wordings():
        name = sheet.unit_names.get(word, word)
        if name != word:
            yield sheet.problem(word.line, f"要点{point.text('id')}的{role}“{word}”按别称认作“{name}”")


def equals(sheet: PlanContents) -> Iterator[Problem]:
    """Collectives that a point names and that stand for another."""
    for point, role, word in sheet.wordings():
        entry = sheet.collectives.get(word)
        if entry is not None and entry.has("same_as"):
            note = f"：{shown(entry.text('note'), WHOLE_NOTE)}" if entry.has("note") else ""
            message = f"要点{point.text('id')}的{role}“{word}”按“{entry.text('same_as')}”展开{note}"
            yield sheet.problem(word.line, message)


def duties(sheet: PlanContents) -> Iterator[Problem]:
    """Remarks on duties: an inferred owner, a soft demand."""
    for duty in sheet.duties:
        note = duty.text("note")
        if note:
            owers = "、".join(sheet.full_names(duty.words("owed_by")))
            whose = f"（责任单位{owers}）" if note.startswith("推断") else ""
            yield sheet.problem(note.line, f"时限要求{duty.text('id')}{whose}：{shown(note, WHOLE_NOTE)}")


def unresolved(sheet: PlanContents) -> Iterator[Problem]:
    """Collectives that no roster can expand: a line for those who should lead, and one for the others."""
    found = [(role, word) for _, role, word in sheet.wordings() if sheet.is_unresolved(word)]
    office = sheet.plan.text("office")
    for leading in (True, False):
        words = [word for role, word in found if (role == ROLES["lead"]) == leading]
        if words:
            listed = "、".join(f"{word}（{count}个要点）" for word, count in Counter(map(str, words)).items())
            what, more = ("牵头单位", ("--role", "lead")) if leading else ("统称", ())
            who = f"由{office}逐个要点指定{'牵头' if leading else ''}单位"
            do = ("assign", "编号", "-u", "单位", *more)
            yield sheet.problem(words[0].line, f"待明确的{what}：{listed}", who, do=do)


def empty_kinds(sheet: PlanContents) -> Iterator[Problem]:
    """Kinds that no unit of the roster is of."""
    known, told = {unit.text("kind") for unit in sheet.units}, set[str]()
    for kind in sheet.naming("kinds"):
        if kind not in known and kind not in told:
            told.add(kind)
            yield sheet.problem(
                kind.line, f"名录里没有一个单位属于“{shown(kind)}”这一类", "如果是笔误，请改成 units 里的类别"
            )


def days_in_year(sheet: PlanContents) -> Iterator[Problem]:
    """Days of demands that lie outside the plan's year: most are a slip of the pen."""
    year = sheet.plan.whole("year", 0)
    for duty in sheet.duties:
        day = duty.day("by")
        if day and year and day.year != year:
            message = f"时限要求{duty.text('id')}的期限 {day} 不在{year}年内"
            yield sheet.problem(duty.at("by"), message, SURE)
    for point in sheet.points:
        day = point.day("due")
        if day and year and day.year != year:
            message = f"要点{point.text('id')}的完成时限 {day} 不在{year}年内"
            yield sheet.problem(point.at("due"), message, SURE)


def limits_counted(sheet: PlanContents) -> Iterator[Problem]:
    """Limits that are printed and not counted: a point's without a day, a cycle's of which no period is owed."""
    for point in sheet.points:
        if point.has("due_text") and not point.has("due") and not point.flag("ongoing"):
            said = f"要点{point.text('id')}的完成时限“{shown(point.text('due_text'))}”没有写明是哪一天，按年底计"
            yield sheet.problem(point.at("due_text"), said, "有日期的补上 due；持续推进的写 ongoing: true")
    year, issued = sheet.plan.whole("year", 0), sheet.plan.day("issued")
    for duty in sheet.duties:
        cycle = CYCLES.get(str(duty.text("every")))
        running = duty.text("first") == "running" or duty.text("every") == "year"
        if cycle and year and issued and not running and issued > date(year, 1, 1):
            first = cycle.start(issued)
            if first != issued and cycle.following(first).year > year:
                said = f"时限要求{duty.text('id')}印发后本年度没有完整的一期，不计期限"
                yield sheet.problem(duty.at("every"), said, "已开始的一期也要办的，补上 first: running")


PACES = (
    (re.compile(r"[每逐][日天]|按日"), {"day", "workday"}),
    (re.compile(r"每个?工作日"), {"workday"}),
    (re.compile(r"[每逐按](?:周|星期)"), {"week"}),
    (re.compile(r"[每逐按]个?月"), {"month"}),
    (re.compile(r"每[两二2]个?月"), {"two_months"}),
    (re.compile(r"[每逐按]个?季"), {"quarter"}),
    (re.compile(r"每半年"), {"half_year"}),
    (re.compile(r"[每逐按]年"), {"year"}),
)
"""How notices say that something is owed again and again, and which cycles that can mean."""


def cycles_as_quoted(sheet: PlanContents) -> Iterator[Problem]:
    """Cycles that are another than their quote says (每月 with `quarter`); a note on the duty may say why."""
    for duty in sheet.duties:
        every, quote = duty.text("every"), spelt(duty.text("quote"))
        said = [(found[0], meant) for pace, meant in PACES if (found := pace.search(quote))]
        if every in EVERY and said and not duty.has("note") and not any(every in meant for _, meant in said):
            words = "、".join(f"“{word}”" for word, _ in said)
            message = f"时限要求{duty.text('id')}原话写的是{words}，every 写的是 {every}（{EVERY[every]}）"
            yield sheet.problem(duty.at("every"), message, "写错了的请改正；确实如此的，用 note 写明")


def points_add_up(sheet: PlanContents) -> Iterator[Problem]:
    """Schemes whose items do not make the full score, so that a unit without fault gets less, or more."""
    for scheme in sheet.schemes:
        full, items = scheme.number("full") or sheet.assessment.number("full"), scheme.entries("items")
        if any(stage.has("items") for stage in scheme.entries("stages")):
            continue  # each stage is measured by its own items
        points = [item.number("points") for item in items]
        known = [value for value in points if value is not None]
        total = sum(known, Decimal(0))
        some = any(item.has("applies_to") for item in items)  # not all of them need be one unit's
        if full and known and len(known) == len(points) and total != full and (total < full or not some):
            message = f"考核细则“{shown(scheme.text('name'))}”各项合计 {total} 分，满分是 {full} 分"
            yield sheet.problem(scheme.at("items"), message, "请核对 points 和 full")


def grades_in_reach(sheet: PlanContents) -> Iterator[Problem]:
    """A highest grade that nobody can reach, bonuses included."""
    for scheme in sheet.schemes:
        full = scheme.number("full") or sheet.assessment.number("full")
        grades = scheme.entries("grades") or sheet.assessment.entries("grades")
        caps = [bonus.number("cap") or Decimal(0) for bonus in bonuses_of(scheme)]
        top, ceiling = grades[0].number("min") if grades else None, scheme.number("ceiling")
        if full is None or top is None:
            continue
        most = min(full + sum(caps, Decimal(0)), ceiling if ceiling is not None else full + sum(caps, Decimal(0)))
        if most < top:
            message = f"满分 {full} 分，够不上等次“{shown(grades[0].text('name'))}”的 {top} 分"
            yield sheet.problem(grades[0].at("min"), message, "请核对 full 和 min，不然没有单位能得这个等次")


NOTES: tuple[Callable[[PlanContents], Iterator[Problem]], ...] = (
    slips,
    aliases,
    equals,
    duties,
    unresolved,
    empty_kinds,
    days_in_year,
    limits_counted,
    cycles_as_quoted,
    points_add_up,
    grades_in_reach,
    *ODD,
)
