"""Charts: lengths in proportion, every colour with its name, no figure lost where there is no room to draw it."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.papers import html as to_html
from gongkai.papers.document import Chart, Document, Series
from gongkai.papers.html import Anchors
from gongkai.papers.svg import WIDE, svg
from tests.papers_html.reading import Node, read

KINDS = ("bar", "stacked", "line", "pie")
CHAPTERS = ("一、深化供给内容，提升政务公开透明度满意度", "二、建强平台载体")
STATES = (Series("未启动", (0, 2)), Series("推进中", (11, 8)), Series("已销号", (1, 0)))


def drawn(chart: Chart) -> Node:
    return read(svg(chart, "c", Anchors([chart]).colours))


def fills(root: Node) -> list[tuple[str, float]]:
    """Return the class and the width of each segment, without the legend's swatches."""
    boxes = [node.attributes for node in root.all("rect") if node.attributes["height"] != "12.0"]
    return [(box["class"].removeprefix("fill "), float(box["width"])) for box in boxes]


def test_segments_are_as_long_as_their_figures_and_a_zero_has_none() -> None:
    segments = fills(drawn(Chart("c", "stacked", "各章", CHAPTERS, STATES)))
    assert [colour for colour, _ in segments] == ["s1", "s2", "s0", "s1"]
    unit = segments[0][1] / 11
    assert [round(length / unit) for _, length in segments] == [11, 1, 2, 8]
    assert unit * 12 <= WIDE


def test_a_series_has_one_colour_on_the_whole_page() -> None:
    first = Chart("a", "stacked", "各章", CHAPTERS, STATES)
    second = Chart("b", "line", "各月", ("8月", "9月"), (Series("已销号", (0, 1)), Series("红灯", (3, 2))))
    root = read(to_html.write(Document("x", "一览", (first, second))))
    assert [node.attributes["class"] for node in root.all("polyline")] == ["line s2", "line s3"]


def test_lines_that_end_together_keep_their_figures_apart() -> None:
    series = tuple(Series(name, (1, 3)) for name in "甲乙丙")
    ends = list(drawn(Chart("c", "line", "各月", ("8月", "9月"), series)).all("text"))
    heights = sorted(float(node.attributes["y"]) for node in ends if node.attributes["class"].startswith("end"))
    assert len(heights) == 3
    assert all(below - above >= 13 for above, below in pairwise(heights))


@pytest.mark.parametrize(("values", "slices", "rounds"), [((3, 0), 0, 1), ((1, 3), 2, 0), ((0, 0), 0, 0)])
def test_a_pie_of_one_slice_is_round_and_of_none_is_empty(values: tuple[int, int], slices: int, rounds: int) -> None:
    root = drawn(Chart("c", "pie", "等次", ("优秀", "良好"), (Series("单位", values),)))
    assert len(list(root.all("path"))) == slices
    assert len(list(root.all("circle"))) == rounds


def test_a_pie_tells_shares() -> None:
    root = drawn(Chart("c", "pie", "等次", ("优秀", "良好"), (Series("单位", (1, 2)),)))
    assert [node.text for node in root.all("text")] == ["优秀 1（33.3%）", "良好 2（66.7%）"]


def test_a_long_category_is_cut_in_the_picture_and_whole_in_the_description() -> None:
    long = "很长的章名" * 20
    root = drawn(Chart("c", "bar", "各章", (long,), (Series("个", (1,)),)))
    assert next(root.all("text")).text.endswith("…")
    assert long in root.one("desc").text


figures = st.integers(-5, 10**6) | st.decimals(-5, 10**4, places=2)


@given(st.sampled_from(KINDS), st.integers(0, 5), st.integers(0, 8), st.data())
def test_whatever_the_figures_nothing_is_drawn_outside(
    kind: str, categories: int, series: int, data: st.DataObject
) -> None:
    rows = tuple(Series(f"系列{no}", tuple(data.draw(figures) for _ in range(categories))) for no in range(series))
    chart = Chart("c", kind, "图", tuple(f"类{no}" for no in range(categories)), rows)  # type: ignore[arg-type]  # sampled
    root = drawn(chart)
    height = float(root.one("svg").attributes["viewbox"].split()[3])
    for node in root.all():
        spots = {name: float(value) for name, value in node.attributes.items() if re.fullmatch(r"-?[\d.]+", value)}
        assert -1 <= spots.get("x", 0) <= WIDE
        assert -1 <= spots.get("y", 0) <= height
        assert spots.get("x", 0) + spots.get("width", 0) <= WIDE + 1
        assert spots.get("y", 0) + spots.get("height", 0) <= height + 1


def test_decimals_are_drawn_as_they_are_written() -> None:
    root = drawn(Chart("c", "bar", "扣分", ("县教育局",), (Series("分", (Decimal("2.50"),)),)))
    assert [node.text for node in root.all("text")] == ["县教育局", "2.5"]
