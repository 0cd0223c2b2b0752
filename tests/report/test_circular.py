"""通报, 整改通知书, 自查报告: sentences from the ledger, cases by name, nothing where there is nothing to say."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any, cast

import pytest

from gongkai.finding.notice import rectification_document
from gongkai.finding.selfreport import selfreport_document
from gongkai.finding.states import finding_states
from gongkai.papers.columns import quoted
from gongkai.papers.document import Attachment, Numbered, Section, Signature, Table
from gongkai.papers.letterhead import BY_HAND, Occasion, to_all
from gongkai.papers.word.measure import title_lines
from gongkai.plan.calendar import LastDay
from gongkai.report.circular import circular_document
from gongkai.report.yearend import report_document
from tests.report.build import EDUCATION, FINANCE, URL, XINDIAN, YANLING, Book, a_busy_autumn, blocks_of, day, words
from tests.report.judged import scores_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from gongkai.papers.document import Document
    from gongkai.register.kinds import Finding, SelfInspection
    from gongkai.year import Year

NOVEMBER, JANUARY = day("11-05"), date(2019, 1, 8)
TODAY = Occasion(day("11-06"), LastDay(10, day("11-20")))
NOBODY: frozenset[str] = frozenset()


def circular(
    year: Year, kind: str = "year-end", occasion: Occasion = TODAY, undecided: Collection[str] = NOBODY
) -> Any:  # noqa: ANN401 - a document
    """Return the circular to a report of the year."""
    year.objecting = frozenset(undecided)
    return circular_document(report_document(year, kind), year, occasion)


def titles(document: Document) -> list[str]:
    return [block.title for block in blocks_of(document) if isinstance(block, Section)]


@pytest.fixture
def year() -> Year:
    return a_busy_autumn().year(NOVEMBER)


def test_the_circular_is_built_as_real_ones_are(year: Year) -> None:
    paper = circular(year)
    assert paper.title == "威远县人民政府办公室关于2018年政务公开工作年终考核情况的通报"
    assert titles(paper)[0] == "一、总体情况"
    assert [title for title in titles(paper) if title[1] == "、"][-1] == "三、下一步工作要求"
    scores = next(block for block in paper.blocks if isinstance(block, Attachment))
    captions = [block.caption for block in scores.blocks if isinstance(block, Table)]
    assert (scores.title, captions[:2]) == ("考核得分表", ["镇", "县级部门"])
    assert captions[2:] == ["不参加排名的单位"], "who is ranked stands first, all others in one table"
    signed = next(block for block in paper.blocks if isinstance(block, Signature))
    assert (signed.issuer, signed.day) == (year.plan.issuer, day("11-06"))
    assert paper.addressee == to_all(year.plan)


def test_it_cites_the_notice_and_bears_no_number_of_its_own_before_it_is_issued(year: Year) -> None:
    paper = circular(year)
    assert paper.number == ""
    assert f"《{year.plan.title}》（{year.plan.number}）" in words(paper)
    assert "0123456789ab" in paper.footer


def test_it_is_a_draft_until_the_year_is_closed(year: Year) -> None:
    assert circular(year).marks == ("示例分值", "征求意见稿")
    assert circular(year, occasion=Occasion(day("11-06"), LastDay(10, day("11-20")), final=True)).marks == ("示例分值",)


def test_its_data_are_the_report_s_own(year: Year) -> None:
    assert circular(year).data == report_document(year).data


def test_every_figure_of_its_sentences_is_the_report_s(year: Year) -> None:
    paper, said = circular(year), words(circular(year))
    data = cast("dict[str, Any]", paper.data)
    found, taken = data["findings"], data["deductions"]
    summary = data["summary"]
    assert f"{summary['points']}个要点办结{summary['done'] + summary['verified']}个" in said
    assert f"任务{summary['responsible_units']}项次，办结{summary['responsible_done']}项次，落实面" in said
    assert f"发现问题{found['total']}个" in said
    assert f"超过期限未整改的问题{len(found['overdue'])}个" in said
    assert f"扣分{taken['count']}条" in said
    assert f"共{taken['applied'].normalize():f}分" in said
    owed = data["self_inspection"]
    assert f"单位{owed['owed']}个，完成{owed['done']}个" in said
    over = circular(a_busy_autumn().year(JANUARY))
    assert f"参加考核的单位{len(over.data['units'])}个" in words(over)


def test_no_grade_is_given_before_the_year_is_over(year: Year) -> None:
    assert not re.search("优秀|良好|合格", words(circular(year)))
    assert "不是年终结果，不定等次" in words(circular(year))
    tables = [b for block in circular(year).blocks if isinstance(block, Attachment) for b in block.blocks]
    assert tables
    assert all(column.name != "等次" for one in tables if isinstance(one, Table) for column in one.columns)
    assert "优秀" in words(circular(a_busy_autumn().year(JANUARY)))


def test_a_case_tells_what_counts_and_not_what_was_first_put_down() -> None:
    book = Book()
    for point in "12345":
        book.entry(YANLING, day("09-20"), "2.1", "10", point=point, reason="牵头的要点没有办结", evidence=URL)
    scores = {score.unit: score for score in scores_of(book.year(NOVEMBER))}
    counted = max(entry.applied for entry in scores[YANLING].applied)
    capped = next(entry for entry in scores[YANLING].applied if entry.applied < entry.asked)
    said = words(circular(book.year(NOVEMBER)))
    assert f"扣{counted.normalize():f}分" in said
    assert f"（{capped.id}）" not in said


def test_a_finished_point_that_is_late_says_with_what_and_the_least_done_is_the_case() -> None:
    year = a_busy_autumn().year(JANUARY)
    said = words(circular(year))
    done = [state for state in year.overview.points if state.is_done and state.light == "red"]
    assert f"办结的要点中还有{len(done)}个（要点{done[0].point.no}）问题整改、应办事项逾期" in said
    assert "如县政府办公室牵头的要点3“推行主动公开基本目录制度”没有进展" in said
    assert "红灯" not in said


def test_nobody_is_invited_to_object_when_no_term_runs_any_more() -> None:
    year = a_busy_autumn().year(JANUARY)
    closed = Occasion(date(2019, 1, 8), LastDay(10, date(2019, 1, 22)), objections=False)
    assert "异议" not in words(circular(year, occasion=closed))
    assert "异议" in words(circular(year))


def test_a_veto_is_told_with_its_reason() -> None:
    book = a_busy_autumn()
    book.entry(EDUCATION, day("11-03"), "V1", "0", kind="veto", reason="弄虚作假。", evidence=URL)
    assert f"被一票否决的单位1个：{EDUCATION}，因“弄虚作假”。" in words(circular(book.year(NOVEMBER)))


def test_problems_are_told_with_unit_and_case(year: Year) -> None:
    said = words(circular(year))
    assert f"如{YANLING}“目录未公开”（应于10月15日前整改）；还有{FINANCE}。" in said
    assert f"年内未自查1起：{XINDIAN}“未按期办结”，扣10分。" in said


def test_a_unit_with_an_undecided_objection_is_counted_and_never_named(year: Year) -> None:
    said = words(circular(year, undecided={FINANCE, XINDIAN}))
    assert FINANCE not in said
    assert XINDIAN not in said
    assert "超过期限未整改的问题2个" in said


def test_what_is_asked_for_has_a_day(year: Year) -> None:
    said = words(circular(year))
    assert "于2018年11月20日前" in said
    assert "申请复核" in said


def test_a_year_without_problems_has_no_section_for_them() -> None:
    paper = circular(Book().year(day("08-01")))
    assert titles(paper) == ["一、总体情况", "二、下一步工作要求"]
    for absent in ("扣分", "异议", "逾期", "发现问题1", "销号", "表扬", "结果运用"):
        assert absent not in words(paper), absent
    assert re.search("未开展自查的6个单位（[^）]+）在年底前完成", words(paper))


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        ("midterm", "威远县人民政府办公室关于2018年政务公开工作中期评估情况的通报"),
        ("quarter", "威远县人民政府办公室关于2018年第四季度政务公开工作情况的通报"),
    ],
)
def test_midterm_and_quarter_have_a_title_and_only_midterm_tells_units_apart(year: Year, kind: str, title: str) -> None:
    paper = circular(year, kind)
    assert paper.title == title
    said = "文中得分、名次截至2018年11月5日，不是年终结果，不定等次。"
    assert (said in words(paper)) == (kind == "midterm")


def notice(year: Year, unit: str) -> Document:
    states = finding_states(year.ledger.findings, year.ledger.finding_steps)
    chosen = [state for state in states if state.finding.unit == unit and state.status in {"open", "planned"}]
    return rectification_document(year, unit, chosen, TODAY)


def test_a_rectification_notice_names_each_problem_its_day_and_the_way_to_answer(year: Year) -> None:
    paper = notice(year, FINANCE)
    said = words(paper)
    assert paper.addressee == FINANCE
    assert "2018年10月10日县政府办公室专项督查发现，你单位在落实《威远县2018年政务公开工作要点》中存在问题：" in said
    assert "原期限2018年10月20日已过，仍按原期限计逾期；请于2018年11月20日前整改到位" in said
    sheet = next(block for block in paper.blocks if isinstance(block, Attachment))
    (table,) = (block for block in sheet.blocks if isinstance(block, Table))
    assert [column.name for column in table.columns][2:] == ["整改措施", "责任人", "完成时限", "整改情况", "佐证网址"]


def test_a_problem_without_a_date_is_asked_for_one() -> None:
    book = Book()
    book.finding(EDUCATION, day("09-01"))
    said = words(notice(book.year(NOVEMBER), EDUCATION))
    assert "于2018年11月20日前填写附件，报送整改措施、责任人和完成时限" in said
    assert "逾期" not in said


def self_report(book: Book, unit: str) -> Document:
    year = book.year(NOVEMBER)
    held: list[SelfInspection] = [record for record in year.ledger.self_inspections if record.unit == unit]
    found: tuple[Finding, ...] = tuple(f for f in year.ledger.findings if f.unit == unit and f.source == "self")
    return selfreport_document(year, unit, held, finding_states(found, year.ledger.finding_steps), TODAY)


def test_a_report_of_a_unit_has_room_for_whom_to_ask_there() -> None:
    """Whom to ask at the office is no one to ask at the unit."""
    head = self_report(a_busy_autumn(), EDUCATION).letterhead
    assert head is not None
    assert head.contact == head.phone == BY_HAND


def test_in_a_unit_s_own_report_measures_have_the_numbers_of_the_problems() -> None:
    book = Book()
    own = book.selfcheck(EDUCATION, day("09-15"))
    first = book.finding(EDUCATION, day("09-15"), day("10-15"), origin=own.id)
    second = book.finding(EDUCATION, day("09-15"), origin=own.id)
    book.step(first.id, "planned", day("09-16"), measure="逐项补齐。", person="张某")
    paper = self_report(book, EDUCATION)
    lists = [block for block in blocks_of(paper) if isinstance(block, Numbered)]
    problems, measures = lists[0].items, lists[1].items
    assert len(problems) == len(measures) == 2
    for no, record, problem, measure in zip((1, 2), (first, second), problems, measures, strict=True):
        assert record.id not in problem, "whoever signs knows no ids"
        assert f"问题{no}" in measure
        assert record.id not in measure
    assert "逐项补齐；责任人：张某；期限2018年10月15日；整改中，已逾期" in measures[0]
    assert "尚未定措施" in measures[1]
    assert titles(paper)[:3] == ["一、基本情况", "二、存在问题", "三、整改措施"]


def test_a_self_inspection_that_found_nothing_is_reported_as_such() -> None:
    book = Book()
    book.selfcheck(YANLING, day("09-15"), ("1", "3"))
    paper = self_report(book, YANLING)
    assert "自查没有发现问题" in words(paper)
    assert "整改措施" not in "".join(titles(paper))
    assert "范围为要点1、3" in words(paper)


def test_marks_inside_quotation_marks_are_single_ones() -> None:
    """GB/T 15834-2011, 4.8.3.4; an apostrophe is no mark."""
    assert quoted("抓好“三大攻坚战”信息公开") == "“抓好‘三大攻坚战’信息公开”"
    assert quoted("抓好“县长‘信箱’”来信") == "“抓好‘县长“信箱”’来信”"
    assert quoted("it’s") == "“it’s”"


def test_no_paper_puts_double_marks_inside_double_ones() -> None:
    book = a_busy_autumn()
    book.entry(YANLING, day("09-20"), "2.1", "5", reason="“三大攻坚战”信息没有公开。")
    said = words(circular(book.year(NOVEMBER)))
    assert f"{YANLING}“‘三大攻坚战’信息没有公开”，扣5分" in said
    assert not re.search("“[^”]*“", said)


def test_where_all_have_one_grade_the_circular_says_so() -> None:
    paper = words(circular(Book().year(JANUARY)))
    assert re.search("参加考核的单位[0-9]+个，均为优秀。", paper)
    assert "其中优秀" not in paper


def test_a_report_is_titled_on_two_lines_of_like_length() -> None:
    book = Book()
    book.selfcheck(EDUCATION, day("09-15"))
    title = self_report(book, EDUCATION).title
    lines = title_lines(title, 20)
    assert lines == [f"威远{EDUCATION}关于2018年", "政务公开工作自查情况的报告"]


def test_a_notice_of_rectification_speaks_of_problems_by_their_number() -> None:
    book = Book()
    late = book.finding(EDUCATION, day("09-15"), day("10-15"))
    undated = book.finding(EDUCATION, day("09-16"))
    said = words(notice(book.year(NOVEMBER), EDUCATION))
    assert "问题1原期限已过，仍按原期限计逾期；请于" in said
    assert "问题2没有定期限，于" in said
    assert [said.count(record.id) for record in (late, undated)] == [0, 0], "the form that comes back has them"
