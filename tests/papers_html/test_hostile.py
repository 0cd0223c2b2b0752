"""What people type stays text: it neither runs, nor marks up, nor leads anywhere but where it says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.papers import html as to_html
from gongkai.papers.document import Cell, Chart, Column, Document, HeatHead, HeatMap, Run, Section, Series, Table, text
from tests.papers_html.reading import Node, read
from tests.render.papers import anything

BAD = (
    "<script>alert(1)</script>",
    '"onmouseover="alert(1)',
    "'><img src=x onerror=alert(1)>",
    "</style><script>alert(1)</script>",
    "{{ 7 * 7 }}{% raw %}",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    '=HYPERLINK("http://a.cn")',
    "&lt;b&gt;&amp;",
    "𠮷野家😀",
)


def _head(said: str) -> HeatHead:
    return HeatHead(said, said, said, Cell(said), said)


def everywhere(said: str) -> Document:
    """Return a paper that says one thing in every place it can."""
    table = Table(
        said, said, (Column(said), Column(said, "number")), ((Cell(said, ref=said), Cell(said)),), (Cell(said), Cell(1))
    )
    chart = Chart("c", "stacked", said, (said,), (Series(said, (1,)), Series("乙", (2,))))
    heat = HeatMap("h", said, (_head(said),), (_head(said),), ((Cell(said, "bad", said),),), (("bad", said),), said)
    section = Section(said, said, (text(said, Run(said, "bad")), table, chart, heat))
    return Document("x", said, (section,), number=said, addressee=said, marks=(said,), footer=said)


def links(root: Node) -> list[str]:
    return [node.attributes["href"] for node in root.all("a")]


@pytest.mark.parametrize("said", BAD)
def test_text_is_shown_as_it_was_typed_and_opens_no_element(said: str) -> None:
    root = read(to_html.write(everywhere(said)))
    calm = read(to_html.write(everywhere("平")))
    assert [node.name for node in root.all() if node.name != "a"] == [
        node.name for node in calm.all() if node.name != "a"
    ]
    assert root.one("h1").text == said
    assert root.one("h2").text == said
    assert not [link for link in links(root) if not link.startswith(("#", "http://a.cn"))]


@given(anything)
def test_no_text_at_all_adds_an_attribute_or_a_script(said: str) -> None:
    root = read(to_html.write(everywhere(said)))
    assert len(list(root.all("script"))) == 1
    names = {name for node in root.all() for name in node.attributes}
    assert not [name for name in names if name.startswith("on")]
    assert "style" not in names


@pytest.mark.parametrize(
    ("said", "leads"),
    [
        ("https://www.weiyuan.gov.cn/a.html", ["https://www.weiyuan.gov.cn/a.html"]),
        ("见http://a.cn/1；http://b.cn/2。", ["http://a.cn/1", "http://b.cn/2"]),
        ("（https://a.cn/x?y=1&z=2）", ["https://a.cn/x?y=1&z=2"]),
        ('https://a.cn/"onmouseover=alert(1)', ["https://a.cn/"]),
        ("javascript:alert(1)//http", []),
        ("java\tscript:alert(1)", []),
        ("vbscript:x data:text/html,x file:///etc/passwd //a.cn", []),
        ("威府督〔2018〕12号", []),
    ],
)
def test_evidence_is_a_link_only_where_it_is_an_http_address(said: str, leads: list[str]) -> None:
    root = read(to_html.write(Document("x", "一览", (text(said),))))
    found = [node for node in root.all("a") if not node.attributes["href"].startswith("#")]
    assert [node.attributes["href"] for node in found] == leads
    assert all("noopener" in node.attributes["rel"].split() for node in found)
    assert [node.text for node in found] == leads


def test_marks_that_turn_or_hide_text_are_gone() -> None:
    root = read(to_html.write(Document("x", "甲\u202e乙\u200b丙\x00丁\ud800", ())))
    assert root.one("h1").text == "甲乙丙 丁?"


def test_ten_thousand_characters_stay_whole_and_may_wrap() -> None:
    said = "长" * 10_000
    table = Table("t", "表", (Column("编号"), Column("事由", weight=1)), ((Cell(said), Cell(said)),))
    root = read(to_html.write(Document("x", "一览", (table,))))
    cells = list(root.one("tbody").all("th", "td"))
    assert [cell.text for cell in cells] == [said, said]
    assert "class" not in cells[0].attributes


@given(st.text(min_size=1, max_size=40))
def test_a_link_shows_where_it_leads(said: str) -> None:
    for node in read(f"<p>{to_html.linked('http://a.cn/' + said)}</p>").all("a"):
        assert node.attributes["href"] == node.text


def test_a_state_of_some_length_is_not_broken_syllable_by_syllable() -> None:
    columns = (Column("问题", weight=3), Column("状态"))
    rows = ((Cell("栏目空白" * 8), Cell("已整改待核（逾期22天整改）")), (Cell("链接失效"), Cell("已销号")))
    root = read(to_html.write(Document("x", "一览", (Table("t", "表", columns, rows),))))
    states = [list(row.all("td"))[-1] for row in root.one("tbody").all("tr")]
    assert [state.attributes.get("class") for state in states] == ["said", "short"]
