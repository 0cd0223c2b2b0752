"""How cells look: the formats of a workbook, each made once."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING

from gongkai.papers.cells import CUT, clean, width
from gongkai.papers.palette import CLOSED, ENTERED, HEAD, LINK, RULE, SERIES, SOFT, series_shades
from gongkai.papers.palette import TONES as TONE
from gongkai.papers.values import PARTS, figure, in_full, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from xlsxwriter.chart import Chart as Drawn
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook

    from gongkai.papers.document import Cell, Chart, Column, ColumnKind, Tone

FONT, SIZE = "宋体", 11
DAY, MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"
TONES: dict[Tone, dict[str, object]] = {
    "": {},
    **{
        tone: {"font_color": TONE[tone].ink.light, "bg_color": TONE[tone].ground.light}
        for tone in ("bad", "warn", "good")
    },
    "dim": {"font_color": SOFT.light},
    "strong": {"bold": True},
}
_BASE: dict[str, object] = {"font_name": FONT, "font_size": SIZE, "valign": "vcenter"}
_BOX: dict[str, object] = {"border": 1, "border_color": RULE.light}


class Styles:
    """The formats of one workbook."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, object], ...], Format] = {}

    def title(self) -> Format:
        """Return the heading of a sheet."""
        return self._of(bold=True, font_size=16, font_name="黑体")

    def heading(self) -> Format:
        """Return a heading inside a sheet."""
        return self._of(bold=True, font_size=12, font_name="黑体")

    def said(self, tone: Tone = "") -> Format:
        """Return running text."""
        return self._of(text_wrap=True, **{key: value for key, value in TONES[tone].items() if key != "bg_color"})

    def head(self) -> Format:
        """Return the head of a column."""
        return self._of(**_BOX, bold=True, bg_color=HEAD.light, align="center", text_wrap=True)

    def field(self, number: str, *, align: str = "") -> Format:
        """Return a field that may be filled in, with Excel's own format of what it takes."""
        extra: dict[str, object] = {"align": align} if align else {}
        return self._of(**_BOX, bg_color=ENTERED.light, num_format=number, text_wrap=True, locked=False, **extra)

    def closed(self) -> Format:
        """Return a field where nothing is asked."""
        return self._of(**_BOX, bg_color=CLOSED.light)

    def asked(self) -> Format:
        """Return the head of a column that is filled in."""
        return self._of(**_BOX, bold=True, bg_color=TONES["warn"]["bg_color"], align="center", text_wrap=True)

    def hint(self) -> Format:
        """Return the words below the name of a column."""
        return self._of(font_color=SOFT.light)

    def strong(self) -> Format:
        """Return the name of a column, where something stands below it."""
        return self._of(bold=True)

    def cell(
        self,
        tone: Tone,
        number: str = "",
        *,
        align: str = "",
        total: bool = False,
        link: bool = False,
        bound: bool = False,
    ) -> Format:
        """Return a cell; `number` is Excel's own format of a figure or a day, a `link` is a web address.

        Figures stand off the line on their right. Below a `bound` there is a heavier line.
        """
        extra: dict[str, object] = {"text_wrap": True} if not number else {"num_format": number}
        extra |= {"align": align} if align else {}
        extra |= {"indent": 1} if align == "right" else {}
        extra |= {"bold": True, "top": 2} if total else {}
        extra |= {"bottom": 2, "bottom_color": "#000000"} if bound else {}
        extra |= {"font_color": LINK.light, "underline": 1} if link else {}
        return self._of(**{**_BOX, **TONES[tone], **extra})

    def _of(self, **wanted: object) -> Format:
        whole = {**_BASE, **wanted}
        key = tuple(sorted(whole.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(whole)
        return self._made[key]


CHART_WIDTH, _DRAWN, _LEAST_TALL, _MOST_TALL, _AROUND, _A_BAR = 640, 560, 320, 600, 110, 26
"""Pixels: the room for a chart, its width, its least and greatest height, what title and legend take, and a bar."""
CHART_FONT = SIZE + 1
"""A chart may be shrunk a little with its columns, and is still no smaller on paper than the cells."""
SHARE_BAR: Mapping[str, object] = MappingProxyType(
    {
        "type": "data_bar",
        "data_bar_2010": True,
        "bar_solid": True,
        "bar_color": TONE["strong"].ground.light,
        "bar_border_color": SERIES[3].light,
        "min_type": "num",
        "max_type": "num",
        "min_value": 0,
        "max_value": 1,
    }
)
"""A bar behind a percent, from nothing to the whole; the figure is read on it."""
KINDS: dict[str, dict[str, str]] = {
    "bar": {"type": "bar"},
    "stacked": {"type": "bar", "subtype": "stacked"},
    "columns": {"type": "column", "subtype": "stacked"},
    "line": {"type": "line"},
    "pie": {"type": "pie"},
}


def tall_of(chart: Chart) -> int:
    """Return the height of a chart in pixels: its bars need room for their names."""
    bars = len(chart.categories) if chart.kind in ("bar", "stacked") else 0
    return min(_MOST_TALL, max(_LEAST_TALL, _AROUND + bars * _A_BAR))


def drawn(book: Workbook, chart: Chart, sheet: str, top: int, tall: int) -> Drawn:
    """Return the chart of a table with its head in row `top` (from 0) of a sheet, categories in its first column."""
    made = book.add_chart(KINDS[chart.kind])
    first, last = top + 1, top + len(chart.categories)
    shades = series_shades(chart)
    for index, series in enumerate(chart.series):
        wanted: dict[str, object] = {
            "name": [sheet, top, index + 1],
            "categories": [sheet, first, 0, last, 0],
            "values": [sheet, first, index + 1, last, index + 1],
        }
        wanted |= _look(chart, shades[chart.categories[0] if chart.kind == "pie" else series.name].light)
        made.add_series(wanted)
    font, ruled = {"size": CHART_FONT}, {"visible": True, "line": {"color": RULE.light}}
    made.set_title({"name": text_of(chart.title)[:255], "name_font": {"size": 13}, "overlay": False})
    alone = len(chart.series) == 1 and chart.kind != "pie"
    made.set_legend({"none": True} if alone else {"position": "bottom", "font": font})
    values = {"min": 0, "major_gridlines": ruled, "num_font": font, "num_format": "General"}
    if chart.kind in ("bar", "stacked"):
        made.set_y_axis({"reverse": True, "crossing": "max", "num_font": font})
        made.set_x_axis(values)
    if chart.kind == "line":
        made.set_x_axis({"num_font": font})
        made.set_y_axis(values)
    made.set_size({"width": _DRAWN, "height": tall})
    return made


def _look(chart: Chart, colour: str) -> dict[str, object]:
    labels = {"data_labels": {"value": True, "font": {"size": CHART_FONT}}}
    if chart.kind == "pie":
        return {**labels, "points": [{"fill": {"color": one.light}} for one in series_shades(chart).values()]}
    if chart.kind == "line":
        return {"line": {"color": colour, "width": 2}, "marker": {"type": "circle", "size": 5}}
    return {"fill": {"color": colour}, "gap": 60} | (labels if chart.kind == "bar" else {})


Value = str | float | datetime | None

LONGEST_TEXT = 32_767
"""UTF-16 units that a cell of Excel holds."""
EXACT = 2**53
NARROWEST, WHOLE, WIDEST, A_SHARE, PADDING = 6, 30, 20, 4, 3
_FIRST_YEAR = 1900
_WHOLE_NUMBER = re.compile("0|[1-9][0-9]{0,8}")
_SHARE = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,2})?)%")
_ILLEGAL = dict.fromkeys((0xFFFE, 0xFFFF), "")


