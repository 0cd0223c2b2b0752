"""Evidence files, kept by their content: `<folder>/<first two digits>/<SHA-256>`. A file once kept never changes."""

from __future__ import annotations

import hashlib
import os
import secrets
from typing import TYPE_CHECKING, Literal

from gongkai.domain.records import Evidence
from gongkai.errors import BadValue, StoreFault

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

_CHUNK = 1 << 20

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
        raise BadValue(f"读不了证据文件：{path}", "请检查文件的权限") from error
    with source:
        try:
            return _kept(folder, path.name, source)
        except OSError as error:
            raise StoreFault(f"证据文件没能存入：{folder}", "请检查文件夹的写入权限和磁盘空间") from error


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


def _kept(folder: Path, name: str, source: BinaryIO) -> Evidence:
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f".new-{secrets.token_hex(8)}"
    try:
        with draft.open("xb") as copy:
            sha256, size = _copied(source, copy)
        evidence = Evidence("file", name, sha256, size)
        place = place_of(folder, evidence)
        place.parent.mkdir(exist_ok=True)
        draft.replace(place)
    finally:
        draft.unlink(missing_ok=True)
    return evidence


def _copied(source: BinaryIO, copy: BinaryIO) -> tuple[str, int]:
    """Copy down to the disk; return digest and size of what was copied."""
    digest, size = hashlib.sha256(), 0
    while chunk := source.read(_CHUNK):
        digest.update(chunk)
        copy.write(chunk)
        size += len(chunk)
    copy.flush()
    os.fsync(copy.fileno())
    return digest.hexdigest(), size
