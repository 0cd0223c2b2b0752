"""Points as they are found, whatever they were found in: their words, who does them, their headings."""

from __future__ import annotations

from msgspec import Struct

from gongkai.draft.wording import Who


class Found(Struct, frozen=True):
    """A point. `numbers` are the numbers of its headings and its own, in figures; `headings` their words.

    `remarks` are told beside it in the draft; a piece is one of several that a single number of the notice holds.
    """

    title: str
    text: str
    place: str
    headings: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    who: Who = Who()
    remarks: tuple[str, ...] = ()
    is_piece: bool = False


class Outline(Struct, frozen=True):
    """What was found in a run of blocks: the points, and the lines that are no point, with their places."""

    points: tuple[Found, ...] = ()
    left: tuple[tuple[str, str], ...] = ()


NOBODY = Who()
