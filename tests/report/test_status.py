"""The dashboard says what the ledger says, counted again by hand; and says it in a few lines."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from gongkai.duty.due import falling, gathered
from gongkai.papers.columns import which_points
from gongkai.papers.document import Chart, Paragraph, Section
from gongkai.progress.papers import own_section, status_document
from tests.report.build import (
    EDUCATION,
    FINANCE,
    OFFICE,
    PARTY,
    UNITS,
    XINDIAN,
    YANLING,
    Book,
    a_busy_autumn,
    blocks_of,
    day,
    plan,
    tables,
    words,
)

if TYPE_CHECKING:
    from gongkai.papers.document import Document
    from gongkai.year import Year

POINT_KEYS = {
    "no", "title", "chapter", "section", "lead", "responsible", "unresolved", "units", "reported",
    "responsible_done", "responsible_units", "status", "percent", "light", "due", "updated",
}  # fmt: skip
SUMMARY_KEYS = {
    "points", "not_started", "in_progress", "done", "verified", "overdue", "units", "self_inspected", "open_findings",
}  # fmt: skip


def dashboard(year: Year, unit: str = "", light: str = "") -> Document:
    chosen = [s for s in year.overview.points if not unit or year.roster.on(s.point.no, unit)]
    chosen = [s for s in chosen if not light or s.light == light]
    return status_document(year, chosen=chosen, unit=unit)


def data_of(document: Document) -> dict[str, Any]:
    return cast("dict[str, Any]", document.data)


def reasons(document: Document) -> list[object]:
    table = tables(document).get("attention")
    return [row[3].value for row in table.rows] if table else []


def test_scripts_find_the_promised_keys() -> None:
    data = data_of(dashboard(a_busy_autumn().year(day("11-05"))))
    assert data["plan"] == {
        "year": 2018,
        "title": "威远县2018年政务公开工作要点",
        "number": "威府办函〔2018〕46号",
        "as_of": date(2018, 11, 5),
    }
    assert set(data["summary"]) > set(SUMMARY_KEYS)
    assert all(set(point) >= POINT_KEYS for point in data["points"])
    first = data["points"][0]
    assert first["lead"] == [OFFICE, FINANCE]
    assert first["responsible"] == ["各镇人民政府", "有关单位"]
    assert first["unresolved"] == ["有关单位"]
    assert (first["percent"], first["status"], first["updated"]) == (80, "in_progress", day("09-10"))


def test_the_morning_after_the_notice_nothing_is_late_and_no_column_is_empty() -> None:
    document = dashboard(Book().year(day("07-25")))
    names = [column.name for column in tables(document)["points"].columns]
    assert "报告" not in names
    assert "期限" in names
    assert "没有红灯和黄灯。最近的期限是8月31日，要点2，县财政局。" in words(document)


def test_what_is_overdue_comes_first_with_point_unit_what_and_day() -> None:
    rows = tables(dashboard(a_busy_autumn().year(day("11-05"))))["attention"].rows
    assert [[cell.value for cell in row] for row in rows[:4]] == [
        ["红（逾期）", "2", FINANCE, "应办事项逾期3项", day("08-31")],
        ["黄（预警）", "3", YANLING, "责任单位问题整改逾期（F7）", day("10-15")],
        ["红（逾期）", "2", FINANCE, "牵头单位问题整改逾期（F10）", day("10-20")],
        ["红（逾期）", "3", f"{YANLING}等2个", "应办事项逾期2项", day("10-31")],
    ], "what is late longest, items and findings alike, whether the light of their point is red already or not"


def test_a_paper_opens_with_what_is_urgent_and_names_all_units_and_points() -> None:
    year = a_busy_autumn().year(day("11-05"))
    whole = status_document(year, chosen=year.overview.points, whole=True)
    parts = [block for block in whole.blocks if isinstance(block, Section)]
    assert [part.title for part in parts] == ["先看这里", "各要点"], "each is a sheet of a workbook"
    assert not [block for block in whole.blocks if not isinstance(block, Section | Paragraph)]
    said = [str(cell.value) for row in tables(whole)["attention"].rows for cell in row]
    said += [str(cell.value) for row in tables(whole)["waiting"].rows for cell in row]
    assert not [each for each in said if re.search("等[0-9]+个", each)]


def test_each_chapter_has_a_bar_of_its_points_and_their_mean() -> None:
    year = a_busy_autumn().year(day("11-05"))
    (chart,) = (block for block in blocks_of(dashboard(year)) if isinstance(block, Chart))
    of = {title: [s for s in year.overview.points if s.point.chapter == title] for title in chart.categories}
    assert sum(map(len, of.values())) == len(year.overview.points)
    for at, states in enumerate(of.values()):
        count = Counter(state.status for state in states)
        started = count["in_progress"] + count["returned"]
        told = {series.name: series.values[at] for series in chart.series}
        assert told == {
            "已销号": count["verified"],
            "已办结": count["done"],
            "推进中": started,
            "未启动": count["not_started"],
        }
        tiles = words(dashboard(year))
        places = [tiles.index(f"{name} ") for name in told]
        assert places == sorted(places), "the order of the headline figures"
        assert chart.notes[at] == f"平均{sum(state.percent for state in states) // len(states)}%"
    some = (dashboard(year, YANLING), dashboard(year, light="red"))
    assert not [block for each in some for block in blocks_of(each) if isinstance(block, Chart)], (
        "of a part it says nothing"
    )


def test_an_overdue_finding_on_no_point_is_there_with_no_light_of_a_point() -> None:
    book = Book()
    late = book.finding(XINDIAN, day("08-01"), day("08-05"))
    rows = tables(dashboard(book.year(day("08-10"))))["attention"].rows
    assert [cell.value for cell in rows[0]] == ["逾期", "—", XINDIAN, f"问题整改逾期（{late.id}）", day("08-05")]


def test_yellow_lights_do_not_push_out_what_is_overdue_nor_is_one_line_announced() -> None:
    book = Book()
    for number in range(7):
        book.finding(XINDIAN, day("08-01"), day(f"08-{number + 1:02}"), point="4")
    document = dashboard(book.year(day("10-20")))
    told = [row[3].value for row in tables(document)["attention"].rows]
    assert sum("问题整改逾期" in str(what) for what in told) >= 5
    assert "另有1" not in words(document)
    assert "逾期问题 7" in words(document)


def test_the_unit_that_an_event_was_opened_for_owes_it_and_is_named() -> None:
    rows = tables(dashboard(a_busy_autumn().year(day("11-05"))))["attention"].rows
    assert rows[1][2].value != OFFICE, "要点3 is the office's, its items are the towns'"


def test_what_many_points_share_is_one_line() -> None:
    document = dashboard(Book().year(day("12-15")))
    rows = tables(document)["attention"].rows
    shared = [row for row in rows if row[2].value == "各牵头单位"]
    assert ["1、4", "印发30日后仍未启动"] in [[row[1].value, row[3].value] for row in shared]


def test_never_more_than_eight_lines_and_the_rest_is_counted() -> None:
    book = Book()
    for number in range(19):
        book.finding(FINANCE, day("08-01"), day(f"08-{number % 9 + 1:02}"), point="2")
    document = dashboard(book.year(day("08-20")))
    assert len(tables(document)["attention"].rows) == 8
    assert "另有11行没有列出" in words(document)


def test_a_unit_sees_its_own_role_and_percent() -> None:
    document = dashboard(a_busy_autumn().year(day("11-05")), FINANCE)
    data = data_of(document)
    assert [point["role"] for point in data["points"]] == ["lead", "lead"]
    assert data["points"][0]["own"] == {"percent": 60, "status": "in_progress", "updated": day("09-10")}
    assert data["points"][0]["percent"] == 80
    assert tables(document)["points"].rows[0][2].value == "牵头单位"
    assert "承担要点 2" in words(document)
    assert "未销号问题 1" in words(document)


def own(year: Year, unit: str) -> Document:
    """Return a unit's dashboard as the command shows it: opened by what the unit itself must see to."""
    lines = gathered(falling(year, 30, unit), unit)
    mine = [line for line in lines if any(unit in units for units in line.owing)]
    first = own_section(year, mine, 30, unit)
    chosen = [s for s in year.overview.points if year.roster.on(s.point.no, unit)]
    return status_document(year, chosen=chosen, unit=unit, first=first)


