"""A file being written bears a name of its own until it is whole: hidden, beside its place, with whose it is.

Whoever is killed leaves one behind; the next call that writes into the same folder clears it away. What another
machine or a living process writes there is let be.
"""

from __future__ import annotations

import os
import platform
import re
import secrets
import shutil
import sys
import zlib
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

PRIVATE = 0o600
"""The rights on a file of the store: its owner's alone."""
_MAY_ASK = 0x1000
"""On Windows: the right to ask about a process, and no other."""
_NAME = r"\..*\.gongkai-{machine}-([0-9]+)-[0-9a-f]{{8}}(-wal|-shm|-journal)?"


def name_beside(path: Path) -> Path:
    """Return a hidden name in the folder of `path` that nobody else bears, those of the dead cleared away."""
    clear_away(path.parent)
    return path.with_name(f".{path.name}.gongkai-{_machine()}-{os.getpid()}-{secrets.token_hex(4)}")


def clear_away(folder: Path) -> None:
    """Remove what processes of this machine left in a folder that were killed in the middle of writing."""
    name = re.compile(_NAME.format(machine=_machine()))
    with suppress(OSError):
        for left in list(folder.iterdir()) if folder.is_dir() else ():
            found = name.fullmatch(left.name)
            if found and not _lives(int(found[1])):
                _remove(left)


def make_private(path: Path) -> None:
    """Make an empty file that its owner alone may read or write; FileExistsError where there is one."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE))


def _remove(left: Path) -> None:
    with suppress(OSError):
        if left.is_dir():
            shutil.rmtree(left)
        else:
            left.unlink()


def _machine() -> str:
    return f"{zlib.crc32(platform.node().encode('utf-8', 'replace')):08x}"


def _lives(number: int) -> bool:
    """Tell whether a process is there; where the system does not say, it is held to be."""
    if number == os.getpid():
        return True
    if sys.platform == "win32":  # os.kill would end it
        import ctypes

        handle = ctypes.windll.kernel32.OpenProcess(_MAY_ASK, 0, number)
        return bool(handle and ctypes.windll.kernel32.CloseHandle(handle))
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
