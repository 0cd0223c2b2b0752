"""How people name things: units by name, alias, initials or a part; points by number and range; records by id."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import groupby
from typing import TYPE_CHECKING

from gongkai.errors import AmbiguousName, BadValue, UnknownName
from gongkai.plan.model import BELOW
from gongkai.plan.spelling import HAN, of_han, spelt

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from gongkai.plan.model import Duty, Plan, Unit, WorkPoint

SHOWN_CANDIDATES = 10
_OFFICE = r"(.{1,6}?[县市区州旗])人民政府办公室$"
_WHOLE = "人民政府", "政府"
"""Letters side by side in these are no part that anybody means: 民政 is 县民政局."""
_AROUND = r"(?:要点|第)*(.+?)[号条项]?"
# marks without width that come along when a name is pasted from a page
_PASTED = dict.fromkeys((*range(0x200B, 0x2010), 0x2060, 0xFEFF))


def folded(text: str) -> str:
    """Return what was typed without differences of width, case and surrounding blanks."""
    return spelt(text).translate(_PASTED).strip().casefold()


def find_unit(units: Sequence[Unit], text: str) -> Unit:
    """Return the one unit that `text` names: full name, alias, initials, part, then subsequence.

    The first way of naming that fits any unit decides; if it fits several, `AmbiguousName` lists them. The place's
    own name may stand before it (威远县教育局). Raises `UnknownName` with the closest names when nothing fits.
    """
    typed = folded(text)
    for name in (typed, *_without_place(units, typed)):
        for fits in _WAYS if name else ():
            found = [unit for unit in units if fits(name, unit)]
            if len(found) == 1:
                return found[0]
            if found:
                raise AmbiguousName("单位", text, _shortened(unit.name for unit in found))
    raise UnknownName("单位", text, _near(units, typed), "单位名录", do=("units",))


def split_units(units: Sequence[Unit], text: str) -> tuple[str, ...]:
    """Return the names in one text that may name several: 严陵镇、新店镇; one that is a unit's whole name is one."""
    if any(folded(text) in _names(unit) for unit in units):
        return (text,)
    return tuple(part for part in re.split(r"[、,，;；]", text) if part.strip()) or (text,)


