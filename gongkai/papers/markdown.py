"""A document as Markdown: headings, paragraphs, pipe tables; user text can neither mark up nor carry HTML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gongkai.papers.cells import clean
from gongkai.papers.document import (
    Attachment,
    Chart,
    Figures,
    Fillable,
    HeatMap,
    Numbered,
    Paragraph,
    Section,
    Signature,
    Table,
)
from gongkai.papers.substitutes import advice, attachment_title, basis, form_table, heat_table, legend, signature_lines
from gongkai.papers.values import RIGHT, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gongkai.papers.document import Block, Cell, Column, Document

_DEEPEST = 6
_INLINE = re.compile(r"[\\`*\[\]<>|~]|&(?=#?\w+;)|(?<![0-9A-Za-z])_|_(?![0-9A-Za-z])")
_START = re.compile(r"[#+=:-]|[0-9]+(?=[.)])")


def write(document: Document) -> str:
    """Return the paper from its title to its footer."""
    head = [f"# {_inline(document.title)}"] if document.title else []
    head += [_line(f"〔{mark}〕") for mark in document.marks]
    head += [_line(basis(document))] if document.number else []
    head += [_line(f"{document.addressee}：")] if document.addressee else []
    tail = ["---", _line(document.footer)] if document.footer else []
    parts = [*head, *(_block(block) for block in document.blocks), *tail]
    return _joined(parts) + "\n"


def _inline(text: str) -> str:
    """Return the text on one line with every mark of Markdown and HTML made harmless."""
    return _INLINE.sub(lambda found: "\\" + found[0], clean(text)).strip()


def _line(text: str) -> str:
    """Return the text as the beginning of a line: it opens no heading, list or rule."""
    safe = _inline(text)
    found = _START.match(safe)
    if not found:
        return safe
    at = found.end() if found[0].isdecimal() else 0
    return f"{safe[:at]}\\{safe[at:]}"


def _block(block: Block) -> str:  # noqa: C901, PLR0911 - a line for each kind of block; mypy asks for all
    match block:
        case Paragraph():
            line = _line("".join(run.text for run in advice(block).runs))
            return f"> {line}" if block.role == "quote" and line else line
        case Table():
            return _table(block)
        case Figures():
            return _line("　".join(f"{item.label} {shown(item.value)}" for item in block.items))
        case Numbered():
            return _numbered(block)
        case Section():
            return _under(block.title, block.level + 1, block.blocks)
        case Attachment():
            return _under(attachment_title(block), 2, block.blocks)
        case Fillable():
            return _table(form_table(block))
        case HeatMap():
            return _joined([_table(heat_table(block)), _line(legend(block))])
        case Signature():
            return _joined(map(_line, signature_lines(block)))
        case Chart():
            return ""  # a table with the same figures stands beside it


def _under(title: str, level: int, blocks: Iterable[Block]) -> str:
    return _joined([f"{'#' * min(_DEEPEST, level)} {_inline(title)}", *map(_block, blocks)])


def _joined(parts: Iterable[str]) -> str:
    return "\n\n".join(part for part in parts if part)


def _numbered(block: Numbered) -> str:
    if block.level == 1:
        return "\n".join(f"{no}. {_line(item)}" for no, item in enumerate(block.items, 1))
    return "\n\n".join(f"（{no}）{_inline(item)}" for no, item in enumerate(block.items, 1))


def _table(table: Table) -> str:
    kinds = [column.kind for column in table.columns]
    rows = (*table.rows, table.total) if table.total else table.rows
    lines = [f"{_line(table.caption)}\n"] if table.caption else []
    lines.append(_row([_inline(column.name) for column in table.columns]))
    lines.append(_row(["---:" if kind in RIGHT else ":---" for kind in kinds]))
    lines += [_cells(row, table.columns) for row in rows]
    return "\n".join(lines)


def _cells(row: Sequence[Cell], columns: Sequence[Column]) -> str:
    return _row([_inline(shown(cell.value, column.kind)) for cell, column in zip(row, columns, strict=True)])


def _row(texts: Sequence[str]) -> str:
    return f"| {' | '.join(texts)} |"
