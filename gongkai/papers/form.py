"""A form as a value: `form/papers.py` makes it, `excel/form.py` writes it. It stands beside `Document`, not inside it.

Its columns and sheets are declared in `form/layout.py`, for writing it and for reading it back.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from gongkai.papers.document import Tone

FieldKind = Literal[
    "text", "words", "no", "points", "day", "due", "days", "moment", "percent", "figure", "value", "evidence", "choice"
]
"""What a field takes. `words` is a short text, `no` an id, `points` 1,3-5, `due` a day ahead, `days` several days,
`value` a quantity whose row says whether it is in percent; `day` has happened, `moment` may have an hour."""


class Field(Struct, frozen=True):
    """A column: its `key`, its heading, what it takes, how wide it is in half-width characters.

    `entered`: whoever fills the form in may write here; `spare` says whether in rows that are about nothing known yet,
    where that is otherwise. What is `needed` must not be left empty where anything else of the row is entered; what is
    `carried` is known and handed back with the row. `hint` stands in the heading, `advice` beside the field that is
    being filled in.
    """

    key: str
    head: str
    kind: FieldKind = "text"
    width: int = 12
    entered: bool = False
    spare: bool | None = None
    needed: bool = False
    carried: bool = False
    hint: str = ""
    advice: str = ""

    def taken(self, *, known: bool) -> bool:
        """Tell whether something may be entered here, in a row about what is `known` or in a spare one."""
        return self.entered if known or self.spare is None else self.spare


class FormSheet(Struct, frozen=True):
    """A sheet: its key, its name, how it is filled in (`said`), its columns, and how many `spare` rows it has.

    `named` is the key of the visible column that names what a row is about, for a row that has lost its hidden id.
    """

    key: str
    name: str
    said: str = ""
    fields: tuple[Field, ...] = ()
    spare: int = 0
    named: str = ""

    def headed(self, head: str) -> Field | None:
        """Return the field with this heading, whatever blanks stand in it; below it stands a hint."""
        typed = "".join(head.split("\n", maxsplit=1)[0].split())
        return next((field for field in self.fields if field.head == typed), None)


class FormRow(Struct, frozen=True):
    """A row about something known: its stable `id`, what is known by field, and what is not asked of it (`closed`).

    `tones` colour what is known; `most` is the highest figure that it takes, `percent` that its quantity is in percent.
    `check` is a mark of what is known, for the hidden last column.
    """

    id: str
    known: Mapping[str, str]
    closed: frozenset[str] = frozenset()
    tones: Mapping[str, Tone] = MappingProxyType({})
    most: Decimal | None = None
    percent: bool = False
    check: str = ""


class FormPage(Struct, frozen=True):
    """A sheet of one form: the line of its hidden first field, its title, remarks below it, its rows.

    `spare` rows follow. `choices` are what may be picked in a field; `without` are the fields that no row needs.
    `check` heads the hidden last column, which tells where what is known was changed.
    """

    sheet: FormSheet
    mark: str
    title: str
    said: tuple[str, ...]
    rows: tuple[FormRow, ...] = ()
    spare: int = 0
    choices: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    without: frozenset[str] = frozenset()
    check: str = ""

    @property
    def fields(self) -> tuple[Field, ...]:
        """The columns that it has."""
        return tuple(field for field in self.sheet.fields if field.key not in self.without)


class GuideLine(Struct, frozen=True):
    """A line of the first page: of a table a name and what is said of it, a heading or a paragraph alone."""

    text: str
    name: str = ""
    role: Literal["", "heading", "entered", "known"] = ""


class Form(Struct, frozen=True):
    """A unit's form: its title, the lines of its first page, its sheets, and what stands at the foot of each.

    `signed` stands above it where a sheet is filled in: who fills it in, and the seal.
    Days that have happened lie between `first` and `last`; `lists` is the first field of the sheet of choices.
    """

    title: str
    mark: str
    guide: tuple[GuideLine, ...]
    pages: tuple[FormPage, ...]
    footer: str
    first: date
    last: date
    lists: str
    marks: tuple[str, ...] = ()
    signed: str = ""
