"""The two ledgers that are argued over: problems to be put right (问题台账), and points taken or given (记分)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec import Struct

from gongkai.appeal.objections import appeal_states
from gongkai.finding.states import is_overdue
from gongkai.history.lists import remark
from gongkai.history.shapes import entry_data, finding_data
from gongkai.papers.columns import FINDING_TONE, answer_of, column, paper, proof_cell, short_day, table_of
from gongkai.papers.document import Cell, text
from gongkai.plan.succession import passed_on
from gongkai.wording import ENTRY, ENTRY_STATUS, FINDING, FINDING_SOURCE, IN_REVIEW

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from decimal import Decimal

    from gongkai.entry.states import EntryState
    from gongkai.finding.states import FindingState
    from gongkai.papers.columns import ColumnOf
    from gongkai.papers.document import Block, Document, Table, Tone
    from gongkai.register.kinds import Finding
    from gongkai.register.ledger import Ledger, Standing

Heirs = Mapping[str, tuple[str, ...]]
NO_HEIRS: Heirs = MappingProxyType({})
UNSCORED: Mapping[str, Decimal] = MappingProxyType({})
ENTRY_TONE: dict[str, Tone] = {"valid": "", "reduced": "warn", "revoked": "dim"}


class _Told(Struct, frozen=True):
    """A finding as its row tells it: who answers for it, how late it is, what the unit said, on what evidence."""

    state: FindingState
    finding: Finding
    heirs: str
    overdue: bool
    late: str
    answer: tuple[str, str]


def _told(chosen: Sequence[FindingState], standing: Standing, heirs: Heirs) -> Iterator[_Told]:
    for state in chosen:
        who, overdue = heirs_text(heirs.get(state.finding.id, ())), is_overdue(state, standing)
        yield _Told(state, state.finding, who, overdue, lateness(state, standing), answer_of(state))


def _due(told: _Told) -> Cell:
    state = told.state
    due = "未定期限" if state.due is None and state.is_open else short_day(state.due, told.finding.year)
    return Cell(due, "bad" if told.overdue else "")


def _status(weight: int = 0) -> ColumnOf[_Told]:
    def cell(told: _Told) -> Cell:
        status = told.state.status
        late = f"（{told.late}）" if told.late else ""
        return Cell(FINDING[status] + late, "bad" if told.overdue else FINDING_TONE[status])

    return column("状态", cell, weight=weight)


def _answer(*, optional: bool = True) -> tuple[ColumnOf[_Told], ...]:
    return (
        column("整改情况", lambda t: t.answer[0], weight=3, optional=optional),
        column("佐证", lambda t: t.answer[1], weight=3, optional=optional),
    )


ID: ColumnOf[_Told] = column("编号", lambda t: Cell(t.finding.id, ref=t.finding.id), "id")
UNIT: ColumnOf[_Told] = column("单位", lambda t: Cell(t.finding.unit + t.heirs, ref=t.finding.unit), weight=2)
PROBLEM: ColumnOf[_Told] = column("问题", lambda t: t.finding.problem, weight=4)
DUE: ColumnOf[_Told] = column("期限", _due)
SIGNED_OFF: tuple[ColumnOf[_Told], ...] = (
    column("核查人", lambda t: t.state.closed_by, optional=True),
    column("销号日期", lambda t: short_day(t.state.closed, t.finding.year), "date", optional=True),
)


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
    columns = (ID, UNIT, PROBLEM, DUE, _status(weight=1), *_answer(optional=False))
    return table_of("findings", "", columns, _told(chosen, standing, heirs))


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
    columns: tuple[ColumnOf[_Told], ...] = (
        ID,
        column("来源", lambda t: FINDING_SOURCE[t.finding.source]),
        UNIT,
        column("要点", lambda t: Cell(t.finding.point, ref=t.finding.point), optional=True),
        PROBLEM,
        column("整改措施", lambda t: t.state.measure, weight=3, optional=True),
        column("责任人", lambda t: t.state.person, optional=True),
        DUE,
        _status(),
        *((*_answer(), *SIGNED_OFF) if whole else ()),
        column("备注", lambda t: remark(t.finding), optional=True),
    )
    return table_of("findings", caption, columns, _told(chosen, standing, heirs))


def heirs_text(heirs: Sequence[str]) -> str:
    """Return in words who answers now for a unit that has ended; empty where it answers itself."""
    if not heirs:
        return ""
    return f"（现由{heirs[0]}承继）" if len(heirs) == 1 else f"（承继单位待指定：{'、'.join(heirs)}）"


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

    def counted(state: EntryState) -> Cell:
        counts = applied.get(state.entry.id, state.live)
        return Cell(counts, "" if counts == state.entry.asked else "warn")

    def stands(state: EntryState) -> Cell:
        known = ENTRY_STATUS[state.status], ENTRY_TONE[state.status]
        return Cell(IN_REVIEW, "warn") if state.entry.id in disputed else Cell(*known)

    figures: tuple[ColumnOf[EntryState], ...] = (
        column("原记", lambda s: s.entry.asked, "number"),
        column("计入", counted, "number"),
    )
    columns: tuple[ColumnOf[EntryState], ...] = (
        column("编号", lambda s: Cell(s.entry.id, ref=s.entry.id), "id"),
        column("日期", lambda s: short_day(s.entry.day, s.entry.year)),
        column("单位", lambda s: Cell(s.entry.unit, ref=s.entry.unit), weight=2),
        column("规则", lambda s: s.entry.rule),
        column("要点", lambda s: Cell(s.entry.point, ref=s.entry.point), optional=True),
        column("问题", lambda s: Cell(s.entry.finding, ref=s.entry.finding), optional=True),
        column("事由", lambda s: s.entry.reason, weight=4),
        *(figures if kind != "veto" else ()),
        column("状态", stands),
        column("告知", lambda s: short_day(s.notified, s.entry.year), optional=True),
        column("依据", lambda s: proof_cell(s.entry), weight=1, optional=True),
        column("备注", lambda s: remark(s.entry), optional=True),
    )
    return table_of(f"{kind}s", caption, columns, chosen)


def _totals(chosen: Sequence[EntryState], applied: Mapping[str, Decimal], kind: str) -> Iterator[Block]:
    waiting = sum(state.stands and state.notified is None for state in chosen)
    if waiting and kind != "bonus":
        yield text(f"尚未告知{waiting}条，告知后才起算异议期限：gongkai deduct notify -u 单位", role="hint")
    if kind == "deduction" and chosen and not applied:
        yield text("“计入”未考虑单项封顶，最终以考核得分表为准。", role="note")
