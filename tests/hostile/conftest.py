"""Fixture `year`: the small year with one finding and one deduction in it, made once and found unchanged each time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli import run
from tests.engines import engine, postgres, server, store
from tests.plans import small_plan_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["engine", "postgres", "server", "store"]

TODAY = "2018-09-03"


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with `年.db` and `tasks.yaml`: F2 and D3 are there; the trail is sound before and after."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "tasks.yaml").write_text(small_plan_text(), encoding="utf-8")
    db = str(folder / "年.db")
    must(db, "load", str(folder / "tasks.yaml"))
    must(db, "finding", "add", "-u", "教育局", "--problem", "栏目空白", "--due", "2018-09-30")
    must(db, "deduct", "add", "-u", "教育局", "--rule", "2.1", "--reason", "未办结", "--no-evidence", "口头")
    yield folder
    assert run("audit", "verify", "--json", today=TODAY, db=db).json["ok"]


def must(db: str, *args: str) -> None:
    """Make a call that has to succeed."""
    done = run(*args, today=TODAY, db=db)
    assert done.code == 0, done.err
