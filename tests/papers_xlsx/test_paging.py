"""Pages down a sheet: a table that a page holds is not torn, and a few rows take no sheet of paper of their own."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from python_calamine import CalamineWorkbook

from gongkai.papers.document import Cell, Column, Document, Section, Table, text
from gongkai.papers.excel import writer as to_xlsx
from gongkai.papers.excel.paging import paged

if TYPE_CHECKING:
    from pathlib import Path

    from tests.demonstration import Shown
    from tests.papers_xlsx.conftest import Printed

ROW = 18


def scores(name: str, rows: int, columns: int = 3) -> Section:
    heads = (Column(f"{name}单位", weight=2), *(Column(f"第{n}项", "number") for n in range(columns)))
    body = tuple((Cell(f"{name}{row}"), *(Cell(row) for _ in range(columns))) for row in range(rows))
    return Section(name, f"（一）{name}", (Table(name, "", heads, body),), level=2)


def pages_of(printed: Printed, *parts: Section) -> list[str]:
    return [
        "".join(page.split())
        for page in printed(to_xlsx.write(Document("any", "得分", (Section("s", "一、各组", parts),))))
    ]


@pytest.mark.parametrize("columns", [3, 11])
def test_a_table_that_a_page_holds_stands_on_one_with_its_title(printed: Printed, columns: int) -> None:
    pages = pages_of(printed, scores("镇", 20, columns), scores("局", 24, columns), scores("委", 3, columns))
    for name, rows in (("镇", 20), ("局", 24), ("委", 3)):
        (held,) = [page for page in pages if f"{name}单位" in page]
        assert f"（一）{name}" in held
        assert all(f"{name}{row}" in held for row in range(rows)), name


def test_a_sheet_of_a_few_rows_more_than_a_page_is_printed_smaller(printed: Printed) -> None:
    assert len(pages_of(printed, scores("镇", 28))) == 1
    assert len(pages_of(printed, scores("镇", 60))) == 2


def test_a_long_list_keeps_its_size_and_a_short_one_is_never_below_eight_points() -> None:
    assert paged([ROW] * 500, [(0, 500)], 100).scale == 100
    assert paged([ROW] * 20, [(0, 20)], 100) == paged([ROW] * 20, [], 100)
    for rows in range(1, 150):
        found = paged([ROW] * rows, [(0, rows)], 100)
        assert found.scale >= 73
        assert found.pages <= -(-rows // (485 // ROW))


def listed(document: Document) -> list[str]:
    return CalamineWorkbook.from_filelike(BytesIO(to_xlsx.write(document))).sheet_names


def long(caption: str, rows: int = 50) -> Table:
    return Table(
        "long",
        caption,
        (Column("编号", "id"), Column("事项", weight=3)),
        tuple((Cell(f"N{n}"), Cell("办结")) for n in range(rows)),
    )


def test_a_table_longer_than_a_page_has_a_sheet_whose_head_is_on_every_page(printed: Printed) -> None:
    short = Table("short", "", (Column("项目"), Column("数", "number")), ((Cell("要点"), Cell(41)),))
    document = Document("any", "工作要点", (short, long(""), text("表后的说明跟着这张表。")))
    assert listed(document) == ["概况", "工作要点"]
    pages = ["".join(page.split()) for page in printed(to_xlsx.write(document))]
    assert len(pages) == 3
    assert ["编号事项" in page for page in pages] == [False, True, True]
    assert "表后的说明" in pages[2]


def test_a_sheet_of_a_large_table_is_called_by_its_caption_or_its_part() -> None:
    short = Table("short", "", (Column("项目"),), ((Cell("要点"),),))
    parts = (Section("a", "一、考核", (short, Section("b", "（一）明细", (long(""), short), level=2), long("清单"))),)
    assert listed(Document("any", "报告", parts)) == ["考核", "概况", "明细", "清单"]
    assert listed(Document("any", "报告", (text("开头的话。"), long("")))) == ["报告"]
    assert listed(Document("scorecard", "得分表", (short, long("")))) == ["得分表"], "handed over whole"
    twice = Document("any", "报告", (long(""), long("")))
    assert listed(twice) == ["报告", "报告 2"]


def test_the_head_of_a_point_is_on_every_page_of_the_state(shown: Shown, tmp_path: Path, printed: Printed) -> None:
    path = tmp_path / "状态.xlsx"
    shown.ask("status", "-o", str(path))
    pages = ["".join(page.split()) for page in printed(path.read_bytes())]
    assert len(pages) <= 4
    assert all("牵头单位" in page for page in pages if "县财政局" in page)
