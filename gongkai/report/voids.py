"""What was made void (作废): each entry as it stood, why, and by whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.document import Cell, Column, text
from gongkai.report.history import words_of
from gongkai.report.parts import paper, table
from gongkai.report.recorded import record_data

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gongkai.document import Document
    from gongkai.domain.ledger import Ledger, Standing
    from gongkai.domain.records import Record, Void

COLUMNS = (
    Column("编号", "id"),
    Column("日期", "date"),
    Column("作废"),
    Column("原来登记的", weight=4),
    Column("理由", weight=3),
    Column("经手"),
)


def voids_document(ledger: Ledger, standing: Standing, targets: Mapping[str, Record]) -> Document:
    """Return what was made void in the year; `targets` are the entries themselves, by their id."""
    rows = [_row(void, targets[void.target]) for void in ledger.voids]
    body = table("voids", "", COLUMNS, rows) if rows else text("没有作废的登记。")
    data = [{**void_data(void, targets[void.target])} for void in ledger.voids]
    return paper("voids", f"{ledger.plan.year}年度作废的登记", [body], data, (ledger, standing))


def void_data(void: Void, target: Record) -> dict[str, object]:
    """Return one of them, with the entry it made void."""
    return {**record_data(void), "record": type(target).__name__, "was": record_data(target)}


def _row(void: Void, target: Record) -> tuple[Cell, ...]:
    return (
        Cell(void.id, ref=void.id),
        Cell(void.day),
        Cell(void.target, ref=void.target),
        Cell(words_of(target)),
        Cell(void.note),
        Cell(void.by or void.actor),
    )
