"""通报: whom it names, and that nothing it asks for is past, done, or refused by the tool itself."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from gongkai.appeal.papers import step_words
from gongkai.entry.notice import Notice, notice_document
from gongkai.entry.states import entry_states
from gongkai.papers.document import Attachment, Table
from gongkai.papers.letterhead import Occasion
from gongkai.plan.calendar import LastDay
from gongkai.plan.model import Duty
from gongkai.register.kinds import Appeal
from gongkai.report import enclosures
from gongkai.report.yearend import finished_share
from gongkai.year import Year
from tests.report.build import EDUCATION, FINANCE, OFFICE, URL, XINDIAN, YANLING, Book, a_busy_autumn, day, plan, words
from tests.report.judged import scores_of
from tests.report.test_circular import JANUARY, NOVEMBER, circular, notice, self_report

if TYPE_CHECKING:
    from gongkai.papers.document import Document

SIGNED = Occasion(JANUARY, LastDay(10, date(2019, 1, 22)))


def listed(paper: Document, title: str) -> list[list[object]]:
    """Return the rows of what is listed behind a paper."""
    (behind,) = (block for block in paper.blocks if isinstance(block, Attachment) and block.title == title)
    return [[cell.value for cell in row] for table in behind.blocks if isinstance(table, Table) for row in table.rows]


def behind(paper: Document, title: str) -> str:
    """Return the words of one attachment."""
    (part,) = (block for block in paper.blocks if isinstance(block, Attachment) and block.title == title)
    return words(replace(paper, blocks=part.blocks))


def test_of_several_leads_only_those_that_have_not_finished_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enclosures, "FEW", 0)
    rows = listed(circular(a_busy_autumn().year(JANUARY), occasion=SIGNED), "未办结要点清单")
    assert rows[0][:3] == ["1", "加大决策信息公开力度", f"{FINANCE}（60%）"], "its own share, which the mean hides"


def test_a_point_that_is_late_in_the_year_says_what_is_late(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enclosures, "FEW", 0)
    rows = listed(circular(a_busy_autumn().year(NOVEMBER)), "未办结要点清单")
    assert [row[0] for row in rows] == ["1", "3"], "what is done is told with the figures"
    assert rows[1][-1] == "应办事项逾期2项，最早2018年10月31日到期"


def test_items_that_are_late_are_told_by_a_case_and_listed_by_unit_and_day() -> None:
    """Each unit stands once in the sentence, or in the list behind the paper."""
    paper = circular(a_busy_autumn().year(NOVEMBER))
    said = f"部分事项逾期。共5项（见附件2），如{FINANCE}没有办结“公开当月清单”（要点2，应于8月31日前办结）。"
    assert said in words(paper)
    assert "逾期的5项事项（见附件2）一并办结" in words(paper)
    rows = listed(paper, "逾期未办结事项清单")
    assert rows[0] == [FINANCE, "公开当月清单", "2", 3, "8月31日至10月31日", "逾期5至66天"], "a row, not one a month"
    assert [row[0] for row in rows] == [FINANCE, YANLING, XINDIAN]
    assert sum(int(str(row[3])) for row in rows) == 5


def test_few_late_items_are_told_with_all_their_units() -> None:
    dated = replace(plan(), points=tuple(replace(one, duties=one.duties * (one.no == "3")) for one in plan().points))
    said = words(circular(Book(dated).year(NOVEMBER)))
    assert f"共2项，如{YANLING}没有办结“完成目录编制”（要点3，应于10月31日前办结）；还有{XINDIAN}。" in said
    assert "逾期未办结事项清单" not in said


def test_late_items_of_a_unit_with_an_undecided_objection_are_counted_only() -> None:
    paper = circular(a_busy_autumn().year(NOVEMBER), undecided={FINANCE})
    assert "部分事项逾期。共5项（见附件2），如" in words(paper)
    assert [row[0] for row in listed(paper, "逾期未办结事项清单")] == [YANLING, XINDIAN]
    assert "另有3项，所属单位申请的复核尚未决定。" in behind(paper, "逾期未办结事项清单")


def faults() -> Book:
    """Return a year of four deductions under two rules: none is about a kind that is told by itself."""
    book = Book()
    for unit, reason in ((FINANCE, "有错别字。"), (YANLING, "栏目空白。"), (XINDIAN, "链接失效。")):
        book.entry(unit, day("09-20"), "2.1", "5", reason=reason, evidence=URL)
    book.entry(EDUCATION, day("09-21"), "1.1", "10", reason="没有自查。", evidence=URL)
    return book


def test_what_points_were_taken_for_is_listed_with_every_unit() -> None:
    paper = circular(faults().year(JANUARY))
    said = words(paper)
    assert "日常工作不规范。共4起（见附件3），其中要点未办结3起，如" in said
    assert f"；年内未自查1起：{EDUCATION}“没有自查”，扣10分。" in said
    rows = listed(paper, "日常工作扣分清单")
    assert rows[0] == ["要点未办结", FINANCE, "有错别字", Decimal(5)]
    assert sorted(str(row[1]) for row in rows) == sorted([FINANCE, YANLING, XINDIAN, EDUCATION])
    assert sum(Decimal(str(row[-1])) for row in rows) == Decimal(25)
    hidden = circular(faults().year(JANUARY), undecided={FINANCE})
    assert [row[1] for row in listed(hidden, "日常工作扣分清单")] == [YANLING, XINDIAN, EDUCATION]
    assert "另有1起，所属单位申请的复核尚未决定。" in behind(hidden, "日常工作扣分清单")


def test_a_few_deductions_are_all_told_in_the_text() -> None:
    book = Book()
    for unit in (FINANCE, YANLING):
        book.entry(unit, day("09-20"), "2.1", "5", reason="栏目空白。", evidence=URL)
    said = words(circular(book.year(NOVEMBER)))
    assert f"日常工作不规范。要点未办结2起，如{FINANCE}“栏目空白”，扣5分；还有{YANLING}。" in said
    assert "日常工作扣分清单" not in said


def test_few_points_and_problems_are_told_in_a_sentence_and_not_on_a_page_of_their_own() -> None:
    paper = circular(a_busy_autumn().year(NOVEMBER))
    titles = {block.title for block in paper.blocks if isinstance(block, Attachment)}
    assert not titles & {"未办结要点清单", "未整改问题清单", "日常工作扣分清单"}
    assert "未办结的2个要点（要点1、3）由牵头单位抓紧办结" in words(paper)


def test_nothing_is_asked_by_a_day_that_is_gone_when_it_is_signed() -> None:
    book = Book()
    for due in ("10-05", "10-20", "11-30"):
        book.finding(EDUCATION, day("09-20"), day(due))
    year = book.year(day("10-25"), as_of=day("09-30"))
    said = words(circular(year, "quarter", Occasion(day("10-25"), LastDay(10, day("11-08")))))
    assert "（9月30日以后已经完成的，报送情况即可）" in said
    assert "有关单位于2018年11月8日前落实以下要求（另有期限的除外），书面反馈" in said
    assert f"期限已到的2个问题（{EDUCATION}2个），尚未整改的整改到位" in said
    assert f"尚在期限内的1个问题（{EDUCATION}）于11月30日前整改到位" in said
    assert "最近的于10月31日到期" in said
    assert "10月5日前" not in said
    fresh = circular(book.year(day("10-25")), "quarter", Occasion(day("10-25"), LastDay(10, day("11-08"))))
    assert "以后已经完成的" not in words(fresh)


def test_the_nearest_day_is_the_first_to_come_when_it_is_signed() -> None:
    """A daily list that fell due before the signature hides neither the next one nor the month's list."""
    point = plan().points[1]
    daily = Duty("2.2", "一日一清单", "公开当日清单", every="workday")
    of = replace(plan(), points=(*(p for p in plan().points if p != point), replace(point, duties=(daily,))))
    year = Book(of).year(day("10-25"), as_of=day("09-30"))
    said = words(circular(year, "quarter", Occasion(day("10-25"), LastDay(10, day("11-08")))))
    assert "最近的于10月26日到期" in said


