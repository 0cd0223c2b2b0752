"""Workbooks opened again: figures are figures, days are days, and no text is ever run."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from python_calamine import CalamineWorkbook

from gongkai.papers.document import Cell, Chart, Column, Document, Figure, Figures, Section, Series, Table, text
from gongkai.papers.excel import writer as to_xlsx
from gongkai.papers.excel.a4 import TALLEST
from gongkai.papers.excel.grid import sheet_name
from tests.crosscheck import crosscheck
from tests.render.papers import CIRCULAR, HOSTILE, STATUS, documents

if TYPE_CHECKING:
    from pathlib import Path

    from tests.demonstration import Shown
    from tests.papers_xlsx.conftest import Printed

FORMULAS = ['=HYPERLINK("http://a.cn")', "+1", "-1", "@SUM(A1)", "{=1}", "看http://a.cn", "0012", "1e5"]
ADDRESSES = ["mailto:a@a.cn", "file:///etc/passwd", "internal:Sheet1!A1", "external:c:\\a.xlsx", "javascript:alert(1)"]
ADDRESSES += ["ftp://a.cn", 'http://a.cn"&cmd', "https://a.cn 和", "\\\\server\\share"]


def book(document: Document) -> CalamineWorkbook:
    return CalamineWorkbook.from_filelike(BytesIO(to_xlsx.write(document)))


def cells(document: Document) -> list[object]:
    opened = book(document)
    return [cell for name in opened.sheet_names for row in opened.get_sheet_by_name(name).to_python() for cell in row]


def parts(document: Document) -> dict[str, str]:
    with ZipFile(BytesIO(to_xlsx.write(document))) as file:
        return {name: file.read(name).decode() for name in file.namelist()}


def of_one(value: object, kind: str = "text") -> Document:
    column = Column("值", kind)  # type: ignore[arg-type]  # a kind by name
    return Document("any", "材料", (Table("t", "", (column,), ((Cell(value),),)),))  # type: ignore[arg-type]  # any value


@pytest.mark.parametrize(
    ("value", "kind", "read"),
    [
        (Decimal("87.50"), "number", 87.5),
        (41, "number", 41.0),
        (80, "percent", 0.8),
        (date(2018, 9, 30), "date", date(2018, 9, 30)),
        ("95", "text", "95"),
        (2**60, "number", str(2**60)),
    ],
)
def test_a_value_keeps_its_own_kind(value: object, kind: str, read: object) -> None:
    got = cells(of_one(value, kind))[-1]
    assert (got, type(got)) == (read, type(read))


@pytest.mark.parametrize("risky", [*FORMULAS, *ADDRESSES, HOSTILE])
def test_a_text_is_never_a_formula_a_link_or_a_figure(risky: str) -> None:
    sheets = [content for name, content in parts(of_one(risky)).items() if name.startswith("xl/worksheets/")]
    assert not any(re.search("<f[ >]|<hyperlink", content) for content in sheets)
    got = cells(of_one(risky))[-1]
    assert isinstance(got, str)
    assert got[:3] == risky[:3]


@pytest.mark.parametrize(
    ("number", "read"),
    [
        ("1", 1.0),
        ("2", 2.0),
        ("10", 10.0),
        ("1.2", "1.2"),
        ("4.10", "4.10"),
        ("010", "010"),
        ("1e3", "1e3"),
        ("AC-2(1)", "AC-2(1)"),
    ],
)
def test_the_number_of_a_work_point_sorts_as_a_number_and_keeps_its_spelling(number: str, read: object) -> None:
    """As texts 10 and 11 come before 2; what is no whole number stays as the plan writes it."""
    assert cells(of_one(number, "point"))[-1] == read
    assert cells(of_one(number))[-1] == number, "elsewhere a text is a text"
    assert cells(of_one("1、3—5", "point"))[-1] == "1、3—5"


def test_rare_characters_and_long_texts_survive() -> None:
    long = "政务公开𠮷" * 2000
    assert "".join(map(str, cells(of_one(long)))).endswith(long)
    assert "".join(map(str, cells(of_one("𠮷" * 40_000)))).count("𠮷") == 40_000


@settings(max_examples=40, deadline=None)
@given(documents())
def test_any_document_is_a_workbook_that_says_its_figures(document: Document) -> None:
    written = to_xlsx.write(document)
    CalamineWorkbook.from_filelike(BytesIO(written))
    assert written == to_xlsx.write(document)


@pytest.mark.parametrize("document", [STATUS, CIRCULAR])
def test_a_paper_is_read_back(document: Document) -> None:
    crosscheck(document, ".xlsx", to_xlsx.write(document))


def test_a_list_has_a_frozen_head_a_filter_and_is_set_up_for_printing() -> None:
    sheet = parts(of_one("县教育局"))["xl/worksheets/sheet1.xml"]
    assert "<autoFilter" in parts(of_one("县教育局"))["xl/tables/table1.xml"]
    for wanted in ('state="frozen"', "<tablePart ", 'paperSize="9"', 'orientation="landscape"', "&amp;P", "fitToPage"):
        assert wanted in sheet
    assert "Print_Titles" in parts(of_one("县教育局"))["xl/workbook.xml"]


def test_each_section_with_figures_is_a_sheet_of_its_own() -> None:
    table = of_one("a").blocks
    parts = (Section("a", "一、总体", table), Section("b", "二、总体", table))
    figures = Figures((Figure("要点", 41),))
    assert book(Document("any", "报告", (figures, *parts))).sheet_names == ["概况", "总体", "总体 2"]


def test_mere_words_before_the_tables_take_no_sheet() -> None:
    table = of_one("a").blocks
    words = text("截至2018年12月31日")
    made = book(Document("any", "得分", (words, Section("a", "镇", table), Section("b", "县级部门", table))))
    assert made.sheet_names == ["镇", "县级部门"]
    assert "截至2018年12月31日" in [str(cell) for row in made.get_sheet_by_name("镇").to_python() for cell in row]


def test_a_table_beside_a_part_with_tables_has_a_sheet_and_widths_of_its_own() -> None:
    table = of_one("a").blocks
    made = book(Document("any", "要点", (Section("a", "先看这里", table), *table)))
    assert made.sheet_names == ["要点", "先看这里"]
    assert book(Document("any", "要点", (Section("a", "先看这里", table),))).sheet_names == ["要点"]


def test_room_that_a_narrow_table_leaves_is_shared_by_its_columns() -> None:
    columns = (Column("名次"), Column("单位"), Column("得分"), Column("加分"))
    rows = ((Cell("1"), Cell("县教育局"), Cell("100"), Cell("1")),)
    narrow = Document("any", "得分", (Table("t", "", columns, rows),))
    sheet = parts(narrow)["xl/worksheets/sheet1.xml"]
    widths = [float(found) for found in re.findall(r'<col [^>]*width="([0-9.]+)"', sheet)]
    assert max(widths) - min(widths) < max(widths) / 2


def test_what_stays_on_the_first_sheet_is_not_numbered_with_gaps() -> None:
    table = of_one("a").blocks
    between = Section("b", "二、计算过程", (text("得分78"),))
    document = Document("any", "得分表", (Section("a", "一、得分", table), between, Section("c", "三、依据", table)))
    said = [str(cell) for row in book(document).get_sheet_by_name("概况").to_python() for cell in row]
    assert "计算过程" in said
    assert not any("二、" in cell for cell in said)


def test_points_are_figures_without_idle_zeros_and_places_stand_in_the_middle() -> None:
    """One format for all points: what has decimals shows them, what has none shows none."""
    columns = (Column("名次", "ordinal"), Column("得分", "number"), Column("扣分", "number"))
    rows = ((Cell(1), Cell(Decimal("99.50")), Cell(Decimal("0.00"))), (Cell(2), Cell(Decimal(98)), Cell(2)))
    document = Document("any", "得分", (Table("t", "", columns, rows),))
    styles = parts(document)["xl/styles.xml"]
    assert "0.00" not in styles
    assert 'numFmtId="2"' not in styles
    read = [row[:3] for row in book(document).get_sheet_by_index(0).to_python()]
    assert [row for row in read if isinstance(row[0], float)] == [[1.0, 99.5, 0.0], [2.0, 98.0, 2.0]]
    assert styles.count('horizontal="center"') >= 2


def charts(count: int) -> tuple[Chart, ...]:
    return tuple(
        Chart(f"c{n}", "bar", f"图{n}", tuple("甲乙丙丁"), (Series("数", (1, 2, 3, 4)),)) for n in range(count)
    )


def test_each_chart_stands_beside_its_own_table_and_none_is_torn_by_a_pages_end() -> None:
    inside = parts(Document("any", "总览", charts(4)))
    spots = re.findall(
        r"<xdr:from><xdr:col>(\d+)</xdr:col>.*?<xdr:row>(\d+)</xdr:row>.*?<xdr:to>.*?<xdr:row>(\d+)</xdr:row>",
        inside["xl/drawings/drawing1.xml"],
    )
    sheet = inside["xl/worksheets/sheet1.xml"]
    breaks = [int(row) for row in re.findall(r'<brk id="(\d+)"', sheet)]
    assert len(spots) == 4
    assert {int(column) for column, _, _ in spots} == {2}, "right of the tables"
    assert breaks
    ends = [0]
    for _, first, last in spots:
        assert int(first) > ends[-1], "below the one before"
        assert not any(int(first) < row <= int(last) for row in breaks)
        ends.append(int(last))
    assert "fitToPage" not in sheet, "with it Excel would not heed the breaks"


def test_the_values_of_lying_bars_stand_at_the_foot() -> None:
    (drawing,) = (part for name, part in parts(Document("any", "总览", charts(1))).items() if "charts/chart" in name)
    category = drawing[drawing.index("<c:catAx>") : drawing.index("</c:catAx>")]
    value = drawing[drawing.index("<c:valAx>") : drawing.index("</c:valAx>")]
    assert '<c:orientation val="maxMin"/>' in category
    assert '<c:crosses val="max"/>' in value
    assert 'sz="1200"' in category
    assert 'sz="1200"' in value


def test_a_rare_character_counts_two_in_a_sheets_name() -> None:
    assert sheet_name("𠮷" * 20, ()) == "𠮷" * 15
    assert sheet_name("0" * 30 + "𠮷", ()) == "0" * 30
    assert sheet_name("𠮷" * 20, ["𠮷" * 15]) == "𠮷" * 14 + " 2"


@pytest.mark.parametrize("title", ["", "'", "a/b:c*d?[e]\\", "History", "政" * 60, "\x00\x1f", "𠮷" * 40])
def test_a_sheet_has_a_name_that_excel_takes(title: str) -> None:
    name = sheet_name(title, ["表"])
    assert 0 < len(name) <= 31
    assert not set(name) & set("[]:*?/\\")
    assert name.lower() != "history"
    assert name != "表"


def test_a_long_list_is_printed_with_its_head_and_number_on_each_page(printed: Printed) -> None:
    columns = (Column("序号", "number"), Column("单位", weight=2), Column("得分", "number"))
    rows = tuple((Cell(no), Cell(f"第{no}个单位"), Cell(100 - no)) for no in range(1, 91))
    pages = printed(
        to_xlsx.write(Document("any", "得分表", (Table("t", "", columns, rows),), footer="校验码 8f14&e45f"))
    )
    assert len(pages) > 1
    for number, page in enumerate(pages, 1):
        words = "".join(page.split())
        assert "序号单位得分" in words
        assert f"第{number}页，共{len(pages)}页" in words
        assert "8f14&e45f" in words
    whole = "".join("".join(pages).split())
    assert all(f"{no}第{no}个单位{100 - no}" in whole for no in range(1, 91))


def test_a_wrapped_text_is_printed_whole(printed: Printed) -> None:
    said = "推进重大建设项目批准和实施领域信息公开" * 12 + "末尾"
    (page,) = printed(to_xlsx.write(of_one(said)))
    assert "末尾" in "".join(page.split())


def heights(document: Document) -> list[float]:
    (sheet,) = (part for name, part in parts(document).items() if "worksheets/sheet" in name)
    return [float(each) for each in re.findall(r' ht="([\d.]+)"', sheet)]


@pytest.mark.parametrize("size", [520, 3000, 12_000])
@pytest.mark.parametrize("columns", [1, 6])
def test_a_text_is_not_cut_where_rows_end_growing(size: int, columns: int) -> None:
    said = "".join(f"{number:05}问题" for number in range(size // 7))
    row = (*(Cell(f"第{number}项") for number in range(columns)), Cell(said), Cell(3))
    names = (*(Column(f"项目{number}") for number in range(columns)), Column("问题", weight=1), Column("数", "number"))
    document = Document("any", "台账", (Table("t", "", names, (row,)), text(said)))
    got = [cell for cell in cells(document) if isinstance(cell, str) and "问题" in cell]
    assert "".join(got).count("00001问题") == 2
    assert "".join(got).replace("问题问题", "问题") == "问题" + said * 2
    assert max(heights(document)) <= TALLEST
    assert cells(document).count(3.0) == 1


def test_a_column_grows_before_a_row_is_continued_below() -> None:
    document = Document("any", "台账", (Table("t", "", (Column("问题", weight=1),), ((Cell("长" * 1500),),)),))
    assert cells(document)[-1] == "长" * 1500
    assert max(heights(document)) <= TALLEST


def looks(document: Document) -> dict[str, tuple[bool, bool]]:
    """Return of each filled cell of the first sheet whether a heavy line is below it, and whether it is indented."""
    held = parts(document)
    borders = re.findall(r"<border>.*?</border>", held["xl/styles.xml"])
    cell_formats = re.findall(r"<cellXfs.*?</cellXfs>", held["xl/styles.xml"])[0]
    formats = re.findall(r"<xf [^>]*/>|<xf .*?</xf>", cell_formats)
    heavy = [bool(re.search('<bottom style="medium">', border)) for border in borders]
    found = {}
    for cell, style in re.findall(r'<c r="([A-Z]+\d+)" s="(\d+)"', held["xl/worksheets/sheet1.xml"]):
        told = formats[int(style)]
        (border,) = re.findall(r'borderId="(\d+)"', told)
        found[cell] = heavy[int(border)], bool(re.search('horizontal="right"[^>]* indent="1"', told))
    return found


def test_a_heavy_line_stands_where_another_grade_begins_and_figures_stand_off_the_line() -> None:
    columns = (Column("单位"), Column("得分", "number"))
    rows = tuple((Cell(f"单位{n}"), Cell(Decimal(90 - n))) for n in range(4))
    found = looks(Document("any", "得分", (Table("t", "", columns, rows, (Cell("合计"), Cell(354)), bounds=(1,)),)))
    assert sorted(cell for cell, (heavy, _) in found.items() if heavy) == ["A4", "B4"]
    assert sorted(cell for cell, (_, indented) in found.items() if indented) == ["B3", "B4", "B5", "B6", "B7"]


@pytest.mark.parametrize(("command", "name"), [("score", "县级部门"), ("report", "单位得分")])
def test_score_tables_are_ruled_between_grades(command: str, name: str, shown: Shown, tmp_path: Path) -> None:
    path = tmp_path / "得分.xlsx"
    shown.ask(command, "-o", str(path))
    opened = CalamineWorkbook.from_path(str(path))
    with ZipFile(path) as file:
        styles = file.read("xl/styles.xml").decode()
        sheet = file.read(f"xl/worksheets/sheet{opened.sheet_names.index(name) + 1}.xml").decode()
    borders = re.findall(r"<border>.*?</border>", styles)
    formats = re.findall(r"<xf [^>]*/>|<xf .*?</xf>", re.findall(r"<cellXfs.*?</cellXfs>", styles)[0])
    ruled = {
        int(row)
        for row, style in re.findall(r'<c r="A(\d+)" s="(\d+)"', sheet)
        if 'bottom style="medium"' in borders[int(re.findall(r'borderId="(\d+)"', formats[int(style)])[0])]
    }
    rows = opened.get_sheet_by_name(name).to_python(skip_empty_area=False)
    head = next(at for at, row in enumerate(rows) if "等次" in row)
    grade = rows[head].index("等次")
    group = rows[head].index("考核分组") if "考核分组" in rows[head] else -1
    wanted = {
        at + 1
        for at in range(head + 1, len(rows) - 1)
        if rows[at][grade]
        and rows[at + 1][grade]
        and rows[at][grade] != rows[at + 1][grade]
        and (group < 0 or rows[at][group] == rows[at + 1][group])
        and (group < 0 or rows[at][rows[head].index("名次")] != "不排名")
    }
    assert ruled == wanted != set()
