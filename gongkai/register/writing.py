"""Writing the store: one clerk, one moment, one transaction, taken in turn, row and line together."""

from __future__ import annotations

import secrets
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from msgspec.structs import replace
from sqlmodel import Session

from gongkai.errors import StoreFault, why
from gongkai.register import codec, committing, queries
from gongkai.register import driver as faults
from gongkai.register import tables as engines
from gongkai.register import upgrade as migrations
from gongkai.register.kinds import Assign, Record, Revision, Void, kind_of, letter_of
from gongkai.register.place import must_be_no_other, prepare_place, put_in_place
from gongkai.register.privacy import COPIES, PersonalData, personal_data
from gongkai.register.reading import Reader, bring_up, meta_of
from gongkai.register.structure import must_be_ours
from gongkai.register.tables import METADATA
from gongkai.register.trail import Author, Head, TrailLine, digest, line_for, marks_of
from gongkai.settings import is_postgres
from gongkai.unfinished import make_private, name_beside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date, datetime

    from sqlalchemy.engine import Engine

    from gongkai.register.privacy import PersonalField
    from gongkai.register.waiting import Told

R = TypeVar("R", bound=Record)
T = TypeVar("T")

_TAKEN = "SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'meta'"


class Part:
    """A part of a transaction, with the records written in it; it is undone at its end where anybody says so."""

    def __init__(self) -> None:
        self.records: list[Record] = []
        self.undone = False

    def undo(self) -> None:
        """Let nothing stay of what was written in it."""
        self.undone = True


class Register(Reader):
    """The open store: reads see what this transaction has written. `now` is the moment of the whole act, at +08:00."""

    def __init__(self, session: Session, store: str, author: Author) -> None:
        super().__init__(engines.source_of(session.connection()), store)
        self._session = session
        self._author = replace(author, actor=self.login.name) if self.login else author
        """On a shared server whoever types is who the server knows, whatever name was given."""
        self._parts: list[Part] = []
        self._made: dict[object, Any] = {}
        self.replanned: set[int] = set()
        """The years in which it may be another's turn to owe something, by what was written."""
        self.written: tuple[str, ...] = ()
        """The ids of the records of this act."""
        self.asked_again = False
        """Whether the connection broke at the end, and the server, asked again, had committed."""
        self.end: Head | None = None
        """The end of the trail as the act left it, on a server."""
        self.allowed: tuple[tuple[str, tuple[PersonalField, ...]], ...] = ()
        """The records of this act in which personal data stand on purpose, by their ids, and what was seen."""

    @property
    def now(self) -> datetime:
        """The moment of the act, to the second."""
        return self._author.now

    @property
    def today(self) -> date:
        """The day of the act."""
        return self._author.now.date()

    @property
    def actor(self) -> str:
        """The person who types."""
        return self._author.actor

    def later(self, now: datetime, actor: str, *, allow_personal: bool = False) -> Register:
        """Return the open store as another person finds it at another moment: a demonstration is a year at once."""
        author = replace(self._author, actor=actor, now=now, allow_personal=allow_personal)
        other = Register(self._session, self.store, author.tidy())
        other._plans, other._made = self._plans, self._made
        return other

    def once(self, key: object, make: Callable[[], T]) -> T:
        """Return what is made of a year's plan and of who is assigned; made again only once one of these has changed.

        An act that is one of many in a transaction need not work out anew what the one before it knew.
        """
        if key not in self._made:
            self._made[key] = make()
        made: T = self._made[key]
        return made

    def begin_anew(self) -> None:
        """Empty a ledger in which nothing but one plan was ever loaded, and give it a new name, as part of the act.

        `RuntimeError` where it holds anything else: what was recorded stays.
        """
        if self.head().seq != 1 or not self.years():
            raise RuntimeError("a ledger that holds records is never begun anew")
        connection = self._session.connection()
        migrations.empty(connection, secrets.token_hex(8))
        self.meta = meta_of(engines.source_of(connection), self.store)
        self._plans.clear()
        self._made.clear()

    @contextmanager
    def part(self) -> Iterator[Part]:
        """Let what is written inside be undone alone: by an exception, or where its `Part` is told to."""
        name, run = f"part{len(self._parts)}", self.source.raw.execute
        part = Part()
        run(f"SAVEPOINT {name}", {})
        self._parts.append(part)
        try:
            yield part
        except BaseException:
            part.undo()
            raise
        finally:
            self._parts.pop()
            if part.undone:
                run(f"ROLLBACK TO SAVEPOINT {name}", {})
                gone = {record.id for record in part.records}
                self.allowed = tuple(one for one in self.allowed if one[0] not in gone)
                self.written = tuple(one for one in self.written if one not in gone)
                self._changed(part.records)
            run(f"RELEASE SAVEPOINT {name}", {})

    def _changed(self, records: Iterable[Record]) -> None:
        """Forget what was made of plan and assignments, where one of them was written or undone."""
        for record in records:
            if isinstance(record, Revision):
                self._plans.pop(record.year, None)
            if isinstance(record, Revision | Assign | Void):
                self._made.clear()
                self.replanned.add(record.year)

    @property
    def allows_personal(self) -> bool:
        """Whether personal data are recorded on purpose."""
        return self._author.allow_personal

    def add(self, record: R, act: str, beside: tuple[PersonalField, ...] = ()) -> R:
        """Write a record and its trail line; return it as stored, with id, seq, actor and moment filled in.

        `act` names what was done, as the trail tells it (`progress.add`). Raises `PersonalData` where personal data are
        seen in what was typed, or `beside` it in what is kept with it, and the author does not allow them.
        """
        head = self.head()
        seq = head.seq + 1
        name = f"{letter_of(record)}{seq}"
        numbered = replace(record, seq=seq, id=name, actor=self.actor, recorded=self.now)
        stored = codec.to_stored(numbered)
        line = line_for(numbered, act, self._author_of(numbered, act, beside), head)
        connection = self._session.connection()
        connection.execute(METADATA.tables[kind_of(record).table].insert(), stored)
        if self.login is None:
            connection.execute(METADATA.tables["trail"].insert(), line._asdict())
        else:
            self._append(line)
        self._changed([record])
        self.written += (name,)
        written = codec.to_records(type(record), [tuple(stored[name] for name in kind_of(record).fields)])[0]
        for part in self._parts:
            part.records.append(written)
        return written

    def _append(self, line: TrailLine) -> None:
        """Let the server write a line; it names the login itself. `RuntimeError` where it makes another hash of it."""
        told = {"moment": line.moment, "marks": marks_of(line.os_user), "act": line.act, "entity": line.entity}
        rows = self.source.rows(queries.APPEND, **told, id=line.id, body=line.body)
        written = TrailLine(*cast("Any", rows[0]))
        if (written.seq, written.prev, written.hash) != (line.seq, line.prev, digest(written)):
            raise RuntimeError("the server has written another line")

    def _author_of(self, record: Record, act: str, beside: tuple[PersonalField, ...]) -> Author:
        """Return who writes a record, as its line tells it; raises `PersonalData`."""
        seen = () if act in COPIES else (*personal_data(record), *beside)
        if seen and not self._author.allow_personal:
            raise PersonalData(seen)
        if not seen:
            return self._author
        self.allowed += ((record.id, seen),)
        return self._author.on_purpose()


