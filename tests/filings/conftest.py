"""Fixture `desk`: a ledger with the packaged plan, on both engines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.demonstration import shown
from tests.engines import copied, engine, postgres, server, store
from tests.filings.desk import Desk, fill

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engines import Copied

__all__ = ["copied", "engine", "postgres", "server", "shown", "store"]


@pytest.fixture
def desk(copied: Copied, tmp_path: Path) -> Desk:
    """The office's desk."""
    return Desk(copied(fill), tmp_path)
