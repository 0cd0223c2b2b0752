"""When a point is to be done: by its own last day, never (持续推进), by next spring, or by a day that was put off."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from gongkai.closing.checks import run_checks
from gongkai.duty.due import Owed, falling, owed
from gongkai.entry.breaches import point_no_report, point_not_done
from gongkai.plan.model import Duty, WorkPoint
from gongkai.report.yearend import finished_share
from tests.domain.build import (
    EDUCATION,
    OFFICE,
    assign,
    day,
    extension,
    judged,
    look,
    met,
    plan,
    point,
    report,
    send_back,
    verify,
)

if TYPE_CHECKING:
    from gongkai.year import Year

DUE = replace(point(), due=day("09-30"), due_text="9月底前")
SPRING = replace(point(), due=day("2019-03-31"))
ONGOING = replace(point(), ongoing=True, due_text="长期坚持")
NEXT_YEAR = Duty("1.1", "2019年3月底前", by=day("2019-03-31"))
ASKED = point("1", (OFFICE,), (), (), NEXT_YEAR)


@pytest.mark.parametrize(
    ("on", "light", "why"),
    [
        ("08-20", "green", []),
        ("08-31", "yellow", ["point_due_soon", "not_started"]),
        ("09-30", "yellow", ["point_due_soon", "not_started"]),
        ("10-01", "red", ["point_overdue"]),
        ("12-31", "red", ["point_overdue"]),
        ("2019-01-01", "red", ["point_overdue"]),
    ],
)
def test_a_point_is_red_from_the_day_after_its_own_last_day(on: str, light: str, why: list[str]) -> None:
    seen = look(plan(DUE), on=on, at="23:59" if on == "09-30" else "00:00")
    assert (seen.point().light, seen.why) == (light, why)
    assert seen.point().due == day("09-30")


def test_it_is_green_and_owes_nothing_once_it_is_done() -> None:
    seen = look(plan(DUE), report("09-30", 100), on="12-20")
    assert (seen.point().light, seen.point().due) == ("green", None)


@pytest.mark.parametrize("on", ["10-01", "12-31", "2019-01-05"])
def test_a_report_that_was_sent_back_leaves_it_late(on: str) -> None:
    assert look(plan(DUE), report("09-20", 100), send_back("09-21"), on=on).point().light == "red"


@pytest.mark.parametrize("written", [SPRING, ASKED], ids=["own", "demand"])
@pytest.mark.parametrize(
    ("on", "red"),
    [("12-31", False), ("2019-01-01", False), ("2019-03-31", False), ("2019-04-01", True)],
)
def test_a_last_day_of_the_next_year_is_not_red_on_the_first_of_january(written: WorkPoint, on: str, red: bool) -> None:  # noqa: FBT001 - drawn
    seen = look(plan(written), report("12-20", 60), on=on)
    assert (seen.point().light == "red") is red
    assert "year_closing" not in seen.why


def test_what_one_lead_owes_in_the_spring_keeps_no_other_lead_from_being_late() -> None:
    theirs = replace(NEXT_YEAR, owed_by="", owers=(EDUCATION,))
    written = plan(point("1", (OFFICE, EDUCATION), (), (), theirs))
    half = report("12-20", 60, EDUCATION)
    assert look(written, half, on="2019-01-01").point().light == "red"
    assert look(written, half, report("12-20", 100), on="2019-01-01").point().light == "green"
    proposed = [fault.unit for fault in point_not_done(judged(written, half, report("12-20", 60), on="2019-01-01"))]
    assert proposed == [OFFICE]


def test_it_is_yellow_as_its_day_comes_near_though_the_year_is_over() -> None:
    written = plan(SPRING)
    assert look(written, report("12-20", 60), on="2019-02-20").why == []
    assert look(written, report("12-20", 60), on="2019-03-02").why == ["point_due_soon"]


def test_what_is_reported_in_the_spring_counts_and_so_does_what_the_office_says_of_it() -> None:
    late = report("2019-02-10", 100)
    assert look(plan(SPRING), late, on="2019-02-11").point().status == "done"
    assert look(plan(SPRING), late, verify("2019-02-12"), on="2019-03-11").point().status == "verified"
    again = (late, send_back("2019-02-12"), report("2019-03-01", 100))
    assert look(plan(SPRING), *again, on="2019-03-11").point().status == "done"


def test_a_leap_day_is_a_last_day_like_any() -> None:
    written = replace(plan(replace(point(), due=day("2020-02-29"))), year=2020, issued=day("2020-01-10"))
    assert look(written, on="2020-02-29", at="23:59").point().light == "yellow"
    assert look(written, on="2020-03-01").point().light == "red"


@pytest.mark.parametrize("on", ["12-31", "2019-01-01", "2019-06-01"])
def test_what_never_ends_is_never_red_for_the_year(on: str) -> None:
    seen = look(plan(ONGOING), report("12-01", 60), on=on)
    assert seen.point().light == "green"
    assert seen.overview.summary.ongoing == 1
    assert seen.overview.summary.in_progress == 0


def test_what_never_ends_is_red_where_an_item_of_it_is_late() -> None:
    monthly = Duty("1.1", "按月公开", every="month")
    seen = look(plan(replace(ONGOING, duties=(monthly,))), report("08-01", 60), on="09-20")
    assert seen.why == ["item_overdue"]


def test_what_never_ends_is_reported_on_each_quarter() -> None:
    """silent_days is 90."""
    year = judged(plan(ONGOING), report("08-01", 100), on="10-29")
    (one,) = _asked(year)
    assert (one.kind, one.key, one.due and one.due.date(), one.is_overdue) == ("report", "进展/1", day("10-30"), False)
    assert judged(plan(ONGOING), report("08-01", 100), on="10-30").point("1").light == "yellow", "even at 100 %"
    assert not _asked(judged(plan(ONGOING), report("12-01", 60), on="12-20")), "not in the next year"
    assert not _asked(judged(plan(ONGOING), report("08-01", 60), on="2019-01-05")), "nor once the year is over"


def _asked(year: Year) -> list[Owed]:
    return [one for one in owed(year) if one.kind in {"point", "report"}]


def test_what_never_ends_is_closed_by_the_office_however_far_it_is() -> None:
    seen = look(plan(ONGOING), report("12-01", 60), verify("12-28"), on="2019-01-05")
    assert (seen.point().status, seen.point().percent) == ("verified", 60)
    again = look(plan(ONGOING), report("12-01", 60), verify("12-28"), report("12-30", 70), on="12-31")
    assert again.point().status == "in_progress"


def test_what_never_ends_is_in_no_share() -> None:
    other = replace(point("2"), lead=(EDUCATION,))
    done = (report("08-01", 100, EDUCATION, "2"), report("08-01", 30))
    summary = judged(plan(ONGOING, other), *done, on="09-01").overview.summary
    assert (summary.points, summary.done, finished_share(summary).value) == (2, 1, "100%")


def test_faults_wait_for_the_points_own_last_day() -> None:
    def found(written: WorkPoint, on: str) -> list[str]:
        year = judged(plan(written), report("08-01", 60), on=on)
        return [fault.reason for fault in point_not_done(year)]

    assert found(DUE, "09-30") == []
    assert "到完成时限2018年9月30日未办结（报到60%）" in found(DUE, "10-01")[0]
    assert found(SPRING, "2019-03-31") == []
    assert "2019年3月31日" in found(SPRING, "2019-04-01")[0]
    assert found(ONGOING, "2019-04-01") == []
    assert "到2018年底" in found(point(), "2019-01-01")[0]


def test_a_lead_that_never_reported_is_told_so_from_the_first_day_after() -> None:
    year = judged(plan(DUE), on="10-01")
    assert [fault.unit for fault in point_no_report(year)] == [OFFICE]
    late = judged(plan(replace(DUE, lead=())), assign("09-20", OFFICE, "1", "lead"), on="10-01")
    assert not list(point_no_report(late)), "ten days are too few to begin in"


def test_due_tells_the_points_own_day() -> None:
    year = judged(plan(DUE, replace(point("2"), due=day("2019-03-31"))), on="09-20")
    assert [(one.key, one.due and one.due.date()) for one in falling(year, 30)] == [("要点/1", day("09-30"))]


def test_a_point_that_was_put_off_keeps_its_first_day_told() -> None:
    put_off = extension("09-30", "10-31", "09-30")
    seen = look(plan(DUE), put_off, on="10-31")
    state = seen.point()
    assert (state.light, state.due, state.put_off) == ("yellow", day("10-31"), day("09-30"))
    assert look(plan(DUE), put_off, on="11-01").point().light == "red"
    assert look(plan(DUE), extension("10-01", "10-31", "09-30"), on="10-20").point().light == "red", "given too late"


def test_an_item_that_was_put_off() -> None:
    by = Duty("1.1", "9月底前", by=day("09-30"))
    written = plan(point("1", (OFFICE,), (), (), by))
    twice = (extension("09-10", "10-15", "09-30", "1.1"), extension("09-20", "10-31", "09-30", "1.1"))
    item = look(written, *twice, on="10-31").item("1.1")
    assert (item.status, item.due and item.due.date(), item.put_off) == ("pending", day("10-31"), day("09-30"))
    assert look(written, *twice, on="11-01").item("1.1").status == "overdue"
    assert look(written, *twice, met("1.1", "10-20 10:00"), on="11-01").item("1.1").status == "met"


def test_a_demand_put_off_into_the_next_year_is_not_red_on_the_first_of_january() -> None:
    by = Duty("1.1", "年底前", by=day("12-31"))
    written = plan(point("1", (OFFICE,), (), (), by))
    put_off = extension("12-20", "2019-01-31", "12-31", "1.1")
    assert look(written, report("12-01", 90), put_off, on="2019-01-31").point().light != "red"
    assert look(written, report("12-01", 90), put_off, on="2019-02-01").point().light == "red"


def test_a_report_of_the_spring_is_no_error_where_the_point_runs_on() -> None:
    late = report("2019-02-10", 100)
    assert not [c for c in run_checks(judged(plan(SPRING), late, on="2019-02-11")) if c.level == "error"]
    assert [c.kind for c in run_checks(judged(plan(), late, on="2019-02-11")) if c.level == "error"] == ["outside_year"]
