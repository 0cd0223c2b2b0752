"""Fixtures: an empty place, or a ledger with its first plan, on both engines."""

from __future__ import annotations

import pytest

from tests.engines import postgres, server, store
from tests.storage import samples

__all__ = ["ledger", "postgres", "server", "store"]


@pytest.fixture
def ledger(store: str) -> str:
    """A store with one plan in it; the plan is line 1 of the trail."""
    samples.make(store)
    return store
