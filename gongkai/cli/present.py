"""Showing a document: on the terminal, as JSON, or in a file. stdout is data, stderr is narration."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from gongkai.cli.talk import put, say, screen
from gongkai.errors import BadValue

if TYPE_CHECKING:
    from gongkai.document import Document


def present(document: Document, *, json: bool = False, plain: bool = False, output: Path | None = None) -> None:
    """Write a document where it was asked for; with `json`, one JSON value and nothing else on stdout."""
    if output is not None:
        write_file(document, output)
    if json:
        from gongkai.render.to_json import write

        put(write(document))
    elif output is None:
        from gongkai.render.terminal import draw

        look = screen(plain=plain)
        put(draw(document, width=look.width, colour=look.colour, plain=look.plain))


def write_file(document: Document, path: Path) -> None:
    """Write a document to a file in the format of its ending, whole or not at all; raises `BadValue`."""
    store(document, path)
    say(f"已写入 {path}")


def store(document: Document, path: Path) -> None:
    """Write a document as `write_file` does, saying nothing: one of many."""
    from gongkai.render.formats import Format

    written = Format.of(path).write(document)
    _save(written if isinstance(written, bytes) else written.encode("utf-8"), path)


def is_word(path: Path | None) -> bool:
    """Tell whether a paper goes into a Word file, where an official one takes the place of a plain report."""
    return path is not None and path.suffix.lower() == ".docx"


def is_page(path: Path | None) -> bool:
    """Tell whether a report goes into a page, where the leaders' takes the place of the plain one."""
    return path is not None and path.suffix.lower() == ".html"


def show(path: Path) -> None:
    """Open a page in the reader's browser."""
    import webbrowser

    if not webbrowser.open(path.resolve().as_uri()):
        say(f"没有找到浏览器，请自行打开 {path}")


def save(content: bytes, path: Path) -> None:
    """Write a file, whole or not at all, and say so; raises `BadValue`."""
    _save(content, path)
    say(f"已写入 {path}")


def _save(content: bytes, path: Path) -> None:
    try:
        _replace(path, content)
    except OSError:
        raise BadValue(f"文件写不进去：{path}", "请检查文件夹是否存在、能不能写、磁盘是否已满") from None


def _replace(path: Path, content: bytes) -> None:
    import tempfile

    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def recorded(data: object, sentence: str, *, json: bool) -> None:
    """Confirm an act: the record as JSON on stdout, or one line on stderr."""
    if json:
        from gongkai.document import Document
        from gongkai.render.to_json import write

        put(write(Document("record", sentence, (), data=data)))
    else:
        say(sentence)
