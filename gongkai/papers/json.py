"""A document's `data` as one JSON value, for programs."""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import msgspec

from gongkai.papers.values import figure
from gongkai.unseen import UNSEEN, without_unseen

if TYPE_CHECKING:
    from gongkai.papers.document import Document


TRAIL = "trail"
"""The kind of the paper that tells the trail."""
_SELECTORS = b"\xef\xb8", b"\xf3\xa0"
"""How the marks that nobody sees and that yet count as printable begin in UTF-8: the variation selectors."""


def write(document: Document) -> str:
    """Return the answer indented by two spaces, one value and a line end, in text that UTF-8 can hold.

    An answer with keys bears the marks of its paper, too; a list of records has no place for them.
    Marks that nobody sees are left out, as in every paper; of the trail, whose texts are hashed, they are escaped.
    Decimals become the shortest number with at most two places, three of a score that has them (12.5, 95); days and
    moments are ISO text.
    TypeError for anything else that JSON does not know: a record is turned into plain values by its report.
    """
    answer = document.data
    if document.marks and isinstance(answer, dict):
        answer = {**answer, "marks": list(document.marks)}
    text = json.dumps(answer, ensure_ascii=False, allow_nan=False, default=_plain)  # `indent` takes ten times as long
    if _may_hold_unseen(text):
        text = re.sub(UNSEEN, _escaped, text) if document.kind == TRAIL else without_unseen(text)
    try:
        return msgspec.json.format(text, indent=2) + "\n"
    except UnicodeEncodeError:  # half a surrogate pair: \udc80 is JSON too
        whole = json.dumps(json.loads(text), ensure_ascii=False, indent=2)
        return whole.encode("utf-8", "backslashreplace").decode("utf-8") + "\n"


def _may_hold_unseen(text: str) -> bool:
    """Tell whether a long text must be looked through mark by mark: seldom, and it takes longer than all the rest."""
    if not text.isprintable():
        return True
    told = text.encode()
    return any(begin in told for begin in _SELECTORS)


def _escaped(mark: re.Match[str]) -> str:
    return json.dumps(mark[0])[1:-1]


def _plain(value: object) -> int | float | str:
    if isinstance(value, date):
        return value.isoformat()
    if not isinstance(value, Decimal):
        message = f"an answer holds plain values, not {type(value).__name__}"
        raise TypeError(message)
    rounded = figure(value)
    return int(rounded) if rounded == rounded.to_integral_value() else float(rounded)
