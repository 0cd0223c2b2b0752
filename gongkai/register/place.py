"""Where an SQLite file lies: the log that SQLite keeps beside it, who may write them, and the disk under them."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

LOG, INDEX = "-wal", "-shm"
_PROBE = 1 << 16


def beside(store: str) -> tuple[Path, Path]:
    """Return the log and its index, there or not: both last only while somebody has the file open."""
    return Path(f"{store}{LOG}"), Path(f"{store}{INDEX}")


def pending(store: str) -> bool:
    """Whether the write-ahead log holds anything: then the file alone is not the truth."""
    log = beside(store)[0]
    return log.exists() and log.stat().st_size > 0


def marks(store: str) -> tuple[tuple[int, int] | None, ...]:
    """Return when the file and its log were last written, and how long they are."""
    return tuple(_mark(path) for path in (Path(store), beside(store)[0]))


def _mark(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_mtime_ns, found.st_size


def is_writable(path: Path | str) -> bool:
    """Tell whether this user may write a file or into a folder."""
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def in_the_way(store: str) -> tuple[Path, ...]:
    """Return what another user left beside the file and this one may not write: nothing can be recorded meanwhile."""
    return tuple(path for path in beside(store) if path.exists() and not is_writable(path))


def is_left_alone(store: str) -> bool:
    """Tell whether a reader has to leave no trace: what one put there who may not write would block the owner."""
    return not is_writable(store) or bool(in_the_way(store))


def trouble(store: str) -> OSError | None:
    """Return why nothing can be written where the file lies, found by trying; None where it can."""
    import tempfile

    try:
        with tempfile.TemporaryFile(dir=Path(store).parent) as tried:
            tried.write(b"\0" * _PROBE)
            tried.flush()
            os.fsync(tried.fileno())
    except OSError as error:
        return error
    return None


def owner_of(path: Path) -> str:
    """Return the user that a file belongs to, empty where the system does not say."""
    try:
        return path.owner()
    except (KeyError, NotImplementedError, OSError):
        return ""


@contextmanager
def copied(store: str) -> Iterator[Path]:
    """Yield a copy of the file and its log in a folder of its own, for one who may put nothing beside them."""
    import shutil
    import tempfile

    with tempfile.TemporaryDirectory(prefix="gongkai-") as folder:
        copy = Path(folder) / "copy.db"
        for ending in ("", LOG):
            shutil.copyfile(f"{store}{ending}", f"{copy}{ending}")
        yield copy
