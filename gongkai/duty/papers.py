"""What is owed by when: duty items (应办事项), long runs of them on one line."""

from __future__ import annotations

import re
from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

from msgspec.structs import replace

from gongkai.duty.due import LONG_RUN, OF_POINTS, Objectable, Owed, SelfInspectionDue, SentBack, gathered
from gongkai.duty.items import DutyItem, gap
from gongkai.duty.reminding import DAYS, reminded_before
from gongkai.finding.states import FindingState
from gongkai.history.shapes import duty_data, record_data
from gongkai.papers.columns import (
    DUTY_TONE,
    backdated_mark,
    column,
    day_words,
    days_span,
    full_day,
    names_short,
    paper,
    quoted,
    rare,
    short_day,
    table_of,
)
from gongkai.papers.document import Cell, Section, Shortened, listed, text
from gongkai.plan.calendar import awaited_words
from gongkai.plan.model import EVERY, WHOLE
from gongkai.plan.titles import topic
from gongkai.points import plain
from gongkai.progress.status import PointState
from gongkai.register.kinds import Appeal
from gongkai.wording import BACKDATED, DUTY, DUTY_REPORT, ONGOING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date, datetime

    from gongkai.duty.due import OwedLine
    from gongkai.duty.reminding import ReminderNotice
    from gongkai.papers.columns import ColumnOf
    from gongkai.papers.document import Block, Document, Paragraph, Table, Tone
    from gongkai.plan.model import Duty, Plan, Target, Within, WorkPoint
    from gongkai.register.kinds import DutyEvent, DutyReview, Extension, Progress, Reminder, Review, Settlement
    from gongkai.register.ledger import Ledger, Standing
    from gongkai.year import Year

MINUTES_A_DAY, MINUTES_AN_HOUR = 1440, 60
UNPROVED = "过期15天以上才登记，没有佐证"


def duty_document(
    ledger: Ledger, standing: Standing, chosen: Sequence[DutyItem], waiting: Sequence[Duty] = ()
) -> Document:
    """Return duty items; the table puts a long run of alike ones on one line, the data never does.

    `waiting` are the demands that only an event makes into items.
    """
    blocks: list[Block] = [duty_table(ledger, chosen)]
    spans = [run[0].duty.id for run in runs(chosen) if len(run) > LONG_RUN and run[0].is_unmet and run[0].duty.every]
    if spans:
        example = f"gongkai duty done {spans[0]} --from 起始日期 --to 截止日期"
        blocks.append(text(f"成批办结用：{example}，其中未办的日期用 --except 写明", role="hint"))
    if waiting:
        named = "、".join(f"{duty.id}（{limit_words(duty)}）" for duty in waiting)
        blocks.append(text(f"事件发生后才计时的：{named}。开启：gongkai duty open 编号 -u 单位 --at 时间", role="hint"))
    data = [duty_data(item) for item in chosen]
    return paper("duties", f"{ledger.plan.year}年度应办事项", blocks, data, (ledger, standing))


def limit_words(duty: Duty) -> str:
    """Return the kind of a demand's limit: 2018-12-31前, 每月, 事件发生后3个工作日内, 达到80%."""
    if duty.by:
        return f"{duty.by}前"
    if duty.every:
        grace = f"，期满后{duty.grace_days}天内" if duty.grace_days else ""
        return f"{EVERY[duty.every]}{_last_month(duty)}{grace}"
    if duty.within:
        span = within_words(duty.within)
        return f"{duty.from_ or '事件发生'}后{span}内"
    return f"达到{target_words(duty.target)}" if duty.target else ""


def _last_month(duty: Duty) -> str:
    """Return the day by which a period is owed, where that is not its end: 末月20日前, 20日前 where it is one month."""
    return f"{'' if duty.every == 'month' else '末月'}{duty.day}日前" if duty.day else ""


def within_words(limit: Within) -> str:
    """Return how long a clock runs: 3个工作日, 15日, 5小时."""
    if limit.hours:
        return f"{limit.hours}小时"
    return f"{limit.days}日" if limit.days else f"{limit.workdays}个工作日"


def open_command(duty: Duty) -> str:
    """Return how the clock of a demand is started, empty where no event starts it."""
    return f"gongkai duty open {duty.id} -u 单位 --at 时间" if duty.within else ""


def demand_table(points: Iterable[WorkPoint], caption: str = "") -> Table:
    """Return the demands of points as the notice makes them, and how to open those that wait for an event."""
    columns: tuple[ColumnOf[Duty], ...] = (
        column("编号", lambda duty: Cell(duty.id, ref=duty.id), "id"),
        column("原文", lambda duty: f"“{duty.quote}”" + (f"（{duty.note}）" if duty.note else ""), weight=2),
        column("要求", lambda duty: duty.what if duty.what != duty.quote else "", weight=3, optional=True),
        column("时限", limit_words, weight=2),
        column("开启", open_command, "command", weight=1, optional=True),
    )
    return table_of("demands", caption, columns, (duty for point in points for duty in point.duties))


def runs(items: Sequence[DutyItem]) -> list[list[DutyItem]]:
    """Return neighbours of one duty in one state together; what an event started stands alone."""
    return [list(run) for _, run in groupby(items, key=_alike)]


def _alike(item: DutyItem) -> tuple[str, str, str, str]:
    return item.duty.id, item.status, review_words(item), item.id if item.duty.within or item.put_off else ""


