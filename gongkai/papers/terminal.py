"""A document on a terminal, drawn by rich: what a person looks at, in lines of so many cells.

What stays by hand: lines break by Chinese rules (rich begins one with a full stop, and cuts an address in two), and
columns that there is no room for stand below their row (rich makes towers of two characters), so widths are given.
User text is `Text`, never markup, and goes through `clean`; only characters of GBK are added to it.
"""

from __future__ import annotations

import re
from decimal import Decimal
from io import StringIO
from itertools import accumulate, chain, pairwise
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace
from rich.box import ASCII, ROUNDED, Box
from rich.columns import Columns
from rich.console import Console, Group
from rich.measure import Measurement
from rich.panel import Panel
from rich.rule import Rule
from rich.segment import Segment
from rich.table import Table as Grid
from rich.text import Text

from gongkai.papers.cells import GAP, clean, cut, pad, spans, width
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
from gongkai.papers.layout import COMMAND, below, sizes
from gongkai.papers.substitutes import (
    EMPTY,
    attachment_title,
    form_table,
    heat_table,
    legend,
    numbers,
    signature_lines,
    title_line,
)
from gongkai.papers.values import NOTHING, RIGHT, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rich.console import ConsoleOptions, RenderableType

    from gongkai.papers.document import Block, Cell, Column, Document, Figure, Tone

MOST = 200
"""Rows of a list on a screen: rich takes most of a second for 1,500, and they scroll away."""
STYLES: dict[Tone, str] = {"": "", "bad": "red", "warn": "yellow", "good": "green", "dim": "dim", "strong": "bold"}
ROLES: dict[str, Tone] = {"note": "dim", "hint": "dim"}
ROOMY, APART = 100, 3
HELP, WIDEST_HELP = "help", 100
DENSE = "screen"
"""A paper that is to be seen at once: no blank lines, no boxes, no rules under headings."""
TITLE, HEADING, TYPED, QUIET = "bold cyan", "bold", "cyan", "dim"
SHARES = ("green", "cyan", "yellow", "dim")
LONGEST_BAR, LONGEST_NAME = 32, 44
BAR_CELLS = 10
_PADDING = re.compile(" +(?=(?:\x1b\\[[0-9;]*m)*$)", re.MULTILINE)


class _Glyphs(Struct, frozen=True):
    """What is drawn around the text: a console of GBK gives two cells to all that is not ASCII."""

    rule: str
    lamp: str
    bar: str
    box: Box


_FINE = _Glyphs("─", "● ", "█▓━─", ROUNDED)
_ASCII = _Glyphs("-", "", "#=-.", ASCII)


class _Lines(Struct, frozen=True):
    """A text broken by Chinese rules, a command at blanks alone; `hang` leads its first line, blanks the others.

    No line is wider than `most` cells.
    """

    text: Text
    hang: str = ""
    command: bool = False
    most: int = 1_000

    def __rich_measure__(self, _console: Console, options: ConsoleOptions) -> Measurement:
        """Return how wide it wants to be."""
        whole = min(width(self.text.plain) + width(self.hang), options.max_width)
        return Measurement(whole, whole)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Segment]:
        """Yield its lines."""
        said, indent = self.text.plain, width(self.hang)
        room = max(2, min(self.most, options.max_width) - indent)
        style = console.get_style(self.text.style)
        whole = [(0, len(said))] if width(said) <= room else []
        for index, (start, end) in enumerate(whole or (_at_blanks if self.command else spans)(said, room)):
            if indent:
                yield Segment(" " * indent if index else self.hang, console.get_style(QUIET))
            if self.text.spans:
                yield from self.text[start:end].render(console)
            else:
                yield Segment(said[start:end].rstrip(" "), style)
            yield _NEWLINE


_NEWLINE = Segment.line()


def _at_blanks(command: str, room: int) -> list[tuple[int, int]]:
    lines, start, end = [], 0, 0
    for part in re.finditer(r"[^ ]+", command):
        if end > start and width(command[start : part.end()]) > room:
            lines.append((start, end))
            start = part.start()
        end = part.end()
    return [*lines, (start, len(command))]


def draw(document: Document, *, width: int, colour: bool, fine: bool = True) -> str:
    """Return the document in lines of at most `width` cells; `fine` draws lines and bars with more than ASCII."""
    boxed = document.kind == HELP
    width = min(width, WIDEST_HELP) if boxed else width
    pen = _Pen(width, _FINE if fine else _ASCII, boxed=boxed, dense=document.kind == DENSE)
    console = Console(
        file=StringIO(),
        width=width,
        color_system="standard" if colour else None,
        force_terminal=True,
        legacy_windows=False,
        no_color=False,
        highlight=False,
        markup=False,
        emoji=False,
        _environ={},
    )
    parts = [pen.head(document), *map(pen.block, document.blocks)]
    parts += [[_said(document.footer, QUIET)]] if document.footer else []
    with console.capture() as caught:
        for each in chain(*parts) if pen.dense else _apart(parts):
            console.print(each)
    return _PADDING.sub("", caught.get()).strip("\n") + "\n"


