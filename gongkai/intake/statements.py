"""What each filled row states: facts, one after another, each with what was recorded of it before, and its act.

A subject is added by a generator in `SUBJECTS`, which yields a `Statement`, and is sent the record that says it.
"""

from __future__ import annotations

import re
from collections.abc import Generator
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from gongkai.appeal.acts import NewAppeal
from gongkai.appeal.acts import file as file_appeal
from gongkai.duty.acts import NewEvent, NewSettlement, items_of, items_of_year, open_event, settle
from gongkai.entry.acts import NewSelfScore, record_self_score
from gongkai.errors import AmbiguousName, BadValue, GongkaiError, NotOnPoint, OutsideYear, Refused, UnknownName
from gongkai.finding.acts import (
    Measure,
    NewFinding,
    NewSelfInspection,
    add_findings,
    add_self_inspection,
    plan_measure,
    rectify,
)
from gongkai.plan.lookup import apart, find_duty, find_point, find_points, find_unit
from gongkai.progress.acts import NewProgress, add_progress
from gongkai.register.act import When, handling
from gongkai.register.evidence import beside, named, place_of
from gongkai.register.kinds import (
    Appeal,
    DutyEvent,
    DutyReview,
    Finding,
    FindingStep,
    SelfInspection,
    SelfScore,
    Settlement,
)
from gongkai.register.ledger import end_of
from gongkai.register.reading import EVERY_REPORT
from gongkai.settings import evidence_folder
from gongkai.typed import day_of, depends_on_today, figure_of, is_nothing, moment_of, percent_of, value_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date, datetime
    from pathlib import Path

    from gongkai.intake.filled import FilledRow
    from gongkai.intake.outcome import Verdict
    from gongkai.plan.model import Plan
    from gongkai.register.kinds import Evidence, Record, Void
    from gongkai.register.writing import Register

T = TypeVar("T")


class Misfilled(GongkaiError):
    """A field of a row cannot be used: `key` names it, `error` says why."""

    def __init__(self, key: str, error: GongkaiError) -> None:
        super().__init__(error.message, error.advice, do=error.do)
        self.key = key


class Withheld(Refused):
    """What a row belongs to was not taken in: it shares its `verdict`."""

    def __init__(self, verdict: Verdict, message: str, advice: str) -> None:
        super().__init__(message, advice)
        self.verdict = verdict


class Statement(Struct, frozen=True):
    """One fact of a row: what was recorded `before` of the same thing, and the `act` that records it.

    `same` tells a record that says it, `contrary` one that says otherwise. What was recorded up to line `anew` of the
    trail was sent back since, as whoever filled the row in knew: it is said again. `about` is the field that a refusal
    of the act is about, where the act names none.
    """

    before: Sequence[Record]
    same: Callable[[Any], bool]
    act: Callable[[], object]
    contrary: Callable[[Any], bool] = lambda _: True
    anew: int = 0
    about: str = ""


Statements = Generator[Statement, "Record", None]
"""What a row states, in order; sent back is the record that says it, found or made."""


