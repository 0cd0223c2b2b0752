"""中期与年终, 与另一天、另一年度相比: what a paper of midyear must not say, and what has changed since."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from gongkai.scoring.papers import Change, Earlier, changes
from gongkai.scoring.sheet import UnitScore
from tests.closing.town import AFTER, QUIET, next_year
from tests.plans import small_plan

if TYPE_CHECKING:
    from tests.closing.town import Town

SEPTEMBER = "2018-09-30"
ONLY_AT_THE_END = ("年终考核情况", "年度已结束", "2018年12月31日", "全年")


def spent(town: Town) -> None:
    """Take points from two departments and a town, before and after the end of September."""
    town.deduct("县教育局", "--date", "2018-08-01", points="1.5")
    town.deduct("东镇", "--date", "2018-08-02", points="1")
    for unit, day in (("西镇", "2018-10-10"), ("西镇", "2018-10-11"), ("县教育局", "2018-11-01")):
        args = ("--date", day)
        town.must(
            *("deduct", "add", "-u", unit, "--rule", "4.1", "--points", "2", "--reason", "督查发现问题"),
            *("--no-evidence", "现场", "--again", "另一次", *args),
            today="2018-12-01",
        )


# ---- the kinds of report


@pytest.mark.parametrize("how", [(), ("--json",)], ids=["words", "data"])
def test_midterm_says_nothing_that_is_true_only_at_the_end(town: Town, how: tuple[str, ...]) -> None:
    spent(town)
    asked = ("report", "--kind", "midterm", "--as-of", SEPTEMBER, *how)
    then = town.must(*asked, today=SEPTEMBER).out
    said = town.must(*asked, today=AFTER).out
    assert [word for word in ONLY_AT_THE_END if word in said] == []
    for day in ("10-10", "10-11", "11-01"):
        assert day not in said, "what was dated later was not known then"
    if not how:
        assert "中期评估情况的报告" in said
        assert "截至2018年9月30日，年度尚未结束" in said
        assert "扣分2条，涉及单位2个，共扣2.5分" in said
    assert strip_head(then) == strip_head(said), "read afterwards, it says what it said on the day"


def strip_head(said: str) -> list[str]:
    """Return the lines but for those with the trail's hash."""
    return [line for line in said.splitlines() if "校验码" not in line and '"head"' not in line]


def test_midterm_stands_at_today(hamlet: Town) -> None:
    said = hamlet.must("report", "--kind", "中期", today="2018-08-15").out
    assert "截至2018年8月15日" in said


@pytest.mark.parametrize(
    ("day", "quarter"),
    [("2018-07-31", "三"), ("2018-09-30", "三"), ("2018-10-01", "四"), ("2018-12-31", "四")],
)
def test_a_quarters_report_names_its_quarter(hamlet: Town, day: str, quarter: str) -> None:
    said = hamlet.must("report", "--kind", "quarter", "--as-of", day, today=AFTER).out
    assert f"第{quarter}季度政务公开工作情况的报告" in said.splitlines()[0]


def test_a_year_end_report_of_a_year_under_way_says_so(hamlet: Town) -> None:
    said = hamlet.must("report", today="2018-11-01").out
    assert "截至2018年11月1日，年度尚未结束" in said
    assert "不是年终结果" in said
    assert "年度尚未结束" not in hamlet.must("report", today=AFTER).out


def test_a_midterm_of_a_year_that_is_over_points_to_the_years_own(hamlet: Town) -> None:
    said = hamlet.must("report", "--kind", "midterm", today=AFTER).out
    assert "年终结果以年终考核情况报告为准" in said


def test_a_kind_nobody_knows_is_refused(hamlet: Town) -> None:
    said = hamlet.refused(2, "report", "--kind", "weekly")
    assert "没有找到报告种类“weekly”" in said
    assert "midterm（中期）" in said


def test_of_a_closed_year_other_papers_are_told_live(hamlet: Town) -> None:
    hamlet.close()
    assert "中期评估" in hamlet.must("report", "--kind", "midterm", "--as-of", SEPTEMBER, today=AFTER).out
    assert "年度尚未结束" in hamlet.must("report", "--as-of", SEPTEMBER, today=AFTER).out


