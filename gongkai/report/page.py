"""The leaders' page: what is late, what changed, who needs help; then the year as a picture; behind it every figure."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from itertools import accumulate, groupby
from typing import TYPE_CHECKING

from msgspec.structs import asdict, replace

from gongkai.appeal.papers import UNDISPUTED
from gongkai.entry.papers import entry_table, how_many
from gongkai.finding.papers import finding_table
from gongkai.papers.columns import (
    as_of_line,
    column,
    light_cell,
    numbered,
    paper,
    points_text,
    share,
    short_day,
    status_cell,
    summed,
    table_of,
    without,
)
from gongkai.papers.document import (
    Cell,
    Chart,
    Figure,
    Figures,
    HeatHead,
    HeatMap,
    Paragraph,
    Section,
    Series,
    text,
)
from gongkai.points import plain, rounded
from gongkai.progress.papers import ongoing_figure, point_status
from gongkai.progress.status import FULL
from gongkai.report.arrears import arrears
from gongkai.report.comparison import MEASURES, headline_of
from gongkai.report.coverage import covered
from gongkai.report.distribution import distributions
from gongkai.report.opening import compared_with, opening, short_name
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
from gongkai.scoring.papers import UNRANKED, any_ranked, group_notes, ranking_table, so_far, with_example
from gongkai.scoring.scorecard import scorecard_document
from gongkai.wording import LEAD_STATE, LIGHT, ONGOING, REASON, ROLE, STATUS, answering_units

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from gongkai.appeal.papers import Dispute
    from gongkai.papers.columns import ColumnOf
    from gongkai.papers.document import Block, Document, Sense, Table, Tone
    from gongkai.plan.model import WorkPoint
    from gongkai.progress.status import PointState, UnitState
    from gongkai.progress.trend import Month
    from gongkai.report.arrears import Arrears
    from gongkai.report.comparison import EarlierPaper, Headline, Measure
    from gongkai.report.coverage import Coverage, Covered
    from gongkai.report.distribution import Distribution
    from gongkai.report.yearend import Count, Taken
    from gongkai.scoring.sheet import UnitScore
    from gongkai.year import Year

STATES: tuple[Sense, ...] = ("not_started", "in_progress", "done", "verified")
RED = "红灯"
RANK = {"red": 0, "yellow": 1, "green": 2}
CARDS, LEDGER, HERE = "各单位考核得分表", "年度台账", "本网页"
"""Papers of their own in which what is not printed stands; a page alone has the rest."""


def page_document(
    year: Year,
    kind: str = YEAR_END,
    *,
    dispute: Callable[[str], Dispute] = lambda _: UNDISPUTED,
    earlier: Sequence[EarlierPaper] = (),
) -> Document:
    """Return the page; its data are those of the report of the same `kind`, so that one can be held to the other.

    `dispute` tells of a unit what it may object to, and what came of that. `earlier` are papers to compare with, the
    last midterm circular before last year's report; without the former it is compared with a month before.
    """
    count, scores, cover, late = count_year(year), year.scores, covered(year), arrears(year)
    data = report_document(year, kind).data
    before = compared_with(year, earlier)
    now = headline_of(data if isinstance(data, dict) else {})
    parts: list[tuple[str, str, Iterable[Block], str]] = [
        ("against", "与此前相比", _against(year, now, before), OPEN),
        ("chapters", f"各{heads_of(count)}推进情况", _chapters(count), OPEN),
        ("heat", "各单位落实情况", _picture(year, cover, late), OPEN),
        ("distribution", "得分分布", _distribution(year), OPEN),
        ("rules", "扣分原因", _rules(count), OPEN),
        ("trend", "各月情况", _trend(year.months), OPEN),
        ("lights", "各要点进展", _lights(year), FOLDED),
        ("ranking", "考核排名", _rankings(scores), FOLDED),
        ("open-findings", f"未销号问题（{len(count.open_findings)}）", _findings(year, count), FOLDED),
        ("taken", f"扣分及依据（{how_many(len(count.standing), len(count.revoked))}）", _taken(year, count), LEDGER),
        ("cards", CARDS if scores else "各单位情况", _cards(year, late, dispute), CARDS if scores else HERE),
    ]
    how = {key: look for key, _, _, look in parts}
    sections = (_folded(part, how[part.key]) for part in numbered((key, said, made) for key, said, made, _ in parts))
    title = f"{named(year, kind)}一览"
    dated = (as_of_line(year.standing),) if year.standing.over else ()
    told = opening(year, cover, late, (now, before))
    blocks = (*dated, *interim(year, kind), *told, _figures(year, count, cover), *sections)
    document = paper("page", title, blocks, data, (year.ledger, year.standing))
    return with_example(document, year.plan, list(dict.fromkeys(score.scheme for score in scores)))


OPEN, FOLDED = "open", "folded"


def _folded(section: Section, how: str) -> Section:
    if how == OPEN:
        return section
    return replace(section, folded=True, apart="" if how == FOLDED else how)


def _figures(year: Year, count: Count, cover: Covered) -> Figures:
    summary, late, still = count.summary, len(count.overdue_findings), len(count.open_findings)
    items = [
        Figure("要点", summary.points),
        Figure(STATUS["not_started"], summary.not_started),
        Figure(STATUS["in_progress"], summary.in_progress),
        Figure(STATUS["done"], summary.done),
        Figure(STATUS["verified"], summary.verified, "good" if summary.verified else ""),
        *ongoing_figure(summary.ongoing),
        finished_share(summary),
        *([Figure("落实面", share(cover.whole.done, cover.whole.seats))] if cover.whole.seats else []),
        Figure(RED, summary.overdue, "bad" if summary.overdue else ""),
        *([Figure("已自查单位", f"{count.done}/{count.owed}")] if count.owed else []),
        Figure("未销号问题", f"{still}（逾期{late}）" if late else still, "bad" if late else ""),
    ]
    if year.plan.assessment:
        items.append(Figure("扣分", f"{len(count.standing)}条{points_text(count.applied)}分"))
    return Figures(tuple(items))


OVERDUE, LEADS = "逾期", ROLE["lead"].removesuffix("单位")
TONES: dict[str, Tone] = {
    "not_started": "dim",
    "in_progress": "",
    "returned": "warn",
    "done": "strong",
    "verified": "good",
}
LEGEND: tuple[tuple[Tone, str], ...] = (
    ("dim", LEAD_STATE["not_started"]),
    ("", LEAD_STATE["in_progress"]),
    ("warn", LEAD_STATE["returned"]),
    ("strong", LEAD_STATE["done"]),
    ("good", LEAD_STATE["verified"]),
    ("bad", "有应办事项或问题整改逾期"),
)
NOT_SCORED = "落实面不计分"
NOT_COUNTED = "牵头，不计入落实面"


def _picture(year: Year, cover: Covered, late: Arrears) -> Iterator[Block]:
    """Yield the units × points, the least done first, each cell with the state of the unit there."""
    if not cover.points or not cover.units:
        return
    whole = cover.whole
    said = "一行是一个单位，一列是一个要点，办结少的在前。"
    if whole.seats:
        said += f"落实面是责任单位办结的要点数占其承担要点数的比例，全部为{share(whole.done, whole.seats)}"
        said += f"（{whole.done}/{whole.seats}）。"
    if year.overview.summary.ongoing:
        said += f"{ONGOING}的要点不计入。"
    if whole.seats and year.scores:
        said += f"{NOT_SCORED}。"
    yield text(said, role="note")
    yield heat_map(year, cover, late)


def heat_map(year: Year, cover: Covered, late: Arrears) -> HeatMap:
    """Return the picture; a unit's card and a point's row are what its heads and cells speak of."""
    titles = {point.no: point.title for point in year.plan.points}
    behind = late.points_of({"item", "finding"})
    columns = tuple(
        HeatHead(titles[point.name], point.name, point.name, _column_total(point)) for point in cover.points
    )
    rows = tuple(
        HeatHead(unit.name, ref=unit.name, total=_row_total(unit), group=group if len(cover.groups) > 1 else "")
        for group, units in cover.groups
        for unit in units
    )
    cells = tuple(
        tuple(_cell(year, unit.name, point.name, behind.get(unit.name, ())) for point in cover.points)
        for unit in cover.units
    )
    whole = cover.whole
    summed, total = (SUMMED, Cell(_of_all(whole), "strong")) if whole.seats else ("", Cell(None))
    led = any(str(cell.value).startswith(LEADS) for row in cells for cell in row)
    framed = (LEADS, NOT_COUNTED) if led else ("", "")
    return HeatMap("heat", "", rows, columns, cells, LEGEND, summed, total, framed)


SUMMED = "小计：办结/承担　落实面（%）"


def _row_total(unit: Coverage) -> Cell:
    return Cell(_of_all(unit)) if unit.seats else Cell("—", "dim")


def _column_total(point: Coverage) -> Cell:
    """Return the same of a point, in whole per cent: there is no room for more."""
    if not point.seats:
        return Cell("—", "dim")
    return Cell(f"{point.done}/{point.seats}　{rounded(Decimal(point.done * 100) / point.seats, 0)}")


def _of_all(of: Coverage) -> str:
    return f"{of.done}/{of.seats}　{rounded(Decimal(of.done * 100) / of.seats, 1):.1f}"


def _cell(year: Year, unit: str, no: str, late: Collection[str]) -> Cell:
    state = year.unit_states[no].get(unit)
    if state is None:
        return Cell(None)
    leads = LEADS if no not in year.roster.unled and year.roster.leads_on(no, unit) else ""
    if no in late:
        return Cell(f"{leads}{OVERDUE}", "bad", unit)
    said = f"{state.percent}%" if state.status == "in_progress" else LEAD_STATE[state.status]
    return Cell(f"{leads}{said}", TONES[state.status], unit)


def _distribution(year: Year) -> Iterator[Block]:
    for spread in distributions(year):
        names = tuple(f"{plain(low)}—{plain(high)}" for low, high in spread.spans)
        series = tuple(Series(group, counts) for group, counts in spread.counts.items())
        bounds = tuple((spread.place(grade.min), f"{grade.name} {plain(grade.min)}") for grade in spread.bounds)
        yield Chart("distribution", "columns", "各分数段的单位数", names, series, bounds=bounds)
        yield _figures_of("distribution", _spans(spread, names))
        lines = [f"{grade.name}{plain(grade.min)}分" for grade in spread.grades if grade.min > 0]
        told = f"等次的分数线：{'、'.join(lines)}；不在所画分数段里的没有画出。" if lines else ""
        yield text(f"每段含下限、不含上限，最高一段都含。{told}", role="note")


def _spans(spread: Distribution, names: Sequence[str]) -> Table:
    rows = list(zip(names, zip(*spread.counts.values(), strict=True), strict=True))
    columns: list[ColumnOf[tuple[str, tuple[int, ...]]]] = [column("得分", lambda row: row[0], total="合计")]
    for at, group in enumerate(spread.counts):
        columns.append(summed(group, _part_at(at), rows))
    return table_of("distribution", "各分数段的单位数", columns, reversed(rows), total=True)


def _part_at(at: int) -> Callable[[tuple[str, tuple[int, ...]]], int]:
    return lambda row: row[1][at]


def _figures_of(key: str, table: Table) -> Section:
    """Return a table that stands behind its picture."""
    return Section(f"{key}-figures", "数据", (table,), 2, folded=True)


def _against(year: Year, now: Headline, before: Sequence[EarlierPaper]) -> Iterator[Block]:
    """Yield the year's shares beside those of earlier papers, and in the table every figure that both have."""
    if not before:
        return
    shares = [one for one in MEASURES if one.unit == "%" and getattr(now, one.key) is not None]
    told = [(short_name(one, year.plan.year), one.headline) for one in reversed(before)] + [("本期", now)]
    kept = [one for one in shares if all(getattr(each, one.key) is not None for _, each in told)]
    if any(getattr(each, one.key) for one in kept for _, each in told):
        series = tuple(Series(name, tuple(getattr(each, one.key) for one in kept)) for name, each in told)
        yield Chart("against", "bar", "主要比例（%）", tuple(one.name for one in kept), series)
    columns: tuple[ColumnOf[Measure], ...] = (
        column("指标", lambda one: f"{one.name}（{one.unit}）"),
        *(column(name, _value_in(each), "number") for name, each in told),
        *(column(f"比{short_name(one, year.plan.year)}", _change_from(now, one.headline), "number") for one in before),
    )
    listed = [one for one in MEASURES if getattr(now, one.key) is not None]
    yield _figures_of("against", table_of("against", "主要数据对比", columns, listed))


