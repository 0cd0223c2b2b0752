"""The year-end workbook: the year in figures and charts, behind them every point, score, problem and date as rows."""

from __future__ import annotations

from collections import Counter
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

from msgspec import Struct

from gongkai.duty.papers import awaited_of, review_words
from gongkai.papers.columns import (
    DUTY_TONE,
    FINDING_TONE,
    answer_of,
    as_of_line,
    column,
    evidence_text,
    light_cell,
    paper,
    points_text,
    proof_cell,
    table_of,
)
from gongkai.papers.document import Cell, Chart, Figure, Figures, Section, Series
from gongkai.plan.model import WHOLE
from gongkai.plan.titles import heading_word, subject
from gongkai.progress.papers import ongoing_figure, point_status
from gongkai.report.yearend import (
    YEAR_END,
    count_year,
    finished_share,
    heads_name,
    heads_of,
    interim,
    period,
    report_document,
)
from gongkai.scoring.papers import cents, vetoed, with_example
from gongkai.wording import DUTY, ENTRY, ENTRY_STATUS, FINDING, REASON, STATUS, answering_units

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date, datetime
    from decimal import Decimal

    from gongkai.duty.items import DutyItem
    from gongkai.entry.states import EntryState
    from gongkai.finding.states import FindingState
    from gongkai.papers.columns import ColumnOf
    from gongkai.papers.document import Block, Document, Sense, Table
    from gongkai.progress.status import PointState
    from gongkai.register.kinds import SelfInspection
    from gongkai.report.yearend import Count
    from gongkai.scoring.sheet import UnitScore
    from gongkai.year import Year

STATES: tuple[Sense, ...] = ("not_started", "in_progress", "done", "verified")
RED, UNGRADED = "红灯", "未定等次"
NONE_FOUND, INSPECTED = "自查未发现问题", "已自查"


def workbook_document(year: Year, kind: str = YEAR_END) -> Document:
    """Return the workbook, a section a sheet; its data are those of the report of the same `kind`.

    Days are whole days and figures are figures, so that rows can be sorted and summed.
    """
    count, scores = count_year(year), year.scores
    data = report_document(year, kind).data
    applied = {a.id: cents(a.applied) for score in scores for a in score.applied}
    entries = tuple(state for state in year.entries if not state.is_slip)
    assessed = [
        Section("scores", "单位得分", (scores_table(scores),)),
        Section("entries", "扣分明细", (entries_table(entries, applied),)),
    ]
    sections = (
        Section("overview", "总览", tuple(_overview(year, kind, count))),
        Section("points", "要点进展", (points_table(year.overview.points),)),
        *(assessed if year.plan.assessment else ()),
        Section("findings", "自查与问题台账", (problems_sheet(count.findings, _without_problems(year)),)),
        Section("duties", "应办事项", (duties_table(year.items),)),
    )
    title = f"{subject(year.plan)}{period(year, kind)}{'考核' if year.plan.assessment else '工作'}台账"
    document = paper("workbook", title, sections, data, (year.ledger, year.standing))
    return with_example(document, year.plan, list(dict.fromkeys(score.scheme for score in scores)))


def _overview(year: Year, kind: str, count: Count) -> Iterator[Block]:
    yield as_of_line(year.standing)
    yield from interim(year, kind)
    yield _figures(year, count)
    yield from _grades(year.scores)
    if count.chapters:
        names = tuple(_short(chapter.chapter) for chapter in count.chapters)
        series = tuple(
            Series(STATUS[code], tuple(getattr(each, code) for each in count.chapters), code) for code in STATES
        )
        yield Chart("chapters", "stacked", f"各{heads_of(count)}要点进展", names, series)
    if count.by_rule:
        rules = tuple(f"{taken.key} {taken.text}".strip() for taken in count.by_rule)
        yield Chart(
            "rules", "bar", "各规则扣分（计入）", rules, (Series("计入", tuple(t.applied for t in count.by_rule)),)
        )
    if months := year.months:
        lines: dict[str, Sense] = {RED: "overdue", STATUS["done"]: "done", STATUS["verified"]: "verified"}
        series = tuple(
            Series(name, tuple(getattr(month, code) for month in months), code) for name, code in lines.items()
        )
        yield Chart("trend", "line", "各月末的要点数", tuple(f"{m.first.month}月" for m in months), series)


