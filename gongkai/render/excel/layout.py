"""Which blocks of a document go on which sheet, and what the sheets are called."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from gongkai.document import Attachment, Chart, HeatMap, Paragraph, Section, Table
from gongkai.render.cells import clean
from gongkai.render.plainly import unnumbered

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from gongkai.document import Block, Document

LONGEST_NAME = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_RESERVED = "history"


class Sheet(Struct, frozen=True):
    """A sheet by its name, its heading and what stands on it."""

    name: str
    heading: str
    blocks: tuple[Block, ...]


def sheets_of(document: Document) -> list[Sheet]:
    """Return the sheets: one for each section or attachment that holds a table, the rest together on the first.

    A rest of mere words heads the first of the others. A document with one table only, or one such part and no table
    beside it, is one sheet. There is always a sheet.
    """
    parts = [block for block in document.blocks if isinstance(block, Section | Attachment) and _holds_figures(block)]
    rest = tuple(_apart(block) for block in document.blocks if block not in parts)
    main = any(isinstance(block, Table) for block in rest)
    if len(parts) + main <= 1:
        return [Sheet(sheet_name(document.title, ()), document.title, document.blocks)]
    apart = any(not isinstance(block, Paragraph) for block in rest)
    first = sheet_name(document.title if main and len(parts) == 1 else "概况", ())
    sheets = [Sheet(first, document.title, rest)] if apart else []
    for part in parts:
        name = sheet_name(unnumbered(part.title), [sheet.name for sheet in sheets])
        words = rest if not (apart or sheets) else ()
        sheets.append(Sheet(name, unnumbered(part.title), (*words, *part.blocks)))
    return sheets


def _apart(block: Block) -> Block:
    """Return a part without its number: those between have sheets of their own."""
    return replace(block, title=unnumbered(block.title)) if isinstance(block, Section) else block


def tables_of(blocks: Iterable[Block]) -> Iterator[Table | HeatMap | Chart]:
    """Yield whatever takes columns of its own, in order."""
    for block in blocks:
        if isinstance(block, Table | HeatMap | Chart):
            yield block
        elif isinstance(block, Section | Attachment):
            yield from tables_of(block.blocks)


def sheet_name(title: str, taken: Collection[str]) -> str:
    """Return a name that Excel takes: at most 31 characters, none of its own marks, not taken in any case."""
    name = _cut(_FORBIDDEN.sub(" ", clean(title)).strip(" '"), LONGEST_NAME).strip(" '") or "表"
    name = _cut(f"{name}表", LONGEST_NAME) if name.lower() == _RESERVED else name
    used, found, number = {each.lower() for each in taken}, name, 1
    while found.lower() in used:
        number += 1
        found = f"{_cut(name, LONGEST_NAME - 1 - len(str(number)))} {number}"
    return found


def _cut(name: str, most: int) -> str:
    """Return the beginning of a name; a rare character (𠮷) counts two for Excel and is never halved."""
    return name.encode("utf-16-le")[: most * 2].decode("utf-16-le", "ignore")


def _holds_figures(part: Section | Attachment) -> bool:
    return next(tables_of(part.blocks), None) is not None
