"""A record, or its state, as JSON: one shape per kind, the same in lists and as the answer to recording it.

Codes, never labels. Every shape has `id`, `date` (the day it counts by), `actor`, `recorded` and `backdated`, then
the keys that its kind declares; what does not apply is null.
"""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from msgspec.structs import asdict

from gongkai.duty.items import gap
from gongkai.entry.states import EntryState, entry_states
from gongkai.finding.states import state_of
from gongkai.register.kinds import Finding, Inspection, Record, Ruling, ScoreEntry, SelfInspection, kind_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from decimal import Decimal

    from gongkai.appeal.objections import AppealState
    from gongkai.duty.items import DutyItem
    from gongkai.entry.states import FigureState
    from gongkai.finding.states import FindingState
    from gongkai.register.kinds import Evidence, Kind, Progress

Data = dict[str, object]
UNSCORED: Mapping[str, Decimal] = MappingProxyType({})
"""What the scoring let count, where nobody asked it."""


def record_data(record: Record) -> Data:
    """Return any record in the shape of its kind, as it stands when nothing has followed it yet."""
    match record:
        case SelfInspection():
            return selfcheck_data(record)
        case Inspection():
            return inspection_data(record)
        case Finding():
            return finding_data(state_of(record, ()))
        case ScoreEntry():
            return entry_data(entry_states([record], ())[0])
        case Ruling():
            return _shape(record, points=record.points if record.kind == "reduced" else None)
    return _shape(record)


def _shape(record: Record, **states: object) -> Data:
    """Return the keys of a record's kind, what `states` names as it stands; a state that is not known is null."""
    shape: Data = {
        "id": record.id,
        "date": record.day,
        "actor": record.actor,
        "recorded": record.recorded,
        "backdated": record.backdated,
    }
    for key, name, told in _told(kind_of(record)):
        if key in states:
            shape[key] = states[key]
        elif name == "by":
            shape[key] = getattr(record, name, None) or record.actor
        else:
            value = getattr(record, name, None)
            shape[key] = told(value) if told else value
    return shape


@cache
def _told(kind: Kind) -> tuple[tuple[str, str, Callable[[Any], object] | None], ...]:
    """Return the keys of a kind, each with the field it tells and what turns that into plain values, if need be."""
    return tuple((key, name, _plain(kind.fields.get(name, ""))) for key, name in kind.shape)


def _plain(form: str) -> Callable[[Any], object] | None:
    if form in {"TextOrNone", "Id"}:
        return lambda value: value or None
    if form == "tuple[Evidence, ...]":
        return evidence_data
    if form == "tuple[Missed, ...]":
        return lambda rows: [asdict(row) for row in rows]
    return list if form.startswith("tuple[") else None


def evidence_data(evidence: Iterable[Evidence]) -> list[Data]:
    """Return pieces of evidence; `sha256` is null but for stored files."""
    return [{"kind": piece.kind, "ref": piece.ref, "sha256": piece.sha256 or None} for piece in evidence]


def progress_data(record: Progress, status: str | None = None) -> Data:
    """Return a report; `status` is where the unit stands on the point now, where that is known."""
    return _shape(record, status=status)


def selfcheck_data(record: SelfInspection, findings: Sequence[FindingState] = ()) -> Data:
    """Return a self-inspection; `status` is open_findings while one of its `findings` is not signed off, else done."""
    return _shape(record, **_found(findings))


def inspection_data(record: Inspection, findings: Sequence[FindingState] = ()) -> Data:
    """Return an inspection; `unit` is null where it went to several, `units` names them all."""
    return _shape(record, unit=record.units[0] if len(record.units) == 1 else None, **_found(findings))


def _found(findings: Sequence[FindingState]) -> Data:
    status = "open_findings" if any(state.is_open for state in findings) else "done"
    return {"findings": [state.finding.id for state in findings], "status": status}


def finding_data(state: FindingState) -> Data:
    """Return a finding as it stands; `status` is open, planned, rectified or closed."""
    return _shape(
        state.finding,
        measure=state.measure,
        person=state.person,
        due=state.due,
        status=state.status,
        rectified=state.rectified,
        closed=state.closed,
        closed_by=state.closed_by or None,
        steps=[record_data(step) for step in state.steps],
    )


def entry_data(state: EntryState, applied: Decimal | None = None) -> Data:
    """Return a deduction, bonus or veto; `applied` is what the scoring let count, by default what stands of it."""
    return _shape(
        state.entry,
        applied=state.live if applied is None else applied,
        status=state.status,
        notified=state.notified,
        rulings=[record_data(ruling) for ruling in state.rulings],
    )


def appeal_data(
    state: AppealState, matter: EntryState | FigureState | None, applied: Mapping[str, Decimal] = UNSCORED
) -> Data:
    """Return an objection as it stands; `status` is open, kept, reduced or revoked.

    `asked` and `applied` are the deduction's, null for anything else; `score` is the entered score objected to.
    """
    entry = matter.entry if isinstance(matter, EntryState) and matter.entry.kind == "deduction" else None
    live = matter.live if isinstance(matter, EntryState) else None
    figure = None if matter is None or isinstance(matter, EntryState) else matter.figure
    return record_data(state.appeal) | {
        "status": state.status,
        "decided": state.decided,
        "by": state.by or None,
        "decision": (state.ruling.reason or None) if state.ruling else None,
        "ruling": state.ruling.id if state.ruling else None,
        "asked": entry.asked if entry else None,
        "applied": applied.get(entry.id, live) if entry else None,
        "score": figure.score if figure else None,
        "notified": matter.notified if matter else None,
    }


def duty_data(item: DutyItem) -> Data:
    """Return one duty item; `due` is its last minute in time, null for a quantity without a date.

    It is null, too, where it depends on the days off of the year `due_awaits`, which are not announced. `put_off` is
    the last day it had before the office put it off. `review` is reported, waiting, verified or returned, and
    `settlement` the record that said it was met.
    """
    return {
        "id": item.id,
        "duty": item.duty.id,
        "point": item.point or None,
        "unit": item.unit,
        "owers": list(item.owers),
        "quote": item.duty.quote,
        "what": item.duty.what,
        "opened": item.opened,
        "first": item.first,
        "due": item.due,
        "put_off": item.put_off,
        "due_awaits": item.awaited or None,
        "status": item.status,
        "done": item.done,
        "late_minutes": item.late_minutes,
        "value": item.value,
        "gap": gap(item.duty.target, item.value) if item.duty.target else None,
        "settlement": item.report.settlement or None if item.report else None,
        "review": item.review or None,
        "backdated": item.typed_late,
    }
