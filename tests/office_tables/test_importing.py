"""`gongkai import --as`: shown, confirmed, recorded; what cannot be, what was recorded before, what has grown."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import xlsxwriter

from gongkai.sheets.reading import read_book
from tests.year.clerk import Clerk

if TYPE_CHECKING:
    from collections.abc import Sequence

TODAY = "2018-11-30"
TASKS = str(Path(__file__).parents[2] / "tasks.yaml")


@pytest.fixture
def clerk(tmp_path: Path) -> Clerk:
    """Return a clerk at a fresh register of the packaged plan."""
    clerk = Clerk(str(tmp_path / "台账.db"), tmp_path, TODAY)
    clerk.type("load", TASKS)
    return clerk


def table(clerk: Clerk, *rows: Sequence[Any], name: str = "台账.xlsx") -> str:
    """Write rows into a workbook; return its path."""
    path = clerk.folder / name
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    return str(path)


PROGRESS = ["单位", "要点号", "进度", "进展情况", "日期"]
FINDING = ["单位", "问题", "检查日期", "检查类型", "整改措施", "完成时限", "状态", "整改完成日期", "销号日期", "佐证"]
DEDUCT = ["单位", "规则", "扣分", "原因", "扣分日期", "佐证", "告知日期", "签收"]


def test_a_script_is_shown_the_columns_and_told_how_to_agree(clerk: Clerk) -> None:
    path = table(clerk, PROGRESS, ["教育局", 7, "40%", "", "9月28日"])
    shown = clerk.type("import", path, "--as", "progress", code=2)
    assert "C   进度      完成比例  40%" in shown.out
    assert "教育局   县教育局" in shown.out
    assert "对的加上 --yes" in shown.err
    assert clerk.read("progress", "list") == []
    clerk.type("import", path, "--as", "进展", "--yes")
    assert [one["unit"] for one in clerk.read("progress", "list")] == ["县教育局"]


def test_a_preview_records_nothing(clerk: Clerk) -> None:
    path = table(clerk, PROGRESS, ["教育局", 7, "40%", "", "9月28日"])
    done = clerk.type("import", path, "--as", "progress", "--dry-run")
    assert "预览" in done.out
    assert clerk.read("progress", "list") == []


def test_as_json_a_table_tells_its_columns_and_rows(clerk: Clerk) -> None:
    path = table(clerk, PROGRESS, ["教育局", 7, "40%", "", "9月28日"], ["", 99, "60%", "", "9月28日"])
    (answer,) = clerk.read("import", path, "--as", "progress", "--yes", "--skip-bad", code=1)
    assert (answer["state"], answer["new"], answer["bad"]) == ("taken", 1, 1)
    assert answer["table"]["subject"] == "progress"
    assert answer["table"]["sheets"][0]["columns"][2] == {"column": "C", "head": "进度", "field": "完成比例"}
    bad = next(row for row in answer["rows"] if row["verdict"] == "bad")
    assert (bad["row"], bad["column"]) == (3, "B")


def test_the_columns_are_kept_for_the_next_time(clerk: Clerk) -> None:
    heads = ["责任", "条目", "到哪一步", "日期"]
    path = table(clerk, heads, ["教体局", 7, "推进中", "9月28日"])
    said = ("责任=单位", "条目=要点", "到哪一步=完成比例", "推进中=50%", "教体局=县教育局")
    maps = [word for one in said for word in ("--map", one)]
    kept = str(clerk.folder / "对照.txt")
    clerk.type("import", path, "--as", "progress", *maps, "--save-map", kept, "--yes")
    again = table(clerk, heads, ["教体局", 17, "推进中", "10月28日"], name="十月.xlsx")
    clerk.type("import", again, "--as", "progress", "--map", kept, "--yes")
    assert [(one["point"], one["percent"]) for one in clerk.read("progress", "list")] == [("7", 50), ("17", 50)]


@pytest.mark.parametrize(
    "option", [("--map", "进度=完成比例"), ("--yes",), ("--no-evidence", "无"), ("--save-map", "a.txt")]
)
def test_options_of_own_tables_need_to_know_which(clerk: Clerk, option: tuple[str, ...]) -> None:
    refused = clerk.type("import", table(clerk, PROGRESS), *option, code=2)
    assert f"{option[0]} 用于本办自己的台账" in refused.err


def test_one_bad_row_stands_in_the_way_of_all_or_is_left_out(clerk: Clerk) -> None:
    path = table(
        clerk,
        ["进展台账"],
        PROGRESS,
        ["教育局", 7, "40%", "", "9月28日"],
        ["教育局", 17, "60%", "", "9月28日"],
        ["县委编办", 26, "60%", "", "9月28日"],
        ["民政局", 7, "60%", "", "12月28日"],
    )
    refused = clerk.type("import", path, "--as", "progress", "--yes", code=1)
    assert "县委编办不在要点26的责任单位之列" in refused.out
    assert "还没有到" in refused.out
    assert clerk.read("progress", "list") == []
    left = clerk.type("import", path, "--as", "progress", "--yes", "--skip-bad", code=1)
    assert "台账_没有登记.xlsx" in left.err
    assert len(clerk.read("progress", "list")) == 2
    corrected = str(clerk.folder / "台账_没有登记.xlsx")
    again = clerk.type("import", corrected, "--as", "progress", "--yes", code=1)
    assert "县委编办不在要点26的责任单位之列" in again.out, "the copy reads as the table did"


def test_a_table_that_has_grown_adds_what_is_new(clerk: Clerk) -> None:
    row = ["教育局", "栏目空白", "9月10日", "专项督查", "", "", "未整改", "", "", ""]
    clerk.type("import", table(clerk, FINDING, row), "--as", "finding", "--yes")
    grown = [
        "教育局",
        "栏目空白",
        "9月10日",
        "专项督查",
        "专人维护",
        "9月底",
        "已销号",
        "9月20日",
        "10月12日",
        "http://a.gov.cn/1",
    ]
    more = ["民政局", "没有公示期限", "9月10日", "专项督查", "", "", "未整改", "", "", ""]
    clerk.type("import", table(clerk, FINDING, grown, more), "--as", "finding", "--yes")
    findings = {one["problem"]: one for one in clerk.read("finding", "list")}
    assert len(findings) == 2
    first = findings["栏目空白"]
    assert (first["measure"], first["due"], first["rectified"], first["closed"]) == (
        "专人维护", "2018-09-30", "2018-09-20", "2018-10-12",
    )  # fmt: skip
    assert [one["units"] for one in clerk.read("inspect", "list")] == [["县教育局"], ["县民政局"]]
    assert {one["source"] for one in findings.values()} == {"inspection"}
    same = clerk.type("import", table(clerk, FINDING, grown, more), "--as", "finding", "--yes")
    assert "没有新的" in same.err


def test_a_day_that_the_register_holds_otherwise_is_a_conflict(clerk: Clerk) -> None:
    row = ["教育局", "栏目空白", "9月10日", "专项督查", "", "", "已销号", "9月20日", "10月12日", ""]
    clerk.type("import", table(clerk, FINDING, row), "--as", "finding", "--yes")
    row[8] = "10月15日"
    other = ["民政局", "没有公示期限", "9月10日", "专项督查", "", "", "未整改", "", "", ""]
    refused = clerk.type("import", table(clerk, FINDING, row, other), "--as", "finding", "--yes", code=1)
    assert "已于 2018-10-12 登记销号，表里写的是 2018-10-15" in refused.out
    clerk.type("import", table(clerk, FINDING, row, other), "--as", "finding", "--yes", "--on-conflict", "skip")
    assert len(clerk.read("finding", "list")) == 2


def test_a_problem_found_by_a_unit_itself_belongs_to_its_self_inspection(clerk: Clerk) -> None:
    row = ["教育局", "目录不全", "6月20日", "单位自查", "补齐", "7月底", "已整改", "7月2日", "", "http://a.gov.cn/1"]
    clerk.type("import", table(clerk, FINDING, row), "--as", "finding", "--yes")
    (inspection,) = clerk.read("selfcheck", "list")
    (found,) = clerk.read("finding", "list")
    assert (found["origin"], found["rectified"]) == (inspection["id"], "2018-07-02")


def test_evidence_beside_the_table_is_kept(clerk: Clerk) -> None:
    (clerk.folder / "截图.png").write_bytes(b"picture")
    row = ["教育局", "4.1", 2, "栏目空白", "9月14日", "截图.png", "", ""]
    clerk.type("import", table(clerk, DEDUCT, row), "--as", "deduct", "--yes")
    (entry,) = clerk.read("deduct", "list")
    assert [piece["ref"] for piece in entry["evidence"]] == ["截图.png"]
    missing = clerk.type(
        "import", table(clerk, DEDUCT, [*row[:5], "没有.png", "", ""]), "--as", "deduct", "--yes", code=1
    )
    assert "没有.png" in missing.out


def test_a_notice_of_long_ago_needs_to_be_shown(clerk: Clerk) -> None:
    row = ["教育局", "4.1", 2, "栏目空白", "9月14日", "http://a.gov.cn/1", "9月17日", ""]
    path = table(clerk, DEDUCT, row)
    refused = clerk.type("import", path, "--as", "deduct", "--yes", code=1)
    assert "申请复核的最后一天是 2018-09-25" in refused.out
    (row_told,) = clerk.read("import", path, "--as", "deduct", "--yes", code=1)[0]["rows"]
    assert row_told["column"] == "G", "it is about the day of the notice"
    assert "表里写上签收" in row_told["remedy"]
    assert "--no-evidence" in row_told["remedy"]
    receipt = clerk.folder / "别处" / "签收单.pdf"
    receipt.parent.mkdir()
    receipt.write_bytes(b"signed")
    clerk.type("import", path, "--as", "deduct", "--yes", "--evidence", str(receipt))
    (entry,) = clerk.read("deduct", "list")
    (notice,) = entry["rulings"]
    assert (notice["date"], [one["ref"] for one in notice["evidence"]]) == ("2018-09-17", ["签收单.pdf"])
    assert [one["ref"] for one in entry["evidence"]] == ["http://a.gov.cn/1"], "its own proof stays its own"


def test_two_deductions_of_one_day_for_unlike_reasons_are_two(clerk: Clerk) -> None:
    rows = [
        ["教育局", "4.1", 2, reason, "9月14日", "督查记录", "", ""] for reason in ("栏目空白", "链接失效", "栏目空白")
    ]
    done = clerk.type("import", table(clerk, DEDUCT, *rows), "--as", "deduct", "--yes")
    assert "与第2行说的是同一件事" in done.out
    assert sorted(one["reason"] for one in clerk.read("deduct", "list")) == ["栏目空白", "链接失效"]


def test_a_deduction_names_the_finding_it_is_for(clerk: Clerk) -> None:
    found = ["教育局", "栏目空白", "9月10日", "专项督查", "", "9月底", "已销号", "9月20日", "10月12日", ""]
    clerk.type("import", table(clerk, FINDING, found), "--as", "finding", "--yes")
    row = ["教育局", "4.1", 2, "栏目空白", "9月14日", "督查记录", "", ""]
    clerk.type("import", table(clerk, DEDUCT, row), "--as", "deduct", "--yes")
    (entry,) = clerk.read("deduct", "list")
    assert entry["finding"] == clerk.read("finding", "list")[0]["id"]
    assert (entry["asked"], entry["applied"]) == (2, 1), "put right in time, half of it is taken"


def test_what_an_act_refuses_names_the_column(clerk: Clerk) -> None:
    heads = ["单位", "问题", "检查日期", "完成时限", "整改完成日期", "销号", "核查人"]
    rows = (
        ["教育局", "栏目空白", "2017年7月1日", "", "", "", ""],
        ["民政局", "链接失效", "9月10日", "9月中旬", "9月20日", "9月15日", ""],
        ["财政局", "没有更新", "9月10日", "9月底", "9月20日", "√", ""],
    )
    (done,) = clerk.read("import", table(clerk, heads, *rows), "--as", "finding", "--yes", code=1)
    told = {each["row"]: (each["column"], each["reason"]) for each in done["rows"] if each["reason"]}
    assert told[2][0] == "C"
    assert "早于2018年度" in told[2][1]
    assert told[3][0] == "F", "closed before it was put right: the day of closing is wrong"
    assert told[4] == ("F", "写了已销号，没有销号日期")


def test_points_that_the_rule_does_not_give_are_refused(clerk: Clerk) -> None:
    row = ["教育局", "4.1", 3, "栏目空白", "9月14日", "督查记录", "", ""]
    refused = clerk.type("import", table(clerk, DEDUCT, row), "--as", "deduct", "--yes", code=1)
    assert "规则4.1的分值是 2 分，不能是 3 分" in refused.out


def test_a_form_is_no_table_and_a_table_no_form(clerk: Clerk) -> None:
    path = table(clerk, PROGRESS, ["教育局", 7, "40%", "", "9月28日"])
    refused = clerk.type("import", path, code=1)
    assert "--as" in refused.out + refused.err
    clerk.type("import", path, "--as", "总结", "--yes", code=2)


def test_a_column_of_phones_that_is_not_taken_in_is_not_kept_either(clerk: Clerk) -> None:
    """No row is left out for it, and it is there for good all the same."""
    head = ["单位", "要点号", "进度", "进展情况", "日期", "经办人电话"]
    path = table(clerk, head, ["教育局", 7, "40%", "已公布", "9月28日", 13812345678])
    done = clerk.type("import", path, "--as", "progress", "--yes")
    assert "表里有个人信息（手机号1处），作佐证存下的是遮盖以后的一份" in done.err
    (kept,) = (file for file in clerk.folder.rglob("*") if re.fullmatch("[0-9a-f]{64}", file.name))
    (rows,) = (sheet.rows for sheet in read_book(kept).sheets[1:])
    assert rows == (tuple(head), ("教育局", 7, "40%", "已公布", "9月28日", "***********"))
