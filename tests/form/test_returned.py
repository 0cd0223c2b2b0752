"""A form that comes back, however it was treated on the way."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from gongkai.form.layout import SHEETS, FormHead, head_of
from gongkai.form.returned import returned
from gongkai.sheets.book import Book, Cell, Sheet
from gongkai.sheets.reading import read_book
from tests.deadlines.counter import opened
from tests.form.filling import Paper, handed_out
from tests.plans import SMALL_PLAN

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Paper:
    """The form of a town with a finding, a deduction it was told of, and an incident that runs."""
    folder = tmp_path_factory.mktemp("form")
    county = opened(folder)
    county.do("finding", "add", "-u", "东镇", "--problem", "栏目空白")
    county.do("deduct", "add", "-u", "东镇", "--rule", "1.2", "--reason", "没有改", "--no-evidence", "现场")
    county.do("deduct", "notify", "D3")
    county.do("duty", "open", "3.2", "-u", "东镇", "--at", "2018-09-03 08:00")
    return handed_out(county, "东镇", folder, today="2018-09-03 10:00")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Paper:
    """The form of the office, which owes daily items and a quantity."""
    folder = tmp_path_factory.mktemp("office")
    return handed_out(opened(folder, SMALL_PLAN), "县政府办", folder)


def told(form: Paper) -> list[tuple[str, str, dict[str, str]]]:
    """Return what comes back of a form in which nothing else is wrong."""
    back = form.back()
    assert (back.problems, back.notes) == ((), ())
    return [(row.subject, row.id, dict(row.values)) for row in back.rows]


def test_a_form_in_which_nothing_was_entered_says_nothing(form: Paper, office: Paper) -> None:
    assert told(form) == []
    assert told(office) == []
    head = form.back().head
    assert head
    assert (head.unit, head.year, head.version, str(head.issued)) == ("东镇人民政府", 2018, 1, "2018-09-03")


def test_what_the_file_holds_unread_is_noted(form: Paper) -> None:
    said = "工作表“进展”的公式没有算好的值，当作空：H6"
    assert [note.message for note in returned(replace(form.book, unread=(said,))).notes] == [said]


def test_every_sheet_comes_back(form: Paper, office: Paper) -> None:
    full = (
        form.typed("进展", "2", 完成比例=0.4, 日期=date(2018, 9, 1), 进展情况="已公开", 佐证="http://a.cn/1\n文号1")
        .typed("自查与问题", "+1", 自查日期=date(2018, 9, 2), 自查范围="1-3", 自查情况="全面", 发现的问题="无")
        .typed("问题整改", "F2", 整改措施="补齐", 责任人="王芳", 整改期限="9月底")
        .typed("时限事项", "3.2/O5", 办结时间=datetime(2018, 9, 3, 9, 30))  # noqa: DTZ001 - as in a table
        .typed("时限事项", "+1", 事项="3.1 签发（3个工作日内公开）", 发生时间=date(2018, 9, 3), 说明="关于低保的通知")
        .typed("异议（申请复核）", "D3", 异议理由="已经改了", 申请日期="2018.9.3")
        .typed("自评", "1", 自评分=28.5, 说明="缺一次")
    )
    assert told(full) == [
        (
            "progress",
            "2",
            {"percent": "40%", "day": "2018-09-01", "note": "已公开", "evidence": "http://a.cn/1\n文号1"},
        ),
        ("selfcheck", "", {"day": "2018-09-02", "points": "1-3", "summary": "全面", "problem": "无"}),
        ("rectify", "F2", {"measure": "补齐", "person": "王芳", "due": "9月底"}),
        ("item", "3.2/O5", {"done": "2018-09-03 09:30"}),
        ("item", "", {"demand": "3.1", "at": "2018-09-03", "note": "关于低保的通知"}),
        ("appeal", "D3", {"reason": "已经改了", "day": "2018.9.3"}),
        ("selfscore", "1", {"score": "28.5", "note": "缺一次"}),
    ]
    span = office.typed("时限事项", "4.2", 起="7月25日", 止=date(2018, 8, 31), 除外="8月3日、8月6日")
    span = span.typed("时限事项", "4.1", 现值=0.85, 办结时间=date(2018, 9, 1))
    assert told(span) == [
        ("item", "4.1", {"value": "85%", "done": "2018-09-01"}),
        ("item", "4.2", {"first": "7月25日", "last": "2018-08-31", "except": "8月3日、8月6日"}),
    ]


def test_where_it_stands_is_told_as_the_spreadsheet_counts(form: Paper) -> None:
    (row,) = form.typed("进展", "2", 完成比例="40%").back().rows
    assert (row.sheet, row.row, row.columns["percent"], row.columns["day"]) == ("进展", 5, "G", "H")


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (0.4, "40%"),
        (0.29, "29%"),
        (1, "100%"),
        (0, "0%"),
        (40, "40%"),
        (40.0, "40%"),
        (0.335, "33.5%"),
        ("40", "40%"),
        ("40%", "40%"),
        ("４０％", "40%"),
        (" 40 % ", "40%"),
        ("0.4", "40%"),
        ("1", "1%"),
        ("四成", "四成"),
        (-0.1, "-0.1"),
        (120, "120%"),
    ],
)
def test_a_percent_is_read_however_it_was_entered(form: Paper, cell: Cell, said: str) -> None:
    ((_, _, values),) = told(form.typed("进展", "2", 完成比例=cell))
    assert values == {"percent": said}


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (date(2018, 9, 1), "2018-09-01"),
        (datetime(2018, 9, 1, 8, 0), "2018-09-01"),  # noqa: DTZ001 - as in a table
        ("2018.9.1", "2018.9.1"),
        ("2018/9/1 0:00:00", "2018/9/1"),
        ("２０１８－９－１", "2018-9-1"),
        (43344, "2018-09-01"),
        ("43344", "2018-09-01"),
        (20180901, "20180901"),
        (9.1, "9.1"),
        ("9月底", "9月底"),
    ],
)
def test_a_day_is_read_however_it_was_entered(form: Paper, cell: Cell, said: str) -> None:
    ((_, _, values),) = told(form.typed("进展", "2", 日期=cell))
    assert values == {"day": said}


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (43346.395833333336, "2018-09-03 09:30"),
        (43346, "2018-09-03"),
        ("2018/9/3 9:30", "2018/9/3 9:30"),
        ("下午2点", "下午2点"),
    ],
)
def test_a_moment_is_read_however_it_was_entered(form: Paper, cell: Cell, said: str) -> None:
    ((_, _, values),) = told(form.typed("时限事项", "3.2/O5", 办结时间=cell))
    assert values == {"done": said}


def test_three_to_five_is_no_day(form: Paper) -> None:
    ((_, _, values),) = told(form.typed("自查与问题", "+1", 自查范围=date(2026, 3, 5)))
    assert values == {"points": "3-5"}


def test_problems_of_one_self_inspection_have_its_day(form: Paper) -> None:
    full = form.typed("自查与问题", "+1", 自查日期="9月1日", 自查情况="查了", 发现的问题="甲")
    full = full.typed("自查与问题", "+2", 发现的问题="乙").typed("自查与问题", "+4", 发现的问题="丙", 整改措施="改")
    full = full.typed("自查与问题", "+5", 自查情况="又查了", 发现的问题="丁")
    assert [(row.values.get("day"), row.values["problem"]) for row in full.back().rows] == [
        ("9月1日", "甲"),
        ("9月1日", "乙"),
        ("9月1日", "丙"),
        (None, "丁"),
    ]


def test_rows_are_known_by_their_ids_wherever_they_are(form: Paper) -> None:
    full = form.typed("进展", "1", 完成比例=0.1).typed("进展", "3", 完成比例=0.3)
    rows = [list(row) for row in full.sheet("进展").rows]
    head = full.head("进展")
    empty: list[Cell] = [""] * len(rows[0])
    sorted_ = [*rows[: head + 1], *rows[head + 1 :][::-1]]
    inserted = [*rows[: head + 2], empty, empty, *rows[head + 2 :]]
    above = [empty, empty, *rows]
    for moved in (sorted_, inserted, above):
        found = {row.id: row.values["percent"] for row in full.with_rows("进展", moved).back().rows}
        assert found == {"1": "10%", "3": "30%"}


def test_an_inserted_row_is_known_by_the_number_of_its_point(form: Paper) -> None:
    for typed in ("2", 2, "要点2", "２", "第2条"):
        full = form.typed("进展", "+1", 要点号=typed, 完成比例=0.5)
        assert told(full) == [("progress", "2", {"percent": "50%"})]
    assert told(form.typed("进展", "+1", 要点号="2")) == []


def test_two_rows_of_one_point_both_come_back(form: Paper) -> None:
    full = form.typed("进展", "2", 完成比例=0.4, 日期="8月1日").typed("进展", "+1", 要点号="2", 完成比例=0.6)
    assert [(row.id, row.values["percent"]) for row in full.back().rows] == [("2", "40%"), ("2", "60%")]


def test_columns_are_known_by_their_headings(form: Paper) -> None:
    full = form.typed("进展", "2", 完成比例=0.4, 进展情况="已公开")
    rows = [[row[0], *row[1:][::-1]] for row in full.sheet("进展").rows]
    back = full.with_rows("进展", rows).back()
    ((row,), expected) = back.rows, {"percent": "40%", "note": "已公开"}
    assert (row.id, dict(row.values), row.columns["percent"]) == ("2", expected, "F")


def test_sheets_are_known_by_their_first_field(form: Paper) -> None:
    full = form.typed("进展", "2", 完成比例=0.4).renamed("进展", "自评").renamed("填表说明", "Sheet1")
    assert [(row.subject, row.sheet) for row in full.back().rows] == [("progress", "自评")]


def test_without_the_hidden_column_headings_and_visible_ids_tell(form: Paper) -> None:
    full = form.typed("进展", "2", 完成比例=0.4).typed("时限事项", "3.2/O5", 办结时间="9月3日 9:30")
    for sheet in full.book.sheets:
        full = full.with_rows(sheet.name, [list(row[1:]) for row in sheet.rows])
    back = full.back()
    assert back.head is None
    assert [(row.subject, row.id, dict(row.values)) for row in back.rows] == [
        ("progress", "2", {"percent": "40%"}),
        ("item", "3.2/O5", {"done": "9月3日 9:30"}),
    ]


def test_a_sheet_alone_still_knows_whose_it_is(form: Paper) -> None:
    full = form.typed("问题整改", "F2", 整改情况="已补")
    alone = Book("问题整改.csv", "csv", (replace(full.sheet("问题整改"), name="问题整改"),))
    back = returned(alone)
    assert back.head == form.back().head
    assert [(row.subject, row.id) for row in back.rows] == [("rectify", "F2")]


def test_what_is_known_is_not_taken_when_it_is_changed_but_told(form: Paper) -> None:
    full = form.typed("进展", "2", 已报="90%", 完成比例=0.4).typed("问题整改", "F2", 问题="没有问题")
    back = full.back()
    assert [(row.id, dict(row.values)) for row in back.rows] == [("2", {"percent": "40%"})]
    assert [note.where for note in back.notes] == ["进展 第5行", "问题整改 第4行"]
    assert "没有采用" in back.notes[0].message


def test_what_stands_beside_the_form_is_told(form: Paper) -> None:
    rows = [
        [*row, "" if number != form.row_of("进展", "2") else "请注意"]
        for number, row in enumerate(form.sheet("进展").rows)
    ]
    back = form.with_rows("进展", rows).back()
    assert back.rows == ()
    assert "不是表里的，没有读" in back.notes[0].message


def test_a_lost_heading_is_told_and_nothing_guessed(form: Paper) -> None:
    full = form.typed("进展", "2", 完成比例=0.4)
    rows = [list(row) for row in full.sheet("进展").rows]
    rows[full.head("进展")][full.column_of("进展", "完成比例")] = "多少"
    back = full.with_rows("进展", rows).back()
    assert back.rows == ()
    assert "没有“完成比例”这一列" in back.problems[0].message
    without = full.with_rows("进展", [row for number, row in enumerate(rows) if number != full.head("进展")]).back()
    assert "没有找到表头" in without.problems[0].message


def test_a_sheet_of_another_unit_among_them_is_not_read(form: Paper, office: Paper) -> None:
    strange = replace(office.typed("进展", "1", 完成比例=0.9).sheet("进展"), name="进展(2)")
    back = returned(replace(form.typed("进展", "2", 完成比例=0.4).book, sheets=(*form.book.sheets, strange)))
    assert back.rows == ()
    assert "县政府办公室2018年的表" in back.problems[0].message


def test_merged_fields_count_where_they_begin(form: Paper) -> None:
    name = "自查与问题"
    full = form.typed(name, "+1", 自查日期="9月1日", 自查情况="查了", 发现的问题="甲").typed(
        name, "+2", 发现的问题="乙"
    )
    first, day, summary = full.row_of(name, "+1"), full.column_of(name, "自查日期"), full.column_of(name, "自查情况")
    rows = [list(row) for row in full.sheet(name).rows]
    rows += [[""] * len(rows[0]) for _ in range(first + 4 - len(rows))]
    for number in range(first, first + 4):
        rows[number][day], rows[number][summary] = "9月1日", "查了"
    areas = ((first, day, first + 3, day), (first, summary, first + 3, summary))
    back = full.with_rows(name, rows, merged=areas).back()
    assert [row.values.get("problem") for row in back.rows] == ["甲", "乙"]
    across = ((first, summary, first, summary + 1),)
    rows[first][summary + 1] = "查了"
    back = full.with_rows(name, rows, merged=across).back()
    assert dict(back.rows[0].values) == {"day": "9月1日", "summary": "查了"}


def test_words_like_a_formula_are_words(form: Paper) -> None:
    ((_, _, values),) = told(form.typed("进展", "2", 进展情况="=HYPERLINK(1)"))
    assert values == {"note": "=HYPERLINK(1)"}


@pytest.mark.parametrize(
    "rows",
    [
        (),
        (("",),),
        (("单位", "进展"), ("东镇", "40%")),
        (("gongkai-form 1|sheet=progress|year=2018",),),
        (("gongkai-form 1|sheet=nothing|ledger=a|year=2018|seq=1|head=ab|issued=2018-13-40|unit=东镇",),),
        (("要点号", "完成比例"),),
    ],
)
def test_what_is_no_form_is_none(rows: tuple[tuple[Cell, ...], ...]) -> None:
    back = returned(Book("x.xlsx", "xlsx", (Sheet("Sheet1", hidden=False, rows=rows),)))
    assert (back.head, back.rows, back.problems, back.notes) == (None, (), (), ())


def test_a_head_is_written_as_it_is_read() -> None:
    head = FormHead("demo-1", 2018, "县|教育局", 12, "ab12", date(2018, 11, 30))
    for sheet in SHEETS:
        found = head_of(f" {head.written(sheet.key)}\n")
        assert found
        assert (found.head, found.sheet) == (head, sheet.key)


def test_no_two_fields_of_a_sheet_share_a_key_or_a_heading() -> None:
    for sheet in SHEETS:
        for names in ([field.key for field in sheet.fields], [field.head for field in sheet.fields]):
            assert len(names) == len(set(names)), sheet.key
        assert not sheet.named or any(field.key == sheet.named for field in sheet.fields)
    assert len({sheet.key for sheet in SHEETS}) == len({sheet.name for sheet in SHEETS}) == len(SHEETS)


def test_a_file_is_read_as_it_was_written(form: Paper, tmp_path: Path) -> None:
    lines = "\n".join(",".join(f'"{cell}"' for cell in row) for row in form.sheet("自评").rows)
    place = tmp_path / "自评.csv"
    place.write_bytes(lines.replace('"","","缺"', "").encode("gb18030"))
    back = returned(read_book(place))
    assert back.head
    assert back.head.unit == "东镇人民政府"
    assert (back.rows, back.problems, back.notes) == ((), (), ())
