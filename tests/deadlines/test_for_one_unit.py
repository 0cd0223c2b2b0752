"""One unit asks what it must see to: its own commands, its own words, and nothing that another must decide."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from gongkai.duty.papers import due_document
from tests.deadlines.counter import Counter, opened, the_county
from tests.deadlines.test_due import case, in_lines
from tests.domain.build import EAST, OFFICE, finding, plan, point

if TYPE_CHECKING:
    from pathlib import Path

LATE = "2018-12-05 09:30"


@pytest.fixture
def county(tmp_path: Path) -> Counter:
    """The county's year."""
    return the_county(tmp_path)


@pytest.fixture
def small(tmp_path: Path) -> Counter:
    """The small year, a town told of a deduction on the third of September."""
    counter = opened(tmp_path)
    taken = ("deduct", "add", "-u", "西镇", "--rule", "2.1", "--reason", "未办结", "--no-evidence", "当面核实")
    entry = counter.json(*taken, "--by", "李主任")["id"]
    counter.do("deduct", "notify", entry, "-u", "西镇")
    return counter


def commands(counter: Counter, *args: str, today: str = LATE) -> list[str]:
    """Return what the list tells to type."""
    return [one["command"] for one in counter.json("due", *args, today=today)]


def test_each_point_of_a_unit_is_a_row_with_the_unit_in_its_command(county: Counter) -> None:
    told = [line for line in commands(county, "-u", "县扶贫办") if "progress add" in line]
    assert told
    assert all(line.endswith("-u 县扶贫办 --percent 100") for line in told)
    out = county.do("due", "-u", "政府办", "--plain", today=LATE).out
    rows = [line for line in out.splitlines() if "progress add" in line]
    assert len(rows) == 27, "one for each that the office leads"
    assert "编号" not in "".join(rows)
    assert any("县政府办公室（与县政府法制办共同）" in row for row in rows)


def test_a_letter_names_every_point_and_its_closing_does_not_ask_the_office_to_tell_itself(county: Counter) -> None:
    (letter,) = county.json("remind", "-u", "政府办", "--within", "30", today=LATE)
    assert letter["text"].count("要点1“") == 1
    assert sum(line.partition(". 要点")[2] != "" for line in letter["text"].splitlines()) >= 27
    assert "请及时告知" not in letter["text"]
    (town,) = county.json("remind", "-u", "严陵镇", "--within", "30", today=LATE)
    assert town["text"].endswith("办结后请及时告知县政府办公室，感谢支持！")


def test_who_objected_waits_and_is_not_handed_the_command_to_decide(small: Counter) -> None:
    small.do("appeal", "file", "D2", "--reason", "已按期公开")
    assert "gongkai appeal decide C4" in commands(small, "-u", "政府办", today="2018-09-03 09:30")
    assert not any("decide" in line for line in commands(small, "-u", "西镇", today="2018-09-03 09:30"))
    out = small.do("due", "-u", "西镇", "--plain").out
    assert "已申请复核" in out
    assert "等候复核决定：D2，已按期公开" in out


def test_what_a_unit_may_still_object_to_is_told_until_the_last_day(small: Counter) -> None:
    (one,) = [one for one in small.json("due", "-u", "西镇") if one["kind"] == "objection"]
    assert (one["id"], one["command"], one["due"][:10]) == ("D2", "gongkai appeal file D2 --reason 理由", "2018-09-10")
    told = small.do("due", "-u", "西镇", "--plain").out
    assert "09-10" in told
    assert "可申请复核：D2，" in told
    assert "objection" in [one["kind"] for one in small.json("due", "-u", "西镇", today="2018-09-10 17:00")]
    assert "objection" not in [one["kind"] for one in small.json("due", "-u", "西镇", today="2018-09-11")]
    assert "objection" not in [one["kind"] for one in small.json("due")]
    assert "objection" not in [one["kind"] for one in small.json("due", "-u", "东镇")]
    assert not small.json("remind", "-u", "西镇"), "nobody is chased to object"


def test_a_finding_without_a_date_is_told_to_its_unit_alone(small: Counter) -> None:
    small.do("finding", "add", "-u", "东镇", "--problem", "目录未公开")
    mine = small.do("due", "-u", "东镇", "--plain").out
    assert "未定期限" in mine
    assert "整改：目录未公开（请定措施和期限）" in mine
    assert "gongkai finding plan F4 --measure 整改措施 --due 期限" in mine
    assert "目录未公开" not in small.do("due", "--plain").out
    assert not small.json("remind", "-u", "东镇"), "what has no date is not late"


