"""What is written down in the course of a year, each kind declared once. Records are frozen and only ever added.

`day` is the day the fact happened or the act was done; `recorded` the moment it was typed. `seq` is the number
of the record's line in the trail, `id` its letter and that number (`D37`). Both are given by the register.
Tables, stored forms, trail bodies, JSON shapes and lines of a history follow from the fields as annotated and from
what `kind` says of them.
"""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from functools import cache
from inspect import get_annotations
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, TypeVar

from msgspec import NODEFAULT, Struct

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime

BACKDATED_AFTER = timedelta(days=15)
Role = Literal["lead", "responsible", "support"]
Seen = Literal["all", "own", "sent", "desk"]
OFFICE, SUPERVISOR, UNIT = "office", "supervisor", "unit"
WRITERS = (OFFICE, SUPERVISOR, UNIT)
"""The roles that a login on a shared server may have."""
Percent = int
"""Whole percent, from 0 to 100."""
TextOrNone = str
"""A text, empty where it does not apply: null in JSON."""
Id = str
"""The id of another record, which this one is about or rests on; empty where there is none, null in JSON."""


class Evidence(Struct, frozen=True):
    """A URL (`url`), a document number (`number`) or a stored file (`file`, with digest and size in bytes)."""

    kind: Literal["url", "number", "file"]
    ref: str
    sha256: str = ""
    size: int = 0


class Missed(Struct, frozen=True):
    """A row of a workbook that was not taken in, and why; `column` is empty where no single field is to blame."""

    sheet: str
    row: int
    column: str
    reason: str
    remedy: str = ""


class Way(Struct, frozen=True, eq=False):
    """A way of recording a kind: its `label`, and a pattern for the whole of each field that is not any text in it.

    On a shared server only the logins of `writers` take it, where not every role may that may record the kind.
    """

    label: str
    says: Mapping[str, str] = MappingProxyType({})
    writers: tuple[str, ...] = ()


def way(label: str, writers: str = "", **says: str) -> Way:
    """Return a way of recording; several roles are parted by blanks."""
    return Way(label, MappingProxyType(says), tuple(writers.split()))


SOME = r".*[^\s\u00a0\u3000].*"
"""A pattern for a text that says something."""


class Record(Struct, frozen=True, kw_only=True):
    """What every record carries. `actor` typed it; `by`, where a kind has it, is the person who decided."""

    year: int
    day: date
    id: str = ""
    seq: int = 0
    actor: str = ""
    recorded: datetime | None = None

    @property
    def backdated(self) -> bool:
        """Whether it was typed more than 15 days after its date (补录)."""
        return self.typed_late_for(self.day)

    def typed_late_for(self, day: date) -> bool:
        """Tell whether it was typed more than 15 days after a day."""
        return self.recorded is not None and self.recorded.date() - day > BACKDATED_AFTER


R = TypeVar("R", bound=Record)


class Kind(Struct, frozen=True, eq=False, kw_only=True):
    """What is declared of a kind of record: its `fields`, each with its annotation as written, the common ones first.

    `letters` begin its ids, one for each `kind` of a score entry; `label` is its Chinese name, `field` its name in a
    `Ledger`, `listed` the commands that list it, one a letter, `ways` how it is recorded, each by its name in the
    trail.
    A `seated` one is sought by point and unit together, others by the fields `sought`. `instead` says how a mistake is
    put right where it may not be made void, `do` by which command. Two of them that agree in the fields `same` are the
    same. `shape` are its keys in JSON, `key=field` where they differ, by default its own fields; what names no field is
    a state. `work` is looked through by `check` and awaited by the closing of the year; the rest is about the year's
    papers. A trail line leaves out what was `added` to the kind later, where it is empty.

    Where many share a server: `writers` are the roles whose logins may record it, each by the `ways` that are its, a
    unit's only what is its own and, of the fields in `may_say`, only these values; `seen` tells which of it a unit's
    login reads: every row (`all`), what concerns the unit (`own`), that and what names no unit (`sent`), or none
    (`desk`).
    """

    record: type[Record]
    fields: Mapping[str, str]
    letters: str
    label: str
    table: str
    field: str
    listed: Mapping[str, str]
    ways: Mapping[str, Way]
    seated: bool
    sought: tuple[str, ...]
    instead: str
    do: tuple[str, ...]
    same: tuple[str, ...]
    shape: tuple[tuple[str, str], ...]
    work: bool
    added: tuple[str, ...]
    writers: tuple[str, ...]
    may_say: Mapping[str, tuple[str, ...]]
    seen: Seen

    @property
    def entity(self) -> str:
        """The name under which the trail knows the kind."""
        return self.record.__name__

    @property
    def needed(self) -> tuple[str, ...]:
        """The fields that a record never goes without."""
        names, given = self.record.__struct_fields__, self.record.__struct_defaults__
        defaults = dict(zip(names[::-1], given[::-1], strict=False))
        return tuple(name for name in names if defaults.get(name, NODEFAULT) is NODEFAULT)

    @property
    def may_be_void(self) -> bool:
        """Whether a record that should not have been written is made void by another."""
        return not self.instead


