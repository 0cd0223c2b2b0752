"""Fixtures: the packaged year, just loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.demonstration import shown
from tests.desk.counter import Desk
from tests.engines import copy_file

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["desk", "shown"]


def the_packaged_year(store: str) -> None:
    """Make the ledger as a newcomer does, without a file."""
    Desk(store).must("load", "--json")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A store with the year of 2018 in it."""
    made = Desk(str(tmp_path / "x.db"))
    copy_file(the_packaged_year, made.db)
    return made
