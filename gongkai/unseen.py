"""Marks that nobody sees, in what people type, paste and hand in: one law for every door."""

from __future__ import annotations

import re

UNSEEN = (
    "[\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890-\u0891\u08e2\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U00013438\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f\U000e0100-\U000e01ef]"
)
"""Marks that nobody sees and that turn, join or hide what stands around them: no paper bears one, in any format."""


def without_unseen(text: str) -> str:
    """Return a text without such marks, all else as it is."""
    return text if text.isascii() else re.sub(UNSEEN, "", text)
