"""登记扣分建议: recorded by a person, on the register's own records, on both engines; and the commands."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from gongkai.closing.checks import run_checks
from gongkai.entry.acts import Choice, NewDeduction, accept, decline, deduct, revoke
from gongkai.entry.proposals import shown_id
from gongkai.errors import AmbiguousName, BadValue, Refused, UnknownName
from gongkai.finding.acts import NewFinding, add_findings
from gongkai.history.acts import void
from gongkai.plan.acts import load_plan
from gongkai.year import year_of
from tests.cli import Result, run
from tests.plans import plan_from, small_plan_text
from tests.proposals.build import plan_with
from tests.services.book import NOW, Book, day, moment

if TYPE_CHECKING:
    from pathlib import Path

    from gongkai.plan.model import Plan
    from gongkai.register.kinds import Decline, ScoreEntry

OCTOBER = moment("10-09 09:00")
AFTER = NOW.replace(year=2019, month=1, day=4)


def take(book: Book, *ids: str, unit: str = "", **more: Any) -> tuple[ScoreEntry, ...]:  # noqa: ANN401 - of any act
    """Accept proposals: those named, or all."""
    choice = Choice(ids, unit, more.pop("stage", ""), more.pop("as_of", None))
    return book.do(accept, choice, **({"now": OCTOBER} | more))


def test_all_are_recorded_once_with_the_recorder(book: Book) -> None:
    entries = take(book, by="李主任")
    assert {(one.unit, one.cause, one.count) for one in entries} == {
        ("县政府办公室", "duty_missed:1.1", 2),
        ("县政府办公室", "duty_missed:4.2", 50),
        ("县教育局", "duty_missed:1.1", 2),
    }
    one = next(each for each in entries if each.unit == "县教育局")
    assert (one.by, one.actor, one.day, one.asked, one.rule, one.point) == (
        "李主任",
        "张文书",
        day("10-09"),
        Decimal(4),
        "3.1",
        "1",
    )
    assert one.reason == (
        "要点1“每月公开清单”2项逾期未完成：1.1/2018-08（2018年8月31日到期）、1.1/2018-09（2018年9月30日到期）"
    )
    assert one.no_evidence == "依据登记簿：应办事项1.1/2018-08、1.1/2018-09"
    assert one.items == ("1.1/2018-08", "1.1/2018-09")
    assert one.evidence == ()
    assert book.acts() == ["deduct.propose"] * 3
    assert take(book, by="李主任") == ()
    assert book.do(revoke, one.id, "另有安排", now=OCTOBER).entry == one.id
    again = take(book)
    assert [(each.unit, each.items) for each in again] == [("县教育局", one.items)], "taken back, so open again"
    assert take(book) == ()


def test_some_are_recorded_by_their_ids_in_any_case(book: Book) -> None:
    ids = [one["id"] for one in proposals_of(book, unit="县政府办")]
    assert len(ids) == 2
    (one,) = take(book, f" {ids[1].upper()} ", ids[1])
    assert one.cause == "duty_missed:4.2"
    book.refuses(
        UnknownName("扣分建议", ids[1], advice="已登记的、不采纳的和原因已消除的不再列出"),
        accept,
        Choice((ids[0], ids[1])),
        now=OCTOBER,
    )
    book.refuses(UnknownName("扣分建议", "zzzzzz", advice="已登记的"), accept, Choice(("zzzzzz",)), now=OCTOBER)


def test_only_of_the_unit_that_was_named(book: Book) -> None:
    ids = [one["id"] for one in proposals_of(book, unit="县政府办")]
    hint = "已登记的"
    error = UnknownName("扣分建议", ids[0], advice=hint)
    book.refuses(error, accept, Choice((ids[0],), "教育局"), now=OCTOBER)
    assert {one.unit for one in take(book, unit="jyj")} == {"县教育局"}
    with pytest.raises(AmbiguousName):
        take(book, unit="镇")


def test_what_was_not_past_on_the_day_of_the_act_is_not_recorded(book: Book) -> None:
    (office, bureau, daily) = sorted(take(book, on="09-01"), key=lambda one: (one.cause, one.unit))
    assert (office.count, bureau.count, daily.count) == (1, 1, 28)
    assert office.day == day("09-01")
    assert {one.cause: one.count for one in take(book) if one.unit == "县教育局"} == {
        "duty_missed:1.1": 1,
    }


def test_a_day_to_come_makes_nothing_late(book: Book) -> None:
    with pytest.raises(BadValue, match="截止日期 2018-12-31 在今天之后"):
        take(book, as_of=day("12-31"))
    entries = take(book)
    assert {one.cause for one in entries} == {"duty_missed:1.1", "duty_missed:4.2"}
    assert max(one.count for one in entries) == 50


def test_no_second_deduction_on_a_finding(book: Book) -> None:
    one, other = book.do(add_findings, NewFinding(("东镇", "西镇"), "目录未公开", point="2", due=day("09-10")))
    book.do(deduct, NewDeduction(("东镇",), "4.1", "督查发现", finding=one.id, points=Decimal(1), no_evidence="现场"))
    entries = [each for each in take(book) if each.finding]
    assert [(each.finding, each.unit, each.cause) for each in entries] == [
        (other.id, "西镇人民政府", f"finding_overdue:{other.id}")
    ]


def test_year_over_everybody_is_looked_at(book: Book) -> None:
    entries = take(book, now=AFTER)
    assert {one.cause for one in entries if one.unit == "东镇人民政府"} == {"no_self_inspection", "duty_missed:1.2"}
    assert {one.day.year for one in entries} == {2019}
    assert take(book, now=AFTER) == ()


def test_a_scheme_in_stages_needs_a_stage_only_where_there_is_a_choice(book: Book) -> None:
    outside = "{name: 评估, weight: 50, external: true}"
    staged = plan_with(("      bonus:", f"      stages: [{{name: 日常, weight: 50}}, {outside}]\n      bonus:"))
    load(book, staged)
    assert {one.stage for one in take(book, unit="教育局")} == {"日常"}
    choice = "{name: 日常, weight: 30}, {name: 年终, weight: 20}"
    load(book, plan_with(("      bonus:", f"      stages: [{choice}, {outside}]\n      bonus:")))
    error = BadValue("这份考核细则分阶段计分，须写明阶段", "请用 --stage 写明：日常、年终")
    book.refuses(error, accept, Choice(unit="县政府办"), now=OCTOBER)
    assert {one.stage for one in take(book, stage="年终")} == {"年终"}


def test_without_a_rubric_nothing_can_be_taken(book: Book) -> None:
    load(book, plan_from(small_plan_text().partition("assessment:")[0]))
    error = Refused("2018年的要点文件没有考核细则", "在要点文件中写上 assessment 后再载入")
    book.refuses(error, accept, Choice(), now=OCTOBER)


def load(book: Book, plan: Plan) -> None:
    """Load a revision of the year."""
    with book.register(OCTOBER) as register:
        load_plan(register, plan, "tasks.yaml")


def proposals_of(book: Book, *, unit: str) -> list[dict[str, Any]]:
    """Return what the command lists of a unit."""
    found: list[dict[str, Any]] = gk(book.store, "deduct", "propose", "-u", unit, "--json").json
    return found


def gk(store: str, *args: str, today: str = "2018-10-09") -> Result:
    """Call the program."""
    return run(*args, db=store, today=today)


def test_the_command_lists_and_records_nothing_until_told(book: Book) -> None:
    listed = gk(book.store, "deduct", "propose")
    assert (listed.code, listed.err) == (0, "")
    assert "按考核细则建议扣分3条，涉及2个单位，都还没有登记。" in listed.out
    assert book.acts() == []
    (first,), (second, _) = (proposals_of(book, unit=unit) for unit in ("教育局", "县政府办"))
    assert {**first, "id": "", "reason": "", "evidence": ""} == {
        "id": "",
        "unit": "县教育局",
        "rule": "3.1",
        "points": 4,
        "count": 2,
        "items": ["1.1/2018-08", "1.1/2018-09"],
        "point": "1",
        "finding": None,
        "cause": "duty_missed:1.1",
        "reason": "",
        "evidence": "",
    }
    told = gk(book.store, "deduct", "propose", "--accept", first["id"], "--accept", second["id"], "--by", "李主任")
    assert (told.code, told.out) == (0, "")
    assert told.err.startswith("已登记 D2 县教育局 扣 4 分（规则 3.1）；D3 县政府办公室 扣 4 分（规则 3.1）\n")
    (one,) = gk(book.store, "deduct", "propose", "--accept-all", "--json").json
    assert (one["cause"], one["by"], one["status"]) == ("duty_missed:4.2", "张文书", "valid")
    assert gk(book.store, "deduct", "propose", "--json").json == []
    assert gk(book.store, "deduct", "propose", "--accept-all", "--json").json == []
    assert "没有待处理的扣分建议，没有登记" in gk(book.store, "deduct", "propose", "--accept-all").err
    assert "没有待处理的扣分建议。" in gk(book.store, "deduct", "propose").out


def test_a_scorecard_says_what_nobody_has_decided_yet(book: Book) -> None:
    """A unit that did nothing has every point until somebody acts: its card must not pass for settled."""
    waits = "另有{}条扣分建议等待核定，没有计入。"
    assert waits.format(1) in gk(book.store, "scorecard", "县教育局").out.replace("\n", "")
    assert gk(book.store, "scorecard", "县政府办", "--json").json["proposals"] == 2
    (one,) = proposals_of(book, unit="教育局")
    assert gk(book.store, "deduct", "propose", "--accept", one["id"]).code == 0
    assert "扣分建议" not in gk(book.store, "scorecard", "县教育局").out
    assert gk(book.store, "scorecard", "县教育局", "--json").json["proposals"] == 0


def test_the_command_stands_where_it_is_told(book: Book) -> None:
    for as_of, counts in (("2018-09-29", [1, 47, 1]), ("2018-09-30", [1, 48, 1]), ("2018-10-01", [2, 49, 2])):
        listed = gk(book.store, "deduct", "propose", "--as-of", as_of, "--json").json
        assert [one["count"] for one in listed] == counts


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (("--accept", "abcdef", "--accept-all"), 2, "--accept、--accept-all、--decline 只写一个"),
        (("--accept", "abcdef"), 2, "没有找到扣分建议“abcdef”"),
        (("-u", "没有这个"), 2, "没有找到单位"),
        (("--as-of", "2018-07-01"), 2, "早于要点印发日期"),
        (("--accept-all", "--date", "2018-13-01"), 2, "日期"),
    ],
)
def test_mistakes_are_told(book: Book, args: tuple[str, ...], code: int, said: str) -> None:
    told = gk(book.store, "deduct", "propose", *args)
    assert (told.code, told.out) == (code, "")
    assert said in told.err
    assert book.acts() == []


def test_what_if_on_the_command_line(tmp_path: Path) -> None:
    file, store = tmp_path / "tasks.yaml", str(tmp_path / "a.db")
    file.write_text(small_plan_text(), encoding="utf-8")
    assert gk(store, "load", str(file)).code == 0
    assert gk(store, "deduct", "propose", "--accept-all", "-u", "县政府办").code == 0
    plain = gk(store, "score", "-u", "县政府办", "--json").json["units"][0]
    assert not {"what_if", "next_grade"} & set(plain)
    (unit,) = gk(store, "score", "--what-if", "-u", "县政府办", "--json").json["units"]
    assert unit["what_if"] == [
        {"kind": "deduction", "id": "D2", "back": 0, "score": 80, "grade": "良好", "decided": False},
        {"kind": "deduction", "id": "D3", "back": 16, "score": 96, "grade": "优秀", "decided": False},
    ]
    assert (unit["score"], unit["next_grade"]) == (80, {"name": "优秀", "gap": 10})
    assert gk(store, "deduct", "revoke", "D3", "--reason", "查实已公开").code == 0
    assert gk(store, "score", "-u", "县政府办", "--json").json["units"][0]["score"] == 96
    everyone = gk(store, "score", "--what-if")
    assert "试算：怎样追回" in everyone.out
    assert all({"what_if", "next_grade"} <= set(one) for one in gk(store, "score", "--what-if", "--json").json["units"])


def test_what_is_still_to_come_is_not_recorded(tmp_path: Path) -> None:
    file, store = tmp_path / "tasks.yaml", str(tmp_path / "a.db")
    file.write_text(small_plan_text(), encoding="utf-8")
    assert gk(store, "load", str(file)).code == 0
    ahead = gk(store, "deduct", "propose", "--accept-all", "--as-of", "2031-01-01")
    assert (ahead.code, ahead.out) == (2, "")
    assert "截止日期 2031-01-01 在今天之后" in ahead.err
    assert gk(store, "deduct", "list", "--json").json == []


def refuse(book: Book, *ids: str, reason: str = "平台停机，有公告", **more: Any) -> tuple[Decline, ...]:  # noqa: ANN401 - of any act
    """Decline proposals: those named, or all."""
    return book.do(decline, Choice(ids), reason, **({"now": OCTOBER} | more))


def test_what_is_declined_is_not_proposed_again_and_stands_in_check_alone(book: Book) -> None:
    declined = refuse(book, by="李主任")
    assert {(one.unit, one.cause, one.count) for one in declined} == {
        ("县政府办公室", "duty_missed:1.1", 2),
        ("县政府办公室", "duty_missed:4.2", 50),
        ("县教育局", "duty_missed:1.1", 2),
    }
    assert take(book) == ()
    assert book.acts() == ["deduct.decline"] * 3
    with book.reader() as reader:
        year = year_of(reader, 2018, OCTOBER)
    assert [check.kind for check in run_checks(year)].count("declined") == 3
    assert all(score.deducted == 0 for score in year.scores)


def test_what_comes_of_a_declined_cause_later_is_proposed(book: Book) -> None:
    refuse(book)
    later = take(book, now=moment("11-02 09:00"))
    assert ("县教育局", "duty_missed:1.1", ("1.1/2018-10",)) in {(one.unit, one.cause, one.items) for one in later}


def test_a_declined_proposal_made_void_comes_back(book: Book) -> None:
    one = next(each for each in refuse(book) if each.unit == "县教育局")
    book.do(void, one.id, "记错了", now=OCTOBER)
    assert [each.items for each in take(book)] == [one.items]


def test_a_reason_is_wanted_and_an_id_that_is_proposed(book: Book) -> None:
    book.refuses(
        BadValue("不采纳的理由不能为空", "请用 --reason 写明不采纳的理由"), decline, Choice(), " ", now=OCTOBER
    )
    book.refuses(UnknownName("扣分建议", "abcdef"), decline, Choice(("abcdef",)), "停机", now=OCTOBER)


def test_an_id_of_less_than_stands_now_is_said_to_have_grown(book: Book) -> None:
    shown = shown_id("3.1", "县教育局", "duty_missed:1.1", 2)
    now = shown_id("3.1", "县教育局", "duty_missed:1.1", 3)
    assert shown != now
    grown = Refused(f"建议 {shown} 列出以后又多了：现在是3项（{now}）", "看过再办")
    for act in ((accept, Choice((shown,))), (decline, Choice((shown,)), "停机")):
        book.refuses(grown, *act, now=moment("11-02 09:00"))
    assert [one.count for one in take(book, now, now=moment("11-02 09:00"))] == [3]
