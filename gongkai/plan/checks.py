"""What a year's file must mean, beyond its shape: each check states a law and yields every breach of it."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from gongkai.plan.contents import alike, folded, items_of, rules_of
from gongkai.plan.dates import dates_in
from gongkai.plan.model import EVERY, OF_MONTHS, OWED_BY
from gongkai.plan.rubric_checks import RUBRIC
from gongkai.plan.shape import as_list, guess
from gongkai.plan.spelling import not_for_files
from gongkai.plan.yaml import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from gongkai.errors import Problem
    from gongkai.plan.contents import PlanContents
    from gongkai.plan.shape import ReadMapping, Word

KINDS_OF_DUTY = ("by", "every", "within", "target")
OF_A_POINT = ("leads", "each_lead", "each_responsible")
WAYS_WITHIN = ("workdays", "days", "hours")
POINTS_HINT = "要点写在 points 下；有章节的写在 chapters 的章、节下"
ROSTER_HINT = "请改成 units 里的名称或别称，或在 units 里补上这个单位"


def _repeated(sheet: PlanContents, what: str, words: Iterable[Word]) -> Iterator[Problem]:
    """Yield each word that was already there, whatever its width and case."""
    first: dict[str, int] = {}
    for word in words:
        if word and alike(word) in first:
            yield sheet.problem(
                word.line, f"{what}“{shown(word)}”重复，第{first[alike(word)]}行已有", "请改名或删去其中一个"
            )
        first.setdefault(alike(word), word.line)


def _unknown_units(sheet: PlanContents, words: Iterable[Word], also: Collection[str] = ()) -> Iterator[Problem]:
    """Yield each word that is neither a unit nor one of `also`."""
    for word in words:
        if word and word not in sheet.unit_names and word not in also:
            hint = _split(word) or guess(word, (*sheet.unit_names, *also)) or ROSTER_HINT
            yield sheet.problem(word.line, f"名录里没有“{shown(word)}”", hint)


def _split(word: str) -> str:
    """Return how names that stand in one text (甲、乙) are written as several; empty where there is but one."""
    return f"一项写一个，用英文逗号隔开：{as_list(word)}" if re.search(r"[、，；;]", word) else ""


def numbers_once(sheet: PlanContents) -> Iterator[Problem]:
    """A point's number and a duty's id name one thing only; a plan has at least one point."""
    yield from _repeated(sheet, "要点编号", (point.text("id") for point in sheet.points))
    yield from _repeated(sheet, "时限要求编号", (duty.text("id") for duty in sheet.duties))
    if not sheet.points:
        yield sheet.problem(sheet.root.at("chapters"), "没有任何工作要点", POINTS_HINT)


def names_once(sheet: PlanContents) -> Iterator[Problem]:
    """A name or alias names one unit, and a collective is no unit."""
    names = [word for unit in sheet.units for word in (unit.text("name"), *unit.words("aliases"))]
    names += [entry.text("name") for entry in sheet.collectives.values()]
    yield from _repeated(sheet, "单位名称或别称", names)


def names_for_files(sheet: PlanContents) -> Iterator[Problem]:
    """A unit's name can stand in a file's: notices and scorecards are one file a unit."""
    for unit in sheet.units:
        name = unit.text("name")
        if odd := not_for_files(name):
            hint = "是两个单位的分开写；是一个单位的改用全角，如 ／"
            yield sheet.problem(name.line, f"单位名称“{shown(name)}”里有文件名不能用的 {odd}", hint)


def units_known(sheet: PlanContents) -> Iterator[Problem]:
    """Whoever is named on a point is on the roster or a collective; whoever is named elsewhere, on the roster."""
    yield from _unknown_units(sheet, (word for _, _, word in sheet.wordings()), sheet.collectives)
    yield from _unknown_units(sheet, sheet.naming("units"))


def points_known(sheet: PlanContents) -> Iterator[Problem]:
    """A point named elsewhere exists."""
    for number in sheet.naming("points"):
        if alike(number) not in sheet.point_numbers:
            hint = _split(number) or guess(number, sheet.point_numbers.values()) or "请写要点的编号"
            yield sheet.problem(number.line, f"没有要点“{shown(number)}”", hint)


def points_led(sheet: PlanContents) -> Iterator[Problem]:
    """Every point has a lead, or else responsible units, which then answer for it."""
    for point in sheet.points:
        named = [point.words(role) for role in ("lead", "responsible")]
        unread = any(point.has(role) and point.values.get(role) is None for role in ("lead", "responsible"))
        if not any(named) and not unread:
            message = f"要点{shown(point.text('id'))}没有写牵头单位，也没有写责任单位"
            yield sheet.problem(point.line, message, "lead（牵头单位）和 responsible（责任单位）至少写一个")


def headings_hold(sheet: PlanContents) -> Iterator[Problem]:
    """Under every heading there is a point, or another heading."""
    for heading in _headings(sheet.chapters):
        if not heading.has("points") and not heading.has("sections"):
            message = f"“{shown(heading.text('title'))}”下面没有要点"
            yield sheet.problem(heading.line, message, "补上 points: 或 sections:，或删去这个标题")


def _headings(found: Iterable[ReadMapping]) -> Iterator[ReadMapping]:
    for heading in found:
        yield heading
        yield from _headings(heading.entries("sections"))


def units_in_time(sheet: PlanContents) -> Iterator[Problem]:
    """A unit ends no earlier than it begins; only a unit that ended has a successor, and not itself."""
    for unit in sheet.units:
        begin, end = unit.day("from"), unit.day("until")
        if begin and end and end < begin:
            yield sheet.problem(unit.at("until"), "until 早于 from", "请核对单位的起止日期")
        if unit.has("successor") and not unit.has("until"):
            yield sheet.problem(unit.at("successor"), "写了承继单位，没有写止日", "请补上 until: 日期")
        if str(unit.text("name")) in sheet.full_names(unit.words("successor")):
            yield sheet.problem(unit.at("successor"), "承继单位不能是它自己", "请改成接手的单位")


def collectives_told(sheet: PlanContents) -> Iterator[Problem]:
    """A collective is told in one way: by kinds or units, as another collective, or as unresolved."""
    for entry in sheet.collectives.values():
        ways = [entry.has("kinds") or entry.has("units"), entry.has("same_as"), entry.flag("unresolved")]
        if sum(ways) != 1:
            hint = "kinds 或 units、same_as、unresolved: true 三者写一个"
            yield sheet.problem(
                entry.line, f"统称“{shown(entry.text('name'))}”没有写明指哪些单位，或写了不止一种", hint
            )
        target = entry.text("same_as")
        if target and target not in sheet.collectives:
            yield sheet.problem(
                target.line, f"没有统称“{shown(target)}”", guess(target, sheet.collectives, "已有的统称")
            )
        elif target and _circular(sheet, entry):
            yield sheet.problem(target.line, "same_as 绕回了自己", "请改成另一个写明了 kinds 或 units 的统称")


def _circular(sheet: PlanContents, entry: ReadMapping) -> bool:
    seen: set[str] = set()
    while (name := str(entry.text("name"))) not in seen:
        seen.add(name)
        if entry.text("same_as") not in sheet.collectives:
            return False
        entry = sheet.collectives[entry.text("same_as")]
    return True


def duties_told(sheet: PlanContents) -> Iterator[Problem]:
    """A point's duty quotes the point's words; every duty is measured in exactly one way."""
    for point in sheet.points:
        words = folded(point.text("text"))
        for duty in point.entries("duties"):
            quote = duty.text("quote")
            if words and quote and folded(quote) not in words:
                hint = "quote 要照抄本要点正文里的话（标点全角半角均可）"
                yield sheet.problem(quote.line, f"要点{shown(point.text('id'))}的正文里没有“{shown(quote)}”", hint)
    for duty in sheet.duties:
        yield from _measured_once(sheet, duty)
        yield from _as_quoted(sheet, duty)


def _measured_once(sheet: PlanContents, duty: ReadMapping) -> Iterator[Problem]:
    ways = [key for key in KINDS_OF_DUTY if duty.has(key)]
    if len(ways) != 1:
        said = f"同时写了{'、'.join(ways)}" if ways else "没有写时限"
        yield sheet.problem(duty.line, f"时限要求{said}", "by、every、within、target 四者写一个，且只写一个")
    if not duty.has("every"):
        for key in ("grace", "first", "day"):
            if duty.has(key):
                yield sheet.problem(duty.at(key), f"{key} 只用于周期性的时限要求（every）", f"请删去 {key}")
    within, target = duty.entry("within"), duty.entry("target")
    if within and sum(map(within.has, WAYS_WITHIN)) != 1:
        hint = "workdays 是工作日，days 是自然日，hours 是小时；例如 within: {workdays: 3}"
        yield sheet.problem(within.line, "within 要写 workdays、days 或 hours，且只写一个", hint)
    if duty.has("within") and not duty.has("from"):
        yield sheet.problem(duty.at("within"), "没有写从什么事起算", "请补上“from: 行政首长签发”这样的起算事件")
    if target and not (target.has("at_least") or target.has("at_most")):
        yield sheet.problem(target.line, "目标没有写数值", "请写 at_least（至少）或 at_most（至多）")


def _as_quoted(sheet: PlanContents, duty: ReadMapping) -> Iterator[Problem]:
    """A date that the quote names is the duty's own; before the year's end (年底前) any day of it is."""
    quote, day = duty.text("quote"), duty.day("by")
    named = list(dates_in(quote, sheet.plan.whole("year", 0) or 1)) if day else []
    if day and named and not any(one.first <= day <= one.last for one in named):
        said = "、".join(f"“{one.said}”" for one in named)
        hint = f"请核对：照原话是 {'、'.join(str(one.last) for one in named)}"
        yield sheet.problem(duty.at("by"), f"原话写的是{said}，by 写的是 {day}", hint)


def points_end(sheet: PlanContents) -> Iterator[Problem]:
    """A point has a last day of its own, the one that is printed with it, or never ends, not both.

    Notes on the point may say why it is another than the printed one.
    """
    year = sheet.plan.whole("year", 0) or 1
    for point in sheet.points:
        day, printed = point.day("due"), list(dates_in(point.text("due_text"), year))
        if day and printed and not point.has("notes") and not any(one.first <= day <= one.last for one in printed):
            hint = f"请核对：照原文是 {'、'.join(str(one.last) for one in printed)}；确实不同的，用 notes 写明"
            said = shown(point.text("due_text"))
            yield sheet.problem(point.at("due"), f"原文的完成时限是“{said}”，due 写的是 {day}", hint)
        if point.has("due") and point.flag("ongoing"):
            hint = "有完成时限的只写 due；持续推进、长期坚持的只写 ongoing: true"
            yield sheet.problem(point.at("ongoing"), f"要点{shown(point.text('id'))}同时写了 due 和 ongoing", hint)


def days_quoted(sheet: PlanContents) -> Iterator[Problem]:
    """The day of the month by which a period is owed stands in the quote, or a note says why it does not.

    It is a day of a cycle of months, and no grace is counted from it.
    """
    for duty in sheet.duties:
        day, every, quote = duty.whole("day", 0), duty.text("every"), duty.text("quote")
        if not day or not every:
            continue
        if every not in OF_MONTHS:
            ways = "、".join(key for key in EVERY if key in OF_MONTHS)
            yield sheet.problem(duty.at("day"), f"every: {every} 没有“几日”可言，不能写 day", f"day 只配 {ways}")
        if duty.has("grace"):
            yield sheet.problem(
                duty.at("day"), "day 和 grace 不能都写", "day 是当期最后一个月的几日前，grace 从期满起算"
            )
        named = _days_in(quote)
        if quote and day not in named and (named or not duty.has("note")):
            said = f"原话写的是{'、'.join(f'{one}日' for one in named)}" if named else "原话里没有说几日"
            yield sheet.problem(duty.at("day"), f"day: {day} 与原话不符：{said}", "请改正，或用 note 写明依据")


_DAY = re.compile(r"(?<![\d十二三])(\d{1,2}|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])[日号]")
_DIGITS = "〇一二三四五六七八九"


def _days_in(quote: str) -> list[int]:
    """Return the days of a month that a quote names, in figures or in characters: 20日, 二十日."""
    return [_figure(found[1]) for found in _DAY.finditer(folded(quote))]


def _figure(written: str) -> int:
    if written.isdecimal():
        return int(written)
    tens, ten, ones = written.rpartition("十")
    return (_DIGITS.index(tens or "一") * 10 if ten else 0) + (_DIGITS.index(ones) if ones else 0)


def duties_owed(sheet: PlanContents) -> Iterator[Problem]:
    """Whoever owes a duty is one of the words for it, or units and collectives; an event needs `within`.

    A collective that nobody can expand owes nothing.
    """
    for duty in sheet.duties:
        words = duty.words("owed_by")
        if len(words) == 1 and words[0] in OWED_BY:
            if words[0] == "event" and not duty.has("within"):
                hint = "event 只配 within；按日期、周期或数量的写 leads、each_lead、each_responsible 或单位"
                yield sheet.problem(words[0].line, "没有起算事件的时限要求不能写 owed_by: event", hint)
        else:
            known = [*sheet.unit_names, *sheet.collectives, *OWED_BY]
            hint = f"写{'、'.join(OWED_BY)}之一，或写单位、统称的名称"
            for word in words:
                if word not in sheet.unit_names and word not in sheet.collectives:
                    message = f"owed_by 里的“{shown(word)}”不是名录里的单位，也不是统称"
                    yield sheet.problem(word.line, message, _split(word) or guess(word, known) or hint)
                elif word not in sheet.unit_names and sheet.is_unresolved(word):
                    message = f"owed_by 里的统称“{shown(word)}”还没有明确指哪些单位"
                    yield sheet.problem(word.line, message, "请改写单位名称，或在 collectives 里写明 kinds 或 units")
        if duty.has("owed_by") and not words:
            yield sheet.problem(duty.at("owed_by"), "owed_by 里没有单位", "请写单位名称，或删去 owed_by（默认 leads）")


def own_duties_owed(sheet: PlanContents) -> Iterator[Problem]:
    """A demand of the notice as a whole says who owes it: there are no leads of a whole notice."""
    for duty in sheet.own_duties:
        words = duty.words("owed_by")
        if (not words and not duty.has("owed_by")) or set(words) & set(OF_A_POINT):
            hint = "owed_by 写 everyone（名录内各单位）、统称或单位的名称"
            yield sheet.problem(duty.at("owed_by"), "写在要点之外的时限要求没有牵头、责任单位可循", hint)


def holidays_apart(sheet: PlanContents) -> Iterator[Problem]:
    """A day is off or worked, not both."""
    holidays = sheet.plan.entry("holidays")
    if holidays:
        for day in sorted(set(holidays.days("rest")) & set(holidays.days("work"))):
            yield sheet.problem(holidays.at("rest"), f"{day} 既写在 rest 又写在 work", "请删去其中一处")


def grades_fall(sheet: PlanContents) -> Iterator[Problem]:
    """Grades stand from the highest down, each with a name of its own."""
    for part in (sheet.assessment, *sheet.schemes):
        grades = part.entries("grades")
        yield from _repeated(sheet, "等次", (grade.text("name") for grade in grades))
        for above, below in pairwise(grades):
            high, low = above.number("min"), below.number("min")
            if high is not None and low is not None and low >= high:
                names = shown(below.text("name")), shown(above.text("name"))
                message = f"等次线没有逐级降低：{names[0]} {low} 不低于 {names[1]} {high}"
                yield sheet.problem(below.at("min"), message, "等次从高到低写，min 逐个变小")


def names_and_codes_once(sheet: PlanContents) -> Iterator[Problem]:
    """Groups and schemes have names of their own; inside a scheme so have items, rules and stages."""
    yield from _repeated(sheet, "考核组", (group.text("name") for group in sheet.assessment.entries("groups")))
    yield from _repeated(sheet, "考核细则", (scheme.text("name") for scheme in sheet.schemes))
    for scheme in sheet.schemes:
        yield from _repeated(sheet, "考核项编号", (item.text("code") for item in items_of(scheme)))
        codes = [rule.text("code") for rule in rules_of(scheme)]
        yield from _repeated(sheet, "规则编号", (*codes, *(veto.text("code") for veto in scheme.entries("vetoes"))))
        yield from _repeated(sheet, "考核阶段", (stage.text("name") for stage in scheme.entries("stages")))


def points_fit(sheet: PlanContents) -> Iterator[Problem]:
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


def groups_served(sheet: PlanContents) -> Iterator[Problem]:
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


def units_grouped(sheet: PlanContents) -> Iterator[Problem]:
    """Every unit of the roster belongs to a group, by name or by kind."""
    groups = sheet.assessment.entries("groups")
    kinds = {kind for group in groups for kind in group.words("kinds")}
    named = {name for group in groups for name in sheet.full_names(group.words("units"))}
    for unit in sheet.units if groups else ():
        name, kind = unit.text("name"), unit.text("kind")
        if name and kind and name not in named and kind not in kinds:
            hint = f"请在 assessment.groups 里收入“{shown(kind)}”这一类，或点名收入"
            yield sheet.problem(name.line, f"“{shown(name)}”不属于任何考核组", hint)


CHECKS: tuple[Callable[[PlanContents], Iterator[Problem]], ...] = (
    numbers_once,
    names_once,
    names_for_files,
    units_known,
    points_known,
    points_led,
    headings_hold,
    units_in_time,
    collectives_told,
    duties_told,
    points_end,
    days_quoted,
    duties_owed,
    own_duties_owed,
    holidays_apart,
    grades_fall,
    names_and_codes_once,
    points_fit,
    *RUBRIC,
    groups_served,
    units_grouped,
)
