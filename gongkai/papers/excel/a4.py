"""A sheet on A4, lying: how wide its columns are, and where a table that is too wide goes on in a second block.

On paper no text is smaller than 8 points: a sheet is printed at 73 % at least, and its text is 11 points.
Widths are in half-width characters, two to a Chinese one.
"""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise
from math import ceil
from typing import TYPE_CHECKING

from msgspec import Struct

from gongkai.papers.cells import ADDRESS, clean, width
from gongkai.papers.document import Attachment, Cell, Chart, Column, Fillable, HeatMap, Section, Table
from gongkai.papers.excel.styles import CHART_WIDTH, NARROWEST, PADDING, width_of
from gongkai.papers.substitutes import form_table, heat_table, on_paper
from gongkai.papers.values import in_full, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from gongkai.papers.document import Block, Series

A4 = 9
SIDE, ABOVE = 0.4, 0.7
"""Margins, in inches."""
PIXELS_ACROSS, POINTS_DOWN = 1045, 490
"""What a page holds at full size."""
SPARED = 0.99
"""What of it is used where the scale is given: printers make columns wider by a hair than screens do."""
A_CHARACTER, BETWEEN = 9.4, 6
"""Pixels of a column: for each character, and beside them.

Excel takes 8 and 5 with the font we name. Where that font is missing, the widest that stands for it takes 9.35.
"""
ROOM = PIXELS_ACROSS * 100 // 75
"""Pixels of a sheet that is fitted to a page: whatever font stands for ours, none of its text is below 8 points."""
BLOCK = int(PIXELS_ACROSS * SPARED) * 100 // 74
"""Pixels of a page of a sheet that is printed at a scale."""
LINE_HEIGHT, TALLEST, SLACK = 16, 400, 2
MOST_LINES = (TALLEST - 2) // LINE_HEIGHT
"""Lines of a row: Excel has none taller than 409 points."""
LEAST_TEXT, TALL_TEXT, LONGEST_ADDRESS, WIDEST_NAME = 16, 90, 64, 24
"""How narrow a column of texts may become, how wide it stays for one that fills the tallest row; and leading names.

Not every program breaks a web address: up to a length it stays on one line.
"""
WIDEST_COLUMN = 160
LEAST_COLUMNS, LEAST_TOTAL = 6, 84
NAMES = 2
"""Weight of the column that names what a chart shows."""
TOTAL = "合计"


class Wish(Struct, frozen=True):
    """How wide a column would be, how narrow it may become, and how wide its longest text is on one line."""

    natural: int = NARROWEST
    least: int = NARROWEST
    longest: int = 0


class Layout(Struct, frozen=True):
    """How a sheet's columns stand: their widths; on paper a block begins at each of `breaks`, led by `repeated`."""

    widths: tuple[int, ...]
    repeated: int = 0
    breaks: tuple[int, ...] = ()

    @property
    def first_block(self) -> int:
        """Return how many columns the first page holds across."""
        return self.breaks[0] if self.breaks else len(self.widths)

    @property
    def room(self) -> int:
        """Return how many characters stand across the first page."""
        return sum(self.widths[: self.first_block])


def pixels(widths: Iterable[int]) -> int:
    """Return how many pixels columns take at most, whatever font stands for ours."""
    return sum(ceil(A_CHARACTER * wide) + BETWEEN for wide in widths)