ENTRY_LETTERS = {"deduction": "D", "bonus": "B", "veto": "X"}
_KINDS: dict[type[Record], Kind] = {}
KINDS = _KINDS.values()
"""Every kind of record."""
COMMON = tuple(get_annotations(Record))
"""The fields that every record carries."""


def kind(  # noqa: PLR0913 - what there is to say of a kind
    letters: str,
    label: str,
    *,
    field: str = "",
    listed: str = "",
    acts: Mapping[str, str | Way] = MappingProxyType({}),
    seated: bool = False,
    sought: str = "",
    instead: str = "",
    do: tuple[str, ...] = (),
    same: str = "",
    shape: str = "",
    work: bool = True,
    added: str = "",
    writers: str = "",
    may_say: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
    seen: Seen = "desk",
) -> Callable[[type[R]], type[R]]:
    """Declare a class of records as a kind; see `Kind`. Several names are parted by blanks."""

    def declare(record: type[R]) -> type[R]:
        fields = {name: said for cls in reversed(record.__mro__) for name, said in get_annotations(cls).items()}
        own = [name for name in fields if name not in COMMON]
        _KINDS[record] = Kind(
            record=record,
            fields=fields,
            letters=letters,
            label=label,
            table=re.sub(r"(?<!^)(?=[A-Z])", "_", record.__name__).lower(),
            field=field,
            listed=dict(zip(letters, listed.split(), strict=False)),
            ways={act: Way(said) if isinstance(said, str) else said for act, said in acts.items()},
            seated=seated,
            sought=tuple(sought.split()),
            instead=instead,
            do=do,
            same=tuple(same.split()),
            shape=tuple((key, name or key) for key, _, name in (k.partition("=") for k in shape.split() or own)),
            work=work,
            added=tuple(added.split()),
            writers=tuple(writers.split()),
            may_say=may_say,
            seen=seen,
        )
        return record

    return declare


def kind_of(record: Record | type[Record]) -> Kind:
    """Return the kind of a record, or of a class of records."""
    return _KINDS[record if isinstance(record, type) else type(record)]


def kind_by_letter(letter: str) -> Kind | None:
    """Return the kind whose ids begin with `letter`, if there is one."""
    return next((kind for kind in KINDS if letter and letter in kind.letters), None)


@cache
def kinds_by_field() -> Mapping[str, Kind]:
    """Return the kinds that a `Ledger` holds, by their names in it."""
    return {kind.field: kind for kind in KINDS if kind.field}


@kind(
    "Y",
    "年度要点",
    acts={"load": "载入要点", "units.add": "增加单位"},
    instead="改好要点文件，再载入",
    do=("load", "要点文件"),
    shape="title number",
    work=False,
    writers="office",
    seen="all",
)
class Revision(Record, frozen=True, kw_only=True):
    """The plan as loaded on a day; the latest revision of a year is in force. `body` is canonical JSON."""

    title: str
    number: str = ""
    body: str


@kind("A", "分工", field="assigns", acts={"assign": "分派要点"}, writers="office", seen="all")
class Assign(Record, frozen=True, kw_only=True):
    """The office names a unit for a point (empty: for all its points), or the person in charge there."""

    unit: str
    point: TextOrNone = ""
    role: TextOrNone = ""
    person: str = ""


