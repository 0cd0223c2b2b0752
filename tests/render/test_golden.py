"""One golden file per format: what the office sees, word for word. `UPDATE_GOLDEN=1` writes them anew."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from gongkai.papers import plain
from gongkai.papers.formats import FORMATS, Format
from gongkai.papers.terminal import draw
from tests.render.papers import DASHBOARD, STATUS, ZIPPED

if TYPE_CHECKING:
    from gongkai.papers.document import Document

LIST = replace(STATUS, blocks=STATUS.blocks[:-1])
"""Of one table: no more go into a .csv."""
GOLDEN = Path(__file__).with_name("golden")
_OWN = re.compile(r"(<(?:style|script)>|sha256-)(?:[\w+/=]+|.*?(?=</(?:style|script)>))", re.DOTALL)
"""A page's own style and script and their hashes: looked at in a browser, not word for word."""


def check(name: str, got: bytes) -> None:
    path = GOLDEN / name
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_bytes(got)
    assert got == path.read_bytes()


@pytest.mark.parametrize("form", [form for form in FORMATS if form.ending not in ZIPPED])
def test_each_format_is_written_as_agreed(form: Format) -> None:
    got = form.write(LIST if form.ending == ".csv" else STATUS)
    check(f"status{form.ending}", got if isinstance(got, bytes) else _OWN.sub(r"\1", got).encode())


@pytest.mark.parametrize(
    ("name", "document", "width", "colour", "fine"),
    [
        ("80", STATUS, 80, False, True),
        ("140", STATUS, 140, False, True),
        ("colour", STATUS, 80, True, True),
        ("ascii", DASHBOARD, 80, False, False),
        ("dashboard-80", DASHBOARD, 80, False, True),
        ("dashboard-100", DASHBOARD, 100, True, True),
        ("dashboard-200", DASHBOARD, 200, False, True),
    ],
)
def test_the_screen_is_drawn_as_agreed(name: str, document: Document, width: int, *, colour: bool, fine: bool) -> None:
    check(f"terminal-{name}.txt", draw(document, width=width, colour=colour, fine=fine).encode())


def test_a_pipe_is_given_rows_as_agreed() -> None:
    check("plain.txt", plain.write(STATUS).encode())
