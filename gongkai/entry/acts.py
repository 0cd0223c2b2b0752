"""Score entries: the office takes or gives points under a rule, tells the unit, takes an entry back by a linked one.

Telling and taking back are alike for deductions, bonuses, vetoes and entered scores.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from gongkai.appeal.objections import Term, may_tell
from gongkai.duty.acts import find_item, items_of_year
from gongkai.entry.breaches import days_late
from gongkai.entry.proposals import shown_id
from gongkai.entry.states import (
    EntryState,
    FigureState,
    entry_states,
    figure_states,
    may_notify,
    may_repeat,
    may_revoke,
    may_take_again,
)
from gongkai.errors import BadValue, Refused, UnknownFinding, UnknownName
from gongkai.plan.acts import carried_as
from gongkai.plan.calendar import read_calendar
from gongkai.plan.lookup import folded, own_item
from gongkai.plan.roster import answering
from gongkai.plan.rubric import MEASURED, rubric_of
from gongkai.points import ZERO, exact, plain
from gongkai.register.act import Act, When, handling
from gongkai.register.evidence import kept
from gongkai.register.kinds import Appeal, Decline, Figure, Finding, Ruling, ScoreEntry, SelfScore, kinds_by_field
from gongkai.register.recordable import reason_given
from gongkai.scoring.doubts import doubts, early, strayed, twin, unfounded, unnamed
from gongkai.scoring.limits import why_less
from gongkai.scoring.prices import price, used_before
from gongkai.scoring.rulebook import (
    find_code,
    find_slot,
    find_stage,
    find_veto,
    item_figure,
    of_its_mode,
    points_for,
    rubric_item,
    rule_of,
    sheet_for,
    stage_figure,
    stage_of_item,
)
from gongkai.scoring.sheet import outline_of, sheet_of
from gongkai.year import year_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import date
    from decimal import Decimal

    from gongkai.duty.items import DutyItem
    from gongkai.entry.proposals import Proposal
    from gongkai.plan.model import Plan, Unit
    from gongkai.plan.roster import Roster
    from gongkai.plan.rubric import Assessment, Item, Rule, Scheme
    from gongkai.register.kinds import Evidence, Record
    from gongkai.register.writing import Register
    from gongkai.scoring.sheet import AppliedEntry
    from gongkai.year import Year

R = TypeVar("R", bound="Record")


PROPOSE = ("deduct", "propose")
HANDLING = ("entries", "rulings", "declines")
"""What the office has made of proposals, as fields of a ledger."""


class NewDeduction(Struct, frozen=True):
    """A deduction as typed, one for each unit; `points` only where the rule leaves a choice.

    Without units, reason or evidence those of the `finding` are taken, whose registration is the ground in any case.
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
    """A bonus or a veto as typed, one for each unit; `count` and `points` are for a bonus alone.

    A veto that names a `stage` counts in the result of that stage too.
    """

    units: tuple[str, ...]
    rule: str
    reason: str
    point: str = ""
    count: int = 1
    points: Decimal | None = None
    evidence: tuple[str, ...] = ()
    no_evidence: str = ""
    again: str = ""
    stage: str = ""


def deduct(register: Register, when: When, new: NewDeduction) -> tuple[ScoreEntry, ...]:
    """Record points taken from each unit named, by one rule, on evidence or with a reason for having none."""
    act = handling(register, when)
    assessment, roster = rubric_of(act.plan), act.roster
    new, evidence = _grounded(act, roster, new)
    units = act.units(new.units)
    known = items_of_year(act) if new.items else ()
    entries = [_deduction(act, roster, unit, new, known, evidence) for unit in units]
    _once(act, assessment, entries)
    return tuple(register.add(entry, "deduct.add") for entry in entries)


def grant(register: Register, when: When, new: NewCredit) -> tuple[ScoreEntry, ...]:
    """Record a bonus for each unit named, by one bonus rule; gate and cap are the scoring's."""
    return _credit(register, when, new, "bonus")


def veto(register: Register, when: When, new: NewCredit) -> tuple[ScoreEntry, ...]:
    """Record a veto (一票否决) on each unit named: it sets the grade, whatever the score."""
    return _credit(register, when, new, "veto")


