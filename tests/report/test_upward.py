"""报告: what goes up to the county says the same as the circular, in words that whoever reads it knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gongkai.papers.document import Attachment, Section, Table
from gongkai.report import enclosures
from gongkai.report.yearend import report_document
from tests.report.build import a_busy_autumn, words
from tests.report.test_circular import JANUARY, circular

if TYPE_CHECKING:
    import pytest

    from gongkai.papers.document import Document


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


def words_of(section: Attachment | Section) -> str:
    from gongkai.papers.document import Paragraph

    return "".join(run.text for block in section.blocks if isinstance(block, Paragraph) for run in block.runs)
