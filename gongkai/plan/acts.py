"""Loading a year's plan: the first time, or as a revision that keeps every record."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from gongkai.closing.checks import everything
from gongkai.closing.seal import must_be_open
from gongkai.errors import BadFile, BadValue, Problem, Refused, UnknownName
from gongkai.finding.states import finding_states
from gongkai.plan.changes import compare
from gongkai.plan.form import plan_to_json
from gongkai.plan.lookup import find_points, folded, split_units
from gongkai.plan.model import Unit
from gongkai.plan.roster import ROLES, answering, in_year, roster_of
from gongkai.plan.succession import counterparts
from gongkai.register.act import When, handling
from gongkai.register.kinds import Assign, Finding, Revision
from gongkai.register.privacy import PersonalData, personal_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from gongkai.finding.states import FindingState
    from gongkai.plan.changes import Change
    from gongkai.plan.model import Plan
    from gongkai.plan.roster import Roster
    from gongkai.register.act import Act
    from gongkai.register.kinds import Record
    from gongkai.register.ledger import Ledger
    from gongkai.register.writing import Register

# together these name every unit with records; the latest reports stand for all


MOST = 3
NO_NAME = r"[\s/\\|｜、,，;；:：\x00-\x1f]"
"""What no name has: papers are named after units, and lists of units are parted by these."""
RETIRED = "保留这一行，写上 until（和 successor）；只是改名的，把旧名写进新名的 aliases"


class Loaded(Struct, frozen=True):
    """What a load did: the differences from the plan in force, whether the year is new, what was carried into it.

    `instead` is the title of the packaged plan that alone had been in the ledger, which was begun anew without it.
    """

    plan: Plan
    changes: tuple[Change, ...]
    first: bool
    carried: Carried | None = None
    instead: str = ""


def load_plan(register: Register, plan: Plan, where: str, *, revise: bool = False, keep: bool = False) -> Loaded:
    """Put a plan in force for its year. Nothing is written where nothing changed.

    A unit with records never vanishes: raises `BadFile` naming `where` for each that the new plan drops. Another notice
    than the one in force is Refused, unless it is said to `revise` it. A ledger that holds nothing but the plan that
    came with the program is begun anew, unless it is to `keep` that.
    """
    instead = "" if keep or revise else _packaged_alone(register, plan)
    if instead:
        register.begin_anew()
    if plan.year not in register.years():
        register.add(_revision(register, plan), "load")
        return Loaded(plan, (), first=True, instead=instead)
    must_be_open(plan.year, register.closing(plan.year, register.today))
    if not revise:
        _same_notice(register.plan(plan.year), plan)
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


def _packaged_alone(register: Register, plan: Plan) -> str:
    """Return the title of the packaged plan where the ledger holds that alone, and another office's is to come."""
    if register.head().seq != 1 or not register.years():
        return ""
    from gongkai.plan.reading import packaged_tasks, read_plan

    held, packaged = register.plan(), read_plan(packaged_tasks()).plan
    came_with = (held.title, held.number) == (packaged.title, packaged.number)
    return held.title if came_with and held.issuer != plan.issuer else ""


def _same_notice(held: Plan, plan: Plan) -> None:
    """A year's notice is revised by itself: another has another title and another 文号, or none to tell it by."""
    numbered = held.number and plan.number
    if folded(held.title) == folded(plan.title) or (numbered and folded(held.number) == folded(plan.number)):
        return
    raise Refused(
        f"{plan.year}年度现行的是{_cited(held)}，这个文件是{_cited(plan)}，标题和文号都不同，没有载入",
        "另一份通知分开考核的，用 --db 另建一个数据库载入；确是同一份通知改了标题和文号的，加 --revise",
        do=("load", "要点文件", "--revise"),
    )


def _cited(plan: Plan) -> str:
    return f"《{plan.title}》" + (f"（{plan.number}）" if plan.number else "")


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


class NewAssigns(Struct, frozen=True):
    """Several assignments as typed: each of the units on each of the points (`1-7,9`; empty: as in `NewAssign`)."""

    units: tuple[str, ...]
    points: str = ""
    role: str = ""
    person: str = ""


class Assigned(Struct, frozen=True):
    """What was recorded, unit by unit, and the seats (unit, point) that are as they were."""

    records: tuple[Assign, ...]
    unchanged: tuple[tuple[str, str], ...] = ()


def assign(register: Register, when: When, new: NewAssign) -> Assign:
    """Record who is on a point, in what role, and who is in charge there; the notice's own words stay."""
    return assign_each(register, when, NewAssigns((new.unit,), new.point, new.role, new.person)).records[0]


