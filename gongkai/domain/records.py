"""What is written down in the course of a year. Every record is frozen and only ever added.

`day` is the day the fact happened or the act was done; `recorded` the moment it was typed. `seq` is the number
of the record's line in the trail, `id` its letter and that number (`D37`). Both are given by the register.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar, Literal

from msgspec import Struct

if TYPE_CHECKING:
    from datetime import date, datetime

Role = Literal["lead", "responsible", "support"]


class Evidence(Struct, frozen=True):
    """A URL (`url`), a document number (`number`) or a stored file (`file`, with digest and size in bytes)."""

    kind: Literal["url", "number", "file"]
    ref: str
    sha256: str = ""
    size: int = 0


class Record(Struct, frozen=True, kw_only=True):
    """What every record carries. `actor` typed it; `by`, where a kind has it, is the person who decided."""

    letter: ClassVar[str] = ""

    year: int
    day: date
    id: str = ""
    seq: int = 0
    actor: str = ""
    recorded: datetime | None = None


class Revision(Record, frozen=True, kw_only=True):
    """The plan as loaded on a day; the latest revision of a year is in force. `body` is canonical JSON."""

    letter: ClassVar[str] = "Y"
    title: str
    number: str
    body: str


class Assign(Record, frozen=True, kw_only=True):
    """The office names a unit for a point (empty: for all its points), or the person in charge there."""

    letter: ClassVar[str] = "A"
    unit: str
    point: str = ""
    role: str = ""
    person: str = ""


class Progress(Record, frozen=True, kw_only=True):
    """A unit's dated report on a point, in whole percent."""

    letter: ClassVar[str] = "P"
    point: str
    unit: str
    percent: int
    note: str = ""
    evidence: tuple[Evidence, ...] = ()


class Review(Record, frozen=True, kw_only=True):
    """The office has checked (`verified`) or sent back (`returned`) a unit's work on a point."""

    letter: ClassVar[str] = "V"
    point: str
    unit: str
    kind: Literal["verified", "returned"]
    note: str = ""
    by: str = ""


class SelfInspection(Record, frozen=True, kw_only=True):
    """A unit's own inspection; `points` empty means the whole of its work. Finding nothing counts."""

    letter: ClassVar[str] = "S"
    unit: str
    points: tuple[str, ...] = ()
    summary: str = ""
    evidence: tuple[Evidence, ...] = ()


class Inspection(Record, frozen=True, kw_only=True):
    """An inspection by the office: 专项督查, 定期检查, 日常监测."""

    letter: ClassVar[str] = "N"
    kind: str
    units: tuple[str, ...]
    note: str = ""
    by: str = ""


class Finding(Record, frozen=True, kw_only=True):
    """A problem found. `origin` is the id of the self-inspection or inspection, empty for daily monitoring."""

    letter: ClassVar[str] = "F"
    unit: str
    problem: str
    source: Literal["self", "inspection", "monitoring"]
    point: str = ""
    measure: str = ""
    person: str = ""
    due: date | None = None
    origin: str = ""
    evidence: tuple[Evidence, ...] = ()


class FindingStep(Record, frozen=True, kw_only=True):
    """What happened to a finding afterwards."""

    letter: ClassVar[str] = "T"
    finding: str
    kind: Literal["planned", "rectified", "closed", "reopened", "extended"]
    note: str = ""
    measure: str = ""
    person: str = ""
    due: date | None = None
    by: str = ""
    evidence: tuple[Evidence, ...] = ()


class ScoreEntry(Record, frozen=True, kw_only=True):
    """Points taken or given under a rule, or a veto. `asked` is positive for all kinds, 0 for a veto.

    The id letter follows `kind`: D deduction, B bonus, X veto. `cause` is the key of the proposal it was taken from,
    `items` the ids of the duty items it takes points for, empty where none were named.
    """

    letter: ClassVar[str] = "D"
    kind: Literal["deduction", "bonus", "veto"]
    unit: str
    rule: str
    asked: Decimal
    reason: str
    point: str = ""
    finding: str = ""
    count: int = 1
    items: tuple[str, ...] = ()
    stage: str = ""
    evidence: tuple[Evidence, ...] = ()
    no_evidence: str = ""
    again: str = ""
    cause: str = ""
    by: str = ""


