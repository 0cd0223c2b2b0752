"""Evidence files, kept by their content: `<folder>/<first two digits>/<SHA-256>`. A file once kept never changes."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from gongkai.errors import BadValue, StoreFault, why
from gongkai.register.kinds import Evidence
from gongkai.settings import evidence_folder
from gongkai.unfinished import PRIVATE, make_private, name_beside

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import IO

    from gongkai.register.writing import Register

_CHUNK = 1 << 20
_SHARED = 0o044

State = Literal["", "missing", "altered"]


def keep(folder: Path, path: Path) -> Evidence:
    """Copy a file into the folder and return it as evidence: its own name, its SHA-256, its size in bytes.

    BadValue when there is no such file, StoreFault when it cannot be kept. The same content is kept once.
    """
    if not path.is_file():
        raise BadValue(f"找不到证据文件：{path}", "请检查路径，文件夹不能作证据")
    try:
        source = path.open("rb")
    except OSError as error:
        cause, advice = why(error)
        raise BadValue(f"读不了证据文件（{cause}）：{path}", advice) from error
    with source:
        try:
            return keep_content(folder, path.name, source)
        except OSError as error:
            cause, advice = why(error)
            raise StoreFault(f"证据文件没能存入（{cause}）：{folder}", advice) from error


def keep_bytes(folder: Path, name: str, content: bytes) -> Evidence:
    """Write a file into the folder and return it as evidence, as `keep` does; StoreFault when it cannot be kept."""
    try:
        return keep_content(folder, name, BytesIO(content))
    except OSError as error:
        cause, advice = why(error)
        raise StoreFault(f"证据文件没能存入（{cause}）：{folder}", advice) from error


def place_of(folder: Path, evidence: Evidence) -> Path:
    """Return where a kept file lies."""
    return folder / evidence.sha256[:2] / evidence.sha256


def missing_or_altered(folder: Path, evidence: Evidence) -> State:
    """Tell whether a kept file is still there, byte for byte; empty when it is, and for what is not a file."""
    if evidence.kind != "file":
        return ""
    place = place_of(folder, evidence)
    if not place.is_file():
        return "missing"
    if place.stat().st_size != evidence.size:
        return "altered"
    with place.open("rb") as content:
        return "" if hashlib.file_digest(content, "sha256").hexdigest() == evidence.sha256 else "altered"


def keep_content(folder: Path, name: str, source: IO[bytes]) -> Evidence:
    """Copy what a stream holds into the folder, as `keep` does a file; OSError when it cannot be kept.

    A folder that is made for it is its owner's alone, and so is each file; in one that others may look into, they may
    read the files.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    draft = name_beside(folder / "new")
    try:
        make_private(draft)
        with draft.open("r+b") as copy:
            sha256, size = _copied(source, copy)
        evidence = Evidence("file", name, sha256, size)
        place = place_of(folder, evidence)
        place.parent.mkdir(exist_ok=True)
        draft.chmod(PRIVATE | folder.stat().st_mode & _SHARED)
        draft.replace(place)
    finally:
        draft.unlink(missing_ok=True)
    return evidence


def _copied(source: IO[bytes], copy: IO[bytes]) -> tuple[str, int]:
    """Copy down to the disk; return digest and size of what was copied."""
    digest, size = hashlib.sha256(), 0
    while chunk := source.read(_CHUNK):
        digest.update(chunk)
        copy.write(chunk)
        size += len(chunk)
    copy.flush()
    os.fsync(copy.fileno())
    return digest.hexdigest(), size


_URL = re.compile(r"https?://[^\s/]+\S*", re.IGNORECASE)
_NEXT = re.compile(
    r"[；，、,;\s]+(?=https?://|www\.)|(?<=[号)）])\s*[；，、,;]\s*(?=[^；，、,;]*[〔\[(（【［﹝]\d{4})",
    re.IGNORECASE,
)
"""What stands between two addresses, or two document numbers, typed as one."""
_AFTER_URL = re.compile(r"\s*[；，、。]\s*")
"""Marks that no address has: what follows one is another piece, or nothing."""
_NEXT_FILE = re.compile(r"\s*[,，、；;]\s*")
_WHOLE_PATH = r"[A-Za-z]:[\\/]|\\\\|[/~]"
"""How a path begins that is whole: on whichever computer the workbook was filled in."""
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
    parts = (part for whole in re.split(_NEXT, text.strip()) for part in _from_address(whole))
    return [piece for part in parts for piece in _files(part)] or [text]


def _from_address(text: str) -> list[str]:
    """Return an address apart from what is written after it; anything else as it is."""
    if not (re.match("https?://", text, re.IGNORECASE) or _BARE.match(text)) or Path(text).exists():
        return [text]
    return [part for part in re.split(_AFTER_URL, text) if part]


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


def beside(folder: Path, text: str) -> tuple[str, ...]:
    """Return what a text in a workbook names, files by their place: they lie in its folder, or in one inside it.

    Raises `BadValue` for anything else: whoever fills a workbook in names no other file of the machine that reads it.
    """
    typed = [line for line in text.splitlines() if line.strip()]
    return tuple(found for line in typed for piece in pieces(line) for found in _each_beside(folder, piece))


def _each_beside(folder: Path, text: str) -> list[str]:
    """Return an address or a number as it is; of files named in one text each, where all are there."""
    piece = text.strip()
    if _URL.fullmatch(piece) or _BARE.fullmatch(piece) or _NUMBER.fullmatch(piece):
        return [piece]
    parts = [piece] if _inside(folder, piece) else re.split(_NEXT_FILE, piece)
    found = [_inside(folder, part) for part in parts]
    if missing := [part for part, place in zip(parts, found, strict=True) if not place]:
        advice = "网址以 http 开头；是文件的，写文件名，文件和表放在同一个文件夹"
        raise BadValue(f"佐证“{missing[0]}”既不是网址、文号，也不是和表放在一起的文件", advice)
    for place in found:
        evidence_of(place)
    return found


def _inside(folder: Path, name: str) -> str:
    """Return where a file of this name lies in a folder or below it, empty where there is none.

    Of a path of another computer (D:/工作/一.pdf) the file's own name counts: it came along with the workbook.
    """
    own = re.split(r"[\\/]", name)[-1] if re.match(_WHOLE_PATH, name) else ""
    return next((found for each in (name, own) if each and (found := _lying_in(folder, each))), "")


def _lying_in(folder: Path, name: str) -> str:
    try:
        place = (folder / name.replace("\\", "/")).resolve()
        there = place.is_relative_to(folder.resolve()) and place.is_file()
    except (OSError, ValueError):
        return ""
    return str(place) if there else ""


def named(texts: Sequence[str]) -> tuple[Evidence, ...]:
    """Return what `kept` would, keeping nothing yet."""
    each = (piece.strip() for text in texts for piece in pieces(text))
    return tuple(dict.fromkeys(evidence_of(piece) or _as_file(Path(piece)) for piece in each))


def _as_file(path: Path) -> Evidence:
    with path.open("rb") as content:
        return Evidence("file", path.name, hashlib.file_digest(content, "sha256").hexdigest(), path.stat().st_size)


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