def assign_each(register: Register, when: When, new: NewAssigns) -> Assigned:
    """Record several units on several points; a seat that would stay as it is is left out, refused where all would.

    A unit that is on a point 待明确 already is recorded there with the role it has: that settles who was meant.
    """
    act = handling(register, when)
    texts = [text for given in new.units for text in split_units(act.plan.units, given)]
    units = dict.fromkeys(_named(act, text) for text in texts)
    points = find_points(act.plan, new.points) or ("",)
    if new.role and new.role not in ROLES:
        raise UnknownName("角色", new.role, ROLES)
    if points == ("",) and (new.role or not new.person.strip()):
        raise BadValue("没有写明要点编号", "改分工要写要点编号；不写编号时用 --person 给全部要点指定负责人")
    roster = act.roster
    asked = [(unit, point, _seated(act, roster, unit, point, new)) for unit in units for point in points]
    records = [record for _, _, record in asked if record is not None]
    if not records:
        told = "；".join(f"{unit}已在要点{point}的责任单位之列" for unit, point, _ in asked[:MOST])
        more = f"等{len(asked)}处" if len(asked) > MOST else ""
        raise Refused(f"{told}{more}，没有变化", "改角色用 --role，指定负责人用 --person")
    unchanged = tuple((unit, point) for unit, point, record in asked if record is None)
    return Assigned(tuple(register.add(record, "assign") for record in records), unchanged)


def _seated(act: Act, roster: Roster, unit: str, point: str, new: NewAssigns) -> Assign | None:
    """Return what is to be recorded of a unit on a point (empty: on all its points), None where nothing changes."""
    role, person = new.role, new.person.strip()
    held = roster.on(point, unit) if point else None
    if not point and unit not in roster.by_unit:
        raise Refused(f"{unit}没有承担任何要点", "先登记分工", do=("assign", "编号", "-u", unit))
    if point and held is None:
        role = role or "responsible"
    elif held and not person and role in {"", held.role}:
        if not roster.unresolved[point]:
            return None
        role = held.role
    return Assign(year=act.year, day=act.day, unit=unit, point=point, role=role, person=person)


def _named(act: Act, typed: str) -> str:
    """Return the unit's full name; whom the roster does not know the office must add to it first."""
    try:
        return act.unit(typed).name
    except UnknownName as error:
        near = error.hint if error.hint.endswith("？") else f"{error.hint}；"
        advice = f"{near}名录里没有的单位，先加进名录"
        raise BadValue(error.message, advice, do=("units", "add", typed.strip(), "--kind", "类别")) from None


class NewUnit(Struct, frozen=True):
    """A unit as typed that the roster lacks: its full name, its kind, what else it is called, and what says so."""

    name: str
    kind: str
    aliases: tuple[str, ...] = ()
    source: str = ""


class UnitAdded(Struct, frozen=True):
    """The unit as it stands on the roster now, its year, and the points on which the notice's collectives put it."""

    unit: Unit
    year: int
    points: tuple[str, ...]


def add_unit(register: Register, year: int | None, new: NewUnit) -> UnitAdded:
    """Put a unit on the roster of a year, as a revision of its plan; nothing else of the plan changes.

    Refused where one of its names is a unit's or a collective's already; its kind must be one that the roster has.
    """
    plan = register.plan(year)
    must_be_open(plan.year, register.closing(plan.year, register.today))
    unit = _added(plan, new)
    plan = replace(plan, units=(*plan.units, unit))
    register.add(_revision(register, plan), "units.add")
    seats = roster_of(plan, register.of_kind(Assign, plan.year)).by_unit.get(unit.name, ())
    return UnitAdded(unit, plan.year, tuple(seat.point for seat in seats))


def _added(plan: Plan, new: NewUnit) -> Unit:
    from gongkai.plan.reading import initials_of  # the year's file and pypinyin, which no other act needs

    name, kind = new.name.strip(), new.kind.strip()
    names = tuple(dict.fromkeys((name, *(alias for each in new.aliases if (alias := each.strip())))))
    for each in names:
        if not each or re.search(NO_NAME, each):
            raise BadValue(f"“{each}”不能作单位名称", "写全称，如 县公安局；名称里没有空格、标点和斜线")
    _free(plan, names)
    if seen := personal_words({"名称": name, "简称": "、".join(names[1:]), "出处": new.source}):
        raise PersonalData(seen, "名录是公开的，去掉个人信息再加")
    kinds = tuple(dict.fromkeys(unit.kind for unit in plan.units))
    if kind not in kinds:
        raise UnknownName("单位类别", kind, advice=f"名录里的类别：{'、'.join(kinds)}")
    return Unit(name, kind, names[1:], initials_of(names), source=new.source.strip())


def _free(plan: Plan, names: Sequence[str]) -> None:
    owner = {folded(name): unit.name for unit in plan.units for name in (unit.name, *unit.aliases)}
    collective = {folded(each.name) for each in plan.collectives}
    for name in names:
        if folded(name) in collective:
            raise Refused(f"“{name}”是统称，不是一个单位", "责任单位名录", do=("units",))
        if held := owner.get(folded(name)):
            raise Refused(f"名录里已有{held}" if held == name else f"“{name}”已是{held}", "责任单位名录", do=("units",))


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
