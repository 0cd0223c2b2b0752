"""A year under a published rubric, typed by the clerk: what is recorded, what is told, what adds up on paper."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from python_calamine import CalamineWorkbook

from tests.cli import run
from tests.plans import small_plan_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli import Result

TODAY = "2018-11-30"
WHY = ("--reason", "事由", "--no-evidence", "无")
RUBRIC = """\
assessment:
  full: 100
  grades: [{name: 优秀, min: 90, share: 50}, {name: 良好, min: 80}, {name: 合格, min: 60}, {name: 不合格, min: 0}]
  groups:
    - {name: 考核组织单位, units: [县政府办公室], ranked: false}
    - {name: 镇, kinds: [镇]}
    - {name: 县级部门, kinds: [政府部门, 党委部门]}
  schemes:
    - name: 细则
      items:
        - {code: "1", name: 完成率, points: 30, mode: ratio, of: 120}
        - code: "2"
          name: 时限
          points: 20
          rules:
            - {code: "2.1", text: 逾期完成, points: 0.5, per: 天, auto: duty_late}
            - {code: "2.2", text: 逾期未完成, points: 2, per: 项, auto: duty_missed}
          bonus: {cap: 5, rules: [{code: B2, text: 提前, points: 2}]}
        - {code: "3", name: 信息, points: 20, mode: earn, rules: [{code: "3.1", text: 采用, points: 2, per: 条}]}
        - code: "4"
          name: 日常
          points: 30
          rules: [{code: "4.1", text: 通报, points: 2, repeat: {from: 2, points: 4}}]
      penalties: {cap: 10, rules: [{code: J1, text: 被通报, points: 5}]}
      vetoes: [{code: V2, text: 被约谈, at_most: 良好}]
"""
STAGES = '      stages: [{name: 第一季度, items: ["1", "2"]}, {name: 第二季度}, {name: 测评, external: true}]\n'


@pytest.fixture
def clerk(tmp_path: Path) -> Callable[..., Result]:
    """Return a clerk who has the year loaded; with `staged=True` in stages."""
    text = small_plan_text()
    text = text[: text.index("assessment:")] + RUBRIC

    def do(*args: str, staged: bool = False, code: int = 0) -> Result:
        store = tmp_path / ("staged.db" if staged else "plain.db")
        if not store.exists():
            plan = tmp_path / "tasks.yaml"
            plan.write_text(
                text.replace("      penalties:", f"{STAGES}      penalties:") if staged else text, encoding="utf-8"
            )
            loaded = run("load", str(plan), db=str(store), today=TODAY)
            assert loaded.code == 0, loaded.err
        done = run(*args, db=str(store), today=TODAY)
        assert done.code == code, (args, done.err)
        return done

    return do


def late(clerk: Callable[..., Result]) -> None:
    """Meet August's list of the education bureau four days late."""
    clerk("duty", "done", "1.1/2018-08", "--date", "2018-09-04", "--evidence", "http://a.cn/1")


def proposed(clerk: Callable[..., Result], rule: str = "2.1") -> list[tuple[str, int, Any]]:
    found = clerk("deduct", "propose", "--rule", rule, "--json").json
    return [(one["unit"], one["count"], one["points"]) for one in found]


def test_four_days_late_are_four_days_for_whoever_records_them(clerk: Callable[..., Result]) -> None:
    late(clerk)
    assert ("县教育局", 4, 2) in proposed(clerk)
    too_many = clerk(
        "deduct", "add", "-u", "教育局", "--rule", "2.1", "--item", "1.1/2018-08", "--count", "5", *WHY, code=2
    )
    assert "迟4天" in too_many.err
    entry = clerk(
        "deduct", "add", "-u", "教育局", "--rule", "2.1", "--item", "1.1/2018-08", "--count", "4", *WHY, "--json"
    )
    assert (entry.json["count"], entry.json["asked"]) == (4, 2)
    assert not [one for one in proposed(clerk) if one[0] == "县教育局"]
    assert not [one for one in clerk("check", "--json").json if one["kind"].startswith("ground")]


