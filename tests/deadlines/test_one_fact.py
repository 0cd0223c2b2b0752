"""One fact is one entry: a report of 100 % and the dated items of its point, at the counter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.deadlines.counter import Counter, the_county

if TYPE_CHECKING:
    from pathlib import Path

URL = ("--evidence", "http://x.cn/1.html")


@pytest.fixture
def county(tmp_path: Path) -> Counter:
    """The 41 points of 2018: 9.1 is 县环保局's, 24.1 two leads' together, 39.1 the office's."""
    return the_county(tmp_path)


def _item(county: Counter, name: str, today: str = "2018-09-03 09:30") -> dict[str, Any]:
    found: list[dict[str, Any]] = county.json("duty", "list", today=today)
    return next(item for item in found if item["id"] == name)


def _point(county: Counter, no: str, today: str = "2018-09-03 09:30") -> dict[str, Any]:
    found: dict[str, Any] = county.json("status", no, today=today)["points"][0]
    return found


def test_a_report_of_a_hundred_per_cent_in_september_does_not_leave_it_red_in_the_new_year(county: Counter) -> None:
    told = county.do("progress", "add", "39", "-u", "县政府办", "--percent", "100", *URL)
    assert "一并登记办结：39.1 按期完成" in told.err
    item = _item(county, "39.1")
    assert (item["status"], item["done"][:10]) == ("met", "2018-09-03")
    assert _point(county, "39", "2019-01-05 09:00")["light"] == "green"


def test_the_item_is_met_on_the_day_of_the_report(county: Counter) -> None:
    county.do("progress", "add", "39", "-u", "县政府办", "--percent", "100", "--date", "2018-08-30", *URL)
    assert _item(county, "39.1")["done"][:10] == "2018-08-30"


def test_items_none_leaves_them_open(county: Counter) -> None:
    made = county.json("progress", "add", "39", "-u", "县政府办", "--percent", "100", "--items", "none", *URL)
    assert made["items"] == []
    assert _item(county, "39.1")["status"] == "pending"
    county.refuses(
        2, "--items 不能写“39.1”", "progress", "add", "39", "-u", "县政府办", "--percent", "9", "--items", "39.1"
    )


def test_what_several_leads_owe_together_is_met_once_all_have_finished(county: Counter) -> None:
    first = county.json("progress", "add", "24", "-u", "县电子政务办", "--percent", "100", *URL)
    assert first["items"] == []
    assert county.json("progress", "add", "24", "-u", "县政府办", "--percent", "99", *URL)["items"] == []
    last = county.json("progress", "add", "24", "-u", "县政府办", "--percent", "100", *URL)
    assert last["items"] == ["24.1"]


def test_a_responsible_unit_and_another_lead_settle_nothing(county: Counter) -> None:
    for no, unit in (("35", "教育局"), ("9", "县发改局")):
        assert county.json("progress", "add", no, "-u", unit, "--percent", "100", *URL)["items"] == []


def test_an_older_report_typed_later_settles_nothing_where_the_unit_has_fallen_back(county: Counter) -> None:
    county.do("progress", "add", "39", "-u", "县政府办", "--percent", "60", "--date", "2018-09-02")
    late = ("progress", "add", "39", "-u", "县政府办", "--percent", "100", "--date", "2018-08-30", *URL)
    assert county.json(*late)["items"] == []


def test_an_item_done_is_the_report_of_the_point_whose_only_demand_it_is(county: Counter) -> None:
    told = county.do("duty", "done", "9.1", *URL)
    assert "一并登记进展100%：县环保局" in told.err
    point = _point(county, "9")
    assert (point["status"], point["percent"]) == ("in_progress", 14), "one lead of seven"
    county.do("duty", "done", "39.1", "--date", "2018-08-30", *URL)
    point = _point(county, "39")
    assert (point["status"], point["percent"], point["updated"]) == ("done", 100, "2018-08-30")


def test_where_nobody_is_named_no_report_is_given_for_several_leads(county: Counter) -> None:
    """Point 24 has two leads: the item they owe together is met, and what each has done it says itself."""
    done = county.json("duty", "done", "24.1", *URL)
    assert (done["status"], done["reports"]) == ("met", [])
    assert _point(county, "24")["status"] == "not_started"
    county.do("progress", "add", "11", "-u", "县经科局", "--percent", "40")
    assert county.json("duty", "done", "11.1", *URL)["reports"] == []
    assert _point(county, "11")["status"] == "in_progress"