class Desk(Struct):
    """Where rows are taken in: the open register, the plan, whose rows they are, and what came before in the file.

    `unit` is empty where each row names its own. `day` is that of rows which name none (None: a row must). Files named
    as evidence lie in `folder`. `since` is the line of the trail that whoever filled the rows in knew of last, `began`
    the last before this file. `selfchecks` are those of this file by unit and day, of one that was not taken why;
    `fresh` the evidence that was not kept before. `annulled` are records that were made void since, each with by what.
    """

    register: Register
    plan: Plan
    unit: str
    day: date | None
    folder: Path
    since: int
    began: int
    selfchecks: dict[tuple[str, date], Record | Verdict]
    fresh: list[Path]
    annulled: tuple[tuple[Record, Void], ...] = ()

    @property
    def year(self) -> int:
        """The plan's year."""
        return self.plan.year

    def when(self, day: date | None) -> When:
        """Return the moment of an act of a day."""
        return When(self.year, day)

    def unit_of(self, row: FilledRow) -> str:
        """Return the unit of a row."""
        return self.unit or self.needed(row, "unit", "单位", lambda text: find_unit(self.plan.units, text).name)

    def read(self, row: FilledRow, key: str, reader: Callable[[str], T]) -> T | None:
        """Return a field as read, None where nothing was entered; raises `Misfilled`."""
        text = row.values.get(key, "").strip()
        if not text:
            return None
        try:
            return reader(text)
        except GongkaiError as error:
            raise Misfilled(key, error) from error

    def needed(self, row: FilledRow, key: str, what: str, reader: Callable[[str], T]) -> T:
        """Return a field as read that must not be empty; raises `Misfilled`."""
        found = self.read(row, key, reader)
        if found is None:
            raise Misfilled(key, BadValue(f"没有写{what}", f"请写明{what}"))
        return found

    def past(self, row: FilledRow, key: str, what: str) -> date | None:
        """Return a day that has come, None where none was entered."""
        return self.read(row, key, lambda text: self.come(text, what))

    def come(self, text: str, what: str) -> date:
        """Return a day as typed, which must have come."""
        _must_be_fixed(text, what)
        day = day_of(text, what, today=self.register.today, year=self.year, past=True)
        if day > self.register.today:
            raise Refused(f"{what} {day} 还没有到（今天是 {self.register.today}）", "只登记已经发生的，请核对日期")
        return day

    def dated(self, row: FilledRow, key: str = "day", what: str = "日期") -> date:
        """Return the day of a fact: as entered, else that of all rows that name none; raises `Misfilled`."""
        found = self.past(row, key, what) or self.day
        if found is None:
            raise Misfilled(key, BadValue(f"没有写{what}", f"请写明{what}，如 2018-09-28"))
        return found

    def coming(self, row: FilledRow, key: str, what: str, since: date | None) -> date | None:
        """Return a day ahead of `since`, None where none was entered."""
        today = self.register.today

        def ahead(text: str) -> date:
            _must_be_fixed(text, what)
            return day_of(text, what, today=today, since=since or today)

        return self.read(row, key, ahead)

    def proof(self, row: FilledRow) -> tuple[tuple[str, ...], tuple[Evidence, ...]]:
        """Return a row's evidence as an act takes it, and as it will be recorded; raises `Misfilled`."""
        texts = self.read(row, "evidence", lambda text: beside(self.folder, text)) or ()
        pieces = named(texts)
        kept_in = evidence_folder(self.register.store, self.register.name)
        places = (place_of(kept_in, piece) for piece in pieces if piece.kind == "file")
        self.fresh += [place for place in places if not place.exists()]
        return texts, pieces


def _must_be_fixed(text: str, what: str) -> None:
    """Refuse 昨天 and the like: when a table is filled in is not when it is taken in."""
    if depends_on_today(text):
        raise BadValue(f"{what}“{text}”没有写明是哪一天", "填表和导入不是同一天，请写成 2018-09-28 这样的日期")


def _text(row: FilledRow, key: str) -> str:
    return row.values.get(key, "").strip()


def _progress(desk: Desk, row: FilledRow) -> Statements:
    """A report on a point. One of a later day that goes further than what was recorded since is the next report."""
    unit = desk.unit_of(row)
    point = row.id or desk.needed(row, "point", "要点编号", lambda text: find_point(desk.plan, text).no)
    percent = desk.needed(row, "percent", "完成比例", percent_of)
    day, note = desk.dated(row), _text(row, "note")
    texts, evidence = desk.proof(row)
    register, year = desk.register, desk.year
    reviews = register.reviews(year, point, unit, EVERY_REPORT) if _has(desk.plan, point) else ()
    yield Statement(
        register.reports(year, point, unit, EVERY_REPORT),
        lambda r: (r.day, r.percent, r.note, r.evidence) == (day, percent, note, evidence),
        lambda: add_progress(register, desk.when(day), NewProgress(point, unit, str(percent), note, texts)),
        lambda r: r.percent != percent and not (day > r.day and percent > r.percent),
        _last_known(desk, (review for review in reviews if review.kind == "returned")),
    )


