"""Fixtures: the packaged year, just loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.desk.counter import Desk

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A store with the year of 2018 in it."""
    made = Desk(str(tmp_path / "x.db"))
    made.must("load", "--json")
    return made
