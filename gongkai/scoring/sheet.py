"""Who is scored with whom, on which sheet, and which items concern them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal

from msgspec import Struct
from msgspec.structs import replace

from gongkai.plan.rubric import MEASURED
from gongkai.points import ZERO, settled

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from decimal import Decimal

    from gongkai.entry.states import EntryState, EntryStatus
    from gongkai.plan.model import Plan, Unit
    from gongkai.plan.rubric import Assessment, Bonus, Group, Item, Rule, Scheme


def is_named(unit: Unit, names: Collection[str]) -> bool:
    """Say whether one of `names` is the unit's name or an alias of it."""
    return unit.name in names or any(alias in names for alias in unit.aliases)


def group_of(assessment: Assessment, unit: Unit) -> Group | None:
    """Return the first group that takes the unit, by name or by kind."""
    return next((g for g in assessment.groups if is_named(unit, g.units) or unit.kind in g.kinds), None)


def scheme_of(assessment: Assessment, unit: Unit) -> Scheme | None:
    """Return the unit's sheet: the first that names its group, else the first that serves all groups."""
    group = group_of(assessment, unit)
    if group is None:
        return None
    own = next((s for s in assessment.schemes if group.name in s.groups), None)
    return own or next((s for s in assessment.schemes if not s.groups), None)


def scheme_for(plan: Plan, name: str) -> Scheme | None:
    """Return the sheet of the unit of that name; None where it has none, or the plan no rubric."""
    unit = next((unit for unit in plan.units if unit.name == name), None)
    return scheme_of(plan.assessment, unit) if plan.assessment and unit else None


def applies(item: Item, unit: Unit, points_of_unit: Collection[str]) -> bool:
    """Say whether the item itself concerns the unit; what stands above it is not asked.

    Any one of kind, name or work point is enough; an item that limits nothing concerns everyone.
    """
    to = item.applies_to
    if to is None or not (to.kinds or to.units or to.work_points):
        return True
    return unit.kind in to.kinds or is_named(unit, to.units) or any(no in points_of_unit for no in to.work_points)


def whole_year(unit: Unit, year: int) -> bool:
    """Say whether the unit existed from 1 January to 31 December; one that did not is scored and not ranked."""
    began = unit.from_ is None or unit.from_ <= date(year, 1, 1)
    return began and (unit.until is None or unit.until >= date(year, 12, 31))


Void = Literal["", "no_rule", "no_point", "not_applicable", "no_stage"]
VOID: dict[Void, str] = {
    "no_rule": "考核细则中已没有这条规则",
    "no_point": "所依据的工作要点已撤回",
    "not_applicable": "所属项目不适用于该单位",
    "no_stage": "没有写明可以扣分的考核阶段",
}


class Outside(Struct, frozen=True):
    """A figure that somebody entered: `value` out of `of`, or (None) out of the full mark of what it is for."""

    value: Decimal
    of: Decimal | None = None

    def out_of(self, full: Decimal) -> Decimal:
        """Return what it is on a scale up to `full`."""
        return self.value if self.of is None or self.of == full else self.value * full / self.of


class ItemScore(Struct, frozen=True):
    """An item of one unit's sheet. `points` is the rubric's figure, `room` the part of it that concerns the unit.

    It begins with `start` (itself and all below), `gained` is what merits and bonuses gave it, `asked` what still stood
    of the deductions counted here or below, `deducted` what the caps let through: `score` is start, plus gained, less
    deducted, plus what counts of the part that does not concern the unit. `outside` is the figure entered for it,
    `missing` tells that one is wanting, here or below.
    """

    code: str
    name: str
    points: Decimal
    applicable: bool
    room: Decimal
    asked: Decimal
    deducted: Decimal
    score: Decimal
    items: tuple[ItemScore, ...] = ()
    start: Decimal = ZERO
    gained: Decimal = ZERO
    mode: str = "deduct"
    outside: Outside | None = None
    missing: bool = False


class AppliedEntry(Struct, frozen=True):
    """An entry on the sheet: `taken` is what it asks after rulings and rectification, `applied` what counted.

    `cost` is what a deduction takes off the total after rescaling and stage weight, 0 for other kinds.
    `void` says why an entry that stands counts nothing; it stays visible. `within` is what the most of its own rule in
    a year (`max`) left of `taken`, None where that held nothing back.
    """

    state: EntryState
    taken: Decimal
    applied: Decimal
    cost: Decimal
    void: Void = ""
    within: Decimal | None = None

    @property
    def id(self) -> str:
        """The entry's id."""
        return self.state.entry.id

    @property
    def rule(self) -> str:
        """The code it was entered under."""
        return self.state.entry.rule

    @property
    def asked(self) -> Decimal:
        """What was asked on the day; never changes."""
        return self.state.entry.asked

    @property
    def status(self) -> EntryStatus:
        """One of valid, reduced, revoked."""
        return self.state.status

    @property
    def remark(self) -> str:
        """The reason it counts nothing, in Chinese; empty where it counts."""
        return VOID.get(self.void, "")


