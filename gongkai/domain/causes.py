"""What an entry was made for: the key of the fault, and the duty items it covers, in one text of the record.

`duty_missed:20.1|20.1/2018-07-27|20.1/2018-07-30`. One made by hand has no key, and items only where they were named.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gongkai.domain.records import ScoreEntry

BAR = "|"


def cause_of(key: str, items: Iterable[str]) -> str:
    """Return the text to be recorded."""
    return BAR.join((key, *items))


def key_of(entry: ScoreEntry) -> str:
    """Return the key of the fault that was proposed, empty for an entry made by hand."""
    return entry.cause.partition(BAR)[0]


def items_of(entry: ScoreEntry) -> tuple[str, ...]:
    """Return the ids of the duty items that an entry covers, empty where they are not known."""
    return tuple(entry.cause.split(BAR)[1:])
