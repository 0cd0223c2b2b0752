"""通报: who did well by name, the figures with their change, each unit once, lists behind the paper, no inner words."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from gongkai.papers.document import Attachment, Section, Table
from gongkai.papers.letterhead import Occasion
from gongkai.papers.masking import public_copy
from gongkai.plan.calendar import LastDay
from gongkai.plan.model import Unit
from gongkai.plan.rubric import Group
from gongkai.progress.trend import upto
from gongkai.report import enclosures
from gongkai.report.circular import circular_document
from gongkai.report.comparison import EarlierPaper, headline_of
from gongkai.report.coverage import covered
from gongkai.report.enclosures import score_table
from gongkai.report.shortfalls import Circulated
from gongkai.report.yearend import report_document
from gongkai.scoring.scorecard import scorecard_document
from tests.report.build import (
    EDUCATION,
    FINANCE,
    OFFICE,
    PARTY,
    UNITS,
    URL,
    XINDIAN,
    YANLING,
    Book,
    a_busy_autumn,
    day,
    plan,
    words,
)
from tests.report.judged import unit_named
from tests.report.test_circular import JANUARY, NOVEMBER, circular

if TYPE_CHECKING:
    from gongkai.papers.document import Document
    from gongkai.year import Year

SIGNED = Occasion(JANUARY, LastDay(10, date(2019, 1, 22)), final=True)
INNER = ("登记", "红灯", "计入", "退回重改", "封存", "进度最快", "不一一列")


def compared(year: Year, *earlier: EarlierPaper, kind: str = "year-end") -> Document:
    return circular_document(report_document(year, kind), year, SIGNED, earlier)


def paper_of(name: str, year: Year) -> EarlierPaper:
    data: Any = report_document(year).data
    return EarlierPaper(name, year.standing.as_of, headline_of(data), tuple(data["remaining"]["findings"]))


def as_of(book: Book, text: str) -> Year:
    """Return the year as it read on a day, without what was recorded after it."""
    then = Book(book.ledger.plan)
    then.ledger = upto(book.ledger, day(text))
    return then.year(day(text))


def attached(paper: Document) -> dict[str, Attachment]:
    return {block.title: block for block in paper.blocks if isinstance(block, Attachment)}


def finished() -> Book:
    """Return a year in which one unit has done all its part: the county's schools."""
    book = Book()
    book.progress("4", EDUCATION, 100, day("09-01"))
    book.selfcheck(EDUCATION, day("09-02"))
    return book


def test_its_parts_come_in_the_order_in_which_they_are_read() -> None:
    used = replace(plan(), results_use="按照《办法》，考核结果计入年终目标考核。")
    book = a_busy_autumn()
    book.ledger = replace(book.ledger, plan=used)
    paper = circular(book.year(JANUARY))
    assert [block.title for block in paper.blocks if isinstance(block, Section)] == [
        "一、总体情况",
        "二、存在的主要问题",
        "三、下一步工作要求",
    ]
    said = words(paper)
    places = [said.index(each) for each in ("通报表扬", "办结率", "（一）", "落实以下要求", used.results_use)]
    assert places == sorted(places)


def test_what_results_are_used_for_is_the_plan_s_to_say() -> None:
    assert "结果运用" not in words(circular(a_busy_autumn().year(JANUARY)))


def test_a_bonus_the_first_of_a_group_and_who_did_all_in_time_are_praised_by_name() -> None:
    book = finished()
    book.entry(YANLING, day("10-25"), "B1", "1", reason="公示栏做法在全市推广。", evidence=URL)
    paper = circular(book.year(JANUARY))
    said = words(paper) + words(replace(paper, blocks=attached(paper)["考核得分表"].blocks))
    assert f"“镇”组第一名{YANLING}（101分），获得加分（见附件1），" in said
    assert f"{EDUCATION}承担的要点和事项全部按时办结，予以通报表扬。" in said
    assert f"加分事由：{YANLING}“公示栏做法在全市推广”加1分。" in said


