"""Any document is a page that programs for the blind can read, that fetches nothing and runs only its own script."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from itertools import pairwise

import pytest
from hypothesis import given

from gongkai.papers import html as to_html
from gongkai.papers.document import Cell, Column, Document, HeatHead, HeatMap, Section, Table, text
from tests.papers_html.reading import Node, read
from tests.render.papers import CIRCULAR, STATUS, documents

PAPERS = pytest.mark.parametrize("paper", [STATUS, CIRCULAR], ids=lambda paper: paper.kind)


def page(document: Document) -> Node:
    return read(to_html.write(document))


def digest(content: str) -> str:
    return f"'sha256-{b64encode(sha256(content.encode()).digest()).decode()}'"


def headings(root: Node) -> list[int]:
    return [int(node.name[1]) for node in root.all("h1", "h2", "h3", "h4", "h5", "h6")]


def assert_well_built(root: Node) -> None:
    levels = headings(root)
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels)), levels
    ids = [node.attributes["id"] for node in root.all() if "id" in node.attributes]
    assert len(ids) == len(set(ids))
    inner = [node.attributes["href"][1:] for node in root.all("a") if node.attributes["href"].startswith("#")]
    assert set(inner) <= set(ids)


@PAPERS
def test_one_title_headings_in_order_every_link_inside_leads_somewhere(paper: Document) -> None:
    assert_well_built(page(paper))


@given(documents())
def test_whatever_a_paper_says_the_page_holds_together(paper: Document) -> None:
    root = page(paper)
    assert_well_built(root)
    assert root.one("head").one("title").text.strip()
    assert len(list(root.all("script"))) == 1


@PAPERS
def test_the_language_is_chinese_and_the_script_and_style_run_by_their_hash_alone(paper: Document) -> None:
    root = page(paper)
    assert root.one("html").attributes["lang"] == "zh-Hans"
    policies = [node for node in root.all("meta") if node.attributes.get("http-equiv") == "Content-Security-Policy"]
    policy = dict(part.split(" ", 1) for part in policies[0].attributes["content"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == digest(root.one("script").text)
    assert policy["style-src"] == digest(root.one("style").text)
    assert "unsafe" not in str(policy)
    assert policies[0].parent is root.one("head")


@PAPERS
def test_nothing_is_fetched_and_nothing_runs_from_an_attribute(paper: Document) -> None:
    root = page(paper)
    for node in root.all():
        assert not {name for name in node.attributes if name.startswith("on") or name in {"style", "src", "srcset"}}
    assert [node.attributes["href"] for node in root.all("link")] == ["data:,"]
    outside = re.findall(r"(?:https?:)?//[\w.]+", root.one("style").text)
    assert not outside
    assert "@import" not in root.one("style").text


@PAPERS
def test_every_table_has_a_caption_and_heads_with_their_scope(paper: Document) -> None:
    tables = list(page(paper).all("table"))
    assert tables
    for table in tables:
        assert table.one("caption").text.strip()
        assert all(head.attributes["scope"] == "col" for head in table.one("thead").all("th"))
        for row in table.one("tbody").all("tr"):
            assert next(row.all("th", "td")).name == "th"
            assert next(row.all("th")).attributes["scope"] == "row"


def test_a_table_without_caption_is_named_by_the_headings_above_it() -> None:
    table = Table(
        "t", "", (Column("单位"), Column("得分", "number")), ((Cell("县教育局"), Cell(95)),), (Cell("合计"), Cell(95))
    )
    root = page(Document("x", "一览", (Section("a", "五、排名", (Section("b", "镇", (table,)),)),)))
    assert root.one("caption").text == "五、排名　镇"
    assert root.one("caption").attributes["class"] == "unseen"
    assert "合计95" in root.one("tfoot").text


def test_an_empty_table_says_so() -> None:
    root = page(Document("x", "一览", (Table("t", "问题", (Column("编号"), Column("单位")), ()),)))
    assert root.one("tbody").text == "（无）"


def test_a_wide_table_can_be_scrolled_by_keyboard_and_two_of_them_have_two_names() -> None:
    wide = Table("t", "扣分", tuple(Column(str(no)) for no in range(8)), ((Cell(1),) * 8,))
    regions = [node.attributes for node in page(Document("x", "一览", (wide, wide))).all("div")]
    assert [(each["role"], each["tabindex"], each["aria-label"]) for each in regions] == [
        ("region", "0", "扣分"),
        ("region", "0", "扣分（2）"),
    ]


def test_a_unit_in_the_ranking_links_to_its_own_section_and_a_number_to_its_row() -> None:
    ranking = Table(
        "r", "排名", (Column("名次", "number"), Column("单位")), ((Cell(1), Cell("县教育局", ref="县教育局")),)
    )
    problems = Table("f", "问题", (Column("编号"),), ((Cell("F12", ref="F12"),),))
    taken = Table("d", "扣分", (Column("编号"), Column("问题")), ((Cell("D1", ref="D1"), Cell("F12", ref="F12")),))
    root = page(Document("x", "一览", (ranking, problems, taken, Section("县教育局", "县教育局", (text("得分表"),)))))
    links = {node.text: node.attributes["href"][1:] for node in root.all("a")}
    targets = {node.attributes.get("id"): node for node in root.all()}
    assert targets[links["县教育局"]].name == "h2"
    assert targets[links["F12"]].text == "F12"
    assert "D1" not in links


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://weiyuan.example/gk/kh/entry0.html", "weiyuan.example/…/entry0.html"),
        ("https://weiyuan.example/entry0-of-2018.html", "weiyuan.example/entry0-of-2018.html"),
        ("http://a.cn/b.html", "http://a.cn/b.html"),
        ("https://weiyuan.example/" + "x" * 80, "weiyuan.example/" + "x" * 43 + "…"),
    ],
)
def test_a_long_address_in_a_table_is_told_by_host_and_last_part_and_leads_where_it_is(url: str, shown: str) -> None:
    table = Table("t", "扣分", (Column("依据", weight=1),), ((Cell(url),),))
    link = page(Document("x", "一览", (table, text(url)))).one("table").one("a")
    assert (link.text, link.attributes["href"]) == (shown, url)


def test_in_running_text_an_address_is_whole() -> None:
    url = "https://weiyuan.example/gk/kh/entry0.html"
    assert page(Document("x", "一览", (text(f"依据：{url}。"),))).one("main").one("a").text == url


def test_a_chart_and_its_figures_can_be_heard() -> None:
    svg = page(CIRCULAR).one("svg")
    assert svg.attributes["role"] == "img"
    named = svg.attributes["aria-labelledby"].split()
    assert [node.text for node in svg.all("title", "desc")] == ["等次", "优秀：单位1；良好：单位2"]
    assert [node.attributes["id"] for node in svg.all("title", "desc")] == named


def test_a_heat_map_tells_each_state_in_a_word_and_the_legend_what_tones_mean() -> None:
    root = page(CIRCULAR)
    heat = next(node for node in root.all("table") if node.attributes["class"] == "heat")
    assert [[cell.text for cell in row.all("th", "td")] for row in heat.one("tbody").all("tr")] == [
        ["要点1", "绿", "红"],
        ["要点8", "", "黄"],
    ]
    legend = next(node for node in root.all("ul") if node.attributes.get("class") == "legend")
    assert [item.text for item in legend.all("li")] == ["红（逾期）", "黄（预警）", "绿（正常）"]


def test_a_heat_map_has_its_totals_its_groups_and_leads_where_its_heads_say() -> None:
    rows = tuple(HeatHead(unit, ref=unit, total=Cell(f"{at}/2"), group=kind) for at, (unit, kind) in enumerate(UNITS))
    columns = tuple(HeatHead(f"要点{no}", str(no), str(no), Cell(f"{no}0")) for no in (1, 2))
    cells = ((Cell("牵头60%", "", "县教育局"), Cell(None)), (Cell("逾期", "bad", "严陵镇"), Cell("已办结", "strong")))
    heat = HeatMap("h", "", rows, columns, cells, (("bad", "逾期"),), "落实面", Cell("50"), ("牵头", "牵头单位"))
    points = Table("p", "要点", (Column("号"),), ((Cell("1", ref="1"),), (Cell("2", ref="2"),)))
    cards = tuple(Section(unit, unit, (text("情况"),), folded=True) for unit, _ in UNITS)
    root = page(Document("x", "一览", (Section("a", "一、落实情况", (heat, points)), *cards)))
    table = next(node for node in root.all("table") if node.attributes["class"] == "heat")
    assert table.one("caption").text == "一、落实情况"
    assert [node.text for node in table.all("th") if node.attributes["scope"] == "rowgroup"] == ["部门", "镇"]
    assert [cell.text for cell in table.one("tfoot").all("td")] == ["50", "10", "20"]
    assert [cell.text for cell in table.all("td") if cell.attributes.get("class", "").startswith("sum ")][:2] == [
        "0/2",
        "1/2",
    ]
    framed = [cell.text for cell in table.all("td") if "framed" in cell.attributes.get("class", "")]
    assert framed == ["牵头60%"]
    targets = {node.attributes.get("id"): node for node in root.all()}
    assert {link.text: targets[link.attributes["href"][1:]].name for link in table.all("a")} == {
        "1": "th",
        "2": "th",
        "县教育局": "div",
        "严陵镇": "div",
        "牵头60%": "div",
        "逾期": "div",
    }
    assert [link.text for link in table.all("a") if link.attributes.get("tabindex") == "-1"] == ["牵头60%", "逾期"]


UNITS = (("县教育局", "部门"), ("严陵镇", "镇"))


def test_what_stands_side_by_side_in_a_total_stands_below_each_other_under_the_columns() -> None:
    rows = (HeatHead("县教育局", total=Cell("3/4　75.0")),)
    columns = tuple(HeatHead(f"名称{no}", str(no), total=Cell(f"{no}/40　25")) for no in (10, 9))
    cells = ((Cell("已办结", "strong"), Cell("未启动", "dim")),)
    heat = HeatMap(
        "h", "", rows, columns, cells, (("dim", "未启动"),), "小计：办结/承担　占比（%）", Cell("19/80　23.8")
    )
    root = page(Document("x", "一览", (Section("a", "一、落实情况", (heat,)),)))
    table = root.one("table")
    assert [[cell.text for cell in row.all("th", "td")] for row in table.one("tfoot").all("tr")] == [
        ["小计：办结", "19", "10", "9"],
        ["承担", "80", "40", "40"],
        ["占比（%）", "23.8", "25", "25"],
    ]
    line = table.one("tbody").one("tr")
    assert [cell.text for cell in line.all("th", "td")][:2] == ["县教育局", "3/4　75.0"], "beside the name"
    assert [item.text for item in root.one("details").all("li")] == ["9　名称9", "10　名称10"]


def test_a_heat_map_wider_than_a_sheet_is_told_in_parts() -> None:
    columns = tuple(HeatHead(f"要点{no}") for no in range(130))
    heat = HeatMap(
        "h",
        "要点",
        (HeatHead("县教育局"),),
        columns,
        (tuple(Cell("已办结", "good") for _ in columns),),
        (("good", "已办结"),),
    )
    root = page(Document("x", "一览", (heat,)))
    tables = list(root.all("table"))
    assert [table.one("caption").text for table in tables] == ["要点（1/3）", "要点（2/3）", "要点（3/3）"]
    assert [head.text for table in tables for head in table.one("thead").all("th")] == [head.name for head in columns]
    assert len([node for node in root.all("ul") if node.attributes.get("class") == "legend"]) == 1


def test_what_is_folded_opens_under_its_heading_and_says_where_else_it_stands() -> None:
    inner = Section("u", "县教育局", (text("得分100"),), folded=True)
    root = page(Document("x", "一览", (Section("c", "一、得分表", (inner,), folded=True, apart="考核得分表"),)))
    outer, card = root.all("details")
    assert outer.one("h2").text == "一、得分表"
    assert card.above[:4] == ["section", "div", "details", "section"]
    assert "open" not in outer.attributes
    told = next(node for node in root.all("p") if node.attributes.get("class") == "elsewhere")
    assert told.text == "本部分不在此打印，见考核得分表。"
    assert told.parent is not None
    assert told.parent.name == "section", "what is closed is not told outside of it"
