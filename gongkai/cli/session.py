"""The session of one call: which store, who types, what moment it is. Everything else is handed these."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import typer
from msgspec import Struct
from msgspec.structs import replace

from gongkai.register.act import When
from gongkai.settings import is_postgres
from gongkai.typed import SOON, day_of, finding_line, moment_of
from gongkai.wording import UNVERIFIED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from gongkai.cli.standby import Standby
    from gongkai.papers.columns import Stamp
    from gongkai.papers.document import Document
    from gongkai.register.ledger import Ledger
    from gongkai.register.reading import Reader
    from gongkai.register.writing import Register
    from gongkai.typed import FindingLine


LATE = 10.0
"""Seconds after which whoever waits for a server is told so."""


class Session(Struct, frozen=True):
    """Made once, by the root command. `now` is the moment of the call, in China's time.

    With `allow_personal` personal data are recorded on purpose. For a command that gives out papers it `verifies` what
    is read; where that was left out they are `unverified`. `reads` is the address of a standby, empty where there is
    none; a command that only reads has it as its `standby`.
    """

    store: str
    actor: str
    os_user: str
    now: datetime
    allow_personal: bool = False
    verifies: bool = False
    unverified: bool = False
    reads: str = ""
    standby: Standby | None = None

    @property
    def today(self) -> date:
        """The day of the call: days typed as 昨天 or 9-28 are told from it."""
        return self.now.date()

    def reader(self, *, foreign: bool = False) -> AbstractContextManager[Reader]:
        """Open the store for reading; with `foreign` whatever its structure is, to be looked into.

        What a login is told that sees but a part of the ledger is never verified.
        """
        return _read(self, foreign=foreign)

    def told(self, document: Document, *, unverified: bool = False) -> Document:
        """Return a paper that was frozen, marked where this call or its reader has not verified what it comes from."""
        if not (self.unverified or unverified) or UNVERIFIED in document.marks:
            return document
        return replace(document, marks=(*document.marks, UNVERIFIED))

    def hold(self, reader: Reader, ledger: Ledger | None = None) -> None:
        """Hold what is read against the trail, where this call verifies; raises `Altered`."""
        if self.verifies:
            from gongkai.register.verifying import must_hold

            must_hold(reader, ledger)

    def register(self) -> AbstractContextManager[Register]:
        """Open the store for one act; a clock behind the last line of the trail is told."""
        return _opened(self)

    def create(self, fill: Callable[[Register], None]) -> bool:
        """Make the store and fill it as one act; False where there is one already."""
        from gongkai.register.writing import create_store

        return create_store(self.store, fill, actor=self.actor, os_user=self.os_user, now=self.now)

    def when(self, year: int | None, day: str | None, by: str | None = None) -> When:
        """Return year, day and decider as given on the command line; raises `BadValue` for a bad date."""
        return When(year, None if day is None else self.past_day(day, year=year), by or "")

    def optional_day(self, text: str | None, what: str = "日期", year: int | None = None) -> date | None:
        """Return the date typed, None where the option was not given; an empty one is no date."""
        return None if text is None else self.typed_day(text, what, year)

    def as_of_day(self, text: str | None) -> date | None:
        """Return the day typed for --as-of, None where it was not given; far ahead without a year is last year's."""
        if text is None:
            return None
        day = self.typed_day(text, "截止日期")
        return self.typed_day(text, "截止日期", self.today.year - 1) if day - self.today > SOON else day

    def typed_day(self, text: str, what: str = "日期", year: int | None = None) -> date:
        """Return the date typed; without a year of its own it is of `year`, else of this one. Raises `BadValue`."""
        return day_of(text, what, today=self.today, year=year)

    def past_day(self, text: str, what: str = "日期", year: int | None = None) -> date:
        """Return the day typed of what has happened; `year` is the plan's where it was named. Raises `BadValue`."""
        return day_of(text, what, today=self.today, year=year, past=True)

    def coming_day(self, text: str, what: str, since: date | None) -> date:
        """Return the day typed of what is still to come, given on `since` (None: today). Raises `BadValue`."""
        return day_of(text, what, today=self.today, since=since or self.today)

    def due_typed(self, text: str | None, since: date | None) -> date | None:
        """Return the date for putting right that was typed, given on `since`; None where the option was not given."""
        return None if text is None else self.coming_day(text, "整改期限", since)

    def typed_finding(self, text: str, since: date | None = None) -> FindingLine:
        """Return the finding typed in one line, given on `since` (None: today); raises `BadValue`."""
        return finding_line(text, today=self.today, since=since)

    def typed_moment(self, text: str, year: int | None = None) -> datetime:
        """Return the moment typed, as `typed_day` does the date."""
        return moment_of(text, today=self.today, year=year)

    def stamp(self, reader: Reader) -> Stamp:
        """Return what a paper on the whole of an open store bears."""
        from gongkai.papers.columns import Stamp

        head = reader.head()
        return Stamp(self.now.date(), head.hash, head.seq, reader.meta.demo, reader.unverified)


