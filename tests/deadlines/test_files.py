"""Lists in files: days with their year that a sheet can sort by, both files that were asked for, what was replaced."""

from __future__ import annotations

import csv
from datetime import date
from typing import TYPE_CHECKING

import pytest
from python_calamine import CalamineWorkbook

from tests.deadlines.counter import Counter, opened

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def small(tmp_path: Path) -> Counter:
    """The small year, with findings of a town due in this year and the next."""
    counter = opened(tmp_path)
    for due in ("2018-09-01", "2019-01-20"):
        said = ("--problem", "目录未公开", "--due", due, "--date", "2018-08-20")
        counter.do("finding", "add", "-u", "东镇", *said)
    return counter


def test_a_list_for_a_spreadsheet_holds_whole_days_and_the_screen_short_ones(small: Counter, tmp_path: Path) -> None:
    file = tmp_path / "台账.csv"
    small.do("finding", "list", "-o", str(file))
    rows = list(csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines()))
    assert [row["期限"] for row in rows] == ["2018-09-01", "2019-01-20"]
    shown = small.do("finding", "list", "--plain").out
    assert " 09-01 " in shown
    assert "2018-09-01 " not in shown


def test_a_sheet_holds_days_in_one_type(small: Counter, tmp_path: Path) -> None:
    file = tmp_path / "台账.xlsx"
    small.do("finding", "list", "-o", str(file))
    with CalamineWorkbook.from_path(str(file)) as book:
        rows = book.get_sheet_by_index(0).to_python()
    head = next(row for row in rows if "期限" in row)
    found = [row[head.index("期限")] for row in rows[rows.index(head) + 1 :]][:2]
    assert found == [date(2018, 9, 1), date(2019, 1, 20)]


def test_the_list_and_the_calendar_are_both_written(small: Counter, tmp_path: Path) -> None:
    sheet, calendar = tmp_path / "到期.xlsx", tmp_path / "到期.ics"
    said = small.do("due", "-o", str(sheet), "--ics", str(calendar))
    assert sheet.exists()
    assert calendar.exists()
    assert said.err.count("已写入") == 2
    assert said.out == ""


def test_a_file_that_was_there_is_told_of(small: Counter, tmp_path: Path) -> None:
    file = tmp_path / "到期.md"
    assert "已覆盖" not in small.do("due", "-o", str(file)).err
    assert f"已写入 {file}（已覆盖原有文件）" in small.do("due", "-o", str(file)).err
