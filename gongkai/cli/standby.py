"""Where a call reads: a command that only reads asks the standby that GONGKAI_DB_READ names, every other the primary.

Whoever has just recorded something finds it again: this machine remembers the last line that it wrote, and a standby
that has not got it yet is not asked. One that cannot be asked gives way to the primary, in one line.
"""

from __future__ import annotations

from contextlib import ExitStack, suppress
from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec.structs import replace

from gongkai.cli.session import Session
from gongkai.errors import GongkaiError, StoreFault
from gongkai.settings import default_folder

if TYPE_CHECKING:
    from pathlib import Path

    from typer._click import Context  # for annotations alone: nothing private at run time

    from gongkai.register.reading import Reader
    from gongkai.register.servers import Standing

READING = frozenset(
    {
        "appeal list",
        "audit log",
        "audit verify",
        "bonus list",
        "check",
        "deduct list",
        "due",
        "duty list",
        "export",
        "finding list",
        "inspect list",
        "progress list",
        "remind list",
        "report",
        "score",
        "scorecard",
        "selfcheck list",
        "selfcheck report",
        "show",
        "status",
        "units list",
        "veto list",
        "workday",
        "year list",
    }
)
"""The commands that only read, as they are typed. What is not named here reads at the primary."""
UNLESS = MappingProxyType({"report": "issue"})
"""An option with which one of them records after all."""
AGAIN = "改读主库"


class Standby:
    """The standby of one call: opened as often as the call reads, given up for the primary once it will not do."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._given_up = False
        self._told = False

    def opened(self, stack: ExitStack) -> Reader | None:
        """Return the standby, open until the stack ends, or None where the primary is to be read; either is said."""
        if self._given_up:
            return None
        try:
            with ExitStack() as own:
                reader = self._sought(own)
                stack.enter_context(own.pop_all())
                return reader
        except GongkaiError as fault:
            self._given_up = True
            self._tell(f"备库读不了（{fault.message}），{AGAIN}")
            return None

    def _sought(self, stack: ExitStack) -> Reader:
        """Return the standby, open; raises `GongkaiError`, which says why it will not do."""
        from gongkai.register.reading import open_standby
        from gongkai.register.servers import standing_of

        reader = stack.enter_context(open_standby(self.url))
        standing = standing_of(reader.source)
        if not standing.standby:
            raise StoreFault(f"GONGKAI_DB_READ 连到的 {standing.place} 不是备库")
        if reader.head().seq < remembered(reader.name):
            raise StoreFault(f"备库 {standing.place} 还没有收到本机登记的最后一条")
        if standing.behind:
            self._tell(behind(standing))
        return reader

    def _tell(self, line: str) -> None:
        from gongkai.cli.talk import warn

        if not self._told:
            warn(line)
        self._told = True


def behind(standing: Standing) -> str:
    """Return the words for a standby that is not known to have all of its primary's: how old what it shows is."""
    until = f"只看得到 {standing.until:%Y-%m-%d %H:%M:%S} 以前的登记" if standing.until else "晚了多少不清楚"
    return f"读的是备库 {standing.place}，它落后于主库：{until}"


def mark(ctx: Context) -> None:
    """Let a command that only reads ask the standby, where one is named; its own session, not the group's above it."""
    from gongkai.cli.office_acts import as_typed

    session = ctx.find_object(Session)
    if session is None or not session.reads:
        return
    name = as_typed(ctx)
    only_reads = name in READING and not ctx.params.get(UNLESS.get(name, ""))
    ctx.obj = replace(session, standby=Standby(session.reads) if only_reads else None)


def remembered(ledger: str) -> int:
    """Return the number of the last line that this machine has written in a ledger, 0 where it knows of none."""
    with suppress(OSError, ValueError):
        return int(_place(ledger).read_text(encoding="ascii"))
    return 0


def remember(ledger: str, seq: int) -> None:
    """Note the last line that this machine has written; where that cannot be noted, a standby may be behind unseen."""
    with suppress(OSError, GongkaiError):
        place = _place(ledger)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(str(seq), encoding="ascii")


def _place(ledger: str) -> Path:
    return default_folder() / f"{ledger}.last"
