"""One root of errors; each class builds its Chinese sentence once, and says what to do next.

What a kind means to the shell (its exit code) is known to `cli` alone.
"""

from __future__ import annotations

import errno
from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date


VERIFY = ("audit", "verify")
RESTORING = ("restore", "备份文件")


def hint_of(advice: str, do: Sequence[str]) -> str:
    """Return advice as a person reads it: its words, then the command that does it, its words given after `gongkai`."""
    command = " ".join(("gongkai", *do)) if do else ""
    return "：".join(part for part in (advice, command) if part)


RESTORE = f"{hint_of('停止登记，用最近一次备份恢复', RESTORING)}；查是哪里不对"
"""What to do where something that was kept is not what it was, with `VERIFY`."""


class Problem(Struct, frozen=True):
    """One thing wrong with data: `where` is `FILE:LINE` or sheet and row; `advice` and `do` as of an error."""

    where: str
    message: str
    advice: str = ""
    excerpt: str = ""
    do: tuple[str, ...] = ()

    @property
    def hint(self) -> str:
        """What to do next, as a person reads it."""
        return hint_of(self.advice, self.do)


_SHARE_GONE = ("网络共享断开了", "请检查网络和共享后再试")
_NO_RIGHT = ("没有权限", "请向所有者申请权限，或换一个位置")
_SYSTEM = MappingProxyType(
    {
        "ENOSPC": ("磁盘已满", "请腾出空间后再试"),
        "EDQUOT": ("磁盘配额已用完", "请腾出空间，或请管理员放宽配额"),
        "EROFS": ("所在的磁盘是只读的", "请换一个能写的位置，或解除写保护"),
        "EIO": ("磁盘读写出错", "请检查磁盘、U盘是否完好，重要文件先拷到别处"),
        "EACCES": _NO_RIGHT,
        "EPERM": _NO_RIGHT,
        "EFBIG": ("文件太大，磁盘放不下", "请换一个位置，或请管理员放宽限制"),
        "ENODEV": ("磁盘已经拔掉", "请接好后再试"),
        "ENXIO": ("磁盘已经拔掉", "请接好后再试"),
        "ESTALE": _SHARE_GONE,
        "ETIMEDOUT": _SHARE_GONE,
        "ENOTCONN": _SHARE_GONE,
        "EHOSTDOWN": _SHARE_GONE,
        "EMFILE": ("同时打开的文件太多", "请关掉别的程序后再试"),
        "ENFILE": ("同时打开的文件太多", "请关掉别的程序后再试"),
        "ENOMEM": ("内存不够", "请关掉别的程序后再试"),
        "EBUSY": ("别的程序正占用着", "请关掉正打开着它的程序（如 WPS、Word、Excel）后再试"),
        "ETXTBSY": ("别的程序正占用着", "请关掉正打开着它的程序（如 WPS、Word、Excel）后再试"),
        "ENOENT": ("文件夹不存在", "请先建好文件夹，或换一个位置"),
        "ENOTDIR": ("路径中有一段不是文件夹", "请核对路径"),
        "EISDIR": ("是文件夹，不是文件", "请写到文件名为止"),
        "ENAMETOOLONG": ("文件名太长", "请换一个短些的名字"),
        "ELOOP": ("路径绕了圈", "请核对路径"),
        "EINVAL": ("文件名里有系统不允许的字符", "请换一个名字"),
    }
)

_WINDOWS = MappingProxyType(
    {
        **dict.fromkeys((32, 33, 1224), "EBUSY"),  # open in another program, which Windows calls no permission
        **dict.fromkeys((53, 59, 64, 67, 121, 1231), "ESTALE"),
        **dict.fromkeys((23, 1117), "EIO"),
        19: "EROFS",
        21: "ENODEV",
        206: "ENAMETOOLONG",
    }
)
"""Windows' own codes that C's are too coarse for, or wrong."""


def why(error: OSError) -> tuple[str, str]:
    """Return why the operating system refused to read or write, and what to do: one sentence for each kind."""
    of_windows = _WINDOWS.get(getattr(error, "winerror", None) or 0)
    known = _SYSTEM.get(of_windows or errno.errorcode.get(error.errno or 0, ""))
    return known or (f"系统不允许（错误号 {error.errno}）" if error.errno else "系统不允许", "请检查文件夹和磁盘")


class GongkaiError(Exception):
    """Whatever the user can be told in one sentence (`message`) and one piece of advice.

    The advice is in words (`advice`) and, where a command does it, in that command's words (`do`): no command is
    named in a sentence. What stands for a value yet to be written is Chinese (编号, 理由).
    """

    def __init__(self, message: str, advice: str = "", *, do: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice
        self.do = do

    @property
    def hint(self) -> str:
        """What to do next, as a person reads it."""
        return hint_of(self.advice, self.do)


class BadValue(GongkaiError):
    """A value that cannot be used: an unknown name or id, a file that is not there, a figure out of range."""


class Refused(GongkaiError):
    """A rule of the trade says no."""


class StoreFault(GongkaiError):
    """The store cannot be read or written."""


class Altered(StoreFault):
    """What was kept is not what it was, or can be read no more."""

    def __init__(self, message: str, advice: str = RESTORE) -> None:
        super().__init__(message, advice, do=VERIFY)


class NoStore(StoreFault):
    """There is no ledger at that place yet; `gongkai load` makes one."""


class BadFile(GongkaiError):
    """A file with problems, all of them at once."""

    def __init__(self, message: str, problems: Sequence[Problem]) -> None:
        super().__init__(message)
        self.problems = tuple(problems)


class UnknownName(BadValue):
    """No `kind` (单位, 要点, 规则 …) answers to `text`; `near` are the closest that exist."""

    def __init__(
        self,
        kind: str,
        text: str,
        near: Iterable[str] = (),
        advice: str = "",
        *,
        do: tuple[str, ...] = (),
    ) -> None:
        close = "、".join(near)
        self.kind = kind
        super().__init__(f"没有找到{kind}“{text}”", f"是不是：{close}？" if close else advice, do=() if close else do)


class UnknownFinding(UnknownName):
    """No finding answers to `text`."""

    def __init__(self, text: str) -> None:
        super().__init__("问题", text, advice="问题编号以 F 开头，见清单", do=("finding", "list"))


class AmbiguousName(BadValue):
    """`text` fits more than one `kind`; the candidates are listed."""

    def __init__(self, kind: str, text: str, candidates: Iterable[str]) -> None:
        self.kind = kind
        super().__init__(f"{kind}“{text}”不止一个", f"请写明是哪一个：{'、'.join(candidates)}")


class OutsideYear(Refused):
    """A fact counts by its day, which must lie in the plan's year."""

    def __init__(self, day: date, year: int) -> None:
        super().__init__(
            f"{day.isoformat()} 不在 {year} 年度内，不能计入",
            f"记{year}年的事，用 --date 写明年月日，如 {year}-{day:%m-%d}；"
            f"记{day.year}年的事，用 --year {day.year}，那一年的要点还没有载入的",
            do=("load", "要点文件"),
        )


class NotOnPoint(Refused):
    """A unit reports only on the points it is assigned to; of several, `rest` are those it is on, as one types them."""

    def __init__(self, unit: str, no: str, rest: str = "") -> None:
        if rest:
            super().__init__(f"{unit}不在要点{no}的责任单位之列", f"这几个里该单位承担的，写成 {rest} 就能登记")
            return
        super().__init__(
            f"{unit}不在要点{no}的责任单位之列",
            f"{hint_of(f'{unit}承担的要点', ('units', unit))}；确应承担的，由办公室先登记",
            do=("assign", no, "-u", unit),
        )
