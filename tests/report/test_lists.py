"""Registers: an array of records for scripts, one shape per kind, and a table that a clerk can read."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import pytest
from msgspec.structs import replace

from gongkai.closing.checks import run_checks
from gongkai.closing.papers import check_document
from gongkai.duty import due
from gongkai.duty.papers import due_document, duty_document
from gongkai.entry.papers import entries_document
from gongkai.entry.states import entry_states
from gongkai.finding.papers import finding_document, inspection_document, selfcheck_document
from gongkai.finding.states import finding_states
from gongkai.history.papers import trail_document
from gongkai.history.shapes import record_data
from gongkai.papers.columns import Stamp
from gongkai.papers.document import Section
from gongkai.papers.values import in_full
from gongkai.plan.model import Duty, Target, Within
from gongkai.progress.papers import progress_document
from gongkai.register.kinds import Assign, DutyEvent, Revision, Settlement
from gongkai.register.ledger import CST
from gongkai.report.page import page_document
from gongkai.report.workbook import workbook_document
from tests.report.build import (
    EDUCATION,
    FINANCE,
    OFFICE,
    XINDIAN,
    YANLING,
    Book,
    a_busy_autumn,
    day,
    plan,
    tables,
    typed,
    words,
)

if TYPE_CHECKING:
    from gongkai.papers.document import Document
    from gongkai.register.ledger import Ledger
    from gongkai.year import Year

NOVEMBER = day("11-05")


@pytest.fixture
def year() -> Year:
    return a_busy_autumn().year(NOVEMBER)


def rows_of(document: Document) -> list[dict[str, Any]]:
    return cast("list[dict[str, Any]]", document.data)


def column(document: Document, key: str, name: str) -> list[object]:
    table = tables(document)[key]
    place = [column.name for column in table.columns].index(name)
    return [row[place].value for row in table.rows]


def every_list(year: Year) -> dict[str, Document]:
    ledger, standing = year.ledger, year.standing
    findings = finding_states(ledger.findings, ledger.finding_steps)
    entries = entry_states(ledger.entries, ledger.rulings)
    return {
        "progress": progress_document(year, ledger.progress),
        "selfchecks": selfcheck_document(ledger, standing, ledger.self_inspections),
        "inspections": inspection_document(ledger, standing, ledger.inspections),
        "findings": finding_document(ledger, standing, findings),
        "deductions": entries_document(ledger, standing, [e for e in entries if e.entry.kind == "deduction"]),
        "bonuss": entries_document(ledger, standing, [e for e in entries if e.entry.kind == "bonus"], kind="bonus"),
    }


def test_every_list_is_an_array_of_records_with_id_unit_date_and_who_typed_it(year: Year) -> None:
    for key, document in every_list(year).items():
        data = rows_of(document)
        assert data, key
        for row in data:
            assert {"id", "unit", "date", "status", "actor", "recorded", "backdated"} <= set(row), key
            assert isinstance(row["date"], date)
        assert len({row["id"] for row in data}) == len(data)
        assert column(document, key, "编号") == [row["id"] for row in data]


def test_adding_and_listing_answer_in_one_shape(year: Year) -> None:
    ledger = year.ledger
    for key, records in {
        "progress": ledger.progress,
        "selfchecks": ledger.self_inspections,
        "inspections": ledger.inspections,
        "findings": ledger.findings,
        "deductions": ledger.entries,
    }.items():
        listed = rows_of(every_list(year)[key])[0]
        assert set(record_data(records[0])) == set(listed)
        assert record_data(records[0])["id"] == listed["id"]


def test_a_report_says_where_its_unit_now_stands(year: Year) -> None:
    assert [row["status"] for row in rows_of(every_list(year)["progress"])] == [
        "done",
        "in_progress",
        "done",
        "verified",
    ]


def test_a_report_of_a_unit_no_longer_on_the_point_is_still_listed() -> None:
    book = Book()
    report = book.progress("4", FINANCE, 10, day("08-01"))
    year = book.year(NOVEMBER)
    document = progress_document(year, [report])
    assert rows_of(document)[0]["status"] is None
    assert column(document, "progress", "单位现状") == ["已不承担"]


def test_a_self_inspection_counts_and_shows_what_is_still_open(year: Year) -> None:
    document = every_list(year)["selfchecks"]
    assert [(row["unit"], row["status"], row["findings"]) for row in rows_of(document)] == [
        (YANLING, "open_findings", ["F7"]),
        (EDUCATION, "done", []),
    ]
    assert column(document, "selfchecks", "状态") == ["已自查、整改未完成", "已自查"]
    assert column(document, "selfchecks", "问题") == ["F7", "未发现问题"]


def test_the_finding_ledger_tells_status_by_code_and_lateness_by_colour(year: Year) -> None:
    document = every_list(year)["findings"]
    assert [row["status"] for row in rows_of(document)] == ["open", "open", "closed"]
    third = rows_of(document)[2]
    assert (third["measure"], third["person"]) == ("限期公开", "张某")
    assert (third["rectified"], third["closed"], third["closed_by"]) == (day("10-18"), day("10-22"), "李某")
    assert [step["kind"] for step in third["steps"]] == ["planned", "rectified", "closed"]
    assert third["steps"][1]["evidence"][0] == {
        "kind": "url",
        "ref": "http://www.weiyuan.gov.cn/a.html",
        "sha256": None,
    }
    assert "共3个，未销号2个，其中逾期2个。" in words(document)


def test_what_was_asked_never_changes_and_what_was_revoked_counts_nothing(year: Year) -> None:
    document = every_list(year)["deductions"]
    told = [(row["id"], row["asked"], row["applied"], row["status"]) for row in rows_of(document)]
    assert told == [
        ("D15", Decimal(5), Decimal(3), "reduced"),
        ("D18", Decimal(10), Decimal(0), "revoked"),
        ("D20", Decimal(10), Decimal(10), "valid"),
    ]
    assert rows_of(document)[0]["notified"] == day("10-26")
    assert "尚未告知1条" in words(document)


def test_deductions_close_with_how_many_stand_and_what_of_them_counts(year: Year) -> None:
    table = tables(every_list(year)["deductions"])["deductions"]
    closing = dict(zip([one.name for one in table.columns], table.total, strict=True))
    assert [closing[name].value for name in ("编号", "单位", "原记", "计入")] == [
        "合计",
        "2条，另撤销1条",
        "",
        Decimal(13),
    ]
    assert not tables(every_list(year)["bonuss"])["bonuss"].total, "one alone needs no sum"


def test_what_the_scoring_let_count_stands_before_what_was_asked(year: Year) -> None:
    entries = entry_states(year.ledger.entries, year.ledger.rulings)[:1]
    document = entries_document(year.ledger, year.standing, entries, {"D15": Decimal("1.5")})
    assert rows_of(document)[0]["applied"] == Decimal("1.5")
    assert column(document, "deductions", "计入") == [Decimal("1.5")]


def test_a_veto_has_no_points() -> None:
    book = Book()
    book.entry(YANLING, day("08-01"), "V1", "0")
    year = book.year(NOVEMBER)
    document = entries_document(year.ledger, year.standing, entry_states(book.ledger.entries, ()), kind="veto")
    assert "计入" not in [column.name for column in tables(document)["vetos"].columns]
    assert rows_of(document)[0]["id"] == "X1"


def test_an_entry_typed_sixteen_days_late_is_marked() -> None:
    book = Book()
    early = book.progress("1", OFFICE, 10, day("08-01"))
    late = replace(early, recorded=typed(day("08-17")))
    timely = replace(early, recorded=typed(day("08-16")))
    year = book.year(NOVEMBER)
    document = progress_document(year, [late, timely])
    assert [row["backdated"] for row in rows_of(document)] == [True, False]
    assert column(document, "progress", "备注") == ["补录", ""]


def with_daily_duty() -> Book:
    first, *rest = plan().points
    daily = Duty("1.1", "一日一清单", "每日清单", every="day", owed_by="each_lead")
    hours = Duty("1.2", "最迟在5小时内", "发布信息", within=Within(hours=5), from_="舆情", owed_by="event")
    return Book(replace(plan(), points=(replace(first, duties=(daily, hours)), *rest)))


def test_a_long_run_is_one_line_on_the_screen_and_whole_in_the_data() -> None:
    year = with_daily_duty().year(day("08-24"))
    items = [item for item in year.items if item.duty.id == "1.1"]
    document = duty_document(year.ledger, year.standing, items)
    assert len(rows_of(document)) == len(items) == 62
    assert {row["id"] for row in rows_of(document)} == {item.id for item in items}
    table = tables(document)["duties"]
    assert [row[0].value for row in table.rows] == ["1.1", f"1.1/2018-08-24/{OFFICE}", f"1.1/2018-08-24/{FINANCE}"]
    assert table.rows[0][3].value == "每日清单（共60项）"
    assert table.rows[0][4].value == "07-25至08-23"
    assert in_full(table.rows[0][4].value) == "2018-07-25至2018-08-23"
    assert table.rows[0][2].value == "2个单位"
    assert in_full(table.rows[0][2].value) == f"{OFFICE}、{FINANCE}"
    assert "gongkai duty done 1.1 --from" in words(document)


def test_a_run_that_was_done_tells_from_when_to_when() -> None:
    book = with_daily_duty()
    fields: dict[str, Any] = book.head("L", day("07-28"))
    fields |= {"duty": "1.1", "unit": OFFICE, "at": typed(day("07-28"))}
    book.add("settlements", Settlement(kind="done", first=day("07-25"), last=day("07-31"), **fields))
    year = book.year(day("08-24"))
    document = duty_document(year.ledger, year.standing, [item for item in year.items if item.status == "met"])
    assert column(document, "duties", "办结") == ["07-25至07-31"]


def test_a_quantity_that_few_items_have_is_told_among_the_remarks_and_one_that_fell_short_is_red() -> None:
    first, *rest = plan().points
    wanted = Duty("1.3", "达到80%", "一网通办", target=Target(at_least=Decimal(80), unit="%"))
    others = tuple(Duty(f"1.{no}", "年内", f"第{no}件", by=day("12-01")) for no in range(4, 9))
    book = Book(replace(plan(), points=(replace(first, duties=(wanted, *others)), *rest)))
    year = book.year(date(2019, 1, 20))
    items = [item for item in year.items if item.duty.id.startswith("1.")]
    document = duty_document(year.ledger, year.standing, items)
    table = tables(document)["duties"]
    assert "现值" not in [one.name for one in table.columns]
    assert column(document, "duties", "备注") == ["现值：未报（目标80%）", "", "", "", "", ""]
    assert [row[5].tone for row in table.rows if row[5].value == "未达标"] == ["bad"]
    alone = duty_document(year.ledger, year.standing, items[:1])
    assert column(alone, "duties", "现值") == ["未报（目标80%）"]
    for key in ("open-duties", "duties"):
        book_table = tables(workbook_document(year))[key]
        states = [cell for row in book_table.rows for cell in row if cell.value == "未达标"]
        assert [cell.tone for cell in states] == ["bad"], "in the year's book too"


def test_an_hour_limit_shows_its_minute() -> None:
    book = with_daily_duty()
    at = datetime(2018, 9, 30, 20, 30, tzinfo=CST)
    book.add("events", DutyEvent(year=2018, day=day("09-30"), id="O1", seq=1, duties=("1.2",), unit=OFFICE, at=at))
    year = book.year(day("10-02"))
    items = [item for item in year.items if item.duty.id == "1.2"]
    document = duty_document(year.ledger, year.standing, items)
    assert column(document, "duties", "期限") == [datetime(2018, 10, 1, 1, 30, tzinfo=CST)]
    row = rows_of(document)[0]
    assert row["due"] == datetime(2018, 10, 1, 1, 30, tzinfo=CST)
    assert rows_of(document)[0]["status"] == "overdue"


def falling_due(year: Year, days: int) -> Document:
    every = due.falling(year, days)
    return due_document(year, due.gathered(every), days, every=every)


def test_what_falls_due_comes_earliest_first_and_findings_stand_among_items(year: Year) -> None:
    document = falling_due(year, 30)
    data = rows_of(document)
    assert [row["due"] for row in data] == sorted(row["due"] for row in data)
    assert {row["kind"] for row in data} == {"duty", "finding"}
    assert "F11" not in [row["id"] for row in data]
    assert f"共{len(data)}件" in words(document)


def test_a_collapsed_run_is_counted_by_its_items() -> None:
    year = with_daily_duty().year(day("08-24"))
    document = falling_due(year, 1)
    assert "共64件" in words(document)
    assert len(tables(document)["due"].rows) == 2
    assert len(rows_of(document)) == 64


def test_nothing_due_is_said_in_words() -> None:
    year = Book().year(day("07-26"))
    document = falling_due(year, 7)
    assert words(document).count("7天内没有到期的事项，也没有逾期。") == 1
    assert document.data == []


def test_checks_stand_errors_first_and_an_empty_list_is_good_news(year: Year) -> None:
    ledger: Ledger = replace(year.ledger, reviews=(replace(year.ledger.reviews[0], unit=OFFICE),))
    found = run_checks(year.with_ledger(ledger))
    document = check_document(ledger, year.standing, found)
    assert set(rows_of(document)[0]) == {"level", "kind", "where", "message", "hint"}
    assert rows_of(document)[0]["level"] == "error"
    assert "错误1条" in words(document)
    assert "没有发现问题。" in words(check_document(ledger, year.standing, ()))


BODY = '{"percent":40,"point":"1","unit":"县教育局"}'


STAMP = Stamp(date(2018, 9, 1), "ab" * 32, 7, demo=False)


class Line(NamedTuple):
    """A line of the trail."""

    seq: int
    moment: str
    actor: str
    os_user: str
    act: str
    entity: str
    id: str
    body: str
    prev: str
    hash: str

    @property
    def remark(self) -> str:
        """Nothing besides."""
        return ""


def test_the_log_tells_who_wrote_what_and_when() -> None:
    line = Line(
        7, "2018-09-01T09:30:00+08:00", "李某", "clerk", "progress.add", "Progress", "P7", BODY, "cd" * 32, "ab" * 32
    )
    document = trail_document([line], STAMP, 1)
    assert rows_of(document) == [line._asdict() | {"of": ["县教育局"]}]
    assert [cell.value for cell in tables(document)["trail"].rows[0]] == [
        7,
        "2018-09-01 09:30",
        "李某",
        "报进展",
        "县教育局",
        "P7",
        "abababababab",
    ]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('{"units":"[\\"县教育局\\",\\"县住建局\\"]"}', "县教育局等2个"),
        ('{"finding":"F3","kind":"closed"}', "F3"),
        ('{"unit":"","item":"8.1/2018-09"}', "8.1/2018-09"),
        ('{"kind":"closed","year":2018}', "2018年"),
        ('{"digest":"ab","number":"威府办函〔2019〕3号","year":2018}', "威府办函〔2019〕3号"),
        ("{}", ""),
        ("not what was written", ""),
        ('["县教育局"]', ""),
    ],
)
def test_the_log_tells_what_a_line_is_about_though_somebody_edited_it(body: str, said: str) -> None:
    line = Line(
        7, "2018-09-01T09:30:00+08:00", "李某", "clerk", "finding.close", "FindingStep", "T7", body, "", "ab" * 32
    )
    assert tables(trail_document([line], STAMP, 1))["trail"].rows[0][4].value == said


def test_every_kind_of_record_has_a_shape_that_hides_none_of_its_facts(year: Year) -> None:
    ledger = year.ledger
    head: dict[str, Any] = {"year": 2018, "day": day("08-01"), "id": "Z1"}
    rare = [
        Revision(**head, title="要点", number="", body="{}"),
        Assign(**head, unit=YANLING, point="1", role="responsible", person="张某"),
        DutyEvent(**head, duties=("1.2",), unit=OFFICE, at=typed(day("08-01"))),
        Settlement(**head, kind="done", duty="2.1", at=typed(day("08-01")), item="2.1/2018-08"),
    ]
    kinds = [ledger.progress, ledger.reviews, ledger.self_inspections, ledger.inspections, ledger.findings]
    common = [*kinds, ledger.finding_steps, ledger.entries, ledger.rulings]
    renamed = {"day": "date", "year": None, "seq": None, "body": None, "size": None}
    for record in [*rare, *(records[0] for records in common)]:
        data = record_data(record)
        told = {renamed.get(name, name) for name in type(record).__struct_fields__} - {None}
        if "status" in data:
            told -= {"kind"}
        assert told <= set(data), type(record).__name__


def test_findings_of_an_inspection_are_listed_with_it(year: Year) -> None:
    row = rows_of(every_list(year)["inspections"])[0]
    assert (row["unit"], row["units"], row["findings"]) == (None, [FINANCE, XINDIAN], ["F10", "F11"])
    assert row["by"] == "王某"


def test_the_page_counts_deductions_as_the_report_does_and_tells_revoked_ones_apart(year: Year) -> None:
    page = page_document(year)
    (title,) = [part.title for part in page.blocks if isinstance(part, Section) and part.key == "taken"]
    assert title.endswith("扣分及依据（2条，另撤销1条）")
