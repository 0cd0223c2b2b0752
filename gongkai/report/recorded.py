"""A record, or its state, as JSON: one shape per kind, the same in lists and as the answer to recording it.

Codes, never labels. Every shape has `id`, `date` (the day it counts by), `actor`, `recorded` and `backdated`;
what does not apply is null.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gongkai.domain.entries import EntryState, entry_states
from gongkai.domain.findings import state_of
from gongkai.domain.items import gap
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
from gongkai.domain.rules import is_backdated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from decimal import Decimal

    from gongkai.domain.findings import FindingState
    from gongkai.domain.items import DutyItem
    from gongkai.domain.records import Evidence

Data = dict[str, object]


def record_data(record: Record) -> Data:
    """Return any record in the shape of its kind, as it stands when nothing has followed it yet."""
    match record:
        case Progress():
            return progress_data(record)
        case SelfInspection():
            return selfcheck_data(record)
        case Inspection():
            return inspection_data(record)
        case Finding():
            return finding_data(state_of(record, ()))
        case ScoreEntry():
            return entry_data(entry_states([record], ())[0])
    return _base(record) | _OWN[type(record)](record)


def _base(record: Record) -> Data:
    return {
        "id": record.id,
        "date": record.day,
        "actor": record.actor,
        "recorded": record.recorded,
        "backdated": is_backdated(record),
    }


def evidence_data(evidence: Iterable[Evidence]) -> list[Data]:
    """Return pieces of evidence; `sha256` is null but for stored files."""
    return [{"kind": piece.kind, "ref": piece.ref, "sha256": piece.sha256 or None} for piece in evidence]


def progress_data(record: Progress, status: str | None = None) -> Data:
    """Return a report; `status` is where the unit stands on the point now, where that is known."""
    return _base(record) | {
        "point": record.point,
        "unit": record.unit,
        "percent": record.percent,
        "note": record.note,
        "status": status,
        "evidence": evidence_data(record.evidence),
    }


def selfcheck_data(record: SelfInspection, findings: Sequence[FindingState] = ()) -> Data:
    """Return a self-inspection; `status` is open_findings while one of its `findings` is not signed off, else done."""
    return _base(record) | {
        "unit": record.unit,
        "points": list(record.points),
        "summary": record.summary,
        "findings": [state.finding.id for state in findings],
        "status": "open_findings" if any(state.is_open for state in findings) else "done",
        "evidence": evidence_data(record.evidence),
    }


def inspection_data(record: Inspection, findings: Sequence[FindingState] = ()) -> Data:
    """Return an inspection; `unit` is null where it went to several, `units` names them all."""
    return _base(record) | {
        "kind": record.kind,
        "unit": record.units[0] if len(record.units) == 1 else None,
        "units": list(record.units),
        "note": record.note,
        "findings": [state.finding.id for state in findings],
        "status": "open_findings" if any(state.is_open for state in findings) else "done",
        "by": record.by or record.actor,
    }


def finding_data(state: FindingState) -> Data:
    """Return a finding as it stands; `status` is open, planned, rectified or closed."""
    finding = state.finding
    return _base(finding) | {
        "unit": finding.unit,
        "point": finding.point or None,
        "problem": finding.problem,
        "measure": state.measure,
        "person": state.person,
        "due": state.due,
        "source": finding.source,
        "origin": finding.origin or None,
        "status": state.status,
        "rectified": state.rectified,
        "closed": state.closed,
        "closed_by": state.closed_by or None,
        "evidence": evidence_data(finding.evidence),
        "steps": [record_data(step) for step in state.steps],
    }


def entry_data(state: EntryState, applied: Decimal | None = None) -> Data:
    """Return a deduction, bonus or veto; `applied` is what the scoring let count, by default what stands of it."""
    entry = state.entry
    return _base(entry) | {
        "kind": entry.kind,
        "unit": entry.unit,
        "rule": entry.rule,
        "point": entry.point or None,
        "finding": entry.finding or None,
        "asked": entry.asked,
        "applied": state.live if applied is None else applied,
        "status": state.status,
        "count": entry.count,
        "items": list(entry.items),
        "stage": entry.stage or None,
        "reason": entry.reason,
        "evidence": evidence_data(entry.evidence),
        "no_evidence": entry.no_evidence or None,
        "again": entry.again or None,
        "cause": entry.cause or None,
        "notified": state.notified,
        "by": entry.by or entry.actor,
        "rulings": [record_data(ruling) for ruling in state.rulings],
    }


def duty_data(item: DutyItem) -> Data:
    """Return one duty item; `due` is its last minute in time, null for a quantity without a date."""
    return {
        "id": item.id,
        "duty": item.duty.id,
        "point": item.point,
        "unit": item.unit,
        "owers": list(item.owers),
        "quote": item.duty.quote,
        "what": item.duty.what,
        "opened": item.opened,
        "first": item.first,
        "due": item.due,
        "status": item.status,
        "done": item.done,
        "late_minutes": item.late_minutes,
        "value": item.value,
        "gap": gap(item.duty.target, item.value) if item.duty.target else None,
    }


def _assign(record: Assign) -> Data:
    return {"unit": record.unit, "point": record.point or None, "role": record.role or None, "person": record.person}


def _review(record: Review) -> Data:
    return {
        "point": record.point,
        "unit": record.unit,
        "status": record.kind,
        "note": record.note,
        "by": record.by or record.actor,
    }


def _step(record: FindingStep) -> Data:
    return {
        "finding": record.finding,
        "kind": record.kind,
        "note": record.note,
        "measure": record.measure,
        "person": record.person,
        "due": record.due,
        "by": record.by or record.actor,
        "evidence": evidence_data(record.evidence),
    }


def _ruling(record: Ruling) -> Data:
    return {
        "entry": record.entry,
        "kind": record.kind,
        "reason": record.reason,
        "points": record.points if record.kind == "reduced" else None,
        "appeal": record.appeal or None,
        "by": record.by or record.actor,
        "evidence": evidence_data(record.evidence),
    }


def _figure(record: Figure) -> Data:
    return {
        "unit": record.unit,
        "stage": record.stage,
        "score": record.score,
        "reason": record.reason,
        "by": record.by or record.actor,
        "evidence": evidence_data(record.evidence),
    }


def _appeal(record: Appeal) -> Data:
    return {
        "entry": record.entry,
        "unit": record.unit,
        "reason": record.reason,
        "evidence": evidence_data(record.evidence),
    }


def _closing(record: Closing) -> Data:
    return {
        "kind": record.kind,
        "reason": record.reason,
        "left_open": list(record.left_open),
        "digest": record.digest or None,
        "by": record.by or record.actor,
    }


def _event(record: DutyEvent) -> Data:
    return {"duties": list(record.duties), "unit": record.unit, "at": record.at, "note": record.note}


def _settlement(record: Settlement) -> Data:
    return {
        "duty": record.duty,
        "item": record.item or None,
        "unit": record.unit or None,
        "status": record.kind,
        "at": record.at,
        "first": record.first,
        "last": record.last,
        "skip": list(record.skip),
        "value": record.value,
        "note": record.note,
        "by": record.by or record.actor,
        "evidence": evidence_data(record.evidence),
    }


def _reminder(record: Reminder) -> Data:
    return {"unit": record.unit, "items": list(record.items), "way": record.way, "text": record.text}


def _issue(record: Issue) -> Data:
    return {
        "kind": record.kind,
        "number": record.number,
        "title": record.title,
        "as_of": record.as_of,
        "head": record.head,
        "digest": record.digest,
        "by": record.by or record.actor,
    }


def _revision(record: Revision) -> Data:
    return {"title": record.title, "number": record.number}


def _void(record: Void) -> Data:
    return {"target": record.target, "reason": record.note, "by": record.by or record.actor}


_OWN: dict[type[Record], Callable[[Any], Data]] = {
    Revision: _revision,
    Assign: _assign,
    Review: _review,
    FindingStep: _step,
    Ruling: _ruling,
    Figure: _figure,
    Appeal: _appeal,
    Closing: _closing,
    DutyEvent: _event,
    Settlement: _settlement,
    Reminder: _reminder,
    Issue: _issue,
    Void: _void,
}
