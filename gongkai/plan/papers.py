"""What a load did, or would do: the year in figures, and every difference from the plan in force."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any, Protocol

from msgspec import Struct
from msgspec.structs import asdict, replace

from gongkai.duty.papers import demand_table, duty_table, limit_words, put_off_words, term_words
from gongkai.entry.papers import entry_table
from gongkai.finding.papers import finding_table
from gongkai.history.papers import history_data, history_table, of_point
from gongkai.history.shapes import duty_data, entry_data, finding_data, record_data, selfcheck_data
from gongkai.papers.columns import (
    LIGHT_TONE,
    as_of_line,
    column,
    day_words,
    full_day,
    paper,
    quoted,
    role_words,
    short_day,
    status_cell,
    table_of,
    which_points,
)
from gongkai.papers.document import Cell, Document, Figure, Figures, Run, Section, text
from gongkai.plan.calendar import MADE_UP
from gongkai.plan.keys import fields_of
from gongkai.plan.model import Duty, WorkPoint
from gongkai.plan.roster import has_ended, owes_self_inspection, units_of_year
from gongkai.plan.rubric import OUTSIDE, AppliesTo, Assessment, Bonus, Item, Penalties, Rule, Scheme
from gongkai.plan.succession import passed_on
from gongkai.progress.papers import point_data, point_status
from gongkai.scoring.sheet import group_of
from gongkai.wording import DUTY, LIGHT, ONGOING, REASON, ROLE, SELF_VERIFIED, STATUS, UNRESOLVED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from gongkai.duty.items import DutyItem
    from gongkai.errors import Problem
    from gongkai.finding.states import FindingState
    from gongkai.papers.columns import ColumnOf
    from gongkai.papers.document import Block, Table, Tone
    from gongkai.plan.calendar import Walk
    from gongkai.plan.changes import Change, Difference, Effect
    from gongkai.plan.keys import Field
    from gongkai.plan.model import Plan, Unit
    from gongkai.plan.roster import Assignment
    from gongkai.progress.status import PointState, UnitState
    from gongkai.register.kinds import Finding
    from gongkai.register.ledger import Ledger
    from gongkai.year import Year


class Carrying(Protocol):
    """What the paper needs to know of what was carried over."""

    @property
    def year(self) -> int:
        """The year it came from."""

    @property
    def findings(self) -> Sequence[Finding]:
        """The findings as entered in the new year."""

    @property
    def left(self) -> Sequence[Finding]:
        """Those left behind: their unit is gone, and has no one heir."""


class Loading(Protocol):
    """What the paper needs to know of a load."""

    @property
    def plan(self) -> Plan:
        """The plan that was read."""

    @property
    def changes(self) -> Sequence[Change]:
        """What differs from the plan in force."""

    @property
    def first(self) -> bool:
        """Whether the year is new to the database."""

    @property
    def instead(self) -> str:
        """The packaged plan in whose place the ledger was begun anew, empty where it was not."""

    @property
    def carried(self) -> Carrying | None:
        """What was carried over from an earlier year, None where nothing was asked for."""


_OF_POINT = re.compile(r"要点([^：的]+)[：的]")
KIND: dict[str, str] = {"new": "新增", "changed": "修改", "withdrawn": "撤销"}
LONGEST = 24
BEFORE = 4
"""Characters shown before a difference, to find the place by."""
REORDERED, EVERYBODY = "排列顺序有改动", ("全部单位",)
TONE: dict[str, Tone] = {"new": "good", "changed": "warn", "withdrawn": "bad"}


def load_document(done: Loading, notes: int, *, dry_run: bool, effects: Sequence[Effect] = ()) -> Document:
    """Return the paper of a load; `notes` is how many remarks were told beside it, `effects` what became of items."""
    plan = done.plan
    blocks: list[Block] = [text(_loading_said(done, dry_run=dry_run), role="lead"), _loading_figures(plan, notes)]
    if done.changes:
        blocks.append(_changes(done.changes))
    blocks += [text(_effect(effect), role="hint") for effect in effects]
    if done.carried:
        blocks += _carried(done.carried)
    data = {
        "year": plan.year,
        "title": plan.title,
        "number": plan.number,
        "first": done.first,
        "instead": done.instead or None,
        "dry_run": dry_run,
        "points": len(plan.points),
        "units": len(units_of_year(plan)),
        "notes": notes,
        "changes": [
            {"kind": change.kind, "what": change.what, "name": change.name, "detail": detail(change)}
            for change in done.changes
        ],
        "effects": [asdict(effect) for effect in effects],
        "carried": [record_data(finding) for finding in done.carried.findings] if done.carried else [],
        "left_behind": [record_data(finding) for finding in done.carried.left] if done.carried else [],
    }
    return Document("load", plan.title, tuple(blocks), data=data, number=plan.number)


def worth_telling(notes: Sequence[Problem], done: Loading) -> list[Problem]:
    """Return the notes that a load can have made new: all of a first one, else those that speak of what changed."""
    if done.first:
        return list(notes)
    names = {change.name for change in done.changes}
    kinds = {change.what for change in done.changes}
    return [note for note in notes if _speaks_of(note.message, names, kinds)]


def _speaks_of(said: str, names: set[str], kinds: set[str]) -> bool:
    point, duty = _OF_POINT.match(said), said.removeprefix("时限要求")
    if point or duty != said:
        own = point[1] if point else re.split("[（：的]", duty)[0]
        return own in names or any(f"“{name}”" in said for name in names)
    if said.startswith(("考核细则", "满分")):
        return any(kind.startswith("考核") for kind in kinds)
    if said.startswith(("待明确", "名录里没有")):
        return bool(kinds & {"要点", "统称", "单位", "考核组", "年度要点"})
    return "年度要点" in kinds


def _loading_said(done: Loading, *, dry_run: bool) -> str:
    would = "检查无误，未载入：" if dry_run else "已载入："
    if done.first:
        return f"{would}{done.plan.year}年度是新的年度。"
    if not done.changes:
        would = would if dry_run else ""
        return f"{would}没有变化，与现行的{done.plan.year}年度要点一致。"
    count: Counter[str] = Counter(change.kind for change in done.changes)
    told = "、".join(f"{word}{count[kind]}项" for kind, word in KIND.items() if count[kind])
    return f"{would}与{'现行' if dry_run else '原来'}的{done.plan.year}年度要点相比，{told}；已有记录全部保留。"


def _effect(effect: Effect) -> str:
    """Say what becomes of a duty's items: 8.1：已办结1项、逾期2项不再计入."""
    pairs = (("已办结", effect.settled), ("逾期", effect.overdue))
    gone = "、".join(f"{word}{count}项" for word, count in pairs if count)
    told = [f"{gone}不再计入"] if gone else []
    told += [f"{count}项由{DUTY[was]}变为{DUTY[now]}" for was, now, count in effect.turned]
    return f"注意：时限要求{effect.duty}改动后，{'；'.join(told)}。"


