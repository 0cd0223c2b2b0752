"""Loading a year's plan: the first time, or as a revision that keeps every record."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct

from gongkai.closing.checks import everything
from gongkai.closing.seal import must_be_open
from gongkai.errors import BadFile, BadValue, Problem, Refused, UnknownName
from gongkai.finding.states import finding_states
from gongkai.plan.changes import compare
from gongkai.plan.form import plan_to_json
from gongkai.plan.roster import ROLES, answering, in_year, roster_of
from gongkai.plan.succession import counterparts
from gongkai.register.act import When, handling
from gongkai.register.kinds import Assign, Finding, Revision

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gongkai.finding.states import FindingState
    from gongkai.plan.changes import Change
    from gongkai.plan.model import Plan
    from gongkai.plan.roster import Roster
    from gongkai.register.act import Act
    from gongkai.register.kinds import Record
    from gongkai.register.ledger import Ledger
    from gongkai.register.writing import Register

# together these name every unit with records; the latest reports stand for all


RETIRED = "保留这一行，写上 until（和 successor）；只是改名的，把旧名写进新名的 aliases"


class Loaded(Struct, frozen=True):
    """What a load did: the differences from the plan in force, whether the year is new, what was carried into it."""

    plan: Plan
    changes: tuple[Change, ...]
    first: bool
    carried: Carried | None = None

    @property
    def is_unchanged(self) -> bool:
        """Tell whether the plan in force already says the same."""
        return not self.first and not self.changes


def load_plan(register: Register, plan: Plan, where: str) -> Loaded:
    """Put a plan in force for its year. Nothing is written where nothing changed.

    A unit with records never vanishes: raises `BadFile` naming `where` for each that the new plan drops.
    """
    if plan.year not in register.years():
        register.add(_revision(register, plan), "load")
        return Loaded(plan, (), first=True)
    must_be_open(plan.year, register.closing(plan.year))
    ledger = register.ledger(plan.year)
    vanished = [
        Problem(where, f"名录中少了{unit}，但它在{plan.year}年已有记录", RETIRED)
        for unit in sorted(_with_records(ledger) - {name for unit in plan.units for name in (unit.name, *unit.aliases)})
    ]
    if vanished:
        raise BadFile("名录不能丢掉已有记录的单位，什么都没有载入", vanished)
    changes = compare(ledger.plan, plan)
    if changes or plan_to_json(ledger.plan) != plan_to_json(plan):
        register.add(_revision(register, plan), "load")
    return Loaded(plan, changes, first=False)


def _revision(register: Register, plan: Plan) -> Revision:
    body = plan_to_json(plan)
    return Revision(year=plan.year, day=register.today, title=plan.title, number=plan.number, body=body)


def _with_records(ledger: Ledger) -> set[str]:
    """Return the units that records speak of; an item of a duty is named after its unit (1.2/东镇人民政府)."""
    named = {part for settlement in ledger.settlements for part in settlement.item.split("/")}
    items = named & {unit.name for unit in ledger.plan.units}
    return items | {unit for record in everything(ledger) for unit in _units_of(record)}


def _units_of(record: Record) -> Iterator[str]:
    unit = getattr(record, "unit", "")
    if unit:
        yield unit
    yield from getattr(record, "units", ())


class NewAssign(Struct, frozen=True):
    """An assignment as typed: without `point` it names the person for all the unit's points."""

    unit: str
    point: str = ""
    role: str = ""
    person: str = ""


