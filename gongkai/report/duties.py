"""What is owed by when: duty items (应办事项), long runs of them on one line."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

from gongkai.document import Cell, Column, text
from gongkai.domain.outlook import LONG_RUN
from gongkai.domain.points import plain
from gongkai.domain.settled import gap
from gongkai.report.parts import DUTY_TONE, names_short, paper, short_day, table
from gongkai.report.recorded import duty_data
from gongkai.wording import DUTY

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

    from gongkai.document import Block, Document, Table
    from gongkai.domain.items import DutyItem
    from gongkai.domain.ledger import Ledger, Standing

MINUTES_A_DAY, MINUTES_AN_HOUR = 1440, 60


def duty_document(ledger: Ledger, standing: Standing, chosen: Sequence[DutyItem]) -> Document:
    """Return duty items; the table puts a long run of alike ones on one line, the data never does."""
    blocks: list[Block] = [duty_table(ledger, chosen)]
    spans = [run[0].duty.id for run in runs(chosen) if len(run) > LONG_RUN and run[0].is_unmet and run[0].duty.every]
    if spans:
        example = f"gongkai duty done {spans[0]} --from 起始日期 --to 截止日期"
        blocks.append(text(f"成批办结用：{example}，其中未办的日期用 --except 写明", role="hint"))
    data = [duty_data(item) for item in chosen]
    return paper("duties", f"{ledger.plan.year}年度应办事项", blocks, data, (ledger, standing))


def runs(items: Sequence[DutyItem]) -> list[list[DutyItem]]:
    """Return neighbours of one duty in one state together."""
    return [list(run) for _, run in groupby(items, key=lambda item: (item.duty.id, item.status))]


def duty_table(ledger: Ledger, items: Sequence[DutyItem], caption: str = "") -> Table:
    """Return duty items as a table, a run of more than three on one line."""
    columns = (
        Column("编号"),
        Column("要点"),
        Column("单位", weight=2),
        Column("事项", weight=4),
        Column("期限"),
        Column("状态"),
        Column("办结"),
        Column("现值"),
    )
    year = ledger.plan.year
    rows = [row for run in runs(items) for row in _rows(run, year)]
    return table("duties", caption, columns, rows, optional=("办结", "现值"))


def _rows(run: Sequence[DutyItem], year: int) -> Iterator[tuple[Cell, ...]]:
    if len(run) > LONG_RUN:
        yield _run_row(run, year)
    else:
        yield from (_item_row(item, year) for item in run)


def _item_row(item: DutyItem, year: int) -> tuple[Cell, ...]:
    tone = DUTY_TONE.get(item.status, "")
    return (
        Cell(item.id, ref=item.id),
        Cell(item.point, ref=item.point),
        Cell(owers_text([item])),
        Cell(item.duty.what or item.duty.quote),
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
        Cell(DUTY[first.status], tone),
        Cell(None),
        Cell(None),
    )


def settled_words(items: Sequence[DutyItem], done: str) -> str:
    """Return what is said of items just settled or cancelled: which, whose, and whether in time."""
    first = items[0]
    who = f"（{owers_text(items)}）"
    if len(items) == 1:
        if first.duty.target and first.is_unmet:
            return f"已登记现值：{first.id} {value_words(first)}{who}，还没有达到{target_words(first)}"
        return f"{done}：{first.id} {status_words(first)}{who}"
    count = Counter(item.status for item in items)
    told = "、".join(f"{DUTY[status]}{number}项" for status, number in count.items())
    firsts = [item.first for item in items if item.first]
    span = f"（{min(firsts):%m-%d}至{max(firsts):%m-%d}）" if firsts else ""
    return f"{done}：{first.duty.id}{span}共{len(items)}项，{told}{who}"


def target_words(item: DutyItem) -> str:
    """Return the quantity that is asked for: 80%以上; empty where none is."""
    target = item.duty.target
    if target is None:
        return ""
    least = f"{plain(target.at_least)}{target.unit}以上" if target.at_least is not None else ""
    most = f"{plain(target.at_most)}{target.unit}以下" if target.at_most is not None else ""
    return least + most


def by_the_hour(item: DutyItem) -> bool:
    """Tell whether its limit is one of natural hours, which has a minute and not a day."""
    return item.duty.within is not None and bool(item.duty.within.hours)


def status_words(item: DutyItem) -> str:
    """Return its status, and how late it was met or is by now: 逾期完成（1分钟）."""
    late = late_words(item.late_minutes, hours=by_the_hour(item))
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
    """Return the last value of a quantity and what it lacks: 70%（差10%）; empty for what is no quantity."""
    target = item.duty.target
    if target is None:
        return ""
    lacks = gap(target, item.value)
    if item.value is None or lacks is None:
        return "未报"
    said = f"{plain(item.value)}{target.unit}"
    return f"{said}（差{plain(lacks)}{target.unit}）" if lacks else said


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
