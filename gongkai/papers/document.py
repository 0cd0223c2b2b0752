"""What a paper says, never how it looks.

A `Document` is a value. a subject's `papers.py` builds it from the year; a writer here turns it into one format.
Margins, widths, sheets and colours belong to the writers, which decide from kinds, keys and tones.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal, Self

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from decimal import Decimal

Tone = Literal["", "bad", "warn", "good", "dim", "strong"]
Form = Literal["red", "letter", "none", "plain"]
Role = Literal["", "lead", "note", "hint", "quote", "detail"]
ColumnKind = Literal[
    "text", "point", "number", "ordinal", "percent", "bar", "date", "moment", "light", "command", "id", "told"
]
"""An ordinal tells place or order: it is never summed, and stands in the middle of its column. An id stays whole.

A bar is a share of a whole in percent, 0 to 100, drawn as one where a format can, with its figure beside it.
A point is the number of a work point: text on paper, a figure in a workbook where it is one, so that 2 is before 10.
"""
Sense = Literal["", "not_started", "in_progress", "returned", "done", "verified", "overdue", "grade", "ungraded"]
"""What a series of figures counts: a state of the work, a grade, or something else."""
WORDS: frozenset[ColumnKind] = frozenset({"text", "point"})
"""Kinds that are words, and may be broken."""


class ShortDay(date):
    """A day of the paper's own year: people read it without the year (09-30), a data file holds it whole."""

    __slots__ = ()

    def __str__(self) -> str:
        """Return month and day."""
        return f"{self:%m-%d}"


class Shortened(str):
    """Words that people read short (县教育局等7个, 07-25至07-31): a data file holds them `full`."""

    __slots__ = ("full",)
    full: str

    def __new__(cls, said: str, full: str) -> Self:
        """Return what is read, with what it stands for."""
        made = super().__new__(cls, said)
        made.full = full
        return made

    def __reduce__(self) -> tuple[type[Shortened], tuple[str, str]]:
        """Return what a copy is made of."""
        return type(self), (str(self), self.full)


class Run(Struct, frozen=True):
    """A stretch of text in one tone."""

    text: str
    tone: Tone = ""


class Paragraph(Struct, frozen=True):
    """Running text; `role` tells the opening, a remark, a hint, a quotation or a detail from the body."""

    runs: tuple[Run, ...]
    role: Role = ""


class Numbered(Struct, frozen=True):
    """A list of paragraphs, numbered in the style of its level (1: `1.`, 2: `（1）`)."""

    items: tuple[str, ...]
    level: int = 1


class Column(Struct, frozen=True):
    """A column: `name` is its heading, `kind` how values are written, `weight` its share of spare width.

    Weight 0 does not grow; when a terminal is too narrow, columns of lower weight yield last. A command, and what is
    told in sentences, is whole where it stands: a terminal too narrow for it writes it on a line of its own.
    """

    name: str
    kind: ColumnKind = "text"
    weight: int = 0


class Tally(Struct, frozen=True):
    """How a figure is counted from the rows of a table of the same paper, by the table's key.

    It is how many rows hold each of `where` (a column's name, and what stands there) and none of `but`, or what
    `total`, a column of figures, adds up to in them. With `of` it is the share of that in percent, to one decimal.
    """

    table: str
    where: tuple[tuple[str, str], ...] = ()
    but: tuple[tuple[str, str], ...] = ()
    total: str = ""
    of: Tally | None = None


class Cell(Struct, frozen=True):
    """A value with a tone; `ref` names what it speaks of (an id, a number, a unit) for links.

    `tally` tells a format that can reckon how the value comes about.
    """

    value: str | int | Decimal | date | datetime | None
    tone: Tone = ""
    ref: str = ""
    tally: Tally | None = None


class Table(Struct, frozen=True):
    """Rows of cells under columns; `total` is a closing row; `key` is stable, `caption` is for people.

    `bounds` are rows, counted from 0, below which something else begins: a heavier line is drawn there.
    """

    key: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] = ()
    bounds: tuple[int, ...] = ()


class Figure(Struct, frozen=True):
    """One headline figure: 要点 41."""

    label: str
    value: str | int | Decimal
    tone: Tone = ""


class Figures(Struct, frozen=True):
    """Headline figures on one line."""

    items: tuple[Figure, ...]


class Series(Struct, frozen=True):
    """One line of figures of a chart, a value for each category; `sense` is what its colour stands for.

    `tallies` tell how each value comes about, where they are given.
    """

    name: str
    values: tuple[int | Decimal, ...]
    sense: Sense = ""
    tallies: tuple[Tally, ...] = ()