def test_from_the_day_of_closing_on_a_closed_year_is_told_the_same_on_every_day(hamlet: Town) -> None:
    hamlet.close()
    for paper in (("report",), ("score",), ("scorecard", "东镇"), ("check",)):
        frozen = hamlet.must(*paper, "--json", today="2019-02-20").out
        for day in (AFTER, "2019-01-16", "2019-02-20"):
            assert hamlet.must(*paper, "--json", "--as-of", day, today="2019-02-20").out == frozen, (paper, day)
    before = hamlet.must("report", "--json", "--as-of", "2019-01-14", today="2019-02-20").out
    assert before != hamlet.must("report", "--json", today="2019-02-20").out, "the day before it was open"


# ---- comparison


def against(town: Town, what: str, *more: str, today: str = AFTER) -> dict[str, Any]:
    """Return what the scores are held against, by unit."""
    told = town.must("score", "--against", what, "--json", *more, today=today).json["against"]
    assert told["label"] == what
    return {one["unit"]: one for one in told["units"]}


def test_against_an_earlier_day_of_the_year(town: Town) -> None:
    spent(town)
    told = against(town, SEPTEMBER)
    west, east, office = told["西镇人民政府"], told["东镇人民政府"], told["县政府办公室"]
    assert (west["score"], west["rank"], west["score_change"], west["rank_change"]) == (100, 1, -4, 1)
    assert (east["score"], east["rank"], east["score_change"], east["rank_change"]) == (99, 2, 0, -1)
    assert (office["rank"], office["rank_change"], office["score_change"]) == (None, None, 0)
    normal = town.must("score", "--json", today=AFTER).json
    more = town.must("score", "--against", SEPTEMBER, "--json", today=AFTER).json
    assert {key: value for key, value in more.items() if key != "against"} == normal


def test_the_change_in_words(hamlet: Town) -> None:
    spent(hamlet)
    lines = hamlet.must("score", "--against", SEPTEMBER, "--group", "镇", today=AFTER).out.splitlines()
    assert f"与{SEPTEMBER}相比" in lines
    table = lines[lines.index(f"与{SEPTEMBER}相比") :]
    (west,) = [line for line in table if line.startswith("西镇")]
    (east,) = [line for line in table if line.startswith("东镇")]
    assert west.split()[-1] == "降1位"
    assert "-4" in west.split()
    assert east.split()[-1] == "升1位"
    assert not [line for line in table if line.startswith("县教育局")]


def test_against_the_year_before_at_its_own_end(town: Town) -> None:
    spent(town)
    renamed = "  - {name: 新东街道, kind: 镇, aliases: [东镇, 东镇人民政府]}\n"
    row = "  - {name: 东镇人民政府, kind: 镇, aliases: [东镇]}\n"
    newcomer = "  - {name: 南镇人民政府, kind: 镇}\n"
    assert town.load(next_year().replace(row, renamed + newcomer), today="2019-08-01").code == 0
    told = against(town, "2018", today="2019-08-01")
    east, south = told["新东街道"], told["南镇人民政府"]
    assert (east["was"], east["score"], east["rank"], east["score_change"]) == ("东镇人民政府", 99, 1, 1)
    assert [south[key] for key in ("was", "score", "rank", "score_change", "rank_change")] == [None] * 5
    assert "与2018年度相比" in town.must("score", "--against", "2018", today="2019-08-01").out


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("2017", "还没有 2017 年度的要点"),
        ("2018-01-01", "早于要点印发日期"),
        ("上个月", "“上个月”不对"),
        ("2018-9", "不对"),
    ],
)
def test_what_cannot_be_compared_with_is_refused(hamlet: Town, what: str, said: str) -> None:
    assert said in hamlet.refused(2, "score", "--against", what)


def score(unit: str, points: str | None, rank: int | None, group: str = "镇") -> UnitScore:
    """Return a unit's score, of which only this much is looked at."""
    figure = None if points is None else Decimal(points)
    zero = Decimal(0)
    return UnitScore(unit, group, "", figure, rank, None, zero, zero, None, (), (), (), figure, zero, zero)


