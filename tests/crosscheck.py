"""A written paper held against its document, figure by figure: real ones give 27 in one line, 28 in the next."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from msgspec.structs import replace

from gongkai.papers.cells import clean
from gongkai.papers.document import Attachment, Cell, Figures, Numbered, Paragraph, Section, Table
from gongkai.papers.substitutes import advice, on_paper
from gongkai.papers.values import PARTS, in_full, shown, written
from tests.readback import read_back

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from gongkai.papers.document import Block, ColumnKind, Document
    from tests.readback import Row

_NUMBER = re.compile(r"[0-9]+")
"""Digits without their point: a list's own `2.` may stand before a figure."""
_SHARE = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,2})?)%")
_CENT = Decimal("0.01")
_THREE = -3
FLAT = (".csv", ".zip")
_NOT_IN_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")
"""What a Word file leaves out; elsewhere half a surrogate pair is a question mark."""


def crosscheck(document: Document, ending: str, content: bytes) -> None:
    """Fail where a file does not say what its document says.

    Every table has its head and each of its rows, every figure and day of a row in its column; and every number of
    the running text occurs in the file as often. A format without running text (`.csv`, `.zip`) is held to its tables:
    a .csv to its list alone, without what is told of it in short.
    """
    found = read_back(ending, content)
    if found is None:
        return
    rows = [tuple(_tight(cell) for cell in row) for row in found.rows]
    blocks = document.blocks
    if ending == ".docx":
        blocks = tuple(_on_paper(blocks))
    if ending == ".csv":
        blocks = tuple(block for block in blocks if not (isinstance(block, Section) and block.key == "attention"))
    tables = list(_tables(blocks))
    if ending != ".md":
        tables = [on_paper(table) for table in tables]
    for table in tables:
        (_held_among if ending in FLAT else _held)(table, rows, ending)
    if ending not in FLAT:
        missing = Counter(_numbers(_said(blocks, ending))) - Counter(_NUMBER.findall(found.words))
        assert not missing, f"写出的文书和台账不一致：少了数字{'、'.join(sorted(missing))}"


def _held(table: Table, rows: list[tuple[str, ...]], ending: str) -> None:
    """Find a table in the rows by its head, and take it out of them; any of several with one head may be it."""
    filled = [*table.rows, *([table.total] if table.total else [])]
    while filled and not any(_visible(cell) for cell in filled[-1]):
        filled.pop()  # a sheet ends with its last filled cell
    wanted = [_row(row, table, ending) for row in filled]
    written = (_NOT_IN_XML.sub("", column.name) if ending == ".docx" else column.name for column in table.columns)
    head = [_tight(name) for name in written]
    if not wanted:
        return
    worst, below = "", int(any(head))  # of a head without a word nothing is left where a sheet begins with it
    for at, row in enumerate(rows):
        if below and not _begins(row, head):
            continue
        got, taken = _next_rows(rows[at + below :], len(wanted), head if ending == ".docx" else ())
        worst = _differing(wanted, got)
        if not worst:
            rows[at : at + below + taken] = []
            return
    name = table.caption or table.key
    raise AssertionError(f"写出的文书和台账不一致：表“{name}”{worst or '没有找到'}")


def _next_rows(rows: Sequence[Row], number: int, head: Sequence[str]) -> tuple[list[Row], int]:
    """Return the next so many rows, and how many are read for them: `head` comes again where a page begins."""
    got: list[Row] = []
    for read, row in enumerate(rows, 1):
        if not (any(head) and _begins(row, head)):
            got.append(row)
        if len(got) == number:
            return got, read
    return got, len(rows)


def _held_among(table: Table, rows: list[tuple[str, ...]], ending: str) -> None:
    """Find a table in one that holds several of its kind: its columns among those of a head, its rows in one run."""
    wanted = [_row(row, table, ending) for row in (*table.rows, *([table.total] if table.total else []))]
    head = [_tight(column.name).lstrip("'") for column in table.columns]
    needed = Counter(head)
    if not wanted:
        return
    for at, row in enumerate(rows):
        named = [cell.lstrip("'") for cell in row]
        if needed <= Counter(named) and _is_below(wanted, _places(head, named), rows, at + 1):
            return
    raise AssertionError(f"写出的文书和台账不一致：表“{table.caption or table.key}”没有找到")


