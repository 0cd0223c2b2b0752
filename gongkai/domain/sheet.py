"""A scheme's items as one unit's sheet: what concerns the unit, how much each level can lose, and the taking itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from gongkai.domain.grouping import applies
from gongkai.domain.points import ZERO
from gongkai.domain.scorecard import ItemScore

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from decimal import Decimal

    from gongkai.domain.plan import Unit
    from gongkai.domain.scheme import Item, Rule, Scheme


class Outline(Struct, frozen=True):
    """A scheme's items laid flat, parents before children. `paths` lead from an item up to its top level.

    `parents` holds -1 for the top level; `rules` maps a code to the rule and its item. All by position.
    """

    items: tuple[Item, ...]
    parents: tuple[int, ...]
    paths: tuple[tuple[int, ...], ...]
    rules: Mapping[str, tuple[Rule, int]]


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


class Sheet(Struct, frozen=True):
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
        return sum((counted[i] for i, parent in enumerate(self.outline.parents) if parent < 0), ZERO)

    def credit(self, i: int) -> Decimal:
        """Points that item `i` earns for the part of it that does not concern the unit."""
        return (self.outline.items[i].points - self.rooms[i]) * (self.share or ZERO)


def sheet_of(outline: Outline, unit: Unit, points_of_unit: Collection[str], share: Decimal | None) -> Sheet:
    """Fit the outline to a unit; nothing under an item that does not apply applies."""
    reach: list[bool] = []
    for item, parent in zip(outline.items, outline.parents, strict=True):
        reach.append((parent < 0 or reach[parent]) and applies(item, unit, points_of_unit))
    rooms = _rooms(outline, reach)
    applicable = tuple(
        ok and (room > ZERO or item.points == ZERO) for ok, room, item in zip(reach, rooms, outline.items, strict=True)
    )
    return Sheet(outline, applicable, rooms, share)


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

    def __init__(self, sheet: Sheet) -> None:
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
        tops = (i for i, parent in enumerate(self.sheet.outline.parents) if parent < 0)
        return sum((self.left[i] + self.sheet.credit(i) for i in tops), ZERO)

    def deducted(self) -> Decimal:
        """Points taken on the whole sheet."""
        tops = (i for i, parent in enumerate(self.sheet.outline.parents) if parent < 0)
        return sum((self.sheet.rooms[i] - self.left[i] for i in tops), ZERO)


def item_scores(sheet: Sheet, tallies: Sequence[tuple[Decimal, Tally]]) -> tuple[ItemScore, ...]:
    """Return the tree of items: asked and deducted summed over the weighted tallies, the score their mean."""
    children: list[list[ItemScore]] = [[] for _ in sheet.rooms]
    tops: list[ItemScore] = []
    for i in reversed(range(len(sheet.rooms))):
        parent = sheet.outline.parents[i]
        (tops if parent < 0 else children[parent]).append(_item_score(sheet, i, tallies, children[i]))
    return tuple(reversed(tops))


def _item_score(sheet: Sheet, i: int, tallies: Sequence[tuple[Decimal, Tally]], children: list[ItemScore]) -> ItemScore:
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
