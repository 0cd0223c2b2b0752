"""What a load did, or would do: the year in figures, and every difference from the plan in force."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Protocol

from msgspec.structs import asdict

from gongkai.document import Cell, Column, Document, Figure, Figures, text
from gongkai.domain.roster import units_of_year
from gongkai.report.parts import table
from gongkai.report.recorded import record_data
from gongkai.wording import DUTY

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gongkai.document import Block, Tone
    from gongkai.domain.plan import Plan
    from gongkai.domain.records import Finding
    from gongkai.domain.revision import Change
    from gongkai.domain.uncounted import Effect
    from gongkai.errors import Problem


class Carrying(Protocol):
    """What the paper needs to know of what was carried over."""

    @property
    def year(self) -> int:
        """The year it came from."""

    @property
    def findings(self) -> Sequence[Finding]:
        """The findings as entered in the new year."""

    @property
    def left(self) -> Sequence[Finding]:
        """Those left behind: their unit is gone, and has no one heir."""


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

    @property
    def carried(self) -> Carrying | None:
        """What was carried over from an earlier year, None where nothing was asked for."""


_OF_POINT = re.compile(r"要点([^：的]+)[：的]")
KIND: dict[str, str] = {"new": "新增", "changed": "修改", "withdrawn": "撤销"}
TONE: dict[str, Tone] = {"new": "good", "changed": "warn", "withdrawn": "bad"}


def load_document(done: Loading, notes: int, *, dry_run: bool, effects: Sequence[Effect] = ()) -> Document:
    """Return the paper of a load; `notes` is how many remarks were told beside it, `effects` what became of items."""
    plan = done.plan
    blocks: list[Block] = [text(_said(done, dry_run=dry_run), role="lead"), _figures(plan, notes)]
    if done.changes:
        blocks.append(_changes(done.changes))
    blocks += [text(_effect(effect), role="hint") for effect in effects]
    if done.carried:
        blocks += _carried(done.carried)
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
        "effects": [asdict(effect) for effect in effects],
        "carried": [record_data(finding) for finding in done.carried.findings] if done.carried else [],
        "left_behind": [record_data(finding) for finding in done.carried.left] if done.carried else [],
    }
    return Document("load", plan.title, tuple(blocks), data=data, number=plan.number)


def worth_telling(notes: Sequence[Problem], done: Loading) -> list[Problem]:
    """Return the notes that a load can have made new: all of a first one, else those that speak of what changed."""
    if done.first:
        return list(notes)
    names = {change.name for change in done.changes}
    kinds = {change.what for change in done.changes}
    return [note for note in notes if _speaks_of(note.message, names, kinds)]


def _speaks_of(said: str, names: set[str], kinds: set[str]) -> bool:
    point, duty = _OF_POINT.match(said), said.removeprefix("时限要求")
    if point or duty != said:
        own = point[1] if point else re.split("[（：的]", duty)[0]
        return own in names or any(f"“{name}”" in said for name in names)
    if said.startswith(("考核细则", "满分")):
        return any(kind.startswith("考核") for kind in kinds)
    if said.startswith(("待明确", "名录里没有")):
        return bool(kinds & {"要点", "统称", "单位", "考核组", "年度要点"})
    return "年度要点" in kinds


def _said(done: Loading, *, dry_run: bool) -> str:
    would = "检查无误，未载入：" if dry_run else "已载入："
    if done.first:
        return f"{would}{done.plan.year}年度是新的年度。"
    if not done.changes:
        would = would if dry_run else ""
        return f"{would}没有变化，与现行的{done.plan.year}年度要点一致。"
    count: Counter[str] = Counter(change.kind for change in done.changes)
    told = "、".join(f"{word}{count[kind]}项" for kind, word in KIND.items() if count[kind])
    return f"{would}与{'现行' if dry_run else '原来'}的{done.plan.year}年度要点相比，{told}；已有记录全部保留。"


def _effect(effect: Effect) -> str:
    """Say what becomes of a duty's items: 8.1：已办结1项、逾期2项不再计入."""
    pairs = (("已办结", effect.settled), ("逾期", effect.overdue))
    gone = "、".join(f"{word}{count}项" for word, count in pairs if count)
    told = [f"{gone}不再计入"] if gone else []
    told += [f"{count}项由{DUTY[was]}变为{DUTY[now]}" for was, now, count in effect.turned]
    return f"注意：时限要求{effect.duty}改动后，{'；'.join(told)}。"


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


def _carried(carried: Carrying) -> Iterator[Block]:
    """Tell what came over, and what somebody must place by hand."""
    found, left = carried.findings, carried.left
    yield text(
        f"从{carried.year}年度结转未销号的问题{len(found)}个。" if found else f"{carried.year}年度没有要结转的问题。"
    )
    if found:
        columns = (
            Column("编号", "id"),
            Column("原编号", "id"),
            Column("单位", weight=1),
            Column("问题", weight=3),
            Column("期限"),
        )
        rows = [(Cell(f.id, ref=f.id), Cell(f.origin), Cell(f.unit), Cell(f.problem), Cell(f.due)) for f in found]
        yield table("carried", "结转的问题", columns, rows, optional=("期限",))
    if left:
        told = "、".join(f"{finding.id}（{finding.unit}）" for finding in left)
        yield text(
            f"没有结转{len(left)}个，原单位已撤并，承继单位没有或不止一个，请另行登记到单位：{told}。", role="hint"
        )