def test_a_unit_sees_its_own_late_finding_and_not_those_of_others() -> None:
    book = Book()
    book.finding(XINDIAN, day("08-01"), day("08-05"), point="4")
    year = book.year(day("08-10"))
    assert "逾期5天" in [row[1].value for row in tables(own(year, XINDIAN))["attention"].rows]
    assert "逾期5天" not in words(own(year, YANLING))


def test_a_unit_with_nothing_of_its_own_to_do_is_told_so() -> None:
    year = Book().year(day("08-06"))
    assert "30天内没有要办的事项，也没有逾期。" in words(own(year, YANLING))


def test_a_unit_on_no_point_is_told_so_in_words() -> None:
    document = dashboard(Book().year(day("08-01")), PARTY)
    assert "没有符合条件的要点。" in words(document)
    assert data_of(document)["points"] == []
    assert data_of(document)["summary"]["points"] == 0


def test_the_figures_of_a_unit_are_of_its_points_and_the_light_is_the_points() -> None:
    document = dashboard(a_busy_autumn().year(day("11-05")), FINANCE)
    summary = data_of(document)["summary"]
    assert set(summary) > set(SUMMARY_KEYS)
    assert (summary["points"], summary["overdue"], summary["units"], summary["open_findings"]) == (2, 1, 1, 1)
    assert "要点灯" in [column.name for column in tables(document)["points"].columns]
    assert {"要点红灯 1", "逾期问题 1", "逾期事项 3"} <= set(words(document).splitlines())


