"""Pages down a sheet: a table that a page holds is not torn, and a few rows take no sheet of paper of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gongkai.papers.document import Cell, Column, Document, Section, Table
from gongkai.papers.excel import writer as to_xlsx
from gongkai.papers.excel.paging import paged

if TYPE_CHECKING:
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
        assert found.pages <= -(-rows // (490 // ROW))
