"""The Word file that a paper is written into: the one that ships, or an office's own.

Styles are found by their names, whatever a program calls them inside. What an office's file has not, it is given from
the one that ships.
"""

from __future__ import annotations

import copy
import zipfile
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from lxml.etree import LxmlError

from gongkai.errors import BadValue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docx.document import Document as WordFile
    from docx.styles.style import BaseStyle

NAME = "通报.docx"


@cache
def shipped() -> bytes:
    """Return the template that ships."""
    return (Path(__file__).parent / NAME).read_bytes()


def opened(content: bytes) -> WordFile:
    """Return a Word file opened. Raises `BadValue` where it is none."""
    try:
        return docx.Document(BytesIO(content))
    except (OpcError, LxmlError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise BadValue("模板不是 Word 文件（.docx），或者坏了", "用办公软件打开，另存为 .docx") from error


def lacking(content: bytes) -> tuple[str, ...]:
    """Return the names of the styles that a template has not. Raises `BadValue` where it is no Word file."""
    return tuple(style.name or "" for style in _missing(opened(content)))


def styles_in(file: WordFile) -> dict[str, BaseStyle]:
    """Return the styles that papers are written in, by their id in the template that ships; those missing are given."""
    for style in _missing(file):
        file.styles.element.append(_given(style, file))
    here = _by_name(file)
    return {style.style_id: here[_plain(style)] for style in _own(opened(shipped()))}


def _own(file: WordFile) -> Iterator[BaseStyle]:
    return (style for style in file.styles if style.type == WD_STYLE_TYPE.PARAGRAPH and style.style_id != "Normal")


def _missing(file: WordFile) -> tuple[BaseStyle, ...]:
    here = _by_name(file)
    return tuple(style for style in _own(opened(shipped())) if _plain(style) not in here)


def _by_name(file: WordFile) -> dict[str, BaseStyle]:
    return {_plain(style): style for style in file.styles if style.type == WD_STYLE_TYPE.PARAGRAPH}


def _plain(style: BaseStyle) -> str:
    """Return a style's name without differences of case: programs write Title and title."""
    return (style.name or "").casefold()


def _given(style: BaseStyle, file: WordFile) -> object:
    """Return a style to stand in another file, on that file's own default; its id is one that is free there."""
    made = copy.deepcopy(style.element)
    used = {each.style_id for each in file.styles}
    if style.style_id in used:
        made.set(qn("w:styleId"), f"Gongkai{style.style_id}")
    usual = file.styles.default(WD_STYLE_TYPE.PARAGRAPH)
    made.find(qn("w:basedOn")).set(qn("w:val"), usual.style_id if usual is not None else "Normal")
    return made