def duty_table(ledger: Ledger, items: Sequence[DutyItem], caption: str = "") -> Table:
    """Return duty items as a table, a run of more than three on one line."""
    year = ledger.plan.year
    columns: tuple[ColumnOf[Sequence[DutyItem]], ...] = (
        column("编号", _run_id, "id"),
        column("要点", lambda run: Cell(run[0].point or WHOLE, ref=run[0].point), "point"),
        column("单位", owers_text, weight=2),
        column("事项", lambda run: _run_what(run, ledger.events), weight=4),
        column("期限", lambda run: Cell(_run_due(run, year), "bad" if run[0].status == "overdue" else "")),
        column("状态", lambda run: Cell(_run_words(run), state_tone(run[0]))),
        column("办结", lambda run: _run_done(run, year), optional=True),
        rare("登记", _settled_by, "id"),
        rare("现值", lambda run: value_words(run[0]) if len(run) == 1 else None),
        column("备注", _cancelled_for, weight=2, optional=True),
    )
    told = (part for run in runs(items) for part in ([run] if len(run) > LONG_RUN else ([item] for item in run)))
    return table_of("duties", caption, columns, told)


def met_table(items: Iterable[DutyItem], caption: str = "") -> Table:
    """Return how a unit has met what it owed, a row a demand: the one item as it stands, of several how many do."""
    by_duty: dict[str, list[DutyItem]] = {}
    for item in items:
        by_duty.setdefault(item.duty.id, []).append(item)
    columns: tuple[ColumnOf[list[DutyItem]], ...] = (
        column("编号", lambda each: each[0].duty.id, "id"),
        column("要求", lambda each: each[0].duty.what or each[0].duty.quote, weight=3),
        column("时限", lambda each: limit_words(each[0].duty), weight=1),
        column("办理", _met, weight=2),
    )
    return table_of("demands", caption, columns, by_duty.values())


def _met(items: Sequence[DutyItem]) -> Cell:
    if len(items) == 1:
        return Cell(status_words(items[0]), state_tone(items[0]))
    late = [item.id for item in items if item.status == "overdue"]
    count = Counter(DUTY_REPORT["waiting"] if item.waits else state_words(item) for item in items)
    said = "、".join(f"{words}{number}项" for words, number in count.items())
    return Cell(said + (f"（{names_short(late)}）" if late else ""), DUTY_TONE["overdue"] if late else "")


def state_tone(item: DutyItem) -> Tone:
    """Return the colour of its state."""
    return "warn" if item.waits else "bad" if item.missed else DUTY_TONE.get(item.status, "")


def _settled_by(run: Sequence[DutyItem]) -> str:
    """Return what the office is to look at: the records that say a run was met, where it waits to be checked."""
    return names_short(list(dict.fromkeys(item.report.settlement for item in run if item.report and item.waits)))


def _run_id(run: Sequence[DutyItem]) -> Cell:
    named = run[0].id if len(run) == 1 else run[0].duty.id
    return Cell(named, ref=named)


def _run_what(run: Sequence[DutyItem], events: Iterable[DutyEvent]) -> str:
    what = run[0].duty.what or run[0].duty.quote
    if len(run) == 1:
        return with_note(what, event_note(events, run[0]))
    return f"{what}（共{len(run)}项）"


def _run_due(run: Sequence[DutyItem], year: int) -> str | date | datetime | None:
    """Return when an item is due, of several from when to when."""
    dues = [item.due for item in run if item.due]
    if len({due.date() for due in dues}) > 1:
        return _span(dues)
    return due_value(run[0], year)


def _run_done(run: Sequence[DutyItem], year: int) -> str | date | datetime | None:
    """Return when an item was done, of several from when to when; nothing while one is not."""
    done = [item.done for item in run if item.done]
    if len(done) == len(run) and len({moment.date() for moment in done}) > 1:
        return _span(done)
    return _done_value(run[0], year) if len(done) == len(run) else None


def _span(moments: Sequence[datetime]) -> Shortened:
    begin, end = min(moments), max(moments)
    return Shortened(days_span(begin, end), f"{begin:%Y-%m-%d}至{end:%Y-%m-%d}")


def _run_words(run: Sequence[DutyItem]) -> str:
    """Return the status of a run; of what was met late, how late: 逾期完成（45天）, 逾期完成（最长45天）."""
    if len(run) == 1:
        return status_words(run[0])
    worst = max(run, key=lambda item: item.late_minutes)
    if worst.waits:
        return DUTY_REPORT["waiting"]
    same = len({item.late_minutes for item in run}) == 1
    late = f"{'' if same else '最长'}{late_words(worst.late_minutes, hours=by_the_hour(worst))}"
    return _bracketed(state_words(worst), late if worst.status == "late" else "", review_words(worst))


def _bracketed(said: str, *marks: str) -> str:
    told = "，".join(mark for mark in marks if mark)
    return f"{said}（{told}）" if told else said


def review_words(item: DutyItem) -> str:
    """Return how what was said of an item is held: 补录, 已核, 已退回, 补录待核; empty for what was typed in time."""
    if item.waits:
        return DUTY_REPORT["waiting"]
    parts = (BACKDATED if item.typed_late else "", DUTY_REPORT.get(item.review, ""))
    return "，".join(part for part in parts if part)


