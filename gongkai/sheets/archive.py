"""Office files are archives: how much they hold is looked at before anything is read."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO
from typing import TYPE_CHECKING

from gongkai.errors import BadValue

if TYPE_CHECKING:
    from pathlib import Path

MOST_PARTS, MOST_INFLATED, CHUNK = 5_000, 192 * 1024 * 1024, 1024 * 1024
ENCRYPTED = 0x1


def parts_of(path: Path, data: bytes) -> set[str]:
    """Return the names of an archive's parts, once all of them together are known to be of a document's size.

    Raises `BadValue` for an archive that is broken, protected, or inflates beyond `MOST_INFLATED`.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
            if any(part.flag_bits & ENCRYPTED for part in parts):
                raise BadValue(f"“{path}”有密码", "请用办公软件打开，去掉密码后另存一份")
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_INFLATED:
                raise _too_large(path)
            left = MOST_INFLATED
            for part in parts:
                left = _inflate(archive, part, left, path)
            return {part.filename for part in parts}
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError):
        raise BadValue(f"“{path}”坏了，打不开", "请用办公软件打开看看，另存一份再试") from None


def _inflate(archive: zipfile.ZipFile, part: zipfile.ZipInfo, left: int, path: Path) -> int:
    """Inflate a part and throw it away: what it says of its own size proves nothing."""
    with archive.open(part) as file:
        while chunk := file.read(CHUNK):
            left -= len(chunk)
            if left < 0:
                raise _too_large(path)
    return left


def _too_large(path: Path) -> BadValue:
    return BadValue(f"“{path}”展开后太大，不像是办公文件", "请检查是不是给错了文件")
