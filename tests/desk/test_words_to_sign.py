"""What goes out under a seal: no day still to come, no equal blamed alone, no promise for the past, no cut reason."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from gongkai.report.shortfalls import brief
from tests.cli import run
from tests.desk.counter import TODAY

if TYPE_CHECKING:
    from pathlib import Path

    from tests.desk.counter import Desk

REASONS = [
    ("公示牌三个月没有更新", "公示牌三个月没有更新"),
    (
        "2018年内应自查整改不少于1次（“年内对本单位政务公开专项自查整改不少于1次”），到年底登记0次",
        "2018年内应自查整改不少于1次（“年内对本单位政务公开专项自查整改不少于1次”），到年底登记0次",
    ),
    (
        "要点20“‘一日一清单’”70项逾期未完成：20.1/2018-07-25、20.1/2018-07-26、20.1/2018-07-27等",
        "要点20“‘一日一清单’”70项逾期未完成",
    ),
    (
        "公开栏破损、链接打不开、电话停机、名单没有更新、清单缺少三项、公告栏内容停留在去年六月份",
        "公开栏破损、链接打不开、电话停机、名单没有更新、清单缺少三项等",
    ),
]


@pytest.mark.parametrize(("reason", "told"), REASONS)
def test_a_reason_is_never_cut_open(reason: str, told: str) -> None:
    assert brief(reason) == told


def test_a_paper_on_days_to_come_is_not_issued(desk: Desk) -> None:
    told = desk.refused(3, "report", "--kind", "quarter", "--as-of", "2018-12-31", "--issue", "威府办函〔2018〕91号")
    assert "还没有到" in told


@pytest.mark.parametrize(("as_of", "code"), [("2018-11-29", 0), ("2018-11-30", 0), ("2018-12-01", 3)])
def test_a_paper_is_issued_on_any_day_up_to_today(desk: Desk, as_of: str, code: int) -> None:
    told = desk.call("report", "--kind", "quarter", "--as-of", as_of, "--issue", "威府办函〔2018〕91号")
    assert told.code == code, told.err


def test_the_reminder_of_one_unit_is_recorded_for_it_alone(desk: Desk) -> None:
    desk.must("finding", "add", "-u", "jyj", "--problem", "栏目空白", "--due", TODAY[:10])
    assert "gongkai remind -u 县教育局 --sent 微信" in desk.must("remind", "-u", "jyj").out


def test_a_term_that_is_over_is_not_promised_again(desk: Desk) -> None:
    desk.must("selfcheck", "add", "-u", "jyj", "--finding", "栏目空白｜补齐｜李明｜" + TODAY[:10])
    later = run("selfcheck", "report", "-u", "jyj", today="2018-12-20", db=desk.db)
    assert "超过整改期限的1个问题立即整改" in later.out
    assert "按期整改" not in later.out


def test_what_is_kept_of_a_public_paper_is_the_public_copy(desk: Desk) -> None:
    identity, number = "511024199001011234", "威府办函〔2018〕102号"
    desk.must(
        "finding",
        "add",
        "-u",
        "jyj",
        "--problem",
        f"名单公开了身份证号{identity}",
        "--allow-personal",
        "--due",
        "10月20日",
        "--date",
        "10月8日",
    )
    issue = desk.must("report", "--kind", "quarter", "--public", "--issue", number)
    again = desk.must("report", "--issued", number)
    for paper in (issue.out, again.out, desk.must("report", "--issued", number, "--public").out):
        assert identity not in paper
        assert "名单公开了身份证号" in paper
        assert paper.count("公开版") == 1
    assert identity not in desk.must("report", "--issued", number, "--json").out


def test_without_public_the_paper_is_kept_as_it_was(desk: Desk) -> None:
    identity, number = "511024199001011234", "威府办函〔2018〕103号"
    desk.must(
        "finding",
        "add",
        "-u",
        "jyj",
        "--problem",
        f"名单公开了身份证号{identity}",
        "--allow-personal",
        "--due",
        "10月20日",
        "--date",
        "10月8日",
    )
    desk.must("report", "--kind", "quarter", "--issue", number)
    assert identity in desk.must("report", "--issued", number).out
    assert identity not in desk.must("report", "--issued", number, "--public").out


def test_a_circular_that_counts_what_a_unit_was_not_told_of_says_so(desk: Desk, tmp_path: Path) -> None:
    words = ("--rule", "4.2", "--reason", "栏目空白", "--no-evidence", "当面查看", "--by", "李督查")
    number = json.loads(desk.must("deduct", "add", "-u", "jyj", *words, "--json").out)["id"]
    write = ("report", "--kind", "midterm", "-o", str(tmp_path / "通报.docx"))
    assert f"{number}还没有告知单位，通报会计入、会点名" in desk.must(*write).err
    desk.must("deduct", "notify", number)
    assert "还没有告知" not in desk.must(*write).err


def test_a_quarter_that_has_just_begun_is_likely_not_meant(desk: Desk) -> None:
    early = desk.must("report", "--kind", "季度", today="2018-10-08")
    assert "要上一季度的，加 --as-of 2018-09-30" in early.err
    assert "上一季度" not in desk.must("report", "--kind", "季度", today="2018-11-08").err
    assert "上一季度" not in desk.must("report", "--kind", "季度", "--as-of", "2018-09-30", today="2018-10-08").err
    assert "上一季度" not in desk.must("report", "--kind", "季度", today="2018-07-28").err, "nothing went before"


def test_a_bonus_has_no_term_to_object(desk: Desk) -> None:
    words = ("--rule", "B1", "--reason", "市里推广", "--no-evidence", "市里文件", "--by", "李督查")
    number = json.loads(desk.must("bonus", "add", "-u", "jyj", *words, "--json").out)["id"]
    told = desk.must("deduct", "notify", number).err
    assert f"已登记告知：{number}" in told
    assert "异议期限" not in told


def test_after_the_year_no_progress_is_asked_for_that_would_be_refused(desk: Desk) -> None:
    done = ("duty", "done", "35.1/县教育局", "--evidence", "http://a.cn/1")
    assert "不算报进展" in desk.must(*done, "--date", "2018-12-20", today="2018-12-20").err
    late = ("duty", "done", "35.1/县财政局", "--evidence", "http://a.cn/1", "--date", "2019-01-18")
    assert "不算报进展" not in desk.must(*late, "--year", "2018", today="2019-01-18").err


def test_within_the_year_a_scorecard_says_that_it_is_not_the_last_word(desk: Desk) -> None:
    words = "得分、名次、等次按这一天的登记计算，不是年终结果"
    assert words in desk.must("scorecard", "jyj").out
    assert words not in desk.must("scorecard", "jyj", "--year", "2018", today="2019-01-18").out


def test_the_public_copy_does_not_tell_what_the_office_has_still_to_do(desk: Desk) -> None:
    words = ("--rule", "4.2", "--reason", "栏目空白", "--no-evidence", "当面查看", "--by", "李督查")
    desk.must("deduct", "add", "-u", "jyj", *words)
    assert "告知后才起算异议期限" in desk.must("report").out
    assert "告知后才起算异议期限" not in desk.must("report", "--public").out