def test_a_responsible_unit_is_told_what_it_still_owes_by_a_day(county: Counter) -> None:
    """Point 35 asks each responsible unit for its catalogue (35.1): a report is not the catalogue."""
    said = county.do("progress", "add", "35-36", "-u", "县教育局", "--percent", "100", *URL).err
    assert "注意：35.1/县教育局 还没有登记办结，报进展不算；办结了的：gongkai duty done 35.1/县教育局" in said
    assert "35.1" not in county.do("progress", "add", "35", "-u", "县财政局", "--percent", "90", *URL).err
    assert (
        "还没有登记办结" not in county.do("progress", "add", "39", "-u", "县政府办公室", "--percent", "100", *URL).err
    )
    county.do("duty", "done", "35.1/县教育局", *URL)
    assert "还没有登记办结" not in county.do("progress", "add", "35", "-u", "县教育局", "--percent", "100", *URL).err


def test_a_point_with_another_demand_is_not_finished_by_one_item(county: Counter) -> None:
    assert county.json("duty", "done", "8.1/2018-08", *URL)["reports"] == []
    assert _point(county, "8")["status"] == "not_started"


def test_a_report_sent_back_takes_its_items_with_it_and_back_again(county: Counter) -> None:
    county.do("progress", "add", "39", "-u", "县政府办", "--percent", "100", *URL)
    returned = county.json("progress", "return", "39", "-u", "县政府办", "--reason", "打不开")
    assert (_item(county, "39.1")["status"], _item(county, "39.1")["review"]) == ("pending", "returned")
    county.do("void", returned["id"], "--reason", "退错了")
    assert _item(county, "39.1")["status"] == "met"
    assert _point(county, "39")["status"] == "done"


def test_an_item_sent_back_takes_its_report_with_it(county: Counter) -> None:
    county.do("duty", "done", "39.1", *URL)
    assert "（县政府办公室要点39）也已退回" in county.do("duty", "return", "39.1", "--reason", "打不开").err
    assert (_point(county, "39")["status"], _point(county, "39")["percent"]) == ("in_progress", 99)
    county.do("progress", "add", "39", "-u", "县政府办", "--percent", "100", *URL)
    assert (_item(county, "39.1")["status"], _point(county, "39")["status"]) == ("met", "done")


@pytest.mark.parametrize(
    "act", [("progress", "add", "39", "-u", "县政府办", "--percent", "100"), ("duty", "done", "39.1")]
)
def test_what_was_one_entry_is_made_void_as_one(county: Counter, act: tuple[str, ...]) -> None:
    made = county.json(*act, *URL)
    voided = county.json("void", made.get("settlement") or made["id"], "--reason", "误填")
    assert len(voided) == 2
    assert _item(county, "39.1")["status"] == "pending"
    assert _point(county, "39")["status"] == "not_started"


def test_what_waits_to_be_checked_is_told_and_checked_with_the_report(county: Counter) -> None:
    """Typed long after its last day and without evidence, it meets nothing until the office has looked."""
    late = "2019-02-20 09:00"
    told = county.do("progress", "add", "39", "-u", "县政府办", "--percent", "100", "--date", "2018-12-30", today=late)
    assert "39.1 补录待核" in told.err
    assert _point(county, "39", late)["light"] == "red"
    county.do("progress", "verify", "39", "-u", "县政府办", "--note", "看过", today=late)
    assert (_point(county, "39", late)["status"], _item(county, "39.1", late)["status"]) == ("verified", "met")


def test_an_item_checked_late_finishes_its_point(county: Counter) -> None:
    late = "2019-02-20 09:00"
    assert county.json("duty", "done", "39.1", "--date", "2018-12-30", today=late)["reports"] == []
    assert "一并登记进展100%" in county.do("duty", "verify", "39.1", "--note", "看过", today=late).err
    assert _point(county, "39", late)["status"] == "done"


def test_an_item_made_up_for_after_the_year_leaves_the_point_as_the_year_ended(county: Counter) -> None:
    late = "2019-01-10 09:00"
    assert county.json("duty", "done", "39.1", *URL, today=late)["reports"] == []
    assert _point(county, "39", late)["status"] == "not_started"
