"""Fixture `town`: the small year loaded, on both engines; the trail explains every row when the test is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.closing.town import QUIET, Town
from tests.engines import copied, copy_file, engine, postgres, server, store
from tests.plans import loaded

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.engines import Copied

__all__ = ["copied", "engine", "postgres", "server", "store"]


@pytest.fixture
def town(copied: Copied, tmp_path: Path) -> Iterator[Town]:
    """The small year, with rules that propose nothing."""
    made = Town(copied(loaded(QUIET, name="年度.yaml")), tmp_path)
    yield made
    assert made.sound()


@pytest.fixture
def hamlet(tmp_path: Path) -> Iterator[Town]:
    """The same on SQLite alone, for what the store has no part in."""
    made = Town(str(tmp_path / "台账.db"), tmp_path)
    copy_file(loaded(QUIET, name="年度.yaml"), made.store)
    yield made
    assert made.sound()
