"""What inspections found: the ledger of problems to be put right (问题台账), self-inspections, inspections.

What is `chosen` is the caller's; the JSON is an array of records in the shape that recording them answers with.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec import Struct

from gongkai.finding.states import by_origin, finding_states, is_overdue
from gongkai.history.shapes import finding_data, inspection_data, selfcheck_data
from gongkai.papers.columns import (
    FINDING_TONE,
    REMARK,
    answer_of,
    column,
    evidence_text,
    names_short,
    paper,
    remark,
    runs_text,
    short_day,
    table_of,
)
from gongkai.papers.document import Cell, Document, text
from gongkai.plan.succession import passed_on
from gongkai.wording import FINDING, FINDING_SOURCE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from gongkai.finding.states import FindingState
    from gongkai.papers.columns import ColumnOf
    from gongkai.papers.document import Block, Document, Table
    from gongkai.register.kinds import Finding, Inspection, SelfInspection
    from gongkai.register.ledger import Ledger, Standing

Heirs = Mapping[str, tuple[str, ...]]
NO_HEIRS: Heirs = MappingProxyType({})


class _Row(Struct, frozen=True):
    """A finding as its row tells it: how it came up, who answers for it, how late it is, the answer and its proof."""

    state: FindingState
    finding: Finding
    source: str
    heirs: str
    overdue: bool
    late: str
    answer: tuple[str, str]


def _rows(chosen: Sequence[FindingState], ledger: Ledger, standing: Standing, heirs: Heirs) -> Iterator[_Row]:
    inspections = {one.id: one for one in ledger.inspections}
    for state in chosen:
        who, overdue = heirs_text(heirs.get(state.finding.id, ())), is_overdue(state, standing)
        how = source_words(state.finding, inspections)
        yield _Row(state, state.finding, how, who, overdue, lateness(state, standing), answer_of(state))


def source_words(finding: Finding, inspections: Mapping[str, Inspection]) -> str:
    """Return how a finding came up, in every paper: the kind of the inspection, else 自查, 督查 or 日常监测."""
    source = inspections.get(finding.origin)
    return source.kind if source else FINDING_SOURCE[finding.source]


def _due(told: _Row) -> Cell:
    state = told.state
    return Cell(short_day(state.due, told.finding.year), "bad" if told.overdue else "")


def undated(state: FindingState) -> str:
    """Return that nobody has set a day by which a problem is to be put right."""
    return "未定期限" if state.due is None and state.is_open else ""


def _status(weight: int = 0) -> ColumnOf[_Row]:
    def cell(told: _Row) -> Cell:
        return _stands(told, told.late or undated(told.state))

    return column("状态", cell, weight=weight)


def _stands(told: _Row, more: str = "") -> Cell:
    status = told.state.status
    said = f"{FINDING[status]}（{more}）" if more else FINDING[status]
    return Cell(said, "bad" if told.overdue else FINDING_TONE[status])


def _answer(*, optional: bool = True) -> tuple[ColumnOf[_Row], ...]:
    return (
        column("整改情况", lambda t: t.answer[0], weight=3, optional=optional),
        column("佐证", lambda t: t.answer[1], weight=3, optional=optional),
    )


ID: ColumnOf[_Row] = column("编号", lambda t: Cell(t.finding.id, ref=t.finding.id), "id")
UNIT: ColumnOf[_Row] = column("单位", lambda t: Cell(t.finding.unit + t.heirs, ref=t.finding.unit), weight=2)
PROBLEM: ColumnOf[_Row] = column("问题", lambda t: t.finding.problem, weight=4)
DUE: ColumnOf[_Row] = column("期限", _due)
RETURNED: ColumnOf[_Row] = column("退回", lambda t: _sent_back(t.state), weight=3)
SOURCE: ColumnOf[_Row] = column("来源", lambda t: t.source)
POINT: ColumnOf[_Row] = column("要点", lambda t: Cell(t.finding.point, ref=t.finding.point), "point", optional=True)
MEASURE: tuple[ColumnOf[_Row], ...] = (
    column("整改措施", lambda t: t.state.measure, weight=3, optional=True),
    column("责任人", lambda t: t.state.person, optional=True),
)


def _sent_back(state: FindingState) -> str:
    step = next((step for step in reversed(state.steps) if step.kind == "reopened"), None)
    return f"{step.day}：{step.note}" if step else ""


def finding_document(
    ledger: Ledger,
    standing: Standing,
    chosen: Sequence[FindingState],
    *,
    whole: bool = False,
    waiting: bool = False,
    returned: bool = False,
) -> Document:
    """Return the ledger of problems: what was found, what is being done, by whom, until when; for a file, `whole`.

    Of what is `waiting` to be looked at, what the unit says it has done; of what was `returned`, when and why.
    """
    heirs = passed_on(ledger.plan, ledger.assigns, chosen, standing.as_of)
    data = [finding_data(state) | _passed(heirs.get(state.finding.id)) for state in chosen]
    answers = waiting and not whole and bool(chosen)
    made = _waiting_table(chosen, ledger, standing, heirs) if answers else None
    if returned and not whole and chosen:
        made = table_of(
            "findings",
            "",
            (ID, UNIT, PROBLEM, RETURNED, DUE, _status(weight=1)),
            _rows(chosen, ledger, standing, heirs),
        )
    blocks: list[Block] = [made or finding_table(chosen, ledger, standing, heirs=heirs, whole=whole)]
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


def _waiting_table(chosen: Sequence[FindingState], ledger: Ledger, standing: Standing, heirs: Heirs) -> Table:
    columns = (ID, UNIT, PROBLEM, DUE, _status(weight=1), *_answer(optional=False))
    return table_of("findings", "", columns, _rows(chosen, ledger, standing, heirs))


def finding_table(
    chosen: Sequence[FindingState],
    ledger: Ledger,
    standing: Standing,
    caption: str = "",
    *,
    heirs: Heirs = NO_HEIRS,
    whole: bool = False,
) -> Table:
    """Return findings as a table; a date gone by stands out. `heirs` answer for what an ended unit left, by id.

    The `whole` ledger also tells what was done when, on what evidence, and who signed it off when.
    """
    shown = (ID, SOURCE, UNIT, POINT, PROBLEM, *MEASURE, DUE, _status(), REMARK_OF)
    return table_of("findings", caption, _whole(standing) if whole else shown, _rows(chosen, ledger, standing, heirs))


REMARK_OF: ColumnOf[_Row] = column("备注", lambda t: remark(t.finding), optional=True)


def _whole(standing: Standing) -> tuple[ColumnOf[_Row], ...]:
    """Return the columns of the ledger as a file: how it stands in all its days together, then what was done."""

    def day(name: str, of: Callable[[FindingState], date | None]) -> ColumnOf[_Row]:
        return column(name, lambda t: short_day(of(t.state), t.finding.year), "date", optional=True)

    return (
        ID,
        UNIT,
        PROBLEM,
        DUE,
        column("状态", lambda t: _stands(t, undated(t.state))),
        column(
            "逾期天数",
            lambda t: Cell(days_late(t.state, standing), "bad" if t.overdue else ""),
            "number",
            optional=True,
        ),
        day("整改日期", lambda state: state.rectified),
        day("销号日期", lambda state: state.closed),
        *MEASURE,
        *_answer(),
        SOURCE,
        POINT,
        column("核查人", lambda t: t.state.closed_by, optional=True),
        REMARK_OF,
    )


def heirs_text(heirs: Sequence[str]) -> str:
    """Return in words who answers now for a unit that has ended; empty where it answers itself."""
    if not heirs:
        return ""
    return f"（现由{heirs[0]}承继）" if len(heirs) == 1 else f"（承继单位待指定：{'、'.join(heirs)}）"


def lateness(state: FindingState, standing: Standing) -> str:
    """Return how late a finding is, or was when the unit rectified it; empty where it is not."""
    days = days_late(state, standing)
    return f"逾期{days}天{'' if is_overdue(state, standing) else '整改'}" if days else ""


def days_late(state: FindingState, standing: Standing) -> int | None:
    """Return by how many days a finding is overdue, or was when the unit rectified it; None where it is not."""
    if state.due and is_overdue(state, standing):
        return (standing.handled.date() - state.due).days
    days = [(period.rectified - period.due).days for period in state.late_periods if period.rectified and period.due]
    return days[-1] if days and state.rectified else None


def outcome(findings: Sequence[FindingState], done: str) -> Cell:
    """Return how an inspection stands: what it is called when `done`, or that its findings are not all signed off."""
    left = sum(state.is_open for state in findings)
    return Cell(f"{done}、整改未完成", "warn") if left else Cell(done)


def found_text(findings: Sequence[FindingState], *, ids: bool = True) -> str:
    """Return what an inspection found, by id, or how much it is."""
    if findings and not ids:
        return f"发现问题{len(findings)}个"
    return "、".join(state.finding.id for state in findings) or "未发现问题"


def selfcheck_document(ledger: Ledger, standing: Standing, chosen: Sequence[SelfInspection]) -> Document:
    """Return the self-inspections; one that found nothing counts as one that did."""
    found = by_origin(finding_states(ledger.findings, ledger.finding_steps))
    order = [point.no for point in ledger.plan.points]
    columns: tuple[ColumnOf[SelfInspection], ...] = (
        column("编号", lambda r: Cell(r.id, ref=r.id), "id"),
        column("日期", lambda r: r.day, "date"),
        column("单位", lambda r: Cell(r.unit, ref=r.unit), weight=2),
        column("要点", lambda r: runs_text(r.points, order) or "全部", "point", weight=2),
        column("情况", lambda r: r.summary, weight=3, optional=True),
        column("问题", lambda r: found_text(found.get(r.id, ())), weight=1),
        column("状态", lambda r: outcome(found.get(r.id, ()), "已自查")),
        column("佐证", lambda r: evidence_text(r.evidence), weight=2, optional=True),
        REMARK,
    )
    body = table_of("selfchecks", "", columns, chosen)
    data = [selfcheck_data(record, found.get(record.id, ())) for record in chosen]
    return paper("selfchecks", f"{ledger.plan.year}年度自查", (body,), data, (ledger, standing))


def inspection_document(ledger: Ledger, standing: Standing, chosen: Sequence[Inspection]) -> Document:
    """Return the office's inspections."""
    found = by_origin(finding_states(ledger.findings, ledger.finding_steps))
    columns: tuple[ColumnOf[Inspection], ...] = (
        column("编号", lambda r: Cell(r.id, ref=r.id), "id"),
        column("日期", lambda r: r.day, "date"),
        column("类别", lambda r: r.kind),
        column("单位", lambda r: names_short(r.units), weight=2),
        column("情况", lambda r: r.note, weight=3, optional=True),
        column("问题", lambda r: found_text(found.get(r.id, ())), weight=1),
        column("状态", lambda r: outcome(found.get(r.id, ()), "已检查")),
        column("检查人", lambda r: r.by or r.actor),
        REMARK,
    )
    body = table_of("inspections", "", columns, chosen)
    data = [inspection_data(record, found.get(record.id, ())) for record in chosen]
    return paper("inspections", f"{ledger.plan.year}年度督查检查", (body,), data, (ledger, standing))
