"""What became of a command: its errors told in Chinese on stderr, and the exit code they mean to the shell."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import typer

from gongkai.cli import sentences, talk
from gongkai.errors import BadFile, BadValue, GongkaiError, Problem, Refused, StoreFault

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

EXIT_CODES: dict[type[BaseException], int] = {BadFile: 1, BadValue: 2, Refused: 3, StoreFault: 4}
USAGE, UNFORESEEN, INTERRUPTED = 2, 4, 130
MOST_ITEMS = 20


def of(act: Callable[[], None]) -> int:
    """Return the exit code of an act; whatever it raised has been told. A reader that went away is no error."""
    code = 0
    try:
        code = _guarded(act)
        sys.stdout.flush()
    except BrokenPipeError:
        _stop_writing()
        return 0
    except OSError as error:
        _stop_writing()
        return code or tell(_system_error(error))
    return code


def _guarded(act: Callable[[], None]) -> int:
    try:
        act()
    except typer.Exit as left:
        return left.exit_code
    except BrokenPipeError:
        raise
    except (typer.Abort, KeyboardInterrupt, EOFError):
        sys.stderr.write("\n已中断。\n")
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the last line: nobody at a counter is to read a traceback
        return _told(error)
    return 0


def _told(error: Exception) -> int:
    if isinstance(error, GongkaiError):
        return tell(error)
    if isinstance(error, typer.TyperException):
        return tell_usage(error)
    if isinstance(error, OSError) and not _debugging():
        return tell(_system_error(error))
    return tell_unforeseen(error)


def tell(error: GongkaiError) -> int:
    """Write the error, what it lists, and its hint, a file's problems first; return the exit code of its kind."""
    if isinstance(error, BadFile):
        for problem in error.problems:
            _tell_problem(problem)
    talk.say(f"错误：{sentences.brief(error.message)}")
    _tell_items(getattr(error, "items", ()))
    if error.hint:
        talk.say(f"建议：{sentences.brief(error.hint)}")
    return next((EXIT_CODES[kind] for kind in type(error).__mro__ if kind in EXIT_CODES), UNFORESEEN)


def _tell_items(items: Sequence[str]) -> None:
    """Write what an error lists, a screenful at most, and how many more there are."""
    for item in items[:MOST_ITEMS]:
        talk.say(f"    {item}")
    if len(items) > MOST_ITEMS:
        talk.say(f"    ……另有{len(items) - MOST_ITEMS}件")


def _tell_problem(problem: Problem) -> None:
    """Write `FILE:LINE: what is wrong。what to do`, and the line of the file below it."""
    said = problem.message
    if problem.hint:
        said += problem.hint if said.endswith(("。", "；", "？")) else f"。{problem.hint}"
    talk.say(f"{problem.where}: {said}")
    for line in problem.excerpt.splitlines():
        talk.say(f"    {line}")


def tell_usage(error: typer.TyperException) -> int:
    """Write a mistake on the command line in Chinese; a group called without a command shows its help."""
    if type(error).__name__ == "NoArgsIsHelpError":
        sys.stderr.write(f"{error.message}\n")
        return USAGE
    return tell(sentences.explain(error))


def tell_unforeseen(error: Exception) -> int:
    """Write that the program itself failed and where its traceback is; with `GONGKAI_DEBUG=1` the traceback itself."""
    import traceback

    account = "".join(traceback.format_exception(error))
    if _debugging():
        sys.stderr.write(account)
        return UNFORESEEN
    talk.say("错误：程序内部出错，这次操作没有完成。")
    path = _kept(account)
    where = f"经过已记在 {path}，请把这个文件交给维护人员" if path else "请设 GONGKAI_DEBUG=1 再运行一次"
    talk.say(f"建议：{where}。")
    return UNFORESEEN


def _kept(account: str) -> str:
    """Return the name of a new file of the user's own that holds the account, or nothing where none can be made."""
    import tempfile

    with suppress(OSError):
        handle, path = tempfile.mkstemp(prefix="gongkai-", suffix=".log")
        with os.fdopen(handle, "w", encoding="utf-8", errors="replace") as file:
            file.write(account)
        return path
    return ""


def _debugging() -> bool:
    return os.environ.get("GONGKAI_DEBUG", "0") not in {"", "0"}


def _system_error(error: OSError) -> GongkaiError:
    """Return what the operating system refused, in Chinese: a file's name is the user's to mend, a full disk is not."""
    name = sentences.quote(error.filename) if error.filename else ""
    kinds = {
        errno.ENOENT: f"没有找到文件{name}",
        errno.EISDIR: f"{name}是目录，不是文件",
        errno.ENOTDIR: f"{name}的路径中有一段不是目录",
        errno.EACCES: f"没有权限读写{name}",
        errno.EPERM: f"没有权限读写{name}",
        errno.EEXIST: f"已经有{name}了",
        errno.ENAMETOOLONG: f"文件名{name}太长",
    }
    if error.errno in kinds:
        return BadValue(kinds[error.errno])
    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EROFS}:
        return StoreFault(f"写不进{name or '文件'}", "请看磁盘是否已满、是否只读")
    return StoreFault(f"读写{name or '文件'}出错（系统错误号 {error.errno}）")


def _stop_writing() -> None:
    """Send what is still unwritten nowhere, so that leaving says nothing."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