def settled_words(record: Settlement, items: Sequence[DutyItem], done: str) -> str:
    """Return what is said of items just settled or cancelled: which, whose, whether in time, and the record's id."""
    first = items[0]
    marked = any(item.typed_late for item in items)  # it is said of these, then
    late = f"，{mark}" if (mark := backdated_mark(record)) and not marked else ""
    who = f"（{owers_text(items)}）{late}，编号 {record.id}"
    if record.kind == "cancelled":
        return f"{done}：{first.id}{who}"
    if not record.first:
        if first.duty.target and first.is_unmet:
            return f"已登记现值：{first.id} {value_words(first)}{who}"
        return f"{done}：{first.id} {status_words(first)}{who}"
    count = Counter(DUTY_REPORT["waiting"] if item.waits else DUTY[item.status] for item in items)
    told = "、".join(f"{said}{number}项" for said, number in count.items())
    late_typed = sum(item.typed_late and not item.waits for item in items)
    told += f"，{BACKDATED}{late_typed}项" if late_typed else ""
    span = f"（{days_span(record.first, record.last)}）" if record.last else ""
    return f"{done}：{first.duty.id}{span}共{len(items)}项，{told}{who}"


def reports_words(reports: Sequence[Progress]) -> str:
    """Return what was recorded with items just settled: the point is finished by them; empty where it is not."""
    ids = [report.id for report in reports]
    span = "、".join(ids) if len(ids) <= LONG_RUN else f"{ids[0]} 至 {ids[-1]}"
    told = f"{names_short([report.unit for report in reports])}（{span}）" if reports else ""
    return f"；要点{reports[0].point}的要求已全部办结，一并登记进展100%：{told}" if told else ""


def returned_reports_words(reviews: Sequence[Review]) -> str:
    """Return which reports of 100 % were sent back with items, empty where none was."""
    told = "、".join(f"{review.unit}要点{review.point}" for review in reviews)
    return f"；一并报的进展100%（{told}）也已退回" if told else ""


def extended_words(record: Extension, item: DutyItem | None) -> str:
    """Return what is said of a last day just put off: of what, from when to when, and the record's id."""
    late = f"，{mark}" if (mark := backdated_mark(record)) else ""
    who = f"（{owers_text([item])}）" if item else ""
    what = record.item or f"要点{record.point}"
    return f"已延期：{what}{who} {record.was} → {record.due}{late}，编号 {record.id}"


def reviewed_words(record: DutyReview, items: Sequence[DutyItem]) -> str:
    """Return what is said of items just checked or sent back: which, whose, how they stand now."""
    first, many = items[0], len(items) > 1
    which = f"{first.duty.id} 共{len(items)}项" if many else first.id
    count = Counter(DUTY[item.status] for item in items)
    stands = "、".join(f"{said}{number}项" for said, number in count.items()) if many else status_words(first)
    if record.kind == "verified":
        return f"已核实 {record.id}：{which}（{owers_text(items)}），{stands}，核实人 {record.by}"
    return f"已退回 {record.id}：{which}（{owers_text(items)}），等单位办好后重报"


def event_note(events: Iterable[DutyEvent], item: DutyItem) -> str:
    """Return what was said of the event that started an item's clock, empty where none did: its id ends the item's."""
    if item.duty.within is None:
        return ""
    event = item.id.rpartition("/")[2]
    return next((one.note for one in events if one.id == event), "")


def with_note(what: str, note: str) -> str:
    """Return what is to be done, and what of: 公开文件及解读（关于低保标准的通知）."""
    return f"{what}（{note}）" if note else what


def by_the_hour(item: DutyItem) -> bool:
    """Tell whether its limit is one of natural hours, which has a minute and not a day."""
    return item.duty.within is not None and bool(item.duty.within.hours)


def status_words(item: DutyItem) -> str:
    """Return its status, and how late it was met or is by now: 逾期完成（1分钟）."""
    if item.waits:
        return DUTY_REPORT["waiting"]
    late = late_words(item.late_minutes, hours=by_the_hour(item))
    return _bracketed(state_words(item), late, put_off_words(item.put_off), review_words(item))


def _cancelled_for(items: Iterable[DutyItem]) -> str:
    """Return why items were cancelled, each reason once; empty where none was."""
    return "；".join(dict.fromkeys(item.why for item in items if item.why))


def state_words(item: DutyItem) -> str:
    """Return its status in a word: a quantity without a date is 已达标, or 未达标 once the year is over."""
    if item.missed:
        return "未达标"
    if item.status == "met" and item.due is None:
        return "已办结（期限待定）" if item.awaited else "已达标"
    return DUTY[item.status]


def put_off_words(first: date | None) -> str:
    """Return the last day that was before it was put off: 原期限2018-09-30; empty where it was not."""
    return f"原期限{first}" if first else ""


def late_words(minutes: int, *, hours: bool) -> str:
    """Return how late something is, empty where it is not: 1小时1分 past a limit of hours, else in days begun."""
    if not hours:
        return f"{-(-minutes // MINUTES_A_DAY)}天" if minutes else ""
    days, rest = divmod(minutes, MINUTES_A_DAY)
    whole, left = divmod(rest, MINUTES_AN_HOUR)
    if not days and not whole:
        return f"{left}分钟" if left else ""
    parts = (f"{days}天" if days else "", f"{whole}小时" if whole else "", f"{left}分" if left else "")
    return "".join(parts)


def value_words(item: DutyItem) -> str:
    """Return the last value of a quantity, what it should be and what it lacks: 70%（目标80%，差10个百分点）.

    Empty for what is no quantity.
    """
    target = item.duty.target
    if target is None:
        return ""
    lacks, wanted = gap(target, item.value), f"目标{target_words(target)}"
    if item.value is None or lacks is None:
        return f"未报（{wanted}）"
    said = f"{plain(item.value)}{target.unit}"
    return (
        f"{said}（{wanted}，差{plain(lacks)}{'个百分点' if target.unit == '%' else target.unit}）"
        if lacks
        else f"{said}（{wanted}）"
    )