def test_a_unit_whose_point_is_red_for_others_is_not_told_that_nothing_is_late() -> None:
    year = a_busy_autumn().year(day("11-05"))
    said = words(own(year, OFFICE))
    assert "要点红灯 1" in said
    assert "逾期事项 0" in said


def test_a_filter_lists_less_and_sums_the_whole() -> None:
    document = dashboard(a_busy_autumn().year(day("11-05")), light="red")
    assert [point["no"] for point in data_of(document)["points"]] == ["2", "3"]
    assert data_of(document)["summary"]["points"] == 4
    assert "共4个要点，以上列出2个。" in words(document)
    assert {"要点 2", "红灯 2"} <= set(words(document).splitlines()), "the figures are of the rows shown"


def test_a_filter_counts_the_overdue_items_of_the_points_shown() -> None:
    year = a_busy_autumn().year(day("11-05"))
    for numbers, late in ((("2",), 3), (("3",), 2), (("1", "2", "3", "4"), 5), (("1", "4"), 0)):
        chosen = [state for state in year.overview.points if state.point.no in numbers]
        assert f"逾期事项 {late}" in words(status_document(year, chosen=chosen)).splitlines()


def test_a_filter_counts_what_is_a_units_own_of_the_points_shown() -> None:
    """Whose points are all shown is told of what belongs to none, too."""
    book = a_busy_autumn()
    book.finding(FINANCE, day("08-01"), day("08-05"))
    year = book.year(day("11-05"))
    held = [state for state in year.overview.points if year.roster.on(state.point.no, FINANCE)]
    (red,) = (state for state in held if state.light == "red")
    (other,) = (state for state in held if state is not red)
    for chosen, told in (
        ([red], {"列出要点 1", "要点红灯 1", "未销号问题 1", "逾期问题 1", "逾期事项 3"}),
        ([other], {"列出要点 1", "要点红灯 0", "未销号问题 0", "逾期问题 0", "逾期事项 0"}),
        (held, {"承担要点 2", "要点红灯 1", "未销号问题 2", "逾期问题 2", "逾期事项 3"}),
    ):
        assert told <= set(words(status_document(year, chosen=chosen, unit=FINANCE)).splitlines())


