"""Sizes that the layout of a paper reckons with, in points: those of the template that ships (GB/T 9704-2012, 5.2)."""

from __future__ import annotations

BODY_SIZE, TITLE_SIZE, NUMBER_SIZE, CELL_SIZE, SMALL_SIZE = 16.0, 22.0, 14.0, 12.0, 9.0
"""3号, 2号, 4号, 小四, 小五."""
LINE_PITCH = 28.95
"""From line to line outside tables: 22 lines in 225 mm."""
TITLE_PITCH = 35.0
CELL_PITCH = 1.4
"""From line to line inside tables, for each point of the size: what Chinese fonts take of themselves."""
TWIPS_PER_POINT = 20


def mm(length: float) -> int:
    """Return millimetres in twips, the unit of page set-up: 1/1440 inch."""
    return round(length * 1440 / 25.4)


TYPE_WIDTH = mm(210) - mm(28) - mm(26)
"""156 mm; 225 mm in height hold 22 lines."""
LYING_WIDTH = mm(297) - mm(28) - mm(26)
"""243 mm of a page that lies on its side."""
LYING_HEIGHT = mm(210) - mm(28) - mm(35)
SHEET_WIDTH = mm(210) - 2 * mm(20)
"""170 mm of a form of one sheet, less what is lost in rounding."""
