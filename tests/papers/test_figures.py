"""A figure that stands in two papers is the same in both: each is read from the files, by the names beside figures.

Scores, ranks and grades of each unit; the headlines of the year; each deduction, point, finding and item.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from tests.papers.told import number, told_by

if TYPE_CHECKING:
    from pathlib import Path

    from tests.demonstration import Shown
    from tests.papers.told import RowTold, Told

YEAR_END = "年终考核情况（演示数据）"
RANKED = 48
ALL = 54
SCORE_PAPERS = {"通报", "公开通报", "报告.docx", "报告.md", "报告.csv", "台账", "一览", "得分表", "报告.json"}
CARD = {
    "得分": re.compile(r"(?<![一-龥])得分[：\s]*(\d[\d.]*)"),
    "等次": re.compile(r"等次[：\s]*(优秀|良好|合格|不合格)"),
    "名次": re.compile(r"名次[：\s]*(?:并列)?第(\d+)名"),
}
"""What the head of a scorecard says."""


@pytest.fixture(scope="module")
def told(shown: Shown, papers: dict[str, Path]) -> dict[str, Told]:
    """What each paper on the whole year tells."""
    ours = shown.folder
    (table,) = [one for one in ours.iterdir() if one.stem == YEAR_END and one.suffix in {".csv", ".zip", ""}]
    files = {
        "通报": ours / f"{YEAR_END}.docx",
        "公开通报": papers["年终通报-公开.docx"],
        "报告.docx": papers["年终报告.docx"],
        "报告.md": ours / f"{YEAR_END}.md",
        "报告.csv": table,
        "台账": ours / f"{YEAR_END}.xlsx",
        "一览": ours / f"{YEAR_END}.html",
    }
    return {name: told_by(file) for name, file in files.items()}


@pytest.fixture(scope="module")
def cards(papers: dict[str, Path]) -> dict[str, Told]:
    """What each unit's scorecard tells, by the unit."""
    files = {name: file for name, file in papers.items() if name.startswith("得分表-")}
    return {name.removeprefix("得分表-").removesuffix(".docx"): told_by(file) for name, file in files.items()}


@pytest.fixture(scope="module")
def data(shown: Shown) -> Any:  # noqa: ANN401 - JSON
    """The year for programs."""
    return json.loads((shown.folder / f"{YEAR_END}.json").read_text(encoding="utf-8"))


Standing = dict[str, dict[str, Decimal | str]]
"""What a paper says of each unit, by the name of the figure."""


@pytest.fixture(scope="module")
def standings(told: dict[str, Told], cards: dict[str, Told], data: Any) -> dict[str, Standing]:  # noqa: ANN401 - JSON
    """What each paper says of each unit's score."""
    listed = {name: {row["单位"]: _figures(row) for row in paper.under("单位", "得分")} for name, paper in told.items()}
    programs = {unit["unit"]: _figures(_unit_row(unit)) for unit in data["units"]}
    return listed | {"得分表": {unit: _card(card) for unit, card in cards.items()}, "报告.json": programs}


def _unit_row(unit: Any) -> RowTold:  # noqa: ANN401 - JSON
    row = {"得分": unit["score"], "名次": unit["rank"], "等次": unit["grade"], "扣分": unit["deducted"]}
    return {name: str("" if said is None else said) for name, said in row.items()} | {"加分": str(unit["bonus"])}


def _card(card: Told) -> dict[str, Decimal | str]:
    found = {name: pattern.search(card.words) for name, pattern in CARD.items()}
    head = {name: match[1] for name, match in found.items() if match}
    items = {row["项目"]: row["得分"] for row in card.under("项目", "扣分", "得分")}
    (total,) = card.totals("项目", "扣分", "得分")
    assert total["得分"] == head["得分"] or "加分" in card.words
    return _figures(head | items | {"扣分": total["扣分"]})


def _figures(row: RowTold) -> dict[str, Decimal | str]:
    """Return what a row says, without blanks and zeros: a paper may leave either out."""
    plain = {name: said.removeprefix("并列") for name, said in row.items() if said not in {"", "0", "—", "不排名"}}
    return {name: said if number(said).is_nan() else number(said) for name, said in plain.items()}


def test_every_paper_tells_of_every_unit(standings: dict[str, Standing]) -> None:
    assert set(standings) == SCORE_PAPERS
    assert {name: len(units) for name, units in standings.items()} == dict.fromkeys(standings, ALL)


