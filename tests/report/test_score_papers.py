"""Ranking, scorecard and year-end report: every figure adds up again from the ledger, and points are traced."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from gongkai.appeal.objections import ObjectionWindow
from gongkai.appeal.papers import Dispute
from gongkai.entry.papers import entry_table
from gongkai.papers.document import Numbered, Section, Signature, Table
from gongkai.plan.calendar import LastDay
from gongkai.plan.rubric import AppliesTo, Stage
from gongkai.register.kinds import Figure, SelfScore
from gongkai.report.workbook import entries_table, workbook_document
from gongkai.report.yearend import report_document
from gongkai.scoring.papers import score_document
from gongkai.scoring.scorecard import scorecard_document
from tests.report.build import (
    EDUCATION,
    FINANCE,
    OFFICE,
    UNITS,
    XINDIAN,
    YANLING,
    Book,
    a_busy_autumn,
    blocks_of,
    day,
    plan,
    tables,
    typed,
    words,
)
from tests.report.judged import outlooks_of, scores_of, unit_named
from tests.report.test_circular import JANUARY, circular

if TYPE_CHECKING:
    from gongkai.papers.document import Document
    from gongkai.plan.model import Plan
    from gongkai.plan.rubric import Scheme
    from gongkai.year import Year

NOVEMBER = day("11-05")


def data_of(document: Document) -> dict[str, Any]:
    return cast("dict[str, Any]", document.data)


@pytest.fixture
def year() -> Year:
    return a_busy_autumn().year(NOVEMBER)


def card(year: Year, unit: str, **more: Any) -> Document:  # noqa: ANN401 - keywords handed on
    score = next(score for score in scores_of(year) if score.unit == unit)
    return scorecard_document(year, score, unit_named(year, unit), **more)


def steps(document: Document) -> list[str]:
    """Return the sum, step by step; a single step has no number."""
    told = [item for block in blocks_of(document) if isinstance(block, Numbered) for item in block.items]
    return told or [line for line in words(document).splitlines() if line.startswith(("各项得分相加", "缺少"))]


def with_scheme(**changes: Any) -> Plan:  # noqa: ANN401 - fields of a scheme
    base = plan()
    assert base.assessment is not None
    scheme: Scheme = replace(base.assessment.schemes[0], **changes)
    return replace(base, assessment=replace(base.assessment, schemes=(scheme,)))


def test_scripts_find_the_promised_keys_of_a_score(year: Year) -> None:
    data = data_of(score_document(year.ledger, year.standing, scores_of(year)))
    assert data["scheme"] == "2018年度考核（示例分值）"
    unit = next(unit for unit in data["units"] if unit["unit"] == FINANCE)
    assert {"unit", "group", "score", "rank", "grade", "deducted", "bonus", "veto", "items", "deductions"} <= set(unit)
    assert set(unit["items"][0]) >= {"code", "name", "points", "applicable", "deducted", "score"}
    assert set(unit["deductions"][0]) >= {"id", "rule", "date", "asked", "applied", "status", "reason"}
    assert (unit["score"], unit["rank"], unit["veto"]) == (Decimal(97), 2, None)


def test_the_unranked_have_no_place_and_a_veto_says_why() -> None:
    book = Book()
    book.entry(YANLING, day("08-01"), "V1", "0")
    year = book.year(NOVEMBER)
    document = score_document(year.ledger, year.standing, scores_of(year))
    data = {unit["unit"]: unit for unit in data_of(document)["units"]}
    assert data[OFFICE]["rank"] is None
    assert (data[YANLING]["rank"], data[YANLING]["grade"]) == (None, "不合格")
    assert data[YANLING]["veto"] == "造成信息发布失信"


def test_examples_are_marked_and_real_figures_are_not(year: Year) -> None:
    assert score_document(year.ledger, year.standing, scores_of(year)).marks == ("示例分值",)
    real = Book(with_scheme(name="2018年度考核", note="")).year(NOVEMBER)
    assert score_document(real.ledger, real.standing, scores_of(real)).marks == ()
    noted = Book(with_scheme(name="2018年度考核", note="分值为示例")).year(NOVEMBER)
    assert card(noted, YANLING).marks == ("示例分值",)


def test_a_plan_without_a_rubric_says_so() -> None:
    year = Book(replace(plan(), assessment=None)).year(NOVEMBER)
    assert "没有可以计分的单位" in words(score_document(year.ledger, year.standing, ()))


def test_a_trial_says_that_it_is_one(year: Year) -> None:
    scores, outlooks = scores_of(year), outlooks_of(year)
    said = words(score_document(year.ledger, year.standing, scores, outlooks))
    assert "试算：怎样追回" in said
    assert "没有登记任何内容" in said
    plain, asked = (
        score_document(year.ledger, year.standing, scores),
        score_document(year.ledger, year.standing, scores, outlooks),
    )
    assert "试算" not in words(plain)
    assert not any({"what_if", "next_grade"} & set(unit) for unit in data_of(plain)["units"])
    for unit in data_of(asked)["units"]:
        standing = [one["id"] for one in unit["deductions"] if one["status"] != "revoked" and one["asked"]]
        assert [one["id"] for one in unit["what_if"] if one["kind"] == "deduction"] == standing
        assert all(one["back"] == one["score"] - unit["score"] for one in unit["what_if"])


def test_every_point_off_is_traced_to_rule_point_evidence_day_and_person(year: Year) -> None:
    said = words(
        card(year, FINANCE, competing=2, dispute=Dispute({"D15": ObjectionWindow(LastDay(5, day("11-02")), open=True)}))
    )
    document = card(year, FINANCE, dispute=Dispute({"D15": ObjectionWindow(LastDay(5, day("11-02")), open=True)}))
    (row,) = (row for row in tables(document)["entries"].rows if row[0].value == "D15")
    shown = [str(cell.value) for cell in row]
    assert {"2.1", "2", "已核减"} <= set(shown)
    assert shown[-1] == "至2018年11月2日止可以申请复核，最多追回3分"
    trace = next(line for line in said.splitlines() if line.startswith("D15"))
    for part in ("要点未办结", "问题F10", "http://", "核减"):
        assert part in trace
    assert "记分人：李某" in said
    assert "名次 第2名（共2个单位）" in said
    assert "名次 并列第2名（共2个单位）" in words(card(year, FINANCE, competing=2, equals=1))


def test_a_deduction_not_yet_notified_says_so(year: Year) -> None:
    (row,) = tables(card(year, XINDIAN))["entries"].rows
    assert str(row[-1].value).startswith("尚未告知")


def test_a_capped_deduction_says_what_really_counts() -> None:
    book = Book()
    for number in range(3):
        book.entry(YANLING, day(f"08-0{number + 1}"), "1.1", "10")
    document = card(book.year(NOVEMBER), YANLING)
    assert "本项20分，扣完为止，计入0分" in words(document)
    assert data_of(document)["score"] == Decimal(80)
    assert [e["applied"] for e in data_of(document)["entries"]] == [Decimal(10), Decimal(10), Decimal(0)]


def test_what_needs_no_rounding_is_not_rounded() -> None:
    assert not any("四舍五入" in line for line in steps(card(Book().year(NOVEMBER), YANLING)))


def test_a_bonus_held_back_says_by_what() -> None:
    for gate, asked, why in (("100", "1", "得分未超过100分，加分不计"), ("80", "9", "加分上限5分，计入5分")):
        assessment = plan().assessment
        assert assessment is not None
        assert assessment.schemes[0].bonus is not None
        given_ = replace(assessment.schemes[0].bonus, cap=Decimal(5), above=Decimal(gate))
        book = Book(with_scheme(bonus=given_))
        book.entry(YANLING, day("08-01"), "B1", asked)
        assert why in words(card(book.year(NOVEMBER), YANLING))


def test_how_many_have_a_score_is_said_where_not_all_have(year: Year) -> None:
    score = next(score for score in scores_of(year) if score.unit == FINANCE)
    waiting = replace(score, rank=None, competes=True)
    said = words(scorecard_document(year, waiting, unit_named(year, FINANCE), competing=2, waiting=5))
    assert "名次 暂不排名（应计分7个单位，已计分2个）" in said


def test_a_unit_without_any_entry_is_told_so() -> None:
    said = words(card(Book().year(NOVEMBER), YANLING))
    assert "没有扣分、加分和一票否决。" in said
    assert "截至目前没有开展自查。" in said


def recomputed(line: str) -> tuple[Decimal, Decimal]:
    """Return both sides of a printed sum, the left one worked out from its own signs."""
    left, right = line.split("：", 1)[1].split("＝")
    signs = str.maketrans({"＋": "+", "－": "-", "×": "*", "÷": "/", "（": "(", "）": ")"})
    sides = [re.sub(r"\(约\)", "", side.translate(signs)) for side in (left, right)]
    assert all(re.fullmatch(r"[0-9.+\-*/()]+", side) for side in sides)
    numbers = [re.sub(r"([0-9.]+)", r"Decimal('\1')", side) for side in sides]
    return tuple(eval(side, {"Decimal": Decimal}) for side in numbers)  # noqa: S307 - digits and signs only, as asserted


ENTRIES = st.lists(
    st.tuples(st.sampled_from(["1.1", "2.1", "B1"]), st.integers(1, 2000).map(lambda n: Decimal(n) / 100)), max_size=8
)


@given(entries=ENTRIES, applies=st.sampled_from([None, AppliesTo(kinds=("镇",)), AppliesTo(kinds=("政府部门",))]))
@settings(max_examples=60, deadline=None)
def test_a_clerk_redoes_every_sum_with_a_calculator(
    entries: list[tuple[str, Decimal]], applies: AppliesTo | None
) -> None:
    assessment = plan().assessment
    assert assessment is not None
    first, second = assessment.schemes[0].items
    book = Book(with_scheme(items=(replace(first, applies_to=applies), second)))
    for rule, asked in entries:
        book.entry(YANLING, day("08-01"), rule, str(asked))
    document = card(book.year(NOVEMBER), YANLING)
    told = steps(document)
    for line in told:
        if "＝" in line:
            left, right = recomputed(line)
            assert abs(left - right) <= Decimal("0.0051"), line
    score = format(data_of(document)["score"].normalize(), "f")
    assert told[-1].endswith((f"＝{score}", f"四舍五入到2位小数，得分{score}"))
    deductions = [entry for entry in data_of(document)["entries"] if entry["kind"] == "deduction"]
    assert sum((e["applied"] for e in deductions), Decimal(0)) == data_of(document)["deducted"]
    assert sum((item["deducted"] for item in data_of(document)["items"]), Decimal(0)) == data_of(document)["deducted"]


def test_a_missing_outside_figure_is_no_score_never_zero() -> None:
    stages = (Stage("日常考核", Decimal(60)), Stage("第三方评估", Decimal(40), external=True))
    year = Book(with_scheme(stages=stages)).year(NOVEMBER)
    document = card(year, YANLING)
    assert data_of(document)["score"] is None
    assert steps(document)[-1] == "缺少外部评分，暂不计分。"
    assert [stage["score"] for stage in data_of(document)["stages"]] == [Decimal(100), None]


def test_a_year_in_stages_is_a_weighted_mean_line_by_line() -> None:
    stages = (Stage("日常考核", Decimal(40)), Stage("年终考核", Decimal(60)))
    book = Book(with_scheme(stages=stages))
    book.entry(YANLING, day("08-01"), "1.1", "10", stage="日常考核")
    document = card(book.year(NOVEMBER), YANLING)
    mean = next(line for line in steps(document) if line.startswith("加权平均"))
    left, right = recomputed(mean)
    assert left == right == Decimal(96)
    assert data_of(document)["score"] == Decimal(96)
    told = [line for line in steps(document) if line.startswith(("日常考核", "年终考核"))]
    assert len(told) == 2, "a stage is one line: its weight, and the sum to what it has"
    assert told[0].startswith("日常考核（权重40），各项得分相加：")
    assert [line.rpartition("＝")[2] for line in told] == ["90", "100"]


OUTSIDE = "第三方评估"


def test_a_stage_that_is_no_sum_of_items_is_told_by_what_it_has() -> None:
    stages = (Stage("日常考核", Decimal(60)), Stage(OUTSIDE, Decimal(40), external=True))
    book = Book(with_scheme(stages=stages))
    assert steps(card(book.year(NOVEMBER), YANLING))[-2] == "第三方评估（权重40，外部评分）：暂缺"
    head = book.head("X", day("11-01"))
    book.add("figures", Figure(**head, unit=YANLING, stage=OUTSIDE, score=Decimal(72), out_of=Decimal(80), reason="评"))
    assert "第三方评估（权重40，外部评分），72÷80×100＝90" in steps(card(book.year(NOVEMBER), YANLING))


# the year-end report


def test_a_year_without_a_single_record_has_no_section_for_what_never_happened() -> None:
    year = Book().year(day("07-26"))
    year.scores = ()
    document = report_document(year)
    said = words(document)
    for absent in ("问题整改", "扣分情况", "各组考核结果", "存在逾期的要点"):
        assert absent not in said
    assert "发现问题" not in said.replace("未发现问题的也要报送", "")
    assert "一、总体情况" in said
    assert "二、各章推进情况" in said
    assert "未启动4个，办结率（含单位自报）0%" in said


def test_titles_follow_the_kind_of_report(year: Year) -> None:
    assert report_document(year).title == "威远县人民政府办公室关于2018年政务公开工作年终考核情况的报告"
    assert report_document(year, "midterm").title.endswith("中期评估情况的报告")
    with pytest.raises(KeyError):
        report_document(year, "weekly")


def test_best_and_worst_are_named_only_without_an_undecided_objection(year: Year) -> None:
    assert f"“镇”组第一名是{YANLING}，末位是{XINDIAN}。" in words(report_document(year))
    year.objecting = frozenset({XINDIAN})
    said = words(report_document(year))
    assert f"“镇”组第一名是{YANLING}。" in said
    assert "考核组织单位”组" not in said


def test_revoked_and_reduced_deductions_stand_apart(year: Year) -> None:
    document = report_document(year)
    rows = [[str(cell.value) for cell in row] for row in tables(document)["taken_back"].rows]
    assert rows[0] == [YANLING, "", "未按期办结", "10-25", "10", "10-29", "更正撤销", "情况属实"]
    assert rows[1] == [FINANCE, "2", "未按期办结", "10-25", "5", "10-30", "更正核减为3分", "情况属实"]
    rules = tables(document)["by_rule"]
    assert [cell.value for cell in rules.total][2:] == [2, Decimal(15), Decimal(13)]
    assert data_of(document)["remaining"]["unnotified"] == ["D20"]


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["progress", "finding", "close", "deduct", "revoke", "self"]),
        st.sampled_from(UNITS),
        st.sampled_from(["1", "2", "3", "4"]),
        st.integers(1, 100),
    ),
    max_size=30,
)


def kept(acts: list[tuple[str, str, str, int]]) -> Book:
    book = Book()
    for act, unit, point, number in acts:
        on = date(2018, 8, 1 + number % 28)
        if act == "progress":
            book.progress(point, unit, number, on)
        elif act == "finding":
            book.finding(unit, on, date(2018, 10, 1 + number % 28), point=point)
        elif act == "close" and book.ledger.findings:
            found = book.ledger.findings[number % len(book.ledger.findings)]
            book.step(found.id, "rectified", date(2018, 9, 1))
            book.step(found.id, "closed", date(2018, 9, 2))
        elif act == "deduct":
            book.entry(unit, on, "2.1", str(number), point=point)
        elif act == "revoke" and book.ledger.entries:
            entry = book.ledger.entries[number % len(book.ledger.entries)]
            book.ruling(entry.id, "revoked", date(2018, 10, 1))
        elif act == "self":
            book.selfcheck(unit, on)
    return book


@given(acts=ACTS)
@settings(max_examples=60, deadline=None)
def test_every_figure_adds_up_again_from_the_ledger(acts: list[tuple[str, str, str, int]]) -> None:
    year = kept(acts).year(NOVEMBER)
    ledger = year.ledger
    data = data_of(report_document(year))
    chapters, summary = data["chapters"], data["summary"]
    for key in ("points", "not_started", "in_progress", "done", "verified"):
        assert sum(chapter[key] for chapter in chapters) == summary[key]
    assert sum(chapter["red"] for chapter in chapters) == summary["overdue"]

    closed = {step.finding for step in ledger.finding_steps if step.kind == "closed"}
    findings = data["findings"]
    assert findings["total"] == len(ledger.findings) == sum(findings["by_source"].values())
    assert sum(findings["by_status"].values()) == len(ledger.findings)
    assert findings["by_status"].get("closed", 0) == len(closed)
    assert sum(unit["open"] for unit in findings["by_unit"]) == len(ledger.findings) - len(closed)
    assert {u["unit"]: u["total"] for u in findings["by_unit"]} == Counter(f.unit for f in ledger.findings)
    late = [f.id for f in ledger.findings if f.id not in closed and f.due and f.due < NOVEMBER]
    assert findings["overdue"] == late
    assert sum(unit["overdue"] for unit in findings["by_unit"]) == len(late)

    gone = {ruling.entry for ruling in ledger.rulings if ruling.kind == "revoked"}
    live = [entry for entry in ledger.entries if entry.id not in gone]
    deductions = data["deductions"]
    assert deductions["count"] == len(live) == sum(rule["count"] for rule in deductions["by_rule"])
    assert sum(rule["asked"] for rule in deductions["by_rule"]) == sum(entry.asked for entry in live)
    assert {p["key"]: p["count"] for p in deductions["by_point"]} == Counter(entry.point for entry in live)
    taken = {unit: min(Decimal(80), sum((e.asked for e in live if e.unit == unit), Decimal(0))) for unit in UNITS}
    assert deductions["applied"] == sum(taken.values())
    assert sum(point["applied"] for point in deductions["by_point"]) == deductions["applied"]
    assert {unit["unit"]: unit["deducted"] for unit in data["units"]} == taken

    own = {record.unit for record in ledger.self_inspections}
    inspected = data["self_inspection"]
    assert (inspected["owed"], inspected["done"]) == (len(UNITS), len(own))
    assert set(inspected["none"]) == set(UNITS) - own
    assert sum(kind["owed"] for kind in inspected["by_kind"]) == len(UNITS)
    assert data["remaining"]["findings"] == [f.id for f in ledger.findings if f.id not in closed]
    assert data["remaining"]["unnotified"] == [entry.id for entry in live]
    assert len(data["remaining"]["points"]) == summary["not_started"] + summary["in_progress"]


@given(acts=ACTS)
@settings(max_examples=30, deadline=None)
def test_the_printed_totals_are_the_sums_of_their_columns(acts: list[tuple[str, str, str, int]]) -> None:
    year = kept(acts).year(NOVEMBER)
    for table in tables(report_document(year)).values():
        for place, column in enumerate(table.columns):
            if table.total and column.kind == "number":
                assert table.total[place].value == sum(row[place].value for row in table.rows)  # type: ignore[misc]  # numbers


def test_education_leads_its_group(year: Year) -> None:
    ranked = [u for u in data_of(report_document(year))["units"] if u["group"] == "县级部门"]
    assert [(unit["unit"], unit["rank"]) for unit in ranked] == [(EDUCATION, 1), (FINANCE, 2)]


def test_nothing_done_is_said_in_words_not_as_a_share_of_nought() -> None:
    book = Book()
    book.finding(FINANCE, day("08-01"))
    said = words(report_document(book.year(NOVEMBER)))
    assert "应当开展自查的单位6个，均未完成。" in said
    assert "发现问题1个，均未销号，尚未整改到位1个。" in said


def test_deductions_by_point_add_up_to_those_by_rule_where_some_concern_no_point() -> None:
    book = Book()
    book.entry(YANLING, day("08-01"), "2.1", "3", point="2")
    book.entry(YANLING, day("08-02"), "1.1", "5")
    book.entry(FINANCE, day("08-03"), "1.1", "2")
    document = report_document(book.year(NOVEMBER))
    found = tables(document)
    assert found["by_point"].total[2:] == found["by_rule"].total[2:]
    assert [cell.value for cell in found["by_point"].rows[-1]] == ["—", "不针对某个要点", 2, Decimal(7), Decimal(7)]
    assert data_of(document)["deductions"]["by_point"][-1]["key"] == ""


def test_where_no_deduction_concerns_a_point_there_is_no_table_by_points() -> None:
    book = Book()
    book.entry(YANLING, day("08-01"), "1.1", "5")
    assert "by_point" not in tables(report_document(book.year(NOVEMBER)))


@pytest.mark.parametrize(
    ("modes", "said"),
    [
        (("ratio", "deduct"), "缺少完成数（1 自查整改），暂不计分。"),
        (("external", "deduct"), "缺少外部评分（1 自查整改），暂不计分。"),
        (("ratio", "external"), "缺少外部评分（2 要点落实）、完成数（1 自查整改），暂不计分。"),
    ],
)
def test_a_figure_that_is_wanting_is_called_what_it_is(modes: tuple[str, str], said: str) -> None:
    assessment = plan().assessment
    assert assessment is not None
    given_ = zip(assessment.schemes[0].items, modes, strict=True)
    items = tuple(replace(item, mode=mode, rules=() if mode != "deduct" else item.rules) for item, mode in given_)
    assert steps(card(Book(with_scheme(items=items)).year(NOVEMBER), YANLING))[-1] == said


# the report upward


def test_the_report_goes_up_signed_and_speaks_to_who_reads_it(year: Year) -> None:
    """主送, 签发人, 落款 and 落实面 are there; what only the office's own screens call by name is not."""
    document = report_document(year)
    assert document.addressee == "威远县人民政府"
    assert document.number == "", "the notice's number is not the report's"
    assert document.letterhead is not None
    assert document.letterhead.signer == "", "a report upward bears 签发人, for the pen"
    signed = document.blocks[-1]
    assert isinstance(signed, Signature)
    assert signed.issuer == "威远县人民政府办公室"
    said = words(document)
    summary = year.overview.summary
    assert f"责任单位承担的任务{summary.responsible_units}项次，办结{summary.responsible_done}项次，落实面" in said
    assert "红灯" not in said
    assert "登记问题" not in said
    assert not any(column.name == "红灯" for table in tables(document).values() for column in table.columns)


