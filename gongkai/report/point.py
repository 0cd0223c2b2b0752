"""One work point: its words, who is on it and how far, what is owed, and all that happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.document import Cell, Column, Figure, Figures, Section, text
from gongkai.domain.findings import finding_states
from gongkai.domain.status import unit_states
from gongkai.domain.succession import passed_on
from gongkai.report.duties import demand_table, duty_table
from gongkai.report.history import history_data, history_table, of_point
from gongkai.report.ledgers import finding_table
from gongkai.report.parts import LIGHT_TONE, STATUS_TONE, as_of_line, paper, quoted, short_day, status_cell, table
from gongkai.report.recorded import duty_data, finding_data
from gongkai.report.status import point_data
from gongkai.wording import LIGHT, REASON, ROLE, SELF_VERIFIED, STATUS, UNRESOLVED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gongkai.document import Block, Document, Table
    from gongkai.domain.findings import FindingState
    from gongkai.domain.items import DutyItem
    from gongkai.domain.roster import Assignment
    from gongkai.domain.status import PointState, UnitState
    from gongkai.report.year import Year

LONG_RUN = 3


def show_document(year: Year, no: str, own: str = "") -> Document:
    """Return the paper on one point; raises `KeyError` for a number the plan has not.

    The unit whose `own` it is stands on a line by itself, and is not told what the office does.
    """
    state = year.point(no)
    seats = year.roster.by_point.get(no, ())
    units = unit_states(year.ledger, year.roster).get(no, {})
    items = [item for item in year.items if item.point == no]
    findings = _findings(year, no)
    history = of_point(year.ledger, year.roster, state.point)
    data = point_data(state) | {
        "text": state.point.text,
        "notes": list(state.point.notes),
        "assignments": [_seat_data(seat, units[seat.unit]) for seat in seats],
        "duties": [duty_data(item) for item in items],
        "findings": [finding_data(found) for found in findings],
        "history": history_data(history),
    }
    shown = _seats(seats, units, own)
    blocks: list[Block] = [*_head(year, state, own), Section("assignments", "责任单位", (shown,))]
    if state.point.duties:
        blocks.append(Section("duties", "时限要求", tuple(_demands(year, state, items))))
    if findings:
        heirs = passed_on(year.plan, year.ledger.assigns, findings, year.standing.as_of)
        blocks.append(Section("findings", "问题", (finding_table(findings, year.standing, heirs=heirs),)))
    if history:
        blocks.append(Section("history", "经过", (history_table(history, year.ledger),)))
    return paper("point", f"要点{no}　{state.point.title}", blocks, data, (year.ledger, year.standing))


def _findings(year: Year, no: str) -> list[FindingState]:
    states = finding_states(year.ledger.findings, year.ledger.finding_steps)
    return [state for state in states if state.finding.point == no]


def _head(year: Year, state: PointState, own: str) -> Iterator[Block]:
    point = state.point
    yield text(f"{point.chapter}　{point.section}", role="note")
    yield as_of_line(year.standing)
    yield Figures(tuple(_figures(year, state)))
    for reason in state.reasons:
        subject = f"（{reason.subject}）" if reason.subject else ""
        yield text(f"{LIGHT[state.light]}：{REASON[reason.code]}{subject}")
    yield text(point.text, role="quote")
    for note in point.notes:
        yield text(f"原文说明：{note}", role="note")
    if state.unresolved:
        words = "、".join(quoted(word) for word in state.unresolved)
        said = f"{UNRESOLVED}：原文写作{words}，没有点名，由{year.plan.office}指定"
        how = f"（指定了一个就不再提示，请一次指定齐）。指定单位：gongkai assign {point.no} -u 单位"
        yield text(said + ("。" if own else how), role="note")


def _figures(year: Year, state: PointState) -> Iterator[Figure]:
    yield Figure("完成", f"{state.percent}%")
    marked = state.self_verified and state.status == "verified"
    status = STATUS[state.status] + (f"（{SELF_VERIFIED}）" if marked else "")
    yield Figure("状态", status, STATUS_TONE.get(state.status, ""))
    yield Figure("灯", LIGHT[state.light], LIGHT_TONE[state.light])
    if state.due:
        yield Figure("期限", str(short_day(state.due, year.plan.year)))
    yield Figure("已报告", f"{state.reported}/{state.units}")
    if state.responsible_units:
        yield Figure("落实面", f"{state.responsible_done}/{state.responsible_units}")


def _demands(year: Year, state: PointState, items: Sequence[DutyItem]) -> Iterator[Block]:
    """Yield what the point demands, and the items made of it by now."""
    yield demand_table([state.point])
    if items:
        yield duty_table(year.ledger, items, "应办事项")


def _seat_data(seat: Assignment, state: UnitState) -> dict[str, object]:
    return {
        "unit": seat.unit,
        "role": seat.role,
        "percent": state.percent,
        "status": state.status,
        "updated": state.updated,
        "reviewed": state.reviewed,
        "person": seat.person or None,
        "assigned": seat.assigned,
        "after": seat.after or None,
    }


def _seats(seats: Sequence[Assignment], units: dict[str, UnitState], own: str) -> Table:
    """Leads, whoever has reported or is named, and one's `own` stand alone; the silent rest of a role is one line."""
    columns = (
        Column("单位", weight=2),
        Column("角色"),
        Column("完成", "percent"),
        Column("状态"),
        Column("最近报告", "date"),
        Column("责任人"),
    )
    rows: list[tuple[Cell, ...]] = []
    silent: dict[str, list[Assignment]] = {}
    for seat in seats:
        state = units[seat.unit]
        if seat.role == "lead" or seat.person or seat.assigned or state.updated or state.reviewed or seat.unit == own:
            rows.append(_seat_row(seat, state))
        else:
            silent.setdefault(seat.role, []).append(seat)
    for role, quiet in silent.items():
        rows += _silent_rows(role, quiet, units)
    return table("assignments", "", columns, rows, optional=("最近报告", "责任人"))


def _silent_rows(role: str, quiet: Sequence[Assignment], units: dict[str, UnitState]) -> Iterator[tuple[Cell, ...]]:
    if len(quiet) <= LONG_RUN:
        yield from (_seat_row(seat, units[seat.unit]) for seat in quiet)
        return
    names = "、".join(seat.unit for seat in quiet)
    who = Cell(f"{len(quiet)}个单位：{names}", "dim")
    yield (who, Cell(ROLE[role]), Cell(0), status_cell("not_started"), Cell(None), Cell(""))


def _seat_row(seat: Assignment, state: UnitState) -> tuple[Cell, ...]:
    after = f"（承继{seat.after}）" if seat.after else ""
    return (
        Cell(f"{seat.unit}{after}", ref=seat.unit),
        Cell(ROLE[seat.role]),
        Cell(state.percent),
        status_cell(state.status),
        Cell(state.updated),
        Cell(seat.person),
    )
