"""What happens to a finding: measures, rectification, signing off, sending back, extension."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from gongkai.errors import BadValue, Refused, UnknownFinding, UnknownName
from gongkai.finding.states import (
    INSPECTION_KINDS,
    RECTIFIED,
    FindingState,
    check_due,
    may_close,
    may_extend,
    may_plan,
    may_rectify,
    may_reopen,
    state_of,
)
from gongkai.plan.acts import carried_as
from gongkai.plan.lookup import find_points, find_unit, folded
from gongkai.plan.roster import roster_of
from gongkai.register.act import Act, When, fact, handling
from gongkai.register.evidence import kept
from gongkai.register.kinds import Assign, Finding, FindingStep, Inspection, SelfInspection
from gongkai.register.recordable import reason_given
from gongkai.typed import FindingLine, finding_line, is_nothing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from gongkai.plan.model import Unit
    from gongkai.register.kinds import Evidence
    from gongkai.register.writing import Register

ACTS = {"planned": "plan", "rectified": "rectify", "closed": "close", "reopened": "reopen", "extended": "extend"}
SUPPLEMENT = "补充佐证"
TURNS = ("rectified", "closed", "reopened")


class Measure(Struct, frozen=True):
    """What will be done, by whom, by when; at least one of them is given."""

    measure: str = ""
    person: str = ""
    due: date | None = None


def plan_measure(register: Register, when: When, finding: str, new: Measure) -> FindingStep:
    """Record measure, person and date for a finding; a date once set is not moved later this way."""
    act, state = _at(register, when, finding)
    if not (new.measure.strip() or new.person.strip() or new.due):
        raise BadValue("没有要登记的内容", "至少写 --measure、--person、--due 中的一项")
    may_plan(state, new.due)
    check_due(state.since, new.due)
    return _step(act, state, "planned", StepNote(measure=new.measure.strip(), person=new.person.strip(), due=new.due))


def rectify(register: Register, when: When, finding: str, note: str, evidence: tuple[str, ...] = ()) -> FindingStep:
    """Record that the unit says the finding is rectified, and how; once it has, evidence that it adds."""
    act, state = _at(register, when, finding)
    may_rectify(state, supplements=bool(evidence))
    _in_order(act, state)
    said = note.strip() or SUPPLEMENT if state.status == RECTIFIED else reason_given(note, "整改情况", "--note")
    return _step(act, state, "rectified", StepNote(note=said, evidence=evidence))


def is_supplement(state: FindingState, step: FindingStep) -> bool:
    """Tell whether a step of rectifying came while the office was still to look at an earlier one."""
    turns = [each for each in state.steps if each.kind in TURNS and (each.day, each.seq) < (step.day, step.seq)]
    return step.kind == "rectified" and bool(turns) and turns[-1].kind == "rectified"


def close(register: Register, when: When, finding: str, note: str = "") -> FindingStep:
    """Record that the office has checked the rectification (销号)."""
    act, state = _at(register, when, finding)
    may_close(state)
    _in_order(act, state)
    return _step(act, state, "closed", StepNote(note=note.strip()))


def reopen(register: Register, when: When, finding: str, reason: str, due: date | None = None) -> FindingStep:
    """Record that the office sends the finding back to be rectified again, by a new date or one still to be planned."""
    act, state = _at(register, when, finding)
    may_reopen(state)
    _in_order(act, state)
    check_due(act.day, due)
    return _step(act, state, "reopened", StepNote(note=reason_given(reason), due=due))


def extend(register: Register, when: When, finding: str, due: date, reason: str) -> FindingStep:
    """Record a later date, which counts only if given before the first one."""
    act, state = _at(register, when, finding)
    may_extend(state, due)
    for last in [step for step in state.steps if step.kind == "extended"][-1:]:
        act.after(last, f"上一次延期（{last.id}，延到 {last.due}）的日期", "延期日期")
    return _step(act, state, "extended", StepNote(note=reason_given(reason), due=due))


class StepNote(Struct, frozen=True):
    """The words of a step."""

    note: str = ""
    measure: str = ""
    person: str = ""
    due: date | None = None
    evidence: tuple[str, ...] = ()


def _at(register: Register, when: When, finding: str) -> tuple[Act, FindingState]:
    record = register.find(finding)
    if not isinstance(record, Finding):
        raise UnknownFinding(finding)
    try:
        act = handling(register, replace(when, year=when.year or record.year))
    except Refused as closed:
        if carried := carried_as(register, record):
            raise Refused(closed.message, f"{record.id} 已结转为 {carried}，请用 {carried}") from None
        raise
    if act.year != record.year:
        raise BadValue(f"{record.id} 是{record.year}年的问题", f"请用 --year {record.year}")
    act.after(record, "发现日期")
    return act, state_of(record, act.known(register.steps(record.id)))


def _in_order(act: Act, state: FindingState) -> None:
    """Rectified, closed and reopened follow one another in days as they do in the register."""
    for step in state.steps[::-1]:
        if step.kind in TURNS:
            act.after(step, "上一步的日期")


def _step(
    act: Act,
    state: FindingState,
    kind: Literal["planned", "rectified", "closed", "reopened", "extended"],
    said: StepNote,
) -> FindingStep:
    return act.register.add(
        FindingStep(
            year=act.year,
            day=act.day,
            finding=state.finding.id,
            kind=kind,
            note=said.note,
            measure=said.measure,
            person=said.person,
            due=said.due,
            by=act.by,
            evidence=kept(act.register, said.evidence),
        ),
        f"finding.{ACTS[kind]}",
    )


T = TypeVar("T")


class NewSelfInspection(Struct, frozen=True):
    """A self-inspection as typed: `points` is `1,3-5` (empty: all its work), `findings` 问题｜措施｜责任人｜期限.

    Where `measures` are given, one for each, findings are problems alone.
    """

    unit: str
    points: str = ""
    summary: str = ""
    findings: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    measures: tuple[Measure, ...] = ()


class NewInspection(Struct, frozen=True):
    """An inspection as typed: findings are 单位：问题｜措施｜责任人｜期限, or 单位：问题 where `measures` are given."""

    kind: str
    units: tuple[str, ...]
    note: str = ""
    findings: tuple[str, ...] = ()
    measures: tuple[Measure, ...] = ()


class NewFinding(Struct, frozen=True):
    """A finding as typed, one for each unit; with `selfcheck` it belongs to that self-inspection and to its unit.

    With `inspection` it belongs to that inspection by the office, which its units underwent.
    """

    units: tuple[str, ...]
    problem: str
    point: str = ""
    measure: str = ""
    person: str = ""
    due: date | None = None
    evidence: tuple[str, ...] = ()
    selfcheck: str = ""
    inspection: str = ""


def add_self_inspection(
    register: Register, when: When, new: NewSelfInspection
) -> tuple[SelfInspection, tuple[Finding, ...]]:
    """Record a unit's own inspection (末段: 年内不少于1次) with what it found; nothing found counts too."""
    act = fact(register, when)
    unit = act.living(act.unit(new.unit)).name
    points = find_points(act.plan, new.points)
    lines = _lines(new, lambda text, measure: _line(act, text, measure))
    record = SelfInspection(year=act.year, day=act.day, unit=unit, points=points, summary=new.summary.strip())
    record = register.add(replace(record, evidence=kept(register, new.evidence)), "selfcheck.add")
    findings = (_finding(act, unit, line, record, _only(record)) for line in lines)
    return record, tuple(register.add(finding, "finding.add") for finding in findings)


