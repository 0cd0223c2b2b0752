"""Why less of an entry counts than it asks: a cap or a gate of the rubric, or what was put right in time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.points import ZERO, plain
from gongkai.scoring.score import share_taken
from gongkai.scoring.sheet import outline_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gongkai.plan.rubric import Scheme
    from gongkai.scoring.sheet import AppliedEntry, ItemScore, UnitScore


def why_less(applied: AppliedEntry, score: UnitScore, scheme: Scheme | None) -> str:
    """Return why less of an entry counts than it asks, empty where all that stands of the entry counts."""
    if applied.remark:
        return f"不计入：{applied.remark}"
    if scheme is None:
        return ""
    parts = [_milder(applied, scheme)] if applied.taken != applied.state.live else []
    if applied.applied < applied.taken:
        kind = applied.state.entry.kind
        parts.append(_above_only(score, scheme) if kind == "bonus" else _capped(applied, score, scheme))
    return "，".join(parts)


def _milder(applied: AppliedEntry, scheme: Scheme) -> str:
    known = outline_of(scheme).rules.get(applied.rule)
    share = share_taken(known[0]) if known else ZERO
    return "按期整改减半" if share else "按期整改不扣"


def _above_only(score: UnitScore, scheme: Scheme) -> str:
    """A bonus has a gate and a cap; which of them held it back."""
    if score.base is None:
        return "缺少外部评分，加分暂不计"
    bonus = scheme.bonus
    if bonus is None:
        return "考核细则没有设加分"
    gated = score.base <= bonus.above
    return f"得分未超过{plain(bonus.above)}分，加分不计" if gated else f"加分上限{plain(bonus.cap)}分"


def _capped(applied: AppliedEntry, score: UnitScore, scheme: Scheme) -> str:
    """Name the level that had nothing left: the rule's own item, or one above it."""
    outline = outline_of(scheme)
    stage = next((stage for stage in score.stages if stage.name == applied.state.entry.stage), None)
    levels = [item for _, item in flat(stage.items if stage else score.items)]
    path = outline.paths[outline.rules[applied.rule][1]]
    full = next((at for at in path if levels[at].deducted >= levels[at].room), path[0])
    what = "本项" if full == path[0] else f"“{levels[full].name}”共"
    return f"{what}{plain(levels[full].room)}分，扣完为止"


def flat(items: Iterable[ItemScore], depth: int = 0) -> Iterator[tuple[int, ItemScore]]:
    """Yield items, each before its own, with how deep they lie."""
    for item in items:
        yield depth, item
        yield from flat(item.items, depth + 1)
