"""Tables of tasks as offices draw them: heads in two rows, headings among the rows, merged fields, odd columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.draft.drafting import draft_of
from gongkai.draft.reading import read_notice
from gongkai.draft.writing import written
from gongkai.plan.reading import read_plan

if TYPE_CHECKING:
    from pathlib import Path

    from gongkai.draft.drafting import Draft

Field = str | tuple[str, str]


def drawn(*rows: list[Field]) -> str:
    """Return a table as a page has it; a field may carry what it spans."""
    cells = ([each if isinstance(each, tuple) else (each, "") for each in row] for row in rows)
    return (
        f"<table>{''.join('<tr>' + ''.join(f'<td {span}>{text}</td>' for text, span in row) for row in cells)}</table>"
    )


def drafted(page: str, folder: Path) -> Draft:
    path = folder / "表.html"
    path.write_text(f"<p>2022年任务表</p>{page}", encoding="utf-8")
    return draft_of(read_notice(path), this_year=2022)


def told(draft: Draft) -> list[tuple[str, str, str, str]]:
    """Return points as id, headings, title and text, units by role."""
    return [
        (
            each.id,
            "／".join(each.headings),
            f"{each.title}：{each.text}" if each.title else each.text,
            " ".join(f"{role[0]}:{'、'.join(names)}" for role, names in each.names.items() if names),
        )
        for each in draft.points
    ]


@pytest.mark.parametrize(
    ("rows", "points"),
    [
        (
            [
                [("序号", "rowspan=2"), ("工作任务", "rowspan=2"), ("责任分工", "colspan=2")],
                ["牵头单位", "配合单位"],
                ["1", "建学校", "县教育局", "县财政局、住建局"],
            ],
            [("1", "", "建学校", "l:县教育局 s:县财政局、县住建局")],
        ),
        (
            [
                ["序号", "任务", "责任单位"],
                ["一", "经济发展", ""],
                ["1", "增长", "县统计局"],
                ["二", "民生", ""],
                ["1", "建校", "县教育局"],
            ],
            [("一.1", "一、经济发展", "增长", "r:县统计局"), ("二.1", "二、民生", "建校", "r:县教育局")],
        ),
        (
            [
                ["类别", "重点任务", "具体措施", "责任单位"],
                [("产业", "rowspan=3"), ("抓工业", "rowspan=2"), "建园区", ("县工信局", "rowspan=2")],
                ["引企业"],
                ["抓农业", "种粮", "县农业农村局"],
            ],
            [
                ("1", "产业／抓工业", "建园区", "r:县工信局"),
                ("2", "产业／抓工业", "引企业", "r:县工信局"),
                ("3", "产业／抓农业", "种粮", "r:县农业农村局"),
            ],
        ),
        (
            [
                ["责任单位", "工作要点"],
                ["牵头：县发改局<br>配合：县财政局、县审计局", "甲工作"],
                ["县教育局（牵头）<br>县民政局", "乙工作"],
            ],
            [("1", "", "甲工作", "l:县发改局 s:县财政局、县审计局"), ("2", "", "乙工作", "l:县教育局 r:县民政局")],
        ),
        (
            [["序号", "实事项目", "责任单位（第一位为牵头单位）"], ["1", "甲", "县教育局、县财政局"]],
            [("1", "", "甲", "l:县教育局 r:县财政局")],
        ),
        (
            [
                ["任务", "牵头单位", "责任单位"],
                ["（一）抓项目", "", ""],
                ["1.建园区", "县工信局", "各镇"],
                ["2.修路", "县交通局", "同上"],
            ],
            [("1", "（一）抓项目", "建园区", "l:县工信局 r:各镇"), ("2", "（一）抓项目", "修路", "l:县工信局 r:各镇")],
        ),
        (
            [
                ["序号", "重点工作", "工作措施", "牵头单位"],
                [("1", "rowspan=2"), ("优环境", "rowspan=2"), "压时限", "县行政审批局"],
                ["减材料", "县大数据局"],
                ["合计", "", "", ""],
            ],
            [("1.1", "优环境", "压时限", "l:县行政审批局"), ("1.2", "优环境", "减材料", "l:县大数据局")],
        ),
        (
            [
                ["序号", "任务", "责任单位"],
                ["1", "甲", "县教育局"],
                ["序号", "任务", "责任单位"],
                ["2", "乙", "县民政局"],
            ],
            [("1", "", "甲", "r:县教育局"), ("2", "", "乙", "r:县民政局")],
        ),
        (
            [["序号", "任务", "责任单位"], ["1", ("甲", "rowspan=2"), "县教育局"], ["2", "县民政局"]],
            [("1", "", "甲", "r:县教育局、县民政局")],
        ),
        (
            [["工作任务", "任务分工"], ["1.公开规划", "县发改局牵头，各镇配合"], ["2.公开预算", "县财政局负责"]],
            [("1", "", "公开规划", "l:县发改局 s:各镇"), ("2", "", "公开预算", "r:县财政局")],
        ),
        (
            [["指标名称", "单位", "目标值", "责任部门"], ["地区生产总值", "亿元", "120", "县统计局"]],
            [("1", "", "地区生产总值：120", "r:县统计局")],
        ),
    ],
    ids=[
        "heads in two rows",
        "sections by number",
        "merged",
        "roles in a field",
        "first leads",
        "heading rows",
        "shared number",
        "heads again",
        "one task, two rows",
        "who in sentences",
        "figures are no numbers",
    ],
)
def test_a_table(rows: list[list[Field]], points: list[tuple[str, str, str, str]], tmp_path: Path) -> None:
    assert told(drafted(drawn(*rows), tmp_path)) == points


def test_other_columns_stand_beside_the_point(tmp_path: Path) -> None:
    page = drawn(
        ["序号", "项目", "建设内容及规模", "总投资（万元）", "责任单位", "责任人", "第一季度目标", "备注"],
        ["1", "县医院", "新建门诊楼", "5000", "县卫健局", "王某", "开工", "续建"],
    )
    (point,) = drafted(page, tmp_path).points
    assert (point.title, point.text, point.names["responsible"]) == ("县医院", "新建门诊楼", ("县卫健局",))
    assert point.remarks == ("总投资(万元)：5000", "责任人：王某", "第一季度目标：开工", "备注：续建")


def test_two_tables_with_names_of_their_own(tmp_path: Path) -> None:
    tables = [drawn(["序号", "任务", "责任单位"], ["1", task, "县教育局"]) for task in ("甲", "乙")]
    page = f"<p>附件1</p><p>工业任务表</p>{tables[0]}<p>附件2</p><p>农业任务表</p><p>（单位：万元）</p>{tables[1]}"
    draft = drafted(page, tmp_path)
    assert [(each.id, each.headings) for each in draft.points] == [("一.1", ("工业任务表",)), ("二.1", ("农业任务表",))]
    assert "（单位：万元）" in {text for _, text in draft.left}


HEADS = ("序号", "任务", "具体要求", "牵头单位", "责任单位", "配合单位", "完成时限", "备注", "类别", "")
FIELDS = st.sampled_from(
    (
        "",
        "1",
        "2",
        "一",
        "甲任务",
        "1.甲<br>2.乙",
        "县教育局",
        "县财政局、民政局",
        "同上",
        "6月底",
        "持续推进",
        "/",
        "一、大类",
        "合计",
    )
)
SPANS = st.sampled_from(("", "", "", "", "rowspan=2", "colspan=2", "rowspan=9 colspan=3"))


@given(
    st.permutations(HEADS),
    st.lists(st.lists(st.tuples(FIELDS, SPANS), min_size=1, max_size=10), min_size=1, max_size=6),
)
def test_any_table_makes_a_file_that_loads(
    tmp_path_factory: pytest.TempPathFactory, heads: list[str], rows: list[list[Field]]
) -> None:
    folder = tmp_path_factory.mktemp("table")
    draft = drafted(drawn(list(heads), *rows), folder)
    if draft.points:
        (folder / "tasks.yaml").write_text(written(draft), encoding="utf-8")
        assert len(read_plan(folder / "tasks.yaml").plan.points) == len(draft.points)
