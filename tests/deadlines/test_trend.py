"""The trend: each month's end as `--as-of` would have shown it, computed from the dated ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from python_calamine import CalamineWorkbook

from gongkai.progress.papers import bar, trend_data
from gongkai.progress.trend import trend
from tests.deadlines.counter import Counter, opened
from tests.deadlines.test_due import MONTHLY
from tests.domain.build import (
    CALENDAR,
    EDUCATION,
    ISSUED,
    OFFICE,
    day,
    finding,
    ledger,
    look,
    met,
    plan,
    point,
    report,
    send_back,
    step,
    upto,
    verify,
)

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from gongkai.plan.model import Plan
    from gongkai.progress.trend import Month
    from gongkai.register.kinds import Record

OF = plan(point("1", (OFFICE,), (), (), MONTHLY), point("2", (EDUCATION,)))


def months(of: Plan, *records: Record, on: str, as_of: str = "") -> tuple[Month, ...]:
    """Return the trend as read on a day."""
    seen = look(of, *records, on=on, as_of=as_of)
    return trend(ledger(of, *upto(records, seen.standing.cutoff)), seen.standing, CALENDAR)


def figures(*found: Month) -> list[tuple[str, int, int, int]]:
    """Return month, done, verified, overdue."""
    return [(f"{one.as_of:%m-%d}", one.done, one.verified, one.overdue) for one in found]


def test_a_point_is_done_then_verified_then_late_again() -> None:
    done, checked = report("08-20", 100, EDUCATION, "2"), verify("09-05", EDUCATION, "2")
    late, cured = finding("09-01", EDUCATION, "10-10", "2"), ()
    found = months(OF, done, checked, late, *cured, met("1.1/2018-08", "08-30 10:00"), on="10-15")
    assert figures(*found) == [
        ("07-31", 0, 0, 0),
        ("08-31", 1, 0, 0),
        ("09-30", 0, 1, 0),
        ("10-15", 0, 1, 2),
    ]


def test_what_was_returned_or_reopened_shows_in_its_month_and_stays_there() -> None:
    acts = (
        report("08-20", 100, EDUCATION, "2"),
        send_back("09-05", EDUCATION, "2"),
        report("10-02", 100, EDUCATION, "2"),
    )
    assert [one.done for one in months(OF, *acts, on="10-20")] == [0, 1, 0, 1]
    problem = finding("08-01", EDUCATION, "08-20", "2")
    cured = step(problem, "rectified", "09-10")
    alone = plan(point("2", (EDUCATION,)))
    assert [one.overdue for one in months(alone, problem, cured, on="10-20")] == [0, 1, 0, 0]


def test_it_begins_with_the_issue_and_ends_with_the_reading() -> None:
    assert figures(*months(OF, on="07-25")) == [("07-25", 0, 0, 0)]
    assert [one.as_of for one in months(OF, on="12-31", as_of="09-30")] == [day("07-31"), day("08-31"), day("09-30")]
    assert [(one.first, one.as_of) for one in months(OF, on="09-01")][1:] == [
        (day("08-01"), day("08-31")),
        (day("09-01"), day("09-01")),
    ]
    assert [one.done for one in months(OF, report("08-31", 100, EDUCATION, "2"), on="10-05")] == [0, 1, 1, 1]
    early = replace(OF, year=2019, issued=day("2018-12-20"))
    assert [f"{one.first:%Y-%m}" for one in months(early, on="2019-02-10")] == ["2019-01", "2019-02"]


def test_the_last_month_of_a_year_that_is_over_counts_all_handling_so_far() -> None:
    acts = (report("12-20", 100, EDUCATION, "2"), replace(verify("2019-01-10", EDUCATION, "2"), year=2018))
    found = months(OF, *acts, on="2019-02-01")
    assert figures(*found)[-2:] == [("11-30", 0, 0, 1), ("12-31", 0, 1, 1)]


PERCENTS = st.lists(
    st.tuples(st.dates(ISSUED, day("12-31")), st.sampled_from([(OFFICE, "1"), (EDUCATION, "2")]), st.integers(0, 3)),
    max_size=12,
)


@settings(max_examples=40)
@given(PERCENTS, st.dates(ISSUED, day("12-31")))
def test_each_month_is_what_as_of_shows(acts: list[tuple[date, tuple[str, str], int]], on: date) -> None:
    records: list[Record] = []
    for at, (unit, no), what in sorted(acts):
        kinds = (lambda t, u, n: report(t, 50, u, n), lambda t, u, n: report(t, 100, u, n), verify, send_back)
        records.append(kinds[what](at.isoformat(), unit, no))
    for one in months(OF, *records, on=on.isoformat()):
        whole = one.as_of < on
        there = look(OF, *records, on=on.isoformat(), as_of=one.as_of.isoformat() if whole else "").overview.summary
        assert (one.done, one.verified, one.overdue) == (there.done, there.verified, there.overdue)


@pytest.mark.parametrize(
    ("number", "most", "drawn"),
    [
        (0, 0, "0"),
        (0, 41, "0"),
        (3, 5, "■■■ 3"),
        (10, 10, "■" * 10 + " 10"),
        (1, 41, "■ 1"),
        (41, 41, "■" * 10 + " 41"),
    ],
)
def test_bars_are_in_proportion_and_whatever_is_there_is_seen(number: int, most: int, drawn: str) -> None:
    assert bar(number, most) == drawn
    assert drawn.encode("gbk")


@pytest.fixture
def small(tmp_path: Path) -> Counter:
    """The small year with a point done in August and verified in October, typed in December."""
    counter = opened(tmp_path)
    at_work = {"today": "2018-12-03"}
    counter.do("progress", "add", "2", "-u", "教育局", "--percent", "100", "--date", "2018-08-20", **at_work)
    counter.do("progress", "verify", "2", "-u", "教育局", "--note", "已核对", "--date", "2018-10-09", **at_work)
    return counter


def test_the_dashboard_with_its_trend(small: Counter) -> None:
    plain = small.json("status", today="2018-12-03")
    with_trend = small.json("status", "--trend", today="2018-12-03")
    assert "trend" not in plain
    assert {key: value for key, value in with_trend.items() if key != "trend"} == plain
    assert with_trend["trend"][0] == {"month": "2018-07", "as_of": "2018-07-31", "done": 0, "verified": 0, "overdue": 1}
    assert [(one["month"], one["done"], one["verified"]) for one in with_trend["trend"]] == [
        ("2018-07", 0, 0),
        ("2018-08", 1, 0),
        ("2018-09", 1, 0),
        ("2018-10", 0, 1),
        ("2018-11", 0, 1),
        ("2018-12", 0, 1),
    ]
    last, summary = with_trend["trend"][-1], plain["summary"]
    assert {key: last[key] for key in ("done", "verified", "overdue")} == {
        key: summary[key] for key in ("done", "verified", "overdue")
    }
    out = small.do("status", "--trend", today="2018-12-03").out
    assert "10月  0" in out
    assert "■ 1" in out


def test_in_a_file_the_figures_of_the_trend_are_figures(small: Counter, tmp_path: Path) -> None:
    for name in ("状况.zip", "状况.html", "状况.xlsx"):
        small.do("status", "--trend", "-o", str(tmp_path / name), today="2018-12-03")
    assert "■" not in (tmp_path / "状况.html").read_text(encoding="utf-8")
    with ZipFile(tmp_path / "状况.zip") as folder:
        tables = {name: folder.read(name).decode("utf-8-sig").splitlines() for name in folder.namelist()}
    (trend,) = (lines for name, lines in tables.items() if "各月" in name)
    assert trend[-1] == "12月,0,1,2"
    sheets = CalamineWorkbook.from_path(tmp_path / "状况.xlsx")
    rows = [row for name in sheets.sheet_names for row in sheets.get_sheet_by_name(name).to_python()]
    assert [value for row in rows if row[0] == "12月" for value in row[1:4]] == [0, 1, 2]


def test_a_file_that_is_handed_on_carries_no_commands(small: Counter, tmp_path: Path) -> None:
    screen = small.do("due", today="2018-12-03").out
    assert "gongkai " in screen
    for name in ("到期.zip", "到期.html", "到期.csv"):
        small.do("due", "-o", str(tmp_path / name), today="2018-12-03")
    assert "gongkai " not in (tmp_path / "到期.html").read_text(encoding="utf-8")
    assert "gongkai " not in (tmp_path / "到期.csv").read_text(encoding="utf-8-sig")
    with ZipFile(tmp_path / "到期.zip") as folder:
        assert all("gongkai " not in folder.read(name).decode("utf-8-sig") for name in folder.namelist())


def test_the_report_tells_how_the_year_went(small: Counter) -> None:
    told = small.json("report", today="2019-01-20")
    assert [one["month"] for one in told["trend"]] == [f"2018-{month:02}" for month in range(7, 13)]
    assert "各月情况" in small.do("report", today="2019-01-20").out


def test_data_are_plain_values() -> None:
    (one,) = months(OF, on="07-25")
    assert trend_data([one]) == [{"month": "2018-07", "as_of": ISSUED, "done": 0, "verified": 0, "overdue": 0}]
