"""Scoring 60 units with 5,000 deductions against a plain loop over the same records, as a ratio of medians of pairs.

The loop sums and caps by item and by unit, and nothing else: no tree, no stages, no rank, no account of each entry.
The engine's own time includes putting each entry together with what was decided about it. Beside the flat year that
both can do stands one that only the engine can: three levels, four quarters, a part that does not apply, and a
decision on every other entry. Budget: 0.2 s each; told, not judged.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from statistics import median
from typing import TYPE_CHECKING

from msgspec.structs import replace

from gongkai.entry.states import entry_states
from gongkai.plan.model import Plan, Unit, WorkPoint
from gongkai.plan.rubric import AppliesTo, Assessment, Grade, Group, Item, Rule, Scheme, Stage
from gongkai.register.kinds import Ruling, ScoreEntry
from gongkai.scoring.score import score_year

if TYPE_CHECKING:
    from collections.abc import Callable

UNITS, ENTRIES, ITEMS, PAIRS = 60, 5000, 10, 9
BUDGET = 0.2
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


def deep(year: Plan) -> Plan:
    """Return the year under three levels and four quarters, its third-level items for points that nobody is on."""
    rubric = year.assessment
    if rubric is None:
        raise SystemExit("the year has no rubric")
    items = tuple(replace(item, rules=(), items=(_middle(item),)) for item in rubric.schemes[0].items)
    quarters = tuple(Stage(f"{n}季度", Decimal(25)) for n in "一二三四")
    return replace(year, assessment=replace(rubric, schemes=(Scheme("三级", items, stages=quarters),)))


def _middle(item: Item) -> Item:
    below = Item(f"{item.code}-1-1", "三级", Decimal(2), AppliesTo(work_points=("9",)))
    return Item(f"{item.code}-1", "二级", Decimal(8), rules=item.rules, items=(below,))


def entries() -> tuple[ScoreEntry, ...]:
    """Return 5,000 deductions over all units and items."""
    return tuple(
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
            stage=f"{'一二三四'[n % 7 % 4]}季度",
        )
        for n in range(1, ENTRIES + 1)
    )


def rulings(made: tuple[ScoreEntry, ...]) -> tuple[Ruling, ...]:
    """Return a decision on every other entry: told, revoked and reduced in turn."""
    return tuple(
        Ruling(
            year=2018,
            day=entry.day,
            id=f"R{ENTRIES + entry.seq}",
            seq=ENTRIES + entry.seq,
            entry=entry.id,
            kind=("notified", "revoked", "reduced")[entry.seq // 2 % 3],
            points=Decimal("0.25"),
        )
        for entry in made[::2]
    )


def plain(year: Plan, made: tuple[ScoreEntry, ...]) -> dict[str, Decimal]:
    """Return the scores as a plain loop finds them."""
    asked: dict[tuple[str, str], Decimal] = {}
    for entry in made:
        key = entry.unit, entry.rule.partition(".")[0]
        asked[key] = asked.get(key, Decimal(0)) + entry.asked
    lost = dict.fromkeys((unit.name for unit in year.units), Decimal(0))
    for (unit, _), points in asked.items():
        lost[unit] += min(points, Decimal(10))
    return {unit: FULL - points for unit, points in lost.items()}


def engine(year: Plan, made: tuple[ScoreEntry, ...], decided: tuple[Ruling, ...] = ()) -> dict[str, Decimal | None]:
    """Return the scores as the engine finds them, from the raw records."""
    return {score.unit: score.score for score in score_year(year, entry_states(made, decided), {})}


def timed(act: Callable[[], object]) -> float:
    """Return the seconds that an act takes."""
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


@dataclass(frozen=True)
class Run:
    """One run of each, in seconds."""

    flat: float
    deep: float
    plain: float


def main() -> None:
    """Measure, after making sure that both find the same scores."""
    year, made = plan(), entries()
    hard, decided = deep(year), rulings(made)
    if engine(year, made) != plain(year, made):
        raise SystemExit("the engine and the plain loop do not agree")
    runs = [
        Run(
            timed(lambda: engine(year, made)),
            timed(lambda: engine(hard, made, decided)),
            timed(lambda: plain(year, made)),
        )
        for _ in range(PAIRS)
    ]
    print(f"{UNITS} units, {ENTRIES:,} deductions, {PAIRS} runs; budget {BUDGET * 1000:.0f} ms")
    print(f"engine, flat             {median(run.flat for run in runs) * 1000:8.1f} ms")
    print(f"engine, levels, quarters {median(run.deep for run in runs) * 1000:8.1f} ms")
    print(f"plain loop               {median(run.plain for run in runs) * 1000:8.1f} ms")
    print(f"ratio, flat              {median(run.flat / run.plain for run in runs):8.1f}")
    print(f"ratio, levels, quarters  {median(run.deep / run.plain for run in runs):8.1f}")


if __name__ == "__main__":
    main()
