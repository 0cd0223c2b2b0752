"""The words on the screen and in messages: who, what, by when, how to settle it, line by line."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from gongkai.duty import due
from gongkai.duty.papers import due_document, lines, owed_data, reminders_document
from gongkai.duty.reminding import notices
from gongkai.papers.document import Table
from gongkai.plan.model import Duty
from gongkai.register.kinds import Appeal, Reminder, ScoreEntry
from tests.deadlines.test_due import case, in_lines
from tests.domain.build import EAST, EDUCATION, FINANCE, OFFICE, WEST, day, finding, numbered, plan, point, selfcheck

if TYPE_CHECKING:
    from gongkai.plan.model import Plan
    from gongkai.register.kinds import Record

DAILY = Duty("1.1", "一日一清单", "每日清单", every="workday")
LISTED = Duty("1.2", "10月底前完成目录编制", by=day("10-31"), owed_by="each_responsible")


def rows(of: Plan, *records: Record, on: str, days: int = 30) -> list[list[str]]:
    """Return the lines of the list, each cell as text."""
    seen = case(of, *records, on=on)
    (table,) = [one for one in due_document(seen, in_lines(seen, days), days).blocks if isinstance(one, Table)]
    return [["" if cell.value is None else str(cell.value) for cell in row] for row in table.rows]


def tones(of: Plan, on: str, days: int = 30) -> list[str]:
    """Return the tone of each line's day."""
    seen = case(of, on=on)
    (table,) = [one for one in due_document(seen, in_lines(seen, days), days).blocks if isinstance(one, Table)]
    return [row[0].tone for row in table.rows]


def nobody_inspects(*duties: Duty, units: tuple[str, ...] = (EAST, WEST, EDUCATION, FINANCE)) -> Plan:
    """Return a plan of one point that the office leads, and no demand to inspect oneself."""
    of = plan(point("1", (OFFICE,), units, (), *duties))
    return replace(of, self_inspection=replace(of.self_inspection, kinds=()))


def test_a_run_of_days_a_run_of_units_and_single_lines() -> None:
    of = nobody_inspects(DAILY, LISTED)
    settle = "gongkai duty done 1.1"
    assert rows(of, on="10-08") == [
        [
            "07-25",
            "逾期75天",
            "1",
            OFFICE,
            "每日清单（07-25至09-30，共49项）",
            f"{settle} --from 2018-07-25 --to 2018-09-30 --date 日期",
        ],
        ["10-08", "今天到期", "1", OFFICE, "每日清单（10-08至11-07，共23项）", f"{settle}/2018-10-08"],
        ["10-31", "还有23天", "1", f"{EAST}等4个", "10月底前完成目录编制（共4项）", "gongkai duty done 1.2/单位"],
    ]


def test_three_alike_stand_alone_and_four_together() -> None:
    assert [line[3] for line in rows(nobody_inspects(LISTED, units=(EAST, WEST, FINANCE)), on="10-08")] == [
        EAST,
        WEST,
        FINANCE,
    ]
    assert [line[3] for line in rows(nobody_inspects(LISTED), on="10-08")] == [f"{EAST}等4个"]


def test_findings_and_objections_never_run_together() -> None:
    found = [finding("08-01", EAST, "10-20", "1") for _ in range(5)]
    lines_ = rows(nobody_inspects(), *found, on="10-08")
    assert [line[-1] for line in lines_] == [f"gongkai finding rectify {one.id} --note 整改情况" for one in found]
    assert {(line[2], line[3], line[4]) for line in lines_} == {("1", EAST, "整改：目录未公开")}


def test_what_falls_due_in_a_week_is_warned_of() -> None:
    assert tones(nobody_inspects(LISTED), "10-24") == ["warn"], "seven days"
    assert tones(nobody_inspects(LISTED), "10-23") == [""]
    assert tones(nobody_inspects(LISTED), "11-01") == ["bad"]


