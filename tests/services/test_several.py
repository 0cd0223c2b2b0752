"""One fact for many: several points, findings and items in one go, and a deduction that its finding tells of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.deadlines.counter import Counter, opened
from tests.plans import small_plan_text

if TYPE_CHECKING:
    from pathlib import Path

URL = ("--evidence", "http://www.example.gov.cn/4")


@pytest.fixture
def desk(tmp_path: Path) -> Counter:
    """The small year, with two problems of the bureau and one of a town."""
    counter = opened(tmp_path, small_plan_text())
    counter.do("finding", "add", "-u", "教育局", "--problem", "栏目空白", "--point", "2", *URL)
    counter.do("finding", "add", "-u", "教育局", "--problem", "目录未编", "--due", "2018-09-01", "--date", "2018-08-30")
    counter.do("inspect", "add", "--kind", "专项督查", "-u", "东镇", "--finding", "公开栏未更新")
    return counter


def test_one_report_stands_for_several_points(desk: Counter) -> None:
    done = desk.json("progress", "add", "1-2,4", "-u", "教育局", "--percent", "60", "--note", "已公开")
    assert [(one["point"], one["percent"], one["note"]) for one in done] == [(no, 60, "已公开") for no in "124"]
    told = desk.do("progress", "add", "1、2", "-u", "教育局", "--percent", "50").err
    assert [line[:2] for line in told.splitlines()] == ["已登", "已登", "注意", "注意"]
    assert desk.json("progress", "add", "2", "-u", "教育局", "--percent", "70")["point"] == "2"


@pytest.mark.parametrize(
    ("code", "said", "words"),
    [
        (3, "县教育局不在要点3的责任单位之列", ("progress", "add", "1-3", "-u", "教育局", "--percent", "60")),
        (2, "没有找到要点“9”", ("progress", "add", "1,9", "-u", "教育局", "--percent", "60")),
        (2, "没有写明是哪些要点", ("progress", "add", "全部", "-u", "教育局", "--percent", "60")),
        (2, "没有找到编号“F99”", ("finding", "rectify", "F3", "F99", "--note", "已补")),
        (3, "已销号", ("finding", "rectify", "F3", "F2", "--note", "已补")),
        (2, "没有找到应办事项“9.9”", ("duty", "done", "1.1/2018-08", "9.9")),
        (2, "不是数量指标", ("duty", "done", "4.1", "1.1/2018-08", "--value", "85")),
    ],
)
def test_where_one_is_refused_nothing_is_written(desk: Counter, code: int, said: str, words: tuple[str, ...]) -> None:
    desk.do("finding", "rectify", "F2", "--note", "已补")
    desk.do("finding", "close", "F2")
    before = desk.json("audit", "verify")["entries"]
    desk.refuses(code, said, *words)
    assert desk.json("audit", "verify")["entries"] == before


def test_several_findings_are_rectified_with_one_note(desk: Counter) -> None:
    told = desk.do("finding", "rectify", "F2", "f3", "F2", "--note", "已补", *URL).err.splitlines()
    assert [line.partition("：")[0] for line in told] == ["已报整改 F2", "已报整改 F3", "注意"]
    assert told[2] == "注意：F3 期限是 2018-09-01，报整改时已逾期2天"
    assert {one["status"] for one in desk.json("finding", "list")[:2]} == {"rectified"}
    assert [one["id"] for one in desk.json("finding", "rectify", "F2", "F3", *URL)] == ["F2", "F3"]
    assert desk.json("finding", "rectify", "F5", "--note", "已补")["id"] == "F5"


def test_several_items_are_settled_at_once(desk: Counter) -> None:
    told = desk.do("duty", "done", "1.1/2018-08", "1.2/东镇人民政府", "1.2/西镇", "--note", "已公开").err
    settled = [line for line in told.splitlines() if line.startswith("已登记办结")]
    assert ["1.1/2018-08" in settled[0], "1.2/东镇" in settled[1], "1.2/西镇" in settled[2]] == [True] * 3
    assert len(settled) == 3


def test_a_deduction_takes_from_its_finding_what_was_not_said(desk: Counter) -> None:
    one = desk.json("deduct", "add", "--finding", "F2", "--rule", "2.1")
    assert (one["unit"], one["reason"], one["point"], one["finding"]) == ("县教育局", "栏目空白", "2", "F2")
    assert [piece["ref"] for piece in one["evidence"]] == [URL[1]]
    two = desk.json("deduct", "add", "--finding", "F5", "--rule", "2.1")
    assert (two["unit"], two["reason"], two["no_evidence"]) == ("东镇人民政府", "公开栏未更新", "依据：问题F5的登记")


def test_what_was_said_goes_before_the_findings_own(desk: Counter) -> None:
    words = ("--reason", "屡次不改", "--no-evidence", "现场查看", "-u", "教育局", "--point", "1")
    one = desk.json("deduct", "add", "--finding", "F2", "--rule", "2.1", *words)
    assert (one["reason"], one["point"], one["evidence"]) == ("屡次不改", "1", [])
    assert one["no_evidence"] == "现场查看"
    desk.refuses(
        2, "F3 是县教育局的问题，不是东镇人民政府的", "deduct", "add", "--finding", "F3", "--rule", "2.1", "-u", "东镇"
    )


def test_rule_and_finding_are_still_asked_for(desk: Counter) -> None:
    desk.refuses(2, "缺少 --rule", "deduct", "add", "--finding", "F2")
    desk.refuses(2, "没有找到", "deduct", "add", "--finding", "F99", "--rule", "2.1")
    desk.refuses(2, "缺少 -u", "deduct", "add", "--rule", "2.1")
    desk.do("deduct", "add", "--finding", "F2", "--rule", "2.1")
    desk.refuses(3, "一事不二扣", "deduct", "add", "--finding", "F2", "--rule", "2.1")


BESIDE = pytest.mark.parametrize(
    "typed", [("F2", "F3"), ("F2,F3",), ("f2，F3",), ("F２、f３",), ("F2;F3；",), ("F2 F3", "F2"), (" F2 ， ", "F3")]
)


@BESIDE
def test_ids_are_read_alike_however_they_are_put_beside_each_other(desk: Counter, typed: tuple[str, ...]) -> None:
    assert [one["id"] for one in desk.json("finding", "plan", *typed, "--measure", "补齐")] == ["F2", "F3"]
    desk.do("finding", "plan", "F2", "--due", "2018-10-01")
    later = desk.json("finding", "extend", *typed, "--due", "2018-12-20", "--reason", "大雨")
    assert [one["id"] for one in later] == ["F2", "F3"]
    assert [one["status"] for one in desk.json("finding", "rectify", *typed, "--note", "已补")] == ["rectified"] * 2
    assert [one["status"] for one in desk.json("finding", "close", *typed)] == ["closed"] * 2
    assert [one["id"] for one in desk.json("finding", "reopen", *typed, "--reason", "反弹")] == ["F2", "F3"]


def test_every_command_of_several_ids_has_the_same_law(desk: Counter) -> None:
    settled = desk.json("duty", "done", "1.1/2018-08，1.2/东镇人民政府、1.2/西镇;4.2/2018-08-31", "--note", "已公开")
    ids = [one["settlement"] for one in settled]
    assert len(ids) == len(set(ids)) == 4
    assert len(desk.json("void", "；".join(ids[:2]).lower(), "--reason", "误登")) == 2
    assert len(desk.json("duty", "cancel", "1.1/2018-08,1.2/东镇人民政府", "--reason", "不再要求")) == 2
    taken = [desk.json("deduct", "add", "--finding", no, "--rule", "2.1")["id"] for no in ("F2", "F3")]
    assert len(desk.json("deduct", "notify", "、".join(taken))) == 2
    back = desk.json("deduct", "revoke", ",".join(taken).lower(), "--reason", "计错")
    assert [(one["entry"], one["kind"]) for one in back] == [(no, "revoked") for no in taken]
    proposed = [one["id"] for one in desk.json("deduct", "propose")][:2]
    assert len(desk.json("deduct", "propose", "--decline", "，".join(proposed), "--reason", "情有可原")) == 2


def test_reports_on_several_points_are_verified_and_sent_back_together(desk: Counter) -> None:
    done = desk.json("progress", "add", "1", "2,4", "-u", "教育局", "--percent", "100", *URL)
    back = desk.json("progress", "return", "1，2", "-u", "教育局", "--reason", "网址打不开")
    assert [(one["point"], one["status"]) for one in back] == [("1", "returned"), ("2", "returned")]
    again = desk.json("progress", "add", "1 2", "-u", "教育局", "--percent", "100")
    ids = [one["id"] for one in again] + [done[2]["id"]]
    assert [one["point"] for one in desk.json("progress", "verify", "、".join(ids).lower())] == ["1", "2", "4"]


def test_of_several_the_refused_one_is_named_and_nothing_is_written(desk: Counter) -> None:
    desk.do("progress", "add", "1-2", "-u", "教育局", "--percent", "100", *URL)
    before = desk.json("audit", "verify")["entries"]
    desk.refuses(3, "要点4上还没有报告", "progress", "verify", "1,2,4", "-u", "教育局")
    desk.refuses(3, "要点4上还没有报告", "progress", "return", "1 4", "-u", "教育局", "--reason", "不实")
    desk.refuses(2, "没有找到要点“9”", "progress", "verify", "1、9", "-u", "教育局")
    desk.refuses(2, "没有写明是哪些要点", "progress", "verify", "全部", "-u", "教育局")
    desk.refuses(2, "没有找到编号“P99”", "progress", "verify", "P99")
    desk.do("finding", "rectify", "F3", "--note", "已补")
    before = desk.json("audit", "verify")["entries"]
    desk.refuses(3, "F2", "finding", "reopen", "F3,F2", "--reason", "反弹")
    desk.refuses(2, "没有找到应办事项“9.9”", "duty", "cancel", "1.1/2018-08，9.9", "--reason", "不再要求")
    assert desk.json("audit", "verify")["entries"] == before