def _loading_figures(plan: Plan, notes: int) -> Figures:
    duties = sum(len(point.duties) for point in plan.demanding)
    named = (("要点", len(plan.points)), ("单位", len(units_of_year(plan))), ("时限要求", duties), ("提示", notes))
    return Figures(tuple(Figure(label, value) for label, value in named))


def _changes(changes: Sequence[Change]) -> Block:
    columns: tuple[ColumnOf[Change], ...] = (
        column("变化", lambda c: Cell(KIND[c.kind], TONE[c.kind])),
        column("类别", lambda c: c.what),
        column("名称", lambda c: c.name, weight=1),
        column("内容", detail, weight=3),
    )
    return table_of("changes", "变化", columns, changes)


def _carried(carried: Carrying) -> Iterator[Block]:
    """Tell what came over, and what somebody must place by hand."""
    found, left = carried.findings, carried.left
    yield text(
        f"从{carried.year}年度结转未销号的问题{len(found)}个。" if found else f"{carried.year}年度没有要结转的问题。"
    )
    if found:
        columns: tuple[ColumnOf[Finding], ...] = (
            column("编号", lambda f: Cell(f.id, ref=f.id), "id"),
            column("原编号", lambda f: f.origin, "id"),
            column("单位", lambda f: f.unit, weight=1),
            column("问题", lambda f: f.problem, weight=3),
            column("期限", lambda f: f.due, optional=True),
        )
        yield table_of("carried", "结转的问题", columns, found)
    if left:
        told = "、".join(f"{finding.id}（{finding.unit}）" for finding in left)
        yield text(
            f"没有结转{len(left)}个，原单位已撤并，承继单位没有或不止一个，请另行登记到单位：{told}。", role="hint"
        )


