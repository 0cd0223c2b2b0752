"""Score entries: the office takes or gives points under a rule, tells the unit, takes an entry back by a linked one.

Telling and taking back are alike for deductions, bonuses, vetoes and entered scores.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct
from msgspec.structs import replace

from gongkai.domain.appeals import Term, may_tell
from gongkai.domain.entries import entry_states, may_notify, may_repeat, may_revoke, may_take_again
from gongkai.domain.lookup import own_item
from gongkai.domain.points import ZERO
from gongkai.domain.records import Finding, Ruling, ScoreEntry
from gongkai.domain.roster import answering
from gongkai.domain.rulebook import find_rule, find_stage, find_veto, points_for, rule_of, sheet_for
from gongkai.domain.rules import reason_given
from gongkai.errors import BadValue, Refused, UnknownName
from gongkai.services.carrying import carried_as
from gongkai.services.desk import Desk, When, handling
from gongkai.services.duties import find_item, items_of_year
from gongkai.services.evidence import kept
from gongkai.services.matters import desk_for, entry_as_it_stands, matter_of, matters_of, not_before, noun_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from decimal import Decimal

    from gongkai.domain.items import DutyItem
    from gongkai.domain.plan import Plan, Unit
    from gongkai.domain.records import Evidence
    from gongkai.domain.roster import Roster
    from gongkai.domain.scheme import Assessment
    from gongkai.domain.workdays import Calendar
    from gongkai.services.matters import Matter
    from gongkai.storage.writing import Register

    CalendarOf = Callable[[Plan], Calendar]


class NewDeduction(Struct, frozen=True):
    """A deduction as typed, one for each unit; `points` only where the rule leaves a choice.

    `items` are the duty items it is for; each counts once.
    """

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
    items: tuple[str, ...] = ()


class NewCredit(Struct, frozen=True):
    """A bonus or a veto as typed, one for each unit; `count` and `points` are for a bonus alone."""

    units: tuple[str, ...]
    rule: str
    reason: str
    point: str = ""
    count: int = 1
    points: Decimal | None = None
    evidence: tuple[str, ...] = ()
    no_evidence: str = ""
    again: str = ""


def deduct(
    register: Register, when: When, new: NewDeduction, calendar: Callable[[Plan], Calendar] | None = None
) -> tuple[ScoreEntry, ...]:
    """Record points taken from each unit named, by one rule, on evidence or with a reason for having none.

    `calendar` is asked for only where duty items are named.
    """
    desk = handling(register, when)
    assessment = rubric_of(desk)
    _accounted_for(new, "扣分")
    units, roster = desk.units(new.units), desk.roster()
    evidence = kept(register, new.evidence)
    known = items_of_year(desk, calendar) if new.items and calendar else ()
    entries = [_deduction(desk, assessment, roster, unit, _named(desk, unit, new, known), evidence) for unit in units]
    _once(desk, assessment, entries)
    return tuple(register.add(entry, "deduct.add") for entry in entries)


def grant(register: Register, when: When, new: NewCredit) -> tuple[ScoreEntry, ...]:
    """Record a bonus for each unit named, by one bonus rule; gate and cap are the scoring's."""
    return _credit(register, when, new, "bonus")


def veto(register: Register, when: When, new: NewCredit) -> tuple[ScoreEntry, ...]:
    """Record a veto (一票否决) on each unit named: it sets the grade, whatever the score."""
    return _credit(register, when, new, "veto")


def rubric_of(desk: Desk) -> Assessment:
    """Return the year's rubric; raises Refused where there is none."""
    if desk.plan.assessment is None:
        raise Refused(
            f"{desk.year}年的要点文件没有考核细则，不能扣分", "在 tasks.yaml 中写上 assessment 后 gongkai load"
        )
    return desk.plan.assessment


def _accounted_for(new: NewDeduction | NewCredit, what: str) -> None:
    """Whatever changes a score has a reason, and evidence or a reason for having none."""
    reason_given(new.reason)
    if new.evidence and new.no_evidence.strip():
        raise BadValue("--evidence 和 --no-evidence 只写一个", "有佐证的去掉 --no-evidence，别的说明写进 --reason")
    if not new.evidence and not new.no_evidence.strip():
        raise BadValue(f"{what}要有佐证", "用 --evidence 写明网址、文号或文件；确实没有的用 --no-evidence 写明原因")