def _value_in(headline: Headline) -> Callable[[Measure], Decimal | str]:
    return lambda one: "—" if (value := _known(headline, one)) is None else value


def _change_from(now: Headline, then: Headline) -> Callable[[Measure], Cell | str]:
    def change(one: Measure) -> Cell | str:
        value, was = _known(now, one), _known(then, one)
        if value is None or was is None:
            return "—"
        moved = value - was
        counted = "个百分点" if one.unit == "%" and moved else ""
        return f"+{plain(moved)}{counted}" if moved > 0 else f"{plain(moved)}{counted}"

    return change


def _known(headline: Headline, one: Measure) -> Decimal | None:
    value: Decimal | None = getattr(headline, one.key)
    return value


MOST_RULES = 8
OTHER = "其他规则"


def _rules(count: Count) -> Iterator[Block]:
    """Yield what took most points first, with the share that all down to it have together (Pareto)."""
    taken = sorted((one for one in count.by_rule if one.applied), key=lambda one: -one.applied)
    whole = sum((one.applied for one in taken), Decimal(0))
    if not whole:
        return
    first, rest = taken[:MOST_RULES], taken[MOST_RULES:]
    bars = [(f"{one.key} {one.text}".strip(), one.applied) for one in first]
    bars += [(f"{OTHER}（{len(rest)}条）", sum((one.applied for one in rest), Decimal(0)))] if rest else []
    upto = [f"累计{_of_whole(part, whole)}" for part in accumulate(value for _, value in bars)]
    names, values = tuple(name for name, _ in bars), tuple(value for _, value in bars)
    yield Chart("rules", "bar", "各规则扣去的分数，扣得多的在前", names, (Series("扣分", values),), tuple(upto))
    shares = dict(zip((one.key for one in taken), accumulate(one.applied for one in taken), strict=True))
    columns: tuple[ColumnOf[Taken], ...] = (
        column("规则", lambda one: one.key, total="合计"),
        column("内容", lambda one: one.text, weight=3),
        summed("条数", lambda one: one.count, taken),
        summed("计入", lambda one: one.applied, taken),
        column("累计", lambda one: _of_whole(shares[one.key], whole), "number"),
    )
    yield _figures_of("rules", table_of("rules", "各规则扣分", columns, taken, total=True))


