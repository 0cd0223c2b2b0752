"""Giving a finished file its name: whole or not at all, and never in the place of another."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

from gongkai.errors import StoreFault
from gongkai.register.driver import pending
from gongkai.settings import default_folder

if TYPE_CHECKING:
    from pathlib import Path


def prepare_place(path: Path) -> None:
    """Make the user's own data folder where the database will be in it; StoreFault where none can be put there."""
    if path.parent == default_folder():
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
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
