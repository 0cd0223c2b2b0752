"""What happened on a work point, or to a unit, day by day: records told in words and as data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.document import Cell, Column, Table
from gongkai.domain.records import (
    Appeal,
    Assign,
    Closing,
    DutyEvent,
    Figure,
    Finding,
    FindingStep,
    Inspection,
    Issue,
    Progress,
    Record,
    Reminder,
    Review,
    Revision,
    Ruling,
    ScoreEntry,
    SelfInspection,
    Settlement,
    Void,
)
from gongkai.domain.roster import roster_of
from gongkai.report.lists import REMARK, remark
from gongkai.report.parts import day_words, evidence_text, names_short, points_text, table
from gongkai.report.recorded import record_data
from gongkai.wording import CLOSING, ENTRY, FINDING_SOURCE, KIND, REVIEW, ROLE, RULING, SETTLEMENT, STEP

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from gongkai.domain.ledger import Ledger
    from gongkai.domain.plan import WorkPoint
    from gongkai.domain.roster import Roster

SHOWN_KEYS = 3
"""Things a reminder was about that are named."""


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
    yield from (r for r in ledger.reminders if any(key in findings or _duty(key) in duties for key in r.items))


def history_data(records: Sequence[Record]) -> list[dict[str, object]]:
    """Return the records in their shapes, each with `record`, the name of its kind."""
    return [{"record": type(record).__name__, **record_data(record)} for record in records]


def history_table(records: Sequence[Record], ledger: Ledger, caption: str = "", *, places: bool = False) -> Table:
    """Return the records as a dated list; `places` tells the point of each besides."""
    owner = {finding.id: finding.unit for finding in ledger.findings}
    owner |= {entry.id: entry.unit for entry in ledger.entries}
    owner |= {record.id: who for record in records if (who := _owing(record, ledger))}
    about = {finding.id: finding.point for finding in ledger.findings}
    about |= {entry.id: entry.point for entry in ledger.entries}
    columns = (
        Column("日期", "date"),
        Column("编号", "id"),
        Column("要点"),
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
            Cell(_place(record, about) if places else ""),
            Cell(_unit(record, owner)),
            Cell(_what(record)),
            Cell(_told(record)),
            Cell(getattr(record, "by", "") or record.actor),
            remark(record),
        )
        for record in records
    ]
    return table("history", caption, columns, rows, optional=("要点", "经手", "备注"))


def words_of(record: Record) -> str:
    """Return one record in a line: what it is, whose, on which point, what it says, and of which day."""
    place = "" if isinstance(record, Settlement | DutyEvent) else _place(record, {})  # their duty tells it
    parts = (_what(record), _unit(record, {}), f"要点{place}" if place else "", _told(record))
    return "　".join(part for part in parts if part) + f"（{day_words(record.day, record.year)}）"


def _duty(item: str) -> str:
    """Return the duty of an item's id."""
    return item.partition("/")[0]


def _owing(record: Record, ledger: Ledger) -> str:
    """Return whose items a settlement is about where it names no unit: by the item's mark, its event, or the plan."""
    if not isinstance(record, Settlement) or record.unit:
        return ""
    mark = record.item.rpartition("/")[2]
    if any(unit.name == mark for unit in ledger.plan.units):
        return mark
    event = next((event for event in ledger.events if event.id == mark), None)
    found = [(point, duty) for point in ledger.plan.points for duty in point.duties if duty.id == record.duty]
    if not found:
        return ""
    point, duty = found[0]
    roster = roster_of(ledger.plan, ledger.assigns)
    owing = {"event": (event.unit,) if event else (), "each_responsible": roster.responsible(point.no)}
    owing |= {"leads": roster.leads(point.no), "each_lead": roster.leads(point.no)}
    return names_short(owing.get(duty.owed_by, tuple(duty.owers)))


def _place(record: Record, about: dict[str, str]) -> str:
    """Return the point, or points, that a record is about."""
    match record:
        case SelfInspection():
            return "、".join(record.points) or "全部"
        case FindingStep() | Ruling() | Appeal():
            return about.get(record.finding if isinstance(record, FindingStep) else record.entry, "")
        case DutyEvent():
            return "、".join(dict.fromkeys(_number(duty) for duty in record.duties))
        case Settlement():
            return _number(record.duty)
        case Assign():
            return record.point or "全部"
    return str(getattr(record, "point", ""))


def _number(duty: str) -> str:
    return duty.rpartition(".")[0]


def _unit(record: Record, owner: dict[str, str]) -> str:
    match record:
        case Inspection():
            return "、".join(record.units)
        case FindingStep():
            return owner.get(record.finding, "")
        case Ruling():
            return owner.get(record.entry, "")
    return str(getattr(record, "unit", "")) or owner.get(record.id, "")


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
        case Inspection():
            return _joined(record.kind, record.note)
        case Finding():
            return _joined(f"{FINDING_SOURCE[record.source]}发现", record.problem, *_planned(record))
    return _judged(record)


def _planned(record: Finding | FindingStep) -> tuple[str, ...]:
    """Return what is to be done about a finding, by whom, and by when."""
    person = f"责任人{record.person}" if record.person else ""
    return record.measure, person, f"期限{record.due}" if record.due else ""


def _judged(record: Record) -> str:
    match record:
        case ScoreEntry():
            points = "" if record.kind == "veto" else f"{points_text(record.asked)}分"
            return _joined(f"规则{record.rule}", points, record.reason)
        case Appeal():
            return _joined(record.entry, record.reason)
        case Figure():
            return _joined(record.stage, f"{points_text(record.score)}分", record.reason)
        case Reminder():
            return _joined(record.way, f"事项{names_short(record.items, SHOWN_KEYS)}")
    return _handled(record)


def _handled(record: Record) -> str:
    match record:
        case FindingStep():
            return _joined(record.finding, record.note, *_planned(record), evidence_text(record.evidence))
        case Ruling():
            remains = f"改为{points_text(record.points)}分" if record.kind == "reduced" else ""
            return _joined(record.entry, remains, record.reason)
        case Appeal():
            return _joined(record.entry, record.reason)
        case DutyEvent():
            return _joined("、".join(record.duties), f"{record.at:{_moment(record.at)}}起算", record.note)
        case Settlement():
            span = f"{record.duty}：{record.first}至{record.last}" if record.first else record.item
            value = points_text(record.value) if record.value is not None else ""
            return _joined(span, value, record.note, evidence_text(record.evidence))
    return _of_the_year(record)


def _of_the_year(record: Record) -> str:
    match record:
        case Void():
            return _joined(record.target, record.note)
        case Closing():
            return _joined(CLOSING[record.kind], record.reason)
        case Issue() | Revision():
            return _joined(record.title, record.number)
    return str(getattr(record, "note", ""))


def _moment(at: datetime) -> str:
    """Return how a moment is written: by its day alone where no hour was given."""
    return "%Y-%m-%d %H:%M" if at.hour or at.minute else "%Y-%m-%d"


def _joined(*parts: str) -> str:
    return "，".join(part for part in parts if part)
