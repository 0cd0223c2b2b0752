"""Fixture `book`: a register with the small year in it, on both engines, found sound when the test is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.engines import copied, engine, postgres, server, store
from tests.services.book import Book

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.engines import Copied

__all__ = ["book", "copied", "engine", "postgres", "server", "store"]


@pytest.fixture
def book(copied: Copied) -> Iterator[Book]:
    """The small year, loaded; whatever a test did to it, the trail must explain every row."""
    opened = Book(copied(Book.first))
    yield opened
    opened.must_be_sound()
