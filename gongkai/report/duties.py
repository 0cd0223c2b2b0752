"""What is owed by when: duty items (应办事项), long runs of them on one line."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

from gongkai.document import Cell, Column, text
from gongkai.domain.due import LONG_RUN
from gongkai.domain.items import gap
from gongkai.domain.points import plain
from gongkai.domain.rules import is_backdated
from gongkai.report.parts import DUTY_TONE, mark_of, names_short, paper, short_day, table
from gongkai.report.recorded import duty_data
from gongkai.wording import DUTY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date, datetime

    from gongkai.document import Block, Document, Table
    from gongkai.domain.items import DutyItem
    from gongkai.domain.ledger import Ledger, Standing
    from gongkai.domain.plan import Duty, Target, WorkPoint
    from gongkai.domain.records import DutyEvent, Settlement

MINUTES_A_DAY, MINUTES_AN_HOUR = 1440, 60
EVERY = {"day": "每天", "workday": "每个工作日", "month": "每月", "quarter": "每季度"}


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
        return f"{EVERY[duty.every]}{grace}"
    if duty.within:
        span = f"{duty.within.hours}小时" if duty.within.hours else f"{duty.within.workdays}个工作日"
        return f"{duty.from_ or '事件发生'}后{span}内"
    return f"达到{target_words(duty.target)}" if duty.target else ""


def open_command(duty: Duty) -> str:
    """Return how the clock of a demand is started, empty where no event starts it."""
    return f"gongkai duty open {duty.id} -u 单位 --at 时间" if duty.within else ""


def demand_table(points: Iterable[WorkPoint], caption: str = "") -> Table:
    """Return the demands of points as the notice makes them, and how to open those that wait for an event."""
    columns = (
        Column("编号", "id"),
        Column("原文", weight=2),
        Column("要求", weight=3),
        Column("时限", weight=2),
        Column("开启", "command", weight=1),
    )
    duties = [duty for point in points for duty in point.duties]
    rows = [
        (
            Cell(duty.id, ref=duty.id),
            Cell(f"“{duty.quote}”" + (f"（{duty.note}）" if duty.note else "")),
            Cell(duty.what if duty.what != duty.quote else ""),
            Cell(limit_words(duty)),
            Cell(open_command(duty)),
        )
        for duty in duties
    ]
    return table("demands", caption, columns, rows, optional=("要求", "开启"))


def runs(items: Sequence[DutyItem]) -> list[list[DutyItem]]:
    """Return neighbours of one duty in one state together; what an event started stands alone."""
    return [list(run) for _, run in groupby(items, key=_alike)]


def _alike(item: DutyItem) -> tuple[str, str, str]:
    return item.duty.id, item.status, item.id if item.duty.within else ""


def duty_table(ledger: Ledger, items: Sequence[DutyItem], caption: str = "") -> Table:
    """Return duty items as a table, a run of more than three on one line."""
    columns = (
        Column("编号", "id"),
        Column("要点"),
        Column("单位", weight=2),
        Column("事项", weight=4),
        Column("期限"),
        Column("状态"),
        Column("办结"),
        Column("现值"),
    )
    rows = [row for run in runs(items) for row in _rows(run, ledger)]
    return table("duties", caption, columns, rows, optional=("办结", "现值"))


def _rows(run: Sequence[DutyItem], ledger: Ledger) -> Iterator[tuple[Cell, ...]]:
    if len(run) > LONG_RUN:
        yield _run_row(run, ledger.plan.year)
    else:
        yield from (_item_row(item, ledger) for item in run)


def _item_row(item: DutyItem, ledger: Ledger) -> tuple[Cell, ...]:
    tone, year = DUTY_TONE.get(item.status, ""), ledger.plan.year
    return (
        Cell(item.id, ref=item.id),
        Cell(item.point, ref=item.point),
        Cell(owers_text([item])),
        Cell(with_note(item.duty.what or item.duty.quote, event_note(ledger.events, item))),
        Cell(due_value(item, year), tone if item.status == "overdue" else ""),
        Cell(status_words(item), tone),
        Cell(_done_value(item, year)),
        Cell(value_words(item)),
    )


def _run_row(run: Sequence[DutyItem], year: int) -> tuple[Cell, ...]:
    first = run[0]
    tone = DUTY_TONE.get(first.status, "")
    dues = [item.due for item in run if item.due]
    span = ""
    if dues and min(dues) != max(dues):
        span = f"{min(dues):%m-%d}至{max(dues):%m-%d}，"
    return (
        Cell(first.duty.id, ref=first.duty.id),
        Cell(first.point, ref=first.point),
        Cell(owers_text(run)),
        Cell(f"{first.duty.what or first.duty.quote}（{span}共{len(run)}项）"),
        Cell(due_value(first, year), tone if first.status == "overdue" else ""),
        Cell(_run_words(run), tone),
        Cell(None),
        Cell(None),
    )


def _run_words(run: Sequence[DutyItem]) -> str:
    """Return the status of a run; of what was met late, how late: 逾期完成（45天）, 逾期完成（最长45天）."""
    worst = max(run, key=lambda item: item.late_minutes)
    if worst.status != "late":
        return DUTY[worst.status]
    same = len({item.late_minutes for item in run}) == 1
    return f"{DUTY['late']}（{'' if same else '最长'}{late_words(worst.late_minutes, hours=by_the_hour(worst))}）"


def settled_words(record: Settlement, items: Sequence[DutyItem], done: str) -> str:
    """Return what is said of items just settled or cancelled: which, whose, whether in time, and the record's id."""
    first = items[0]
    late = f"，{mark}" if (mark := mark_of(backdated=is_backdated(record))) else ""
    who = f"（{owers_text(items)}）{late}，编号 {record.id}"
    if record.kind == "cancelled":
        return f"{done}：{first.id}{who}"
    if not record.first:
        if first.duty.target and first.is_unmet:
            return f"已登记现值：{first.id} {value_words(first)}{who}"
        return f"{done}：{first.id} {status_words(first)}{who}"
    count = Counter(item.status for item in items)
    told = "、".join(f"{DUTY[status]}{number}项" for status, number in count.items())
    span = f"（{record.first:%m-%d}至{record.last:%m-%d}）" if record.last else ""
    return f"{done}：{first.duty.id}{span}共{len(items)}项，{told}{who}"


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
    late = late_words(item.late_minutes, hours=by_the_hour(item))
    if item.status == "met" and item.due is None:
        return "已达标"
    return f"{DUTY[item.status]}（{late}）" if late else DUTY[item.status]


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
    """Return what a quantity should reach: 80%, 不超过3件."""
    if target.at_least is not None:
        return f"{plain(target.at_least)}{target.unit}"
    return f"不超过{plain(target.at_most)}{target.unit}" if target.at_most is not None else ""


def _done_value(item: DutyItem, year: int) -> str | date | datetime | None:
    if item.done is None:
        return None
    return item.done if by_the_hour(item) else short_day(item.done.date(), year)


def owers_text(items: Sequence[DutyItem]) -> str:
    """Return who owes the items: a unit, the leads together, or how many units."""
    owing = list(dict.fromkeys(item.owers for item in items))
    return names_short(owing[0], 1) if len(owing) == 1 else f"{len(owing)}个单位"


def due_value(item: DutyItem, year: int) -> str | date | datetime | None:
    """Return when an item is due: a day, or a moment where the limit is one of hours."""
    if item.due is None:
        return None
    return item.due if by_the_hour(item) else short_day(item.due.date(), year)
