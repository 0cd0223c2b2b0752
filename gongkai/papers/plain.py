"""A document as plain rows, for pipes and `--plain`: a row or a paragraph is one whole line, columns stand aligned."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from gongkai.papers.cells import GAP, clean, pad, width
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
from gongkai.papers.substitutes import (
    EMPTY,
    attachment_title,
    form_table,
    headless,
    heat_table,
    legend,
    numbers,
    signature_lines,
    title_line,
)
from gongkai.papers.values import RIGHT, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gongkai.papers.document import Block, Column, Document, Figure

_PLAIN = ({str}, {int}, {date})
"""Types of which no two equal values are told in two ways."""


def write(document: Document) -> str:
    """Return the document as lines of any length, ending in a line end."""
    addressee = f"{document.addressee}：" if document.addressee else ""
    head = map(clean, (title_line(document), document.number, addressee))
    parts = [[line for line in head if line], *map(_block, document.blocks), [clean(document.footer)]]
    return "\n\n".join("\n".join(part) for part in parts if any(part)) + "\n"


def _block(block: Block) -> list[str]:  # noqa: C901, PLR0911 - a line for each kind of block; mypy asks for all
    match block:
        case Paragraph():
            return _paragraph(block)
        case Table():
            return _table(block)
        case Figures():
            return [f"{GAP} ".join(map(_figure, block.items))]
        case Numbered():
            return [no + clean(item) for no, item in zip(numbers(block), block.items, strict=True)]
        case Section():
            return _under(block.title, block.blocks)
        case Attachment():
            return _under(attachment_title(block), block.blocks)
        case Fillable():
            return _table(form_table(block))
        case HeatMap():
            return [*_table(heat_table(block)), clean(legend(block))]
        case Signature():
            return [clean(line) for line in signature_lines(block)]
        case Chart():
            return []  # a picture: the figures stand in a table or a line of their own


def _under(title: str, blocks: Iterable[Block]) -> list[str]:
    lines = [clean(title)]
    for index, block in enumerate(blocks):
        part = _block(block)
        apart = part and (index or isinstance(block, Section) or (isinstance(block, Table) and not headless(block)))
        lines += ["", *part] if apart else part
    return lines


def _paragraph(block: Paragraph) -> list[str]:
    said = "".join(clean(run.text) for run in block.runs).rstrip(" ")
    return [("  " if block.role == "quote" else "") + said] if said else []


def _figure(figure: Figure) -> str:
    return f"{clean(figure.label)} {clean(shown(figure.value))}"


def _table(table: Table) -> list[str]:
    rows = [*table.rows, table.total] if table.total else table.rows
    columns = [_aligned(column, [row[index].value for row in rows]) for index, column in enumerate(table.columns)]
    lines = [line.rstrip(" ") for line in map(GAP.join, zip(*columns, strict=True))]
    lines = [GAP + line for line in lines[1:]] if headless(table) else lines
    caption = [clean(table.caption)] if table.caption else []
    return caption + lines + ([] if rows else [EMPTY])


def _aligned(column: Column, values: Sequence[object]) -> list[str]:
    """Return a column's name and cells at one width; what a long list says again and again is worked out once."""
    keys, types = values, {*map(type, values)}
    if types not in _PLAIN:  # 0.125 and 0.1250 are equal, and told in two ways
        keys = [shown(value, column.kind) for value in values]
    once = list(dict.fromkeys(keys))
    told = list(map(str, once)) if keys is not values or types == {str} else [shown(key, column.kind) for key in once]
    name, right = clean(column.name), column.kind in RIGHT
    padded, most = _padded(told, width(name), right=right)
    if len(once) < len(keys):
        padded = list(map(dict(zip(once, padded, strict=True)).__getitem__, keys))
    return [pad(name, most, right=right), *padded]


def _padded(texts: Sequence[str], least: int, *, right: bool) -> tuple[list[str], int]:
    """Return texts, cleaned, at one width of `least` cells or more, and that width.

    Where no mark in any of them needs a look, as in a column of ids, none is looked at one by one.
    """
    joined = "".join(texts)
    if joined.isascii() and joined.isprintable():
        most = max(least, *map(len, texts), 0)
        return [text.rjust(most) for text in texts] if right else [text.ljust(most) for text in texts], most
    cleaned = list(map(clean, texts))
    sizes = list(map(width, cleaned))
    most = max(least, *sizes)
    blanks = (" " * (most - size) for size in sizes)
    both = zip(blanks, cleaned, strict=True) if right else zip(cleaned, blanks, strict=True)
    return list(map("".join, both)), most
