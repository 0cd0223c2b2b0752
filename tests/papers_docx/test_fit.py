"""What stands on a page together: short letters on one, tables of one attachment alike, nothing that no page bears."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from gongkai.papers.document import (
    Attachment,
    Blank,
    Cell,
    Column,
    Document,
    Fillable,
    HeatHead,
    HeatMap,
    Letterhead,
    Section,
    Signature,
    Table,
    text,
)
from gongkai.papers.excel.writer import write as to_xlsx
from gongkai.papers.word import paper as to_docx
from gongkai.papers.word.measure import title_lines
from gongkai.papers.word.sizes import TYPE_WIDTH
from gongkai.papers.word.widths import fitted, lines
from tests.papers_docx.word import W, Word, style_of, text_of

if TYPE_CHECKING:
    from gongkai.papers.document import Block

OFFICE = "威远县人民政府办公室"
LETTER = Letterhead("letter", OFFICE)
SIGNED = Signature(OFFICE, date(2019, 1, 21))
A_LINE = "请于规定的日期以前整改到位。"


def letter(lines: int, number: str = "") -> Word:
    """Return a letter to one unit with so many paragraphs of one line and its reply form."""
    reply = Attachment(0, "整改情况反馈表", (Fillable("filled_by", "", ((Blank("填报人"),),)),), landscape=True)
    blocks: tuple[Block, ...] = (*(text(A_LINE) for _ in range(lines)), SIGNED, reply)
    return Word(
        to_docx.write(
            Document("rectification", "问题整改通知书", blocks, number=number, addressee="县住建局", letterhead=LETTER)
        )
    )


def free(word: Word, style: str) -> int:
    return sum(name == style and not said for name, said in word.paragraphs())


def test_a_letter_without_a_number_keeps_no_room_for_one() -> None:
    number = "威府办函〔2019〕8号"
    assert (letter(2).styled("LetterNumber"), letter(2, number).styled("LetterNumber")) == ([], [number])
    assert "LetterNumber" not in {name for name, _ in letter(2).paragraphs()}


@pytest.mark.parametrize(("lines", "above_title", "above_name"), [(2, 2, 3), (9, 1, 2), (25, 2, 3)])
def test_spacing_gives_way_where_a_letter_would_run_a_few_lines_over_its_page(
    lines: int, above_title: int, above_name: int
) -> None:
    """GB/T 9704-2012, 7.3.5.5: 可以采取调整行距、字距的措施解决."""
    word = letter(lines, "威府办函〔2019〕8号")
    assert (free(word, "Number"), free(word, "Attached")) == (above_title, above_name)


def scores(names: tuple[str, ...], *more: str) -> Table:
    columns = (Column("单位", weight=2), *(Column(name, "number") for name in ("得分", *more)))
    return Table("ranking", "镇", columns, tuple((Cell(name), *(Cell(20) for _ in columns[1:])) for name in names))


def test_tables_of_one_attachment_have_one_size_of_type_and_what_they_mean_stands_as_small() -> None:
    wide = scores(("县人力资源社会保障局",) * 9, "自查整改情况", "要点落实情况", "时限要求情况", "督查检查与整改情况")
    behind = Attachment(0, "考核得分表", (wide, scores(("县委编办",)), text("粗线为等次分界。", role="note")))
    word = Word(to_docx.write(Document("circular", "通报", (text(A_LINE), SIGNED, behind), letterhead=LETTER)))
    sizes = [{each.get(f"{W}val") for each in table.iter(f"{W}sz")} for table in word.tables()]
    assert len(sizes) == 2
    assert sizes[0] == sizes[1]
    assert len(sizes[0]) == 1
    assert word.styled("Detail") == ["粗线为等次分界。"]


def test_tables_with_the_same_columns_have_the_same_widths() -> None:
    columns = (Column("单位", weight=2), Column("得分", "number"))
    long, short = (
        Table("s", "", columns, ((Cell(name), Cell(98)),) * 3) for name in ("县人力资源社会保障局", "县财政局")
    )
    other = Table("o", "", (Column("要点", "point"), Column("标题", weight=1)), ((Cell("1"), Cell("公开")),))
    word = Word(to_docx.write(Document("report", "报告", (long, Section("b", "二", (short,)), other))))
    first, second, third = ([each.get(f"{W}w") for each in found.iter(f"{W}gridCol")] for found in word.tables())
    assert first == second != third


def test_a_small_table_stands_whole() -> None:
    word = Word(to_docx.write(Document("list", "清单", (scores(("甲", "乙", "丙", "丁")),))))
    (table,) = word.tables()
    kept = [row.find(f".//{W}keepNext") is not None for row in table.iter(f"{W}tr")]
    assert kept[1:] == [True, True, True, False]


def heat(columns: int) -> HeatMap:
    heads = tuple(HeatHead(f"要点{no}", short=str(no), total=Cell(50)) for no in range(1, columns + 1))
    rows = tuple(HeatHead(name, total=Cell("10/39")) for name in ("碗厂镇", "严陵镇"))
    cells = tuple(tuple(Cell("·") for _ in heads) for _ in rows)
    return HeatMap("points", "", rows, heads, cells, (("dim", "· 未启动"),), summed="落实面", total=Cell("53.6"))


@pytest.mark.parametrize(("columns", "drawn"), [(10, 12), (41, 2)])
def test_of_a_picture_wider_than_a_page_the_totals_alone_are_printed(columns: int, drawn: int) -> None:
    word = Word(to_docx.write(Document("page", "一览", (heat(columns),))))
    (table,) = word.tables()
    rows = [[text_of(cell) for cell in row.iter(f"{W}p")] for row in table.iter(f"{W}tr")]
    assert {len(row) for row in rows} == {drawn}
    assert [(row[0], row[-1]) for row in rows[1:3]] == [("碗厂镇", "10/39"), ("严陵镇", "10/39")]


def test_what_has_a_paper_of_its_own_is_not_printed_again() -> None:
    apart = Section("cards", "各单位考核得分表", (text(A_LINE),), apart="各单位考核得分表")
    word = Word(to_docx.write(Document("page", "一览", (apart,))))
    assert word.styled("Body") == ["本部分不在此打印，见各单位考核得分表。"]
    assert [style_of(p) for p in word.parts["word/document.xml"].iter(f"{W}p")].count("Heading1") == 1


def test_a_title_that_all_but_fills_its_line_leaves_no_character_alone() -> None:
    """The font at hand may be wider than the one the title is meant for."""
    assert title_lines("威远县2018年政务公开工作年终考核情况报告", 20.1) == [
        "威远县2018年政务公开工作",
        "年终考核情况报告",
    ]


def test_a_sheet_for_reckoning_takes_one_page_on_paper() -> None:
    columns = tuple(Column(f"第{no}列的名称", weight=2) for no in range(14))
    rows = tuple(tuple(Cell("要点落实情况" * 3) for _ in columns) for _ in range(40))
    table = Table("seats", "", columns, rows)
    sheet = Section("seats", "单位要点明细", (text("打印时只印到本行", role="note"), table), reckoned=True)
    made = to_xlsx(Document("ledger", "台账", (replace(sheet, key="all", title="总览", reckoned=False), sheet)))
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        parts = archive.read("xl/workbook.xml").decode().split("<")
    (area,) = [part for part in parts if "Print_Area" in part and "单位要点明细" in part]
    last = area.rpartition(":$")[2].partition("$")[0]
    assert "A" <= last < "H", area


def test_the_longest_note_of_a_sheet_for_reckoning_is_printed_whole() -> None:
    """What is written beyond the printed columns is cut off at their edge."""
    note = "一行是同一件事在一个月里要办的，或者单独的一项，供筛选、汇总、做数据透视表用。"
    columns = tuple(Column(f"第{no}列", weight=2) for no in range(8))
    rows = tuple(tuple(Cell("要点落实情况" * (1 + no % 3 * 2)) for no in range(8)) for _ in range(40))
    sheet = Section("duties", "应办事项明细", (text(note, role="note"), Table("d", "", columns, rows)), reckoned=True)
    first = replace(sheet, key="all", title="总览", reckoned=False)
    with zipfile.ZipFile(io.BytesIO(to_xlsx(Document("ledger", "台账", (first, sheet))))) as archive:
        parts = archive.read("xl/workbook.xml").decode().split("<")
        book = archive.read("xl/worksheets/sheet2.xml").decode()
    (area,) = [part for part in parts if "Print_Area" in part and "应办事项明细" in part]
    printed = ord(area.rpartition(":$")[2][0]) - ord("A") + 1
    widths = [float(wide) for wide in re.findall(r'<col min="\d+" max="\d+" width="([\d.]+)"', book)]
    assert len(widths) == len(columns)
    assert sum(widths[:printed]) >= 2 * len(note)


def rows_of(count: int) -> Table:
    columns = (Column("单位", weight=2), Column("事项", weight=3))
    return Table("late", "", columns, tuple((Cell(f"第{no}镇"), Cell("公开当月清单")) for no in range(count)))


def held(word: Word) -> list[str]:
    """Return the paragraphs outside tables that stand on the page of what follows them by themselves."""
    assert word.body is not None
    return [text_of(p) for p in word.body.findall(f"{W}p") if p.find(f"{W}pPr/{W}keepNext") is not None]


def test_a_sentence_stands_with_the_table_that_it_explains() -> None:
    section = Section("trend", "四、各月情况", (text("各月末的要点数。"), rows_of(30), text("没有别的。")))
    word = Word(to_docx.write(Document("report", "报告", (section,))))
    assert held(word) == ["四、各月情况", "各月末的要点数。"]


def test_a_closing_line_takes_the_last_rows_of_the_table_above_it_to_the_page_of_what_is_signed() -> None:
    closing = (rows_of(30), text("特此报告。"), SIGNED)
    word = Word(to_docx.write(Document("report", "报告", closing, letterhead=Letterhead("red", OFFICE))))
    (*_, table) = word.tables()
    kept = [row.find(f".//{W}keepNext") is not None for row in table.iter(f"{W}tr")]
    assert kept[-2:] == [True, True]
    assert {"", "特此报告。"} <= set(held(word))


def test_a_closing_line_below_a_paragraph_takes_it_along() -> None:
    closing = (text("尚待完成的要点9个。"), text("特此报告。"), SIGNED)
    word = Word(to_docx.write(Document("report", "报告", closing, letterhead=Letterhead("red", OFFICE))))
    assert {"尚待完成的要点9个。", "特此报告。"} <= set(held(word))


@pytest.mark.parametrize(("count", "matter"), [(30, "公开当月清单"), (5, "公开当月清单" * 8)])
def test_neither_the_first_row_of_a_table_stands_alone_on_a_page_nor_the_last(count: int, matter: str) -> None:
    columns = (Column("单位", weight=2), Column("事项", weight=3))
    rows = tuple((Cell(f"第{no}镇"), Cell(matter)) for no in range(count))
    word = Word(to_docx.write(Document("report", "报告", (Table("late", "逾期事项", columns, rows),))))
    (table,) = word.tables()
    head, first, *others, before, last = (row.find(f".//{W}keepNext") is not None for row in table.iter(f"{W}tr"))
    assert head
    assert first
    assert not others[0]
    assert before
    assert not last


def test_a_table_with_a_name_of_its_own_takes_no_paragraph_along() -> None:
    named = replace(rows_of(30), caption="未销号问题")
    section = Section("remaining", "八、尚待完成", (text("未办结的要点9个。"), named))
    word = Word(to_docx.write(Document("report", "报告", (section,))))
    assert held(word) == ["八、尚待完成"]


def test_names_in_a_head_break_where_that_saves_the_rows_lines() -> None:
    items = tuple(
        Column(name, "number") for name in ("自查整改", "要点落实", "时限要求", "督查检查与整改", "加分", "得分")
    )
    columns = (Column("名次", "ordinal"), Column("单位", weight=2), *items, Column("等次"), Column("任务完成"))
    units = ("县人力资源社会保障局", "县食品药品监督管理局", "县公共资源交易中心", "县外事侨务旅游局")
    rows = tuple((Cell(1), Cell(unit), *(Cell(20) for _ in items), Cell("优秀"), Cell("23/36")) for unit in units)
    points, widths = fitted(Table("ranking", "", columns, rows), TYPE_WIDTH)
    assert lines(Table("ranking", "", columns, rows), widths, points, 0) == len(units)
