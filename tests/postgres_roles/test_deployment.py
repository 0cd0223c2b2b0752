"""From an empty server to a login for every unit, as docs/deploy-postgres.md tells it, with passwords asked for."""

from __future__ import annotations

import csv
import os
import secrets
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

from tests.cli import run
from tests.docs.console import ROOT
from tests.engines import programs
from tests.plans import SMALL_PLAN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.engines import Server

pytestmark = pytest.mark.postgres
SCRIPT = ROOT / "examples/postgres/prepare.sh"


@pytest.fixture
def asked(server: Server) -> Iterator[str]:
    """The name of a database, and of its owner, for which the server asks for a password: SCRAM."""
    name = f"gk{secrets.token_hex(4)}"
    with psycopg.connect(f"{server.root}/postgres", autocommit=True) as db:
        ((place,),) = db.execute("SHOW hba_file").fetchall()
        before = Path(place).read_text(encoding="utf-8")
        rules = f"host {name} postgres 127.0.0.1/32 trust\nhost {name} all 127.0.0.1/32 scram-sha-256\n"
        Path(place).write_text(rules + before, encoding="utf-8")
        db.execute("SELECT pg_reload_conf()")
        yield name
        Path(place).write_text(before, encoding="utf-8")
        db.execute("SELECT pg_reload_conf()")
        db.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())
        for (role,) in db.execute(
            "SELECT rolname FROM pg_roles WHERE rolcanlogin AND rolname <> 'postgres'"
        ).fetchall():
            if role == name or role in made(name):
                db.execute(f'DROP ROLE "{role}"'.encode())
        MADE.pop(name, None)


MADE: dict[str, list[str]] = {}


def made(name: str) -> list[str]:
    """Return the logins that were made for a database."""
    return MADE.get(name, [])


def test_the_script_makes_a_login_for_every_unit(asked: str, server: Server, tmp_path: Path) -> None:
    plan, folder = tmp_path / "tasks.yaml", tmp_path / "密码"
    plan.write_text(SMALL_PLAN, encoding="utf-8")
    host, _, port = server.root.rpartition("@")[2].partition(":")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("GONGKAI_", "PG"))}
    folders = [str(Path(sys.executable).parent), *([str(found)] if (found := programs()) else []), os.environ["PATH"]]
    place = {"PATH": os.pathsep.join(folders), "PGHOST": host, "PGPORT": port, "PGUSER": "postgres", "NAME": asked}
    place |= {"GONGKAI_TODAY": "2018-09-01", "XDG_DATA_HOME": str(tmp_path)}
    shell = shutil.which("sh") or "sh"
    done = subprocess.run([shell, SCRIPT, plan, folder], env=kept | place, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    with (folder / "logins.csv").open(encoding="utf-8-sig", newline="") as told:
        rows = list(csv.reader(told))[1:]
    MADE[asked] = [row[0] for row in rows]
    owner = (folder / "owner.pgpass").read_text(encoding="utf-8").strip().rpartition(":")[2]
    for secret in (owner, *(row[1] for row in rows)):
        assert secret not in done.stdout + done.stderr
    for file in folder.iterdir():
        assert file.stat().st_mode & 0o777 == 0o600, file

    login, secret, _, unit = rows[0]
    store = f"postgresql+psycopg://{login}@{host}:{port}/{asked}"
    for given, code in ((secret, 0), ("falsch", 4), (owner, 4)):
        shown = run("status", db=store, today="2018-09-01", env={"PGPASSWORD": given})
        assert shown.code == code, shown.err
        assert given not in shown.out + shown.err
        assert (unit in shown.out) == (code == 0)
    with psycopg.connect(f"{server.root}/{asked}") as db:
        sql = "SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = ANY(%s)"
        assert set(db.execute(sql, ([asked, *MADE[asked]],)).fetchall()) == {(False, False)}
        clear = db.execute("SELECT count(*) FROM pg_authid WHERE rolpassword LIKE '%%' || %s || '%%'", (secret,))
        assert clear.fetchall() == [(0,)]
    again = subprocess.run([shell, SCRIPT, plan, folder], env=kept | place, capture_output=True, check=False)
    assert again.returncode == 2


def test_what_stands_in_the_address_reaches_the_driver(untouched: str) -> None:
    """TLS is asked of a server that has none: it is refused, and no line goes over the wire in clear."""
    told = run("status", db=f"{untouched}?sslmode=require", today="2018-09-01")
    assert (told.code, "连接不上" in told.err) == (4, True)
    told = run("status", db=untouched, today="2018-09-01", env={"PGSSLMODE": "require"})
    assert told.code == 4
