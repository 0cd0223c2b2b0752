"""Several PostgreSQL servers that hold one database: which of them is asked, and how far a standby has come.

What is written, and what whoever writes reads, is the primary's. A standby may be asked by whoever only reads.
"""

from __future__ import annotations

import os
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from gongkai.errors import BadValue, StoreFault
from gongkai.settings import shown

if TYPE_CHECKING:
    import psycopg

    from gongkai.register.driver import Source

CONNECT_PATIENCE = 10
"""Seconds that one server is waited for."""
_PRIMARY, _ANY_STANDBY = "read-write", "prefer-standby"
_WRITABLE = frozenset({"primary", _PRIMARY})
_ALIVE = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 4, "tcp_user_timeout": 30_000}
"""A machine that is gone says nothing: without these the system would wait for hours. Seconds, milliseconds."""
_PLAIN = "-c jit=off"
"""Compiling a text with a case for every kind takes seconds, whatever it saves; an address may say otherwise."""
_STANDING = """SELECT pg_is_in_recovery(),
coalesce(pg_last_wal_receive_lsn() > pg_last_wal_replay_lsn(), true)
OR NOT EXISTS (SELECT 1 FROM pg_stat_get_wal_receiver() r WHERE r.pid IS NOT NULL),
to_char(pg_last_xact_replay_timestamp() AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD"T"HH24:MI:SS')"""

_REPLICATION = """SELECT CASE WHEN current_setting('synchronous_commit') IN ('off', 'local') THEN ''
ELSE current_setting('synchronous_standby_names') END, (SELECT count(*) FROM pg_stat_get_wal_senders())"""


class Standing(NamedTuple):
    """Which server was asked, whether it is a standby, and whether that one is known to have all of its primary's.

    One that is `behind` shows what was recorded up to the moment `until`, in China's time; None where it cannot tell.
    """

    place: str
    standby: bool
    behind: bool
    until: datetime | None


def parameters(store: str, *, patience: int, standby: bool = False) -> dict[str, Any]:
    """Return what the driver is to connect with: to the primary, or, to look, to a `standby` before it.

    Of an address with one server alone that one is taken, whatever it is. BadValue where it is no address.
    """
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict

    try:
        known: dict[str, Any] = conninfo_to_dict(store)
    except ProgrammingError:
        raise BadValue(
            f"数据库地址写得不对：{shown(store)}",
            "写成 postgresql://登录名@服务器:端口/数据库；几台的，服务器之间用逗号",
        ) from None
    known["options"] = f"{_PLAIN} {known.get('options') or ''} -c lock_timeout={patience * 1000}"
    known["connect_timeout"] = known.get("connect_timeout") or CONNECT_PATIENCE
    if are_several(known):
        wanted = known.get("target_session_attrs") or os.environ.get("PGTARGETSESSIONATTRS")
        if standby:
            known["target_session_attrs"] = wanted or _ANY_STANDBY
        elif wanted not in _WRITABLE:
            known["target_session_attrs"] = _PRIMARY
    return {**_ALIVE, **known}


def are_several(known: dict[str, Any]) -> bool:
    """Tell whether more than one server is named, in an address or in libpq's own environment."""
    return any("," in str(known.get(key) or os.environ.get(f"PG{key.upper()}") or "") for key in ("host", "hostaddr"))


def no_primary(store: str) -> StoreFault:
    """Return the fault of an address of which no server can be written to, for the moment or for good."""
    return StoreFault(
        f"几台数据库服务器里没有连上能写的主库：{shown(store)}",
        "主库停了、正在切换的，稍后再试，没有登记成的再登记一次；一直连不上的，请数据库管理员看",
    )


def standing_of(source: Source) -> Standing:
    """Return how far the server has come that a PostgreSQL connection is to."""
    ((standby, behind, until),) = source.rows(_STANDING)
    when = datetime.fromisoformat(str(until)) if until else None
    return Standing(place_of(source.raw), bool(standby), bool(standby and behind), when)  # type: ignore[arg-type]


def place_of(raw: psycopg.Connection) -> str:
    """Return the server that a connection is to, as `host:port`."""
    return f"{raw.info.host}:{raw.info.port}"


class Replication(NamedTuple):
    """What a primary says of its standbys: the names for which a commit waits, empty for none; how many are there.

    A login that may not look into it is told of none but that some are connected.
    """

    waits_for: str
    connected: int


def replication_of(source: Source) -> Replication:
    """Return what a PostgreSQL server says of its standbys."""
    ((waits_for, connected),) = source.rows(_REPLICATION)
    return Replication(str(waits_for), int(str(connected)))