def test_a_paper_signed_after_the_year_does_not_ask_for_what_is_to_be_done_within_it() -> None:
    year = Book().year(day("12-05"), as_of=day("12-05"))
    assert "在年底前完成" in words(circular(year, "quarter", Occasion(day("12-06"), LastDay(10, day("12-20")))))
    late = words(circular(year, "quarter", SIGNED))
    assert "在年底前完成" not in late
    assert "有关单位于2019年1月22日前落实以下要求" in late
    assert "补报自查日期和范围，年内未开展的说明原因" in late
    assert "到期，提前安排" not in late


def closed(year: Year) -> Year:
    standing = replace(year.standing, closed=date(2019, 1, 5), seal="0123abcd")
    return Year(year.ledger, standing, year.now, year.calendar)


def test_of_a_closed_year_nothing_is_asked_that_it_would_refuse() -> None:
    said = words(circular(closed(a_busy_autumn().year(JANUARY)), occasion=SIGNED))
    assert "考核结束时尚未整改到位的2个问题" in said
    assert "转入下一年度继续整改" in said
    assert "有关单位于2019年1月22日前落实以下要求，书面反馈" in said
    assert re.search("未开展自查的[0-9]+个单位说明原因", said)
    asked = said[said.index("下一步工作要求") :]
    assert not re.search("补报|核查后销号|退回重改|登记|封存", asked)


