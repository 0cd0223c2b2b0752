"""The two ledgers that are argued over: problems to be put right (问题台账), and points taken or given (记分)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from gongkai.appeal.objections import appeal_states
from gongkai.finding.states import is_overdue
from gongkai.history.lists import REMARK, remark
from gongkai.history.shapes import entry_data, finding_data
from gongkai.papers.columns import FINDING_TONE, answer_of, paper, proof_cell, short_day, table
from gongkai.papers.document import Cell, Column, text
from gongkai.plan.succession import passed_on
from gongkai.wording import ENTRY, ENTRY_STATUS, FINDING, FINDING_SOURCE, IN_REVIEW

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from decimal import Decimal

    from gongkai.entry.states import EntryState
    from gongkai.finding.states import FindingState
    from gongkai.papers.document import Block, Document, Table, Tone
    from gongkai.register.ledger import Ledger, Standing

Heirs = Mapping[str, tuple[str, ...]]
NO_HEIRS: Heirs = MappingProxyType({})
ANSWERED = (
    Column("整改情况", weight=3),
    Column("佐证", weight=3),
    Column("核查人"),
    Column("销号日期", "date"),
)
UNSCORED: Mapping[str, Decimal] = MappingProxyType({})
ENTRY_TONE: dict[str, Tone] = {"valid": "", "reduced": "warn", "revoked": "dim"}


def finding_document(
    ledger: Ledger, standing: Standing, chosen: Sequence[FindingState], *, whole: bool = False, waiting: bool = False
) -> Document:
    """Return the ledger of problems: what was found, what is being done, by whom, until when; for a file, `whole`.

    Of what is `waiting` to be looked at, what the unit says it has done.
    """
    heirs = passed_on(ledger.plan, ledger.assigns, chosen, standing.as_of)
    data = [finding_data(state) | _passed(heirs.get(state.finding.id)) for state in chosen]
    answers = waiting and not whole and bool(chosen)
    made = _waiting_table(chosen, standing, heirs) if answers else None
    blocks: list[Block] = [made or finding_table(chosen, standing, heirs=heirs, whole=whole)]
    late = sum(is_overdue(state, standing) for state in chosen)
    if chosen:
        left = sum(state.is_open for state in chosen)
        said = f"共{len(chosen)}个，未销号{left}个" + (f"，其中逾期{late}个" if late else "") + "。"
        blocks.insert(0 if whole else 1, text(said, role="note"))
    if answers:
        ways = "属实的：gongkai finding close 编号（可以写几个）；不属实的：gongkai finding reopen 编号 --reason 理由"
        blocks.append(text(ways, role="hint"))
    return paper("findings", f"{ledger.plan.year}年度问题台账", blocks, data, (ledger, standing))


def _passed(heirs: Sequence[str] | None) -> dict[str, object]:
    return {"successor": list(heirs)} if heirs else {}


def _waiting_table(chosen: Sequence[FindingState], standing: Standing, heirs: Heirs) -> Table:
    columns = (
        Column("编号", "id"),
        Column("单位", weight=2),
        Column("问题", weight=4),
        Column("期限"),
        Column("状态", weight=1),
        *ANSWERED[:2],
    )
    kept = [0, 2, 4, 7, 8]
    rows = []
    for state in chosen:
        row = _finding_row(state, standing, heirs, whole=False)
        rows.append((*(row[index] for index in kept), *map(Cell, answer_of(state))))
    return table("findings", "", columns, rows)


def finding_table(
    chosen: Sequence[FindingState],
    standing: Standing,
    caption: str = "",
    *,
    heirs: Heirs = NO_HEIRS,
    whole: bool = False,
) -> Table:
    """Return findings as a table; a date gone by stands out. `heirs` answer for what an ended unit left, by id.

    The `whole` ledger also tells what was done, on what evidence, and who signed it off when.
    """
    columns = (
        Column("编号", "id"),
        Column("来源"),
        Column("单位", weight=2),
        Column("要点"),
        Column("问题", weight=4),
        Column("整改措施", weight=3),
        Column("责任人"),
        Column("期限"),
        Column("状态"),
        *(ANSWERED if whole else ()),
        REMARK.head,
    )
    optional = ("要点", "整改措施", "责任人", *(column.name for column in ANSWERED), "备注")
    rows = [_finding_row(state, standing, heirs, whole=whole) for state in chosen]
    return table("findings", caption, columns, rows, optional=optional)


def heirs_text(heirs: Sequence[str]) -> str:
    """Return in words who answers now for a unit that has ended; empty where it answers itself."""
    if not heirs:
        return ""
    return f"（现由{heirs[0]}承继）" if len(heirs) == 1 else f"（承继单位待指定：{'、'.join(heirs)}）"


def _finding_row(state: FindingState, standing: Standing, heirs: Heirs, *, whole: bool) -> tuple[Cell, ...]:
    finding = state.finding
    late = f"（{said}）" if (said := lateness(state, standing)) else ""
    overdue = is_overdue(state, standing)
    due = "未定期限" if state.due is None and state.is_open else short_day(state.due, finding.year)
    closed = short_day(state.closed, finding.year)
    return (
        Cell(finding.id, ref=finding.id),
        Cell(FINDING_SOURCE[finding.source]),
        Cell(finding.unit + heirs_text(heirs.get(finding.id, ())), ref=finding.unit),
        Cell(finding.point, ref=finding.point),
        Cell(finding.problem),
        Cell(state.measure),
        Cell(state.person),
        Cell(due, "bad" if overdue else ""),
        Cell(FINDING[state.status] + late, "bad" if overdue else FINDING_TONE[state.status]),
        *(map(Cell, (*answer_of(state), state.closed_by, closed)) if whole else ()),
        remark(finding),
    )


def lateness(state: FindingState, standing: Standing) -> str:
    """Return how late a finding is, or was when the unit rectified it; empty where it is not."""
    if state.due and is_overdue(state, standing):
        return f"逾期{(standing.handled.date() - state.due).days}天"
    days = [(period.rectified - period.due).days for period in state.late_periods if period.rectified and period.due]
    return f"逾期{days[-1]}天整改" if days and state.rectified else ""


def entries_document(
    ledger: Ledger,
    standing: Standing,
    chosen: Sequence[EntryState],
    applied: Mapping[str, Decimal] = UNSCORED,
    kind: str = "deduction",
) -> Document:
    """Return deductions, bonuses or vetoes; `applied` is what the scoring let count, by id, else what stands."""
    data = [entry_data(state, applied.get(state.entry.id)) for state in chosen]
    disputed = {state.appeal.entry for state in appeal_states(ledger.appeals, ledger.rulings) if state.is_open}
    blocks = (entry_table(chosen, applied, kind=kind, disputed=disputed), *_totals(chosen, applied, kind))
    return paper(f"{kind}s", f"{ledger.plan.year}年度{ENTRY[kind]}登记", blocks, data, (ledger, standing))


def entry_table(
    chosen: Sequence[EntryState],
    applied: Mapping[str, Decimal] = UNSCORED,
    *,
    kind: str,
    caption: str = "",
    disputed: Collection[str] = (),
) -> Table:
    """Return score entries as a table: what was asked, and what of it counts; `disputed` ones wait for a decision."""
    scored = kind != "veto"
    columns = (
        Column("编号", "id"),
        Column("日期"),
        Column("单位", weight=2),
        Column("规则"),
        Column("要点"),
        Column("问题"),
        Column("事由", weight=4),
        *((Column("原记", "number"), Column("计入", "number")) if scored else ()),
        Column("状态"),
        Column("告知"),
        Column("依据", weight=1),
        REMARK.head,
    )
    rows = [_entry_row(state, applied, scored=scored, disputed=state.entry.id in disputed) for state in chosen]
    return table(f"{kind}s", caption, columns, rows, optional=("要点", "问题", "告知", "依据", "备注"))


def _entry_row(state: EntryState, applied: Mapping[str, Decimal], *, scored: bool, disputed: bool) -> tuple[Cell, ...]:
    entry = state.entry
    counted = applied.get(entry.id, state.live)
    figures = (Cell(entry.asked), Cell(counted, "" if counted == entry.asked else "warn")) if scored else ()
    return (
        Cell(entry.id, ref=entry.id),
        Cell(short_day(entry.day, entry.year)),
        Cell(entry.unit, ref=entry.unit),
        Cell(entry.rule),
        Cell(entry.point, ref=entry.point),
        Cell(entry.finding, ref=entry.finding),
        Cell(entry.reason),
        *figures,
        Cell(IN_REVIEW, "warn") if disputed else Cell(ENTRY_STATUS[state.status], ENTRY_TONE[state.status]),
        Cell(short_day(state.notified, entry.year)),
        Cell(proof_cell(entry)),
        remark(entry),
    )


def _totals(chosen: Sequence[EntryState], applied: Mapping[str, Decimal], kind: str) -> Iterator[Block]:
    waiting = sum(state.stands and state.notified is None for state in chosen)
    if waiting and kind != "bonus":
        yield text(f"尚未告知{waiting}条，告知后才起算异议期限：gongkai deduct notify -u 单位", role="hint")
    if kind == "deduction" and chosen and not applied:
        yield text("“计入”未考虑单项封顶，最终以考核得分表为准。", role="note")
