"""A document on a terminal: columns in cells, lines broken by Chinese rules, nothing that user text could draw.

Short tables wrap; from a hundred rows on they are cut, one line a row. `plain` writes each row whole, on one line,
for other programs to search. Only characters of GBK are added, so an old console shows all of it.
"""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import TYPE_CHECKING

from msgspec import Struct

from gongkai.document import Attachment, Chart, Figures, HeatMap, Numbered, Paragraph, Run, Section, Signature, Table
from gongkai.render.cells import GAP, clean, cut, pad, spans, width, wrap
from gongkai.render.layout import fit
from gongkai.render.plainly import attachment_title, heat_table, legend, signature_lines
from gongkai.render.values import NOTHING, RIGHT, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gongkai.document import Block, Column, Document, Figure, Tone

MANY = 100
READABLE, NARROW = 24, 12
COMMAND, TOLD = "command", "told"
FIRM = frozenset({COMMAND, "id", "date", "moment", *RIGHT})
_COLOURS: dict[Tone, str] = {"bad": "31", "warn": "33", "good": "32", "dim": "2", "strong": "1"}
_ROLES: dict[str, Tone] = {"note": "dim", "hint": "dim", "lead": ""}
_NOWHERE = 1_000_000_000
_SEQUENCE = re.compile("\x1b\\[[0-9]*m")


class _Pen(Struct, frozen=True):
    """How lines are drawn: `room` cells across, in colour or not, plain or not."""

    room: int
    colour: bool
    plain: bool

    def paint(self, text: str, tone: Tone) -> str:
        """Return the text in its tone, where there is colour."""
        return f"\x1b[{_COLOURS[tone]}m{text}\x1b[0m" if self.colour and tone and text else text

    def lines(self, text: str, tone: Tone = "", *, hang: str = "") -> Iterator[str]:
        """Yield the lines of a text; `hang` leads the first, and its width the others."""
        indent = width(hang)
        for index, line in enumerate(wrap(clean(text), max(2, self.room - indent))):
            yield (" " * indent if index else hang) + self.paint(line, tone)


def draw(document: Document, *, width: int, colour: bool, plain: bool) -> str:
    """Return the document in lines of at most `width` cells (any length when plain), ending in a line end."""
    pen = _Pen(_NOWHERE if plain else width, colour and not plain, plain)
    parts = [_head(document, pen), *(_block(block, pen) for block in document.blocks)]
    parts.append(list(pen.lines(document.footer, "dim")) if document.footer else [])
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _head(document: Document, pen: _Pen) -> list[str]:
    marks = "".join(f"〔{mark}〕" for mark in document.marks)
    title = document.title + marks if not (document.title and marks) else f"{document.title} {marks}"
    lines = list(pen.lines(title, "strong")) if title else []
    lines += pen.lines(document.number, "dim") if document.number else []
    lines += pen.lines(f"{document.addressee}：") if document.addressee else []
    return lines


def _block(block: Block, pen: _Pen) -> list[str]:  # noqa: PLR0911 - a line for each kind of block; mypy asks for all
    match block:
        case Paragraph():
            return _paragraph(block, pen)
        case Table():
            return _table(block, pen)
        case Figures():
            return _figures(block.items, pen)
        case Numbered():
            return _numbered(block, pen)
        case Section():
            return _under(block.title, block.blocks, pen)
        case Attachment():
            return _under(attachment_title(block), block.blocks, pen)
        case HeatMap():
            return [*_table(heat_table(block), pen), *pen.lines(legend(block), "dim")]
        case Signature():
            return [line for said in signature_lines(block) for line in pen.lines(said)]
        case Chart():
            return []  # a table with the same figures stands beside it


def _under(title: str, blocks: Sequence[Block], pen: _Pen) -> list[str]:
    lines = list(pen.lines(title, "strong"))
    for index, block in enumerate(blocks):
        part = _block(block, pen)
        apart = index or isinstance(block, Section | Table)
        lines += ["", *part] if part and apart else part
    return lines


def _numbered(block: Numbered, pen: _Pen) -> list[str]:
    style = "{}. " if block.level == 1 else "（{}）"
    return [line for no, item in enumerate(block.items, 1) for line in pen.lines(item, hang=style.format(no))]


