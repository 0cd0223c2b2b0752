"""The office names units for what is 待明确, changes a role, or names the person in charge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from gongkai.domain.records import Assign
from gongkai.domain.roster import ROLES
from gongkai.errors import BadValue, Refused, UnknownName
from gongkai.services.desk import When, handling

if TYPE_CHECKING:
    from gongkai.services.desk import Desk
    from gongkai.storage.writing import Register


class NewAssign(Struct, frozen=True):
    """An assignment as typed: without `point` it names the person for all the unit's points."""

    unit: str
    point: str = ""
    role: str = ""
    person: str = ""


def assign(register: Register, when: When, new: NewAssign) -> Assign:
    """Record who is on a point, in what role, and who is in charge there; the notice's own words stay."""
    desk = handling(register, when)
    unit, point = _named(desk, new.unit), desk.point(new.point)
    if new.role and new.role not in ROLES:
        raise UnknownName("角色", new.role, ROLES)
    role, person = new.role, new.person.strip()
    if not point and (role or not person):
        raise BadValue("没有写明要点编号", "改分工要写要点编号；不写编号时用 --person 给全部要点指定负责人")
    roster = desk.roster()
    if not point and unit not in roster.by_unit:
        raise Refused(f"{unit}没有承担任何要点", f"先登记分工：gongkai assign 编号 -u {unit}")
    held = roster.on(point, unit) if point else None
    if point and held is None:
        role = role or "responsible"
    elif held and not person and (not role or role == held.role):
        raise Refused(f"{unit}已在要点{point}的责任单位之列，没有变化", "改角色用 --role，指定负责人用 --person")
    record = Assign(year=desk.year, day=desk.day, unit=unit, point=point, role=role, person=person)
    return register.add(record, "assign")


def _named(desk: Desk, typed: str) -> str:
    """Return the unit's full name; whom the roster does not know the office must add to it first."""
    try:
        return desk.unit(typed).name
    except UnknownName as error:
        add = "名录里没有的单位，先在要点文件 tasks.yaml 的 units 里加一行，再 gongkai load tasks.yaml"
        raise BadValue(error.message, f"{error.hint}{'' if error.hint.endswith('？') else '；'}{add}") from None