def test_days_without_an_item_stand_on_the_same_ground(clerk: Callable[..., Result]) -> None:
    late(clerk)
    said = clerk("deduct", "add", "-u", "教育局", "--rule", "2.1", "--point", "1", "--count", "4", *WHY).err
    assert "登记依据与现有记录不符" not in said
    assert not [one for one in proposed(clerk) if one[0] == "县教育局"]
    assert not [one for one in clerk("check", "--json").json if one["kind"].startswith("ground")]


def test_what_is_promised_to_be_set_off_by_count_is(clerk: Callable[..., Result]) -> None:
    """One taken without its item, and all the proposals accepted: as many as there are, and none twice."""

    def waiting() -> int:
        return sum(count for unit, count, _ in proposed(clerk, "2.2") if unit == "县教育局")

    before = waiting()
    said = clerk("deduct", "add", "-u", "教育局", "--rule", "2.2", "--count", "1", *WHY).err
    assert "以后的扣分建议只能按次数相抵" in said
    assert waiting() == before - 1
    clerk("deduct", "propose", "--accept-all", "--rule", "2.2", "-u", "教育局")
    taken = clerk("deduct", "list", "-u", "教育局", "--json").json
    assert sum(one["count"] for one in taken if one["rule"] == "2.2") == before
    assert waiting() == 0


def test_a_merit_is_a_bonus_and_a_fault_is_none(clerk: Callable[..., Result]) -> None:
    assert "gongkai bonus add" in clerk("deduct", "add", "-u", "东镇", "--rule", "3.1", *WHY, code=2).err
    assert "gongkai deduct add" in clerk("bonus", "add", "-u", "东镇", "--rule", "J1", *WHY, code=2).err


def full_year(clerk: Callable[..., Result]) -> None:
    clerk("score", "record", "-u", "东镇", "--item", "1", "--value", "83", "--reason", "统计")
    for rule in ("4.1", "J1"):
        clerk("deduct", "add", "-u", "东镇", "--rule", rule, *WHY)
    clerk(
        "deduct", "add", "-u", "东镇", "--rule", "4.1", "--reason", "再次", "--no-evidence", "无", "--again", "又一次"
    )
    clerk("deduct", "add", "-u", "东镇", "--rule", "2.2", "--count", "2", "--point", "1", *WHY)
    clerk("bonus", "add", "-u", "东镇", "--rule", "3.1", "--count", "7", *WHY)
    clerk("bonus", "add", "-u", "东镇", "--rule", "B2", *WHY)
    clerk("veto", "add", "-u", "东镇", "--rule", "V2", *WHY)


def test_the_card_shows_every_step_and_every_step_is_right(clerk: Callable[..., Result]) -> None:
    """20.75 + (20+2-4) + 14 + (30-2-4) is 76.75, less 5 is 71.75."""
    full_year(clerk)
    card = clerk("scorecard", "东镇", "--json").json
    assert (card["score"], card["penalty"], card["bonus"], card["veto"]) == (71.75, 5, 2, "被约谈")
    said = clerk("scorecard", "东镇", "--plain").out
    assert "1 完成率：30×83÷120＝20.75" in said
    assert "减分：76.75－5＝71.75" in said
    sums = re.findall(r"([（0-9.＋－×÷）]+)＝([0-9.]+)$", said, re.MULTILINE)
    assert len(sums) >= 4
    for left, right in sums:
        plain = left.translate(str.maketrans("＋－×÷（）", "+-*/()"))
        numbers = re.sub(r"([0-9.]+)", r"Decimal('\1')", plain)
        assert abs(eval(numbers, {"Decimal": Decimal}) - Decimal(right)) < Decimal("0.0001"), (left, right)  # noqa: S307 - digits and signs only


