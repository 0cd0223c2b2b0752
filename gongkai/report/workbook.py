"""The year-end workbook: the year in figures and charts, behind them every point, score, problem and date as rows."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

from gongkai.papers.columns import (
    DUTY_TONE,
    FINDING_TONE,
    answer_of,
    as_of_line,
    evidence_text,
    light_cell,
    paper,
    points_text,
    proof_cell,
    share,
    status_cell,
    table,
)
from gongkai.papers.document import Cell, Chart, Column, Figure, Figures, Section, Series
from gongkai.report.yearend import YEAR_END, count_year, interim, period, report_document
from gongkai.scoring.papers import cents, with_example
from gongkai.wording import DUTY, ENTRY, ENTRY_STATUS, FINDING, REASON, STATUS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from decimal import Decimal

    from gongkai.duty.items import DutyItem
    from gongkai.entry.states import EntryState
    from gongkai.finding.states import FindingState
    from gongkai.papers.document import Block, Document, Table
    from gongkai.progress.status import PointState
    from gongkai.progress.trend import Month
    from gongkai.register.kinds import SelfInspection
    from gongkai.report.yearend import Count
    from gongkai.scoring.sheet import UnitScore
    from gongkai.year import Year

STATES = ("not_started", "in_progress", "done", "verified")
RED, UNGRADED = "红灯", "未定等次"
NONE_FOUND, INSPECTED = "自查未发现问题", "已自查"


def workbook_document(
    year: Year,
    scores: Sequence[UnitScore],
    *,
    kind: str = YEAR_END,
    undecided: Collection[str] = frozenset(),
    months: Sequence[Month] = (),
) -> Document:
    """Return the workbook, a section a sheet; its data are those of the report of the same `kind`.

    `scores` are group by group. Days are whole days and figures are figures, so that rows can be sorted and summed.
    """
    count = count_year(year, scores, undecided)
    data = report_document(year, scores, kind=kind, undecided=undecided, months=months).data
    applied = {a.id: cents(a.applied) for score in scores for a in score.applied}
    entries = tuple(state for state in year.entries if not state.is_slip)
    sections = (
        Section("overview", "总览", tuple(_overview(year, kind, count, scores, months))),
        Section("points", "要点进展", (points_table(year.overview.points),)),
        Section("scores", "单位得分", (scores_table(scores),)),
        Section("entries", "扣分明细", (entries_table(entries, applied),)),
        Section("findings", "自查与问题台账", (ledger_table(count.findings, _without_problems(year)),)),
        Section("duties", "时限事项", (duties_table(year.items),)),
    )
    title = f"{year.plan.title.removesuffix('要点')}{period(year, kind)}考核台账"
    document = paper("workbook", title, sections, data, (year.ledger, year.standing))
    return with_example(document, year.plan, list(dict.fromkeys(score.scheme for score in scores)))


def _overview(
    year: Year, kind: str, count: Count, scores: Sequence[UnitScore], months: Sequence[Month]
) -> Iterator[Block]:
    yield as_of_line(year.standing)
    yield from interim(year, kind)
    yield _figures(count)
    yield from _grades(scores)
    if count.chapters:
        names = tuple(_short(chapter.chapter) for chapter in count.chapters)
        series = tuple(Series(STATUS[code], tuple(getattr(each, code) for each in count.chapters)) for code in STATES)
        yield Chart("chapters", "stacked", "各章要点进展", names, series)
    if count.by_rule:
        rules = tuple(f"{taken.key} {taken.text}".strip() for taken in count.by_rule)
        yield Chart(
            "rules", "bar", "各规则扣分（计入）", rules, (Series("计入", tuple(t.applied for t in count.by_rule)),)
        )
    if months:
        lines = {RED: "overdue", STATUS["done"]: "done", STATUS["verified"]: "verified"}
        series = tuple(Series(name, tuple(getattr(month, code) for month in months)) for name, code in lines.items())
        yield Chart("trend", "line", "各月末的要点数", tuple(f"{m.first.month}月" for m in months), series)


def _figures(count: Count) -> Figures:
    summary, late, still = count.summary, len(count.overdue_findings), len(count.open_findings)
    finished = summary.done + summary.verified
    return Figures(
        (
            Figure("要点", summary.points),
            Figure("办结率", share(finished, summary.points) or "0%"),
            Figure(RED, summary.overdue, "bad" if summary.overdue else ""),
            Figure("已自查单位", f"{count.done}/{count.owed}"),
            Figure("未销号问题", f"{still}（逾期{late}）" if late else still, "bad" if late else ""),
            Figure("扣分", f"{len(count.standing)}条{points_text(count.applied)}分"),
        )
    )


def _grades(scores: Sequence[UnitScore]) -> Iterator[Chart]:
    """Units of each group by grade, from the lowest grade to the highest."""
    groups = [(name, Counter(one.grade or UNGRADED for one in members)) for name, members in groupby(scores, _group)]
    worst = sorted((one for one in scores if one.score is not None), key=lambda one: one.score or 0)
    grades = list(dict.fromkeys(one.grade or UNGRADED for one in (*worst, *scores)))
    if groups:
        names = tuple(name for name, _ in groups)
        series = tuple(Series(grade, tuple(held[grade] for _, held in groups)) for grade in grades)
        yield Chart("grades", "stacked", "各组等次（单位数）", names, series)


def _short(chapter: str) -> str:
    """Return the first clause of a chapter's title with its number: what each of its rows repeats stays on one line."""
    return chapter.partition("，")[0]


