"""Waiting for one's turn to write: first come, first served, and how many are before one.

SQLite lets one write at a time and hands on the turn to whoever happens to ask next. So whoever does not get it at once
stands in a queue: a byte of an empty file beside the database, locked at the place that the clock tells. The earliest
place is next. Such locks go with their process, however it ends, and whoever is the last in the queue takes the file
away: no place outlives its holder. A queue that cannot be had costs the order, never an entry, for it is SQLite's own
lock that is written under. A PostgreSQL server keeps the order itself and is asked who waits.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import time
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, cast

from gongkai.register import driver as driving
from gongkai.register.queries import LOCK

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import psycopg

    Told = Callable[[int], None]
    """Is told once how many will have written before one, whoever writes now among them."""

LONG = 1.0
"""Seconds after which whoever waits is told of it."""
_NEXT, _LATER = 0.002, 0.01
"""Seconds between two looks: of the one that is next, of those behind."""
_PLACES = (1 << 31) - 1
"""A place is a millisecond within some 25 days: Windows locks no byte beyond."""
_TRIES = 100
_MANY, _PROBES = 999, 20_000
_AHEAD = """SELECT count(*) FROM pg_locks mine JOIN pg_locks other ON other.locktype = mine.locktype
AND other.database = mine.database AND other.classid = mine.classid AND other.objid = mine.objid
AND other.objsubid = mine.objsubid AND (other.granted OR other.waitstart < mine.waitstart)
WHERE mine.pid = :pid AND mine.locktype = 'advisory' AND NOT mine.granted"""
"""Every login may look: who holds and who waits for a lock is no secret, what they do with it is."""


def take_turn(db: sqlite3.Connection, store: str, told: Told) -> None:
    """Begin the one transaction that writes an SQLite file; sqlite3.OperationalError (BUSY) once patience is over."""
    queue = Path(f"{store}-queue")
    if not queue.exists() and _begun(db):
        return
    ends, says = time.monotonic() + driving.PATIENCE, time.monotonic() + LONG
    with _queued(queue, store) as place:
        while not ((place is None or place.is_next()) and _begun(db)):
            now = time.monotonic()
            if now >= ends:
                db.execute("BEGIN IMMEDIATE")  # the answer that SQLite gives
                return
            if now >= says:
                says = ends
                told(1 + (place.ahead() if place else 0))
            time.sleep(_NEXT if place and place.next else _LATER)


def _begun(db: sqlite3.Connection) -> bool:
    """Tell whether the turn was to be had at once."""
    try:
        db.execute("PRAGMA busy_timeout=0")
        db.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if not error.sqlite_errorname.startswith("SQLITE_BUSY"):
            raise
        return False
    finally:
        db.execute(f"PRAGMA busy_timeout={int(driving.PATIENCE * 1000)}")
    return True


class Place:
    """A place in the queue, held by an open file; `next` once nobody stands before it."""

    def __init__(self, handle: int, at: int) -> None:
        self._handle, self._at = handle, at
        self.next = False

    def is_next(self) -> bool:
        """Tell whether nobody stands before it."""
        if not self.next and _locked(self._handle, 0, self._at):
            _unlock(self._handle, 0, self._at)
            self.next = True
        return self.next

    def ahead(self) -> int:
        """Return how many stand before it: the bytes that are locked, found by halving."""
        found, asked, parts = 0, 0, [(0, self._at)]
        while parts and found < _MANY and asked < _PROBES:
            start, length = parts.pop()
            asked += 1
            if _locked(self._handle, start, length, shared=True):
                _unlock(self._handle, start, length)
            elif length == 1:
                found += 1
            else:
                half = length // 2
                parts += [(start, half), (start + half, length - half)]
        return found

    def leave(self, path: Path) -> None:
        """Give the place up; whoever leaves nobody behind takes the file away."""
        _unlock(self._handle, self._at, 1)
        last = _locked(self._handle, 0, _PLACES)
        if last and sys.platform != "win32":  # while it is held whole, nobody stands in what is taken away
            path.unlink(missing_ok=True)
        os.close(self._handle)
        if last and sys.platform == "win32":
            path.unlink(missing_ok=True)


@contextmanager
def _queued(path: Path, store: str) -> Iterator[Place | None]:
    """Yield a place in the queue, None where none can be had: a folder or a file that one may not write."""
    place = None
    with suppress(OSError):
        place = _stand(path, Path(store).stat().st_mode & 0o666)
    try:
        yield place
    finally:
        if place is not None:
            with suppress(OSError):
                place.leave(path)


def _stand(path: Path, mode: int) -> Place | None:
    """Take the last place; the file is as private as the database."""
    for _ in range(_TRIES):
        handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), mode)
        try:
            with suppress(OSError, AttributeError):  # not one's own to change, or Windows
                os.fchmod(handle, mode)
            place = _placed(handle)
            if place and os.path.samestat(os.fstat(handle), path.stat()):
                return place
        except FileNotFoundError:
            pass  # taken away meanwhile by the last who stood in it
        except OSError:
            os.close(handle)
            raise
        os.close(handle)
        time.sleep(_NEXT)
    return None


def _placed(handle: int) -> Place | None:
    now = time.time_ns() // 1_000_000 % (_PLACES - _TRIES)
    at = next((at for at in range(now, now + _TRIES) if _locked(handle, at, 1)), None)
    return None if at is None else Place(handle, at)


def _locked(handle: int, start: int, length: int, *, shared: bool = False) -> bool:
    """Lock bytes if nobody has locked one of them; nothing at all is always had."""
    if not length:
        return True
    try:
        if sys.platform == "win32":
            os.lseek(handle, start, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, length)
        else:
            fcntl.lockf(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB, length, start)
    except (BlockingIOError, PermissionError):
        return False
    return True


def _unlock(handle: int, start: int, length: int) -> None:
    if not length:
        return
    if sys.platform == "win32":
        os.lseek(handle, start, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, length)
    else:
        fcntl.lockf(handle, fcntl.LOCK_UN, length, start)


@contextmanager
def told_of_queue(raw: psycopg.Connection, store: str, told: Told) -> Iterator[None]:
    """Tell, where the server's lock is waited for inside, how many are before one: another connection asks."""
    done = Event()

    def look() -> None:
        if done.wait(LONG):
            return
        with suppress(Exception):  # who waits need not know how many there are
            ahead = _ahead(store, raw.info.backend_pid)
            if ahead and not done.is_set():
                told(ahead)

    Thread(target=look, daemon=True).start()
    try:
        yield
    finally:
        done.set()


def _ahead(store: str, pid: int) -> int:
    with closing(driving.open_postgres(store)) as raw:
        source = driving.Source(cast("driving.Driver", raw), postgres=True)
        ((ahead,),) = source.rows(_AHEAD, pid=pid)
        return int(str(ahead))


TURN = f"SELECT pg_advisory_xact_lock({LOCK})"
"""Waits for the turn on a PostgreSQL server."""