def test_problems_carried_into_the_next_year_are_counted_as_the_figures_count_them() -> None:
    book = a_busy_autumn()
    found = book.finding(XINDIAN, day("11-01"), day("11-20"))
    book.step(found.id, "rectified", day("11-18"), note="已补齐", evidence=URL)
    said = words(circular(closed(book.year(JANUARY)), occasion=SIGNED))
    assert "已整改待核查1个，尚未整改到位2个" in said
    assert "一是考核结束时尚未整改到位的2个问题（" in said
    assert f"，考核结束时已整改待核查的1个问题（{XINDIAN}）由县政府办公室在下一年度核查；" in said


def test_inspections_after_the_last_day_are_not_counted_within_the_year() -> None:
    book = a_busy_autumn()
    book.inspection((XINDIAN,), date(2019, 1, 7))
    said = words(circular(book.year(JANUARY), occasion=SIGNED))
    assert "期间开展专项督查1次，年度结束后开展专项督查1次。" in said


def test_the_heaviest_deductions_come_first_and_few_are_all_told() -> None:
    book = Book()
    book.entry(YANLING, day("09-20"), "1.1", "2", reason="晚自查")
    book.entry(XINDIAN, day("09-20"), "2.1", "5")
    said = words(circular(book.year(NOVEMBER)))
    assert said.index(f"要点未办结1起：{XINDIAN}") < said.index(f"年内未自查1起：{YANLING}“晚自查”，扣2分。")


def test_a_quarter_is_named_and_its_figures_said_to_run_from_the_beginning() -> None:
    said = words(circular(a_busy_autumn().year(NOVEMBER), "quarter"))
    assert "对2018年10月1日至11月5日的工作情况进行了检查" in said
    assert "除写明第四季度的以外，各项数字从2018年7月25日起累计" in said


@pytest.mark.parametrize(
    ("kind", "now", "said"),
    [
        ("year-end", day("07-26"), "年度尚未结束，文中情况截至2018年7月26日，不是年终结果"),
        ("midterm", JANUARY, "文中情况截至2018年12月31日，年终结果以年终考核情况的通报为准"),
    ],
)
def test_a_paper_that_is_not_the_year_s_last_word_says_so(kind: str, now: date, said: str) -> None:
    assert said in words(circular(Book().year(now), kind))


