"""A document's tables as files of a .zip: one .csv a table, named by what it is called, in the document's order.

The same document gives the same bytes: no moment of writing stands in it.
"""

from __future__ import annotations

from collections import Counter
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from gongkai.papers.csv import files
from gongkai.unseen import without_unseen

if TYPE_CHECKING:
    from gongkai.papers.document import Document

MOST_LETTERS = 60
READABLE = 0o100644 << 16
_DIVIDING = str.maketrans(dict(zip('\\/:*?"<>|', "＼／：＊？＂＜＞｜", strict=True)))
"""Marks that no file name on Windows may have, as their full-width twins."""


def write(document: Document) -> bytes:
    """Return the archive; a number before each name keeps the order, （2） behind it is the second called alike."""
    out = BytesIO()
    made, known = files(document), Counter[str]()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for number, (name, content) in enumerate(made, 1):
            before = f"{number:0{len(str(len(made)))}}-" if len(made) > 1 else ""
            called = _file_name(name)
            known[called] += 1
            again = f"（{known[called]}）" if known[called] > 1 else ""
            entry = ZipInfo(f"{before}{called}{again}.csv")
            entry.compress_type, entry.external_attr = ZIP_DEFLATED, READABLE
            archive.writestr(entry, content)
    return out.getvalue()


def _file_name(name: str) -> str:
    kept = "".join(mark if mark.isprintable() else " " for mark in without_unseen(name).translate(_DIVIDING))
    return kept[:MOST_LETTERS].strip(" .") or "表"