def _accounted_for(new: NewDeduction | NewCredit, what: str) -> None:
    """Whatever changes a score has a reason, and evidence or a reason for having none."""
    reason_given(new.reason)
    if new.evidence and new.no_evidence.strip():
        raise BadValue("--evidence 和 --no-evidence 只写一个", "有佐证的去掉 --no-evidence，别的说明写进 --reason")
    if not new.evidence and not new.no_evidence.strip():
        raise BadValue(f"{what}要有佐证", "用 --evidence 写明网址、文号或文件；确实没有的用 --no-evidence 写明原因")


def _credit(register: Register, when: When, new: NewCredit, kind: Literal["bonus", "veto"]) -> tuple[ScoreEntry, ...]:
    act = handling(register, when)
    assessment = rubric_of(act.plan)
    _accounted_for(new, "加分" if kind == "bonus" else "一票否决")
    chosen = [(unit, *_worth(act, assessment, unit, new, kind)) for unit in act.units(new.units)]
    point, evidence = act.point(new.point), kept(register, new.evidence)
    entries = [
        ScoreEntry(
            year=act.year,
            day=act.day,
            kind=kind,
            unit=unit.name,
            rule=code,
            asked=asked,
            reason=new.reason.strip(),
            point=point,
            count=new.count,
            stage=stage,
            evidence=evidence,
            no_evidence=new.no_evidence.strip(),
            again=new.again.strip(),
            by=act.by,
        )
        for unit, code, asked, stage in chosen
    ]
    _once(act, assessment, entries)
    return tuple(register.add(entry, f"{kind}.add") for entry in entries)


def _once(act: Act, assessment: Assessment, entries: Sequence[ScoreEntry]) -> None:
    """Nothing is recorded twice by oversight; raises Refused."""
    states = entry_states(_known(act, ScoreEntry), _known(act, Ruling))
    for entry in entries:
        rule = rule_of(assessment, act.unit(entry.unit), entry.rule)
        mine = (state for state in states if state.entry.unit == entry.unit)
        may_repeat(entry, mine, yearly=rule is not None and rule.yearly)


def _worth(
    act: Act, assessment: Assessment, unit: Unit, new: NewCredit, kind: Literal["bonus", "veto"]
) -> tuple[str, Decimal, str]:
    """Return the code of the bonus rule or the veto, what it gives, and the stage it counts in."""
    scheme = sheet_for(assessment, unit)
    if kind == "veto":
        stage = find_stage(scheme, new.stage, slot=None) if new.stage.strip() else ""
        return find_veto(assessment, unit, new.rule).code, ZERO, stage
    seats = {seat.point for seat in act.roster.by_unit.get(unit.name, ())}
    slot = find_slot(assessment, unit, seats, new.rule, "bonus")
    asked = points_for(slot.rule, new.count, new.points, new.reason, _used(act, unit, slot.rule, "bonus"))
    return slot.rule.code, asked, find_stage(scheme, new.stage, slot=slot)


def _deduction(
    act: Act,
    roster: Roster,
    unit: Unit,
    new: NewDeduction,
    known: Sequence[DutyItem],
    evidence: tuple[Evidence, ...],
) -> ScoreEntry:
    assessment, finding = rubric_of(act.plan), _finding(act, new.finding, unit, roster)
    seats = {seat.point for seat in roster.by_unit.get(unit.name, ())}
    slot = find_slot(assessment, unit, seats, new.rule)
    rule = slot.rule
    new = _named(act, unit, new, known, rule)
    count = 1 if rule.yearly and new.items else new.count
    if finding:
        act.after(finding, "发现日期", "扣分日期")
        entries = act.known(act.register.entries_on(finding.id))
        states = entry_states(entries, _known(act, Ruling))
        may_take_again(finding.id, states, new.again)
    return ScoreEntry(
        year=act.year,
        day=act.day,
        kind="deduction",
        unit=unit.name,
        rule=rule.code,
        asked=points_for(rule, count, new.points, new.reason, _used(act, unit, rule, "deduction")),
        reason=new.reason.strip(),
        point=act.point(new.point) or (finding.point if finding else ""),
        finding=finding.id if finding else "",
        count=count,
        items=new.items,
        stage=find_stage(sheet_for(assessment, unit), new.stage, slot=slot),
        evidence=evidence,
        no_evidence=new.no_evidence.strip(),
        again=new.again.strip(),
        by=act.by,
    )


