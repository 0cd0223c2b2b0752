"""Papers of other governments' notices: a table of 民生实事, a bureau's own, demands of the notice as a whole."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from tests.cli import run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli import Result

THINGS = """
plan:
  year: 2022
  title: 2022年区民生实事项目责任分解表
  issuer: 南屏区人民政府
  issued: 2022-01-28
  office: 区政府督查室
units:
  - {name: 区政府督查室, kind: 政府部门}
  - {name: 区教育局, kind: 政府部门}
  - {name: 区医保局, kind: 政府部门}
  - {name: 东门街道, kind: 街道}
collectives:
  各街道: {kinds: [街道]}
  各街道办事处: {kinds: [街道]}
  各牵头单位: {units: [区教育局, 区医保局]}
duties:
  - {id: "0.1", quote: 每月5日前报送上月进展, every: month, grace: {days: 5}, owed_by: 各牵头单位}
points:
  - {id: 1, text: 新建幼儿园3所。, lead: [区教育局], support: [各街道]}
  - {id: 2, text: 建成街道医保服务站5个。, lead: [区医保局], support: [各街道办事处], ongoing: true}
  - id: 3
    text: 全年组织培训不少于2次。
    responsible: [区教育局, 区医保局]
    duties:
      - {id: "3.1", quote: 全年组织培训不少于2次, target: {at_least: 2, unit: 次}}
"""

ASSESSMENT = """
assessment:
  full: 100
  grades: [{name: 合格, min: 60}, {name: 不合格, min: 0}]
  groups:
    - {name: 部门, kinds: [政府部门]}
    - {name: 街道, kinds: [街道]}
  schemes:
    - name: 考核细则
      items: [{code: "1", name: 落实, points: 100, rules: [{code: "1.1", text: 没有落实, points: 2, per: 项}]}]
"""


def _desk(path: Path, text: str) -> Callable[..., Result]:
    path.mkdir(exist_ok=True)
    (path / "tasks.yaml").write_text(text, encoding="utf-8")
    made = partial(run, db=str(path / "a.db"))
    assert made("load", str(path / "tasks.yaml"), today="2022-02-07").code == 0
    return made


@pytest.fixture(name="desk")
def _things(tmp_path: Path) -> Callable[..., Result]:
    return _desk(tmp_path / "things", THINGS)


def test_a_circular_tells_what_the_notice_as_a_whole_demands_and_nobody_did(desk: Callable[..., Result]) -> None:
    assert desk("duty", "done", "0.1/2022-02/区医保局", today="2022-03-04").code == 0
    said = desk("report", "--kind", "quarter", "--paper", "通报", today="2022-04-20").out
    told = "共3项，如区教育局没有办结“每月5日前报送上月进展”（通知要求，应于3月5日前办结）"
    assert f"部分事项逾期。{told}；还有区医保局。" in said
    assert "有关单位于2022年5月6日前落实以下要求，书面反馈区政府督查室，附佐证网址或文号：" in said
    assert "逾期的3项事项一并办结" in said


def test_a_circular_asks_for_evidence_of_what_was_reported_without_any(desk: Callable[..., Result]) -> None:
    assert desk("duty", "done", "0.1/2022-02/区医保局", today="2022-04-01").code == 0
    said = desk("report", "--kind", "quarter", "--paper", "通报", today="2022-04-02").out
    assert "逾期的2项事项一并办结，其中已报办结、未附佐证的1项补报佐证" in said


def test_a_circular_without_such_demands_left_says_nothing_of_them(desk: Callable[..., Result]) -> None:
    said = desk("report", "--kind", "month", "--paper", "通报", today="2022-03-05").out
    assert "部分事项逾期" not in said
    assert "项事项办结" not in said


def test_two_wordings_for_the_same_units_are_one_addressee(desk: Callable[..., Result]) -> None:
    said = desk("report", "--paper", "通报", today="2022-03-05").out
    assert said.splitlines()[1] == "各街道，有关单位："


@pytest.mark.parametrize("kind", ["month", "quarter"])
def test_where_nobody_is_assessed_a_part_of_the_year_is_gathered_up_to_its_day(
    desk: Callable[..., Result], kind: str
) -> None:
    said = desk("report", "--kind", kind, "--paper", "通报", today="2022-03-31").out
    told = {"month": "2022年3月1日至3月31日", "quarter": "2022年1月28日至3月31日"}
    assert f"对{told[kind]}的工作情况进行了汇总。" in said


def test_after_the_year_nothing_is_said_of_points_where_none_are_given(desk: Callable[..., Result]) -> None:
    for command in (("report",), ("status",), ("report", "--paper", "台账")):
        said = desk(*command, today="2023-01-10").out
        assert "核实、整改截至2023年1月10日" in said
        assert "记分" not in said


def test_a_run_that_ends_in_another_year_says_which(desk: Callable[..., Result]) -> None:
    assert "2022-03-05至2023-01-05" in desk("report", today="2023-01-10").out
    assert "（03-05至2023-01-05，共22项）" in desk("due", today="2023-01-10").out
    assert "03-05至04-05" in desk("duty", "list", today="2022-03-04").out


def test_a_reminder_of_a_work_that_is_of_things_reads_as_a_sentence(desk: Callable[..., Result]) -> None:
    said = desk("remind", today="2022-03-04").out
    assert "您好！区民生实事项目的以下事项已到或临近期限，请予关注：" in said


def test_what_never_ends_has_one_status_in_the_list_and_by_itself(desk: Callable[..., Result]) -> None:
    assert "状态 持续推进" in desk("show", "2", today="2022-03-04").out
    assert "状态 未启动" in desk("show", "1", today="2022-03-04").out
    assert desk("progress", "add", "2", "-u", "区医保局", "--percent", "100", today="2022-03-04").code == 0
    assert desk("progress", "verify", "2", "-u", "区医保局", "--note", "看过", today="2022-03-04").code == 0
    assert "状态 已销号" in desk("show", "2", today="2022-03-04").out


def test_a_unit_named_among_several_is_told_that_to_reach_the_target_is_no_report(
    desk: Callable[..., Result],
) -> None:
    assert "提示" not in desk("duty", "done", "3.1", "--value", "1", today="2022-03-04").err
    got = desk("duty", "done", "3.1", "--value", "2", "-u", "区教育局", today="2022-03-05")
    assert "提示：办结事项不算报进展，区教育局在要点3上还没有报过" in got.err


def test_a_ranked_group_says_who_has_no_rank_in_it(tmp_path: Path) -> None:
    desk = _desk(tmp_path / "assessed", THINGS + ASSESSMENT)
    for command in (("score",), ("report",), ("report", "--paper", "通报")):
        said = desk(*command, today="2023-01-10").out
        assert said.count("区政府督查室不参加排名。") == 1
    assert "核实、整改、扣分截至2023年1月10日" in desk("score", today="2023-01-10").out


def test_a_closed_year_asks_for_what_is_left_in_writing(desk: Callable[..., Result]) -> None:
    assert desk("year", "close", "--force", "--reason", "年度结束", today="2023-01-10").code == 0
    said = desk("report", "--paper", "通报", today="2023-01-10").out
    assert "有关单位于2023年1月29日前落实以下要求，书面反馈区政府督查室" in said
    assert "逾期的22项事项（见附件）一并办结" in said


KINDS = """
chapters:
  - title: 教育提升
    points:
      - {id: 1, text: 新建幼儿园3所。, lead: [区教育局]}
  - title: 便民服务
    points:
      - {id: 2, text: 建成街道医保服务站5个。, lead: [区医保局]}
