"""What this program wrote, and whether it still is what was written: a paper corrected by hand is not written over.

Beside the database stands a list of digests, one a line, of every file that a command wrote. A file whose digest is
in it is the program's own, as it was written, wherever it lies now; any other was changed since, or never was its own.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from gongkai.errors import Refused

if TYPE_CHECKING:
    from typer._click import Context

OVERWRITE = "gongkai.overwrite"
"""Where a call's context keeps that it may write over anything."""


def must_be_ours(path: Path, content: bytes | None = None) -> None:
    """Refuse to write over a file that is not as this program wrote it, unless the call says `--overwrite`.

    An empty file is nobody's work, and one that says what is to be written loses nothing.
    """
    context = _context()
    if context is None or context.meta.get(OVERWRITE) or not path.is_file():
        return
    try:
        there = path.read_bytes()
    except OSError:
        return  # writing it will say what is wrong
    if there and there != content and _digest(there) not in _known(context):
        raise Refused(
            f"{path} 在写出以后被改动过，或者不是本工具写的，没有覆盖",
            "换一个文件名；确实要覆盖的，再加 --overwrite",
        )


def remember(content: bytes) -> None:
    """Note what was written; where that cannot be, the file will be asked about the next time."""
    context = _context()
    if context is None or (digest := _digest(content)) in _known(context):
        return
    with suppress(OSError):
        place = _place(context)
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("a", encoding="ascii") as file:
            file.write(f"{digest}\n")


def _context() -> Context | None:
    from typer._click.globals import get_current_context

    return get_current_context(silent=True)


def _known(context: Context) -> frozenset[str]:
    try:
        return frozenset(_place(context).read_text(encoding="ascii", errors="replace").split())
    except OSError:
        return frozenset()


def _place(context: Context) -> Path:
    """Return the list's place: beside an SQLite file, else in the user's data folder."""
    from gongkai.cli.session import Session
    from gongkai.settings import default_folder, is_postgres

    session = context.find_object(Session)
    if session is None or is_postgres(session.store):
        return default_folder() / "gongkai.written"
    return Path(f"{session.store}.written")


def _digest(content: bytes) -> str:
    import hashlib

    return hashlib.sha256(content).hexdigest()
