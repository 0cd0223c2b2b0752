"""What a new revision of a year's plan changes: which things came, went or differ, and in what.

What can differ follows from the plan's declarations: each Chinese name of a field is one difference, and a field
without one is not told. How it is told in sentences is the paper's business.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct

from gongkai.plan.keys import fields_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from gongkai.duty.items import DutyItem
    from gongkai.plan.model import Duty, Plan, Unit
    from gongkai.plan.rubric import Assessment, Item, Rule, Scheme, Veto

ChangeKind = Literal["new", "changed", "withdrawn"]


class Difference(Struct, frozen=True):
    """What a record says otherwise under one word, with the records that say it."""

    word: str
    old: Struct
    new: Struct


class Change(Struct, frozen=True):
    """One thing that changed: `what` is the sort of thing (要点, 单位 …), `name` which one.

    A thing that is new or withdrawn is at hand as `thing`; one that `changed` tells its `differences`, and where it has
    none, only the order of things is another.
    """

    kind: ChangeKind
    what: str
    name: str
    differences: tuple[Difference, ...] = ()
    thing: Struct | None = None


def compare(old: Plan, new: Plan) -> tuple[Change, ...]:
    """Return what `new` changes: head, units, collectives, points with their duties, then the rubric.

    Points are the same by `no`, units and collectives by name, duties by id, rules by code. Within each sort of
    thing the order is the new plan's, what was withdrawn coming last in the old one's.
    """
    head = (*_differences(old, new), *_differences(old.self_inspection, new.self_inspection))
    return (
        *_changed("年度要点", str(new.year), head),
        *_matched("单位", _under_new_names(old.units, new.units), _by_name(new.units)),
        *_matched("统称", _by_name(old.collectives), _by_name(new.collectives)),
        *_matched("要点", {p.no: p for p in old.points}, {p.no: p for p in new.points}),
        *_reordered(old, new),
        *_matched("时限要求", _duties(old), _duties(new)),
        *_rubric(old.assessment, new.assessment),
    )


def said(record: Struct, word: str) -> tuple[object, ...]:
    """Return what a record says under a word: the values of the fields that bear it, those of lists one by one.

    Nothing and no text are left out. A record inside is what it says under all its words.
    """
    values = (getattr(record, field.name) for field in fields_of(type(record)) if field.word == word)
    flat = [each for value in values for each in (value if isinstance(value, tuple) else (value,))]
    return tuple(_plain(value) for value in flat if value not in {None, ""})


def _plain(value: object) -> object:
    return tuple(said(value, word) for word in _words(value)) if isinstance(value, Struct) else value


def _words(*records: Struct) -> dict[str, None]:
    return dict.fromkeys(field.word for record in records for field in fields_of(type(record)) if field.word)


def _differences(old: Struct, new: Struct) -> Iterator[Difference]:
    for word in _words(new, old):
        if said(old, word) != said(new, word):
            yield Difference(word, old, new)


def _changed(what: str, name: str, differences: Iterable[Difference]) -> Iterator[Change]:
    found = tuple(differences)
    if found:
        yield Change("changed", what, name, found)


def _matched(what: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    """Yield what is new, changed and withdrawn among things known by a name."""
    for name, thing in new.items():
        if name in old:
            yield from _changed(what, name, _differences(old[name], thing))
        else:
            yield Change("new", what, name, thing=thing)
    for name, thing in old.items():
        if name not in new:
            yield Change("withdrawn", what, name, thing=thing)


def _by_name(things: Iterable[Any]) -> dict[str, Any]:
    return {thing.name: thing for thing in things}


def _under_new_names(old: Sequence[Unit], new: Sequence[Unit]) -> dict[str, Unit]:
    """Return the old units by name; one whose name is now another's alias was renamed, and stands under the new one."""
    names, before = {unit.name for unit in new}, {unit.name for unit in old}
    now = {alias: unit.name for unit in new for alias in unit.aliases if alias not in names}
    found: dict[str, Unit] = {}
    for unit in old:
        name = now.get(unit.name, unit.name)
        found[unit.name if name in before else name] = unit
    return found


def _duties(plan: Plan) -> dict[str, Duty]:
    """Return the duties by id, those of new and withdrawn points included."""
    return {duty.id: duty for point in plan.demanding for duty in point.duties}


def _reordered(old: Plan, new: Plan) -> Iterator[Change]:
    """Yield one change where points that both plans have stand in another order."""
    before, after = [point.no for point in old.points], [point.no for point in new.points]
    kept = set(before) & set(after)
    if [no for no in before if no in kept] != [no for no in after if no in kept]:
        yield Change("changed", "要点", "全部")


def _rubric(old: Assessment | None, new: Assessment | None) -> Iterator[Change]:
    """Yield what changes in the rubric: its general terms, its groups, its schemes down to each rule."""
    if old is None or new is None:
        yield from _matched("考核", {"考核细则": old} if old else {}, {"考核细则": new} if new else {})
        return
    yield from _changed("考核", "总则", _differences(old, new))
    yield from _matched("考核组", _by_name(old.groups), _by_name(new.groups))
    yield from _matched("考核细则", _by_name(old.schemes), _by_name(new.schemes))
    yield from _matched("考核项", _parts(old, _items), _parts(new, _items))
    yield from _matched("考核规则", _parts(old, _rules), _parts(new, _rules))


def _parts(rubric: Assessment, parts: Callable[[Scheme], Iterable[Any]]) -> dict[str, Any]:
    """Return parts of all schemes by code, preceded by the scheme's name where there are several."""
    several = len(rubric.schemes) > 1
    return {
        f"{scheme.name} {part.code}" if several else part.code: part
        for scheme in rubric.schemes
        for part in parts(scheme)
    }


def _items(scheme: Scheme) -> Iterator[Item]:
    waiting = list(scheme.items)
    while waiting:
        item = waiting.pop(0)
        yield item
        waiting[:0] = item.items


def _rules(scheme: Scheme) -> Iterator[Rule | Veto]:
    for item in _items(scheme):
        yield from item.rules
    yield from scheme.bonus.rules if scheme.bonus else ()
    yield from scheme.vetoes


MET, LATE, OVERDUE = "met", "late", "overdue"
TELLING = (MET, LATE, OVERDUE)


class Effect(Struct, frozen=True):
    """What happens to the items of one duty: how many met and overdue ones are `gone`, and which become another.

    `settled` counts those met, in time or late; `overdue` those unmet past their day; `turned` holds (status before,
    status after, how many).
    """

    duty: str
    settled: int
    overdue: int
    turned: tuple[tuple[str, str, int], ...] = ()


def effects(before: Iterable[DutyItem], after: Iterable[DutyItem]) -> tuple[Effect, ...]:
    """Return the effects of putting one plan in the place of another, in the order of the duties before."""
    now = {item.id: item.status for item in after}
    gone: dict[str, Counter[str]] = {}
    turned: dict[str, Counter[tuple[str, str]]] = {}
    for item in before:
        name = item.duty.id
        if item.id not in now and item.status in TELLING:
            gone.setdefault(name, Counter())[item.status] += 1
        elif item.id in now and now[item.id] != item.status:
            turned.setdefault(name, Counter())[item.status, now[item.id]] += 1
    names = dict.fromkeys([*gone, *turned])
    return tuple(
        Effect(
            name,
            gone.get(name, Counter())[MET] + gone.get(name, Counter())[LATE],
            gone.get(name, Counter())[OVERDUE],
            tuple((was, is_now, count) for (was, is_now), count in turned.get(name, Counter()).items()),
        )
        for name in names
    )
