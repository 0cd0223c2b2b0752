"""The formats a document can be written in: one entry each, its writer loaded when it is used."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from msgspec import Struct

from gongkai.errors import BadValue

if TYPE_CHECKING:
    from gongkai.papers.document import Document


class _Writer(Protocol):
    def write(self, document: Document) -> str | bytes: ...


class _TemplateWriter(Protocol):
    def write(self, document: Document, template: bytes | None) -> bytes: ...


class Format(Struct, frozen=True):
    """A format by the `ending` of its files: the module that writes it, and what a paper may count on in it.

    `printed`: it is printed and signed, so that it has lines to be filled in by hand. `report` names the paper of a
    year that is meant by such a file where none is named. `templated`: an office's own file may lend its looks.
    `one_table`: it holds no more.
    """

    ending: str
    module: str = ""
    report: str = "report"
    printed: bool = False
    templated: bool = False
    one_table: bool = False

    def write(self, document: Document, template: bytes | None = None) -> str | bytes:
        """Return the document in this format: text, or bytes where the encoding is part of the format."""
        writer = import_module(self.module)
        if self.templated:
            return cast("_TemplateWriter", writer).write(document, template)
        return cast("_Writer", writer).write(document)


FORMATS = (
    Format(".docx", "gongkai.papers.word.paper", report="circular", printed=True, templated=True),
    Format(".xlsx", "gongkai.papers.excel.writer", report="workbook"),
    Format(".html", "gongkai.papers.html", report="page", printed=True),
    Format(".md", "gongkai.papers.markdown"),
    Format(".csv", "gongkai.papers.csv", one_table=True),
    Format(".zip", "gongkai.papers.zipped"),
    Format(".json", "gongkai.papers.json"),
)
"""The first is the one for a paper of which nothing was said."""
NO_FILE = Format("")
"""What may be counted on where no file is asked for, or one of an unknown ending."""
ENDINGS = tuple(form.ending for form in FORMATS)


def format_of(path: str | Path) -> Format:
    """Return the format a file's ending names, in any case. Raise BadValue with the known endings."""
    ending = Path(path).suffix.lower()
    for form in FORMATS:
        if form.ending == ending:
            return form
    what = f"不认识文件的扩展名“{ending}”" if ending else f"文件名“{Path(path).name}”没有扩展名"
    raise BadValue(what, f"请用其中之一：{'、'.join(ENDINGS)}")


def asked_for(path: Path | None) -> Format:
    """Return what a paper may count on in the file that it is meant for."""
    return next((form for form in FORMATS if path is not None and form.ending == path.suffix.lower()), NO_FILE)
