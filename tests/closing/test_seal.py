"""A paper on a closed year bears its seal, tells what was left open, and raises the alarm where scores have changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.cli import run
from tests.closing.town import AFTER
from tests.papers_docx.word import Word
from tests.storage.samples import tampering

if TYPE_CHECKING:
    from pathlib import Path

    from tests.closing.town import Town

LATER = "2019-06-01"
PAPERS = (("score",), ("scorecard", "县教育局"), ("report",))


def said(town: Town, *args: str, today: str = LATER) -> str:
    return town.must(*args, "--plain", today=today).out.replace("\n", "")


def told(town: Town) -> str:
    """Take points from the bureau and tell it; return the id."""
    number = town.deduct("县教育局")
    town.must("deduct", "notify", number, "-u", "县教育局")
    return number


def test_every_paper_of_a_closed_year_bears_the_day_and_the_seal(hamlet: Town) -> None:
    told(hamlet)
    for paper in PAPERS:
        assert "封存校验码" not in said(hamlet, *paper, today=AFTER)
    digest = hamlet.close().json["digest"]
    for paper in PAPERS:
        assert f"已于2019年1月15日封存，封存校验码{digest[:8]}" in said(hamlet, *paper)
        assert "不一致" not in said(hamlet, *paper)
        assert "注意" not in hamlet.must(*paper, today=LATER).err
    assert f"已封存（{digest[:8]}）" in said(hamlet, "deduct", "list")
    assert "封存" not in said(hamlet, "score", "--as-of", "2018-12-31"), "an earlier day was open"


def test_a_ledger_that_gives_another_score_than_was_sealed_raises_the_alarm(hamlet: Town) -> None:
    number = told(hamlet)
    hamlet.close()
    with tampering(hamlet.store, "score_entry") as source:
        source.raw.execute("UPDATE score_entry SET asked = 100 WHERE id = :id", {"id": number})
    for paper in PAPERS:
        assert f"{number} 的内容与登记时不同" in hamlet.refused(4, *paper, today=LATER)
        done = hamlet.must(*paper, "--plain", "--no-verify", today=LATER)
        assert "注意：按登记簿重算的结果与封存的不一致" in done.err
        assert "县教育局封存的考核结果是98分" in done.err.replace("\n  ", "").replace("\n", "")
        page = done.out.replace("\n", "")
        assert "本件不能作为依据" in page
        assert "按登记簿重算是99分" in page
    with tampering(hamlet.store, "score_entry") as source:
        source.raw.execute("UPDATE score_entry SET asked = 200 WHERE id = :id", {"id": number})


def test_the_year_end_report_tells_what_was_left_open(hamlet: Town, tmp_path: Path) -> None:
    number = hamlet.deduct("县教育局")
    hamlet.close("--force", "--reason", "报送期限已到")
    words = "封存时有1件事没有了结，理由：报送期限已到"
    for ending in ("", ".html"):
        path = tmp_path / f"年终{ending}"
        page = said(hamlet, "report") if not ending else ""
        if ending:
            hamlet.must("report", "-o", str(path), today=LATER)
            page = path.read_text(encoding="utf-8")
        assert words in page
        assert f"{number} 县教育局扣2分，没有告知" in page
    path = tmp_path / "通报.docx"
    hamlet.must("report", "-o", str(path), today=LATER)
    paper = Word(path.read_bytes()).text()
    told = "考核结束时还有1件事没有了结（报送期限已到），结果按考核结束时的情况确定。"
    assert paper.index(told) < paper.index("一、总体情况"), "not under the last of the numbered parts"
    assert "封存时有" not in paper


def test_closing_first_tells_what_will_stand(hamlet: Town) -> None:
    waiting, open_ = hamlet.finding("县教育局", "栏目空白"), hamlet.finding("东镇", "链接打不开")
    hamlet.must("finding", "rectify", waiting, "--note", "已补")
    err = hamlet.must("year", "close", today=AFTER).err
    assert err.index("封存后照现在的样子定下") < err.index("年度已封存")
    assert "没有办结的要点4个：1、2、3、4" in err
    assert f"报了整改、没有核查的问题1个：{waiting}" in err
    assert f"没有整改的问题1个：{open_}" in err
    assert "逾期未完成的应办事项" in err


def test_the_refusal_names_the_way_out_of_each_thing(hamlet: Town) -> None:
    number = told(hamlet)
    hamlet.must("appeal", "file", number, "--reason", "事实不符")
    refused = hamlet.refused(3, "year", "close")
    assert "gongkai appeal decide" in refused
    assert "deduct propose" not in refused


def test_closing_makes_no_store_where_there_is_none(tmp_path: Path) -> None:
    nowhere = tmp_path / "没有.db"
    assert run("year", "close", today=AFTER, db=str(nowhere)).code != 0
    assert not nowhere.exists()
