"""How a problem came up is told alike in every paper: by the kind of the inspection that found it."""

from __future__ import annotations

import html
import re
import zipfile
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.demonstration import Shown

PAPERS = {
    "问题台账": (("finding", "list"), ".csv"),
    "台账": (("report", "台账"), ".xlsx"),
    "一览": (("report", "一览"), ".html"),
    "报告": (("report", "报告"), ".md"),
    "得分表": (("scorecard", "碗厂镇"), ".md"),
    "单位": (("units", "list", "碗厂镇"), ".md"),
}


def cells(path: Path) -> set[str]:
    """Return what stands in the cells of a file's tables."""
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as parts:
            said = "\n".join(parts.read(name).decode() for name in parts.namelist() if "xl/" in name)
        return set(re.findall(r"<t(?: [^>]*)?>([^<]*)</t>", said))
    said = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        return {re.sub("<[^>]*>", "", html.unescape(each)).strip() for each in re.findall(r"<td[^>]*>(.*?)</td>", said)}
    return {each.strip() for line in said.splitlines() for each in re.split(r"[|,]", line)}


@pytest.mark.parametrize("paper", PAPERS)
def test_a_problem_is_told_by_the_kind_of_inspection(shown: Shown, paper: str, tmp_path: Path) -> None:
    asked, ending = PAPERS[paper]
    path = tmp_path / f"{paper}{ending}"
    shown.ask(*asked, "-o", str(path))
    told = cells(path)
    assert "定期检查" in told
    assert "督查" not in told
