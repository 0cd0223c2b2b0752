"""Ordered, named steps that bring a store to this program's tables; each opening that needs them runs them at once.

All steps of an upgrade run in one transaction, under the write lock, with the guards taken down and put up again
inside it. Before an older SQLite file is touched it is copied beside itself as `<file>.bak-<version>`.
The first step creates the tables as `tables` declares them; the step that first changes a table must freeze what
this one creates.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, cast

from sqlalchemy import inspect, text

from gongkai.errors import StoreFault, why
from gongkai.register import driver as driving
from gongkai.register import place
from gongkai.register import reading as meta
from gongkai.register import tables as engines
from gongkai.register.structure import POSTGRES_REFUSAL, guards
from gongkai.register.tables import GROWING, METADATA
from gongkai.settings import is_postgres
from gongkai.unfinished import make_private, name_beside

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

Step = Callable[["Connection"], None]


def _ledger(connection: Connection) -> None:
    """Create every table and index."""
    METADATA.create_all(connection, checkfirst=False)


def _voids(connection: Connection) -> None:
    """Create the table of what was made void, where the first step has not."""
    METADATA.tables["void"].create(connection, checkfirst=True)


def _items(connection: Connection) -> None:
    """Give score entries the duty items they are for; those before name none."""
    _add_text(connection, "score_entry", "items", "[]")


def _add_text(connection: Connection, table: str, column: str, default: str) -> None:
    """Give a table a column of text, where the first step has not."""
    if all(known["name"] != column for known in inspect(connection).get_columns(table)):
        text_type = 'TEXT COLLATE "C"' if connection.dialect.name == "postgresql" else "TEXT"
        connection.exec_driver_sql(f"ALTER TABLE {table} ADD COLUMN {column} {text_type} NOT NULL DEFAULT '{default}'")


def _duty_reviews(connection: Connection) -> None:
    """Create the table of what the office has made of duty items, where the first step has not."""
    METADATA.tables["duty_review"].create(connection, checkfirst=True)


def _declines(connection: Connection) -> None:
    """Create the table of proposals that were not taken up, where the first step has not."""
    METADATA.tables["decline"].create(connection, checkfirst=True)


def _extensions(connection: Connection) -> None:
    """Create the table of last days that were put off, where the first step has not."""
    METADATA.tables["extension"].create(connection, checkfirst=True)


def _one_entry(connection: Connection) -> None:
    """Let a report know the settlement it was recorded with, and a settlement its report; those before have none."""
    _add_text(connection, "progress", "settlement", "")
    _add_text(connection, "settlement", "report", "")


def _figures(connection: Connection) -> None:
    """Let a figure be an item's, with a full mark of its own, and make the table of what units say of themselves."""
    _add_text(connection, "figure", "item", "")
    _add_text(connection, "figure", "out_of", "")
    METADATA.tables["self_score"].create(connection, checkfirst=True)


def _filings(connection: Connection) -> None:
    """Create the table of workbooks that came in, where the first step has not."""
    METADATA.tables["filing"].create(connection, checkfirst=True)


def _as_typed(connection: Connection) -> None:
    """Let what was typed after a report be sought, where the first step has not."""
    for index in (index for table in METADATA.tables.values() for index in table.indexes):
        index.create(connection, checkfirst=True)


def _addressed(connection: Connection) -> None:
    """Let a paper that was issued know who got it and of what it tells; those before went to all."""
    _add_text(connection, "issue", "unit", "")
    _add_text(connection, "issue", "about", "[]")


STEPS: tuple[tuple[str, Step], ...] = (
    ("ledger", _ledger),
    ("voids", _voids),
    ("items", _items),
    ("duty_reviews", _duty_reviews),
    ("declines", _declines),
    ("extensions", _extensions),
    ("one_entry", _one_entry),
    ("figures", _figures),
    ("filings", _filings),
    ("as_typed", _as_typed),
    ("addressed", _addressed),
)


def create(connection: Connection, ledger: str) -> None:
    """Make all tables, guards and `meta` in an empty database, in the transaction that is open."""
    for _, step in STEPS:
        step(connection)
    put_up_guards(connection)
    for key, value in ((meta.LEDGER, ledger), (meta.VERSION, str(meta.SCHEMA))):
        connection.execute(text("INSERT INTO meta (key, value) VALUES (:key, :value)"), {"key": key, "value": value})


def empty(connection: Connection, ledger: str) -> None:
    """Take every row out of a database, in the transaction that is open, and name the ledger anew."""
    take_down_guards(connection)
    for table in GROWING:
        connection.exec_driver_sql(f"DELETE FROM {table}")  # noqa: S608 - our own tables
    put_up_guards(connection)
    values = {"key": meta.LEDGER, "value": ledger}
    connection.execute(text("UPDATE meta SET value = :value WHERE key = :key"), values)


def upgrade(store: str) -> None:
    """Bring an older store up to this program's version; another process may have done it meanwhile."""
    engine = engines.engine_for(store)
    with engine.begin() as connection:
        version = meta.meta_of(engines.source_of(connection), store).version
        if version >= meta.SCHEMA:
            return
        if not is_postgres(store):
            _copy_beside(store, version)
        _climb(connection, version)


def _climb(connection: Connection, version: int) -> None:
    take_down_guards(connection)
    for _, step in STEPS[version : meta.SCHEMA]:
        step(connection)
    put_up_guards(connection)
    connection.execute(
        text("UPDATE meta SET value = :value WHERE key = :key"),
        {"key": meta.VERSION, "value": str(meta.SCHEMA)},
    )
    source = engines.source_of(connection)
    if source.postgres and meta.meta_of(source, "").shared:
        from gongkai.register.logins import hold_logins

        hold_logins(source)


def put_up_guards(connection: Connection) -> None:
    """Refuse UPDATE, DELETE and overwriting INSERT (PostgreSQL: TRUNCATE too) on every table that only grows."""
    postgres = connection.dialect.name == "postgresql"
    if postgres:
        connection.exec_driver_sql(POSTGRES_REFUSAL)
    for table in GROWING:
        for guard in guards(table, postgres=postgres).values():
            connection.exec_driver_sql(guard)


def take_down_guards(connection: Connection) -> None:
    """Remove the guards; only inside the transaction that puts them up again."""
    postgres = connection.dialect.name == "postgresql"
    for table in GROWING:
        for name in guards(table, postgres=postgres):
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}{f' ON {table}' if postgres else ''}")


def _copy_beside(store: str, version: int) -> None:
    """Copy the file as it is; the write lock is held, so nobody changes it meanwhile."""
    copy = Path(f"{store}.bak-{version}")
    draft = name_beside(copy)
    try:
        make_private(draft)
        with (
            contextlib.closing(cast("sqlite3.Connection", driving.open_for_reading(store))) as now,
            contextlib.closing(sqlite3.connect(draft)) as beside,
        ):
            now.backup(beside)
        draft.replace(copy)
    except (sqlite3.Error, OSError) as error:
        found = error if isinstance(error, OSError) else place.trouble(store)
        cause, advice = why(found) if found else ("复制出错", "请检查磁盘后再试")
        raise StoreFault(f"升级前没能备份（{cause}）：{copy}", advice) from error
    finally:
        draft.unlink(missing_ok=True)