def _credit(register: Register, when: When, new: NewCredit, kind: Literal["bonus", "veto"]) -> tuple[ScoreEntry, ...]:
    desk = handling(register, when)
    assessment = rubric_of(desk)
    _accounted_for(new, "加分" if kind == "bonus" else "一票否决")
    chosen = [(unit, *_worth(assessment, unit, new, kind)) for unit in desk.units(new.units)]
    point, evidence = desk.point(new.point), kept(register, new.evidence)
    entries = [
        ScoreEntry(
            year=desk.year,
            day=desk.day,
            kind=kind,
            unit=unit.name,
            rule=code,
            asked=asked,
            reason=new.reason.strip(),
            point=point,
            count=new.count,
            evidence=evidence,
            no_evidence=new.no_evidence.strip(),
            again=new.again.strip(),
            by=desk.by,
        )
        for unit, code, asked in chosen
    ]
    _once(desk, assessment, entries)
    return tuple(register.add(entry, f"{kind}.add") for entry in entries)


def _once(desk: Desk, assessment: Assessment, entries: Sequence[ScoreEntry]) -> None:
    """Nothing is recorded twice by oversight; raises Refused."""
    ledger = desk.register.ledger(desk.year, fields=("entries", "rulings"))
    states = entry_states(ledger.entries, ledger.rulings)
    for entry in entries:
        rule = rule_of(assessment, desk.unit(entry.unit), entry.rule)
        mine = (state for state in states if state.entry.unit == entry.unit)
        may_repeat(entry, mine, yearly=rule is not None and rule.yearly)


def _worth(assessment: Assessment, unit: Unit, new: NewCredit, kind: Literal["bonus", "veto"]) -> tuple[str, Decimal]:
    """Return the code of the bonus rule or the veto, and what it gives."""
    if kind == "veto":
        return find_veto(assessment, unit, new.rule).code, ZERO
    rule = find_rule(assessment, unit, (), new.rule, "bonus")
    return rule.code, points_for(rule, new.count, new.points, new.reason)


def _deduction(
    desk: Desk, assessment: Assessment, roster: Roster, unit: Unit, new: NewDeduction, evidence: tuple[Evidence, ...]
) -> ScoreEntry:
    finding = _finding(desk, new.finding, unit, roster)
    seats = {seat.point for seat in roster.by_unit.get(unit.name, ())}
    rule = find_rule(assessment, unit, seats, new.rule)
    count = 1 if rule.yearly and new.items else new.count
    if finding:
        states = [entry_as_it_stands(desk.register, entry) for entry in desk.register.entries_on(finding.id)]
        may_take_again(finding.id, states, new.again)
    return ScoreEntry(
        year=desk.year,
        day=desk.day,
        kind="deduction",
        unit=unit.name,
        rule=rule.code,
        asked=points_for(rule, count, new.points, new.reason),
        reason=new.reason.strip(),
        point=desk.point(new.point) or (finding.point if finding else ""),
        finding=finding.id if finding else "",
        count=count,
        items=new.items,
        stage=find_stage(sheet_for(assessment, unit), new.stage),
        evidence=evidence,
        no_evidence=new.no_evidence.strip(),
        again=new.again.strip(),
        by=desk.by,
    )


def _named(desk: Desk, unit: Unit, new: NewDeduction, known: Sequence[DutyItem]) -> NewDeduction:
    """Return the deduction with the items typed as the unit's own, of one point, each counted once."""
    if not new.items:
        return new
    mine = [item for item in known if unit.name in item.owers]
    typed = (own_item(desk.plan.units, text) for text in new.items)
    found = list({item.id: item for item in (find_item(mine, text) for text in typed)}.values())
    points = {item.point for item in found} | ({desk.point(new.point)} - {""})
    if len(points) > 1:
        raise BadValue("一条扣分里的应办事项要属于同一个要点", "不同要点的分开登记")
    if new.count not in {1, len(found)}:
        raise BadValue(f"写明了{len(found)}项应办事项，次数却是 {new.count}", "去掉 --count，或把 --item 写全")
    return replace(new, items=tuple(item.id for item in found), count=len(found), point=points.pop())