@pytest.mark.parametrize("fault", ["report", "selfcheck", "finding", "late item", "objection"])
def test_who_was_late_or_objects_is_not_praised(fault: str) -> None:
    book = finished()
    undecided: set[str] = set()
    match fault:
        case "report":
            book.progress("4", EDUCATION, 99, day("10-01"))
        case "selfcheck":
            book.ledger = replace(book.ledger, self_inspections=())
        case "finding":
            late = book.finding(EDUCATION, day("09-01"), day("09-05"))
            book.step(late.id, "rectified", day("09-20"), note="已改", evidence=URL)
            book.step(late.id, "closed", day("09-21"))
        case "late item":
            points = tuple(
                replace(point, duties=(replace(point.duties[0], owers=(EDUCATION,), owed_by=""),))
                if point.no == "3"
                else point
                for point in plan().points
            )
            book.ledger = replace(book.ledger, plan=replace(plan(), points=points))
        case _:
            undecided = {EDUCATION}
    assert "全部按时办结" not in words(circular(book.year(JANUARY), undecided=undecided))


def test_nobody_is_praised_where_nobody_stands_out() -> None:
    assert "表扬" not in words(circular(Book().year(JANUARY)))


def test_figures_stand_with_their_change_where_there_is_an_earlier_paper() -> None:
    book = a_busy_autumn()
    book.progress("1", YANLING, 100, day("10-20"))
    midterm = paper_of("中期", as_of(book, "09-25"))
    said = words(compared(book.year(JANUARY), midterm))
    assert "办结率（含单位自报）50%（比中期提高25个百分点），" in said, "each share with its own change"
    assert re.search(r"落实面\d[\d.]*%（提高12\.5个百分点）。", said)
    assert re.search(r"完成2个（33\.3%，持平）", said)
    assert re.search(r"整改销号\d个（\d[\d.]*%，提高33\.3个百分点）", said)
    assert "中期" not in words(compared(book.year(JANUARY)))


def test_a_mean_is_compared_with_last_year_alone() -> None:
    """Within a year it falls with every fault that is found."""
    year = a_busy_autumn().year(JANUARY)
    midterm = paper_of("中期", as_of(a_busy_autumn(), "09-25"))
    assert "平均" not in words(compared(year, midterm))
    last = replace(midterm, name="上年", day=date(2017, 12, 31))
    raised = replace(last, headline=replace(last.headline, means={"镇": Decimal("80.5")}))
    assert "“镇”组平均95分（比上年提高14.5分）" in words(compared(year, raised))


def test_what_became_of_the_problems_that_the_midterm_left_open_is_told() -> None:
    book = a_busy_autumn()
    midterm = paper_of("中期", as_of(book, "10-20"))
    assert "，中期未销号的3个已销号1个。" in words(compared(book.year(JANUARY), midterm))


def test_what_the_office_verified_itself_is_said() -> None:
    book = a_busy_autumn()
    book.progress("3", OFFICE, 100, day("10-01"))
    book.review("3", OFFICE, "verified", day("10-02"))
    ended = tuple(replace(point, duties=()) for point in plan().points)
    book.ledger = replace(book.ledger, plan=replace(plan(), points=ended))
    assert "其中核实销号2个（县政府办公室自行核实1个），单位自报待核实1个" in words(circular(book.year(JANUARY)))


def test_a_kind_of_problem_names_each_unit_once() -> None:
    said = words(circular(a_busy_autumn().year(JANUARY)))
    for part in re.findall("（[一二三四五六]）.*", said):
        named = Counter({unit: part.count(unit) for unit in UNITS})
        assert max(named.values()) <= 1, part


def test_points_taken_for_what_is_told_already_are_not_told_again() -> None:
    def automatic(rule: str, auto: str) -> Year:
        book = a_busy_autumn()
        assessment = plan().assessment
        assert assessment is not None
        (scheme,) = assessment.schemes
        items = tuple(
            replace(item, rules=tuple(replace(each, auto=auto if each.code == rule else "") for each in item.rules))
            for item in scheme.items
        )
        made = replace(assessment, schemes=(replace(scheme, items=items),))
        book.ledger = replace(book.ledger, plan=replace(plan(), assessment=made))
        return book.year(JANUARY)

    assert "年内未自查1起" in words(circular(automatic("2.1", "no_self_inspection")))
    said = words(circular(automatic("1.1", "no_self_inspection")))
    assert "年内未自查1起" not in said
    assert "未开展自查的单位4个" in said


def test_who_has_most_left_is_named_and_nobody_where_many_share_the_place() -> None:
    book = Book()
    book.progress("1", YANLING, 100, day("09-01"))
    said = words(circular(book.year(JANUARY)))
    most = f"最多的是{XINDIAN}（4项次）、{YANLING}（3项次）"
    assert f"尚有7项次任务未办结，涉及2个单位（见附件1），{most}。" in said
    towns = [f"第{no}镇人民政府" for no in range(5)]
    many = replace(plan(), units=(*plan().units, *(Unit(name, "镇") for name in towns)))
    said = words(circular(Book(many).year(JANUARY)))
    assert "尚有28项次任务未办结，涉及7个单位（见附件1）。\n" in said


