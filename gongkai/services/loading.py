"""Loading a year's plan: the first time, or as a revision that keeps every record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from gongkai.domain.checks import everything
from gongkai.domain.closing import must_be_open
from gongkai.domain.planform import plan_to_json
from gongkai.domain.records import Revision
from gongkai.domain.revision import compare
from gongkai.errors import BadFile, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gongkai.domain.ledger import Ledger
    from gongkai.domain.plan import Plan
    from gongkai.domain.records import Record
    from gongkai.domain.revision import Change
    from gongkai.services.carrying import Carried
    from gongkai.storage.writing import Register

# together these name every unit with records; the latest reports stand for all
NAMING_UNITS = (
    "assigns",
    "progress",
    "reviews",
    "self_inspections",
    "inspections",
    "findings",
    "entries",
    "figures",
    "appeals",
    "events",
    "settlements",
)


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
    ledger = register.ledger(plan.year, fields=NAMING_UNITS)
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
