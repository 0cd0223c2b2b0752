"""The year-end workbook: the year in figures and charts, behind them every point, score, problem and date as rows."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from gongkai.duty.papers import awaited_of, review_words, state_tone, state_words
from gongkai.entry.papers import TOTAL, entries_told
from gongkai.finding.papers import days_late, outcome, source_words
from gongkai.finding.states import is_overdue
from gongkai.papers.columns import (
    DUTY_TONE,
    FINDING_TONE,
    answer_of,
    column,
    evidence_text,
    light_cell,
    paper,
    proof_cell,
    status_cell,
    summed,
    table_of,
)
from gongkai.papers.document import Cell, Section, text
from gongkai.plan.model import WHOLE
from gongkai.plan.titles import heading_word
from gongkai.points import ZERO
from gongkai.progress.papers import point_status
from gongkai.progress.status import FULL, UnitState
from gongkai.report.totals import LATE, LATE_BUT_DONE, overview, short_title
from gongkai.report.yearend import NO_POINT, YEAR_END, count_year, heads_name, matter, report_document
from gongkai.scoring.limits import flat
from gongkai.scoring.papers import UNRANKED, cents, grade_bounds, own_totals, vetoed, with_example
from gongkai.scoring.selfscores import apart, own_figures
from gongkai.wording import (
    ENTRY,
    ENTRY_STATUS,
    FINDING,
    ONGOING,
    REASON,
    ROLE,
    UNRESOLVED,
    answering_units,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date, datetime

    from gongkai.duty.items import DutyItem
    from gongkai.entry.states import EntryState
    from gongkai.finding.states import FindingState
    from gongkai.papers.columns import ColumnOf
    from gongkai.papers.document import Document, Paragraph, Table
    from gongkai.plan.model import Unit
    from gongkai.progress.status import PointState
    from gongkai.register.kinds import SelfInspection, SelfScore
    from gongkai.register.ledger import Standing
    from gongkai.report.yearend import Count
    from gongkai.scoring.sheet import ItemScore, UnitScore
    from gongkai.year import Year

INSPECTED, NOT_INSPECTED, EVERY_POINT = "已自查", "未自查", "全部要点"
ASSESSED_TOLD = (
    "扣分计入：每条只计一次，各行相加就是全年的数。",
    "等次：这个单位的考核等次。",
)
FOR_PIVOTS = (
    "一行是一个单位在一个要点上的情况，供筛选、汇总、做数据透视表用。",
    "打印时只印这几行说明，不印各行。",
    "完成、状态、最近报告：这个单位在这个要点上的。",
    "已落实：完成100%的是1，其余是0。责任单位各行相加，除以行数，就是落实面。",
    "要点灯、最近期限：整个要点的，各单位的行相同。",
    "应办事项、逾期未完成、发现问题、未销号问题：每件只计一次，各行相加就是全年的数。",
    "几个单位共同承担的事项，计在排在最前的单位名下；已取消的不计。",
    f"要点写“{NO_POINT}”的，是单位另外的：不属于哪个要点，或者单位已经不在那个要点上。",
)
OF_MONTHS = (
    "一行是同一件事在一个月里要办的，或者单独的一项，供筛选、汇总、做数据透视表用。",
    "打印时只印这几行说明，不印各行；还没有办结的印在“应办事项”表上。",
    "应办＝按期完成＋逾期完成＋逾期未完成＋待办＋未达标，已取消的不计。",
    "状态：一个月里有几项的，写其中最差的。",
)
WORST = ("overdue", "pending", "late", "met", "cancelled")
"""States of duty items, first what a line of several tells."""


def workbook_document(year: Year, kind: str = YEAR_END) -> Document:
    """Return the workbook, a section a sheet; its data are those of the report of the same `kind`.

    Days are whole days and figures are figures, so that rows can be sorted and summed.
    """
    count, scores = count_year(year), year.scores
    data = report_document(year, kind).data
    applied = {a.id: cents(a.applied) for score in scores for a in score.applied}
    assessed = [
        Section("scores", "单位得分", (scores_table(scores, own_totals(year.ledger, scores)),)),
        *_own(year),
        Section("entries", "扣分明细", (entries_table(_taken(count), applied, year.less),)),
        *_given(year, applied),
    ]
    told = (*FOR_PIVOTS, *(ASSESSED_TOLD if year.plan.assessment else ()))
    explained = tuple(text(line, role="note") for line in told)
    sections = (
        Section("overview", "总览", tuple(overview(year, kind, count))),
        Section("points", "要点进展", (*_counted_units(year.overview.points), points_table(year.overview.points))),
        *(assessed if year.plan.assessment else ()),
        Section("inspections", "自查情况", (inspections_table(year, count.uninspected),)),
        Section("findings", "问题台账", (findings_table(count.findings, year),)),
        *_duties(year.items),
        Section("seats", "单位要点明细", (*explained, seats_table(year, applied)), reckoned=True),
    )
    title = f"{matter(year, kind)}{'考核' if year.plan.assessment else '工作'}台账"
    document = paper("workbook", title, sections, data, (year.ledger, year.standing))
    return with_example(document, year.plan, list(dict.fromkeys(score.scheme for score in scores)))


def points_table(points: Sequence[PointState]) -> Table:
    """Return a row a point."""
    columns: tuple[ColumnOf[PointState], ...] = (
        column("要点号", lambda p: Cell(p.point.no, ref=p.point.no), "point"),
        column(
            heads_name(heading_word(p.point.chapter for p in points)),
            lambda p: short_title(p.point.chapter),
            weight=2,
            optional=True,
        ),
        column("要点", lambda p: p.point.title, weight=3),
        column("完成", lambda p: p.percent, "percent"),
        column("状态", point_status),
        column("灯", lambda p: light_cell(p.light), "light"),
        column("亮灯原因", lambda p: "；".join(REASON[reason.code] for reason in p.reasons), weight=3),
        column(answering_units(p.led for p in points), lambda p: "、".join(lead.unit for lead in p.leads), weight=4),
        column("应报单位", lambda p: p.units, "number"),
        column("已报单位", lambda p: p.reported, "number"),
        column("最近期限", lambda p: p.due, "date"),
        column("最近报告", lambda p: p.updated, "date"),
    )
    return table_of("points", "", columns, points)


def _counted_units(points: Sequence[PointState]) -> Iterator[Paragraph]:
    """Yield why the units of all points that are to report are more than those that 落实面 is of."""
    every = sum(state.units for state in points)
    responsible = sum(state.responsible_units for state in points if not state.is_ongoing)
    if every != responsible:
        apart = f"和{ONGOING}的要点" if any(state.is_ongoing for state in points) else ""
        said = f"应报单位连牵头单位在内，各要点相加{every}个次；落实面不含牵头单位{apart}，是{responsible}个次。"
        yield text(said, role="note")


def scores_table(scores: Sequence[UnitScore], own: Mapping[str, Decimal]) -> Table:
    """Return a row a unit, group by group, with what it got for each item of its sheet; groups not ranked come last.

    `own` is what units give themselves in all.
    """
    racing = {score.group for score in scores if score.competes}
    scores = sorted(scores, key=lambda score: score.group not in racing)
    items = dict.fromkeys((item.code, item.name) for one in scores for item in one.items)
    columns: tuple[ColumnOf[UnitScore], ...] = (
        column("考核分组", lambda s: s.group, total=TOTAL),
        column("名次", lambda s: s.rank if s.competes else Cell(UNRANKED, "dim"), "ordinal"),
        column("单位", lambda s: Cell(s.unit, ref=s.unit), weight=2),
        column("得分", lambda s: Cell(s.score, "strong"), "number"),
        column("等次", lambda s: Cell(s.grade, vetoed(s))),
        *(column(f"{code} {name}", partial(_got, code, name), "number") for code, name in items),
        column("自评分", lambda s: own.get(s.unit), "number", optional=True),
        column("自评之差", lambda s: apart(own.get(s.unit), s.score), "number", optional=True),
        summed("扣分", lambda s: cents(s.deducted - s.penalty), scores),
        summed("加分", lambda s: cents(s.bonus), scores),
        column("减分", lambda s: cents(s.penalty) if s.penalty else "", "number", optional=True),
        column("一票否决", lambda s: Cell(s.veto or "", vetoed(s)), weight=3, optional=True),
    )
    return replace(table_of("scores", "", columns, scores, total=bool(scores)), bounds=grade_bounds(scores))


def _got(code: str, name: str, score: UnitScore) -> Decimal | None:
    """Return what a unit got for an item of its own scheme; None where it does not apply to it."""
    own = (item for item in score.items if item.applicable and (item.code, item.name) == (code, name))
    return next((cents(item.score) for item in own), None)


class _OwnFigure(Struct, frozen=True):
    """What a unit gives itself for an item, and what it got for it."""

    record: SelfScore
    item: ItemScore

    @property
    def got(self) -> Decimal | None:
        return None if self.item.missing or not self.item.applicable else cents(self.item.score)


def _own(year: Year) -> Iterator[Section]:
    """Yield a sheet of the units' own figures, a row an item, where any gave one."""
    found = list(_own_figures(year))
    columns: tuple[ColumnOf[_OwnFigure], ...] = (
        column("编号", lambda own: Cell(own.record.id, ref=own.record.id), "id"),
        column("单位", lambda own: Cell(own.record.unit, ref=own.record.unit), weight=2),
        column("阶段", lambda own: own.record.stage, optional=True),
        column("项目", lambda own: f"{own.item.code} {own.item.name}", weight=2),
        column("日期", lambda own: own.record.day, "date"),
        column("自评分", lambda own: own.record.score, "number"),
        column("得分", lambda own: own.got, "number"),
        column("自评之差", lambda own: apart(own.record.score, own.got), "number"),
        column("说明", lambda own: own.record.note, weight=3, optional=True),
        column("佐证", lambda own: evidence_text(own.record.evidence), weight=4, optional=True),
    )
    if found:
        yield Section("own", "单位自评", (table_of("own", "", columns, found),))


