"""A Word file as its reader meets it: parts, paragraphs with their styles, tables; nothing of the writer's own code."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Iterator

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TWIPS_PER_MM = 1440 / 25.4


class Word:
    """A file opened: every part parsed, so one that is not well formed fails here."""

    def __init__(self, written: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(written)) as archive:
            assert archive.testzip() is None
            self.raw = {name: archive.read(name).decode() for name in archive.namelist() if name.endswith(TEXTS)}
        self.parts = {name: ET.fromstring(xml) for name, xml in self.raw.items()}  # noqa: S314 - our own file
        self.body = self.parts["word/document.xml"].find(f"{W}body")

    def paragraphs(self) -> list[tuple[str, str]]:
        """Return style and text of each paragraph outside tables; a break inside one is a line end."""
        assert self.body is not None
        return [(style_of(p), text_of(p)) for p in self.body.findall(f"{W}p")]

    def styled(self, style: str) -> list[str]:
        """Return the texts in a style, empty ones left out."""
        return [text for name, text in self.paragraphs() if name == style and text]

    def text(self) -> str:
        """Return everything that is written, tables too."""
        return "\n".join(text_of(p) for p in self.parts["word/document.xml"].iter(f"{W}p"))

    def tables(self) -> list[ET.Element]:
        """Return the tables."""
        return list(self.parts["word/document.xml"].iter(f"{W}tbl"))

    def style(self, style: str) -> ET.Element:
        """Return a style by its id."""
        found = self.parts["word/styles.xml"].find(f"{W}style[@{W}styleId='{style}']")
        assert found is not None, style
        return found

    def section(self, name: str) -> dict[str, str]:
        """Return an element of the page set-up."""
        found = self.parts["word/document.xml"].find(f".//{W}sectPr/{W}{name}")
        return {} if found is None else plain(found)

    def marks(self) -> set[str]:
        """Return what stands in the head of its pages."""
        return {text_of(self.parts[name]) for name in self.parts if name.startswith("word/header")} - {""}

    def footers(self) -> dict[str, ET.Element]:
        """Return the footers in use by their type (default, even, first)."""
        links = {link.get("Id"): link.get("Target") for link in self.parts["word/_rels/document.xml.rels"]}
        used = self.parts["word/document.xml"].iter(f"{W}footerReference")
        ids = {str(each.get(f"{W}type")): each.get(f"{RELATION}id") for each in used}
        return {kind: self.parts[f"word/{links[part]}"] for kind, part in ids.items()}


TEXTS = (".xml", ".rels")
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


def plain(element: ET.Element) -> dict[str, str]:
    """Return attributes without their namespace."""
    return {key.rpartition("}")[2]: value for key, value in element.attrib.items()}


def style_of(paragraph: ET.Element) -> str:
    """Return the style of a paragraph."""
    found = paragraph.find(f"{W}pPr/{W}pStyle")
    return "" if found is None else found.get(f"{W}val", "")


def text_of(element: ET.Element) -> str:
    """Return the text of an element, breaks as line ends."""
    return "".join(_pieces(element))


def _pieces(element: ET.Element) -> Iterator[str]:
    for each in element.iter():
        if each.tag == f"{W}t":
            yield each.text or ""
        elif each.tag == f"{W}br":
            yield "\n"


def value(element: ET.Element, path: str, key: str = "val") -> str:
    """Return an attribute of what lies at a path of names like `pPr/jc`; empty where there is none."""
    found = element.find("/".join(f"{W}{name}" for name in path.split("/")))
    return "" if found is None else found.get(f"{W}{key}", "")


def mm(twips: str) -> float:
    """Return a length in millimetres."""
    return int(twips) / TWIPS_PER_MM
