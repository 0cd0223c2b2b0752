"""The drivers themselves: opening an SQLite file or a PostgreSQL database, and asking it in one way.

`sqlite3` and `psycopg` only; SQLModel and SQLAlchemy are not needed to read.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

from gongkai.errors import StoreFault
from gongkai.settings import is_postgres
from gongkai.storage.faults import nothing_there
from gongkai.storage.queries import on_postgres

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import psycopg

    from gongkai.storage.codec import Row, Value

PATIENCE = 30
"""Seconds that a writer waits for its turn."""
_READING_PATIENCE = 10
_CONNECT_PATIENCE = 10
_STRIDE = 5000
_UNWRITABLE = {"SQLITE_CANTOPEN", "SQLITE_READONLY_DIRECTORY", "SQLITE_READONLY_CANTINIT"}


class _Cursor(Protocol):
    def fetchall(self) -> list[Any]: ...

    def __iter__(self) -> Iterator[Any]: ...


class Driver(Protocol):
    """What the two drivers' connections have in common."""

    def execute(self, sql: str, values: Mapping[str, Value], /) -> _Cursor: ...  # noqa: D102 - see the class

    def close(self) -> None: ...  # noqa: D102 - see the class


class Source:
    """A driver's connection that answers the texts of `queries` on either engine."""

    def __init__(self, raw: Driver, *, postgres: bool) -> None:
        self.raw = raw
        self.postgres = postgres

    def rows(self, sql: str, **values: Value) -> list[Row]:
        """Return all rows."""
        return self.raw.execute(on_postgres(sql) if self.postgres else sql, values).fetchall()

    def stream(self, sql: str) -> Iterator[Row]:
        """Yield the rows without holding them all."""
        if not self.postgres:
            # not `yield from` the cursor: a stream left half read would close it after its database
            found = cast("sqlite3.Connection", self.raw).execute(sql)
            while rows := found.fetchmany(_STRIDE):
                yield from rows
            return
        raw = cast("psycopg.Connection", self.raw)
        with raw.cursor(name=f"stream_{abs(hash(sql))}") as cursor:
            cursor.itersize = _STRIDE
            cursor.execute(cast("Any", sql))
            yield from cursor


def open_for_reading(store: str) -> Driver:
    """Return a connection that sees one snapshot and cannot write; NoStore where there is no file."""
    if is_postgres(store):
        db = open_postgres(store)
        import psycopg as driver

        db.isolation_level, db.read_only = driver.IsolationLevel.REPEATABLE_READ, True
        return cast("Driver", db)
    _must_be_there(store)
    try:
        return cast("Driver", _snapshot(_uri(store, "mode=rw")))
    except sqlite3.OperationalError as error:
        if error.sqlite_errorname not in _UNWRITABLE or pending(store):
            raise
        return cast("Driver", _snapshot(_uri(store, "mode=ro&immutable=1")))


def open_for_writing(store: str, *, make: bool = False) -> sqlite3.Connection:
    """Return an SQLite connection that begins nothing by itself; with `make` the file may be missing."""
    if not make:
        _must_be_there(store)
    uri = _uri(store, "mode=rwc" if make else "mode=rw")
    db = sqlite3.connect(uri, uri=True, timeout=PATIENCE, isolation_level=None)
    try:
        for setting in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL", "recursive_triggers=ON"):
            db.execute(f"PRAGMA {setting}")
    except sqlite3.Error:
        db.close()
        raise
    return db


def _must_be_there(store: str) -> None:
    if Path(store).is_dir():
        raise StoreFault(f"这是文件夹，不是数据库文件：{store}", "请写到文件名为止，如 gongkai.db")
    if not Path(store).exists():
        raise nothing_there(store)


def open_postgres(store: str) -> psycopg.Connection:
    """Return a PostgreSQL connection whose waits are bounded; StoreFault when the driver is not installed."""
    try:
        import psycopg as driver
        from psycopg.conninfo import conninfo_to_dict
    except ImportError as error:
        raise StoreFault("没有安装连接 PostgreSQL 的组件", '请先安装：pip install "gongkai[postgres]"') from error
    known = conninfo_to_dict(store)
    options = f"{known.get('options') or ''} -c lock_timeout={PATIENCE * 1000}".strip()
    known |= {"options": options, "connect_timeout": known.get("connect_timeout") or _CONNECT_PATIENCE}
    return driver.connect(**cast("dict[str, Any]", known))


def _snapshot(uri: str) -> sqlite3.Connection:
    db = sqlite3.connect(uri, uri=True, timeout=_READING_PATIENCE, isolation_level=None)
    try:
        db.execute("PRAGMA query_only=ON")  # mode=ro would leave -shm and -wal behind
        db.execute("BEGIN")
        db.execute("SELECT 1 FROM sqlite_master LIMIT 1")  # the first SELECT fixes the snapshot
    except sqlite3.Error:
        db.close()
        raise
    return db


def pending(store: str) -> bool:
    """Whether the write-ahead log holds anything: then the file alone is not the truth."""
    log = Path(f"{store}-wal")
    return log.exists() and log.stat().st_size > 0


def _uri(store: str, mode: str) -> str:
    return f"{Path(store).as_uri()}?{mode}"