def _figures(year: Year, count: Count) -> Figures:
    inspected = [Figure("已自查单位", f"{count.done}/{count.owed}")] if count.owed else []
    taken = [Figure("扣分", f"{len(count.standing)}条{points_text(count.applied)}分")] if year.plan.assessment else []
    summary, late, still = count.summary, len(count.overdue_findings), len(count.open_findings)
    return Figures(
        (
            Figure("要点", summary.points),
            *ongoing_figure(summary.ongoing),
            finished_share(summary),
            Figure(RED, summary.overdue, "bad" if summary.overdue else ""),
            *inspected,
            Figure("未销号问题", f"{still}（逾期{late}）" if late else still, "bad" if late else ""),
            *taken,
        )
    )


def _grades(scores: Sequence[UnitScore]) -> Iterator[Chart]:
    """Units of each group by grade, from the lowest grade to the highest."""
    groups = [(name, Counter(one.grade or UNGRADED for one in members)) for name, members in groupby(scores, _group)]
    worst = sorted((one for one in scores if one.score is not None), key=lambda one: one.score or 0)
    grades = list(dict.fromkeys(one.grade or UNGRADED for one in (*worst, *scores)))
    if groups:
        names = tuple(name for name, _ in groups)
        series = tuple(
            Series(grade, tuple(held[grade] for _, held in groups), "ungraded" if grade == UNGRADED else "grade")
            for grade in grades
        )
        yield Chart("grades", "stacked", "各组等次（单位数）", names, series)


def _short(chapter: str) -> str:
    """Return the first clause of a chapter's title with its number: what each of its rows repeats stays on one line."""
    return chapter.partition("，")[0]


def _group(score: UnitScore) -> str:
    return score.group


def points_table(points: Sequence[PointState]) -> Table:
    """Return a row a point."""
    columns: tuple[ColumnOf[PointState], ...] = (
        column("要点号", lambda p: Cell(p.point.no, ref=p.point.no), "point"),
        column(
            heads_name(heading_word(p.point.chapter for p in points)),
            lambda p: _short(p.point.chapter),
            weight=2,
            optional=True,
        ),
        column("要点", lambda p: p.point.title, weight=3),
        column(answering_units(p.led for p in points), lambda p: "、".join(lead.unit for lead in p.leads), weight=4),
        column("完成", lambda p: p.percent, "percent"),
        column("状态", point_status),
        column("灯", lambda p: light_cell(p.light), "light"),
        column("应报单位", lambda p: p.units, "number"),
        column("已报单位", lambda p: p.reported, "number"),
        column("最近期限", lambda p: p.due, "date"),
        column("最近报告", lambda p: p.updated, "date"),
        column("亮灯原因", lambda p: "；".join(REASON[reason.code] for reason in p.reasons), weight=2),
    )
    return table_of("points", "", columns, points)


def scores_table(scores: Sequence[UnitScore]) -> Table:
    """Return a row a unit, group by group, with what it got for each item of its sheet."""
    items = dict.fromkeys((item.code, item.name) for one in scores for item in one.items)
    columns: tuple[ColumnOf[UnitScore], ...] = (
        column("考核分组", lambda s: s.group),
        column("名次", lambda s: s.rank, "ordinal"),
        column("单位", lambda s: Cell(s.unit, ref=s.unit), weight=2),
        column("得分", lambda s: Cell(s.score, "strong"), "number"),
        column("等次", lambda s: Cell(s.grade, vetoed(s))),
        *(column(f"{code} {name}", partial(_got, code, name), "number") for code, name in items),
        column("扣分", lambda s: cents(s.deducted - s.penalty), "number"),
        column("加分", lambda s: cents(s.bonus), "number"),
        column("减分", lambda s: cents(s.penalty) if s.penalty else "", "number", optional=True),
        column("一票否决", lambda s: Cell(s.veto or "", vetoed(s)), weight=3, optional=True),
    )
    return table_of("scores", "", columns, scores)


def _got(code: str, name: str, score: UnitScore) -> Decimal | None:
    """Return what a unit got for an item of its own scheme; None where it does not apply to it."""
    own = (item for item in score.items if item.applicable and (item.code, item.name) == (code, name))
    return next((cents(item.score) for item in own), None)


