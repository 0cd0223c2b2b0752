"""Last days at the counter: put off, of the next year, of a point itself, and points that never end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.deadlines.counter import Counter, opened
from tests.plans import SMALL_PLAN

if TYPE_CHECKING:
    from pathlib import Path

PLAN = (
    SMALL_PLAN.replace(
        "            lead: [教育局]\n            responsible: [各镇人民政府]\n",
        "            lead: [教育局]\n            responsible: [各镇人民政府]\n            due: 2018-09-30\n"
        "            due_text: 9月底前\n",
        1,
    )
    .replace("            lead: [县网信办]\n", "            lead: [县网信办]\n            due: 2019-03-31\n", 1)
    .replace(
        "      - title: （二）舆情回应\n        points:\n",
        "      - title: （二）舆情回应\n        points:\n"
        "          - {id: 5, title: 长期任务, text: 长期坚持, lead: [教育局], ongoing: true, due_text: 长期坚持}\n",
        1,
    )
)


@pytest.fixture
def county(tmp_path: Path) -> Counter:
    """Return the small year, with a point due in September, one next March, and one that never ends."""
    return opened(tmp_path, PLAN)


def test_an_item_is_put_off_before_its_first_day_has_passed(county: Counter) -> None:
    act = ("duty", "extend", "1.2/东镇", "--due", "2019-01-31", "--reason", "汛期")
    said = county.do(*act, today="2018-12-31").err
    assert "已延期：1.2/东镇人民政府（东镇人民政府） 2018-12-31 → 2019-01-31" in said
    (item,) = [one for one in county.json("duty", "list", today="2019-01-10") if one["id"] == "1.2/东镇人民政府"]
    assert (item["due"], item["put_off"], item["status"]) == ("2019-01-31T23:59:00+08:00", "2018-12-31", "pending")
    assert "原期限2018-12-31" in county.do("duty", "list", "--point", "1", today="2019-01-10").out
    assert "2018-12-31 → 2019-01-31，汛期" in county.do("show", "1", today="2019-01-10").out
    county.refuses(2, "不晚于现期限 2019-01-31", *act, today="2018-12-31")
    late = ("duty", "extend", "1.2/西镇", "--due", "2019-01-31", "--reason", "汛期")
    county.refuses(3, "期限 2018-12-31 已过", *late, today="2019-01-01")
    county.do(*late, "--date", "2018-12-30", today="2019-01-01")
    kinds = {check["kind"] for check in county.json("check", today="2019-01-20")}
    assert "extended_after" in kinds, "it deserves a look"


def test_a_points_own_day_is_put_off(county: Counter) -> None:
    county.do("duty", "extend", "2", "--due", "2018-10-31", "--reason", "汛期", "--by", "王主任")
    (state,) = county.json("status", "2", today="2018-10-20")["points"]
    assert (state["due"], state["own_due"], state["put_off"]) == ("2018-10-31", "2018-10-31", "2018-09-30")
    assert state["light"] == "yellow"
    assert "原期限2018-09-30" in county.do("show", "2", today="2018-10-20").out
    assert county.json("status", "2", today="2018-11-01")["points"][0]["light"] == "red"


@pytest.mark.parametrize(
    ("what", "code", "said"),
    [("4", 3, "要点4没有自己的完成时限"), ("5", 3, "没有自己的完成时限"), ("99", 2, "没有找到应办事项或要点“99”")],
)
def test_what_has_no_last_day_is_not_put_off(county: Counter, what: str, code: int, said: str) -> None:
    county.refuses(code, said, "duty", "extend", what, "--due", "2019-03-01", "--reason", "汛期")


def test_an_extension_made_void_counts_no_more(county: Counter) -> None:
    made = county.json("duty", "extend", "2", "--due", "2018-10-31", "--reason", "汛期")
    county.do("void", made["id"], "--reason", "报错了")
    assert county.json("status", "2", today="2018-10-20")["points"][0]["light"] == "red"


def test_an_extension_is_not_dated_before_another_that_would_hold(county: Counter) -> None:
    """The last by day holds: one dated before it would be told as given, and never be."""
    county.do("duty", "extend", "2", "--due", "2018-10-31", "--reason", "汛期", "--date", "2018-09-02")
    earlier = ("--due", "2018-12-31", "--reason", "汛期", "--date", "2018-09-01")
    county.refuses(2, "早于上一次延期（H2，延到 2018-10-31）的日期 2018-09-02", "duty", "extend", "2", *earlier)
    county.do("duty", "extend", "2", "--due", "2018-12-31", "--reason", "汛期", "--date", "2018-09-02")
    assert county.json("status", "2")["points"][0]["due"] == "2018-12-31"
    county.do(
        "duty", "extend", "1.2/东镇", "--due", "2019-01-31", "--reason", "别的事项不受限制", "--date", "2018-09-01"
    )


def test_a_unit_owes_no_day_before_it_came(tmp_path: Path) -> None:
    """By a day: whoever is there on it owes it; who comes later does not."""
    anew = SMALL_PLAN.replace("units:\n", "units:\n  - {name: 新镇人民政府, kind: 镇, from: 2018-10-01}\n", 1)
    assert anew != SMALL_PLAN
    year = opened(
        tmp_path, anew.replace("by: 2018-12-31", "by: 2018-09-30", 1).replace("年底前公布结果", "9月底前公布结果")
    )
    owed = {one["id"] for one in year.json("duty", "list", today="2018-11-30") if one["id"].startswith("1.2/")}
    assert owed == {"1.2/东镇人民政府", "1.2/西镇人民政府"}
    (tmp_path / "后").mkdir()
    later = opened(tmp_path / "后", anew)
    assert "1.2/新镇人民政府" in {one["id"] for one in later.json("duty", "list", today="2018-11-30")}


def test_a_report_of_the_spring_is_taken_where_the_point_runs_on(county: Counter) -> None:
    spring = "2019-02-10 09:00"
    county.do("progress", "add", "3", "-u", "网信办", "--percent", "100", "--year", "2018", today=spring)
    (state,) = county.json("status", "3", "--year", "2018", today=spring)["points"]
    assert (state["status"], state["light"]) == ("done", "green")
    county.refuses(3, "不在", "progress", "add", "4", "-u", "县政府办", "--percent", "100", today=spring)
    county.do("progress", "verify", "3", "-u", "网信办", "--note", "看过", "--year", "2018", today="2019-02-12 09:00")
    assert county.json("status", "3", today="2019-02-12 10:00")["points"][0]["status"] == "verified"
    assert not [one for one in county.json("check", today="2019-02-12 10:00") if one["kind"] == "outside_year"]


def test_what_never_ends_is_told_everywhere_and_counted_nowhere(county: Counter) -> None:
    county.do("progress", "add", "5", "-u", "教育局", "--percent", "30")
    assert county.json("status")["summary"]["ongoing"] == 1
    assert "持续推进 1" in county.do("status", "--plain").out
    owed = [one for one in county.json("due", "--within", "100", "-u", "教育局") if one["point"] == "5"]
    assert [(one["kind"], one["due"][:10]) for one in owed] == [("report", "2018-12-02")]
    assert "progress add 5 -u 县教育局 --percent 比例" in owed[0]["command"]
    told = county.do("report", "-o", f"{county.db}.md", today="2019-01-05")
    assert told.code == 0
    county.do("progress", "verify", "5", "-u", "教育局", "--note", "全年看过", today="2018-12-28")
    assert county.json("status", "5", today="2018-12-29")["points"][0]["status"] == "verified"


def test_reminders_and_calendars_know_the_points_own_day(county: Counter, tmp_path: Path) -> None:
    said = county.do("remind", "-u", "教育局", "--within", "30").out
    assert "要点2“建议提案”（9月底前），期限2018年9月30日" in said
    calendar = tmp_path / "到期.ics"
    county.do("due", "--within", "60", "--ics", str(calendar))
    text = calendar.read_text(encoding="utf-8").replace("\r\n ", "")
    assert "DTSTART;VALUE=DATE:20180930" in text
    assert "办结要点：建议提案（9月底前）" in text.replace("\\", "")


def test_closing_the_year_names_what_is_not_late_apart(county: Counter) -> None:
    after = "2019-02-20 09:00"
    said = county("year", "close", "--force", "--reason", "按时封存", today=after).err
    assert "没有办结的要点3个：1、2、4" in said
    assert "完成时限还没有到、没有办结的要点1个：3" in said
    assert "持续推进、没有核实销号的要点1个：5" in said


def test_a_circular_tells_the_points_own_day_and_leaves_out_what_never_ends(county: Counter, tmp_path: Path) -> None:
    after, paper = "2019-01-05 09:00", tmp_path / "通报.md"
    county.do("progress", "add", "2", "-u", "教育局", "--percent", "70", "--date", "2018-11-01", today=after)
    county.do("report", "--paper", "通报", "-o", str(paper), today=after)
    text = paper.read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines() if line.startswith("| ")]
    (late,) = [row for row in rows if row[:2] == ["2", "建议提案"]]
    assert late[2:] == ["县教育局", "70%", "2018年9月30日", "要点逾期"]
    assert "持续推进的1个不计入办结率" in text
    assert "共3个（见附件2），如" in text, "a point whose own day is next year's is not late"
    assert "未办结的4个要点（见附件2）" in text