def test_unnamed_units_are_one_quiet_line_that_goes_once_all_are_named() -> None:
    assert "待明确：4个要点的责任单位里有统称“有关单位”" in words(dashboard(Book().year(day("08-01"))))
    bare = replace(plan(), points=tuple(replace(p, responsible=("各镇人民政府",)) for p in plan().points))
    assert "待明确" not in words(dashboard(Book(bare).year(day("08-01"))))


def test_what_the_office_checks_itself_is_marked() -> None:
    book = Book()
    for unit in (OFFICE, FINANCE):
        book.progress("1", unit, 100, day("08-01"))
        book.review("1", unit, "verified", day("08-02"))
    assert "本办自核：要点1由考核组织单位牵头" in words(dashboard(book.year(day("08-05"))))


def test_points_in_running_text_are_named_shortly_and_runs_are_told_as_such() -> None:
    order = [str(no) for no in range(1, 42)]
    assert which_points(["1", "2", "12", "25", "26", "27"], order) == "要点1、2、12、25—27"
    assert which_points([], order) == ""
    assert which_points(order[::2], order).count("要点") == 1


def test_a_year_that_is_over_says_up_to_when_its_handling_counts() -> None:
    said = words(dashboard(a_busy_autumn().year(date(2019, 3, 1))))
    assert "截至2018年12月31日（年度已结束，核实、整改、扣分截至2019年3月1日）" in said
    said = words(dashboard(a_busy_autumn().year(date(2019, 3, 1), date(2019, 2, 1))))
    assert "办理截至2019年2月1日" in said


REPORTS = st.lists(
    st.tuples(
        st.sampled_from(["1", "2", "3", "4"]),
        st.sampled_from(UNITS),
        st.integers(0, 100),
        st.dates(date(2018, 7, 25), date(2018, 12, 31)),
    ),
    max_size=25,
)


@given(reports=REPORTS, found=st.lists(st.sampled_from(UNITS), max_size=5), own=st.lists(st.sampled_from(UNITS)))
@settings(max_examples=60, deadline=None)
def test_the_summary_is_what_anyone_counts_from_its_points(
    reports: list[tuple[str, str, int, date]], found: list[str], own: list[str]
) -> None:
    book = Book()
    for report in sorted(reports, key=lambda report: report[3]):
        book.progress(*report)
    for unit in found:
        book.finding(unit, day("08-01"))
    for unit in own:
        book.selfcheck(unit, day("08-02"))
    year = book.year(day("12-31"))
    data = data_of(dashboard(year))
    summary, points = data["summary"], data["points"]
    status = Counter(point["status"] for point in points)
    assert {key: summary[key] for key in ("not_started", "in_progress", "done", "verified")} == {
        key: status[key] for key in ("not_started", "in_progress", "done", "verified")
    }
    assert summary["points"] == len(points) == 4
    assert summary["overdue"] == sum(point["light"] == "red" for point in points)
    assert summary["self_inspected"] == len(set(own))
    assert summary["open_findings"] == len(found)
    for point in points:
        latest = {u: (p, d) for no, u, p, d in sorted(reports, key=lambda r: r[3]) if no == point["no"]}
        seated = {unit: latest[unit] for unit in latest if year.roster.on(point["no"], unit)}
        assert point["percent"] == sum(seated.get(u, (0, None))[0] for u in point["lead"]) // len(point["lead"])
        assert point["reported"] == len(seated)
        assert point["updated"] == max((d for _, d in seated.values()), default=None)
        assert point["responsible_done"] == sum(p == 100 and u not in point["lead"] for u, (p, _) in seated.items())


def test_the_unit_of_a_county_school_leads_one_point() -> None:
    assert [p["no"] for p in data_of(dashboard(Book().year(day("08-01")), EDUCATION))["points"]] == ["4"]
