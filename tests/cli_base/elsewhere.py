"""Runs a command as on a system without POSIX's own modules, where open files hold their names and folders.

Modules that only POSIX has cannot be imported, functions that only it has are gone for this project; a file that this
process holds open cannot be renamed, replaced or removed; a folder cannot be opened; a name in use is not renamed
over. With LINKLESS=1 the file system has no hard links (a stick).
"""

from __future__ import annotations

import os
import sys
from functools import wraps
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

POSIX_MODULES = (
    *("fcntl", "grp", "pwd", "pty", "readline", "resource", "spwd", "syslog", "termios", "tty", "crypt", "nis"),
    *("curses", "_curses", "_posixshmem"),
)
POSIX_FUNCTIONS = (
    *(
        "getuid",
        "geteuid",
        "getgid",
        "getegid",
        "getgroups",
        "getpgid",
        "setsid",
        "chown",
        "lchown",
        "fchown",
        "fchmod",
    ),
    *("mkfifo", "statvfs", "uname", "nice", "chroot", "setuid", "sync", "fdatasync", "killpg", "getpriority"),
)
FOLDERS = os.O_DIRECTORY


def be_elsewhere() -> None:
    """Take away what the other system has not."""
    for name in POSIX_MODULES:
        sys.modules[name] = None  # type: ignore[assignment]  # what makes an import fail
    for name in POSIX_FUNCTIONS:
        if hasattr(os, name):
            setattr(os, name, gone(name, getattr(os, name)))
    os.supports_effective_ids.clear()
    for name in ("replace", "rename", "unlink", "remove"):
        setattr(os, name, held(getattr(os, name), over=name != "rename"))
    opening, linking = os.open, os.link

    def open_(path: Any, flags: int, *rest: Any, **more: Any) -> int:  # noqa: ANN401 - os.open's own
        if not flags & FOLDERS and isinstance(path, str | os.PathLike) and os.path.isdir(path):
            raise PermissionError(13, "Permission denied", os.fspath(path))
        return opening(path, flags, *rest, **more)

    def link(*paths: Any, **more: Any) -> None:  # noqa: ANN401 - os.link's own
        if os.environ.get("LINKLESS"):
            raise OSError(1, "Incorrect function")
        linking(*paths, **more)

    os.open, os.link = open_, link


def gone(name: str, act: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that this project cannot call; libraries choose theirs by the system they see."""

    @wraps(act)
    def guarded(*args: Any, **more: Any) -> Any:  # noqa: ANN401 - of several functions
        if str(sys._getframe(1).f_globals["__name__"]).startswith("gongkai"):  # noqa: SLF001 - who calls
            raise AttributeError(f"module 'os' has no attribute '{name}'")
        return act(*args, **more)

    return guarded


def held(act: Callable[..., None], *, over: bool) -> Callable[..., None]:
    """Return a function on names that refuses those of open files, and unless `over` a name that is taken."""

    @wraps(act)
    def guarded(*paths: Any, **more: Any) -> None:  # noqa: ANN401 - of several functions
        inside = next((more[key] for key in ("dir_fd", "src_dir_fd") if more.get(key) is not None), None)
        for path in paths:
            whole = os.path.join(os.readlink(f"/proc/self/fd/{inside}"), path) if inside is not None else path
            if os.path.abspath(whole) in open_files():
                raise PermissionError(13, "The process cannot access the file", os.fspath(path))
        if not over and os.path.lexists(paths[-1]):
            raise FileExistsError(17, "File exists", os.fspath(paths[-1]))
        act(*paths, **more)

    return guarded


def open_files() -> set[str]:
    """Return the files that this process has open."""
    found = set()
    for number in os.listdir("/proc/self/fd"):
        try:
            found.add(os.readlink(f"/proc/self/fd/{number}"))
        except OSError:
            continue
    return {path for path in found if os.path.isfile(path)}


if __name__ == "__main__":
    be_elsewhere()
    from gongkai.__main__ import run

    run()