def _has(plan: Plan, point: str) -> bool:
    return any(each.no == point for each in plan.points)


def _last_known(desk: Desk, records: Iterable[Record]) -> int:
    """Return the number of the last of these that whoever filled the row in knew of."""
    return max((record.seq for record in records if record.seq <= desk.since), default=0)


def _selfcheck(desk: Desk, row: FilledRow) -> Statements:
    """A self-inspection, and a problem found by it; a row with no summary of its own is one more problem of its day's.

    A problem that says there is none states nothing.
    """
    unit, inspections = desk.unit_of(row), desk.selfchecks
    latest = next((day for who, day in reversed(inspections) if who == unit), None)
    day = latest if latest and not _text(row, "day") else desk.dated(row, what="自查日期")
    key = unit, day
    if key not in inspections or _text(row, "summary") or _text(row, "points"):
        inspections.pop(key, None)
        inspections[key] = "bad"
        inspections[key] = yield _inspection(desk, row, unit, day)
        proved = True
    else:
        proved = False
    origin = inspections[key]
    if isinstance(origin, str):
        raise Withheld(origin, f"{day} 的自查没有登记，它查出的问题也登记不了", "先改正写有自查情况的那一行")
    if _text(row, "problem") and not is_nothing(_text(row, "problem")):
        yield _problem(desk, row, origin, proved=proved)


def _inspection(desk: Desk, row: FilledRow, unit: str, day: date) -> Statement:
    register, summary = desk.register, _text(row, "summary")
    desk.read(row, "points", lambda text: find_points(desk.plan, text))
    new = NewSelfInspection(unit, _text(row, "points"), summary)
    points = find_points(desk.plan, new.points)
    texts, evidence = desk.proof(row)
    new = NewSelfInspection(unit, new.points, summary, (), texts)
    known = [one for one in register.of_kind(SelfInspection, desk.year) if one.unit == unit and one.day == day]
    return Statement(
        known,
        lambda r: (r.points, r.summary, r.evidence) == (points, summary, evidence),
        lambda: add_self_inspection(register, desk.when(day), new),
    )


def _problem(desk: Desk, row: FilledRow, origin: Record, *, proved: bool) -> Statement:
    """Return a problem of a self-inspection; evidence in the row of the inspection itself is the inspection's."""
    register, problem, day = desk.register, _text(row, "problem"), origin.day
    point = desk.read(row, "point", lambda text: find_point(desk.plan, text).no) or ""
    due = desk.coming(row, "due", "整改期限", day)
    texts = () if proved else desk.proof(row)[0]
    measure, person = _text(row, "measure"), _text(row, "person")
    new = NewFinding((), problem, point, measure, person, due, texts, origin.id)
    return Statement(
        [one for one in register.of_kind(Finding, desk.year) if one.origin == origin.id],
        lambda r: r.problem == problem and (not point or r.point == point),
        lambda: add_findings(register, desk.when(day), new),
        lambda _: False,
    )


def _rectify(desk: Desk, row: FilledRow) -> Statements:
    """What is to be done about a finding, and that it was: two acts, each where the row says anything of it."""
    register = desk.register
    finding = row.id or desk.needed(row, "finding", "问题编号", str)
    known = register.find(finding)
    _its_own(desk, row, known)
    steps: tuple[FindingStep, ...] = register.steps(known.id) if isinstance(known, Finding) else ()
    again = _last_known(desk, (step for step in steps if step.kind == "reopened"))
    day = desk.past(row, "day", "整改日期")
    if not any(_text(row, key) for key in ("measure", "person", "due", "note", "evidence")):
        raise Misfilled("note", BadValue("没有写整改情况，也没有写措施、责任人、期限", "改好了的写明怎样改的"))
    if any(_text(row, key) for key in ("measure", "person", "due")):
        yield replace(_plan(desk, row, known, steps, day), anew=again)
    if _text(row, "note") or _text(row, "evidence"):
        done = desk.dated(row, what="整改日期")
        note, (texts, evidence) = _text(row, "note"), desk.proof(row)
        yield Statement(
            [step for step in steps if step.kind in {"rectified", "closed", "reopened"}],
            lambda r: (r.kind, r.day, r.note, r.evidence) == ("rectified", done, note, evidence),
            lambda: rectify(register, desk.when(done), known.id, note, texts),
            anew=again,
        )