@contextmanager
def _read(session: Session, *, foreign: bool) -> Iterator[Reader]:
    from gongkai.register.reading import open_reader

    with ExitStack() as stack:
        reader = session.standby.opened(stack) if session.standby else None
        if reader is None:
            reader = stack.enter_context(open_reader(session.store, foreign=foreign))
        reader.unverified = session.unverified or (session.verifies and not reader.sees_all)
        yield reader


@contextmanager
def _opened(session: Session) -> Iterator[Register]:
    from gongkai.cli.talk import warn
    from gongkai.register.writing import open_register

    author: dict[str, Any] = {"actor": session.actor, "os_user": session.os_user}
    author |= {"now": session.now, "allow_personal": session.allow_personal}
    opened = open_register(session.store, **author, told=_tell_waiting)
    with ExitStack() as after, opened as register:
        if said := clock_behind(register.last_moment(), session.now):
            warn(said)
        register.unverified = session.unverified
        session.hold(register)
        yield register
        if is_postgres(session.store):
            after.enter_context(_told_when_late())
    if register.asked_again:
        warn("提交时与数据库服务器的连接断了，重新连上查过：已经登记")
    if session.reads and register.end:
        from gongkai.cli.standby import remember

        remember(register.name, register.end.seq)
    for id_, seen in register.allowed:
        warn(f"{id_}照录了个人信息，痕迹里已写明：{'；'.join(one.said for one in seen)}")


def _tell_waiting(ahead: int) -> None:
    """Say that others write first, and that nothing need be typed again."""
    from gongkai.cli.talk import say

    say(f"正在等别人登记完，前面还有{ahead}个；轮到了会自动登记，请不要再登记一次")


@contextmanager
def _told_when_late() -> Iterator[None]:
    """Say what is waited for where a server does not answer for long: a commit waits for its standby, however long."""
    from threading import Timer

    from gongkai.cli.talk import warn

    waiting = Timer(LATE, warn, ["服务器还没有答复，多半在等同步备库确认；请等一等，不要再登记一次"])
    waiting.daemon = True
    waiting.start()
    try:
        yield
    finally:
        waiting.cancel()


def clock_behind(last: datetime | None, now: datetime) -> str:
    """Return the words for a clock that is a day or more behind what was written last, empty where it is not."""
    if last is None or now.date() >= last.date():
        return ""
    written = f"最后一条登记的时间 {last:%Y-%m-%d %H:%M}"
    return f"本机时间 {now:%Y-%m-%d %H:%M} 早于{written}，两者必有一个不准；请核对本机时间"


def session_of(ctx: typer.Context) -> Session:
    """Return the session that the root command made."""
    found = ctx.find_object(Session)
    if found is None:
        raise RuntimeError("the root command makes the session")
    return found
