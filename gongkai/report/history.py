"""What happened on a work point, or to a unit, day by day: records told in words and as data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.document import Cell, Column, Table
from gongkai.domain.records import (
    Appeal,
    Assign,
    DutyEvent,
    Finding,
    FindingStep,
    Inspection,
    Progress,
    Record,
    Review,
    Ruling,
    ScoreEntry,
    SelfInspection,
    Settlement,
)
from gongkai.report.lists import REMARK, remark
from gongkai.report.parts import evidence_text, points_text, table
from gongkai.report.recorded import record_data
from gongkai.wording import ENTRY, FINDING_SOURCE, KIND, REVIEW, ROLE, RULING, SETTLEMENT, STEP

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gongkai.domain.ledger import Ledger
    from gongkai.domain.plan import WorkPoint
    from gongkai.domain.roster import Roster


def of_point(ledger: Ledger, roster: Roster, point: WorkPoint) -> list[Record]:
    """Return every record about a point, by day, then seq: the newest stands last."""
    return sorted(_about(ledger, roster, point), key=lambda record: (record.day, record.seq))


def _about(ledger: Ledger, roster: Roster, point: WorkPoint) -> Iterator[Record]:
    duties = {duty.id for duty in point.duties}
    findings = {finding.id for finding in ledger.findings if finding.point == point.no}
    entries = {entry.id for entry in ledger.entries if entry.point == point.no}
    yield from (r for r in ledger.assigns if r.point == point.no or (not r.point and roster.on(point.no, r.unit)))
    yield from (r for r in ledger.progress if r.point == point.no)
    yield from (r for r in ledger.reviews if r.point == point.no)
    yield from (r for r in ledger.self_inspections if point.no in r.points)
    yield from (r for r in ledger.findings if r.id in findings)
    yield from (r for r in ledger.finding_steps if r.finding in findings)
    yield from (r for r in ledger.entries if r.id in entries)
    yield from (r for r in ledger.rulings if r.entry in entries)
    yield from (r for r in ledger.events if duties.intersection(r.duties))
    yield from (r for r in ledger.settlements if r.duty in duties)


def history_data(records: Sequence[Record]) -> list[dict[str, object]]:
    """Return the records in their shapes, each with `record`, the name of its kind."""
    return [{"record": type(record).__name__, **record_data(record)} for record in records]


def history_table(records: Sequence[Record], ledger: Ledger, caption: str = "") -> Table:
    """Return the records as a dated list."""
    owner = {finding.id: finding.unit for finding in ledger.findings}
    owner |= {entry.id: entry.unit for entry in ledger.entries}
    columns = (
        Column("日期", "date"),
        Column("编号", "id"),
        Column("单位", weight=2),
        Column("事项"),
        Column("内容", weight=4),
        Column("经手"),
        REMARK,
    )
    rows = [
        (
            Cell(record.day),
            Cell(record.id, ref=record.id),
            Cell(_unit(record, owner)),
            Cell(_what(record)),
            Cell(_told(record)),
            Cell(getattr(record, "by", "") or record.actor),
            remark(record),
        )
        for record in records
    ]
    return table("history", caption, columns, rows, optional=("经手", "备注"))


def words_of(record: Record) -> str:
    """Return one record in a line: what it is, whose, what it says."""
    unit = _unit(record, {})
    return "　".join(part for part in (_what(record), unit, _told(record)) if part)


def _unit(record: Record, owner: dict[str, str]) -> str:
    match record:
        case Inspection():
            return "、".join(record.units)
        case FindingStep():
            return owner.get(record.finding, "")
        case Ruling():
            return owner.get(record.entry, "")
    return str(getattr(record, "unit", ""))


def _what(record: Record) -> str:
    match record:
        case Review():
            return REVIEW[record.kind]
        case FindingStep():
            return STEP[record.kind]
        case ScoreEntry():
            return ENTRY[record.kind]
        case Ruling():
            return RULING.get(record.kind, KIND["Ruling"])
        case Settlement():
            return SETTLEMENT[record.kind]
    return KIND[type(record).__name__]


def _told(record: Record) -> str:
    match record:
        case Assign():
            return _joined(ROLE.get(record.role, ""), f"责任人{record.person}" if record.person else "")
        case Progress():
            return _joined(f"完成{record.percent}%", record.note, evidence_text(record.evidence))
        case SelfInspection():
            return _joined(record.summary, evidence_text(record.evidence))
        case Finding():
            return _joined(f"{FINDING_SOURCE[record.source]}发现", record.problem, record.measure)
        case ScoreEntry():
            points = "" if record.kind == "veto" else f"{points_text(record.asked)}分"
            return _joined(f"规则{record.rule}", points, record.reason)
    return _handled(record)


def _handled(record: Record) -> str:
    match record:
        case FindingStep():
            return _joined(record.finding, record.note, record.measure, f"期限{record.due}" if record.due else "")
        case Ruling():
            remains = f"改为{points_text(record.points)}分" if record.kind == "reduced" else ""
            return _joined(record.entry, remains, record.reason)
        case Appeal():
            return _joined(record.entry, record.reason)
        case DutyEvent():
            return _joined("、".join(record.duties), f"{record.at:%Y-%m-%d %H:%M}起算", record.note)
        case Settlement():
            span = f"{record.duty}：{record.first}至{record.last}" if record.first else record.item
            return _joined(span, points_text(record.value) if record.value is not None else "", record.note)
    return str(getattr(record, "note", ""))


def _joined(*parts: str) -> str:
    return "，".join(part for part in parts if part)