ITEMS = ("自查整改", "要点落实", "时限要求", "督查检查与整改")
TELLING = [("得分", ALL, 9), ("等次", ALL, 9), ("名次", RANKED, 9), ("扣分", 33, 7), ("加分", 2, 6)]


@pytest.mark.parametrize(("figure", "units", "papers_telling"), [*TELLING, *((item, ALL, 3) for item in ITEMS)])
def test_a_unit_stands_the_same_in_every_paper(
    standings: dict[str, Standing], figure: str, units: int, papers_telling: int
) -> None:
    said: dict[str, dict[str, Decimal | str]] = defaultdict(dict)
    for paper, standing in standings.items():
        for unit, row in standing.items():
            if figure in row:
                said[unit][paper] = row[figure]
    assert {unit: told for unit, told in said.items() if len(set(told.values())) > 1} == {}
    assert len(said) == units
    assert {len(told) for told in said.values()} <= set(range(papers_telling, len(SCORE_PAPERS) + 1))


CARDS_BEGIN = "各项得分相加"
"""Where the page's first scorecard begins to tell of one unit."""
HEADLINES: dict[str, tuple[int, tuple[str, ...]]] = {
    "要点": (5, (r"部署要点(\d+)个", r"日，(\d+)个要点办结", r" 要点 (\d+) ")),
    "已销号要点": (4, (r"已销号(\d+)个、已办结", r"核实销号(\d+)个", r" 已销号 (\d+) 办结率")),
    "办结率": (5, (r"办结率（含单位自报） ?(\d[\d.]*%)", r"办结率由\d[\d.]*%升至(\d[\d.]*%)")),
    "落实面": (3, (r"(?<!与)落实面 ?(\d[\d.]*%)", r"全部为(\d[\d.]*%)", r"落实面由\d[\d.]*%升至(\d[\d.]*%)")),
    "红灯": (3, (r"存在逾期的要点(\d+)个", r" 红灯 (\d+) ")),
    "应自查单位": (5, (r"自查的单位(\d+)个，", r"已自查单位 \d+/(\d+)")),
    "已自查单位": (5, (r"自查的单位\d+个，(?:已?完成)?(\d+)个", r"已自查单位 (\d+)/")),
    "问题": (4, (r"(?:登记|发现)问题(\d+)个，", r"问题(\d+)个，其中自查发现")),
    "已销号问题": (3, (r"问题\d+个，[已整改]*销号(\d+)个",)),
    "逾期问题": (5, (r"逾期未整改(\d+)个", r"未整改的问题(\d+)个", r"未整改的(\d+)个问题", r"（逾期(\d+)）")),
    "扣分条数": (5, (r"扣分(\d+)条，(?:计入|涉及)", r"扣分 (\d+)条")),
    "扣分": (
        5,
        (
            r"，共扣?(\d[\d.]*)分。",
            r"扣分 \d+条(\d[\d.]*)分",
            r"扣分计入由[\d.]+分增至(\d[\d.]*)分",
        ),
    ),
}
"""How many papers tell a headline, and in which words."""


@pytest.mark.parametrize("headline", HEADLINES)
def test_a_headline_is_the_same_in_every_paper(told: dict[str, Told], headline: str) -> None:
    telling, patterns = HEADLINES[headline]
    whole = {paper: f" {one.words.partition(CARDS_BEGIN)[0]} " for paper, one in told.items()}
    said = {
        paper: {number(found) for pattern in patterns for found in re.findall(pattern, words)}
        for paper, words in whole.items()
    }
    said = {paper: figures for paper, figures in said.items() if figures}
    assert len(said) >= telling, said
    assert len(set.union(*said.values())) == 1, said


def test_the_headlines_for_programs_are_those_for_people(told: dict[str, Told], data: Any) -> None:  # noqa: ANN401 - JSON
    summary, findings, deductions = data["summary"], data["findings"], data["deductions"]
    expected = {
        "要点": summary["points"],
        "已销号要点": summary["verified"],
        "应自查单位": summary["units"],
        "已自查单位": summary["self_inspected"],
        "红灯": summary["overdue"],
        "问题": findings["total"],
        "已销号问题": findings["by_status"]["closed"],
        "逾期问题": len(findings["overdue"]),
        "扣分条数": deductions["count"],
        "扣分": deductions["applied"],
    }
    whole = " ".join(f" {one.words.partition(CARDS_BEGIN)[0]} " for one in told.values())
    said = {name: {found for one in HEADLINES[name][1] for found in re.findall(one, whole)} for name in expected}
    assert said == {name: {str(figure)} for name, figure in expected.items()}


