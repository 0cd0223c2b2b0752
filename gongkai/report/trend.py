"""How the year went, month by month, in small bars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from gongkai.document import Cell, Column, Section
from gongkai.report.parts import table
from gongkai.wording import STATUS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gongkai.document import Document, Table, Tone
    from gongkai.domain.trend import Month

SQUARE, WIDEST = "■", 10
RED = "红灯"


def trend_data(months: Sequence[Month]) -> list[dict[str, object]]:
    """Return each month as scripts read it: `2018-08`, the last day read, and the number of points in each state."""
    return [
        {
            "month": f"{month.first:%Y-%m}",
            "as_of": month.as_of,
            "done": month.done,
            "verified": month.verified,
            "overdue": month.overdue,
        }
        for month in months
    ]


def with_trend(document: Document, months: Sequence[Month]) -> Document:
    """Return the dashboard with the trend of all points at its foot; in the data under `trend`."""
    data = document.data if isinstance(document.data, dict) else {}
    section = Section("trend", "各月情况（各月末的要点数）", (trend_table(months),))
    return replace(document, blocks=(*document.blocks, section), data={**data, "trend": trend_data(months)})


def trend_table(months: Sequence[Month], caption: str = "") -> Table:
    """Return a row a month with a bar and its number in each column; all bars on one scale."""
    most = max((number for month in months for number in (month.done, month.verified, month.overdue)), default=0)
    columns = (Column("月份"), Column(STATUS["done"]), Column(STATUS["verified"]), Column(RED))
    rows = [
        (
            Cell(f"{month.first.month}月"),
            Cell(bar(month.done, most)),
            Cell(bar(month.verified, most), _tone(month.verified, "good")),
            Cell(bar(month.overdue, most), _tone(month.overdue, "bad")),
        )
        for month in months
    ]
    return table("trend", caption, columns, rows)


def bar(number: int, most: int) -> str:
    """Return squares in proportion, ten at most, and the number; whatever is there at all has a square."""
    if not number:
        return "0"
    squares = number if most <= WIDEST else max(1, (number * WIDEST * 2 + most) // (most * 2))
    return f"{SQUARE * squares} {number}"


def _tone(number: int, tone: Tone) -> Tone:
    return tone if number else ""
