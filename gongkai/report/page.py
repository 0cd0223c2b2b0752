"""The leaders' page: the year on one screen, and behind it every figure with its basis and every unit's scorecard."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import groupby
from typing import TYPE_CHECKING

from msgspec.structs import asdict, replace

from gongkai.appeal.papers import UNDISPUTED
from gongkai.entry.papers import entry_table
from gongkai.finding.papers import finding_table
from gongkai.finding.states import is_overdue
from gongkai.papers.columns import (
    as_of_line,
    column,
    light_cell,
    numbered,
    paper,
    points_text,
    short_day,
    table_of,
)
from gongkai.papers.document import Cell, Chart, Figure, Figures, HeatMap, Paragraph, Section, Series, text
from gongkai.plan.roster import units_of_year
from gongkai.progress.papers import ongoing_figure, point_status
from gongkai.report.yearend import (
    YEAR_END,
    chapter_table,
    count_year,
    finished_share,
    heads_of,
    interim,
    named,
    report_document,
)
from gongkai.scoring.papers import group_notes, ranking_table, so_far, with_example
from gongkai.scoring.scorecard import scorecard_document
from gongkai.wording import LEAD_STATE, LIGHT, REASON, STATUS, answering_units

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from gongkai.appeal.papers import Dispute
    from gongkai.papers.columns import ColumnOf
    from gongkai.papers.document import Block, Document, Tone
    from gongkai.plan.model import Plan
    from gongkai.progress.status import PointState, UnitState
    from gongkai.progress.trend import Month
    from gongkai.report.yearend import Count
    from gongkai.scoring.sheet import UnitScore
    from gongkai.year import Year

STATES = ("not_started", "in_progress", "done", "verified")
RED = "红灯"
RANK = {"red": 0, "yellow": 1, "green": 2}


def page_document(
    year: Year, kind: str = YEAR_END, *, dispute: Callable[[str], Dispute] = lambda _: UNDISPUTED
) -> Document:
    """Return the page; its data are those of the report of the same `kind`, so that one can be held to the other.

    `dispute` tells of a unit what it may object to, and what came of that.
    """
    count, scores = count_year(year), year.scores
    data = report_document(year, kind).data
    sections = numbered(
        [
            ("lights", "亮灯情况", _lights(year)),
            ("heat", "各单位承担要点情况", heat_maps(year, scores)),
            ("chapters", f"各{heads_of(count)}推进情况", _chapters(count)),
            ("trend", "各月情况", _trend(year.months)),
            ("ranking", "考核排名", _rankings(scores)),
            ("open-findings", "未销号问题", _findings(year, count)),
            ("taken", "扣分及依据", _taken(count, scores)),
            ("cards", "各单位考核得分表", _cards(year, scores, dispute)),
        ]
    )
    title = f"{named(year, kind)}一览"
    opening = (as_of_line(year.standing),) if year.standing.over else ()
    blocks = (*opening, *interim(year, kind), _figures(year, count), *sections)
    document = paper("page", title, blocks, data, (year.ledger, year.standing))
    return with_example(document, year.plan, list(dict.fromkeys(score.scheme for score in scores)))


def _figures(year: Year, count: Count) -> Figures:
    summary, late, still = count.summary, len(count.overdue_findings), len(count.open_findings)
    items = [
        Figure("要点", summary.points),
        Figure(STATUS["not_started"], summary.not_started),
        Figure(STATUS["in_progress"], summary.in_progress),
        Figure(STATUS["done"], summary.done),
        Figure(STATUS["verified"], summary.verified, "good" if summary.verified else ""),
        *ongoing_figure(summary.ongoing),
        finished_share(summary),
        Figure(RED, summary.overdue, "bad" if summary.overdue else ""),
        *([Figure("已自查单位", f"{count.done}/{count.owed}")] if count.owed else []),
        Figure("未销号问题", f"{still}（逾期{late}）" if late else still, "bad" if late else ""),
    ]
    if year.plan.assessment:
        items.append(Figure("扣分", f"{len(count.standing)}条{points_text(count.applied)}分"))
    return Figures(tuple(items))


def _lights(year: Year) -> Iterator[Block]:
    points = year.overview.points
    if not points:
        return
    lit = Counter(state.light for state in points)
    yield text("，".join(f"{word}{lit[code]}个" for code, word in LIGHT.items()) + "。")
    columns: tuple[ColumnOf[PointState], ...] = (
        column("序号", lambda s: Cell(s.point.no, ref=s.point.no), "point"),
        column("灯", lambda s: light_cell(s.light), "light"),
        column("要点", lambda s: s.point.title, weight=3),
        column(answering_units(s.led for s in points), lambda s: "、".join(lead.unit for lead in s.leads), weight=2),
        column("完成", lambda s: s.percent, "percent"),
        column("状态", point_status),
        column("落实面", lambda s: f"{s.responsible_done}/{s.responsible_units}" if s.responsible_units else ""),
        column("期限", lambda s: _due_cell(s, year.plan.year), optional=True),
        column("亮灯原因", _reasons, weight=2, optional=True),
    )
    yield table_of("points", "", columns, sorted(points, key=lambda state: RANK[state.light]))
    yield text("落实面是责任单位中已经完成的个数和责任单位总数。", role="note")


def _reasons(state: PointState) -> str:
    return "、".join(dict.fromkeys(REASON[reason.code] for reason in state.reasons))


def _due_cell(state: PointState, year: int) -> Cell:
    return Cell(short_day(state.due, year) or "", "bad" if state.due and state.light == "red" else "")


def _chapters(count: Count) -> Iterator[Block]:
    chapters = count.chapters
    if not chapters:
        return
    figures = [asdict(chapter) for chapter in chapters]
    series = tuple(Series(STATUS[code], tuple(each[code] for each in figures)) for code in STATES)
    names = tuple(chapter.chapter for chapter in chapters)
    yield Chart("chapters", "stacked", f"各{heads_of(count)}要点按状态分（个）", names, series)
    yield chapter_table(chapters)


def _trend(months: Sequence[Month]) -> Iterator[Block]:
    if not months:
        return
    lines: dict[str, Callable[[Month], int]] = {
        STATUS["done"]: lambda month: month.done,
        STATUS["verified"]: lambda month: month.verified,
        RED: lambda month: month.overdue,
    }
    series = tuple(Series(name, tuple(map(of, months))) for name, of in lines.items())
    yield Chart("trend", "line", "各月末的要点数（个）", tuple(map(_month, months)), series)
    columns = (column("月份", _month), *(column(name, of, "number") for name, of in lines.items()))
    yield table_of("trend", "各月末的要点数", columns, months)


def _month(month: Month) -> str:
    return f"{month.first.month}月"


def _rankings(scores: Sequence[UnitScore]) -> Iterator[Block]:
    for group, members in groupby(scores, key=lambda score: score.group):
        listed = list(members)
        ranked = any(score.competes for score in listed)
        yield from group_notes(listed)
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
    groups = {score.group: so_far([one for one in scores if one.group == score.group]) for score in scores}
    sharing = Counter((score.group, score.rank or 0) for score in scores if score.rank)
    units = {unit.name: unit for unit in year.plan.units}
    for score in scores:
        told = dispute(score.unit)
        equals, (rivals, waiting) = max(0, sharing[score.group, score.rank or 0] - 1), groups[score.group]
        card = scorecard_document(
            year, score, units[score.unit], competing=rivals, equals=equals, waiting=waiting, dispute=told
        )
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
    ("bad", "有应办事项或问题整改逾期"),
)


def heat_maps(year: Year, scores: Sequence[UnitScore]) -> Iterator[HeatMap]:
    """Yield a map for each ranked group, and one for all who are not ranked; `scores` are group by group.

    A point that no unit of a map is on has no row there.
    """
    states = year.unit_states
    late = _late(year)
    order = {unit.name: index for index, unit in enumerate(year.plan.units)}
    for name, members in _groups(scores) if scores else _kinds(year.plan):
        units = sorted(members, key=order.__getitem__)
        points = [s.point for s in year.overview.points if not states[s.point.no].keys().isdisjoint(units)]
        rows = tuple(f"{point.no} {point.title}" for point in points)
        cells = [tuple(_cell(states[point.no].get(unit), point.no in late[unit]) for unit in units) for point in points]
        if rows:
            yield HeatMap("heat", name, rows, tuple(units), tuple(cells), LEGEND)


def _kinds(plan: Plan) -> Iterator[tuple[str, list[str]]]:
    """Yield the units by kind, where they stand in no groups."""
    units = units_of_year(plan)
    for kind in dict.fromkeys(unit.kind for unit in units):
        yield kind, [unit.name for unit in units if unit.kind == kind]


def _groups(scores: Sequence[UnitScore]) -> Iterator[tuple[str, list[str]]]:
    apart: dict[str, list[str]] = {}
    for group, members in groupby(scores, key=lambda score: score.group):
        listed = list(members)
        units = [score.unit for score in listed]
        if any(score.competes for score in listed):
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
