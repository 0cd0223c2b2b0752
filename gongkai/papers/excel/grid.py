"""One sheet: its blocks one below the other, a single table with frozen head and filter, set up for A4 landscape."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from gongkai.papers.cells import clean, width
from gongkai.papers.document import (
    Attachment,
    Cell,
    Chart,
    Column,
    Figures,
    Fillable,
    HeatMap,
    Numbered,
    Paragraph,
    Section,
    Signature,
    Table,
)
from gongkai.papers.excel.styles import (
    ABREAST,
    APART,
    DAY,
    MOMENT,
    NARROWEST,
    drawn,
    number_format,
    size_of,
    text_of,
    value_of,
    width_of,
)
from gongkai.papers.substitutes import (
    advice,
    attachment_title,
    form_table,
    heat_table,
    legend,
    signature_lines,
    unnumbered,
)
from gongkai.papers.values import in_full, shown

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from gongkai.papers.document import Block, Document, Tone
    from gongkai.papers.excel.styles import Styles

LEAST_COLUMNS, LEAST_TOTAL = 6, 84
LINE_HEIGHT, TITLE_HEIGHT, HEAD_HEIGHT, DEFAULT_HEIGHT = 16, 28, 22, 15
TALLEST, SLACK = 400, 2
MOST_LINES = (TALLEST - 2) // LINE_HEIGHT
"""Lines of a row: Excel has none taller than 409 points."""
WIDEST_COLUMN = 160
"""Half-width characters up to which a column grows for the sake of its longest text."""
A4 = 9
NAMES = 5
"""Weight of the column that names what a chart shows."""


class Grid:
    """A sheet being written, from the top."""

    def __init__(self, book: Workbook, made: Worksheet, styles: Styles, sheet: SheetContent) -> None:
        self._book, self._made, self._styles, self._sheet = book, made, styles, sheet
        self._row = 0
        self._head: int | None = None
        self._charts: list[tuple[Chart, int]] = []
        self._heights: dict[int, int] = {}
        self._widths = _widths(sheet.blocks)
        self._single = sum(1 for _ in tables_of(sheet.blocks)) == 1

    def fill(self) -> None:
        """Write the sheet."""
        for index, wide in enumerate(self._widths):
            self._made.set_column(index, index, wide)
        self._made.set_landscape()
        self._made.set_paper(A4)
        self._made.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.7)
        self._line(self._sheet.heading, self._styles.title(), TITLE_HEIGHT)
        for block in self._sheet.blocks:
            self._block(block)
        self._pictures()
        self._made.fit_to_pages(1, 1 if self._charts else 0)
        if self._charts:
            self._made.center_horizontally()
        if self._head is not None:
            self._made.repeat_rows(self._head)

    def _block(self, block: Block) -> None:  # noqa: C901 - a line for each kind of block
        if isinstance(block, Table):
            self._table(block)
        elif isinstance(block, Fillable):
            self._table(form_table(block))
        elif isinstance(block, HeatMap):
            self._table(heat_table(block))
            self._wrapped(legend(block))
        elif isinstance(block, Chart):
            self._chart(block)
        elif isinstance(block, Figures):
            self._figures(block)
        elif isinstance(block, Paragraph):
            self._remark(advice(block))
        elif isinstance(block, Numbered):
            for number, item in enumerate(block.items, 1):
                self._wrapped(f"（{number}）{item}" if block.level > 1 else f"{number}.{item}")
        elif isinstance(block, Signature):
            for line in signature_lines(block):
                self._wrapped(line)
        else:
            self._part(block)

    def _remark(self, block: Paragraph) -> None:
        said = "".join(run.text for run in block.runs)
        if said:
            self._wrapped(said, "dim" if block.role in ("note", "hint") else "")

    def _part(self, part: Section | Attachment) -> None:
        title = part.title if isinstance(part, Section) else attachment_title(part)
        self._line(title, self._styles.heading(), HEAD_HEIGHT)
        for block in part.blocks:
            self._block(block)

    def _tall(self, row: int, points: int) -> None:
        self._made.set_row(row, points)
        self._heights[row] = points

    def _line(self, said: str, style: Format, height: int) -> None:
        """Write a heading, which runs over the empty cells on its right."""
        self._tall(self._row, height)
        self._made.write_string(self._row, 0, text_of(said), style)
        self._row += 1

    def _wrapped(self, said: str, tone: Tone = "") -> None:
        """Write running text across the columns; a merged cell does not grow by itself, nor beyond its limit."""
        style, room = self._styles.said(tone), sum(self._widths) - 2
        for words in _pieces(text_of(said), room):
            lines = -(-width(words) // room) if words else 1
            self._made.merge_range(self._row, 0, self._row, len(self._widths) - 1, "", style)
            self._made.write_string(self._row, 0, words, style)
            self._tall(self._row, min(TALLEST, lines * LINE_HEIGHT + 2))
            self._row += 1

    def _figures(self, figures: Figures) -> None:
        for at in range(0, len(figures.items), len(self._widths)):
            part = figures.items[at : at + len(self._widths)]
            self._tall(self._row, HEAD_HEIGHT)
            for column, figure in enumerate(part):
                self._put((self._row, column), figure.label, self._styles.head())
                self._put(
                    (self._row + 1, column),
                    value_of(figure.value),
                    self._styles.cell(figure.tone, align="center"),
                )
            lines = (
                -(-width(clean(shown(figure.value))) // max(1, room - SLACK))
                for figure, room in zip(part, self._widths, strict=False)
            )
            self._tall(self._row + 1, max(1, *lines, 1) * LINE_HEIGHT + 2)
            self._row += 2
        self._row += 1

    def _table(self, table: Table) -> None:
        if table.caption and not (self._single and table.caption == self._sheet.heading):
            self._line(table.caption, self._styles.heading(), HEAD_HEIGHT)
        top = self._row
        for column, one in enumerate(table.columns):
            self._put((top, column), one.name, self._styles.head())
        self._tall(top, HEAD_HEIGHT)
        formats = [number_format(one) for one in table.columns]
        whole = (*table.rows, table.total) if table.total else table.rows
        rows = [part for cells in whole for part in self._parts(cells)]
        for row, cells in enumerate(rows, top + 1):
            self._tall(row, self._height(table, cells))
            self._cells(row, table, cells, formats)
        self._row = top + len(rows) + 1
        if self._single:
            self._filtered(top, table, len(rows) - bool(table.total))
        self._row += 1

    def _parts(self, cells: Sequence[Cell]) -> list[Sequence[Cell]]:
        """Return a row as it is, or as several one below the other where a text is longer than the tallest holds."""
        rooms = self._widths[: len(cells)]
        pieces = [
            _pieces(cell.value, room - SLACK) if isinstance(cell.value, str) else [cell.value]
            for cell, room in zip(cells, rooms, strict=True)
        ]
        many = max(map(len, pieces), default=1)
        if many == 1:
            return [cells]
        return [
            tuple(
                replace(cell, value=each[at] if at < len(each) else None)
                for cell, each in zip(cells, pieces, strict=True)
            )
            for at in range(many)
        ]

    def _height(self, table: Table, cells: Sequence[Cell]) -> int:
        """Return how tall a row must be for its texts to be read whole; not every program finds that by itself."""
        texts = [
            width(clean(shown(in_full(cell.value), one.kind))) for cell, one in zip(cells, table.columns, strict=True)
        ]
        lines = (-(-text // (room - SLACK)) for text, room in zip(texts, self._widths, strict=False))
        return min(TALLEST, max(1, *lines, 0) * LINE_HEIGHT + 2)

    def _filtered(self, top: int, table: Table, rows: int) -> None:
        self._head = top
        self._made.freeze_panes(top + 1, 0)
        if rows and table.columns:
            self._made.autofilter(top, 0, top + rows, len(table.columns) - 1)

    def _cells(self, row: int, table: Table, cells: Sequence[Cell], formats: Sequence[str]) -> None:
        total = cells is table.total
        for column, (cell, one, number) in enumerate(zip(cells, table.columns, formats, strict=True)):
            value = value_of(cell.value, one.kind)
            written, align = _how(value, cell.value, number, one)
            style = self._styles.cell(cell.tone, written, align=align, total=total)
            self._put((row, column), value, style)

    def _put(self, where: tuple[int, int], value: object, style: Format) -> None:
        """Write by the value's own type: no text is ever looked at for what it might mean."""
        row, column = where
        if value is None or value == "":
            self._made.write_blank(row, column, None, style)
        elif isinstance(value, str):
            self._made.write_string(row, column, text_of(value), style)
        elif isinstance(value, datetime):
            self._made.write_datetime(row, column, value, style)
        elif isinstance(value, float):
            self._made.write_number(row, column, value, style)

    def _chart(self, chart: Chart) -> None:
        if chart.categories and chart.series:
            self._charts.append((chart, self._row))
            self._table(chart_table(chart))

    def _pictures(self) -> None:
        """Draw the charts beside their tables, two in a row, all of one size, together as tall as the tables."""
        if not self._charts:
            return
        first = self._charts[0][1]
        points = sum(self._heights.get(row, DEFAULT_HEIGHT) for row in range(first, self._row - 1))
        size = size_of(len(self._charts), points * 4 // 3)
        for index, (chart, top) in enumerate(self._charts):
            made = drawn(self._book, chart, self._made.get_name(), top + 1, size)
            down, across = divmod(index, ABREAST)
            place = {"x_offset": across * (size[0] + APART) + APART, "y_offset": down * (size[1] + APART)}
            self._made.insert_chart(first, len(self._widths), made, place | {"description": text_of(chart.title)[:255]})


def _pieces(text: str, room: int) -> list[str]:
    """Return a text in pieces of as many lines of this room as a row holds."""
    most, pieces, begun, wide = max(1, room) * MOST_LINES, [], 0, 0
    if width(clean(text)) <= most:
        return [text]
    for at, mark in enumerate(text):
        wide += max(1, width(mark))
        if wide > most:
            pieces.append(text[begun:at])
            begun, wide = at, max(1, width(mark))
    return [*pieces, text[begun:]]


def _wanted(column: Column, cells: Sequence[Cell]) -> int:
    """Return how wide a column is: as its weight has it, wider where a text would else be taller than any row."""
    longest = max((width(clean(shown(in_full(cell.value), column.kind))) for cell in cells), default=0)
    return max(width_of(column, cells), min(WIDEST_COLUMN, -(-longest // MOST_LINES) + SLACK + 1))


def chart_table(chart: Chart) -> Table:
    """Return the figures of a chart as a table: a row for each category."""
    columns = (Column("", weight=NAMES), *(Column(one.name, "number") for one in chart.series))
    rows = tuple(
        (Cell(name), *(Cell(one.values[index]) for one in chart.series)) for index, name in enumerate(chart.categories)
    )
    return Table(chart.key, chart.title, columns, rows)


def _how(value: object, source: object, number: str, column: Column) -> tuple[str, str]:
    """Return Excel's format of a value and its side."""
    if isinstance(value, float):
        return number, "center" if column.kind in ("ordinal", "point") else ""
    if isinstance(value, datetime):
        return (MOMENT if isinstance(source, datetime) else DAY), "center"
    return "", "" if column.weight else "center"


def _columns(table: Table) -> list[list[Cell]]:
    rows = (*table.rows, table.total) if table.total else table.rows
    return [[row[index] for row in rows] for index in range(len(table.columns))]


def _widths(blocks: Iterable[Block]) -> list[int]:
    """Return the widths of a sheet's columns: each as wide as any table needs it; charts stand on their right."""
    found: list[int] = []
    listed = list(tables_of(blocks))
    for block in listed:
        whole = heat_table(block) if isinstance(block, HeatMap) else block
        table = chart_table(whole) if isinstance(whole, Chart) else whole
        wanted = [_wanted(column, cells) for column, cells in zip(table.columns, _columns(table), strict=True)]
        found += [0] * (len(wanted) - len(found))
        found = [max(have, want) for have, want in zip(found, wanted + [0] * len(found), strict=False)]
    found += [NARROWEST * 2] * (LEAST_COLUMNS - len(found))
    short = 0 if any(isinstance(block, Chart) for block in listed) else LEAST_TOTAL - sum(found)
    each, rest = divmod(max(0, short), len(found))
    return [wide + each + (index < rest) for index, wide in enumerate(found)]


LONGEST_NAME = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_RESERVED = "history"


class SheetContent(Struct, frozen=True):
    """A sheet by its name, its heading and what stands on it."""

    name: str
    heading: str
    blocks: tuple[Block, ...]


def sheets_of(document: Document) -> list[SheetContent]:
    """Return the sheets: one for each section or attachment that holds a table, the rest together on the first.

    A rest of mere words heads the first of the others. A document with one table only, or one such part and no table
    beside it, is one sheet. There is always a sheet.
    """
    parts = [block for block in document.blocks if isinstance(block, Section | Attachment) and _holds_figures(block)]
    rest = tuple(_apart(block) for block in document.blocks if block not in parts)
    main = any(isinstance(block, Table) for block in rest)
    if len(parts) + main <= 1:
        return [SheetContent(sheet_name(document.title, ()), document.title, document.blocks)]
    apart = any(not isinstance(block, Paragraph) for block in rest)
    first = sheet_name(document.title if main and len(parts) == 1 else "概况", ())
    sheets = [SheetContent(first, document.title, rest)] if apart else []
    for part in parts:
        name = sheet_name(unnumbered(part.title), [sheet.name for sheet in sheets])
        words = rest if not (apart or sheets) else ()
        sheets.append(SheetContent(name, unnumbered(part.title), (*words, *part.blocks)))
    return sheets


def _apart(block: Block) -> Block:
    """Return a part without its number: those between have sheets of their own."""
    return replace(block, title=unnumbered(block.title)) if isinstance(block, Section) else block


def tables_of(blocks: Iterable[Block]) -> Iterator[Table | HeatMap | Chart]:
    """Yield whatever takes columns of its own, in order."""
    for block in blocks:
        if isinstance(block, Table | HeatMap | Chart):
            yield block
        elif isinstance(block, Fillable):
            yield form_table(block)
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
