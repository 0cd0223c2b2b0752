"""The order of an official paper: mark, number, title, addressee, text, attachments, signature, each in its place."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from gongkai.papers.document import Attachment, Block, Cell, Column, Document, Numbered, Section, Signature, Table, text
from gongkai.papers.word import paper as to_docx
from gongkai.papers.word.measure import ems, title_lines
from tests.papers_docx.word import W, Word, style_of, text_of, value
from tests.render.papers import CIRCULAR, SCORES, STATUS
from tests.strategies import built

if TYPE_CHECKING:
    from gongkai.papers.document import Role

SIGNED = Signature("威远县人民政府办公室", date(2018, 9, 3))
ISSUED = (Attachment(1, "镇得分表", (SCORES,)), Attachment(2, "县级部门得分表", (SCORES,)))


def word_of(*blocks: Block, kind: str = "circular", **more: str) -> Word:
    return Word(to_docx.write(Document(kind, "关于考核情况的通报", blocks, **more)))  # type: ignore[arg-type]  # texts


def test_the_head_stands_in_its_order() -> None:
    word = Word(to_docx.write(CIRCULAR))
    head = [(style, said) for style, said in word.paragraphs() if said][:4]
    assert word.marks() == {"征求意见稿"}, "a mark stands in the page's head, where nobody takes it for 密级"
    assert head == [
        ("Number", "威府办函〔2018〕99号"),
        ("Title", "关于2018年政务公开工作考核情况的通报"),
        ("Addressee", "各镇人民政府，县政府各部门："),
        ("Body", "现将有关情况通报如下。"),
    ]


def test_a_paper_that_goes_back_to_the_notice_says_so_below_its_title() -> None:
    """Else the notice's number reads as the paper's own."""
    written = Word(to_docx.write(STATUS))
    named = [(style, said) for style, said in written.paragraphs() if "46号" in said]
    assert named == [("Basis", "依据：威府办函〔2018〕46号")]
    assert written.styled("Number") == []


def test_attachments_are_listed_below_the_text_and_stand_on_pages_of_their_own() -> None:
    """7.3.4: 附件：1.… two characters in, no closing mark; 7.4: 附件1 in 黑体 at the head of its page."""
    word = word_of(text("正文。"), SIGNED, *ISSUED)
    assert word.styled("Attached") == ["附件：1.镇得分表", "2.县级部门得分表"]
    assert word.styled("AttachmentMark") == ["附件1", "附件2"]
    assert word.styled("AttachmentTitle") == ["镇得分表", "县级部门得分表"]
    assert word.body is not None
    marks = [p for p in word.body.findall(f"{W}p") if style_of(p) == "AttachmentMark" and text_of(p)]
    assert all(p.find(f"{W}pPr/{W}pageBreakBefore") is not None for p in marks)
    listed = [p for p in word.body.findall(f"{W}p") if style_of(p) == "Attached" and text_of(p)]
    lefts = [int(value(p, "pPr/ind", "left")) for p in listed]
    assert lefts[0] == lefts[1], "the numbers stand below one another"
    assert lefts[0] - int(value(listed[0], "pPr/ind", "hanging")) == 2 * 320


def test_a_single_attachment_has_no_number() -> None:
    word = word_of(text("正文。"), SIGNED, ISSUED[0])
    assert (word.styled("Attached"), word.styled("AttachmentMark")) == (["附件：镇得分表"], ["附件"])


def test_the_signature_stands_between_the_list_and_the_attachments_wherever_it_was_built() -> None:
    styles = [style for style, said in word_of(*ISSUED, text("正文。"), SIGNED).paragraphs() if said]
    order = [styles.index(style) for style in ("Body", "Attached", "Issuer", "Date", "AttachmentMark")]
    assert order == sorted(order)


def test_the_day_stands_four_characters_in_and_the_issuer_centred_above_it() -> None:
    """7.3.5: 成文日期右空四字，阿拉伯数字，不编虚位."""
    word = word_of(text("正文。"), SIGNED)
    assert word.styled("Date") == ["2018年9月3日"]
    assert word.body is not None
    found = {style_of(p): p for p in word.body.findall(f"{W}p")}
    assert value(found["Date"], "pPr/ind", "right") == str(4 * 320)
    day_middle = 4 + ems("2018年9月3日") / 2
    issuer_middle = int(value(found["Issuer"], "pPr/ind", "right")) / 320 + ems(SIGNED.issuer) / 2
    assert issuer_middle == pytest.approx(day_middle, abs=0.01)


LAST = "末段。" * 10
"""More than a line: of one alone, the paragraph above goes along."""


def test_no_signature_stands_alone_on_a_page() -> None:
    """The last paragraph of the text stays with it, and the list of attachments too."""
    word = word_of(text("第一段。"), text(LAST), SIGNED, *ISSUED)
    assert word.body is not None
    before_date = []
    for p in word.body.findall(f"{W}p"):
        if style_of(p) == "Date":
            break
        before_date.append(p)
    last = next(index for index, p in enumerate(before_date) if text_of(p) == LAST)
    kept = [p.find(f"{W}pPr/{W}keepNext") is not None or style_of(p) == "Issuer" for p in before_date]
    assert all(kept[last:])
    assert not kept[last - 1]


def test_what_leads_to_a_list_stays_with_it() -> None:
    word = word_of(text("逾期的要点2个："), Numbered(("要点1。", "要点8。")))
    assert word.body is not None
    kept = [text_of(p) for p in word.body.findall(f"{W}p") if p.find(f"{W}pPr/{W}keepNext") is not None]
    assert kept == ["逾期的要点2个："]


def test_a_text_with_an_address_is_not_drawn_out_to_the_full_width() -> None:
    address = "佐证：https://weiyuan.example/gk/zg/1011.html"
    word = word_of(text(address), Numbered((address, "逐处修复")), text("逐处修复"))
    set_so = {text_of(each): value(each, "pPr/jc") for each in word.parts["word/document.xml"].iter(f"{W}p")}
    assert {said for said, how in set_so.items() if how == "left"} == {address, f"1.{address}"}
    assert set_so["2.逐处修复"] == set_so["逐处修复"] == ""


def test_levels_are_headings_and_lists_are_numbered_as_papers_do() -> None:
    inner = Section("b", "（一）进展", (Numbered(("按月公开。", "按季通报。")), Numbered(("报送。",), 2)), 2)
    word = word_of(Section("a", "一、总体情况", (inner,)))
    assert word.styled("Heading2") == ["（一）进展"]
    assert word.styled("Body") == ["1.按月公开。", "2.按季通报。", "报送。"], "an only item has no number"


def test_a_hint_gives_the_advice_without_the_command() -> None:
    hint = text("有异议的，在期限内申请复核：gongkai appeal file 编号 --reason 理由", role="hint")
    assert word_of(hint).styled("Body") == ["有异议的，在期限内申请复核。"]


@pytest.mark.parametrize(
    ("role", "said", "paper"),
    [
        ("hint", "登记申请：gongkai appeal file D12 --reason 理由", ""),
        ("hint", "成批办结用：gongkai duty done 20.1，其中未办的日期用 --except 写明", ""),
        ("hint", "另有3件，逐件见 gongkai due 和 gongkai finding list", "另有3件。"),
        ("note", "3个要点没有点名。指定单位：gongkai assign 序号 -u 单位", "3个要点没有点名。"),
        ("note", "gongkai 是工具的名字。", "gongkai 是工具的名字。"),
        ("", "报告里写了 gongkai due 的，原样保留。", "报告里写了 gongkai due 的，原样保留。"),
    ],
)
def test_no_command_stands_on_paper_nor_the_label_of_one(role: Role, said: str, paper: str) -> None:
    """What a unit cannot type is not told to it; only remarks are looked at, never what someone wrote."""
    told = [line for _, line in word_of(text(said, role=role)).paragraphs() if line]
    assert told[1:] == ([paper] if paper else [])


def test_places_stand_in_the_middle_and_figures_below_one_another() -> None:
    """A place is no sum: it would touch the name on its right. Figures end at one line in the middle of theirs."""
    columns = (Column("名次", "ordinal"), Column("单位", weight=2), Column("得分", "number"))
    rows = tuple((Cell(n), Cell("县教育局"), Cell(100 - n)) for n in (1, 2))
    (table,) = word_of(Table("t", "", columns, rows)).tables()
    place, unit, score = (cell.find(f"{W}p") for cell in table.findall(f"{W}tr")[1].findall(f"{W}tc"))
    assert place is not None
    assert unit is not None
    assert score is not None
    assert [value(one, "pPr/jc") for one in (place, unit, score)] == ["center", "left", "right"]
    widths = [int(column.get(f"{W}w", "")) for column in table.iter(f"{W}gridCol")]
    assert int(value(score, "pPr/ind", "right")) > widths[2] // 4
    assert widths[1] < 4 * widths[2], "the names do not take all the room that is spare"


def test_titles_in_a_table_keep_to_one_line_where_a_size_smaller_does_it() -> None:
    titles = ("加大决策信息公开力度", "深化重大建设项目批准和实施领域信息公开", "强化行政权力制约监督")
    names = ("序号", "角色", "完成", "状态", "要点灯", "报告")
    columns = (Column("要点", weight=3), *map(Column, names))
    rows = tuple(tuple(map(Cell, (t, "12", "责任单位", "100%", "已办结", "绿（正常）", "11-20"))) for t in titles)
    (table,) = word_of(Table("t", "", columns, rows)).tables()
    assert {size.get(f"{W}val") for size in table.iter(f"{W}sz")} == {"21"}
    small = tuple(tuple(map(Cell, ("公开", *("1",) * 6))) for _ in titles)
    (table,) = word_of(Table("t", "", columns, small)).tables()
    assert list(table.iter(f"{W}sz")) == [], "what fits in the usual size stays in it"


def test_a_row_of_three_lines_is_told_its_height_and_no_other() -> None:
    """LibreOffice may else set its short cells at the top."""
    columns = (Column("事项"), Column("说明", weight=1))
    rows = tuple((Cell("县城管局"), Cell("公" * many)) for many in (20, 45, 70, 100))
    (table,) = word_of(Table("t", "", columns, rows)).tables()
    heights = [value(row, "trPr/trHeight") for row in table.findall(f"{W}tr")]
    assert heights == ["", "", "", "", str(3 * 294 + 50)], "three lines of 10.5 points, 1.4 apart"


def test_a_column_of_commands_is_not_on_paper() -> None:
    columns = (Column("事项", weight=1), Column("办理", "command", weight=1))
    word = word_of(Table("t", "", columns, ((Cell("整改"), Cell("gongkai finding rectify F1")),)))
    assert [text_of(cell) for cell in word.tables()[0].iter(f"{W}tc")] == ["事项", "整改"]


def test_what_stands_in_a_cell_is_written_as_it_is_told() -> None:
    """No blank is put behind 、."""
    rows = ((Cell("F1018、F1019、F1020"),), (Cell("7、9、12—14"),), (Cell("查了1、2两项"),))
    (table,) = word_of(Table("t", "", (Column("问题", weight=1),), rows)).tables()
    told = [text_of(cell) for cell in table.iter(f"{W}tc")]
    assert told == ["问题", "F1018、F1019、F1020", "7、9、12—14", "查了1、2两项"]


def test_a_detail_is_small_and_begins_at_the_margin_so_that_an_address_may_break() -> None:
    word = word_of(text("D12　规则2.1；依据：https://weiyuan.example/gk/kh/entry12.html。", role="detail"))
    assert len(word.styled("Detail")) == 1
    style = word.style("Detail")
    assert (value(style, "rPr/sz"), value(style, "pPr/jc")) == ("24", "left")


def test_tables_repeat_their_head_and_never_split_a_row() -> None:
    word = word_of(SCORES)
    (table,) = word.tables()
    rows = table.findall(f"{W}tr")
    assert rows[0].find(f"{W}trPr/{W}tblHeader") is not None
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
    assert [text_of(cell) for cell in rows[1].findall(f"{W}tc")] == ["严陵镇人民政府", "95", "1"]
    assert text_of(rows[-1]) == "平均60.84—"
    held = [row.find(f".//{W}keepNext") is not None for row in rows]
    assert held == [True] * (len(rows) - 1) + [False], "a small table stands whole, its total with it"
    assert word.styled("Caption") == ["各单位得分"]


@pytest.mark.parametrize(("count", "last"), [(9, 2), (7, 2), (40, 2), (6, 5), (1, 0)])
def test_the_last_rows_of_a_long_table_stand_on_one_page(count: int, last: int) -> None:
    word = word_of(Table("t", "", (Column("编号"),), tuple((Cell(f"P{number}"),) for number in range(count))))
    rows = word.tables()[0].findall(f"{W}tr")[1:]
    held = [row.find(f".//{W}keepNext") is not None for row in rows]
    first = count > last + 1
    assert held == [True] * first + [False] * (count - last - 1 - first) + [True] * last + [False]


def test_a_long_code_has_the_room_that_wide_figures_take() -> None:
    names = (Column("登记人", weight=1), Column("办理"), Column("单位或对象", weight=2), Column("编号", "id"))
    columns = (Column("序号", "ordinal"), Column("时间"), *names, Column("校验码", "id"))
    said = ("张文书", "按建议扣分", "县人力资源社会保障局", "D1829", "7a75d98d7009")
    row = (Cell(1829), Cell("2018-08-09 09:02"), *map(Cell, said))
    word = word_of(Table("t", "", columns, (row, row)))
    (table,) = word.tables()
    wide = int(table.findall(f".//{W}gridCol")[-1].get(f"{W}w", ""))
    sizes = {int(size.get(f"{W}val", "")) for size in table.iter(f"{W}sz")} or {24}
    figure = 0.636  # of an em, in the font that stands in for the missing ones
    assert wide - 2 * 80 >= 12 * figure * max(sizes) / 2 * 20


def test_where_room_is_short_long_words_have_it_and_not_short_ones() -> None:
    """Thirteen columns in the smallest size: 问题 stands on two or three lines, names and states on one."""
    names = (
        "编号",
        "来源",
        "单位",
        "要点",
        "问题",
        "整改措施",
        "责任人",
        "期限",
        "状态",
        "整改情况",
        "佐证",
        "核查人",
        "销号日期",
    )
    weighty = {"单位": 2, "问题": 4, "整改措施": 3, "整改情况": 3, "佐证": 3}
    columns = tuple(Column(name, weight=weighty.get(name, 0)) for name in names)
    said = ("F260", "日常监测", "县环保局", "19", "行政处罚决定平均晚公开9天", "指定专人当日上传", "周科长", "10-20")
    done = ("9月以来处罚决定均在3日内公开", "https://weiyuan.example/gk/zg/1015.html", "李主任", "10-17")
    usual = tuple(map(Cell, (*said, "已销号", *done)))
    late = tuple(map(Cell, (*said, "已销号（逾期11天整改）", *done)))
    (table,) = word_of(Table("t", "", columns, (*(usual,) * 35, late))).tables()
    assert {size.get(f"{W}val") for size in table.iter(f"{W}sz")} == {"18"}
    widths = (int(column.get(f"{W}w", "")) for column in table.iter(f"{W}gridCol"))
    ems = {name: (width - 2 * 80) / 180 for name, width in zip(names, widths, strict=True)}
    assert ems["问题"] >= 6.5
    assert ems["整改情况"] >= 5
    assert all(ems[name] >= 3 for name in ("责任人", "核查人", "状态"))
    assert ems["来源"] >= 4


columns = built(Column, st.text("单位得分ab ", max_size=8), st.just("text"), st.integers(0, 3))


@given(st.lists(columns, min_size=1, max_size=14), st.text("政务公开12ab，", max_size=60))
def test_any_table_fills_the_type_area_and_nothing_more(given_columns: list[Column], cell: str) -> None:
    row = tuple(Cell(cell) for _ in given_columns)
    word = word_of(Table("t", "", tuple(given_columns), (row,)))
    widths = [int(column.get(f"{W}w", "")) for column in word.tables()[0].iter(f"{W}gridCol")]
    size, margins = word.section("pgSz"), word.section("pgMar")
    assert sum(widths) == int(size["w"]) - int(margins["left"]) - int(margins["right"])
    assert all(width > 0 for width in widths)


def test_a_table_without_rows_says_so() -> None:
    word = word_of(replace(SCORES, rows=(), total=()))
    assert (word.tables(), word.styled("Body")) == ([], ["（无）"])


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("关于考核情况的通报", ["关于考核情况的通报"]),
        ("关于威远县2018年政务公开工作年终考核情况的通报", ["关于威远县2018年政务公开工作", "年终考核情况的通报"]),
        ("2018年度政务公开考核得分表　县教育局", ["2018年度政务公开考核得分表", "县教育局"]),
    ],
)
def test_a_long_title_is_broken_between_words(title: str, lines: list[str]) -> None:
    assert title_lines(title, 20.1) == lines


@given(st.text("关于政务公开2018年《要点》，的通报abc", min_size=1, max_size=90))
def test_no_title_loses_a_character_or_outgrows_its_line(title: str) -> None:
    lines = title_lines(title, 20.1)
    assert "".join(lines) == title
    assert all(ems(line) <= 20.1 for line in lines)


WIDE = Table(
    "findings",
    "",
    tuple(Column(f"栏目{no}", weight=3 * (no % 2)) for no in range(13)),
    (tuple(Cell(f"公开栏目第{no}项没有更新") for no in range(13)),),
)


def _page(word: Word) -> tuple[str, str]:
    size = word.section("pgSz")
    return size["w"], size.get("orient", "")


def test_a_list_too_wide_for_an_upright_page_lies_on_its_side() -> None:
    lying = word_of(WIDE)
    assert _page(lying) == ("16838", "landscape")
    assert sum(int(column.get(f"{W}w", "")) for column in lying.tables()[0].iter(f"{W}gridCol")) == 13777  # 243 mm
    assert _page(word_of(SCORES)) == ("11906", "")


def test_what_is_to_be_signed_stands_upright() -> None:
    signed = word_of(WIDE, Signature("威远县人民政府办公室", date(2019, 1, 21)))
    assert _page(signed) == ("11906", "")
