"""Fixture `book`: a register with the small year in it, on both engines, found sound when the test is over."""

from __future__ import annotations

from tests.engines import copied, engine, postgres, server, store
from tests.services.conftest import book

__all__ = ["book", "copied", "engine", "postgres", "server", "store"]