@kind(
    "P",
    "进展",
    field="progress",
    listed="progress",
    acts={"progress.add": "报进展"},
    seated=True,
    same="unit day point percent note evidence",
    shape="point unit percent note status evidence settlement",
    added="settlement",
    writers="office unit",
    seen="all",
)
class Progress(Record, frozen=True, kw_only=True):
    """A unit's dated report on a point, in whole percent.

    `settlement` is what it was recorded with, where the last demand of a point was met: one fact, one entry.
    """

    point: str
    unit: str
    percent: Percent
    note: str = ""
    evidence: tuple[Evidence, ...] = ()
    settlement: Id = ""


@kind(
    "V",
    "核实",
    field="reviews",
    acts={
        "progress.verify": way("核实销号", kind="verified"),
        "progress.return": way("退回进展", kind="returned", note=SOME),
    },
    seated=True,
    shape="point unit status=kind note by",
    writers="office",
    seen="all",
)
class Review(Record, frozen=True, kw_only=True):
    """The office has checked (`verified`) or sent back (`returned`) a unit's work on a point."""

    point: str
    unit: str
    kind: Literal["verified", "returned"]
    note: str = ""
    by: str = ""


@kind(
    "S",
    "自查",
    field="self_inspections",
    listed="selfcheck",
    acts={"selfcheck.add": "登记自查"},
    same="unit day points summary evidence",
    shape="unit points summary findings status evidence",
    writers="office unit",
    seen="own",
)
class SelfInspection(Record, frozen=True, kw_only=True):
    """A unit's own inspection; `points` empty means the whole of its work. Finding nothing counts."""

    unit: str
    points: tuple[str, ...] = ()
    summary: str = ""
    evidence: tuple[Evidence, ...] = ()


@kind(
    "N",
    "督查",
    field="inspections",
    listed="inspect",
    acts={"inspect.add": "登记督查"},
    same="kind day units note",
    shape="kind unit units note findings status by",
    writers="office supervisor",
    seen="own",
)
class Inspection(Record, frozen=True, kw_only=True):
    """An inspection by the office: 专项督查, 定期检查, 日常监测."""

    kind: str
    units: tuple[str, ...]
    note: str = ""
    by: str = ""


@kind(
    "F",
    "问题",
    field="findings",
    listed="finding",
    acts={
        "finding.add": way("登记问题", origin="([^F].*)?"),
        "finding.carry": way("结转问题", OFFICE, origin="F.*"),
    },
    same="unit day point problem",
    shape="unit point problem measure person due source origin status rectified closed closed_by evidence steps",
    writers="office supervisor unit",
    seen="own",
    may_say=MappingProxyType({"source": ("self",)}),
)
class Finding(Record, frozen=True, kw_only=True):
    """A problem found. `origin` is the id of the self-inspection or inspection, empty for daily monitoring."""

    unit: str
    problem: str
    source: Literal["self", "inspection", "monitoring"]
    point: TextOrNone = ""
    measure: str = ""
    person: str = ""
    due: date | None = None
    origin: Id = ""
    evidence: tuple[Evidence, ...] = ()


@kind(
    "T",
    "整改",
    field="finding_steps",
    acts={
        "finding.plan": way("定整改措施", kind="planned"),
        "finding.rectify": way("报整改", kind="rectified", note=SOME, due=""),
        "finding.close": way("问题销号", f"{OFFICE} {SUPERVISOR}", kind="closed", due=""),
        "finding.reopen": way("退回重改", f"{OFFICE} {SUPERVISOR}", kind="reopened", note=SOME),
        "finding.extend": way("整改延期", OFFICE, kind="extended", note=SOME, due=SOME),
    },
    sought="finding",
    writers="office supervisor unit",
    seen="own",
)
class FindingStep(Record, frozen=True, kw_only=True):
    """What happened to a finding afterwards."""

    finding: Id
    kind: Literal["planned", "rectified", "closed", "reopened", "extended"]
    note: str = ""
    measure: str = ""
    person: str = ""
    due: date | None = None
    by: str = ""
    evidence: tuple[Evidence, ...] = ()


