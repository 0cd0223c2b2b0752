"""A document as a Word file in the format of official papers, GB/T 9704-2012, ready to be corrected and signed."""

from __future__ import annotations

from datetime import UTC, datetime, time
from io import BytesIO
from typing import TYPE_CHECKING

from gongkai.papers.document import Signature
from gongkai.papers.substitutes import OWN_NUMBER
from gongkai.papers.word.body import is_lying, write_body
from gongkai.papers.word.heads import letter_page, page_marks
from gongkai.papers.word.manuscript import Manuscript
from gongkai.papers.word.package import repacked
from gongkai.papers.word.sheet import is_sheet, set_up
from gongkai.papers.word.template import shipped
from gongkai.papers.word.xml import plain

if TYPE_CHECKING:
    from gongkai.papers.document import Document

LETTERS = frozenset({"rectification", "notice"})
"""Kinds that went to one unit as a letter (函) before papers carried their letterhead."""
_UNSIGNED = datetime(1980, 1, 1, tzinfo=UTC)
"""Stands for the day of a paper that bears none: the file is the same whenever it is written."""
_MOST = 255
"""Characters that a property of a file may have."""


def write(document: Document, template: bytes | None = None) -> bytes:
    """Return the file, in a template's styles and page: one document and template are one sequence of bytes.

    Raises `BadValue` where the template is no Word file.
    """
    script = Manuscript(shipped() if template is None else template, lying=is_lying(document))
    if is_sheet(document):
        set_up(script)
    if is_letter(document):
        letter_page(document, script)
    page_marks(document, script)
    write_body(document, script)
    _properties(document, script)
    held = BytesIO()
    script.file.save(held)
    return repacked(held.getvalue())


def is_letter(document: Document) -> bool:
    """Tell whether the paper has the form of a letter: by its letterhead, else by kind or number (威府办函〔…〕)."""
    if document.letterhead is not None:
        return document.letterhead.form == "letter"
    return document.kind in LETTERS or (document.kind in OWN_NUMBER and "函〔" in document.number)


def _properties(document: Document, script: Manuscript) -> None:
    """Note title, issuer, day and what ties the paper to the trail in the file's own properties."""
    signed = next((block for block in document.blocks if isinstance(block, Signature)), None)
    core = script.file.core_properties
    core.title, core.comments = plain(document.title)[:_MOST], plain(document.footer)[:_MOST]
    core.author = core.last_modified_by = plain(signed.issuer)[:_MOST] if signed else ""
    core.revision = 1
    core.created = core.modified = datetime.combine(signed.day, time(), UTC) if signed else _UNSIGNED
