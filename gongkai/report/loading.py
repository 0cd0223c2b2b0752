"""What a load did, or would do: the year in figures, and every difference from the plan in force."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Protocol

from gongkai.document import Cell, Column, Document, Figure, Figures, text
from gongkai.domain.roster import units_of_year
from gongkai.report.parts import table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gongkai.document import Block, Tone
    from gongkai.domain.plan import Plan
    from gongkai.domain.revision import Change


class Loading(Protocol):
    """What the paper needs to know of a load."""

    @property
    def plan(self) -> Plan:
        """The plan that was read."""

    @property
    def changes(self) -> Sequence[Change]:
        """What differs from the plan in force."""

    @property
    def first(self) -> bool:
        """Whether the year is new to the database."""


KIND: dict[str, str] = {"new": "新增", "changed": "修改", "withdrawn": "撤销"}
TONE: dict[str, Tone] = {"new": "good", "changed": "warn", "withdrawn": "bad"}


def load_document(done: Loading, notes: int, *, dry_run: bool) -> Document:
    """Return the paper of a load; `notes` is how many remarks were told beside it."""
    plan = done.plan
    blocks: list[Block] = [text(_said(done, dry_run=dry_run), role="lead"), _figures(plan, notes)]
    if done.changes:
        blocks.append(_changes(done.changes))
    data = {
        "year": plan.year,
        "title": plan.title,
        "number": plan.number,
        "first": done.first,
        "dry_run": dry_run,
        "points": len(plan.points),
        "units": len(units_of_year(plan)),
        "notes": notes,
        "changes": [
            {"kind": change.kind, "what": change.what, "name": change.name, "detail": change.detail}
            for change in done.changes
        ],
    }
    return Document("load", plan.title, tuple(blocks), data=data, number=plan.number)


def _said(done: Loading, *, dry_run: bool) -> str:
    would = "检查无误，未载入：" if dry_run else ""
    if done.first:
        return f"{would}{done.plan.year}年度{'是' if dry_run else '已载入，是'}新的年度。"
    if not done.changes:
        return f"{would}与现行的{done.plan.year}年度要点一致，没有变化。"
    count: Counter[str] = Counter(change.kind for change in done.changes)
    told = "、".join(f"{word}{count[kind]}项" for kind, word in KIND.items() if count[kind])
    return f"{would}与现行的{done.plan.year}年度要点相比，{told}；已有记录全部保留。"


def _figures(plan: Plan, notes: int) -> Figures:
    duties = sum(len(point.duties) for point in plan.points)
    named = (("要点", len(plan.points)), ("单位", len(units_of_year(plan))), ("时限要求", duties), ("提示", notes))
    return Figures(tuple(Figure(label, value) for label, value in named))


def _changes(changes: Sequence[Change]) -> Block:
    columns = (Column("变化"), Column("类别"), Column("名称", weight=1), Column("内容", weight=3))
    rows = [
        (Cell(KIND[change.kind], TONE[change.kind]), Cell(change.what), Cell(change.name), Cell(change.detail))
        for change in changes
    ]
    return table("changes", "变化", columns, rows)
