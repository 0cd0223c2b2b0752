"""The time to object is fixed by the notice: a rubric revised afterwards neither shortens nor lengthens it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.appeals.staged import TOWN
from tests.appeals.test_counter import Counter
from tests.plans import small_plan_text

if TYPE_CHECKING:
    from pathlib import Path

FIVE, THREE = "2018-10-10", "2018-10-08"
SEALED = "2018年10月10日"


def with_days(days: int) -> str:
    """Return the small year with so many workdays to object."""
    return small_plan_text().replace("assessment:\n", f"assessment:\n  appeal_workdays: {days}\n")


@pytest.fixture
def told(tmp_path: Path) -> Counter:
    """D2 was told while there were five workdays, D4 after the rubric gave three; both on 28 September."""
    made, path = Counter(str(tmp_path / "台账.db")), tmp_path / "tasks.yaml"
    for days in (5, 3):
        path.write_text(with_days(days), encoding="utf-8")
        made("load", str(path))
        take = ("deduct", "add", "-u", "东镇", "--rule", "4.1", "--points", "1", "--reason", f"问题{days}")
        number = made.json(*take, "--no-evidence", f"现场{days}", "--by", "李科长")["id"]
        assert made.json("deduct", "notify", number)
    return made


def test_a_notice_keeps_the_last_day_it_named(told: Counter) -> None:
    cards = {one["id"]: one["objectable_until"] for one in told.json("scorecard", "东镇")["entries"]}
    assert cards == {"D2": FIVE, "D5": THREE}
    due = {one["id"]: one["due"][:10] for one in told.json("due", "-u", "东镇") if one["kind"] == "objection"}
    assert due == {"D2": FIVE, "D5": THREE}
    again = told("deduct", "notify", "D2", "--reprint").out
    assert f"5个工作日内（告知当天不算，到{SEALED}为止）" in again.replace("\n", "").replace(" ", "")


def test_an_objection_within_the_old_term_is_in_time_and_no_check_says_otherwise(told: Counter) -> None:
    told.today = FIVE
    told.refused(3, f"最后一天是 {THREE}", "appeal", "file", "D5", "--reason", "不服")
    assert told.json("appeal", "file", "D2", "--reason", "不服")["unit"] == TOWN
    assert not [one for one in told.json("check") if one["kind"].startswith("appeal_")]
    told.today = "2018-10-11"
    told.refused(3, "已于 2018-10-10 申请过复核", "appeal", "file", "D2", "--reason", "不服")


def test_a_year_waits_for_the_term_of_the_notice(told: Counter) -> None:
    told.today = "2018-10-09"
    done = told("year", "close", "--json", code=3).json["left_open"]
    assert [said for said in done if "异议期限" in said] == ["D2 东镇人民政府的异议期限到2018-10-10才满"]
