"""Columns of an office's own tables are known by the names that offices give them."""

from __future__ import annotations

import pytest

from gongkai.errors import BadValue, UnknownName
from gongkai.intake.headings import TABLES, columns_of, said_columns, table_of
from tests.office_tables.build import held, read, said

TWELVE = "序号 单位 要点号 问题 整改措施 责任人 完成时限 整改情况 佐证网址 状态 核查人 销号日期"
KNOWN = {
    "progress": {
        "序号 责任单位 工作要点 进度 进展情况 填报日期": "- unit point percent note day",
        "填报单位 任务序号 完成率(%) 推进落实情况 填报时间 佐证材料": "unit point percent note day evidence",
        "序号 牵头单位 责任单位 要点编号 完成情况 工作进展 截止日期": "- unit - point percent note day",
        "部门名称 要点号 是否完成 时间 链接地址": "unit point percent day evidence",
        "序号 工作任务 牵头单位 完成时限 目前进展情况 报送日期": "- point unit - note day",
    },
    "finding": {
        TWELVE: "- unit point problem measure person due note evidence status by closed",
        "被检查单位 检查日期 存在的问题 整改要求 整改责任人 整改时限 落实情况 是否整改": (
            "unit day problem measure person due note status"
        ),
        "发现时间 问题来源 责任单位 问题描述 拟采取的整改措施 计划完成时间 实际完成时间 销号情况": (
            "day kind unit problem measure due rectified status"
        ),
        "督查时间 受检单位 督查发现问题 责任领导 限期整改时间 整改到位时间 核查日期 核查人员 问题截图": (
            "day unit problem person due rectified closed by proof"
        ),
        "检查时间 单位 问题 措施 完成时间 整改完成时间": "day unit problem measure due rectified",
    },
    "selfcheck": {
        "序号 单位名称 自查时间 自查情况 存在问题 整改措施 整改时限 备注": "- unit day summary problem measure due -",
        "单位 开展自查日期 自查范围 基本情况 发现的问题 责任人": "unit day points summary problem person",
        "单位 自查日期 问题数 已整改数": "unit day - -",
    },
    "deduct": {
        "序号 单位 测评指标 指标分值 扣分 失分原因 检查日期": "- unit rule - points reason day",
        "被考核单位 扣分项 扣分值 扣分原因 扣分日期 告知日期 签收人 扣分人": (
            "unit rule points reason day notified receipt by"
        ),
        "单位 考核指标 标准分 实扣分 存在问题 认定时间 通知时间 签收单 证明材料": (
            "unit rule - points reason day notified receipt evidence"
        ),
        "单位 规则编号 次数 扣分依据 原因 检查时间 佐证材料": "unit rule count - reason day evidence",
        "单位 规则编号 次数 扣分依据 原因 检查时间": "unit rule count evidence reason day",
    },
}


@pytest.mark.parametrize(
    ("subject", "heads", "keys"),
    [(subject, heads, keys) for subject, each in KNOWN.items() for heads, keys in each.items()],
)
def test_a_heading_says_what_its_column_holds(subject: str, heads: str, keys: str) -> None:
    columns, unclear = columns_of(heads.split(), TABLES[subject])
    assert not unclear
    assert [column.key or "-" for column in columns] == keys.split()


def test_the_number_of_a_row_is_no_point() -> None:
    with pytest.raises(BadValue, match="没有找到“要点”") as told:
        read("progress", ["序号", "单位", "进度", "日期"], [1, "县教育局", "40%", "9月28日"])
    assert "--map 序号=要点" in told.value.advice
    found = read("progress", ["序号", "单位", "进度", "日期"], [7, "县教育局", "40%", "9月28日"], maps=["序号=要点"])
    assert said(found)[0]["point"] == "7"


def test_a_full_mark_is_no_deduction() -> None:
    with_score = read(
        "deduct",
        ["单位", "指标", "指标分值", "满分", "日期", "佐证"],
        ["人行", "2.4", 40, 100, "11月6日", "威府办函〔2018〕46号"],
    )
    assert "points" not in held(with_score).values()


def test_what_may_be_two_things_is_asked() -> None:
    heads = ["单位", "检查日期", "问题", "整改措施", "完成时间", "状态"]
    row = ["县教育局", "9月3日", "栏目空白", "补", "9月20日", "整改中"]
    with pytest.raises(BadValue, match="“完成时间”一列，看不出是完成时限还是整改完成日期") as told:
        read("finding", heads, row)
    assert "--map 完成时间=完成时限 或 --map 完成时间=整改完成日期" in told.value.advice
    assert said(read("finding", heads, row, maps=["完成时间=完成时限"]))[0]["due"] == "2018-09-20"
    row[-1] = "已整改"
    assert said(read("finding", heads, row, maps=["E列=整改完成日期"]))[0]["rectified"] == "2018-09-20"


