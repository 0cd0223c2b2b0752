"""A report of a quarter upward tells what the quarter brought, as the circular of the same quarter does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.demonstration import Shown


def told(shown: Shown, folder: Path, *words: str) -> str:
    path = folder / f"{'-'.join(words)}.md"
    shown.ask("report", *words, "-o", str(path))
    return path.read_text(encoding="utf-8")


def test_no_scores_ranks_or_grades_stand_in_it(shown: Shown, tmp_path: Path) -> None:
    said = told(shown, tmp_path, "报告", "--kind", "quarter", "--as-of", "2018-09-30")
    assert [word for word in ("名次", "等次", "得分", "第一名", "各组考核结果") if word in said] == []
    assert "第三季度" in said
    assert "未销号问题" in said


def test_what_it_brought_is_told_as_the_circular_tells_it(shown: Shown, tmp_path: Path) -> None:
    """Whose the problems are stands in a table of the report; deductions and months are those of the quarter."""
    asked = ("--kind", "quarter", "--as-of", "2018-12-31")
    upward, around = told(shown, tmp_path, "报告", *asked), told(shown, tmp_path, "通报", *asked)
    (brought,) = [line for line in around.splitlines() if line.startswith("第四季度")]
    assert re.sub("(?<=30个)（[^（）]*）", "", brought) in upward
    assert "除写明第四季度的以外，各项数字从2018年7月25日起累计。" in upward
    assert "第四季度扣分情况" in upward
    assert "| 9月 |" not in upward
    assert "| 11月 |" in upward


def test_the_years_report_is_of_the_year(shown: Shown, tmp_path: Path) -> None:
    said = told(shown, tmp_path, "报告")
    assert "各组考核结果" in said
    assert "| 9月 |" in said
    assert "季度" not in said.partition("尚待完成")[0]