def target_words(target: Target) -> str:
    """Return what a quantity should reach: 80%, 不超过3件, 2件、不超过5件."""
    least = f"{plain(target.at_least)}{target.unit}" if target.at_least is not None else ""
    most = f"不超过{plain(target.at_most)}{target.unit}" if target.at_most is not None else ""
    return "、".join(part for part in (least, most) if part)


def _done_value(item: DutyItem, year: int) -> str | date | datetime | None:
    if item.done is None:
        return None
    return item.done if by_the_hour(item) else short_day(item.done.date(), year)


def owers_text(items: Sequence[DutyItem]) -> str:
    """Return who owes the items: a unit, the leads together, or how many units."""
    owing = list(dict.fromkeys(item.owers for item in items))
    if len(owing) == 1:
        return names_short(owing[0], 1)
    return Shortened(f"{len(owing)}个单位", "、".join(dict.fromkeys(name for names in owing for name in names)))


def due_value(item: DutyItem, year: int) -> str | date | datetime | None:
    """Return when an item is due: a day, or a moment where the limit is one of hours."""
    if item.due is None:
        return awaited_of(item) or None
    return item.due if by_the_hour(item) else short_day(item.due.date(), year)


def awaited_of(item: object) -> str:
    """Return in words a last day that nobody knows yet, empty where it is known or there is none."""
    within = item.duty.within if isinstance(item, DutyItem) and item.awaited else None
    return awaited_words(within.workdays, item.awaited) if within and isinstance(item, DutyItem) else ""


def due_told(item: DutyItem) -> str:
    """Return the last minute in time, or from what it will be known."""
    return f"{item.due:%Y-%m-%d %H:%M}" if item.due else awaited_of(item)


SOON = 7
MOST_LINES = 8
KIND = {"duty": "应办事项", "finding": "问题整改", "appeal": "复核决定", "selfcheck": "自查", "point": "要点办结"}
KIND |= {"objection": "申请复核", "returned": "重报进展", "report": "报告进展"}
_UNSAFE = r"[^\w./:@%+,=-]"


def due_document(
    year: Year,
    lines: Sequence[OwedLine],
    days: int,
    unit: str = "",
    *,
    every: Sequence[Owed] = (),
    coming: Owed | None = None,
) -> Document:
    """Return what is owed within so many days, most urgent first: the table in lines, the data with `every` one.

    The screen does without data: a year of daily items of many units is thousands, and a few lines. Where there are
    no lines, `coming` is what falls due after the days.
    """
    coming = coming if coming and not lines and not year.standing.closed else None
    said = _due_said(lines, days) + (next_words(year, coming, unit) if coming else "")
    blocks: list[Block] = [text(closed_words(year) or said)]
    if coming:
        blocks.append(look_ahead(year, coming, unit))
    if lines:
        columns = (
            *when_columns(year, unit),
            column("单位", lambda line: _who(line, unit), weight=2),
            column("事项", lambda line: line_words(year, line, unit), weight=4),
            column("办理", lambda line: line_command(year, line, unit), "command", weight=3),
        )
        blocks.append(table_of("due", "", columns, lines))
    title = f"{year.plan.year}年度到期事项"
    title = f"{title}　{unit}" if unit else title
    data = [owed_data(year, one, unit) for one in every]
    return paper("due", title, blocks, data, (year.ledger, year.standing))


def closed_words(year: Year) -> str:
    """Return that the year is closed, empty where it is not."""
    closed = year.standing.closed
    return f"{year.plan.year}年度已于{full_day(closed)}封存，没有要办的事项。" if closed else ""


def span_words(days: int) -> str:
    """Return the days looked ahead, in words: 30天内, 今天."""
    return f"{days}天内" if days else "今天"


def owed_data(year: Year, one: Owed, unit: str = "") -> dict[str, object]:
    """Return one thing that is owed; a duty item in its own shape besides. `unit` is null where several owe it."""
    data: dict[str, object] = {"kind": one.kind, "id": one.key, "point": one.point or None}
    data |= duty_data(one.source) if isinstance(one.source, DutyItem) else {}
    concerned = one.concerns[-1:] if one.kind in ("appeal", "finding") else one.units
    return data | {
        "unit": concerned[0] if len(concerned) == 1 else None,
        "owers": list(one.units),
        "what": what_of(year, one, unit),
        "due": one.due,
        "status": "overdue" if one.is_overdue else "pending",
        "late_minutes": one.late_minutes,
        "command": command_of(year, one, unit),
    }


def what_of(year: Year, one: Owed, unit: str = "") -> str:
    """Return what is to be done, in the plan's or the finding's words; to whom it is told may be one `unit`."""
    source = one.source
    if isinstance(source, DutyItem):
        said = with_note(source.duty.what or source.duty.quote, event_note(year.ledger.events, source))
        return said + former_words(year, one) + held_words(source, year.plan.year)
    if isinstance(source, FindingState):
        wanted = "期限" if source.measure else "措施和期限"
        return f"整改：{source.finding.problem}{former_words(year, one)}{reopened_words(source, year.plan.year)}" + (
            "" if source.due else f"（请定{wanted}）"
        )
    if isinstance(source, Appeal):
        return f"{'等候' if _waits(one, unit) else '作出'}复核决定：{source.entry}，{source.reason}"
    if isinstance(source, Objectable):
        return f"可申请复核：{source.id}，{source.reason}"
    if isinstance(source, SelfInspectionDue):
        return year.plan.self_inspection.quote or "年内开展自查"
    return _of_point(source, year.plan.year, "报告进展" if one.kind == "report" else "办结要点")


