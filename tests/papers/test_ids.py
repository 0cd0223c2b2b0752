"""What the register calls its records by is told to nobody outside; codes of the plan and of the world stay."""

from __future__ import annotations

import pytest

from gongkai.papers.document import Cell, Column, Table
from gongkai.papers.ids import table_without_ids, without_ids

KNOWN = frozenset({"E12", "F3", "S4", "P7", "m1/2018-03", "m1/2018-03/碗厂镇", "5"})


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("问题F3“网站没有更新”应于3月1日前整改", "问题“网站没有更新”应于3月1日前整改"),
        ("问题及整改记录F3、S4", "问题及整改记录"),
        ("最近的进展报告P7", "最近的进展报告"),
        ("同一件事（E12）", "同一件事"),
        ("迟报：m1/2018-03（3月31日到期）、m1/2018-03/碗厂镇（3月31日到期）", "迟报：3月31日到期、3月31日到期"),
        ("迟报3项（m1/2018-03、m1/2018-03/碗厂镇等3项）", "迟报3项"),
        ("按规则B1加分，要点5", "按规则B1加分，要点5"),
        ("G5高速公示", "G5高速公示"),
        ("依据：https://gk.example/E12", "依据：https://gk.example/E12"),
    ],
)
def test_a_reason_outside_names_no_record(typed: str, told: str) -> None:
    assert without_ids(typed, KNOWN) == told
    assert without_ids(typed, ()) == typed


def test_what_has_a_place_on_the_paper_is_named_by_it() -> None:
    assert without_ids("与E12重复", KNOWN, {"E12": "第2条"}) == "与第2条重复"


def test_rows_are_called_by_their_places_and_rules_keep_their_codes() -> None:
    columns = (Column("编号", "id"), Column("规则"), Column("事由"))
    table = Table("entries", "", columns, ((Cell("E12", ref="E12"), Cell("B1"), Cell("见F3")),), ())
    made = table_without_ids(table, KNOWN)
    assert [column.name for column in made.columns] == ["序号", "规则", "事由"]
    assert [[cell.value for cell in row] for row in made.rows] == [[1, "B1", "见"]]
    assert table_without_ids(table, ()) is table
