"""A count of workdays told: the date it ends on, and each day on the way that was not what its weekday says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.document import Cell, Column, Document, Run, text
from gongkai.domain.workdays import MADE_UP
from gongkai.report.parts import full_day, table

if TYPE_CHECKING:
    from datetime import date

    from gongkai.document import Block
    from gongkai.domain.workdays import Walk

WEEKDAYS = "一二三四五六日"


def workday_document(walk: Walk) -> Document:
    """Return why a date is that date: days passed over with their reason, made-up workdays that were counted."""
    skipped = [{"date": day, "reason": reason} for day, reason in walk.skipped]
    data = {"from": walk.start, "days": walk.days, "date": walk.end, "skipped": skipped}
    blocks: list[Block] = [text(_said(walk), Run(named_day(walk.end), "strong"), "。")]
    if walk.skipped:
        columns = (Column("日期"), Column("星期"), Column("原因", weight=1), Column("计入"))
        blocks.append(table("skipped", "", columns, [_row(day, reason) for day, reason in walk.skipped]))
    return Document("workday", "工作日推算", tuple(blocks), data=data)


def named_day(day: date) -> str:
    """Return a day with its weekday: 2018年10月8日（星期一）."""
    return f"{full_day(day)}（星期{WEEKDAYS[day.weekday()]}）"


def _said(walk: Walk) -> str:
    start = named_day(walk.start)
    if not walk.days:
        return f"{start}起0个工作日，就是当天："
    way = "之后" if walk.days > 0 else "之前"
    return f"{start}{way}第{abs(walk.days)}个工作日（当天不计）是"


def _row(day: date, reason: str) -> tuple[Cell, ...]:
    counted = reason == MADE_UP
    return (
        Cell(day),
        Cell(f"星期{WEEKDAYS[day.weekday()]}"),
        Cell(reason, "good" if counted else "dim"),
        Cell("计入" if counted else "跳过"),
    )
