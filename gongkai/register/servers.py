"""Several PostgreSQL servers that hold one database: which of them is asked, and how far a standby has come.

What is written, and what whoever writes reads, is the primary's. A standby may be asked by whoever only reads.
"""

from __future__ import annotations

import os
import select
import time
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from gongkai.errors import BadValue, StoreFault
from gongkai.settings import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    import psycopg
    from psycopg.pq.abc import PGconn

    from gongkai.register.driver import Source

CONNECT_PATIENCE = 10
"""Seconds that one server is waited for."""
_KNOCK, _ANSWER = 0.05, 1.0
"""Seconds that another server has to take a connection, and to answer once it has: those that run are in one network,
and those that do not are not waited for."""
_PORT = 5432
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

_BEGUN = b"SELECT extract(epoch FROM pg_postmaster_start_time())::text"
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


def must_be_the_only_one(store: str, raw: psycopg.Connection) -> None:
    """Hold that of the servers of an address the one connected to alone can be written to (StoreFault)."""
    if several := _that_can_be_written_to(store, raw):
        places = "、".join(several)
        raise StoreFault(
            f"几台数据库服务器都能写：{places}，两边各写各的，台账就成了两本；这次没有登记",
            "停止登记，请数据库管理员查明哪一台是停用的旧主库，停掉它，再登记",
        )


def that_can_be_written_to(store: str, source: Source) -> tuple[str, ...]:
    """Return the servers of an address where several can be written to, the one connected to first; else none.

    One that does not take a connection in `_KNOCK` seconds is not waited for, and so not known of.
    """
    return _that_can_be_written_to(store, source.raw)  # type: ignore[arg-type]  # of a server, the driver's own


def _that_can_be_written_to(store: str, raw: psycopg.Connection) -> tuple[str, ...]:
    known = parameters(store, patience=CONNECT_PATIENCE)
    if not are_several(known):
        return ()
    own, here = _begun(raw.pgconn), place_of(raw)
    found = {place: _begun_at(one) for place, one in _each(known) if place != here}
    others = [place for place, begun in found.items() if begun and begun != own]
    return (here, *others) if others else ()


def _each(known: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every server of an address, as `host:port`, with what the driver connects to it alone with."""
    named = {key: _listed(known, key) for key in ("host", "hostaddr", "port")}
    for number in range(max(map(len, named.values()))):
        one = {key: all_[min(number, len(all_) - 1)] for key, all_ in named.items() if all_}
        place = f"{one.get('host') or one.get('hostaddr')}:{one.get('port') or _PORT}"
        yield place, {**known, **one, "target_session_attrs": _PRIMARY}


def _listed(known: dict[str, Any], key: str) -> list[str]:
    said = str(known.get(key) or os.environ.get(f"PG{key.upper()}") or "")
    return said.split(",") if said else []


def _begun_at(known: dict[str, Any]) -> str:
    """Return since when a server that can be written to runs, empty where there is none; it is not waited for long."""
    from psycopg import pq
    from psycopg.conninfo import make_conninfo

    raw = pq.PGconn.connect_start(make_conninfo(**known).encode())
    begins = time.monotonic()
    step: int = pq.PollingStatus.WRITING
    try:
        while step in {pq.PollingStatus.READING, pq.PollingStatus.WRITING} and raw.status != pq.ConnStatus.BAD:
            patience = _KNOCK if raw.status == pq.ConnStatus.STARTED else _ANSWER
            reading, writing = ([raw.socket], []) if step == pq.PollingStatus.READING else ([], [raw.socket])
            if not any(select.select(reading, writing, [], max(0.0, begins + patience - time.monotonic()))):
                return ""
            step = raw.connect_poll()
        return _begun(raw) if step == pq.PollingStatus.OK else ""
    finally:
        raw.finish()


def _begun(raw: PGconn) -> str:
    """Return since when the server of a connection runs: what is one server by two names is one."""
    return (raw.exec_(_BEGUN).get_value(0, 0) or b"").decode()


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