def test_a_merged_unit_is_held_against_each_it_was_made_of() -> None:
    plan, last = small_plan(), date(2017, 12, 31)
    east, west = (unit for unit in plan.units if unit.kind == "镇")
    gone = replace(east, until=last, successor=(west.name,))
    then = replace(
        plan, year=2017, units=(gone, replace(west, name="西乡", until=last, successor=(west.name,), aliases=()))
    )
    now = replace(plan, units=(west,))
    earlier = Earlier("2017", then, (score(east.name, "90", 2), score("西乡", "95", 1)))
    found = list(changes(now, [score(west.name, "93", 1)], earlier))
    assert [(one.was and one.was.unit, one.score_change, one.rank_change) for one in found] == [
        (east.name, Decimal(3), -1),
        ("西乡", Decimal(-2), 0),
    ]


@pytest.mark.parametrize(
    ("now", "was", "expected"),
    [
        (score("甲", None, None), score("甲", "90", 1), (None, None)),
        (score("甲", "90", 1), score("甲", None, None), (None, None)),
        (score("甲", "90", None), score("甲", "80", 2), (Decimal(10), None)),
        (score("甲", "90", 1, "街道"), score("甲", "80", 3), (Decimal(10), None)),
        (score("甲", "90", 1), None, (None, None)),
        (score("甲", "90.55", 1), score("甲", "90.5", 3), (Decimal("0.05"), -2)),
    ],
    ids=["no score now", "no score then", "no rank now", "another group", "nothing then", "both"],
)
def test_what_is_missing_makes_no_change(
    now: UnitScore, was: UnitScore | None, expected: tuple[object, object]
) -> None:
    change = Change(now, was)
    assert (change.score_change, change.rank_change) == expected


def test_a_closed_year_is_compared_as_it_was_closed(hamlet: Town) -> None:
    spent(hamlet)
    for unit in ("县教育局", "东镇", "西镇"):
        hamlet.must("deduct", "notify", "-u", unit, today="2019-01-02")
    hamlet.close()
    assert hamlet.load(next_year(QUIET), today="2019-08-01").code == 0
    assert against(hamlet, "2018", today="2019-08-01")["西镇人民政府"]["score"] == 96


def test_a_day_to_come_is_no_day_to_compare_with(hamlet: Town) -> None:
    assert "2019-06-01 还没有到" in hamlet.refused(2, "score", "--against", "2019-06-01")
    hamlet.must("score", "--against", AFTER, today=AFTER)


def test_each_group_is_compared_under_its_name_with_its_grades(hamlet: Town) -> None:
    hamlet.must(
        "veto", "add", "-u", "东镇", "--rule", "V1", "--reason", "泄密", "--no-evidence", "另卷", today="2018-11-01"
    )
    said = hamlet.must("score", "--against", SEPTEMBER, "--plain", today="2018-11-02").out
    _, _, compared = said.partition("与2018-09-30相比")
    assert [group for group in ("考核组织单位", "镇", "县级部门") if f"\n{group}\n" in compared] == [
        "考核组织单位",
        "镇",
        "县级部门",
    ]
    (line,) = [line for line in compared.splitlines() if "东镇" in line]
    assert line.split()[4:6] == ["不合格", "优秀"]
    assert against(hamlet, SEPTEMBER, today="2018-11-02")["东镇人民政府"]["grade"] == "优秀"


def test_it_is_said_where_only_one_side_counts_what_was_handled_after_the_year(hamlet: Town) -> None:
    note = "扣分截至2019年1月15日，原得分只到2018年12月31日"
    assert note in hamlet.must("score", "--against", "2018-12-31", "--plain", today=AFTER).out.replace("\n", "")
    assert "原得分只到" not in hamlet.must("score", "--against", AFTER, "--plain", today=AFTER).out
    assert "原得分只到" not in hamlet.must("score", "--against", SEPTEMBER, "--plain", today="2018-11-02").out
