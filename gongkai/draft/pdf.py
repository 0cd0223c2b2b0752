"""PDF files become paragraphs and ruled tables, from where their characters and lines stand on the page."""

from __future__ import annotations

import ctypes
import re
import time
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Any

import pypdfium2
from msgspec import Struct
from pypdfium2 import raw

from gongkai.draft.names import SEPARATORS, is_unit_like
from gongkai.draft.numbering import number_of
from gongkai.draft.source import Grid, Paragraph, Slot, TableRow
from gongkai.errors import BadValue
from gongkai.plan.spelling import spelt

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from gongkai.draft.source import Block

MOST_PAGES, MOST_SECONDS, MOST_SEGMENTS, MOST_GLYPHS = 300, 60, 4_000, 50_000
SURROGATES, RADICALS = 0x110000, (0x2E80, 0x2FDF)
NEAR = 3.0
"""Points within which two lines of a page are one."""
_PAGE_NUMBER = re.compile(r"[-—–－·\s]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[/共]\s*\d+\s*页?)?[-—–－·\s]*")


class Glyph(Struct, frozen=True):
    """A character and its box, in points from the page's lower left."""

    mark: str
    left: float
    bottom: float
    right: float
    top: float

    @property
    def middle(self) -> tuple[float, float]:
        """The middle of its box."""
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2


class Rule(Struct, frozen=True):
    """A straight line of a page: where it stands across, and from where to where it runs along."""

    at: float
    start: float
    end: float


class _Row(Struct):
    glyphs: list[Glyph]
    page: int

    @property
    def left(self) -> float:
        return self.glyphs[0].left

    @property
    def right(self) -> float:
        return self.glyphs[-1].right

    @property
    def size(self) -> float:
        return median(each.top - each.bottom for each in self.glyphs)

    @property
    def top(self) -> float:
        return max(each.top for each in self.glyphs)

    @property
    def text(self) -> str:
        return _spelt(self.glyphs)


