"""What the screen shows: every line fits, every row is there, no text can draw; and what a pipe is given."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from rich.cells import cell_len

from gongkai.papers import plain
from gongkai.papers.cells import clean, width
from gongkai.papers.document import (
    Block,
    Cell,
    Chart,
    Column,
    Document,
    Figure,
    Figures,
    Paragraph,
    Run,
    Section,
    Series,
    Table,
    text,
)
from gongkai.papers.layout import fit
from gongkai.papers.terminal import draw
from gongkai.papers.values import shown
from tests.render.papers import COLUMNS, DASHBOARD, HOSTILE, POINTS, STATUS, documents, tables

COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def paper(*blocks: Block) -> Document:
    return Document("any", "", blocks)


@settings(max_examples=60, deadline=None)
@given(documents(), st.integers(20, 160), st.booleans())
def test_no_line_leaves_the_screen(document: Document, room: int, colour: bool) -> None:  # noqa: FBT001 - drawn by hypothesis
    for line in draw(document, width=room, colour=colour).split("\n"):
        bare = COLOUR.sub("", line)
        assert min(width(bare), cell_len(bare)) <= room, "of an unassigned character nobody knows the width"


@settings(max_examples=40, deadline=None)
@given(documents())
def test_without_colour_nothing_but_text_is_written(document: Document) -> None:
    for drawn in (draw(document, width=80, colour=False), plain.write(document)):
        assert clean(drawn.replace("\n", "")) == drawn.replace("\n", "")


@settings(max_examples=40, deadline=None)
@given(tables())
def test_plain_output_has_one_whole_line_for_each_row(table: Table) -> None:
    lines = plain.write(paper(table)).rstrip("\n").split("\n")
    body = [line for line in lines if line or not table.rows]
    assert "\x1b" not in "".join(lines)
    for row in table.rows:
        values = [clean(shown(c.value, k.kind)).strip() for c, k in zip(row, table.columns, strict=True)]
        assert any(all(value in line for value in values) for line in (*body, ""))


def test_only_gbk_is_added_to_the_users_text() -> None:
    many = Table("points", "进展", COLUMNS, POINTS * 50)
    for document in (STATUS, DASHBOARD, paper(many), paper(Table("none", "", COLUMNS, ()))):
        for fine in (True, False):
            draw(document, width=60, colour=True, fine=fine).encode("gbk")
        plain.write(document).encode("gbk")


def test_a_status_table_of_seven_columns_shows_its_fixed_columns_whole_in_80_cells() -> None:
    drawn = draw(STATUS, width=80, colour=False)
    for word in ("红（逾期）", "2018-09-30", "100%", "未启动", "序号  工作要点"):
        assert word in drawn


@pytest.mark.parametrize(("rows", "shown"), [(200, 200), (201, 200), (1500, 200)])
def test_of_a_long_list_the_screen_shows_the_end_and_tells_how_to_get_all(rows: int, shown: int) -> None:
    lines = draw(paper(point_table(rows)), width=200, colour=False).splitlines()
    numbers = [line.split()[0] for line in lines if line[:1].isdigit()]
    assert numbers == [str(no) for no in range(rows - shown, rows)]
    told = f"共{rows}行，以上是最后200行；全部：加 --plain，或用 -o 写入文件"
    assert (told in lines) is (rows > shown)


def test_a_pipe_gets_every_row_of_a_long_list() -> None:
    assert plain.write(paper(point_table(1500))).count("\n") == 1 + 1500


def test_the_sum_stands_below_the_end_of_a_long_list() -> None:
    table = replace(point_table(300), total=(Cell("合计"), Cell("三百")))
    assert draw(paper(table), width=80, colour=False).splitlines()[-2].split() == ["合计", "三百"]


def test_no_row_that_is_shown_is_cut() -> None:
    drawn = draw(paper(point_table(150)), width=60, colour=False)
    assert "…" not in drawn
    assert sum(drawn.count(char) for char in "推进公开") == 150 * 80


def point_table(rows: int) -> Table:
    columns = (Column("序号"), Column("工作要点", weight=1))
    return Table("t", "", columns, tuple((Cell(str(no)), Cell("推进公开" * 20)) for no in range(rows)))


def test_a_column_without_weight_yields_after_the_others_and_then_wraps_and_is_not_cut() -> None:
    columns, row = (Column("状态"), Column("内容", weight=1)), (Cell("逾期完成（5小时30分）"), Cell("推进公开" * 3))
    table = Table("t", "", columns, (row,))
    assert "逾期完成（5小时30分）  推进" in draw(paper(table), width=40, colour=False)
    drawn = draw(paper(table), width=24, colour=False)
    assert "…" not in drawn
    assert "小时30分）" in drawn


def test_a_day_and_a_figure_are_whole_as_long_as_any_other_column_can_yield() -> None:
    columns = (Column("日期", "date"), Column("单位", weight=2), Column("登记人"), Column("扣分", "number"))
    row = (Cell(date(2018, 11, 20)), Cell("严陵镇人民政府"), Cell("县政府办公室督查股"), Cell(Decimal("12.5")))
    drawn = draw(paper(Table("t", "", columns, (row,))), width=40, colour=False)
    assert "2018-11-20" in drawn
    assert "12.5" in drawn
    assert "…" not in drawn


def test_no_column_is_narrower_than_its_heading_while_another_is_wide() -> None:
    names = ("编号", "整改措施", "责任人员", "说明")
    columns = tuple(Column(name, weight=weight) for name, weight in zip(names, (0, 1, 1, 8), strict=True))
    rows = tuple(tuple(Cell("公开" * 6) for _ in names) for _ in range(3))
    header = draw(paper(Table("t", "", columns, rows)), width=50, colour=False).splitlines()[0]
    assert all(name in header for name in names)


COMMAND = "gongkai duty done 20.1 --from 2018-07-25 --to 2018-08-31 -u 县政府信访局"


@pytest.mark.parametrize(("room", "below"), [(60, True), (80, True), (160, False)])
def test_a_command_is_never_broken_but_stands_below_its_row(*, room: int, below: bool) -> None:
    columns = (Column("期限"), Column("事项", weight=4), Column("办理", "command", weight=3))
    rows = ((Cell("08-31"), Cell("公开清单" * 8), Cell(COMMAND)), (Cell("09-30"), Cell("公开" * 4), Cell("")))
    drawn = draw(paper(Table("t", "", columns, rows)), width=room, colour=False).splitlines()
    if room > 60:
        assert any(COMMAND in line for line in drawn), "on one line, ready to copy"
    assert (f"  办理：{COMMAND[:20]}" in "\n".join(drawn)) is below


def test_long_texts_that_would_be_towers_of_two_characters_stand_below_their_row() -> None:
    names = ("编号", "日期", "单位", "规则", "要点", "问题", "事由", "原记", "计入", "状态", "告知", "依据")
    columns = tuple(Column(name, weight={"单位": 2, "事由": 3, "依据": 3}.get(name, 0)) for name in names)
    reason, address = "专项督查发现网站栏目打不开，超期11天", "https://weiyuan.example/gk/kh/entry0.html"
    cells = ("D637", "10-15", "山王镇人民政府", "4.1", "", "F229", reason, "2", "2", "有效", "10-16", address)
    drawn = draw(paper(Table("t", "", columns, (tuple(map(Cell, cells)),))), width=80, colour=False)
    assert "  山王镇人民政府  " in drawn
    assert f"  事由：{reason}\n  依据：{address}\n" in drawn


def test_a_day_written_as_text_is_whole_and_a_longer_text_stands_below_its_row() -> None:
    names = ("编号", "日期", "单位", "所针对", "理由", "原记", "结果", "改后", "决定日期", "决定人", "决定理由")
    columns = tuple(Column(name, weight={"单位": 2, "理由": 3, "决定理由": 3}.get(name, 0)) for name in names)
    row = (
        "C1906",
        "2019-01-14",
        "县城管局",
        "D1827",
        "有自查，没登记",
        "扣10分",
        "维持",
        "扣10分",
        "2019-01-16",
        "赵主任",
    )
    cells = tuple(map(Cell, (*row, "没有自查材料")))
    drawn = draw(paper(Table("t", "", columns, (cells,))), width=80, colour=False)
    assert all(day in drawn for day in ("2019-01-14", "2019-01-16"))
    assert "  理由：有自查，没登记\n  决定理由：没有自查材料\n" in drawn


def test_an_empty_table_says_so() -> None:
    assert draw(paper(Table("t", "逾期事项", COLUMNS, ())), width=80, colour=False).endswith("（无）\n")


def test_tones_are_colours_only_where_colour_is_wanted() -> None:
    document = paper(
        text("进展：", Run("逾期", "bad"), "，", Run("办结", "good")), Figures((Figure("逾期", 3, "bad"),))
    )
    drawn = draw(document, width=80, colour=True)
    assert drawn.startswith("进展：\x1b[31m逾期\x1b[0m，\x1b[32m办结\x1b[0m\n\n")
    assert "\x1b[2m逾期\x1b[0m \x1b[31m3\x1b[0m" in drawn
    assert "\x1b" not in draw(document, width=80, colour=False)


def test_a_tone_goes_on_over_a_line_break() -> None:
    document = paper(Paragraph((Run("请各单位按期报送，"), Run("逾期未报的予以通报。", "bad"))))
    lines = draw(document, width=24, colour=True).splitlines()
    assert lines == ["请各单位按期报送，\x1b[31m逾期未\x1b[0m", "\x1b[31m报的予以通报。\x1b[0m"]


def test_hostile_text_moves_no_cursor() -> None:
    document = paper(Table("t", HOSTILE, (Column(HOSTILE, weight=1),), ((Cell(HOSTILE),),)), text(HOSTILE))
    drawn = draw(document, width=50, colour=True)
    assert set(COLOUR.findall(drawn)) <= {"\x1b[1m", "\x1b[2m", "\x1b[0m"}
    assert "\u202e" not in drawn


@pytest.mark.parametrize("value", ["长" * 10_000, "a" * 10_000, " " * 10_000, "，" * 10_000, "\u0301" * 10_000])
def test_a_very_long_value_is_survived(value: str) -> None:
    table = Table("t", value, (Column("序号"), Column("内容", weight=1)), ((Cell(1), Cell(value)),))
    for write in (lambda document: draw(document, width=80, colour=False), plain.write):
        assert write(paper(table, text(value)))


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (Decimal("12.50"), "number", "12.5"),
        (Decimal("95.00"), "number", "95"),
        (Decimal("0.0050"), "number", "0.01"),
        (Decimal("87.967"), "number", "87.967"),
        (Decimal("87.900"), "number", "87.9"),
        (Decimal("-0.0010"), "number", "0"),
        (Decimal(1000), "number", "1000"),
        (Decimal("1E+3"), "number", "1000"),
        (40, "percent", "40%"),
        (Decimal("33.3"), "percent", "33.3%"),
        (None, "percent", "—"),
        (date(2018, 7, 25), "date", "2018-07-25"),
        (datetime(2018, 7, 25, 9, 5, 59, tzinfo=UTC), "moment", "2018-07-25 09:05"),
        ("12.50", "number", "12.50"),
    ],
)
def test_values_are_written_as_people_read_them(value: object, kind: str, text: str) -> None:
    assert shown(value, kind) == text  # type: ignore[arg-type]  # a kind by name


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 200), st.integers(0, 3)), min_size=1, max_size=8), st.integers(30, 200))
def test_columns_fit_and_none_is_wider_than_it_needs(shapes: list[tuple[int, int]], room: int) -> None:
    naturals, weights = [n for n, _ in shapes], [w for _, w in shapes]
    sizes = fit(naturals, weights, room)
    assert sum(sizes) + 2 * (len(sizes) - 1) <= room
    assert all(size <= natural for size, natural in zip(sizes, naturals, strict=True))


def test_a_column_without_weight_yields_last() -> None:
    assert fit([10, 60, 60], [0, 1, 2], 64)[0] == 10
    assert fit([10, 100], [0, 1], 200) == [10, 72]
    one, two = fit([90, 90], [1, 2], 62)
    assert one < two


def test_a_light_has_its_word_and_its_colour() -> None:
    table = Table("t", "", (Column("灯", "light"),), ((Cell("红（逾期）", "bad"),), (Cell("—"),)))
    assert "\x1b[31m● 红（逾期）\x1b[0m\n—\n" in draw(paper(table), width=100, colour=True)
    assert "\n红（逾期）\n" in draw(paper(table), width=100, colour=False, fine=False)


def test_a_command_and_an_address_can_be_copied_at_any_width() -> None:
    address = "https://weiyuan.example/gk/yd12/dw9.html"
    columns = (Column("单位"), Column("说明", weight=3), Column("佐证", weight=3), Column("办理", "command"))
    table = Table("t", "", columns, ((Cell("县教育局"), Cell("公开" * 20), Cell(address), Cell(COMMAND)),))
    for room in range(90, 220, 10):
        lines = draw(paper(table), width=room, colour=False).splitlines()
        assert [sum(part in line for line in lines) for part in (address, COMMAND)] == [1, 1], room


def test_the_bar_of_a_chapter_is_shared_out_as_its_points_are() -> None:
    counts = {"未启动": 1, "推进中": 1, "已办结": 2, "已销号": 4}
    series = tuple(Series(name, (count,)) for name, count in counts.items())
    chart = Chart("chapters", "stacked", "各章要点", ("一、公开",), series, ("平均85%",))
    line = draw(paper(chart), width=100, colour=False).splitlines()[1]
    assert line.split() == ["一、公开", "█" * 16 + "▓" * 8 + "━" * 4 + "─" * 4, "4", "2", "1", "1", "平均85%"]
    assert "一、公开" not in plain.write(paper(chart)), "a pipe is given the points themselves"


def test_brackets_and_tags_are_text() -> None:
    said = "[red]红[/red] [link=http://a.cn]点[/link] :smile: <b>"
    document = paper(text(said), Table("t", said, (Column(said),), ((Cell(said),),)), Section("s", said, (text(said),)))
    assert draw(document, width=100, colour=True).count(said) == 6


@pytest.mark.parametrize("values", [(0, 0), (0, 1), (10**6, 1)])
def test_a_bar_of_nothing_or_of_much_is_survived(values: tuple[int, int]) -> None:
    chart = Chart("c", "stacked", "各章", ("一",), tuple(Series("已办结", (value,)) for value in values))
    for room in (20, 80):
        assert draw(paper(chart), width=room, colour=False)


def test_writing_plain_rows_loads_nothing_heavy() -> None:
    code = "import sys, gongkai.papers.plain; print([m for m in ('rich', 'typer', 'json', 'csv') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_drawing_loads_no_more_of_rich_than_it_draws_with() -> None:
    heavy = "('rich.progress', 'rich.syntax', 'rich.markdown', 'rich.prompt', 'rich.traceback', 'pygments', 'json')"
    code = f"import sys, gongkai.papers.terminal; print([m for m in {heavy} if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
