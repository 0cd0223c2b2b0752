"""The years in the register: which are open, which are closed, by whom, with what left open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from gongkai.document import Cell, Column, text
from gongkai.domain.closing import in_force
from gongkai.report.parts import stamped, table
from gongkai.report.recorded import record_data

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gongkai.document import Document
    from gongkai.domain.plan import Plan
    from gongkai.domain.records import Closing
    from gongkai.report.parts import Stamp

SHOWN_DIGEST = 12
CLOSED, OPEN = "已封存", "未封存"
OPTIONAL = ("封存日期", "经手", "封存时未了结", "封存校验码", "经过")


class YearSaid(Struct, frozen=True):
    """A year's plan and all that was said of its closing, in order of the register."""

    plan: Plan
    closings: tuple[Closing, ...] = ()

    @property
    def closing(self) -> Closing | None:
        """The closing in force."""
        return in_force(self.closings[-1] if self.closings else None)


def years_document(years: Sequence[YearSaid], stamp: Stamp) -> Document:
    """Return the list of years, the earliest first."""
    columns = (
        Column("年度"),
        Column("标题", weight=2),
        Column("情况"),
        Column("封存日期", "date"),
        Column("经手"),
        Column("封存时未了结", "number"),
        Column("封存校验码"),
        Column("经过", weight=3),
    )
    rows = [_row(year) for year in years]
    blocks = (table("years", "", columns, rows, optional=OPTIONAL),) if rows else (text("还没有载入任何年度。"),)
    return stamped("years", "各年度", blocks, [year_data(year) for year in years], stamp)


def year_data(year: YearSaid) -> dict[str, object]:
    """Return a year for scripts; `closed`, `by` and `digest` are null while it is open."""
    closing = year.closing
    return {
        "year": year.plan.year,
        "title": year.plan.title,
        "status": "closed" if closing else "open",
        "closed": closing.day if closing else None,
        "by": closing.by or closing.actor if closing else None,
        "digest": closing.digest if closing else None,
        "left_open": list(closing.left_open) if closing else [],
        "closings": [record_data(each) for each in year.closings],
    }


def _row(year: YearSaid) -> tuple[Cell, ...]:
    closing = year.closing
    passed = "；".join(f"{_said(each)}" for each in year.closings if each is not closing)
    head = (Cell(str(year.plan.year)), Cell(year.plan.title))
    if closing is None:
        return (*head, Cell(OPEN), Cell(None), Cell(""), Cell(None), Cell(""), Cell(passed))
    left = Cell(len(closing.left_open) or None, "warn")
    digest = Cell(closing.digest[:SHOWN_DIGEST])
    return (*head, Cell(CLOSED), Cell(closing.day), Cell(closing.by or closing.actor), left, digest, Cell(passed))


def _said(closing: Closing) -> str:
    what = "封存" if closing.kind == "closed" else "重新打开"
    reason = f"（{closing.reason}）" if closing.reason else ""
    return f"{closing.day}{what}，{closing.by or closing.actor}{reason}"
