"""A share as a bar in a cell: shaded wide spaces, which are as wide in any font."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from gongkai.papers.palette import SERIES, TONES
from gongkai.papers.word.xml import el, run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gongkai.papers.document import Cell

_STEPS = 20
"""Wide spaces, set half as wide, that the bar of a whole takes."""
BAR_EMS = _STEPS / 2
_FULL, _REST = (shade.light.removeprefix("#") for shade in (SERIES[0], TONES["dim"].ground))


def bar(cell: Cell, size: Sequence[str]) -> str:
    """Return the bar of a share and a space behind it; nothing where there is no share."""
    if not isinstance(cell.value, int | Decimal):
        return ""
    full = round(min(100, max(0, cell.value)) * _STEPS / 100)
    return _piece(full, _FULL, size) + _piece(_STEPS - full, _REST, size) + run(" ", *size)


def _piece(steps: int, colour: str, size: Sequence[str]) -> str:
    return run("\u3000" * steps, el("w", val=50), *size, el("shd", val="clear", color="auto", fill=colour))
