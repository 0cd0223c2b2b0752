"""A workbook written again of its fields alone: whatever stands in them, whatever its sheets are called."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

from gongkai.intake.covering import counted_kinds, covered_book
from gongkai.papers.excel.kept import write
from gongkai.sheets.book import Book, Sheet
from gongkai.sheets.reading import read_book

if TYPE_CHECKING:
    from pathlib import Path

    from gongkai.sheets.book import Cell

FIELDS: tuple[Cell, ...] = ("=1+1", "", 7, 0.25, True, date(2018, 9, 1), datetime(2018, 9, 1, 8, 30), time(9, 0))  # noqa: DTZ001 - a field has no zone


def test_what_was_read_is_read_again(tmp_path: Path) -> None:
    names = ("台账", "[城关]:/镇*?", "说明", "很长的工作表名称" * 6, "很长的工作表名称" * 6)
    sheets = [(name, number == 1, (FIELDS, FIELDS[::-1])) for number, name in enumerate(names)]
    data = write(sheets, ("原表没有存", "SHA-256"))
    (tmp_path / "存.xlsx").write_bytes(data)
    about, *read = read_book(tmp_path / "存.xlsx").sheets
    assert about.rows == (("原表没有存",), ("SHA-256",))
    assert [sheet.rows for sheet in read] == [rows for _, _, rows in sheets]
    assert [sheet.hidden for sheet in read] == [False, True, False, False, False]
    assert len({sheet.name for sheet in (about, *read)}) == 6


def test_personal_data_are_covered_in_any_field_and_what_is_merged_counts_once() -> None:
    said = "电话 0832-8222222，见 a@b.cn"
    rows: tuple[tuple[Cell, ...], ...] = ((13812345678, said, said), ("510***", True, 13))
    book, found = covered_book(Book("表", "xlsx", (Sheet("一", hidden=False, rows=rows, merged=((0, 1, 0, 2),)),)))
    assert counted_kinds(found) == "手机号1处、固定电话1处、电子邮箱1处"
    ((phone, one, again), rest) = book.sheets[0].rows
    assert (phone, one == again, "8222222" in str(one), "a@" in str(one)) == ("***********", True, False, False)
    assert rest == rows[1]