def _used(act: Act, unit: Unit, rule: Rule, kind: Literal["deduction", "bonus"]) -> int:
    """Return how often a rule was used for a unit so far, where later uses cost more."""
    if rule.repeat is None:
        return 0
    states = entry_states(_known(act, ScoreEntry), _known(act, Ruling))
    mine = [state for state in states if state.entry.unit == unit.name and state.entry.kind == kind]
    return used_before(rule.code, 0, mine)


def _named(act: Act, unit: Unit, new: NewDeduction, known: Sequence[DutyItem], rule: Rule) -> NewDeduction:
    """Return the deduction with the items typed as the unit's own, of one point, each counted once, or by its days."""
    if not new.items:
        return new
    mine = [item for item in known if unit.name in item.owers]
    typed = (own_item(act.plan.units, text) for text in new.items)
    found = list({item.id: item for item in (find_item(mine, text) for text in typed)}.values())
    for item in found:
        _begun(act, item)
    points = {item.point for item in found} | ({act.point(new.point)} - {""})
    if len(points) > 1:
        raise BadValue("一条扣分里的应办事项要属于同一个要点", "不同要点的分开登记")
    count = _days(new, found) if rule.by_day else len(found)
    if new.count not in {1, count}:
        raise BadValue(f"写明了{len(found)}项应办事项，次数却是 {new.count}", "去掉 --count，或把 --item 写全")
    return replace(new, items=tuple(item.id for item in found), count=count, point=points.pop())


def _days(new: NewDeduction, found: Sequence[DutyItem]) -> int:
    """Return the days late of the items; the office may count fewer, and more than the records show is refused."""
    days = sum(map(days_late, found))
    if days and new.count > days:
        late = "、".join(f"{item.id} 迟{days_late(item)}天" for item in found)
        raise BadValue(f"按天扣分，次数是天数：{late}，不能是 {new.count} 天", f"去掉 --count，按 {days} 天计")
    return days if days and new.count == 1 else new.count


def _begun(act: Act, item: DutyItem) -> None:
    """Nothing is taken for an item before the day from which it is owed; raises BadValue."""
    if act.day < (opened := item.opened.date()):
        raise BadValue(f"扣分日期 {act.day} 早于应办事项 {item.id} 的起始日期 {opened}", "请核对 --date")


def _grounded(act: Act, roster: Roster, new: NewDeduction) -> tuple[NewDeduction, tuple[Evidence, ...]]:
    """Return the deduction with what it takes from its finding, and its evidence as kept."""
    finding = _of_year(act, new.finding)
    proved: tuple[Evidence, ...] = ()
    if finding:
        if not (new.evidence or new.no_evidence.strip()):
            proved = finding.evidence
            new = new if proved else replace(new, no_evidence=f"依据：问题{finding.id}的登记")
        new = replace(
            new, units=new.units or _answerable(act, roster, finding), reason=new.reason.strip() or finding.problem
        )
    if not proved:
        _accounted_for(new, "扣分")
    return new, proved or kept(act.register, new.evidence)


def _answerable(act: Act, roster: Roster, finding: Finding) -> tuple[str, ...]:
    """Return the one unit that answers for a finding on the day; of several the office must say which."""
    answers = answering(act.plan, roster, finding.unit, finding.point, act.day)
    if len(answers) > 1:
        message = f"{finding.id} 是{finding.unit}的问题，承继单位有{'、'.join(answers)}"
        raise BadValue(message, "用 -u 写明扣哪个单位的")
    return answers


def _of_year(act: Act, text: str) -> Finding | None:
    """Return the finding that was named, one of the act's year."""
    if not text.strip():
        return None
    record = act.register.find(text)
    if not isinstance(record, Finding):
        raise UnknownFinding(text)
    if record.year != act.year:
        carried = carried_as(act.register, record)
        way = f"已结转为 {carried}，请用 {carried}" if carried else f"请核对编号，或写明 --year {record.year}"
        raise BadValue(f"{record.id} 是{record.year}年度的问题，不能记在{act.year}年度", way)
    return record