def _of_point(source: PointState | SentBack, year: int, what: str) -> str:
    if isinstance(source, SentBack):
        return f"重报进展：{returned_words(source.said, source.day, source.reason, year)}"
    return _bracketed(f"{what}：{source.point.title}", *_term(source))


def term_words(state: PointState) -> str:
    """Return when a point is to be done as it is printed (9月底前, 长期坚持); empty where the notice does not say."""
    return state.point.due_text or (ONGOING if state.is_ongoing else "")


def returned_words(said: int, day: date | None, reason: str, year: int) -> str:
    """Return what was sent back, when and why: 报到100%，已于12月24日退回：栏目还有空白."""
    when = f"于{day_words(day, year)}" if day else ""
    return f"报到{said}%，已{when}退回：{reason}"


def held_words(item: DutyItem, year: int) -> str:
    """Return that an item was reported and waits to be checked, or was sent back, when and why; else nothing."""
    if item.report is None or item.review not in ("waiting", "returned"):
        return ""
    if item.waits:
        return f"，{DUTY_REPORT['waiting']}（{UNPROVED}）"
    when = f"{day_words(item.report.day, year)}" if item.report.day else ""
    return f"，{when}已退回（{item.report.reason.rstrip('。')}）"


def reopened_words(state: FindingState, year: int) -> str:
    """Return that a rectification was sent back, when and why; empty where the last was not."""
    sent = [step for step in state.steps if step.kind == "reopened"] if state.earlier else []
    if not sent or state.rectified is not None:
        return ""
    return f"，{day_words(sent[-1].day, year)}已退回重改（{sent[-1].note.rstrip('。')}）"


def former_words(year: Year, one: Owed) -> str:
    """Return whose it was before that unit ended: （原县政府金融办）; empty where it is the unit's own."""
    named = one.source.finding.unit if isinstance(one.source, FindingState) else ""
    parts = {named, *one.key.split("/")} - set(one.units)
    former = next((unit.name for unit in year.plan.units if unit.successor and unit.name in parts), "")
    return f"（原{former}）" if former else ""


def _waits(one: Owed, unit: str) -> bool:
    """Tell whether it is not for the unit to act: it waits for another."""
    return bool(unit) and unit not in one.units


def command_of(year: Year, one: Owed, unit: str = "") -> str:
    """Return the command that settles it, for a `unit` its own; Chinese words in it are for the clerk to fill in.

    Empty where the unit can only wait.
    """
    source = one.source
    if isinstance(source, DutyItem):
        return _item_command(year, source, unit)
    if isinstance(source, FindingState):
        return f"gongkai finding {_step(source)}"
    if isinstance(source, SelfInspectionDue):
        return f"gongkai selfcheck add -u {word(source.unit)}{_after(year)}"
    if isinstance(source, PointState | SentBack):
        return _report_done(year, one, unit)
    if isinstance(source, Objectable):
        return f"gongkai appeal file {source.id} --reason 理由"
    # which way it goes is not for the list to say
    return "" if _waits(one, unit) else f"gongkai appeal decide {one.key}"


def _item_command(year: Year, item: DutyItem, unit: str) -> str:
    if item.waits:
        verify = f"gongkai duty verify {word(item.id)} --note 依据{_of_year(year)}"
        return _prove(year, word(item.id)) if unit else verify
    begun = item.opened.date() <= year.standing.as_of  # before that there is nothing to settle
    return f"gongkai duty done {word(item.id)}{_after(year, item)}" if begun else ""


def _prove(year: Year, which: str) -> str:
    """Return how a unit gives proof of what it reported without; it need not wait for the office then."""
    return f"gongkai duty done {which} --evidence 佐证{_of_year(year)}"


def _report_done(year: Year, one: Owed, unit: str) -> str:
    if not one.units:
        return f"gongkai assign {word(one.point)} -u 单位 --role lead{_of_year(year)}"
    who = unit if unit in one.units else one.units[0]
    percent = "比例" if one.kind == "report" else "100"
    last = one.source.last if isinstance(one.source, PointState) else None
    when = _of_year(year) if last and last.year > year.plan.year else _after(year)
    return f"gongkai progress add {word(one.point)} -u {word(who)} --percent {percent}{when}"


def _step(state: FindingState) -> str:
    name = state.finding.id
    if state.due:
        return f"rectify {name} --note 整改情况"
    return f"plan {name} --due 期限" if state.measure else f"plan {name} --measure 整改措施 --due 期限"


def _of_year(year: Year) -> str:
    return "" if year.is_current else f" --year {year.plan.year}"


def _after(year: Year, item: DutyItem | None = None) -> str:
    """Return what a fact needs besides: its year where another is the default, its day or minute once that counts.

    It does where the year is over, and for an item that is overdue: what was made up for is not to look as if in time.
    """
    if not year.standing.over and (item is None or item.status != "overdue"):
        return _of_year(year)
    return f"{' --at 时间' if item and by_the_hour(item) else ' --date 日期'}{_of_year(year)}"


def word(argument: str) -> str:
    """Return an argument as a shell takes it: in quotes where it holds more than letters, figures and plain marks."""
    quoted = argument.replace('"', "")
    return f'"{quoted}"' if re.search(_UNSAFE, argument) else argument


