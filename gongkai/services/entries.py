"""Score entries: the office takes points under a rule, tells the unit, and takes an entry back by a linked one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from gongkai.domain.entries import EntryState, entry_states, may_notify, may_revoke, may_take_again
from gongkai.domain.records import Finding, Ruling, ScoreEntry
from gongkai.domain.rulebook import find_rule, find_stage, points_for, sheet_for
from gongkai.domain.rules import reason_given
from gongkai.errors import BadValue, Refused, UnknownName
from gongkai.frozen import frozen, replace
from gongkai.services.desk import Desk, When, handling
from gongkai.services.evidence import kept

if TYPE_CHECKING:
    from decimal import Decimal

    from gongkai.domain.plan import Unit
    from gongkai.domain.records import Evidence
    from gongkai.domain.roster import Roster
    from gongkai.domain.scheme import Assessment
    from gongkai.storage.writing import Register


@frozen
class NewDeduction:
    """A deduction as typed, one for each unit; `points` only where the rule leaves a choice."""

    units: tuple[str, ...]
    rule: str
    reason: str
    point: str = ""
    finding: str = ""
    count: int = 1
    points: Decimal | None = None
    evidence: tuple[str, ...] = ()
    no_evidence: str = ""
    stage: str = ""
    again: str = ""


def deduct(register: Register, when: When, new: NewDeduction) -> tuple[ScoreEntry, ...]:
    """Record points taken from each unit named, by one rule, on evidence or with a reason for having none."""
    desk = handling(register, when)
    assessment = desk.plan.assessment
    if assessment is None:
        raise Refused(
            f"{desk.year}年的要点文件没有考核细则，不能扣分", "在 tasks.yaml 中写上 assessment 后 gongkai load"
        )
    reason_given(new.reason)
    if not new.evidence and not new.no_evidence.strip():
        raise BadValue("扣分要有佐证", "用 --evidence 写明网址、文号或文件；确实没有的用 --no-evidence 写明原因")
    units, roster = desk.units(new.units), desk.roster()
    evidence = kept(register, new.evidence)
    entries = [_deduction(desk, assessment, roster, unit, new, evidence) for unit in units]
    return tuple(register.add(entry, "deduct.add") for entry in entries)


def _deduction(
    desk: Desk, assessment: Assessment, roster: Roster, unit: Unit, new: NewDeduction, evidence: tuple[Evidence, ...]
) -> ScoreEntry:
    finding = _finding(desk, new.finding, unit)
    seats = {seat.point for seat in roster.by_unit.get(unit.name, ())}
    rule = find_rule(assessment, unit, seats, new.rule)
    if finding:
        states = [_with_rulings(desk.register, entry) for entry in desk.register.entries_on(finding.id)]
        may_take_again(finding.id, states, new.again)
    return ScoreEntry(
        year=desk.year,
        day=desk.day,
        kind="deduction",
        unit=unit.name,
        rule=rule.code,
        asked=points_for(rule, new.count, new.points, new.reason),
        reason=new.reason.strip(),
        point=desk.point(new.point) or (finding.point if finding else ""),
        finding=finding.id if finding else "",
        count=new.count,
        stage=find_stage(sheet_for(assessment, unit), new.stage),
        evidence=evidence,
        no_evidence=new.no_evidence.strip(),
        again=new.again.strip(),
        by=desk.by,
    )


def _finding(desk: Desk, text: str, unit: Unit) -> Finding | None:
    if not text.strip():
        return None
    record = desk.register.find(text)
    if not isinstance(record, Finding):
        raise UnknownName("问题", text, hint="问题编号以 F 开头，用 gongkai finding list 查看")
    if record.unit != unit.name or record.year != desk.year:
        raise BadValue(f"{record.id} 是{record.year}年{record.unit}的问题，不是{unit.name}的", "请核对编号和单位")
    return record


def _with_rulings(register: Register, entry: ScoreEntry) -> EntryState:
    return entry_states((entry,), register.rulings(entry.id))[0]


def notify(register: Register, when: When, unit: str, ids: tuple[str, ...] = ()) -> tuple[Ruling, ...]:
    """Record that a unit was told of its deductions: those named, or all it has not been told of."""
    desk = handling(register, when)
    name = desk.unit(unit).name
    if ids:
        states = list({state.entry.id: state for state in (_entry(desk, one) for one in ids)}.values())
        for state in states:
            _must_be_of(state, name)
            may_notify(state)
    else:
        ledger = register.ledger(desk.year, fields=("entries", "rulings"))
        mine = [entry for entry in ledger.entries if entry.unit == name]
        states = [s for s in entry_states(mine, ledger.rulings) if s.notified is None and s.status != "revoked"]
        if not states:
            raise Refused(f"{name}没有待告知的扣分", "已告知的见 gongkai deduct list")
    for state in states:
        _not_before(desk, state.entry)
    return tuple(register.add(_ruling(desk, state, "notified", ""), "deduct.notify") for state in states)


def revoke(register: Register, when: When, entry: str, reason: str) -> Ruling:
    """Record that an entry is taken back; the entry stays, and counts as never asked."""
    desk = handling(register, replace(when, year=when.year or register.find(entry).year))
    state = _entry(desk, entry)
    may_revoke(state)
    return register.add(_ruling(desk, state, "revoked", reason_given(reason)), "deduct.revoke")


def _entry(desk: Desk, text: str) -> EntryState:
    record = desk.register.find(text)
    if not isinstance(record, ScoreEntry):
        raise UnknownName("扣分", text, hint="扣分编号以 D 开头，用 gongkai deduct list 查看")
    if record.year != desk.year:
        raise BadValue(f"{record.id} 是{record.year}年的记录", f"请用 --year {record.year}")
    _not_before(desk, record)
    return _with_rulings(desk.register, record)


def _not_before(desk: Desk, entry: ScoreEntry) -> None:
    if desk.day < entry.day:
        raise BadValue(f"处理日期 {desk.day} 早于{entry.id}的日期 {entry.day}", "请核对 --date")


def _must_be_of(state: EntryState, unit: str) -> None:
    if state.entry.unit != unit:
        raise BadValue(f"{state.entry.id} 是{state.entry.unit}的，不是{unit}的", "请核对编号和单位")


def _ruling(desk: Desk, state: EntryState, kind: Literal["notified", "revoked"], reason: str) -> Ruling:
    return Ruling(year=desk.year, day=desk.day, entry=state.entry.id, kind=kind, reason=reason, by=desk.by)