def _finding(act: Act, text: str, unit: Unit, roster: Roster) -> Finding | None:
    """Return the finding that was named: the unit's own, or one it answers for now."""
    record = _of_year(act, text)
    if record is None:
        return None
    owes = (record.unit, *answering(act.plan, roster, record.unit, record.point, act.day))
    if unit.name not in owes:
        raise BadValue(f"{record.id} 是{record.unit}的问题，不是{unit.name}的", "请核对编号和单位")
    return record


class Receipt(Struct, frozen=True):
    """What shows that a notice was given on its day: the signed receipt, or a note of why it is entered only now."""

    evidence: tuple[str, ...] = ()
    note: str = ""

    @property
    def given(self) -> bool:
        """Whether there is any."""
        return bool(self.evidence or self.note.strip())


NO_RECEIPT = Receipt()


def notify(
    register: Register, when: When, unit: str, ids: tuple[str, ...] = (), receipt: Receipt = NO_RECEIPT
) -> tuple[Ruling, ...]:
    """Record that a unit was told of what was taken: the ids named, or all it has not been told of.

    All are its deductions, vetoes and entered scores that count. Ids without a unit tell whose they are. A
    notice dated so far back that the time to object is over is refused, but for a receipt or a reason.
    """
    act = _telling(register, when, receipt)
    if ids:
        matters = list({matter.record.id: matter for matter in (_named_matter(act, one) for one in ids)}.values())
        name = act.unit(unit).name if unit.strip() else matters[0].record.unit
        for matter in matters:
            _must_be_of(matter, name)
            may_notify(matter)
    else:
        name = act.unit(unit).name
        matters = [matter for matter in matters_of(act, name) if _to_be_told(matter)]
        if not matters:
            raise Refused(f"{name}没有待告知的扣分", "已告知的扣分", do=DEDUCTIONS)
    return _tell(act, matters, receipt)


def notify_all(register: Register, when: When, receipt: Receipt = NO_RECEIPT) -> tuple[tuple[Ruling, ...], ...]:
    """Record that every unit was told of all it has not been told of; the notices unit by unit, as in the roster."""
    act = _telling(register, when, receipt)
    listed = ([m for m in matters_of(act, unit.name) if _to_be_told(m)] for unit in act.plan.units)
    found = [matters for matters in listed if matters]
    if not found:
        raise Refused("各单位都没有待告知的扣分", "已告知的扣分", do=DEDUCTIONS)
    for matters in found:
        _recorded_by_then(act, matters)
    return tuple(_tell(act, matters, receipt) for matters in found)


def _telling(register: Register, when: When, receipt: Receipt) -> Act:
    """Begin the act of a notice, after which there is time to object."""
    act = handling(register, when)
    rubric = act.plan.assessment
    if rubric and act.day < register.today:
        term = Term(read_calendar(act.plan), rubric.appeal_workdays, register.terms(act.year))
        may_tell(act.day, register.today, term.at(act.day, register.head().seq + 1), proved=receipt.given)
    return act


def _recorded_by_then(act: Act, matters: Sequence[Matter]) -> None:
    """A unit is not told of an entry before its day; raises `BadValue` that names those, and how to tell of the rest.

    What is dated ahead is held to be of today.
    """
    last = min(act.day, act.register.today)
    later = [matter.record for matter in matters if last < min(matter.record.day, act.register.today)]
    if not later:
        return
    named = "、".join(f"{record.id}（{record.day}）" for record in later[:SHOWN_LATER])
    more = f"等{len(later)}条" if len(later) > SHOWN_LATER else ""
    message = f"告知日期 {act.day} 早于{later[0].unit}的 {named}{more}"
    gone = {record.id for record in later}
    rest = [matter.record.id for matter in matters if matter.record.id not in gone]
    if not rest:
        raise BadValue(message, "请核对 --date")
    way = ("deduct", "notify", *rest, "--date", act.day.isoformat())
    raise BadValue(message, "后记的另外告知；当时已有的写明编号告知，其余选项照写", do=way)


