"""Wide tables on paper: running words stand once, every block names its rows, no page holds a lonely column."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from gongkai.papers.document import Cell, Column, Document, Table, text
from gongkai.papers.excel import writer as to_xlsx
from gongkai.papers.excel.a4 import BLOCK, pixels
from gongkai.papers.excel.parting import layout

if TYPE_CHECKING:
    from gongkai.papers.document import Block
    from tests.papers_xlsx.conftest import Printed

REMARK = "这一行说明只在第一块里印一次，不在后面的块里断成半句" * 3


def wide(columns: int, *, alike: bool = False) -> Table:
    """A table of units with so many columns of words; `alike` rows are told apart by their second column only."""
    heads = (Column("单位", weight=1), Column("编号", "id"), *(Column(f"第{n}项", weight=1) for n in range(columns)))
    rows = tuple(
        (
            Cell("某单位" if alike else f"第{row}单位"),
            Cell(f"N{row}"),
            *(Cell(f"词{row}之{n}" * 5) for n in range(columns)),
        )
        for row in range(6)
    )
    return Table("t", "", heads, rows)


def printed_pages(document: Document, printed: Printed) -> list[str]:
    return ["".join(page.split()) for page in printed(to_xlsx.write(document))]


def test_running_words_are_printed_once_and_every_block_names_its_rows(printed: Printed) -> None:
    blocks: tuple[Block, ...] = (text(REMARK), wide(14), text("末尾的话也只印一次。" * 12))
    pages = printed_pages(Document("any", "宽表", blocks), printed)
    assert len(pages) == 2
    assert "".join(pages).count("不在后面的块里断成半句") == 3
    assert "".join(pages).count("末尾的话") == 12
    assert "末尾的话" not in pages[1]
    assert all(f"第{row}单位" in page for page in pages for row in range(6))
    told = "".join(pages)
    assert all(told.count(f"词{row}之{n}") for row in range(6) for n in range(14)), "no word is lost"


def test_each_further_block_leads_with_what_tells_its_rows_apart() -> None:
    assert layout((wide(14),)).repeated == 1
    assert layout((wide(14, alike=True),)).repeated == 2


def test_a_column_is_as_wide_as_most_of_its_texts_want_not_as_the_longest_one() -> None:
    """One demand on thirty units made its column wide while what was to be done took four lines in every row."""
    units = ("、".join(f"县第{no}单位" for no in range(24)), *(f"县第{no}局" for no in range(30)))
    what = "公开全县国有及国有控股企业主要经济效益指标、主要行业盈利、重大变化事项等情况"
    heads = (Column("编号", "id"), Column("单位", weight=2), Column("事项", weight=4))
    days = tuple(Column(f"第{no}个日期") for no in range(4))
    rows = tuple(
        (Cell(f"D{no}"), Cell(unit), Cell(what), *(Cell("2018-01-01至2018-02-01") for _ in days))
        for no, unit in enumerate(units)
    )
    found = layout((Table("t", "", (*heads, *days), rows),))
    assert not found.breaks
    assert found.widths[1] < found.widths[2]


@pytest.mark.parametrize("columns", range(8, 40))
def test_no_block_holds_a_lonely_column_and_each_fits_a_page(columns: int) -> None:
    found = layout((wide(columns),))
    ends = (found.repeated, *found.breaks, len(found.widths))
    assert all(end - begin > 1 for begin, end in pairwise(ends)), ends
    assert found.across <= BLOCK
    assert pixels(found.widths[: found.first_block]) <= BLOCK


def test_short_words_take_two_lines_rather_than_a_second_block(printed: Printed) -> None:
    heads = (Column("单位", weight=1), *(Column("现状") for _ in range(7)))
    words = "逾期未完成（二千六百一十八天）"
    rows = ((Cell("某单位"), *(Cell(words) for _ in range(6)), Cell(datetime(2018, 10, 15, 21, 10))),)  # noqa: DTZ001
    table = Table("t", "", heads, rows)
    assert not layout((table,)).breaks
    (page,) = printed_pages(Document("any", "表", (table,)), printed)
    assert page.count("某单位") == 1
    assert "##" not in page, "a moment among words stays whole"
    assert not layout((Table("t", "", heads, ((Cell("某单位"), *[Cell(date(2018, 1, 1))] * 7),)),)).breaks


def test_what_is_printed_is_said_as_several_areas() -> None:
    with ZipFile(BytesIO(to_xlsx.write(Document("any", "甲!乙'丙", (text(REMARK), wide(14)))))) as file:
        told = file.read("xl/workbook.xml").decode()
    assert told.count("_xlnm.Print_Area") == 1
    area = told.split("_xlnm.Print_Area")[1].split("</definedName>")[0]
    assert area.count("甲!乙''丙'!$") == 2