def _apart(parts: Iterable[Sequence[RenderableType]]) -> Iterator[RenderableType]:
    """Yield the parts with a blank line between two that are not both boxes."""
    before: Sequence[RenderableType] = ()
    for part in filter(None, parts):
        boxes = before and isinstance(before[-1], Panel) and isinstance(part[0], Panel)
        yield from part if boxes or not before else ("", *part)
        before = part


def _said(text: str, style: str = "", hang: str = "") -> RenderableType:
    return _Lines(Text(clean(text), style), hang)


class _Pen(Struct, frozen=True):
    """How blocks are drawn: `room` cells across, with these glyphs, sections in boxes or under their headings."""

    room: int
    glyphs: _Glyphs
    boxed: bool = False
    dense: bool = False

    def head(self, document: Document) -> list[RenderableType]:
        """Return the title, the number, and whom the paper is for."""
        addressee = f"{document.addressee}：" if document.addressee else ""
        lines = ((title_line(document), TITLE), (document.number, QUIET), (addressee, ""))
        return [_said(text, style) for text, style in lines if text]

    def block(self, block: Block) -> list[RenderableType]:  # noqa: C901, PLR0911 - a line for each kind; mypy asks for all
        """Return what a block is drawn with, nothing where there is nothing to see."""
        match block:
            case Paragraph():
                return _paragraph(block)
            case Table():
                return self._table(block)
            case Figures():
                return [self._figures(block.items)]
            case Numbered():
                return [_said(item, "", no) for no, item in zip(numbers(block), block.items, strict=True)]
            case Section():
                return self._under(block.title, block.blocks, block.level)
            case Attachment():
                return self._under(attachment_title(block), block.blocks, 1)
            case Fillable():
                return self._table(form_table(block))
            case HeatMap():
                return [*self._table(heat_table(block)), _said(legend(block), QUIET)]
            case Signature():
                return [_said(line) for line in signature_lines(block)]
            case Chart():
                return self._shares(block) if block.kind == "stacked" else []  # a table stands beside it

    def _figures(self, items: Iterable[Figure]) -> RenderableType:
        said = [_figure(item) for item in items]
        line = Text(" " * APART).join(said)
        fits = width(line.plain) <= self.room - (0 if self.dense else 4)
        if self.dense:
            return _Lines(line) if fits else Columns(said, padding=(0, APART))
        return self._panel(_Lines(line) if fits else Columns(said, padding=(0, APART)), expand=not fits)

    def _panel(self, inside: RenderableType, title: str = "", *, expand: bool = True) -> RenderableType:
        head = Text(clean(title), f"not dim {TITLE}") if title else None
        return Panel(inside, self.glyphs.box, title=head, title_align="left", border_style=QUIET, expand=expand)

    def _under(self, title: str, blocks: Sequence[Block], level: int) -> list[RenderableType]:
        if self.boxed:
            inside = _Pen(self.room - 4, self.glyphs)
            return [self._panel(Group(*_apart(map(inside.block, blocks))), title)]
        found: list[RenderableType] = [self._heading(title, level)]
        for index, block in enumerate(blocks):
            part = self.block(block)
            apart = part and not self.dense and (index or isinstance(block, Section | Table))
            found += ["", *part] if apart else part
        return found

    def _heading(self, title: str, level: int) -> RenderableType:
        said = Text(clean(title), HEADING)
        if level > 1 or width(said.plain) > self.room - 4:
            return _Lines(said)
        return Rule(said, characters=self.glyphs.rule, style=QUIET, align="left")

    def _table(self, table: Table) -> list[RenderableType]:
        total = tuple(replace(cell, tone=cell.tone or "strong") for cell in table.total)
        rows = [*table.rows[-MOST:], *([total] if total else [])]
        caption = [_said(table.caption, HEADING)] if table.caption else []
        grid = _grid(table.columns, rows, self)
        if len(table.rows) > MOST:
            more = f"共{len(table.rows)}行，以上是最后{MOST}行；全部：加 --plain，或用 -o 写入文件"
            return [*caption, *grid, _said(more, STYLES["warn"])]
        return [*caption, *grid] if rows else [*caption, *grid, EMPTY]

    def _shares(self, chart: Chart) -> list[RenderableType]:
        """Return a bar for each category, divided by its series, whose names and figures stand beside it.

        A chart goes up from what is least far; a bar begins with what is furthest, and fades towards the rest.
        """
        drawn = chart.series[::-1]
        notes = [clean(note) for note in chart.notes]
        beside = [clean(one.name) for one in drawn]
        taken = sum(width(word) + len(GAP) for word in [*beside, max(notes, key=width, default="")]) + len(GAP)
        names = [cut(clean(name), min(LONGEST_NAME, self.room // 3)) for name in chart.categories]
        length = min(LONGEST_BAR, self.room - taken - max(map(width, names)))
        grid = Grid(box=None, padding=(0, len(GAP), 0, 0), pad_edge=False, header_style="")
        grid.add_column(Text(clean(chart.title), HEADING), no_wrap=True)
        grid.add_column("", width=max(1, length))
        for style, word in zip(SHARES, beside, strict=False):
            grid.add_column(Text(word, style), justify="right", no_wrap=True)
        grid.add_column("", justify="right", style=QUIET, no_wrap=True)
        for index, name in enumerate(names):
            values = [int(one.values[index]) for one in drawn]
            grid.add_row(
                Text(name), self._bar(values, length), *(str(value) for value in values), *notes[index : index + 1]
            )
        return [grid]

    def _bar(self, values: Sequence[int], length: int) -> Text:
        """Return a bar of so many cells, shared out by the values."""
        whole = sum(values) or 1
        ends = [round(length * end / whole) for end in accumulate(values, initial=0)]
        shares = zip(pairwise(ends), self.glyphs.bar, SHARES, strict=False)
        return Text.assemble(*((glyph * (end - start), style) for (start, end), glyph, style in shares))


def _paragraph(block: Paragraph) -> list[RenderableType]:
    tone = ROLES.get(block.role, "")
    said = Text.assemble(*((clean(run.text), STYLES[run.tone or tone]) for run in block.runs))
    return [_Lines(said, GAP if block.role == "quote" else "")] if said.plain.strip() else []


def _figure(figure: Figure) -> Text:
    value = clean(shown(figure.value)), STYLES[figure.tone or "strong"]
    return Text.assemble((clean(figure.label), QUIET), " ", value)


def _grid(columns: Sequence[Column], rows: Sequence[Sequence[Cell]], pen: _Pen) -> Iterator[RenderableType]:
    """Yield a table in one piece, or row by row where columns stand below their row.

    An address of the web stays as whole as a command does: both are there to be copied.
    """
    heads = [clean(column.name) for column in columns]
    lamp = pen.glyphs.lamp if pen.room >= ROOMY else ""
    texts = [
        [
            _barred(cell, column, pen.glyphs.bar) if column.kind == "bar" else _value(cell, column, lamp)
            for cell, column in zip(row, columns, strict=True)
        ]
        for row in rows
    ]
    wanted = [
        (width(head), max([width(head), *(width(row[index].plain) for row in texts)]))
        for index, head in enumerate(heads)
    ]
    linked = {index for row in texts for index, said in enumerate(row) if "://" in said.plain}
    shapes = [replace(each, kind=COMMAND) if index in linked else each for index, each in enumerate(columns)]
    under = below(wanted, shapes, pen.room)
    beside = [index for index in range(len(columns)) if index not in under]
    kept = [columns[index] for index in beside]
    widths = sizes([wanted[index] for index in beside], [shapes[index] for index in beside], pen.room)
    if any(heads):
        yield _rows(kept, widths, [[Text(heads[index], HEADING) for index in beside]])
    if any(heads) and not pen.dense:
        yield Text(pen.glyphs.rule * min(sum(widths) + len(GAP) * (len(widths) - 1), pen.room), QUIET)
    if not under:
        yield _rows(kept, widths, texts)
        return
    for row in texts:
        yield _rows(kept, widths, [[row[index] for index in beside]])
        yield from _below((columns[index], row[index]) for index in under)


def _rows(columns: Sequence[Column], widths: Sequence[int], rows: Iterable[Sequence[Text]]) -> Grid:
    grid = Grid.grid()
    for index, size in enumerate(widths, 1):
        grid.add_column(width=size + (len(GAP) if index < len(columns) else 0))
    for row in rows:
        grid.add_row(*map(_cell, row, columns, widths))
    return grid


def _cell(said: Text, column: Column, size: int) -> _Lines:
    """Return a text for its column: a figure stands at the right."""
    placed = Text(pad(said.plain, size, right=True), said.style) if column.kind in RIGHT else said
    return _Lines(placed, most=size)


def _value(cell: Cell, column: Column, lamp: str) -> Text:
    said = clean(shown(cell.value, column.kind))
    lamp = lamp if column.kind == "light" and cell.tone and said else ""
    return Text(lamp + said, TYPED if column.kind == COMMAND and said != NOTHING else STYLES[cell.tone])


def _barred(cell: Cell, column: Column, glyphs: str) -> Text:
    """Return a share as a bar of so many cells with its figure behind it, at the right; no bar where there is none."""
    said = clean(shown(cell.value, column.kind))
    if not isinstance(cell.value, int | Decimal):
        return Text(said)
    full = round(min(100, max(0, cell.value)) * BAR_CELLS / 100)
    bar = glyphs[0] * full, SHARES[0]
    return Text.assemble(bar, (glyphs[-1] * (BAR_CELLS - full), QUIET), f" {said:>5}")


def _below(under: Iterable[tuple[Column, Text]]) -> Iterator[RenderableType]:
    """Yield what stands below a row; nothing to say takes no line."""
    for column, said in under:
        if said.plain not in ("", NOTHING):
            yield _Lines(said, f"{GAP}{clean(column.name)}：", command=column.kind == COMMAND)