def _own_figures(year: Year) -> Iterator[_OwnFigure]:
    """Yield the latest figure that each unit gave itself for each item, unit by unit in the order of their scores."""
    for score in year.scores:
        sheets = {stage.name: stage.items for stage in score.stages} or {score.stage: score.items}
        own = own_figures(year.ledger.self_scores, score.unit)
        for stage, items in sheets.items():
            told = ((own.get((stage, item.code)), item) for _, item in flat(items))
            yield from (_OwnFigure(record, item) for record, item in told if record)


def _taken(count: Count) -> list[EntryState]:
    """Return the deductions that the report counts, those revoked among them, as they were recorded."""
    return sorted((*count.standing, *count.revoked), key=lambda state: state.entry.seq)


def _given(year: Year, applied: Mapping[str, Decimal]) -> Iterator[Section]:
    """Yield a sheet of bonuses and vetoes, where there are any: among deductions they would be added up with these."""
    of_stage = (state for state in year.entries if year.stage in {"", state.entry.stage} and not state.is_slip)
    found = [state for state in of_stage if state.entry.kind != "deduction"]
    if found:
        kinds = [ENTRY[kind] for kind in ("bonus", "veto") if any(state.entry.kind == kind for state in found)]
        yield Section("given", "、".join(kinds), (entries_table(found, applied, year.less, key="given"),))