def _plan(desk: Desk, row: FilledRow, known: Record, steps: Sequence[FindingStep], day: date | None) -> Statement:
    """Return the measure, person and date of a row; those which it does not name stay as they are."""
    measure, person = _text(row, "measure"), _text(row, "person")
    due = desk.coming(row, "due", "整改期限", known.day)
    wanted = {key: value for key, value in (("measure", measure), ("person", person), ("due", due)) if value}
    told = {known.id, *(step.id for step in steps if step.kind == "planned")}
    return Statement(
        [known, *(step for step in steps if step.kind != "rectified" and (due or step.kind != "extended"))],
        lambda r: r.id in told and all(getattr(r, key) == value for key, value in wanted.items()),
        lambda: plan_measure(desk.register, desk.when(day or desk.day), known.id, Measure(measure, person, due)),
    )


def _its_own(desk: Desk, row: FilledRow, known: Record) -> None:
    """Refuse what is another unit's: the row of a form speaks of its unit's findings alone."""
    unit = getattr(known, "unit", "")
    heirs = next((each.successor for each in desk.plan.units if each.name == unit), ())
    if (desk.unit or _text(row, "unit")) and (whose := desk.unit_of(row)) not in (unit, *heirs):
        raise Refused(f"{known.id} 是{unit}的，不是{whose}的", "请核对编号")


def _item(desk: Desk, row: FilledRow) -> Statements:
    """An item that was met, or a run of them; in a spare row an event, and that what it asked for was met."""
    if row.id:
        alone = not (_text(row, "first") or _text(row, "last"))
        yield _settled(desk, row, row.id, _text(row, "note")) if alone else _run(desk, row)
        return
    event = yield _opened(desk, row)
    if any(_text(row, key) for key in ("done", "value", "evidence")) and isinstance(event, DutyEvent):
        for item in items_of(desk.register, event):
            yield _settled(desk, row, item.id, "")


def _opened(desk: Desk, row: FilledRow) -> Statement:
    unit, register = desk.unit_of(row), desk.register
    duty = desk.needed(row, "demand", "是哪一类事项", lambda text: find_duty(desk.plan, _first_word(text))[1])
    at = desk.needed(row, "at", "发生时间", lambda text: _moment(desk, text, "发生时间"))
    new = NewEvent(at, _text(row, "note"), timed=has_clock(_text(row, "at")))
    known = [one for one in register.of_kind(DutyEvent, desk.year) if one.unit == unit and duty.id in one.duties]
    return Statement(
        known,
        lambda r: r.at == at,
        lambda: open_event(register, desk.when(None), duty.id, unit, new),
        lambda _: False,
    )


def _first_word(text: str) -> str:
    """Return the number that a choice begins with: of 26.1　在行政首长签发后 it is 26.1."""
    return re.split(r"[\s，,：:]", text.strip(), maxsplit=1)[0]


def _moment(desk: Desk, text: str, what: str) -> datetime:
    _must_be_fixed(text, what)
    at = moment_of(text, what, today=desk.register.today, year=desk.year)
    if at.date() > desk.register.today:
        raise Refused(f"{what} {at.date()} 还没有到（今天是 {desk.register.today}）", "只登记已经发生的，请核对")
    return at


def has_clock(text: str) -> bool:
    """Tell whether an hour was written, and not only a day."""
    return any(mark in text for mark in ":：点时")