class StageScore(Struct, frozen=True):
    """A stage's own sheet, on the scale of a full score; `score` is None where an outside figure is missing.

    `base` is its score before its own `bonus`, from `earned` of the `total` points of its items that concern the unit.
    One that `counts` nothing has no item that concerns the unit, and no weight. `equal` tells that all stages weigh the
    same, `waits` that a figure is wanting; of an external one `outside` is the figure as entered.
    """

    name: str
    weight: Decimal
    score: Decimal | None
    external: bool = False
    deducted: Decimal | None = None
    items: tuple[ItemScore, ...] = ()
    base: Decimal | None = None
    bonus: Decimal = ZERO
    earned: Decimal = ZERO
    total: Decimal = ZERO
    counts: bool = True
    equal: bool = False
    outside: Outside | None = None
    waits: bool = False


class Held(Struct, frozen=True):
    """Why a grade is lower than the score alone gives: a floor, a grade barred, a share of grades that is used up."""

    kind: Literal["floor", "at_most", "share"]
    words: str


class UnitScore(Struct, frozen=True):
    """One unit's assessment. `score` is rounded, `base` is the exact score before any bonus on the total.

    `earned` of `applicable_points` is what `base` is rescaled from (the weighted mean of the stages that take
    deductions). `applied` holds every entry of the unit by day, then seq. `veto` is the text that sets the grade.
    `bonus` is all that bonuses gave, `on_total` the part of it that came after `base`; then `penalty` came off. `held`
    says why the grade is lower than the score's own. `competes` tells that it can have a rank at all; it has none while
    another of its group that competes `waits` for a figure, without which it has no score.
    """

    unit: str
    group: str
    scheme: str
    score: Decimal | None
    rank: int | None
    grade: str | None
    deducted: Decimal
    bonus: Decimal
    veto: str | None
    items: tuple[ItemScore, ...]
    applied: tuple[AppliedEntry, ...]
    stages: tuple[StageScore, ...]
    base: Decimal | None
    applicable_points: Decimal
    earned: Decimal
    on_total: Decimal = ZERO
    penalty: Decimal = ZERO
    barred: str = ""
    held: tuple[Held, ...] = ()
    competes: bool = False
    waits: bool = False
    stage: str = ""

    @property
    def deductions(self) -> tuple[AppliedEntry, ...]:
        """The deductions among `applied`; what they applied adds up to `deducted`."""
        return tuple(a for a in self.applied if a.state.entry.kind == "deduction")

    @property
    def problems(self) -> tuple[AppliedEntry, ...]:
        """Entries that stand and yet can count nowhere: the rubric was changed under them."""
        return tuple(a for a in self.applied if a.void not in {"", "no_point"})


EntryKind = Literal["deduction", "bonus"]


class Slot(Struct, frozen=True):
    """Where a rule counts: under an `item` (by position), in a `stage` alone, or (neither) on the total.

    `kind` is the kind of entry it is used by: merits are recorded as bonuses are. `bonus` is the one it belongs to.
    """

    rule: Rule
    kind: EntryKind
    item: int = -1
    stage: str = ""
    bonus: Bonus | None = None


class Outline(Struct, frozen=True):
    """A scheme's items laid flat, parents before children. `paths` lead from an item up to its top level.

    `parents` holds -1 for the top level; `rules` maps the code of what takes points under an item to the rule and its
    item, `slots` the kind and code of any rule to its place. All by position.
    """

    items: tuple[Item, ...]
    parents: tuple[int, ...]
    paths: tuple[tuple[int, ...], ...]
    rules: Mapping[str, tuple[Rule, int]]
    slots: Mapping[tuple[EntryKind, str], Slot]

    @property
    def tops(self) -> tuple[int, ...]:
        """The positions of the top level."""
        return tuple(i for i, parent in enumerate(self.parents) if parent < 0)


def outline_of(scheme: Scheme) -> Outline:
    """Lay the scheme's items flat, in file order; of two rules with one code the first holds."""
    items: list[Item] = []
    paths: list[tuple[int, ...]] = []
    rest: list[tuple[Item, tuple[int, ...]]] = [(item, ()) for item in reversed(scheme.items)]
    while rest:
        item, above = rest.pop()
        path = (len(items), *above)
        items.append(item)
        paths.append(path)
        rest += [(child, path) for child in reversed(item.items)]
    parents = tuple(path[1] if len(path) > 1 else -1 for path in paths)
    slots: dict[tuple[EntryKind, str], Slot] = {}
    for slot in _slots(scheme, items):
        slots.setdefault((slot.kind, slot.rule.code), slot)
    rules = {
        code: (slot.rule, slot.item) for (kind, code), slot in slots.items() if slot.item >= 0 and kind == "deduction"
    }
    return Outline(tuple(items), parents, tuple(paths), rules, slots)