def entries_table(
    entries: Sequence[EntryState], applied: Mapping[str, Decimal], less: Mapping[str, str], *, key: str = "entries"
) -> Table:
    """Return a row an entry, with how many stand and what counts of them; on no sheet it counts nothing once any is.

    `less` is why less counts than was asked. Several kinds are told apart, and closed by no sum.
    """
    kinds = {state.entry.kind for state in entries}

    def counts(state: EntryState) -> Decimal:
        return applied.get(state.entry.id, ZERO if applied else state.live)

    figures: tuple[ColumnOf[EntryState], ...] = (
        column("原记", lambda s: None if s.entry.kind == "veto" else s.entry.asked, "number"),
        column(
            "计入", lambda s: None if s.entry.kind == "veto" else counts(s), "number", total=sum(map(counts, entries))
        ),
        column("少计原因", lambda s: less.get(s.entry.id, ""), weight=2, optional=True),
    )
    columns: tuple[ColumnOf[EntryState], ...] = (
        column("编号", lambda s: Cell(s.entry.id, ref=s.entry.id), "id", total=TOTAL),
        column("单位", lambda s: Cell(s.entry.unit, ref=s.entry.unit), weight=2, total=entries_told(entries)),
        *([column("类别", lambda s: ENTRY[s.entry.kind])] if len(kinds) > 1 else []),
        column("日期", lambda s: s.entry.day, "date"),
        column("规则", lambda s: s.entry.rule),
        column("要点", lambda s: s.entry.point, "point", optional=True),
        column("问题", lambda s: s.entry.finding, optional=True),
        column("事由", lambda s: s.entry.reason, weight=4),
        *(figures if kinds != {"veto"} else ()),
        column("状态", lambda s: Cell(ENTRY_STATUS[s.status], "dim" if s.status == "revoked" else "")),
        column("告知", lambda s: s.notified, "date", optional=True),
        column("依据", lambda s: proof_cell(s.entry), weight=6),
    )
    return table_of(key, "", columns, entries, total=len(kinds) == 1)