def test_nobody_is_first_before_all_are_scored(clerk: Callable[..., Result]) -> None:
    """One of two towns has its figure: no rank, no first, and how many are scored."""
    clerk("score", "record", "-u", "东镇", "--item", "1", "--value", "120", "--reason", "统计")
    towns = clerk("score", "--group", "镇", "--json").json["units"]
    assert [(one["unit"], one["rank"]) for one in towns] == [("东镇人民政府", None), ("西镇人民政府", None)]
    for paper in ("报告", "通报"):
        said = clerk("report", "--kind", "midterm", "--paper", paper, "--plain").out
        assert "第一名" not in said
        assert "应计分2个单位，已计分1个" in said
        assert "不参加排名的单位得分表" not in said or "镇" not in said.split("不参加排名的单位得分表")[1]
    clerk("score", "record", "-u", "西镇", "--item", "1", "--value", "60", "--reason", "统计")
    assert [one["rank"] for one in clerk("score", "--group", "镇", "--json").json["units"]] == [1, 2]


def test_a_unit_says_what_it_thinks_and_nothing_counts(clerk: Callable[..., Result]) -> None:
    full_year(clerk)
    before = clerk("scorecard", "东镇", "--json").json["score"]
    for item, score in (("1", "30"), ("2", "20"), ("3", "20"), ("4", "29.5")):
        clerk("score", "self", "-u", "东镇", "--item", item, "--score", score, "--note", "自查")
    clerk("score", "self", "-u", "东镇", "--item", "4", "--score", "30")
    after = clerk("scorecard", "东镇", "--json").json
    assert (after["score"], after["units"][0]["self"]) == (before, 100)
    assert [one["score"] for one in after["self_scores"]] == [30, 20, 20, 30]
    said = clerk("scorecard", "东镇", "--plain").out
    assert "自评分" in said
    assert "自评分" in clerk("score", "--group", "镇", "--plain").out
    assert "超过考核项4的 30 分" in clerk("score", "self", "-u", "东镇", "--item", "4", "--score", "31", code=2).err


def test_a_scorecard_adds_up_what_the_unit_gives_itself(clerk: Callable[..., Result], tmp_path: Path) -> None:
    """Its whole stands under its figures, a number like them, as soon as it has said so of every item."""
    full_year(clerk)
    for item, score in (("1", "30"), ("2", "20"), ("3", "20")):
        clerk("score", "self", "-u", "东镇", "--item", item, "--score", score)
    card = tmp_path / "东镇.xlsx"

    def rows() -> dict[str, dict[str, object]]:
        clerk("scorecard", "东镇", "-o", str(card))
        sheet = CalamineWorkbook.from_path(str(card)).get_sheet_by_index(0).to_python()
        head = next(at for at, row in enumerate(sheet) if "自评之差" in row)
        names = [str(name) for name in sheet[head]]
        found: list[dict[str, object]] = [dict(zip(names, row, strict=True)) for row in sheet[head + 1 :]]
        return {str(row["项目"]).split()[0]: row for row in found if row["项目"]}

    assert (rows()["合计"]["自评分"], rows()["合计"]["自评之差"]) == ("", "")
    clerk("score", "self", "-u", "东镇", "--item", "4", "--score", "30")
    told = rows()
    assert (told["4"]["得分"], told["4"]["自评之差"]) == (24, 6)
    whole = told["合计"]
    assert (whole["自评分"], whole["自评之差"]) == (100, pytest.approx(100 - float(str(whole["得分"]))))


def rows_of(path: Path, name: str) -> list[dict[str, object]]:
    """Return the rows of a sheet's table."""
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name(name).to_python()
    head = next(at for at, row in enumerate(rows) if "单位" in row)
    return [dict(zip(map(str, rows[head]), row, strict=True)) for row in rows[head + 1 :]]