def how_late(one: Owed, today: date, unit: str = "") -> str:
    """Return how long it is overdue, or how long is left; an hour's limit in hours and minutes."""
    if one.kind == "returned":
        return "已退回"
    if one.due is None:
        waiting = "已申请复核" if _waits(one, unit) else "待复核决定"
        return waiting if one.kind == "appeal" else "期限待定" if is_awaited(one) else "未定期限"
    if one.is_overdue:
        return f"逾期{late_words(one.late_minutes, hours=_by_the_hour(one))}"
    left = (one.due.date() - today).days
    return f"还有{left}天" if left else "今天到期"


def is_awaited(one: Owed) -> bool:
    """Tell whether it has a last day that is not known yet."""
    source = one.source
    return isinstance(source, Objectable) or (isinstance(source, DutyItem) and bool(source.awaited))


def awaited_due(one: Owed) -> str:
    """Return in words a last day that is not known yet, empty for what has none."""
    return one.source.last.words() if isinstance(one.source, Objectable) else awaited_of(one.source)


def _by_the_hour(one: Owed) -> bool:
    return isinstance(one.source, DutyItem) and by_the_hour(one.source)


def next_words(year: Year, coming: Owed, unit: str) -> str:
    """Return when something falls due next."""
    day = day_words(coming.due.date(), year.plan.year) if coming.due else ""
    return f"下一件{day}到期：{what_of(year, coming, unit)}。" if day else ""


def look_ahead(year: Year, coming: Owed, unit: str) -> Paragraph:
    """Return how to see what falls due next, on a line of its own so that it can be copied."""
    days = (coming.due.date() - year.standing.as_of).days if coming.due else 0
    option = f"-u {word(unit)} " if unit else ""
    return text(f"往后看：gongkai due {option}--within {days}{_of_year(year)}", role="hint")


def _due_said(lines: Sequence[OwedLine], days: int) -> str:
    if not lines:
        return f"{span_words(days)}没有到期的事项，也没有逾期。"
    count = sum(line.count for line in lines)
    late = sum(line.count for line in lines if line.first.is_overdue)
    told = "，没有逾期的" if not late else f"，其中逾期{late}件" if late < count else "，均已逾期"
    return f"{span_words(days)}到期和已经逾期的共{count}件{told}。"


def when_columns(year: Year, unit: str) -> tuple[ColumnOf[OwedLine], ...]:
    """Return the columns with which a list of lines begins, as told to one `unit` where that is given."""
    today = year.standing.as_of

    def toned(line: OwedLine, value: str | date | datetime | None) -> Cell:
        first = line.first
        left = (first.due.date() - today).days if first.due else 0
        return Cell(value, "bad" if first.is_overdue else "warn" if left <= SOON else "")

    return (
        column("期限", lambda line: toned(line, _due_value(line.first, year.plan.year))),
        column("状态", lambda line: toned(line, how_late(line.first, today, unit))),
        column(
            "要点",
            lambda line: Cell(_points_of(line), ref=line.points[0] if len(line.points) == 1 else ""),
            "point",
            optional=True,
        ),
    )


def _points_of(line: OwedLine) -> str:
    """Return the points of a line, 全文 where the notice as a whole demands it."""
    return names_short(line.points) or (WHOLE if line.first.kind == "duty" else "")


def _due_value(one: Owed, year: int) -> str | date | datetime | None:
    if one.due is None:
        return awaited_due(one) or None
    return one.due if _by_the_hour(one) else short_day(one.due.date(), year)


def _who(line: OwedLine, unit: str) -> str:
    """Return who must act; where one `unit` is spoken to, that unit and with whom."""
    if line.first.kind == "appeal":
        return line.first.concerns[-1]
    names = list(dict.fromkeys(name for names in line.owing for name in names))
    if unit not in names:
        return names_short(names, 1)
    others = [name for name in names if name != unit]
    if not others:
        return unit
    return Shortened(f"{unit}（与{names_short(others, 1)}共同）", f"{unit}（与{'、'.join(others)}共同）")


def line_words(year: Year, line: OwedLine, unit: str) -> str:
    """Return what is to be done of one thing that is owed, or of a run of them."""
    first = line.first
    if line.count == 1:
        return what_of(year, first, unit)
    said = KIND[first.kind] if first.kind in OF_POINTS else what_of(year, first)
    return f"{said}（{span_of(line)}共{line.count}项）"


def span_of(line: OwedLine) -> str:
    """Return from when to when the last days of a run lie, empty where they are one: 07-25至08-31，."""
    begin, end = line.first.due, line.last
    return f"{days_span(begin, end)}，" if begin and end and begin != end else ""


def line_command(year: Year, line: OwedLine, unit: str) -> str:
    """Return the command that settles a line, for one of a run or for all of it."""
    return command_of(year, line.first, unit) if line.count == 1 else _run_command(year, line, unit)


def _run_command(year: Year, line: OwedLine, unit: str) -> str:
    """Return the command for one of a run, or for all of it where it has periods."""
    source = line.first.source
    if isinstance(source, DutyItem):
        return _items_command(year, line, source, unit)
    if isinstance(source, SelfInspectionDue):
        return f"gongkai selfcheck add -u 单位{_after(year)}"
    percent = "比例" if line.first.kind == "report" else "100"
    return f"gongkai progress add 编号 -u 单位 --percent {percent}{_after(year)}"