class Ruling(Record, frozen=True, kw_only=True):
    """What was decided about an entry. `points` is what remains asked after `reduced`, else 0.

    `appeal` is the id of the objection that was decided, empty where there was none.
    """

    letter: ClassVar[str] = "R"
    entry: str
    kind: Literal["notified", "revoked", "reduced", "kept"]
    reason: str = ""
    points: Decimal = Decimal(0)
    appeal: str = ""
    by: str = ""
    evidence: tuple[Evidence, ...] = ()


class Figure(Record, frozen=True, kw_only=True):
    """An outside figure for a unit's stage, on the scale of a full score; the latest that stands counts."""

    letter: ClassVar[str] = "G"
    unit: str
    stage: str
    score: Decimal
    reason: str
    by: str = ""
    evidence: tuple[Evidence, ...] = ()


class Appeal(Record, frozen=True, kw_only=True):
    """A unit objects (申请复核) to an entry or a figure, named by its id, after it was told of it."""

    letter: ClassVar[str] = "C"
    entry: str
    unit: str
    reason: str
    evidence: tuple[Evidence, ...] = ()


class Closing(Record, frozen=True, kw_only=True):
    """The year is closed with its assessment frozen in `body` (JSON, its SHA-256 in `digest`), or reopened.

    `left_open` names what was open when it was closed in spite of it.
    """

    letter: ClassVar[str] = "Z"
    kind: Literal["closed", "reopened"]
    reason: str = ""
    left_open: tuple[str, ...] = ()
    digest: str = ""
    body: str = ""
    by: str = ""


class DutyEvent(Record, frozen=True, kw_only=True):
    """An event that starts clocks (a paper signed, an incident): the duties it opens, for a unit, at a moment."""

    letter: ClassVar[str] = "O"
    duties: tuple[str, ...]
    unit: str
    at: datetime
    note: str = ""


class Settlement(Record, frozen=True, kw_only=True):
    """Duty items met or cancelled: one `item`, or all items of `duty` from `first` to `last` except `skip`.

    `value` is what a target has reached; `at` the moment it was met. Of a run that is `done` each was met in its own
    time, of one that is done `together` all were met at that moment.
    """

    letter: ClassVar[str] = "K"
    kind: Literal["done", "together", "cancelled"]
    duty: str
    at: datetime
    item: str = ""
    unit: str = ""
    first: date | None = None
    last: date | None = None
    skip: tuple[date, ...] = ()
    value: Decimal | None = None
    note: str = ""
    evidence: tuple[Evidence, ...] = ()
    by: str = ""


class Reminder(Record, frozen=True, kw_only=True):
    """A unit was reminded (催办) of what it owes: the keys of `items`, by what way (微信, 电话), in what words."""

    letter: ClassVar[str] = "E"
    unit: str
    items: tuple[str, ...]
    way: str
    text: str = ""


class Issue(Record, frozen=True, kw_only=True):
    """A paper as it was issued (印发): `kind` of report, its 发文字号, and all of it in `body`, a document as JSON.

    Its figures are of the day `as_of` and of the trail's `head`; `digest` is the SHA-256 of the body.
    """

    letter: ClassVar[str] = "J"
    kind: str
    number: str
    title: str
    as_of: date
    head: str
    digest: str
    body: str
    by: str = ""


class Void(Record, frozen=True, kw_only=True):
    """A record (`target`, its id) that should not have been written: it counts nowhere from `day` on, and stays."""

    letter: ClassVar[str] = "W"
    target: str
    note: str
    by: str = ""


ENTRY_LETTERS = {"deduction": "D", "bonus": "B", "veto": "X"}


def letter_of(record: Record) -> str:
    """Return the letter a record's id begins with."""
    return ENTRY_LETTERS[record.kind] if isinstance(record, ScoreEntry) else record.letter