@kind(
    "".join(ENTRY_LETTERS.values()),
    "记分",
    field="entries",
    listed="deduct bonus veto",
    acts={
        "deduct.add": way("扣分", kind="deduction", id="D.*", cause=""),
        "deduct.propose": way("按建议扣分", kind="deduction", id="D.*", cause=SOME),
        "bonus.add": way("加分", kind="bonus", id="B.*"),
        "veto.add": way("一票否决", kind="veto", id="X.*"),
    },
    sought="finding",
    instead="可以撤销",
    do=("{command}", "revoke", "{id}", "--reason", "理由"),
    shape="kind unit rule point finding asked applied status count items stage reason evidence no_evidence again cause"
    " notified by rulings",
    added="items",
    writers="office supervisor",
    seen="own",
)
class ScoreEntry(Record, frozen=True, kw_only=True):
    """Points taken or given under a rule, or a veto. `asked` is positive for all kinds, 0 for a veto.

    The id letter follows `kind`: D deduction, B bonus, X veto. `cause` is the key of the proposal it was taken from,
    `items` the ids of the duty items it takes points for, empty where none were named.
    """

    kind: Literal["deduction", "bonus", "veto"]
    unit: str
    rule: str
    asked: Decimal
    reason: str
    point: TextOrNone = ""
    finding: Id = ""
    count: int = 1
    items: tuple[str, ...] = ()
    stage: TextOrNone = ""
    evidence: tuple[Evidence, ...] = ()
    no_evidence: TextOrNone = ""
    again: TextOrNone = ""
    cause: TextOrNone = ""
    by: str = ""


_TOLD = {"kind": "notified", "appeal": ""}
_TAKEN_BACK = {"kind": "revoked", "appeal": "", "reason": SOME}


@kind(
    "R",
    "记分处理",
    field="rulings",
    acts={
        "deduct.notify": way("告知扣分", entry="D.*", **_TOLD),
        "deduct.revoke": way("撤销扣分", entry="D.*", **_TAKEN_BACK),
        "bonus.notify": way("告知加分", entry="B.*", **_TOLD),
        "bonus.revoke": way("撤销加分", entry="B.*", **_TAKEN_BACK),
        "veto.notify": way("告知否决", entry="X.*", **_TOLD),
        "veto.revoke": way("撤销否决", entry="X.*", **_TAKEN_BACK),
        "score.notify": way("告知得分", entry="G.*", **_TOLD),
        "score.revoke": way("撤销得分", entry="G.*", **_TAKEN_BACK),
        "appeal.decide": way("决定复核", kind="kept|reduced|revoked", appeal="C.*", reason=SOME),
    },
    sought="entry",
    instead="告知和决定不能作废；扣分本身记错了的，可以撤销",
    do=("deduct", "revoke", "编号", "--reason", "理由"),
    writers="office supervisor",
    seen="own",
)
class Ruling(Record, frozen=True, kw_only=True):
    """What was decided about an entry. `points` is what remains asked after `reduced`, else 0.

    `appeal` is the id of the objection that was decided, empty where there was none.
    """

    entry: Id
    kind: Literal["notified", "revoked", "reduced", "kept"]
    reason: str = ""
    points: Decimal = Decimal(0)
    appeal: Id = ""
    by: str = ""
    evidence: tuple[Evidence, ...] = ()


@kind(
    "G",
    "外部得分",
    field="figures",
    acts={"score.record": "录入得分"},
    instead="再登记一次正确的得分",
    do=("score", "record"),
    shape="unit stage item score of=out_of reason by evidence",
    added="item out_of",
    writers="office supervisor",
    seen="own",
)
class Figure(Record, frozen=True, kw_only=True):
    """An outside figure for a unit's stage, or for an `item` of its rubric; the latest that stands counts.

    It is `score` out of `out_of`; where that is not said, out of a full score, or of the item's points.
    """

    unit: str
    stage: TextOrNone
    score: Decimal
    reason: str
    item: TextOrNone = ""
    out_of: Decimal | None = None
    by: str = ""
    evidence: tuple[Evidence, ...] = ()

    @property
    def place(self) -> str:
        """What it is for, in words: the stage, the item, or the item of a stage."""
        return "，".join(part for part in (self.stage, f"考核项{self.item}" if self.item else "") if part)


