"""What `load` tells about a sound file: nothing is repaired or inferred in silence."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING

from gongkai.plan.yaml import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gongkai.errors import Problem
    from gongkai.plan.draft import PlanDraft

WHOLE_NOTE = 200


def slips(sheet: PlanDraft) -> Iterator[Problem]:
    """Slips of the source that the file has recorded, on the plan and on its points."""
    for note in sheet.plan.words("notes"):
        yield sheet.problem(note.line, shown(note, WHOLE_NOTE))
    for point in sheet.points:
        for note in point.words("notes"):
            yield sheet.problem(note.line, f"要点{point.text('id')}：{shown(note, WHOLE_NOTE)}")


def aliases(sheet: PlanDraft) -> Iterator[Problem]:
    """Units that a point names otherwise than the roster does."""
    for point, role, word in sheet.wordings():
        name = sheet.unit_names.get(word, word)
        if name != word:
            yield sheet.problem(word.line, f"要点{point.text('id')}的{role}“{word}”按别称认作“{name}”")


def equals(sheet: PlanDraft) -> Iterator[Problem]:
    """Collectives that a point names and that stand for another."""
    for point, role, word in sheet.wordings():
        entry = sheet.collectives.get(word)
        if entry is not None and entry.has("same_as"):
            note = f"：{shown(entry.text('note'), WHOLE_NOTE)}" if entry.has("note") else ""
            message = f"要点{point.text('id')}的{role}“{word}”按“{entry.text('same_as')}”展开{note}"
            yield sheet.problem(word.line, message)


def duties(sheet: PlanDraft) -> Iterator[Problem]:
    """Remarks on duties: an inferred owner, a soft demand."""
    for duty in (duty for point in sheet.points for duty in point.entries("duties")):
        note = duty.text("note")
        if note:
            owers = "、".join(sheet.full_names(duty.words("owed_by")))
            whose = f"（责任单位{owers}）" if note.startswith("推断") else ""
            yield sheet.problem(note.line, f"时限要求{duty.text('id')}{whose}：{shown(note, WHOLE_NOTE)}")


def unresolved(sheet: PlanDraft) -> Iterator[Problem]:
    """Collectives that no roster can expand, in one line."""
    words = [word for _, _, word in sheet.wordings() if _is_unresolved(sheet, word)]
    if words:
        listed = "、".join(f"{word}（{count}个要点）" for word, count in Counter(map(str, words)).items())
        who = "由县政府办公室逐个要点指定单位"
        yield sheet.problem(words[0].line, f"待明确的统称：{listed}", who, do=("assign", "编号", "-u", "单位"))


def _is_unresolved(sheet: PlanDraft, word: str) -> bool:
    entry = sheet.collectives.get(word)
    while entry is not None and entry.has("same_as"):
        entry = sheet.collectives.get(entry.text("same_as"))
    return entry is not None and entry.flag("unresolved")


def empty_kinds(sheet: PlanDraft) -> Iterator[Problem]:
    """Kinds that no unit of the roster is of."""
    known, told = {unit.text("kind") for unit in sheet.units}, set[str]()
    for kind in sheet.naming("kinds"):
        if kind not in known and kind not in told:
            told.add(kind)
            yield sheet.problem(
                kind.line, f"名录里没有一个单位属于“{shown(kind)}”这一类", "如果是笔误，请改成 units 里的类别"
            )


def days_in_year(sheet: PlanDraft) -> Iterator[Problem]:
    """Days of demands that lie outside the plan's year: most are a slip of the pen."""
    year = sheet.plan.whole("year", 0)
    for duty in (duty for point in sheet.points for duty in point.entries("duties")):
        day = duty.day("by")
        if day and year and day.year != year:
            message = f"时限要求{duty.text('id')}的期限 {day} 不在{year}年内"
            yield sheet.problem(duty.at("by"), message, "确实如此的不用改；写错了年份的请改正")


def points_add_up(sheet: PlanDraft) -> Iterator[Problem]:
    """Schemes whose items do not make the full score, so that a unit without fault gets less, or more."""
    full = sheet.assessment.number("full")
    for scheme in sheet.schemes:
        items = scheme.entries("items")
        points = [item.number("points") for item in items]
        known = [value for value in points if value is not None]
        total = sum(known, Decimal(0))
        some = any(item.has("applies_to") for item in items)  # not all of them need be one unit's
        if full and known and len(known) == len(points) and total != full and (total < full or not some):
            message = f"考核细则“{shown(scheme.text('name'))}”各项合计 {total} 分，满分是 {full} 分"
            yield sheet.problem(scheme.at("items"), message, "请核对 points 和 full")


def grades_in_reach(sheet: PlanDraft) -> Iterator[Problem]:
    """A highest grade that nobody can reach, bonuses included."""
    full, grades = sheet.assessment.number("full"), sheet.assessment.entries("grades")
    caps = [bonus.number("cap") or Decimal(0) for scheme in sheet.schemes if (bonus := scheme.entry("bonus"))]
    top = grades[0].number("min") if grades else None
    if full and top is not None and full + max(caps, default=Decimal(0)) < top:
        message = f"满分 {full} 分，够不上等次“{shown(grades[0].text('name'))}”的 {top} 分"
        yield sheet.problem(grades[0].at("min"), message, "请核对 full 和 min，不然没有单位能得这个等次")


NOTES: tuple[Callable[[PlanDraft], Iterator[Problem]], ...] = (
    slips,
    aliases,
    equals,
    duties,
    unresolved,
    empty_kinds,
    days_in_year,
    points_add_up,
    grades_in_reach,
)
