"""What stands in a field is the same in every kind of file, whichever program wrote it."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date, datetime, time
from typing import TYPE_CHECKING

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import load_workbook

from gongkai.sheets import serial
from gongkai.sheets.book import column_index, column_letter, number, plain
from gongkai.sheets.reading import read_book
from gongkai.sheets.text import separator_of
from tests.sheets.corpus import CASES

if TYPE_CHECKING:
    from pathlib import Path

    from gongkai.sheets.book import Book, Cell


MOMENT = datetime.fromisoformat("2018-09-01T13:05:00")


def written(path: Path) -> Path:
    """Write a workbook with every kind of field, as our own writer does."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("进展")
    style = {code: book.add_format({"num_format": code}) for code in ("yyyy-mm-dd", "0%", "h:mm", "yyyy/m/d h:mm", "@")}
    sheet.merge_range(0, 0, 0, 5, "台账（2018年）")
    sheet.write_row(1, 0, ["单位", "比例", "日期", "时刻", "次数", "说明"])
    sheet.write_row(2, 0, ["县教育局", "", "", "", 3, "已办结\n附件两份"])
    sheet.write_number(2, 1, 1, style["0%"])
    sheet.write_datetime(2, 2, date(2018, 9, 1), style["yyyy-mm-dd"])
    sheet.write_datetime(2, 3, MOMENT, style["yyyy/m/d h:mm"])
    sheet.merge_range(3, 0, 4, 0, "县财政局")
    sheet.write_row(3, 4, [2.5, True])
    sheet.write_string(4, 5, "007", style["@"])
    sheet.write_datetime(4, 3, time(8, 30), style["h:mm"])
    sheet.write_formula(4, 4, "=1+1", None, 2)
    book.add_worksheet("底稿").hide()
    book.close()
    return path


TITLE = "台账（2018年）"
ROWS: tuple[tuple[Cell, ...], ...] = (
    (TITLE,) * 6,
    ("单位", "比例", "日期", "时刻", "次数", "说明"),
    ("县教育局", "100%", date(2018, 9, 1), MOMENT, 3, "已办结\n附件两份"),
    ("县财政局", "", "", "", 2.5, True),
    ("县财政局", "", "", time(8, 30), 2, "007"),
)  # fmt: skip


def answers(book: Book) -> list[tuple[str, bool, object]]:
    """Return names, what is hidden, and the rows."""
    return [(sheet.name, sheet.hidden, sheet.rows) for sheet in book.sheets]


