"""The sum behind a score, step by step, as a clerk redoes it with a pocket calculator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.papers.columns import quoted
from gongkai.points import ZERO, plain, rounded
from gongkai.scoring.limits import COMPLETED, OUTSIDE, flat, missing_items
from gongkai.wording import LACKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from decimal import Decimal

    from gongkai.plan.model import Plan
    from gongkai.plan.rubric import Assessment, Item, Scheme
    from gongkai.scoring.sheet import ItemScore, StageScore, UnitScore

SHOWN_PLACES = 4


def sum_lines(plan: Plan, score: UnitScore) -> list[str]:
    """Return the steps from the items to the score: each a sum whose terms are printed above it."""
    assessment = plan.assessment
    if assessment is None:
        return ["年度要点没有考核细则，不计分。"]
    scheme = next(scheme for scheme in assessment.schemes if scheme.name == score.scheme)
    full, known = assessment.full_of(scheme), items_by_code(scheme)
    if score.stages:
        lines = [*_stage_lines(score, full, known)]
    else:
        lines = [*_sheet_lines(score.items, score.earned, score.applicable_points, full, known, base=score.base)]
    if score.base is None or score.score is None:
        return [*lines, *_lacking(score)]
    return [*lines, *_total_lines(score, score.base), *_after(score, scheme, assessment)]


def items_by_code(scheme: Scheme) -> dict[str, Item]:
    """Return the items of a scheme by their codes."""
    found: dict[str, Item] = {}
    waiting = list(scheme.items)
    while waiting:
        item = waiting.pop()
        found[item.code] = item
        waiting += item.items
    return found


def _lacking(score: UnitScore) -> Iterator[str]:
    """Yield why there is no score: which figures are wanting, each called what it is."""
    stages = [stage.name for stage in score.stages if stage.external and stage.outside is None]
    items = missing_items(score)
    named = [item for item in items if item.mode != "ratio"]
    outside = "、".join((*stages, *(f"{item.code} {item.name}" for item in named)))
    measured = "、".join(f"{item.code} {item.name}" for item in items if item.mode == "ratio")
    told = [f"{OUTSIDE}（{outside}）" if items else OUTSIDE] if outside else []
    yield f"缺少{'、'.join(told + ([f'{COMPLETED}（{measured}）'] if measured else []))}，暂不计分。"


def _total_lines(score: UnitScore, base: Decimal) -> Iterator[str]:
    if score.on_total:
        yield f"加分：{figure(base)}＋{plain(score.on_total)}＝{figure(base + score.on_total)}"
    if score.penalty:
        before = base + score.on_total
        yield f"减分：{figure(before)}－{plain(score.penalty)}＝{figure(before - score.penalty)}"


def _after(score: UnitScore, scheme: Scheme, assessment: Assessment) -> Iterator[str]:
    """Yield what is done with the sum: the ceiling, the rounding, and what is done with the grade."""
    whole = (score.base or ZERO) + score.on_total - score.penalty
    if scheme.ceiling is not None and whole > scheme.ceiling:
        whole = scheme.ceiling
        yield f"最高{plain(scheme.ceiling)}分，超出的不计"
    if whole != score.score:
        yield f"四舍五入到{assessment.places_of(scheme)}位小数，得分{plain(score.score or ZERO)}"
    for held in score.held:
        bars = f"，最高评为{score.grade}" if held.kind == "at_most" else f"，定为{score.grade or '—'}"
        yield held.words + ("" if held.kind == "share" else bars)
    if score.veto:
        yield f"一票否决，等次为{score.grade or '—'}，不排名"


def _sheet_lines(
    items: Sequence[ItemScore],
    earned: Decimal,
    total: Decimal,
    full: Decimal,
    known: dict[str, Item],
    *,
    base: Decimal | None,
) -> Iterator[str]:
    yield from (line for _, item in flat(items) for line in _item_lines(item, known.get(item.code)))
    live = [item for item in items if (item.score or item.room) and not item.missing]
    lacking = [item for item in items if item.missing]
    terms = [_term(item) for item in live if not _credited(item)]
    credited = [item for item in live if _credited(item)]
    parts = terms + [figure(item.score) for item in credited]
    if lacking:
        told = "、".join(f"{item.code} {item.name}" for item in lacking)
        yield f"{told}{LACKING}，其余各项得分相加：{'＋'.join(parts) or '0'}＝{figure(_scored(live))}"
    else:
        yield f"各项得分相加：{'＋'.join(parts) or '0'}＝{figure(earned)}"
    yield from (f"其中{quoted(item.name)}含不适用部分按规定计分{figure(item.score)}" for item in credited)
    if total != full and base is not None:
        yield f"折算成满分{plain(full)}：{figure(earned)}÷{plain(total)}×{plain(full)}＝{figure(base)}"


def _scored(items: Iterable[ItemScore]) -> Decimal:
    return sum((item.score for item in items), ZERO)


def _term(item: ItemScore) -> str:
    """Return an item in the sum: what it begins with, plus and minus."""
    if item.start == item.room and not item.gained:
        return f"（{plain(item.room)}－{plain(item.deducted)}）"
    gained = f"＋{plain(item.gained)}" if item.gained else ""
    taken = f"－{figure(item.deducted)}" if item.deducted else ""
    return f"（{figure(item.start)}{gained}{taken}）"


def _item_lines(item: ItemScore, rule: Item | None) -> Iterator[str]:
    """Yield how an item came by what it begins with, and by what it has, where that is not its points less faults."""
    if rule is None or not item.applicable:
        return
    name = f"{item.code} {item.name}"
    own = item.room - sum((child.room for child in item.items), ZERO)
    if item.outside is not None and own > ZERO and item.mode in {"ratio", "external"}:
        yield f"{name}：{_measured(item, rule, own)}"
    if item.gained and item.mode == "earn" and not item.items:
        begin = "" if not item.start else f"{figure(item.start)}＋"
        yield f"{name}：{begin}得{plain(item.gained)}分" + (f"－{plain(item.deducted)}" if item.deducted else "")
    elif item.gained and rule.bonus is not None:
        taken = f"－{figure(item.deducted)}" if item.deducted else ""
        left = item.start + item.gained - item.deducted
        yield f"{name}：{figure(item.start)}{taken}＋{figure(item.gained)}＝{figure(left)}"


def _measured(item: ItemScore, rule: Item, own: Decimal) -> str:
    """Return how a figure becomes points: 30×83÷120＝20.75."""
    outside = item.outside
    if outside is None:
        return ""
    whole = own if item.mode == "ratio" else rule.points
    if item.mode == "external" and outside.of in {None, rule.points}:
        told = f"录入{plain(outside.value)}分"
        worth = outside.value
    else:
        of = rule.points if outside.of is None else outside.of
        worth = outside.out_of(whole)
        told = f"{plain(whole)}×{plain(outside.value)}÷{plain(of)}＝{figure(worth)}"
    return f"{told}，最多{plain(own)}分" if worth > own else told


def _credited(item: ItemScore) -> bool:
    """Tell whether part of an item's score is for what does not concern the unit."""
    return item.score != item.start + item.gained - item.deducted and item.room != item.points


