"""Blocks that a plain format has no picture for, as the tables and lines that stand for them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from gongkai.papers.document import Cell, Column, Shortened, Table, text

if TYPE_CHECKING:
    from datetime import date

    from gongkai.papers.document import Attachment, Document, Fillable, HeatMap, Numbered, Paragraph, Signature

OWN_NUMBER = frozenset({"circular", "rectification", "notice", "decision", "supervision", "selfcheck-report"})
"""Kinds whose number is their own 发文字号; the others name the year's notice."""
_NUMBER = "^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）)"
_COMMAND = "gongkai [a-z]"
_REMARKS = frozenset({"hint", "note"})
PRINTED_APART = "本部分不在此打印，见{}。"
"""Stands on paper for a part that has a paper of its own."""
EMPTY = "（无）"
"""What stands for the rows of a table that has none."""


def on_paper(given: Table) -> Table:
    """Return a table without its columns of commands: whoever reads a file that is handed on types none."""
    kept = [index for index, column in enumerate(given.columns) if column.kind != "command"]
    if len(kept) == len(given.columns):
        return given
    rows = tuple(tuple(row[at] for at in kept) for row in given.rows)
    total = tuple(given.total[at] for at in kept) if given.total else ()
    return replace(given, columns=tuple(given.columns[at] for at in kept), rows=rows, total=total)


def spelt_out(given: Table) -> Table:
    """Return a table for a file whose rows are filtered: where names are shortened, with all of them."""
    if not any(isinstance(cell.value, Shortened) for row in (*given.rows, given.total) for cell in row):
        return given
    rows = tuple(tuple(map(_spelt, row)) for row in given.rows)
    return replace(given, rows=rows, total=tuple(map(_spelt, given.total)))


def _spelt(cell: Cell) -> Cell:
    return replace(cell, value=cell.value.full) if isinstance(cell.value, Shortened) else cell


def headless(table: Table) -> bool:
    """Tell whether a table has no headings: it is a list under the title it stands below."""
    return not any(column.name for column in table.columns)


def title_line(document: Document) -> str:
    """Return the title with its marks behind it: 工作要点 〔演示数据〕."""
    marks = "".join(f"〔{mark}〕" for mark in document.marks)
    return " ".join(part for part in (document.title, marks) if part)


def numbers(block: Numbered) -> tuple[str, ...]:
    """Return the number before each item in the style of the list's level: `1. ` or `（1）`; an only item has none."""
    if len(block.items) == 1:
        return ("",)
    style = "{}. " if block.level == 1 else "（{}）"
    return tuple(style.format(no) for no in range(1, len(block.items) + 1))


def heat_table(heat: HeatMap) -> Table:
    """Return a heat map as a table: its rows by name, a column for each of its columns, its totals where it has any."""
    closing = (Column(heat.summed),) if heat.summed else ()
    columns = (Column(""), *(Column(head.short or head.name) for head in heat.columns), *closing)
    sums = [(head.total,) if heat.summed else () for head in heat.rows]
    named = zip(heat.rows, heat.cells, sums, strict=True)
    rows = tuple((Cell(head.name), *cells, *own) for head, cells, own in named)
    totals = (Cell(heat.summed), *(head.total for head in heat.columns), heat.total) if heat.summed else ()
    return Table(heat.key, heat.caption, columns, rows, totals)


def form_table(form: Fillable) -> Table:
    """Return a form to be filled in as a table: a row for each of its places."""
    columns = (Column("栏目"), Column("内容", weight=4))
    rows = tuple((Cell(place.label), Cell(place.value)) for row in form.rows for place in row)
    return Table(form.key, form.caption, columns, rows)


def legend(heat: HeatMap) -> str:
    """Return what the tones and frames of a heat map mean, in words."""
    return "；".join([*(meaning for _, meaning in heat.legend), *filter(None, heat.framed[1:])])


def attachment_title(attachment: Attachment) -> str:
    """Return the heading of an attachment: 附件1　镇得分表; the only one has no number."""
    return f"附件{attachment.no or ''}　{attachment.title}"


def unnumbered(title: str) -> str:
    """Return a heading without its number (一、 or （一）), to stand apart from the others of its paper."""
    return re.sub(_NUMBER, "", title)


def basis(document: Document) -> str:
    """Return the number of a paper as its reader must take it: its own, or 依据 the notice it goes back to."""
    if not document.number or document.kind in OWN_NUMBER or document.letterhead is not None:
        return document.number
    return f"依据：{document.number}"


def advice(block: Paragraph) -> Paragraph:
    """Return a remark as it stands outside a terminal: without the clause that holds a command.

    A clause before a colon is advice where it has two parts (有异议的，申请复核：…), else a label that leaves as well.
    """
    said = "".join(run.text for run in block.runs)
    found = re.search(_COMMAND, said) if block.role in _REMARKS else None
    if not found:
        return block
    sentences, stop, clause = said[: found.start()].rpartition("。")
    label = clause.removesuffix("：")
    kept = label.rpartition("，")[0] if label == clause or "，" not in label else label
    return text(sentences + stop + (f"{kept}。" if kept else ""), role=block.role)


def signature_lines(signature: Signature) -> tuple[str, ...]:
    """Return the issuer and the day below a paper's text."""
    return tuple(line for line in (signature.issuer, day_in_words(signature.day)) if line)


def day_in_words(day: date) -> str:
    """Return a day as official papers write it: Arabic figures, no leading zero (GB/T 9704-2012, 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"
