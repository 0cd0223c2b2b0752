"""Where an SQLite file lies: the log that SQLite keeps beside it, who may write them, and the disk under them.

A finished file is given its name whole or not at all, and never in the place of another.
"""

from __future__ import annotations

import errno
import os
import stat
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from gongkai.errors import StoreFault
from gongkai.settings import is_default

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
    return log.is_file() and log.stat().st_size > 0


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


def is_readable(path: Path | str) -> bool:
    """Tell whether this user may read a file."""
    return os.access(path, os.R_OK, effective_ids=os.access in os.supports_effective_ids)


def in_the_way(store: str) -> tuple[Path, ...]:
    """Return what another user left beside the file and this one may not write: nothing can be recorded meanwhile.

    A folder of that name is no log, and hinders as much.
    """
    return tuple(path for path in beside(store) if path.exists() and not (path.is_file() and is_writable(path)))


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


def no_file(path: Path | str) -> str:
    """Tell what stands at a path that is no file, empty where a file does or nothing: a pipe, read, never ends."""
    found = Path(path)
    try:
        kind = found.stat().st_mode
    except FileNotFoundError:
        return ""
    except OSError as error:
        return "这个链接绕了圈，不通到文件" if error.errno == errno.ELOOP else ""
    if stat.S_ISDIR(kind):
        return "这是文件夹，不是文件"
    return "" if stat.S_ISREG(kind) else "这是设备或管道，不是文件"


def must_be_no_other(store: str) -> None:
    """Refuse a place where something stands that is no file; raises `StoreFault`."""
    found = no_file(store)
    if found:
        told = found.replace("不是文件", "不是数据库文件")
        raise StoreFault(f"{told}：{store}", "请写到文件名为止，如 gongkai.db")


def prepare_place(path: Path) -> None:
    """Make the user's own data folder where the database will be in it; StoreFault where none can be put there."""
    if is_default(str(path)):
        path.parent.mkdir(parents=True, exist_ok=True)
    if not path.parent.is_dir():
        raise StoreFault(f"文件夹不存在：{path.parent}", "请先建立文件夹，或用 --db 换一个位置")
    if pending(str(path)):  # SQLite would replay it into the new file
        raise StoreFault(f"数据库文件不见了，只留下日志：{path}-wal", "请找回数据库文件，或把日志移走")


def put_in_place(draft: Path, path: Path) -> bool:
    """Give the finished file its name; False where another process was first."""
    if pending(str(draft)):
        raise StoreFault(f"数据库没有写完整：{path}", "请检查磁盘后再试")
    try:
        os.link(draft, path)
    except FileExistsError:
        return False
    except OSError:  # a file system without hard links
        if path.exists():
            return False
        draft.rename(path)
    settle(path.parent)
    return True


def settle(folder: Path) -> None:
    """Make a new name itself outlive a power cut, where the system lets a folder be synced."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