def test_the_workbook_shows_what_units_give_themselves(clerk: Callable[..., Result], tmp_path: Path) -> None:
    """A whole beside the score, each item on a sheet of its own; a unit that said so of one item has no whole."""
    full_year(clerk)
    book = tmp_path / "台账.xlsx"
    clerk("report", "-o", str(book))
    assert "自评分" not in rows_of(book, "单位得分")[0]
    assert "单位自评" not in CalamineWorkbook.from_path(str(book)).sheet_names
    for item, score in (("1", "30"), ("2", "20"), ("3", "20"), ("4", "29.5")):
        clerk("score", "self", "-u", "东镇", "--item", item, "--score", score, "--note", "自查")
    clerk("score", "self", "-u", "东镇", "--item", "4", "--score", "30")
    clerk("score", "self", "-u", "西镇", "--item", "1", "--score", "12.5")
    clerk("report", "-o", str(book))
    units = {row["单位"]: row for row in rows_of(book, "单位得分")}
    east = units["东镇人民政府"]
    assert (east["自评分"], east["自评之差"]) == (100.0, pytest.approx(100 - float(str(east["得分"]))))
    assert {row["自评分"] for unit, row in units.items() if unit != "东镇人民政府"} == {""}
    own = [(row["单位"], str(row["项目"])[:1], row["自评分"]) for row in rows_of(book, "单位自评")]
    assert sorted(own) == [("东镇人民政府", str(n), said) for n, said in enumerate((30.0, 20.0, 20.0, 30.0), 1)] + [
        ("西镇人民政府", "1", 12.5)
    ]
    apart = [(row["自评分"], row["得分"], row["自评之差"]) for row in rows_of(book, "单位自评")]
    assert (12.5, "", "") in apart, "it has no figure for the item yet"
    assert all(more == pytest.approx(float(str(said)) - float(str(got))) for said, got, more in apart if got != "")


def test_one_stages_result_has_a_paper_of_its_own(clerk: Callable[..., Result]) -> None:
    for unit, value in (("东镇", "120"), ("西镇", "60")):
        for stage in ("第一季度", "第二季度"):
            figure = ("score", "record", "-u", unit, "--item", "1", "--stage", stage, "--value", value)
            clerk(*figure, "--reason", "统计", staged=True)
    towns = clerk("score", "--stage", "第一季度", "--group", "镇", "--json", staged=True).json["units"]
    assert [(one["unit"], one["score"], one["rank"], one["grade"]) for one in towns] == [
        ("东镇人民政府", 100, 1, "优秀"),
        ("西镇人民政府", 70, 2, "合格"),
    ]
    whole = clerk("score", "--group", "镇", "--json", staged=True).json["units"]
    assert [one["score"] for one in whole] == [None, None], "the outside stage is wanting"
    paper = clerk("report", "--kind", "quarter", "--stage", "第一季度", "--paper", "通报", "--plain", staged=True).out
    assert "第一季度情况的通报" in paper
    assert "第一名东镇人民政府" in paper
    assert "和 --kind quarter 一起用" in clerk("report", "--stage", "第一季度", staged=True, code=2).err


def test_a_stage_takes_what_belongs_to_it(clerk: Callable[..., Result]) -> None:
    wrong = clerk("deduct", "add", "-u", "东镇", "--rule", "4.1", "--stage", "第一季度", *WHY, staged=True, code=2)
    assert "“第一季度”阶段不考核这一项" in wrong.err
    only = clerk("deduct", "add", "-u", "东镇", "--rule", "4.1", *WHY, "--json", staged=True)
    assert only.json["stage"] == "第二季度", "no other stage has the item"
    total = clerk("deduct", "add", "-u", "东镇", "--rule", "J1", *WHY, "--json", staged=True)
    assert total.json["stage"] is None
    refused = clerk("deduct", "add", "-u", "东镇", "--rule", "J1", "--stage", "第二季度", *WHY, staged=True, code=2)
    assert "计入总分" in refused.err


def test_a_figure_says_what_it_is_out_of(clerk: Callable[..., Result]) -> None:
    told = clerk(
        "score", "record", "-u", "东镇", "--stage", "测评", "--score", "18", "--of", "20", "--reason", "评", staged=True
    )
    assert "18 分（满分 20）" in told.err
    whole = clerk("score", "record", "-u", "东镇", "--stage", "测评", "--score", "92.5", "--reason", "评", staged=True)
    assert "92.5 分（满分 100）" in whole.err


