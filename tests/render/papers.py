"""Documents the tests of every format share: a status page as the clerk sees it, and hostile text."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from gongkai.papers.document import (
    Attachment,
    Cell,
    Chart,
    Column,
    Document,
    Figure,
    Figures,
    HeatHead,
    HeatMap,
    Numbered,
    Paragraph,
    Run,
    Section,
    Series,
    Signature,
    Table,
    text,
)
from tests.strategies import built

COLUMNS = (
    Column("序号"),
    Column("工作要点", "text", 3),
    Column("牵头单位", "text", 2),
    Column("状态"),
    Column("进度", "percent"),
    Column("灯", "light"),
    Column("下一时限", "date"),
)
HOSTILE = "=cmd|'/c calc'!A1 <script>alert(1)</script> \x1b[31m红\x1b[0m \u202e倒写\u202c\t第二行\r\n第三行 `码` *星* [链接](http://a.cn)"


def point(no: str, title: str, leads: str, percent: int, light: str, due: date | None) -> tuple[Cell, ...]:
    """Return one row of a status page."""
    word, tone = {"red": ("红（逾期）", "bad"), "yellow": ("黄（预警）", "warn"), "green": ("绿（正常）", "good")}[
        light
    ]
    status = "推进中" if percent else "未启动"
    values = (no, title, leads, status, percent, word, due)
    return tuple(Cell(value, tone if value == word else "") for value in values)  # type: ignore[arg-type]  # a tone by name


POINTS = (
    point("1", "加大决策信息公开力度", "县政府办公室、县政府法制办", 40, "yellow", None),
    point("8", "推进重大建设项目批准和实施领域信息公开，按月公开项目进展", "县发展改革局", 0, "red", date(2018, 9, 30)),
    point("41", "强化考核", "县政府办公室", 100, "green", date(2018, 12, 31)),
)
SCORES = Table(
    "scores",
    "各单位得分",
    (Column("单位"), Column("得分", "number"), Column("排名", "number")),
    (
        (Cell("严陵镇人民政府"), Cell(Decimal("95.00")), Cell(1)),
        (Cell("县教育局"), Cell(Decimal("87.50")), Cell(2)),
        (Cell("县政府办公室"), Cell(Decimal("-0.0040")), Cell(None)),
    ),
    total=(Cell("平均", "strong"), Cell(Decimal("60.8350")), Cell(None)),
)
STATUS = Document(
    kind="status",
    title="威远县2018年政务公开工作要点",
    number="威府办函〔2018〕46号",
    addressee="各镇人民政府，县政府各部门",
    marks=("演示数据", "征求意见稿"),
    blocks=(
        Figures((Figure("要点", 41), Figure("逾期", 1, "bad"), Figure("平均进度", "46%"))),
        Table("points", "工作要点进展", COLUMNS, POINTS),
        Section(
            "next",
            "一、下一步",
            (
                text(
                    "请县发展改革局于 2018-09-30 前公开项目进展；",
                    Run("逾期未报的，", "bad"),
                    "按考核细则扣分，并在全县范围内予以通报，有关情况同时抄送县目标督查办公室备案。",
                ),
                Numbered(("各镇人民政府每月报送一次。", HOSTILE)),
                Numbered(("按月公开。", "按季通报。"), 2),
                text("年内对本单位政务公开专项自查整改不少于1次", role="quote"),
                Section("scores", "（一）得分", (SCORES,), 2),
                text("示例分值，由考核组织单位改定。", role="note"),
            ),
        ),
    ),
    footer="登记簿末条 8f14e45f，2018-11-30",
    data={"plan": {"year": 2018, "as_of": date(2018, 11, 30)}, "score": [Decimal("95.00"), Decimal("87.50"), None]},
)

CHAPTERS = Chart(
    "chapters",
    "stacked",
    "各章要点",
    ("一、深化供给内容，提升政务公开透明度满意度", "二、建强平台载体"),
    (Series("未启动", (1, 0)), Series("推进中", (9, 0)), Series("已办结", (3, 1)), Series("已销号", (2, 0))),
    ("平均85%", "平均100%"),
)
DASHBOARD = Document("status", "工作要点", (STATUS.blocks[0], CHAPTERS, STATUS.blocks[1]))

HEAT = HeatMap(
    "heat",
    "要点与单位",
    (HeatHead("要点1"), HeatHead("要点8")),
    (HeatHead("县教育局"), HeatHead("严陵镇人民政府")),
    ((Cell("绿", "good"), Cell("红", "bad")), (Cell(None), Cell("黄", "warn"))),
    (("bad", "红（逾期）"), ("warn", "黄（预警）"), ("good", "绿（正常）")),
)
CIRCULAR = Document(
    kind="circular",
    title="关于2018年政务公开工作考核情况的通报",
    number="威府办函〔2018〕99号",
    addressee="各镇人民政府，县政府各部门",
    marks=("征求意见稿",),
    blocks=(
        text("现将有关情况通报如下。"),
        Section("overall", "一、总体情况", (text("要点办结率46%。"), HEAT)),
        Chart("grades", "pie", "等次", ("优秀", "良好"), (Series("单位", (1, 2)),)),
        Signature("威远县人民政府办公室", date(2018, 12, 31)),
        Attachment(1, "镇得分表", (SCORES,)),
    ),
    footer="截至2018年12月31日　痕迹校验码 8f14e45fceea",
    data={"n": 1},
)

ZIPPED = frozenset({".docx", ".xlsx", ".zip"})
"""Endings of office files and archives: their own tests open them."""

anything = st.text(st.characters(), max_size=120)
chinese = st.text("政务公开，。（）“”、；：《》〔〕abc 12.5-/…—·", max_size=120)
words = anything | chinese


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Return a table of any text, figures and days, of one to seven columns."""
    weights = draw(st.lists(st.integers(0, 3), min_size=1, max_size=7))
    kinds = st.sampled_from(["text", "number", "percent", "date", "light"])
    columns = tuple(Column(draw(words), draw(kinds), weight) for weight in weights)  # type: ignore[arg-type]  # sampled
    days = st.dates(date(2000, 1, 1), date(2100, 1, 1))
    value = words | st.none() | st.integers(-9999, 9999) | days | st.decimals(-999, 999, places=3)
    row = st.tuples(*[built(Cell, value, st.sampled_from(["", "bad", "strong"]))] * len(columns))
    return Table("t", draw(words), columns, tuple(draw(st.lists(row, max_size=4))))


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Return a document of any text in every kind of block."""
    runs = built(Run, words, st.sampled_from(["", "bad", "dim"]))
    paragraph = built(Paragraph, st.tuples(runs, runs), st.sampled_from(["", "note", "quote"]))
    figures = built(Figures, st.tuples(built(Figure, words, words), built(Figure, words, words)))
    numbered = built(Numbered, st.tuples(words, words), st.sampled_from([1, 2]))
    heat = built(
        lambda a, b, cell: HeatMap(
            "h",
            a,
            (HeatHead(a), HeatHead(b, b, a, cell, b)),
            (HeatHead(b, ref=a),),
            ((cell,), (cell,)),
            (("bad", b),),
            b,
        ),
        *(words, words, built(Cell, words)),
    )
    kind = st.sampled_from(["bar", "stacked"])
    chart = st.builds(lambda kind, name: Chart("c", kind, name, (name,), (Series(name, (1,)),)), kind, words)
    signature = built(Signature, words, st.dates(date(2000, 1, 1), date(2100, 1, 1)))
    block = st.one_of(paragraph, figures, numbered, tables(), heat, chart, signature)
    attachment = built(Attachment, st.integers(1, 9), words, st.tuples(block))
    section = built(Section, st.just("s"), words, st.tuples(block, block)) | attachment
    blocks = draw(st.lists(block | section, max_size=3))
    return Document("any", draw(words), tuple(blocks), number=draw(words), footer=draw(words), marks=(draw(words),))