SHOWN_LATER = 3


def _tell(act: Act, matters: Sequence[Matter], receipt: Receipt) -> tuple[Ruling, ...]:
    _recorded_by_then(act, matters)
    proof = kept(act.register, receipt.evidence)
    told = ((matter, _ruling(act, matter, "notified", receipt.note.strip())) for matter in matters)
    return tuple(
        act.register.add(replace(ruling, evidence=proof), f"{noun_of(matter.record)}.notify") for matter, ruling in told
    )


def told(register: Register, rulings: Sequence[Ruling]) -> tuple[Matter, ...]:
    """Return what the notices are about, as it stands, in their order."""
    act = Act(register, register.plan(rulings[0].year), rulings[0].day, rulings[0].by)
    return tuple(matter_of(act, ruling.entry) for ruling in rulings)


def revoke(register: Register, when: When, entry: str, reason: str) -> Ruling:
    """Record that an entry or a figure is taken back; it stays, and counts as never asked."""
    act = desk_for(register, when, entry)
    matter = matter_of(act, entry)
    may_revoke(matter)
    _after_what_was_told(act, matter)
    return register.add(_ruling(act, matter, "revoked", reason_given(reason)), f"{noun_of(matter.record)}.revoke")


def _after_what_was_told(act: Act, matter: Matter) -> None:
    """Taking back does not come before the notice, the objection, or the decision on it; raises BadValue."""
    entry = matter.record.id
    for ruling in matter.rulings:
        act.after(ruling, f"{entry} 的{'告知' if ruling.kind == 'notified' else '复核决定'}日期")
    for appeal in appeals_to(act, entry):
        act.after(appeal, f"{entry} 的申请复核日期")


def _to_be_told(matter: Matter) -> bool:
    bonus = isinstance(matter.record, ScoreEntry) and matter.record.kind == "bonus"
    return matter.notified is None and matter.stands and not bonus


def _must_be_of(matter: Matter, unit: str) -> None:
    if matter.record.unit != unit:
        raise BadValue(f"{matter.record.id} 是{matter.record.unit}的，不是{unit}的", "请核对编号和单位")


def _ruling(act: Act, matter: Matter, kind: Literal["notified", "revoked"], reason: str) -> Ruling:
    return Ruling(year=act.year, day=act.day, entry=matter.record.id, kind=kind, reason=reason, by=act.by)


Matter = EntryState | FigureState
NOUNS = {"deduction": "deduct", "bonus": "bonus", "veto": "veto", "figure": "score"}
LETTERS = "扣分编号以 D 开头，加分以 B、一票否决以 X、录入的得分以 G 开头，见各清单"
DEDUCTIONS = ("deduct", "list")


def desk_for(register: Register, when: When, text: str) -> Act:
    """Begin the act in the year of the record that `text` names, unless another year was asked for."""
    return handling(register, replace(when, year=when.year or register.find(text).year))


def matter_of(act: Act, text: str) -> Matter:
    """Return the entry or figure that `text` names, of the act's year and not after its day, as it stands.

    Raises UnknownName, BadValue.
    """
    matter = _named_matter(act, text)
    act.after(matter.record)
    return matter


def _named_matter(act: Act, text: str) -> Matter:
    record = act.register.find(text)
    if not isinstance(record, ScoreEntry | Figure):
        raise UnknownName("扣分", text, advice=LETTERS, do=DEDUCTIONS)
    _of_its_year(act, record)
    return _as_it_stands(act, record)


def must_be_of_year(act: Act, record: Record) -> None:
    """A record is handled in its own year, and not before its day; raises BadValue."""
    _of_its_year(act, record)
    act.after(record)


def _of_its_year(act: Act, record: Record) -> None:
    if record.year != act.year:
        raise BadValue(f"{record.id} 是{record.year}年的记录", f"请用 --year {record.year}")


def matters_of(act: Act, unit: str) -> tuple[Matter, ...]:
    """Return all entries of a unit in the act's year, then all its figures, as they stand."""
    rulings = _known(act, Ruling)
    entries = entry_states((entry for entry in _known(act, ScoreEntry) if entry.unit == unit), rulings)
    figures = figure_states((figure for figure in _known(act, Figure) if figure.unit == unit), rulings)
    return (*entries, *figures)


