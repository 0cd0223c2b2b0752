"""A workbook that came in, as it is kept: its personal data covered, unless they are kept on purpose (要点37)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from gongkai.personal import covered, personal_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gongkai.personal import PersonalText
    from gongkai.sheets.book import Book, Cell, Sheet


def covered_book(book: Book) -> tuple[Book, tuple[PersonalText, ...]]:
    """Return a workbook with the personal data in its fields covered, and what they are; a merged field counts once."""
    found: list[PersonalText] = []
    return replace(book, sheets=tuple(_covered_sheet(sheet, found) for sheet in book.sheets)), tuple(found)


def _covered_sheet(sheet: Sheet, found: list[PersonalText]) -> Sheet:
    again = {(row, column) for area in sheet.merged for row, column in _fields(area)}
    rows = tuple(
        tuple(_covered_cell(cell, [] if (at, column) in again else found) for column, cell in enumerate(row))
        for at, row in enumerate(sheet.rows)
    )
    return replace(sheet, rows=rows)


def _fields(area: tuple[int, int, int, int]) -> Iterable[tuple[int, int]]:
    """Return the fields of a merged area but its first."""
    top, left, bottom, right = area
    fields = [(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)]
    return fields[1:]


def _covered_cell(cell: Cell, found: list[PersonalText]) -> Cell:
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        return cell
    text = str(cell)
    hits = personal_in(text)
    found += hits
    return covered(text, hits) if hits else cell


def counted_kinds(found: Iterable[PersonalText]) -> str:
    """Return what was found in words: 手机号2处、电子邮箱1处."""
    kinds = [one.kind for one in found]
    return "、".join(f"{kind}{kinds.count(kind)}处" for kind in dict.fromkeys(kinds))