def read_pdf(path: Path, data: bytes) -> tuple[list[Block], tuple[Paragraph, ...]]:
    """Return the blocks of a PDF, and its page numbers as unread. Raises `BadValue` where it holds no text."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise BadValue(f"“{path}”有密码", "请去掉密码后另存一份") from None
        raise BadValue(f"“{path}”坏了，打不开", "请用阅读器打开看看，另存一份再试") from None
    try:
        return _read(path, document)
    except pypdfium2.PdfiumError:
        raise BadValue(f"“{path}”坏了，打不开", "请用阅读器打开看看，另存一份再试") from None
    finally:
        document.close()


def _read(path: Path, document: Any) -> tuple[list[Block], tuple[Paragraph, ...]]:  # noqa: ANN401 - carries no types
    if len(document) > MOST_PAGES:
        raise BadValue(f"“{path}”有{len(document)}页，不像是一份通知", f"最多读{MOST_PAGES}页，请把要用的几页另存一份")
    until = time.monotonic() + MOST_SECONDS
    pieces: list[_Row | Grid] = []
    for number in range(len(document)):
        if time.monotonic() > until:
            raise BadValue(f"“{path}”读了{MOST_SECONDS}秒还没有读完", "请另存为 .docx 或 .txt 再试")
        pieces += _page(document[number], number + 1)
    if not pieces:
        raise BadValue(f"“{path}”里没有文字，多半是扫描的图片", "请先用文字识别软件转成 .docx 或 .txt")
    unread = tuple(
        Paragraph(each.text, f"第{each.page}页页码") for each in pieces if isinstance(each, _Row) and _is_number(each)
    )
    kept = [each for each in pieces if isinstance(each, Grid) or not _is_number(each)]
    return list(_joined(list(_across_pages(kept)))), unread[:0]


def _across_pages(pieces: Iterable[_Row | Grid]) -> Iterator[_Row | Grid]:
    """Yield tables with a row that a page parts put together again."""
    held: Grid | None = None
    for each in pieces:
        if held is not None and isinstance(each, Grid) and _goes_on(held, each):
            held = _sewn(held, each)
            continue
        if held is not None:
            yield held
        held = each if isinstance(each, Grid) else None
        if held is None:
            yield each
    if held is not None:
        yield held


def _goes_on(above: Grid, below: Grid) -> bool:
    """Whether a table begins with the rest of the row that the one above ends with.

    Some of its fields are empty, the number among them, and none says more where the row above had come to an end.
    """
    last, first = above.rows[-1].slots, below.rows[0].slots
    if len(last) != len(first) or first[0].text or not any(slot.text for slot in first):
        return False
    more = [(old.text, new.text) for old, new in zip(last, first, strict=True) if new.text]
    return all(old and not old.endswith(("。", "；")) and number_of(new)[0] is None for old, new in more)


def _sewn(above: Grid, below: Grid) -> Grid:
    """Return two tables as one, the first row of the lower as the rest of the last of the upper.

    A field that goes on below the first row goes on with the upper one's words.
    """
    rests = {
        old.origin: f"{old.text}{new.text}"
        for old, new in zip(above.rows[-1].slots, below.rows[0].slots, strict=True)
        if new.text
    }
    rows = [
        TableRow(tuple(Slot(rests.get(slot.origin, slot.text), slot.origin) for slot in row.slots), row.place)
        for row in above.rows
    ]
    down = len(above.rows) - 1
    over = [Slot(rests.get(slot.origin, slot.text), slot.origin) for slot in above.rows[-1].slots]
    rows += [
        TableRow(
            tuple(
                Slot(slot.text, (slot.origin[0] + down, slot.origin[1])) if slot.origin[0] else over[slot.origin[1]]
                for slot in row.slots
            ),
            row.place,
        )
        for row in below.rows[1:]
    ]
    return Grid(tuple(rows))


def _is_number(row: _Row) -> bool:
    return bool(_PAGE_NUMBER.fullmatch(row.text)) and len(row.text) <= 16  # noqa: PLR2004


def _page(page: Any, number: int) -> Iterator[_Row | Grid]:  # noqa: ANN401
    """Yield a page's lines of text and tables, from top to bottom."""
    glyphs = _glyphs(page)
    found: list[tuple[float, _Row | Grid]] = []
    for table in _tables(*_rules(page)):
        inside = [each for each in glyphs if table.holds(each)]
        if inside:
            glyphs = [each for each in glyphs if not table.holds(each)]
            found.append((table.ys[0], table.grid(inside, number)))
    found += [(row.top, row) for row in _rows(glyphs, number)]
    yield from (each for _, each in sorted(found, key=lambda pair: -pair[0]))


def _glyphs(page: Any) -> list[Glyph]:  # noqa: ANN401
    text = page.get_textpage()
    found = []
    box = raw.FS_RECTF()
    if text.count_chars() > MOST_GLYPHS:
        raise BadValue("有一页的字太多，不像是一份通知", "请另存为 .docx 或 .txt 再试")
    for at in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text.raw, at)
        mark = _character(code)
        if not mark or mark.isspace() or not mark.isprintable() or raw.FPDFText_IsGenerated(text.raw, at) == 1:
            continue
        if raw.FPDFText_GetLooseCharBox(text.raw, at, ctypes.byref(box)):
            found.append(Glyph(mark, box.left, box.bottom, box.right, box.top))
    return found


def _character(code: int) -> str:
    """Return a character; a radical that only looks like one becomes it (⺠ is 民)."""
    mark = chr(code) if 0 < code < SURROGATES else ""
    return spelt(mark) if RADICALS[0] <= code <= RADICALS[1] else mark


def _rows(glyphs: Iterable[Glyph], page: int) -> list[_Row]:
    """Return the lines of text: characters whose middles stand at one height, from left to right."""
    rows: list[list[Glyph]] = []
    heights: list[float] = []
    for each in sorted(glyphs, key=lambda glyph: -glyph.middle[1]):
        height = max(each.top - each.bottom, 6.0)
        if rows and abs(heights[-1] - each.middle[1]) < max(height, 9.0) * 0.6:
            rows[-1].append(each)
            heights[-1] += (each.middle[1] - heights[-1]) / len(rows[-1])
        else:
            rows.append([each])
            heights.append(each.middle[1])
    return [_Row(sorted(row, key=lambda glyph: glyph.left), page) for row in rows]


