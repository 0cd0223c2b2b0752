"""What the `auto` rules would take, on one sheet: told, with its basis, and recorded by nobody yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.papers.columns import as_of_line, paper, table
from gongkai.papers.document import Cell, Column, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gongkai.entry.proposals import Proposal
    from gongkai.papers.document import Block, Document
    from gongkai.register.ledger import Ledger, Standing


def proposals_document(ledger: Ledger, standing: Standing, chosen: Sequence[Proposal]) -> Document:
    """Return the proposals; the JSON is an array of them."""
    data = [proposal_data(proposal) for proposal in chosen]
    blocks = (as_of_line(standing), *_blocks(chosen))
    return paper("proposals", f"{ledger.plan.year}年度扣分建议", blocks, data, (ledger, standing))


def proposal_data(proposal: Proposal) -> dict[str, object]:
    """Return one proposal; `point` and `finding` are null where it speaks of none."""
    return {
        "id": proposal.id,
        "unit": proposal.unit,
        "rule": proposal.rule,
        "points": proposal.points,
        "count": proposal.count,
        "items": list(proposal.items),
        "point": proposal.point or None,
        "finding": proposal.finding or None,
        "cause": proposal.cause,
        "reason": proposal.reason,
        "evidence": proposal.evidence,
    }


def _blocks(chosen: Sequence[Proposal]) -> Iterator[Block]:
    if not chosen:
        yield text("没有待处理的扣分建议。")
        return
    units = len({proposal.unit for proposal in chosen})
    yield text(f"按考核细则建议扣分{len(chosen)}条，涉及{units}个单位，都还没有登记。")
    columns = (
        Column("编号", "id"),
        Column("单位", weight=2),
        Column("规则"),
        Column("次数", "number"),
        Column("分值", "number"),
        Column("事由", "told", weight=4),
        Column("依据", "told", weight=2),
    )
    yield table("proposals", "", columns, [_row(proposal) for proposal in chosen])
    yield text("登记：gongkai deduct propose --accept 编号，或者 --all 全部登记", role="hint")


def _row(proposal: Proposal) -> tuple[Cell, ...]:
    return (
        Cell(proposal.id, ref=proposal.id),
        Cell(proposal.unit, ref=proposal.unit),
        Cell(proposal.rule),
        Cell(proposal.count),
        Cell(proposal.points),
        Cell(proposal.reason),
        Cell(proposal.evidence),
    )
