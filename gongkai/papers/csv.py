"""A document's table as CSV for Excel: UTF-8 with its mark, CRLF, and no text that Excel would run as a formula.

Nor one that it would take for a number or a day and write otherwise: before 00123, 110101199003070013, 4.10 and 3-5
stands a tab, which nobody sees, and which makes a text of them in Excel, WPS and LibreOffice alike. Who reads such a
file by program strips each field; `.json` holds the texts bare.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from io import StringIO
from itertools import takewhile
from typing import TYPE_CHECKING

from gongkai.errors import BadValue
from gongkai.papers.document import (
    Attachment,
    Cell,
    Column,
    Fillable,
    HeatMap,
    Numbered,
    Paragraph,
    Section,
    Signature,
    Table,
)
from gongkai.papers.substitutes import (
    advice,
    attachment_title,
    form_table,
    heat_table,
    on_paper,
    signature_lines,
    spelt_out,
    unnumbered,
)
from gongkai.papers.values import in_full, shown
from gongkai.unseen import without_unseen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from gongkai.papers.document import Block, ColumnKind, Document

_RISKY = frozenset("=+-@\t\r\n＝＋－＠")
_SPOILT = re.compile(
    r"""
    \s* (?: 0\d+ (?:\.\d*)?              # 00123: the noughts before it go
    | \d{12,} (?:\.\d*)?                 # 110101199003070013: becomes 1.10101E+17, its last figures nought
    | \d*\.\d*0                          # 4.10: becomes 4.1
    | \d+ (?:\.\d*)? e \d+              # 12E5: becomes 1200000
    | \d{1,4} [-/] \d{1,4}               # 3-5, 2018/9: become days
    | \d+ (?:,\d+)+                      # 1,2: becomes 12
    ) \s*
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""Texts that a spreadsheet takes for a number or a day, and changes."""
Path = tuple[str, ...]
OF_GROUP, GROUP, MARKED = "分组", "考核分组", "标注"
DIGESTS = frozenset({"attention"})
"""Parts before a list that tell in short what stands in it."""
_CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127])


def write(document: Document) -> bytes:
    """Return the document's one table; without any, its title and its paragraphs, one a row.

    The heads are the first line, for who filters or reads it by program: marks stand in a last column, in each row.
    Tables of one key are one: each row begins with what its own was called. A list's digest is left out: it says
    nothing that the list does not. Raises `BadValue` where several tables are left: a file holds one.
    """
    tables = _by_name(_listed(document.blocks), document.title)
    if len(tables) > 1:
        raise BadValue(
            f"“{document.title}”有{len(tables)}张表，一个 .csv 只放一张",
            "文件名改成 .zip 结尾的，一张表一个 .csv，打成一个压缩包；或者改成 .xlsx，都在一个工作簿里",
        )
    return _file(document, tables[0][1] if tables else None)


def files(document: Document) -> tuple[tuple[str, bytes], ...]:
    """Return every table of a document as a file of its own, with what it is called; its text where it has none."""
    tables = _by_name(document.blocks, document.title)
    if not tables:
        return ((document.title, _file(document, None)),)
    return tuple((name, _file(document, table)) for name, table in tables)


def _file(document: Document, table: Table | None) -> bytes:
    out = StringIO(newline="")
    writer = csv.writer(out)
    marks = _text("　".join(document.marks))
    if table is None:
        lines = (document.title, *filter(None, [marks]), *_paragraphs(document.blocks))
        writer.writerows([_text(line)] for line in lines)
    else:
        writer.writerow([*(_text(column.name) for column in table.columns), *([MARKED] if marks else [])])
        kinds = [column.kind for column in table.columns]
        rows = (*table.rows, table.total) if table.total else table.rows
        closing = [marks] if marks else []
        writer.writerows(
            [*(_value(cell, kind) for cell, kind in zip(row, kinds, strict=True)), *closing] for row in rows
        )
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", "replace")


def _listed(blocks: Iterable[Block]) -> tuple[Block, ...]:
    return tuple(block for block in blocks if not (isinstance(block, Section) and block.key in DIGESTS))


def _by_name(blocks: Iterable[Block], title: str) -> list[tuple[str, Table]]:
    """Return the tables, each with what it is called: its caption, else its part's title; those of one key as one."""
    alike: dict[tuple[str, int], list[tuple[Path, Table]]] = {}
    for path, table in _tables(blocks, ()):
        alike.setdefault((table.key, len(path)), []).append((path, table))
    found: list[tuple[str, Table]] = []
    for run in alike.values():
        before, groups, behind = _divided([path for path, _ in run])
        if len(run) > 1 and len(set(groups)) == len(run):
            named = _shared_end([path[-1] for path, _ in run if path]) or title
            called = behind[-1] if behind else before[-1] if before else named
            found.append((called, _joined(list(zip(groups, (table for _, table in run), strict=True)))))
        else:
            found += ((path[-1] if path else title, table) for path, table in run)
    return found