def test_a_figure_entered_again_says_what_it_takes_the_place_of(clerk: Callable[..., Result]) -> None:
    entry = ("score", "record", "-u", "县教育局", "--item", "1", "--reason", "统计")
    first = clerk(*entry, "--value", "60")
    assert "不再计入" not in first.err
    no = re.search(r"已录入 (\S+)：", first.err)[1]  # type: ignore[index]
    assert f"此前录入的 {no}（60）不再计入" in clerk(*entry, "--value", "90").err
    assert "不再计入" not in clerk(*entry, "--value", "30", "--date", "2018-11-01").err, "an earlier day counts less"
    other = clerk("score", "record", "-u", "东镇", "--item", "1", "--value", "90", "--reason", "统计")
    assert "不再计入" not in other.err


def test_points_are_no_count_and_a_count_is_no_points(clerk: Callable[..., Result]) -> None:
    """18 of an item's 20 points would be 18 of 120 things done."""
    ratio = ("score", "record", "-u", "东镇", "--item", "1", "--reason", "统计")
    assert "录入的是完成数，不是得分" in clerk(*ratio, "--score", "18", code=2).err
    stage = ("score", "record", "-u", "东镇", "--stage", "测评", "--reason", "测评")
    assert "录入的是得分，不是完成数" in clerk(*stage, "--value", "18", staged=True, code=2).err
    clerk(*stage, "--score", "18", staged=True)


def test_what_is_taken_off_the_total_is_told_once(clerk: Callable[..., Result]) -> None:
    clerk("deduct", "add", "-u", "东镇", "--rule", "4.1", *WHY)
    clerk("deduct", "add", "-u", "东镇", "--rule", "J1", *WHY)
    for town in ("东镇", "西镇"):
        clerk("score", "record", "-u", town, "--item", "1", "--value", "120", "--reason", "统计")
    (row,) = [line for line in clerk("score", "--group", "镇", "--plain").out.splitlines() if "东镇人民政府" in line]
    assert row.split()[-2:] == ["2", "5"], "扣分、减分"
    assert clerk("score", "-u", "东镇", "--json").json["units"][0]["deducted"] == 7


def test_two_schemes_with_one_code_are_told_apart(tmp_path: Path) -> None:
    text = small_plan_text()
    two = RUBRIC.replace("- name: 细则\n", "- name: 镇细则\n      groups: [镇]\n")
    two += """\
    - name: 部门细则
      groups: [考核组织单位, 县级部门]
      items:
        - {code: "2", name: 公开, points: 100, rules: [{code: "2.2", text: 不公开, points: 3}]}
"""
    plan, store = tmp_path / "两套.yaml", str(tmp_path / "两套.db")
    plan.write_text(text[: text.index("assessment:")] + two, encoding="utf-8")
    assert run("load", str(plan), db=store, today=TODAY).code == 0
    for unit in ("东镇", "教育局"):
        assert run("deduct", "add", "-u", unit, "--rule", "2.2", *WHY, db=store, today=TODAY).code == 0
    taken = run("report", "--json", db=store, today=TODAY).json["deductions"]["by_rule"]
    assert [(each["key"], each["text"], each["count"]) for each in taken] == [
        ("2.2", "逾期未完成", 1),
        ("2.2", "不公开", 1),
    ]


def test_a_score_of_three_decimals_is_told_whole(tmp_path: Path) -> None:
    """0.5 of 120 is 0.125 of 30 points; with 20 and 30 that nobody took it is 50.125, which two decimals would hide."""
    text = small_plan_text()
    plan, store = tmp_path / "tasks.yaml", str(tmp_path / "三位.db")
    exact = RUBRIC.replace("  full: 100\n", "  full: 100\n  places: 3\n")
    plan.write_text(text[: text.index("assessment:")] + exact, encoding="utf-8")
    assert run("load", str(plan), db=store, today="2018-09-03").code == 0
    entry = ("--item", "1", "--value", "0.5", "--reason", "统计")
    assert run("score", "record", "-u", "东镇", *entry, db=store, today=TODAY).code == 0
    (east,) = run("score", "-u", "东镇", "--json", db=store, today=TODAY).json["units"]
    assert east["score"] == 50.125
    assert "50.125" in run("score", "-u", "东镇", db=store, today=TODAY).out
    assert "50.125" in run("scorecard", "东镇", db=store, today=TODAY).out
