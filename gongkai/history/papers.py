"""What happened on a work point, or to a unit, day by day: records told in words and as data; the trail.

A kind of record whose `HistoryLine` stands nowhere is told by its texts and its evidence.
"""

from __future__ import annotations

import json
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from msgspec import Struct

from gongkai.closing.checks import everything
from gongkai.entry.papers import entry_table
from gongkai.entry.states import entry_states
from gongkai.finding.papers import finding_table
from gongkai.finding.states import state_of
from gongkai.history.shapes import record_data
from gongkai.history.stands import state_data, steps_of
from gongkai.papers.columns import (
    REMARK,
    as_of_line,
    column,
    day_words,
    evidence_text,
    names_short,
    paper,
    points_text,
    stamped,
    table_of,
)
from gongkai.papers.document import Cell, Document, text
from gongkai.plan.model import OWED_BY
from gongkai.plan.roster import roster_of
from gongkai.register.kinds import (
    KINDS,
    Appeal,
    Assign,
    Closing,
    Decline,
    DutyEvent,
    DutyReview,
    Extension,
    Figure,
    Filing,
    Finding,
    FindingStep,
    Issue,
    Progress,
    Record,
    Reminder,
    Review,
    Revision,
    Ruling,
    ScoreEntry,
    SelfInspection,
    SelfScore,
    Settlement,
    kind_of,
)
from gongkai.wording import (
    ACT,
    CLOSING,
    DUTY_REVIEW,
    ENTRY,
    FINDING_SOURCE,
    KIND,
    REVIEW,
    ROLE,
    RULING,
    SETTLEMENT,
    STEP,
    TRAIL_PROBLEM,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from gongkai.papers.columns import ColumnOf, Stamp
    from gongkai.papers.document import Block, Table
    from gongkai.plan.model import WorkPoint
    from gongkai.plan.roster import Roster
    from gongkai.register.kinds import Void
    from gongkai.register.ledger import Ledger, Standing
    from gongkai.year import Year

SHOWN_KEYS = 3
"""Things a reminder was about that are named."""
OWN_COLUMNS = frozenset({"unit", "point", "by"})
"""Fields that have a column of their own."""


def _texts(record: Record) -> Iterable[str]:
    """Yield what a record says in its own words."""
    for name, form in kind_of(record).fields.items():
        if form in {"str", "Id", "TextOrNone"} and name not in {*OWN_COLUMNS, "id", "actor"}:
            yield getattr(record, name)
    yield evidence_text(getattr(record, "evidence", ()))


def _point(record: Record) -> tuple[str, ...]:
    return (point,) if (point := getattr(record, "point", "")) else ()


def _history_named(record: Record, _: Mapping[str, str]) -> str:
    return "、".join(line_of(record).points(record))


def _named_or_all(record: Record, _: Mapping[str, str]) -> str:
    return "、".join(line_of(record).points(record)) or "全部"


def _of_matter(record: Record, points: Mapping[str, str]) -> str:
    """Return the point of the finding, or of the entry, that a record is about."""
    return "".join(points.get(key, "") for key in line_of(record).about(record))


def _of_duties(record: Record, _: Mapping[str, str]) -> str:
    return "、".join(dict.fromkeys(duty.rpartition(".")[0] for duty in line_of(record).about(record)))


class HistoryLine(Struct, frozen=True, kw_only=True):
    """How a kind of record is told in a history.

    `told` says it in parts, `words` name it by its `kind` where the kind's own name says too little. `points` are
    those that it names, `about` the duties and the ids of findings and entries; `place` tells its points, from a
    table of those of findings and entries.
    """

    told: Callable[[Any], Iterable[str]] = _texts
    words: Mapping[str, str] = MappingProxyType({})
    points: Callable[[Any], Iterable[str]] = _point
    about: Callable[[Any], Iterable[str]] = lambda _: ()
    place: Callable[[Any, Mapping[str, str]], str] = _history_named


def line_of(record: Record) -> HistoryLine:
    """Return how a record is told."""
    return LINES.get(type(record), PLAIN)


def of_point(ledger: Ledger, roster: Roster, point: WorkPoint) -> list[Record]:
    """Return every record about a point, by day, then seq: the newest stands last."""
    keys = {duty.id for duty in point.duties}
    keys |= {matter.id for matter in _matters(ledger) if matter.point == point.no}
    every: Iterable[Record] = (r for kind in KINDS if kind.field for r in getattr(ledger, kind.field))
    found = (record for record in every if _is_about(record, roster, point.no, keys))
    return sorted(found, key=lambda record: (record.day, record.seq))


def _matters(ledger: Ledger) -> tuple[Finding | ScoreEntry, ...]:
    return *ledger.findings, *ledger.entries


def _is_about(record: Record, roster: Roster, point: str, keys: set[str]) -> bool:
    """A record names the point, or what is on it; a unit that is named for all its points is named for each."""
    if isinstance(record, Assign) and not record.point:
        return roster.on(point, record.unit) is not None
    line = line_of(record)
    return point in line.points(record) or not keys.isdisjoint(line.about(record))


def history_data(year: Year, records: Sequence[Record]) -> list[dict[str, object]]:
    """Return the records as they stand in the year, each with `record`, the name of its kind."""
    return [{"record": type(record).__name__, **state_data(year, record)} for record in records]


def history_table(records: Sequence[Record], ledger: Ledger, caption: str = "", *, places: bool = False) -> Table:
    """Return the records as a dated list; `places` tells the point of each besides."""
    owner = {matter.id: matter.unit for matter in _matters(ledger)}
    owner |= {record.id: who for record in records if (who := _owing(record, ledger))}
    places_of = {matter.id: matter.point for matter in _matters(ledger)}
    columns: tuple[ColumnOf[Record], ...] = (
        column("日期", lambda r: r.day, "date"),
        column("编号", lambda r: Cell(r.id, ref=r.id), "id"),
        column("要点", lambda r: line_of(r).place(r, places_of) if places else "", "point", optional=True),
        column("单位", lambda r: _unit(r, owner), weight=2),
        column("事项", _what),
        column("内容", lambda r: _joined(*line_of(r).told(r)), weight=4),
        column("经手", lambda r: getattr(r, "by", "") or r.actor, optional=True),
        REMARK,
    )
    return table_of("history", caption, columns, records)


def words_of(record: Record) -> str:
    """Return one record in a line: what it is, whose, on which point, what it says, and of which day."""
    line = line_of(record)
    place = "" if line.place is _of_duties else line.place(record, {})  # a duty's number tells its point
    parts = (_what(record), _unit(record, {}), f"要点{place}" if place else "", _joined(*line.told(record)))
    return "　".join(part for part in parts if part) + f"（{day_words(record.day, record.year)}）"


def _what(record: Record) -> str:
    return line_of(record).words.get(getattr(record, "kind", ""), kind_of(record).label)


def _unit(record: Record, owner: Mapping[str, str]) -> str:
    named = getattr(record, "unit", "") or "、".join(getattr(record, "units", ()))
    return named or "".join(owner.get(key, "") for key in (record.id, *line_of(record).about(record)))


def _owing(record: Record, ledger: Ledger) -> str:
    """Return whose items a settlement is about where it names no unit: by the item's mark, its event, or the plan.

    A review is of the unit whose items its settlement is about.
    """
    if isinstance(record, DutyReview):
        looked_at = next((one for one in ledger.settlements if one.id == record.settlement), None)
        return (looked_at.unit or _owing(looked_at, ledger)) if looked_at else ""
    if not isinstance(record, Settlement) or record.unit:
        return ""
    mark = record.item.rpartition("/")[2]
    if any(unit.name == mark for unit in ledger.plan.units):
        return mark
    event = next((event for event in ledger.events if event.id == mark), None)
    found = [(point, duty) for point in ledger.plan.demanding for duty in point.duties if duty.id == record.duty]
    if not found:
        return ""
    point, duty = found[0]
    roster = roster_of(ledger.plan, ledger.assigns)
    owing = {"event": (event.unit,) if event else (), "each_responsible": roster.responsible(point.no)}
    owing |= {"everyone": (OWED_BY["everyone"],), "leads": roster.leads(point.no), "each_lead": roster.leads(point.no)}
    return names_short(owing.get(duty.owed_by, (*duty.owers, *duty.collectives)))


def _assign(record: Assign) -> Iterable[str]:
    return ROLE.get(record.role, ""), _person(record.person)


def _progress(record: Progress) -> Iterable[str]:
    return f"完成{record.percent}%", record.note, evidence_text(record.evidence)


def _finding(record: Finding) -> Iterable[str]:
    return f"{FINDING_SOURCE[record.source]}发现", record.problem, *_planned(record)


def _step(record: FindingStep) -> Iterable[str]:
    return record.finding, record.note, *_planned(record), evidence_text(record.evidence)


def _planned(record: Finding | FindingStep) -> Iterable[str]:
    """Return what is to be done about a finding, by whom, and by when."""
    return record.measure, _person(record.person), f"期限{record.due}" if record.due else ""


def _person(name: str) -> str:
    return f"责任人：{name}" if name else ""


def _entry(record: ScoreEntry) -> Iterable[str]:
    points = "" if record.kind == "veto" else f"{points_text(record.asked)}分"
    return f"规则{record.rule}", points, record.reason


def _ruling(record: Ruling) -> Iterable[str]:
    remains = f"改为{points_text(record.points)}分" if record.kind == "reduced" else ""
    return record.entry, remains, record.reason


def _figure(record: Figure) -> Iterable[str]:
    of = f"（满分{points_text(record.out_of)}）" if record.out_of is not None else ""
    return record.place, f"{points_text(record.score)}分{of}", record.reason


def _self_score(record: SelfScore) -> Iterable[str]:
    return record.stage, f"考核项{record.item}自评{points_text(record.score)}分", record.note


def _event(record: DutyEvent) -> Iterable[str]:
    return "、".join(record.duties), f"{record.at:{_moment(record.at)}}起算", record.note


def _settlement(record: Settlement) -> Iterable[str]:
    span = f"{record.duty}：{record.first}至{record.last}" if record.first else record.item
    value = points_text(record.value) if record.value is not None else ""
    return span, value, record.note, evidence_text(record.evidence)


def _duty_review(record: DutyReview) -> Iterable[str]:
    return f"{record.settlement}：{names_short(record.items, SHOWN_KEYS)}", record.note


def _extension(record: Extension) -> Iterable[str]:
    what = record.item or f"要点{record.point}"
    return f"{what}：{record.was} → {record.due}", record.note


def _declined(record: Decline) -> Iterable[str]:
    return f"规则{record.rule}，{points_text(record.points)}分", record.told, f"不采纳：{record.reason}"


def _reminded(record: Reminder) -> Iterable[str]:
    """Yield what a unit was reminded of: findings by their ids, duty items by their own and their duty's."""
    for key in record.items:
        yield from (key, key.partition("/")[0])


def _filing(record: Filing) -> Iterable[str]:
    yield record.file
    yield f"登记{len(record.taken)}条"
    yield f"{len(record.missed)}行没有登记" if record.missed else ""


def _moment(at: datetime) -> str:
    """Return how a moment is written: by its day alone where no hour was given."""
    return "%Y-%m-%d %H:%M" if at.hour or at.minute else "%Y-%m-%d"


def _joined(*parts: str) -> str:
    return "，".join(part for part in parts if part)


PLAIN = HistoryLine()
LINES: Mapping[type[Record], HistoryLine] = {
    Assign: HistoryLine(told=_assign, place=_named_or_all),
    Progress: HistoryLine(told=_progress),
    Review: HistoryLine(words=REVIEW, told=lambda r: (r.note,)),
    SelfInspection: HistoryLine(points=lambda r: r.points, place=_named_or_all),
    Finding: HistoryLine(told=_finding),
    FindingStep: HistoryLine(words=STEP, told=_step, about=lambda r: (r.finding,), place=_of_matter),
    ScoreEntry: HistoryLine(words=ENTRY, told=_entry),
    Ruling: HistoryLine(words=RULING, told=_ruling, about=lambda r: (r.entry,), place=_of_matter),
    Figure: HistoryLine(told=_figure),
    SelfScore: HistoryLine(told=_self_score),
    Appeal: HistoryLine(told=lambda r: (r.entry, r.reason), about=lambda r: (r.entry,), place=_of_matter),
    DutyEvent: HistoryLine(told=_event, about=lambda r: r.duties, place=_of_duties),
    Settlement: HistoryLine(words=SETTLEMENT, told=_settlement, about=lambda r: (r.duty,), place=_of_duties),
    DutyReview: HistoryLine(
        words=DUTY_REVIEW,
        told=_duty_review,
        about=lambda r: dict.fromkeys(item.partition("/")[0] for item in r.items),
        place=_of_duties,
    ),
    Extension: HistoryLine(told=_extension),
    Decline: HistoryLine(told=_declined),
    Reminder: HistoryLine(told=lambda r: (r.way, f"事项{names_short(r.items, SHOWN_KEYS)}"), about=_reminded),
    Closing: HistoryLine(told=lambda r: (CLOSING[r.kind], r.reason)),
    Filing: HistoryLine(told=_filing),
    Issue: HistoryLine(told=lambda r: (r.title, r.number), about=lambda r: r.about),
    Revision: HistoryLine(told=lambda r: (r.title, r.number)),
}
"""How each kind is told that needs words of its own."""


def record_document(year: Year, record: Record) -> Document:
    """Return the paper on one record, one made void too; raises `KeyError` where it came only later."""
    ledger, standing = year.ledger, year.standing
    known = {each.id: each for each in (*everything(ledger), *ledger.voids, *ledger.issues)}
    if record.day > standing.cutoff:
        raise KeyError(record.id)
    record = known.setdefault(record.id, record)
    told = sorted(_around(record, list(known.values())), key=lambda each: (each.day, each.seq))
    blocks: list[Block] = [as_of_line(standing), *_void(record, ledger), *_standing_now(record, year)]
    blocks.append(history_table(told, ledger, places=True))
    for each in told:
        proof = evidence_text(getattr(each, "evidence", ()))
        blocks += [text(f"{each.id}佐证：{proof}")] if proof else []
    if isinstance(record, Reminder):
        blocks += [text(line) for line in record.text.splitlines() if line.strip()]
    name = type(record).__name__
    data = state_data(year, record) | {"record": name, "history": history_data(year, told)}
    return paper("record", f"{KIND[name]}　{record.id}", blocks, data, (ledger, standing))


def _around(record: Record, known: Sequence[Record]) -> Iterator[Record]:
    """Yield a record, what it is about, and whatever is about it, at one or more removes."""
    about, size = {record.id}, 0
    while len(about) > size:
        size = len(about)
        about |= {each.id for each in known if about.intersection(_record_named(each))}
    about |= set(_record_named(record))
    yield from (each for each in known if each.id in about)


def _record_named(record: Record) -> tuple[str, ...]:
    """Return the ids by which a record names what it is about."""
    if isinstance(record, Reminder):
        return record.items
    if isinstance(record, Filing | Issue):
        return record.taken if isinstance(record, Filing) else record.about
    return tuple(getattr(record, field) for field, form in kind_of(record).fields.items() if form == "Id")


def _void(record: Record, ledger: Ledger) -> Iterator[Block]:
    """Yield that a record was made void, when and why."""
    for void in ledger.voids:
        if void.target == record.id:
            yield text(f"已于{day_words(void.day, void.year)}作废（{void.id}：{void.note}），哪里都不再计入。")


def _standing_now(record: Record, year: Year) -> Iterator[Block]:
    """Yield how a finding or an entry stands; other records have no state of their own."""
    if isinstance(record, Finding):
        yield finding_table([state_of(record, steps_of(record, year.ledger))], year.ledger, year.standing)
    elif isinstance(record, ScoreEntry):
        yield entry_table(entry_states([record], year.ledger.rulings), year.applied, kind=record.kind, less=year.less)


class TrailProblem(NamedTuple):
    """One way in which the store is not what was written; `kind` is a code of `wording.TRAIL_PROBLEM`."""

    kind: str
    entity: str
    id: str
    message: str


def verify_document(
    entries: int, head: str, problems: Sequence[TrailProblem], ledger: str, outside: Sequence[tuple[str, str]] = ()
) -> Document:
    """Return the paper of a verification: how many lines stand, the last hash, and every problem.

    The data name the `ledger`, from which the chain begins. `outside` are logins, each with what it may do, of which no
    verification tells what they have done: the server's administrators.
    """
    said = f"痕迹共{entries}条，末条校验码 {head}"
    data = {
        "ok": not problems,
        "ledger": ledger,
        "entries": entries,
        "head": head,
        "problems": [problem._asdict() for problem in problems],
        "outside": [{"login": login, "message": message} for login, message in outside],
    }
    note: list[Block] = (
        [text(f"台账的权限管不到服务器的管理员：{'；'.join(told for _, told in outside)}。")] if outside else []
    )
    if not problems:
        sound: list[Block] = [text("核验无误：登记内容与痕迹逐条相符。"), text(said), *note]
        return Document("verify", "痕迹核验", tuple(sound), data=data)
    columns: tuple[ColumnOf[TrailProblem], ...] = (
        column("情况", lambda p: Cell(TRAIL_PROBLEM[p.kind], "bad")),
        column("类别", lambda p: KIND.get(p.entity, p.entity)),
        column("编号", lambda p: p.id, "id"),
        column("说明", lambda p: p.message, weight=1),
    )
    blocks = (text(f"发现{len(problems)}处不符："), table_of("problems", "", columns, problems), text(said), *note)
    return Document("verify", "痕迹核验", blocks, data=data)


VOIDS: tuple[ColumnOf[tuple[Void, Record]], ...] = (
    column("编号", lambda each: Cell(each[0].id, ref=each[0].id), "id"),
    column("日期", lambda each: each[0].day, "date"),
    column("作废", lambda each: Cell(each[0].target, ref=each[0].target)),
    column("原来登记的", lambda each: words_of(each[1]), weight=4),
    column("理由", lambda each: each[0].note, weight=3),
    column("经手", lambda each: each[0].by or each[0].actor),
)


def voids_document(ledger: Ledger, standing: Standing, targets: Mapping[str, Record]) -> Document:
    """Return what was made void in the year; `targets` are the entries themselves, by their id."""
    listed = [(void, targets[void.target]) for void in ledger.voids]
    body = table_of("voids", "", VOIDS, listed) if listed else text("没有作废的登记。")
    data = [void_data(void, target) for void, target in listed]
    return paper("voids", f"{ledger.plan.year}年度作废的登记", [body], data, (ledger, standing))


def void_data(void: Void, target: Record) -> dict[str, object]:
    """Return one of them, with the entry it made void."""
    return {**record_data(void), "record": type(target).__name__, "was": record_data(target)}


_ABOUT = ("unit", "finding", "entry", "target", "settlement", "item", "duty")


class TrailLine(Protocol):
    """What the log shows of a line of the trail; `moment` is ISO text at +08:00, `entity` the record's class."""

    @property
    def seq(self) -> int:
        """The line's number."""

    @property
    def moment(self) -> str:
        """When it was written."""

    @property
    def actor(self) -> str:
        """Who typed it."""

    @property
    def os_user(self) -> str:
        """The login of the operating system."""

    @property
    def remark(self) -> str:
        """What the login says besides, in words."""

    @property
    def act(self) -> str:
        """The act that wrote it."""

    @property
    def entity(self) -> str:
        """The record's class."""

    @property
    def id(self) -> str:
        """The record's id."""

    @property
    def body(self) -> str:
        """What was written, as JSON."""

    @property
    def prev(self) -> str:
        """The hash of the line before."""

    @property
    def hash(self) -> str:
        """The line's own hash."""


def trail_document(lines: Iterable[TrailLine], stamp: Stamp, whole: int) -> Document:
    """Return the log: who wrote what of whom, and when, in the order given; `whole` is how many lines there are.

    The data hold each line as it was written, so that anybody can compute the chain again.
    """
    listed = [(line, _said_of(line.body)) for line in lines]
    columns: tuple[ColumnOf[tuple[TrailLine, Sequence[str]]], ...] = (
        column("序号", lambda each: each[0].seq, "ordinal"),
        column("时间", lambda each: each[0].moment[:16].replace("T", " ")),
        column("登记人", lambda each: each[0].actor, weight=1),
        column("办理", lambda each: ACT.get(each[0].act, each[0].act)),
        column("单位或对象", lambda each: names_short(each[1], 1), weight=2),
        column("编号", lambda each: Cell(each[0].id, ref=each[0].id), "id"),
        column("备注", lambda each: each[0].remark, weight=1, optional=True),
        column("校验码", lambda each: Cell(each[0].hash[:12], "dim"), "id"),
    )
    data = [
        {
            "seq": line.seq,
            "id": line.id,
            "entity": line.entity,
            "act": line.act,
            "of": list(said),
            "moment": line.moment,
            "actor": line.actor,
            "os_user": line.os_user,
            "body": line.body,
            "prev": line.prev,
            "hash": line.hash,
        }
        for line, said in listed
    ]
    blocks = (table_of("trail", "", columns, listed), *_shown(len(listed), whole))
    return stamped("trail", "登记痕迹", blocks, data, stamp)


def _shown(shown: int, whole: int) -> Iterator[Block]:
    """Yield how many lines of how many are shown, and how to see the rest."""
    if shown == whole:
        yield text(f"共{whole}条。", role="note")
        return
    yield text(f"以上是最近{shown}条，痕迹共{whole}条。", role="note")
    yield text(f"看全部：gongkai audit log -n {whole}", role="hint")


def _said_of(body: str) -> list[str]:
    """Return the units that a line's record is of, else what it is about; nothing where a body is no longer JSON."""
    try:
        values = json.loads(body)
        if "units" in values:
            return [str(name) for name in json.loads(values["units"])]
        named = [str(values[key]) for key in _ABOUT if values.get(key)]
        issued = values["number"] if "digest" in values and values.get("number") else ""
        return named[:1] or [issued or f"{values['year']}年"]
    except (ValueError, TypeError, AttributeError, KeyError):
        return []
