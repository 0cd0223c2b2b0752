"""报告: what goes up to the county says the same as the circular, in words that whoever reads it knows."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from gongkai.papers.document import Attachment, Paragraph, Section, ShortDay, Table
from gongkai.report import enclosures
from gongkai.report.circular import occasion_at
from gongkai.report.next_steps import intended
from gongkai.report.shortfalls import Circulated
from gongkai.report.yearend import count_year, report_document, year_data
from tests.report.build import URL, XINDIAN, YANLING, a_busy_autumn, day, tables, words
from tests.report.test_circular import JANUARY, NOVEMBER, circular

if TYPE_CHECKING:
    from gongkai.papers.document import Block, Document


def enclosed(paper: Document, title: str) -> Attachment:
    return next(one for one in paper.blocks if isinstance(one, Attachment) and one.title == title)


def cells(table: Table, name: str) -> list[Any]:
    at = [column.name for column in table.columns].index(name)
    return [row[at].value for row in table.rows]


def test_the_report_and_the_circular_call_the_same_points_late_and_say_what_it_means(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(enclosures, "FEW", 0)
    year = a_busy_autumn().year(JANUARY)
    behind = enclosed(circular(year), "未办结要点清单")
    (table,) = (block for block in behind.blocks if isinstance(block, Table))
    late = [cell for cell in cells(table, "逾期情况") if cell.startswith("要点逾期")]
    assert len(late) == len(table.rows) > 0
    means = "过了完成时限，牵头单位还没有全部办结"
    assert f"要点逾期{len(late)}个（{means}）" in words(report_document(year))
    assert f"“要点逾期”指{means}。" in words(circular(year)) + words_of(behind)


@pytest.mark.parametrize("now", [NOVEMBER, JANUARY])
def test_no_id_of_the_ledger_is_in_a_report(now: date) -> None:
    """Whoever it goes up to knows units, points and days; the answer for scripts keeps the ids."""
    book = a_busy_autumn()
    found = book.ledger.findings[-1].id
    book.entry(YANLING, day("10-26"), "2.1", "3", reason=f"逾期未整改：{found}（10月20日到期）")
    book.ruling(book.ledger.entries[-1].id, "notified", day("10-26"))
    book.ruling(book.ledger.entries[-1].id, "revoked", day("10-28"))
    year = book.year(now)
    paper = report_document(year)
    ids = {item.id for item in year.items} | {state.finding.id for state in year.findings}
    ids |= {state.entry.id for state in year.entries}
    rules = {"by_rule", "by_point", "chapters", "trend"}
    told = [str(c.value) for key, table in tables(paper).items() if key not in rules for row in table.rows for c in row]
    said = [words(paper), *told]
    assert [
        name for name in ids for each in said if re.search(rf"(?<![\w./-]){re.escape(name)}(?![\w./-])", each)
    ] == []
    assert not {"编号"} & {column.name for table in tables(paper).values() for column in table.columns}
    assert set(year_data(count_year(year), year.scores)["remaining"]["findings"]) & ids  # type: ignore[index]


def test_how_a_problem_came_up_is_told_by_the_kind_of_inspection() -> None:
    book = a_busy_autumn()
    book.ledger = replace(
        book.ledger, inspections=tuple(replace(one, kind="定期检查") for one in book.ledger.inspections)
    )
    paper = report_document(book.year(NOVEMBER))
    assert "其中自查发现1个、定期检查发现2个。" in words(paper)
    assert "督查" not in words(paper)
    assert "定期检查" in cells(tables(paper)["findings"], "来源")


def test_the_days_of_a_column_are_all_with_their_year_or_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enclosures, "FEW", 0)
    book = a_busy_autumn()
    for due, form, short in ((day("12-14"), r"\d+月\d+日", True), (date(2019, 1, 4), r"\d{4}年\d+月\d+日", False)):
        book.finding(XINDIAN, day("10-11"), due)
        year = book.year(NOVEMBER)
        listed = next(b for b in enclosed(circular(year), "未整改问题清单").blocks if isinstance(b, Table))
        assert [each for each in cells(listed, "整改期限") if not re.fullmatch(form, each)] == []
        days = cells(tables(report_document(year))["findings"], "期限")
        assert {isinstance(each, ShortDay) for each in days} == {short}


def test_what_a_score_table_means_and_what_bonuses_were_for_stand_below_the_table() -> None:
    """A sheet is not taken for it alone: the last table is a short one, of those that are not ranked."""
    book = a_busy_autumn()
    book.entry(YANLING, day("10-25"), "B1", "1", reason="公示栏做法在全市推广。", evidence=URL)
    blocks = enclosed(circular(book.year(JANUARY)), "考核得分表").blocks
    assert isinstance(blocks[-1], Table) or "加分事由" in said_by(blocks[-1])
    order = [block.caption if isinstance(block, Table) else said_by(block) for block in blocks]
    town, bonus = order.index("镇"), next(at for at, said in enumerate(order) if said.startswith("加分事由：严陵"))
    tasks = next(at for at, said in enumerate(order) if said.startswith("“任务完成”"))
    assert town < tasks < bonus < next(at for at, said in enumerate(order) if said == "县级部门")
    assert sum("任务完成" in said for said in order) == 1


def said_by(block: Block) -> str:
    return "".join(run.text for run in block.runs) if isinstance(block, Paragraph) else ""


def words_of(section: Attachment | Section) -> str:
    return "".join(map(said_by, section.blocks))


def test_a_report_ends_with_what_the_office_will_see_to_which_is_what_the_circular_asks_for() -> None:
    book = a_busy_autumn()
    for now in (NOVEMBER, JANUARY):
        year = book.year(now)
        last = next(b for b in report_document(year).blocks if isinstance(b, Section) and b.key == "next")
        assert isinstance(last, Section)
        assert last.title.endswith("、下一步打算")
        said, asked = words_of(last), words(circular(year))
        waiting = sum(state.status == "rectified" for state in year.findings)
        assert (f"对已整改待核查的{waiting}个问题逐个核查" in said) == bool(waiting)
        assert "督促有关单位落实以下工作。" in said
        for count in re.findall(r"(?:逾期未整改|期限已到|未定整改期限|未办结|逾期)的\d+[个项]", said):
            assert count in asked


def test_a_year_in_which_nothing_is_open_announces_nothing() -> None:
    year = a_busy_autumn().year(JANUARY)
    count = count_year(year)
    done = replace(count, findings=(), unfinished=(), uninspected=(), overdue_items=())
    year.items = ()
    assert list(intended(Circulated(year, occasion_at(year.plan, JANUARY, final=False), count=done))) == []


def test_a_circular_signed_in_the_next_year_tells_each_day_of_its_lists_with_its_year(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Else 12月4日 in a list is one year's, and in a sentence another's."""
    monkeypatch.setattr(enclosures, "FEW", 0)
    year = a_busy_autumn().year(JANUARY)
    paper = circular(year, occasion=occasion_at(year.plan, JANUARY, final=False))
    listed = [b for one in paper.blocks if isinstance(one, Attachment) for b in one.blocks if isinstance(b, Table)]
    days = [str(row[at].value) for t in listed for at, c in enumerate(t.columns) if "限" in c.name for row in t.rows]
    assert [each for each in days if re.search(r"\d+月", each) and not re.search(r"\d{4}年", each)] == []
    assert any(re.search(r"\d{4}年", each) for each in days)
