"""Runs recorded one after another: a later one settles what was still open, and moves nothing that was settled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from gongkai.plan.model import Duty
from tests.deadlines.counter import Counter, the_county
from tests.domain.build import OFFICE, day, look, moment, numbered, plan, point, span

if TYPE_CHECKING:
    from pathlib import Path

    from gongkai.register.kinds import Settlement

DAILY = plan(point("1", (OFFICE,), (), (), Duty("1.1", "一日一清单", every="day")))
JULY, AUGUST = "2018-08-01 09:00", "2018-08-02 09:00"
FIRST = ("duty", "done", "20.1", "--from", "2018-07-25", "--to", "2018-07-31", "--except", "2018-07-27")
SECOND = ("duty", "done", "20.1", "--from", "2018-07-27", "--to", "2018-08-01", "--date", "2018-08-02")


@pytest.fixture
def county(tmp_path: Path) -> Counter:
    return the_county(tmp_path)


def standing(county: Counter) -> dict[str, str]:
    items = county.json("duty", "list", today=AUGUST)
    return {item["id"][5:]: item["status"] for item in items if item["id"].startswith("20.1/2018-0")}


def test_a_late_run_leaves_what_was_in_time(county: Counter) -> None:
    county.do(*FIRST, today=JULY)
    assert "共2项，逾期完成2项" in county.do(*SECOND, today=AUGUST).err
    late = [key for key, status in standing(county).items() if status == "late"]
    assert late == ["2018-07-27", "2018-08-01"]
    (proposal,) = county.json("deduct", "propose", today=AUGUST)
    assert proposal["count"] == 2


def test_a_run_in_time_leaves_what_was_late(county: Counter) -> None:
    county.do("duty", "done", "20.1", "--from", "2018-07-25", "--to", "2018-07-27", "--date", "2018-07-31", today=JULY)
    county.do("duty", "done", "20.1", "--from", "2018-07-25", "--to", "2018-08-01", today=AUGUST)
    late = [key for key, status in standing(county).items() if status == "late"]
    assert late == ["2018-07-25", "2018-07-26", "2018-07-27"]


def test_once_the_first_is_void_the_second_stands(county: Counter) -> None:
    county.do(*FIRST, today=JULY)
    county.do(*SECOND, today=AUGUST)
    county.do("void", "K2", "--reason", "日期写错", today=AUGUST)
    late = [key for key, status in standing(county).items() if status == "late"]
    assert late == ["2018-07-27", "2018-07-30", "2018-07-31", "2018-08-01"]


DAYS = st.dates(day("07-25"), day("09-20"))


@st.composite
def runs(draw: st.DrawFn) -> Settlement:
    """Draw a run, each item in its own time or all at its end, whatever day it is of."""
    first, last = sorted((draw(DAYS), draw(DAYS)))
    made = span("1.1", f"{first:%m-%d}", f"{last:%m-%d}")
    together = replace(made, kind="together", at=moment(f"{draw(DAYS):%m-%d} 18:00"))
    return numbered(replace(draw(st.sampled_from((made, together))), day=draw(DAYS)))


@given(st.lists(runs(), min_size=1, max_size=4), runs())
def test_no_run_moves_what_earlier_ones_settled(before: list[Settlement], last: Settlement) -> None:
    settled = {item.id: item for item in look(DAILY, *before, on="10-08").items if not item.is_unmet}
    after = {item.id: item for item in look(DAILY, *before, last, on="10-08").items}
    assert {key: after[key] for key in settled} == settled
