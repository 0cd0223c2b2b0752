"""Self-inspections by units, and inspections by the office: both may bring findings, in the same transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from gongkai.domain.findings import INSPECTION_KINDS, check_due
from gongkai.domain.lookup import find_points, find_unit, folded
from gongkai.domain.records import Finding, Inspection, SelfInspection
from gongkai.domain.roster import roster_of
from gongkai.domain.rules import reason_given
from gongkai.domain.typed import FindingLine, finding_line
from gongkai.errors import BadValue, UnknownName
from gongkai.services.desk import Desk, When, fact, handling
from gongkai.services.evidence import kept

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from gongkai.domain.plan import Unit
    from gongkai.domain.records import Evidence
    from gongkai.storage.writing import Register

T = TypeVar("T")


class NewSelfInspection(Struct, frozen=True):
    """A self-inspection as typed: `points` is `1,3-5` (empty: all its work), `findings` 问题｜措施｜责任人｜期限."""

    unit: str
    points: str = ""
    summary: str = ""
    findings: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()


class NewInspection(Struct, frozen=True):
    """An inspection as typed: findings are 单位：问题｜措施｜责任人｜期限."""

    kind: str
    units: tuple[str, ...]
    note: str = ""
    findings: tuple[str, ...] = ()


class NewFinding(Struct, frozen=True):
    """A finding as typed, one for each unit; with `selfcheck` it belongs to that self-inspection and to its unit."""

    units: tuple[str, ...]
    problem: str
    point: str = ""
    measure: str = ""
    person: str = ""
    due: date | None = None
    evidence: tuple[str, ...] = ()
    selfcheck: str = ""


def add_self_inspection(
    register: Register, when: When, new: NewSelfInspection
) -> tuple[SelfInspection, tuple[Finding, ...]]:
    """Record a unit's own inspection (末段: 年内不少于1次) with what it found; nothing found counts too."""
    desk = fact(register, when)
    unit = desk.living(desk.unit(new.unit)).name
    points = find_points(desk.plan, new.points)
    lines = _lines(new.findings, lambda text: _line(desk, text))
    record = SelfInspection(year=desk.year, day=desk.day, unit=unit, points=points, summary=new.summary.strip())
    record = register.add(replace(record, evidence=kept(register, new.evidence)), "selfcheck.add")
    findings = (_finding(desk, unit, line, record, _only(record)) for line in lines)
    return record, tuple(register.add(finding, "finding.add") for finding in findings)


def not_on_points(register: Register, record: SelfInspection) -> tuple[str, ...]:
    """Return the points a unit inspected though it is not on them."""
    ledger = register.ledger(record.year, fields=("assigns",))
    roster = roster_of(ledger.plan, ledger.assigns)
    return tuple(no for no in record.points if roster.on(no, record.unit) is None)


def add_inspection(register: Register, when: When, new: NewInspection) -> tuple[Inspection, tuple[Finding, ...]]:
    """Record an inspection by the office of one or more units, with what it found in each."""
    desk = handling(register, when)
    known_kind(new.kind)
    units = tuple(map(desk.living, desk.units(new.units)))
    lines = _lines(new.findings, lambda text: _unit_line(desk, units, text))
    names = tuple(unit.name for unit in units)
    record = register.add(
        Inspection(year=desk.year, day=desk.day, kind=new.kind, units=names, note=new.note.strip(), by=desk.by),
        "inspect.add",
    )
    findings = (_finding(desk, unit, line, record) for unit, line in lines)
    return record, tuple(register.add(finding, "finding.add") for finding in findings)


def known_kind(kind: str) -> None:
    """Check the kind of an inspection; raises `UnknownName`."""
    if kind not in INSPECTION_KINDS:
        raise UnknownName("督查种类", kind, INSPECTION_KINDS)


def add_findings(register: Register, when: When, new: NewFinding) -> tuple[Finding, ...]:
    """Record a finding of daily monitoring, one for each unit named; or one that a self-inspection left out."""
    desk = handling(register, when)
    origin = _selfcheck(desk, new) if new.selfcheck.strip() else None
    named = desk.units((origin.unit,) if origin else new.units)
    units, point = tuple(map(desk.living, named)), desk.point(new.point) or _only(origin)
    line = FindingLine(reason_given(new.problem, "问题"), new.measure.strip(), new.person.strip(), new.due)
    check_due(desk.day, line.due)
    evidence = kept(register, new.evidence)
    findings = [_finding(desk, unit.name, line, origin, point, evidence) for unit in units]
    return tuple(register.add(finding, "finding.add") for finding in findings)


def _only(origin: SelfInspection | None) -> str:
    """Return the one point that was inspected, empty where they were several or all."""
    return origin.points[0] if origin and len(origin.points) == 1 else ""


def _selfcheck(desk: Desk, new: NewFinding) -> SelfInspection:
    """Return the self-inspection that a finding is added to; its unit, its year, and not before it."""
    record = desk.register.find(new.selfcheck)
    if not isinstance(record, SelfInspection):
        raise UnknownName("自查", new.selfcheck, hint="自查编号以 S 开头，用 gongkai selfcheck list 查看")
    if record.year != desk.year:
        raise BadValue(f"{record.id} 是{record.year}年的自查", f"请用 --year {record.year}")
    if others := [unit.name for unit in desk.units(new.units or (record.unit,)) if unit.name != record.unit]:
        raise BadValue(f"{record.id} 是{record.unit}的自查，不是{others[0]}的", "请核对编号和 -u")
    if desk.day < record.day:
        raise BadValue(f"登记日期 {desk.day} 早于自查日期 {record.day}", "请核对 --date")
    return record


def _finding(
    desk: Desk,
    unit: str,
    line: FindingLine,
    origin: SelfInspection | Inspection | None,
    point: str = "",
    evidence: tuple[Evidence, ...] = (),
) -> Finding:
    return Finding(
        year=desk.year,
        day=desk.day,
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


def _lines(texts: Sequence[str], read: Callable[[str], T]) -> list[T]:
    """Return the findings as read; of several, an error names which."""
    found: list[T] = []
    for number, text in enumerate(texts, 1):
        try:
            found.append(read(text))
        except BadValue as error:
            if len(texts) == 1:
                raise
            raise BadValue(f"第{number}个问题：{error.message}", error.hint) from None
    return found


def _line(desk: Desk, text: str) -> FindingLine:
    line = finding_line(text, today=desk.register.today, since=desk.day)
    check_due(desk.day, line.due)
    return line


def _unit_line(desk: Desk, units: Sequence[Unit], text: str) -> tuple[str, FindingLine]:
    """Split 单位：问题… ; with a single unit its name may be left out, though not another's put in its place."""
    head, colon, rest = text.replace(":", "：", 1).partition("：") if "：" not in text else text.partition("：")
    try:
        if colon:
            return find_unit(units, head).name, _line(desk, rest)
    except UnknownName:
        pass
    if colon and (other := _called(desk.plan.units, head)):
        raise BadValue(f"问题“{text}”写的是{other}，不在 -u 之列", f"确查了{other}的，加上 -u {other}；否则改写单位")
    if len(units) == 1:
        return units[0].name, _line(desk, text)
    raise BadValue(f"问题“{text}”没有写明是哪个单位的", "写成：单位：问题｜措施｜责任人｜期限，单位须在 -u 之列")


def _called(units: Sequence[Unit], head: str) -> str:
    """Return the unit whose name or alias stands here in full; part of a name may be an ordinary word."""
    typed = folded(head)
    return next((unit.name for unit in units if typed in {folded(name) for name in (unit.name, *unit.aliases)}), "")
