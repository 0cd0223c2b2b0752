"""Fixtures: an empty place, or a ledger with its first plan, on both engines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.engines import copied, engine, postgres, server, store
from tests.storage import samples

if TYPE_CHECKING:
    from tests.engines import Copied

__all__ = ["copied", "engine", "ledger", "postgres", "server", "store"]


@pytest.fixture
def ledger(copied: Copied) -> str:
    """A store with one plan in it; the plan is line 1 of the trail."""
    return copied(samples.make)
