"""Objections as a list, for people and for scripts: to what, why, since when, and what became of them."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from gongkai.document import Cell, Column, text
from gongkai.domain.entries import EntryState
from gongkai.report.lists import remark
from gongkai.report.parts import evidence_text, paper, points_text, short_day, table
from gongkai.report.recorded import record_data
from gongkai.wording import APPEAL

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from gongkai.document import Block, Document, Tone
    from gongkai.domain.appeals import AppealState
    from gongkai.domain.figures import FigureState
    from gongkai.domain.ledger import Ledger, Standing

UNSCORED: Mapping[str, Decimal] = MappingProxyType({})
TONE: dict[str, Tone] = {"open": "warn", "kept": "", "reduced": "good", "revoked": "good"}


def appeal_data(
    state: AppealState, matter: EntryState | FigureState | None, applied: Mapping[str, Decimal] = UNSCORED
) -> dict[str, object]:
    """Return an objection as it stands; `status` is open, kept, reduced or revoked.

    `asked` and `applied` are the deduction's, null for anything else; `score` is the entered score objected to.
    """
    entry = matter.entry if isinstance(matter, EntryState) and matter.entry.kind == "deduction" else None
    live = matter.live if isinstance(matter, EntryState) else None
    figure = None if matter is None or isinstance(matter, EntryState) else matter.figure
    return record_data(state.appeal) | {
        "status": state.status,
        "decided": state.decided,
        "by": state.by or None,
        "decision": (state.ruling.reason or None) if state.ruling else None,
        "ruling": state.ruling.id if state.ruling else None,
        "asked": entry.asked if entry else None,
        "applied": applied.get(entry.id, live) if entry else None,
        "score": figure.score if figure else None,
        "notified": matter.notified if matter else None,
    }


def appeals_document(
    source: tuple[Ledger, Standing],
    chosen: Sequence[AppealState],
    matters: Mapping[str, EntryState | FigureState],
    applied: Mapping[str, Decimal] = UNSCORED,
    *,
    deciding: bool = True,
) -> Document:
    """Return the objections; `matters` are what they are about, `applied` what the scoring let count, both by id.

    Who is `deciding` is told how.
    """
    ledger, _ = source
    data = [appeal_data(state, matters.get(state.appeal.entry), applied) for state in chosen]
    columns = (
        Column("编号", "id"),
        Column("日期"),
        Column("单位", weight=2),
        Column("所针对"),
        Column("理由", weight=3),
        Column("佐证", weight=2),
        Column("原记"),
        Column("结果"),
        Column("改后"),
        Column("决定日期"),
        Column("决定人"),
        Column("决定理由", weight=3),
        Column("备注"),
    )
    rows = [_row(state, matters.get(state.appeal.entry)) for state in chosen]
    optional = ("佐证", "原记", "改后", "决定日期", "决定人", "决定理由", "备注")
    blocks: list[Block] = [table("appeals", "", columns, rows, optional=optional)]
    waiting = sum(state.is_open for state in chosen)
    if chosen:
        blocks.append(text(f"共{len(chosen)}件，尚未决定{waiting}件。", role="note"))
    if waiting and deciding:
        said = "作出决定：gongkai appeal decide 编号 --keep（或 --reduce-to 分值、--revoke）--reason 理由 --by 决定人"
        blocks.append(text(said, role="hint"))
    return paper("appeals", f"{ledger.plan.year}年度复核申请", blocks, data, source)


def worth(matter: EntryState | FigureState | None, *, now: bool) -> str:
    """Return what a unit objects to in a few words, as it was, or as it is `now`; empty where it is not known."""
    if matter is None:
        return ""
    if not isinstance(matter, EntryState):
        return "不计" if now and matter.status == "revoked" else f"{points_text(matter.figure.score)}分"
    if matter.entry.kind == "veto":
        return "不计" if now and matter.status == "revoked" else "一票否决"
    return f"扣{points_text(matter.live if now else matter.entry.asked)}分"


def _row(state: AppealState, matter: EntryState | FigureState | None) -> tuple[Cell, ...]:
    appeal, ruling = state.appeal, state.ruling
    return (
        Cell(appeal.id, ref=appeal.id),
        Cell(short_day(appeal.day, appeal.year)),
        Cell(appeal.unit, ref=appeal.unit),
        Cell(appeal.entry, ref=appeal.entry),
        Cell(appeal.reason),
        Cell(evidence_text(appeal.evidence)),
        Cell(worth(matter, now=False)),
        Cell(APPEAL[state.status], TONE[state.status]),
        Cell("" if ruling is None else worth(matter, now=True)),
        Cell(short_day(state.decided, appeal.year)),
        Cell(state.by),
        Cell(ruling.reason if ruling else ""),
        remark(appeal),
    )