def _slots(scheme: Scheme, items: Sequence[Item]) -> Iterator[Slot]:
    """Yield the place of every rule: items in file order, then stages, then what comes on the total."""
    for at, item in enumerate(items):
        yield from (Slot(rule, "bonus" if item.mode == "earn" else "deduction", at) for rule in item.rules)
        yield from (Slot(rule, "bonus", at, bonus=item.bonus) for rule in (item.bonus.rules if item.bonus else ()))
    for stage in scheme.stages:
        bonus = stage.bonus
        yield from (Slot(rule, "bonus", stage=stage.name, bonus=bonus) for rule in (bonus.rules if bonus else ()))
    yield from (Slot(rule, "bonus", bonus=scheme.bonus) for rule in (scheme.bonus.rules if scheme.bonus else ()))
    yield from (Slot(rule, "deduction") for rule in (scheme.penalties.rules if scheme.penalties else ()))


class UnitSheet(Struct, frozen=True):
    """One unit's sheet. `rooms` are the points that concern the unit, item by item: the caps on what it can lose.

    `share` is how much of the rest counts as earned (1 in full, 0.8 at a rate), None where it leaves both sides.
    `tops` are the items of the top level that are on it.
    """

    outline: Outline
    applicable: tuple[bool, ...]
    rooms: tuple[Decimal, ...]
    share: Decimal | None
    tops: tuple[int, ...]

    @property
    def total(self) -> Decimal:
        """The points a full score is measured by."""
        counted = self.rooms if self.share is None else [item.points for item in self.outline.items]
        return sum((counted[i] for i in self.tops), ZERO)

    def holds(self, i: int) -> bool:
        """Tell whether an item, or what it stands under, is on the sheet."""
        return self.outline.paths[i][-1] in self.tops

    def credit(self, i: int) -> Decimal:
        """Points that item `i` earns for the part of it that does not concern the unit."""
        return (self.outline.items[i].points - self.rooms[i]) * (self.share or ZERO)

    def part_for(self, codes: Collection[str]) -> UnitSheet:
        """Return the sheet of a stage that has these items of the top level; all, where none are named."""
        if not codes:
            return self
        return replace(self, tops=tuple(i for i in self.tops if self.outline.items[i].code in codes))

    def own(self) -> list[Decimal]:
        """Return the part of each item's room that is not its children's."""
        own = list(self.rooms)
        for i, parent in enumerate(self.outline.parents):
            if parent >= 0:
                own[parent] -= self.rooms[i]
        return own


def sheet_of(outline: Outline, unit: Unit, points_of_unit: Collection[str], share: Decimal | None) -> UnitSheet:
    """Fit the outline to a unit; nothing under an item that does not apply applies."""
    reach: list[bool] = []
    for item, parent in zip(outline.items, outline.parents, strict=True):
        reach.append((parent < 0 or reach[parent]) and applies(item, unit, points_of_unit))
    rooms = _rooms(outline, reach)
    applicable = tuple(
        ok and (room > ZERO or item.points == ZERO) for ok, room, item in zip(reach, rooms, outline.items, strict=True)
    )
    return UnitSheet(outline, applicable, rooms, share, outline.tops)


def _rooms(outline: Outline, reach: Sequence[bool]) -> tuple[Decimal, ...]:
    """An item's room: its own part and its children's rooms, never more than its points.

    Its own part is what its points exceed its children's by: all of them, for a leaf.
    """
    own = [item.points - sum((child.points for child in item.items), ZERO) for item in outline.items]
    below = [ZERO] * len(own)
    rooms = [ZERO] * len(own)
    for i in reversed(range(len(own))):
        if reach[i]:
            rooms[i] = min(outline.items[i].points, max(own[i], ZERO) + below[i])
        if outline.parents[i] >= 0:
            below[outline.parents[i]] += rooms[i]
    return tuple(rooms)


