"""Looking ahead: periods that have not begun are seen, and count for nothing today."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.deadlines.counter import the_county

if TYPE_CHECKING:
    from pathlib import Path

    from tests.deadlines.counter import Counter

EARLY = "2018-07-26 09:00"


@pytest.fixture
def county(tmp_path: Path) -> Counter:
    return the_county(tmp_path)


def test_periods_that_begin_within_the_days_are_seen(county: Counter) -> None:
    found = {one["id"]: one for one in county.json("due", "--within", "60", today=EARLY)}
    assert {"8.1/2018-08", "20.2/2018-08", "20.1/2018-09-21"} <= found.keys()
    assert found["8.1/2018-08"]["status"] == "pending"
    assert "20.1/2018-09-22" not in found, "a Saturday asks for nothing"
    assert "20.1/2018-09-25" not in found, "beyond the sixty days"


def test_what_has_not_begun_is_not_among_the_items_of_today(county: Counter) -> None:
    ids = {one["id"] for one in county.json("duty", "list", today=EARLY)}
    assert "20.1/2018-07-26" in ids
    assert not {"8.1/2018-08", "20.1/2018-07-27"} & ids


def test_the_dashboard_names_the_nearest_period(county: Counter) -> None:
    today = "2018-07-25 09:00"
    assert "印发以前不算期限" in county.do("status", today="2018-06-04 09:00").out
    for item in ("20.1/2018-07-25",):
        county.do("duty", "done", item, today=today)
    before = county.do("due", "-u", "县国资办", "--within", "5", today=EARLY).out
    assert "下一件8月31日到期" in before
    assert "gongkai due -u 县国资办 --within 36" in before


def test_a_report_of_a_day_before_the_issue_is_refused(county: Counter) -> None:
    county.refuses(2, "早于要点印发日期 2018-07-25", "report", "--kind", "midterm", today="2018-06-04 09:00")
