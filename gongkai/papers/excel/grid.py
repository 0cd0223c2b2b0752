"""One sheet: its blocks one below the other, a single table with frozen head and filter, set up for A4 landscape."""

from __future__ import annotations

import re
from datetime import datetime
from itertools import accumulate
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from gongkai.papers.cells import ADDRESS, clean, width
from gongkai.papers.document import (
    Attachment,
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
from gongkai.papers.excel.a4 import (
    A4,
    ABOVE,
    BLOCK,
    LINE_HEIGHT,
    PIXELS_ACROSS,
    POINTS_DOWN,
    SIDE,
    SLACK,
    TALLEST,
    UPRIGHT_DOWN,
    as_table,
    pixels,
    scale_of,
    tables_of,
)
from gongkai.papers.excel.formulas import NamedTable, can_be_named, closing_sum, counted, table_name
from gongkai.papers.excel.heights import (
    HEAD_HEIGHT,
    head_height,
    parts_of,
    pieces_of,
    points_of,
    row_height,
    table_height,
)
from gongkai.papers.excel.paging import paged
from gongkai.papers.excel.parting import is_large, layout, upright, wants_room
from gongkai.papers.excel.styles import (
    CHART_WIDTH,
    DAY,
    MOMENT,
    SHARE_BAR,
    drawn,
    figure_of,
    number_format,
    tall_of,
    text_of,
    value_of,
)
from gongkai.papers.substitutes import (
    advice,
    attachment_title,
    form_table,
    legend,
    signature_lines,
    unnumbered,
)
from gongkai.papers.values import PARTS, shown

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from gongkai.papers.document import Block, Cell, Document, Tone
    from gongkai.papers.excel.styles import Styles

TITLE_HEIGHT, DEFAULT_HEIGHT = 28, 15
MOST_LINKS, LONGEST_LINK = 60_000, 2000
"""Excel takes some more addresses on a sheet, and longer ones; what is beyond stays a text."""


class Grid:
    """A sheet being written, from the top."""

    def __init__(
        self, book: Workbook, made: Worksheet, styles: Styles, sheet: SheetContent, tables: Mapping[str, NamedTable]
    ) -> None:
        self._book, self._made, self._styles, self._sheet = book, made, styles, sheet
        self._tables = tables
        self._row = 0
        self._head: int | None = None
        self._heights: dict[int, int] = {}
        self._upright = upright(sheet.blocks) if sheet.whole else None
        self._layout = self._upright or layout(sheet.blocks)
        self._widths = self._layout.widths
        self._links = self._longest = 0
        listed = list(tables_of(sheet.blocks))
        self._single = len(listed) == 1
        self._charts = sum(isinstance(block, Chart) for block in listed)
        self._beside = bool(self._charts) and self._layout.leaves_room
        self._formats: list[str] = []
        self._page_begun, self._charts_end = 0, TITLE_HEIGHT
        self._breaks: list[int] = []
        self._ranges: list[tuple[int, int]] = []
        self._kept: list[tuple[int, int]] = []
        self._titles: set[int] = set()

    def fill(self) -> None:
        """Write the sheet."""
        for index, wide in enumerate(self._widths):
            self._made.set_column(index, index, wide)
        self._line(self._sheet.heading, self._styles.title(), TITLE_HEIGHT)
        for block in self._sheet.blocks:
            self._block(block)
        self._set_up()

    def _abreast(self) -> int:
        """Return the last column that is printed of a sheet for reckoning: title and notes stand whole on one page.

        These take half a page, or as many columns more as the longest line needs and a page holds in whatever font.
        """
        page = PIXELS_ACROSS * 100 // self._scale
        wide = [self._widths[:count] for count in range(1, self._layout.first_block + 1)]
        half, whole = (sum(pixels(columns) <= room for columns in wide) for room in (page // 2, page))
        needed = 1 + sum(sum(columns) < self._longest + SLACK for columns in wide)
        return max(0, min(whole, max(half, needed)) - 1)

    def _set_up(self) -> None:
        """Set the printed page up: fitted to its width, or at a scale where charts or blocks begin pages."""
        made, breaks = self._made, self._layout.breaks
        made.set_paper(A4)
        made.set_margins(left=SIDE, right=SIDE, top=ABOVE, bottom=ABOVE)
        if self._upright:
            self._on_one_page()
            return
        made.set_landscape()
        if self._sheet.reckoned:
            made.print_area(0, 0, max(0, (self._head or self._row) - 1), self._abreast())
            made.set_print_scale(self._scale)
            return
        if self._head is not None:
            made.repeat_rows(self._head)
        if breaks:
            made.print_area_range = self._layout.areas(made.get_name(), self._row - 1, self._ranges)
        if breaks and self._layout.repeated:
            made.repeat_columns(0, self._layout.repeated - 1)
        if breaks or self._charts:
            made.set_print_scale(self._scale)
        else:
            self._paged()

    def _on_one_page(self) -> None:
        """Fit a sheet to a page that stands upright, or to its width where it would become too small to be read."""
        tall = self._points(0, self._row) <= UPRIGHT_DOWN * 100 // scale_of(BLOCK)
        self._made.set_portrait()
        self._made.fit_to_pages(1, 1 if tall else 0)

    def _paged(self) -> None:
        """Begin pages where tables stay whole by it, smaller where that saves a sheet of paper."""
        heights = [self._heights.get(row, DEFAULT_HEIGHT) for row in range(self._row)]
        head = self._heights[self._head] if self._head is not None else 0
        paging = paged(heights, self._kept, self._scale, head)
        if not paging.breaks and paging.scale == self._scale:
            self._made.fit_to_pages(1, 0)
            return
        self._made.set_print_scale(paging.scale)
        self._made.set_h_pagebreaks(list(paging.breaks))

    @property
    def _scale(self) -> int:
        if self._beside and self._charts > 1:
            return scale_of(BLOCK)
        least = scale_of(BLOCK) if self._layout.breaks else 1
        return max(least, scale_of(self._layout.across + (CHART_WIDTH if self._beside else 0)))

    def _block(self, block: Block) -> None:  # noqa: C901 - a line for each kind of block
        if isinstance(block, Table):
            self._table(as_table(block))
        elif isinstance(block, Fillable):
            self._table(form_table(block))
        elif isinstance(block, HeatMap):
            self._table(as_table(block))
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
        self._titles.add(self._row)
        self._made.write_string(self._row, 0, text_of(said), style)
        self._row += 1

    def _wrapped(self, said: str, tone: Tone = "") -> None:
        """Write running text across the columns; a merged cell does not grow by itself, nor beyond its limit."""
        style, room = self._styles.said(tone), self._layout.room - SLACK
        for words in pieces_of(text_of(said), room):
            lines = -(-width(words) // room) if words else 1
            self._longest = max(self._longest, width(words))
            if self._layout.first_block > 1:
                self._made.merge_range(self._row, 0, self._row, self._layout.first_block - 1, "", style)
            self._made.write_string(self._row, 0, words, style)
            self._tall(self._row, min(TALLEST, lines * LINE_HEIGHT + 2))
            self._row += 1

    def _figures(self, figures: Figures) -> None:
        """Write figures side by side, in as few rows as there is room for, these as even as can be."""
        room = self._layout.first_block
        across = -(-len(figures.items) // -(-len(figures.items) // room)) if figures.items else room
        for at in range(0, len(figures.items), across):
            part = figures.items[at : at + across]
            for column, figure in enumerate(part):
                self._put((self._row, column), figure.label, self._styles.head())
                value, number = figure_of(figure.value)
                self._put((self._row + 1, column), value, self._styles.cell(figure.tone, number, align="center"))
            self._tall(
                self._row, points_of((figure.label for figure in part), self._widths) + HEAD_HEIGHT - LINE_HEIGHT
            )
            self._tall(self._row + 1, points_of((shown(figure.value) for figure in part), self._widths) + SLACK)
            self._row += 2
        self._row += 1

    def _table(self, table: Table) -> None:
        self._formats, begun = _formats(table), self._row
        while begun - 1 in self._titles:
            begun -= 1
        if table.caption and not (self._single and table.caption == self._sheet.heading):
            self._line(table.caption, self._styles.heading(), HEAD_HEIGHT)
        top = self._row
        for column, one in enumerate(table.columns):
            self._put((top, column), one.name, self._styles.head())
        self._tall(top, head_height(table, self._widths))
        parts = [parts_of(cells, self._widths) for cells in table.rows]
        rows = [part for row in parts for part in row]
        ends = {end for at, end in enumerate(accumulate(map(len, parts))) if at in table.bounds}
        for row, cells in enumerate(rows, top + 1):
            self._tall(row, row_height(table, cells, self._widths))
            self._cells(row, table, cells, bound=row - top in ends)
        self._row = top + len(rows) + 1
        if rows:
            self._bars(top + 1, table, len(rows))
        if self._single:
            self._filtered(top, table, len(rows))
        for cells in parts_of(table.total, self._widths) if table.total else ():
            self._tall(self._row, row_height(table, cells, self._widths))
            self._cells(self._row, table, cells, (top + 1, rows))
            self._row += 1
        self._ranges.append((top if top > 1 else 0, self._row - 1))
        self._kept.append((begun, self._row))
        self._row += 1

    def _filtered(self, top: int, table: Table, rows: int) -> None:
        """Freeze the headings of a sheet's only table, and make it one of Excel's own where they allow it."""
        self._head = top
        self._made.freeze_panes(top + 1, self._layout.repeated)
        last, names = len(table.columns) - 1, [text_of(one.name) for one in table.columns]
        if not (rows and names):
            return
        if can_be_named(table):
            heads = [{"header": name, "header_format": self._styles.head()} for name in names]
            wanted = {"name": table_name(self._made.get_name()), "columns": heads, "style": None}
            self._made.add_table(top, 0, top + rows, last, wanted)
        else:
            self._made.autofilter(top, 0, top + rows, last)

    def _bars(self, first: int, table: Table, rows: int) -> None:
        """Lay a bar as long as its share behind each percent."""
        for column, one in enumerate(table.columns):
            if one.kind == "percent":
                self._made.conditional_format(first, column, first + rows - 1, column, dict(SHARE_BAR))

    def _cells(
        self,
        row: int,
        table: Table,
        cells: Sequence[Cell],
        closed: tuple[int, Sequence[Sequence[Cell]]] | None = None,
        *,
        bound: bool = False,
    ) -> None:
        """Write a row; a closing one over the rows that it has `closed` is a sum where these make its figure.

        Below a `bound` something else begins.
        """
        total = closed is not None
        for column, (cell, one) in enumerate(zip(cells, table.columns, strict=True)):
            value = value_of(cell.value, one.kind)
            written, align = _how(value, cell.value, one, self._formats[column])
            style = self._styles.cell(cell.tone, written, align=align, total=total, bound=bound)
            formula = self._formula(value, cell, one, column, closed)
            if formula:
                self._made.write_formula(row, column, formula, style, _told(value))
            elif isinstance(value, str) and self._is_link(value):
                self._links += 1
                linked = self._styles.cell(cell.tone, "", align=align, total=total, bound=bound, link=True)
                self._made.write_url(row, column, value, linked, value)
            else:
                self._put((row, column), value, style)

    def _formula(
        self,
        value: object,
        cell: Cell,
        column: Column,
        at: int,
        closed: tuple[int, Sequence[Sequence[Cell]]] | None,
    ) -> str:
        if not isinstance(value, float):
            return ""
        if closed:
            return closing_sum(value, column, [row[at] for row in closed[1]], (closed[0], at))
        return counted(cell.tally, value, self._tables) if cell.tally else ""

    def _is_link(self, value: str) -> bool:
        """Tell whether a text is a web address and nothing else."""
        return self._links < MOST_LINKS and len(value) <= LONGEST_LINK and re.fullmatch(ADDRESS, value) is not None

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
        """Write a chart on the right of the tables, else below its own; neither is torn by a page's end."""
        if not (chart.categories and chart.series):
            return
        table, tall = as_table(chart), tall_of(chart)
        points = tall * 3 // 4 + DEFAULT_HEIGHT
        rows = HEAD_HEIGHT + table_height(table, self._widths) + DEFAULT_HEIGHT
        if self._beside:
            self._whole(rows, points)
            self._drawn(chart, tall, (self._page_begun, len(self._widths)), self._charts_end)
            self._charts_end += points
            self._table(table)
        else:
            self._whole(rows + points)
            top = self._row
            self._table(table)
            self._drawn(chart, tall, (self._row, 0), 0, top)
            self._row += -(-points // DEFAULT_HEIGHT)

    def _drawn(self, chart: Chart, tall: int, at: tuple[int, int], below: int, top: int | None = None) -> None:
        """Draw a chart so many points `below` a cell, from the table that begins in row `top`: the next, if none."""
        made = drawn(self._book, chart, self._made.get_name(), (self._row if top is None else top) + 1, tall)
        place = {"x_offset": 8, "y_offset": 2 + below * 4 // 3, "description": text_of(chart.title)[:255]}
        self._made.insert_chart(*at, made, place)

    def _whole(self, rows: int, drawn_points: int = 0) -> None:
        """Begin a page where so many points of rows, or of a chart beside them, do not fit what is left of this one."""
        room = POINTS_DOWN * 100 // self._scale
        if self._row == self._page_begun:
            return
        if self._points(self._page_begun, self._row) + rows <= room and self._charts_end + drawn_points <= room:
            return
        while self._beside and self._points(self._page_begun, self._row) < self._charts_end:
            self._row += 1
        self._breaks.append(self._row)
        self._made.set_h_pagebreaks(self._breaks)
        self._page_begun, self._charts_end = self._row, 0

    def _points(self, first: int, end: int) -> int:
        return sum(self._heights.get(row, DEFAULT_HEIGHT) for row in range(first, end))


def _told(value: object) -> object:
    """Return the value that stands beside a formula, a whole one without a point."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _formats(table: Table) -> list[str]:
    """Return Excel's format of the figures in each column."""
    rows = (*table.rows, table.total) if table.total else table.rows
    return [number_format(one, _shares(one, (row[at] for row in rows))) for at, one in enumerate(table.columns)]


def _shares(column: Column, cells: Iterable[Cell]) -> list[float]:
    if column.kind not in PARTS:
        return []
    return [value for cell in cells if isinstance(value := value_of(cell.value, column.kind), float)]


def _how(value: object, source: object, column: Column, number: str) -> tuple[str, str]:
    """Return Excel's format of a value and its side."""
    if isinstance(value, float):
        return number, "center" if column.kind in ("ordinal", "point") else "right"
    if isinstance(value, datetime):
        return (MOMENT if isinstance(source, datetime) else DAY), "center"
    return "", "" if column.weight else "center"


def named_tables(sheets: Iterable[SheetContent]) -> dict[str, NamedTable]:
    """Return the tables that formulas may count in, by key: the only one of its sheet, where the key is no other's."""
    found: dict[str, NamedTable] = {}
    for sheet in sheets:
        match list(tables_of(sheet.blocks)):
            case [Table() as table] if can_be_named(table) and table.key not in found:
                found[table.key] = NamedTable(table_name(sheet.name), table)
            case _:
                continue
    return found


LONGEST_NAME = 31
WHOLE = frozenset({"scorecard"})
"""Kinds that are handed over on one sheet of paper, whatever tables they hold."""
BRIEF = "概况"
TOGETHER = 2
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_RESERVED = "history"


class SheetContent(Struct, frozen=True):
    """A sheet by its name, its heading and what stands on it; a `whole` one is handed over on one sheet of paper."""

    name: str
    heading: str
    blocks: tuple[Block, ...]
    reckoned: bool = False
    whole: bool = False


def sheets_of(document: Document) -> list[SheetContent]:
    """Return the sheets: one for each section or attachment that holds a table, the rest together on the first.

    A rest of mere words heads the first of the others. A document with one table only, or one such part and no table
    beside it, is one sheet, and so is what is handed over `WHOLE`. A table larger than a page has one of its own. There
    is always a sheet.
    """
    parts = [block for block in document.blocks if isinstance(block, Section | Attachment) and _holds_figures(block)]
    rest = tuple(_apart(block) for block in document.blocks if block not in parts)
    main = any(isinstance(block, Table) for block in rest)
    if len(parts) + main <= 1 or document.kind in WHOLE:
        whole = document.kind in WHOLE
        alone = SheetContent(sheet_name(document.title, ()), document.title, document.blocks, whole=whole)
        return [alone] if whole else _with_room([alone])
    apart = any(not isinstance(block, Paragraph) for block in rest)
    first = sheet_name(document.title if main and len(parts) == 1 else BRIEF, ())
    sheets = [SheetContent(first, document.title, rest)] if apart else []
    for part in parts:
        name = sheet_name(unnumbered(part.title), [sheet.name for sheet in sheets])
        words = rest if not (apart or sheets) else ()
        sheets.append(SheetContent(name, unnumbered(part.title), (*words, *part.blocks), _is_reckoned(part)))
    return _with_room(sheets)


def _with_room(sheets: Sequence[SheetContent]) -> list[SheetContent]:
    """Return the sheets, a table that is longer or wider than a page on one of its own: its head is repeated there."""
    found, names = list[SheetContent](), [sheet.name for sheet in sheets]
    for sheet in sheets:
        made = [sheet] if sheet.reckoned else _parted(sheet, names)
        names += [one.name for one in made]
        found += made
    return found


def _parted(sheet: SheetContent, taken: Sequence[str]) -> list[SheetContent]:
    """Return a sheet without its large tables, and theirs behind it.

    One without a caption takes the name of the sheet, of which the rest is told in brief.
    """
    large = _large(sheet.blocks)
    if not large:
        return [sheet]
    rest, groups = _grouped(sheet.blocks, large)
    titles = [next(filter(None, map(_title, group)), "") for group in groups]
    names, found, free = [*taken], [], [sheet.name]
    if rest:
        kept = sheet_name(BRIEF, names) if "" in titles else free.pop()
        found.append(SheetContent(kept, sheet.heading, rest))
        names.append(kept)
    for title, group in zip(titles, groups, strict=True):
        name = free.pop() if free and not title else sheet_name(title or sheet.heading, names)
        found += _parted(SheetContent(name, title or sheet.heading, _opened(group)), names)
        names += [one.name for one in found]
    return found


def _grouped(blocks: Sequence[Block], large: Collection[int]) -> tuple[tuple[Block, ...], list[tuple[Block, ...]]]:
    """Return what stays together, and each large table with the words behind it; mere words go before the first."""
    rest: list[Block] = []
    groups: list[list[Block]] = []
    current = rest
    for at, block in enumerate(blocks):
        if at in large:
            current = []
            groups.append(current)
        elif _holds_figures(block):
            current = rest
        current.append(block)
    if all(isinstance(block, Paragraph) for block in rest):
        groups[0][:0], rest = rest, []
    return tuple(rest), [tuple(group) for group in groups]


def _large(blocks: Sequence[Block]) -> list[int]:
    """Return the blocks that want a sheet of their own beside others: all behind the first where none fit together.

    So does a part with charts that stand beside its own tables and not beside the others.
    """
    listed = [at for at, block in enumerate(blocks) if _holds_figures(block)]
    if len(list(tables_of(blocks))) < TOGETHER:
        return []
    found = [at for at in listed if any(map(is_large, tables_of((blocks[at],)))) or wants_room(blocks[at], blocks)]
    return found or (listed[1:] if layout(blocks).breaks else [])


def _title(block: Block) -> str:
    """Return what a sheet is called by a part or a table that begins it."""
    if isinstance(block, Section | Attachment):
        return unnumbered(block.title)
    return block.caption if isinstance(block, Table | HeatMap) else ""


def _opened(group: Sequence[Block]) -> tuple[Block, ...]:
    """Return the blocks of a sheet; those of the part that gives it its name stand there without its heading."""
    opened = (block.blocks if isinstance(block, Section | Attachment) else (block,) for block in group)
    return tuple(block for blocks in opened for block in blocks)


def _is_reckoned(part: Section | Attachment) -> bool:
    return isinstance(part, Section) and part.reckoned


def _apart(block: Block) -> Block:
    """Return a part without its number: those between have sheets of their own."""
    return replace(block, title=unnumbered(block.title)) if isinstance(block, Section) else block


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


def _holds_figures(block: Block) -> bool:
    return next(tables_of((block,)), None) is not None
