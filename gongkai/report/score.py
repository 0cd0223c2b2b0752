"""The ranking: one table a group, and the sheets behind it as data."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby
from typing import TYPE_CHECKING

from msgspec.structs import replace

from gongkai.document import Cell, Column, Section, text
from gongkai.report.outlook import outlook_data, outlook_section
from gongkai.report.parts import ORDINALS, as_of_line, paper, plan_data, table
from gongkai.report.recorded import evidence_data
from gongkai.wording import EXAMPLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from gongkai.document import Block, Document, Table
    from gongkai.domain.ledger import Ledger, Standing
    from gongkai.domain.plan import Plan
    from gongkai.domain.scorecard import AppliedEntry, ItemScore, StageScore, UnitScore
    from gongkai.domain.whatif import Outlook

Data = dict[str, object]
CENT = Decimal("0.01")


def score_document(
    ledger: Ledger,
    standing: Standing,
    scores: Sequence[UnitScore],
    outlooks: Mapping[str, Outlook] | None = None,
) -> Document:
    """Return the ranking of the units given, group by group, with what each can get back where that was asked."""
    plan = ledger.plan
    schemes = list(dict.fromkeys(score.scheme for score in scores))
    data: Data = {
        "plan": plan_data(plan, standing),
        "scheme": schemes[0] if len(schemes) == 1 else "；".join(schemes),
        "units": [score_data(score) | _outlook_data(score, outlooks) for score in scores],
    }
    blocks: list[Block] = [as_of_line(standing), *_opening(scores), *group_sections(scores)]
    if outlooks is not None:
        blocks.append(outlook_section(scores, outlooks))
    document = paper("score", f"{plan.year}年度考核得分", blocks, data, (ledger, standing))
    return with_example(document, plan, schemes)


def score_data(score: UnitScore) -> Data:
    """Return one unit's assessment; figures have at most two decimals, `score` is null where a figure is missing."""
    return {
        "unit": score.unit,
        "group": score.group,
        "scheme": score.scheme,
        "score": score.score,
        "rank": score.rank,
        "grade": score.grade,
        "deducted": cents(score.deducted),
        "bonus": cents(score.bonus),
        "veto": score.veto,
        "items": [_item_data(item) for item in score.items],
        "stages": [_stage_data(stage) for stage in score.stages],
        "deductions": [applied_data(entry) for entry in score.deductions],
    }


def applied_data(applied: AppliedEntry) -> Data:
    """Return an entry as it counts on a sheet: `asked` never changes, `applied` is 0 once revoked."""
    entry = applied.state.entry
    return {
        "id": entry.id,
        "rule": entry.rule,
        "point": entry.point or None,
        "finding": entry.finding or None,
        "date": entry.day,
        "asked": entry.asked,
        "applied": cents(applied.applied),
        "cost": cents(applied.cost),
        "status": applied.status,
        "void": applied.void or None,
        "reason": entry.reason,
        "stage": entry.stage or None,
        "evidence": evidence_data(entry.evidence),
        "notified": applied.state.notified,
        "by": entry.by or entry.actor,
    }


def cents(value: Decimal) -> Decimal:
    """Return an exact figure with at most two decimals, rounded half up as everywhere."""
    return value if value == value.quantize(CENT) else value.quantize(CENT, ROUND_HALF_UP)


def _item_data(item: ItemScore) -> Data:
    return {
        "code": item.code,
        "name": item.name,
        "points": item.points,
        "applicable": item.applicable,
        "deducted": cents(item.deducted),
        "score": cents(item.score),
        "items": [_item_data(child) for child in item.items],
    }


def _stage_data(stage: StageScore) -> Data:
    return {
        "name": stage.name,
        "weight": stage.weight,
        "external": stage.external,
        "score": None if stage.score is None else cents(stage.score),
        "deducted": None if stage.deducted is None else cents(stage.deducted),
    }


def is_example(plan: Plan, schemes: Sequence[str]) -> bool:
    """Tell whether any scheme in use says that its figures are examples (示例), by its name or a note."""
    assessment = plan.assessment
    if assessment is None:
        return False
    used = [scheme for scheme in assessment.schemes if scheme.name in schemes]
    return any("示例" in words for scheme in used for words in (scheme.name, scheme.note)) or (
        bool(used) and "示例" in assessment.note
    )


def with_example(document: Document, plan: Plan, schemes: Sequence[str]) -> Document:
    """Return the document marked 示例分值 where the scheme's figures are examples."""
    return replace(document, marks=(*document.marks, EXAMPLE)) if is_example(plan, schemes) else document


def _outlook_data(score: UnitScore, outlooks: Mapping[str, Outlook] | None) -> Data:
    return outlook_data(outlooks[score.unit]) if outlooks and score.unit in outlooks else {}


def _opening(scores: Sequence[UnitScore]) -> Iterator[Block]:
    if not scores:
        yield text("没有可以计分的单位：年度要点文件里没有考核细则，或者没有单位在考核分组内。")


def group_sections(scores: Sequence[UnitScore], level: int = 1) -> Iterator[Section]:
    """Yield a section with a ranking table for each group, in the order of the scores; below level 1 numbered."""
    for index, (group, members) in enumerate(groupby(scores, key=lambda score: score.group)):
        title = f"（{ORDINALS[index % len(ORDINALS)]}）{group}" if level > 1 else group
        yield Section(f"group-{index + 1}", title, (ranking_table(list(members)),), level)


def ranking_table(scores: Sequence[UnitScore]) -> Table:
    """Return one group's ranking; the unranked have a dash, the vetoed stand last with the reason.

    Before grades are given there is no column for them.
    """
    columns = (
        Column("名次", "ordinal"),
        Column("单位", weight=2),
        Column("得分", "number"),
        Column("等次"),
        Column("扣分", "number"),
        Column("加分", "number"),
        Column("一票否决", weight=3),
    )
    graded = any(score.grade for score in scores)
    rows = [
        (
            Cell(score.rank),
            Cell(score.unit, ref=score.unit),
            Cell(score.score, "strong"),
            Cell((score.grade or "—") if graded else "", "bad" if score.veto else ""),
            Cell(score.deducted),
            Cell(score.bonus or ""),
            Cell(score.veto or "", "bad" if score.veto else ""),
        )
        for score in scores
    ]
    return table("ranking", "", columns, rows, optional=("名次", "等次", "加分", "一票否决"))
