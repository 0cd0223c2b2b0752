"""A sheet on A4, lying: what a page holds, and how wide the columns of a table would be.

On paper no text is smaller than 8 points: a sheet is printed at 73 % at least, and its text is 11 points.
Widths are in half-width characters, two to a Chinese one.
"""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from functools import cache
from math import ceil
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from gongkai.papers.cells import ADDRESS, clean, width
from gongkai.papers.document import WORDS, Attachment, Cell, Chart, Column, Fillable, HeatMap, Section, Table
from gongkai.papers.excel.styles import NARROWEST, PADDING, width_of
from gongkai.papers.substitutes import form_table, heat_table, on_paper, spelt_out
from gongkai.papers.values import in_full, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from gongkai.papers.document import Block, Series

A4 = 9
SIDE, ABOVE = 0.4, 0.7
"""Margins, in inches."""
PIXELS_ACROSS, POINTS_DOWN = 1045, 490
"""What a page holds at full size."""
UPRIGHT_ACROSS, UPRIGHT_DOWN = 717, 737
"""What one holds that stands upright."""
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
LEAST_TEXT, LEAST_WORDS, TALL_TEXT, LONGEST_ADDRESS, WIDEST_NAME = 16, 12, 90, 64, 24
"""How narrow a column of texts or short words may become, how wide it stays for one that fills the tallest row.

The last is how wide leading names are.

Not every program breaks a web address: up to a length it stays on one line.
"""
WIDEST_COLUMN = 160
LEAST_COLUMNS, LEAST_TOTAL = 6, 84
MOST_WIDENED = 24
"""By how many characters a column is widened at once to spare a line."""
NAMES = 2
"""Weight of the column that names what a chart shows."""
TOTAL = "合计"


class Wish(Struct, frozen=True):
    """How wide a column would be, how narrow it may become, and how wide its longest text is on one line.

    `broken` is how narrow it may become where a table would else not fit a page: short words then take two lines.
    `held` are how wide its texts are, each with how many of them.
    """

    natural: int = NARROWEST
    least: int = NARROWEST
    longest: int = 0
    broken: int = NARROWEST
    held: tuple[tuple[int, int], ...] = ()

    def and_of(self, other: Wish) -> Wish:
        """Return the wish of a column that holds what two tables put there."""
        natural, least = max(self.natural, other.natural), max(self.least, other.least)
        longest, broken = max(self.longest, other.longest), max(self.broken, other.broken)
        return Wish(natural, least, longest, broken, (*self.held, *other.held))

    def in_two_lines(self) -> Wish:
        """Return the wish of a column that is as narrow as it may become."""
        return replace(self, least=self.broken)

    def lines(self, wide: int) -> int:
        """Return how many lines its texts take in all at a width."""
        room = max(1, wide - PADDING)
        return sum(-(-length // room) * count for length, count in self.held)


def pixels(widths: Iterable[int]) -> int:
    """Return how many pixels columns take at most, whatever font stands for ours."""
    return sum(ceil(A_CHARACTER * wide) + BETWEEN for wide in widths)


def scale_of(across: int) -> int:
    """Return the percent at which so many pixels fit a page, in whole percents, never enlarged."""
    return min(100, int(PIXELS_ACROSS * SPARED * 100) // max(1, across))


def fitted(wishes: Sequence[Wish], room: int) -> list[int]:
    """Return widths that fit so many pixels, texts taking as few lines as can be; empty where none do.

    Short words are broken only where nothing else helps.
    """
    return _fitted(wishes, room) or _fitted([wish.in_two_lines() for wish in wishes], room)


def _fitted(wishes: Sequence[Wish], room: int) -> list[int]:
    whole = [max(wish.least, wish.natural) for wish in wishes]
    if pixels(whole) <= room:
        return whole
    widths = [wish.least for wish in wishes]
    if pixels(widths) > room:
        return []
    told = [cache(wish.lines) for wish in wishes]
    while gained := list(_gains(wishes, widths, told, room)):
        _, at, more = max(gained)
        widths[at] += more
    return widths


def levelled(wishes: Sequence[Wish], room: int) -> list[int]:
    """Return widths that fit so many pixels, the longest text of no column on more lines than needed; or none."""
    for lines in range(1, MOST_LINES + 1):
        widths = [
            max(wish.least, min(wish.natural, wish.natural if lines == 1 else -(-wish.longest // lines) + PADDING))
            for wish in wishes
        ]
        if pixels(widths) <= room:
            return widths
    return []


def _gains(
    wishes: Sequence[Wish], widths: Sequence[int], told: Sequence[Callable[[int], int]], room: int
) -> Iterator[tuple[float, int, int]]:
    """Yield how many lines each character spares that a column is wider, which column, and by how many."""
    left = room - pixels(widths)
    for at, (wish, wide, lines) in enumerate(zip(wishes, widths, told, strict=True)):
        for more in range(1, min(MOST_WIDENED, wish.natural - wide) + 1):
            spared = lines(wide) - lines(wide + more)
            if spared and pixels([wide + more]) - pixels([wide]) <= left:
                yield spared / more, at, more


def wishes_of(listed: Iterable[Table | HeatMap | Chart], least_text: int = LEAST_TEXT) -> list[Wish]:
    """Return what each column of a sheet needs, for whichever of its tables needs most; texts no less than given."""
    found: list[Wish] = []
    for block in listed:
        table = as_table(block)
        wanted = [_wish(one, cells, least_text) for one, cells in zip(table.columns, _columns(table), strict=True)]
        found += [Wish()] * (len(wanted) - len(found))
        wanted += [Wish()] * (len(found) - len(wanted))
        found = [one.and_of(other) for one, other in zip(found, wanted, strict=True)]
    return found


def _wish(column: Column, cells: Sequence[Cell], least_text: int) -> Wish:
    """Return how wide a column is by its weight, and wider where a text would else be taller than any row.

    A heading may take two lines, texts may take many; ids, names, figures and days stay whole.
    """
    held = Counter(width(clean(shown(in_full(cell.value), column.kind))) for cell in cells)
    longest = max(held, default=0)
    for_tall = -(-longest // MOST_LINES) + SLACK + 1
    natural = max(width_of(column, cells), min(WIDEST_COLUMN, for_tall))
    head = -(-width(clean(column.name)) // 2) + 4
    whole = max(NARROWEST, min(longest + PADDING, natural), head)
    least = max(least_text, head, min(TALL_TEXT, for_tall), _address(cells)) if column.weight else whole
    natural = max(natural, _address(cells))
    least = min(natural, least)
    broken = min(least, max(head, _broken(column, cells, longest)))
    return Wish(natural, least, longest, broken, tuple(held.items()))


def _broken(column: Column, cells: Sequence[Cell], longest: int) -> int:
    """Return how narrow a column of short words may become in two lines; figures and days among them stay whole."""
    if column.weight or column.kind not in WORDS:
        return TALL_TEXT + longest
    whole = (cell.value for cell in cells if not isinstance(cell.value, str))
    widest = max((width(shown(in_full(value), column.kind)) for value in whole), default=0)
    return max(LEAST_WORDS, widest + PADDING, -(-longest // 2) + PADDING)


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
        return spelt_out(on_paper(block))
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
