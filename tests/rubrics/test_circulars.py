"""通报 of a year under each published rubric: whatever its items, stages and outside figures, it reads as one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from gongkai.papers.document import Attachment, Table
from tests.report.build import Book, day, words
from tests.report.test_circular import JANUARY, circular
from tests.rubrics.pasted import RUBRICS, assessment_of, plan_of

if TYPE_CHECKING:
    from datetime import date

TOWN, BUREAU = "严陵镇人民政府", "县教育局"


def year_under(name: str) -> Book:
    """Return a year in which a town has finished a point and a fault was found at the first rule that takes points."""
    book = Book(plan_of(name))
    book.progress("1", TOWN, 100, day("09-01"))
    book.selfcheck(TOWN, day("09-02"))
    book.finding(BUREAU, day("09-03"), day("10-01"))
    return book


@pytest.mark.parametrize("name", RUBRICS)
@pytest.mark.parametrize(
    ("kind", "now"),
    [("year-end", JANUARY), ("midterm", day("11-05")), ("quarter", day("09-30")), ("month", day("12-20"))],
)
def test_its_text_is_whole_under_every_rubric(name: str, kind: str, now: date) -> None:
    paper = circular(year_under(name).year(now), kind)
    said = words(replace(paper, footer=""))
    assert "41个要点" in said
    assert "落实面" in said
    assert not re.search(r"（）|：。|、。|。。|；。|，。|None|\b[A-Z][0-9]+\b|红灯", said)
    assert kind == "year-end" or not re.search("均为|其中优秀", said)


@pytest.mark.parametrize("name", RUBRICS)
def test_a_stage_alone_is_told_with_its_own_grades_and_tables(name: str) -> None:
    stages = [stage.name for scheme in assessment_of(name).schemes for stage in scheme.stages]
    for stage in dict.fromkeys(stages):
        paper = circular(year_under(name).year(day("12-20")).of_stage(stage), "quarter")
        assert f"文中得分、名次、等次是{stage}的考核结果，不是年终结果。" in words(paper)
        behind = [block for block in paper.blocks if isinstance(block, Attachment)]
        assert any("得分表" in block.title for block in behind)


@pytest.mark.parametrize("name", RUBRICS)
def test_every_score_table_has_a_row_a_unit_and_a_cell_an_item(name: str) -> None:
    year = year_under(name).year(JANUARY)
    paper = circular(year)
    tables = [
        block
        for behind in paper.blocks
        if isinstance(behind, Attachment) and "得分表" in behind.title
        for block in behind.blocks
        if isinstance(block, Table)
    ]
    told = {cell.value for one in tables for row in one.rows for cell in row}
    assert {score.unit for score in year.scores} <= told
    assert all(len(row) == len(one.columns) for one in tables for row in one.rows)