@kind(
    "U",
    "自评",
    field="self_scores",
    acts={"score.self": "登记自评"},
    same="unit day stage item score note",
    writers="office unit",
    seen="own",
)
class SelfScore(Record, frozen=True, kw_only=True):
    """A unit's own figure for an item of its rubric, in the item's points; it is shown, and never counted."""

    unit: str
    item: str
    score: Decimal
    stage: TextOrNone = ""
    note: str = ""
    evidence: tuple[Evidence, ...] = ()


@kind(
    "C",
    "申请复核",
    field="appeals",
    listed="appeal",
    acts={"appeal.file": "申请复核"},
    sought="entry",
    writers="office unit",
    seen="own",
)
class Appeal(Record, frozen=True, kw_only=True):
    """A unit objects (申请复核) to an entry or a figure, named by its id, after it was told of it."""

    entry: Id
    unit: str
    reason: str
    evidence: tuple[Evidence, ...] = ()


@kind(
    "Z",
    "年度封存",
    field="closings",
    acts={
        "year.close": way("封存年度", kind="closed"),
        "year.reopen": way("重新打开", kind="reopened", reason=SOME),
    },
    instead="要更正的，重新打开这一年度",
    do=("year", "reopen", "--reason", "理由"),
    shape="kind reason left_open digest by",
    work=False,
    writers="office",
    seen="all",
)
class Closing(Record, frozen=True, kw_only=True):
    """The year is closed with its assessment frozen in `body` (JSON, its SHA-256 in `digest`), or reopened.

    `left_open` names what was open when it was closed in spite of it.
    """

    kind: Literal["closed", "reopened"]
    reason: str = ""
    left_open: tuple[str, ...] = ()
    digest: TextOrNone = ""
    body: str = ""
    by: str = ""


@kind(
    "O",
    "时限事件",
    field="events",
    acts={"duty.open": "事项开启"},
    same="unit duties at",
    writers="office unit",
    seen="all",
)
class DutyEvent(Record, frozen=True, kw_only=True):
    """An event that starts clocks (a paper signed, an incident): the duties it opens, for a unit, at a moment."""

    duties: tuple[str, ...]
    unit: str
    at: datetime
    note: str = ""


@kind(
    "K",
    "时限办结",
    field="settlements",
    acts={
        "duty.done": way("事项办结", kind="done|together"),
        "duty.cancel": way("事项取消", OFFICE, kind="cancelled", note=SOME),
    },
    shape="duty item unit status=kind at first last skip value note by evidence report",
    added="report",
    writers="office unit",
    seen="all",
)
class Settlement(Record, frozen=True, kw_only=True):
    """Duty items met or cancelled: one `item`, or all items of `duty` from `first` to `last` except `skip`.

    `value` is what a target has reached; `at` the moment it was met. Of a run that is `done` each was met in its own
    time, of one that is done `together` all were met at that moment. `report` is the lead's report of 100 % that it was
    recorded with: one fact, one entry.
    """

    kind: Literal["done", "together", "cancelled"]
    duty: str
    at: datetime
    item: TextOrNone = ""
    unit: TextOrNone = ""
    first: date | None = None
    last: date | None = None
    skip: tuple[date, ...] = ()
    value: Decimal | None = None
    note: str = ""
    evidence: tuple[Evidence, ...] = ()
    by: str = ""
    report: Id = ""


@kind(
    "H",
    "事项延期",
    field="extensions",
    acts={"duty.extend": "事项延期"},
    shape="item duty point was due reason=note by",
    writers="office",
    seen="all",
)
class Extension(Record, frozen=True, kw_only=True):
    """The office has put off the last day of a duty `item`, or, where none is named, of a `point` that has its own.

    `was` is the first last day, `due` the new one.
    """

    due: date
    was: date
    point: str = ""
    duty: TextOrNone = ""
    item: TextOrNone = ""
    note: str = ""
    by: str = ""


