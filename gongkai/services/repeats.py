"""Whether an entry says what an earlier one already says: typed twice, it would count twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.domain.records import DutyEvent, Finding, Inspection, Progress, SelfInspection
from gongkai.services.progress import WHOLE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gongkai.storage.writing import Register

Repeatable = DutyEvent | Finding | Inspection | Progress | SelfInspection
SAYS: dict[type[Repeatable], tuple[str, ...]] = {
    DutyEvent: ("unit", "duties", "at"),
    Finding: ("unit", "day", "point", "problem"),
    Inspection: ("kind", "day", "units", "note"),
    Progress: ("unit", "day", "point", "percent", "note"),
    SelfInspection: ("unit", "day", "points", "summary"),
}


def same_before(register: Register, record: Repeatable) -> str:
    """Return the id of an earlier valid entry that says the same of the same day, empty where there is none."""
    return all_same_before(register, [record]).get(record.id, "")


def all_same_before(register: Register, records: Sequence[Repeatable]) -> dict[str, str]:
    """Return, by the id of each new entry that has one, the first valid entry that says the same; one reading for all.

    `records` are of one kind and one year.
    """
    new = {record.id for record in records}
    first: dict[tuple[object, ...], str] = {}
    for old in _kin(register, records[0]):
        if old.id not in new:
            first.setdefault(_said(old), old.id)
    return {record.id: first[_said(record)] for record in records if _said(record) in first}


def _said(record: Repeatable) -> tuple[object, ...]:
    return tuple(getattr(record, name) for name in SAYS[type(record)])


def _kin(register: Register, record: Repeatable) -> Sequence[Repeatable]:
    if isinstance(record, Progress):
        return register.reports(record.year, record.point, record.unit, WHOLE)
    if isinstance(record, Finding):
        return register.ledger(record.year, fields=("findings",)).findings
    if isinstance(record, DutyEvent):
        return register.ledger(record.year, fields=("events",)).events
    if isinstance(record, Inspection):
        return register.ledger(record.year, fields=("inspections",)).inspections
    return register.ledger(record.year, fields=("self_inspections",)).self_inspections