@contextmanager
def open_register(
    store: str, *, actor: str, os_user: str, now: datetime, allow_personal: bool = False, told: Told = engines.untold
) -> Iterator[Register]:
    """Open the store for one act: commit on a clean exit, undo everything on an exception.

    Whoever waits long for a turn is `told` how many are before. NoStore where there is none; StoreFault when it cannot
    be written.
    """
    author = Author(actor, os_user, now, allow_personal).tidy()
    with faults.faults_of(store), Session(engines.engine_for(store, told=told), autoflush=False) as session:
        register = Register(session, store, author)
        if register.behind:
            session.rollback()
            bring_up(register)
            register = Register(session, store, author)
        must_be_ours(register.source, guarded=True)
        if register.source.postgres:
            yield from _on_server(register, session)
        else:
            yield register
            session.commit()


def _on_server(register: Register, session: Session) -> Iterator[Register]:
    """Yield a register on a server, and commit; a connection that breaks meanwhile is told for what it leaves."""
    with committing.undone(register.store):
        yield register
        if register.meta.shared and register.replanned:
            from gongkai.register.logins import tell_owers

            tell_owers(register, register.replanned)
        register.end = register.head()
    register.asked_again = committing.commit(session, register.store, register.end, register.written)


def create_store(
    store: str, first: Callable[[Register], None], *, actor: str, os_user: str, now: datetime, name: str = ""
) -> bool:
    """Make a store and let `first` fill it, as one act: it is there whole, or not at all. `name` is else a random one.

    Return False, having changed nothing, where there is a store already. An SQLite file is built under a temporary
    name and moved into place; its folder must exist, save for the user's own data folder.
    """
    author = Author(actor, os_user, now).tidy()
    return build_store(store, name or secrets.token_hex(8), lambda session: first(Register(session, store, author)))


def build_store(store: str, name: str, fill: Callable[[Session], None]) -> bool:
    """Make the store of a ledger of this name as `create_store` does, its rows written by `fill` in one transaction."""
    with faults.faults_of(store):
        if is_postgres(store):
            return _fill(store, engines.engine_for(store), name, fill)
        try:
            return _build_file(Path(store), name, fill)
        except OSError as error:
            cause, advice = why(error)
            raise StoreFault(f"建不了数据库（{cause}）：{store}", advice) from error


def _fill(store: str, engine: Engine, name: str, fill: Callable[[Session], None]) -> bool:
    with Session(engine, autoflush=False) as session:
        connection = session.connection()
        source = engines.source_of(connection)
        if source.postgres and source.rows(_TAKEN):
            meta_of(source, store)  # somebody else's table of that name is a fault
            return False
        migrations.create(connection, name)
        fill(session)
        if source.postgres:
            committing.commit(session, store, Head(*cast("Any", source.rows(queries.HEAD)[0])), ())
        else:
            session.commit()
    return True


def _build_file(path: Path, name: str, fill: Callable[[Session], None]) -> bool:
    must_be_no_other(str(path))
    if path.exists():
        return False
    prepare_place(path)
    draft = name_beside(path)
    try:
        make_private(draft)
        _fill(str(path), engines.engine_for(str(draft), make=True), name, fill)
        return put_in_place(draft, path)
    finally:
        for left in (draft, Path(f"{draft}-wal"), Path(f"{draft}-shm")):
            left.unlink(missing_ok=True)
