"""Evidence as typed: a URL, a document number, or a file that is copied into the store beside the database."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

from gongkai.domain.records import Evidence
from gongkai.errors import BadValue
from gongkai.settings import evidence_folder
from gongkai.storage.evidence import keep

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gongkai.storage.writing import Register

_URL = re.compile(r"https?://[^\s/]+\S*", re.IGNORECASE)
_NEXT_URL = re.compile(r"[；，、\s]+(?=https?://)", re.IGNORECASE)
"""What stands between two addresses typed as one."""
_NEXT_FILE = re.compile(r"\s*[,，、；;]\s*")
_BARE = re.compile(r"www\.[^\s/]+\.[^\s/.]+(/\S*)?|([\w-]+\.)+(gov|com|cn|net|org)(\.cn)?/\S*", re.IGNORECASE)
_OPEN, _SHUT = r"[〔\[(（【［﹝]", r"[〕\])）】］﹞]"
_NUMBER = re.compile(rf"(?:《[^《》]+》\s*)?\S*{_OPEN}\d{{4}}{_SHUT}\s*第?\d+号[)）]?")


def kept(register: Register, texts: Sequence[str]) -> tuple[Evidence, ...]:
    """Return the evidence named by `texts`, each once, addresses typed together apart.

    A file is copied, addressed by its SHA-256. Raises `BadValue` for what is neither a URL, a document
    number, nor a file that is there.
    """
    each = (piece for text in texts for piece in pieces(text))
    return tuple(dict.fromkeys(_one(register, text.strip()) for text in each))


def pieces(text: str) -> list[str]:
    """Return what one text names: addresses and files that stand in it side by side, with marks between, apart."""
    return [piece for part in re.split(_NEXT_URL, text) for piece in _files(part)]


def _files(text: str) -> list[str]:
    """Return the files named in one text with marks between them, all of them there; else the text alone."""
    parts = re.split(_NEXT_FILE, text.strip())
    try:
        several = len(parts) > 1 and not Path(text).exists() and all(Path(part).is_file() for part in parts)
    except (OSError, ValueError):
        return [text]
    return parts if several else [text]


def _one(register: Register, text: str) -> Evidence:
    named = evidence_of(text)
    return named or keep(evidence_folder(register.store, register.name), Path(text))


def evidence_of(text: str) -> Evidence | None:
    """Return the evidence that a text names, None for a file that is there and is yet to be kept; else `BadValue`."""
    if _URL.fullmatch(text):
        return Evidence("url", text)
    if _BARE.fullmatch(text) and not Path(text).exists():
        return Evidence("url", f"http://{text}")
    if _NUMBER.fullmatch(text) and not Path(text).exists():
        return Evidence("number", bracketed(text))
    there = _is_there(text)
    if not text or not there:
        raise BadValue(f"佐证“{text}”既不是网址、文号，也不是现有的文件", "请核对网址（http 开头）、文号或文件路径")
    if Path(text).stat().st_size == 0:
        raise BadValue(f"佐证文件“{text}”是空的", "请核对是不是这个文件")
    return None


def _is_there(text: str) -> bool:
    """Tell whether a file is there; a folder is no evidence (`BadValue`)."""
    try:
        folder = bool(text) and Path(text).is_dir()
        there = Path(text).is_file()
    except (OSError, ValueError):
        return False
    if folder:
        raise BadValue(f"佐证“{text}”是文件夹，不是文件", "请写明其中的文件，可以写几个 --evidence")
    return there


def bracketed(number: str) -> str:
    """Return a document number with the brackets of official papers: 威府办函〔2018〕46号."""
    plain = unicodedata.normalize("NFKC", number)
    year = re.sub(rf"{_OPEN}(\d{{4}}){_SHUT}\s*", r"〔\1〕", plain)
    return year.replace("(", "（").replace(")", "）")
