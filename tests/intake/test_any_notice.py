"""Notices of any shape: points under no heading or three, without title, lead or 文号."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from gongkai.plan.form import plan_from_json, plan_to_json
from gongkai.plan.titles import first_clause
from tests.cli import run
from tests.intake.reading import problems_of
from tests.plans import plan_from

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli import Result

HEAD = """\
plan:
  year: 2018
  title: 甲市2018年民生实事任务分解表
  issuer: 甲市人民政府办公室
  issued: 2018-03-01
  office: 市政府督查室
units:
  - {name: 市政府督查室, kind: 政府部门}
  - {name: 市教育局, kind: 政府部门}
  - {name: 市住建局, kind: 政府部门}
  - {name: 乙区人民政府, kind: 区}
"""
BARE = """\
points:
  - id: 1
    text: 新建幼儿园10所，新增学位3000个；年底前投入使用。
    responsible: [市教育局, 乙区人民政府]
    duties:
      - {id: "1.1", quote: 年底前投入使用, by: 2018-12-31}
  - id: "2"
    title: 老旧小区改造
    text: 2018年10月底前，完成老旧小区改造20个。
    lead: [市住建局]
    responsible: [乙区人民政府]
"""
LEVELS = """\
points:
  - {id: 1, text: 计划本身的要点。, responsible: [市教育局]}
chapters:
  - title: 一、教育
    points:
      - {id: 2, text: 章里的要点。, responsible: [市教育局]}
    sections:
      - title: （一）学前
        points:
          - {id: 3, text: 节里的要点。, responsible: [市教育局]}
        sections:
          - title: 1．城区
            sections:
              - title: （1）新建
                points:
                  - {id: 4, text: 四级标题下的要点。, responsible: [市教育局]}
  - title: 二、住房
    points:
      - {id: 5, text: 又一章的要点。, responsible: [市住建局]}
