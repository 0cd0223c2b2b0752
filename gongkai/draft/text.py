"""Plain text: which lines are one paragraph, and which a table."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from gongkai.draft.numbering import number_of
from gongkai.draft.source import CellSpan, Grid, Paragraph, grid_of

if TYPE_CHECKING:
    from collections.abc import Iterator

LEAST_FIELDS = 3
WRAPPED, LEAST_WIDTH, MOST_WIDTH, SLACK = 5, 40, 120, 4


def blocks_of(text: str) -> Iterator[Paragraph | Grid]:
    """Yield the paragraphs of a text, and the tables in it: lines that follow each other with as many tabs."""
    run: list[tuple[int, list[str]]] = []
    prose: list[str] = []
    start = 1
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for at, line in enumerate([*lines, ""], 1):
        fields = line.split("\t")
        if run and len(fields) != len(run[0][1]):
            if len(run) > 1:
                yield from paragraphs_of("\n".join(prose), start)
                yield _tabbed(run)
                prose, start = [], at
            else:
                prose += ["\t".join(row) for _, row in run]
            run = []
        if len(fields) >= LEAST_FIELDS and line.strip():
            run.append((at, fields))
        else:
            prose.append(line)
    yield from paragraphs_of("\n".join(prose), start)


def _tabbed(run: list[tuple[int, list[str]]]) -> Grid:
    cells = [[CellSpan(field.strip(" \xa0　")) for field in fields] for _, fields in run]
    return grid_of(cells, [f"第{at}行" for at, _ in run])


def paragraphs_of(text: str, first: int = 1) -> Iterator[Paragraph]:
    """Yield the paragraphs of a text with their lines, counted from `first`.

    A text broken at a fixed width is put together again.
    """
    lines = [
        (at, line)
        for at, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), first)
        if line.strip()
    ]
    width = _wrapped_at([line for _, line in lines])
    held, place, last = "", "", ""
    for at, line in lines:
        if held and width and _cells(last) >= width - SLACK and (_goes_on(line) or _is_open(held)):
            held += line.strip()
        else:
            if held:
                yield Paragraph(held, place)
            held, place = line.strip(" \t　\xa0"), f"第{at}行"
        last = line
    if held:
        yield Paragraph(held, place)


def _cells(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(mark) in "WF" else 1 for mark in text.rstrip())


def _wrapped_at(lines: list[str]) -> int:
    """Return the width at which a text is broken, 0 where it is not: many lines as wide as the widest, none wider."""
    widths = [_cells(line) for line in lines]
    widest = max(widths, default=0)
    full = [width for width in widths if width >= widest - SLACK]
    many = len(full) >= WRAPPED and len(full) * 4 >= len(widths)
    return widest if many and LEAST_WIDTH <= widest <= MOST_WIDTH else 0


def _is_open(held: str) -> bool:
    """Whether a bracket is open: what follows belongs into it."""
    return sum(held.count(mark) for mark in "（(〔") > sum(held.count(mark) for mark in "）)〕")


def _goes_on(line: str) -> bool:
    return (
        not line.startswith(("  ", "\t", "　"))
        and number_of(line)[0] is None
        and not re.match(r"(?:牵头|责任|配合|完成)\S{0,6}[：:]", line)
    )
