"""A plan without a rubric is whole: progress is reported, by the month too, in words of its own kind of work."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

import pytest

from gongkai.plan.titles import subject_of, topic_of, work_of
from tests.cli import run
from tests.intake.test_any_notice import BARE, HEAD
from tests.plans import SMALL_PLAN

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli import Result

FOREIGN = ("政务公开", "考核", "扣分", "得分", "名次", "等次", "分解表全年", "分解表年终")
KINDS = {
    "year-end": "2018年民生实事全年进展情况",
    "midterm": "2018年民生实事中期进展情况",
    "quarter": "2018年第四季度民生实事进展情况",
    "month": "2018年11月民生实事进展情况",
}


@pytest.fixture(name="desk")
def _desk(tmp_path: Path) -> Callable[..., Result]:
    path = tmp_path / "tasks.yaml"
    path.write_text(HEAD + BARE, encoding="utf-8")
    made = partial(run, db=str(tmp_path / "a.db"), today="2018-11-30")
    assert made("load", str(path)).code == 0
    made("progress", "add", "1", "-u", "市教育局", "--percent", "50")
    made("finding", "add", "-u", "市住建局", "--point", "2", "--problem", "进度慢", "--due", "2018-12-20")
    made("selfcheck", "add", "-u", "市教育局", "--summary", "查了")
    return made


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("paper", ["报告", "通报", "一览", "台账"])
def test_every_report_is_one_of_progress(desk: Callable[..., Result], kind: str, paper: str) -> None:
    got = desk("report", "--kind", kind, "--paper", paper)
    assert got.code == 0, got.err
    title = got.out.splitlines()[0]
    assert re.match("甲市(人民政府办公室关于)?2018年(第四季度|11月)?民生实事", title)
    if paper != "台账":
        assert KINDS[kind] in title
    assert [word for word in FOREIGN if word in got.out] == []
    assert "（）" not in got.out
    assert "0/0" not in got.out


@pytest.mark.parametrize(
    "command",
    [
        ("status",),
        ("due",),
        ("remind",),
        ("units",),
        ("check",),
        ("show", "1"),
        ("selfcheck", "report", "-u", "市教育局"),
    ],
)
def test_what_does_not_score_works_and_says_nothing_of_scores(
    desk: Callable[..., Result], command: tuple[str, ...]
) -> None:
    got = desk(*command)
    assert got.code == 0, got.err
    assert [word for word in FOREIGN if word in got.out] == []


@pytest.mark.parametrize(
    "command",
    [
        ("score",),
        ("scorecard", "市教育局"),
        ("deduct", "propose"),
        ("deduct", "add", "-u", "市教育局", "--rule", "1", "--reason", "甲", "--no-evidence", "乙"),
    ],
)
def test_what_scores_says_that_there_is_no_rubric(desk: Callable[..., Result], command: tuple[str, ...]) -> None:
    got = desk(*command)
    assert (got.code, "没有考核细则" in got.err) == (3, True)


def test_a_year_without_a_rubric_is_closed_and_told_as_it_was(desk: Callable[..., Result]) -> None:
    later = partial(desk, today="2019-01-10")
    got = later("year", "close", "--force", "--reason", "年度结束")
    assert got.code == 0, got.err
    assert later("report").out.startswith("甲市人民政府办公室关于2018年民生实事全年进展情况的报告")
    assert later("report", "--issue", "甲府办〔2019〕1号").code == 0
    assert later("audit", "verify").code == 0


def test_a_month_just_begun_is_told(desk: Callable[..., Result]) -> None:
    assert "要上一月的，加 --as-of 2018-11-30" in desk("report", "--kind", "month", today="2018-12-03").err
    assert "加 --as-of" not in desk("report", "--kind", "month", today="2018-12-20").err
    got = desk("report", "--kind", "月度", "--as-of", "2018-10-31")
    assert got.out.startswith("甲市人民政府办公室关于2018年10月民生实事进展情况的报告")


def test_a_month_of_an_assessed_year_is_told_as_a_quarter_is(tmp_path: Path) -> None:
    path = tmp_path / "tasks.yaml"
    path.write_text(SMALL_PLAN, encoding="utf-8")
    made = partial(run, db=str(tmp_path / "a.db"), today="2018-11-30")
    made("load", str(path))
    got = made("report", "--kind", "month", "--paper", "通报")
    assert "关于2018年11月政务公开工作情况的通报" in got.out.splitlines()[0]
    assert "对2018年11月1日至11月30日的工作情况进行了检查" in got.out
    assert made("report", "--kind", "month", "--json").json["kind"] == "month"


def test_a_plan_may_name_its_work_itself(tmp_path: Path) -> None:
    path = tmp_path / "tasks.yaml"
    path.write_text(HEAD.replace("issuer:", "subject: 甲市2018年十件实事\n  issuer:") + BARE, encoding="utf-8")
    made = partial(run, db=str(tmp_path / "a.db"), today="2018-11-30")
    assert made("load", str(path)).code == 0
    assert made("report").out.startswith("甲市人民政府办公室关于2018年十件实事全年进展情况的报告")


@pytest.mark.parametrize(
    ("title", "subject", "work", "topic"),
    [
        ("威远县2018年政务公开工作要点", "威远县2018年政务公开工作", "政务公开工作", "政务公开"),
        ("甲市2018年民生实事任务分解表", "甲市2018年民生实事", "民生实事", "民生实事"),
        ("甲市2026年营商环境重点任务清单", "甲市2026年营商环境重点任务", "营商环境重点任务", "营商环境重点任务"),
        ("关于印发《甲县2025年民生实事实施方案（试行）》的通知", "甲县2025年民生实事", "民生实事", "民生实事"),
        ("乙局2026年重点工作责任分解表", "乙局2026年重点工作", "重点工作", "重点工作"),
        ("2020年政务公开工作安排", "2020年政务公开工作", "政务公开工作", "政务公开"),
        ("关于做好2026年政务公开工作的通知", "2026年政务公开工作", "政务公开工作", "政务公开"),
        ("甲市2026年民生实事", "甲市2026年民生实事", "民生实事", "民生实事"),
        ("清单", "清单", "", ""),
    ],
)
def test_what_a_notice_is_about(title: str, subject: str, work: str, topic: str) -> None:
    assert (subject_of(title), work_of(subject), topic_of(subject)) == (subject, work, topic)
