"""Fixture `book`: the small year with an outside stage, in a register on both engines, found sound afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gongkai.plan.acts import load_plan
from tests.appeals.staged import staged_plan
from tests.engines import copied, engine, postgres, server, store
from tests.services.book import Book

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.engines import Copied

__all__ = ["book", "copied", "engine", "postgres", "server", "store"]


def with_an_outside_stage(store: str) -> None:
    """Make the ledger."""
    with Book.first(store).register() as register:
        load_plan(register, staged_plan(), "tasks.yaml")


@pytest.fixture
def book(copied: Copied) -> Iterator[Book]:
    """The small year, a fifth of whose score comes from outside; the trail must explain every row in the end."""
    opened = Book(copied(with_an_outside_stage))
    yield opened
    opened.must_be_sound()