def _group(score: UnitScore) -> str:
    return score.group


def points_table(points: Sequence[PointState]) -> Table:
    """Return a row a point."""
    columns = (
        Column("要点号"),
        Column("章", weight=2),
        Column("要点", weight=3),
        Column("牵头单位", weight=4),
        Column("完成", "percent"),
        Column("状态"),
        Column("灯", "light"),
        Column("应报单位", "number"),
        Column("已报单位", "number"),
        Column("最近期限", "date"),
        Column("最近报告", "date"),
        Column("亮灯原因", weight=2),
    )
    return table("points", "", columns, [_point_row(state) for state in points])


def _point_row(state: PointState) -> tuple[Cell, ...]:
    point = state.point
    return (
        Cell(point.no, ref=point.no),
        Cell(_short(point.chapter)),
        Cell(point.title),
        Cell("、".join(lead.unit for lead in state.leads)),
        Cell(state.percent),
        status_cell(state.status),
        light_cell(state.light),
        Cell(state.units),
        Cell(state.reported),
        Cell(state.due),
        Cell(state.updated),
        Cell("；".join(REASON[reason.code] for reason in state.reasons)),
    )


def scores_table(scores: Sequence[UnitScore]) -> Table:
    """Return a row a unit, group by group, with what it got for each item of its sheet."""
    items = {item.code: item.name for one in scores for item in one.items}
    columns = (
        Column("考核分组"),
        Column("名次", "ordinal"),
        Column("单位", weight=2),
        Column("得分", "number"),
        Column("等次"),
        *(Column(f"{code} {name}", "number") for code, name in items.items()),
        Column("扣分", "number"),
        Column("加分", "number"),
        Column("一票否决", weight=3),
    )
    rows = [
        (
            Cell(one.group),
            Cell(one.rank),
            Cell(one.unit, ref=one.unit),
            Cell(one.score, "strong"),
            Cell(one.grade, "bad" if one.veto else ""),
            *_item_cells(one, items),
            Cell(cents(one.deducted)),
            Cell(cents(one.bonus)),
            Cell(one.veto or "", "bad" if one.veto else ""),
        )
        for one in scores
    ]
    return table("scores", "", columns, rows, optional=("一票否决",))


def _item_cells(score: UnitScore, codes: Iterable[str]) -> Iterator[Cell]:
    got = {item.code: cents(item.score) for item in score.items if item.applicable}
    return (Cell(got.get(code)) for code in codes)


