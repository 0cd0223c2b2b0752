"""Showing a document: on the terminal, as JSON, or in a file. stdout is data, stderr is narration."""

from __future__ import annotations

import errno
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from gongkai.cli.of_unit import marked
from gongkai.cli.talk import put, say, screen, warn
from gongkai.cli.template import template_of
from gongkai.cli.written import must_be_ours, remember
from gongkai.errors import BadValue, why
from gongkai.plan.spelling import unfit_for_windows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Self

    from gongkai.papers.document import Document

PLACES = 3
"""Places that a warning names."""


def present(
    document: Document,
    *,
    json: bool = False,
    plain: bool = False,
    output: Path | None = None,
    public: bool | None = None,
    issued: bool = False,
) -> None:
    """Write a document where it was asked for; with `json`, one JSON value and nothing else on stdout.

    `public` is for papers that have a public copy: True gives it, False tells what it would mask in a file, or in a
    paper that has just been `issued`.
    """
    document = marked(document)
    if public is not None and (public or issued or output is not None):
        document = _public(document, wanted=public)
    if output is not None:
        write_file(document, output)
    if json:
        from gongkai.papers.json import write

        put(write(document))
    elif output is None:
        put(drawn(document, plain=plain))


def drawn(document: Document, *, plain: bool = False) -> str:
    """Return a document as stdout shows it: drawn where a person sits, plain rows where another program reads."""
    look = screen(plain=plain)
    if look.plain:
        from gongkai.papers.plain import write

        return write(document)
    from gongkai.papers.terminal import draw

    return draw(document, width=look.width, colour=look.colour, fine=look.fine)


def must_take(path: Path) -> None:
    """Refuse a file that could not be written, before anything is recorded with it; raises `BadValue`."""
    from gongkai.papers.formats import format_of

    format_of(path)
    try:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, "")
        _beside(path, b"").unlink()
    except OSError as error:
        raise _unwritable(path, error) from None


def write_file(document: Document, path: Path) -> None:
    """Write a document to a file in the format of its ending, whole or not at all; raises `BadValue`."""
    there = path.exists()
    store(document, path)
    _written(path, there=there)


def _written(path: Path, *, there: bool) -> None:
    say(f"已写入 {path}" + ("（已覆盖原有文件）" if there else ""))


def store(document: Document, path: Path) -> None:
    """Write a document as `write_file` does, saying nothing: one of many."""
    keep(_content(document, path), path)


def _content(document: Document, path: Path) -> bytes:
    from gongkai.papers.formats import format_of

    form = format_of(path)
    written = form.write(document, template_of(document) if form.templated else None)
    return written if isinstance(written, bytes) else written.encode("utf-8")


class Staging:
    """Papers that go with an act: written beside their places before it, moved there once it is done.

    Leaving with an exception takes them away again, so that neither is there without the other.
    """

    def __init__(self, *, public: bool = False) -> None:
        self._public = public
        self._held: list[tuple[Path, Path, bytes]] = []

    def __enter__(self) -> Self:
        return self

    def add(self, document: Document, path: Path) -> None:
        """Write a paper beside its place; raises `BadValue` where it cannot be written or put there."""
        content = _content(_public(document, wanted=self._public), path)
        must_be_a_name(path)
        must_be_ours(path, content)
        try:
            if path.is_dir():
                raise IsADirectoryError(errno.EISDIR, "")
            self._held.append((_beside(path, content), path, content))
        except OSError as error:
            raise _unwritable(path, error) from None

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        for held, path, content in self._held:
            if kind is None:
                held.replace(path)
                remember(content)
            else:
                held.unlink(missing_ok=True)


def _public(document: Document, *, wanted: bool) -> Document:
    """Return the public copy, or the document itself after telling what its public copy would mask."""
    from collections import Counter

    from gongkai.papers.masking import personal, public_copy

    if wanted:
        return public_copy(document).document
    if hits := personal(document):
        kinds = "、".join(f"{kind}{number}处" for kind, number in Counter(hit.kind for hit in hits).items())
        places = "、".join(list(dict.fromkeys(f"“{hit.place}”" for hit in hits))[:PLACES])
        warn(f"文书里有个人信息：{kinds}，在{places}。对外公开请加 --public，会一一遮盖")
    return document


def show(path: Path) -> None:
    """Open a page in the reader's browser."""
    import webbrowser

    if not webbrowser.open(path.resolve().as_uri()):
        say(f"没有找到浏览器，请自行打开 {path}")


def save(content: bytes, path: Path) -> None:
    """Write a file, whole or not at all, and say so; raises `BadValue`."""
    there = path.exists()
    keep(content, path)
    _written(path, there=there)


def must_be_a_name(path: Path) -> None:
    """Refuse what Windows takes for a stream, a device or another name: what was written would not be found."""
    if sys.platform == "win32" and (reason := unfit_for_windows(path.name)):
        raise BadValue(f"{reason}：{path.name}", "请换一个文件名")


def keep(content: bytes, path: Path) -> None:
    """Write a file as `save` does, saying nothing: one of many."""
    must_be_a_name(path)
    must_be_ours(path, content)
    try:
        _replace(path, content)
    except OSError as error:
        raise _unwritable(path, error) from None
    remember(content)


def _unwritable(path: Path, error: OSError) -> BadValue:
    cause, advice = why(error)
    return BadValue(f"文件写不进去（{cause}）：{path}", advice)


def _replace(path: Path, content: bytes) -> None:
    _name(_beside(path, content), path)


def _name(held: Path, path: Path) -> None:
    try:
        held.replace(path)
    except BaseException:
        held.unlink(missing_ok=True)
        raise


def _beside(path: Path, content: bytes) -> Path:
    """Write a file under a name of its own in the folder it will be in; return that."""
    with _draft(path) as (held, file):
        file.write(content)
    return held


@contextmanager
def _draft(path: Path) -> Iterator[tuple[Path, IO[bytes]]]:
    """Open a file under a name of its own in the folder it will be in; taken away where it cannot be finished."""
    from gongkai.unfinished import name_beside

    held = name_beside(path)
    try:
        with held.open("xb") as file:
            yield held, file
        held.chmod(0o644)
    except BaseException:
        held.unlink(missing_ok=True)
        raise


@contextmanager
def growing(path: Path) -> Iterator[IO[bytes]]:
    """Open a file that is too large to be held, to be written whole or not at all; raises `BadValue`."""
    must_be_ours(path)
    there = path.exists()
    try:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, "")
        with _draft(path) as (held, file):
            yield file
        _name(held, path)
    except OSError as error:
        raise _unwritable(path, error) from None
    remember(path)
    _written(path, there=there)


def recorded(data: object, *sentences: str, json: bool) -> None:
    """Confirm an act: the record as JSON on stdout, or a line on stderr for each sentence."""
    if json:
        answer(data)
        return
    for sentence in sentences:
        say(sentence)


def answer(data: object) -> None:
    """Put one JSON value on stdout."""
    from gongkai.papers.document import Document
    from gongkai.papers.json import write

    put(write(Document("record", "", (), data=data)))