def _of_whole(part: Decimal, whole: Decimal) -> str:
    return share(int(part * 100), int(whole * 100))


def _lights(year: Year) -> Iterator[Block]:
    points = year.overview.points
    if not points:
        return
    lit = Counter(state.light for state in points)
    yield text("，".join(f"{word}{lit[code]}个" for code, word in LIGHT.items()) + "。")
    columns: tuple[ColumnOf[PointState], ...] = (
        column("要点号", lambda s: Cell(s.point.no, ref=s.point.no), "point"),
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
    series = tuple(Series(STATUS[code], tuple(each[code] for each in figures), code) for code in STATES)
    names = tuple(chapter.chapter for chapter in chapters)
    yield Chart("chapters", "stacked", f"各{heads_of(count)}要点按状态分（个）", names, series)
    yield _figures_of("chapters", chapter_table(chapters))


def _trend(months: Sequence[Month]) -> Iterator[Block]:
    if not months:
        return
    lines: dict[str, tuple[Callable[[Month], int], Sense]] = {
        STATUS["done"]: (lambda month: month.done, "done"),
        STATUS["verified"]: (lambda month: month.verified, "verified"),
        RED: (lambda month: month.overdue, "overdue"),
    }
    series = tuple(Series(name, tuple(map(of, months)), sense) for name, (of, sense) in lines.items())
    yield Chart("trend", "line", "各月末的要点数（个）", tuple(map(_month, months)), series)
    columns = (column("月份", _month), *(column(name, of, "number") for name, (of, _) in lines.items()))
    yield _figures_of("trend", table_of("trend", "各月末的要点数", columns, months))


def _month(month: Month) -> str:
    return f"{month.first.month}月"


def _rankings(scores: Sequence[UnitScore]) -> Iterator[Block]:
    groups = [(group, list(members)) for group, members in groupby(scores, key=lambda score: score.group)]
    for group, listed in sorted(groups, key=lambda each: not any_ranked(each[1])):
        yield from group_notes(listed)
        yield replace(ranking_table(listed), caption=group if any_ranked(listed) else f"{group}（{UNRANKED}）")


def _findings(year: Year, count: Count) -> Iterator[Block]:
    """Yield what is open, the latest first: whose day passed longest ago, and last what has no day."""
    if count.open_findings:
        yield finding_table(
            sorted(count.open_findings, key=lambda state: state.due or date.max), year.ledger, year.standing
        )


def _taken(year: Year, count: Count) -> Iterator[Block]:
    chosen = (*count.standing, *count.revoked)
    if chosen:
        ordered = sorted(chosen, key=lambda state: (state.entry.day, state.entry.seq))
        yield entry_table(ordered, year.applied, kind="deduction", less=year.less)
        yield text(
            "“原记”是登记时的分数，“计入”是实际扣去的分数：按期整改的减半或者不扣，复核核减、单项封顶的照减。",
            role="note",
        )


def _cards(year: Year, late: Arrears, dispute: Callable[[str], Dispute]) -> Iterator[Block]:
    """Yield what there is of each unit that has a score or a point: its scorecard, and where it is behind."""
    groups = {score.group: so_far([one for one in year.scores if one.group == score.group]) for score in year.scores}
    sharing = Counter((score.group, score.rank or 0) for score in year.scores if score.rank)
    units, behind = {unit.name: unit for unit in year.plan.units}, late.points_of({"item", "finding"})
    for score in year.scores:
        told = dispute(score.unit)
        equals, (rivals, waiting) = max(0, sharing[score.group, score.rank or 0] - 1), groups[score.group]
        card = scorecard_document(
            year, score, units[score.unit], competing=rivals, equals=equals, waiting=waiting, dispute=told
        )
        blocks = (*_inside(card.blocks), *_behind(year, score.unit, behind.get(score.unit, ())))
        yield Section(score.unit, score.unit, blocks, 2, folded=True)
    scored = {score.unit for score in year.scores}
    for name in units:
        if year.points_of.get(name) and name not in scored:
            blocks = (*_behind(year, name, behind.get(name, ())), *_found(year, name))
            yield Section(name, name, blocks, 2, folded=True)


def _behind(year: Year, unit: str, late: Collection[str]) -> Iterator[Block]:
    """Yield where a unit has not finished, or is late; of the rest one sentence."""
    states = [(point, year.unit_states[point.no].get(unit)) for point in year.plan.points]
    held = [(point, state) for point, state in states if state is not None]
    open_ones = [(point, state) for point, state in held if state.percent < FULL or point.no in late]
    if not held:
        return
    done = len(held) - len(open_ones)
    if not open_ones:
        yield text(f"承担的{len(held)}个要点都已办结。")
        return
    yield text(f"承担要点{len(held)}个，{f'已办结{done}个，' if done else ''}没有办结或者有逾期的{len(open_ones)}个：")
    columns: tuple[ColumnOf[tuple[WorkPoint, UnitState]], ...] = (
        column("要点号", lambda each: Cell(each[0].no, ref=each[0].no), "point"),
        column("要点", lambda each: each[0].title, weight=2),
        column("角色", lambda each: _role(year, each[0].no, unit)),
        column("完成", lambda each: each[1].percent, "percent"),
        column("状态", lambda each: status_cell(each[1].status)),
        column("逾期", lambda each: Cell(OVERDUE, "bad") if each[0].no in late else "", optional=True),
        column("最近报告", lambda each: short_day(each[1].updated, year.plan.year), "date", optional=True),
    )
    yield table_of("behind", f"{unit}没有办结的要点", columns, open_ones)


def _role(year: Year, no: str, unit: str) -> str:
    seat = year.roster.on(no, unit)
    return ROLE[seat.role] if seat else ""


def _found(year: Year, unit: str) -> Iterator[Block]:
    """Yield the open findings of a unit that has no scorecard to tell of them."""
    found = [state for state in year.findings if state.finding.unit == unit and state.is_open]
    if found:
        yield without(finding_table(found, year.ledger, year.standing, "未销号问题"), "单位")


def _inside(blocks: Iterable[Block]) -> Iterator[Block]:
    """Leave out what the page says once for all units, what the list of points says, and hints for the command line."""
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
