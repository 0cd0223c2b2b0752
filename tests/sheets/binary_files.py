"""Workbooks of Excel 97 to 2003, record by record: what no program of today writes can be written here."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
GLOBALS, WORKSHEET = 5, 0x10
FILEPASS, MERGED, BOUND, DATE_1904, FORMAT, XF = 0x2F, 0xE5, 0x85, 0x22, 0x41E, 0xE0
DAY_FORMAT, PERCENT_FORMAT = 14, 9
PLAIN_STYLE, DAY_STYLE, PERCENT_STYLE = 0, 1, 2


def record(kind: int, data: bytes = b"") -> bytes:
    """Return one record."""
    return struct.pack("<HH", kind, len(data)) + data


def long_text(text: str) -> bytes:
    """Return a text with two bytes of length."""
    return struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")


def text(row: int, column: int, words: str) -> bytes:
    """Return a field of text."""
    return record(0x204, struct.pack("<HHH", row, column, PLAIN_STYLE) + long_text(words))


def figure(row: int, column: int, value: float, style: int = PLAIN_STYLE) -> bytes:
    """Return a field with a number."""
    return record(0x203, struct.pack("<HHHd", row, column, style, value))


def error(row: int, column: int, code: int) -> bytes:
    """Return a field with an error."""
    return record(0x205, struct.pack("<HHHBB", row, column, PLAIN_STYLE, code, 1))


def truth(row: int, column: int, *, value: bool) -> bytes:
    """Return a field with yes or no."""
    return record(0x205, struct.pack("<HHHBB", row, column, PLAIN_STYLE, value, 0))


def blanks(row: int, first: int, last: int) -> bytes:
    """Return empty fields that have a style."""
    styles = struct.pack("<H", DAY_STYLE) * (last - first + 1)
    return record(0xBE, struct.pack("<HH", row, first) + styles + struct.pack("<H", last))


def merged(*areas: tuple[int, int, int, int]) -> bytes:
    """Return merged areas: top, left, bottom, right."""
    held = b"".join(struct.pack("<HHHH", top, bottom, left, right) for top, left, bottom, right in areas)
    return record(MERGED, struct.pack("<H", len(areas)) + held)


def beginning(kind: int) -> bytes:
    """Return the record that begins a part."""
    return record(0x809, struct.pack("<HHHHII", 0x600, kind, 0x0DBB, 0x07CC, 0, 6))


def stream(sheets: Sequence[tuple[str, int, Iterable[bytes]]], about: bytes = b"") -> bytes:
    """Return the stream of a workbook: sheets of a name, whether hidden (0, 1, 2), and their records."""
    styles = b"".join(
        record(XF, struct.pack("<HHH", 0, key, 0) + b"\0" * 14) for key in (0, DAY_FORMAT, PERCENT_FORMAT)
    )
    head = beginning(GLOBALS) + about + record(0x42, struct.pack("<H", 1200)) + styles
    bodies = [beginning(WORKSHEET) + b"".join(records) + record(0x0A) for _, _, records in sheets]
    names = [struct.pack("<BB", len(name), 1) + name.encode("utf-16-le") for name, _, _ in sheets]
    at = len(head) + sum(4 + 6 + len(name) for name in names) + 4
    for name, (_, hidden, _), body in zip(names, sheets, bodies, strict=True):
        head += record(BOUND, struct.pack("<IBB", at, hidden, 0) + name)
        at += len(body)
    return head + record(0x0A) + b"".join(bodies)


def compound(name: str, data: bytes) -> bytes:
    """Return a compound file of one stream."""
    data = data.ljust(max(-(-len(data) // SECTOR) * SECTOR, 4096), b"\0")
    sectors = len(data) // SECTOR
    tables = -(-(sectors + 1) // (SECTOR // 4 - 1))
    chain = [*range(1, sectors), END, END, *[FAT] * tables]
    chain += [FREE] * (tables * SECTOR // 4 - len(chain))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 10
    head += struct.pack("<IIIIIIIII", tables, sectors, 0, 4096, END, 0, END, 0, 0)[:32]
    places = [sectors + 1 + at for at in range(tables)]
    assert tables <= 109
    head += b"".join(struct.pack("<I", place) for place in [*places, *[FREE] * (109 - tables)])
    folder = _entry("Root Entry", 5, 1, END, 0) + _entry(name, 2, FREE, 0, len(data)) + b"\0" * 256
    return head + data + folder + struct.pack(f"<{len(chain)}I", *chain)


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    written = (name + "\0").encode("utf-16-le")
    return (
        written.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(written), kind, 1, FREE, FREE, child)
        + b"\0" * 36
        + struct.pack("<III", start, size, 0)
    )


def workbook(path: Path, sheets: Sequence[tuple[str, int, Iterable[bytes]]], about: bytes = b"") -> Path:
    """Write a workbook."""
    path.write_bytes(compound("Workbook", stream(sheets, about)))
    return path
