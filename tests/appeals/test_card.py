"""What a unit reads on its scorecard: what the office's slips and later entries have no part in, and what helps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.appeals.staged import URL
from tests.appeals.test_counter import Counter
from tests.papers_docx.word import Word
from tests.plans import small_plan_text

if TYPE_CHECKING:
    from pathlib import Path

WHY = ("--reason", "到期未办结", "--by", "李科长")


@pytest.fixture
def counter(tmp_path: Path) -> Counter:
    """The small year, without stages."""
    path = tmp_path / "tasks.yaml"
    path.write_text(small_plan_text(), encoding="utf-8")
    made = Counter(str(tmp_path / "台账.db"), today="2018-09-03")
    made("load", str(path))
    return made


def take(counter: Counter, rule: str, *more: str, proof: tuple[str, str] = ("--evidence", URL)) -> str:
    return str(counter.json("deduct", "add", "-u", "东镇", "--rule", rule, *WHY, *proof, *more)["id"])


def card(counter: Counter, *more: str) -> str:
    return counter("scorecard", "东镇", "--plain", *more).out.replace("\n", "")


def test_a_review_is_told_by_what_it_changed_and_by_nothing_that_came_later(counter: Counter) -> None:
    take(counter, "3.1", "--point", "1")
    second = take(counter, "2.1", "--point", "2")
    counter("deduct", "notify", "-u", "东镇")
    counter("appeal", "file", second, "--reason", "已公开")
    counter.today = "2018-09-05"
    counter("appeal", "decide", second, "--revoke", "--reason", "属实", "--by", "王主任")
    counter.today = "2018-09-06"
    take(counter, "4.1", "--points", "1")
    said = card(counter)
    assert "2018年9月5日经复核（C6），得分由93变为98。" in said
    (review,) = counter.json("scorecard", "东镇")["reviews"]
    assert (review["appeal"], review["before"]["score"], review["after"]["score"]) == ("C6", 93, 98)
    assert counter.json("scorecard", "东镇")["score"] == 97


def test_the_rank_before_a_decision_is_held_against_what_others_had_lost(counter: Counter) -> None:
    for unit, rule in (("东镇", "2.1"), ("西镇", "2.1"), ("西镇", "3.1")):
        counter("deduct", "add", "-u", unit, "--rule", rule, *WHY, "--evidence", URL, "--point", "1")
    counter("deduct", "notify", "-u", "东镇")
    number = counter.json("deduct", "list", "-u", "东镇")[0]["id"]
    counter("appeal", "file", number, "--reason", "已公开")
    counter("appeal", "decide", number, "--revoke", "--reason", "属实", "--by", "王主任")
    (review,) = counter.json("scorecard", "东镇")["reviews"]
    assert (review["before"]["rank"], review["after"]["rank"]) == (1, 1)


def test_an_entry_in_dispute_reads_so_until_it_is_decided(counter: Counter) -> None:
    number = take(counter, "2.1")
    counter("deduct", "notify", "-u", "东镇")
    assert "复核中" not in card(counter)
    counter("appeal", "file", number, "--reason", "已公开")
    assert "复核中" in card(counter)
    assert "复核中" in counter("deduct", "list", "--plain").out
    assert [one["status"] for one in counter.json("deduct", "list")] == ["valid"], "its points stand meanwhile"
    counter("appeal", "decide", number, "--keep", "--reason", "属实", "--by", "王主任")
    assert "复核中" not in card(counter)
    assert "复核中" not in counter("deduct", "list", "--plain").out


def test_a_slip_taken_back_before_the_unit_was_told_stands_on_no_paper_of_its_own(counter: Counter) -> None:
    slip, told = take(counter, "1.1"), take(counter, "2.1")
    counter("deduct", "revoke", slip, "--reason", "打错")
    counter("deduct", "notify", "-u", "东镇")
    counter("deduct", "revoke", told, "--reason", "查无实据")
    for more in ((), ("--public",)):
        said = card(counter, *more)
        assert slip not in said
        assert (told in said) == (not more), "a public copy names no ids"
        assert "查无实据" in said
    assert [one["id"] for one in counter.json("scorecard", "东镇")["entries"]] == [told]
    year = counter("report", "--public", "--plain").out.replace("\n", "")
    assert "查无实据" in year
    assert "打错" not in year
    assert slip not in year
    assert [one["id"] for one in counter.json("deduct", "list")] == [slip, told], "the office's own list keeps it"


def test_mending_is_advised_only_where_it_gives_points_back(counter: Counter) -> None:
    counter("finding", "add", "-u", "东镇", "--problem", "栏目空白", "--due", "2018-09-20")
    take(counter, "2.1", "--finding", "F2")
    assert "finding rectify" not in card(counter), "rule 2.1 gives nothing back"
    late = take(counter, "1.2", "--finding", "F2", "--again", "另一条")
    said = card(counter)
    assert "问题F2在2018年9月20日前整改并报核查的，减半计，追回" in said
    assert "gongkai finding rectify F2" in said
    assert late in said
    counter("finding", "rectify", "F2", "--note", "已补")
    assert "finding rectify" not in card(counter), "it waits for the office"


def test_a_units_own_table_of_findings_does_not_name_it_in_each_row(counter: Counter) -> None:
    counter("finding", "add", "-u", "东镇", "--problem", "栏目空白", "--due", "2018-09-20")
    said = counter("scorecard", "东镇", "--plain").out
    head = next(line for line in said.splitlines() if "来源" in line)
    assert "单位" not in head


def test_a_printed_card_is_signed(counter: Counter, tmp_path: Path) -> None:
    path = tmp_path / "得分表.docx"
    counter("scorecard", "东镇", "-o", str(path))
    counter("report", "--all-scorecards", str(tmp_path / "全部"))
    cards = [path, *(tmp_path / "全部").glob("*.docx")]
    assert len(cards) == 6
    for each in cards:
        said = Word(each.read_bytes()).text()
        assert said.index("记分人") < said.rindex("审核人") < said.index("单位确认（签字盖章）")
    assert "审核人" not in card(counter)
