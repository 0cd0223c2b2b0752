"""Writing the store: one clerk, one moment, one transaction, taken in turn, row and line together."""

from __future__ import annotations

import secrets
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from msgspec.structs import replace
from sqlmodel import Session

from gongkai.errors import StoreFault, why
from gongkai.register import codec
from gongkai.register import driver as faults
from gongkai.register import tables as engines
from gongkai.register import upgrade as migrations
from gongkai.register.kinds import Record, Revision, kind_of, letter_of
from gongkai.register.place import prepare_place, put_in_place
from gongkai.register.reading import Reader, meta_of
from gongkai.register.structure import must_be_ours
from gongkai.register.tables import ROWS, TrailRow
from gongkai.register.trail import Author, line_for
from gongkai.settings import is_postgres
from gongkai.unfinished import make_private, name_beside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date, datetime

    from sqlalchemy.engine import Engine


R = TypeVar("R", bound=Record)

_TAKEN = "SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'meta'"


class Register(Reader):
    """The open store: reads see what this transaction has written. `now` is the moment of the whole act, at +08:00."""

    def __init__(self, session: Session, store: str, author: Author) -> None:
        super().__init__(engines.source_of(session.connection()), store)
        self._session = session
        self._author = author

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

    def later(self, now: datetime, actor: str) -> Register:
        """Return the open store as another person finds it at another moment: a demonstration is a year at once."""
        other = Register(self._session, self.store, Author(actor, self._author.os_user, now).tidy())
        other._plans = self._plans
        return other

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

    def add(self, record: R, act: str) -> R:
        """Write a record and its trail line; return it as stored, with id, seq, actor and moment filled in.

        `act` names what was done, as the trail tells it (`progress.add`).
        """
        head = self.head()
        seq = head.seq + 1
        name = f"{letter_of(record)}{seq}"
        numbered = replace(record, seq=seq, id=name, actor=self.actor, recorded=self.now)
        stored = codec.to_stored(numbered)
        line = line_for(numbered, act, self._author, head)
        row = ROWS[type(record)].model_validate(stored)
        self._session.add_all((row, TrailRow.model_validate(line._asdict())))
        self._session.flush()
        self._session.expunge_all()
        if isinstance(record, Revision):
            self._plans.pop(record.year, None)
        return codec.to_records(type(record), [tuple(stored[name] for name in kind_of(record).fields)])[0]


@contextmanager
def open_register(store: str, *, actor: str, os_user: str, now: datetime) -> Iterator[Register]:
    """Open the store for one act: commit on a clean exit, undo everything on an exception.

    NoStore where there is none; StoreFault when it cannot be written.
    """
    author = Author(actor, os_user, now).tidy()
    with faults.faults_of(store), Session(engines.engine_for(store), autoflush=False) as session:
        register = Register(session, store, author)
        if register.meta.behind:
            session.rollback()
            migrations.upgrade(store)
            register = Register(session, store, author)
        must_be_ours(register.source, guarded=True)
        yield register
        session.commit()


def create_store(
    store: str, first: Callable[[Register], None], *, actor: str, os_user: str, now: datetime, name: str = ""
) -> bool:
    """Make a store and let `first` fill it, as one act: it is there whole, or not at all. `name` is else a random one.

    Return False, having changed nothing, where there is a store already. An SQLite file is built under a temporary
    name and moved into place; its folder must exist, save for the user's own data folder.
    """
    author = Author(actor, os_user, now).tidy()
    with faults.faults_of(store):
        if is_postgres(store):
            return _fill(store, engines.engine_for(store), first, author, name)
        try:
            return _build_file(Path(store), first, author, name)
        except OSError as error:
            cause, advice = why(error)
            raise StoreFault(f"建不了数据库（{cause}）：{store}", advice) from error


def _fill(store: str, engine: Engine, first: Callable[[Register], None], author: Author, name: str) -> bool:
    with Session(engine, autoflush=False) as session:
        connection = session.connection()
        source = engines.source_of(connection)
        if source.postgres and source.rows(_TAKEN):
            meta_of(source, store)  # somebody else's table of that name is a fault
            return False
        migrations.create(connection, name or secrets.token_hex(8))
        first(Register(session, store, author))
        session.commit()
    return True


def _build_file(path: Path, first: Callable[[Register], None], author: Author, name: str) -> bool:
    if path.exists():
        return False
    prepare_place(path)
    draft = name_beside(path)
    try:
        make_private(draft)
        _fill(str(path), engines.engine_for(str(draft), make=True), first, author, name)
        return put_in_place(draft, path)
    finally:
        for left in (draft, Path(f"{draft}-wal"), Path(f"{draft}-shm")):
            left.unlink(missing_ok=True)
