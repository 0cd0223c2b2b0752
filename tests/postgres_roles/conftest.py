"""A shared ledger: made by the owner, with a login for the office, two supervisors and two units."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from msgspec.structs import replace

from gongkai.plan.form import plan_to_json
from gongkai.register import codec, logins
from gongkai.register import kinds as r
from gongkai.register.codec import CST
from gongkai.register.kinds import KINDS, kind_of, letter_of
from gongkai.register.logins import Login
from gongkai.register.queries import APPEND, on_postgres
from gongkai.register.writing import create_store, open_register
from tests.engines import postgres, server
from tests.plans import small_plan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.engines import Server

__all__ = ["postgres", "server", "shared", "untouched"]

NOW = datetime(2018, 9, 1, 9, 30, tzinfo=CST)
DAY = date(2018, 9, 1)
WHEN: dict[str, Any] = {"year": 2018, "day": DAY}
EDUCATION, TOWN, OFFICE = "县教育局", "东镇人民政府", "县政府办公室"
ROLES = {
    "bgs": Login("bgs", "office"),
    "dc1": Login("dc1", "supervisor"),
    "dc2": Login("dc2", "supervisor"),
    "jyj": Login("jyj", "unit", EDUCATION),
    "dz": Login("dz", "unit", TOWN),
}


def url_of(store: str, login: str) -> str:
    """Return the address with another login."""
    return store.replace("postgres@", f"{login}@")


def write(store: str, *records: tuple[r.Record, str], now: datetime = NOW) -> list[r.Record]:
    """Write records by the program, each with what was done; return them as stored."""
    with open_register(store, actor="张文书", os_user="zhang", now=now) as register:
        return [register.add(record, act) for record, act in records]


def _fill(store: str) -> None:
    plan = small_plan()

    def first(register: Any) -> None:  # noqa: ANN401 - an open register
        register.add(r.Revision(**WHEN, title=plan.title, number=plan.number, body=plan_to_json(plan)), "load")

    assert create_store(store, first, actor="张文书", os_user="zhang", now=NOW)
    logins.turn_on(store, any_clock=True)


@pytest.fixture
def shared(server: Server) -> Iterator[str]:
    """The owner's address of a ledger with roles, and records of both units: see `seeded`."""
    store = server.copy(seeded)
    yield store
    server.drop(store)


@pytest.fixture(scope="session")
def untouched(server: Server) -> str:
    """The same for tests in which everything is refused: one for all of them."""
    return server.copy(seeded)


def seeded(store: str) -> None:
    """Make the ledger and write down, by the owner, one record of most kinds for each of two units."""
    _fill(store)
    for unit in (EDUCATION, TOWN):
        write(
            store,
            (r.Progress(**WHEN, point="1", unit=unit, percent=40), "progress.add"),
            (r.SelfInspection(**WHEN, unit=unit, summary="未发现问题"), "selfcheck.add"),
            (r.Inspection(**WHEN, kind="专项督查", units=(unit,)), "inspect.add"),
            (r.Finding(**WHEN, unit=unit, problem="超期", source="inspection", point="1"), "finding.add"),
            (r.Figure(**WHEN, unit=unit, stage="", item="2", score=Decimal(80), reason="统计"), "score.record"),
            (r.SelfScore(**WHEN, unit=unit, item="2", score=Decimal(18)), "score.self"),
            (r.Reminder(**WHEN, unit=unit, items=("F5",), way="微信"), "remind.sent"),
            (deduction(unit), "deduct.add"),
            (r.Filing(**WHEN, unit=unit, file="填报表.xlsx"), "import"),
        )
        with open_register(store, actor="张文书", os_user="zhang", now=NOW) as register:
            entry = next(one for one in register.of_kind(r.ScoreEntry, 2018) if one.unit == unit)
            finding = next(one for one in register.of_kind(r.Finding, 2018) if one.unit == unit)
            register.add(r.Ruling(**WHEN, entry=entry.id, kind="notified"), "deduct.notify")
            register.add(r.FindingStep(**WHEN, finding=finding.id, kind="extended", due=DAY), "finding.extend")
            register.add(r.Appeal(**WHEN, entry=entry.id, unit=unit, reason="已公开"), "appeal.file")
            register.add(r.Void(**WHEN, target=register.of_kind(r.Reminder, 2018)[-1].id, note="记错"), "void")
    for login in ROLES.values():
        logins.grant(store, login, (login.unit,) if login.unit else (), NOW.isoformat())


def deduction(unit: str, **more: Any) -> r.ScoreEntry:  # noqa: ANN401 - fields of a record
    """Return a deduction."""
    return r.ScoreEntry(**WHEN, kind="deduction", unit=unit, rule="1.1", asked=Decimal(2), reason="超期", **more)


@contextmanager
def psql(store: str, login: str) -> Iterator[psycopg.Connection]:
    """Connect as a login does that has nothing of this program: plain psycopg."""
    db = psycopg.connect(url_of(store, login))
    try:
        yield db
    finally:
        db.rollback()
        db.close()


def by_hand(db: psycopg.Connection, record: r.Record, act: str, *, line: bool = True, **changed: Any) -> r.Record:  # noqa: ANN401 - stored values
    """Write a record and its line as somebody does who knows the program and has psql; `changed` are stored values."""
    ((login,),) = db.execute("SELECT session_user::text").fetchall()
    seq = next_seq(db)
    record = replace(record, seq=seq, id=f"{letter_of(record)}{seq}", actor=login, recorded=NOW)
    stored = codec.to_stored(record) | changed
    names = ", ".join(f'"{name}"' for name in stored)
    marks = ", ".join(f"%({name})s" for name in stored)
    db.execute(f"INSERT INTO {kind_of(record).table} ({names}) VALUES ({marks})", stored)  # noqa: S608 - our own names
    if line:
        body = codec.body(kind_of(record), stored)
        append(db, act, kind_of(record).entity, record.id, body)
    return record


def next_seq(db: psycopg.Connection) -> int:
    """Return the number of the next line, as this login sees it."""
    owner = db.info.user == "postgres"
    found = db.execute(b"SELECT max(seq) FROM trail" if owner else b"SELECT seq FROM gongkai_roles.head()").fetchall()
    return int(found[0][0]) + 1


def append(db: psycopg.Connection, act: str, entity: str, name: str, body: str, **more: str) -> None:
    """Let the server write a line about the record of this id; `more` are moment and marks."""
    told = {"moment": codec.moment(NOW), "marks": "", "act": act, "entity": entity, "id": name, "body": body} | more
    db.execute(on_postgres(APPEND).encode(), told)


TABLES = tuple(kind.table for kind in KINDS)
