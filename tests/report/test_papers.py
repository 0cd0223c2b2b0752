"""One point, one unit, the roster: all that is known of it, in words and as data; and no stray Latin anywhere."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

import pytest
from msgspec.structs import replace

from gongkai.duty import due
from gongkai.duty.papers import due_document, duty_document
from gongkai.entry.papers import entries_document
from gongkai.entry.states import entry_states
from gongkai.finding.papers import finding_document, inspection_document, selfcheck_document
from gongkai.finding.states import finding_states
from gongkai.papers.columns import day_words, names_short, share, short_day
from gongkai.plan.papers import show_document, unit_document, units_document
from gongkai.progress.papers import progress_document, status_document
from gongkai.register.kinds import Assign, DutyEvent, Settlement
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
    day,
    plan,
    tables,
    typed,
    words,
)
from tests.report.judged import outlooks_of, scores_of, unit_named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gongkai.papers.document import Document
    from gongkai.year import Year

NOVEMBER = day("11-05")


def data_of(document: Document) -> dict[str, Any]:
    return cast("dict[str, Any]", document.data)


@pytest.fixture
def year() -> Year:
    return a_busy_autumn().year(NOVEMBER)


def test_a_point_is_quoted_whole_and_its_units_are_told_one_by_one(year: Year) -> None:
    document = show_document(year, "1")
    data = data_of(document)
    assert data["text"] == "加大决策信息公开力度的全文。"
    assert data["text"] in words(document)
    assert [seat["unit"] for seat in data["assignments"]] == [OFFICE, FINANCE, YANLING, XINDIAN]
    assert {"unit", "role", "percent", "status", "updated", "person"} <= set(data["assignments"][0])
    assert (data["assignments"][1]["percent"], data["assignments"][1]["updated"]) == (60, day("09-10"))


def test_history_is_in_order_with_the_newest_last(year: Year) -> None:
    history = data_of(show_document(year, "2"))["history"]
    assert [(each["date"], each["id"]) for each in history] == sorted(
        ((each["date"], each["id"]) for each in history), key=lambda pair: (pair[0], int(pair[1][1:]))
    )
    assert [each["record"] for each in history] == ["Progress", "Finding", "ScoreEntry", "Ruling", "Ruling"]
    assert len(tables(show_document(year, "2"))["history"].rows) == len(history)


def test_history_has_every_act_that_touched_the_point() -> None:
    book = a_busy_autumn()
    head: dict[str, Any] = {"year": 2018, "actor": "王某"}
    book.add("assigns", Assign(**head, day=day("08-02"), id="A90", seq=90, unit=XINDIAN, person="钱某"))
    book.add("assigns", Assign(**head, day=day("08-03"), id="A91", seq=91, unit=EDUCATION, point="3"))
    book.add(
        "settlements",
        Settlement(
            **head, day=day("10-30"), id="K92", seq=92, kind="done", duty="3.1", at=typed(day("10-30")), item="3.1/x"
        ),
    )
    book.add(
        "events",
        DutyEvent(**head, day=day("10-30"), id="O93", seq=93, duties=("3.1",), unit=OFFICE, at=typed(day("10-30"))),
    )
    shown = show_document(book.year(NOVEMBER), "3")
    kinds = {each["record"] for each in data_of(shown)["history"]}
    assert kinds == {"Assign", "SelfInspection", "Finding", "FindingStep", "Settlement", "DutyEvent"}
    assert [seat["person"] for seat in data_of(shown)["assignments"] if seat["unit"] == XINDIAN] == ["钱某"]
    assert data_of(shown)["unresolved"] == []


def test_a_point_without_duties_or_history_has_no_empty_section() -> None:
    document = show_document(Book().year(day("08-01")), "4")
    assert set(tables(document)) == {"assignments"}
    assert "时限要求" not in words(document)
    assert "经过" not in words(document)
    assert data_of(document)["duties"] == data_of(document)["history"] == []


def test_the_silent_many_are_one_line_on_the_screen_and_all_in_the_data() -> None:
    more = tuple(replace(plan().units[-1], name=f"第{number}镇人民政府") for number in range(5))
    year = Book(replace(plan(), units=(*plan().units, *more))).year(day("08-01"))
    document = show_document(year, "4")
    assert len(tables(document)["assignments"].rows) == 2
    assert str(tables(document)["assignments"].rows[1][0].value).startswith("7个单位：")
    assert len(data_of(document)["assignments"]) == 8


def test_an_unknown_point_is_a_key_error(year: Year) -> None:
    with pytest.raises(KeyError):
        show_document(year, "42")


def test_the_roster_has_the_promised_keys_and_sums(year: Year) -> None:
    rows = cast("list[dict[str, Any]]", units_document(year).data)
    keys = {"name", "kind", "group", "aliases", "leads", "points", "self_inspections", "open_findings"}
    assert all(keys <= set(row) for row in rows)
    assert [row["name"] for row in rows] == list(UNITS)
    assert sum(row["points"] for row in rows) == sum(state.units for state in year.overview.points)
    assert sum(row["leads"] for row in rows) == sum(len(state.leads) for state in year.overview.points)
    assert sum(row["open_findings"] for row in rows) == year.overview.summary.open_findings
    assert [row["group"] for row in rows][:2] == ["考核组织单位", "县级部门"]


def test_one_unit_is_told_all_it_owes(year: Year) -> None:
    document = unit_document(year, unit_named(year, FINANCE))
    row = cast("list[dict[str, Any]]", document.data)[0]
    assert [seat["point"] for seat in row["assignments"]] == ["1", "2"]
    assert [each["id"] for each in row["findings"]] == ["F10"]
    assert [each["id"] for each in row["deductions"]] == ["D15"]
    assert {each["status"] for each in row["duties"]} == {"overdue", "pending"}
    assert "年内还没有完成自查：gongkai selfcheck add -u 县财政局" in words(document)


def test_a_unit_that_ended_names_its_heir() -> None:
    ended = replace(plan().units[-1], until=day("09-30"), successor=(YANLING,))
    year = Book(replace(plan(), units=(*plan().units[:-1], ended))).year(NOVEMBER)
    assert f"现由{YANLING}承继。" in words(unit_document(year, ended))


def test_a_unit_that_owes_nothing_gets_no_empty_section() -> None:
    year = Book().year(day("07-26"))
    document = unit_document(year, unit_named(year, EDUCATION))
    assert set(tables(document)) == {"assignments"}


def every_paper(year: Year) -> Iterator[Document]:
    ledger, standing = year.ledger, year.standing
    findings = finding_states(ledger.findings, ledger.finding_steps)
    scores = scores_of(year)
    yield status_document(year, chosen=year.overview.points)
    yield from (show_document(year, point.no) for point in ledger.plan.points)
    yield units_document(year)
    yield from (unit_document(year, unit) for unit in ledger.plan.units)
    yield progress_document(year, ledger.progress)
    yield selfcheck_document(ledger, standing, ledger.self_inspections)
    yield inspection_document(ledger, standing, ledger.inspections)
    yield finding_document(ledger, standing, findings)
    yield entries_document(ledger, standing, entry_states(ledger.entries, ledger.rulings))
    yield duty_document(ledger, standing, year.items)
    every = due.falling(year, 150)
    yield due_document(year, due.gathered(every), 150, every=every)
    yield score_document(ledger, standing, scores, outlooks_of(year))
    yield from (scorecard_document(year, score, unit_named(year, score.unit)) for score in scores)
    yield report_document(year)


COMMAND = re.compile(r"gongkai [^，。；]*")
ID = re.compile(r"\b[A-Z][0-9]+\b|[0-9.]+/2018-[0-9Q-]+|https?://\S+|校验码 [0-9a-f]{12}")


def test_no_paper_shows_a_latin_word_but_ids_addresses_and_commands(year: Year) -> None:
    for document in every_paper(year):
        cells = [str(c.value) for t in tables(document).values() for row in (*t.rows, t.total) for c in row]
        heads = [column.name for table in tables(document).values() for column in table.columns]
        for said in [*words(document).splitlines(), *heads, *(c for c in cells if c != "None")]:
            rest = ID.sub("", COMMAND.sub("", said))
            assert not re.search(r"[A-Za-z]{2,}", rest), said
            assert not re.search(r"[\u4e00-\u9fff][,;:!?()]", rest), said


def test_every_paper_has_rows_as_long_as_its_columns(year: Year) -> None:
    for document in every_paper(year):
        for table in tables(document).values():
            widths = {len(row) for row in (*table.rows, *([table.total] if table.total else []))}
            assert widths <= {len(table.columns)}, (document.kind, table.key)


def test_every_paper_ends_with_the_trail_and_the_day(year: Year) -> None:
    for document in every_paper(year):
        assert document.footer == f"截至2018年11月5日　痕迹校验码 0123456789ab（{year.ledger.size}条）"


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [(1, 3, "33.3%"), (1, 2, "50%"), (2, 3, "66.7%"), (0, 4, "0%"), (4, 4, "100%"), (1, 16, "6.3%"), (0, 0, "")],
)
def test_shares_are_rounded_half_up_and_never_of_nothing(part: int, whole: int, said: str) -> None:
    assert share(part, whole) == said


def test_a_day_of_another_year_shows_its_year() -> None:
    assert (day_words(day("09-30"), 2018), day_words(day("09-30"), 2019)) == ("9月30日", "2018年9月30日")
    short = short_day(day("09-30"), 2018)
    assert (short, str(short), f"{short}") == (day("09-30"), "09-30", "09-30"), "a day, read without its year"
    assert str(short_day(day("09-30"), 2019)) == "2018-09-30"
    assert short_day(day("09-30"), 2019) == day("09-30")
    assert short_day(None, 2018) is None


def test_a_list_of_names_is_shortened_only_when_some_are_left_out() -> None:
    assert names_short(["甲", "乙"]) == "甲、乙"
    assert names_short(["甲", "乙", "丙"]) == "甲、乙等3个"
    assert names_short([]) == ""
