"""The colours of every paper: what a tone, a state, a grade and a row of figures look like in Word, Excel and the page.

A state of the work and a grade never share a colour. Text on its ground has a contrast of 4.5 at least (WCAG 2.2,
1.4.3), on white paper and on a dark screen; the solid of a chart carries text in the colour of the paper.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gongkai.papers.document import Chart, Sense, Tone


class Shade(Struct, frozen=True):
    """A colour on white paper and on a dark screen, each as `#rrggbb`."""

    light: str
    dark: str


class Toned(Struct, frozen=True):
    """How a tone looks: the colour of its words, and the ground of a cell; words of `INK` may stand on it too."""

    ink: Shade
    ground: Shade


PAPER, INK = Shade("#ffffff", "#14181d"), Shade("#1b2430", "#e8ecf1")
SOFT, LINK = Shade("#55606e", "#a9b4c0"), Shade("#0b5394", "#8fc4ff")
TINT, HEAD = Shade("#f3f6f9", "#1e242b"), Shade("#dde6f0", "#2a3441")
RULE, EDGE = Shade("#c3cad2", "#39424d"), Shade("#7a8694", "#7f8b99")
"""Lines inside a table, and what bounds a part."""
ENTERED, CLOSED = Shade("#fff8dc", "#3a3420"), Shade("#f2f2f2", "#262c33")
"""What is to be filled in, and where nothing is asked."""

TONES: Mapping[Tone, Toned] = MappingProxyType(
    {
        "": Toned(INK, Shade("#fdf6e3", "#3a3420")),
        "bad": Toned(Shade("#9c1119", "#ffa9a3"), Shade("#fbdad8", "#6b2325")),
        "warn": Toned(Shade("#744800", "#f3c766"), Shade("#fdeab8", "#55400a")),
        "good": Toned(Shade("#14592a", "#8fdc9f"), Shade("#d3edd9", "#1d5130")),
        "dim": Toned(SOFT, Shade("#eceef1", "#2b323a")),
        "strong": Toned(INK, Shade("#cfe3f6", "#1d4568")),
    }
)
"""The ground of the plain tone is that of a cell in a picture; in a table it has none."""

STATES: Mapping[Sense, Shade] = MappingProxyType(
    {
        "not_started": Shade("#5c6673", "#aab4c0"),
        "in_progress": Shade("#996a00", "#e3b656"),
        "returned": Shade("#b4480f", "#ff9f68"),
        "done": Shade("#20639b", "#8fc1ee"),
        "verified": Shade("#17592d", "#86d698"),
        "overdue": Shade("#a8161f", "#ff8a82"),
    }
)
GRADES = (
    Shade("#2e1065", "#f1ecff"),
    Shade("#5b21b6", "#bda4ff"),
    Shade("#a21caf", "#ea8df2"),
    Shade("#bf2a86", "#f58bc2"),
    Shade("#d6336c", "#ff8fa3"),
)
"""From the best grade down."""
UNGRADED = Shade("#75665a", "#c4b5a5")
SERIES = (
    Shade("#0f766e", "#6fcfc4"),
    Shade("#8c4a2f", "#dba688"),
    Shade("#5f660f", "#c8cf6a"),
    Shade("#155e75", "#7cc7dd"),
    Shade("#374151", "#d1d5db"),
)
"""Figures that are neither a state nor a grade: one year beside another, deductions by rule."""


def series_shades(chart: Chart) -> dict[str, Shade]:
    """Return the colour of each series of a chart, or of each slice of a pie, by its name.

    Grades stand in a chart from the lowest to the highest.
    """
    if chart.kind == "pie":
        return {name: SERIES[at % len(SERIES)] for at, name in enumerate(chart.categories)}
    grades = [one.name for one in chart.series if one.sense == "grade"]
    plain = [one.name for one in chart.series if not one.sense]
    ramp = {name: _grade(at, len(grades)) for at, name in enumerate(reversed(grades))}
    rest = {name: SERIES[at % len(SERIES)] for at, name in enumerate(plain)}
    fixed = {**STATES, "ungraded": UNGRADED}
    return {one.name: ramp.get(one.name) or rest.get(one.name) or fixed[one.sense] for one in chart.series}


def _grade(place: int, count: int) -> Shade:
    """Return the colour of the grade at `place` from the best of so many, the ends of the ramp as far as they go."""
    last = len(GRADES) - 1
    return GRADES[min(place, last) if count > len(GRADES) else place * last // max(1, count - 1)]


def properties(screen: Literal["light", "dark"]) -> Iterator[tuple[str, str]]:
    """Yield the custom properties of a style sheet: `--ink`, `--bad`, `--bad-cell`, `--not-started`, `--grade-0`.

    The ground of the plain tone is `--plain-cell`; `--series-0` and the next are for figures without a sense.
    """
    named = {"paper": PAPER, "ink": INK, "soft": SOFT, "link": LINK, "tint": TINT, "rule": RULE, "edge": EDGE}
    for tone, toned in TONES.items():
        named |= {tone: toned.ink} if tone else {}
        named[f"{tone or 'plain'}-cell"] = toned.ground
    named |= {sense.replace("_", "-"): shade for sense, shade in STATES.items()} | {"ungraded": UNGRADED}
    named |= {f"grade-{at}": shade for at, shade in enumerate(GRADES)}
    named |= {f"series-{at}": shade for at, shade in enumerate(SERIES)}
    for name, shade in named.items():
        yield f"--{name}", getattr(shade, screen)