def test_an_objection_shows_who_objects_and_the_point() -> None:
    entry = numbered(
        ScoreEntry(
            year=2018,
            day=day("09-01"),
            kind="deduction",
            unit=EAST,
            rule="1.1",
            asked=Decimal(1),
            reason="超期",
            point="1",
        )
    )
    appeal = numbered(Appeal(year=2018, day=day("09-05"), entry=entry.id, unit=EAST, reason="已按期公开"))
    (line,) = rows(nobody_inspects(), entry, appeal, on="09-06")
    said = f"作出复核决定：{entry.id}，已按期公开"
    assert line == ["", "待复核决定", "1", EAST, said, f"gongkai appeal decide {appeal.id}"]
    seen = case(nobody_inspects(), entry, appeal, on="09-06")
    data = owed_data(seen, due.falling(seen, 0)[0])
    assert (data["unit"], data["owers"], data["point"], data["due"]) == (EAST, [OFFICE], "1", None)


def test_the_years_end_in_two_lines() -> None:
    of = plan(*(point(str(no), (OFFICE,)) for no in range(1, 6)))
    lines_ = rows(of, on="12-10")
    assert [line[2:] for line in lines_] == [
        ["", f"{OFFICE}等5个", "不少于1次（共5项）", "gongkai selfcheck add -u 单位"],
        ["1、2等5个", OFFICE, "要点办结（共5项）", "gongkai progress add 编号 -u 单位 --percent 100"],
    ]
    bare = replace(of, self_inspection=replace(of.self_inspection, quote=""))
    assert "年内开展自查（共5项）" in [line[4] for line in rows(bare, on="12-10")]
    late = rows(of, selfcheck("09-01", EAST), on="2019-01-10")
    assert [line[1] for line in late] == ["逾期1天", "逾期1天"], "the reading stands at the year's end"


def test_a_point_nobody_leads_waits_for_the_office_to_name_somebody() -> None:
    of = plan(point("9", ("有关单位",)))
    (line,) = [line for line in rows(of, on="12-10") if line[2]]
    assert line[-1] == "gongkai assign 9 -u 单位 --role lead"


def test_what_is_typed_after_the_year_needs_its_day() -> None:
    (line,) = rows(nobody_inspects(LISTED, units=(EAST,)), on="2019-01-10")[:1]
    assert line[-1] == f"gongkai duty done 1.2/{EAST} --date 日期"


def words(of: Plan, unit: str, *records: Record, on: str) -> list[str]:
    """Return the sentences of a reminder."""
    seen = case(of, *records, on=on)
    (notice,) = notices(of, due.falling(seen, 30, unit), (), day(on), unit)
    return list(lines(seen, notice))


def test_a_reminder_tells_a_run_in_one_sentence() -> None:
    assert words(nobody_inspects(DAILY, LISTED), OFFICE, on="10-08") == [
        "要点1“一日一清单”（每日清单），期限自7月25日至9月30日，共49项，最早的逾期75天，尚未办结。",
        "要点1“一日一清单”（每日清单），期限自10月8日至11月7日，共23项，最早的今天到期，尚未办结。",
    ]
    assert words(nobody_inspects(replace(LISTED, what=LISTED.quote)), EAST, on="10-08") == [
        "要点1“10月底前完成目录编制”，期限2018年10月31日，还有23天，尚未办结。"
    ]


def test_a_reminder_counts_what_was_done_of_two() -> None:
    of = replace(plan(), self_inspection=replace(plan().self_inspection, at_least=3))
    (said,) = words(of, EAST, selfcheck("09-01", EAST), on="12-10")
    assert said.endswith("已自查1次，还差2次。")


@pytest.mark.parametrize(
    ("items", "said"),
    [(("F1",), "F1"), (("F1", "F2", "F3"), "F1、F2、F3"), (("F1", "F2", "F3", "F4"), "F1、F2、F3等4项")],
)
def test_the_list_of_reminders_names_three_things_and_counts_the_rest(items: tuple[str, ...], said: str) -> None:
    sent = numbered(Reminder(year=2018, day=day("09-20"), unit=EAST, items=items, way="微信", text="请办理。"))
    seen = case(plan(), on="09-20")
    (table,) = reminders_document(seen.ledger, seen.standing, [sent]).blocks
    assert isinstance(table, Table)
    assert [cell.value for cell in table.rows[0]] == [sent.id, day("09-20"), EAST, "微信", said, "李某"]