def _known(act: Act, kind: type[R]) -> tuple[R, ...]:
    """Return the year's records of a kind that count by now."""
    return act.known(act.register.of_kind(kind, act.year))


def appeals_to(act: Act, target: str) -> tuple[Appeal, ...]:
    """Return the objections there have been to an entry or a figure."""
    return tuple(appeal for appeal in _known(act, Appeal) if appeal.entry == target)


def noun_of(record: ScoreEntry | Figure) -> str:
    """Return the command a record belongs to, as the trail names acts."""
    return NOUNS[record.kind if isinstance(record, ScoreEntry) else "figure"]


def _as_it_stands(act: Act, record: ScoreEntry | Figure) -> Matter:
    """Return an entry or a figure with its rulings so far; one dated ahead is handled like any other."""
    if isinstance(record, ScoreEntry):
        return entry_states((record,), act.known(act.register.rulings(record.id)))[0]
    figures = {figure.id: figure for figure in (*_known(act, Figure), record)}
    states = figure_states(figures.values(), _known(act, Ruling))
    return next(state for state in states if state.figure.id == record.id)


class NewFigure(Struct, frozen=True):
    """A figure as typed, for a stage or an item; `of` is its own full mark, None where it was not said."""

    unit: str
    stage: str
    score: Decimal
    reason: str
    evidence: tuple[str, ...] = ()
    item: str = ""
    of: Decimal | None = None
    counted: bool = False


def record_figure(register: Register, when: When, new: NewFigure) -> Figure:
    """Record an outside figure for a unit's stage or item; the latest that stands counts, so a slip is entered anew."""
    act = handling(register, when)
    assessment = rubric_of(act.plan)
    unit = act.unit(new.unit)
    scheme = sheet_for(assessment, unit)
    if new.item.strip():
        item = _item_of(act, scheme, unit, new.item, MEASURED)
        of_its_mode(f"考核项{item.code}", item.mode, counted=new.counted)
        code, stage = item.code, stage_of_item(scheme, item, new.stage)
        score, of = item_figure(item, new.score, new.of)
    else:
        code, stage = "", find_stage(scheme, new.stage, external=True)
        own = next(each for each in scheme.stages if each.name == stage)
        of_its_mode(f"“{stage}”", "external", counted=new.counted)
        score, of = stage_figure(assessment.full_of(scheme), own, new.score, new.of)
    figure = Figure(
        year=act.year,
        day=act.day,
        unit=unit.name,
        stage=stage,
        score=score,
        reason=reason_given(new.reason),
        item=code,
        out_of=of,
        by=act.by,
        evidence=kept(register, new.evidence),
    )
    return register.add(figure, "score.record")


class NewSelfScore(Struct, frozen=True):
    """What a unit says of itself for an item, in the item's points, as typed."""

    unit: str
    item: str
    score: Decimal
    stage: str = ""
    note: str = ""
    evidence: tuple[str, ...] = ()


def record_self_score(register: Register, when: When, new: NewSelfScore) -> SelfScore:
    """Record a unit's own figure for an item (自评); the latest is shown beside the score, and counts nowhere."""
    act = handling(register, when)
    unit = act.unit(new.unit)
    scheme = sheet_for(rubric_of(act.plan), unit)
    item = _item_of(act, scheme, unit, new.item)
    if exact(new.score, "自评分") > item.points:
        message = f"自评分 {plain(new.score)} 超过考核项{item.code}的 {plain(item.points)} 分"
        raise BadValue(message, "请核对得分和考核项编号")
    own = SelfScore(
        year=act.year,
        day=act.day,
        unit=unit.name,
        item=item.code,
        score=new.score,
        stage=stage_of_item(scheme, item, new.stage),
        note=new.note.strip(),
        evidence=kept(register, new.evidence),
    )
    return register.add(own, "score.self")


