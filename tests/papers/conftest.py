"""The demonstration, for whoever needs a county's whole year."""

from __future__ import annotations

from tests.demonstration import shown

__all__ = ["shown"]