def _items_command(year: Year, line: OwedLine, first: DutyItem, unit: str) -> str:
    if first.waits and first.report and not unit:
        return f"gongkai duty verify {first.report.settlement} --note 依据{_of_year(year)}"
    if line.periods and line.periods[0] > year.standing.as_of:
        return ""
    if line.periods and line.periods[1] > year.standing.as_of:
        return command_of(year, line.first, unit)
    if line.periods:
        span = f"--from {line.periods[0]} --to {line.periods[1]}"
        which = f"{word(first.duty.id)} {span}{_apart(line, first, unit)}"
        return _prove(year, which) if first.waits else f"gongkai duty done {which}{_after(year, first)}"
    return f"gongkai duty done {word(first.duty.id)}/单位{_after(year, first)}"


def _apart(line: OwedLine, item: DutyItem, unit: str) -> str:
    """Return whose items of a run are settled, where each unit owes its own; empty where all is one's."""
    if len(line.owing) > 1:
        return " -u 单位"
    return f" -u {word(unit)}" if unit and item.duty.is_apart else ""


def due_words(one: Owed) -> str:
    """Return the last day, or minute, in words."""
    if one.due is None:
        return awaited_due(one)
    return f"{full_day(one.due.date())}{one.due:%H:%M}" if _by_the_hour(one) else full_day(one.due.date())


_THINGS = "项目", "任务", "实事", "事项"
"""How the name of a work ends that is itself of things: 民生实事项目."""
SHOWN_KEYS = 3


def reminding_document(year: Year, notices: Sequence[ReminderNotice], days: int) -> Document:
    """Return a section for each unit with the words to send; the data has them as one text a unit."""
    blocks: list[Block] = [text(closed_words(year) or _reminding_said(notices, days))]
    for notice in notices:
        if notice.owed:
            said = (block for opening, told in parts(year, notice) for block in (text(opening), listed(told)))
            blocks.append(Section(notice.unit, f"{notice.unit}：", (*said, text(_closing(year, notice.unit)))))
    told = [notice for notice in notices if notice.told]
    if told:
        named = "、".join(f"{notice.unit}{len(notice.told)}项" for notice in told)
        blocks.append(text(f"当天已催办过，不再列出：{named}。", role="note"))
    if any(notice.owed for notice in notices):
        whose = f" -u {notices[0].unit}" if len(notices) == 1 else ""
        span = "" if days == DAYS else f" --within {days}"
        blocks.append(text(f"以上文字可以直接粘贴；发出后登记：gongkai remind{whose}{span} --sent 微信", role="hint"))
    data = reminding_data(year, notices)
    return paper("remind", f"{year.plan.year}年度催办", blocks, data, (year.ledger, year.standing))


def letters(year: Year, notices: Sequence[ReminderNotice]) -> str:
    """Return the messages to all units as one plain text, a blank line between them."""
    return "\n\n".join(letter for notice in notices if (letter := letter_of(year, notice))) + "\n"


def letter_of(year: Year, notice: ReminderNotice) -> str:
    """Return the whole message to a unit, empty where there is nothing to remind it of."""
    if not notice.owed:
        return ""
    said = [
        line
        for opening, told in parts(year, notice)
        for line in (opening, *(f"{no}. {each}" if told[1:] else each for no, each in enumerate(told, 1)))
    ]
    return "\n".join([f"{notice.unit}：", *said, _closing(year, notice.unit)])


def parts(year: Year, notice: ReminderNotice, *, ids: bool = True) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each opening with the lines below it: first what the unit was reminded of before and has not done."""
    before = reminded_before(year.ledger.reminders, notice.unit, year.standing.as_of)
    again = tuple(one for one in notice.owed if one.key in before)
    fresh = tuple(one for one in notice.owed if one.key not in before)
    if again:
        told = tuple(lines(year, replace(notice, owed=again), ids=ids))
        yield _again(year.plan, [before[one.key] for one in again], len(again)), told
    if fresh:
        yield _greeting(year.plan, fresh, more=bool(again)), tuple(lines(year, replace(notice, owed=fresh), ids=ids))


def _again(plan: Plan, before: Sequence[Sequence[date]], count: int) -> str:
    """Return the opening of a second reminder: it names the days of those before, and what is still not done."""
    days = sorted({day for each in before for day in each})
    named = "、".join(day_words(day, plan.year) for day in days[-SHOWN_KEYS:])
    times, of = max(map(len, before)) + 1, topic(plan)
    things = of if of.endswith(_THINGS) else f"{of}事项"
    return f"您好！{named}已经催办过的{things}，还有{count}项没有办结，现第{times}次催办，请抓紧办理："


def _greeting(plan: Plan, owing: Iterable[Owed], *, more: bool = False) -> str:
    of = topic(plan)
    named = f"{of}的以下" if of.endswith(_THINGS) else f"以下{of}"
    return f"{'另有' if more else '您好！'}{named}事项{how_pressing(owing)}："


def how_pressing(owing: Iterable[Owed]) -> str:
    """Return how things owed stand to their days, and what is asked for them."""
    return "已经逾期，请抓紧办理" if all(one.is_overdue for one in owing) else "已到或临近期限，请予关注"


def lines(year: Year, notice: ReminderNotice, *, ids: bool = True) -> Iterator[str]:
    """Yield a sentence for each thing, or run of alike ones, that the unit owes; a problem's with its id or without."""
    for line in gathered(notice.owed, notice.unit):
        late = how_late(line.first, year.standing.as_of)
        known = term_told(year, line, late) if line.first.due else ""
        dated = known or (f"期限为{said}" if (said := due_words(line.first)) else "")
        named = named_words(year, line.first)
        named = named if ids else named.replace(f"（{line.first.key}）", "")
        told = (named, dated, missing_words(line.first, notice.unit, year.plan.year))
        yield f"{'，'.join(part for part in told if part)}。"


