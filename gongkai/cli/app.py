"""The root command: reads the clock, the person and the store once, for the whole call."""

from __future__ import annotations

import getpass
import os
from datetime import datetime, time
from typing import Annotated

import typer

from gongkai.cli import chinese
from gongkai.cli.session import Session
from gongkai.register.ledger import CST
from gongkai.settings import reading_store, store_from
from gongkai.typed import moment_of

OPENING_HOUR = 9


def now() -> datetime:
    """Return this moment in China; `GONGKAI_TODAY` sets another day (at 09:00) or moment, for trials and tests."""
    given = os.environ.get("GONGKAI_TODAY", "").strip()
    if not given:
        return datetime.now(CST).replace(microsecond=0)
    moment = moment_of(given)
    return moment.replace(hour=OPENING_HOUR) if moment.time() == time(0) and ":" not in given else moment


def login() -> str:
    """Return the operating system's name for whoever is logged in."""
    try:
        return getpass.getuser()
    except (ImportError, KeyError, OSError):  # Windows has no pwd to look the number up in
        return "unknown"


def root(
    ctx: typer.Context,
    db: Annotated[
        str | None, typer.Option("--db", metavar="数据库", help="数据库文件或地址，也可用环境变量 GONGKAI_DB")
    ] = None,
    actor: Annotated[
        str | None, typer.Option("--actor", metavar="姓名", help="登记人，也可用环境变量 GONGKAI_ACTOR，默认登录名")
    ] = None,
) -> None:
    """Make the session that every command is handed."""
    user = login()
    person = actor or os.environ.get("GONGKAI_ACTOR") or user
    store = store_from(db)
    ctx.obj = Session(store, person, user, now(), reads="" if db else reading_store(store))


app = chinese.build(root)


def run() -> None:
    """Run the command line."""
    chinese.run(app)
