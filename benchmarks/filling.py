"""Make a ledger of 2018 with as many progress reports as asked: `python benchmarks/filling.py DATABASE ROWS`.

With `--daily` the notice dates from New Year, so that its daily list makes a year of items. With `--wide` besides, 60
units each owe a list of their own every workday (15,000 items), and half of them have settled the first half-year.
"""

from __future__ import annotations

import sys
from datetime import date, timedelta
from itertools import cycle, islice
from typing import TYPE_CHECKING

from msgspec.structs import replace

from gongkai.plan.acts import load_plan
from gongkai.plan.model import Unit
from gongkai.plan.reading import packaged_tasks, read_plan
from gongkai.plan.roster import roster_of
from gongkai.register.kinds import Progress, Settlement
from gongkai.register.writing import create_store
from gongkai.settings import store_from
from gongkai.typed import moment_of

if TYPE_CHECKING:
    from gongkai.plan.model import Plan
    from gongkai.register.writing import Register

NOW = moment_of("2018-11-30T09:00")
DAYS = 120
WIDE, DAILY_DUTY = 60, "20.1"


def main(store: str, rows: int, *, daily: bool = False, wide: bool = False) -> None:
    """Make the ledger; the packaged plan, then `rows` reports over every assignment in turn."""
    plan = read_plan(packaged_tasks()).plan
    if plan is None:
        raise SystemExit("the packaged plan does not load")
    plan = replace(plan, issued=date(plan.year, 1, 1)) if daily else plan
    plan = _widened(plan) if wide else plan
    create_store(store, lambda register: _fill(register, plan, rows), actor="基准", os_user="benchmark", now=NOW)


def _widened(plan: Plan) -> Plan:
    """Return the plan with 60 units that each owe the daily list."""
    more = tuple(Unit(f"第{n}局", "政府部门") for n in range(WIDE - len(plan.units)))
    names = tuple(unit.name for unit in (*plan.units, *more))
    points = tuple(
        replace(
            point,
            duties=tuple(replace(d, owed_by="", owers=names) if d.id == DAILY_DUTY else d for d in point.duties),
        )
        for point in plan.points
    )
    return replace(plan, issued=date(plan.year, 1, 1), units=plan.units + more, points=points)


def _fill(register: Register, plan: Plan, rows: int) -> None:
    load_plan(register, plan, "tasks.yaml")
    roster = roster_of(plan, ())
    seats = [(point.no, unit.name) for unit in plan.units for point in plan.points if roster.on(point.no, unit.name)]
    for n, (point, unit) in enumerate(islice(cycle(seats), rows)):
        day = plan.issued + timedelta(days=n % DAYS)
        register.add(Progress(year=plan.year, day=day, point=point, unit=unit, percent=n % 101), "progress.add")
    owing = next((d.owers for p in plan.points for d in p.duties if d.id == DAILY_DUTY), ())
    for unit in owing[::2]:
        register.add(_half_year(plan.year, unit), "duty.done")


def _half_year(year: int, unit: str) -> Settlement:
    first, last = date(year, 1, 1), date(year, 6, 30)
    return Settlement(
        year=year, day=last, kind="done", duty=DAILY_DUTY, at=NOW, unit=unit, first=first, last=last, skip=(last,)
    )


if __name__ == "__main__":
    main(store_from(sys.argv[1]), int(sys.argv[2]), daily="--daily" in sys.argv, wide="--wide" in sys.argv)