def test_the_note_of_an_event_tells_two_openings_apart(county: Counter) -> None:
    for note in ("低保标准的通知", "救灾资金办法"):
        county.do("duty", "open", "26.1", "-u", "县民政局", "--at", "2018-11-30 09:00", "--note", note, today=LATE)
    for command in (("duty", "list", "--point", "26"), ("due",), ("show", "26"), ("remind", "-u", "县民政局")):
        out = county.do(*command, *(() if command[0] == "remind" else ("--plain",)), today=LATE).out
        assert "低保标准的通知" in out.replace("\n", ""), command
        assert "救灾资金办法" in out.replace("\n", ""), command


def test_the_unit_that_an_event_was_opened_for_is_named_on_the_dashboard(county: Counter) -> None:
    county.do("duty", "open", "26.1", "-u", "县民政局", "--at", "2018-09-03 09:00", today=LATE)
    (row,) = [line for line in county.do("status", "26", "--plain", today=LATE).out.splitlines() if "26.1/" in line]
    assert "县民政局" in row
    assert "县政府办公室" not in row


def test_demands_are_there_before_any_event_and_the_way_to_start_their_clocks(county: Counter) -> None:
    out = county.do("show", "28", "--plain", today=LATE).out
    for said in ("28.1", "最迟在5小时内", "重大突发事件政务舆情后5小时内", "gongkai duty open 28.1 -u 单位 --at 时间"):
        assert said in out
    assert "26.1（行政首长签发后3个工作日内）" in county.do("duty", "list", "--plain", today=LATE).out
    wrong = county.refuses(2, "时限要求“26”", "duty", "open", "26", "-u", "县民政局", "--at", "2018-12-01")
    assert "是不是：26.1？" in wrong.err
    other = county.refuses(2, "时限要求“99.1”", "duty", "open", "99.1", "-u", "县民政局", "--at", "2018-12-01")
    assert "可以开启的：14.1、26.1、28.1、28.2、28.3" in other.err


def test_after_the_year_commands_say_which_day_or_which_minute(county: Counter) -> None:
    after = "2019-01-10 09:30"
    county.do("duty", "open", "28.1", "-u", "县民政局", "--at", "2018-11-30 09:00", today=LATE)
    lines = county.do("due", "--plain", today=after).out.splitlines()
    told = [line.partition("gongkai ")[2].strip() for line in lines if "gongkai " in line]
    facts = [line for line in told if line.startswith(("duty done", "selfcheck", "progress")) and "--from" not in line]
    assert facts
    assert all("--date 日期" in line or "--at 时间" in line for line in facts)
    assert [line.split()[-2:] for line in facts if line.startswith("duty done 28.1/")] == [["--at", "时间"]]
    assert "--year" not in "".join(told)


def test_a_year_that_is_not_the_default_is_named_in_its_commands() -> None:
    late = finding("08-01", EAST, "08-15")
    seen = case(plan(point("1", (OFFICE,))), late, on="2019-01-10")
    seen = seen.with_ledger(replace(seen.ledger, years=(2018, 2019)))
    lines = in_lines(seen, 0, OFFICE)
    said = [cell.value for block in due_document(seen, lines, 0, OFFICE).blocks[1:] for cell in block.rows[0]]  # type: ignore[union-attr]  # the table
    assert any(str(value).endswith("--date 日期 --year 2018") for value in said)


def test_a_closed_year_chases_nobody(county: Counter) -> None:
    after = "2019-02-01 09:30"
    assert county.json("due", today=after)
    county.do("year", "close", "--force", "--reason", "照常封存", today=after)
    for command in ("due", "remind"):
        assert "2018年度已于2019年2月1日封存，没有要办的事项。" in county.do(command, today=after).out
        assert county.json(command, today=after) == []
    assert "封存" in county.do("status", "县国资办", today=after).out


def test_a_calendar_file_is_called_one(county: Counter, tmp_path: Path) -> None:
    county.refuses(2, "要以 .ics 结尾", "due", "--ics", str(tmp_path / "到期.txt"))
    assert not (tmp_path / "到期.txt").exists()


def test_days_of_none_is_today(small: Counter) -> None:
    assert "今天没有到期的事项" in small.do("due", "-u", "网信办", "--within", "0").out