def test_grades_add_up_in_every_paper(told: dict[str, Told], standings: dict[str, Standing]) -> None:
    counted = Counter(str(row["等次"]) for row in standings["台账"].values())
    for grade, count in counted.items():
        for paper in ("通报", "公开通报"):
            assert set(re.findall(rf"其中.*?{grade}(\d+)个", told[paper].words)) == {str(count)}
        groups = list(told["台账"].under("合格", "良好", "优秀"))
        assert sum(number(row[grade]) for row in groups) == count


def test_a_deduction_costs_the_same_wherever_it_stands(
    told: dict[str, Told],
    cards: dict[str, Told],
    data: Any,  # noqa: ANN401 - JSON
) -> None:
    whole = {name: _applied(told[name].under("编号", "规则", "计入")) for name in ("台账", "一览")}
    each = [_applied(card.under("编号", "规则", "计入")) for card in cards.values()]
    whole["得分表"] = {entry: cost for one in each for entry, cost in one.items()}
    entries = [entry for unit in data["units"] for entry in unit["deductions"]]
    whole["报告.json"] = {entry["id"]: Decimal(str(entry["applied"])) for entry in entries if entry["applied"]}
    only = {name: {entry: cost for entry, cost in one.items() if entry[0] == "D"} for name, one in whole.items()}
    assert only["台账"] == only["一览"] == only["得分表"] == only["报告.json"]
    entries = _deductions(told["台账"])
    counted = [row for row in entries if not row["状态"].startswith("已撤销")]
    assert set(re.findall(r"扣分(\d+)条，涉及", told["通报"].words)) == {str(len(counted))}


def _applied(rows: Any) -> dict[str, Decimal]:  # noqa: ANN401 - rows
    """Return what each entry costs: those that cost nothing (any more) need not be told."""
    costs = {row["编号"]: number(row["计入"]) for row in rows if re.fullmatch(r"[DB]\d+", row["编号"])}
    return {entry: cost for entry, cost in costs.items() if cost}


def _deductions(paper: Told) -> list[RowTold]:
    return [row for row in paper.under("编号", "规则", "计入") if row["编号"].startswith("D")]


def test_deductions_add_up_to_each_units_and_the_years(told: dict[str, Told], standings: dict[str, Standing]) -> None:
    each: dict[str, Decimal] = defaultdict(Decimal)
    for row in _deductions(told["台账"]):
        each[row["单位"]] += number(row["计入"])
    units = {unit: row["扣分"] for unit, row in standings["台账"].items() if "扣分" in row}
    assert {unit: cost for unit, cost in each.items() if cost} == units
    (total,) = {number(found) for found in re.findall(r"，共(\d[\d.]*)分。", told["通报"].words)}
    assert sum(each.values()) == total


def test_a_rules_deductions_are_those_of_the_ledger(told: dict[str, Told]) -> None:
    each: dict[str, Decimal] = defaultdict(Decimal)
    for row in _deductions(told["台账"]):
        each[row["规则"]] += number(row["计入"])
    report = {row["规则"]: number(row["实扣"]) for row in told["报告.md"].under("规则", "条数", "实扣")}
    assert number(next(told["报告.md"].totals("规则", "条数", "实扣"))["实扣"]) == sum(each.values())
    assert {rule: cost for rule, cost in report.items() if re.fullmatch(r"\d+\.\d+", rule)} == {
        rule: cost for rule, cost in each.items() if cost
    }


def test_the_circular_says_why_less_was_taken_than_the_rule_says(told: dict[str, Told]) -> None:
    """Else a unit that lost nothing stands in a list of what was taken, and nobody knows why."""
    why = {row["编号"]: row["少计原因"] for row in _deductions(told["台账"])}
    rows = list(told["通报"].under("问题类别", "单位", "扣分"))
    assert rows
    assert {row["说明"] for row in rows if number(row["扣分"]) == 0} == {"按期整改不扣"}
    assert {row["说明"] for row in rows} <= {*why.values(), ""}


def test_a_point_stands_the_same_in_every_paper(told: dict[str, Told], data: Any) -> None:  # noqa: ANN401 - JSON
    ledger = {row["要点号"]: row for row in told["台账"].under("要点号", "灯", "状态")}
    page = {row["要点号"]: row for row in told["一览"].under("要点号", "灯", "状态")}
    assert set(ledger) == set(page)
    for no, row in ledger.items():
        assert (row["灯"], row["状态"], row["要点"]) == (page[no]["灯"], page[no]["状态"], page[no]["要点"]), no
        assert number(row["完成"]) == number(page[no]["完成"]), no
    left = {row["要点"]: row for row in told["通报"].under("要点", "未办结的牵头单位")}
    assert set(left) == {no for no, row in ledger.items() if row["状态"] not in {"已办结", "已销号"}}
    assert set(left) == set(map(str, data["remaining"]["points"]))
    assert {no: number(row["平均进度"]) for no, row in left.items()} == {no: number(ledger[no]["完成"]) for no in left}


