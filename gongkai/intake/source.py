"""A text file as its lines: opened with care, quoted with `FILE:LINE`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from gongkai.errors import BadFile, BadValue, Problem

if TYPE_CHECKING:
    from pathlib import Path

MAX_BYTES = 8 * 1024 * 1024
EXCERPT = 60
SHOWN = 30
INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
SAVE_AS = "请用文本编辑器打开，另存为 UTF-8 编码的文本文件"


class Source(Struct, frozen=True):
    """A file's text by lines. `label` is its name as the user gave it."""

    label: str
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """Return the whole text with plain line ends."""
        return "\n".join(self.lines)

    def problem(self, line: int, message: str, hint: str = "") -> Problem:
        """Return what is wrong in a line (counted from 1, kept inside the file), with that line trimmed."""
        line = min(max(line, 1), max(len(self.lines), 1))
        excerpt = self.lines[line - 1] if self.lines else ""
        return Problem(f"{self.label}:{line}", message, hint, shown(excerpt, EXCERPT))

    def refuse(self, *problems: Problem) -> BadFile:
        """Return the error that carries these problems."""
        return BadFile(f"{self.label} 有{len(problems)}处问题，没有载入", problems)


def shown(text: str, width: int = SHOWN) -> str:
    """Return text fit for one line of a screen: trimmed, nothing invisible, cut at `width`."""
    line = INVISIBLE.sub("�", text.strip()).replace("\n", " ").replace("\t", " ")
    return line if len(line) <= width else f"{line[: width - 1]}…"


def open_source(path: Path) -> Source:
    """Return the file's lines.

    Raises `BadValue` where there is no file to read, `BadFile` where it is too large, not UTF-8, or empty.
    """
    data = _read(path)
    source = Source(str(path), ())
    if len(data) > MAX_BYTES:
        message = f"文件超过{MAX_BYTES // 1024 // 1024}兆字节，不像是一年的要点"
        raise source.refuse(source.problem(1, message, "请检查是不是给错了文件"))
    text = _decoded(data, source.label)
    if not text.strip():
        raise source.refuse(source.problem(1, "文件是空的", "请写入年度要点，格式见随软件附带的要点文件"))
    source = Source(source.label, tuple(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")))
    strange = [number for number, line in enumerate(source.lines, 1) if INVISIBLE.search(line)]
    if strange:
        hint = "多半是从网页或文档粘贴带来的，请删去后重新输入这一处"
        raise source.refuse(*(source.problem(n, "这一行有看不见的控制字符", hint) for n in strange))
    return source


def _read(path: Path) -> bytes:
    try:
        if not path.is_dir():
            with path.open("rb") as file:
                return file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        message = f"没有找到文件“{path}”"
        raise BadValue(message, "请检查路径和文件名") from None
    except (OSError, ValueError):
        message = f"文件“{path}”打不开"
        raise BadValue(message, "请检查文件权限，以及是否正被别的程序占用") from None
    message = f"“{path}”是文件夹，不是文件"
    raise BadValue(message, "请写出文件夹里那个要点文件的名字")


def _decoded(data: bytes, label: str) -> str:
    """Return the text; a byte order mark is taken off. Raises `BadFile` with the line of the first bad byte."""
    bad, message = data.find(b"\0"), "这不是文本文件，或者不是 UTF-8 编码"
    if bad < 0:
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            bad, message = error.start, "这一行有不是 UTF-8 编码的内容"
    line = data.count(b"\n", 0, bad) + 1
    raise Source(label, ()).refuse(Problem(f"{label}:{line}", message, SAVE_AS))
