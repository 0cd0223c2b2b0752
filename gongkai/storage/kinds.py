"""The one registry: which record is kept in which table, under which letters, and how each field is stored.

A field's form follows from its annotation in `domain.records`, so the records are declared once. Every stored value
is a text or an integer, never null.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Generic, TypeVar, cast

from msgspec import Struct

from gongkai.domain import records as r

if TYPE_CHECKING:
    from collections.abc import Mapping

R = TypeVar("R", bound=r.Record)

SCHEMA = 3
"""The version of the tables that this program reads and writes."""

LATER = MappingProxyType({("score_entry", "items"): "[]"})
"""Columns that a later version added, each with the value that says nothing: a trail line then leaves it out."""

APART = "\x1f"
"""Stands between point and unit in a seat; the codec lets no such character into any text."""

_FORMS = {
    "str": "text",
    "Role": "text",
    "int": "whole",
    "date": "day",
    "date | None": "day_or_none",
    "datetime": "moment",
    "datetime | None": "moment",
    "Decimal": "points",
    "Decimal | None": "figure",
    "tuple[str, ...]": "texts",
    "tuple[date, ...]": "days",
    "tuple[Evidence, ...]": "evidence",
}


class Column(Struct, frozen=True):
    """A stored field; `form` names its converter in `codec`."""

    name: str
    form: str

    @property
    def whole(self) -> bool:
        """Whether it is stored as an integer rather than a text."""
        return self.form in {"whole", "points"}


class Kind(Struct, Generic[R], frozen=True, eq=False):
    """A kind of record. `field` is its name in a `Ledger`; a `seated` one is sought by point and unit together."""

    record: type[R]
    table: str
    field: str
    letters: tuple[str, ...]
    columns: tuple[Column, ...]
    seated: bool = False

    @property
    def entity(self) -> str:
        """The name under which the trail knows the kind."""
        return self.record.__name__

    @property
    def stored(self) -> tuple[str, ...]:
        """Every column of the table in the order of the alphabet: the order of a trail line's body."""
        return tuple(sorted([c.name for c in self.columns] + ["seat"] * self.seated))

    def body(self, values: Mapping[str, str | int]) -> dict[str, str | int]:
        """Return what a trail line says of stored values: lines older than a column stay true."""
        return {name: value for name, value in values.items() if LATER.get((self.table, name)) != value}


def _written(record: type[r.Record]) -> dict[str, str]:
    """Return a record's fields in order, each with its annotation as written."""
    written = {name: form for cls in record.__mro__ for name, form in vars(cls).get("__annotations__", {}).items()}
    return {name: written[name] for name in record.__struct_fields__}


def _form(annotation: str) -> str:
    return "text" if annotation.startswith("Literal[") else _FORMS[annotation]


def _kind(record: type[R], table: str, field: str, letters: str = "", *, seated: bool = False) -> Kind[R]:
    columns = tuple(Column(name, _form(form)) for name, form in _written(record).items())
    return Kind(record, table, field, tuple(letters or record.letter), columns, seated)


REVISION = _kind(r.Revision, "revision", "")
ASSIGN = _kind(r.Assign, "assign", "assigns")
PROGRESS = _kind(r.Progress, "progress", "progress", seated=True)
REVIEW = _kind(r.Review, "review", "reviews", seated=True)
SELF_INSPECTION = _kind(r.SelfInspection, "self_inspection", "self_inspections")
INSPECTION = _kind(r.Inspection, "inspection", "inspections")
FINDING = _kind(r.Finding, "finding", "findings")
FINDING_STEP = _kind(r.FindingStep, "finding_step", "finding_steps")
SCORE_ENTRY = _kind(r.ScoreEntry, "score_entry", "entries", "".join(r.ENTRY_LETTERS.values()))
RULING = _kind(r.Ruling, "ruling", "rulings")
FIGURE = _kind(r.Figure, "figure", "figures")
APPEAL = _kind(r.Appeal, "appeal", "appeals")
CLOSING = _kind(r.Closing, "closing", "closings")
DUTY_EVENT = _kind(r.DutyEvent, "duty_event", "events")
SETTLEMENT = _kind(r.Settlement, "settlement", "settlements")
REMINDER = _kind(r.Reminder, "reminder", "reminders")
ISSUE = _kind(r.Issue, "issue", "issues")
VOID = _kind(r.Void, "void", "voids")

KINDS: tuple[Kind[r.Record], ...] = cast(
    "tuple[Kind[r.Record], ...]",
    (
        REVISION,
        ASSIGN,
        PROGRESS,
        REVIEW,
        SELF_INSPECTION,
        INSPECTION,
        FINDING,
        FINDING_STEP,
        SCORE_ENTRY,
        RULING,
        FIGURE,
        APPEAL,
        CLOSING,
        DUTY_EVENT,
        SETTLEMENT,
        REMINDER,
        ISSUE,
        VOID,
    ),
)
_BY_RECORD = {kind.record: kind for kind in KINDS}
_BY_LETTER = {letter: kind for kind in KINDS for letter in kind.letters}
BY_FIELD = {kind.field: kind for kind in KINDS if kind.field}
LEDGER_FIELDS = frozenset(BY_FIELD)


def kind_of(record: R) -> Kind[R]:
    """Return the kind of a record."""
    return cast("Kind[R]", _BY_RECORD[type(record)])


def kind_by_letter(letter: str) -> Kind[r.Record] | None:
    """Return the kind whose ids begin with `letter`, if there is one."""
    return _BY_LETTER.get(letter)


def seat_of(point: str, unit: str) -> str:
    """Return the key of a unit's place on a point."""
    return f"{point}{APART}{unit}"
