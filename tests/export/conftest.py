"""Fixtures: a place without a ledger on each engine, and the demonstration."""

from __future__ import annotations

from tests.demonstration import shown
from tests.engines import engine, postgres, server, store

__all__ = ["engine", "postgres", "server", "shown", "store"]