def apart(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the ids in texts that may name several each: F62，f63、Ｆ64; each once, in the order typed.

    Between them stand blanks, commas, 、 or semicolons, of any width.
    """
    found: dict[str, str] = {}
    for part in (part for text in texts for part in re.split(_BETWEEN, spelt(text)) if part):
        found.setdefault(part.casefold(), part)
    return tuple(found.values())


_BETWEEN = r"[\s,、;]+"


def _without_place(units: Sequence[Unit], typed: str) -> tuple[str, ...]:
    """Return a name without that of the county before it, known from its office's full name (威远县人民政府办公室)."""
    names = (name for unit in units for name in _names(unit))
    found = next((place for name in names if (place := re.match(_OFFICE, name))), None)
    if found is None or not typed.startswith(found[1]):
        return ()
    rest = typed.removeprefix(found[1])
    return (found[1][-1] + rest, rest)


def own_item(units: Sequence[Unit], text: str) -> str:
    """Return the id of a duty's item with its unit's full name in it, however that was typed: 35.1/jyj."""
    duty, *marks = spelt(text).strip().split("/")
    return "/".join([duty, *(_named(units, mark) for mark in marks)])


def _named(units: Sequence[Unit], mark: str) -> str:
    """Return a unit's full name where a mark is any of its names; a period or an event's id is none."""
    if re.match(r"[0-9]{4}-|[oO][0-9]+$", mark):
        return mark
    try:
        return find_unit(units, mark).name
    except UnknownName:
        return mark


def _names(unit: Unit) -> tuple[str, ...]:
    return tuple(folded(name) for name in (unit.name, *unit.aliases))


def _is_subsequence(typed: str, name: str) -> bool:
    letters = iter(name)
    return all(letter in letters for letter in typed)


_WAYS: tuple[Callable[[str, Unit], bool], ...] = (
    lambda typed, unit: typed == folded(unit.name),
    lambda typed, unit: typed in _names(unit),
    lambda typed, unit: typed in unit.initials,
    lambda typed, unit: any(typed in name.replace(*_WHOLE) for name in _names(unit)),
    lambda typed, unit: any(typed in name for name in _names(unit)),
    lambda typed, unit: any(typed in initials for initials in unit.initials),
    lambda typed, unit: any(_is_subsequence(typed, name) for name in _names(unit)),
)


def _shortened(names: Iterable[str]) -> list[str]:
    listed = list(names)
    if len(listed) <= SHOWN_CANDIDATES:
        return listed
    *shown, last = listed[:SHOWN_CANDIDATES]
    return [*shown, f"{last}等{len(listed)}个"]


def _near(units: Sequence[Unit], typed: str) -> list[str]:
    owner = {name: unit.name for unit in units for name in (*_names(unit), *unit.initials)}
    from difflib import get_close_matches

    close = get_close_matches(typed, owner, n=3, cutoff=0.5)
    return list(dict.fromkeys(owner[name] for name in close))


def _told(numbers: Sequence[str]) -> str:
    """Return the numbers there are: from where to where if they run on, else the first of them."""
    first = int(numbers[0]) if re.fullmatch("[0-9]{1,9}", numbers[0]) else 0
    if list(numbers) == [str(no) for no in range(first, first + len(numbers))]:
        return f"从{numbers[0]}到{numbers[-1]}"
    return "有" + "、".join(numbers[:SHOWN_CANDIDATES]) + ("等" if len(numbers) > SHOWN_CANDIDATES else "")


def find_point(plan: Plan, text: str) -> WorkPoint:
    """Return the work point with this number, in any width, also as 要点8 or 07; `UnknownName` if there is none."""
    order = {folded(point.no): point for point in plan.points}
    typed = _number(text, order)
    if typed in order:
        return order[typed]
    several = [part for part in re.split(rf"{_BETWEEN}|[~—–\-至到和及]", folded(text)) if part]
    if len(several) > 1 and all(_number(part, order) in order for part in several):
        raise BadValue(f"“{text.strip()}”是几个要点，这里一次写一个", f"请逐个写，先写 {several[0]}")
    numbers = [point.no for point in plan.points]
    hint = f"{plan.year}年要点编号{_told(numbers)}" if numbers else ""
    titled = [f"{point.no}（{point.title}）" for point in plan.points if typed and typed in folded(point.title)]
    if titled and not typed.isdecimal():
        raise UnknownName("要点", text, advice=f"写编号；标题里有这几个字的：{'、'.join(titled[:3])}")
    from difflib import get_close_matches

    near = () if typed.isdecimal() and all(no.isdecimal() for no in numbers) else get_close_matches(typed, numbers, n=3)
    raise UnknownName("要点", text, near, hint)


def _number(text: str, known: Collection[str]) -> str:
    """Return a point's number without the words and the zeros that people put around it; one that is known stays.

    十二 is 12, unless a point is called 十二.
    """
    typed = folded(text)
    bare = _bare(typed)
    in_figures = str(of_han(bare)) if re.fullmatch(f"[{HAN}]{{1,5}}", bare) else ""
    for number in (typed, bare, bare.lstrip("0"), in_figures):
        if number in known:
            return number
    return bare


def find_duty(plan: Plan, text: str) -> tuple[str, Duty]:
    """Return the demand with this number and the point that makes it; `UnknownName` tells which an event can start."""
    typed = folded(text)
    duties = [(point.no, duty) for point in plan.demanding for duty in point.duties]
    for no, duty in duties:
        if folded(duty.id) == typed:
            return no, duty
    of_point = [duty.id for no, duty in duties if folded(no) == typed]
    events = [duty.id for _, duty in duties if duty.within]
    hint = f"由事件触发、可以开启的：{'、'.join(events)}；" if events else ""
    raise UnknownName("时限要求", text, of_point, f"{hint}各要点的时限要求", do=("show", "编号"))


def _bare(typed: str) -> str:
    found = re.fullmatch(_AROUND, typed)
    return found[1] if found else typed


_TO = "[-~—–至到]"
ALL_POINTS = ("全部", "全部要点", "全部工作", "所有")


def find_points(plan: Plan, text: str) -> tuple[str, ...]:
    """Return the numbers that `1,3-5` names, in file order, each once.

    An exact number wins (a point may be called `AC-2`); else a hyphen means a range in file order. 全部 names none.
    """
    if text.strip() in ALL_POINTS:
        return ()
    order = {folded(point.no): index for index, point in enumerate(plan.points)}
    typed = re.sub(r"\s*([-~—–至到])\s*", r"\1", spelt(text).strip())
    whole = _number(typed, order) in order
    parts = [typed] if whole else list(apart(re.split("[和及]", typed)))
    if typed and not parts:
        raise UnknownName("要点", text, advice="编号之间用逗号分开，如 1,3-5")
    chosen: set[int] = set()
    for part in parts:
        chosen.update(_range(plan, part, order))
    return tuple(plan.points[index].no for index in sorted(chosen))


def points_typed(plan: Plan, numbers: Collection[str]) -> str:
    """Return points as `find_points` reads them, in file order: 2-7,38; a number with a hyphen is in no range."""
    order = [point.no for point in plan.points]
    held = [place for place, no in enumerate(order) if no in numbers]
    if any(re.search(_TO, order[place]) for place in held):
        return ",".join(order[place] for place in held)
    runs = ([place for _, place in run] for _, run in groupby(enumerate(held), lambda each: each[1] - each[0]))
    return ",".join(f"{order[run[0]]}-{order[run[-1]]}" if run[1:] else order[run[0]] for run in runs)


def _range(plan: Plan, part: str, order: dict[str, int]) -> range:
    if _number(part, order) in order:
        start = order[_number(part, order)]
        return range(start, start + 1)
    for cut in (found.start() for found in re.finditer(_TO, part)):
        first, last = _number(part[:cut], order), _number(part[cut + 1 :], order)
        if first in order and last in order:
            if order[first] > order[last]:
                message = f"要点范围“{part}”前后颠倒"
                raise BadValue(message, f"写成 {last}-{first}")
            return range(order[first], order[last] + 1)
    for half in (*filter(None, re.split(_TO, part)), part):
        find_point(plan, half)
    return range(0)


def find_heading(plan: Plan, text: str) -> frozenset[str]:
    """Return the numbers of the points under the chapter, or else the section at any depth, that was named.

    A section is named by part of its title. Raises as `find_chapter` does, AmbiguousName where it may be several.
    """
    try:
        chapter = find_chapter(plan, text)
    except UnknownName:
        typed = folded(text)
        under: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for point in plan.points:
            parts = tuple(point.section.split(BELOW)) if point.section else ()
            depth = next((at for at, part in enumerate(parts, 1) if typed and typed in folded(part)), 0)
            if depth:
                under[point.chapter, *parts[:depth]].add(point.no)
        if not under:
            raise
        if len(under) > 1:
            raise AmbiguousName("章节", text, [BELOW.join(filter(None, path)) for path in under]) from None
        return frozenset(next(iter(under.values())))
    return frozenset(point.no for point in plan.points if point.chapter == chapter)


def find_chapter(plan: Plan, text: str) -> str:
    """Return the chapter named by its ordinal (`2`, `二`, 第二章) or by part of its title; raises `UnknownName`."""
    titles = list(dict.fromkeys(point.chapter for point in plan.points if point.chapter))
    if not titles:
        raise BadValue(f"{plan.year}年的要点没有分章", "去掉 --chapter")
    typed = re.sub(r"^第(.+)章$", r"\1", folded(text))
    ordinals = {str(number): title for number, title in enumerate(titles, start=1)}
    if typed in ordinals:
        return ordinals[typed]
    found = [title for title in titles if folded(title).startswith(f"{typed}、")]
    found = found or [title for title in titles if typed and typed in folded(title)]
    if len(found) == 1:
        return found[0]
    if found:
        raise AmbiguousName("章", text, found)
    raise UnknownName("章", text, titles)
