"""docs/json.md is what the commands answer, key by key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.docs.answers import answers
from tests.docs.console import ROOT
from tests.docs.promises import Promises

if TYPE_CHECKING:
    from tests.demonstration import Shown

PAGE = (ROOT / "docs/json.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def answered(shown: Shown, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, Any]]:
    """Every answer, with what the page calls it."""
    return list(answers(shown.store, tmp_path_factory.mktemp("回答")))


def test_every_answer_is_as_the_page_has_it_and_the_page_has_nothing_else(answered: list[tuple[str, Any]]) -> None:
    page = Promises(PAGE)
    wrong = dict.fromkeys(said for call, value in answered for said in page.held(call, value))
    assert list(wrong) == []
    assert page.unseen() == []
