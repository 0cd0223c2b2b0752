"""The parts of a Word file in their zip, byte for byte the same each time."""

from __future__ import annotations

import zipfile
from io import BytesIO

_DATED = (1980, 1, 1, 0, 0, 0)
"""The first day a zip file can name: the day of the paper stands in its text, not in its wrapping."""


def repacked(content: bytes) -> bytes:
    """Return the file with its parts in the same order, without the moment and the machine it was packed on."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as given, zipfile.ZipFile(out, "w") as archive:
        for name in given.namelist():
            info = zipfile.ZipInfo(name, _DATED)
            info.compress_type, info.create_system, info.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
            archive.writestr(info, given.read(name))
    return out.getvalue()
