"""A score as a sum that a clerk redoes with a pocket calculator, one line a step."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from gongkai.domain.points import plain, rounded
from gongkai.report.parts import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gongkai.domain.plan import Plan
    from gongkai.domain.scheme import Assessment
    from gongkai.domain.scorecard import ItemScore, UnitScore

SHOWN_PLACES = 4


def sum_lines(plan: Plan, score: UnitScore) -> list[str]:
    """Return the steps from the items to the score: each a sum whose terms are printed above it."""
    assessment = plan.assessment
    if assessment is None:
        return ["年度要点没有考核细则，不计分。"]
    lines = [*_stage_lines(score)] if score.stages else [*_sheet_lines(assessment, score)]
    if score.base is None or score.score is None:
        return [*lines, "缺少外部评分，暂不计分。"]
    if score.bonus:
        lines.append(f"加分：{_figure(score.base)}＋{plain(score.bonus)}＝{_figure(score.base + score.bonus)}")
    whole = score.base + score.bonus
    if whole != score.score:
        lines.append(f"四舍五入到{assessment.places}位小数，得分{plain(score.score)}")
    if score.veto:
        lines.append(f"一票否决，等次为{score.grade or '—'}，不排名")
    return lines


def _sheet_lines(assessment: Assessment, score: UnitScore) -> Iterator[str]:
    full = assessment.full
    live = [item for item in score.items if item.score or item.room]
    terms = [f"{plain(item.room)}－{plain(item.deducted)}" for item in live if not _credited(item)]
    credited = [item for item in live if _credited(item)]
    parts = [f"（{term}）" for term in terms] + [_figure(item.score) for item in credited]
    yield f"各项得分相加：{'＋'.join(parts) or '0'}＝{_figure(score.earned)}"
    yield from (f"其中{quoted(item.name)}含不适用部分按规定计分{_figure(item.score)}" for item in credited)
    if score.applicable_points != full and score.base is not None:
        ratio = f"{_figure(score.earned)}÷{plain(score.applicable_points)}×{plain(full)}"
        yield f"折算成满分{plain(full)}：{ratio}＝{_figure(score.base)}"


def _credited(item: ItemScore) -> bool:
    """Tell whether part of an item's score is for what does not concern the unit."""
    return item.score != item.room - item.deducted


def _stage_lines(score: UnitScore) -> Iterator[str]:
    weights = sum((stage.weight for stage in score.stages), Decimal(0))
    for stage in score.stages:
        told = "暂缺" if stage.score is None else f"{_figure(stage.score)}分"
        taken = f"，阶段内扣{plain(stage.deducted)}分" if stage.deducted else ""
        outside = "，外部评分" if stage.external else ""
        yield f"{stage.name}（权重{plain(stage.weight)}{outside}）：{told}{taken}"
    if score.base is not None:
        known = [(stage.score, stage.weight) for stage in score.stages if stage.score is not None]
        parts = [f"{_figure(figure)}×{plain(weight)}" for figure, weight in known]
        yield f"加权平均：（{'＋'.join(parts)}）÷{plain(weights)}＝{_figure(score.base)}"


def _figure(value: Decimal) -> str:
    """Write an exact figure, or its first four decimals where it has more."""
    near: Decimal = rounded(value, SHOWN_PLACES)
    return plain(value) if value == near else f"{plain(near)}（约）"
