"""An answer is looked through for marks that nobody sees only where it may hold one: what is left is the same."""

from __future__ import annotations

import json
import re
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gongkai.papers.document import Document
from gongkai.papers.json import TRAIL, write
from gongkai.unseen import UNSEEN

MARKS = re.findall(UNSEEN, "".join(map(chr, range(sys.maxunicode + 1))))
TEXTS = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from(MARKS), max_size=12)


def test_every_mark_is_taken_off() -> None:
    assert len(MARKS) > 400
    for mark in MARKS:
        for around in ("县教育局", "plain"):
            assert json.loads(write(Document("list", "", (), data=[around + mark + around]))) == [around * 2], ascii(
                mark
            )


@given(st.dictionaries(TEXTS, st.lists(TEXTS, max_size=3), max_size=3))
@example({"字\ufe0f": ["\ufe00", "\ufe30", "\U000e0100"]})
@pytest.mark.parametrize("kind", ["list", TRAIL])
def test_an_answer_is_what_it_is_when_looked_through(kind: str, data: dict[str, list[str]]) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("gongkai.papers.json._may_hold_unseen", lambda _: True)
        looked_through = write(Document(kind, "", (), data=data))
    assert write(Document(kind, "", (), data=data)) == looked_through
