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
from gongkai.papers.html import colours
from gongkai.papers.svg import WIDE, svg
from tests.papers_html.reading import Node, read

KINDS = ("bar", "stacked", "columns", "line", "pie")
CHAPTERS = ("一、深化供给内容，提升政务公开透明度满意度", "二、建强平台载体")
STATES = (
    Series("未启动", (0, 2), "not_started"),
    Series("推进中", (11, 8), "in_progress"),
    Series("已销号", (1, 0), "verified"),
)


def drawn(chart: Chart) -> Node:
    return read(svg(chart, "c", colours(chart)))


def fills(root: Node) -> list[tuple[str, float]]:
    """Return the class and the width of each segment, without the legend's swatches."""
    boxes = [node.attributes for node in root.all("rect") if node.attributes["height"] != "12.0"]
    return [(box["class"].removeprefix("fill "), float(box["width"])) for box in boxes]


def test_segments_are_as_long_as_their_figures_and_a_zero_has_none() -> None:
    segments = fills(drawn(Chart("c", "stacked", "各章", CHAPTERS, STATES)))
    assert [colour for colour, _ in segments] == ["k-in-progress", "k-verified", "k-not-started", "k-in-progress"]
    unit = segments[0][1] / 11
    assert [round(length / unit) for _, length in segments] == [11, 1, 2, 8]
    assert unit * 12 <= WIDE


def test_a_state_has_one_colour_on_the_whole_page_and_lines_differ_without_colour() -> None:
    first = Chart("a", "stacked", "各章", CHAPTERS, STATES)
    lines = (Series("已销号", (0, 1), "verified"), Series("红灯", (3, 2), "overdue"))
    root = read(to_html.write(Document("x", "一览", (first, Chart("b", "line", "各月", ("8月", "9月"), lines)))))
    assert [node.attributes["class"] for node in root.all("polyline")] == ["line k-verified d0", "line k-overdue d1"]
    style = root.one("style").text
    for name in ("k-verified", "k-overdue", "k-grade-0", "k-series-0"):
        assert f".{name}{{fill:var(--{name[2:]})" in style
        assert f"--{name[2:]}:#" in style


def test_upright_bars_of_a_series_stand_on_one_line_each_with_its_figure_and_a_bound_lies_where_it_begins() -> None:
    chart = Chart(
        "c",
        "columns",
        "得分",
        ("80—85", "85—90", "90—95"),
        (Series("镇", (1, 0, 3)), Series("部门", (1, 2, 0))),
        bounds=((Decimal(2), "优秀 90"),),
    )
    root = drawn(chart)
    bars = [node.attributes for node in root.all("rect")]
    feet = [round(float(bar["y"]) + float(bar["height"]), 1) for bar in bars]
    assert [bar["class"] for bar in bars] == ["fill k-series-0"] * 2 + ["fill k-series-1"] * 2
    assert feet[0] == feet[1] < feet[2] == feet[3]
    assert float(bars[0]["height"]) * 3 == pytest.approx(float(bars[1]["height"]), abs=0.3)
    assert bars[0]["height"] == bars[2]["height"], "all strips are drawn on one scale"
    said = [node.text for node in root.all("text")]
    assert [word for word in said if word in {"镇（4）", "部门（3）", "1", "3", "2"}] == [
        "镇（4）", "1", "3", "部门（3）", "1", "2",
    ]  # fmt: skip
    bound = next(node.attributes for node in root.all("line") if node.attributes["class"] == "bound")
    assert float(bars[3]["x"]) < float(bound["x1"]) < float(bars[1]["x"])
    assert "优秀 90" in said
    assert root.one("desc").text == "80—85：镇1、部门1；85—90：镇0、部门2；90—95：镇3、部门0"


def test_every_span_is_named_a_bar_of_one_is_seen_and_no_bound_crosses_a_name() -> None:
    """Of twelve spans every second had no name; one unit beside fourteen was a bar a millimetre high."""
    spans = tuple(f"{low}—{low + 2}" for low in range(78, 102, 2))
    series = (Series("县级部门", (0, 1, *(0,) * 9, 14)), Series("党委部门及驻县单位", (0, 0, 1, *(0,) * 9)))
    root = drawn(
        Chart("c", "columns", "得分", spans, series, bounds=((Decimal(1), "良好 80"), (Decimal(6), "优秀 90")))
    )
    texts = {node.text: node.attributes for node in root.all("text")}
    assert set(spans) <= texts.keys()
    for line in {texts[span]["y"] for span in spans}:
        places = sorted((float(texts[span]["x"]), len(span)) for span in spans if texts[span]["y"] == line)
        assert all(after - before > (one + 1) * 6.5 for (before, one), (after, _) in pairwise(places))
    assert min(float(node.attributes["height"]) for node in root.all("rect")) >= 10
    lines = [node.attributes for node in root.all("line") if node.attributes["class"] == "bound"]
    assert len(lines) > 2
    for name in ("县级部门（15）", "党委部门及驻县单位（1）"):
        x, y = float(texts[name]["x"]), float(texts[name]["y"])
        end = x + sum(1 if char in "15" else 2 for char in name) * 6.5
        across = [one for one in lines if x < float(one["x1"]) < end and float(one["y1"]) < y - 3 < float(one["y2"])]
        assert not across, name


def test_what_is_said_of_a_bar_stands_at_its_end() -> None:
    root = drawn(Chart("c", "bar", "扣分", ("未办结", "未自查"), (Series("分", (6, 2)),), ("累计75%", "累计100%")))
    assert [node.text for node in root.all("text") if node.attributes["class"] == "note"] == ["累计75%", "累计100%"]


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
