"""What a unit asks of a notice: why so many points, found when, what mending gives back, what is open to objection."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gongkai.papers.columns import sentence
from tests.appeals.staged import URL
from tests.appeals.test_counter import Counter
from tests.papers_docx.word import Word
from tests.plans import small_plan_text

if TYPE_CHECKING:
    from pathlib import Path

BY_THE_PIECE = '{code: "4.2", text: 网站断链, points: 1, per: 处, if_rectified: half}'
RANGED = '{code: "4.1", text: 督查发现问题, points: {min: 0.5, max: 3}, per: 个, if_rectified: none}'


@pytest.fixture
def counter(tmp_path: Path) -> Counter:
    """The small year with a rule by the piece, and a finding of the 3rd of September, due on the 20th."""
    path = tmp_path / "tasks.yaml"
    path.write_text(
        small_plan_text().replace(RANGED, f"{RANGED}\n            - {BY_THE_PIECE}"),
        encoding="utf-8",
    )
    made = Counter(str(tmp_path / "台账.db"), today="2018-09-03")
    made("load", str(path))
    found = ("--finding", "断链4处｜修复｜王某｜2018-09-20")
    made("inspect", "add", "--kind", "专项督查", "-u", "东镇", *found)
    made.today = "2018-09-10"
    return made


def take(counter: Counter, rule: str, *more: str) -> str:
    args = ("deduct", "add", "-u", "东镇", "--rule", rule, "--reason", "督查发现", "--by", "李科长", *more)
    return str(counter.json(*args)["id"])


def notice(counter: Counter, *more: str) -> str:
    return counter("deduct", "notify", *more, "--plain").out.replace("\n", "")


def test_a_notice_says_how_the_points_come_about_and_what_mending_gives_back(counter: Counter) -> None:
    take(counter, "4.2", "--count", "4", "--finding", "F3", "--no-evidence", "现场")
    take(counter, "4.1", "--count", "2", "--points", "4", "--no-evidence", "现场记录")
    said = notice(counter, "-u", "东镇")
    found = "问题为2018年9月3日专项督查发现"
    assert f"每处1分×4处；{found}；在2018年9月20日前整改并报核查的，减半计；没有佐证：现场。" in said
    assert "每个0.5至3分，2个共记4分；没有佐证：现场记录。" in said
    assert "依据" not in said, "what was not proved has no basis"


def test_mending_gives_back_nothing_where_the_rule_or_the_day_says_so(counter: Counter) -> None:
    take(counter, "1.2", "--finding", "F3", "--no-evidence", "现场")
    assert "前整改并报核查的，减半计" in notice(counter, "-u", "东镇")
    take(counter, "2.1", "--point", "1", "--finding", "F3", "--again", "另一条", "--no-evidence", "现场")
    assert "整改并报核查" not in notice(counter, "-u", "东镇"), "rule 2.1 gives nothing back"
    counter.today = "2018-09-21"
    take(counter, "4.2", "--finding", "F3", "--again", "又一条", "--no-evidence", "现场")
    assert "整改并报核查" not in notice(counter, "-u", "东镇"), "the day is over"
    assert "前整改并报核查的，减半计" in notice(counter, "D4", "--reprint"), "what the unit was told stands"


def test_an_answer_in_time_waits_for_the_office(counter: Counter) -> None:
    take(counter, "4.2", "--finding", "F3", "--no-evidence", "现场")
    counter("finding", "rectify", "F3", "--note", "已修复")
    said = notice(counter, "-u", "东镇")
    assert "已报整改，核查销号后减半计" in said
    assert "请报整改情况" not in said


def test_no_stop_stands_behind_an_address(counter: Counter) -> None:
    take(counter, "2.1", "--evidence", URL)
    counter("deduct", "notify", "-u", "东镇")
    for paper in (notice(counter, "D4", "--reprint"), counter("scorecard", "东镇", "--plain").out):
        assert f"依据：{URL}" in paper
        assert f"{URL}。" not in paper
    assert (sentence("见某府〔2018〕1号"), sentence("完。")) == ("见某府〔2018〕1号。", "完。")


AGAIN = "　2018年10月30日照原文重印"


def test_a_reprint_says_what_the_unit_was_told_whatever_came_after(counter: Counter, tmp_path: Path) -> None:
    """Taken back, objected to, made void, a term that is over, another rubric: none of it changes the notice."""
    first, second, third = (take(counter, "2.1", "--point", str(n), "--evidence", URL) for n in (1, 2, 3))
    told = notice(counter, "-u", "东镇")
    counter("deduct", "revoke", first, "--reason", "记错")
    counter("appeal", "file", second, "--reason", "不服")
    take(counter, "4.2", "--finding", "F3", "--no-evidence", "现场")
    path = tmp_path / "tasks.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("assessment:\n", "assessment:\n  appeal_workdays: 3\n"))
    counter("load", str(path))
    counter.today = "2018-10-30"
    for which in (("-u", "东镇"), (first,), (third, first)):
        assert notice(counter, *which, "--reprint") == told + AGAIN
    done = counter("deduct", "notify", "-u", "东镇", "--reprint")
    assert f"{first}、{second}告知以后又有处理，重印件照原样，没有写：gongkai show {first}" in done.err
    assert third not in done.err


def test_a_reprint_of_an_issued_notice_is_the_paper_under_its_number(counter: Counter) -> None:
    first = take(counter, "2.1", "--point", "1", "--evidence", URL)
    counter("deduct", "notify", "-u", "东镇", "--issue", "某府办函〔2018〕7号")
    counter("deduct", "revoke", first, "--reason", "记错")
    issued = counter("deduct", "notify", "--issued", "某府办函〔2018〕7号", "--plain").out.replace("\n", "")
    counter.today = "2018-10-30"
    again = notice(counter, first, "--reprint")
    assert again == issued + AGAIN
    assert "某府办函〔2018〕7号" in again


def test_notices_of_one_day_are_reprinted_each_for_itself(counter: Counter) -> None:
    first, second = (take(counter, "2.1", "--point", str(n), "--evidence", URL) for n in (1, 2))
    told = notice(counter, first)
    take(counter, "2.1", "--point", "3", "--evidence", URL)
    other = notice(counter, second)
    counter.today = "2018-10-30"
    assert notice(counter, first, "--reprint") == told + AGAIN
    assert notice(counter, "-u", "东镇", "--reprint") == other + AGAIN
    counter.refused(2, "不是同一个单位、同一次告知的", "deduct", "notify", first, second, "--reprint")


def test_a_printed_notice_is_signed_for_below_its_seal(counter: Counter, tmp_path: Path) -> None:
    take(counter, "2.1", "--evidence", URL)
    path = tmp_path / "告知单.docx"
    assert "送达人" not in counter("deduct", "notify", "-u", "东镇", "-o", str(path)).out
    word = Word(path.read_bytes())
    said = word.text()
    assert said.index("某县人民政府办公室") < said.index("送达人") < said.index("签收人") < said.index("签收日期")
    assert "送达人" not in notice(counter, "D4", "--reprint")


def test_a_list_of_deductions_tells_a_basis_from_a_reason_for_having_none(counter: Counter) -> None:
    take(counter, "2.1", "--no-evidence", "台账")
    assert "没有佐证（台账）" in counter("deduct", "list", "--plain").out.replace("\n", "")
    assert "没有佐证：台账" in counter("scorecard", "东镇", "--plain").out.replace("\n", "")
