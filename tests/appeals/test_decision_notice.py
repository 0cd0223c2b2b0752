"""复核决定通知书: what a unit is told of a decision about its objection, whatever it objected to and was decided."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from tests.appeals.staged import OUTSIDE, TOWN, URL, staged_text
from tests.appeals.test_counter import Counter
from tests.papers_docx.word import Word

if TYPE_CHECKING:
    from pathlib import Path

NUMBER = "某府办函〔2018〕9号"
DECIDED = ("--reason", "部分属实（D2）", "--by", "王主任")


@pytest.fixture
def counter(tmp_path: Path) -> Counter:
    """A deduction D2, a veto X3 and an outside score G4 of the town, told and objected to."""
    path = tmp_path / "tasks.yaml"
    path.write_text(staged_text(), encoding="utf-8")
    made = Counter(str(tmp_path / "台账.db"))
    made("load", str(path))
    proof = ("--evidence", URL, "--by", "李科长")
    made("deduct", "add", "-u", "东镇", "--rule", "2.1", "--reason", "到期未办结", "--stage", "日常考核", *proof)
    made("veto", "add", "-u", "东镇", "--rule", "V1", "--reason", "泄密", *proof)
    made("score", "record", "-u", "东镇", "--stage", OUTSIDE, "--score", "90", "--reason", "评估报告", *proof)
    made("deduct", "notify", "-u", "东镇")
    made.today = "2018-10-09"
    for what in ("D2", "X3", "G4"):
        made("appeal", "file", what, "--reason", "与事实不符", "--evidence", "某府〔2018〕1号")
    made.today = "2018-10-12"
    return made


def told(counter: Counter, *words: str) -> str:
    return counter("appeal", "notice", *words, "--plain").out.replace("\n", "")


TAKEN = "2018年9月28日对你单位“日常考核”阶段扣5分，同日告知。你单位于10月9日申请复核，理由是：与事实不符；佐证："
ONCE = "同一事项只能申请一次复核，不再受理新的申请。"
ANEW = "得分、等次和名次据此重新计算"
WORDS = (
    ("D2", ("--keep",), "决定维持扣5分", f"这项扣分计入“日常考核”阶段的考核5分。{ONCE}"),
    (
        "D2",
        ("--reduce-to", "1.5"),
        "决定由扣5分改为扣1.5分",
        f"这项扣分计入“日常考核”阶段的考核1.5分，{ANEW}。{ONCE}",
    ),
    ("D2", ("--revoke",), "决定撤销这项扣分（原扣5分）", f"这项扣分不再计入“日常考核”阶段的考核，{ANEW}。"),
    (
        "X3",
        ("--keep",),
        "决定维持一票否决",
        f"你单位不论得分，直接定为不合格，不参加排名。{ONCE}",
    ),
    ("X3", ("--revoke",), "决定撤销一票否决", "这项一票否决不再适用，等次和名次按得分确定。"),
    ("G4", ("--keep",), "决定维持这项得分", f"这项得分照原来的计入考核。{ONCE}"),
    (
        "G4",
        ("--revoke",),
        "决定撤销这项得分",
        "这项得分不再计入考核；重新录入的另行告知，告知以后可以申请复核。",
    ),
)


@pytest.mark.parametrize(("what", "how", "decided", "then"), WORDS)
def test_each_decision_says_what_was_decided_and_what_counts(
    counter: Counter, what: str, how: tuple[str, ...], decided: str, then: str
) -> None:
    counter("appeal", "decide", what, *how, *DECIDED)
    said = told(counter, what)
    assert said.startswith("某县2018年政务公开工作复核决定通知书")
    assert f"{TOWN}：" in said
    assert f"2018年10月12日经复核（决定人：王主任），{decided}，现予通知。理由是：部分属实" in said
    assert f"{then}某县人民政府办公室2018年10月12日" in said
    assert ("只能申请一次" in said) == ("--revoke" not in how), "of what is gone nobody asks again"
    assert not re.search(r"[DXGCRJ]\d", said), "a unit knows no ids"


def test_it_says_what_was_taken_by_which_rule_and_why_the_unit_objected(counter: Counter) -> None:
    counter("appeal", "decide", "D2", "--keep", *DECIDED, "--evidence", "某府〔2018〕2号")
    counter("appeal", "decide", "X3", "--keep", *DECIDED)
    counter("appeal", "decide", "G4", "--keep", *DECIDED)
    said = told(counter, "D2")
    assert "因到期未办结，按照考核细则第2.1条“" in said
    assert f"，{TAKEN}某府〔2018〕1号。" in said
    assert "；依据：某府〔2018〕2号。" in said
    assert "因泄密，按照考核细则第V1条“泄露秘密”" in told(counter, "X3")
    assert "对你单位一票否决，同日告知。" in told(counter, "X3")
    assert f"2018年9月28日录入你单位得分“{OUTSIDE}：90分”（评估报告），同日告知。" in told(counter, "G4")


def test_a_veto_that_goes_leaves_another_that_stands(counter: Counter) -> None:
    counter("veto", "add", "-u", "东镇", "--rule", "V1", "--reason", "又泄密", "--again", "另一件", "--evidence", URL)
    counter("appeal", "decide", "X3", "--revoke", *DECIDED)
    assert "你单位还有别的一票否决，等次仍按它确定。" in told(counter, "X3")


def test_what_the_office_took_back_itself_is_told_as_that(counter: Counter) -> None:
    counter("deduct", "revoke", "D2", "--reason", "记错了", "--by", "李科长")
    said = told(counter, "D2")
    assert "2018年10月12日已撤销这项扣分（撤销人：李科长），不再作复核决定，现予通知。理由是：记错了。" in said
    assert "经复核" not in said


def test_it_is_as_it_was_on_its_day_whatever_came_after(counter: Counter) -> None:
    counter("appeal", "decide", "D2", "--reduce-to", "1.5", *DECIDED)
    before = told(counter, "D2")
    counter.today = "2018-10-20"
    counter("deduct", "revoke", "D2", "--reason", "决定有误")
    done = counter("appeal", "notice", "d2", "--plain")
    assert done.out.replace("\n", "") == before
    assert "D2复核决定以后又撤销了，通知书照决定当时的，没有写：gongkai show D2" in done.err


def test_the_latest_of_a_unit_needs_no_number_and_what_is_undecided_has_no_notice(counter: Counter) -> None:
    counter.refused(3, "没有已经作出的复核决定", "appeal", "notice", "-u", "东镇")
    counter.refused(3, "还没有作出复核决定", "appeal", "notice", "D2")
    counter.refused(2, "没有找到", "appeal", "notice", "D99")
    counter("appeal", "decide", "D2", "--keep", *DECIDED)
    counter("appeal", "decide", "X3", "--revoke", *DECIDED)
    assert told(counter, "-u", "东镇") == told(counter, "X3")
    filed = counter.json("appeal", "notice", "D2")["appeal"]["id"]
    assert told(counter, filed) == told(counter, "D2")
    counter.refused(2, "不是西镇人民政府的", "appeal", "notice", "D2", "-u", "西镇")


def test_a_decision_writes_its_notice_at_once_and_issues_it(counter: Counter, tmp_path: Path) -> None:
    path = tmp_path / "决定.docx"
    counter.refused(2, "扩展名", "appeal", "decide", "D2", "--keep", *DECIDED, "-o", str(tmp_path / "决定.doc"))
    done = counter("appeal", "decide", "D2", "--keep", *DECIDED, "-o", str(path), "--issue", NUMBER)
    assert f"：{NUMBER}《某县2018年政务公开工作复核决定通知书》，发{TOWN}" in done.err
    assert f"已写入 {path}" in done.err
    assert NUMBER in Word(path.read_bytes()).text()
    again = told(counter, "D2")
    assert NUMBER in again
    assert again == told(counter, "--issued", NUMBER)
    counter.refused(3, f"已经印发：{NUMBER}", "appeal", "notice", "D2", "--issue", "某府办函〔2018〕10号")
    counter.refused(2, "不和编号", "appeal", "notice", "D2", "--issued", NUMBER)


def test_a_notice_issued_later_keeps_the_decisions_day(counter: Counter, tmp_path: Path) -> None:
    done = counter("appeal", "decide", "D2", "--keep", *DECIDED)
    assert "提示：复核决定要书面通知单位：gongkai appeal notice " in done.err
    counter.today = "2018-10-15"
    path = tmp_path / "决定.json"
    counter("appeal", "notice", "D2", "--issue", NUMBER, "-o", str(path))
    data = json.loads(path.read_text(encoding="utf-8"))
    assert (data["unit"], data["number"], data["date"]) == (TOWN, NUMBER, "2018-10-12")
    assert (data["appeal"]["entry"], data["appeal"]["status"], data["ruling"]["kind"]) == ("D2", "kept", "kept")