def _item_of(act: Act, scheme: Scheme, unit: Unit, code: str, modes: Collection[str] = ()) -> Item:
    """Return an item that concerns the unit; raises as `rubric_item` does, and Refused."""
    item = rubric_item(scheme, code, modes)
    seats = {seat.point for seat in act.roster.by_unit.get(unit.name, ())}
    sheet = sheet_of(outline_of(scheme), unit, seats, None)
    at = next(i for i, each in enumerate(sheet.outline.items) if each.code == item.code)
    if not sheet.applicable[at]:
        raise Refused(f"考核项{item.code}“{item.name}”不适用于{unit.name}", "请核对编号；确应适用的，先改要点文件")
    return item


class Choice(Struct, frozen=True):
    """Which proposals to record: those of `ids`, or (none given) all, of one `unit` or one `rule` where it is named.

    `stage` is for schemes whose stages leave a choice; with `as_of` only what was past on that day is proposed.
    """

    ids: tuple[str, ...] = ()
    unit: str = ""
    stage: str = ""
    as_of: date | None = None
    rule: str = ""


def accept(register: Register, when: When, choice: Choice) -> tuple[ScoreEntry, ...]:
    """Record the proposals chosen, as the register's own records bear them out now; nothing where none is left.

    Raises UnknownName for an id that is not proposed (any more), BadValue for a day to come, Refused where the plan has
    no scheme.
    """
    if choice.as_of is not None and choice.as_of > register.today:
        raise BadValue(f"截止日期 {choice.as_of} 在今天之后，还没有过去的不能登记扣分", "请核对 --as-of")
    act = handling(register, when)
    assessment = rubric_of(act.plan)
    chosen = _chosen(act, choice, _proposed(act, choice.as_of or when.day))
    entries = [_entry(act, assessment, proposal, choice.stage) for proposal in chosen]
    return tuple(register.add(_at_its_price(act, assessment, entry), "deduct.propose") for entry in entries)


def _at_its_price(act: Act, assessment: Assessment, entry: ScoreEntry) -> ScoreEntry:
    """Return what is accepted with what its use costs now, where later uses of its rule cost more."""
    unit = act.unit(entry.unit)
    rule = rule_of(assessment, unit, entry.rule)
    if rule is None or rule.repeat is None:
        return entry
    return replace(entry, asked=price(rule, entry.count, _used(act, unit, rule, "deduction")))


def decline(register: Register, when: When, choice: Choice, reason: str) -> tuple[Decline, ...]:
    """Record that proposals are not taken up, and why, as they are shown now; they are not proposed again.

    Raises UnknownName for an id that is not proposed (any more), BadValue without a reason.
    """
    act, why = handling(register, when), reason_given(reason, "不采纳的理由", "--reason")
    chosen = _chosen(act, choice, _proposed(act, choice.as_of or when.day))
    return tuple(register.add(_declined(act, proposal, why), "deduct.decline") for proposal in chosen)


def _declined(act: Act, proposal: Proposal, reason: str) -> Decline:
    return Decline(
        year=act.year,
        day=act.day,
        unit=proposal.unit,
        rule=proposal.rule,
        cause=proposal.cause,
        points=proposal.points,
        count=proposal.count,
        told=proposal.reason,
        reason=reason,
        point=proposal.point,
        items=proposal.items,
        by=act.by,
    )


def _proposed(act: Act, as_of: date | None) -> tuple[Proposal, ...]:
    """Propose what is past on the day, and never more than by now; whatever was recorded since counts as handled."""
    register = act.register
    past = year_of(register, act.year, register.now, as_of if as_of and as_of < register.today else None, latest=True)
    since = {name: _known(act, kinds_by_field()[name].record) for name in HANDLING}
    return past.with_ledger(replace(past.ledger, **since)).proposals


def _chosen(act: Act, choice: Choice, proposed: Sequence[Proposal]) -> list[Proposal]:
    unit = act.unit(choice.unit).name if choice.unit else ""
    under = under_rule(act.plan, proposed, choice.rule)
    mine = [proposal for proposal in under if not unit or proposal.unit == unit]
    if not choice.ids:
        return mine
    by_id = {proposal.id: proposal for proposal in mine}
    return list({found.id: found for found in (_found(by_id, text) for text in choice.ids)}.values())


