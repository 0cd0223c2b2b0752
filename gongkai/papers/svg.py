"""Charts as inline SVG: own shapes, colours by class from the page's style, every figure in words too.

A class `k-done` … is the colour of a series; the drawing is `WIDE` units across and scales with the page.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import accumulate, pairwise
from math import cos, pi, sin
from typing import TYPE_CHECKING

from markupsafe import Markup
from msgspec import Struct

from gongkai.papers.cells import clean, cut, width
from gongkai.papers.values import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from gongkai.papers.document import Chart, Series

WIDE = 440
EM = 13
LINE = 20
BAR = 20
GAP = 10
_HUNDRED = Decimal(100)

_RECT = Markup('<rect class="fill {}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"/>')
_TEXT = Markup('<text class="{}" x="{:.1f}" y="{:.1f}" text-anchor="{}">{}</text>')
_RULE = Markup('<line class="axis" x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}"/>')
_BOUND = Markup('<line class="bound" x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}"/>')
_LINE = Markup('<polyline class="line {}" points="{}"/>')
_DOT = Markup('<circle class="dot {}" cx="{:.1f}" cy="{:.1f}" r="3.5"/>')
_SLICE = Markup('<path class="fill {}" d="M{:.1f} {:.1f}L{:.1f} {:.1f}A{} {} 0 {} 1 {:.1f} {:.1f}Z"/>')
_ROUND = Markup('<circle class="fill {}" cx="{:.1f}" cy="{:.1f}" r="{}"/>')
_WHOLE = Markup(
    '<svg class="chart" viewBox="0 0 {} {:.0f}" role="img" aria-labelledby="{id}-t {id}-d">'
    '<title id="{id}-t">{title}</title><desc id="{id}-d">{told}</desc>{drawn}</svg>'
)


class _Drawing(Struct, frozen=True):
    """Shapes and the height they take."""

    shapes: tuple[Markup, ...]
    height: float


def svg(chart: Chart, name: str, colours: Mapping[str, str]) -> Markup:
    """Return a chart as an `<svg>` whose ids begin with `name`; `colours` maps a series (a slice) to its class."""
    draw = {"bar": _bars, "stacked": _stacked, "columns": _columns, "line": _lines, "pie": _pie}[chart.kind]
    drawing = draw(chart, colours)
    return _WHOLE.format(
        WIDE,
        drawing.height,
        id=name,
        title=clean(chart.title),
        told=chart_words(chart),
        drawn=Markup().join(drawing.shapes),
    )


def named(chart: Chart) -> Sequence[str]:
    """Return what the chart's colours stand for: its series, or a pie's slices."""
    return chart.categories if chart.kind == "pie" else [series.name for series in chart.series]


def chart_words(chart: Chart) -> str:
    """Return the figures of a chart in words."""
    parts = []
    for index, category in enumerate(chart.categories):
        figures = "、".join(f"{series.name}{shown(series.values[index])}" for series in chart.series)
        parts.append(f"{category}：{figures}")
    return clean("；".join(parts))


def _text(x: float, y: float, said: str, anchor: str = "start", kind: str = "") -> Markup:
    return _TEXT.format(kind, x, y, anchor, said)


def _size(said: str) -> float:
    return width(said) * EM / 2


def _fitted(said: str, room: float) -> str:
    return cut(clean(said), int(room * 2 / EM))


def _legend(names: Sequence[str], colours: Mapping[str, str]) -> _Drawing:
    """Return the names with their colours, in as many lines as they need."""
    shapes: list[Markup] = []
    x, y = 0.0, 0.0
    for name in names:
        said = _fitted(name, WIDE - LINE)
        size = LINE + _size(said)
        if x and x + size > WIDE:
            x, y = 0.0, y + LINE
        shapes += [_RECT.format(colours[name], x + 1, y + 3, 12, 12), _text(x + 18, y + 14, said)]
        x += size + 14
    return _Drawing(tuple(shapes), y + LINE + 4)


def _value(value: int | Decimal) -> float:
    """Return a figure as a length: nothing is drawn below zero."""
    return max(0.0, float(value))


def _most(values: Iterator[float]) -> float:
    return max(values, default=0.0) or 1.0


def _stacked(chart: Chart, colours: Mapping[str, str]) -> _Drawing:
    head = _legend(named(chart), colours)
    shapes, y = list(head.shapes), head.height
    columns = [[_value(series.values[i]) for series in chart.series] for i in range(len(chart.categories))]
    scale = (WIDE - 2) / _most(sum(column) for column in columns)
    for index, (category, column) in enumerate(zip(chart.categories, columns, strict=True)):
        shapes.append(_text(0, y + 14, _fitted(category, WIDE)))
        starts = accumulate((length * scale for length in column), initial=1.0)
        for (start, end), series in zip(pairwise(starts), chart.series, strict=True):
            shapes += _segment(series, index, (start, end, y + LINE), colours)
        y += LINE + BAR + GAP
    return _Drawing(tuple(shapes), y)


def _segment(
    series: Series, index: int, place: tuple[float, float, float], colours: Mapping[str, str]
) -> Iterator[Markup]:
    start, end, y = place
    said = shown(series.values[index])
    if end > start:
        yield _RECT.format(colours[series.name], start, y, end - start, BAR)
    if end - start >= _size(said) + 4:
        yield _text((start + end) / 2, y + 15, said, "middle", "on")


def _bars(chart: Chart, colours: Mapping[str, str]) -> _Drawing:
    names = named(chart)
    head = _legend(names, colours) if len(names) > 1 else _Drawing((), 0)
    shapes, y = list(head.shapes), head.height
    values = [value for series in chart.series for value in series.values]
    room = max((_size(shown(value)) for value in values), default=0) + 8
    scale = (WIDE - room) / _most(map(_value, values))
    for index, category in enumerate(chart.categories):
        beside = _size(chart.notes[index]) + EM if chart.notes else 0
        shapes.append(_text(0, y + 14, _fitted(category, WIDE - beside)))
        y += LINE
        for series in chart.series:
            length = _value(series.values[index]) * scale
            shapes.append(_RECT.format(colours[series.name], 1, y, length, BAR - 4))
            shapes.append(_text(length + 6, y + 13, shown(series.values[index])))
            y += BAR
        if chart.notes:
            shapes.append(_text(WIDE, y - BAR - 6, chart.notes[index], "end", "note"))
        y += GAP
    return _Drawing(tuple(shapes), y)


PLOT = 180
BOUND = 16
ONE, STRIPS, LEAST_STRIP = 12, 280, 45
"""How tall a bar of one is at most, all strips together where that is more than they need, and the tallest at least."""
MOST_NAMES = 4
"""Lines of names below upright bars."""


class _Strip(Struct, frozen=True):
    """The bars of a series: its name, where the strip begins, and the line that they stand on."""

    series: Series
    name: str
    begin: float
    foot: float

    @property
    def base(self) -> float:
        """Where the name is written."""
        return self.begin + EM


def _columns(chart: Chart, colours: Mapping[str, str]) -> _Drawing:
    """Draw upright bars, a strip for each series, so that all bars of one stand on one line; all have one scale.

    What begins at a bound is named over the strips, one name above the other.
    """
    step = (WIDE - LEFT - RIGHT) / max(1, len(chart.categories))
    each = _height_of_one(chart)
    strips = list(_strips(chart, each))
    foot = strips[-1].foot if strips else BOUND * len(chart.bounds)
    shapes = list(_bounds(chart, strips, step))
    for strip in strips:
        shapes += [_text(LEFT, strip.base, strip.name, kind="end")]
        shapes += [_RULE.format(LEFT, strip.foot, WIDE - RIGHT, strip.foot)]
        shapes += _bars_of(strip.series, colours[strip.series.name], (step, each, strip.foot))
    every = _every(chart.categories, step)
    lines = min(every, MOST_NAMES, len(chart.categories))
    for index, category in enumerate(chart.categories):
        if index % every < lines:
            y = foot + 18 + index % every * (EM + 3)
            shapes.append(_text(LEFT + (index + 0.5) * step, y, _fitted(category, WIDE), "middle"))
    return _Drawing(tuple(shapes), foot + 26 + max(0, lines - 1) * (EM + 3))


def _height_of_one(chart: Chart) -> float:
    tallest = [max(map(_value, series.values), default=0.0) for series in chart.series]
    return max(min(ONE, STRIPS / (sum(tallest) or 1.0)), LEAST_STRIP / _most(iter(tallest)))


def _strips(chart: Chart, each: float) -> Iterator[_Strip]:
    """Yield the strips one below the other, each as tall as its tallest bar."""
    foot = float(BOUND * len(chart.bounds))
    for series in chart.series:
        begin, tall = foot, max(map(_value, series.values), default=0.0) * each
        foot = begin + EM + LINE + tall
        yield _Strip(series, _fitted(f"{series.name}（{shown(sum(series.values))}）", WIDE - LEFT), begin, foot)


def _bars_of(series: Series, colour: str, scales: tuple[float, float, float]) -> Iterator[Markup]:
    """Yield the bars of a series, each with its figure; `scales` are a bar's room, the height of one, the base."""
    step, each, foot = scales
    for index, value in enumerate(series.values):
        if value:
            x, height = LEFT + index * step, _value(value) * each
            yield _RECT.format(colour, x + step * 0.1, foot - height, step * 0.8, height)
            yield _text(x + step / 2, foot - height - 4, shown(value), "middle")