def test_a_veto_that_is_objected_to_is_told_of_nowhere() -> None:
    book = a_busy_autumn()
    book.entry(EDUCATION, day("11-03"), "V1", "0", kind="veto", reason="弄虚作假。", evidence=URL)
    paper = circular(book.year(JANUARY), occasion=SIGNED, undecided={EDUCATION})
    assert "被一票否决的单位1个。" in words(paper)
    tables = [b for block in paper.blocks if isinstance(block, Attachment) for b in block.blocks]
    rows = [row for one in tables if isinstance(one, Table) for row in one.rows if row[1].value == EDUCATION]
    ((row),) = rows
    assert "复核中" in [cell.value for cell in row]
    assert not {"造成信息发布失信", "不合格"} & {cell.value for cell in row}


def test_who_is_asked_for_a_date_is_named() -> None:
    book = Book()
    book.finding(EDUCATION, day("09-01"))
    book.finding(XINDIAN, day("09-01"))
    said = words(circular(book.year(NOVEMBER), undecided={XINDIAN}))
    assert f"未定整改期限的2个问题（{EDUCATION}）报送整改措施、责任人和时限" in said


def test_a_rectification_notice_says_by_which_inspection_a_problem_was_found() -> None:
    book = Book()
    visit = replace(book.inspection((XINDIAN,), day("10-10")), kind="定期检查")
    book.ledger = replace(book.ledger, inspections=(visit,))
    book.finding(XINDIAN, day("10-10"), origin=visit.id)
    book.finding(XINDIAN, day("10-11"))
    said = words(notice(book.year(NOVEMBER), XINDIAN))
    assert "（县政府办公室定期检查发现1个、县政府办公室日常监测发现1个）" in said
    assert "2018年10月10日县政府办公室定期检查发现" in said


def test_the_office_reports_on_its_self_inspection_to_its_government() -> None:
    book = Book()
    book.selfcheck(OFFICE, day("09-15"))
    book.selfcheck(EDUCATION, day("09-15"))
    own, others = self_report(book, OFFICE), self_report(book, EDUCATION)
    assert (own.addressee, others.addressee) == ("威远县人民政府", "威远县人民政府办公室")
    assert others.title == f"威远{EDUCATION}关于2018年政务公开工作自查情况的报告"


def test_a_unit_s_report_tells_what_it_has_begun_and_not_finished_though_it_does_not_lead() -> None:
    book = Book()
    book.selfcheck(XINDIAN, day("09-15"))
    book.progress("1", XINDIAN, 50, day("09-16"))
    book.progress("4", XINDIAN, 100, day("09-16"))
    said = words(self_report(book, XINDIAN))
    assert "承担而尚未完成的要点1个（要点1），按分工抓紧落实" in said
    assert "已报进展的要点2个，其中已办结1个（要点4）" in said


@pytest.mark.parametrize(("percent", "asked"), [(99, True), (100, False)])
def test_a_lead_that_has_finished_its_part_is_not_told_to_finish(percent: int, *, asked: bool) -> None:
    book = Book()
    book.selfcheck(EDUCATION, day("09-15"))
    book.progress("4", EDUCATION, percent, day("09-16"))
    said = words(self_report(book, EDUCATION))
    assert ("牵头而尚未办结的要点1个（要点4），抓紧办结" in said) is asked
    assert ("牵头而尚未办结" in said) is asked


@pytest.mark.parametrize(
    ("points", "told"),
    [("4", "要点1个，已办结（要点4）"), ("34", "要点2个，均已办结（要点3、4）"), ("", "")],
)
def test_where_all_that_was_begun_is_finished_the_report_says_so(points: str, told: str) -> None:
    book = Book()
    book.selfcheck(XINDIAN, day("09-15"))
    for no in points:
        book.progress(no, XINDIAN, 100, day("09-16"))
    said = words(self_report(book, XINDIAN))
    assert told in said
    assert ("已报进展" in said) is bool(points)


