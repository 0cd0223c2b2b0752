"""A Word file read element by element: its paragraphs in order, the room of its pages, its heads and feet."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from zipfile import ZipFile

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_POINT = 20
"""Twentieths that Word measures in."""
_HEADING = re.compile(r"([一二三四五六七八九十]+、|（[一二三四五六七八九十]+）).*[^。；：]")


@dataclass(frozen=True)
class Paragraph:
    """What it says, and how it stands: in a table, in a place of its own on the page, as a heading."""

    said: str
    in_table: bool
    placed: bool
    heading: bool


@dataclass(frozen=True)
class Room:
    """Of one section, in points: the page's size, and what its head and foot take."""

    width: float
    height: float
    top: float
    foot: float


@dataclass(frozen=True)
class WordFile:
    """A Word file."""

    path: Path

    @cached_property
    def paragraphs(self) -> list[Paragraph]:
        """All paragraphs that have words, tables' included, in order."""
        elements = self._part("word/document.xml").iter(f"{_W}p")
        found = (self._paragraph(one) for one in elements if not any(one.iterancestors(_FALLBACK)))
        return [one for one in found if one.said.strip()]

    @cached_property
    def rooms(self) -> list[Room]:
        """Its sections."""
        return [_room(one) for one in self._part("word/document.xml").iter(f"{_W}sectPr")]

    @cached_property
    def repeated_rows(self) -> list[str]:
        """What the rows say that stand at the head of each page of their table."""
        rows = self._part("word/document.xml").iter(f"{_W}tr")
        return ["".join(_texts(row)) for row in rows if row.find(f"{_W}trPr/{_W}tblHeader") is not None]

    def margin(self, kind: str) -> list[str]:
        """Return each paragraph of heads and feet, of all pages (`default`), even or first ones, without numbers."""
        document = self._part("word/document.xml")
        wanted = {
            one.get(f"{_R}id")
            for name in ("headerReference", "footerReference")
            for one in document.iter(f"{_W}{name}")
            if one.get(f"{_W}type") == kind
        }
        targets = [one.get("Target") for one in self._part("word/_rels/document.xml.rels") if one.get("Id") in wanted]
        paragraphs = (one for target in targets for one in self._part(f"word/{target}").iter(f"{_W}p"))
        return [said for one in paragraphs if (said := "".join(_texts(one))).strip()]

    def has(self, element: str) -> bool:
        """Tell whether the document or its settings have an element of this name."""
        parts = ("word/document.xml", "word/settings.xml", "word/styles.xml")
        return any(self._part(part).find(f".//{_W}{element}") is not None for part in parts)

    @cached_property
    def _headings(self) -> set[str]:
        """The styles whose paragraphs stand in the outline."""
        styles = self._part("word/styles.xml").iter(f"{_W}style")
        return {one.get(f"{_W}styleId") for one in styles if one.find(f"{_W}pPr/{_W}outlineLvl") is not None}

    def _paragraph(self, element: etree._Element) -> Paragraph:
        above = {one.tag for one in element.iterancestors()}
        said = "".join(_texts(element))
        style = element.find(f"{_W}pPr/{_W}pStyle")
        styled = style is not None and style.get(f"{_W}val") in self._headings
        placed = f"{_W}txbxContent" in above or element.find(f"{_W}pPr/{_W}framePr") is not None
        in_table = f"{_W}tr" in above
        heading = not in_table and not placed and (styled or bool(_HEADING.fullmatch(said.strip())))
        return Paragraph(said, in_table, placed, heading)

    @cached_property
    def _parts(self) -> dict[str, etree._Element]:
        with ZipFile(self.path) as file:
            names = [name for name in file.namelist() if name.endswith((".xml", ".rels"))]
            return {name: etree.fromstring(file.read(name)) for name in names}

    def _part(self, name: str) -> etree._Element:
        return self._parts[name]


def _room(section: etree._Element) -> Room:
    size, margin = section.find(f"{_W}pgSz"), section.find(f"{_W}pgMar")
    numbers = (size.get(f"{_W}w"), size.get(f"{_W}h"), margin.get(f"{_W}top"), margin.get(f"{_W}bottom"))
    return Room(*(abs(int(number)) / _POINT for number in numbers))


def _texts(element: etree._Element) -> Iterator[str]:
    """Yield what an element says itself: not in a paragraph within it, nor a field that counts pages."""
    counting = False
    for one in element.iter():
        if one.tag == f"{_W}instrText":
            counting = counting or "PAGE" in (one.text or "")
        elif one.tag == f"{_W}fldChar" and one.get(f"{_W}fldCharType") == "end":
            counting = False
        elif one.tag == f"{_W}t" and not counting and _of(one, element):
            yield one.text or ""
        elif one.tag == f"{_W}noBreakHyphen":
            yield "-"


def _of(text: etree._Element, element: etree._Element) -> bool:
    for one in text.iterancestors():
        if one is element:
            return True
        if one.tag == _FALLBACK or (one.tag == f"{_W}p" and element.tag == f"{_W}p"):
            return False
        if one.tag == f"{_W}fldSimple" and "PAGE" in one.get(f"{_W}instr", ""):
            return False
    return True