def _lateness(state: FindingState, standing: Standing) -> str:
    if is_overdue(state, standing):
        return LATE
    return LATE_BUT_DONE if state.rectified and state.late_periods else ""


def findings_table(findings: Sequence[FindingState], year: Year) -> Table:
    """Return the ledger of problems that offices circulate, a row a problem; its ids are those of the deductions.

    How a problem stands in all its days is told together, before what was done.
    """
    standing, inspections = year.standing, {one.id: one for one in year.ledger.inspections}

    def alarmed(value: str | int | date | None, state: FindingState) -> Cell:
        return Cell(value, "bad" if is_overdue(state, standing) else "")

    columns: tuple[ColumnOf[tuple[int, FindingState]], ...] = (
        column("序号", lambda row: row[0], "ordinal"),
        column("编号", lambda row: Cell(row[1].finding.id, ref=row[1].finding.id), "id"),
        column("单位", lambda row: Cell(row[1].finding.unit, ref=row[1].finding.unit), weight=2),
        column("来源", lambda row: source_words(row[1].finding, inspections)),
        column("要点号", lambda row: row[1].finding.point, "point"),
        column("问题", lambda row: Cell(row[1].finding.problem, ref=row[1].finding.id), weight=4),
        column("完成时限", lambda row: alarmed(row[1].due, row[1]), "date"),
        column("状态", lambda row: Cell(FINDING[row[1].status], FINDING_TONE[row[1].status])),
        column("逾期情况", lambda row: alarmed(_lateness(row[1], standing), row[1])),
        column("逾期天数", lambda row: alarmed(days_late(row[1], standing), row[1]), "number"),
        column("整改日期", lambda row: row[1].rectified, "date"),
        column("销号日期", lambda row: row[1].closed, "date"),
        column("整改措施", lambda row: row[1].measure, weight=3),
        column("责任人", lambda row: row[1].person),
        column("整改情况", lambda row: answer_of(row[1])[0], weight=3),
        column("佐证网址", lambda row: answer_of(row[1])[1], weight=3),
        column("核查人", lambda row: row[1].closed_by),
    )
    return table_of("findings", "", columns, enumerate(findings, 1))


class _Inspected(Struct, frozen=True):
    """A row of the self-inspections: one that was made, or a unit that owes one and made none."""

    unit: str
    record: SelfInspection | None = None
    found: tuple[FindingState, ...] = ()


def inspections_table(year: Year, missing: Sequence[str]) -> Table:
    """Return a row a self-inspection, with how many problems it found, then the units that have made none."""
    found, records = year.findings_of, year.ledger.self_inspections
    made = [_Inspected(record.unit, record, found.get(record.id, ())) for record in records]
    columns: tuple[ColumnOf[_Inspected], ...] = (
        column("编号", lambda row: Cell(row.record.id, ref=row.record.id) if row.record else "", "id", total=TOTAL),
        column("单位", lambda row: Cell(row.unit, ref=row.unit), weight=2),
        column("自查日期", lambda row: row.record.day if row.record else None, "date"),
        column("自查范围", lambda row: ("、".join(row.record.points) or EVERY_POINT) if row.record else "", weight=1),
        column("自查情况", lambda row: row.record.summary if row.record else "", weight=4),
        column(
            "发现问题",
            lambda row: len(row.found) if row.record else None,
            "number",
            total=sum(len(r.found) for r in made),
        ),
        column("佐证", lambda row: evidence_text(row.record.evidence) if row.record else "", weight=4, optional=True),
        column("状态", lambda row: outcome(row.found, INSPECTED) if row.record else Cell(NOT_INSPECTED, "bad")),
    )
    return table_of("inspections", "", columns, [*made, *map(_Inspected, missing)], total=bool(made))