@kind(
    "Q",
    "事项核实",
    field="duty_reviews",
    acts={
        "duty.verify": way("核实事项", kind="verified"),
        "duty.return": way("退回事项", kind="returned", note=SOME),
    },
    sought="settlement",
    shape="settlement items status=kind note by",
    writers="office",
    seen="all",
)
class DutyReview(Record, frozen=True, kw_only=True):
    """The office has checked (`verified`) or sent back (`returned`) what was said of duty `items`, by their ids.

    `settlement` is what it looked at; it speaks of all that was recorded of these items before it, of nothing later.
    """

    settlement: Id
    kind: Literal["verified", "returned"]
    items: tuple[str, ...]
    note: str = ""
    by: str = ""


@kind(
    "M",
    "不采纳",
    field="declines",
    acts={"deduct.decline": "不采纳建议"},
    shape="unit rule points count items point cause told reason by",
    writers="office supervisor",
    seen="desk",
)
class Decline(Record, frozen=True, kw_only=True):
    """A proposed deduction that the office did not take up, and why; `told` is what was proposed, in its words.

    It speaks of the duty `items` it names, or of so many (`count`) of its cause; what comes of it later is new.
    """

    unit: str
    rule: str
    cause: str
    points: Decimal
    count: int
    told: str
    reason: str
    point: TextOrNone = ""
    items: tuple[str, ...] = ()
    by: str = ""


@kind("E", "催办", field="reminders", acts={"remind.sent": "催办"}, writers="office", seen="own")
class Reminder(Record, frozen=True, kw_only=True):
    """A unit was reminded (催办) of what it owes: the keys of `items`, by what way (微信, 电话), in what words."""

    unit: str
    items: tuple[str, ...]
    way: str
    text: str = ""


@kind(
    "J",
    "印发",
    field="issues",
    acts={"report.issue": "印发文书"},
    instead="印发过的文书不能改；更正的话另发一份",
    shape="kind unit about number title as_of head digest by",
    work=False,
    added="unit about",
    writers="office",
    seen="sent",
)
class Issue(Record, frozen=True, kw_only=True):
    """A paper as it was issued (印发): its `kind`, its 发文字号, and all of it in `body`, a document as JSON.

    `unit` is who got it, empty where it goes to all; `about` are the ids of the records it tells that unit of. Its
    figures are of the day `as_of` and of the trail's `head`; `digest` is the SHA-256 of the body.
    """

    kind: str
    number: str
    title: str
    as_of: date
    head: str
    digest: str
    body: str
    by: str = ""
    unit: TextOrNone = ""
    about: tuple[str, ...] = ()


@kind(
    "I",
    "收表",
    field="filings",
    acts={"import": "导入填报表"},
    instead="收到过的表不能作废；登记错的，逐条作废",
    do=("void", "编号", "--reason", "理由"),
    work=False,
    writers="office unit",
    seen="own",
)
class Filing(Record, frozen=True, kw_only=True):
    """A workbook that came back was taken in (收表): the form of a `unit`, or (empty) a table of the office's own.

    A form was made when the trail ended with line `since`, of the hash `head`; `version` is that of its layout. `taken`
    are the ids of what was recorded, `unchanged` the number of rows that say what the register had before, `missed` the
    rest. `evidence` is the workbook.
    """

    file: str
    unit: TextOrNone = ""
    version: TextOrNone = ""
    since: int = 0
    head: TextOrNone = ""
    taken: tuple[str, ...] = ()
    unchanged: int = 0
    missed: tuple[Missed, ...] = ()
    evidence: tuple[Evidence, ...] = ()


@kind(
    "W",
    "作废",
    field="voids",
    acts={"void": "作废"},
    sought="target",
    instead="作废错了的，重新登记原来的内容",
    shape="target reason=note by",
    work=False,
    writers="office",
    seen="own",
)
class Void(Record, frozen=True, kw_only=True):
    """A record (`target`, its id) that should not have been written: it counts nowhere from `day` on, and stays."""

    target: Id
    note: str
    by: str = ""


def letter_of(record: Record) -> str:
    """Return the letter a record's id begins with."""
    return ENTRY_LETTERS[record.kind] if isinstance(record, ScoreEntry) else kind_of(record).letters


def list_of(letter: str) -> str:
    """Return the command that lists what bears ids of a letter, empty where there is none."""
    kind = kind_by_letter(letter)
    return kind.listed.get(letter, "") if kind else ""