def assign(register: Register, when: When, new: NewAssign) -> Assign:
    """Record who is on a point, in what role, and who is in charge there; the notice's own words stay."""
    act = handling(register, when)
    unit, point = _named(act, new.unit), act.point(new.point)
    if new.role and new.role not in ROLES:
        raise UnknownName("角色", new.role, ROLES)
    role, person = new.role, new.person.strip()
    if not point and (role or not person):
        raise BadValue("没有写明要点编号", "改分工要写要点编号；不写编号时用 --person 给全部要点指定负责人")
    roster = act.roster()
    if not point and unit not in roster.by_unit:
        raise Refused(f"{unit}没有承担任何要点", "先登记分工", do=("assign", "编号", "-u", unit))
    held = roster.on(point, unit) if point else None
    if point and held is None:
        role = role or "responsible"
    elif held and not person and (not role or role == held.role):
        raise Refused(f"{unit}已在要点{point}的责任单位之列，没有变化", "改角色用 --role，指定负责人用 --person")
    record = Assign(year=act.year, day=act.day, unit=unit, point=point, role=role, person=person)
    return register.add(record, "assign")


def _named(act: Act, typed: str) -> str:
    """Return the unit's full name; whom the roster does not know the office must add to it first."""
    try:
        return act.unit(typed).name
    except UnknownName as error:
        add = "名录里没有的单位，先在要点文件 tasks.yaml 的 units 里加一行，再载入"
        near = error.hint if error.hint.endswith("？") else f"{error.hint}；"
        raise BadValue(error.message, f"{near}{add}", do=("load", "tasks.yaml")) from None


class Carried(Struct, frozen=True):
    """What came over from a year: the findings as entered, and those left behind, whose unit has no one heir."""

    year: int
    findings: tuple[Finding, ...] = ()
    left: tuple[Finding, ...] = ()


def carry_over(register: Register, plan: Plan, year: int) -> Carried:
    """Enter a year's open findings in the plan's year, under the unit or its successor; what came over before, never.

    Problem, measure, person and source are kept, a date only if it lies ahead; `origin` is the old finding's id.
    """
    must_be_earlier(plan, year)
    old = register.ledger(year, latest=True)
    before = {finding.origin for finding in register.of_kind(Finding, plan.year)}
    follows = {was: name for name, were in counterparts(old.plan, plan).items() for was in were}
    heirs = _Heirs(old.plan, plan, roster_of(old.plan, old.assigns), follows)
    day = max(register.today, date(plan.year, 1, 1))
    found, left = [], []
    for state in finding_states(old.findings, old.finding_steps):
        if not state.is_open or state.finding.id in before:
            continue
        unit = heirs.of(state.finding)
        if unit:
            found.append(register.add(_again(state, plan.year, unit, day), "finding.carry"))
        else:
            left.append(state.finding)
    return Carried(year, tuple(found), tuple(left))


def carried_as(register: Register, finding: Finding) -> str:
    """Return the id under which a finding came over into a later year, empty where it did not."""
    later = (year for year in register.years() if year > finding.year)
    found = (one for year in later for one in register.of_kind(Finding, year))
    return next((one.id for one in found if one.origin == finding.id), "")


def must_be_earlier(plan: Plan, year: int) -> None:
    """Only an earlier year is carried over; raises `BadValue`."""
    if year >= plan.year:
        raise BadValue(f"不能从{year}年度结转到{plan.year}年度", f"--carry 写早于{plan.year}年的年度")


class _Heirs(Struct, frozen=True):
    """Who answers in the new year for a unit of the old one."""

    old: Plan
    new: Plan
    roster: Roster
    follows: Mapping[str, str]

    def of(self, finding: Finding) -> str | None:
        """Return the unit itself under its present name, else its one heir; None where there is none, or several."""
        answers = answering(self.old, self.roster, finding.unit, finding.point, date(self.new.year, 1, 1))
        units = {self.follows[name] for name in answers if name in self.follows}
        if not units and finding.unit in self.follows:
            units = {self.follows[finding.unit]}
        known = {unit.name for unit in self.new.units if in_year(unit, self.new.year)}
        return next(iter(units)) if len(units) == 1 and units <= known else None


def _again(state: FindingState, year: int, unit: str, day: date) -> Finding:
    finding = state.finding
    return Finding(
        year=year,
        day=day,
        unit=unit,
        problem=finding.problem,
        source=finding.source,
        measure=state.measure,
        person=state.person,
        due=state.due if state.due is not None and state.due >= day else None,
        origin=finding.id,
    )