def _figures(items: Sequence[Figure], pen: _Pen) -> list[str]:
    lines: list[str] = []
    used = pen.room + 1
    for item in items:
        label, value = clean(item.label), clean(shown(item.value))
        text = cut(f"{label} {value}", pen.room)
        drawn = f"{label} {pen.paint(value, item.tone or 'strong')}" if text == f"{label} {value}" else text
        size = width(text)
        if used + len(GAP) + 1 + size <= pen.room:
            lines[-1] += GAP + " " + drawn
            used += len(GAP) + 1 + size
        else:
            lines.append(drawn)
            used = size
    return lines


def _paragraph(block: Paragraph, pen: _Pen) -> list[str]:
    tone, hang = _ROLES.get(block.role, ""), 2 if block.role == "quote" else 0
    runs = [Run(clean(run.text), run.tone or tone) for run in block.runs]
    text = "".join(run.text for run in runs)
    if not text.strip():
        return []
    broken = spans(text, max(2, pen.room - hang))
    return [" " * hang + _stretch(runs, start, end, pen).rstrip(" ") for start, end in broken]


def _stretch(runs: Sequence[Run], start: int, end: int, pen: _Pen) -> str:
    """Return the characters from start to end of all runs together, each in its tone."""
    drawn, at = [], 0
    for run in runs:
        piece = run.text[max(0, start - at) : max(0, end - at)]
        drawn.append(pen.paint(piece, run.tone))
        at += len(run.text)
    return "".join(drawn)


class _Grid(Struct, frozen=True):
    """The columns of a table as drawn: their widths, which stand at the right, which may wrap."""

    sizes: Sequence[int]
    right: Sequence[bool]
    soft: Sequence[bool]


def _table(table: Table, pen: _Pen) -> list[str]:
    lines = list(pen.lines(table.caption, "strong")) if table.caption else []
    rows = [*table.rows, table.total] if table.total else table.rows
    texts = [
        [clean(column.name), *(clean(shown(row[index].value, column.kind)) for row in rows)]
        for index, column in enumerate(table.columns)
    ]
    below = _folded(texts, table.columns, pen)
    beside = [index for index in range(len(texts)) if index not in below]
    grid = _grid([texts[index] for index in beside], [table.columns[index] for index in beside], pen)
    lines += _header([texts[index][0] for index in beside], grid, pen)
    write = _wrapped if len(rows) <= MANY and not pen.plain else _single
    for at, row in enumerate(rows, 1):
        lines += write([texts[index][at] for index in beside], [row[index].tone for index in beside], grid, pen)
        for index in below:
            lines += _under_row(texts[index][0], texts[index][at], table.columns[index], pen)
    return lines if rows else [*lines, "（无）"]


def _folded(texts: Sequence[Sequence[str]], columns: Sequence[Column], pen: _Pen) -> list[int]:
    """Return the columns that stand below each row, on lines of their own, for want of room beside it.

    A command or a sentence that would be broken does, and in a list that wraps the longest texts, until the others can
    be read and days, figures and ids are whole.
    """
    below = [
        index
        for index, column in enumerate(columns)
        if column.kind in (COMMAND, TOLD) and not (pen.plain or _fits_beside(index, texts, columns, pen))
    ]
    if pen.plain or len(texts[0]) > MANY:
        return below
    while True:
        beside = [index for index in range(len(columns)) if index not in below]
        sizes = _grid([texts[i] for i in beside], [columns[i] for i in beside], pen).sizes
        soft = {i: max(map(width, texts[i])) for i in beside[1:] if columns[i].weight}
        tight = any(size < min(soft[i], NARROW) for i, size in zip(beside, sizes, strict=True) if i in soft)
        split = any(size < _firm(texts[i], columns[i]) for i, size in zip(beside, sizes, strict=True))
        longest = max(soft, key=soft.__getitem__, default=0)
        if not soft or not (split or (tight and soft[longest] > READABLE)):
            return sorted(below)
        below.append(longest)


def _firm(texts: Sequence[str], column: Column) -> int:
    """Return how wide a column must be that is not to wrap: ids, figures, what is short (a day); else 0."""
    whole = max(map(width, texts))
    return whole if column.kind in FIRM or (whole <= NARROW and not column.weight) else 0


