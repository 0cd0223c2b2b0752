"""Fixture `shown`: the demonstration, as a newcomer makes it."""

from __future__ import annotations

from tests.demonstration import shown

__all__ = ["shown"]