def _divided(paths: Sequence[Path]) -> tuple[Path, list[str], Path]:
    """Return the titles that all paths begin with, what tells each from the others, and those that all end with."""
    least = min(map(len, paths))
    begin = next((at for at in range(least) if len({path[at] for path in paths}) > 1), least)
    ends = range(1, least - begin + 1)
    end = next((at - 1 for at in ends if len({path[-at] for path in paths}) > 1), least - begin)
    groups = ["　".join(path[begin : len(path) - end]) for path in paths]
    first = paths[0]
    return first[:begin], groups, first[len(first) - end :]


def _shared_end(names: Sequence[str]) -> str:
    """Return with what all names end, empty where that is no word: 镇得分表, 县级部门得分表 are 得分表."""
    backwards = zip(*(reversed(name) for name in names), strict=False)
    shared = "".join(marks[0] for marks in takewhile(lambda marks: len(set(marks)) == 1, backwards))[::-1]
    return shared if len(shared) > 1 else ""


def _joined(tables: Sequence[tuple[str, Table]]) -> Table:
    """Return tables as one with the columns of all: where one has none of them its cells are empty.

    One whose rows name their groups themselves (考核分组) has those in the first column, for who filters by it.
    """
    columns: list[Column] = []
    for _, table in tables:
        at = 0
        for column in table.columns:
            if column not in columns:
                columns.insert(at, column)
            at = columns.index(column) + 1
    rows: list[tuple[Cell, ...]] = []
    for name, table in tables:
        for row in (*table.rows, table.total) if table.total else table.rows:
            found = dict(zip(table.columns, row, strict=True))
            own = next((cell for column, cell in found.items() if column.name == GROUP and cell.value), Cell(name))
            rows.append((own, *(found.get(column, Cell(None)) for column in columns if column.name != GROUP)))
    kept = tuple(column for column in columns if column.name != GROUP)
    head = OF_GROUP if len(kept) == len(columns) else GROUP
    return Table(tables[0][1].key, "", (Column(head), *kept), tuple(rows))


def _tables(blocks: Iterable[Block], around: Path) -> Iterator[tuple[Path, Table]]:
    """Yield tables with the titles of the parts they stand in, from the outermost, and their captions."""
    for block in blocks:
        if isinstance(block, Section | Attachment):
            title = unnumbered(block.title)
            yield from _tables(block.blocks, (*around, title) if title else around)
        elif isinstance(block, Table | HeatMap | Fillable):
            yield (*around, block.caption) if block.caption else around, _as_table(block)


def _as_table(block: Table | HeatMap | Fillable) -> Table:
    if isinstance(block, HeatMap):
        return heat_table(block)
    return form_table(block) if isinstance(block, Fillable) else spelt_out(on_paper(block))


def _paragraphs(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield "".join(run.text for run in advice(block).runs)
        elif isinstance(block, Numbered):
            mark = "{}. {}" if block.level == 1 else "（{}）{}"
            yield from (mark.format(no, item) for no, item in enumerate(block.items, 1))
        elif isinstance(block, Section | Attachment):
            yield block.title if isinstance(block, Section) else attachment_title(block)
            yield from _paragraphs(block.blocks)
        elif isinstance(block, Signature):
            yield from signature_lines(block)


def _value(cell: Cell, kind: ColumnKind) -> str:
    """Return a cell; nothing is an empty one, and a figure stays a figure, its minus sign too."""
    if cell.value is None:
        return ""
    return _text(cell.value) if isinstance(cell.value, str) else shown(in_full(cell.value), kind)


def _text(text: str) -> str:
    text = without_unseen(text.translate(_CONTROLS))
    if text[:1] in _RISKY:
        return "'" + text
    return "\t" + text if _SPOILT.fullmatch(unicodedata.normalize("NFKC", text)) else text
