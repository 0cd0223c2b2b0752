"""What the `auto` rules would take, on one sheet: told, with its basis, and recorded by nobody yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.papers.columns import as_of_line, column, paper, table_of
from gongkai.papers.document import Cell, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gongkai.entry.proposals import Proposal
    from gongkai.papers.columns import ColumnOf
    from gongkai.papers.document import Block, Document
    from gongkai.register.ledger import Ledger, Standing

COLUMNS: tuple[ColumnOf[Proposal], ...] = (
    column("编号", lambda p: Cell(p.id, ref=p.id), "id"),
    column("单位", lambda p: Cell(p.unit, ref=p.unit), weight=2),
    column("规则", lambda p: p.rule),
    column("次数", lambda p: p.count, "number"),
    column("分值", lambda p: p.points, "number"),
    column("事由", lambda p: p.reason, "told", weight=4),
    column("依据", lambda p: p.evidence, "told", weight=2),
)


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
    yield table_of("proposals", "", COLUMNS, chosen)
    yield text("登记：gongkai deduct propose --accept 编号，或者 --all 全部登记", role="hint")
