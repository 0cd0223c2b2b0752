"""Whether an entry says what an earlier one already says: typed twice, it would count twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.domain.records import Finding, Inspection, Progress, SelfInspection

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gongkai.storage.writing import Register

Repeatable = Finding | Inspection | Progress | SelfInspection
SAYS: dict[type[Repeatable], tuple[str, ...]] = {
    Finding: ("unit", "day", "point", "problem"),
    Inspection: ("kind", "day", "units", "note"),
    Progress: ("unit", "day", "point", "percent", "note"),
    SelfInspection: ("unit", "day", "points", "summary"),
}
WHOLE = 100_000


def same_before(register: Register, record: Repeatable) -> str:
    """Return the id of an earlier valid entry that says the same of the same day, empty where there is none."""
    said = _said(record)
    return next((old.id for old in _kin(register, record) if old.id != record.id and _said(old) == said), "")


def _said(record: Repeatable) -> tuple[object, ...]:
    return tuple(getattr(record, name) for name in SAYS[type(record)])


def _kin(register: Register, record: Repeatable) -> Iterable[Repeatable]:
    if isinstance(record, Progress):
        return register.reports(record.year, record.point, record.unit, WHOLE)
    if isinstance(record, Finding):
        return register.ledger(record.year, fields=("findings",)).findings
    if isinstance(record, Inspection):
        return register.ledger(record.year, fields=("inspections",)).inspections
    return register.ledger(record.year, fields=("self_inspections",)).self_inspections