class _Dues(Struct, frozen=True):
    """What is owed of one demand by the same units in a month, or alone: each month's days stand on one line."""

    items: tuple[DutyItem, ...]

    @property
    def first(self) -> DutyItem:
        return self.items[0]

    @property
    def worst(self) -> DutyItem:
        """The item whose state the line tells: what is still late before what was."""
        return min(self.items, key=lambda item: WORST.index(item.status))

    @property
    def missed(self) -> int:
        """How many quantities of it were not reached when the year ended."""
        return sum(item.missed for item in self.items)

    @property
    def is_open(self) -> bool:
        """Tell whether anything of it is still to be done, or was never reached."""
        return self.count("overdue", "pending") > 0

    def count(self, *states: str) -> int:
        return sum(item.status in states for item in self.items)

    @property
    def id(self) -> str:
        alone = len(self.items) == 1 or not self.first.due
        return self.first.id if alone else f"{self.first.duty.id}/{self.first.due:%Y-%m}"


def _by_month(items: Sequence[DutyItem]) -> list[_Dues]:
    """Gather what falls due on several days of a month; what an event started stands alone."""
    lines: dict[tuple[object, ...], list[DutyItem]] = {}
    for item in items:
        month = f"{item.due:%Y-%m}" if item.due and item.duty.every else item.id
        lines.setdefault((item.duty.id, item.point, item.owers, month), []).append(item)
    return [_Dues(tuple(line)) for line in lines.values()]


def _duties(items: Sequence[DutyItem]) -> Iterator[Section]:
    """Yield what is owed: to be printed what is not done, of the rest how much; and every line, to be filtered."""
    lines = _by_month(items)
    told = (text(_in_all(lines), role="note"),) if lines else ()
    yield Section("open-duties", "应办事项", (*told, open_table([line for line in lines if line.is_open])))
    if lines:
        notes = tuple(text(line, role="note") for line in OF_MONTHS)
        yield Section("duties", "应办事项明细", (*notes, duties_table(lines)), reckoned=True)


def _in_all(lines: Sequence[_Dues]) -> str:
    """Return how many items there are in each state, and where those are that are not listed."""
    owed = sum(len(line.items) - line.count("cancelled") for line in lines)
    parts = ((name, sum(map(of, lines))) for name, of in COUNTED)
    told = "、".join(f"{name}{number}项" for name, number in parts if number)
    cancelled = sum(line.count("cancelled") for line in lines)
    apart = f"（另取消{cancelled}项）" if cancelled else ""
    here = "没有办结的列在下面" if any(line.is_open for line in lines) else "没有未办结的"
    return f"应办{owed}项{apart}{'：' if told else ''}{told}。{here}，全部各行见“应办事项明细”。"


COUNTED: tuple[tuple[str, Callable[[_Dues], int]], ...] = (
    ("按期完成", lambda dues: dues.count("met")),
    ("逾期完成", lambda dues: dues.count("late")),
    ("逾期未完成", lambda dues: dues.count("overdue")),
    ("待办", lambda dues: dues.count("pending") - dues.missed),
    ("未达标", lambda dues: dues.missed),
)
LEFT = {"逾期未完成", "待办", "未达标"}
DUES_ID: ColumnOf[_Dues] = column(
    "编号", lambda d: Cell(d.id, ref=d.first.id if len(d.items) == 1 else d.first.duty.id), "id", total=TOTAL
)
OF_DUES: tuple[ColumnOf[_Dues], ...] = (
    column("单位", lambda d: "、".join(d.first.owers), weight=2),
    column("要点号", lambda d: Cell(d.first.point or WHOLE, ref=d.first.point), "point"),
    column("事项", lambda d: d.first.duty.what or d.first.duty.quote, weight=4),
    column("期限", lambda d: _due(d.items[-1]), "date"),
)
DUES_STATE: ColumnOf[_Dues] = column("状态", lambda d: Cell(state_words(d.worst), state_tone(d.worst)))