"""


def test_the_kinds_of_a_table_are_not_called_chapters(tmp_path: Path) -> None:
    notice = THINGS.partition("points:")[0] + KINDS
    desk = _desk(tmp_path / "kinds", notice)
    assert desk("progress", "add", "1", "-u", "区教育局", "--percent", "50", today="2022-03-05").code == 0
    said = desk("report", today="2022-03-05").out
    assert "各类推进情况\n\n类别 " in said
    for paper in ("报告", "通报", "一览", "台账"):
        assert "章" not in desk("report", "--paper", paper, today="2022-03-05").out
    numbered = _desk(tmp_path / "numbered", notice.replace("教育提升", "一、教育提升"))
    assert "各章推进情况\n\n章 " in numbered("report", today="2022-03-05").out


FIGURES = """
assessment:
  full: 100
  grades: [{name: 合格, min: 60}, {name: 不合格, min: 0}]
  groups: [{name: 部门, kinds: [政府部门, 街道]}]
  schemes:
    - name: 考核细则
      items:
        - {code: "1", name: 落实, points: 60, rules: [{code: "1.1", text: 没有落实, points: 2, per: 项}]}
        - {code: "2", name: 维护率, points: 20, mode: ratio}
        - {code: "3", name: 采用, points: 20, mode: earn, rules: [{code: "3.1", text: 采用, points: 4, per: 条}]}
"""


def test_what_is_missing_is_no_nought_in_the_sum(tmp_path: Path) -> None:
    desk = partial(_desk(tmp_path / "figures", THINGS + FIGURES), today="2022-06-30")
    merit = ("-u", "区教育局", "--rule", "3.1", "--count", "2", "--reason", "采用", "--no-evidence", "见网站")
    assert desk("bonus", "add", *merit).code == 0
    said = desk("scorecard", "区教育局").out
    assert "2 维护率暂缺，其余各项得分相加：（60－0）＋（0＋8）＝68\n" in said
    total = next(line for line in said.splitlines() if line.startswith("合计"))
    assert total.split() == ["合计", "100", "0", "暂缺"]
    head = next(line for line in said.splitlines() if line.startswith("项目"))
    assert head.split() == ["项目", "分值", "起分", "加分", "扣分", "得分", "得分率"]
    figure = ("--item", "2", "--value", "45", "--of", "50", "--reason", "抽查", "--evidence", "https://x.gov.cn/1")
    assert desk("score", "record", "-u", "区教育局", *figure).code == 0
    assert "各项得分相加：（60－0）＋（18）＋（0＋8）＝86\n" in desk("scorecard", "区教育局").out