def _is_below(wanted: Sequence[Sequence[str | None]], places: Sequence[int], rows: Sequence[Row], begin: int) -> bool:
    """Tell whether the rows wanted stand in one run from `begin` on, in these places."""
    first = [(place, figure) for place, figure in zip(places, wanted[0], strict=True) if figure is not None]
    for start in range(begin, len(rows) - len(wanted) + 1):
        row = rows[start]
        if all(place < len(row) and row[place] == figure for place, figure in first):
            run = rows[start : start + len(wanted)]
            among = [tuple(each[place] if place < len(each) else "" for place in places) for each in run]
            if not _differing(wanted, among):
                return True
    return False


def _places(head: Sequence[str], named: Sequence[str]) -> list[int]:
    """Return where each heading stands; of several of one name the first is the first."""
    left: dict[str, list[int]] = {}
    for place, name in enumerate(named):
        left.setdefault(name, []).append(place)
    return [left[name].pop(0) for name in head]


def _begins(row: Row, head: Sequence[str]) -> bool:
    """Tell whether a row is the head; a CSV puts `'` before what Excel would run.

    A sheet ends at its last filled column.
    """
    got = [cell.lstrip("'") for cell in row[: len(head)]]
    got += [""] * (len(head) - len(got))
    return got == [name.lstrip("'") for name in head] and not any(row[len(head) :])


def _differing(wanted: Sequence[Sequence[str | None]], got: Sequence[Row]) -> str:
    if len(got) < len(wanted):
        return f"应有{len(wanted)}行，读回{len(got)}行"
    for number, (expected, row) in enumerate(zip(wanted, got, strict=True), 1):
        for index, figure in enumerate(expected):
            if figure is not None and (index >= len(row) or row[index] != figure):
                return f"第{number}行应为{figure}，读回{row[index] if index < len(row) else '空'}"
    return ""


def _row(row: Sequence[Cell], table: Table, ending: str) -> list[str | None]:
    """Return what must stand in each cell: a figure or a day as it is read back; any text (None) is not compared."""
    pairs = zip(row, table.columns, strict=True)
    return [_figure(cell.value, column.kind, ending) for cell, column in pairs]


def _figure(value: object, kind: ColumnKind, ending: str) -> str | None:
    if value is None or isinstance(value, str):
        return None
    if ending in (*FLAT, ".xlsx"):
        value = in_full(value)
    if ending == ".xlsx" and not isinstance(value, date) and isinstance(value, int | Decimal):
        part = _told(Decimal(value)) / (100 if kind in PARTS else 1)
        return f"{(part + 0).normalize():f}"
    if ending == ".xlsx" and isinstance(value, datetime) and not (value.hour or value.minute):
        return shown(value.date(), kind)
    return _tight(written(value, kind) if ending == ".html" else shown(value, kind))


def _tight(text: str) -> str:
    """Return the text without spaces: writers break lines and place soft hyphens where they like."""
    return "".join(clean(text).split())


def _visible(cell: Cell) -> bool:
    return cell.value is not None and bool(_tight(shown(cell.value)))


def _on_paper(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield what is printed: what has a paper of its own is not there a second time."""
    for block in blocks:
        if isinstance(block, Section):
            yield replace(block, blocks=() if block.apart else tuple(_on_paper(block.blocks)))
        else:
            yield block


def _tables(blocks: Iterable[Block]) -> Iterator[Table]:
    for block in blocks:
        if isinstance(block, Table):
            yield block
        elif isinstance(block, Section | Attachment):
            yield from _tables(block.blocks)


def _said(blocks: Iterable[Block], ending: str) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield "".join(run.text for run in advice(block).runs)
        elif isinstance(block, Numbered):
            yield from block.items
        elif isinstance(block, Figures):
            yield from (_headline(shown(item.value), ending) for item in block.items)
        elif isinstance(block, Section | Attachment):
            yield from _said(block.blocks, ending)


def _headline(said: str, ending: str) -> str:
    """Return a headline figure as it stands in a file: a share is a part of one in a workbook."""
    share = _SHARE.fullmatch(said) if ending == ".xlsx" else None
    return f"{(Decimal(share[1]) / 100).normalize():f}" if share else said


def _numbers(lines: Iterable[str]) -> Iterator[str]:
    """Yield the numbers of lines; what stands for a control character is each writer's own, so such a line is left."""
    return (number for line in lines if line.isprintable() for number in _NUMBER.findall(line))


def _told(value: Decimal) -> Decimal:
    """Two decimals, rounded half up; a score of three decimals stays as it is."""
    return value if value.as_tuple().exponent == _THREE else value.quantize(_CENT, ROUND_HALF_UP)
