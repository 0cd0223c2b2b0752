"""The colours of every paper: read by anyone, and a state never in the colour of a grade."""

from __future__ import annotations

from itertools import product
from typing import Literal, get_args

import pytest

from gongkai.papers.document import Chart, Series
from gongkai.papers.palette import (
    GRADES,
    HEAD,
    INK,
    LINK,
    PAPER,
    SERIES,
    SOFT,
    STATES,
    TINT,
    TONES,
    UNGRADED,
    Shade,
    properties,
    series_shades,
)

AA, SEEN = 4.5, 3.0
Screen = Literal["light", "dark"]
SCREENS = get_args(Screen)
SOLIDS = (*STATES.values(), *GRADES, UNGRADED, *SERIES)


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Shade, other: Shade, screen: Screen) -> float:
    bright, dim = sorted((luminance(getattr(shade, screen)) for shade in (one, other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def hue_chart(*series: Series) -> Chart:
    return Chart("k", "stacked", "", ("一",), series)


@pytest.mark.parametrize("screen", SCREENS)
def test_words_of_every_tone_are_read_on_paper_and_on_their_ground(screen: Screen) -> None:
    for tone, toned in TONES.items():
        for ground in (PAPER, TINT, toned.ground):
            assert contrast(toned.ink, ground, screen) >= AA, (tone, ground)
        assert contrast(INK, toned.ground, screen) >= AA, tone
    for ink, ground in product((INK, SOFT, LINK), (PAPER, TINT)):
        assert contrast(ink, ground, screen) >= AA
    assert contrast(INK, HEAD, screen) >= AA


@pytest.mark.parametrize("screen", SCREENS)
def test_a_figure_on_a_bar_and_a_bar_on_paper_are_seen(screen: Screen) -> None:
    for shade in SOLIDS:
        assert contrast(shade, PAPER, screen) >= AA, shade


@pytest.mark.parametrize("screen", SCREENS)
def test_no_colour_means_two_things(screen: Screen) -> None:
    colours = [getattr(shade, screen) for shade in SOLIDS]
    assert len(set(colours)) == len(colours)


@pytest.mark.parametrize("count", range(1, 9))
def test_grades_of_any_number_have_the_ramp_and_no_colour_of_a_state(count: int) -> None:
    names = [f"等{at}" for at in range(count)]
    found = series_shades(hue_chart(*(Series(name, (1,), "grade") for name in names), Series("未定", (1,), "ungraded")))
    assert found[names[-1]] == GRADES[0], "the last is the best"
    assert set(found.values()).isdisjoint(STATES.values())
    if 1 < count <= len(GRADES):
        assert found[names[0]] == GRADES[-1]
        assert len(set(found.values())) == count + 1


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("count", [2, 3])
def test_few_grades_are_told_apart_without_their_hue(count: int, screen: Screen) -> None:
    names = [f"等{at}" for at in range(count)]
    found = series_shades(hue_chart(*(Series(name, (1,), "grade") for name in names)))
    best, next_best = found[names[-1]], found[names[-2]]
    assert contrast(best, next_best, screen) >= 1.75


def test_a_state_has_one_colour_in_whatever_chart_it_stands() -> None:
    done, late = Series("已完成", (1,), "done"), Series("红灯", (2,), "overdue")
    assert series_shades(hue_chart(done, late))["红灯"] == series_shades(hue_chart(late))["红灯"] == STATES["overdue"]


def test_plain_figures_take_their_colours_in_turn() -> None:
    many = [Series(f"列{at}", (1,)) for at in range(len(SERIES) + 1)]
    found = list(series_shades(hue_chart(*many)).values())
    assert found == [*SERIES, SERIES[0]]
    slices = Chart("k", "pie", "", ("甲", "乙"), (Series("数", (1, 2)),))
    assert series_shades(slices) == {"甲": SERIES[0], "乙": SERIES[1]}


def test_the_page_has_every_colour_by_name_on_both_screens() -> None:
    light, dark = dict(properties("light")), dict(properties("dark"))
    assert light.keys() == dark.keys()
    assert {"--paper", "--bad", "--bad-cell", "--plain-cell", "--done", "--not-started", "--grade-0"} <= light.keys()
    assert "--" not in light