def _every(categories: Sequence[str], step: float) -> int:
    """Return on how many lines names stand below each other, so that those of one line stand apart."""
    return max(1, -(-int(max(map(_size, categories), default=0) + EM / 2) // int(step)))


def _bounds(chart: Chart, strips: Sequence[_Strip], step: float) -> Iterator[Markup]:
    """Yield the bounds with their names; a line makes way for the name of a strip."""
    for index, (at, name) in enumerate(sorted(chart.bounds)):
        x, begin = LEFT + float(at) * step, BOUND * (index + 1) - EM / 2
        for strip in strips:
            if LEFT - EM / 2 < x < LEFT + _size(strip.name) + EM / 2:
                if strip.begin > begin:
                    yield _BOUND.format(x, begin, x, strip.begin)
                begin = strip.base + EM / 2
        if strips:
            yield _BOUND.format(x, begin, x, strips[-1].foot)
        left = x + _size(name) + 6 > WIDE
        yield _text(x - 4 if left else x + 4, BOUND * (index + 1), name, "end" if left else "start", "end")


LEFT = 34
DASHES = 5
RIGHT = 34


def _lines(chart: Chart, colours: Mapping[str, str]) -> _Drawing:
    head = _legend(named(chart), colours)
    top = head.height + 8
    most = _ceiling(_most(_value(value) for series in chart.series for value in series.values))
    step = (WIDE - LEFT - RIGHT) / max(1, len(chart.categories) - 1)
    shapes = [*head.shapes, *_axis(top, most)]
    for index, category in enumerate(chart.categories):
        shapes.append(_text(LEFT + index * step, top + PLOT + 18, _fitted(category, max(step, 3 * EM)), "middle"))
    ends = []
    for place, series in enumerate(chart.series):
        spots = [(LEFT + i * step, top + PLOT * (1 - _value(v) / most)) for i, v in enumerate(series.values)]
        shapes.append(
            _LINE.format(f"{colours[series.name]} d{place % DASHES}", " ".join(f"{x:.1f},{y:.1f}" for x, y in spots))
        )
        shapes += [_DOT.format(colours[series.name], x, y) for x, y in spots]
        ends += [(spots[-1][1], spots[-1][0], shown(series.values[-1]), colours[series.name])] if spots else []
    shapes += _apart(ends, top + PLOT)
    return _Drawing(tuple(shapes), top + PLOT + 26)


def _ceiling(most: float) -> float:
    """Return a round figure not below `most`, which four even steps divide well."""
    size = 1.0
    while True:
        for factor in (4, 8, 12, 16, 20, 24, 28, 32, 36, 48, 60):
            if most <= factor * size:
                return factor * size
        size *= 10


def _axis(top: float, most: float) -> Iterator[Markup]:
    for part in range(5):
        y = top + PLOT * (1 - part / 4)
        yield _RULE.format(LEFT, y, WIDE - RIGHT, y)
        yield _text(LEFT - 8, y + 4, shown(Decimal(str(most * part / 4))), "end")


def _apart(ends: Sequence[tuple[float, float, str, str]], bottom: float) -> Iterator[Markup]:
    """Yield the last figure of each line at its end, none on another and none below `bottom`."""
    ordered = sorted(ends)
    down = accumulate((y for y, *_ in ordered), lambda above, y: max(y, above + EM + 1))
    up = accumulate(reversed(list(down)), lambda below, y: min(y, below - EM - 1), initial=bottom + EM + 1)
    for (_, x, said, colour), y in zip(reversed(ordered), list(up)[1:], strict=True):
        yield _text(x + 8, y + 4, said, kind=f"end {colour}")


RADIUS = 80


def _pie(chart: Chart, colours: Mapping[str, str]) -> _Drawing:
    values = [sum((Decimal(s.values[i]) for s in chart.series), Decimal(0)) for i in range(len(chart.categories))]
    whole = sum(values, Decimal(0))
    centre, shapes = RADIUS + 4, list[Markup]()
    turns = accumulate((_value(value) / _most(iter([float(whole)])) for value in values), initial=0.0)
    for (start, end), name in zip(pairwise(turns), chart.categories, strict=True):
        shapes += _slice(colours[name], centre, start, end)
    left = 2 * centre + 20
    for row, (name, value) in enumerate(zip(chart.categories, values, strict=True)):
        part = f"（{shown((value * _HUNDRED / whole).quantize(Decimal('0.1')))}%）" if whole else ""
        y = 24 + row * (LINE + 4)
        shapes.append(_RECT.format(colours[name], left, y - 11, 12, 12))
        shapes.append(_text(left + 18, y, _fitted(f"{clean(name)} {shown(value)}{part}", WIDE - left - 18)))
    return _Drawing(tuple(shapes), max(2 * centre, 24 + len(values) * (LINE + 4)))


def _slice(colour: str, centre: float, start: float, end: float) -> Iterator[Markup]:
    if end - start > 0.999:  # noqa: PLR2004 - an arc cannot end where it begins
        yield _ROUND.format(colour, centre, centre, RADIUS)
    elif end > start:
        (x1, y1), (x2, y2) = (
            (centre + RADIUS * sin(2 * pi * t), centre - RADIUS * cos(2 * pi * t)) for t in (start, end)
        )
        large = int(end - start > 0.5)  # noqa: PLR2004 - half a turn
        yield _SLICE.format(colour, centre, centre, x1, y1, RADIUS, RADIUS, large, x2, y2)
