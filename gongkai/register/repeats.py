"""Whether an entry says what an earlier one already says: typed twice, it would count twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.register.kinds import Progress, kind_of
from gongkai.register.reading import EVERY_REPORT

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    first: dict[tuple[object, ...], str] = {}
    for old in _kin(register, records[0]):
        if old.id not in new:
            first.setdefault(_said(old), old.id)
    return {record.id: first[_said(record)] for record in records if _said(record) in first}


def _said(record: Record) -> tuple[object, ...]:
    return tuple(getattr(record, name) for name in kind_of(record).same)


def _kin(register: Register, record: Record) -> Sequence[Record]:
    """Return the valid entries of a kind; of one that is sought by point and unit, those of its own place."""
    if isinstance(record, Progress):
        return register.reports(record.year, record.point, record.unit, EVERY_REPORT)
    return register.of_kind(type(record), record.year)
