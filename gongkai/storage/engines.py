"""The writer's engine: SQLAlchemy over the same drivers' connections, its turn taken before the first read."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from sqlalchemy import create_engine, event
from sqlalchemy.pool import NullPool

from gongkai.settings import is_postgres
from gongkai.storage import driving

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, Engine

    from gongkai.storage.driving import Driver

_LOCK = 7305
"""The number of the writers' lock in a PostgreSQL database."""


def engine_for(store: str, *, make: bool = False) -> Engine:
    """Return an engine whose transactions hold the write lock from their beginning; with `make` a file may be new."""
    if is_postgres(store):
        engine = create_engine(
            "postgresql+psycopg://", creator=lambda: driving.open_postgres(store), poolclass=NullPool
        )
        turn = f"SELECT pg_advisory_xact_lock({_LOCK})"
    else:
        engine = create_engine(
            "sqlite://", creator=lambda: driving.open_for_writing(store, make=make), poolclass=NullPool
        )
        turn = "BEGIN IMMEDIATE"

    @event.listens_for(engine, "begin")
    def take_turn(connection: Connection) -> None:
        connection.exec_driver_sql(turn)

    return engine


def source_of(connection: Connection) -> driving.Source:
    """Return the driver's own connection, in the writer's transaction, for the texts of `queries`."""
    raw = cast("Driver", connection.connection.driver_connection)
    return driving.Source(raw, postgres=connection.dialect.name == "postgresql")
