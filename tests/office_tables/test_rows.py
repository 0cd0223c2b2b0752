"""Rows of an office's tables: who, what, when, however the table is laid out; and what is no row."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from gongkai.errors import BadValue
from gongkai.intake.headings import said_columns, table_of
from gongkai.intake.office_rows import Unsaid
from gongkai.intake.office_tables import read_table
from gongkai.sheets.book import Book
from tests.office_tables.build import TODAY, faults, plan, read, said, sheet_of


def _words(text: str) -> list[str]:
    return text.split()


HEADS = ["序号", "单位", "要点号", "进度", "进展情况", "日期"]


def who(*rows: list[Any], **more: object) -> list[tuple[str, str, str]]:
    found = read("progress", HEADS, *rows, **more)  # type: ignore[arg-type]
    return [(row["unit"], row["point"], row["percent"]) for row in said(found)]


def test_a_unit_stands_once_for_the_rows_below() -> None:
    rows = (
        [1, "县教育局", 7, "40%", "", "9月28日"],
        [2, "", 17, "60%", "", "9月29日"],
        [3, "〃", 21, "同上", "", "同上"],
    )
    assert who(*rows) == [("县教育局", "7", "40%"), ("县教育局", "17", "60%"), ("县教育局", "21", "60%")]
    undated = read("progress", HEADS, rows[0], [2, "", 17, "60%", "", ""])
    assert faults(undated) == [(3, "F", "没有日期")]


def test_same_as_above_means_every_column() -> None:
    rows = [1, "县教育局", 7, "40%", "建专栏", "9月28日"], [2, "县民政局", "同上", "〃", "同上", "〃"]
    assert who(*rows) == [("县教育局", "7", "40%"), ("县民政局", "7", "40%")]


def test_a_point_stands_once_for_the_units_below() -> None:
    rows = [1, "县教育局", 7, "40%", "", "9月28日"], [2, "县民政局", "", "60%", "", "9月28日"]
    assert who(*rows) == [("县教育局", "7", "40%"), ("县民政局", "7", "60%")]


def test_several_units_and_several_points_in_a_cell() -> None:
    found = who([1, "县教育局、民政局\n卫计局", "7、21-22", "40%", "", "9月28日"])
    units = ["县教育局", "县民政局", "县卫生计生局"]
    assert found == [(unit, no, "40%") for unit in units for no in ("7", "21", "22")]


def test_a_collective_stands_for_its_members() -> None:
    found = read("progress", HEADS, [1, "各镇人民政府", 17, "100%", "", "9月28日"])
    assert len(found.rows) == 20
    assert [note.said for note in found.notes] == ["“各镇人民政府”是20个单位"]


def test_points_in_chinese_figures_are_the_same_points() -> None:
    (row,) = said(read("finding", ["单位", "问题", "检查日期", "要点"], ["教育局", "栏目空白", "9月3日", "要点十"]))
    assert row["point"] == "10"
    found = who([1, "县教育局", "七、二十一至二十二", "40%", "", "9月28日"])
    assert found == [("县教育局", no, "40%") for no in ("7", "21", "22")]


MARKS = ["单位", "问题", "检查日期", "整改完成日期", "是否销号", "销号日期"]


@pytest.mark.parametrize(
    ("mark", "closed", "stands"),
    [
        ("√", "10月8日", "2018-10-08"),
        ("是", "10月8日", "2018-10-08"),
        ("10月8日", "", "2018-10-08"),
        ("已销号（10月8日）", "", "2018-10-08"),
        ("×", "", None),
        ("否", "", None),
        ("未销号", "", None),
        ("", "", None),
    ],
)
def test_a_mark_under_closing_says_whether_it_was_closed(mark: str, closed: str, stands: str | None) -> None:
    (row,) = said(read("finding", MARKS, ["教育局", "栏目空白", "9月3日", "9月20日", mark, closed]))
    assert (row["rectified"], row.get("closed")) == ("2018-09-20", stands)
    assert row["note"] == "已整改", "a mark is no words on putting right"


def test_a_mark_under_closing_that_its_day_gainsays_is_wrong() -> None:
    crossed = read("finding", MARKS, ["教育局", "栏目空白", "9月3日", "9月20日", "×", "10月8日"])
    assert faults(crossed) == [(2, "E", "写的是没有销号，却有销号日期 2018-10-08")]
    ticked = read("finding", MARKS, ["教育局", "栏目空白", "9月3日", "9月20日", "√", ""])
    assert faults(ticked) == [(2, "F", "写了已销号，没有销号日期")]
    whether = ["单位", "问题", "检查日期", "整改完成日期", "是否整改"]
    (row,) = said(read("finding", whether, ["教育局", "栏目空白", "9月3日", "9月20日", "√"]))
    assert "closed" not in row, "there √ says no more than that it was put right"


def test_a_date_of_ten_days_is_their_last_and_says_so() -> None:
    found = read("finding", ["单位", "问题", "检查日期", "完成时限"], ["教育局", "栏目空白", "9月3日", "9月中旬"])
    assert found.rows[0].values["due"] == "2018-09-20"
    assert [note.said for note in found.notes] == ["完成时限“9月中旬”到旬末为止，记 2018-09-20"]


def test_a_point_may_be_told_by_its_title() -> None:
    heads = ["单位", "工作任务", "进度", "日期"]
    for title in ("深化国资国企信息公开", "8.深化国资国企信息公开", "（8）深化国资国企信息公开。"):
        assert said(read("progress", heads, ["国资办", title, "40%", "9月28日"]))[0]["point"] == "8"
    wrong = read("progress", heads, ["国资办", "招商引资工作", "40%", "9月28日"])
    assert faults(wrong) == [(2, "B", "没有找到要点“招商引资工作”")]


def test_lines_that_are_no_rows() -> None:
    found = read(
        "progress",
        ["2018年进展台账", "", "", "", "", ""],
        HEADS,
        ["一、镇", "", "", "", "", ""],
        [1, "严陵镇", 17, "40%", "", "9月28日"],
        ["", "小计", 1, "", "", ""],
        ["", "", "", "", "", ""],
        HEADS,
        [2, "新店镇", 17, "40%", "", "9月28日"],
        [3, "连界镇", 17, "", "", ""],
        ["合计", "", 2, "80%", "", ""],
        ["注：本表数据截至9月底。", "", "", "", "", ""],
        ["填表人：张三", "", "", "审核人：李四", "", ""],
        merged=[(0, 0, 0, 5), (10, 0, 10, 5)],
    )
    assert [row.row for row in found.rows] == [4, 8]
    assert (found.sheets[0].first, found.sheets[0].rows, found.sheets[0].left) == (3, 2, 8)


@pytest.mark.parametrize(
    ("title", "name", "typed"),
    [
        ("填报单位：县教育局        填报时间：2018年9月28日", "Sheet1", Unsaid()),
        ("县教育局2018年政务公开进展（截至9月28日）", "Sheet1", Unsaid()),
        ("填报时间：2018.9.28", "教育局", Unsaid()),
        ("进展情况", "Sheet1", Unsaid("教育局", date(2018, 9, 28))),
    ],
)
def test_a_table_of_one_unit_names_it_above(title: str, name: str, typed: Unsaid) -> None:
    rows = [title, "", ""], ["要点号", "进度", "备注"], [7, "40%", ""]
    found = read("progress", *rows, merged=[(0, 0, 0, 2)], unsaid=typed, name=name)
    assert said(found)[0] == {"unit": "县教育局", "point": "7", "percent": "40%", "day": "2018-09-28"}


def test_a_unit_may_head_its_own_rows() -> None:
    rows = (
        ["要点号", "进度", "日期"],
        ["县教育局", "", ""],
        [7, "40%", "9月28日"],
        ["民政局", "", ""],
        [7, "50%", "9月28日"],
    )
    assert [row["unit"] for row in said(read("progress", *rows, unsaid=Unsaid("人行")))] == ["县教育局", "县民政局"]


def test_every_sheet_is_read_but_the_hidden() -> None:
    rows: list[list[Any]] = [["要点号", "进度", "日期"], [7, "40%", "9月28日"]]
    sheets = (
        sheet_of("教育局", rows),
        sheet_of("民政局", [list(row) for row in rows]),
        sheet_of("旧", rows, hidden=True),
    )
    table = table_of("progress")
    found = read_table(Book("a.xlsx", "xlsx", (*sheets, sheet_of("说明", [["见附件"]]))), plan(), table, TODAY)
    assert [row.values["unit"] for row in found.rows] == ["县教育局", "县民政局"]
    assert found.passed == ("“旧”是隐藏的", "“说明”里没有认得出的表头")


def test_words_of_the_office_may_be_told() -> None:
    rows = HEADS, [1, "教体局", 7, "推进中", "", "9月28日"]
    found = read("progress", *rows)
    assert [where for where, *_ in faults(found)] == [2, 2]
    assert any("--map 推进中=40%" in fault.remedy for fault in found.faults)
    assert who(rows[1], maps=["推进中=50%", "教体局=县教育局"]) == [("县教育局", "7", "50%")]
    with pytest.raises(BadValue, match="表里没有“停滞”"):
        read("progress", *rows, maps=["停滞=0%"])
    assert said_columns(table_of("progress"), ["推进中＝50%"]).words == {"推进中": "50%"}


def test_everything_wrong_is_told_at_once() -> None:
    found = read(
        "progress",
        HEADS,
        [1, "教体局", 99, "四成", "", "9月31日"],
        [2, "县教育局", date(2018, 3, 5), "40%", "", "近期"],
        [3, "县教育局", 7, "40%", "", "9月28日"],
    )
    assert [(row, column) for row, column, _ in faults(found)] == [(2, c) for c in "BCFD"] + [(3, "C"), (3, "F")]
    assert [row.row for row in found.rows] == [4]


def test_one_fact_told_twice_is_one() -> None:
    row = [1, "县教育局", 7, "40%", "建专栏", "9月28日"]
    found = read("progress", HEADS, row, [2, "教育局", "要点7", "４０％", "建专栏", "2018.9.28"])
    assert len(found.rows) == 1
    assert [(note.row, note.said) for note in found.notes] == [(3, "与第2行说的是同一件事，只记一次")]


def test_one_day_does_not_have_two_percents() -> None:
    rows = [1, "县教育局", 7, "40%", "", "9月28日"], [2, "县教育局", 7, "60%", "", "9月28日"]
    assert faults(read("progress", HEADS, *rows)) == [
        (3, "D", "与第2行说法不一：县教育局要点7在 2018-09-28 是40%，这里是60%")
    ]


LEDGER = _words("单位 要点号 问题 整改措施 责任人 完成时限 整改情况 佐证网址 状态 核查人 销号日期 检查日期")


def finding(**cells: object) -> dict[str, str]:
    """Return what one row of a ledger says of a finding."""
    row = {"单位": "县教育局", "问题": "栏目空白", "检查日期": "9月10日"} | cells
    return said(read("finding", LEDGER, [row.get(head, "") for head in LEDGER]))[-1]


def test_the_whole_course_of_a_finding() -> None:
    assert finding(
        要点号="16",
        整改措施="专人维护",
        责任人="李",
        完成时限="9月底前",
        整改情况="9月20日已补发",
        佐证网址="http://a.gov.cn/1.html",
        状态="已销号",
        核查人="王",
        销号日期="10月12日",
    ) == {
        "unit": "县教育局",
        "problem": "栏目空白",
        "point": "16",
        "day": "2018-09-10",
        "measure": "专人维护",
        "person": "李",
        "due": "2018-09-30",
        "note": "9月20日已补发",
        "rectified": "2018-09-20",
        "evidence": "http://a.gov.cn/1.html",
        "closed": "2018-10-12",
        "by": "王",
    }


def test_a_closed_finding_without_a_day_of_its_own_was_put_right_by_then() -> None:
    assert finding(状态="已销号", 销号日期="10月12日")["rectified"] == "2018-10-12"
    assert finding(销号日期="10月12日")["closed"] == "2018-10-12"
    assert "closed" not in finding(状态="未销号", 整改情况="9月20日已整改")


def test_what_is_still_open_stays_open() -> None:
    assert set(finding(状态="未整改", 整改措施="补")) == {"unit", "problem", "day", "measure"}
    assert finding(状态="整改中", 整改情况="正在联系网站公司")["measure"] == "正在联系网站公司"
    assert "rectified" not in finding(整改情况="整改中")


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"状态": "已整改"}, "没有整改完成日期"),
        ({"状态": "已销号"}, "没有销号日期"),
        ({"状态": "未整改", "销号日期": "10月12日"}, "却有销号日期 2018-10-12"),
        ({"状态": "进展顺利"}, "看不出是哪种状态"),
        ({"整改情况": "已补发12条"}, "看不出是不是已经整改到位"),
        ({"完成时限": "2018-09-01"}, "早于检查日期"),
        ({"要点号": "99"}, "没有找到要点"),
        ({"检查日期": ""}, "没有检查日期"),
    ],
)
def test_what_cannot_be_told_is_asked(cells: dict[str, str], why: str) -> None:
    row = {"单位": "县教育局", "问题": "栏目空白", "检查日期": "9月10日"} | cells
    found = read("finding", LEDGER, [row.get(head, "") for head in LEDGER])
    assert not found.rows
    assert any(why in fault.reason and fault.remedy for fault in found.faults), found.faults


def test_a_finding_of_several_points_keeps_them_in_its_words() -> None:
    found = finding(要点号="3、5")
    assert found["problem"] == "栏目空白（要点3、5）"
    assert "point" not in found


def test_numbered_problems_in_one_cell_are_several() -> None:
    heads = _words("单位 自查时间 存在问题 整改措施 整改时限")
    row = ["县教育局", "6月20日", "1.目录不全；\n2、更新不及时。", "1.补齐；\n2.专人。", "9月底"]
    found = said(read("selfcheck", heads, row))
    assert [(one["problem"], one["measure"]) for one in found] == [("目录不全", "补齐"), ("更新不及时", "专人")]
    assert said(read("selfcheck", heads, ["县教育局", "6月20日", "2018.9.1以来没有更新\n内容陈旧", "", ""]))[0][
        "problem"
    ].count("\n")


def test_one_inspection_has_many_findings_and_units_without_any() -> None:
    rows = (
        ["县政府办专项督查问题台账", "", ""],
        ["单位", "问题", "检查日期"],
        ["县教育局", "栏目空白", "9月10日"],
        ["县民政局", "无", "9月10日"],
        ["县教育局", "链接失效", "9月10日"],
        ["人行", "没有目录", "9月11日"],
    )
    found = read("finding", *rows, merged=[(0, 0, 0, 2)])
    assert [(row.subject, row.row) for row in found.rows] == [
        ("inspect", 3),
        ("finding", 3),
        ("finding", 5),
        ("inspect", 6),
        ("finding", 6),
    ]
    assert found.rows[0].values == {"kind": "专项督查", "day": "2018-09-10", "units": "县教育局、县民政局"}


def test_a_self_inspection_is_one_however_many_rows_tell_of_it() -> None:
    heads = _words("单位 自查日期 自查情况 问题 整改措施 状态 整改完成日期 佐证")
    found = said(
        read(
            "selfcheck",
            heads,
            ["县教育局", "6月20日", "全面自查", "目录不全", "补齐", "已整改", "7月2日", "http://a.gov.cn/1"],
            ["县教育局", "6月20日", "全面自查", "更新不及时", "", "未整改", "", ""],
            ["县教育局", "6月20日", "", "无", "", "", "", ""],
            ["县民政局", "6月21日", "", "/", "", "", "", ""],
        )
    )
    assert [one.get("summary", "") for one in found] == ["全面自查", "", "", ""]
    assert found[1] | {"kind": "自查"} == found[1]
    assert (found[1]["rectified"], found[1]["evidence"]) == ("2018-07-02", "http://a.gov.cn/1")
    assert found[2] == {"unit": "县教育局", "day": "2018-06-20", "problem": "更新不及时"}
    assert found[3] == {"unit": "县民政局", "day": "2018-06-21"}


RULED = _words("单位 规则 扣分 原因 扣分日期 佐证 告知日期 签收")


def deduction(*cells: object, unsaid: Unsaid = Unsaid(no_evidence="纸质台账存档")) -> dict[str, str]:  # noqa: B008
    return said(read("deduct", RULED, ["县教育局", *cells], unsaid=unsaid))[0]


@pytest.mark.parametrize(
    "rule", ["4.1", 4.1, "4.1专项督查发现的问题", "专项督查发现的问题", "规则4.1", "专项督查 发现的问题（每个2分）"]
)
def test_a_rule_is_told_by_its_code_or_its_words(rule: object) -> None:
    assert deduction(rule, 2, "栏目空白", "9月14日", "", "", "")["rule"] == "4.1"


@pytest.mark.parametrize(("points", "count"), [(2, "1"), (-4, "2"), ("扣6分", "3"), ("－2", "1")])
def test_points_tell_how_often_a_rule_was_used(points: object, count: str) -> None:
    found = deduction("4.1", points, "栏目空白", "9月14日", "", "", "")
    assert found.get("count") == count
    assert "points" not in found


def test_points_that_are_no_multiple_stay_as_they_are() -> None:
    assert deduction("4.1", 3, "栏目空白", "9月14日", "", "", "")["points"] == "3"


def test_a_list_of_all_indicators_takes_points_only_where_it_says_so() -> None:
    heads = ["测评指标", "指标分值", "扣分", "失分原因", "整改情况"]
    title = ["县教育局2018年测评扣分情况（检查时间：9月14日）", "", "", "", ""]
    rows = (
        ["4.1", 20, 2, "栏目空白", "已整改"],
        ["4.2", 20, 0, "", ""],
        ["4.3", 20, "", "", ""],
        ["4.4", 20, "", "长期不更新", ""],
    )
    found = read("deduct", title, heads, *rows, merged=[(0, 0, 0, 4)], unsaid=Unsaid(no_evidence="存档"))
    assert [(row.row, row.values["unit"], row.values["rule"]) for row in found.rows] == [(3, "县教育局", "4.1")]
    assert faults(found) == [(6, "C", "没有写扣多少分")]


def test_a_rule_is_used_whole_times() -> None:
    heads = ["单位", "规则", "次数", "日期", "佐证"]
    assert faults(read("deduct", heads, ["县教育局", "4.1", 1.5, "9月14日", "记录"])) == [(2, "C", "次数“1.5”不对")]
    assert said(read("deduct", heads, ["县教育局", "4.1", "3次", "9月14日", "记录"]))[0]["count"] == "3"


def test_what_shows_a_deduction_and_its_notice() -> None:
    own = deduction("4.1", 2, "空白", "9月14日", "http://a.gov.cn/1", "9月17日", "李四")
    assert (own["evidence"], own["receipt_note"]) == ("http://a.gov.cn/1", "签收：李四")
    assert not own.keys() & {"no_evidence", "given", "receipt_given"}
    words = deduction("4.1", 2, "空白", "9月14日", "督查记录第3页", "9月17日", "")
    assert (words["no_evidence"], words["receipt_note"]) == ("督查记录第3页", "纸质台账存档")
    given = deduction("4.1", 2, "空白", "9月14日", "", "9月17日", "签收单.pdf", unsaid=Unsaid(evidence=("/台账.pdf",)))
    assert (given["given"], given["receipt"]) == ("/台账.pdf", "签收单.pdf")


def test_a_deduction_without_any_proof_is_asked_for_it() -> None:
    found = read("deduct", RULED, ["县教育局", "4.1", 2, "空白", "9月14日", "", "", ""])
    assert faults(found) == [(2, "F", "没有佐证")]
    assert "--no-evidence" in found.faults[0].remedy


def test_an_unknown_rule_is_told_with_those_there_are() -> None:
    found = read("deduct", RULED, ["县教育局", "通报批评", 2, "空白", "9月14日", "威府办函〔2018〕46号", "", ""])
    assert faults(found) == [(2, "B", "没有找到扣分规则“通报批评”")]
    assert "4.1" in found.faults[0].remedy
    assert "--map 通报批评=编号" in found.faults[0].remedy
