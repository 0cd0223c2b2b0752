"""进展: a unit reports what it did, the office verifies it or sends it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gongkai.errors import AmbiguousName, BadValue, NotOnPoint, OutsideYear, Refused, UnknownName
from gongkai.plan.acts import load_plan
from gongkai.progress.acts import NewProgress, add_progress, send_back, verify
from tests.services.book import Book, day, plan_with

if TYPE_CHECKING:
    from pathlib import Path

URL = "http://www.example.gov.cn/gk/1.html"


def report(percent: str = "40", point: str = "1", unit: str = "教育局", **more: object) -> NewProgress:
    return NewProgress(point, unit, percent, **more)  # type: ignore[arg-type]  # note and evidence


def test_a_report_is_kept_as_it_happened_not_as_it_was_typed(book: Book) -> None:
    first = book.do(add_progress, report("40％", note=" 已公开12项 ", evidence=(URL, URL)), on="08-20")
    assert (first.before.updated, first.before.percent) == (None, 0)
    assert (first.record.id, first.record.seq, first.record.percent) == ("P2", 2, 40)
    assert (first.record.day, first.record.unit, first.record.note) == (day("08-20"), "县教育局", "已公开12项")
    assert [piece.ref for piece in first.record.evidence] == [URL]
    assert (first.record.actor, str(first.record.recorded)) == ("张文书", "2018-09-03 09:30:00+08:00")
    second = book.do(add_progress, report("100"))
    assert (second.before.percent, second.before.updated, second.record.day) == (40, day("08-20"), day("09-03"))
    assert book.acts() == ["progress.add", "progress.add"]


@pytest.mark.parametrize("percent", ["-1", "101", "40.5", "1e2", "nan", "", " ", "四十", "40%%", "+5", "1000", "४०"])
def test_percent_is_a_whole_number_up_to_100(book: Book, percent: str) -> None:
    error = BadValue(f"完成比例“{percent}”不对", "请写 0 到 100 的整数")
    book.refuses(error, add_progress, report(percent))


@pytest.mark.parametrize(
    ("new", "error"),
    [
        (report(point="5"), UnknownName("要点", "5", advice="2018年要点编号从1到4")),
        (report(unit="西镇", point="4"), NotOnPoint("西镇人民政府", "4")),
        (report(unit="教委"), UnknownName("单位", "教委", advice="单位名录", do=("units",))),
        (report(unit="镇"), AmbiguousName("单位", "镇", ["东镇人民政府", "西镇人民政府"])),
        (report(unit=" "), UnknownName("单位", " ", advice="单位名录：gongkai units")),
        (
            report(evidence=(URL, "javascript:alert(1)")),
            BadValue("佐证“javascript:alert(1)”既不是网址、文号，也不是现有的文件", "请核对网址"),
        ),
        (report(evidence=("",)), BadValue("佐证“”既不是网址、文号，也不是现有的文件", "请核对网址")),
    ],
)
def test_a_report_is_refused(book: Book, new: NewProgress, error: BadValue) -> None:
    book.refuses(error, add_progress, new)


@pytest.mark.parametrize("on", ["2017-12-31", "2019-01-01", "0001-01-01", "9999-12-31"])
def test_a_fact_counts_in_its_own_year(book: Book, on: str) -> None:
    error = OutsideYear(day(on), 2018)
    assert error.message == f"{on} 不在 2018 年度内，不能计入"
    book.refuses(error, add_progress, report(), on=on)


def test_a_year_that_was_never_loaded(book: Book) -> None:
    book.refuses(BadValue("还没有 2031 年度的要点", "先装入年度要点"), add_progress, report(), year=2031)


def test_a_unit_of_another_year_reports_nothing(book: Book) -> None:
    gone = "{name: 西镇人民政府, kind: 镇, aliases: [西镇], until: 2017-06-30, successor: [东镇人民政府]}"
    with book.register() as register:
        load_plan(register, plan_with("{name: 西镇人民政府, kind: 镇, aliases: [西镇]}", gone), "tasks.yaml")
    error = Refused("西镇人民政府不是2018年的单位", "现由东镇人民政府承继")
    book.refuses(error, add_progress, report(unit="西镇", point="2"))


def test_evidence_may_be_a_file_kept_beside_the_register(
    book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGKAI_EVIDENCE", str(tmp_path / "佐证"))
    paper = tmp_path / "清单.txt"
    paper.write_text("决策公开清单", encoding="utf-8")
    new = report(evidence=(str(paper), "某府办函[2018]7号"))
    kept = book.do(add_progress, new).record.evidence
    assert [(piece.kind, piece.ref) for piece in kept] == [("file", "清单.txt"), ("number", "某府办函〔2018〕7号")]
    assert (tmp_path / "佐证" / kept[0].sha256[:2] / kept[0].sha256).read_text(encoding="utf-8") == "决策公开清单"
    missing = str(tmp_path / "没有.txt")
    for path in (missing, "\0", "a" * 5000):
        error = BadValue(f"佐证“{path}”既不是网址、文号，也不是现有的文件")
        book.refuses(error, add_progress, report(evidence=(path,)))
    folder = BadValue(f"佐证“{tmp_path}”是文件夹，不是文件", "请写明其中的文件")
    book.refuses(folder, add_progress, report(evidence=(str(tmp_path),)))


@pytest.mark.parametrize(
    ("typed", "ref"),
    [
        ("某教【2018】12号", "某教〔2018〕12号"),
        ("《关于公开清单的通知》（某教[2018] 12号）", "《关于公开清单的通知》（某教〔2018〕12号）"),
        ("mp.weixin.qq.com/s/abc", "http://mp.weixin.qq.com/s/abc"),
    ],
)
def test_evidence_is_named_as_offices_write_it(book: Book, typed: str, ref: str) -> None:
    assert [piece.ref for piece in book.do(add_progress, report(evidence=(typed,))).record.evidence] == [ref]


def test_files_named_together_are_so_many_pieces(book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_EVIDENCE", str(tmp_path / "佐证"))
    papers = [tmp_path / "清单.txt", tmp_path / "说明.txt", tmp_path / "甲，乙.txt"]
    for paper in papers:
        paper.write_text(paper.name, encoding="utf-8")
    two = f"{papers[0]}，{papers[1]}"
    kept = book.do(add_progress, report(evidence=(two, str(papers[2])))).record.evidence
    assert [piece.ref for piece in kept] == ["清单.txt", "说明.txt", "甲，乙.txt"]
    error = BadValue(f"佐证“{papers[0]},没有.txt”既不是网址、文号，也不是现有的文件")
    book.refuses(error, add_progress, report(evidence=(f"{papers[0]},没有.txt",)))


def test_the_office_verifies_what_is_finished_and_proved(book: Book) -> None:
    book.do(add_progress, report("100", evidence=(URL,)))
    review = book.do(verify, "1", "教育局", by="李主任")
    assert (review.id, review.kind, review.by, review.actor) == ("V3", "verified", "李主任", "张文书")
    error = Refused("县教育局在要点1上已核实销号，无需重复")
    book.refuses(error, verify, "1", "教育局")
    assert book.do(add_progress, report("90")).before.status == "verified"
    book.refuses(Refused("县教育局在要点1上只报到 90%，不能核实", "等单位报到 100%"), verify, "1", "教育局")


def test_the_office_does_not_verify_what_nobody_showed(book: Book) -> None:
    book.refuses(Refused("县教育局在要点1上还没有报告，不能核实", "等单位"), verify, "1", "教育局")
    book.do(add_progress, report("100"))
    book.refuses(
        Refused("县教育局在要点1上没有提供佐证", "请核对后用 --note 写明核实依据"), verify, "1", "教育局", "  "
    )
    book.refuses(NotOnPoint("县网信办", "1"), verify, "1", "网信办", "现场核实")
    book.refuses(
        BadValue("处理日期 2018-09-02 早于报告日期 2018-09-03", "请核对"), verify, "1", "教育局", "看过", on="09-02"
    )
    assert book.do(verify, "1", "教育局", "现场核实").by == "张文书"


def test_a_return_holds_until_the_next_report(book: Book) -> None:
    book.refuses(Refused("县教育局在要点1上还没有报告，无可退回"), send_back, "1", "教育局", "清单不全")
    book.do(add_progress, report("100"))
    book.refuses(BadValue("理由不能为空", "请写明理由"), send_back, "1", "教育局", " \n")
    early = BadValue("处理日期 2018-08-31 早于报告日期 2018-09-03", "请核对")
    book.refuses(early, send_back, "1", "教育局", "清单不全", on="08-31")
    returned = book.do(send_back, "1", "教育局", "清单不全", on="09-05").record
    assert (returned.kind, returned.note, returned.day) == ("returned", "清单不全", day("09-05"))
    book.refuses(Refused("县教育局在要点1上已退回，正等待重报"), send_back, "1", "教育局", "再退", on="09-06")
    book.refuses(
        Refused("县教育局在要点1上已被退回，尚未重报，不能核实", "等单位"), verify, "1", "教育局", "看过", on="09-06"
    )
    assert book.do(add_progress, report("100"), on="09-10").before.status == "returned"
    book.do(verify, "1", "教育局", "清单已补全", on="09-11")
    assert book.acts() == ["progress.add", "progress.return", "progress.add", "progress.verify"]


def test_the_year_is_over_and_handling_goes_on(book: Book) -> None:
    book.do(add_progress, report("100"), on="12-31")
    assert book.do(verify, "1", "教育局", "年后核实", on="2019-01-15").year == 2018
