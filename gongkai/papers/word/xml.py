"""What the library does not know of WordprocessingML, as text: tables that repeat their head, frames, borders.

Order of elements and attributes is the caller's, so bytes never vary.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from gongkai.unseen import without_unseen

if TYPE_CHECKING:
    from collections.abc import Mapping

SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_BREAKS = re.compile(r"\r\n|[\t\n\r\x0b\x0c\x85\u2028\u2029]")
_MAY_END = "\u200b"
_ENDS_HERE = re.compile(r"(?<=\d、)(?=\d)")
_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def plain(text: str) -> str:
    """Return the text as XML can hold it: line ends and tabs are spaces, what XML forbids is gone, unseen marks too."""
    return without_unseen(_FORBIDDEN.sub("", _BREAKS.sub(" ", text)))


def breakable(text: str) -> str:
    """Return running text with a mark, which takes no room, where a line may end and LibreOffice sees no place for it.

    Inside 3、4、6: Word breaks a line there of itself. Cells, addresses and what is copied out of them bear none.
    """
    return _ENDS_HERE.sub(_MAY_END, text)


def safe(text: str) -> str:
    """Return the text as it stands between tags."""
    return escape(plain(text))


def el(name: str, /, *inner: str, **attributes: str | int) -> str:
    """Return `<w:name w:key="value">…</w:name>`; `inner` is XML already, attribute values are text."""
    return _element(name, "".join(inner), {f"w:{key}": value for key, value in attributes.items()})


def _element(name: str, inner: str, attributes: Mapping[str, str | int]) -> str:
    head = f"w:{name}" + "".join(f' {key}="{safe(str(value))}"' for key, value in attributes.items())
    return f"<{head}>{inner}</w:{name}>" if inner else f"<{head}/>"


def on(name: str) -> str:
    """Return a property that is set."""
    return f"<w:{name}/>"


def size(points: float) -> str:
    """Return a size; the file counts half points."""
    half = round(points * 2)
    return el("sz", val=half) + el("szCs", val=half)


def run(text: str, *properties: str) -> str:
    """Return a stretch of text; empty text gives nothing."""
    if not text:
        return ""
    kept = f'<w:t xml:space="preserve">{safe(text)}</w:t>'
    return el("r", el("rPr", *properties) if properties else "", kept)


def para(style: str, *runs: str, properties: str = "") -> str:
    """Return a paragraph in a style; `properties` follow the style in the order of the schema."""
    return el("p", el("pPr", el("pStyle", val=style), properties), *runs)