def _spelt(glyphs: Sequence[Glyph]) -> str:
    """Return characters as words: a wide gap is a blank."""
    words = glyphs[0].mark if glyphs else ""
    for before, each in pairwise(glyphs):
        gap = (each.left - before.right) / max(each.top - each.bottom, before.top - before.bottom, 6.0)
        latin = before.mark.isascii() and each.mark.isascii() and before.mark.isalpha() and each.mark.isalpha()
        words += f" {each.mark}" if gap > (0.15 if latin else 0.6) else each.mark
    return words


def _joined(pieces: Sequence[_Row | Grid]) -> Iterator[Block]:
    """Put lines together to paragraphs: one begins where a line is indented, numbered, or follows a short one."""
    rows = [each for each in pieces if isinstance(each, _Row)]
    left = _usual([row.left for row in rows])
    right = max((row.right for row in rows), default=0.0)
    held: list[_Row] = []
    for each in (*pieces, None):
        if held and (not isinstance(each, _Row) or _begins(each, held[-1], left, right)):
            at = held[0]
            line = len([row for row in rows if row.page == at.page and row.top >= at.top])
            yield Paragraph("".join(row.text for row in held), f"第{at.page}页第{line}行")
            held = []
        if isinstance(each, _Row):
            held.append(each)
        elif each is not None:
            yield each


def _usual(lefts: Sequence[float]) -> float:
    """Return where lines usually begin: the leftmost place where at least a tenth of them do."""
    for left in sorted(lefts):
        if sum(abs(other - left) < NEAR for other in lefts) * 10 >= len(lefts):
            return left
    return min(lefts, default=0.0)


def _begins(row: _Row, before: _Row, left: float, right: float) -> bool:
    size = max(row.size, 8.0)
    short = before.right < right - 2.5 * size
    indented = row.left > left + 1.2 * size
    other = abs(row.size - before.size) > 0.35 * size
    return short or indented or other or number_of(row.text)[0] is not None


def _rules(page: Any) -> tuple[list[Rule], list[Rule]]:  # noqa: ANN401
    """Return a page's straight lines: those that lie, and those that stand."""
    lying: list[Rule] = []
    standing: list[Rule] = []
    for shape in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=4):
        matrix = shape.get_matrix()
        for (x0, y0), (x1, y1) in _strokes(shape):
            (left, low), (other, high) = matrix.on_point(x0, y0), matrix.on_point(x1, y1)
            if abs(low - high) < 1 and abs(left - other) > 4:  # noqa: PLR2004 - points on paper
                lying.append(Rule(round((low + high) / 2), round(min(left, other)), round(max(left, other))))
            elif abs(left - other) < 1 and abs(low - high) > 4:  # noqa: PLR2004
                standing.append(Rule(round((left + other) / 2), round(min(low, high)), round(max(low, high))))
        if len(lying) + len(standing) > MOST_SEGMENTS:
            break
    return list(dict.fromkeys(lying)), list(dict.fromkeys(standing))


Spot = tuple[float, float]


def _strokes(shape: Any) -> Iterator[tuple[Spot, Spot]]:  # noqa: ANN401
    """Yield the straight strokes of a path."""
    x, y = ctypes.c_float(), ctypes.c_float()
    start: Spot = (0.0, 0.0)
    last: Spot = (0.0, 0.0)
    for at in range(min(raw.FPDFPath_CountSegments(shape.raw), MOST_SEGMENTS)):
        segment = raw.FPDFPath_GetPathSegment(shape.raw, at)
        raw.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        spot = (x.value, y.value)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_LINETO:
            yield last, spot
        elif kind == raw.FPDF_SEGMENT_MOVETO:
            start = spot
        last = spot
        if raw.FPDFPathSegment_GetClose(segment):
            yield spot, start
            last = start