def test_what_is_left_in_all_is_what_the_year_s_share_leaves() -> None:
    """One count: the units' seats that are not done are those that 落实面 lacks."""
    year = a_busy_autumn().year(JANUARY)
    summary = year.overview.summary
    assert sum(unit.left for unit in covered(year).units) == summary.responsible_units - summary.responsible_done


def test_of_a_kind_that_is_listed_behind_the_paper_the_case_alone_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enclosures, "FEW", 0)
    said = words(circular(a_busy_autumn().year(JANUARY)))
    (late,) = re.findall("问题整改不及时。.*", said)
    assert f"如{YANLING}“目录未公开”（应于10月15日前整改）。" in late
    assert FINANCE not in late


def test_no_grade_is_given_in_a_midterm_though_the_year_is_over() -> None:
    paper = circular(a_busy_autumn().year(JANUARY), "midterm")
    assert not re.search("优秀|良好|合格", words(paper))
    assert all(
        column.name != "等次"
        for behind in attached(paper).values()
        for block in behind.blocks
        if isinstance(block, Table)
        for column in block.columns
    )


def test_the_score_table_has_the_items_and_lines_where_a_grade_begins() -> None:
    year = a_busy_autumn().year(JANUARY)
    towns = [score for score in year.scores if score.group == "镇"]
    table = score_table(towns)
    assert [column.name for column in table.columns][:5] == ["名次", "单位", "自查整改", "要点落实", "得分"]
    assert [[cell.value for cell in row][:5] for row in table.rows] == [
        [1, YANLING, 20, 80, 100],
        [2, XINDIAN, 10, 80, 90],
    ]
    assert table.bounds == (), "both are 优秀"
    low = [towns[0], replace(towns[1], grade="合格")]
    assert score_table(low).bounds == (0,)


def test_a_rubric_of_many_items_is_told_by_what_was_taken() -> None:
    (score,) = (score for score in a_busy_autumn().year(JANUARY).scores if score.unit == EDUCATION)
    many = replace(score, items=score.items * 4)
    assert "扣分" in [column.name for column in score_table([many]).columns]
    assert "扣分" in [column.name for column in score_table([replace(score, items=()), score]).columns]


def test_of_a_unit_with_an_undecided_objection_no_problem_is_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enclosures, "FEW", 0)
    behind = attached(circular(a_busy_autumn().year(JANUARY), undecided={FINANCE}))["未整改问题清单"]
    table = next(block for block in behind.blocks if isinstance(block, Table))
    assert [row[0].value for row in table.rows] == [YANLING]
    assert "另有1个问题，所属单位申请的复核尚未决定。" in words(
        replace(circular(Book().year(JANUARY)), blocks=behind.blocks)
    )


def test_sentences_say_in_which_attachment_a_list_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enclosures, "FEW", 0)
    paper = circular(a_busy_autumn().year(JANUARY))
    numbers = {block.title: block.no for block in attached(paper).values()}
    assert f"（一）部分要点未办结。共2个（见附件{numbers['未办结要点清单']}），如" in words(paper)
    assert f"未整改的问题2个（见附件{numbers['未整改问题清单']}），如" in words(paper)


@pytest.mark.parametrize("kind", ["year-end", "midterm", "quarter", "month"])
@pytest.mark.parametrize("now", [day("08-01"), NOVEMBER, JANUARY])
@pytest.mark.parametrize("bare", [False, True])
def test_no_inner_word_no_id_and_no_empty_bracket_is_in_its_text(kind: str, now: date, *, bare: bool) -> None:
    book = a_busy_autumn()
    if bare:
        points = tuple(replace(point, chapter="", section="") for point in plan().points)
        book.ledger = replace(book.ledger, plan=replace(plan(), points=points, assessment=None), entries=(), rulings=())
    paper = circular(book.year(now), kind)
    said = words(replace(paper, footer=""))
    assert [word for word in INNER if word in said] == []
    assert not re.search(r"（）|：。|、。|。。|；。|，。|\b[A-Z][0-9]+\b", said)
    assert not re.search("扣分|得分|名次", said) or not bare


