"""How the columns of a sheet stand, which tables want a sheet of their own, and how one wider than a page is parted.

Running words stand before and behind the first block alone. Each further one leads with the columns that tell its rows
apart, and none holds a lonely column.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec import Struct
from xlsxwriter.utility import quote_sheetname, xl_range_abs

from gongkai.papers.document import Chart, Section
from gongkai.papers.excel.a4 import (
    A_CHARACTER,
    BLOCK,
    LEAST_COLUMNS,
    LEAST_TOTAL,
    POINTS_DOWN,
    ROOM,
    UPRIGHT_ACROSS,
    WIDEST_NAME,
    as_table,
    fitted,
    levelled,
    pixels,
    scale_of,
    tables_of,
    wishes_of,
)
from gongkai.papers.excel.heights import table_height
from gongkai.papers.excel.styles import CHART_WIDTH, NARROWEST, PADDING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gongkai.papers.document import Block, HeatMap, Table
    from gongkai.papers.excel.a4 import Wish

SHARE_OF_NAMES = 2
"""Leading columns that tell rows apart take no more than one part in so many of a page."""
CLOSEST = 10
"""How narrow a column of texts may become on a page that stands upright."""
FEWEST = 2
"""Columns that a block holds at least, beside those that lead it."""


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
    def leaves_room(self) -> bool:
        """Tell whether a chart stands beside the columns."""
        return pixels(self.widths) + CHART_WIDTH <= BLOCK

    @property
    def room(self) -> int:
        """Return how many characters stand across the first page."""
        return sum(self.widths[: self.first_block])

    @property
    def across(self) -> int:
        """Return the pixels of the widest block, the columns that lead it among them."""
        ends = (self.first_block, *self.breaks[1:], len(self.widths))
        blocks = [self.widths[: self.first_block]]
        blocks += [self.widths[: self.repeated] + self.widths[first:end] for first, end in pairwise(ends)]
        return max(map(pixels, blocks))

    def areas(self, sheet: str, last: int, tables: Sequence[tuple[int, int]]) -> str:
        """Return what is printed of a sheet down to row `last`: its first block, of each further one the `tables`.

        Each table is told by its first row and its last.
        """
        further = pairwise((*self.breaks, len(self.widths)))
        areas = [(0, 0, last, self.first_block - 1)]
        areas += [(top, first, end, until - 1) for first, until in further for top, end in tables]
        name = quote_sheetname(sheet)
        return ",".join(f"{name}!{xl_range_abs(*area)}" for area in areas)


def layout(blocks: Iterable[Block]) -> Layout:
    """Return how the columns of a sheet stand: as wide as they wish, narrower to fit a page, else in several blocks.

    Charts find room on the right of their tables where these can leave it.
    """
    listed = list(tables_of(blocks))
    charts = any(isinstance(block, Chart) for block in listed)
    wishes = wishes_of(listed)
    if charts and (beside := fitted(wishes, BLOCK - CHART_WIDTH)):
        return Layout(tuple(_widened(beside, wishes, BLOCK - CHART_WIDTH)))
    room = BLOCK if charts else ROOM
    widths = _lowest(listed, wishes, room) if wishes else [NARROWEST]
    if not widths:
        return _in_blocks(wishes, _telling(listed, wishes))
    while len(widths) < LEAST_COLUMNS and pixels([*widths, NARROWEST * 2]) <= room:
        widths.append(NARROWEST * 2)
    return Layout(tuple(widths if charts else _spread(widths)))


def _lowest(listed: Iterable[Table | HeatMap | Chart], wishes: Sequence[Wish], room: int) -> list[int]:
    """Return the widths that fit so many pixels by which the tables take least paper; empty where none do."""
    tables = list(map(as_table, listed))
    found = [widths for widths in (fitted(wishes, room), levelled(wishes, room)) if widths]
    return min(found, key=lambda widths: sum(table_height(table, widths) for table in tables), default=[])


def upright(blocks: Iterable[Block]) -> Layout | None:
    """Return how the columns of a sheet stand on a page that stands upright; None where it is too narrow for them."""
    room = UPRIGHT_ACROSS * 100 // 75
    listed = list(tables_of(blocks))
    widths = _lowest(listed, wishes_of(listed, CLOSEST), room)
    return Layout(tuple(widths)) if widths else None


def is_large(table: Table | HeatMap | Chart) -> bool:
    """Tell whether a table is wider or longer than a page, however small it is printed."""
    if isinstance(table, Chart):
        return False
    alone = layout((table,))
    return bool(alone.breaks) or table_height(as_table(table), alone.widths) > POINTS_DOWN * 100 // scale_of(BLOCK)


def wants_room(part: Block, blocks: Sequence[Block]) -> bool:
    """Tell whether the charts of a part stand beside its own tables alone, and find no room among these blocks."""
    if not isinstance(part, Section) or not any(isinstance(block, Chart) for block in tables_of((part,))):
        return False
    return layout((part,)).leaves_room and not layout(blocks).leaves_room


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


def _telling(listed: Sequence[Table | HeatMap | Chart], wishes: Sequence[Wish]) -> int:
    """Return how many columns lead each block: those up to the first of names, and what else tells its rows apart.

    Where that is more than a page spares for them there are fewer; none where even the first one is too wide.
    """
    names = _leading(listed)
    least = _least(wishes, names)
    apart = max((_apart(as_table(one), names) for one in listed), default=names)
    fits = [count for count in (apart, names, 1) if pixels(least[:count]) <= BLOCK // SHARE_OF_NAMES]
    return next((count for count in fits if count + FEWEST <= len(wishes)), 0)


def _leading(listed: Sequence[Table | HeatMap | Chart]) -> int:
    """Return how many columns say what a row is about: those up to the first of names."""
    weights = [column.weight for column in as_table(listed[0]).columns]
    return next((at for at, weight in enumerate(weights, 1) if weight), 1)


def _apart(table: Table, names: int) -> int:
    """Return how many leading columns, `names` at least, no two rows have alike; `names` where none do."""
    for count in range(names, len(table.columns)):
        if len({tuple(cell.value for cell in row[:count]) for row in table.rows}) == len(table.rows):
            return count
    return names


def _least(wishes: Sequence[Wish], names: int) -> list[int]:
    """Return how narrow columns may become, the leading ones no wider than names."""
    return [
        *(min(max(wish.least, wish.natural), WIDEST_NAME) for wish in wishes[:names]),
        *(wish.broken for wish in wishes[names:]),
    ]


def _in_blocks(wishes: Sequence[Wish], repeated: int) -> Layout:
    """Return the columns in blocks that each fit a page; before each further one stand those `repeated`.

    There are as few blocks as can be, as even as can be, and in each the columns share its room.
    """
    least = _least(wishes, repeated)
    room = BLOCK - pixels(least[:repeated])
    breaks = breaks_of(least, repeated, room)
    for narrower in range(room, 0, -10):
        tried = breaks_of(least, repeated, narrower)
        if len(tried) > len(breaks):
            break
        breaks = tried
    breaks = _in_company(breaks, least, repeated, room)
    widths = least[:repeated]
    for first, end in pairwise((repeated, *breaks, len(wishes))):
        part = wishes[first:end]
        widths += fitted(part, room) or least[first:end]
    return Layout(tuple(widths), repeated, tuple(breaks))


def _in_company(breaks: Sequence[int], least: Sequence[int], first: int, room: int) -> list[int]:
    """Return the breaks so that no block holds a lonely column where the one before it can spare another."""
    found = [first, *breaks, len(least)]
    for at in range(len(found) - 2, 0, -1):
        spares = found[at] - found[at - 1] > FEWEST
        while found[at + 1] - found[at] < FEWEST and spares and pixels(least[found[at] - 1 : found[at + 1]]) <= room:
            found[at] -= 1
    return found[1:-1]


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