class _Ruled(Struct):
    """A ruled table: where its columns and rows part, and the lines that part them. `ys` run from top to bottom."""

    xs: list[float]
    ys: list[float]
    lying: list[Rule]
    standing: list[Rule]

    def holds(self, glyph: Glyph) -> bool:
        x, y = glyph.middle
        return self.xs[0] <= x <= self.xs[-1] and self.ys[-1] <= y <= self.ys[0]

    def parted(self, rules: Iterable[Rule], at: float, middle: float) -> bool:
        return any(abs(rule.at - at) < NEAR and rule.start - NEAR <= middle <= rule.end + NEAR for rule in rules)

    def grid(self, glyphs: Sequence[Glyph], page: int) -> Grid:
        """Return the table with the characters in their fields; fields that no line parts are one."""
        down, across = len(self.ys) - 1, len(self.xs) - 1
        first = {(row, column): (row, column) for row in range(down) for column in range(across)}
        for row in range(down):
            for column in range(across):
                y, x = (self.ys[row] + self.ys[row + 1]) / 2, (self.xs[column] + self.xs[column + 1]) / 2
                if column and not self.parted(self.standing, self.xs[column], y):
                    first[row, column] = first[row, column - 1]
                elif row and not self.parted(self.lying, self.ys[row], x):
                    first[row, column] = first[row - 1, column]
        held: dict[tuple[int, int], list[Glyph]] = {}
        for glyph in glyphs:
            x, y = glyph.middle
            column = sum(x > edge for edge in self.xs[1:-1])
            row = sum(y < edge for edge in self.ys[1:-1])
            held.setdefault(first[row, column], []).append(glyph)
        texts = {origin: _cell_text(inside, page) for origin, inside in held.items()}
        return Grid(
            tuple(
                TableRow(
                    tuple(Slot(texts.get(first[row, column], ""), first[row, column]) for column in range(across)),
                    f"第{page}页表第{row + 1}行",
                )
                for row in range(down)
            )
        )


_UNBROKEN = re.compile(r"[（(“《〔「【\[]*(?:[A-Za-z0-9.]+|.)[%％，。；：、！？）)”》〕」】\]]*")
"""What a line is never broken inside: a figure, a word, and the marks that cling to a character."""
_CLINGING = "，。；：、！？）)”》〕」】]"


def _cell_text(glyphs: Sequence[Glyph], page: int) -> str:
    """Return a field's words: lines broken for want of room are joined.

    One begins anew where it is numbered, where it would have fitted on the line before, or where every line is a
    unit's name.
    """
    rows = _rows(glyphs, page)
    edge = max(_edge(row) for row in rows)
    words = [row.text for row in rows]
    apart = all(is_unit_like(each) and len(each) > 2 and not SEPARATORS & set(each) for each in words)  # noqa: PLR2004
    text = words[0]
    for before, row in pairwise(rows):
        fitted = before.right + _first_width(row) <= edge + 0.1 * row.size
        text += f"\n{row.text}" if apart or fitted or number_of(row.text)[0] is not None else row.text
    return text


def _edge(row: _Row) -> float:
    """Return where a line ends, without marks that may hang over the edge."""
    inner = [each.right for each in row.glyphs if each.mark not in _CLINGING]
    return inner[-1] if inner else row.right


def _first_width(row: _Row) -> float:
    found = _UNBROKEN.match("".join(each.mark for each in row.glyphs))
    last = row.glyphs[len(found[0]) - 1] if found else row.glyphs[0]
    return last.right - row.left


def _tables(lying: list[Rule], standing: list[Rule]) -> list[_Ruled]:
    """Return the tables that lines make: lines that touch each other belong to one."""
    found: list[_Ruled] = []
    left = list(standing)
    while left:
        group, rules = [left.pop()], list[Rule]()
        grown = True
        while grown:
            grown = False
            for rule in [each for each in lying if each not in rules and any(_touch(each, other) for other in group)]:
                rules.append(rule)
                grown = True
            for other in [each for each in left if any(_touch(rule, each) for rule in rules)]:
                group.append(other)
                left.remove(other)
                grown = True
        xs, ys = _places(each.at for each in group), _places(each.at for each in rules)[::-1]
        if len(xs) > 2 and len(ys) > 1:  # noqa: PLR2004 - a table has two columns
            found.append(_Ruled(xs, ys, rules, group))
    return found


def _touch(lying: Rule, standing: Rule) -> bool:
    return (
        lying.start - NEAR <= standing.at <= lying.end + NEAR
        and standing.start - NEAR <= lying.at <= standing.end + NEAR
    )


def _places(values: Iterable[float]) -> list[float]:
    """Return places in order, those nearer than `NEAR` as one."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > NEAR:
            found.append(value)
    return found