def detail(change: Change) -> str:
    """Say what about a thing changed, before and after; of one that came or went, which it is beyond its name."""
    if change.thing is not None:
        return _title(change.thing, change.name)
    return "；".join(map(_told, change.differences)) or REORDERED


def _title(thing: Struct, name: str) -> str:
    if isinstance(thing, Assessment):
        return _short(tuple(scheme.name for scheme in thing.schemes))
    told = (getattr(thing, key, "") for key in ("title", "quote", "text", "kind", "name"))
    words = next((words for words in told if words not in {"", name}), "")
    return _short(words) if words else ""


def _told(one: Difference) -> str:
    brief = any(field.declared.brief for field in fields_of(type(one.new)) if field.word == one.word)
    old, new = _shown(one.old, one.word), _shown(one.new, one.word)
    return f"{one.word}有改动" if brief or old == new else f"{one.word}：{_difference(old, new)}"


def _shown(record: Struct, word: str) -> object:
    """Return what a record says under a word as people say it: one value, or several in a row."""
    if way := WAYS.get((type(record), word)):
        return way(record)
    fields = [field for field in fields_of(type(record)) if field.word == word]
    if len(fields) == 1 and not fields[0].many and not issubclass(fields[0].kind, Struct):
        return _in_words(fields[0], getattr(record, fields[0].name))
    return tuple(_loading_row(record, fields))


def _loading_row(record: Struct, fields: Iterable[Field]) -> Iterator[object]:
    for field in fields:
        value = getattr(record, field.name)
        if isinstance(value, Struct):
            yield from _loading_row(value, fields_of(field.kind))
        else:
            many = value if isinstance(value, tuple) else (value,)
            yield from (_in_words(field, each) for each in many if each not in {None, ""})


def _in_words(field: Field, value: object) -> object:
    """Return a value in Chinese: a code's word; of a record inside (a grade, a stage) all it says, in one."""
    if not isinstance(value, Struct):
        return field.declared.choices.get(str(value), value)
    parts = ((each, getattr(value, each.name)) for each in fields_of(field.kind))
    return "".join(_part(each, part) for each, part in parts)


def _part(field: Field, value: object) -> str:
    """Return what one field of a record inside adds: nothing, its word for what holds, its word and value if added."""
    if value is None or value is False or value in ("", ()):
        return ""
    if value is True:
        return f"（{field.word}）"
    if isinstance(value, Bonus):
        return f"（{field.word}{_bonus(value)}）"
    told = _joined(value) if isinstance(value, tuple) else str(value)
    return f"（{field.word}{told}）" if field.declared.added else told


def _difference(old: object, new: object) -> str:
    """Return before and after; of what is too long for that only what went, came or became another."""
    if isinstance(old, tuple) and isinstance(new, tuple) and max(len(_joined(old)), len(_joined(new))) > LONGEST:
        came = [str(one) for one in new if one not in old]
        gone = [str(one) for one in old if one not in new]
        told = (f"增加{'、'.join(came)}" if came else "", f"去掉{'、'.join(gone)}" if gone else "")
        return "，".join(filter(None, told)) or REORDERED
    if isinstance(old, str) and isinstance(new, str) and max(len(old), len(new)) > LONGEST:
        pairs = enumerate(zip(old, new, strict=False))
        first = next((at for at, (one, other) in pairs if one != other), min(len(old), len(new)))
        alike = max(first - BEFORE, 0)
        old, new = (f"…{words[alike:]}" if alike else words for words in (old, new))
    return f"{_short(old)} → {_short(new)}"