def test_the_public_copy_is_a_draft_until_it_is_issued_and_bears_no_code() -> None:
    paper = circular(a_busy_autumn().year(NOVEMBER))
    assert "征求意见稿" in paper.marks
    assert "征求意见稿" in public_copy(paper).document.marks, "nobody has issued it yet"
    copy = public_copy(replace(paper, number="威府办函〔2018〕71号")).document
    assert "征求意见稿" not in copy.marks
    assert "示例分值" in copy.marks, "that the figures are examples everybody is to know"
    assert copy.footer == "截至2018年11月5日"
    assert public_copy(copy).document == copy
    report = public_copy(report_document(a_busy_autumn().year(NOVEMBER))).document
    assert "痕迹校验码" in report.footer, "a report for the office is held against the trail by it"


def test_a_plan_that_nobody_leads_speaks_of_responsible_units() -> None:
    unled = tuple(replace(point, lead=()) for point in plan().points)
    book = Book(replace(plan(), points=unled))
    said = words(circular(book.year(JANUARY)))
    assert "牵头" not in said
    assert "由责任单位抓紧办结" in said


def test_a_group_that_has_no_rank_is_not_told_apart_by_name() -> None:
    assessment = plan().assessment
    assert assessment is not None
    groups = tuple(Group(one.name, one.kinds, one.units, ranked=False) for one in assessment.groups)
    book = a_busy_autumn()
    book.ledger = replace(book.ledger, plan=replace(plan(), assessment=replace(assessment, groups=groups)))
    paper = circular(book.year(JANUARY))
    assert "第一名" not in words(paper)
    assert "末位" not in words(paper)
    assert list(attached(paper))[:1] == ["考核得分表"]
    tables = [block for block in attached(paper)["考核得分表"].blocks if isinstance(block, Table)]
    assert all(table.caption.endswith("（不参加排名）") for table in tables)
    assert PARTY in [cell.value for table in tables for row in table.rows for cell in row]


def test_many_that_did_not_inspect_themselves_are_listed_behind_the_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enclosures, "MANY", 3)
    paper = circular(a_busy_autumn().year(JANUARY))
    (no,) = (block.no for block in attached(paper).values() if block.title == "未开展自查的单位名单")
    assert f"未开展自查的单位4个（见附件{no}）。" in words(paper)
    (table,) = attached(paper)["未开展自查的单位名单"].blocks
    assert isinstance(table, Table)
    assert [[cell.value for cell in row] for row in table.rows] == [
        ["政府部门", 2, f"{OFFICE}、{FINANCE}"],
        ["党委部门", 1, PARTY],
        ["镇", 1, XINDIAN],
    ]


def test_of_more_units_than_can_be_named_those_stand_that_have_most() -> None:
    year = a_busy_autumn().year(JANUARY)
    told = Circulated(year, SIGNED)
    assert told.several({OFFICE: 1, FINANCE: 3, PARTY: 2}, "个", 2) == f"{FINANCE}3个、{PARTY}2个等3个单位"
    assert told.several({OFFICE: 1, FINANCE: 3}, "个", 2) == f"{OFFICE}、{FINANCE}3个"


def test_what_points_were_taken_for_adds_up_to_all_that_was_taken() -> None:
    """Every deduction is told: by what it was for, and each kind of it by name or number."""
    book = a_busy_autumn()
    for at, rule in enumerate(("1.1", "2.1", "1.1", "2.1")):
        book.entry(UNITS[at], day(f"09-1{at}"), rule, "2", reason=f"第{at}件")
    year = book.year(JANUARY)
    told = Circulated(year, SIGNED)
    assert sum(taken.count for taken, _ in told.apart) + told.beside == len(told.count.standing)
    (daily,) = re.findall("日常工作不规范。.*", words(circular(year)))
    parts = [int(number) for number in re.findall(r"(\d+)起", daily.partition("其中")[2])]
    assert sum(parts) == len(told.count.standing), daily


def test_a_card_and_the_circular_count_a_unit_s_tasks_alike() -> None:
    """A card counts the points that a unit leads, too: it says how many of them are tasks of a responsible unit."""
    base = plan()
    led = tuple(replace(one, lead=(YANLING,)) if one.no == "4" else one for one in base.points)
    book = Book(replace(base, points=led))
    book.progress("1", YANLING, 100, day("09-01"))
    year = book.year(JANUARY)
    (own,) = (unit for unit in covered(year).units if unit.name == YANLING)
    assert (own.done, own.seats) == (1, 3)
    (score,) = (score for score in year.scores if score.unit == YANLING)
    card = words(scorecard_document(year, score, unit_named(year, YANLING)))
    assert "承担要点4个（牵头1个，办结0个；责任3个，办结1个）：" in card
    said = words(circular(year))
    assert f"{YANLING}（2项次）" in said
    behind = attached(circular(year))["考核得分表"].blocks
    notes = words(replace(circular(year), blocks=behind))
    assert re.search(r"没有完成的\d+项次都没有因此扣分，完成少的单位得分不一定低。", notes)
    table = next(block for block in attached(circular(year))["考核得分表"].blocks if isinstance(block, Table))
    at = [column.name for column in table.columns].index("任务完成")
    assert "1/3" in [row[at].value for row in table.rows]


