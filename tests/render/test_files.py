"""Markdown, CSV and JSON: nothing lost, nothing that acts."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib import import_module
from io import BytesIO, StringIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from gongkai.errors import BadValue
from gongkai.papers import csv as to_csv
from gongkai.papers import json as to_json
from gongkai.papers import markdown as to_markdown
from gongkai.papers import zipped
from gongkai.papers.document import Attachment, Block, Cell, Column, Document, Section, Table, text
from gongkai.papers.formats import FORMATS, Format, asked_for, format_of
from gongkai.unseen import UNSEEN
from tests.render.papers import HOSTILE, SCORES, STATUS, ZIPPED, documents, tables, words

WRITTEN = [form for form in FORMATS if form.ending not in ZIPPED]


def paper(*blocks: Block, data: object = None) -> Document:
    return Document("any", "材料", blocks, data)


def rows_of(document: Document) -> list[list[str]]:
    return list(csv.reader(StringIO(to_csv.write(document).decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize(
    ("name", "ending"), [("通报.md", ".md"), ("a/b.CSV", ".csv"), ("x.2018.json", ".json"), ("总.XLSX", ".xlsx")]
)
def test_the_ending_names_the_format(name: str, ending: str) -> None:
    assert format_of(name).ending == ending


@pytest.mark.parametrize("name", ["通报.pdf", "通报", ".md", "通报.", "dir.md/通报"])
def test_an_unknown_ending_is_told_with_the_known_ones(name: str) -> None:
    with pytest.raises(BadValue) as caught:
        format_of(name)
    assert all(form.ending in caught.value.hint for form in FORMATS)


@settings(max_examples=60, deadline=None)
@given(documents())
def test_every_format_writes_any_document_in_utf8(document: Document) -> None:
    for form in WRITTEN:
        got = to_csv.files(document)[0][1] if form.one_table else form.write(document)
        assert (got if isinstance(got, bytes) else got.encode()).decode()


@settings(max_examples=60, deadline=None)
@given(tables())
def test_a_csv_has_a_heading_and_each_row(table: Table) -> None:
    rows = rows_of(paper(table))
    assert len(rows) == 1 + len(table.rows)
    assert {len(row) for row in rows} == {len(table.columns)}


def test_a_csv_opens_in_excel() -> None:
    raw = to_csv.write(paper(SCORES))
    assert raw.startswith("\ufeff单位,得分,排名\r\n".encode())
    assert raw.count(b"\n") == raw.count(b"\r\n") == 5


def names_in(document: Document) -> list[str]:
    """Return the names of the files in a .zip."""
    with ZipFile(BytesIO(zipped.write(document))) as archive:
        assert archive.testzip() is None
        assert all(archive.read(name).startswith(b"\xef\xbb\xbf") for name in archive.namelist())
        return archive.namelist()


OTHER = replace(SCORES, key="other", caption="各镇得分")


def test_a_csv_holds_one_table_and_names_what_holds_several() -> None:
    with pytest.raises(BadValue) as caught:
        to_csv.write(paper(SCORES, OTHER))
    assert "有2张表" in caught.value.message
    assert ".zip" in caught.value.hint
    assert ".xlsx" in caught.value.hint


def test_the_heads_of_a_csv_are_its_first_line_and_marks_stand_in_each_row() -> None:
    marked = replace(paper(SCORES), marks=("演示数据", "示例分值"))
    bare, told = rows_of(paper(SCORES)), rows_of(marked)
    assert told[0] == [*bare[0], "标注"]
    assert told[1:] == [[*row, "演示数据　示例分值"] for row in bare[1:]]


def test_tables_called_alike_are_told_apart_in_a_zip() -> None:
    parts = [replace(SCORES, key=key) for key in ("a", "b", "c")]
    assert names_in(paper(*parts)) == ["1-各单位得分.csv", "2-各单位得分（2）.csv", "3-各单位得分（3）.csv"]


def test_a_zip_holds_a_csv_a_table_that_speaks_its_name() -> None:
    assert names_in(paper(SCORES, OTHER)) == ["1-各单位得分.csv", "2-各镇得分.csv"]
    assert names_in(paper(SCORES)) == ["各单位得分.csv"]
    assert names_in(paper(text("均已办结"))) == ["材料.csv"]
    with ZipFile(BytesIO(zipped.write(paper(SCORES, OTHER)))) as archive:
        assert archive.read("1-各单位得分.csv") == to_csv.write(paper(SCORES))


def test_a_zip_is_the_same_bytes_each_time() -> None:
    assert zipped.write(STATUS) == zipped.write(STATUS)


def test_the_names_in_a_zip_are_names_on_any_system() -> None:
    """Nothing leads out of the folder it is unpacked into, and nothing is hidden or too long."""
    odd = ("../../etc/passwd", "甲/乙：丙?", "甲\x00乙\u202e", " . ", "长" * 300, 'C:\\a"b<c>|d*')
    names = names_in(paper(*(replace(SCORES, key=str(at), caption=caption) for at, caption in enumerate(odd))))
    assert len(set(names)) == len(odd)
    for name in names:
        assert not set(name) & set('\\/:*?"<>|\x00\u202e')
        assert not name.removesuffix(".csv").endswith((".", " "))
        assert re.match("[1-6]-", name)
        assert len(name.encode()) < 255


def test_tables_of_one_kind_are_one_with_their_groups_before() -> None:
    """As a score is told group by group: a filter in Excel wants one table; what a group has no column for is empty."""
    town = replace(SCORES, caption="")
    bureau = replace(town, columns=town.columns[:2], rows=tuple(row[:2] for row in town.rows), total=())
    document = paper(
        Section("g", "二、得分", (Section("a", "（一）镇", (bureau,)), Section("b", "（二）部门", (town,))))
    )
    rows = rows_of(document)
    assert rows[0] == ["分组", "单位", "得分", "排名"]
    assert {row[0] for row in rows[1:]} == {"镇", "部门"}
    assert {len(row) for row in rows} == {4}
    assert [row[3] for row in rows if row[0] == "镇"] == [""] * len(town.rows)
    assert names_in(document) == ["得分.csv"]


def test_a_table_whose_rows_name_their_groups_has_those_before_it() -> None:
    """The unranked of several groups stand together on paper; who filters by group finds them in the one column."""
    town = replace(SCORES, caption="")
    own = Column("考核分组")
    rest = replace(
        town, columns=(own, *town.columns), rows=tuple((Cell("党委部门"), *row) for row in town.rows), total=()
    )
    parts = (Section("a", "镇", (replace(town, total=()),)), Section("b", "不排名的单位", (rest,)))
    rows = rows_of(paper(Section("g", "二、得分", parts)))
    assert rows[0] == ["考核分组", "单位", "得分", "排名"]
    assert [row[0] for row in rows[1:]] == ["镇"] * len(town.rows) + ["党委部门"] * len(town.rows)


def test_attached_tables_of_one_kind_are_called_what_their_names_end_with() -> None:
    bare = replace(SCORES, caption="")
    assert names_in(paper(Attachment(1, "镇得分表", (bare,)), Attachment(2, "县级部门得分表", (bare,)))) == [
        "得分表.csv"
    ]


def test_what_is_told_before_a_list_in_short_is_not_the_list() -> None:
    first = Section("attention", "先看这里", (replace(SCORES, key="attention"),))
    assert rows_of(paper(first, OTHER)) == rows_of(paper(OTHER))
    assert len(names_in(paper(first, OTHER))) == 2


def test_without_tables_a_csv_holds_the_paragraphs() -> None:
    assert rows_of(paper(Section("s", "一、总体", (text("均已办结"),)))) == [["材料"], ["一、总体"], ["均已办结"]]


@pytest.mark.parametrize("risky", ["=1+1", "+86", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "\x00=1", HOSTILE])
def test_a_text_that_excel_would_run_is_text(risky: str) -> None:
    table = Table("t", risky, (Column(risky),), ((Cell(risky),),))
    for (field,) in rows_of(paper(table)):
        assert field.startswith("'")


@pytest.mark.parametrize(
    "spoilt",
    [
        "110101199003070013",
        "00123",
        "0830",
        "4.10",
        "1.0",
        "12E5",
        "3-5",
        "2018-09",
        "1/2",
        "1,2",
        "１２３４５６７８９０１２３",
    ],
)
def test_a_spreadsheet_leaves_the_texts_of_a_csv_as_they_are(spoilt: str) -> None:
    """It would make 1.10101E+17 of an identity number, 123 of 00123, and 5 March of 3-5."""
    made = paper(Table("t", "", (Column("编号"),), ((Cell(spoilt),),)))
    assert rows_of(made)[1] == ["\t" + spoilt]
    assert rows_of(made)[1][0].strip() == spoilt
    for other in (to_markdown, to_json):
        assert "\t" not in other.write(made)


@pytest.mark.parametrize("plain", ["1", "10", "12.5", "2018-11-30", "D37", "13800138000", "8.1/2018-09", "3月5日", ""])
def test_what_a_spreadsheet_reads_right_stays_bare_in_a_csv(plain: str) -> None:
    made = paper(Table("t", "", (Column("编号"), Column("旁")), ((Cell(plain), Cell("甲")),)))
    assert rows_of(made)[1] == [plain, "甲"]


def test_a_figure_in_a_csv_stays_a_figure() -> None:
    table = Table("t", "", (Column("扣分", "number"), Column("进度", "percent")), ((Cell(Decimal("-1.50")), Cell(-3)),))
    assert rows_of(paper(table))[1] == ["-1.5", "-3%"]


@settings(deadline=None)
@given(words)
def test_no_html_leaves_markdown(value: str) -> None:
    table = Table("t", value, (Column(value),), ((Cell(value),),))
    document = Document("any", value, (text(value), table, Section("s", value, ())), footer=value)
    assert not re.search(r"(?<!\\)(\\\\)*<[A-Za-z/!?]", to_markdown.write(document))


@settings(max_examples=60, deadline=None)
@given(tables())
def test_a_markdown_row_has_as_many_cells_as_columns(table: Table) -> None:
    lines = to_markdown.write(paper(table)).split("\n")[-len(table.rows) - 3 : -1]
    for line in lines:
        bars = re.sub(r"\\.", "", line).count("|")
        assert bars == len(table.columns) + 1


@pytest.mark.parametrize("line", ["# 题", "- 条", "+ 条", "1. 条", "12) 条", "=== ", "---", "> 引"])
def test_a_paragraph_opens_no_other_block(line: str) -> None:
    body = to_markdown.write(paper(text(line))).split("\n")[2]
    assert re.match(r"\\|[0-9]+\\", body)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("C:\\表", "C:\\\\表"),
        ("&lt;b&gt;", "\\&lt;b\\&gt;"),
        ("&#60;", "\\&#60;"),
        ("A&B", "A&B"),
        ("_斜_", "\\_斜\\_"),
        ("a_b", "a_b"),
        ("~~删~~", "\\~\\~删\\~\\~"),
        ("甲|乙", "甲\\|乙"),
    ],
)
def test_marks_of_markdown_in_a_text_are_only_characters(typed: str, written: str) -> None:
    assert to_markdown.write(paper(text(typed))) == f"# 材料\n\n{written}\n"


def test_markdown_keeps_plain_words_plain() -> None:
    assert "https://a.gov.cn/x_y.html?a=1&b=2" in to_markdown.write(paper(text("见 https://a.gov.cn/x_y.html?a=1&b=2")))


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abc"), inner, max_size=4),
)


@settings(deadline=None)
@given(values)
def test_json_comes_back_as_it_was(value: object) -> None:
    seen = json.loads(re.sub(UNSEEN, "", json.dumps(value, ensure_ascii=False)))
    assert json.loads(to_json.write(paper(data=value))) == seen
    assert json.loads(to_json.write(replace(paper(data=value), kind=to_json.TRAIL))) == value, "the trail is hashed"


@settings(deadline=None)
@given(st.decimals(-10_000, 10_000, places=2))
def test_points_of_score_are_exact_in_json(value: Decimal) -> None:
    assert json.loads(to_json.write(paper(data=value)), parse_float=Decimal, parse_int=Decimal) == value


def test_json_writes_figures_days_and_names_as_scripts_expect() -> None:
    moment = datetime(2018, 7, 25, 9, tzinfo=UTC)
    data = {
        "得分": [Decimal("95.00"), Decimal("87.5550"), Decimal("87.555")],
        "日": date(2018, 7, 25),
        "时": moment,
        "对": (True, None),
    }
    got = to_json.write(paper(data=data))
    assert '"得分": [\n    95,\n    87.56,\n    87.555\n  ]' in got
    assert '"日": "2018-07-25"' in got
    assert '"时": "2018-07-25T09:00:00+00:00"' in got
    assert got.endswith("}\n")


def test_half_a_surrogate_pair_is_escaped_in_json() -> None:
    assert to_json.write(paper(data="\udc80")) == '"\\udc80"\n'


def test_json_takes_no_records() -> None:
    @dataclass
    class Record:
        id: str = "D1"

    for bad in (Record(), {1, 2}, float("nan")):
        with pytest.raises((TypeError, ValueError)):
            to_json.write(paper(data=bad))


def test_the_status_paper_survives_every_format() -> None:
    for form in WRITTEN:
        got = to_csv.files(STATUS)[1][1] if form.one_table else form.write(STATUS)
        assert "严陵镇人民政府" in (got.decode() if isinstance(got, bytes) else got) or form.ending == ".json"


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_has_its_writer_and_stands_for_itself(form: Format) -> None:
    assert callable(import_module(form.module).write)
    assert asked_for(Path(f"年终{form.ending.upper()}")) is form


@pytest.mark.parametrize("path", [None, Path("日历.ics"), Path("年终")])
def test_where_no_document_is_written_nothing_may_be_counted_on(path: Path | None) -> None:
    assert asked_for(path) == Format("")