def _short(value: object) -> str:
    """Return a value in a few words; nothing is 无."""
    if isinstance(value, bool):
        return "是" if value else "否"
    words = _joined(value) if isinstance(value, tuple) else str(value if value is not None else "")
    return "无" if not words else words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"


def _joined(values: tuple[object, ...]) -> str:
    return "、".join(map(str, values))


def _points(rule: Rule) -> str:
    return f"{rule.points_min}至{rule.points}" if rule.points_min is not None else str(rule.points)


def _bonus(bonus: Bonus | None) -> str:
    if bonus is None:
        return ""
    of = f"考核项{'、'.join(bonus.of)}" if bonus.of else ""
    gate = f"得分高于{bonus.above}分方计" if bonus.at_least is None else f"得分不低于{bonus.at_least}分方计"
    return f"上限{bonus.cap}，" + (f"{of}{gate}" if bonus.gated else "不设门槛")


def _penalties(penalties: Penalties | None) -> str:
    if penalties is None:
        return ""
    return "不设上限" if penalties.cap is None else f"上限{penalties.cap}"


def _concerned(item: Item) -> tuple[str, ...]:
    whom = item.applies_to or AppliesTo()
    return (*whom.kinds, *whom.units, *(f"要点{no}" for no in whom.work_points)) or EVERYBODY


def _outside(rubric: Assessment) -> str:
    return f"按{rubric.rate}%计" if rubric.rate is not None else OUTSIDE[rubric.not_applicable]


def _limit(duty: Duty) -> str:
    return limit_words(duty) + ("，含已开始的一期" if duty.first_running else "")


def _term(point: WorkPoint) -> str:
    if point.ongoing:
        return point.due_text or ONGOING
    return f"{point.due}" + (f"（{point.due_text}）" if point.due_text else "") if point.due else point.due_text


WAYS: dict[tuple[type, str], Callable[[Any], object]] = {
    (Duty, "时限"): _limit,
    (WorkPoint, "完成时限"): _term,
    (Rule, "分值"): _points,
    (Scheme, "加分"): lambda scheme: _bonus(scheme.bonus),
    (Scheme, "减分"): lambda scheme: _penalties(scheme.penalties),
    (Item, "加分"): lambda item: _bonus(item.bonus),
    (Item, "底线"): lambda item: f"低于{item.floor.min}分定为{item.floor.grade}" if item.floor else "",
    (Rule, "再次"): lambda rule: f"第{rule.repeat.from_}次起{rule.repeat.points}分" if rule.repeat else "",
    (Scheme, "适用"): lambda scheme: scheme.groups or EVERYBODY,
    (Item, "适用"): _concerned,
    (Assessment, "不适用项"): _outside,
}
"""What is not told value by value."""

Data = dict[str, object]

FEW = 4
"""Of so many points fewer than one has a person in charge: they are told in a line."""


def units_document(year: Year) -> Document:
    """Return the roster of the year, each unit with what it leads, has inspected and still has to put right."""
    units, as_of = units_of_year(year.plan), year.standing.as_of
    tally = _tally(year)
    data = [unit_data(year, unit, tally) for unit in units]
    living = [unit for unit in units if not has_ended(unit, as_of)]
    kinds = Counter(unit.kind for unit in living)
    said = "、".join(f"{kind}{count}个" for kind, count in kinds.items())
    gone = f"另有{len(units) - len(living)}个已撤销。" if len(living) < len(units) else ""
    ends = {unit.name: end_words(unit, year.plan.year) for unit in units if has_ended(unit, as_of)}
    blocks = (text(f"共{len(living)}个单位：{said}。{gone}"), _roster_table(data, ends))
    return paper("units", f"{year.plan.year}年度单位名录", blocks, data, (year.ledger, year.standing))


