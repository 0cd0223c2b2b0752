"""The roster (单位名录), and one unit with all it owes."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from gongkai.document import Cell, Column, Figure, Figures, Section, text
from gongkai.domain.entries import entry_states
from gongkai.domain.findings import finding_states
from gongkai.domain.grouping import group_of
from gongkai.domain.roster import has_ended, owes_self_inspection, units_of_year
from gongkai.domain.status import unit_states
from gongkai.domain.succession import passed_on
from gongkai.report.duties import duty_table
from gongkai.report.ledgers import entry_table, finding_table
from gongkai.report.lists import by_origin
from gongkai.report.parts import (
    as_of_line,
    day_words,
    light_cell,
    paper,
    role_words,
    short_day,
    status_cell,
    table,
    which_points,
)
from gongkai.report.recorded import duty_data, entry_data, finding_data, selfcheck_data

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from gongkai.document import Block, Document, Table
    from gongkai.domain.findings import FindingState
    from gongkai.domain.ledger import Ledger
    from gongkai.domain.plan import Unit
    from gongkai.domain.roster import Assignment
    from gongkai.domain.status import UnitState
    from gongkai.report.year import Year

Data = dict[str, object]

FEW = 4
"""Of so many points fewer than one has a person in charge: they are told in a line."""


def units_document(year: Year) -> Document:
    """Return the roster of the year, each unit with what it leads, has inspected and still has to put right."""
    units, as_of = units_of_year(year.plan), year.standing.as_of
    tally = _tally(year)
    data = [unit_data(year, unit, tally) for unit in units]
    living = [unit for unit in units if not has_ended(unit, as_of)]
    kinds = Counter(unit.kind for unit in living)
    said = "、".join(f"{kind}{count}个" for kind, count in kinds.items())
    gone = f"另有{len(units) - len(living)}个已撤销。" if len(living) < len(units) else ""
    ends = {unit.name: end_words(unit, year.plan.year) for unit in units if has_ended(unit, as_of)}
    blocks = (text(f"共{len(living)}个单位：{said}。{gone}"), _roster_table(data, ends))
    return paper("units", f"{year.plan.year}年度单位名录", blocks, data, (year.ledger, year.standing))


class _Tally(Struct, frozen=True):
    """Self-inspections and open findings by unit, counted once for the whole roster."""

    inspected: Counter[str]
    open_findings: Counter[str]


def _tally(year: Year) -> _Tally:
    findings = finding_states(year.ledger.findings, year.ledger.finding_steps)
    heirs = passed_on(year.plan, year.ledger.assigns, findings, year.standing.as_of)
    return _Tally(
        Counter(record.unit for record in year.ledger.self_inspections),
        Counter(_answers(state, heirs) for state in findings if state.is_open),
    )


def _answers(state: FindingState, heirs: Mapping[str, Sequence[str]]) -> str:
    """Return the one unit that answers for a finding; while several wait to be chosen from, the one it was found at."""
    found = heirs.get(state.finding.id, ())
    return found[0] if len(found) == 1 else state.finding.unit


def unit_data(year: Year, unit: Unit, tally: _Tally) -> Data:
    """Return a unit in figures; `group` is null where it is in none, `points` counts every role."""
    seats = year.roster.by_unit.get(unit.name, ())
    assessment = year.plan.assessment
    group = group_of(assessment, unit) if assessment else None
    return {
        "name": unit.name,
        "kind": unit.kind,
        "group": group.name if group else None,
        "aliases": list(unit.aliases),
        "leads": sum(seat.role == "lead" for seat in seats),
        "points": len(seats),
        "self_inspections": tally.inspected[unit.name],
        "open_findings": tally.open_findings[unit.name],
        "from": unit.from_,
        "until": unit.until,
        "successor": list(unit.successor),
    }


def end_words(unit: Unit, year: int) -> str:
    """Return up to when a unit existed and who took over: 至10月31日，由县财政局承继."""
    if unit.until is None:
        return ""
    heirs = f"，由{'、'.join(unit.successor)}承继" if unit.successor else ""
    return f"至{day_words(unit.until, year)}{heirs}"


def _roster_table(data: Iterable[Data], ends: Mapping[str, str]) -> Table:
    columns = (
        Column("单位", weight=2),
        Column("类别"),
        Column("考核分组"),
        Column("别称", weight=1),
        Column("牵头", "number"),
        Column("要点", "number"),
        Column("自查", "number"),
        Column("未销号", "number"),
        Column("备注", weight=1),
    )
    rows = [
        (
            Cell(str(unit["name"]), ref=str(unit["name"])),
            Cell(str(unit["kind"])),
            Cell(str(unit["group"] or "")),
            Cell("、".join(_strings(unit["aliases"])), "dim"),
            *(Cell(_whole(unit[key])) for key in ("leads", "points", "self_inspections", "open_findings")),
            Cell(ends.get(str(unit["name"]), "")),
        )
        for unit in data
    ]
    return table("units", "", columns, rows, optional=("考核分组", "别称", "备注"))


def _strings(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else []


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


def unit_document(year: Year, unit: Unit) -> Document:
    """Return one unit with its points, and what it owes: items, findings, self-inspections; and its deductions."""
    told = _Told(year, unit)
    found = by_origin(year.ledger)
    data = unit_data(year, unit, _tally(year)) | {
        "assignments": [told.seat_data(seat) for seat in told.seats],
        "duties": [duty_data(item) for item in told.items],
        "findings": [finding_data(state) for state in told.findings],
        "inspections": [selfcheck_data(record, found.get(record.id, ())) for record in told.self_inspections],
        "deductions": [entry_data(state) for state in told.entries],
    }
    blocks = [as_of_line(year.standing), told.figures(), *told.sections()]
    return paper("unit", unit.name, blocks, [data], (year.ledger, year.standing))


class _Told:
    """One unit's share of the year."""

    def __init__(self, year: Year, unit: Unit) -> None:
        ledger: Ledger = year.ledger
        self.year, self.unit = year, unit
        self.seats: Sequence[Assignment] = year.roster.by_unit.get(unit.name, ())
        self.states = unit_states(ledger, year.roster)
        self.items = [item for item in year.items if unit.name in item.owers and item.is_unmet]
        findings = finding_states(ledger.findings, ledger.finding_steps)
        self.heirs = passed_on(year.plan, ledger.assigns, findings, year.standing.as_of)
        self.findings = [
            state
            for state in findings
            if state.is_open and unit.name in (state.finding.unit, *self.heirs.get(state.finding.id, ()))
        ]
        entries = entry_states(ledger.entries, ledger.rulings)
        self.entries = [s for s in entries if s.entry.unit == unit.name and s.entry.kind == "deduction"]
        self.self_inspections = [record for record in ledger.self_inspections if record.unit == unit.name]

    def state(self, seat: Assignment) -> UnitState:
        return self.states[seat.point][seat.unit]

    def seat_data(self, seat: Assignment) -> Data:
        state = self.state(seat)
        return {
            "point": seat.point,
            "role": seat.role,
            "percent": state.percent,
            "status": state.status,
            "updated": state.updated,
            "person": seat.person or None,
        }

    def figures(self) -> Figures:
        count = Counter(self.state(seat).status for seat in self.seats)
        return Figures(
            (
                Figure("类别", self.unit.kind),
                Figure("承担要点", len(self.seats)),
                Figure("其中牵头", sum(seat.role == "lead" for seat in self.seats)),
                Figure("已办结", count["done"]),
                Figure("已销号", count["verified"]),
                Figure("自查", self._owed(), "" if self._has_inspected() else "warn"),
                Figure("待办事项", len(self.items)),
                Figure("未销号问题", len(self.findings), "warn" if self.findings else ""),
            )
        )

    def _has_inspected(self) -> bool:
        owes = owes_self_inspection(self.year.plan, self.unit, self.year.standing.as_of)
        return not owes or len(self.self_inspections) >= self.year.plan.self_inspection.at_least

    def _owed(self) -> str:
        count = len(self.self_inspections)
        if not owes_self_inspection(self.year.plan, self.unit, self.year.standing.as_of):
            return f"{count}次"
        least = self.year.plan.self_inspection.at_least
        return f"{count}次" if count >= least else f"{count}/{least}次"

    def sections(self) -> Iterator[Block]:
        if not self._has_inspected():
            yield text(f"年内还没有完成自查：gongkai selfcheck add -u {self.unit.name}", role="hint")
        if has_ended(self.unit, self.year.standing.as_of):
            yield text(f"单位存续{end_words(self.unit, self.year.plan.year).replace('，由', '，现由')}。", role="note")
        if self.items:
            yield Section("duties", "待办事项", (duty_table(self.year.ledger, self.items),))
        if self.findings:
            yield Section(
                "findings", "未销号问题", (finding_table(self.findings, self.year.standing, heirs=self.heirs),)
            )
        if self.entries:
            yield Section("deductions", "扣分", (entry_table(self.entries, kind="deduction"),))
        if self.seats:
            yield Section("assignments", "承担的要点", points_blocks(self.year, self.seats))


