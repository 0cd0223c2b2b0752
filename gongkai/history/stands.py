"""A record as it stands in its year: one answer for one record, in its list, in a history, and alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.entry.states import entry_states
from gongkai.finding.states import state_of
from gongkai.history.shapes import (
    appeal_data,
    entry_data,
    finding_data,
    inspection_data,
    progress_data,
    record_data,
    selfcheck_data,
)
from gongkai.register.kinds import Appeal, Finding, Inspection, Progress, ScoreEntry, SelfInspection

if TYPE_CHECKING:
    from gongkai.entry.states import EntryState, FigureState
    from gongkai.history.shapes import Data
    from gongkai.register.kinds import FindingStep, Record
    from gongkai.register.ledger import Ledger
    from gongkai.year import Year


def steps_of(record: Finding, ledger: Ledger) -> list[FindingStep]:
    """Return what followed a finding, by day, then seq."""
    steps = (step for step in ledger.finding_steps if step.finding == record.id)
    return sorted(steps, key=lambda step: (step.day, step.seq))


def state_data(year: Year, record: Record) -> Data:
    """Return a record in the shape of its kind, with all that has followed it; one made void, as what is left of it."""
    match record:
        case Progress():
            seat = year.unit_states.get(record.point, {}).get(record.unit)
            return progress_data(record, seat.status if seat else None)
        case SelfInspection() | Inspection():
            found = year.findings_of.get(record.id, ())
            return (
                selfcheck_data(record, found) if isinstance(record, SelfInspection) else inspection_data(record, found)
            )
        case Finding():
            return finding_data(state_of(record, steps_of(record, year.ledger)))
        case ScoreEntry():
            return entry_data(entry_states([record], year.ledger.rulings)[0], year.applied.get(record.id))
        case Appeal():
            return _appeal(year, record)
    return record_data(record)


def _appeal(year: Year, record: Appeal) -> Data:
    state = next((state for state in year.appeals if state.appeal.id == record.id), None)
    matters: list[EntryState | FigureState] = [*year.entries, *year.figures]
    matter = next((one for one in matters if one.record.id == record.entry), None)
    return appeal_data(state, matter, year.applied) if state else record_data(record)