class Tally:
    """What happens on a sheet, item by item: first all that is given, then what is taken, in order.

    `level` is what an item stands at, which may be more than its room until faults are taken: a bonus is added inside
    the item, before its cap is looked at. `outside` are the figures entered, by the item's code.
    """

    __slots__ = ("asked", "deducted", "given", "level", "missing", "outside", "sheet", "starts")

    def __init__(self, sheet: UnitSheet, outside: Mapping[str, Outside]) -> None:
        self.sheet, self.outside = sheet, outside
        outline = sheet.outline
        begun = [_start(item, own, outside) for item, own in zip(outline.items, sheet.own(), strict=True)]
        self.missing = [start is None and sheet.holds(i) for i, start in enumerate(begun)]
        self.starts = [start or ZERO for start in begun]
        for i in reversed(range(len(begun))):
            if (parent := outline.parents[i]) >= 0:
                self.starts[parent] += self.starts[i]
                self.missing[parent] |= self.missing[i]
        self.level = list(self.starts)
        self.asked, self.deducted, self.given = ([ZERO] * len(begun) for _ in range(3))

    def score(self, i: int) -> Decimal:
        """Return what an item has, no more than its room."""
        return min(self.sheet.rooms[i], self.level[i])

    def give(self, i: int, points: Decimal) -> None:
        """Add points inside item `i`."""
        self.given[i] += points
        self._move(i, points)

    def take(self, i: int, points: Decimal) -> tuple[Decimal, Decimal]:
        """Take `points` at item `i`; return what every level up to the top had left for it, and what the top lost."""
        path = self.sheet.outline.paths[i]
        left = self.level[path[-1]]
        for at in path[-2::-1]:
            left = min(self.level[at], left + self.spilt(at))
        applied = min(points, left)
        for at in path:
            self.asked[at] += points
            self.deducted[at] += applied
        return applied, -self._move(i, -applied)

    def spilt(self, i: int) -> Decimal:
        """Return what item `i` was given beyond its room, which counts nowhere."""
        return max(ZERO, self.level[i] - self.sheet.rooms[i])

    def _move(self, i: int, points: Decimal) -> Decimal:
        """Raise or lower an item, and those above it by what that changes; return what the top changes by."""
        for at in self.sheet.outline.paths[i]:
            before = self.score(at)
            self.level[at] += points
            points = self.score(at) - before
        return points

    def gained(self) -> list[Decimal]:
        """Return what counted of all that was given to each item and those below it."""
        found = [given - self.spilt(i) if given else ZERO for i, given in enumerate(self.given)]
        for i in reversed(range(len(found))):
            if (parent := self.sheet.outline.parents[i]) >= 0:
                found[parent] += found[i]
        return found

    def earned(self) -> Decimal:
        """Points on the whole sheet, credits for what does not apply included."""
        return sum((self.score(i) + self.sheet.credit(i) for i in self.sheet.tops), ZERO)

    def incomplete(self) -> bool:
        """Tell whether a figure is wanting."""
        return any(self.missing[i] for i in self.sheet.tops)


def _start(item: Item, own: Decimal, outside: Mapping[str, Outside]) -> Decimal | None:
    """Return what an item's own part begins with; None where the figure it is measured by is wanting.

    Full, but for what is earned; by a figure never more than full.
    """
    if item.mode == "earn":
        return ZERO
    if item.mode not in MEASURED or own <= ZERO:
        return own
    figure = outside.get(item.code)
    return None if figure is None else min(own, figure.out_of(own if item.mode == "ratio" else item.points))


def item_scores(sheet: UnitSheet, tallies: Sequence[tuple[Decimal, Tally]]) -> tuple[ItemScore, ...]:
    """Return the items of a sheet as a tree: sums over the weighted tallies that have them, the score their mean."""
    known = [(weight, tally, tally.gained()) for weight, tally in tallies]
    children: list[list[ItemScore]] = [[] for _ in sheet.rooms]
    tops: list[ItemScore] = []
    for i in reversed(range(len(sheet.rooms))):
        if sheet.holds(i):
            parent = sheet.outline.parents[i]
            own = [kept for kept in known if kept[1].sheet.holds(i)]
            (tops if parent < 0 else children[parent]).append(_item_score(sheet, i, own, children[i]))
    return tuple(reversed(tops))


def _item_score(
    sheet: UnitSheet, i: int, kept: Sequence[tuple[Decimal, Tally, list[Decimal]]], children: list[ItemScore]
) -> ItemScore:
    """Return one item; of each tally kept with its weight stands what every item gained in it."""
    item, room = sheet.outline.items[i], sheet.rooms[i]
    weight = sum((w for w, _, _ in kept), ZERO)
    left = sum((w * tally.score(i) for w, tally, _ in kept), ZERO) / weight if weight else room
    return ItemScore(
        code=item.code,
        name=item.name,
        points=item.points,
        applicable=sheet.applicable[i],
        room=room,
        asked=sum((tally.asked[i] for _, tally, _ in kept), ZERO),
        deducted=sum((tally.deducted[i] for _, tally, _ in kept), ZERO),
        score=settled(left + sheet.credit(i)),
        items=tuple(reversed(children)),
        start=sum((tally.starts[i] for _, tally, _ in kept), ZERO) if kept else room,
        gained=sum((gained[i] for _, _, gained in kept), ZERO),
        mode=item.mode,
        outside=kept[0][1].outside.get(item.code) if len(kept) == 1 else None,
        missing=any(tally.missing[i] for _, tally, _ in kept),
    )