def open_table(lines: Sequence[_Dues]) -> Table:
    """Return what is not done, a row a line, with how many items of it are in each such state."""
    left = [(name, of) for name, of in COUNTED if name in LEFT and any(map(of, lines))]
    columns: tuple[ColumnOf[_Dues], ...] = (
        DUES_ID,
        *OF_DUES,
        *(column(name, partial(_some, of), "number", total=sum(map(of, lines))) for name, of in left),
        DUES_STATE,
        column("备注", _remarks, weight=2, optional=True),
    )
    return table_of("open-duties", "", columns, lines, total=len(lines) > 1)


def _some(of: Callable[[_Dues], int], dues: _Dues) -> int | None:
    return of(dues) or None


def duties_table(lines: Sequence[_Dues]) -> Table:
    """Return a row a duty item; those of one demand that fall due in the same month are one row, with their counts."""
    shown = [(name, of) for name, of in COUNTED if name != "未达标" or any(map(of, lines))]
    columns: tuple[ColumnOf[_Dues], ...] = (
        DUES_ID,
        *OF_DUES,
        summed("应办", lambda d: len(d.items) - d.count("cancelled"), lines),
        *(summed(name, of, lines) for name, of in shown),
        DUES_STATE,
        column("办结", _done, "date"),
        column("备注", _remarks, weight=2, optional=True),
    )
    return table_of("duties", "", columns, lines, total=bool(lines))


def _remarks(dues: _Dues) -> str:
    """Return how what was said of the items of a line is held, and why those that were cancelled were."""
    told = [f"取消：{item.why}" if item.why else review_words(item) for item in dues.items]
    return "；".join(dict.fromkeys(filter(None, told)))


def _done(dues: _Dues) -> date | datetime | None:
    """Return when the last of a line was done, nothing while one is still owed."""
    settled = [item for item in dues.items if item.status != "cancelled"]
    last = max((item.done for item in settled if item.done), default=None)
    return _to_the_hour(dues.first, last) if all(item.done for item in settled) else None


def _due(item: DutyItem) -> Cell:
    return Cell(
        _to_the_hour(item, item.due) or awaited_of(item) or None,
        DUTY_TONE.get(item.status, "") if item.status == "overdue" else "",
    )


def _to_the_hour(item: DutyItem, moment: datetime | None) -> date | datetime | None:
    """Return a moment whole where the demand counts hours, else its day."""
    hours = item.duty.within is not None and bool(item.duty.within.hours)
    return moment if hours or moment is None else moment.date()


class _Seat(Struct, frozen=True):
    """A unit on a point, with all that is known of both; on no `point`, what it has besides."""

    name: str
    unit: Unit | None
    score: UnitScore | None
    items: tuple[DutyItem, ...]
    findings: tuple[FindingState, ...]
    taken: Decimal | None
    role: str = ""
    point: PointState | None = None
    state: UnitState | None = None


