"""Text measured in ems: a Chinese character takes one, a Latin letter half of one."""

from __future__ import annotations

import math
import re
from itertools import accumulate
from typing import TYPE_CHECKING

from gongkai.papers.cells import width

if TYPE_CHECKING:
    from collections.abc import Iterator

_AFTER = re.compile(r"(?=政务公开|考核|评估|自查|整改|情况|第[一二三四]季度|年终|中期|问题|的(?:通报|报告|通知))")
_NEVER = re.compile(r"[0-9A-Za-z（《“〔][0-9A-Za-z年月日》”〕）]|.[，。、；：》”〕）]")
_FAR = 100
"""Characters looked at for the end of a line: more than any line of a title holds."""
SLACK = 0.5
_LATIN, _FIGURE = 0.6, 0.65
_FULL = re.compile("[“”‘’…—·]")
"""Marks that a terminal may set narrow and a Chinese font does not."""
_UNBROKEN = re.compile(r"[!-.0-~]+/*")
_SEAM, _GAP = re.compile(r"(?<=[一-鿿])(?=[0-9A-Za-z])|(?<=[0-9A-Za-z])(?=[一-鿿])"), 0.25
"""Where a Chinese character and a figure or letter meet, and the part of an em that is set between them."""
_LEAST = 0.3
"""Part of the whole that a line of a title holds at least."""


def ems(text: str) -> float:
    """Return how many ems the text takes in the fonts of official papers."""
    return width(text) / 2


def ems_at_most(text: str, slack: float = SLACK) -> float:
    """Return how many ems the text takes in whatever font may stand in, whose Latin letters may be wider."""
    wide = width(text) - len(text) + len(_FULL.findall(text))
    return wide + (len(text) - wide) * _LATIN + len(_SEAM.findall(text)) * _GAP + slack


def widest_piece(text: str) -> float:
    """Return the ems of the longest piece no line breaks in: a figure, a word, what an address has up to a stroke."""
    return max(map(len, _UNBROKEN.findall(text)), default=1) * _FIGURE


def title_lines(title: str, room: float) -> list[str]:
    """Return a title on lines of at most `room` ems, broken between words and of like length (GB/T 9704, 7.3.1).

    An ideographic space is a place where it is broken in any case.
    """
    return [line for piece in title.split("\u3000") for line in _broken(piece, room)]


def _broken(title: str, room: float) -> Iterator[str]:
    while ems_at_most(title, 0) > room and title[1:]:
        at = _break(title, room)
        yield title[:at]
        title = title[at:]
    yield title


def _break(title: str, room: float) -> int:
    """Return where the first line of a title ends that does not fit on one."""
    whole = ems(title)
    count = math.ceil(ems_at_most(title, 0) / room)
    sizes = dict(enumerate(accumulate(map(ems, title[:_FAR])), 1))
    fits = [at for at, size in sizes.items() if size <= room and at < len(title)]
    allowed = [at for at in fits if not _NEVER.match(title[at - 1 : at + 1])] or fits or [1]
    words = {found.start() for found in _AFTER.finditer(title[:_FAR])}
    least = room * _LEAST
    good = [at for at in allowed if at in words and sizes[at] >= least and whole - sizes[at] <= room * (count - 1)]
    return min(good or allowed, key=lambda at: (abs(sizes[at] - whole / count), -at))