def _stage_lines(score: UnitScore, full: Decimal, known: dict[str, Item]) -> Iterator[str]:
    counted = [stage for stage in score.stages if stage.counts]
    for stage in score.stages:
        if not stage.counts:
            yield f"{stage.name}没有适用于本单位的考核项，不计"
            continue
        *steps, last = _stage_steps(stage, full, known)
        yield from (f"{stage.name}，{step}" for step in steps)
        yield f"{stage.name}{_stage_kind(stage)}{last}"
    if score.base is not None:
        yield _mean(counted, score.base)


def _stage_steps(stage: StageScore, full: Decimal, known: dict[str, Item]) -> list[str]:
    """Return the steps to what a stage has; the last of them tells it, and begins with its own mark."""
    steps: list[str] = []
    if not stage.external:
        steps += _sheet_lines(stage.items, stage.earned, stage.total, full, known, base=stage.base)
    elif stage.outside is not None and stage.outside.of not in {None, full} and stage.score is not None:
        of = plain(stage.outside.of or full)
        steps.append(f"{plain(stage.outside.value)}÷{of}×{plain(full)}＝{figure(stage.score)}")
    if stage.bonus and stage.base is not None:
        steps.append(f"加分：{figure(stage.base)}＋{plain(stage.bonus)}＝{figure(stage.base + stage.bonus)}")
    if stage.score is not None and steps and steps[-1].endswith(f"＝{figure(stage.score)}"):
        return [*steps[:-1], f"，{steps[-1]}"]
    return [*steps, f"：{LACKING if stage.score is None else f'{figure(stage.score)}分'}"]


def _stage_kind(stage: StageScore) -> str:
    said = [] if stage.equal else [f"权重{plain(stage.weight)}"]
    said += ["外部评分"] if stage.external else []
    return f"（{'，'.join(said)}）" if said else ""


def _mean(counted: Sequence[StageScore], base: Decimal) -> str:
    known = [(stage.score, stage.weight) for stage in counted if stage.score is not None]
    if counted[0].equal:
        parts = "＋".join(figure(score) for score, _ in known)
        return f"{len(known)}个阶段平均：（{parts}）÷{len(known)}＝{figure(base)}"
    weights = sum((weight for _, weight in known), ZERO)
    parts = "＋".join(f"{figure(score)}×{plain(weight)}" for score, weight in known)
    return f"加权平均：（{parts}）÷{plain(weights)}＝{figure(base)}"


def figure(value: Decimal) -> str:
    """Write an exact figure, or its first four decimals where it has more."""
    near: Decimal = rounded(value, SHOWN_PLACES)
    return plain(value) if value == near else f"{plain(near)}（约）"