class _Tally(Struct, frozen=True):
    """Self-inspections and open findings by unit, counted once for the whole roster."""

    inspected: Counter[str]
    open_findings: Counter[str]


def _tally(year: Year) -> _Tally:
    findings = year.findings
    heirs = passed_on(year.plan, year.ledger.assigns, findings, year.standing.as_of)
    return _Tally(
        Counter(record.unit for record in year.ledger.self_inspections),
        Counter(_answers(state, heirs) for state in findings if state.is_open),
    )


def _answers(state: FindingState, heirs: Mapping[str, Sequence[str]]) -> str:
    """Return the one unit that answers for a finding; while several wait to be chosen from, the one it was found at."""
    found = heirs.get(state.finding.id, ())
    return found[0] if len(found) == 1 else state.finding.unit


def unit_data(year: Year, unit: Unit, tally: _Tally) -> Data:
    """Return a unit in figures; `group` is null where it is in none, `points` counts every role."""
    seats = year.roster.by_unit.get(unit.name, ())
    assessment = year.plan.assessment
    group = group_of(assessment, unit) if assessment else None
    return {
        "name": unit.name,
        "kind": unit.kind,
        "group": group.name if group else None,
        "aliases": list(unit.aliases),
        "leads": sum(seat.role == "lead" for seat in seats),
        "points": len(seats),
        "self_inspections": tally.inspected[unit.name],
        "open_findings": tally.open_findings[unit.name],
        "from": unit.from_,
        "until": unit.until,
        "successor": list(unit.successor),
    }


def end_words(unit: Unit, year: int) -> str:
    """Return up to when a unit existed and who took over: 至10月31日，由县财政局承继."""
    if unit.until is None:
        return ""
    heirs = f"，由{'、'.join(unit.successor)}承继" if unit.successor else ""
    return f"至{day_words(unit.until, year)}{heirs}"


def _roster_table(data: Iterable[Data], ends: Mapping[str, str]) -> Table:
    columns: tuple[ColumnOf[dict[str, Any]], ...] = (
        column("单位", lambda u: Cell(u["name"], ref=u["name"]), weight=2),
        column("类别", lambda u: u["kind"]),
        column("考核分组", lambda u: u["group"] or "", optional=True),
        column("别称", lambda u: Cell("、".join(u["aliases"]), "dim"), weight=1, optional=True),
        column("牵头", lambda u: u["leads"], "number"),
        column("要点", lambda u: u["points"], "number"),
        column("自查", lambda u: u["self_inspections"], "number"),
        column("未销号", lambda u: u["open_findings"], "number"),
        column("备注", lambda u: ends.get(u["name"], ""), weight=1, optional=True),
    )
    return table_of("units", "", columns, data)


def unit_document(year: Year, unit: Unit) -> Document:
    """Return one unit with its points, and what it owes: items, findings, self-inspections; and its deductions."""
    told = _UnitShare(year, unit)
    found = year.findings_of
    data = unit_data(year, unit, _tally(year)) | {
        "assignments": [told.seat_data(seat) for seat in told.seats],
        "duties": [duty_data(item) for item in told.items],
        "findings": [finding_data(state) for state in told.findings],
        "inspections": [selfcheck_data(record, found.get(record.id, ())) for record in told.self_inspections],
        "deductions": [entry_data(state, year.applied.get(state.entry.id)) for state in told.entries],
    }
    blocks = [as_of_line(year.standing), told.figures(), *told.sections()]
    return paper("unit", unit.name, blocks, [data], (year.ledger, year.standing))