def points_blocks(year: Year, seats: Sequence[Assignment]) -> tuple[Block, ...]:
    """Return the points a unit is on, with its own percent and state there, and who is in charge.

    Where few of many points have a person, these stand in a line below and not in a column of blanks.
    """
    named: dict[str, list[str]] = {}
    for seat in seats:
        if seat.person:
            named.setdefault(seat.person, []).append(seat.point)
    count = sum(map(len, named.values()))
    if not named or count * FEW > len(seats):
        return (_points_table(year, seats),)
    order = [point.no for point in year.plan.points]
    told = "、".join(f"{person}（{which_points(points, order)}）" for person, points in named.items())
    bare = [replace(seat, person="") for seat in seats]
    return (_points_table(year, bare), text(f"责任人：{told}。", role="note"))


def _points_table(year: Year, seats: Sequence[Assignment]) -> Table:
    columns = (
        Column("序号"),
        Column("要点", weight=3),
        Column("角色"),
        Column("完成", "percent"),
        Column("状态"),
        Column("要点灯", "light"),
        Column("报告"),
        Column("责任人"),
    )
    states = unit_states(year.ledger, year.roster)
    rows = [_point_row(year, seat, states[seat.point][seat.unit]) for seat in seats]
    return table("assignments", "", columns, rows, optional=("报告", "责任人"))


def _point_row(year: Year, seat: Assignment, state: UnitState) -> tuple[Cell, ...]:
    point = year.point(seat.point)
    return (
        Cell(seat.point, ref=seat.point),
        Cell(point.point.title, ref=seat.point),
        Cell(role_words(seat)),
        Cell(state.percent),
        status_cell(state.status),
        light_cell(point.light),
        Cell(short_day(state.updated, year.plan.year)),
        Cell(seat.person),
    )