def reminders_document(ledger: Ledger, standing: Standing, chosen: Sequence[Reminder]) -> Document:
    """Return what was sent to whom, when and by what way."""
    columns: tuple[ColumnOf[Reminder], ...] = (
        column("编号", lambda sent: Cell(sent.id, ref=sent.id), "id"),
        column("日期", lambda sent: sent.day, "date"),
        column("单位", lambda sent: Cell(sent.unit, ref=sent.unit), weight=2),
        column("方式", lambda sent: sent.way),
        column("事项", _keys, weight=3),
        column("登记人", lambda sent: sent.actor),
    )
    body = table_of("reminders", "", columns, chosen) if chosen else text("没有催办记录。")
    data = [record_data(sent) for sent in chosen]
    return paper("reminders", f"{ledger.plan.year}年度催办记录", [body], data, (ledger, standing))


def _reminding_said(notices: Sequence[ReminderNotice], days: int) -> str:
    units = sum(bool(notice.owed) for notice in notices)
    if not units:
        return f"{span_words(days)}没有要催办的事项。"
    return f"{span_words(days)}到期和已经逾期的，涉及{units}个单位。"


def reminding_data(year: Year, notices: Sequence[ReminderNotice]) -> list[dict[str, object]]:
    """Return the answer for scripts, one value a unit."""
    return [_data(year, notice) for notice in notices]


def _data(year: Year, notice: ReminderNotice) -> dict[str, object]:
    return {
        "unit": notice.unit,
        "text": letter_of(year, notice),
        "items": [owed_data(year, one, notice.unit) for one in notice.owed],
        "told": list(notice.told),
        "reminded": [
            {"id": key, "dates": list(days)}
            for key, days in reminded_before(year.ledger.reminders, notice.unit, year.standing.as_of).items()
            if key in {one.key for one in notice.owed}
        ],
    }


def _closing(year: Year, unit: str) -> str:
    return "感谢支持！" if unit == year.plan.office else f"办结后请及时告知{year.plan.office}，感谢支持！"


def named_words(year: Year, one: Owed) -> str:
    """Name the point, the words of the notice and what they ask for; whose it was, where the unit has taken it over."""
    source = one.source
    if isinstance(source, DutyItem):
        what = f"（{source.duty.what}）" if source.duty.what not in source.duty.quote else ""
        note = event_note(year.ledger.events, source)
        place = f"要点{one.point}" if one.point else "通知"
        return f"{place}{quoted(source.duty.quote)}{with_note(what, note)}{former_words(year, one)}"
    if isinstance(source, FindingState):
        on = f"要点{one.point}" if one.point else ""
        return f"{on}问题{quoted(source.finding.problem)}（{one.key}）{former_words(year, one)}"
    if isinstance(source, PointState | SentBack):
        told = _bracketed(f"要点{one.point}{quoted(_title(year, one.point))}", *_term(source))
        return f"{told}请报近期进展" if one.kind == "report" else told
    return quoted(year.plan.self_inspection.quote or "年内开展自查")


def _term(source: PointState | SentBack) -> tuple[str, ...]:
    return (term_words(source), put_off_words(source.put_off)) if isinstance(source, PointState) else ()


def _title(year: Year, no: str) -> str:
    return next(point.title for point in year.plan.points if point.no == no)


def term_told(year: Year, line: OwedLine, late: str) -> str:
    """Return until when, and how `late` it is or how long is left, where that is told; of a run from when to when."""
    due, last = line.first.due, line.last
    if due and last and due.date() != last.date():
        begin, end = (day_words(moment.date(), year.plan.year) for moment in (due, last))
        return f"期限自{begin}至{end}，共{line.count}项" + (f"，最早的{late}" if late else "")
    return f"期限{due_words(line.first)}" + (f"，{late}" if late else "")


def missing_words(one: Owed, unit: str, year: int) -> str:
    """Tell what is missing."""
    source = one.source
    if isinstance(source, DutyItem):
        others = [name for name in one.units if name != unit]
        shared = f"（与{names_short(others)}共同承担）" if others else ""
        if source.waits:
            return f"已登记办结{shared}，{UNPROVED}，请补报佐证"
        back = held_words(source, year).removeprefix("，")
        return f"{back}，请办好后重报{shared}" if back else f"尚未办结{shared}"
    if isinstance(source, FindingState):
        back = reopened_words(source, year).removeprefix("，")
        planned = f"已定措施{quoted(source.measure)}，尚未报整改" if source.measure else "尚未报整改措施和整改情况"
        return f"{back}，请整改后重报" if back else planned
    if isinstance(source, SelfInspectionDue):
        return f"已自查{source.done}次，还差{source.at_least - source.done}次"
    if isinstance(source, SentBack):
        return f"{returned_words(source.said, source.day, source.reason.rstrip('。'), year)}，请补正后重报"
    return _reported(source, unit, year) if isinstance(source, PointState) else ""


def _reported(source: PointState, unit: str, year: int) -> str:
    mine = next((lead for lead in source.leads if unit in (lead.unit, lead.heir)), None)
    if mine is None or not mine.updated:
        return "尚未报过进展"
    if mine.status == "returned":
        return f"{returned_words(mine.said, mine.reviewed, mine.reason.rstrip('。'), year)}，请补正后重报"
    return f"目前报到{mine.percent}%"


def _keys(sent: Reminder) -> str:
    shown, every = "、".join(sent.items[:SHOWN_KEYS]), len(sent.items)
    return Shortened(f"{shown}等{every}项", "、".join(sent.items)) if every > SHOWN_KEYS else shown