class _UnitShare:
    """One unit's share of the year."""

    def __init__(self, year: Year, unit: Unit) -> None:
        ledger: Ledger = year.ledger
        self.year, self.unit = year, unit
        self.seats: Sequence[Assignment] = year.roster.by_unit.get(unit.name, ())
        self.states = year.unit_states
        self.items = [item for item in year.items if unit.name in item.owers and item.is_unmet]
        findings = year.findings
        self.heirs = passed_on(year.plan, ledger.assigns, findings, year.standing.as_of)
        self.findings = [
            state
            for state in findings
            if state.is_open and unit.name in (state.finding.unit, *self.heirs.get(state.finding.id, ()))
        ]
        self.entries = [s for s in year.entries if s.entry.unit == unit.name and s.entry.kind == "deduction"]
        self.self_inspections = [record for record in ledger.self_inspections if record.unit == unit.name]

    def state(self, seat: Assignment) -> UnitState:
        return self.states[seat.point][seat.unit]

    def seat_data(self, seat: Assignment) -> Data:
        state = self.state(seat)
        return {
            "point": seat.point,
            "role": seat.role,
            "percent": state.percent,
            "status": state.status,
            "updated": state.updated,
            "person": seat.person or None,
        }

    def figures(self) -> Figures:
        count = Counter(self.state(seat).status for seat in self.seats)
        return Figures(
            (
                Figure("类别", self.unit.kind),
                Figure("承担要点", len(self.seats)),
                Figure("其中牵头", sum(seat.role == "lead" for seat in self.seats)),
                Figure("已办结", count["done"]),
                Figure("已销号", count["verified"]),
                Figure("自查", self._owed(), "" if self._has_inspected() else "warn"),
                Figure("应办事项", len(self.items)),
                Figure("未销号问题", len(self.findings), "warn" if self.findings else ""),
            )
        )

    def _has_inspected(self) -> bool:
        owes = owes_self_inspection(self.year.plan, self.unit, self.year.standing.as_of)
        return not owes or len(self.self_inspections) >= self.year.plan.self_inspection.at_least

    def _owed(self) -> str:
        count = len(self.self_inspections)
        if not owes_self_inspection(self.year.plan, self.unit, self.year.standing.as_of):
            return f"{count}次"
        least = self.year.plan.self_inspection.at_least
        return f"{count}次" if count >= least else f"{count}/{least}次"

    def sections(self) -> Iterator[Block]:
        if not self._has_inspected():
            yield text(f"年内还没有完成自查：gongkai selfcheck add -u {self.unit.name}", role="hint")
        if has_ended(self.unit, self.year.standing.as_of):
            yield text(f"单位存续{end_words(self.unit, self.year.plan.year).replace('，由', '，现由')}。", role="note")
        if self.items:
            yield Section("duties", "应办事项", (duty_table(self.year.ledger, self.items),))
        if self.findings:
            yield Section(
                "findings",
                "未销号问题",
                (finding_table(self.findings, self.year.ledger, self.year.standing, heirs=self.heirs),),
            )
        if self.entries:
            yield Section("deductions", "扣分", (entry_table(self.entries, kind="deduction"),))
        if self.seats:
            yield Section("assignments", "承担的要点", points_blocks(self.year, self.seats))


def points_blocks(year: Year, seats: Sequence[Assignment]) -> tuple[Block, ...]:
    """Return the points a unit is on, with its own percent and state there, and who is in charge.

    The light is the whole county's on a point: beside the unit's own percent it would say nothing (0%, 绿).

    Where few of many points have a person, these stand in a line below and not in a column of blanks.
    """
    named: dict[str, list[str]] = {}
    for seat in seats:
        if seat.person:
            named.setdefault(seat.person, []).append(seat.point)
    count = sum(map(len, named.values()))
    if not named or count * FEW > len(seats):
        return (_points_table(year, seats),)
    order = [point.no for point in year.plan.points]
    told = "、".join(f"{person}（{which_points(points, order)}）" for person, points in named.items())
    bare = [replace(seat, person="") for seat in seats]
    return (_points_table(year, bare), text(f"责任人：{told}。", role="note"))


def _points_table(year: Year, seats: Sequence[Assignment]) -> Table:
    points = {state.point.no: state for state in year.overview.points}
    states = year.unit_states
    columns: tuple[ColumnOf[Assignment], ...] = (
        column("序号", lambda s: Cell(s.point, ref=s.point), "point"),
        column("要点", lambda s: Cell(points[s.point].point.title, ref=s.point), weight=3),
        column("角色", role_words),
        column("完成", lambda s: states[s.point][s.unit].percent, "percent"),
        column("状态", lambda s: status_cell(states[s.point][s.unit].status)),
        column("报告", lambda s: short_day(states[s.point][s.unit].updated, year.plan.year), optional=True),
        column("责任人", lambda s: s.person, optional=True),
    )
    return table_of("assignments", "", columns, seats)


