"""The database itself refuses to change or lose what was written, whoever asks."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from gongkai.errors import StoreFault
from gongkai.register import driver as driving
from gongkai.register import reading as meta
from gongkai.register.driver import faults_of
from gongkai.register.kinds import KINDS
from gongkai.register.tables import GROWING, METADATA, Number
from gongkai.settings import is_postgres
from tests.storage import samples
from tests.storage.samples import write

ATTEMPTS = (
    "UPDATE {table} SET id = 'Z' || id",
    "DELETE FROM {table}",
    "INSERT INTO {table} SELECT * FROM {table}",
)
SQLITE_ATTEMPTS = (
    "INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
    "UPDATE OR REPLACE {table} SET seq = 1",
    "INSERT INTO {table} SELECT * FROM {table} WHERE 1 ON CONFLICT DO UPDATE SET id = 'Z'",
)
POSTGRES_ATTEMPTS = (
    "TRUNCATE {table}",
    "TRUNCATE {table} CASCADE",
    "INSERT INTO {table} SELECT * FROM {table} ON CONFLICT (seq) DO UPDATE SET id = 'Z'",
)


def stranger(store: str) -> Any:  # noqa: ANN401 - either driver's connection
    """Open the database as any other program would, without this program's settings."""
    if is_postgres(store):
        return driving.open_postgres(store)
    import sqlite3

    return sqlite3.connect(store)


def test_what_is_written_cannot_be_changed_or_lost(ledger: str) -> None:
    write(ledger, *samples.one_of_each())
    attempts = ATTEMPTS + (POSTGRES_ATTEMPTS if is_postgres(ledger) else SQLITE_ATTEMPTS)
    raw = stranger(ledger)
    for table in GROWING:
        for attempt in attempts:
            with pytest.raises(StoreFault, match="不能改动"), faults_of(ledger):
                raw.execute(attempt.format(table=table))
            raw.rollback()
    raw.close()


def test_every_table_is_guarded_but_meta() -> None:
    assert set(GROWING) | {"meta"} == set(METADATA.tables)
    assert set(GROWING) == {kind.table for kind in KINDS} | {"trail"}


def test_a_changed_table_is_a_new_version() -> None:
    """The tables follow from the kinds of records: whoever changes a field writes the step that upgrades a ledger."""
    told = [
        f"{table.name} {[(c.name, isinstance(c.type, Number), c.nullable) for c in table.columns]}"
        f" {sorted((str(i.name), i.columns.keys()) for i in table.indexes)}"
        for table in METADATA.sorted_tables
    ]
    digest = hashlib.sha256("\n".join(sorted(told)).encode()).hexdigest()[:16]
    assert (meta.SCHEMA, digest) == (11, "90889ce54a70dd5b")


def test_postgres_columns_are_text_by_bytes_or_bigint(postgres: str) -> None:
    samples.make(postgres)
    sql = """SELECT DISTINCT data_type, collation_name FROM information_schema.columns
    WHERE table_schema = current_schema() ORDER BY 1"""
    with samples.tampering(postgres) as source:
        assert source.rows(sql) == [("bigint", None), ("text", "C")]


def test_sqlite_is_set_to_be_safe(tmp_path: Any) -> None:  # noqa: ANN401 - a path
    store = str(tmp_path / "台账.db")
    samples.make(store)
    with samples.register_of(store) as register:
        told = {
            name: register.source.rows(f"PRAGMA {name}")[0][0]
            for name in ("journal_mode", "foreign_keys", "synchronous", "recursive_triggers")
        }
    assert told == {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 2, "recursive_triggers": 1}
