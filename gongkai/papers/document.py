"""What a paper says, never how it looks.

A `Document` is a value. a subject's `papers.py` builds it from the year; a writer here turns it into one format.
Margins, widths, sheets and colours belong to the writers, which decide from kinds, keys and tones.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

Tone = Literal["", "bad", "warn", "good", "dim", "strong"]
Form = Literal["red", "letter", "none"]
Role = Literal["", "lead", "note", "hint", "quote", "detail"]
ColumnKind = Literal[
    "text", "point", "number", "ordinal", "percent", "date", "moment", "light", "command", "id", "told"
]
"""An ordinal tells place or order: it is never summed, and stands in the middle of its column. An id stays whole.

A point is the number of a work point: text on paper, a figure in a workbook where it is one, so that 2 is before 10.
"""
WORDS: frozenset[ColumnKind] = frozenset({"text", "point"})
"""Kinds that are words, and may be broken."""


class ShortDay(date):
    """A day of the paper's own year: people read it without the year (09-30), a data file holds it whole."""

    __slots__ = ()

    def __str__(self) -> str:
        """Return month and day."""
        return f"{self:%m-%d}"


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


class Cell(Struct, frozen=True):
    """A value with a tone; `ref` names what it speaks of (an id, a number, a unit) for links."""

    value: str | int | Decimal | date | datetime | None
    tone: Tone = ""
    ref: str = ""


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
    """One line of figures of a chart, a value for each category."""

    name: str
    values: tuple[int | Decimal, ...]


class Chart(Struct, frozen=True):
    """Figures as a picture; the same figures stand in a table beside it for those who cannot see it.

    `notes` may say a word more of each category (its mean), where there is room beside its bar.
    """

    key: str
    kind: Literal["bar", "stacked", "line", "pie"]
    title: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    notes: tuple[str, ...] = ()


class HeatMap(Struct, frozen=True):
    """Rows × columns of small cells, each with its tone; `legend` tells what a tone means."""

    key: str
    caption: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[Cell, ...], ...]
    legend: tuple[tuple[Tone, str], ...]


class Attachment(Struct, frozen=True):
    """附件: a part behind the paper, on a page of its own; `no` is 0 for the only one, which has no number."""

    no: int
    title: str
    blocks: tuple[Block, ...]


class Signature(Struct, frozen=True):
    """The issuer and the day of an official paper, below its text."""

    issuer: str
    day: date


class Letterhead(Struct, frozen=True):
    """版头 and 版记: what an official paper carries beside its text (GB/T 9704-2012, 7.2 and 7.4).

    `form`: 发文机关标志 in red over a line, the letter form (信函), or none: its room is kept for printed paper. `mark`
    is 发文机关标志. `signer` is 签发人 of a report upward, empty where the pen fills it in, None on other papers. `cc`
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
    """A heading and what stands under it; level 1 is 一、, level 2 is （一）."""

    key: str
    title: str
    blocks: tuple[Block, ...]
    level: int = 1
    new_page: bool = False


Block = Section | Paragraph | Numbered | Table | Figures | Chart | HeatMap | Attachment | Signature


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