def not_on_points(register: Register, record: SelfInspection) -> tuple[str, ...]:
    """Return the points a unit inspected though it is not on them."""
    roster = roster_of(register.plan(record.year), register.of_kind(Assign, record.year))
    return tuple(no for no in record.points if roster.on(no, record.unit) is None)


def add_inspection(register: Register, when: When, new: NewInspection) -> tuple[Inspection, tuple[Finding, ...]]:
    """Record an inspection by the office of one or more units, with what it found in each."""
    act = handling(register, when)
    known_kind(new.kind)
    units = tuple(map(act.living, act.units(new.units)))
    lines = _lines(new, lambda text, measure: _unit_line(act, units, text, measure))
    names = tuple(unit.name for unit in units)
    record = register.add(
        Inspection(year=act.year, day=act.day, kind=new.kind, units=names, note=new.note.strip(), by=act.by),
        "inspect.add",
    )
    findings = (_finding(act, unit, line, record) for unit, line in lines)
    return record, tuple(register.add(finding, "finding.add") for finding in findings)


def known_kind(kind: str) -> None:
    """Check the kind of an inspection; raises `UnknownName`."""
    if kind not in INSPECTION_KINDS:
        raise UnknownName("督查种类", kind, INSPECTION_KINDS)


def add_findings(register: Register, when: When, new: NewFinding) -> tuple[Finding, ...]:
    """Record a finding of daily monitoring, one for each unit named; or one that an inspection has left out."""
    act = handling(register, when)
    origin = _origin(act, new)
    named = act.units((origin.unit,) if isinstance(origin, SelfInspection) else new.units)
    units, point = tuple(map(act.living, named)), act.point(new.point) or _only(origin)
    if is_nothing(new.problem):
        raise BadValue(f"“{new.problem.strip()}”不是问题", "没有发现问题的不用登记")
    line = FindingLine(reason_given(new.problem, "问题"), new.measure.strip(), new.person.strip(), new.due)
    check_due(act.day, line.due)
    evidence = kept(register, new.evidence)
    findings = [_finding(act, unit.name, line, origin, point, evidence) for unit in units]
    return tuple(register.add(finding, "finding.add") for finding in findings)


def _only(origin: SelfInspection | Inspection | None) -> str:
    """Return the one point that a unit inspected, empty where they were several or all."""
    return origin.points[0] if isinstance(origin, SelfInspection) and len(origin.points) == 1 else ""


