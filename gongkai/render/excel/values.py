"""What a cell holds: a figure as a figure, a day as a day, a text as a text that nothing runs."""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from gongkai.render.cells import CUT, clean, width
from gongkai.render.values import in_full, shown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gongkai.document import Cell, Column, ColumnKind

Value = str | float | datetime | None

LONGEST_TEXT = 32_767
"""UTF-16 units that a cell of Excel holds."""
EXACT = 2**53
NARROWEST, WHOLE, WIDEST, A_SHARE, PADDING = 6, 30, 20, 4, 3
_FIRST_YEAR = 1900
_CENT = Decimal("0.01")
_ILLEGAL = dict.fromkeys((0xFFFE, 0xFFFF), "")


def text_of(text: str) -> str:
    """Return the text on one line without what XML cannot hold; what is beyond Excel's limit is told by `…`."""
    said = clean(text).translate(_ILLEGAL)
    if len(said.encode("utf-16-le", "replace")) // 2 <= LONGEST_TEXT:
        return said
    return said.encode("utf-16-le")[: (LONGEST_TEXT - 1) * 2].decode("utf-16-le", "ignore") + CUT


def value_of(value: object, kind: ColumnKind = "text") -> Value:
    """Return what stands in the cell: percents as parts of one, moments without their zone.

    A figure that Excel cannot hold exactly, or a day before 1900, is a text.
    """
    if value is None:
        return None
    if isinstance(value, str):
        return text_of(value)
    if isinstance(value, date):
        if value.year <= _FIRST_YEAR:
            return shown(value, kind)
        whole = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)  # noqa: DTZ001
        return whole.replace(tzinfo=None, second=0, microsecond=0)
    figure = Decimal(value) if isinstance(value, int) else value
    if not isinstance(figure, Decimal) or not figure.is_finite() or abs(figure) >= EXACT:
        return shown(value, kind)
    rounded = figure.quantize(_CENT, ROUND_HALF_UP) + 0
    return float(rounded / 100 if kind == "percent" else rounded)


def number_format(column: Column) -> str:
    """Return how the figures of a column are written: as everywhere, with the decimals they have and no idle zeros."""
    return "0%" if column.kind == "percent" else "General"


def width_of(column: Column, cells: Iterable[Cell]) -> int:
    """Return a column's width in half-width characters, two to a Chinese one; longer texts wrap.

    How wide it may grow follows its weight: an A4 page holds some 130 at the usual size. One without a weight holds
    ids and names, which are whole as long as they can be.
    """
    most = WIDEST + A_SHARE * column.weight if column.weight else WHOLE
    longest = max((width(clean(shown(in_full(cell.value), column.kind))) for cell in cells), default=0)
    return min(most, max(NARROWEST, longest, width(clean(column.name)) + 2) + PADDING)
