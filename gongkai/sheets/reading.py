"""A file becomes its sheets, whatever its kind: what the file is, its bytes tell, not its name."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

from gongkai.errors import BadValue, why
from gongkai.sheets.archive import parts_of
from gongkai.sheets.book import Book
from gongkai.sheets.text import decoded, read_table

if TYPE_CHECKING:
    from pathlib import Path

MOST_BYTES, MOST_TEXT = 32 * 1024 * 1024, 8 * 1024 * 1024
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOCKED = "EncryptedPackage".encode("utf-16-le")
WRONG_FILE = "请检查是不是给错了文件"
SAVE_AS = "请用办公软件打开，另存为 .xlsx"
READABLE = "能读 .xlsx、.xlsm、.xls、.et、.ods、.csv、.txt"


def read_book(path: Path) -> Book:
    """Return a file's sheets: .xlsx, .xlsm, .xls, .et, .ods, .csv or .txt.

    Raises `BadValue` where there is nothing to read: not there, no file, empty, too large, protected, broken, of
    another kind.
    """
    data = bytes_of(path, MOST_BYTES)
    if not data.strip():
        raise BadValue(f"“{path}”是空的", WRONG_FILE)
    if data.startswith(ZIP):
        return _zipped(path, data)
    if data.startswith(OLE):
        return _workbook(path, data, "xls")
    text = decoded(data) if len(data) <= MOST_TEXT else None
    if text is None:
        raise BadValue(f"“{path}”不是能读的表", READABLE)
    return Book(path.name, "csv", (read_table(str(path), path.stem, text),))


def bytes_of(path: Path, most: int) -> bytes:
    """Return a file's bytes, at most so many; raises `BadValue` where it is no file, too large or cannot be opened."""
    try:
        about = path.stat()
        if stat.S_ISDIR(about.st_mode):
            raise BadValue(f"“{path}”是文件夹，不是文件", "请写出文件夹里那个文件的名字")
        if not stat.S_ISREG(about.st_mode):
            raise BadValue(f"“{path}”是设备或管道，不是文件", WRONG_FILE)
        with path.open("rb") as file:
            data = file.read(most + 1)
    except FileNotFoundError:
        raise BadValue(f"没有找到文件“{path}”", "请检查路径和文件名") from None
    except (OSError, ValueError) as error:
        cause, advice = why(error) if isinstance(error, OSError) else ("路径不对", "请检查路径")
        raise BadValue(f"文件“{path}”打不开（{cause}）", advice) from None
    if len(data) > most:
        raise BadValue(f"“{path}”超过{most // 1024 // 1024}兆字节，太大", WRONG_FILE)
    return data


def _zipped(path: Path, data: bytes) -> Book:
    names = parts_of(path, data)
    if "xl/workbook.bin" in names:
        raise BadValue(f"读不了“{path}”（.xlsb）", SAVE_AS)
    if any(name.startswith("xl/workbook.") for name in names):
        return _workbook(path, data, "xlsx")
    if "content.xml" in names:
        return _workbook(path, data, "ods")
    raise BadValue(f"“{path}”不是工作簿", READABLE)


def _workbook(path: Path, data: bytes, kind: str) -> Book:
    from gongkai.sheets.workbook import read_workbook

    return Book(path.name, kind, read_workbook(path, data))