def _origin(act: Act, new: NewFinding) -> SelfInspection | Inspection | None:
    """Return what a finding belongs to, None for daily monitoring."""
    if new.selfcheck.strip():
        return _selfcheck(act, new)
    return _inspection(act, new) if new.inspection.strip() else None


def _inspection(act: Act, new: NewFinding) -> Inspection:
    """Return the inspection that a finding is added to: of its year, not after it, of the units named."""
    record = act.register.find(new.inspection)
    if not isinstance(record, Inspection):
        raise UnknownName("督查", new.inspection, advice="督查编号以 N 开头，见清单", do=("inspect", "list"))
    if record.year != act.year:
        raise BadValue(f"{record.id} 是{record.year}年的督查", f"请用 --year {record.year}")
    if others := [unit.name for unit in act.units(new.units) if unit.name not in record.units]:
        raise BadValue(f"{record.id} 没有查{others[0]}", "请核对编号和 -u")
    act.after(record, "督查日期", "登记日期")
    return record


def _selfcheck(act: Act, new: NewFinding) -> SelfInspection:
    """Return the self-inspection that a finding is added to; its unit, its year, and not before it."""
    record = act.register.find(new.selfcheck)
    if not isinstance(record, SelfInspection):
        raise UnknownName("自查", new.selfcheck, advice="自查编号以 S 开头，见清单", do=("selfcheck", "list"))
    if record.year != act.year:
        raise BadValue(f"{record.id} 是{record.year}年的自查", f"请用 --year {record.year}")
    if others := [unit.name for unit in act.units(new.units or (record.unit,)) if unit.name != record.unit]:
        raise BadValue(f"{record.id} 是{record.unit}的自查，不是{others[0]}的", "请核对编号和 -u")
    act.after(record, "自查日期", "登记日期")
    return record


def _finding(
    act: Act,
    unit: str,
    line: FindingLine,
    origin: SelfInspection | Inspection | None,
    point: str = "",
    evidence: tuple[Evidence, ...] = (),
) -> Finding:
    return Finding(
        year=act.year,
        day=act.day,
        unit=unit,
        problem=line.problem,
        source="monitoring" if origin is None else "self" if isinstance(origin, SelfInspection) else "inspection",
        point=point,
        measure=line.measure,
        person=line.person,
        due=line.due,
        origin=origin.id if origin else "",
        evidence=evidence,
    )


def _lines(new: NewSelfInspection | NewInspection, read: Callable[[str, Measure | None], T | None]) -> list[T]:
    """Return the findings as read, one that says that nothing was found left out; of several, an error names which."""
    found: list[T] = []
    for number, text in enumerate(new.findings, 1):
        try:
            line = None if is_nothing(text) else read(text, new.measures[number - 1] if new.measures else None)
            found += [] if line is None else [line]
        except BadValue as error:
            if len(new.findings) == 1:
                raise
            raise BadValue(f"第{number}个问题：{error.message}", error.advice, do=error.do) from None
    return found


def _line(act: Act, text: str, given: Measure | None) -> FindingLine | None:
    """Return a finding as typed; None where it says that there is none."""
    if is_nothing(text):
        return None
    if given:
        problem = reason_given(text, "问题", "--finding")
        line = FindingLine(problem, given.measure.strip(), given.person.strip(), given.due)
    else:
        line = finding_line(text, today=act.register.today, since=act.day)
    if is_nothing(line.problem):
        raise BadValue(
            f"“{line.problem}”不是问题，后面却写了措施、责任人或期限", "没有发现问题的只写“无”，或不写 --finding"
        )
    check_due(act.day, line.due)
    return line


def _unit_line(act: Act, units: Sequence[Unit], text: str, given: Measure | None) -> tuple[str, FindingLine] | None:
    """Split 单位：问题… ; with a single unit its name may be left out, though not another's put in its place.

    None where it says that nothing was found.
    """
    head, colon, rest = text.replace(":", "：", 1).partition("：") if "：" not in text else text.partition("：")
    try:
        if colon:
            unit, line = find_unit(units, head).name, _line(act, rest, given)
            return (unit, line) if line else None
    except UnknownName:
        pass
    if colon and (other := _called(act.plan.units, head)):
        raise BadValue(f"问题“{text}”写的是{other}，不在 -u 之列", f"确查了{other}的，加上 -u {other}；否则改写单位")
    if len(units) == 1:
        line = _line(act, text, given)
        return (units[0].name, line) if line else None
    raise BadValue(f"问题“{text}”没有写明是哪个单位的", "写成：单位：问题｜措施｜责任人｜期限，单位须在 -u 之列")


def _called(units: Sequence[Unit], head: str) -> str:
    """Return the unit whose name or alias stands here in full; part of a name may be an ordinary word."""
    typed = folded(head)
    return next((unit.name for unit in units if typed in {folded(name) for name in (unit.name, *unit.aliases)}), "")
