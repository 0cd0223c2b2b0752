"""The leaders' page: what it shows is what the report counts, and every figure leads to its basis."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from gongkai.papers import html as to_html
from gongkai.papers.document import Chart, Figures, HeatMap, Paragraph, Section, ShortDay, Table
from gongkai.papers.html import walk
from gongkai.papers.values import written as to_words
from gongkai.progress.trend import upto
from gongkai.register.ledger import CST
from gongkai.report.arrears import arrears
from gongkai.report.comparison import EarlierPaper, headline_of
from gongkai.report.coverage import Coverage, Covered
from gongkai.report.distribution import _spread
from gongkai.report.opening import _lowest_place
from gongkai.report.page import page_document
from gongkai.report.yearend import report_document
from tests.papers_html.reading import read
from tests.report.build import (
    EDUCATION,
    FINANCE,
    OFFICE,
    UNITS,
    XINDIAN,
    YANLING,
    Book,
    a_busy_autumn,
    day,
    plan,
)

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


def test_tables_and_cards_are_folded_and_what_has_a_paper_of_its_own_is_not_printed(paper: Document) -> None:
    found = sections(paper)
    assert {key for key, section in found.items() if section.folded} == {
        "lights",
        "ranking",
        "open-findings",
        "taken",
        "cards",
    }
    assert {key: section.apart for key, section in found.items() if section.apart} == {
        "taken": "年度台账",
        "cards": "各单位考核得分表",
    }
    for key in set(found) - {"lights", "ranking", "open-findings", "taken", "cards", "heat"}:
        assert [block.folded for block in found[key].blocks if isinstance(block, Section)] == [True]


def test_a_year_without_a_rubric_has_a_picture_and_a_card_of_each_unit() -> None:
    bare = replace(plan(), assessment=None)
    book = Book(bare)
    book.progress("1", YANLING, 100, day("08-10"))
    late = book.finding(XINDIAN, day("08-05"), day("08-20"), point="3")
    paper = page_document(book.year(day("10-15")))
    assert {head.group for head in picture(paper).rows} == {"镇", "政府部门"}
    assert not {"distribution", "rules", "ranking", "taken"} & set(sections(paper))
    cards = {card.key: card for card in sections(paper)["cards"].blocks if isinstance(card, Section)}
    assert set(cards) == {OFFICE, EDUCATION, FINANCE, YANLING, XINDIAN}
    assert [table.key for table in tables(cards[XINDIAN])] == ["behind", "findings"]
    assert late.id in to_html.write(paper)
    root = read(to_html.write(paper))
    assert "本部分不在此打印，见本网页。" in root.text


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


def leads(document: Document) -> list[str]:
    """Return the sentences that the page opens with."""
    said = (block for block in document.blocks if isinstance(block, Paragraph) and block.role == "lead")
    return ["".join(run.text for run in block.runs) for block in said]


def picture(document: Document) -> HeatMap:
    """Return the units × points."""
    return next(block for block in walk(document.blocks) if isinstance(block, HeatMap))


def test_an_unfinished_year_says_once_that_it_is_one(paper: Document) -> None:
    notes = [block.runs[0].text for block in paper.blocks if isinstance(block, Paragraph) and block.role == "note"]
    assert notes == ["截至2018年11月15日，年度尚未结束。得分、名次、等次按这一天的登记计算，不是年终结果。"]


def test_it_opens_with_what_is_late_what_changed_and_who_needs_help(paper: Document) -> None:
    """Point 2 owes three lists, point 3 its catalogue in two towns; two findings are past their day."""
    late, changed, help_ = leads(paper)
    assert late == (
        "逾期的有应办事项5件、问题整改2个，涉及3个单位；亮红灯的要点2个，都因应办事项或者问题整改逾期；"
        "最久的是县财政局的应办事项（要点2），已逾期76天。"
    )
    assert changed == "与10月31日相比，扣分计入由3分增至13分。"
    assert help_ == "需要重点帮助的，是逾期最多的县财政局（4件）。"


def test_a_year_of_one_day_has_nothing_to_compare_with_and_nobody_behind() -> None:
    assert leads(page_document(Book().year(day("07-25")))) == [
        "没有逾期的要点、应办事项和问题整改。",
        "7月25日印发，此前没有可比的数据。",
        "各责任单位都还没有办结的要点。",
    ]


def test_the_last_midterm_circular_is_what_it_is_compared_with(year: Year) -> None:
    book = Book()
    book.ledger = upto(year.ledger, day("09-05"))
    report = report_document(book.year(day("09-05"))).data
    assert isinstance(report, dict)
    midterm = EarlierPaper("中期", day("09-05"), headline_of(report))
    last = EarlierPaper("上年", date(2017, 12, 31), replace(midterm.headline, finished=Decimal("12.5")))
    paper = page_document(year, earlier=(midterm, last))
    assert leads(paper)[1].startswith("与中期（9月5日）相比，办结率由0%升至50%，")
    chart = sections(paper)["against"].blocks[0]
    assert isinstance(chart, Chart)
    assert [series.name for series in chart.series] == ["上年", "中期", "本期"]
    assert [series.values[0] for series in chart.series] == [Decimal("12.5"), Decimal("0.0"), Decimal("50.0")]
    (table,) = tables(sections(paper)["against"])
    assert [column.name for column in table.columns] == ["指标", "上年", "中期", "本期", "比中期", "比上年"]
    assert [cell.value for cell in table.rows[0]][-2:] == ["+50个百分点", "+37.5个百分点"]


def test_who_objects_is_not_named_among_those_behind() -> None:
    book = a_busy_autumn()
    book.progress("1", YANLING, 100, day("11-01"))
    book.progress("2", YANLING, 100, day("11-01"))
    behind = leads(page_document(book.year(day("11-15"))))[2]
    assert f"落实面最低的{XINDIAN}（4个要点都没有办结）" in behind
    year = book.year(day("11-15"))
    year.objecting = frozenset({XINDIAN})
    assert XINDIAN not in leads(page_document(year))[2]


def test_the_picture_has_each_unit_and_point_with_the_least_done_first() -> None:
    book = a_busy_autumn()
    for point in ("1", "2", "4"):
        book.progress(point, XINDIAN, 100, day("11-01"))
    book.progress("1", YANLING, 100, day("11-02"))
    heat = picture(page_document(book.year(day("11-15"))))
    assert [(head.group, head.name, head.total.value) for head in heat.rows] == [
        ("镇", YANLING, "1/4　25.0"),
        ("镇", XINDIAN, "3/4　75.0"),
        ("县级部门", EDUCATION, "—"),
        ("县级部门", FINANCE, "—"),
        ("考核组织单位", OFFICE, "—"),
    ]
    assert [(head.short, head.total.value) for head in heat.columns] == [
        ("3", "0/2　0"),
        ("2", "1/2　50"),
        ("4", "1/2　50"),
        ("1", "2/2　100"),
    ]
    assert (heat.summed, heat.total.value) == ("小计：办结/承担　落实面（%）", "4/8　50.0")


def test_a_cell_tells_the_state_its_unit_is_in_and_is_empty_where_the_unit_has_no_part(paper: Document) -> None:
    heat = picture(paper)
    cells = {
        (column.short, row.name): (cell.value, cell.tone)
        for row, line in zip(heat.rows, heat.cells, strict=True)
        for column, cell in zip(heat.columns, line, strict=True)
        if row.name in {EDUCATION, FINANCE}
    }
    assert cells == {
        ("1", EDUCATION): (None, ""),
        ("1", FINANCE): ("牵头60%", ""),
        ("2", EDUCATION): (None, ""),
        ("2", FINANCE): ("牵头逾期", "bad"),
        ("3", EDUCATION): (None, ""),
        ("3", FINANCE): (None, ""),
        ("4", EDUCATION): ("牵头已销号", "good"),
        ("4", FINANCE): (None, ""),
    }
    assert heat.framed == ("牵头", "牵头，不计入落实面")


def test_each_cell_leads_to_its_units_card_each_head_to_unit_or_point(paper: Document) -> None:
    root = read(to_html.write(paper))
    targets = {node.attributes.get("id"): node for node in root.all()}
    heat = next(node for node in root.all("table") if node.attributes["class"] == "heat")
    for row in heat.all("tbody"):
        for line in (line for line in row.all("tr") if line.attributes.get("class") != "group"):
            unit = line.one("th").text
            for link in line.all("a"):
                card = targets[link.attributes["href"][1:]].parent
                assert card is not None
                assert card.one("summary").text == unit
    for link in heat.one("thead").all("a"):
        assert targets[link.attributes["href"][1:]].text == link.text
        assert targets[link.attributes["href"][1:]].name == "th"
    assert len(list(heat.all("a"))) == 4 + 5 + sum(bool(c.value) for row in picture(paper).cells for c in row)


def test_a_returned_report_and_a_finished_one_have_their_own_words() -> None:
    book = Book()
    book.progress("4", EDUCATION, 100, day("10-08"))
    book.review("4", EDUCATION, "returned", day("10-10"))
    book.progress("1", FINANCE, 100, day("10-08"))
    book.progress("1", XINDIAN, 30, day("10-08"))
    words = {cell.value for row in picture(page_document(book.year(day("10-15")))).cells for cell in row}
    assert {"牵头已退回", "牵头已办结", "未启动", "30%", None} <= words


def test_scores_are_spread_over_spans_with_the_grades_where_they_begin(year: Year, paper: Document) -> None:
    chart = sections(paper)["distribution"].blocks[0]
    assert isinstance(chart, Chart)
    assert sum(sum(series.values) for series in chart.series) == sum(score.score is not None for score in year.scores)
    span = dict(zip(chart.categories, zip(*(series.values for series in chart.series), strict=True), strict=True))
    (place, name) = next(bound for bound in chart.bounds if bound[1].startswith("优秀"))
    assert name == "优秀 90"
    begins = list(span)[int(place)].partition("—")[0]
    assert begins == "90"
    low = [score.score for score in year.scores if score.score is not None and score.score < 90]
    assert sum(sum(values) for name, values in span.items() if Decimal(name.partition("—")[0]) < 90) == len(low)
    note = sections(paper)["distribution"].blocks[-1]
    assert isinstance(note, Paragraph)
    told = note.runs[0].text
    assert "等次的分数线：优秀90分、" in told


def test_open_findings_are_counted_in_their_head_and_stand_by_how_late_they_are() -> None:
    book = Book()
    later = book.finding(XINDIAN, day("08-05"), day("09-20"), point="3")
    first = book.finding(YANLING, day("08-06"), day("08-20"), point="3")
    part = sections(page_document(book.year(day("10-15"))))["open-findings"]
    (table,) = tables(part)
    assert part.title.endswith("、未销号问题（2）")
    said = [" ".join(str(cell.value) for cell in row) for row in table.rows]
    assert [first.id in said[0], later.id in said[1]] == [True, True]


def test_rules_stand_by_what_they_took_and_add_up(paper: Document) -> None:
    chart, _ = sections(paper)["rules"].blocks
    assert isinstance(chart, Chart)
    assert list(chart.series[0].values) == [Decimal(10), Decimal(3)]
    assert chart.notes == ("累计76.9%", "累计100%")


def test_every_tone_of_a_map_stands_in_its_legend(paper: Document) -> None:
    for heat in (block for block in walk(paper.blocks) if isinstance(block, HeatMap)):
        assert {cell.tone for row in heat.cells for cell in row if cell.value} <= {tone for tone, _ in heat.legend}
        assert len({tone for tone, _ in heat.legend}) == len(heat.legend)


def test_each_chart_has_its_figures_in_a_table_beside_it(paper: Document) -> None:
    chart = sections(paper)["chapters"].blocks[0]
    (table,) = tables(sections(paper)["chapters"])
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
    assert all(card.folded for card in cards if isinstance(card, Section))
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
        card = targets[link.attributes["href"][1:]].parent
        assert card is not None
        assert (card.name, card.one("summary").text) == ("details", link.text)


def test_evidence_on_the_web_is_a_link_and_nothing_else_leads_outside(paper: Document) -> None:
    links = [node.attributes for node in read(to_html.write(paper)).all("a")]
    outside = [link for link in links if not link["href"].startswith("#")]
    assert {link["href"] for link in outside} == {"http://www.weiyuan.gov.cn/a.html"}
    assert {link["rel"] for link in outside} == {"noopener noreferrer"}


def test_a_year_without_records_is_a_page_too() -> None:
    year = Book().year(day("08-01"))
    paper = page_document(year)
    assert set(sections(paper)) == {"lights", "heat", "distribution", "chapters", "trend", "ranking", "cards"}
    assert read(to_html.write(paper)).one("h1").text == "威远县2018年政务公开工作年终考核情况一览"


def test_an_unknown_kind_is_a_fault_of_the_program(year: Year) -> None:
    with pytest.raises(KeyError):
        page_document(year, "weekly")


def test_a_score_above_full_has_a_span_of_its_own_and_no_span_holds_what_is_outside_it(year: Year) -> None:
    """A bonus makes 101 of 100: what stands in 98—100 is none of it."""
    for low, high in ((Decimal(78), Decimal(101)), (Decimal("-5.5"), Decimal(100)), (Decimal(61), Decimal("100.5"))):
        scores = [replace(year.scores[0], score=low), replace(year.scores[0], score=high)]
        spread = _spread(scores, Decimal(100), ())
        (counts,) = spread.counts.values()
        held = [span for span, count in zip(spread.spans, counts, strict=True) for _ in range(count)]
        assert [begin <= score <= end for (begin, end), score in zip(held, (low, high), strict=True)] == [True, True]


def test_days_on_the_page_are_written_as_an_office_writes_them(paper: Document) -> None:
    root = read(to_html.write(paper))
    assert "10月25日" in root.text
    cells = [node.text for node in root.all("td")]
    assert not [said for said in cells if re.search(r"\d\d-\d\d", said) and "http" not in said]
    assert to_words(date(2019, 1, 4)) == "2019年1月4日"
    assert to_words(ShortDay(2018, 9, 5)) == "9月5日"
    assert to_words(datetime(2018, 10, 15, 1, 5, tzinfo=CST)) == "2018年10月15日 01:05"


def test_no_two_tables_of_the_page_have_one_name(paper: Document) -> None:
    """A filter is called by its table."""
    named = [table.caption for block in paper.blocks for table in tables(block) if table.key == "behind"]
    assert len(named) > 1
    assert len(set(named)) == len(named)


def test_the_first_sentence_explains_the_red_lights_that_are_not_the_points_own() -> None:
    book = a_busy_autumn()
    book.progress("2", FINANCE, 100, day("12-20"))
    over = book.year(date(2019, 1, 10))
    red, own = over.overview.summary.overdue, arrears(over).count("point")
    assert red > own > 0
    assert f"亮红灯的要点{red}个，其中{red - own}个本身没有逾期" in leads(page_document(over))[0]


def test_who_needs_help_is_told_by_a_measure_where_too_many_share_the_lowest_place() -> None:
    units = tuple(Coverage(f"第{at}局", 0 if at < 5 else 9, 9) for at in range(8))
    cover = Covered((("部门", units),), ())
    assert _lowest_place(cover) == "落实面最低的5个单位（都是0%）"
    even = Covered((("部门", units[:5]),), ())
    assert _lowest_place(even) == "", "nobody is behind where all stand alike"
