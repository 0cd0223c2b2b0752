"""The page on architecture names the rooms there are, no others, and modules that exist."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest

from tests.docs.console import ROOT

SOURCE = ROOT / "gongkai"
PAGE = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
PICTURE = (ROOT / "docs/architecture.svg").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `(\w+)` \|.*\| (`.*`) \|$", PAGE, re.MULTILINE)
ROOMS = {path.parent.name for path in SOURCE.glob("*/__init__.py")}
SINGLE = {path.stem for path in SOURCE.glob("*.py")} - {"__init__", "__main__"}


def test_every_room_has_its_row() -> None:
    assert len(ROWS) == len(ROOMS)
    assert {room for room, _ in ROWS} == ROOMS


@pytest.mark.parametrize(("room", "modules"), ROWS, ids=[room for room, _ in ROWS])
def test_where_to_begin_reading_exists(room: str, modules: str) -> None:
    for module in re.findall(r"`(\w+)`", modules):
        assert (SOURCE / room / f"{module}.py").is_file(), f"{room}/{module}"


def test_every_single_file_is_named() -> None:
    assert set(re.findall(r"`(\w+)` \(", PAGE)) == SINGLE


def test_every_path_on_the_page_exists() -> None:
    paths = re.findall(r"`((?:tests/)?\w+/\w+\.py)`", PAGE)
    assert paths
    for path in paths:
        assert (ROOT / path).is_file() or (SOURCE / path).is_file(), path


def test_every_path_of_the_worked_examples_exists() -> None:
    page = (ROOT / "docs/changing.md").read_text(encoding="utf-8")
    paths = set(re.findall(r"`((?:tests/|docs/)?[\w/-]+\.(?:py|yaml|md))`", page)) - {
        "papers/text.py",
        "acts.py",
        "commands.py",
    }
    assert paths
    for path in paths:
        assert (ROOT / path).is_file() or (SOURCE / path).is_file(), path


def test_the_picture_shows_the_same_rooms() -> None:
    svg = ET.fromstring(PICTURE)  # noqa: S314 - our own file
    names = {text.text for text in svg.iter("{http://www.w3.org/2000/svg}text") if text.get("class") == "name"}
    assert names == ROOMS
    assert "prefers-color-scheme: dark" in PICTURE
