"""The end of an act: it is committed, or undone, or nobody knows; then the server is asked again.

A connection that breaks while COMMIT is on its way leaves open whether it arrived. The hash of the last line tells the
act from every other, and whoever holds the writers' lock knows that the broken transaction has come to its end.
"""

from __future__ import annotations

import time
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, cast

from gongkai.errors import StoreFault
from gongkai.register import driver
from gongkai.register.queries import LOCK
from gongkai.register.reading import Reader
from gongkai.settings import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlmodel import Session

    from gongkai.register.trail import Head

PAUSES = (0.0, 1.0, 2.0)
"""Seconds before each time that the server is asked whether it has committed."""
_PLAN = "R"


class OutcomeUnknown(StoreFault):
    """Nobody can be asked for the moment whether an act was committed."""

    def __init__(self, store: str, written: Sequence[str]) -> None:
        several = f" 到 {written[-1]}" if len(written) > 1 else ""
        ids = f"，登记上了编号就是 {written[0]}{several}" if written else ""
        last = written[-1] if written else ""
        look = (("audit", "log", last) if last.startswith(_PLAN) else ("show", last)) if last else ("status",)
        super().__init__(
            f"与数据库服务器的连接在提交时断了，可能已登记，也可能没有{ids}：{shown(store)}",
            "先查再重录：查到的就是刚才登记的，不用重录；查不到或是别人的，再登记一次",
            do=look,
        )


def commit(session: Session, store: str, head: Head, written: Sequence[str]) -> bool:
    """Commit an act on a server whose last line is `head`; tell whether it took asking again to know that it was.

    StoreFault where it was not, OutcomeUnknown where nobody can be asked. What the server refuses at the end is raised
    as it is.
    """
    try:
        session.commit()
    except BaseException as error:
        if not _leaves_open(error):
            raise
        done = _committed(store, head)
        if done is None:
            raise OutcomeUnknown(store, written) from error
        if not done:
            raise not_recorded(store) from error
        return True
    return False


@contextmanager
def undone(store: str) -> Iterator[None]:
    """Say of a connection that breaks inside, before anything was committed, that nothing was recorded."""
    try:
        yield
    except Exception as error:
        if _is_lost(error):
            raise not_recorded(store) from error
        raise


def not_recorded(store: str) -> StoreFault:
    """Return the fault of an act that was cut off and is surely not in the ledger."""
    return StoreFault(f"与数据库服务器的连接断了，这次没有登记：{shown(store)}", "稍后再登记一次")


def _leaves_open(error: BaseException) -> bool:
    """Tell whether an error of COMMIT leaves open if it was carried out: a break, or a person who would not wait."""
    return isinstance(error, (KeyboardInterrupt, SystemExit)) or _is_lost(error)


def _is_lost(error: BaseException) -> bool:
    """Tell whether an error means that the connection is gone."""
    cause = getattr(error, "orig", None) or error
    if type(cause).__module__.partition(".")[0] != "psycopg":
        return False
    from psycopg import InterfaceError, OperationalError

    code = getattr(cause, "sqlstate", None) or ""
    return isinstance(cause, OperationalError | InterfaceError) and (not code or code.startswith(("08", "57P")))


def _committed(store: str, head: Head) -> bool | None:
    """Return whether a line is in the trail, once whatever was under way has ended; None where nobody can be asked."""
    from psycopg import Error

    for pause in PAUSES:
        time.sleep(pause)
        try:
            with closing(driver.open_postgres(store)) as raw:
                raw.execute(f"SELECT pg_advisory_xact_lock({LOCK})".encode())
                found = Reader(driver.Source(cast("driver.Driver", raw), postgres=True), store)
                return found.hash_at(head.seq) == head.hash
        except (Error, StoreFault):
            continue
    return None