def under_rule(plan: Plan, proposed: Sequence[Proposal], code: str) -> Sequence[Proposal]:
    """Return the proposals under one rule, all where none is named; raises UnknownName."""
    if not code.strip():
        return proposed
    known = find_code(plan.assessment, code).code if plan.assessment else code
    return [proposal for proposal in proposed if proposal.rule == known]


def _found(by_id: dict[str, Proposal], text: str) -> Proposal:
    found = by_id.get(folded(text))
    if found is None:
        for now in by_id.values():
            if any(folded(text) == shown_id(now.rule, now.unit, now.cause, count) for count in range(1, now.count)):
                raise Refused(f"建议 {text} 列出以后又多了：现在是{now.count}项（{now.id}）", "看过再办", do=PROPOSE)
        gone = "已登记的、不采纳的和原因已消除的不再列出；现有的建议"
        raise UnknownName("扣分建议", text, advice=gone, do=PROPOSE)
    return found


def _entry(act: Act, assessment: Assessment, proposal: Proposal, stage: str) -> ScoreEntry:
    return ScoreEntry(
        year=act.year,
        day=act.day,
        kind="deduction",
        unit=proposal.unit,
        rule=proposal.rule,
        asked=proposal.points,
        reason=proposal.reason,
        point=proposal.point,
        finding=proposal.finding,
        count=proposal.count,
        items=proposal.items,
        stage=_stage(assessment, act.unit(proposal.unit), proposal.rule, stage),
        no_evidence=f"依据登记簿：{proposal.evidence}",
        cause=proposal.cause,
        by=act.by,
    )


def _stage(assessment: Assessment, unit: Unit, rule: str, stage: str) -> str:
    """Return the stage it counts in: the one named, or the only one that takes deductions."""
    scheme = sheet_for(assessment, unit)
    own = [one.name for one in scheme.stages if not one.external]
    slot = outline_of(scheme).slots.get(("deduction", rule))
    return find_stage(scheme, stage or (own[0] if len(own) == 1 and slot and slot.item >= 0 else ""), slot=slot)


def doubts_about(register: Register, entries: Sequence[ScoreEntry]) -> tuple[str, ...]:
    """Return what is odd about the ground of new deductions, in sentences; they stand all the same."""
    year = year_of(register, entries[0].year, register.now, latest=True)
    watched = _watched(year.plan, entries)
    return tuple(f"{entry.id} {said}" for entry in entries for said in _odd(year, entry, watched=watched))


def _watched(plan: Plan, entries: Sequence[ScoreEntry]) -> bool:
    """Tell whether a rule among them is one that the records themselves can bear out."""
    units = {unit.name: unit for unit in plan.units}
    rules = (rule_of(plan.assessment, units[one.unit], one.rule) for one in entries if plan.assessment)
    return any(rule is not None and rule.auto for rule in rules)


def _odd(year: Year, entry: ScoreEntry, *, watched: bool) -> Iterator[str]:
    plan, ledger = year.plan, year.ledger
    whose = tuple(doubts(plan, year.roster, entry))
    yield from whose
    yield from filter(None, (strayed(ledger, entry), twin(ledger, entry), unnamed(plan, entry)))
    if not watched:
        return
    if said := early(year, entry):
        yield said
    if not whose and (why := unfounded(year, entry)):
        yield f"登记依据与现有记录不符：{why}"


def counted(register: Register, entries: Sequence[ScoreEntry]) -> tuple[str, ...]:
    """Return of which new entries a cap or a gate lets less count than they ask, in sentences."""
    year = year_of(register, entries[0].year, register.now, latest=True)
    by_name, new = {scheme.name: scheme for scheme in year.assessment.schemes}, {entry.id for entry in entries}
    told: dict[str, str] = {}
    for score in year.scores:
        for one in (one for one in score.applied if one.id in new and _falls_short(one)):
            told[one.id] = f"{why_less(one, score, by_name.get(score.scheme))}，计入{plain(one.applied)}分"
    return tuple(f"{entry.id} {told[entry.id]}" for entry in entries if entry.id in told)


def _falls_short(one: AppliedEntry) -> bool:
    return not one.void and one.applied < one.taken