LONG_RUN = 3


def show_document(year: Year, no: str, own: str = "") -> Document:
    """Return the paper on one point; raises `KeyError` for a number the plan has not.

    The unit whose `own` it is stands on a line by itself, and is not told what the office does.
    """
    state = year.point(no)
    seats = year.roster.by_point.get(no, ())
    units = year.unit_states.get(no, {})
    items = [item for item in year.items if item.point == no]
    findings = _findings(year, no)
    history = of_point(year.ledger, year.roster, state.point)
    data = point_data(state) | {
        "text": state.point.text,
        "notes": list(state.point.notes),
        "assignments": [_seat_data(seat, units[seat.unit]) for seat in seats],
        "duties": [duty_data(item) for item in items],
        "findings": [finding_data(found) for found in findings],
        "history": history_data(year, history),
    }
    shown = _seats(seats, units, own)
    blocks: list[Block] = [*_head(year, state, own), Section("assignments", "责任单位", (shown,))]
    if state.point.duties:
        blocks.append(Section("duties", "时限要求", tuple(_demands(year, state, items))))
    if findings:
        heirs = passed_on(year.plan, year.ledger.assigns, findings, year.standing.as_of)
        blocks.append(Section("findings", "问题", (finding_table(findings, year.ledger, year.standing, heirs=heirs),)))
    if history:
        blocks.append(Section("history", "经过", (history_table(history, year.ledger),)))
    return paper("point", f"要点{no}　{state.point.title}", blocks, data, (year.ledger, year.standing))


def _findings(year: Year, no: str) -> list[FindingState]:
    states = year.findings
    return [state for state in states if state.finding.point == no]


def _head(year: Year, state: PointState, own: str) -> Iterator[Block]:
    point = state.point
    if headings := "　".join(filter(None, (point.chapter, point.section))):
        yield text(headings, role="note")
    yield as_of_line(year.standing)
    yield Figures(tuple(_point_figures(year, state)))
    for reason in state.reasons:
        subject = f"（{reason.subject}）" if reason.subject else ""
        yield text(f"{LIGHT[state.light]}：{REASON[reason.code]}{subject}")
    yield text(point.text, role="quote")
    for note in point.notes:
        yield text(f"原文说明：{note}", role="note")
    yield from _unresolved(year, state, own)


def _unresolved(year: Year, state: PointState, own: str) -> Iterator[Block]:
    """Yield which wordings nobody stands behind, those of leads apart, and how units are named."""
    for words, what, option in (
        (state.unresolved_leads, "牵头单位", " --role lead"),
        ([word for word in state.unresolved if word not in state.unresolved_leads], "", ""),
    ):
        if words:
            listed = "、".join(quoted(word) for word in words)
            said = f"{UNRESOLVED}{'的' if what else ''}{what}：原文写作{listed}，没有点名，由{year.plan.office}指定"
            how = "（指定了一个就不再提示，请一次指定齐）。指定"
            how += f"{what or '单位'}：gongkai assign {state.point.no} -u 单位{option}"
            yield text(said + ("。" if own else how), role="note")


def _point_figures(year: Year, state: PointState) -> Iterator[Figure]:
    yield Figure("完成", f"{state.percent}%")
    marked = state.office_leads and state.status == "verified"
    status = STATUS[state.status] + (f"（{SELF_VERIFIED}）" if marked else "")
    shown = point_status(state)
    yield Figure("状态", ONGOING if shown.value == ONGOING else status, shown.tone)
    yield Figure("灯", LIGHT[state.light], LIGHT_TONE[state.light])
    if said := term_words(state):
        yield Figure("完成时限", said)
    if state.due:
        first = f"（{put_off_words(state.put_off)}）" if state.put_off else ""
        yield Figure("期限", f"{short_day(state.due, year.plan.year)}{first}")
    yield Figure("已报告", f"{state.reported}/{state.units}")
    if state.responsible_units:
        yield Figure("落实面", f"{state.responsible_done}/{state.responsible_units}")


