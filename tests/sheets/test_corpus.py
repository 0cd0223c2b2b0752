"""Every defective and hostile workbook is refused in words or read as data, in bounded memory and time."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from gongkai.errors import BadValue
from gongkai.sheets.reading import read_book
from tests.sheets.corpus import CASES, Case, sent

if TYPE_CHECKING:
    from collections.abc import Iterator

HOUSE = Path(__file__).parents[2]
MOST_MEMORY, LONGEST = 300 * 1024, 20
LEAST = 45


@pytest.fixture(scope="module")
def reader() -> Iterator[subprocess.Popen[bytes]]:
    """Whoever reads files, each in a process of its own."""
    line = [sys.executable, "-m", "tests.sheets.measuring"]
    with subprocess.Popen(
        line, cwd=HOUSE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as reading:
        yield reading


def answer(reader: subprocess.Popen[bytes], case: Case, path: Path) -> dict[str, Any]:
    """Return what the reader says of a file; it says nothing else, and ends well."""
    assert reader.stdin
    assert reader.stdout
    reader.stdin.write(json.dumps([str(path), case.nobody]).encode() + b"\n")
    reader.stdin.flush()
    said, _, ended = reader.stdout.readline().rpartition(b"\t")
    assert ended == b"0\n", said
    found: dict[str, Any] = json.loads(said)
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_file_is_refused_in_words_or_read_as_data(
    case: Case, reader: subprocess.Popen[bytes], tmp_path_factory: pytest.TempPathFactory
) -> None:
    if case.special and os.name == "nt":
        pytest.skip("platform: 没有这种文件")
    found = answer(reader, case, sent(tmp_path_factory, case))
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