class Chart(Struct, frozen=True):
    """Figures as a picture; the same figures stand in a table beside it for those who cannot see it.

    `notes` may say a word more of each category (its mean), where there is room beside its bar. `bounds` are where
    something begins among upright bars (`columns`), counted in categories from the left, and what does. With `total`
    the table closes with the sums of its figures.
    """

    key: str
    kind: Literal["bar", "stacked", "columns", "line", "pie"]
    title: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    notes: tuple[str, ...] = ()
    bounds: tuple[tuple[Decimal, str], ...] = ()
    total: bool = False


class HeatHead(Struct, frozen=True):
    """What stands before a row of a heat map, or over a column: its name, and a `short` one for a narrow place.

    `ref` names what it speaks of, as that of a cell; `total` closes its row or column. Rows of one `group` follow each
    other.
    """

    name: str
    short: str = ""
    ref: str = ""
    total: Cell = Cell(None)
    group: str = ""


class HeatMap(Struct, frozen=True):
    """Rows × columns of small cells, each with its tone; `legend` tells what a tone means.

    `total` closes both totals, which are headed `summed`. A cell whose value begins with the first of `framed` has a
    frame, which means the second.
    """

    key: str
    caption: str
    rows: tuple[HeatHead, ...]
    columns: tuple[HeatHead, ...]
    cells: tuple[tuple[Cell, ...], ...]
    legend: tuple[tuple[Tone, str], ...]
    summed: str = ""
    total: Cell = Cell(None)
    framed: tuple[str, str] = ("", "")


class Attachment(Struct, frozen=True):
    """附件: a part behind the paper, on a page of its own; `no` is 0 for the only one, which has no number.

    A `landscape` one lies on its side: a form whose cells are filled in by hand wants the room.
    """

    no: int
    title: str
    blocks: tuple[Block, ...]
    landscape: bool = False


class Blank(Struct, frozen=True):
    """A place of a form on paper: its `label`, what is known already, and room for so many `lines` by hand."""

    label: str
    value: str = ""
    lines: int = 1


class Fillable(Struct, frozen=True):
    """A form to be filled in by hand: rows of places side by side; `key` is stable, `caption` is for people."""

    key: str
    caption: str
    rows: tuple[tuple[Blank, ...], ...]


class Signature(Struct, frozen=True):
    """The issuer and the day of an official paper, below its text."""

    issuer: str
    day: date


class Letterhead(Struct, frozen=True):
    """版头 and 版记: what an official paper carries beside its text (GB/T 9704-2012, 7.2 and 7.4).

    `form`: 发文机关标志 in red over a line, the letter form (信函), none (its room is kept), or plain:
    what was given no number has neither 版头 nor 版记. `mark` is 发文机关标志. `signer` is 签发人 of a report upward,
    empty where the pen fills it in, None on other papers. `cc`
    are 抄送机关; `printer` and `printed` are 印发机关 and 印发日期. Contact and phone are empty where nobody is named.
    `template` is the office's own Word file, as the year's file names it.
    """

    form: Form
    mark: str
    signer: str | None = None
    cc: tuple[str, ...] = ()
    printer: str = ""
    printed: date | None = None
    contact: str = ""
    phone: str = ""
    template: str = ""


class Section(Struct, frozen=True):
    """A heading and what stands under it; level 1 is 一、, level 2 is （一）.

    `reckoned`: rows to be filtered and summed on a screen, which a workbook does not print.

    What is `folded` is read by whoever asks for it. What stands `apart` has a paper of its own, of which this is the
    name: it is not printed a second time.
    """

    key: str
    title: str
    blocks: tuple[Block, ...]
    level: int = 1
    new_page: bool = False
    reckoned: bool = False
    folded: bool = False
    apart: str = ""


Block = Section | Paragraph | Numbered | Table | Figures | Chart | HeatMap | Attachment | Fillable | Signature


class Document(Struct, frozen=True):
    """A whole paper. `data` is its JSON answer, made from the same records and never from labels.

    One that is issued has a `letterhead`; a paper frozen before there was one has none.
    """

    kind: str
    title: str
    blocks: tuple[Block, ...]
    data: object = None
    number: str = ""
    addressee: str = ""
    marks: tuple[str, ...] = ()
    footer: str = ""
    letterhead: Letterhead | None = None


def text(*parts: str | Run, role: Role = "") -> Paragraph:
    """Return a paragraph of plain strings and toned runs."""
    return Paragraph(tuple(p if isinstance(p, Run) else Run(p) for p in parts), role)


def listed(items: Iterable[str], level: int = 1) -> Block:
    """Return a numbered list of paragraphs; the only one stands without a number."""
    told = tuple(items)
    return text(told[0]) if len(told) == 1 else Numbered(told, level)
