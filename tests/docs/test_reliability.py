"""The page on faults: every test that it names is there, and every kind of trouble that verification knows is told."""

from __future__ import annotations

import ast
import re

import pytest

from gongkai.wording import TRAIL_PROBLEM
from tests.docs.console import ROOT

PAGE = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)))


@pytest.mark.parametrize(("file", "name"), NAMED, ids=[name for _, name in NAMED])
def test_every_test_named_is_there(file: str, name: str) -> None:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_fault_names_its_test() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| ") and "试验" not in line]
    assert len(rows) > 25
    assert all("`tests/" in row for row in rows)


def test_every_kind_of_problem_is_on_the_page_of_verifying() -> None:
    page = (ROOT / "docs" / "verifying.md").read_text(encoding="utf-8")
    assert {kind for kind in TRAIL_PROBLEM if f"`{kind}`" not in page} == set()
    assert {said for said in TRAIL_PROBLEM.values() if said not in page} == set()