@pytest.mark.parametrize("paper", ["report", "circular"])
def test_the_parts_of_the_problems_make_up_their_number(paper: str) -> None:
    book = Book()
    for at in range(5):
        found = book.finding(FINANCE, day("08-01"), day("08-20") if at < 2 else None)
        if at > 2:
            book.step(found.id, "rectified", day("08-10"), note="已改")
        if at > 3:
            book.step(found.id, "closed", day("08-11"))
    year = book.year(JANUARY)
    document = report_document(year)
    said = words(document if paper == "report" else circular(year))
    (parts,) = re.findall(r"发现问题(\d+)个，[已整改]*销号(\d+)个.*?，已整改待核查(\d+)个，尚未整改到位(\d+)个", said)
    whole, *each = map(int, parts)
    assert [whole, *each] == [5, 1, 1, 3]
    assert sum(each) == whole


def test_the_report_says_why_less_was_taken_than_asked_and_the_reasons_make_up_the_difference(year: Year) -> None:
    said = words(report_document(year))
    (told,) = re.findall(r"应扣([\d.]+)分，实扣([\d.]+)分，减少([\d.]+)分：(.*)。", said)
    asked, taken, less = map(Decimal, told[:3])
    assert asked - taken == less == sum(map(Decimal, re.findall(r"条([\d.]+)分", told[3])))
    assert "复核核减的1条2分" in told[3]