def test_within_the_year_who_inspected_itself_early_is_praised_but_for_whom_points_were_taken() -> None:
    book = Book()
    for unit in (EDUCATION, PARTY):
        book.selfcheck(unit, day("08-20"))
    said = words(circular(book.year(day("09-30")), "midterm"))
    assert f"{EDUCATION}、{PARTY}率先完成专项自查，予以通报表扬。" in said
    book.entry(PARTY, day("09-01"), "2.1", "5", reason="晚公开")
    said = words(circular(book.year(day("09-30")), "midterm"))
    assert f"{EDUCATION}率先完成专项自查，予以通报表扬。" in said


def test_who_did_all_in_time_is_not_praised_where_points_were_taken_from_it() -> None:
    book = finished()
    assert "全部按时办结" in words(circular(book.year(JANUARY)))
    book.entry(EDUCATION, day("09-10"), "2.1", "1", reason="信息有错别字")
    assert "全部按时办结" not in words(circular(book.year(JANUARY)))


def test_before_grades_are_given_who_all_have_the_best_score_are_one_sentence() -> None:
    towns = [f"第{no}镇人民政府" for no in range(6)]
    book = Book(replace(plan(), units=(*plan().units, *(Unit(name, "镇") for name in towns))))
    book.entry(XINDIAN, day("09-01"), "2.1", "5", reason="晚公开")
    behind = attached(circular(book.year(NOVEMBER), "midterm"))["考核得分表"]
    said = words(replace(circular(book.year(NOVEMBER)), blocks=behind.blocks))
    assert f"“镇”组7个单位都是100分：{YANLING}、" in said
    (table,) = (block for block in behind.blocks if isinstance(block, Table) and block.caption == "镇")
    assert [row[1].value for row in table.rows] == [XINDIAN]


def test_a_quarter_or_month_stands_behind_the_year_in_the_title() -> None:
    year = Book().year(NOVEMBER)
    assert report_document(year, "quarter").title == "威远县人民政府办公室关于2018年第四季度政务公开工作情况的报告"
    assert "2018年11月政务公开工作情况的通报" in circular(year, "month").title


def test_a_month_s_circular_tells_what_the_month_brought_and_lists_nothing_older(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(enclosures, "FEW", 0)
    book = Book()
    book.progress("4", EDUCATION, 100, day("09-20"))
    old = book.finding(FINANCE, day("09-03"), day("12-20"))
    book.entry(FINANCE, day("09-05"), "2.1", "5", reason="九月的事")
    book.progress("1", OFFICE, 100, day("10-10"))
    book.progress("1", FINANCE, 100, day("10-11"))
    book.progress("1", YANLING, 100, day("10-12"))
    book.finding(EDUCATION, day("10-15"), day("12-20"))
    book.step(old.id, "rectified", day("10-16"), note="已改")
    book.step(old.id, "closed", day("10-17"))
    book.entry(EDUCATION, day("10-20"), "1.1", "2", reason="十月的事")
    paper = circular(book.year(day("10-31")), "month")
    said = words(paper)
    assert "对2018年10月1日至10月31日的工作情况进行了检查" in said
    assert f"10月新办结要点1个（要点1），责任单位新办结任务1项次；新发现问题1个（{EDUCATION}）；" in said
    assert "整改销号1个问题；扣分1条，涉及单位1个，共2分。" in said
    assert "办结率（含单位自报）50%（比上月末提高25个百分点）" in said
    assert "考核得分表" not in attached(paper)
    listed = words(replace(paper, blocks=tuple(block for each in attached(paper).values() for block in each.blocks)))
    tables = [block for each in attached(paper).values() for block in each.blocks if isinstance(block, Table)]
    cells = {str(cell.value) for table in tables for row in table.rows for cell in row}
    assert "十月的事" in cells
    assert "九月的事" not in cells
    assert "九月的事" not in said + listed