def _settled(desk: Desk, row: FilledRow, item: str, note: str) -> Statement:
    """Return that an item was met. Words or proof without a time are of one that was met before."""
    register, unit = desk.register, desk.unit or _text(row, "unit")
    at = desk.read(row, "done", lambda text: _moment(desk, text, "办结时间"))
    figure = desk.read(row, "value", value_of)
    texts, evidence = desk.proof(row)
    ids = item, f"{item}/{unit}"  # a row that has lost its hidden id names an item without the unit
    every = register.of_kind(Settlement, desk.year)
    settled = [one for one in every if any(_speaks_of(one, each) for each in ids)]
    over = figure is not None and desk.day is None and register.today.year > desk.year
    if at is None and (over or (figure is None and not settled)):
        raise Misfilled("done", BadValue("没有写办结时间", "办结了的写明哪一天办结；还没有办结的，这一行不用填"))
    timed = at is not None and has_clock(_text(row, "done"))
    met = at if timed or at is None else end_of(at.date())
    value = figure.figure if figure else None
    new = NewSettlement(
        item,
        at=met if timed else None,
        value=value,
        note=note,
        evidence=texts,
        unit=unit,
        percent=figure is not None and figure.percent,
    )
    day = None if timed else at.date() if at else desk.day if value is not None else None
    return Statement(
        settled,
        lambda r: (r.note, r.evidence, r.value) == (note, evidence, value) and (met is None or r.at == met),
        lambda: settle(register, desk.when(day), new),
        anew=_sent_back(desk, settled),
    )


def _speaks_of(one: Settlement, item: str) -> bool:
    """Tell whether a settlement is of an item, alone or in a run of days or months."""
    duty, _, period = item.partition("/")
    if one.item or one.duty != duty or one.first is None or one.last is None:
        return one.item == item
    if not re.fullmatch("[0-9]{4}-[0-9]{2}(-[0-9]{2})?", period):
        return False
    begun = f"{period}-01"[:10]
    return f"{one.first}" <= begun <= f"{one.last}" and begun not in map(str, one.skip)


def _sent_back(desk: Desk, settled: Sequence[Settlement]) -> int:
    ids = {one.id for one in settled}
    reviews = desk.register.of_kind(DutyReview, desk.year) if ids else ()
    return _last_known(desk, (one for one in reviews if one.settlement in ids and one.kind == "returned"))


def _run(desk: Desk, row: FilledRow) -> Statement:
    """Return that a duty's items from one day to another were met, but for some days; each in its time."""
    register, note = desk.register, _text(row, "note")
    first = desk.needed(row, "first", "起始日", lambda text: desk.come(text, "起始日"))
    last = desk.needed(row, "last", "截止日", lambda text: desk.come(text, "截止日"))
    skip = desk.read(row, "except", lambda text: _days(desk, text, first)) or ()
    at = desk.read(row, "done", lambda text: _moment(desk, text, "办结时间"))
    texts, evidence = desk.proof(row)
    timed = at is not None and has_clock(_text(row, "done"))
    unit = _owing_alone(desk, row, row.id)
    new = NewSettlement(row.id, at if timed else None, None, note, texts, first=first, last=last, skip=skip, unit=unit)
    day = at.date() if at and not timed else None
    said = first, last, skip, note, evidence, unit
    return Statement(
        [one for one in register.of_kind(Settlement, desk.year) if one.duty == row.id and one.unit == unit],
        lambda r: (r.first, r.last, r.skip, r.note, r.evidence, r.unit) == said,
        lambda: settle(register, desk.when(day), new),
        lambda r: r.first is not None and r.first <= last and r.last >= first,
    )


def _days(desk: Desk, text: str, since: date) -> tuple[date, ...]:
    return tuple(day_of(each, "除外的日子", today=desk.register.today, since=since) for each in apart((text,)))


def _owing_alone(desk: Desk, row: FilledRow, duty: str) -> str:
    """Return the unit of a row where each that owes a duty owes it alone; empty where they owe it together."""
    unit = desk.unit or _text(row, "unit")
    items = items_of_year(handling(desk.register, desk.when(None)))
    return unit if any(item.duty.id == duty and item.unit == unit for item in items) else ""