def entries_table(entries: Sequence[EntryState], applied: Mapping[str, Decimal]) -> Table:
    """Return a row a deduction, bonus or veto; what is on no sheet counts nothing once there are sheets."""
    columns = (
        Column("编号", "id"),
        Column("类别"),
        Column("日期", "date"),
        Column("单位", weight=2),
        Column("规则"),
        Column("要点"),
        Column("问题"),
        Column("事由", weight=4),
        Column("原记", "number"),
        Column("计入", "number"),
        Column("状态"),
        Column("告知", "date"),
        Column("依据", weight=6),
    )
    return table("entries", "", columns, [_entry_row(state, applied) for state in entries])


def _entry_row(state: EntryState, applied: Mapping[str, Decimal]) -> tuple[Cell, ...]:
    entry = state.entry
    counted = applied.get(entry.id, 0 if applied else state.live)
    return (
        Cell(entry.id, ref=entry.id),
        Cell(ENTRY[entry.kind]),
        Cell(entry.day),
        Cell(entry.unit, ref=entry.unit),
        Cell(entry.rule),
        Cell(entry.point),
        Cell(entry.finding),
        Cell(entry.reason),
        Cell(entry.asked),
        Cell(counted),
        Cell(ENTRY_STATUS[state.status], "dim" if state.status == "revoked" else ""),
        Cell(state.notified),
        Cell(proof_cell(entry)),
    )


def ledger_table(findings: Sequence[FindingState], clean: Sequence[SelfInspection]) -> Table:
    """Return the ledger that offices circulate, twelve columns; a self-inspection that found nothing is a row too."""
    columns = (
        Column("序号", "ordinal"),
        Column("单位", weight=2),
        Column("要点号"),
        Column("问题", weight=4),
        Column("整改措施", weight=3),
        Column("责任人"),
        Column("完成时限", "date"),
        Column("整改情况", weight=3),
        Column("佐证网址", weight=3),
        Column("状态"),
        Column("核查人"),
        Column("销号日期", "date"),
    )
    rows = [*map(_finding_row, findings), *map(_clean_row, clean)]
    return table("ledger", "", columns, [(Cell(no), *row) for no, row in enumerate(rows, 1)])


def _finding_row(state: FindingState) -> tuple[Cell, ...]:
    finding = state.finding
    answer, evidence = answer_of(state)
    return (
        Cell(finding.unit, ref=finding.unit),
        Cell(finding.point),
        Cell(finding.problem, ref=finding.id),
        Cell(state.measure),
        Cell(state.person),
        Cell(state.due),
        Cell(answer),
        Cell(evidence),
        Cell(FINDING[state.status], FINDING_TONE[state.status]),
        Cell(state.closed_by),
        Cell(state.closed),
    )


def _clean_row(record: SelfInspection) -> tuple[Cell, ...]:
    scope = "、".join(record.points) or "全部"
    said = (record.unit, scope, NONE_FOUND, "", "", None, f"{record.day}　{record.summary}".rstrip())
    return (*map(Cell, said), Cell(evidence_text(record.evidence)), Cell(INSPECTED), Cell(""), Cell(None))


def _without_problems(year: Year) -> list[SelfInspection]:
    found = {finding.origin for finding in year.ledger.findings}
    return [record for record in year.ledger.self_inspections if record.id not in found]


def duties_table(items: Sequence[DutyItem]) -> Table:
    """Return a row a duty item, never a run of them in one."""
    columns = (
        Column("编号", "id"),
        Column("要点"),
        Column("单位", weight=2),
        Column("事项", weight=4),
        Column("期限", "date"),
        Column("状态"),
        Column("办结", "date"),
    )
    return table("duties", "", columns, [_duty_row(item) for item in items])


def _duty_row(item: DutyItem) -> tuple[Cell, ...]:
    hours = item.duty.within is not None and bool(item.duty.within.hours)
    tone = DUTY_TONE.get(item.status, "")
    due, done = item.due, item.done
    return (
        Cell(item.id, ref=item.id),
        Cell(item.point, ref=item.point),
        Cell("、".join(item.owers)),
        Cell(item.duty.what or item.duty.quote),
        Cell(due if hours or due is None else due.date(), tone if item.status == "overdue" else ""),
        Cell(DUTY[item.status], tone),
        Cell(done if hours or done is None else done.date()),
    )