def _demands(year: Year, state: PointState, items: Sequence[DutyItem]) -> Iterator[Block]:
    """Yield what the point demands, and the items made of it by now."""
    yield demand_table([state.point])
    if items:
        yield duty_table(year.ledger, items, "应办事项")


def _seat_data(seat: Assignment, state: UnitState) -> dict[str, object]:
    return {
        "unit": seat.unit,
        "role": seat.role,
        "percent": state.percent,
        "status": state.status,
        "updated": state.updated,
        "reviewed": state.reviewed,
        "person": seat.person or None,
        "assigned": seat.assigned,
        "after": seat.after or None,
    }


def _seats(seats: Sequence[Assignment], units: Mapping[str, UnitState], own: str) -> Table:
    """Leads, whoever has reported or is named, and one's `own` stand alone; the silent rest of a role is one line."""
    lines: list[Sequence[Assignment]] = []
    silent: dict[str, list[Assignment]] = {}
    for seat in seats:
        state = units[seat.unit]
        if seat.role == "lead" or seat.person or seat.assigned or state.updated or state.reviewed or seat.unit == own:
            lines.append((seat,))
        else:
            silent.setdefault(seat.role, []).append(seat)
    for quiet in silent.values():
        lines += [quiet] if len(quiet) > LONG_RUN else [(seat,) for seat in quiet]
    columns: tuple[ColumnOf[Sequence[Assignment]], ...] = (
        column("单位", _who, weight=2),
        column("角色", lambda line: ROLE[line[0].role]),
        column("完成", lambda line: units[line[0].unit].percent, "percent"),
        column("状态", lambda line: status_cell(units[line[0].unit].status)),
        column("最近报告", lambda line: units[line[0].unit].updated, "date", optional=True),
        column("责任人", lambda line: line[0].person, optional=True),
    )
    return table_of("assignments", "", columns, lines)


def _who(line: Sequence[Assignment]) -> Cell:
    if len(line) > 1:
        return Cell(f"{len(line)}个单位：{'、'.join(seat.unit for seat in line)}", "dim")
    after = f"（承继{line[0].after}）" if line[0].after else ""
    return Cell(f"{line[0].unit}{after}", ref=line[0].unit)


WEEKDAYS = "一二三四五六日"


def workday_document(walk: Walk) -> Document:
    """Return why a date is that date: days passed over with their reason, made-up workdays that were counted."""
    skipped = [{"date": day, "reason": reason} for day, reason in walk.skipped]
    data = {"from": walk.start, "days": walk.days, "date": walk.end, "skipped": skipped}
    blocks: list[Block] = [text(_workday_said(walk), Run(named_day(walk.end), "strong"), "。")]
    if walk.skipped:
        columns: tuple[ColumnOf[tuple[date, str]], ...] = (
            column("日期", lambda each: each[0]),
            column("星期", lambda each: f"星期{WEEKDAYS[each[0].weekday()]}"),
            column("原因", lambda each: Cell(each[1], "good" if each[1] == MADE_UP else "dim"), weight=1),
            column("计入", lambda each: "计入" if each[1] == MADE_UP else "跳过"),
        )
        blocks.append(table_of("skipped", "", columns, walk.skipped))
    return Document("workday", "工作日推算", tuple(blocks), data=data)


def named_day(day: date) -> str:
    """Return a day with its weekday: 2018年10月8日（星期一）."""
    return f"{full_day(day)}（星期{WEEKDAYS[day.weekday()]}）"


def _workday_said(walk: Walk) -> str:
    start = named_day(walk.start)
    if not walk.days:
        return f"{start}起0个工作日，就是当天："
    way = "之后" if walk.days > 0 else "之前"
    return f"{start}{way}第{abs(walk.days)}个工作日（当天不计）是"
