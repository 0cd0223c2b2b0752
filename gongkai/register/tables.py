"""The tables as SQLModel declares them: one made from each kind of record, the trail, and `meta`.

Columns are TEXT, ordered byte by byte, or BIGINT; none is ever null. Rows never leave `storage`.
"""

from __future__ import annotations

from types import new_class
from typing import TYPE_CHECKING, Annotated, Any, cast

from sqlalchemy import TEXT, BigInteger, Index, Integer, Text, create_engine, event
from sqlalchemy.pool import NullPool
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

from gongkai.register import driver as driving
from gongkai.register.codec import WHOLE, columns_of
from gongkai.register.kinds import COMMON, KINDS, Record
from gongkai.register.structure import indexes_of
from gongkai.register.waiting import TURN, take_turn, told_of_queue
from gongkai.settings import is_postgres

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.engine import Connection, Dialect, Engine
    from sqlalchemy.types import TypeEngine

    from gongkai.register.driver import Driver
    from gongkai.register.kinds import Kind
    from gongkai.register.waiting import Told


class Words(TypeDecorator[str]):
    """TEXT that sorts by its bytes on either engine."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Name the collation where the engine's own would depend on the place."""
        return TEXT(collation="C" if dialect.name == "postgresql" else None)


class Number(TypeDecorator[int]):
    """BIGINT; INTEGER on SQLite, where that makes `seq` the row's own place."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return the engine's own whole number of 64 bits."""
        return Integer() if dialect.name == "sqlite" else BigInteger()


T = Annotated[str, Field(sa_type=Words)]
N = Annotated[int, Field(sa_type=Number)]


class Row(SQLModel):
    """What every record's row has."""

    seq: int = Field(sa_type=Number, primary_key=True, sa_column_kwargs={"autoincrement": False})
    id: str = Field(sa_type=Words, unique=True)
    year: N
    day: T
    actor: T
    recorded: T


def _row(kind: Kind) -> type[Row]:
    """Return the table of a kind, with its indexes."""
    own = {name: said for name, said in columns_of(kind).items() if name not in COMMON}
    declared = {
        "__module__": __name__,
        "__tablename__": kind.table,
        "__table_args__": tuple(Index(name, *columns) for name, columns in indexes_of(kind).items()),
        "__annotations__": {name: N if said in WHOLE else T for name, said in own.items()},
    }
    made = new_class(f"{kind.entity}Row", (Row,), {"table": True}, lambda body: body.update(declared))
    return cast("type[Row]", made)


ROWS: dict[type[Record], type[Row]] = {kind.record: _row(kind) for kind in KINDS}


class TrailRow(SQLModel, table=True):
    """痕迹."""

    __tablename__ = "trail"

    seq: int = Field(sa_type=Number, primary_key=True, sa_column_kwargs={"autoincrement": False})
    moment: T
    actor: T
    os_user: T
    act: T
    entity: T
    id: str = Field(sa_type=Words, unique=True)
    body: T
    prev: T
    hash: T


class MetaRow(SQLModel, table=True):
    """What the store says of itself; the one table that changes."""

    __tablename__ = "meta"

    key: str = Field(sa_type=Words, primary_key=True)
    value: T


GROWING = (*(kind.table for kind in KINDS), "trail")
"""The tables that only grow."""
METADATA = SQLModel.metadata


def untold(ahead: int) -> None:
    """Say nothing of who waits."""


def engine_for(store: str, *, make: bool = False, told: Told = untold) -> Engine:
    """Return an engine whose transactions hold the write lock from their beginning; with `make` a file may be new.

    Whoever waits long for it is `told` once how many are before.
    """
    if is_postgres(store):
        return _with_turns(
            create_engine("postgresql+psycopg://", creator=lambda: driving.open_primary(store), poolclass=NullPool),
            lambda connection: _on_server(connection, store, told),
        )
    return _with_turns(
        create_engine("sqlite://", creator=lambda: driving.open_for_writing(store, make=make), poolclass=NullPool),
        lambda connection: take_turn(_driver_of(connection), store, told),
    )


def _with_turns(engine: Engine, turn: Callable[[Connection], None]) -> Engine:
    event.listen(engine, "begin", turn)
    return engine


def _on_server(connection: Connection, store: str, told: Told) -> None:
    with told_of_queue(_driver_of(connection), store, told):
        connection.exec_driver_sql(TURN)


def _driver_of(connection: Connection) -> Any:  # noqa: ANN401 - the driver's own class
    return connection.connection.driver_connection


def source_of(connection: Connection) -> driving.Source:
    """Return the driver's own connection, in the writer's transaction, for the texts of `queries`."""
    raw = cast("Driver", _driver_of(connection))
    return driving.Source(raw, postgres=connection.dialect.name == "postgresql")
