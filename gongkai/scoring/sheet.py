"""Who is scored with whom, on which sheet, and which items concern them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from gongkai.points import ZERO

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from decimal import Decimal

    from gongkai.entry.states import EntryState, EntryStatus
    from gongkai.plan.model import Unit
    from gongkai.plan.rubric import Assessment, Group, Item, Rule, Scheme


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


class ItemScore(Struct, frozen=True):
    """An item of one unit's sheet. `points` is the rubric's figure, `room` the part of it that concerns the unit.

    `asked` is what still stood of the entries counted here or below, `deducted` what the caps let through.
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


class AppliedEntry(Struct, frozen=True):
    """An entry on the sheet: `taken` is what it asks after rulings and rectification, `applied` what counted.

    `cost` is what a deduction takes off the total after rescaling and stage weight, 0 for other kinds.
    `void` says why an entry that stands counts nothing; it stays visible.
    """

    state: EntryState
    taken: Decimal
    applied: Decimal
    cost: Decimal
    void: Void = ""

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
    """A stage's own sheet, on the scale of a full score; `score` is None where the outside figure is missing."""

    name: str
    weight: Decimal
    score: Decimal | None
    external: bool = False
    deducted: Decimal | None = None
    items: tuple[ItemScore, ...] = ()


class UnitScore(Struct, frozen=True):
    """One unit's assessment. `score` is rounded, `base` is the exact score before any bonus.

    `earned` of `applicable_points` is what `base` is rescaled from (the weighted mean of the stages that take
    deductions). `applied` holds every entry of the unit by day, then seq. `veto` is the text that sets the grade.
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

    @property
    def deductions(self) -> tuple[AppliedEntry, ...]:
        """The deductions among `applied`; what they applied adds up to `deducted`."""
        return tuple(a for a in self.applied if a.state.entry.kind == "deduction")

    @property
    def problems(self) -> tuple[AppliedEntry, ...]:
        """Entries that stand and yet can count nowhere: the rubric was changed under them."""
        return tuple(a for a in self.applied if a.void not in {"", "no_point"})


class Outline(Struct, frozen=True):
    """A scheme's items laid flat, parents before children. `paths` lead from an item up to its top level.

    `parents` holds -1 for the top level; `rules` maps a code to the rule and its item. All by position.
    """

    items: tuple[Item, ...]
    parents: tuple[int, ...]
    paths: tuple[tuple[int, ...], ...]
    rules: Mapping[str, tuple[Rule, int]]

    @property
    def tops(self) -> tuple[int, ...]:
        """The positions of the top level."""
        return tuple(i for i, parent in enumerate(self.parents) if parent < 0)


def outline_of(scheme: Scheme) -> Outline:
    """Lay the scheme's items flat, in file order; of two rules with one code the first holds."""
    items: list[Item] = []
    paths: list[tuple[int, ...]] = []
    rules: dict[str, tuple[Rule, int]] = {}
    rest: list[tuple[Item, tuple[int, ...]]] = [(item, ()) for item in reversed(scheme.items)]
    while rest:
        item, above = rest.pop()
        path = (len(items), *above)
        items.append(item)
        paths.append(path)
        for rule in item.rules:
            rules.setdefault(rule.code, (rule, path[0]))
        rest += [(child, path) for child in reversed(item.items)]
    parents = tuple(path[1] if len(path) > 1 else -1 for path in paths)
    return Outline(tuple(items), parents, tuple(paths), rules)


class UnitSheet(Struct, frozen=True):
    """One unit's sheet. `rooms` are the points that concern the unit, item by item: the caps on what it can lose.

    `share` is how much of the rest counts as earned (1 in full, 0.8 at a rate), None where it leaves both sides.
    """

    outline: Outline
    applicable: tuple[bool, ...]
    rooms: tuple[Decimal, ...]
    share: Decimal | None

    @property
    def total(self) -> Decimal:
        """The points a full score is measured by."""
        counted = self.rooms if self.share is None else [item.points for item in self.outline.items]
        return sum((counted[i] for i in self.outline.tops), ZERO)

    def credit(self, i: int) -> Decimal:
        """Points that item `i` earns for the part of it that does not concern the unit."""
        return (self.outline.items[i].points - self.rooms[i]) * (self.share or ZERO)


def sheet_of(outline: Outline, unit: Unit, points_of_unit: Collection[str], share: Decimal | None) -> UnitSheet:
    """Fit the outline to a unit; nothing under an item that does not apply applies."""
    reach: list[bool] = []
    for item, parent in zip(outline.items, outline.parents, strict=True):
        reach.append((parent < 0 or reach[parent]) and applies(item, unit, points_of_unit))
    rooms = _rooms(outline, reach)
    applicable = tuple(
        ok and (room > ZERO or item.points == ZERO) for ok, room, item in zip(reach, rooms, outline.items, strict=True)
    )
    return UnitSheet(outline, applicable, rooms, share)


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
    """What has been asked of a sheet and what is left on it, item by item, while entries are taken in order."""

    __slots__ = ("asked", "left", "sheet")

    def __init__(self, sheet: UnitSheet) -> None:
        self.sheet = sheet
        self.asked = [ZERO] * len(sheet.rooms)
        self.left = list(sheet.rooms)

    def take(self, i: int, points: Decimal) -> Decimal:
        """Take `points` at item `i`, and return what every level up to the top had left for it."""
        path = self.sheet.outline.paths[i]
        applied = min(points, *(self.left[at] for at in path))
        for at in path:
            self.asked[at] += points
            self.left[at] -= applied
        return applied

    def earned(self) -> Decimal:
        """Points kept on the whole sheet, credits for what does not apply included."""
        return sum((self.left[i] + self.sheet.credit(i) for i in self.sheet.outline.tops), ZERO)

    def deducted(self) -> Decimal:
        """Points taken on the whole sheet."""
        return sum((self.sheet.rooms[i] - self.left[i] for i in self.sheet.outline.tops), ZERO)


def item_scores(sheet: UnitSheet, tallies: Sequence[tuple[Decimal, Tally]]) -> tuple[ItemScore, ...]:
    """Return the tree of items: asked and deducted summed over the weighted tallies, the score their mean."""
    children: list[list[ItemScore]] = [[] for _ in sheet.rooms]
    tops: list[ItemScore] = []
    for i in reversed(range(len(sheet.rooms))):
        parent = sheet.outline.parents[i]
        (tops if parent < 0 else children[parent]).append(_item_score(sheet, i, tallies, children[i]))
    return tuple(reversed(tops))


def _item_score(
    sheet: UnitSheet, i: int, tallies: Sequence[tuple[Decimal, Tally]], children: list[ItemScore]
) -> ItemScore:
    item, room = sheet.outline.items[i], sheet.rooms[i]
    weight = sum((w for w, _ in tallies), ZERO)
    left = sum((w * tally.left[i] for w, tally in tallies), ZERO) / weight if weight else room
    return ItemScore(
        code=item.code,
        name=item.name,
        points=item.points,
        applicable=sheet.applicable[i],
        room=room,
        asked=sum((tally.asked[i] for _, tally in tallies), ZERO),
        deducted=sum((room - tally.left[i] for _, tally in tallies), ZERO),
        score=left + sheet.credit(i),
        items=tuple(reversed(children)),
    )
