"""Hypothesis over frozen records: their annotations are names for the type checker alone, and are not looked into."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


def built(
    make: Callable[..., T], *parts: st.SearchStrategy[Any], **named: st.SearchStrategy[Any]
) -> st.SearchStrategy[T]:
    """Return records made of drawn parts, in the order of their fields or by name."""
    return st.builds(lambda *values, **fields: make(*values, **fields), *parts, **named)  # noqa: PLW0108 - `builds` would look into the class
