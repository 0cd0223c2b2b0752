"""Blocks that a plain format has no picture for, as the tables and lines that stand for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.document import Cell, Column, Table

if TYPE_CHECKING:
    from datetime import date

    from gongkai.document import Attachment, HeatMap, Signature


def heat_table(heat: HeatMap) -> Table:
    """Return a heat map as a table: its rows by name, a column for each of its columns."""
    columns = (Column(""), *(Column(name) for name in heat.columns))
    rows = tuple((Cell(name), *cells) for name, cells in zip(heat.rows, heat.cells, strict=True))
    return Table(heat.key, heat.caption, columns, rows)


def legend(heat: HeatMap) -> str:
    """Return what the tones of a heat map mean, in words."""
    return "；".join(meaning for _, meaning in heat.legend)


def attachment_title(attachment: Attachment) -> str:
    """Return the heading of an attachment: 附件1　镇得分表."""
    return f"附件{attachment.no}　{attachment.title}"


def signature_lines(signature: Signature) -> tuple[str, ...]:
    """Return the issuer and the day below a paper's text."""
    return tuple(line for line in (signature.issuer, day_in_words(signature.day)) if line)


def day_in_words(day: date) -> str:
    """Return a day as official papers write it: Arabic figures, no leading zero (GB/T 9704-2012, 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"
