"""The headline figures of a year, and how they differ from an earlier paper's: the last midterm circular, last year.

What is compared with is what was published: the data that an issued circular or a closed year has kept.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from gongkai.points import rounded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from gongkai.register.kinds import Issue


MIDTERM, LAST_YEAR, MONTH_BEFORE = "中期", "上年", "上月"
"""How sentences call an earlier paper."""


class Headline(Struct, frozen=True):
    """The figures that a year is told by, as papers print them; None where there is nothing to have a share in.

    Shares are per cent with one decimal: `finished` 办结率, `responsible` 落实面, `inspected` of the units that owe a
    self-inspection, `rectified` of the findings. `applied` are the points taken, `means` the mean score of each group
    that is ranked, and `mean` that of all who have a score.
    """

    finished: Decimal | None
    responsible: Decimal | None
    inspected: Decimal | None
    rectified: Decimal | None
    findings: Decimal | None
    deductions: Decimal | None
    applied: Decimal | None
    mean: Decimal | None
    means: Mapping[str, Decimal]


class Measure(Struct, frozen=True):
    """A figure that is compared: its field in the `Headline`, its name, what it is counted in."""

    key: str
    name: str
    unit: str


MEASURES = (
    Measure("finished", "办结率", "%"),
    Measure("responsible", "落实面", "%"),
    Measure("inspected", "专项自查完成率", "%"),
    Measure("rectified", "问题整改销号率", "%"),
    Measure("findings", "发现问题", "个"),
    Measure("deductions", "扣分", "条"),
    Measure("applied", "扣分计入", "分"),
    Measure("mean", "平均得分", "分"),
)


class EarlierPaper(Struct, frozen=True):
    """An earlier paper to compare with: `name` is how sentences call it (中期, 上年), `day` that of its figures.

    `open_findings` are the ids of the problems that were not signed off then.
    """

    name: str
    day: date
    headline: Headline
    open_findings: tuple[str, ...] = ()


class Difference(Struct, frozen=True):
    """One figure now and in an earlier paper."""

    measure: Measure
    now: Decimal
    was: Decimal

    @property
    def change(self) -> Decimal:
        """What it rose by, or below 0 fell: the difference of the figures as they are printed."""
        return self.now - self.was


def headline_of(data: Mapping[str, Any]) -> Headline:
    """Return the headline figures of a report's data, of one that an earlier version wrote too."""
    summary, findings = _part(data, "summary"), _part(data, "findings")
    inspected, deductions = _part(data, "self_inspection"), _part(data, "deductions")
    units = [unit for unit in data.get("units", ()) if unit.get("score") is not None]
    finished = summary.get("done", 0) + summary.get("verified", 0)
    groups: dict[str, list[Decimal]] = defaultdict(list)
    for unit in units:
        if unit.get("rank") is not None:
            groups[unit["group"]].append(unit["score"])
    assessed = bool(data.get("units"))
    return Headline(
        percent(finished, summary.get("points", 0) - summary.get("ongoing", 0)),
        percent(summary.get("responsible_done", 0), summary.get("responsible_units", 0)),
        percent(inspected.get("done", 0), inspected.get("owed", 0)),
        percent(_part(findings, "by_status").get("closed", 0), findings.get("total", 0)),
        Decimal(findings.get("total", 0)),
        Decimal(deductions.get("count", 0)) if assessed else None,
        Decimal(deductions.get("applied", 0)) if assessed else None,
        _mean([unit["score"] for unit in units]),
        {group: mean for group, scores in groups.items() if (mean := _mean(scores)) is not None},
    )


def percent(part: int, whole: int) -> Decimal | None:
    """Return a part in per cent with one decimal, rounded half up, as `columns.share` words it; None of nothing."""
    return rounded(Decimal(part * 100) / whole, 1) if whole else None


def differences(now: Headline, earlier: EarlierPaper) -> Iterator[Difference]:
    """Yield each figure that both have, in the order of `MEASURES`."""
    for measure in MEASURES:
        value, was = getattr(now, measure.key), getattr(earlier.headline, measure.key)
        if value is not None and was is not None:
            yield Difference(measure, value, was)


def midterm_before(issued: Sequence[Issue], as_of: date) -> Issue | None:
    """Return the midterm circular that was issued last and tells of an earlier day; None where there is none."""
    return next((each for each in reversed(issued) if each.kind == "midterm" and each.as_of < as_of), None)


def _part(data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = data.get(key)
    return found if isinstance(found, dict) else {}


def _mean(scores: Sequence[Decimal]) -> Decimal | None:
    return rounded(sum(scores, Decimal(0)) / len(scores), 2) if scores else None