def scale_of(across: int) -> int:
    """Return the percent at which so many pixels fit a page, in whole percents, never enlarged."""
    return min(100, int(PIXELS_ACROSS * SPARED * 100) // max(1, across))


def layout(blocks: Iterable[Block]) -> Layout:
    """Return how the columns of a sheet stand: as wide as they wish, narrower to fit a page, else in several blocks.

    Charts find room on the right of their tables where these can leave it.
    """
    listed = list(tables_of(blocks))
    charts = any(isinstance(block, Chart) for block in listed)
    wishes = _wishes(listed)
    if charts and (beside := _fitted(wishes, BLOCK - CHART_WIDTH)):
        return Layout(tuple(_widened(beside, wishes, BLOCK - CHART_WIDTH)))
    room = BLOCK if charts else ROOM
    widths = _fitted(wishes, room) if wishes else [NARROWEST]
    if not widths:
        return _in_blocks(wishes, _leading(listed))
    while len(widths) < LEAST_COLUMNS and pixels([*widths, NARROWEST * 2]) <= room:
        widths.append(NARROWEST * 2)
    return Layout(tuple(widths if charts else _spread(widths)))


def _fitted(wishes: Sequence[Wish], room: int) -> list[int]:
    """Return widths that fit so many pixels, no text taking more lines than needed for that; empty where none do."""
    for lines in range(1, MOST_LINES + 1):
        widths = [
            max(wish.least, min(wish.natural, wish.natural if lines == 1 else -(-wish.longest // lines) + PADDING))
            for wish in wishes
        ]
        if pixels(widths) <= room:
            return widths
    return []


def _widened(widths: Sequence[int], wishes: Sequence[Wish], room: int) -> list[int]:
    """Return widths of which the first that break their texts take what the others leave of so many pixels."""
    found, left = list(widths), int((room - pixels(widths)) / A_CHARACTER)
    for at, wish in enumerate(wishes):
        more = max(0, min(left, wish.longest + PADDING - found[at]))
        found[at] += more
        left -= more
    return found


def _spread(widths: Sequence[int]) -> list[int]:
    """Return widths that share what a narrow table leaves of a line of running text."""
    each, rest = divmod(max(0, LEAST_TOTAL - sum(widths)), len(widths))
    return [wide + each + (index < rest) for index, wide in enumerate(widths)]


def _leading(listed: Sequence[Table | HeatMap | Chart]) -> int:
    """Return how many columns say what a row is about: those up to the first of names."""
    weights = [column.weight for column in as_table(listed[0]).columns]
    return next((at for at, weight in enumerate(weights, 1) if weight), 1)


def _in_blocks(wishes: Sequence[Wish], leading: int) -> Layout:
    """Return the columns in blocks that each fit a page; before each stand the `leading` ones, where they are slim.

    There are as few blocks as can be, as even as can be, and in each the columns share its room.
    """
    names = [min(max(wish.least, wish.natural), WIDEST_NAME) for wish in wishes[:leading]]
    least = [*names, *(wish.least for wish in wishes[leading:])]
    repeated = next((count for count in (leading, 1) if pixels(least[:count]) <= BLOCK // 3), 0)
    room = BLOCK - pixels(least[:repeated])
    breaks = breaks_of(least, repeated, room)
    for narrower in range(room, 0, -10):
        tried = breaks_of(least, repeated, narrower)
        if len(tried) > len(breaks):
            break
        breaks = tried
    widths = least[:repeated]
    for first, end in pairwise((repeated, *breaks, len(wishes))):
        part = wishes[first:end]
        widths += _fitted(part, room) or [wish.least for wish in part]
    return Layout(tuple(widths), repeated, tuple(breaks))


def breaks_of(widths: Sequence[int], first: int = 0, room: int = BLOCK) -> list[int]:
    """Return the columns that begin a further block of so many pixels."""
    breaks, used = [], 0
    for index in range(first, len(widths)):
        wide = pixels(widths[index : index + 1])
        if used and used + wide > room:
            breaks.append(index)
            used = 0
        used += wide
    return breaks


def _wishes(listed: Iterable[Table | HeatMap | Chart]) -> list[Wish]:
    """Return what each column of a sheet needs, for whichever of its tables needs most."""
    found: list[Wish] = []
    for block in listed:
        table = as_table(block)
        wanted = [_wish(column, cells) for column, cells in zip(table.columns, _columns(table), strict=True)]
        found += [Wish()] * (len(wanted) - len(found))
        wanted += [Wish()] * (len(found) - len(wanted))
        found = [
            Wish(*map(max, (one.natural, one.least, one.longest), (other.natural, other.least, other.longest)))
            for one, other in zip(found, wanted, strict=True)
        ]
    return found


def _wish(column: Column, cells: Sequence[Cell]) -> Wish:
    """Return how wide a column is by its weight, and wider where a text would else be taller than any row.

    A heading may take two lines, texts may take many; ids, names, figures and days stay whole.
    """
    longest = max((width(clean(shown(in_full(cell.value), column.kind))) for cell in cells), default=0)
    for_tall = -(-longest // MOST_LINES) + SLACK + 1
    natural = max(width_of(column, cells), min(WIDEST_COLUMN, for_tall))
    head = -(-width(clean(column.name)) // 2) + 4
    whole = max(NARROWEST, min(longest + PADDING, natural), head)
    least = max(LEAST_TEXT, head, min(TALL_TEXT, for_tall), _address(cells)) if column.weight else whole
    natural = max(natural, _address(cells))
    return Wish(natural, min(natural, least), longest)


def _address(cells: Sequence[Cell]) -> int:
    """Return the width that the web addresses of a column need."""
    told = (cell.value for cell in cells if isinstance(cell.value, str) and re.fullmatch(ADDRESS, cell.value))
    return min(LONGEST_ADDRESS, max(map(width, told), default=-PADDING) + PADDING)


def _columns(table: Table) -> list[list[Cell]]:
    rows = (*table.rows, table.total) if table.total else table.rows
    return [[row[index] for row in rows] for index in range(len(table.columns))]


def as_table(block: Table | HeatMap | Chart) -> Table:
    """Return the table that a sheet holds for a block, without commands; a chart's has a row for each category."""
    if isinstance(block, HeatMap):
        return heat_table(block)
    if isinstance(block, Table):
        return on_paper(block)
    columns = (Column("", weight=NAMES), *(Column(one.name, "number") for one in block.series))
    rows = tuple(
        (Cell(name), *(_of_series(one, index) for one in block.series)) for index, name in enumerate(block.categories)
    )
    sums = tuple(Cell(sum(one.values, Decimal(0))) for one in block.series) if block.total else ()
    return Table(block.key, block.title, columns, rows, (Cell(TOTAL), *sums) if sums else ())


def _of_series(series: Series, index: int) -> Cell:
    return Cell(series.values[index], tally=series.tallies[index] if series.tallies else None)


def tables_of(blocks: Iterable[Block]) -> Iterator[Table | HeatMap | Chart]:
    """Yield whatever takes columns of its own, in order."""
    for block in blocks:
        if isinstance(block, Table | HeatMap | Chart):
            yield block
        elif isinstance(block, Fillable):
            yield form_table(block)
        elif isinstance(block, Section | Attachment):
            yield from tables_of(block.blocks)
