"""Scoring 60 units with 5,000 deductions against a plain loop over the same records, as a ratio of medians of pairs.

The loop sums and caps by item and by unit, and nothing else: no tree, no stages, no rank, no account of each entry.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from statistics import median
from typing import TYPE_CHECKING

from gongkai.domain.entries import EntryState, entry_states
from gongkai.domain.plan import Plan, Unit, WorkPoint
from gongkai.domain.records import ScoreEntry
from gongkai.domain.scheme import Assessment, Grade, Group, Item, Rule, Scheme
from gongkai.domain.scoring import score_year

if TYPE_CHECKING:
    from collections.abc import Callable

UNITS, ENTRIES, ITEMS, PAIRS = 60, 5000, 10, 9
FULL = Decimal(100)
START = date(2018, 7, 25)


def plan() -> Plan:
    """Return a year of 60 towns and a flat scheme of ten items of ten points."""
    items = tuple(
        Item(str(n), f"考核项{n}", Decimal(10), rules=(Rule(f"{n}.1", f"规则{n}", Decimal("0.5")),))
        for n in range(1, ITEMS + 1)
    )
    assessment = Assessment(
        full=FULL,
        grades=(Grade("优秀", Decimal(90)), Grade("合格", Decimal(60)), Grade("不合格", Decimal(0))),
        groups=(Group("镇", kinds=("镇",)),),
        schemes=(Scheme("基准", items),),
    )
    return Plan(
        year=2018,
        title="基准",
        number="",
        issuer="",
        issued=START,
        office="县政府办公室",
        units=tuple(Unit(f"第{n}镇", "镇") for n in range(UNITS)),
        points=(WorkPoint("1", "要点", "", "", "", ("县政府办公室",)),),
        assessment=assessment,
    )


def entries() -> tuple[EntryState, ...]:
    """Return 5,000 deductions over all units and items."""
    made = (
        ScoreEntry(
            year=2018,
            day=START + timedelta(days=n % 150),
            id=f"D{n}",
            seq=n,
            kind="deduction",
            unit=f"第{n % UNITS}镇",
            rule=f"{n % ITEMS + 1}.1",
            asked=Decimal("0.5"),
            reason="基准",
        )
        for n in range(1, ENTRIES + 1)
    )
    return entry_states(made, ())


def plain(year: Plan, states: tuple[EntryState, ...]) -> dict[str, Decimal]:
    """Return the scores as a plain loop finds them."""
    asked: dict[tuple[str, str], Decimal] = {}
    for state in states:
        key = state.entry.unit, state.entry.rule.partition(".")[0]
        asked[key] = asked.get(key, Decimal(0)) + state.live
    lost = dict.fromkeys((unit.name for unit in year.units), Decimal(0))
    for (unit, _), points in asked.items():
        lost[unit] += min(points, Decimal(10))
    return {unit: FULL - points for unit, points in lost.items()}


def timed(act: Callable[[], object]) -> float:
    """Return the seconds that an act takes."""
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


@dataclass(frozen=True)
class Pair:
    """One run of each, in seconds."""

    engine: float
    plain: float


def main() -> None:
    """Measure, after making sure that both find the same scores."""
    year, states = plan(), entries()
    if {score.unit: score.score for score in score_year(year, states, {})} != plain(year, states):
        raise SystemExit("the engine and the plain loop do not agree")
    runs = [Pair(timed(lambda: score_year(year, states, {})), timed(lambda: plain(year, states))) for _ in range(PAIRS)]
    ratio = median(run.engine / run.plain for run in runs)
    print(f"{UNITS} units, {ENTRIES:,} deductions, {PAIRS} pairs")
    print(f"engine      {median(run.engine for run in runs) * 1000:8.1f} ms")
    print(f"plain loop  {median(run.plain for run in runs) * 1000:8.1f} ms")
    print(f"ratio       {ratio:8.1f}")


if __name__ == "__main__":
    main()