def entries_table(entries: Sequence[EntryState], applied: Mapping[str, Decimal]) -> Table:
    """Return a row a deduction, bonus or veto; what is on no sheet counts nothing once there are sheets."""
    columns: tuple[ColumnOf[EntryState], ...] = (
        column("编号", lambda s: Cell(s.entry.id, ref=s.entry.id), "id"),
        column("类别", lambda s: ENTRY[s.entry.kind]),
        column("日期", lambda s: s.entry.day, "date"),
        column("单位", lambda s: Cell(s.entry.unit, ref=s.entry.unit), weight=2),
        column("规则", lambda s: s.entry.rule),
        column("要点", lambda s: s.entry.point, "point"),
        column("问题", lambda s: s.entry.finding),
        column("事由", lambda s: s.entry.reason, weight=4),
        column("原记", lambda s: s.entry.asked, "number"),
        column("计入", lambda s: applied.get(s.entry.id, 0 if applied else s.live), "number"),
        column("状态", lambda s: Cell(ENTRY_STATUS[s.status], "dim" if s.status == "revoked" else "")),
        column("告知", lambda s: s.notified, "date"),
        column("依据", lambda s: proof_cell(s.entry), weight=6),
    )
    return table_of("entries", "", columns, entries)


class _Problem(Struct, frozen=True):
    """A row of the ledger of problems: a finding, or a self-inspection that found none."""

    unit: str
    scope: str
    problem: Cell
    said: str
    evidence: str
    status: Cell
    state: FindingState | None = None


def problems_sheet(findings: Sequence[FindingState], clean: Sequence[SelfInspection]) -> Table:
    """Return the ledger that offices circulate, twelve columns; a self-inspection that found nothing is a row too."""
    rows = [*map(_found, findings), *map(_none_found, clean)]
    columns: tuple[ColumnOf[tuple[int, _Problem]], ...] = (
        column("序号", lambda row: row[0], "ordinal"),
        column("单位", lambda row: Cell(row[1].unit, ref=row[1].unit if row[1].state else ""), weight=2),
        column("要点号", lambda row: row[1].scope, "point"),
        column("问题", lambda row: row[1].problem, weight=4),
        column("整改措施", lambda row: row[1].state.measure if row[1].state else "", weight=3),
        column("责任人", lambda row: row[1].state.person if row[1].state else ""),
        column("完成时限", lambda row: row[1].state.due if row[1].state else None, "date"),
        column("整改情况", lambda row: row[1].said, weight=3),
        column("佐证网址", lambda row: row[1].evidence, weight=3),
        column("状态", lambda row: row[1].status),
        column("核查人", lambda row: row[1].state.closed_by if row[1].state else ""),
        column("销号日期", lambda row: row[1].state.closed if row[1].state else None, "date"),
    )
    return table_of("ledger", "", columns, enumerate(rows, 1))


def _found(state: FindingState) -> _Problem:
    finding, (said, evidence) = state.finding, answer_of(state)
    problem, status = Cell(finding.problem, ref=finding.id), Cell(FINDING[state.status], FINDING_TONE[state.status])
    return _Problem(finding.unit, finding.point, problem, said, evidence, status, state)


def _none_found(record: SelfInspection) -> _Problem:
    scope, said = "、".join(record.points) or "全部", f"{record.day}　{record.summary}".rstrip()
    return _Problem(record.unit, scope, Cell(NONE_FOUND), said, evidence_text(record.evidence), Cell(INSPECTED))


def _without_problems(year: Year) -> list[SelfInspection]:
    found = {finding.origin for finding in year.ledger.findings}
    return [record for record in year.ledger.self_inspections if record.id not in found]


def duties_table(items: Sequence[DutyItem]) -> Table:
    """Return a row a duty item, never a run of them in one."""
    columns: tuple[ColumnOf[DutyItem], ...] = (
        column("编号", lambda i: Cell(i.id, ref=i.id), "id"),
        column("要点", lambda i: Cell(i.point or WHOLE, ref=i.point), "point"),
        column("单位", lambda i: "、".join(i.owers), weight=2),
        column("事项", lambda i: i.duty.what or i.duty.quote, weight=4),
        column("期限", _due, "date"),
        column("状态", lambda i: Cell(DUTY[i.status], DUTY_TONE.get(i.status, ""))),
        column("办结", lambda i: _to_the_hour(i, i.done), "date"),
        column("备注", review_words, optional=True),
    )
    return table_of("duties", "", columns, items)


def _due(item: DutyItem) -> Cell:
    return Cell(
        _to_the_hour(item, item.due) or awaited_of(item) or None,
        DUTY_TONE.get(item.status, "") if item.status == "overdue" else "",
    )


def _to_the_hour(item: DutyItem, moment: datetime | None) -> date | datetime | None:
    """Return a moment whole where the demand counts hours, else its day."""
    hours = item.duty.within is not None and bool(item.duty.within.hours)
    return moment if hours or moment is None else moment.date()
