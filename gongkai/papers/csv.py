"""A document's tables as CSV for Excel: UTF-8 with its mark, CRLF, and no text that Excel would run as a formula.

Nor one that it would take for a number or a day and write otherwise: before 00123, 110101199003070013, 4.10 and 3-5
stands a tab, which nobody sees, and which makes a text of them in Excel, WPS and LibreOffice alike. Who reads such a
file by program strips each field; `.json` holds the texts bare.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from io import StringIO
from typing import TYPE_CHECKING

from gongkai.papers.document import Attachment, Fillable, HeatMap, Numbered, Paragraph, Section, Signature, Table
from gongkai.papers.substitutes import advice, attachment_title, form_table, heat_table, signature_lines, unnumbered
from gongkai.papers.values import in_full, shown
from gongkai.unseen import without_unseen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gongkai.papers.document import Block, Cell, ColumnKind, Document

_RISKY = frozenset("=+-@\t\r\n＝＋－＠")
_SPOILT = re.compile(
    r"""
    \s* (?: 0\d+ (?:\.\d*)?              # 00123: the noughts before it go
    | \d{12,} (?:\.\d*)?                 # 110101199003070013: becomes 1.10101E+17, its last figures nought
    | \d*\.\d*0                          # 4.10: becomes 4.1
    | \d+ (?:\.\d*)? e \d+              # 12E5: becomes 1200000
    | \d{1,4} [-/] \d{1,4}               # 3-5, 2018/9: become days
    | \d+ (?:,\d+)+                      # 1,2: becomes 12
    ) \s*
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""Texts that a spreadsheet takes for a number or a day, and changes."""
_CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127])


def write(document: Document) -> bytes:
    """Return every table; where there is more than one, each under what it is called, an empty line between.

    A table without a caption is called as the part it stands in.

    A document without tables gives its title and its paragraphs, one a row. Marks (演示数据) stand before all.
    """
    tables = list(_tables(document.blocks, document.title))
    out = StringIO(newline="")
    writer = csv.writer(out)
    if document.marks:
        writer.writerows(([_text(document.title), _text("　".join(document.marks))], []))
    for index, (name, table) in enumerate(tables):
        if len(tables) > 1:
            writer.writerows(([], [_text(name)]) if index else ([_text(name)],))
        writer.writerow([_text(column.name) for column in table.columns])
        kinds = [column.kind for column in table.columns]
        rows = (*table.rows, table.total) if table.total else table.rows
        writer.writerows([_value(cell, kind) for cell, kind in zip(row, kinds, strict=True)] for row in rows)
    if not tables:
        writer.writerows([_text(line)] for line in (document.title, *_paragraphs(document.blocks)))
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", "replace")


def _tables(blocks: Iterable[Block], around: str) -> Iterator[tuple[str, Table]]:
    for block in blocks:
        if isinstance(block, Table):
            yield block.caption or around, block
        elif isinstance(block, HeatMap):
            yield block.caption or around, heat_table(block)
        elif isinstance(block, Fillable):
            yield block.caption or around, form_table(block)
        elif isinstance(block, Section | Attachment):
            yield from _tables(block.blocks, unnumbered(block.title) or around)


def _paragraphs(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield "".join(run.text for run in advice(block).runs)
        elif isinstance(block, Numbered):
            mark = "{}. {}" if block.level == 1 else "（{}）{}"
            yield from (mark.format(no, item) for no, item in enumerate(block.items, 1))
        elif isinstance(block, Section | Attachment):
            yield block.title if isinstance(block, Section) else attachment_title(block)
            yield from _paragraphs(block.blocks)
        elif isinstance(block, Signature):
            yield from signature_lines(block)


def _value(cell: Cell, kind: ColumnKind) -> str:
    """Return a cell; nothing is an empty one, and a figure stays a figure, its minus sign too."""
    if cell.value is None:
        return ""
    return _text(cell.value) if isinstance(cell.value, str) else shown(in_full(cell.value), kind)


def _text(text: str) -> str:
    text = without_unseen(text.translate(_CONTROLS))
    if text[:1] in _RISKY:
        return "'" + text
    return "\t" + text if _SPOILT.fullmatch(unicodedata.normalize("NFKC", text)) else text
