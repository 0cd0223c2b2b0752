"""催办: polite words ready to paste, and a record that they were sent, at most once a unit, item and day."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from gongkai.duty import due
from gongkai.duty.acts import NewReminder, send
from gongkai.duty.papers import letter_of
from gongkai.duty.reminding import may_remind, notices, reminded
from gongkai.errors import BadValue, Refused
from gongkai.register.kinds import Reminder
from tests.cli import Result, run
from tests.deadlines.counter import Counter, opened
from tests.deadlines.test_due import case, monthly
from tests.domain.build import EAST, EDUCATION, NET, OFFICE, assign, day, finding, numbered, plan, point, report, step
from tests.engines import engine, postgres, server, store
from tests.latin import latin_words
from tests.services.book import Book

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

__all__ = ["engine", "postgres", "server", "store"]
KEYS = ("1.1/2018-08", "1.1/2018-09", "F2", "自查/县教育局")


@pytest.fixture
def small(tmp_path: Path) -> Counter:
    """The small year, with a finding of a town that is late."""
    counter = opened(tmp_path)
    counter.do("finding", "add", "-u", "东镇", "--problem", "目录未公开", "--due", "2018-09-01", "--date", "2018-08-20")
    return counter


def sent(unit: str, *items: str, on: str = "09-20") -> Reminder:
    """A reminder was sent."""
    return numbered(Reminder(year=2018, day=day(on), unit=unit, items=items, way="微信"))


def test_the_words_name_point_demand_date_and_what_is_missing() -> None:
    seen = case(monthly(), on="09-20")
    (notice,) = notices(seen.plan, due.falling(seen, 30, EDUCATION), (), day("09-20"), EDUCATION)
    assert letter_of(seen, notice) == (
        f"{EDUCATION}：\n您好！以下政务公开事项已到或临近期限，请予关注：\n"
        f"1. 要点1“按月公开”（公开清单），期限2018年8月31日，逾期20天，尚未办结（与{OFFICE}共同承担）。\n"
        f"2. 要点1“按月公开”（公开清单），期限2018年9月30日，还有10天，尚未办结（与{OFFICE}共同承担）。\n"
        f"办结后请及时告知{OFFICE}，感谢支持！"
    )


def test_what_is_late_alone_is_not_said_to_come_up() -> None:
    seen = case(monthly(), on="09-20")
    (notice,) = notices(seen.plan, due.falling(seen, 0, EDUCATION), (), day("09-20"), EDUCATION)
    assert len(notice.owed) == 1
    assert "您好！以下政务公开事项已经逾期，请抓紧办理：" in letter_of(seen, notice)


def test_each_kind_says_what_is_missing_in_its_own_words() -> None:
    bare = finding("08-01", EAST, "12-20", point="1")
    begun = finding("08-01", EAST, "12-21", measure="补录公开")
    planned = step(bare, "planned", "08-05", measure="“专人”负责")
    of = plan(point("1", (OFFICE, EAST)))
    records = (bare, planned, begun, report("10-01", 40, EAST))
    seen = case(of, *records, on="12-10")
    (notice,) = notices(of, due.falling(seen, 30, EAST), (), day("12-10"), EAST)
    said = letter_of(seen, notice)
    assert "要点1问题“目录未公开”" in said
    assert "已定措施“‘专人’负责”，尚未报整改" in said
    assert "已定措施“补录公开”" in said
    assert "“不少于1次”，期限2018年12月31日，还有21天，已自查0次，还差1次" in said
    assert "要点1“要点1”，期限2018年12月31日，还有21天，目前报到40%" in said
    silent = case(of, assign("08-01", NET, "1", "lead"), on="12-10")
    (notice,) = notices(of, due.falling(silent, 30, NET), (), day("12-10"), NET)
    assert "尚未报过进展" in letter_of(silent, notice)


def test_only_units_that_owe_something_are_told_and_the_office_decides_its_own_objections() -> None:
    seen = case(monthly(), on="09-20")
    told = notices(seen.plan, due.falling(seen, 30), (), day("09-20"))
    assert [notice.unit for notice in told] == [OFFICE, EDUCATION]


def test_what_was_sent_that_day_is_left_out_until_the_next() -> None:
    seen = case(monthly(), on="09-20")
    owed = due.falling(seen, 30, EDUCATION)
    before = [sent(EDUCATION, "1.1/2018-08"), sent(OFFICE, "1.1/2018-09"), sent(EDUCATION, "1.1/2018-09", on="09-19")]
    (notice,) = notices(seen.plan, owed, before, day("09-20"), EDUCATION)
    assert ([one.key for one in notice.owed], notice.told) == (["1.1/2018-09"], ("1.1/2018-08",))


@given(
    st.lists(st.tuples(st.sampled_from([OFFICE, EAST]), st.sampled_from(KEYS), st.dates(day("09-01"), day("09-03"))))
)
def test_no_item_is_sent_twice_to_a_unit_on_a_day(tries: Sequence[tuple[str, str, date]]) -> None:
    kept: list[Reminder] = []
    for unit, key, on in tries:
        again = (unit, key) in reminded(kept, on)
        try:
            may_remind(unit, (key,), kept, on, "微信")
        except Refused:
            assert again
        else:
            assert not again
            kept.append(sent(unit, key, on=on.isoformat()))
    all_sent = [(one.unit, key, one.day) for one in kept for key in one.items]
    assert sorted(all_sent) == sorted(set(tries))


def test_a_reminder_of_nothing_or_by_no_way_is_refused(store: str) -> None:
    book = Book.first(store)
    nothing = BadValue("没有要催办的事项", "到期的事项", do=("due",))
    book.refuses(nothing, send, "微信", [NewReminder("教育局", ())])
    book.refuses(BadValue("催办方式不能为空", "请写明催办方式"), send, " ", [NewReminder("教育局", ("1.1",))])


def test_who_when_and_by_what_way_is_kept_and_all_or_none(store: str) -> None:
    book = Book.first(store)
    new = [NewReminder("教育局", ("1.1/2018-08", "F2"), "县教育局：\n您好！")]
    (kept,) = book.do(send, " 微信 ", new, on="09-02")
    assert (kept.id, kept.unit, kept.way, kept.items, kept.day, kept.actor, kept.text) == (
        ("E2", "县教育局", "微信", ("1.1/2018-08", "F2"), day("09-02"), "张文书", "县教育局：\n您好！")
    )
    both = [NewReminder("东镇", ("F3",)), NewReminder("教育局", ("F2",))]
    again = Refused("2018-09-02 已用微信就 F2 催办过县教育局", "同一单位同一事项一天用同一方式只催办一次")
    book.refuses(again, send, "微信", both, on="09-02")
    assert [one.unit for one in book.do(send, "电话", both, on="09-03")] == ["东镇人民政府", "县教育局"]
    assert book.acts() == ["remind.sent"] * 3
    book.must_be_sound()


def test_a_day_of_reminding_at_the_counter(small: Counter) -> None:
    told = small.json("remind", "-u", "东镇")
    assert [one["unit"] for one in told] == ["东镇人民政府"]
    assert "问题“目录未公开”" in told[0]["text"]
    assert [one["command"] for one in told[0]["items"]] == ["gongkai finding rectify F2 --note 整改情况"]
    assert small.json("remind", "list") == [], "writing the words records nothing"
    (kept,) = small.json("remind", "-u", "东镇", "--sent", "微信")
    assert (kept["unit"], kept["items"], kept["way"], kept["date"]) == ("东镇人民政府", ["F2"], "微信", "2018-09-03")
    assert kept["text"] == told[0]["text"]
    small.refuses(3, "当天都已用微信催办过", "remind", "-u", "东镇", "--sent", "微信")
    assert small.json("remind", "-u", "东镇")[0]["told"] == ["F2"]
    later = small.do("remind", "-u", "东镇", "--within", "150").out
    assert "当天已催办过，不再列出：东镇人民政府1项" in later
    assert "目录未公开" not in later
    assert "目录未公开" in small.do("remind", "-u", "东镇", today="2018-09-04").out
    small.do("remind", "-u", "东镇", "--sent", "电话", today="2018-09-04")
    listed = small.json("remind", "list", "-u", "东镇", today="2018-09-04")
    assert [(one["way"], one["date"]) for one in listed] == [("微信", "2018-09-03"), ("电话", "2018-09-04")]
    assert small.json("remind", "list", "--as-of", "2018-09-03", today="2018-09-04") == listed[:1]
    assert small.json("remind", "list", "-u", "西镇", today="2018-09-04") == []


def test_a_reminder_sent_yesterday_and_typed_today(small: Counter) -> None:
    (kept,) = small.json("remind", "-u", "东镇", "--sent", "电话", "--date", "2018-09-02")
    assert kept["date"] == "2018-09-02"
    assert small.json("remind", "-u", "东镇")[0]["told"] == []


def test_what_is_recorded_of_a_past_day_is_what_was_owed_on_it(small: Counter) -> None:
    """F2 has its day on 1 September: nobody was reminded of it on 10 August, and it is a day late on the 2nd."""
    early = ("remind", "-u", "东镇", "--date", "2018-08-10")
    assert small.json(*early, "--sent", "电话") == []
    assert "按2018-08-10的情况，没有登记" in small.do(*early, "--sent", "电话").err
    assert small.json(*early) == []
    late = small.json("remind", "-u", "东镇", "--date", "2018-09-02", today="2018-09-20")
    (kept,) = small.json("remind", "-u", "东镇", "--date", "2018-09-02", "--sent", "电话", today="2018-09-20")
    assert kept["text"] == late[0]["text"]
    assert "逾期1天" in kept["text"]
    assert "逾期19天" in small.json("remind", "-u", "东镇", today="2018-09-20")[0]["text"]


def test_what_was_found_or_settled_after_the_day_is_told_as_on_the_day(small: Counter) -> None:
    small.do("finding", "rectify", "F2", "--note", "已补", today="2018-09-10")
    assert small.json("remind", "-u", "东镇", today="2018-09-20") == []
    (kept,) = small.json("remind", "-u", "东镇", "--sent", "电话", "--date", "2018-09-04", today="2018-09-20")
    assert kept["items"] == ["F2"], "it was put right only on the 10th"
    assert small.json("remind", "-u", "东镇", "--sent", "电话", "--date", "2018-09-12", today="2018-09-20") == []


def test_the_day_a_reminder_was_sent_is_the_day_whose_state_is_recorded(small: Counter) -> None:
    said = "--as-of 是2018-09-05，登记的是2018-09-20发出的催办"
    small.refuses(2, said, "remind", "--as-of", "2018-09-05", "--sent", "电话", today="2018-09-20")
    both = ("--as-of", "2018-09-04", "--date", "2018-09-04")
    (kept,) = small.json("remind", "-u", "东镇", *both, "--sent", "电话", today="2018-09-20")
    assert (kept["date"], kept["items"]) == ("2018-09-04", ["F2"])


def test_all_units_at_once_and_the_screen_speaks_chinese(small: Counter) -> None:
    out = small.do("remind").out
    assert "涉及3个单位" in out
    assert not latin_words("\n".join(line for line in out.splitlines() if "校验码" not in line))
    told = small.do("remind", "--sent", "微信")
    assert told.out == ""
    assert "已登记催办：E3 县政府办公室（微信，" in told.err
    listed = small.do("remind", "list").out
    assert "等" in listed
    assert "微信" in listed
    assert "痕迹" in small.do("audit", "verify").out


def test_nothing_to_remind_of_is_said(small: Counter) -> None:
    out = small.do("remind", "-u", "网信办").out
    assert "7天内没有要催办的事项。" in out
    assert small.json("remind", "-u", "网信办", "--sent", "微信") == []
    assert "没有催办记录" in small.do("remind", "list").out


def test_check_looks_at_reminders_too(small: Counter) -> None:
    """A reminder typed a month after it was sent is marked 补录, as any other entry."""
    (kept,) = small.json("remind", "-u", "东镇", "--sent", "电话", "--date", "2018-08-10", "--within", "150")
    assert kept["backdated"] is True
    assert kept["id"] in [one["where"] for one in small.json("check")]


def test_who_was_written_to_in_the_morning_may_be_telephoned_in_the_afternoon(small: Counter) -> None:
    small.do("remind", "-u", "东镇", "--sent", "微信")
    (kept,) = small.json("remind", "-u", "东镇", "--sent", "电话")
    assert (kept["way"], kept["items"]) == ("电话", ["F2"])
    small.refuses(3, "当天都已用电话催办过", "remind", "-u", "东镇", "--sent", "电话")


def test_a_finding_with_a_date_and_no_measure_and_one_sent_back_say_so() -> None:
    bare = finding("08-01", EAST, "12-20", point="1")
    dated = step(bare, "planned", "08-05", due="12-15")
    back = finding("08-02", EAST, "12-20", measure="清理栏目")
    steps = (step(back, "rectified", "08-10"), replace(step(back, "reopened", "08-12", due="12-18"), note="仍有空白"))
    of = plan(point("1", (OFFICE, EAST)))
    seen = case(of, bare, dated, back, *steps, on="12-10")
    (notice,) = notices(of, due.falling(seen, 30, EAST), (), day("12-10"), EAST)
    said = letter_of(seen, notice)
    assert "“”" not in said
    assert "还有5天，尚未报整改措施和整改情况" in said
    assert "还有8天，8月12日已退回重改（仍有空白），请整改后重报" in said


def test_a_returned_report_is_told_with_the_percent_it_gave_and_why(small: Counter) -> None:
    small.do("progress", "add", "1", "-u", "县教育局", "--percent", "100", "--note", "x")
    done = small.do("progress", "return", "1", "-u", "县教育局", "--reason", "栏目还有空白")
    assert "99%" not in done.err
    said = small.json("remind", "-u", "县教育局")[0]["text"]
    assert "报到100%，已于9月3日退回：栏目还有空白，请补正后重报" in said
    december = small.json("remind", "-u", "县教育局", today="2018-12-28")[0]["text"]
    assert december.count("栏目还有空白") == 1
    again = small.do("progress", "add", "1", "-u", "县教育局", "--percent", "100", "--note", "y")
    assert "此前报的 100% 已退回" in again.err


def test_a_report_below_the_whole_on_what_was_verified_says_that_this_no_longer_stands(small: Counter) -> None:
    small.do("progress", "add", "1", "-u", "县教育局", "--percent", "100", "--note", "x")
    small.do("progress", "verify", "1", "-u", "县教育局", "--note", "看过")
    low = small.do("progress", "add", "1", "-u", "县教育局", "--percent", "80")
    assert "销号失效，回到推进中；误填的先作废：gongkai void P" in low.err


def test_many_units_that_nobody_named_are_asked_about_at_a_terminal(small: Counter) -> None:
    with (
        mock.patch("gongkai.duty.commands.asked", return_value=True),
        mock.patch("gongkai.duty.commands.confirm", return_value=False) as question,
    ):
        small.refuses(2, "没有登记", "remind", "--sent", "微信")
    assert question.call_args[0][0] == "没有写明单位：给3个单位都登记催办"
    assert small.json("remind", "list") == []


def test_the_words_to_paste_are_one_line_a_paragraph_on_any_screen_and_in_a_text_file(
    small: Counter, tmp_path: Path
) -> None:
    shown = small.do("remind", "-u", "东镇").out
    assert any("问题“目录未公开”" in line and "尚未报整改措施和整改情况。" in line for line in shown.splitlines())
    file = tmp_path / "催办.txt"
    small.do("remind", "-o", str(file))
    assert file.read_text(encoding="utf-8").startswith("县政府办公室：\n您好！")
    assert small.json("remind", "-u", "东镇")[0]["text"] in file.read_text(encoding="utf-8")


def test_the_command_that_records_reminds_of_the_same_days(small: Counter) -> None:
    assert (
        "gongkai remind -u 东镇人民政府 --within 9 --sent 微信" in small.do("remind", "-u", "东镇", "--within", "9").out
    )
    assert "gongkai remind -u 东镇人民政府 --sent 微信" in small.do("remind", "-u", "东镇").out


def test_the_unit_of_the_group_and_that_of_its_list_stand_side_by_side(small: Counter) -> None:
    assert small.do("remind", "-u", "东镇", "list", "-u", "东镇").code == 0


def test_a_second_reminder_names_the_days_of_those_before_and_what_is_still_not_done() -> None:
    before = [sent(EDUCATION, "1.1/2018-08", on=on) for on in ("09-10", "09-15")]
    seen = case(monthly(), *before, on="09-20")
    (notice,) = notices(seen.plan, due.falling(seen, 30, EDUCATION), seen.ledger.reminders, day("09-20"), EDUCATION)
    assert letter_of(seen, notice) == (
        f"{EDUCATION}：\n您好！9月10日、9月15日已经催办过的政务公开事项，还有1项没有办结，现第3次催办，请抓紧办理：\n"
        f"要点1“按月公开”（公开清单），期限2018年8月31日，逾期20天，尚未办结（与{OFFICE}共同承担）。\n"
        "另有以下政务公开事项已到或临近期限，请予关注：\n"
        f"要点1“按月公开”（公开清单），期限2018年9月30日，还有10天，尚未办结（与{OFFICE}共同承担）。\n"
        f"办结后请及时告知{OFFICE}，感谢支持！"
    )


def test_the_machine_of_a_unit_reminds_of_that_unit_and_the_offices_of_all(small: Counter) -> None:
    def there(unit: str, *words: str) -> Result:
        return run("remind", *words, today="2018-09-03 09:30", db=small.db, env={"GONGKAI_UNIT": unit})

    told = there("东镇", "--json")
    assert {each["unit"] for each in told.json} == {"东镇人民政府"}
    assert "只看东镇人民政府（环境变量 GONGKAI_UNIT）；看全部单位加 -u 全部" in told.err
    assert len(there("东镇", "-u", "全部", "--json").json) > 1
    refused = there("东镇", "--sent", "微信")
    assert (refused.code, refused.out) == (3, "")
    assert "这一步由" in refused.err
    told = there(OFFICE, "--json")
    assert len(told.json) > 1
    assert f"催的是全部单位：{OFFICE}（环境变量 GONGKAI_UNIT）是催办的一方" in told.err
