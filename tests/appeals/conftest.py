"""Fixture `book`: the small year with an outside stage, in a register on both engines, found sound afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gongkai.plan.acts import load_plan
from tests.appeals.staged import staged_plan
from tests.engines import postgres, server, store
from tests.services.book import Book

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["book", "postgres", "server", "store"]


@pytest.fixture
def book(store: str) -> Iterator[Book]:
    """The small year, a fifth of whose score comes from outside; the trail must explain every row in the end."""
    opened = Book.first(store)
    with opened.register() as register:
        load_plan(register, staged_plan(), "tasks.yaml")
    yield opened
    opened.must_be_sound()