def _finding(desk: Desk, text: str, unit: Unit, roster: Roster) -> Finding | None:
    """Return the finding that was named: the unit's own, or one it answers for now."""
    if not text.strip():
        return None
    record = desk.register.find(text)
    if not isinstance(record, Finding):
        raise UnknownName("问题", text, hint="问题编号以 F 开头，用 gongkai finding list 查看")
    if record.year != desk.year:
        carried = carried_as(desk.register, record)
        way = f"已结转为 {carried}，请用 {carried}" if carried else f"请核对编号，或写明 --year {record.year}"
        raise BadValue(f"{record.id} 是{record.year}年度的问题，不能记在{desk.year}年度", way)
    owes = (record.unit, *answering(desk.plan, roster, record.unit, record.point, desk.day))
    if unit.name not in owes:
        raise BadValue(f"{record.id} 是{record.unit}的问题，不是{unit.name}的", "请核对编号和单位")
    return record


def notify(
    register: Register, when: When, unit: str, ids: tuple[str, ...] = (), calendar: CalendarOf | None = None
) -> tuple[Ruling, ...]:
    """Record that a unit was told of what was taken: the ids named, or all it has not been told of.

    All are its deductions, vetoes and entered scores that count. Ids without a unit tell whose they are. With a
    `calendar`, a notice dated so far back that the time to object is over is refused.
    """
    desk = _telling(register, when, calendar)
    if ids:
        matters = list({matter.record.id: matter for matter in (matter_of(desk, one) for one in ids)}.values())
        name = desk.unit(unit).name if unit.strip() else matters[0].record.unit
        for matter in matters:
            _must_be_of(matter, name)
            may_notify(matter)
    else:
        name = desk.unit(unit).name
        matters = [matter for matter in matters_of(desk, name) if _to_be_told(matter)]
        if not matters:
            raise Refused(f"{name}没有待告知的扣分", "已告知的见 gongkai deduct list")
    return _tell(desk, matters)


def notify_all(register: Register, when: When, calendar: CalendarOf | None = None) -> tuple[tuple[Ruling, ...], ...]:
    """Record that every unit was told of all it has not been told of; the notices unit by unit, as in the roster."""
    desk = _telling(register, when, calendar)
    listed = ([m for m in matters_of(desk, unit.name) if _to_be_told(m)] for unit in desk.plan.units)
    found = [matters for matters in listed if matters]
    if not found:
        raise Refused("各单位都没有待告知的扣分", "已告知的见 gongkai deduct list")
    return tuple(_tell(desk, matters) for matters in found)


def _telling(register: Register, when: When, calendar: CalendarOf | None) -> Desk:
    """Open the desk for a notice, after which there is time to object."""
    desk = handling(register, when)
    rubric = desk.plan.assessment
    if calendar and rubric and desk.day < register.today:
        may_tell(desk.day, register.today, Term(calendar(desk.plan), rubric.appeal_workdays))
    return desk


def _tell(desk: Desk, matters: Sequence[Matter]) -> tuple[Ruling, ...]:
    for matter in matters:
        not_before(desk, matter.record)
    return tuple(
        desk.register.add(_ruling(desk, matter, "notified", ""), f"{noun_of(matter.record)}.notify")
        for matter in matters
    )


def told(register: Register, rulings: Sequence[Ruling]) -> tuple[Matter, ...]:
    """Return what the notices are about, as it stands, in their order."""
    desk = Desk(register, register.plan(rulings[0].year), rulings[0].day, rulings[0].by)
    return tuple(matter_of(desk, ruling.entry) for ruling in rulings)


def revoke(register: Register, when: When, entry: str, reason: str) -> Ruling:
    """Record that an entry or a figure is taken back; it stays, and counts as never asked."""
    desk = desk_for(register, when, entry)
    matter = matter_of(desk, entry)
    may_revoke(matter)
    return register.add(_ruling(desk, matter, "revoked", reason_given(reason)), f"{noun_of(matter.record)}.revoke")


def _to_be_told(matter: Matter) -> bool:
    bonus = isinstance(matter.record, ScoreEntry) and matter.record.kind == "bonus"
    return matter.notified is None and matter.stands and not bonus


def _must_be_of(matter: Matter, unit: str) -> None:
    if matter.record.unit != unit:
        raise BadValue(f"{matter.record.id} 是{matter.record.unit}的，不是{unit}的", "请核对编号和单位")


def _ruling(desk: Desk, matter: Matter, kind: Literal["notified", "revoked"], reason: str) -> Ruling:
    return Ruling(year=desk.year, day=desk.day, entry=matter.record.id, kind=kind, reason=reason, by=desk.by)
