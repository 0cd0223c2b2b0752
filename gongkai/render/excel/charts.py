"""Native charts over figures that stand in the sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.render.excel.styles import LINES, PALETTE
from gongkai.render.excel.values import text_of

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart as Drawn
    from xlsxwriter.workbook import Workbook

    from gongkai.document import Chart

ABREAST, APART = 2, 12
WIDTH, LEAST, MOST = 470, 260, 480
"""Pixels: how wide each chart is, and how tall at least and at most; two by two fit a sheet of A4 and a screen."""
KINDS: dict[str, dict[str, str]] = {
    "bar": {"type": "bar"},
    "stacked": {"type": "bar", "subtype": "stacked"},
    "line": {"type": "line"},
    "pie": {"type": "pie"},
}


def size_of(count: int, tall: int) -> tuple[int, int]:
    """Return the size of each of so many charts that stand beside tables so tall, in pixels."""
    down = -(-count // ABREAST)
    return WIDTH, min(MOST, max(LEAST, (tall - APART * (down - 1)) // down))


def drawn(book: Workbook, chart: Chart, sheet: str, top: int, size: tuple[int, int]) -> Drawn:
    """Return the chart of a table with its head in row `top` (from 0) of a sheet, categories in its first column."""
    made = book.add_chart(KINDS[chart.kind])
    first, last = top + 1, top + len(chart.categories)
    for index in range(len(chart.series)):
        colours = LINES if chart.kind == "line" else PALETTE
        colour = colours[index % len(colours)] if len(chart.series) > 1 else PALETTE[2]
        wanted: dict[str, object] = {
            "name": [sheet, top, index + 1],
            "categories": [sheet, first, 0, last, 0],
            "values": [sheet, first, index + 1, last, index + 1],
        }
        wanted |= _look(chart, colour)
        made.add_series(wanted)
    made.set_title({"name": text_of(chart.title)[:255], "name_font": {"size": 13}, "overlay": False})
    made.set_legend({"none": True} if len(chart.series) == 1 and chart.kind != "pie" else {"position": "bottom"})
    if chart.kind in ("bar", "stacked"):
        made.set_y_axis({"reverse": True, "num_font": {"size": 9}})
        made.set_x_axis({"min": 0, "major_gridlines": {"visible": True, "line": {"color": "#DDDDDD"}}})
    if chart.kind == "line":
        made.set_y_axis({"min": 0, "major_gridlines": {"visible": True, "line": {"color": "#DDDDDD"}}})
    made.set_size(dict(zip(("width", "height"), size, strict=True)))
    return made


def _look(chart: Chart, colour: str) -> dict[str, object]:
    labels = {"data_labels": {"value": True}}
    if chart.kind == "pie":
        return {
            **labels,
            "points": [{"fill": {"color": PALETTE[n % len(PALETTE)]}} for n in range(len(chart.categories))],
        }
    if chart.kind == "line":
        return {"line": {"color": colour, "width": 2}, "marker": {"type": "circle", "size": 5}}
    gap = {"fill": {"color": colour}, "gap": 60}
    return {**gap, **labels} if chart.kind == "bar" else gap