"""


def book(tmp_path: Path, text: str) -> Callable[..., Result]:
    """Return the command line on a database of its own, with a file loaded, on a day of November."""
    path = tmp_path / "tasks.yaml"
    path.write_text(text, encoding="utf-8")
    made = partial(run, db=str(tmp_path / "a.db"), today="2018-11-30")
    got = made("load", str(path))
    assert got.code == 0, got.err
    return made


def test_points_stand_under_headings_of_no_one_two_or_more_levels() -> None:
    plan = plan_from(HEAD + LEVELS)
    assert [(point.no, point.chapter, point.section) for point in plan.points] == [
        ("1", "", ""),
        ("2", "一、教育", ""),
        ("3", "一、教育", "（一）学前"),
        ("4", "一、教育", "（一）学前　1．城区　（1）新建"),
        ("5", "二、住房", ""),
    ]
    assert plan_from_json(plan_to_json(plan)) == plan


def test_points_of_the_plan_itself_may_stand_in_its_head() -> None:
    inside = HEAD.replace("units:", "  points:\n    - {id: 1, text: 公开。, responsible: [市教育局]}\nunits:")
    assert [point.no for point in plan_from(inside).points] == ["1"]


def test_points_stand_in_file_order_whatever_heading_is_written_first() -> None:
    late = LEVELS.partition("chapters:")[2]
    text = HEAD + "chapters:" + late + "points:\n  - {id: 9, text: 末尾的要点。, responsible: [市教育局]}\n"
    assert [point.no for point in plan_from(text).points] == ["2", "3", "4", "5", "9"]


def test_a_heading_that_was_left_out_is_printed_nowhere(tmp_path: Path) -> None:
    made = book(tmp_path, HEAD + LEVELS)
    assert made("show", "1").out.startswith("要点1　计划本身的要点\n\n截至2018年11月30日")
    assert "\n一、教育\n" in made("show", "2").out
    assert "一、教育　（一）学前　1．城区" in made("show", "4").out
    points = made("status", "--json").json["points"]
    assert (points[0]["chapter"], points[0]["section"], points[1]["section"]) == ("", "", "")


def test_a_chapter_is_found_by_number_though_some_points_have_none(tmp_path: Path) -> None:
    made = book(tmp_path, HEAD + LEVELS)
    got = made("status", "--chapter", "1", "--json").json["points"]
    assert [point["no"] for point in got] == ["2", "3", "4"]


def test_no_chapter_is_asked_for_where_there_is_none(tmp_path: Path) -> None:
    got = book(tmp_path, HEAD + BARE)("status", "--chapter", "1")
    assert (got.code, "没有分章" in got.err) == (2, True)


def test_a_notice_without_a_number_has_no_empty_brackets(tmp_path: Path) -> None:
    made = book(tmp_path, HEAD + BARE)
    made("finding", "add", "-u", "市教育局", "--point", "1", "--problem", "进度滞后", "--due", "2018-12-10")
    made("selfcheck", "add", "-u", "市教育局", "--summary", "查了")
    papers = [
        made("status"),
        made("finding", "notice", "-u", "市教育局", "--plain"),
        made("selfcheck", "report", "-u", "市教育局", "--plain"),
        made("audit", "log"),
    ]
    for paper in papers:
        assert paper.code == 0, paper.err
        assert "（）" not in paper.out
        assert "()" not in paper.out
        assert "依据：\n" not in paper.out
    assert made("status", "--json").json["plan"]["number"] == ""


def test_the_first_clause_of_its_text_stands_for_a_title(tmp_path: Path) -> None:
    plan = plan_from(HEAD + BARE)
    assert [point.title for point in plan.points] == ["新建幼儿园10所", "老旧小区改造"]
    assert "新建幼儿园10所" in book(tmp_path, HEAD + BARE)("status").out


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("公开目录。", "公开目录"),
        ("年底前，完成目录编制，按时公开。", "年底前，完成目录编制"),
        ("2018年12月底前，完成目录编制。", "2018年12月底前，完成目录编制"),
        ("推进“放管服”改革（含简政放权，放管结合），优化服务。", "推进“放管服”改革（含简政放权，放管结合）"),
        ("  加强解读；及时回应\n", "加强解读"),
        ("没有标点的一句", "没有标点的一句"),
        ("一，二，三", "一，二，三"),
        ("长" * 60, "长" * 40 + "……"),
        ("右括号）在这里，也要断句。", "右括号）在这里"),
    ],
)
def test_a_clause_ends_where_a_reader_ends_it(text: str, clause: str) -> None:
    assert first_clause(text) == clause


def test_where_nobody_leads_the_responsible_units_answer(tmp_path: Path) -> None:
    made = book(tmp_path, HEAD + BARE)
    made("progress", "add", "1", "-u", "市教育局", "--percent", "100")
    made("progress", "add", "1", "-u", "乙区", "--percent", "50")
    first, second = made("status", "--json").json["points"]
    assert (first["lead"], first["percent"], first["status"]) == ([], 75, "in_progress")
    assert (first["responsible_done"], first["responsible_units"]) == (1, 2)
    assert (second["lead"], second["status"]) == (["市住建局"], "not_started")
    assert "牵头（责任）单位" in made("status").out
    assert "牵头" not in made("show", "1").out
    made("progress", "add", "1", "-u", "乙区", "--percent", "100")
    assert made("progress", "verify", "1", "-u", "市教育局", "--note", "看过").code == 0
    assert made("status", "1", "--json").json["points"][0]["status"] == "done"
    assert made("progress", "verify", "1", "-u", "乙区", "--note", "看过").code == 0


def test_an_overdue_item_and_silence_are_told_of_responsible_units(tmp_path: Path) -> None:
    only = HEAD + BARE.partition('  - id: "2"')[0]
    made = book(tmp_path, only)
    made("progress", "add", "1", "-u", "市教育局", "--percent", "10", "--date", "2018-03-05")
    said = made("status").out
    assert "责任单位久未报告" in said
    assert "牵头" not in said.replace("其中牵头", "")
    made(
        "finding",
        "add",
        "-u",
        "乙区",
        "--point",
        "1",
        "--problem",
        "滞后",
        "--due",
        "2018-11-01",
        "--date",
        "2018-10-01",
    )
    got = made("status", "--json").json["points"][0]
    assert (got["light"], got["reasons"][0]["code"]) == ("red", "answering_finding_overdue")
    assert "责任单位问题整改逾期" in made("status").out


def test_a_lead_named_by_the_office_answers_alone(tmp_path: Path) -> None:
    made = book(tmp_path, HEAD + BARE)
    made("assign", "1", "-u", "市教育局", "--role", "lead")
    made("progress", "add", "1", "-u", "市教育局", "--percent", "80")
    first = made("status", "--json").json["points"][0]
    assert (first["lead"], first["percent"]) == (["市教育局"], 80)


def test_whoever_is_on_a_point_is_named() -> None:
    nobody = HEAD + "points:\n  - {id: 1, text: 公开。}\n"
    assert [problem.message for problem in problems_of(nobody)] == ["要点1没有写牵头单位，也没有写责任单位"]
    only_support = HEAD + "points:\n  - {id: 1, text: 公开。, support: [市教育局]}\n"
    assert len(problems_of(only_support)) == 1
    unread = HEAD + "points:\n  - {id: 1, text: 公开。, lead: 市教育局}\n"
    assert [problem.message for problem in problems_of(unread)] == ["这里应是列表"]
