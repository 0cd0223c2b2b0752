"""Deductions, bonuses, vetoes (记分); and what the `auto` rules would take, which nobody has recorded yet."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from gongkai.appeal.objections import appeal_states
from gongkai.history.shapes import entry_data
from gongkai.papers.columns import as_of_line, column, paper, proof_cell, remark, short_day, table_of
from gongkai.papers.document import Cell, text
from gongkai.wording import ENTRY, ENTRY_STATUS, IN_REVIEW

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from decimal import Decimal

    from gongkai.entry.proposals import Proposal
    from gongkai.entry.states import EntryState
    from gongkai.papers.columns import ColumnOf
    from gongkai.papers.document import Block, Document, Table, Tone
    from gongkai.register.ledger import Ledger, Standing

UNSCORED: Mapping[str, Decimal] = MappingProxyType({})
UNHINDERED: Mapping[str, str] = MappingProxyType({})
TOTAL = "合计"
ENTRY_TONE: dict[str, Tone] = {"valid": "", "reduced": "warn", "revoked": "dim"}


def entries_document(
    ledger: Ledger,
    standing: Standing,
    chosen: Sequence[EntryState],
    applied: Mapping[str, Decimal] = UNSCORED,
    kind: str = "deduction",
    less: Mapping[str, str] = UNHINDERED,
) -> Document:
    """Return deductions, bonuses or vetoes; `applied` is what the scoring let count, by id, else what stands.

    `less` is why, where that is less than was asked.
    """
    data = [entry_data(state, applied.get(state.entry.id)) for state in chosen]
    disputed = {state.appeal.entry for state in appeal_states(ledger.appeals, ledger.rulings) if state.is_open}
    listed = entry_table(chosen, applied, kind=kind, disputed=disputed, less=less)
    blocks = (listed, *_totals(chosen, applied, kind))
    return paper(f"{kind}s", f"{ledger.plan.year}年度{ENTRY[kind]}登记", blocks, data, (ledger, standing))


def entry_table(
    chosen: Sequence[EntryState],
    applied: Mapping[str, Decimal] = UNSCORED,
    *,
    kind: str,
    caption: str = "",
    disputed: Collection[str] = (),
    less: Mapping[str, str] = UNHINDERED,
) -> Table:
    """Return score entries as a table: what was asked, what of it counts and why `less`.

    `disputed` ones wait for a decision. Several close with how many stand, and what of them counts.
    """

    def counts(state: EntryState) -> Decimal:
        return applied.get(state.entry.id, state.live)

    def counted(state: EntryState) -> Cell:
        return Cell(counts(state), "" if counts(state) == state.entry.asked else "warn")

    def stands(state: EntryState) -> Cell:
        known = ENTRY_STATUS[state.status], ENTRY_TONE[state.status]
        return Cell(IN_REVIEW, "warn") if state.entry.id in disputed else Cell(*known)

    figures: tuple[ColumnOf[EntryState], ...] = (
        column("原记", lambda s: s.entry.asked, "number"),
        column("计入", counted, "number", total=sum(map(counts, chosen))),
        column("少计原因", lambda s: less.get(s.entry.id, ""), weight=2, optional=True),
    )
    columns: tuple[ColumnOf[EntryState], ...] = (
        column("编号", lambda s: Cell(s.entry.id, ref=s.entry.id), "id", total=TOTAL),
        column("日期", lambda s: short_day(s.entry.day, s.entry.year)),
        column("单位", lambda s: Cell(s.entry.unit, ref=s.entry.unit), weight=2, total=entries_told(chosen)),
        column("规则", lambda s: s.entry.rule),
        column("要点", lambda s: Cell(s.entry.point, ref=s.entry.point), "point", optional=True),
        column("问题", lambda s: Cell(s.entry.finding, ref=s.entry.finding), optional=True),
        column("事由", lambda s: s.entry.reason, weight=4),
        *(figures if kind != "veto" else ()),
        column("状态", stands),
        column("告知", lambda s: short_day(s.notified, s.entry.year), optional=True),
        column("依据", lambda s: proof_cell(s.entry), weight=1, optional=True),
        column("备注", lambda s: remark(s.entry), optional=True),
    )
    return table_of(f"{kind}s", caption, columns, chosen, total=len(chosen) > 1 and kind != "veto")


def entries_told(chosen: Sequence[EntryState]) -> str:
    """Return how many of these entries stand, and how many were revoked."""
    return how_many(sum(state.stands for state in chosen), sum(not state.stands for state in chosen))


def how_many(standing: int, revoked: int) -> str:
    """Return how many entries stand, those revoked told apart: 52条，另撤销2条."""
    return f"{standing}条" + (f"，另撤销{revoked}条" if revoked else "")


def _totals(chosen: Sequence[EntryState], applied: Mapping[str, Decimal], kind: str) -> Iterator[Block]:
    waiting = sum(state.stands and state.notified is None for state in chosen)
    if waiting and kind != "bonus":
        yield text(f"尚未告知{waiting}条，告知后才起算异议期限：gongkai deduct notify -u 单位", role="hint")
    if kind == "deduction" and chosen and not applied:
        yield text("“计入”未考虑单项封顶，最终以考核得分表为准。", role="note")


PROPOSED: tuple[ColumnOf[Proposal], ...] = (
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
    blocks = (as_of_line(standing), *_proposed(chosen))
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


def _proposed(chosen: Sequence[Proposal]) -> Iterator[Block]:
    if not chosen:
        yield text("没有待处理的扣分建议。")
        return
    units = len({proposal.unit for proposal in chosen})
    yield text(f"按考核细则建议扣分{len(chosen)}条，涉及{units}个单位，都还没有登记。")
    yield table_of("proposals", "", PROPOSED, chosen)
    yield text("登记：gongkai deduct propose --accept 编号，或者 --accept-all 全部登记", role="hint")
    yield text("不采纳：gongkai deduct propose --decline 编号 --reason 理由", role="hint")