def text_of(text: str) -> str:
    """Return the text on one line without what XML cannot hold; what is beyond Excel's limit is told by `…`."""
    said = clean(text).translate(_ILLEGAL)
    if len(said.encode("utf-16-le", "replace")) // 2 <= LONGEST_TEXT:
        return said
    return said.encode("utf-16-le")[: (LONGEST_TEXT - 1) * 2].decode("utf-16-le", "ignore") + CUT


def value_of(value: object, kind: ColumnKind = "text") -> Value:
    """Return what stands in the cell: percents as parts of one, moments without their zone.

    A figure that Excel cannot hold exactly, or a day before 1900, is a text. A work point's number is a figure where it
    is a whole one; 1.10 and AC-2 stay as they are written.
    """
    if value is None:
        return None
    if isinstance(value, str):
        return float(value) if kind == "point" and _WHOLE_NUMBER.fullmatch(value) else text_of(value)
    if isinstance(value, date):
        if value.year <= _FIRST_YEAR:
            return shown(value, kind)
        whole = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)  # noqa: DTZ001
        return whole.replace(tzinfo=None, second=0, microsecond=0)
    count = Decimal(value) if isinstance(value, int) else value
    if not isinstance(count, Decimal) or not count.is_finite() or abs(count) >= EXACT:
        return shown(value, kind)
    rounded = figure(count) + 0
    return float(rounded / 100 if kind in PARTS else rounded)


def number_format(column: Column, values: Iterable[float]) -> str:
    """Return how the figures of a column are written: with the decimals they have, the percents all with as many."""
    return _percent_format(*values) if column.kind in PARTS else "General"


def _percent_format(*values: float) -> str:
    decimals = max(map(_decimals, values), default=0)
    return f"0.{'0' * decimals}%" if decimals else "0%"


def _decimals(value: float) -> int:
    return next((places for places in range(2) if round(value, places + 2) == round(value, 4)), 2)


def figure_of(value: str | int | Decimal) -> tuple[Value, str]:
    """Return a headline figure and Excel's format of it: a share that is told as 53.6% is a percent."""
    share = _SHARE.fullmatch(value) if isinstance(value, str) else None
    if not share:
        return value_of(value), ""
    part = float(Decimal(share[1]) / 100)
    return part, _percent_format(part)


def width_of(column: Column, cells: Iterable[Cell]) -> int:
    """Return a column's width in half-width characters, two to a Chinese one; longer texts wrap.

    How wide it may grow follows its weight: an A4 page holds some 130 at the usual size. One without a weight holds
    ids and names, which are whole as long as they can be.
    """
    most = WIDEST + A_SHARE * column.weight if column.weight else WHOLE
    longest = max((width(clean(shown(in_full(cell.value), column.kind))) for cell in cells), default=0)
    return min(most, max(NARROWEST, longest, width(clean(column.name)) + 2) + PADDING)
