"""The formats a document can be written in: a closed list, one small module each, loaded when it is used."""

from __future__ import annotations

from enum import Enum
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from gongkai.errors import BadValue

if TYPE_CHECKING:
    from gongkai.document import Document


class _Writer(Protocol):
    def write(self, document: Document) -> str | bytes: ...


class Format(Enum):
    """A format by the ending of its files."""

    DOCX = ".docx"
    XLSX = ".xlsx"
    MARKDOWN = ".md"
    CSV = ".csv"
    JSON = ".json"
    HTML = ".html"

    @classmethod
    def of(cls, path: str | Path) -> Format:
        """Return the format a file's ending names, in any case. Raise BadValue with the known endings."""
        ending = Path(path).suffix.lower()
        known = {each.value: each for each in cls}
        if ending in known:
            return known[ending]
        what = f"不认识文件的扩展名“{ending}”" if ending else f"文件名“{Path(path).name}”没有扩展名"
        raise BadValue(what, f"请用其中之一：{'、'.join(known)}")

    def write(self, document: Document) -> str | bytes:
        """Return the document in this format: text, or bytes where the encoding is part of the format."""
        module = cast("_Writer", import_module(f"gongkai.render.to_{self.name.lower()}"))
        return module.write(document)