def _fits_beside(index: int, texts: Sequence[Sequence[str]], columns: Sequence[Column], pen: _Pen) -> bool:
    """Tell whether a column, whole, leaves the others room to be read."""
    whole = [max(map(width, column)) for column in texts]
    least = sum(min(size, READABLE) if column.weight else size for size, column in zip(whole, columns, strict=True))
    return least + whole[index] - min(whole[index], READABLE) + len(GAP) * (len(whole) - 1) <= pen.room


def _under_row(name: str, said: str, column: Column, pen: _Pen) -> list[str]:
    """Return what stands below a row; a command breaks at blanks alone, and nothing to say takes no line."""
    if said in ("", NOTHING):
        return []
    lead = f"{GAP}{name}："
    room = max(2, pen.room - width(lead))
    lines = _at_blanks(said, room) if column.kind == COMMAND else wrap(said, room)
    return [_clip((" " * width(lead) if index else lead) + line, pen) for index, line in enumerate(lines)]


def _at_blanks(command: str, room: int) -> list[str]:
    lines = [""]
    for part in command.split(" "):
        if lines[-1] and width(lines[-1]) + 1 + width(part) > room:
            lines.append("")
        lines[-1] += f" {part}" if lines[-1] else part
    return lines


def _grid(texts: Sequence[Sequence[str]], columns: Sequence[Column], pen: _Pen) -> _Grid:
    naturals = [max(map(width, column)) for column in texts]
    heads = [width(column[0]) for column in texts]
    firm = [column.kind in FIRM for column in columns]
    weights = [0 if column.kind == COMMAND else column.weight for column in columns]
    sizes = naturals if pen.plain else fit(naturals, weights, pen.room, heads, firm)
    soft = [column.weight > 0 or size < most for column, size, most in zip(columns, sizes, naturals, strict=True)]
    return _Grid(sizes, [column.kind in RIGHT for column in columns], soft)


def _header(names: Sequence[str], grid: _Grid, pen: _Pen) -> list[str]:
    line = _line(names, [""] * len(names), grid, pen)
    if pen.colour:
        across = sum(grid.sizes) + len(GAP) * (len(names) - 1)
        return [f"\x1b[4m{pad(line, min(across, pen.room))}\x1b[0m"]
    return [line] if pen.plain else [line, _clip(GAP.join("-" * size for size in grid.sizes), pen)]


def _box(text: str, size: int, *, right: bool, tone: Tone, pen: _Pen) -> str:
    """Return one text in its tone, cut or filled to `size` cells."""
    spare = size - width(text)
    if spare < 0:
        return _box(cut(text, size), size, right=right, tone=tone, pen=pen)
    drawn = pen.paint(text, tone) if tone else text
    return " " * spare + drawn if right else drawn + " " * spare


def _line(texts: Sequence[str], tones: Sequence[Tone], grid: _Grid, pen: _Pen) -> str:
    """Return texts side by side on one line, each cut to its column."""
    boxes = zip(texts, tones, grid.sizes, grid.right, strict=True)
    line = GAP.join(_box(text, size, right=right, tone=tone, pen=pen) for text, tone, size, right in boxes)
    return _clip(line.rstrip(" "), pen)


def _single(texts: Sequence[str], tones: Sequence[Tone], grid: _Grid, pen: _Pen) -> list[str]:
    return [_line(texts, tones, grid, pen)]


def _wrapped(texts: Sequence[str], tones: Sequence[Tone], grid: _Grid, pen: _Pen) -> list[str]:
    """Return the row on as many lines as its longest wrapped text needs; columns at their full width do not."""
    shape = zip(texts, grid.sizes, grid.soft, strict=True)
    boxes = [wrap(text, max(2, size)) if soft else [text] for text, size, soft in shape]
    return [_line(line, tones, grid, pen) for line in zip_longest(*boxes, fillvalue="")]


def _clip(line: str, pen: _Pen) -> str:
    """Return the line within the room; only a terminal too narrow for any table comes to this."""
    if pen.plain or len(line) * 2 <= pen.room:
        return line
    bare = _SEQUENCE.sub("", line) if pen.colour else line
    return line if width(bare) <= pen.room else cut(bare, pen.room)
