"""Every colour of the page against what it stands on, by the figures of WCAG 2.1 AA, in light, dark and print."""

from __future__ import annotations

import re

import pytest

from gongkai.papers.html import FOLDER, themes

STYLE = themes() + (FOLDER / "page.css").read_text(encoding="utf-8")
THEMES = [
    dict(re.findall(r"--([\w-]+):(#[0-9a-f]{6})", block)) for block in re.findall(r":root\{(.*?)\}", STYLE, re.DOTALL)
]
TONES = ("bad", "warn", "good")
TEXTS = ("ink", "soft", "link", *TONES)
CELLS = ("bad-cell", "warn-cell", "good-cell", "strong-cell", "dim-cell", "plain-cell")
STATES = ("not-started", "in-progress", "returned", "done", "verified", "overdue")
SOLIDS = (*STATES, "ungraded", *(f"grade-{at}" for at in range(5)), *(f"series-{at}" for at in range(5)))


def light(colour: str) -> float:
    """Return the relative luminance (WCAG 2.1)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    bright, dark = sorted((light(one), light(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def test_there_are_a_light_and_a_dark_theme_with_the_same_colours_and_paper_is_light() -> None:
    assert len(THEMES) == 2
    assert set(THEMES[0]) == set(THEMES[1])
    assert "@media screen and (prefers-color-scheme:dark)" in STYLE


def test_every_colour_that_the_page_uses_is_one_of_the_palette() -> None:
    used = set(re.findall(r"var\(--([\w-]+)", STYLE))
    own = set(re.findall(r"--([\w-]+): ", (FOLDER / "page.css").read_text(encoding="utf-8")))
    assert used <= set(THEMES[0]) | own


@pytest.mark.parametrize("theme", THEMES, ids=["light", "dark"])
def test_text_can_be_read_on_what_it_stands_on(theme: dict[str, str]) -> None:
    pairs = [(said, ground) for said in TEXTS for ground in ("paper", "tint", "plain-cell")]
    pairs += [("ink", cell) for cell in CELLS]
    pairs += [("soft", "dim-cell"), *(("paper", solid) for solid in SOLIDS)]
    low = {pair: round(contrast(theme[pair[0]], theme[pair[1]]), 2) for pair in pairs}
    assert {pair: ratio for pair, ratio in low.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("theme", THEMES, ids=["light", "dark"])
def test_lines_edges_and_fields_stand_out(theme: dict[str, str]) -> None:
    low = {name: round(contrast(theme[name], theme["paper"]), 2) for name in ("edge", *SOLIDS)}
    assert {name: ratio for name, ratio in low.items() if ratio < 3} == {}
