"""A document as a Word file in the format of official papers, GB/T 9704-2012, ready to be corrected and signed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.papers.document import Signature
from gongkai.papers.substitutes import OWN_NUMBER
from gongkai.papers.word.body import body, is_lying
from gongkai.papers.word.pack import pack
from gongkai.papers.word.page import footers, section, settings_part
from gongkai.papers.word.sheet import SIZES, is_sheet
from gongkai.papers.word.styles import font_part, styles_part
from gongkai.papers.word.xml import el, part

if TYPE_CHECKING:
    from gongkai.papers.document import Document

LETTERS = frozenset({"rectification", "notice"})
"""Kinds that go to one unit as a letter (函)."""


def write(document: Document) -> bytes:
    """Return the file; one document is one sequence of bytes."""
    signed = next((block for block in document.blocks if isinstance(block, Signature)), None)
    parts = {
        "document": part("document", el("body", body(document), _set_up(document))),
        "styles": styles_part(SIZES if is_sheet(document) else {}),
        "settings": settings_part(),
        "fontTable": font_part(),
        **{f"footer-{kind}": xml for kind, xml in footers(document.footer).items()},
    }
    return pack(parts, document.title, signed.issuer if signed else "", signed.day if signed else None)


def _set_up(document: Document) -> str:
    return section(letter=is_letter(document), lying=is_lying(document), sheet=is_sheet(document))


def is_letter(document: Document) -> bool:
    """Tell whether the paper has the form of a letter, by its kind or its own number (威府办函〔2018〕46号)."""
    return document.kind in LETTERS or (document.kind in OWN_NUMBER and "函〔" in document.number)