def test_two_columns_of_one_name_are_told_apart_by_letter() -> None:
    heads, row = ["单位", "要点", "进度", "进度", "日期"], ["县教育局", 7, "40%", "60%", "9月28日"]
    with pytest.raises(BadValue, match="C列“进度”、D列“进度”"):
        read("progress", heads, row)
    assert said(read("progress", heads, row, maps=["D=完成比例"]))[0]["percent"] == "60%"
    assert said(read("progress", heads, row, maps=["D=不取"]))[0]["percent"] == "40%"


@pytest.mark.parametrize("wrong", ["单位", "=单位", "单位=", ""])
def test_a_mapping_has_two_sides(wrong: str) -> None:
    with pytest.raises(BadValue, match="对应关系"):
        said_columns(table_of("progress"), [wrong])


def test_what_is_mapped_is_in_the_table() -> None:
    with pytest.raises(BadValue, match="表里没有“进渡”") as told:
        read("progress", ["单位", "要点", "进度", "日期"], ["县教育局", 7, "40%", "9月28日"], maps=["进渡=完成比例"])
    assert "单位、要点、进度、日期" in told.value.advice


def test_a_column_that_is_said_to_be_no_field_is_told() -> None:
    heads, row = ["单位", "要点", "进度", "日期", "科室"], ["县教育局", 7, "40%", "9月28日", "办公室"]
    with pytest.raises(BadValue, match="“科室”是一列，“经办”不是字段") as told:
        read("progress", heads, row, maps=["科室=经办"])
    assert "完成比例" in told.value.advice


def test_a_table_is_called_by_either_name() -> None:
    assert table_of("扣分") is table_of(" DEDUCT ") is TABLES["deduct"]
    with pytest.raises(UnknownName, match="台账种类"):
        table_of("总结")


def test_headings_of_two_rows_merged_or_not() -> None:
    upper = ["序号", "单位", "问题", "整改", "", "", "检查", "", "状态"]
    lower = ["", "", "", "措施", "责任人", "完成时限", "类型", "日期", ""]
    row = [1, "县教育局", "栏目空白", "补", "李", "9月20日", "专项督查", "9月3日", "整改中"]
    merged = [*((0, c, 1, c) for c in (0, 1, 2, 8)), (0, 3, 0, 5), (0, 6, 0, 7)]
    keys = {"unit", "problem", "measure", "person", "due", "kind", "day", "status"}
    for areas in ((), merged):
        found = read(
            "finding",
            ["台账"],
            upper,
            lower,
            row,
            merged=[(top + 1, left, end + 1, right) for top, left, end, right in areas],
        )
        assert set(held(found).values()) == keys
        assert [row.subject for row in found.rows] == ["inspect", "finding"]


OVER = ["单位", "问题", "检查", "", "整改", ""]
UNDER = ["", "", "时间", "甲列", "时间", "乙列"]
FOUND = ["县教育局", "栏目空白", "9月3日", "张", "9月20日", "已补"]
OTHERS = ["检查甲列=责任人", "整改时间=整改完成日期"]
MERGED = [(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 0, 3), (0, 4, 0, 5)]


@pytest.mark.parametrize("named", ["整改/乙列", "整改／乙列", "整改乙列", "乙列", "F", "F列"])
def test_a_column_below_another_heading_is_called_in_any_way(named: str) -> None:
    for merged in (MERGED, ()):
        found = read("finding", OVER, UNDER, FOUND, merged=merged, maps=[f"{named}=整改措施", *OTHERS])
        assert held(found)["整改／乙列"] == "measure"
        assert found.rows[0].values["person"] == "张"


def test_a_word_that_fits_several_columns_alike_is_asked_and_never_decided_in_silence() -> None:
    for word in ("时间=整改完成日期", "整改=整改情况"):
        with pytest.raises(BadValue, match="有几列都像是") as told:
            read("finding", OVER, UNDER, FOUND, merged=MERGED, maps=[word])
        assert "--map" in told.value.advice
    sure = read("finding", OVER, UNDER, FOUND, merged=MERGED, maps=["时间=整改完成日期", "E=整改完成日期"])
    assert held(sure)["整改／时间"] == "rectified"
    assert held(sure)["检查／时间"] == "day"


def test_a_sheet_without_a_heading_is_passed_and_a_book_of_such_is_refused() -> None:
    with pytest.raises(BadValue, match="没有找到进展台账的表头"):
        read("progress", ["进展都很好"], ["没有表"])
    with pytest.raises(BadValue, match="没有找到进展台账的表头"):
        read("progress")
