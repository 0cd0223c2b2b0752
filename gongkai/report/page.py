"""The leaders' page: the year on one screen, and behind it every figure with its basis and every unit's scorecard."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import groupby
from typing import TYPE_CHECKING

from msgspec.structs import asdict, replace

from gongkai.appeal.papers import UNDISPUTED
from gongkai.entry.lists import entry_table, finding_table
from gongkai.finding.states import is_overdue
from gongkai.papers.columns import (
    as_of_line,
    light_cell,
    numbered,
    paper,
    points_text,
    share,
    short_day,
    status_cell,
    table,
)
from gongkai.papers.document import (
    Cell,
    Chart,
    Column,
    Figure,
    Figures,
    HeatMap,
    Paragraph,
    Section,
    Series,
    Table,
    text,
)
from gongkai.progress.status import unit_states
from gongkai.report.yearend import TITLES, YEAR_END, chapter_table, count_year, interim, period, report_document
from gongkai.scoring.papers import ranking_table, with_example
from gongkai.scoring.scorecard import scorecard_document
from gongkai.wording import LEAD_STATE, LIGHT, REASON, STATUS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from gongkai.appeal.papers import Dispute
    from gongkai.papers.document import Block, Document, Tone
    from gongkai.progress.status import PointState, UnitState
    from gongkai.progress.trend import Month
    from gongkai.report.yearend import Chapter, Count
    from gongkai.scoring.sheet import UnitScore
    from gongkai.year import Year

STATES = ("not_started", "in_progress", "done", "verified")
RED = "红灯"
RANK = {"red": 0, "yellow": 1, "green": 2}


def page_document(
    year: Year,
    scores: Sequence[UnitScore],
    *,
    kind: str = YEAR_END,
    undecided: Collection[str] = frozenset(),
    months: Sequence[Month] = (),
    dispute: Callable[[str], Dispute] = lambda _: UNDISPUTED,
) -> Document:
    """Return the page; its data are those of the report of the same `kind`, so that one can be held to the other.

    `scores` are group by group; `dispute` tells of a unit what it may object to, and what came of that.
    """
    count = count_year(year, scores, undecided)
    data = report_document(year, scores, kind=kind, undecided=undecided, months=months).data
    sections = numbered(
        [
            ("lights", "亮灯情况", _lights(year)),
            ("heat", "各单位承担要点情况", heat_maps(year, scores)),
            ("chapters", "各章推进情况", _chapters(count.chapters)),
            ("trend", "各月情况", _trend(months)),
            ("ranking", "考核排名", _rankings(scores)),
            ("open-findings", "未销号问题", _findings(year, count)),
            ("taken", "扣分及依据", _taken(count, scores)),
            ("cards", "各单位考核得分表", _cards(year, scores, dispute)),
        ]
    )
    told = TITLES[kind].removesuffix("报告")
    title = f"{year.plan.title.removesuffix('要点')}{period(year, kind)}{told}一览"
    opening = (as_of_line(year.standing),) if year.standing.over else ()
    blocks = (*opening, *interim(year, kind), _figures(count), *sections)
    document = paper("page", title, blocks, data, (year.ledger, year.standing))
    return with_example(document, year.plan, list(dict.fromkeys(score.scheme for score in scores)))


def _figures(count: Count) -> Figures:
    summary, late, still = count.summary, len(count.overdue_findings), len(count.open_findings)
    finished = summary.done + summary.verified
    items = [
        Figure("要点", summary.points),
        Figure(STATUS["not_started"], summary.not_started),
        Figure(STATUS["in_progress"], summary.in_progress),
        Figure(STATUS["done"], summary.done),
        Figure(STATUS["verified"], summary.verified, "good" if summary.verified else ""),
        Figure("办结率", share(finished, summary.points) or "0%"),
        Figure(RED, summary.overdue, "bad" if summary.overdue else ""),
        Figure("已自查单位", f"{count.done}/{count.owed}"),
        Figure("未销号问题", f"{still}（逾期{late}）" if late else still, "bad" if late else ""),
        Figure("扣分", f"{len(count.standing)}条{points_text(count.applied)}分"),
    ]
    return Figures(tuple(items))


def _lights(year: Year) -> Iterator[Block]:
    points = year.overview.points
    if not points:
        return
    lit = Counter(state.light for state in points)
    yield text("，".join(f"{word}{lit[code]}个" for code, word in LIGHT.items()) + "。")
    columns = (
        Column("序号"),
        Column("灯", "light"),
        Column("要点", weight=3),
        Column("牵头单位", weight=2),
        Column("完成", "percent"),
        Column("状态"),
        Column("落实面"),
        Column("期限"),
        Column("亮灯原因", weight=2),
    )
    ordered = sorted(points, key=lambda state: RANK[state.light])
    rows = [_light_row(state, year.plan.year) for state in ordered]
    yield table("points", "", columns, rows, optional=("期限", "亮灯原因"))
    yield text("落实面是责任单位中已经完成的个数和责任单位总数。", role="note")


def _light_row(state: PointState, year: int) -> tuple[Cell, ...]:
    reasons = dict.fromkeys(REASON[reason.code] for reason in state.reasons)
    owing = f"{state.responsible_done}/{state.responsible_units}" if state.responsible_units else ""
    return (
        Cell(state.point.no, ref=state.point.no),
        light_cell(state.light),
        Cell(state.point.title),
        Cell("、".join(lead.unit for lead in state.leads)),
        Cell(state.percent),
        status_cell(state.status),
        Cell(owing),
        Cell(short_day(state.due, year) or "", "bad" if state.due and state.light == "red" else ""),
        Cell("、".join(reasons)),
    )


def _chapters(chapters: Sequence[Chapter]) -> Iterator[Block]:
    if not chapters:
        return
    figures = [asdict(chapter) for chapter in chapters]
    series = tuple(Series(STATUS[code], tuple(each[code] for each in figures)) for code in STATES)
    names = tuple(chapter.chapter for chapter in chapters)
    yield Chart("chapters", "stacked", "各章要点按状态分（个）", names, series)
    yield chapter_table(chapters)


def _trend(months: Sequence[Month]) -> Iterator[Block]:
    if not months:
        return
    names = tuple(f"{month.first.month}月" for month in months)
    lines = (
        (STATUS["done"], [month.done for month in months]),
        (STATUS["verified"], [month.verified for month in months]),
        (RED, [month.overdue for month in months]),
    )
    series = tuple(Series(name, tuple(values)) for name, values in lines)
    yield Chart("trend", "line", "各月末的要点数（个）", names, series)
    columns = (Column("月份"), *(Column(name, "number") for name, _ in lines))
    rows = [(Cell(name), *map(Cell, values)) for name, *values in zip(names, *(v for _, v in lines), strict=True)]
    yield Table("trend", "各月末的要点数", columns, tuple(rows))


def _rankings(scores: Sequence[UnitScore]) -> Iterator[Block]:
    for group, members in groupby(scores, key=lambda score: score.group):
        listed = list(members)
        ranked = any(score.rank is not None for score in listed)
        yield replace(ranking_table(listed), caption=group if ranked else f"{group}（不排名）")


def _findings(year: Year, count: Count) -> Iterator[Block]:
    if count.open_findings:
        yield finding_table(count.open_findings, year.standing)


def _taken(count: Count, scores: Sequence[UnitScore]) -> Iterator[Block]:
    chosen = (*count.standing, *count.revoked)
    if chosen:
        applied = {a.id: a.applied for score in scores for a in score.applied}
        ordered = sorted(chosen, key=lambda state: (state.entry.day, state.entry.seq))
        yield entry_table(ordered, applied, kind="deduction")
        yield text("“原记”是登记时的分数，“计入”是按单项封顶和复核结果实际扣去的分数。", role="note")


def _cards(year: Year, scores: Sequence[UnitScore], dispute: Callable[[str], Dispute]) -> Iterator[Block]:
    competing = Counter(score.group for score in scores if score.rank is not None)
    sharing = Counter((score.group, score.rank or 0) for score in scores if score.rank)
    units = {unit.name: unit for unit in year.plan.units}
    for score in scores:
        told = dispute(score.unit)
        equals, rivals = max(0, sharing[score.group, score.rank or 0] - 1), competing[score.group]
        card = scorecard_document(year, score, units[score.unit], competing=rivals, equals=equals, dispute=told)
        yield Section(score.unit, score.unit, tuple(_inside(card.blocks)), 2, new_page=True)


def _inside(blocks: Iterable[Block]) -> Iterator[Block]:
    """Leave out what the page says once for all units, what the heat map shows, and hints for the command line."""
    for block in blocks:
        match block:
            case Paragraph(role="note" | "hint"):
                continue
            case Section(key="assignments"):
                continue
            case Section():
                yield replace(block, level=3, blocks=tuple(_inside(block.blocks)))
            case _:
                yield block


OVERDUE = "逾期"
TONES: dict[str, Tone] = {
    "not_started": "dim",
    "in_progress": "",
    "returned": "warn",
    "done": "strong",
    "verified": "good",
}
LEGEND: tuple[tuple[Tone, str], ...] = (
    ("dim", LEAD_STATE["not_started"]),
    ("", f"{LEAD_STATE['in_progress']}（写完成百分比）"),
    ("warn", LEAD_STATE["returned"]),
    ("strong", LEAD_STATE["done"]),
    ("good", LEAD_STATE["verified"]),
    ("bad", "有时限事项或问题整改逾期"),
)


def heat_maps(year: Year, scores: Sequence[UnitScore]) -> Iterator[HeatMap]:
    """Yield a map for each ranked group, and one for all who are not ranked; `scores` are group by group.

    A point that no unit of a map is on has no row there.
    """
    states = unit_states(year.ledger, year.roster)
    late = _late(year)
    order = {unit.name: index for index, unit in enumerate(year.plan.units)}
    for name, members in _groups(scores):
        units = sorted(members, key=order.__getitem__)
        points = [s.point for s in year.overview.points if not states[s.point.no].keys().isdisjoint(units)]
        rows = tuple(f"{point.no} {point.title}" for point in points)
        cells = [tuple(_cell(states[point.no].get(unit), point.no in late[unit]) for unit in units) for point in points]
        if rows:
            yield HeatMap("heat", name, rows, tuple(units), tuple(cells), LEGEND)


def _groups(scores: Sequence[UnitScore]) -> Iterator[tuple[str, list[str]]]:
    apart: dict[str, list[str]] = {}
    for group, members in groupby(scores, key=lambda score: score.group):
        listed = list(members)
        units = [score.unit for score in listed]
        if any(score.rank is not None for score in listed):
            yield group, units
        else:
            apart[group] = units
    if apart:
        yield "、".join(apart), [unit for units in apart.values() for unit in units]


def _late(year: Year) -> Mapping[str, set[str]]:
    """Return the points on which each unit has something overdue of its own."""
    late: dict[str, set[str]] = defaultdict(set)
    for item in year.items:
        if item.status == "overdue":
            for unit in (item.unit,) if item.unit else item.owers:
                late[unit].add(item.point)
    for state in year.findings:
        if is_overdue(state, year.standing):
            late[state.finding.unit].add(state.finding.point)
    return late


def _cell(state: UnitState | None, late: bool) -> Cell:  # noqa: FBT001 - one of two words
    if state is None:
        return Cell(None)
    if late:
        return Cell(OVERDUE, "bad")
    said = f"{state.percent}%" if state.status == "in_progress" else LEAD_STATE[state.status]
    return Cell(said, TONES[state.status])
