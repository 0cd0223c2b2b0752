"""Whether an entry says what an earlier one already says: typed twice, it would count twice.

What makes two of a kind the same its entry declares (`same`); of inspections what they found says it too. For
deductions, bonuses and vetoes `entry.states.may_repeat` refuses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.register.kinds import Finding, Inspection, Progress, SelfInspection, kind_of
from gongkai.register.reading import EVERY_REPORT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gongkai.register.kinds import Record
    from gongkai.register.writing import Register


def same_before(register: Register, record: Record) -> str:
    """Return the id of an earlier valid entry that says the same of the same day, empty where there is none."""
    return all_same_before(register, [record]).get(record.id, "")


def all_same_before(register: Register, records: Sequence[Record]) -> dict[str, str]:
    """Return, by the id of each new entry that has one, the first valid entry that says the same; one reading for all.

    `records` are of one kind and one year.
    """
    new = {record.id for record in records}
    found = _found(register, records[0])
    first: dict[tuple[object, ...], str] = {}
    for old in _kin(register, records[0]):
        if old.id not in new:
            first.setdefault(_said(old, found), old.id)
    said = {record.id: _said(record, found) for record in records}
    return {name: first[what] for name, what in said.items() if what in first}


def _said(record: Record, found: Mapping[str, frozenset[object]]) -> tuple[object, ...]:
    """Return what a record says, what was found at it, by its id, besides."""
    return *(getattr(record, name) for name in kind_of(record).same), found.get(record.id, frozenset())


def _found(register: Register, record: Record) -> Mapping[str, frozenset[object]]:
    found: dict[str, set[object]] = {}
    if isinstance(record, SelfInspection | Inspection):
        for finding in register.of_kind(Finding, record.year):
            found.setdefault(finding.origin, set()).add((finding.unit, finding.point, finding.problem))
    return {origin: frozenset(what) for origin, what in found.items()}


def _kin(register: Register, record: Record) -> Sequence[Record]:
    """Return the valid entries of a kind; of one that is sought by point and unit, those of its own place."""
    if isinstance(record, Progress):
        return register.reports(record.year, record.point, record.unit, EVERY_REPORT)
    return register.of_kind(type(record), record.year)
