"""What this program wrote, and whether it still is what was written: a paper corrected by hand is not written over.

Beside the database stands a list of digests, one a line, of every file that a command wrote. A file whose digest is
in it is the program's own, as it was written, wherever it lies now; any other was changed since, or never was its own.
"""

from __future__ import annotations

from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from gongkai.errors import BadValue, Refused

if TYPE_CHECKING:
    from collections.abc import Iterator


class Overwriting(Struct, frozen=True):
    """What a command may write over: `anything`, or what the list of digests of its `store` has."""

    store: str | None
    anything: bool = False

    @property
    def place(self) -> Path:
        """The list's place: beside an SQLite file, else in the user's data folder."""
        from gongkai.settings import default_folder, is_postgres

        if self.store is None or is_postgres(self.store):
            return default_folder() / "gongkai.written"
        return Path(f"{self.store}.written")

    def has(self, digest: str) -> bool:
        """Tell whether the list has a digest; one that cannot be read has none."""
        try:
            return digest in self.place.read_text(encoding="ascii", errors="replace").split()
        except (OSError, BadValue):  # of a user without a home too
            return False


_DATABASE = b"SQLite format 3\0"
_OF_BACKUP = {"manifest.json", "ledger.db"}
_OF_COMMAND: ContextVar[Overwriting | None] = ContextVar("overwriting", default=None)


@contextmanager
def overwriting(store: str | None, *, anything: bool) -> Iterator[None]:
    """Hold a command's files against the list beside its store; outside of a command nothing is held."""
    token = _OF_COMMAND.set(Overwriting(store, anything))
    try:
        yield
    finally:
        _OF_COMMAND.reset(token)


def must_be_ours(path: Path, content: bytes | None = None) -> None:
    """Refuse to write over a file that is not as this program wrote it, unless the command says `--overwrite`.

    An empty file is nobody's work, and one that says what is to be written loses nothing. A ledger, its log, its
    evidence, its backup no paper takes the place of, whatever the command says.
    """
    may = _OF_COMMAND.get()
    if path.exists() and not path.is_file() and not path.is_dir():  # root would put a file in the place of a device
        raise BadValue(f"这是设备或管道，不是文件：{path}", "请换一个文件名")
    if may is None or not path.is_file():
        return
    if _holds_records(path, may.store):
        raise Refused(f"{path} 是台账，或者台账的日志、佐证、备份，不能用文书覆盖", "换一个文件名")
    if may.anything:
        return
    try:
        empty, there = path.stat().st_size == 0, _digest_of(path)
    except OSError:
        return  # writing it will say what is wrong
    if not (empty or may.has(there) or (content is not None and there == _digest(content))):
        raise Refused(
            f"{path} 在写出以后被改动过，或者不是本工具写的，没有覆盖",
            "换一个文件名；确实要覆盖的，再加 --overwrite",
        )


def _holds_records(path: Path, store: str | None) -> bool:
    """Tell a database, a backup, and what lies beside the command's own database, by whatever name."""
    from zipfile import BadZipFile, ZipFile

    place = path.resolve()
    if store and (str(place) in {f"{store}-wal", f"{store}-shm"} or place.is_relative_to(f"{store}.evidence")):
        return True
    try:
        with path.open("rb") as file:
            begins = file.read(len(_DATABASE))
        if not begins.startswith(b"PK"):
            return begins == _DATABASE
        with ZipFile(path) as archive:
            return set(archive.namelist()) >= _OF_BACKUP
    except (OSError, BadZipFile):
        return False


def remember(content: bytes | Path) -> None:
    """Note what was written, or the file it was written to; what cannot be noted will be asked about the next time."""
    may = _OF_COMMAND.get()
    if may is None or may.has(digest := _digest_of(content) if isinstance(content, Path) else _digest(content)):
        return
    with suppress(OSError, BadValue):
        may.place.parent.mkdir(parents=True, exist_ok=True)
        with may.place.open("a", encoding="ascii") as file:
            file.write(f"{digest}\n")


def _digest_of(path: Path) -> str:
    """Return the digest of a file of any size. OSError where it cannot be read."""
    import hashlib

    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _digest(content: bytes) -> str:
    import hashlib

    return hashlib.sha256(content).hexdigest()