def test_a_reason_typed_with_its_full_stop_has_none_before_who_decided() -> None:
    book = Book()
    taken = book.entry(EDUCATION, day("11-03"))
    revoked = replace(book.ruling(taken.id, "revoked", day("11-05")), reason="核查属实。")
    (state,) = entry_states((taken,), (revoked,))
    assert step_words(state, None) == ["2018年11月5日撤销：核查属实（决定人：赵某）"]


def test_a_notice_tells_what_came_of_an_objection_and_has_one_full_stop() -> None:
    book = Book()
    veto = book.entry(EDUCATION, day("11-03"), "V1", "0", kind="veto", reason="引发集体上访。", evidence=URL)
    told = book.ruling(veto.id, "notified", day("11-04"))
    filed = day("11-06")
    book.add("appeals", Appeal(year=2018, day=filed, id="C9", seq=9, entry=veto.id, unit=EDUCATION, reason="不实"))
    year = book.year(NOVEMBER)
    states = tuple(entry_states(year.ledger.entries, year.ledger.rulings))
    score = next(one for one in scores_of(year) if one.unit == EDUCATION)
    matter = Notice(
        EDUCATION, day("11-04"), LastDay(5, day("11-09")), 5, states, (told,), score=score, ledger=year.ledger
    )
    said = words(notice_document(year.plan, matter))
    assert "对你单位处理如下" in said
    assert "引发集体上访；依据" in said
    assert "2018年11月6日申请复核，尚未决定；不论得分，直接定为不合格，不参加排名。" in said


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("问题{finding}“目录未公开”应于2018年10月20日前整改", "问题“目录未公开”应于2018年10月20日前整改"),
        ("整改逾期（{finding}）", "整改逾期"),
        ("“按月公开”1项逾期：{item}（2018年8月31日到期）", "“按月公开”1项逾期：2018年8月31日到期"),
        ("“按月公开”2项逾期未完成：{item}、{item}等2项", "“按月公开”2项逾期未完成"),
        ("G351公路、A4纸和F99的内容没有更新", "G351公路、A4纸和F99的内容没有更新"),
    ],
)
def test_a_circular_tells_no_number_of_the_ledger(reason: str, told: str) -> None:
    book = a_busy_autumn()
    finding = book.finding(FINANCE, day("09-20"), day("10-20"), point="2")
    item = next(item for item in book.year(NOVEMBER).items if FINANCE in item.owers)
    entry = book.entry(FINANCE, day("11-02"), asked="9", reason=reason.format(finding=finding.id, item=item.id))
    year = book.year(NOVEMBER)
    said = words(circular(year))
    assert f"{FINANCE}“{told.replace('“', '‘').replace('”', '’')}”，扣" in said
    assert entry.id not in said
    assert not {state.finding.id for state in year.findings} & set(re.findall(r"[A-Z]\d+", said)) - {"F99"}
    assert "红灯" not in said


def test_the_rate_of_what_is_done_says_that_units_words_count() -> None:
    year = a_busy_autumn().year(NOVEMBER)
    assert "办结率（含单位自报）" in words(circular(year))
    assert finished_share(year.overview.summary).label == "办结率（含单位自报）"


def test_a_single_problem_is_told_without_like_and_a_single_kind_without_a_number() -> None:
    book = Book()
    book.finding(EDUCATION, day("08-01"), day("08-10"))
    said = words(circular(book.year(day("08-25"), as_of=day("08-20")), "quarter", SIGNED))
    assert "超过期限未整改的问题1个：" + EDUCATION in said
    assert "如" + EDUCATION not in said
    assert "（一）" not in said


def test_the_days_of_problems_are_written_as_an_office_writes_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enclosures, "FEW", 0)
    book = Book()
    book.finding(EDUCATION, day("09-20"), day("10-05"))
    rows = listed(circular(book.year(day("10-25"), as_of=day("10-20")), "quarter", SIGNED), "未整改问题清单")
    assert "2018年10月5日" in rows[0]