def _appeal(desk: Desk, row: FilledRow) -> Statements:
    """An objection; there is one at most to any entry."""
    register, reason = desk.register, desk.needed(row, "reason", "异议理由", str)
    known = register.find(row.id or desk.needed(row, "entry", "编号", str))
    day = desk.dated(row, what="申请日期")
    texts, evidence = desk.proof(row)
    new = NewAppeal(known.id, reason, texts, desk.unit or _text(row, "unit"))
    yield Statement(
        [one for one in register.of_kind(Appeal, desk.year) if one.entry == known.id],
        lambda r: (r.reason, r.evidence) == (reason, evidence),
        lambda: file_appeal(register, desk.when(day), new),
    )


def _selfscore(desk: Desk, row: FilledRow) -> Statements:
    """A unit's own figure for an item of its rubric."""
    register, unit = desk.register, desk.unit_of(row)
    item = row.id or desk.needed(row, "item", "考核项", str)
    score = desk.needed(row, "score", "自评分", lambda text: figure_of(text, "自评分"))
    day, note, stage = desk.past(row, "day", "日期") or desk.day, _text(row, "note"), _text(row, "stage")
    texts, evidence = desk.proof(row)
    own = [one for one in register.of_kind(SelfScore, desk.year) if (one.unit, one.item) == (unit, item)]
    yield Statement(
        [one for one in own if not stage or one.stage == stage],
        lambda r: (r.score, r.note, r.evidence) == (score, note, evidence),
        lambda: record_self_score(register, desk.when(day), NewSelfScore(unit, item, score, stage, note, texts)),
    )


SUBJECTS: Mapping[str, Callable[[Desk, FilledRow], Statements]] = {
    "progress": _progress,
    "selfcheck": _selfcheck,
    "rectify": _rectify,
    "item": _item,
    "appeal": _appeal,
    "selfscore": _selfscore,
}
"""What a row of each subject states."""


DAYS = ("day", "done", "at", "first")
"""The fields that may hold the day of what a row states."""
OPTIONS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "--date": ("日期", DAYS),
    "--at": ("时间", ("at", "done")),
    "--note": ("情况", ("note",)),
    "--percent": ("完成比例", ("percent",)),
    "--evidence": ("佐证", ("evidence",)),
    "--value": ("现值", ("value",)),
    "--measure": ("整改措施", ("measure",)),
    "--person": ("责任人", ("person",)),
    "--due": ("期限", ("due",)),
    "--finding": ("问题", ("finding",)),
    "--unit": ("单位", ("unit",)),
    "-u": ("单位", ("unit",)),
    "--from": ("起", ("first",)),
    "--to": ("止", ("last",)),
    "--except": ("除外", ("except",)),
    "--count": ("次数", ("count",)),
    "--stage": ("考核阶段", ("stage",)),
}
"""What the command line asks for by an option: how a form calls it, and the fields that may hold it."""
OPTION = r"(?<![0-9A-Za-z_.-]) ?(--?[a-z]+(?:-[a-z]+)*) ?"
_NAMES: Mapping[str, tuple[str, ...]] = {
    "单位": ("unit",),
    "要点": ("point",),
    "问题": ("finding",),
    "编号": ("finding", "entry", "item"),
    "督查种类": ("kind",),
    "时限要求": ("demand",),
    "考核阶段": ("stage",),
}
"""The fields that may hold the name of something, by what was not found of that name."""


def field_of(row: FilledRow, error: GongkaiError, about: str = "") -> str:
    """Return the field of a row that a refusal is about, `about` where it tells none itself; empty for the row."""
    if isinstance(error, Misfilled):
        return error.key
    if isinstance(error, OutsideYear | NotOnPoint):
        named: tuple[str, ...] = DAYS if isinstance(error, OutsideYear) else ("point",)
    elif isinstance(error, UnknownName | AmbiguousName):
        named = _NAMES.get(error.kind, ())
    else:
        told = re.findall(OPTION, f"{error.message}；{error.advice}")
        named = tuple(key for option in told if option in OPTIONS for key in OPTIONS[option][1])
    if about and set(DAYS) & set(named):
        return about
    return next((key for key in named if key in row.columns), about)


def column_of(row: FilledRow, error: GongkaiError) -> str:
    """Return the column that an error is about, empty where it is about the row."""
    return row.columns.get(field_of(row, error), "")
