"""Make a ledger of 2018 with as many progress reports as asked: `python benchmarks/filling.py DATABASE ROWS`.

With `--daily` the notice dates from New Year, so that its daily list makes a year of items.
"""

from __future__ import annotations

import sys
from datetime import date, timedelta
from itertools import cycle, islice
from typing import TYPE_CHECKING

from gongkai.domain.records import Progress
from gongkai.domain.roster import roster_of
from gongkai.domain.typed import moment_of
from gongkai.frozen import replace
from gongkai.intake.packaged import packaged_tasks
from gongkai.intake.plan_file import read_plan
from gongkai.services.loading import load_plan
from gongkai.settings import store_from
from gongkai.storage.writing import create_store

if TYPE_CHECKING:
    from gongkai.domain.plan import Plan
    from gongkai.storage.writing import Register

NOW = moment_of("2018-11-30T09:00")
DAYS = 120


def main(store: str, rows: int, *, daily: bool = False) -> None:
    """Make the ledger; the packaged plan, then `rows` reports over every assignment in turn."""
    plan = read_plan(packaged_tasks()).plan
    if plan is None:
        raise SystemExit("the packaged plan does not load")
    plan = replace(plan, issued=date(plan.year, 1, 1)) if daily else plan
    create_store(store, lambda register: _fill(register, plan, rows), actor="基准", os_user="benchmark", now=NOW)


def _fill(register: Register, plan: Plan, rows: int) -> None:
    load_plan(register, plan, "tasks.yaml")
    roster = roster_of(plan, ())
    seats = [(point.no, unit.name) for unit in plan.units for point in plan.points if roster.on(point.no, unit.name)]
    for n, (point, unit) in enumerate(islice(cycle(seats), rows)):
        day = plan.issued + timedelta(days=n % DAYS)
        register.add(Progress(year=plan.year, day=day, point=point, unit=unit, percent=n % 101), "progress.add")


if __name__ == "__main__":
    main(store_from(sys.argv[1]), int(sys.argv[2]), daily="--daily" in sys.argv)
