"""A notice's file becomes its blocks, whatever its kind: what the file is, its bytes tell, not its name."""

from __future__ import annotations

import re
from importlib import import_module
from typing import TYPE_CHECKING

from gongkai.draft.page import read_page
from gongkai.draft.source import Grid, Notice, Paragraph
from gongkai.draft.tables import layout_of
from gongkai.draft.text import blocks_of
from gongkai.errors import BadValue
from gongkai.sheets.reading import bytes_of, is_opendocument
from gongkai.sheets.text import decoded

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from gongkai.draft.source import Block

MOST_BYTES = 32 * 1024 * 1024
ZIP, PDF, OLE, RTF = b"PK\x03\x04", b"%PDF-", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf"
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
LOCKED = "EncryptedPackage".encode("utf-16-le")
WORKBOOKS = (".xls", ".et", ".xlsx", ".xlsm", ".xlsb")
PROTECTED = ("有密码", "请用办公软件打开，去掉密码后另存一份")
LONG_CELL = 300


def read_notice(path: Path) -> Notice:
    """Return a notice's blocks; raises `BadValue` where there is none to read: not there, too large, protected."""
    data = bytes_of(path, MOST_BYTES)
    if not data.strip():
        raise BadValue(f"“{path}”是空的", "请检查是不是给错了文件")
    blocks, unread = _read(path, data)
    return Notice(path.name, tuple(_unfolded(blocks)), unread)


Read = tuple[list["Block"], tuple[Paragraph, ...]]


def _read(path: Path, data: bytes) -> Read:
    if data.startswith(ZIP):
        return _zipped(path, data)
    if data[:1024].find(PDF) >= 0:
        return _by("pdf", "read_pdf", path, data)
    if data.startswith(OLE):
        return _old(path, data)
    if data.startswith(RTF):
        return _converted(path)
    if data.startswith(PICTURES):
        raise BadValue(f"“{path}”是图片，读不出文字", "请先用文字识别软件转成 .docx 或 .txt")
    text = decoded(data)
    if text is None:
        raise BadValue(
            f"“{path}”不是能读的文件",
            "能读 .txt、.html、.docx、.pdf、.xlsx、.xls、.ods；装了 LibreOffice 的，还有 .doc、.wps",
        )
    if path.suffix.lower() in {".htm", ".html", ".shtml", ".xhtml"} or re.search(
        r"(?i)<(?:!doctype html|html|body|table|p|div)[\s>]", text[:4000]
    ):
        return read_page(text), ()
    return list(blocks_of(text)), ()


def _zipped(path: Path, data: bytes) -> Read:
    from gongkai.sheets.archive import parts_of

    names = parts_of(path, data)
    if "word/document.xml" in names:
        return _by("word", "read_word", path, data)
    if "xl/workbook.bin" in names:
        raise BadValue(f"读不了“{path}”（.xlsb）", "请用办公软件另存为 .xlsx")
    if any(name.startswith("xl/workbook.") for name in names):
        return _by("grids", "read_grids", path, data)
    if is_opendocument(data):
        return _by("grids", "read_grids", path, data)
    if "mimetype" in names or "content.xml" in names:
        return _converted(path)
    raise BadValue(f"“{path}”是压缩包，不是通知", "请解压后给出里面的那个文件")


def _old(path: Path, data: bytes) -> Read:
    if LOCKED in data:
        raise BadValue(f"“{path}”{PROTECTED[0]}", PROTECTED[1])
    if path.suffix.lower() in WORKBOOKS or "Workbook".encode("utf-16-le") in data:
        return _by("grids", "read_grids", path, data)
    return _converted(path)


def _converted(path: Path) -> Read:
    """Read what only an office program reads, by way of one."""
    from gongkai.draft.office import as_docx
    from gongkai.sheets.archive import parts_of

    data = as_docx(path)
    parts_of(path, data)
    return _by("word", "read_word", path, data)


def _by(module: str, reader: str, path: Path, data: bytes) -> Read:
    """Read with a library of the extra; where it is not installed, say how it comes."""
    try:
        read = getattr(import_module(f"gongkai.draft.{module}"), reader)
    except ModuleNotFoundError:
        raise BadValue(
            f"读 {path.suffix or '这种文件'} 要另外安装一个程序包",
            "请运行 pip install 'gongkai[draft]'；或者把通知另存为 .txt 或 .html",
        ) from None
    found: Read = read(path, data)
    return found


def _unfolded(blocks: list[Block]) -> Iterator[Block]:
    """Yield blocks with what only looks like a table as paragraphs: a title above the heads, a page set in a table."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
            continue
        layout = layout_of(block)
        if layout is not None:
            yield from _lines(Grid(block.rows[: layout.head]))
            yield Grid(block.rows[layout.head :])
        elif _is_page(block):
            yield from _lines(block)
        else:
            yield block


def _is_page(grid: Grid) -> bool:
    texts = {slot.origin: slot.text for row in grid.rows for slot in row.slots if slot.text.strip()}
    single = all(len({slot.origin for slot in row.slots if slot.text.strip()}) <= 1 for row in grid.rows)
    return single or any(len(text) > LONG_CELL and "\n" in text for text in texts.values())


def _lines(grid: Grid) -> Iterator[Paragraph]:
    seen: set[tuple[int, int]] = set()
    for row in grid.rows:
        for slot in row.slots:
            if slot.origin not in seen:
                seen.add(slot.origin)
                yield from (Paragraph(line.strip(), row.place) for line in slot.text.split("\n") if line.strip())
