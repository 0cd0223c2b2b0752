"""What `gongkai load` tells about a sound file: nothing is repaired or inferred in silence."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from gongkai.intake.source import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gongkai.errors import Problem
    from gongkai.intake.plan_sheet import Sheet

WHOLE_NOTE = 200


def slips(sheet: Sheet) -> Iterator[Problem]:
    """Slips of the source that the file has recorded, on the plan and on its points."""
    for note in sheet.plan.words("notes"):
        yield sheet.problem(note.line, shown(note, WHOLE_NOTE))
    for point in sheet.points:
        for note in point.words("notes"):
            yield sheet.problem(note.line, f"要点{point.text('no')}：{shown(note, WHOLE_NOTE)}")


def aliases(sheet: Sheet) -> Iterator[Problem]:
    """Units that a point names otherwise than the roster does."""
    for point, role, word in sheet.wordings():
        name = sheet.unit_names.get(word, word)
        if name != word:
            yield sheet.problem(word.line, f"要点{point.text('no')}的{role}“{word}”按别称认作“{name}”")


def equals(sheet: Sheet) -> Iterator[Problem]:
    """Collectives that a point names and that stand for another."""
    for point, role, word in sheet.wordings():
        entry = sheet.collectives.get(word)
        if entry is not None and entry.has("same_as"):
            note = f"：{shown(entry.text('note'), WHOLE_NOTE)}" if entry.has("note") else ""
            message = f"要点{point.text('no')}的{role}“{word}”按“{entry.text('same_as')}”展开{note}"
            yield sheet.problem(word.line, message)


def duties(sheet: Sheet) -> Iterator[Problem]:
    """Remarks on duties: an inferred owner, a soft demand."""
    for duty in (duty for point in sheet.points for duty in point.entries("duties")):
        note = duty.text("note")
        if note:
            owers = "、".join(sheet.full_names(duty.words("owed_by")))
            whose = f"（责任单位{owers}）" if note.startswith("推断") else ""
            yield sheet.problem(note.line, f"时限要求{duty.text('id')}{whose}：{shown(note, WHOLE_NOTE)}")


def unresolved(sheet: Sheet) -> Iterator[Problem]:
    """Collectives that no roster can expand, in one line."""
    words = [word for _, _, word in sheet.wordings() if _is_unresolved(sheet, word)]
    if words:
        listed = "、".join(f"{word}（{count}个要点）" for word, count in Counter(map(str, words)).items())
        hint = "由县政府办公室用 gongkai assign 逐个要点指定单位"
        yield sheet.problem(words[0].line, f"待明确的统称：{listed}", hint)


def _is_unresolved(sheet: Sheet, word: str) -> bool:
    entry = sheet.collectives.get(word)
    while entry is not None and entry.has("same_as"):
        entry = sheet.collectives.get(entry.text("same_as"))
    return entry is not None and entry.flag("unresolved")


def empty_kinds(sheet: Sheet) -> Iterator[Problem]:
    """Kinds that no unit of the roster is of."""
    known, told = {unit.text("kind") for unit in sheet.units}, set[str]()
    for kind in sheet.kinds():
        if kind not in known and kind not in told:
            told.add(kind)
            yield sheet.problem(
                kind.line, f"名录里没有一个单位属于“{shown(kind)}”这一类", "如果是笔误，请改成 units 里的类别"
            )


NOTES: tuple[Callable[[Sheet], Iterator[Problem]], ...] = (slips, aliases, equals, duties, unresolved, empty_kinds)
