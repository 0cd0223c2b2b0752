"""One golden file per format: what the office sees, word for word. `UPDATE_GOLDEN=1` writes them anew."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from gongkai.render.formats import Format
from gongkai.render.terminal import draw
from tests.render.papers import STATUS, ZIPPED

GOLDEN = Path(__file__).with_name("golden")
_OWN = re.compile(r"(<(?:style|script)>|sha256-)(?:[\w+/=]+|.*?(?=</(?:style|script)>))", re.DOTALL)
"""A page's own style and script and their hashes: looked at in a browser, not word for word."""


def check(name: str, got: bytes) -> None:
    path = GOLDEN / name
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_bytes(got)
    assert got == path.read_bytes()


@pytest.mark.parametrize("form", [form for form in Format if form.value not in ZIPPED])
def test_each_format_is_written_as_agreed(form: Format) -> None:
    got = form.write(STATUS)
    check(f"status{form.value}", got if isinstance(got, bytes) else _OWN.sub(r"\1", got).encode())


@pytest.mark.parametrize(
    ("name", "width", "colour", "plain"),
    [("80", 80, False, False), ("140", 140, False, False), ("colour", 80, True, False), ("plain", 80, False, True)],
)
def test_the_screen_is_drawn_as_agreed(name: str, width: int, *, colour: bool, plain: bool) -> None:
    check(f"terminal-{name}.txt", draw(STATUS, width=width, colour=colour, plain=plain).encode())
