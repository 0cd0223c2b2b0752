"""What a cap or a gate lets count of one entry, said as soon as it bites."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.domain.grouping import scheme_of
from gongkai.domain.points import plain
from gongkai.domain.sheet import outline_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gongkai.domain.plan import Plan
    from gongkai.domain.records import ScoreEntry
    from gongkai.domain.scheme import Bonus
    from gongkai.domain.scorecard import AppliedEntry, ItemScore, UnitScore


def short_of(plan: Plan, score: UnitScore, entry: ScoreEntry) -> str:
    """Return in a sentence what counts of an entry where that is less than it takes; empty where all of it does."""
    found = next((one for one in score.applied if one.id == entry.id), None)
    if found is None or found.void or found.applied >= found.taken:
        return ""
    unit = next(unit for unit in plan.units if unit.name == entry.unit)
    scheme = scheme_of(plan.assessment, unit) if plan.assessment else None
    if scheme is None:
        return ""
    if entry.kind == "bonus":
        return _of_bonus(scheme.bonus, score, found) if scheme.bonus else ""
    outline = outline_of(scheme)
    known = outline.rules.get(entry.rule)
    codes = {outline.items[at].code for at in outline.paths[known[1]]} if known else set()
    trees = [stage.items for stage in score.stages if stage.name == entry.stage] or [score.items]
    full = [item for item in _flat(trees[0]) if item.code in codes and item.deducted >= item.room]
    return _of_item(full[-1], found) if full else ""


def _of_bonus(bonus: Bonus, score: UnitScore, found: AppliedEntry) -> str:
    if score.base is not None and score.base <= bonus.above:
        return f"得分超过{plain(bonus.above)}分的才计加分，实际计入0分"
    return f"加分最多{plain(bonus.cap)}分，实际计入{plain(found.applied)}分"


def _of_item(item: ItemScore, found: AppliedEntry) -> str:
    before = item.room - found.applied
    return f"“{item.name}”满分{plain(item.room)}分，已扣{plain(before)}分，实际计入{plain(found.applied)}分"


def _flat(items: Iterable[ItemScore]) -> Iterator[ItemScore]:
    for item in items:
        yield item
        yield from _flat(item.items)
