"""Fixture `town`: the small year loaded, on both engines; the trail explains every row when the test is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.closing.town import QUIET, Town
from tests.engines import postgres, server, store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["postgres", "server", "store"]


@pytest.fixture
def town(store: str, tmp_path: Path) -> Iterator[Town]:
    """The small year, with rules that propose nothing."""
    made = Town(store, tmp_path)
    assert made.load(QUIET).code == 0
    yield made
    assert made.sound()


@pytest.fixture
def hamlet(tmp_path: Path) -> Iterator[Town]:
    """The same on SQLite alone, for what the store has no part in."""
    made = Town(str(tmp_path / "台账.db"), tmp_path)
    assert made.load(QUIET).code == 0
    yield made
    assert made.sound()