def seats_table(year: Year, applied: Mapping[str, Decimal]) -> Table:
    """Return a row a unit on a point with the attributes of both, for tables that an office makes of it by itself.

    What is counted stands in one row: its columns add up to the year's figures. What hangs on no point, or on one that
    the unit is not on, is a row of its own for each unit.
    """
    columns: tuple[ColumnOf[_Seat], ...] = (
        column("要点号", lambda s: Cell(s.point.point.no, ref=s.point.point.no) if s.point else None, "point"),
        column("单位", lambda s: Cell(s.name, ref=s.name), weight=1),
        column("单位类别", lambda s: s.unit.kind if s.unit else ""),
        column("考核分组", lambda s: s.score.group if s.score else "", optional=True),
        column("等次", lambda s: (s.score.grade or "") if s.score else "", optional=True),
        column("角色", lambda s: ROLE[s.role] if s.role else ""),
        column(
            heads_name(heading_word(point.chapter for point in year.plan.points)),
            lambda s: short_title(s.point.point.chapter) if s.point else "",
            weight=1,
            optional=True,
        ),
        column("要点", lambda s: s.point.point.title if s.point else NO_POINT, weight=2),
        column("完成", lambda s: s.state.percent if s.state else None, "percent"),
        column("状态", lambda s: status_cell(s.state.status) if s.state else ""),
        column("已落实", lambda s: int(s.state.percent == FULL) if s.state else None, "number"),
        column("最近报告", lambda s: s.state.updated if s.state else None, "date"),
        column("要点灯", lambda s: light_cell(s.point.light) if s.point else "", "light"),
        column("最近期限", lambda s: s.point.due if s.point else None, "date"),
        column("应办事项", lambda s: sum(item.status != "cancelled" for item in s.items), "number"),
        column("逾期未完成", lambda s: sum(item.status == "overdue" for item in s.items), "number"),
        column("发现问题", lambda s: len(s.findings), "number"),
        column("未销号问题", lambda s: sum(state.is_open for state in s.findings), "number"),
        column("扣分计入", lambda s: s.taken, "number", optional=True),
    )
    return table_of("seats", "", columns, _seats(year, applied))


class _Shares:
    """Who is counted for what, by point and unit: each item, finding and deduction at one place alone."""

    def __init__(self, year: Year, applied: Mapping[str, Decimal]) -> None:
        names = {unit.name for unit in year.plan.units}
        by_point = year.roster.by_point.items()
        self.seats = {no: [s for s in seats if not s.after and s.unit in names] for no, seats in by_point}
        self._places = {(no, seat.unit) for no, seats in self.seats.items() for seat in seats}
        self._assessed = year.plan.assessment is not None
        self._items: dict[tuple[str, str], list[DutyItem]] = defaultdict(list)
        self._findings: dict[tuple[str, str], list[FindingState]] = defaultdict(list)
        self._taken: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
        for item in year.items:
            self._items[self._place(item.point, item.owers)].append(item)
        for found in year.findings:
            self._findings[self._place(found.finding.point, (found.finding.unit,))].append(found)
        for entry in (state.entry for state in year.entries if state.entry.kind == "deduction"):
            self._taken[self._place(entry.point, (entry.unit,))] += applied.get(entry.id, ZERO)

    def _place(self, point: str, units: Sequence[str]) -> tuple[str, str]:
        on = ((point, unit) for unit in units if (point, unit) in self._places)
        return next(on, ("", units[0] if units else UNRESOLVED))

    def at(self, point: str, unit: str) -> tuple[tuple[DutyItem, ...], tuple[FindingState, ...], Decimal | None]:
        """Return what counts at a place: the items, the findings, the points off (None where none are taken)."""
        place = point, unit
        taken = self._taken[place] if self._assessed else None
        return tuple(self._items[place]), tuple(self._findings[place]), taken

    def besides(self) -> list[str]:
        """Return the units that have something at no point, in the order in which it was met."""
        found = (place for held in (self._items, self._findings, self._taken) for place in held if held[place])
        return list(dict.fromkeys(unit for point, unit in found if not point))


def _seats(year: Year, applied: Mapping[str, Decimal]) -> Iterator[_Seat]:
    """Yield every seat that counts, point by point, with what its unit owes, was found with and lost on the point.

    Behind them stands what each unit has besides, in the order of the roster.
    """
    units, states = {unit.name: unit for unit in year.plan.units}, year.unit_states
    scores, shares = {score.unit: score for score in year.scores}, _Shares(year, applied)
    for point in year.overview.points:
        no = point.point.no
        for seat in shares.seats.get(no, ()):
            name = seat.unit
            state = states[no].get(name) or UnitState(name)
            yield _Seat(name, units[name], scores.get(name), *shares.at(no, name), seat.role, point, state)
    besides = shares.besides()
    for name in (*(name for name in units if name in besides), *(name for name in besides if name not in units)):
        yield _Seat(name, units.get(name), scores.get(name), *shares.at("", name))
