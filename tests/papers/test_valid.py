"""Every Word file and workbook keeps to the schemas of Office Open XML (ECMA-376, transitional), part by part.

Two validators that are not ours: one in Python over the schemas of the Open XML SDK, and the SDK's own where the
program is named by OOXML_VALIDATOR_CLI. Both are held to the faults that they are to find.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from functools import cache
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import pytest
from openxml_audit import FileFormat, OpenXmlValidator

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NO_FAULT = "/relationships/theme' is missing"
"""A paper needs no theme: ECMA-376 part 1, 11.3 asks for none."""
KINDS = re.compile(r"[^-（.]+")


@cache
def _validator() -> OpenXmlValidator:
    return OpenXmlValidator(file_format=FileFormat.OFFICE_2007)


def faults(paper: Path) -> list[str]:
    """Return what is wrong with a file by the schemas of the first edition, which every office program knows."""
    told = _validator().validate(paper).errors
    return [str(one) for one in told if NO_FAULT not in str(one)]


def sdk_faults(paper: Path) -> list[Any]:
    """Return what the Open XML SDK finds wrong with it."""
    program = os.environ.get("OOXML_VALIDATOR_CLI") or pytest.skip("platform: the Open XML SDK's validator is not here")
    done = subprocess.run([program, str(paper), "Office2007"], check=True, capture_output=True, timeout=60)
    told = json.loads(done.stdout)
    assert told["ok"] is (told["errors"] == [])
    return list(told["errors"])


def one_of_each(papers: dict[str, Path]) -> dict[str, Path]:
    """Return the largest paper of each kind: the SDK's program takes its time."""
    return {KINDS.match(name)[0] + file.suffix: file for name, file in sorted(papers.items(), key=_size)}  # type: ignore[index]


def _size(named: tuple[str, Path]) -> int:
    return named[1].stat().st_size


def test_the_demonstration_has_papers_of_many_kinds(papers: dict[str, Path]) -> None:
    kinds = one_of_each(papers)
    assert {"得分表.docx", "整改通知书.docx", "扣分告知单.docx", "自查报告.docx", "年终考核情况.xlsx"} <= set(kinds)
    assert len([name for name in papers if name.startswith("得分表-")]) == 54


def test_every_paper_keeps_to_the_schemas(papers: dict[str, Path]) -> None:
    assert {name: found for name, file in papers.items() if (found := faults(file))} == {}


def test_the_sdk_of_the_format_finds_no_fault_either(papers: dict[str, Path]) -> None:
    assert {name: found for name, file in one_of_each(papers).items() if (found := sdk_faults(file))} == {}


WORDS, SHEET = "word/document.xml", "xl/worksheets/sheet1.xml"
WRONG = [
    (WORDS, r'<w:jc w:val="center"/>', '<w:jc w:val="middle"/>'),
    (WORDS, r"<w:body>", "<w:body><w:heading/>"),
    (WORDS, r"(<w:pStyle [^>]*/>)(<w:[^>]*/>)</w:pPr>", r"\2\1</w:pPr>"),
    (WORDS, r"<w:p>", '<w:p w:kind="text">'),
    (WORDS, r'r:id="\w+"', 'r:id="none"'),
    (SHEET, r"(<dimension[^>]*/>)(<sheetViews>.*?</sheetViews>)", r"\2\1"),
    (SHEET, r' t="s"', ' t="text"'),
]
"""A part, what stands in it rightly, and what takes its place."""


@pytest.fixture(params=range(len(WRONG)))
def spoilt(request: pytest.FixtureRequest, papers: dict[str, Path], tmp_path: Path) -> Path:
    """A paper with one fault."""
    part, right, wrong = WRONG[request.param]
    ending = ".docx" if part == WORDS else ".xlsx"
    file = tmp_path / f"坏{ending}"
    with ZipFile(papers[f"年终考核情况（演示数据）{ending}"]) as whole, ZipFile(file, "w") as copy:
        for name in whole.namelist():
            said = whole.read(name)
            spoiling = re.sub(right.encode(), wrong.encode(), said, count=1, flags=re.DOTALL)
            assert name != part or spoiling != said
            copy.writestr(name, spoiling if name == part else said)
    return file


@pytest.mark.parametrize("validate", [faults, sdk_faults])
def test_a_fault_is_found(spoilt: Path, validate: Callable[[Path], list[Any]]) -> None:
    assert validate(spoilt) != []
