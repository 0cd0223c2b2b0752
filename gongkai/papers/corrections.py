"""A workbook of which some rows were not taken, as a value: it is corrected and handed in again."""

from __future__ import annotations

from datetime import date, datetime, time

from msgspec import Struct

Value = str | int | float | bool | date | datetime | time


class CorrectedSheet(Struct, frozen=True):
    """A sheet to be corrected: its rows as they came, up to that of the `heading`, and those that were not taken.

    Each of the latter has its `reasons`, told in a last column headed `title`. The columns `hidden`, counted from 0,
    are not shown.
    """

    name: str
    above: tuple[tuple[Value, ...], ...]
    rows: tuple[tuple[Value, ...], ...]
    reasons: tuple[str, ...]
    title: str
    hidden: tuple[int, ...] = ()
