"""What is owed by when: duty items (应办事项), long runs of them on one line."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from gongkai.document import Cell, Column, text
from gongkai.report.parts import DUTY_TONE, names_short, paper, short_day, table
from gongkai.report.recorded import duty_data
from gongkai.wording import DUTY

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

    from gongkai.document import Block, Document, Table
    from gongkai.domain.duties import DutyItem
    from gongkai.domain.ledger import Ledger, Standing

LONG_RUN = 3


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
    )
    year = ledger.plan.year
    rows = [row for run in runs(items) for row in _rows(run, year)]
    return table("duties", caption, columns, rows, optional=("办结",))


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
        Cell(DUTY[item.status], tone),
        Cell(short_day(item.done.date(), year) if item.done else None),
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
    )


def owers_text(items: Sequence[DutyItem]) -> str:
    """Return who owes the items: a unit, the leads together, or how many units."""
    owing = list(dict.fromkeys(item.owers for item in items))
    return names_short(owing[0], 1) if len(owing) == 1 else f"{len(owing)}个单位"


def due_value(item: DutyItem, year: int) -> str | date | datetime | None:
    """Return when an item is due: a day, or a moment where the limit is one of hours."""
    if item.due is None:
        return None
    return item.due if item.duty.within and item.duty.within.hours else short_day(item.due.date(), year)