def test_our_own_workbook_is_read_back(tmp_path: Path) -> None:
    book = read_book(written(tmp_path / "表.xlsx"))
    assert answers(book) == [("进展", False, ROWS), ("底稿", True, ())]
    assert (book.kind, book.name, book.unread) == ("xlsx", "表.xlsx", ())
    assert book.sheets[0].merged == ((0, 0, 0, 5), (3, 0, 4, 0))


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["xlsx", "xls", "ods"])
def test_libreoffice_changes_nothing(ending: str, tmp_path: Path) -> None:
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("没有 LibreOffice")
    (tmp_path / "out").mkdir()
    line = [program, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", ending]
    subprocess.run(
        [*line, "--outdir", str(tmp_path / "out"), str(written(tmp_path / "表.xlsx"))], check=True, capture_output=True
    )
    book = read_book(tmp_path / f"out/表.{ending}")
    assert book.kind == ending
    assert [repr(each) for each in answers(book)] == [
        repr(each).replace("True)", "1)" if ending == "ods" else "True)") if each[2] else repr(each)
        for each in [("进展", False, ROWS), ("底稿", True, ())]
    ]
    assert set(book.sheets[0].merged) == {(0, 0, 0, 5), (3, 0, 4, 0)}


SAME = ("各种格式.xlsx", "没有行号列号.xlsx", "分段的文字.xlsx", "从1904年算.xlsx", "几张工作表.xlsx", "旧格式隐藏.xls")


@pytest.mark.parametrize("name", SAME)
def test_another_reader_finds_the_same_fields_filled(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    next(case for case in CASES if case.name == name).make(path)
    ours, theirs = read_book(path), load_workbook(str(path))
    for at, sheet in enumerate(ours.sheets):
        rows = theirs.get_sheet_by_index(at).to_python(skip_empty_area=False)
        assert len(rows) == len(sheet.rows)
        for mine, other in zip(sheet.rows, rows, strict=True):
            assert [cell != "" for cell in mine] == [cell != "" for cell in other]
            for cell, value in zip(mine, other, strict=True):
                if isinstance(cell, date | bool) or isinstance(value, str):
                    assert cell == value


def test_letters_of_columns() -> None:
    assert [column_letter(at) for at in (0, 25, 26, 51, 52, 701, 702, 16_383)] == [
        "A", "Z", "AA", "AZ", "BA", "ZZ", "AAA", "XFD",
    ]  # fmt: skip


@given(st.integers(0, 10**6))
def test_letters_and_places_of_columns_belong_together(index: int) -> None:
    assert column_index(column_letter(index)) == index


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("General", serial.PLAIN), ("G/通用格式", serial.PLAIN), ("0.00", serial.PLAIN),
        ("#,##0;[Red]-#,##0", serial.PLAIN),
        ("0.00E+00", serial.PLAIN), ("@", serial.PLAIN), ('0"天"', serial.PLAIN), ('0" days"', serial.PLAIN),
        ("0\\d", serial.PLAIN), ('0"%"', serial.PLAIN), ("_d0_)", serial.PLAIN), ("0%", serial.PERCENT),
        ("0.00%;[Red]-0.00%", serial.PERCENT), ("yyyy-mm-dd", serial.DAY), ('yyyy"年"m"月"d"日";@', serial.DAY),
        ("[$-804]yyyy年m月", serial.DAY), ("[DBNum1][$-804]m月d日", serial.DAY), ("h:mm AM/PM", serial.DAY),
        ("上午/下午h时mm分", serial.DAY), ("aaaa", serial.DAY), ("mmm-yy", serial.DAY), ("[h]:mm:ss", serial.SPAN),
        ("[mm]:ss", serial.SPAN), ("[Red]0", serial.PLAIN), ("[蓝色]0", serial.PLAIN),
    ],
)  # fmt: skip
def test_a_format_tells_what_a_number_is(code: str, shown: str) -> None:
    assert serial.shown_as(serial.FIRST_OF_OWN, code) == shown


@pytest.mark.parametrize(
    ("value", "shown", "cell"),
    [
        (0.5, serial.DAY, time(12)), (0.99998, serial.DAY, time(23, 59, 58)), (1, serial.DAY, date(1900, 1, 1)),
        (43465.0, serial.DAY, date(2018, 12, 31)), (43344.99999999, serial.DAY, date(2018, 9, 2)),
        (-1, serial.DAY, -1), (10**9, serial.DAY, 10**9), (0.57, serial.PERCENT, "57%"),
        (1 / 3, serial.PERCENT, "33.333333%"),
        (-0.05, serial.PERCENT, "-5%"), (0, serial.PERCENT, "0%"), (1.5, serial.SPAN, "36:00:00"), (3.0, "", 3),
        (0.1 + 0.2, "", 0.3), (1e300, "", 1e300), (62220212345678901.0, "", 62220212345678900),
    ],
)  # fmt: skip
def test_a_number_is_what_it_is_shown_as(value: float, shown: str, cell: Cell) -> None:
    found = serial.field_of(value, shown)
    assert (found, type(found)) == (cell, type(cell))


@given(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from(["", "day", "span", "percent"]), st.booleans())
def test_no_number_is_beyond_a_format(value: float, shown: str, from_1904: bool) -> None:  # noqa: FBT001
    serial.field_of(value, shown, from_1904=from_1904)
    assert number(value) == pytest.approx(value, rel=1e-14)


def test_what_no_one_sees_is_left_out() -> None:
    assert plain("\ufeff\u202e 县教育局\u202c\r\n\x07二\u200b\u3000") == "县教育局\n二"
    assert plain("a\tb") == "a\tb"


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("a,b\n1,2", ","), ("a\tb,c\n1\t2", "\t"), ("a;b\n1;2,5", ";"), ('"a;b;c;d",x\n"a;b;c;d",y', ","),
        ("一列\n二", ","),
        ("标题\n单位,问题\n甲,乙;丙\n", ","),
    ],
)  # fmt: skip
def test_the_mark_between_fields_is_the_one_of_most_lines(text: str, mark: str) -> None:
    assert separator_of(text) == mark
