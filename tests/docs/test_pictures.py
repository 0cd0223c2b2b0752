"""README's pictures are there, small, and all of them shown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.docs.console import ROOT

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = ROOT / "docs" / "pictures"
SHOWN = re.findall(r"(?:!\[[^\]]+\]\(|<img src=\")(docs/pictures/[^)\"]+)", (ROOT / "README.md").read_text("utf-8"))
PICTURES = sorted(FOLDER.iterdir())


def test_the_terminal_the_page_the_word_and_the_excel_are_shown() -> None:
    assert {"终端", "网页", "通报", "工作簿"} <= {(ROOT / name).stem for name in SHOWN}


def test_every_picture_is_shown_and_every_one_shown_is_there() -> None:
    assert sorted(ROOT / name for name in SHOWN) == PICTURES


@pytest.mark.parametrize("picture", PICTURES, ids=lambda path: path.name)
def test_a_picture_loads_quickly(picture: Path) -> None:
    assert 1_000 < picture.stat().st_size < 300 * 1024


def test_the_terminal_says_that_its_data_are_made_up() -> None:
    assert "演示数据" in "".join(re.findall(r">([^<]*)</text>", (FOLDER / "终端.svg").read_text("utf-8")))
