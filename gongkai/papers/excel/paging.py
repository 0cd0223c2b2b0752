"""Where pages begin down a sheet: no table is torn that a page holds, and none begins a sheet of paper for a few rows.

A sheet of a few pages is printed smaller, never below 8 points, where that saves one of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from gongkai.papers.excel.a4 import BLOCK, POINTS_DOWN, SPARED, scale_of

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_SHRUNK = 3
"""Pages of a sheet that is printed smaller to save one; a longer list is leafed through anyhow."""


class Paging(Struct, frozen=True):
    """The rows that begin a page, at what scale, and how many pages there are."""

    breaks: tuple[int, ...]
    scale: int
    pages: int


def paged(heights: Sequence[int], kept: Sequence[tuple[int, int]], scale: int, head: int = 0) -> Paging:
    """Return how rows of these heights are printed, those from the first to before the second of each `kept` together.

    `scale` is the greatest; `head` points are repeated on each further page.
    """
    natural = _paging(heights, kept, scale, head)
    if natural.pages > MOST_SHRUNK * 2:
        return natural
    smaller = [_paging(heights, kept, percent, head) for percent in range(scale - 1, scale_of(BLOCK) - 1, -1)]
    best = min((natural, *smaller), key=lambda paging: paging.pages)
    return best if best.pages <= MOST_SHRUNK else natural


def _paging(heights: Sequence[int], kept: Sequence[tuple[int, int]], scale: int, head: int) -> Paging:
    room, ends = int(POINTS_DOWN * SPARED) * 100 // scale, dict(kept)
    breaks, pages, used = [], 1, 0
    for row, tall in enumerate(heights):
        whole = sum(heights[row : ends.get(row, row)])
        if used and whole <= room < used + whole:
            breaks.append(row)
            pages, used = pages + 1, 0
        if used and used + tall > room:
            pages, used = pages + 1, head
        used += tall
    return Paging(tuple(breaks), scale, pages)
