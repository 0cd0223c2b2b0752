"""`gongkai import` of every defective and hostile workbook: none is taken, each is told, nothing is recorded."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli import environment, spawn
from tests.sheets.corpus import CASES, Case, sent

HOUSE = Path(__file__).parents[2]
DAY = "2018-11-30"
MOST_MEMORY = 300 * 1024
MEASURED = """
import os, pathlib, sys
from gongkai.__main__ import run
from tests.sheets.measuring import peak
try:
    sys.exit(run())
finally:
    pathlib.Path(os.environ["PEAK"]).write_text(str(peak()))
"""
SENT = [case for case in CASES if not case.special]
NEVER_SENT = [case for case in CASES if case.special and not case.nobody]


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return a ledger in which the year is loaded, and nothing else."""
    place = str(tmp_path_factory.mktemp("office") / "台账.db")
    assert spawn("load", str(HOUSE / "tasks.yaml"), today=DAY, db=place).code == 0
    return place


def trail(db: str) -> Any:  # noqa: ANN401 - whatever the command answers
    """Return how far the trail goes, and its last hash."""
    return spawn("audit", "verify", "--json", today=DAY, db=db).json


@pytest.mark.slow
def test_the_whole_corpus_at_once(db: str, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    before = trail(db)
    files = [str(sent(tmp_path_factory, case)) for case in SENT]
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, "import", *files, "--json"],
        cwd=HOUSE, env=environment(DAY, db) | {"PEAK": str(tmp_path / "peak")}, capture_output=True, check=False,
        timeout=600,
    )  # fmt: skip
    assert done.returncode == 1
    told = {each["file"]: each for each in json.loads(done.stdout)}
    assert set(told) == {case.name for case in SENT}
    assert {each["state"] for each in told.values()} == {"refused"}
    assert all(each["refused"]["message"] and each["refused"]["hint"] for each in told.values())
    assert b"Traceback" not in done.stderr
    assert int((tmp_path / "peak").read_text(encoding="utf-8")) < MOST_MEMORY
    assert trail(db) == before
    assert spawn("import", "--list", "--json", today=DAY, db=db).json == []


@pytest.mark.skipif(os.name == "nt", reason="platform: 没有这种文件")
@pytest.mark.parametrize("case", NEVER_SENT, ids=lambda case: case.name)
def test_what_is_no_file_is_refused_at_once(db: str, case: Case, tmp_path: Path) -> None:
    case.make(tmp_path / case.name)
    told = spawn("import", str(tmp_path / case.name), today=DAY, db=db)
    assert told.code in {1, 2}
    assert "Traceback" not in told.err
    assert case.name in told.err
