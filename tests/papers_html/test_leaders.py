"""The leaders' page: what it shows is what the report counts, and every figure leads to its basis."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gongkai.papers import html as to_html
from gongkai.papers.document import Chart, Figures, HeatMap, Paragraph, Section, Table
from gongkai.papers.html import walk
from gongkai.report.page import page_document
from gongkai.report.yearend import report_document
from tests.papers_html.reading import read
from tests.report.build import EDUCATION, FINANCE, OFFICE, PARTY, UNITS, XINDIAN, YANLING, Book, a_busy_autumn, day

if TYPE_CHECKING:
    from gongkai.papers.document import Block, Document
    from gongkai.year import Year


@pytest.fixture(scope="module")
def year() -> Year:
    return a_busy_autumn().year(day("11-15"))


@pytest.fixture(scope="module")
def paper(year: Year) -> Document:
    return page_document(year)


def sections(document: Document) -> dict[str, Section]:
    return {block.key: block for block in document.blocks if isinstance(block, Section)}


def tables(block: Block) -> list[Table]:
    return [each for each in walk([block]) if isinstance(each, Table)]


def test_the_page_says_what_the_report_says(year: Year, paper: Document) -> None:
    assert paper.data == report_document(year).data
    assert paper.footer == report_document(year).footer
    assert "示例分值" in paper.marks


def test_headline_figures(paper: Document) -> None:
    figures = next(block for block in paper.blocks if isinstance(block, Figures))
    told = {item.label: item.value for item in figures.items}
    assert told["要点"] == 4
    assert told["已自查单位"] == "2/6"
    assert told["未销号问题"] == "2（逾期2）"
    assert told["扣分"] == "2条13分"


def test_an_unfinished_year_says_once_that_it_is_one(paper: Document) -> None:
    notes = [block.runs[0].text for block in paper.blocks if isinstance(block, Paragraph)]
    assert notes == ["截至2018年11月15日，年度尚未结束。得分、名次、等次按这一天的登记计算，不是年终结果。"]


def test_a_map_for_each_ranked_group_and_one_for_the_rest(paper: Document) -> None:
    maps = [block for block in sections(paper)["heat"].blocks if isinstance(block, HeatMap)]
    assert [(heat.caption, heat.columns) for heat in maps] == [
        ("镇", (YANLING, XINDIAN)),
        ("县级部门", (EDUCATION, FINANCE)),
        ("考核组织单位、党委部门及驻县单位", (OFFICE, PARTY)),
    ]
    assert maps[0].rows[0] == "1 加大决策信息公开力度"
    assert all(any(cell.value for cell in cells) for heat in maps for cells in heat.cells), "no row without a unit"


def test_a_cell_tells_the_state_its_unit_is_in_and_is_empty_where_the_unit_has_no_part(paper: Document) -> None:
    maps = [block for block in sections(paper)["heat"].blocks if isinstance(block, HeatMap)]
    departments = {
        (row.split()[0], unit): cell
        for row, cells in zip(maps[1].rows, maps[1].cells, strict=True)
        for unit, cell in zip(maps[1].columns, cells, strict=True)
    }
    assert {key: (cell.value, cell.tone) for key, cell in departments.items()} == {
        ("1", EDUCATION): (None, ""),
        ("1", FINANCE): ("60%", ""),
        ("2", EDUCATION): (None, ""),
        ("2", FINANCE): ("逾期", "bad"),
        ("4", EDUCATION): ("已销号", "good"),
        ("4", FINANCE): (None, ""),
    }


def test_a_returned_report_and_a_finished_one_have_their_own_words() -> None:
    book = Book()
    book.progress("4", EDUCATION, 100, day("10-08"))
    book.review("4", EDUCATION, "returned", day("10-10"))
    book.progress("1", FINANCE, 100, day("10-08"))
    paper = page_document(book.year(day("10-15")))
    words = {
        cell.value for block in walk(paper.blocks) if isinstance(block, HeatMap) for row in block.cells for cell in row
    }
    assert {"已退回", "已办结", "未启动", None} <= words


def test_every_tone_of_a_map_stands_in_its_legend(paper: Document) -> None:
    for heat in (block for block in walk(paper.blocks) if isinstance(block, HeatMap)):
        assert {cell.tone for row in heat.cells for cell in row if cell.value} <= {tone for tone, _ in heat.legend}
        assert len({tone for tone, _ in heat.legend}) == len(heat.legend)


def test_each_chart_has_its_figures_in_a_table_beside_it(paper: Document) -> None:
    blocks = sections(paper)["chapters"].blocks
    chart, table = blocks
    assert isinstance(chart, Chart)
    assert isinstance(table, Table)
    sums = [sum(series.values) for series in chart.series]
    assert [cell.value for cell in table.total][2:6] == sums
    assert sum(sums) == 4


def test_deductions_stand_with_their_evidence_the_revoked_too(paper: Document) -> None:
    (table,) = tables(sections(paper)["taken"])
    names = [column.name for column in table.columns]
    rows = [dict(zip(names, (cell.value for cell in row), strict=True)) for row in table.rows]
    assert [(row["单位"], str(row["原记"]), str(row["计入"]), row["状态"]) for row in rows] == [
        (FINANCE, "5", "3", "已核减"),
        (YANLING, "10", "0", "已撤销"),
        (XINDIAN, "10", "10", "有效"),
    ]
    assert rows[0]["依据"] == "http://www.weiyuan.gov.cn/a.html"
    assert rows[1]["依据"] == "没有佐证（登记簿可查）"


def test_every_unit_has_its_scorecard_without_hints_for_the_command_line(paper: Document) -> None:
    cards = sections(paper)["cards"].blocks
    assert sorted(card.key for card in cards if isinstance(card, Section)) == sorted(UNITS)
    assert all(card.new_page for card in cards if isinstance(card, Section))
    said = [run.text for block in walk(cards) if isinstance(block, Paragraph) for run in block.runs]
    assert not [text for text in said if "gongkai" in text]


def test_the_ranking_leads_to_the_scorecard(paper: Document) -> None:
    root = read(to_html.write(paper))
    ranked = next(
        node
        for node in root.all("table")
        if node.one("caption").text == "县级部门" and node.attributes["class"] != "heat"
    )
    targets = {node.attributes.get("id"): node for node in root.all()}
    for link in ranked.all("a"):
        assert targets[link.attributes["href"][1:]].text == link.text
        assert targets[link.attributes["href"][1:]].name == "h3"


def test_evidence_on_the_web_is_a_link_and_nothing_else_leads_outside(paper: Document) -> None:
    links = [node.attributes for node in read(to_html.write(paper)).all("a")]
    outside = [link for link in links if not link["href"].startswith("#")]
    assert {link["href"] for link in outside} == {"http://www.weiyuan.gov.cn/a.html"}
    assert {link["rel"] for link in outside} == {"noopener noreferrer"}


def test_a_year_without_records_is_a_page_too() -> None:
    year = Book().year(day("08-01"))
    paper = page_document(year)
    assert set(sections(paper)) == {"lights", "heat", "chapters", "trend", "ranking", "cards"}
    assert read(to_html.write(paper)).one("h1").text == "威远县2018年政务公开工作年终考核情况一览"


def test_an_unknown_kind_is_a_fault_of_the_program(year: Year) -> None:
    with pytest.raises(KeyError):
        page_document(year, "weekly")
