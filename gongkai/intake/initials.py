"""Pinyin initials of a unit's names, as clerks type them (`jyj`)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

COUNTY = "县"
BANK = re.compile("(?<=[人支分])行")  # 人行, 支行, 分行 are read háng, which pypinyin misses


def initials_of(names: Iterable[str]) -> tuple[str, ...]:
    """Return the lower-case initials of each name, with and without a leading 县, each once."""
    from pypinyin import Style, lazy_pinyin  # 0.2 s to import, needed at load time only

    found: dict[str, None] = {}
    for name in names:
        letters = "".join(lazy_pinyin(BANK.sub("航", name), style=Style.FIRST_LETTER)).lower()
        found[letters] = None
        if name.startswith(COUNTY) and len(name) > 1:
            found[letters[1:]] = None
    return tuple(found)
