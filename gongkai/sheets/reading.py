"""A file becomes its sheets, whatever its kind: what the file is, its bytes tell, not its name."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

from gongkai.errors import BadValue, why
from gongkai.sheets.archive import parts_of
from gongkai.sheets.book import Book
from gongkai.sheets.fields import READABLE, SAVE_AS
from gongkai.sheets.text import read_table, text_of
from gongkai.sheets.webtable import is_page, read_page

if TYPE_CHECKING:
    from pathlib import Path

MOST_BYTES, MOST_BINARY, MOST_TEXT = 32 * 1024 * 1024, 12 * 1024 * 1024, 8 * 1024 * 1024
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WRONG_FILE = "请检查是不是给错了文件"
BEGINNING = 1024
OTHERS = (
    (b"%PDF-", " PDF"), (b"{\\rtf", "文档"), (b"Rar!", "压缩包"), (b"7z\xbc\xaf", "压缩包"), (b"\x1f\x8b", "压缩包"),
    (b"PK\x05\x06", "空的压缩包"), (b"\x89PNG", "图片"), (b"\xff\xd8\xff", "图片"), (b"GIF8", "图片"),
    (b"II*\x00", "图片"), (b"MM\x00*", "图片"), (b"MZ", "程序"), (b"\x7fELF", "程序"),
    (b"SQLite format 3\x00", "登记簿"),
)  # fmt: skip
"""How files of other kinds begin."""
CONTENT, SPREADSHEET = "content.xml", b"opendocument.spreadsheet"


def read_book(path: Path) -> Book:
    """Return a file's sheets: .xlsx, .xlsm, .xls, .et, .ods, .csv, .txt, and pages that are called .xls.

    Raises `BadValue` where there is nothing to read: not there, no file, empty, too large, protected, broken, of
    another kind.
    """
    return book_of(path, bytes_of(path, MOST_BYTES))


def book_of(path: Path, data: bytes) -> Book:
    """Return the sheets in the bytes of a file, as `read_book` does."""
    if not data.strip():
        raise BadValue(f"“{path}”是空的", WRONG_FILE)
    if data.startswith(ZIP):
        return _zipped(path, data)
    if data.startswith(OLE):
        from gongkai.sheets.binary import read_binary

        if len(data) > MOST_BINARY:
            raise BadValue(f"“{path}”超过{MOST_BINARY // 1024 // 1024}兆字节，旧格式的表不读这么大的", SAVE_AS)
        return read_binary(path, data)
    return _written(path, data)


def bytes_of(path: Path, most: int) -> bytes:
    """Return a file's bytes, at most so many; raises `BadValue` where it is no file, too large or cannot be opened."""
    try:
        about = path.stat()
        if stat.S_ISDIR(about.st_mode):
            raise BadValue(f"“{path}”是文件夹，不是文件", "请写出文件夹里那个文件的名字")
        if not stat.S_ISREG(about.st_mode):
            raise BadValue(f"“{path}”是设备或管道，不是文件", WRONG_FILE)
        with path.open("rb") as file:
            data = file.read(min(about.st_size, most) + 1)
    except FileNotFoundError:
        raise BadValue(f"没有找到文件“{path}”", "请检查路径和文件名") from None
    except (OSError, ValueError) as error:
        cause, advice = why(error) if isinstance(error, OSError) else ("路径不对", "请检查路径")
        raise BadValue(f"文件“{path}”打不开（{cause}）", advice) from None
    if len(data) > most:
        raise BadValue(f"“{path}”超过{most // 1024 // 1024}兆字节，太大", WRONG_FILE)
    return data


def is_opendocument(data: bytes) -> bool:
    """Whether an archive is a workbook of LibreOffice: its kind stands uncompressed at its beginning."""
    return SPREADSHEET in data[:BEGINNING]


def _written(path: Path, data: bytes) -> Book:
    """Return what is kept as text: a table, or the page that a system exports under the name of a workbook."""
    label, beginning = str(path), data[:BEGINNING].lstrip()
    if (known := next((what for mark, what in OTHERS if beginning.startswith(mark)), None)) is not None:
        raise BadValue(f"“{label}”是{known}，不是工作簿", READABLE)
    if len(data) > MOST_TEXT:
        raise BadValue(f"“{label}”超过{MOST_TEXT // 1024 // 1024}兆字节，不像是一张表", WRONG_FILE)
    text = text_of(label, data)
    if is_page(text):
        sheets = read_page(label, text)
        if not sheets:
            raise BadValue(f"“{label}”是网页，里面没有表", SAVE_AS)
        return Book(path.name, "html", sheets)
    if text.lstrip().startswith(("<?xml", "MIME-Version:")):
        raise BadValue(f"“{label}”是网页或 XML 存成的表，读不了", SAVE_AS)
    return Book(path.name, "csv", (read_table(label, path.stem, text),))


def _zipped(path: Path, data: bytes) -> Book:
    names = parts_of(path, data)
    if "xl/workbook.bin" in names:
        raise BadValue(f"读不了“{path}”（.xlsb）", SAVE_AS)
    if any(name.lower().startswith("xl/workbook.") for name in names):
        from gongkai.sheets.openxml import read_openxml

        return read_openxml(path, data)
    if CONTENT in names and is_opendocument(data):
        from gongkai.sheets.opendocument import read_opendocument

        return read_opendocument(path, data)
    if CONTENT in names or "word/document.xml" in names or "ppt/presentation.xml" in names:
        raise BadValue(f"“{path}”是文档，不是工作簿", READABLE)
    raise BadValue(f"“{path}”是压缩包，不是工作簿", "请解压后给出里面的那个文件")
