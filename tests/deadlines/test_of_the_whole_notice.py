"""Demands of the notice as a whole: owed by whom they say, like any other, and on no point."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from gongkai.plan.form import plan_from_json, plan_to_json
from tests.deadlines.counter import opened
from tests.intake.reading import problems_of
from tests.plans import SMALL_PLAN, plan_from

if TYPE_CHECKING:
    from tests.deadlines.counter import Counter

OWN = """\
duties:
  - {id: "0.1", quote: 每季度报送进展, every: quarter, owed_by: everyone, what: 报送进展}
  - {id: "0.2", quote: 9月底前报送联络员名单, by: 2018-09-30, owed_by: [各镇人民政府]}
  - {id: "0.3", quote: 收到督办单后5个工作日内反馈, within: {workdays: 5}, from: 收到督办单, owed_by: event}
"""
PLAN = SMALL_PLAN.replace("chapters:", OWN + "chapters:")


@pytest.fixture(name="desk")
def _desk(tmp_path: Path) -> Counter:
    return opened(tmp_path, PLAN)


def test_they_are_part_of_the_plan_wherever_they_are_written() -> None:
    plan = plan_from(PLAN)
    assert [duty.id for duty in plan.duties] == ["0.1", "0.2", "0.3"]
    assert plan_from_json(plan_to_json(plan)) == plan
    inside = "  office: 县政府办公室\n" + "".join(f"  {line}\n" for line in OWN.splitlines())
    assert plan_from(SMALL_PLAN.replace("  office: 县政府办公室\n", inside)) == plan


def test_each_that_owes_one_has_an_item_on_no_point(desk: Counter) -> None:
    items = [item for item in desk.json("duty", "list") if item["duty"] == "0.2"]
    assert [(item["point"], item["unit"]) for item in items] == [(None, "东镇人民政府"), (None, "西镇人民政府")]
    assert "全文" in desk.do("duty", "list").out
    quarter = [item for item in desk.json("duty", "list", today="2018-10-09") if item["duty"] == "0.1"]
    assert len(quarter) == 5, "every unit of the roster, from the first whole quarter"


def test_they_fall_due_are_chased_and_settled_like_others(desk: Counter) -> None:
    due = desk.do("due", "--within", "30").out
    assert "9月底前报送联络员名单" in due
    assert "通知“9月底前报送联络员名单”" in desk.do("remind", "--within", "30").out
    desk.do("duty", "done", "0.2/东镇", "--date", "2018-09-02")
    first, second = (item for item in desk.json("duty", "list") if item["duty"] == "0.2")
    assert (first["status"], second["status"]) == ("met", "pending")
    late = desk.do("status", today="2018-10-09").out
    assert "红（逾期）  全文  西镇人民政府" in late
    assert "逾期未完成的应办事项" in desk.do("report", today="2018-10-09").out
    assert desk("check", today="2018-10-09").code == 0
    assert desk("year", "close", "--force", "--reason", "年度结束", today="2019-01-10").code == 0


def test_what_was_not_done_is_proposed(desk: Counter) -> None:
    proposed = desk.json("deduct", "propose", today="2018-10-09")
    mine = [one for one in proposed if one["unit"] == "西镇人民政府" and "通知“9月底前" in one["reason"]]
    assert len(mine) == 1


def test_an_event_opens_the_clock_of_any_unit(desk: Counter) -> None:
    desk.do("duty", "open", "0.3", "-u", "县网信办", "--at", "2018-09-03 09:00")
    (item,) = (item for item in desk.json("duty", "list") if item["duty"] == "0.3")
    assert (item["unit"], item["due"][:10]) == ("县网信办", "2018-09-10")


@pytest.mark.parametrize("owed", ["", ", owed_by: leads", ", owed_by: each_responsible"])
def test_it_is_said_who_owes_one(owed: str) -> None:
    text = SMALL_PLAN.replace("chapters:", f'duties:\n  - {{id: "0.1", quote: 报送, every: month{owed}}}\nchapters:')
    (problem,) = problems_of(text)
    assert "everyone" in problem.hint


def test_its_number_is_no_other_duties() -> None:
    text = PLAN.replace('id: "0.2"', 'id: "1.1"')
    assert any("时限要求编号“1.1”重复" in problem.message for problem in problems_of(text))


def test_the_circular_tells_who_has_not_done_them_in_time(desk: Counter) -> None:
    desk.do("duty", "done", "0.2/东镇", "--date", "2018-09-02")
    paper = f"{desk.db}.md"
    desk.do("report", "--paper", "通报", "-o", paper, today="2018-10-09")
    told = Path(paper).read_text(encoding="utf-8")
    late = told.partition("逾期未办结事项清单")[2]
    assert "| 西镇人民政府 |" in late
    assert "东镇人民政府" not in late, "it has sent its list"
    assert "每季度报送进展" not in told, "the first whole quarter still runs"
