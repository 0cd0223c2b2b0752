"""Nobody acquits itself: what is reported long after its last day, without evidence, waits for the office (待核)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from gongkai.plan.model import Duty, Target, Within
from tests.cli import run
from tests.deadlines.counter import Counter, the_county
from tests.domain.build import OFFICE, event, look, met, plan, point, reviewed, span

if TYPE_CHECKING:
    from pathlib import Path

LATE = "2018-11-30 09:00"
MAILBOX = "县政府信访局"
RUN = ("duty", "done", "20.1", "--from", "2018-07-25", "--to", "2018-11-14")
DAILY = plan(point("1", (OFFICE,), (), (), Duty("1.1", "一日一清单", every="workday")))
MONTHLY = plan(point("1", (OFFICE,), (), (), Duty("1.1", "按月公开", every="month")))
ROUSED = Duty("1.1", "48小时内", within=Within(hours=48), from_="舆情", owed_by="event")
SHARE = Duty("1.1", "力争80%以上", target=Target(at_least=Decimal(80), unit="%"))


@pytest.fixture
def county(tmp_path: Path) -> Counter:
    return the_county(tmp_path)


def of(county: Counter, duty: str, today: str = LATE) -> list[Any]:
    return [one for one in county.json("duty", "list", today=today) if one["duty"] == duty]


def proposed(county: Counter) -> Any:  # noqa: ANN401 - JSON
    found = county.json("deduct", "propose", "-u", MAILBOX, "--rule", "3.1", today=LATE)
    return next(one for one in found if one["cause"] == "duty_missed:20.1")


def test_a_run_typed_late_without_evidence_waits_for_the_office(county: Counter) -> None:
    told = run(*RUN, "--json", today=LATE, db=county.db, env={"GONGKAI_UNIT": MAILBOX})
    assert "其中77项过期15天以上才登记，没有佐证，待核实后计入" in told.err
    assert {(one["status"], one["review"], one["settlement"]) for one in told.json} == {("overdue", "waiting", "K2")}
    assert len(told.json) == 77
    before = proposed(county)
    assert before["count"] == 88, "the 11 that nobody reported, and the 77 that nobody has checked"
    assert "88项逾期未完成（其中77项单位已报，待核）" in before["reason"]
    (note,) = county.json("check", today=LATE)
    assert (note["kind"], note["level"], note["where"]) == ("unproved", "note", "K2")
    assert "县政府信访局 20.1 77项" in note["message"]
    assert "gongkai duty verify K2" in note["hint"]
    screen = county.do("status", today=LATE).out
    assert "核实补录事项    77" in screen
    assert "gongkai duty list --waiting" in screen
    assert len(county.json("duty", "list", "--waiting", today=LATE)) == 77
    assert "补录待核" in county.do("duty", "list", "--waiting", today=LATE).out


def test_what_the_office_has_checked_counts(county: Counter) -> None:
    county.do(*RUN, today=LATE)
    record = county.json("duty", "verify", "K2", "--note", "看过台账", "--by", "李主任", today=LATE)
    assert (record["status"], record["settlement"], record["by"], len(record["items"])) == (
        "verified",
        "K2",
        "李主任",
        77,
    )
    assert proposed(county)["count"] == 11
    assert "核实补录事项" not in county.do("status", today=LATE).out
    assert [one["kind"] for one in county.json("check", today=LATE)] == ["backdated"]
    assert "按期完成（补录，已核）" in county.do("duty", "list", "--point", "20", today=LATE).out
    county.refuses(3, "已核实", "duty", "verify", "K2", "--note", "再看", today=LATE)
    shown = county.json("show", "K2", today=LATE)
    assert [one["record"] for one in shown["history"]] == ["Settlement", "DutyReview"]
    assert county.json("audit", "verify")["ok"]


def test_what_the_office_sends_back_is_owed_as_before_and_the_unit_reads_why(county: Counter) -> None:
    county.do(*RUN, today=LATE)
    county.do("duty", "return", "20.1", "--reason", "网站上查不到", today=LATE)
    assert proposed(county)["count"] == 88
    assert "待核" not in proposed(county)["reason"]
    assert "11月30日已退回（网站上查不到）" in county.do("due", "-u", MAILBOX, today=LATE).out
    assert "已退回（网站上查不到）" in county.do("remind", "-u", MAILBOX, today=LATE).out
    assert "网站上查不到" in county.do("status", MAILBOX, today=LATE).out
    county.refuses(3, "已退回，还没有重报", "duty", "return", "K2", "--reason", "再退", today=LATE)
    county.refuses(3, "已退回，还没有重报", "duty", "verify", "K2", today=LATE)
    county.do(*RUN, "--evidence", "http://x.cn/qd.html", today=LATE)
    assert proposed(county)["count"] == 11
    assert {one["review"] for one in of(county, "20.1")[:77]} == {"reported"}
    county.do("duty", "return", "20.1/2018-08-01", "--reason", "那天没有", today=LATE)
    assert proposed(county)["count"] == 12, "one with an address may be sent back too"


def test_one_more_command_with_an_address_is_enough(county: Counter) -> None:
    county.do(*RUN, today=LATE)
    county.refuses(3, "待核", *RUN, today=LATE)
    due = county.do("due", "-u", MAILBOX, today=LATE).out
    assert "gongkai duty done 20.1 --from 2018-07-25 --to 2018-11-14 --evidence 佐证" in due
    assert "gongkai duty verify K2" in county.do("due", today=LATE).out
    one = county.json("duty", "done", "20.1/2018-08-01", "--evidence", "http://x.cn/1.html", today=LATE)
    assert (one["status"], one["review"], one["backdated"]) == ("met", "reported", True)
    county.do(*RUN, "--evidence", "http://x.cn/qd.html", today=LATE)
    assert county.json("duty", "list", "--waiting", today=LATE) == []


@pytest.mark.parametrize(("today", "review"), [("2018-09-15 09:00", "reported"), ("2018-09-16 09:00", "waiting")])
def test_an_item_alone_is_typed_late_from_the_sixteenth_day(county: Counter, today: str, review: str) -> None:
    """8.1 of August falls due on the 31st."""
    one = county.json("duty", "done", "8.1/2018-08", "--date", "2018-08-30", today=today)
    assert (one["review"], one["status"]) == (review, "met" if review == "reported" else "overdue")


def test_a_unit_s_machine_is_told_that_checking_is_the_office_s(county: Counter) -> None:
    county.do(*RUN, today=LATE)
    told = run("duty", "verify", "K2", today=LATE, db=county.db, env={"GONGKAI_UNIT": MAILBOX})
    same = run("progress", "verify", "20", "--note", "x", today=LATE, db=county.db, env={"GONGKAI_UNIT": MAILBOX})
    assert told.code == 3 or "由县政府办公室办理" in told.err
    assert same.code in (2, 3)


def test_what_cannot_be_looked_at_is_refused(county: Counter) -> None:
    county.refuses(3, "还没有登记办结", "duty", "verify", "8.1/2018-08", today=LATE)
    county.refuses(2, "办结登记", "duty", "verify", "K99", today=LATE)
    county.do("duty", "cancel", "35.1/县教育局", "--reason", "去年已编制", today=LATE)
    county.refuses(3, "已取消", "duty", "return", "35.1/县教育局", "--reason", "x", today=LATE)
    county.do(*RUN, today=LATE)
    county.refuses(2, "早于 K3 的办结日期", "duty", "verify", "K3", "--note", "x", "--date", "2018-11-01", today=LATE)
    county.refuses(2, "--reason", "duty", "return", "K3", "--reason", " ", today=LATE)


def test_what_is_unproved_is_checked_on_a_stated_ground(county: Counter) -> None:
    county.do(*RUN, today=LATE)
    told = county.refuses(3, "没有提供佐证", "duty", "verify", "K2", today=LATE)
    assert "--note" in told.err
    county.do("duty", "verify", "K2", "--note", "看过台账", today=LATE)
    for act in (("verify", "--note", "x"), ("return", "--reason", "x")):
        county.refuses(3, "20.1 没有待核的事项", "duty", act[0], "20.1", *act[1:], today=LATE)


def test_a_wrong_return_is_made_void(county: Counter) -> None:
    county.do(*RUN, today=LATE)
    county.do("duty", "verify", "K2", "--note", "看过台账", today=LATE)
    county.do("duty", "return", "K2", "--reason", "点错了", today=LATE)
    county.do("void", "Q4", "--reason", "点错了", today=LATE)
    assert {one["review"] for one in of(county, "20.1")[:77]} == {"verified"}


def test_each_item_of_a_run_is_judged_by_its_own_day() -> None:
    seen = look(DAILY, span("1.1", "08-01", "08-31", evidence=()), on="09-01").items
    states = {item.id[-5:]: item.review for item in seen if item.id[4:].startswith("2018-08")}
    assert (states["08-15"], states["08-16"], states["08-31"]) == ("waiting", "reported", "reported")
    assert all(item.status == ("overdue" if item.waits else "met") for item in seen if item.review)


def test_with_evidence_it_counts_and_bears_its_mark() -> None:
    item = look(MONTHLY, met("1.1/2018-08", "08-30 10:00", typed="10-01"), on="10-02").item("1.1/2018-08")
    assert (item.status, item.review, item.typed_late) == ("met", "reported", True)


def test_a_clock_of_hours_is_judged_by_its_day() -> None:
    of_clock = plan(point("1", (OFFICE,), (), (), ROUSED))
    begun = event("09-01 08:00", "1.1")
    for typed, review in (("09-18", "reported"), ("09-19", "waiting")):
        done = met(f"1.1/{begun.id}", "09-02 08:00", evidence=(), typed=typed)
        assert look(of_clock, begun, done, on="10-01").items[0].review == review


def test_a_quantity_without_a_date_is_never_late() -> None:
    share = plan(point("1", (OFFICE,), (), (), SHARE))
    item = look(share, met("1.1", "08-30 10:00", 85, evidence=(), typed="12-01"), on="12-02").items[0]
    assert (item.status, item.review) == ("met", "reported")


def test_a_value_that_falls_short_is_taken_at_its_word() -> None:
    by = replace(SHARE, by=span("1.1", "08-31", "08-31").day)
    share = plan(point("1", (OFFICE,), (), (), by))
    item = look(share, met("1.1", "08-30 10:00", 60, evidence=(), typed="12-01"), on="12-02").items[0]
    assert (item.status, item.review, item.value) == ("overdue", "reported", Decimal(60))


def test_what_waits_does_not_stand_in_the_way_of_what_counts() -> None:
    proved = met("1.1/2018-08", "08-30 10:00", typed="08-30")
    bare = met("1.1/2018-08", "08-31 10:00", evidence=(), typed="10-01")
    item = look(MONTHLY, proved, bare, on="10-02").item("1.1/2018-08")
    assert (item.status, item.review) == ("met", "reported")


def test_a_return_ends_all_that_was_said_before_it_and_nothing_later() -> None:
    first, second = (met("1.1/2018-08", f"08-{day} 10:00", typed=f"08-{day}") for day in (29, 30))
    back = reviewed("10-01", "returned", "1.1/2018-08", note="打不开")
    seen = look(MONTHLY, first, second, back, on="10-02").item("1.1/2018-08")
    assert (seen.status, seen.review, seen.done) == ("overdue", "returned", None)
    assert seen.report is not None
    assert seen.report.reason == "打不开"
    assert look(MONTHLY, first, second, back, on="09-30").item("1.1/2018-08").status == "met", "not yet sent back"
    again = met("1.1/2018-08", "08-30 10:00", typed="10-03")
    assert look(MONTHLY, first, second, back, again, on="10-04").item("1.1/2018-08").status == "met"


def test_a_returned_item_stands_among_what_the_office_has_to_chase(county: Counter) -> None:
    county.do(*RUN, today=LATE)
    county.do("duty", "return", "K2", "--reason", "网址打不开", today=LATE)
    assert "催退回的事项" in county.do("status", today=LATE).out
    county.do(*RUN, "--evidence", "http://x.cn/qd.html", today=LATE)
    assert "催退回的事项" not in county.do("status", today=LATE).out


def test_the_advice_keeps_the_day_that_was_given_after_a_return_too(county: Counter) -> None:
    told = county.do("duty", "done", "8.1/2018-08", "--date", "2018-08-30", today=LATE).err
    again = ("duty", "done", "8.1/2018-08", "--date", "2018-08-30", "--evidence", "http://x.cn/1.html")
    assert f"gongkai {' '.join(again[:-1])} 佐证" in told
    county.do("duty", "return", "8.1/2018-08", "--reason", "打不开", today=LATE)
    (one,) = [county.json(*again, today=LATE)]
    assert (one["status"], one["done"][:10]) == ("met", "2018-08-30")


def test_what_a_unit_catches_up_on_is_one_line(county: Counter) -> None:
    county.do("progress", "add", "2-5", "-u", "jyj", "--percent", "60", "--date", "2018-09-01", today=LATE)
    told = ("--summary", "查了栏目", "--finding", "栏目空白｜清理｜王芳｜2018-11-01")
    county.do("selfcheck", "add", "-u", "jyj", *told, "--date", "2018-10-08", today="2018-11-29 09:00")
    county.do("finding", "rectify", "F7", "--note", "已清理", "--date", "2018-10-20", today=LATE)
    county.do("inspect", "add", "--kind", "专项督查", "-u", "czj", "--date", "2018-11-01", today=LATE)
    county.do("finding", "add", "-u", "czj", "--problem", "目录未编", "--date", "2018-11-02", today=LATE)
    ids = [row["where"] for row in county.json("check", today=LATE)]
    assert ids == ["P2", "P3", "P4", "P5", "S6", "F7", "T8", "N9", "F10"], "the data has every one"
    seen = county.do("check", today=LATE).out
    line = "补录：县教育局7条，日期 2018-09-01 至 2018-10-20，登记于 2018-11-29 至 2018-11-30"
    assert line in seen
    assert "逐条列出：gongkai check --all" in seen
    assert "补录：日期 2018-11-02，登记于 2018-11-30" in seen, "one alone is told as it is"
    assert "提示3条" in seen
    whole = county.do("check", "--all", today=LATE).out
    assert "提示9条" in whole
    assert "补录：县教育局" not in whole


def test_an_item_that_one_unit_owes_is_its_own_whoever_typed_it(county: Counter) -> None:
    items = ("8.1/2018-08", "8.1/2018-09")
    county.do("duty", "done", *items, "--date", "2018-11-02", "--evidence", "威国资〔2018〕9号", today=LATE)
    assert "补录：县国资办2条，日期 2018-11-02，登记于 2018-11-30" in county.do("check", today=LATE).out