def test_lists_of_deductions_tell_why_less_counts(year: Year) -> None:
    for table in (
        entry_table(year.entries, year.applied, kind="deduction", less=year.less),
        entries_table(year.entries, year.applied, year.less),
    ):
        names = [column.name for column in table.columns]
        rows = [{name: cell.value for name, cell in zip(names, row, strict=True)} for row in table.rows]
        less = [row["少计原因"] for row in rows if row["状态"] == "已核减"]
        assert less == ["复核核减"]
        assert not any(row["少计原因"] for row in rows if row["原记"] == row["计入"])


def test_bonuses_and_vetoes_stand_apart_from_deductions_in_the_book() -> None:
    book = Book()
    for rule, points in (("1.1", "2"), ("B1", "1"), ("V1", "0")):
        book.entry(YANLING, day("08-01"), rule, points)
    parts = {part.key: part for part in workbook_document(book.year(NOVEMBER)).blocks if isinstance(part, Section)}
    (taken,), (given,) = parts["entries"].blocks, parts["given"].blocks
    assert isinstance(taken, Table)
    assert isinstance(given, Table)
    named = [dict(zip([column.name for column in given.columns], row, strict=True)) for row in given.rows]
    assert [cell.value for cell in taken.total if cell.value] == ["合计", "1条", Decimal(2)]
    assert parts["given"].title == "加分、一票否决"
    assert [(row["类别"].value, row["计入"].value) for row in named] == [("加分", 1), ("一票否决", None)]
    assert not given.total, "what is of two kinds has no sum"


def test_a_card_adds_up_what_a_unit_gives_itself() -> None:
    book = a_busy_autumn()
    for item, own in (("1", "20"), ("2", "80")):
        head: dict[str, Any] = {
            "year": 2018,
            "day": day("11-01"),
            "id": f"Z{item}",
            "seq": 900 + int(item),
            "actor": "李某",
        }
        record = SelfScore(**head, recorded=typed(day("11-01")), unit=XINDIAN, item=item, score=Decimal(own))
        book.add("self_scores", record)
    year = book.year(NOVEMBER)
    items = tables(card(year, XINDIAN))["items"]
    names = [column.name for column in items.columns]
    total = {name: cell.value for name, cell in zip(names, items.total, strict=True)}
    assert total["自评分"] == Decimal(100)
    assert total["自评之差"] == Decimal(100) - Decimal(str(total["得分"]))
