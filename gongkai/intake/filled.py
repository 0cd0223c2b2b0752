"""A row that somebody filled in, whatever file it came in: plain text by field, with its place in the sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping


class FilledRow(Struct, frozen=True):
    """A row of a sheet in which a person entered something.

    `subject` is what it is about: the key of a form's sheet, or for an office's own table what one row of it records.
    `row` is its number as the spreadsheet counts, `id` the stable id of what it is about, empty where it is new.
    `values` by field are as the readers of `typed` take them, only what was entered; `columns` their letters.
    """

    subject: str
    sheet: str
    row: int
    id: str
    values: Mapping[str, str]
    columns: Mapping[str, str]
