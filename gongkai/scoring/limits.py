"""Why less of an entry counts than it asks: a cap or a gate of the rubric, or what was put right in time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from gongkai.points import ZERO, plain
from gongkai.scoring.score import share_taken
from gongkai.scoring.sheet import outline_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from decimal import Decimal

    from gongkai.entry.states import EntryState
    from gongkai.plan.rubric import Bonus, Rule, Scheme
    from gongkai.scoring.sheet import AppliedEntry, ItemScore, Outline, Slot, StageScore, UnitScore

OUTSIDE, COMPLETED = "外部评分", "完成数"
REDUCED, REVOKED, REVOKED_ON_OBJECTION = "复核核减", "已撤销", "经复核已撤销"


def why_less(applied: AppliedEntry, score: UnitScore, scheme: Scheme | None) -> str:
    """Return why less of an entry counts than it asks, empty where all that stands of the entry counts."""
    if applied.status == "revoked":
        return ""
    if applied.remark:
        return f"不计入：{applied.remark}"
    outline = outline_of(scheme) if scheme else None
    kind = applied.state.entry.kind
    slot = outline.slots.get((kind, applied.rule)) if outline and kind != "veto" else None
    if outline is None or (slot is None and kind != "bonus"):
        return ""
    if slot is None:
        return "考核细则没有设加分" if applied.applied < applied.taken else ""
    parts = [_milder(applied, slot.rule)] if applied.taken != applied.state.live else []
    if applied.within is not None and applied.applied == applied.within:
        parts.append(f"规则{applied.rule}全年最多{plain(slot.rule.max or ZERO)}分")
    elif applied.applied < applied.taken:
        parts.append(_held_back(_Where(applied, score, outline, slot), scheme))
    return "，".join(parts)


def all_less(scores: Iterable[UnitScore], schemes: Iterable[Scheme]) -> dict[str, str]:
    """Return why less of entries counts than they asked, by id: what was decided of them, and what holds them back."""
    by_name = {scheme.name: scheme for scheme in schemes}
    less = ((score, one) for score in scores for one in score.applied if one.applied != one.asked)
    told = ((one, why_less(one, score, by_name.get(score.scheme))) for score, one in less)
    found = {one.id: [said for said in (_decided(one.state), why) if said] for one, why in told}
    return {ident: "，".join(parts) for ident, parts in found.items() if parts}


def _decided(state: EntryState) -> str:
    """Return what was decided of an entry: less is left, or nothing, on objection or by the office itself."""
    if state.status == "revoked":
        on_objection = any(ruling.kind == "revoked" and ruling.appeal for ruling in state.rulings)
        return REVOKED_ON_OBJECTION if on_objection else REVOKED
    return REDUCED if state.status == "reduced" else ""


class _Where(Struct, frozen=True):
    """An entry on its sheet, and the place of its rule."""

    applied: AppliedEntry
    score: UnitScore
    outline: Outline
    slot: Slot

    @property
    def stage(self) -> StageScore | None:
        """The stage that it counts in, if it is one of several."""
        name = self.slot.stage or self.applied.state.entry.stage
        return next((stage for stage in self.score.stages if stage.name == name), None)

    def levels(self) -> list[ItemScore]:
        """Return the items from the rule's own up to the top."""
        stage = self.stage
        by_code = {item.code: item for _, item in flat(stage.items if stage else self.score.items)}
        path = self.outline.paths[self.slot.item]
        return [by_code[code] for at in path if (code := self.outline.items[at].code) in by_code]


def _held_back(where: _Where, scheme: Scheme | None) -> str:
    """Say which cap or gate lets less count."""
    if where.slot.kind == "bonus":
        return _no_more(where)
    if where.slot.item >= 0:
        return _capped(where)
    cap = scheme.penalties.cap if scheme and scheme.penalties else None
    if where.score.base is None:
        return f"缺少{wanting(where.score)}，减分暂不计"
    full = cap is not None and where.score.penalty >= cap
    return f"减分上限{plain(cap)}分" if cap is not None and full else "得分已经扣完"


def _milder(applied: AppliedEntry, rule: Rule) -> str:
    entry = applied.state.entry
    if rule.repeat and not (entry.finding and share_taken(rule) < 1):
        return "前面的已撤销，按靠前的次数计"
    return "按期整改减半" if share_taken(rule) else "按期整改不扣"


def _no_more(where: _Where) -> str:
    """A merit has its item's points; a bonus a gate and a cap, and those points too where it stands under an item."""
    bonus, own = where.slot.bonus, where.levels()[:1] if where.slot.item >= 0 else []
    if bonus is None or (own and own[0].score >= own[0].room):
        return f"本项最多{plain(own[0].room)}分" if own else ""
    if where.slot.item < 0 and _base(where) is None:
        return f"缺少{wanting(where.score)}，加分暂不计"
    return gate_words(bonus) if _shut(where, bonus) else f"加分上限{plain(bonus.cap)}分"


def _base(where: _Where) -> Decimal | None:
    stage = where.stage if where.slot.stage else None
    return stage.base if stage else where.score.base


def _shut(where: _Where, bonus: Bonus) -> bool:
    """Tell whether the gate is what held a bonus back: by the score before it, else by none of it having counted."""
    if where.slot.item < 0 and not bonus.of:
        base = _base(where) or ZERO
        return base <= bonus.above if bonus.at_least is None else base < bonus.at_least
    codes = {rule.code for rule in bonus.rules}
    given = (one for one in where.score.applied if one.state.entry.kind == "bonus" and one.rule in codes)
    return bonus.gated and not any(one.applied for one in given)


def gate_words(bonus: Bonus) -> str:
    """Return that a bonus does not count, and for what score."""
    whose = f"考核项{'、'.join(bonus.of)}" if bonus.of else ""
    if bonus.at_least is not None:
        return f"{whose}得分不足{plain(bonus.at_least)}分，加分不计"
    return f"{whose}得分未超过{plain(bonus.above)}分，加分不计"


def _capped(where: _Where) -> str:
    """Name the level that had nothing left: the rule's own item, or one above it."""
    levels = where.levels()
    full = next((level for level in levels if level.deducted >= level.start + level.gained), levels[0])
    what = "本项" if full is levels[0] else f"“{full.name}”共"
    return f"{what}{plain(full.room)}分，扣完为止"


def flat(items: Iterable[ItemScore], depth: int = 0) -> Iterator[tuple[int, ItemScore]]:
    """Yield items, each before its own, with how deep they lie."""
    for item in items:
        yield depth, item
        yield from flat(item.items, depth + 1)


def missing_items(score: UnitScore) -> tuple[ItemScore, ...]:
    """Return the items whose own figure is wanting, each once whatever the stages."""
    sheets: list[Sequence[ItemScore]] = [stage.items for stage in score.stages if not stage.external]
    found = {
        item.code: item
        for sheet in sheets or [score.items]
        for _, item in flat(sheet)
        if item.missing and not any(child.missing for child in item.items)
    }
    return tuple(found.values())


def wanting(score: UnitScore) -> str:
    """Return what kind of figure a score waits for, by how it is made: 外部评分, 完成数, or both."""
    modes = {item.mode for item in missing_items(score)}
    outside = any(stage.external and stage.counts and stage.outside is None for stage in score.stages)
    kinds = [OUTSIDE] if outside or modes - {"ratio"} or not modes else []
    return "和".join(kinds + ([COMPLETED] if "ratio" in modes else []))
