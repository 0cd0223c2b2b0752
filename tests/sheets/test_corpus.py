"""Every defective and hostile workbook is refused in words or read as data, in bounded memory and time."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from gongkai.errors import BadValue
from gongkai.sheets.reading import read_book
from tests.sheets.corpus import CASES, Case

HOUSE = Path(__file__).parents[2]
MOST_MEMORY, LONGEST = 300 * 1024, 20
LEAST = 45


def answer(case: Case, folder: Path) -> dict[str, Any]:
    """Return what the reader, in a process of its own, says of a file."""
    path = folder / case.name
    case.make(path)
    line = [sys.executable, "-m", "tests.sheets.measuring", str(path), *(["--nobody"] if case.nobody else [])]
    done = subprocess.run(line, cwd=HOUSE, capture_output=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_file_is_refused_in_words_or_read_as_data(case: Case, tmp_path: Path) -> None:
    if case.special and os.name == "nt":
        pytest.skip("platform: 没有这种文件")
    found = answer(case, tmp_path)
    assert found["peak"] < MOST_MEMORY
    assert found["seconds"] < LONGEST
    if case.refused:
        assert re.search(case.refused, found.get("refused", str(found)))
        assert found["advice"]
        assert not re.search(r"[A-Za-z]{3,}Error|Traceback|None", found["refused"] + found["advice"])
        return
    assert "refused" not in found, found
    sheets = found["sheets"]
    if case.rows is not None:
        assert sheets[0]["rows"] == repr(case.rows)
    if case.size is not None:
        assert (sheets[0]["height"], sheets[0]["width"]) == case.size
    if case.sheets or (case.rows is None and case.size is None):
        names = tuple(f"({each['name']})" if each["hidden"] else each["name"] for each in sheets)
        assert names == case.sheets
    assert re.search(case.unread, "；".join(found["unread"])) if case.unread else not found["unread"]


def test_a_name_that_no_file_can_have() -> None:
    with pytest.raises(BadValue, match="路径不对"):
        read_book(Path("台\0账.xlsx"))


def test_there_are_enough_of_them() -> None:
    names = [case.name for case in CASES]
    assert len(set(names)) == len(names) >= LEAST