def test_points_by_status_are_those_of_the_ledger(told: dict[str, Told]) -> None:
    counted = Counter(row["状态"] for row in told["台账"].under("要点号", "灯", "状态"))
    (said,) = re.findall(r"已销号(\d+)个、已办结(\d+)个、推进中(\d+)个", told["报告.md"].words)
    assert tuple(map(int, said)) == (counted["已销号"], counted["已办结"], counted["推进中"])
    chapters = told["报告.md"].under("章", "已销号", "存在逾期的要点")
    assert sum(number(row["已销号"]) for row in chapters) == counted["已销号"]


OPEN = ("单位", "问题", "期限", "状态")


def test_an_open_finding_is_the_same_in_every_paper(told: dict[str, Told], data: Any) -> None:  # noqa: ANN401 - JSON
    report, page = (
        {(row["单位"], row["问题"]): [row[name] for name in OPEN] for row in told[paper].under("来源", *OPEN)}
        for paper in ("报告.md", "一览")
    )
    in_words = {
        which: [re.sub(r"^(\d\d)-(\d\d)$", lambda day: f"{int(day[1])}月{int(day[2])}日", said) for said in row]
        for which, row in report.items()
    }
    assert in_words == page
    assert len(report) == len(data["remaining"]["findings"])
    circular = {(row["单位"], row["问题"]) for row in told["通报"].under("单位", "问题", "整改期限")}
    waiting = [row for row in report.values() if not row[3].startswith("已整改待核")]
    assert circular == {(unit, what) for unit, what, _, _ in waiting}


def test_findings_by_unit_are_those_of_the_ledger(told: dict[str, Told]) -> None:
    """A self-inspection that found nothing is no finding, whichever way the ledger tells it."""
    rows = [
        row for row in told["台账"].under("单位", "问题", "整改措施") if not re.search("未发现|没有发现", row["问题"])
    ]
    counted = Counter(row["单位"] for row in rows if row["问题"])
    said = {row["单位"]: int(row["问题"]) for row in told["报告.md"].under("单位", "问题", "未销号", "逾期")}
    (total,) = told["报告.md"].totals("单位", "问题", "未销号", "逾期")
    assert number(total["问题"]) == sum(counted.values())
    assert said == dict(counted)


def test_late_items_are_the_same_in_every_paper(told: dict[str, Told]) -> None:
    late = [row for row in told["台账"].under("编号", "事项", "状态") if row["状态"].startswith("逾期未完成")]
    rows = {row["编号"]: row for row in late}.values()  # the workbook has them on two sheets: to print, to filter
    ledger = [(row["编号"].partition(".")[0], row["事项"]) for row in rows]
    report = [(row["要点"], row["事项"]) for row in told["报告.md"].under("要点", "单位", "事项", "期限", "状态")]
    assert sorted(ledger) == sorted(report)
    assert set(re.findall(r"逾期的(\d+)项事项", told["通报"].words)) == {str(len(report))}


def test_shares_done_add_up_and_are_those_of_the_scorecards(told: dict[str, Told], cards: dict[str, Told]) -> None:
    """The page's picture, unit by unit. A town leads no point: all that it does is in its share."""
    rows = [(row[0], re.search(r"(\d+)/(\d+)", row[1])) for row in told["一览"].rows if len(row) > ALL - 15]
    shares = {unit: (int(share[1]), int(share[2])) for unit, share in rows if share and unit in cards}
    done, owed = (sum(share[at] for share in shares.values()) for at in (0, 1))
    assert set(re.findall(r"任务(\d+)项次，办结(\d+)项次", told["通报"].words)) == {(str(owed), str(done))}
    (share,) = {number(found) for found in re.findall(r"落实面(\d[\d.]*%)", told["通报"].words)}
    assert share == round(Decimal(done) / owed, 3)
    towns = {unit: share for unit, share in shares.items() if unit.endswith("镇人民政府")}
    said = {unit: re.findall(r"承担要点(\d+)个.*?已办结(\d+)个", cards[unit].words) for unit in towns}
    assert said == {unit: [(str(owed), str(done))] for unit, (done, owed) in towns.items()}
