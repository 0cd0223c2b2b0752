"""What a quarter or a month brought, in a sentence: of circulars about it, and of reports upward."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING

from gongkai.papers.columns import points_text, which_points
from gongkai.report.opening import year_at
from gongkai.report.yearend import count_year
from gongkai.wording import APPEAL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from gongkai.finding.states import FindingState
    from gongkai.report.period import Period
    from gongkai.report.yearend import Count
    from gongkai.year import Year


def year_before(year: Year, part: Period) -> Year | None:
    """Return the year as it was before a part of it; None where that brought all there is."""
    return None if part.whole else year_at(year, part.since)


def brought(
    year: Year, count: Count, part: Period, before: Year | None, whose: Callable[[Sequence[FindingState]], str]
) -> str:
    """Return what a part of the year brought beside the year `before` it; `whose` says whose new problems are."""
    found = [state for state in count.findings if part.holds(state.finding.day)]
    closed = sum(part.holds(state.closed) for state in count.findings)
    parts = [_finished(year, count, before), _inspected(count, before)]
    parts += [f"新发现问题{len(found)}个{whose(found)}" if found else ""]
    parts += [f"整改销号{closed}个问题" if closed else "", *_taken(year, count, part), *_decided(year, part)]
    said = "；".join(part for part in parts if part)
    return f"{part.name}{said}。" if said else f"{part.name}没有新办结的要点，也没有新发现、新销号的问题。"


def _finished(year: Year, count: Count, before: Year | None) -> str:
    """Return which points and how many tasks were finished in it; a point that was reopened counts not."""
    done_before = {state.point.no for state in before.overview.points if state.is_done} if before else set()
    done = [s.point.no for s in year.overview.points if s.is_done and s.point.no not in done_before]
    tasks = count.summary.responsible_done - (before.overview.summary.responsible_done if before else 0)
    which = which_points(done, [point.no for point in year.plan.points])
    parts = [f"新办结要点{len(done)}个（{which}）"] if done else []
    parts += [f"责任单位新办结任务{tasks}项次"] if tasks > 0 else []
    return "，".join(parts)


def _inspected(count: Count, before: Year | None) -> str:
    """Return how many units have done their self-inspections in it."""
    units = count.done - (count_year(before).done if before else 0)
    return f"新完成自查的单位{units}个" if units > 0 else ""


def _taken(year: Year, count: Count, part: Period) -> Iterator[str]:
    new = [state for state in count.standing if part.holds(state.entry.day)]
    if new:
        points = sum((year.applied.get(state.entry.id, state.live) for state in new), Decimal(0))
        units = len({state.entry.unit for state in new})
        yield f"扣分{len(new)}条，涉及单位{units}个，共{points_text(points)}分"


def _decided(year: Year, part: Period) -> Iterator[str]:
    """Yield how many objections were decided in it, and how."""
    rulings = [state.ruling for state in year.appeals if state.ruling and part.holds(state.ruling.day)]
    counted = Counter(ruling.kind for ruling in rulings)
    if rulings:
        yield f"决定复核申请{len(rulings)}件（{'、'.join(f'{APPEAL[kind]}{no}件' for kind, no in counted.items())}）"
