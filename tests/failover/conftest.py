"""Two servers that hold one ledger: a primary, and a synchronous standby that examples/postgres/standby.sh has made."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

from gongkai.register import logins
from gongkai.register.logins import Login
from tests.cli import run
from tests.docs.console import ROOT
from tests.engines import SETTINGS, as_account, free_port, go_without, programs, run_program
from tests.plans import small_plan_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ACCOUNT, STANDBY = "postgres", "gongkai_standby"
TODAY = "2018-09-03"
PATIENCE = 60
LOGINS = (
    Login("bgs", "office"),
    Login("jyj", "unit", "县教育局"),
    Login("dz", "unit", "东镇人民政府"),
)


class Machine:
    """A server with a folder and a port of its own, which can be started, stopped, killed and promoted."""

    def __init__(self, bin_: Path, data: Path) -> None:
        self.bin, self.data, self.port = bin_, data, free_port()
        self.settings = {**SETTINGS, "synchronous_commit": "on", "full_page_writes": "on", "hot_standby": "on"}

    @property
    def place(self) -> str:
        """Host and port."""
        return f"127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        told = " ".join(f"-c {key}={value}" for key, value in {**self.settings, "port": str(self.port)}.items())
        self._ctl("-w", "-t", str(PATIENCE), "-l", str(self.data / "log"), "-o", told, "start")

    def end(self) -> None:
        """End it, all being written."""
        self._ctl("-m", "fast", "-w", "-t", str(PATIENCE), "stop")

    def stop(self) -> None:
        """Stop it at once, as a crash would, where it runs."""
        with suppress(RuntimeError):
            self._ctl("-m", "immediate", "stop")

    def kill(self) -> None:
        """Kill the server and every process it has, with no chance to say anything."""
        lock = self.data / "postmaster.pid"
        head = int(lock.read_text(encoding="utf-8").split("\n", 1)[0])
        told = subprocess.check_output(["ps", "-eo", "pid=,ppid="], text=True)
        pairs = [tuple(map(int, line.split())) for line in told.splitlines()]
        for pid in (head, *(pid for pid, parent in pairs if parent == head)):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        lock.unlink()  # where nobody reaps it, the dead process would look alive

    def promote(self) -> None:
        """Make the primary of a standby."""
        self._ctl("-w", "-t", str(PATIENCE), "promote")

    def ask(self, sql: str, *, login: str = ACCOUNT) -> list[tuple[object, ...]]:
        """Return what the server itself answers."""
        with psycopg.connect(f"postgresql://{login}@{self.place}/postgres", autocommit=True) as db:
            return db.execute(sql.encode()).fetchall()

    def _ctl(self, *words: str) -> None:
        run_program([str(self.bin / "pg_ctl"), "-D", str(self.data), *words])


class Pair:
    """A primary and its standby, and the addresses of the ledger they hold."""

    def __init__(self, bin_: Path, folder: Path) -> None:
        self.folder = folder
        self.primary, self.standby = Machine(bin_, folder / "a"), Machine(bin_, folder / "b")

    def url(self, login: str = ACCOUNT, more: str = "", *, first: Machine | None = None) -> str:
        """Return the address of both servers, the `first` named first."""
        places = [machine.place for machine in (self.primary, self.standby)]
        places = places[::-1] if first is self.standby else places
        return f"postgresql+psycopg://{login}@{','.join(places)}/postgres{more}"

    def one(self, machine: Machine, login: str = ACCOUNT) -> str:
        """Return the address of one server alone."""
        return f"postgresql://{login}@{machine.place}/postgres"

    def make(self) -> None:
        """Make both, with a ledger that logins share; from now on each commit waits for the standby."""
        primary, standby, script = self.primary, self.standby, self.folder / "standby.sh"
        run_program(
            [str(primary.bin / "initdb"), "-D", str(primary.data), "-A", "trust", "-E", "UTF8", "--no-locale", "-N"]
        )
        primary.start()
        shutil.copyfile(ROOT / "examples/postgres/standby.sh", script)
        script.chmod(0o755)
        self.script("prepare", "127.0.0.1/32", str(self.folder / "secret"))
        secret = str(self.folder / f"secret/{STANDBY}.pgpass")
        self.script("copy", "127.0.0.1", str(primary.port), str(standby.data), secret)
        standby.start()
        self._fill()
        self.script("sync")
        until(self.is_synchronous)

    def is_synchronous(self) -> bool:
        """Whether the standby is there, and commits wait for it."""
        return bool(self.primary.ask("SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'"))

    def end(self) -> None:
        """End both, all being written."""
        for machine in (self.primary, self.standby):
            machine.end()

    def begin_again(self, before: Pair) -> None:
        """Start both on copies of the folders of a pair that has ended, with ports and a folder of their own."""
        told = self.standby.data / "postgresql.auto.conf"
        known = told.read_text(encoding="utf-8")
        moved = known.replace(f"port={before.primary.port}", f"port={self.primary.port}")
        told.write_text(moved.replace(str(before.folder), str(self.folder)), encoding="utf-8")
        assert (str(self.primary.port) in moved, str(before.folder) in known) == (True, True)
        for machine in (self.primary, self.standby):
            machine.start()
        until(self.is_synchronous)

    def script(self, *words: str) -> str:
        """Run examples/postgres/standby.sh as the server's account; return what it said."""
        place = {"PGHOST": "127.0.0.1", "PGPORT": str(self.primary.port), "PGUSER": ACCOUNT}
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("GONGKAI_", "PG"))}
        path = os.pathsep.join((str(self.primary.bin), os.environ["PATH"]))
        done = subprocess.run(
            as_account(["sh", str(self.folder / "standby.sh"), *words]),
            env=kept | place | {"PATH": path},
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def _fill(self) -> None:
        plan = self.folder / "tasks.yaml"
        plan.write_text(small_plan_text(), encoding="utf-8")
        store = self.one(self.primary)
        loaded = run("load", str(plan), db=store, today=TODAY)
        assert loaded.code == 0, loaded.err
        logins.turn_on(store, any_clock=True)
        for login in LOGINS:
            logins.grant(store, login, (login.unit,) if login.unit else (), TODAY)


def until(true: Callable[[], object]) -> None:
    """Wait for something to become true."""
    ends = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < ends, "waited for in vain"
        time.sleep(0.05)


def folder_for_servers() -> Path:
    """Return a new folder that the servers' account may use."""
    folder = tempfile.mkdtemp(prefix="gongkai-ha-")
    if os.geteuid() == 0:
        shutil.chown(folder, ACCOUNT)
    return Path(folder)


@contextmanager
def ending(pair: Pair) -> Iterator[Pair]:
    """Stop both servers after the block, and remove all they had."""
    try:
        yield pair
    finally:
        pair.standby.stop()
        pair.primary.stop()
        shutil.rmtree(pair.folder, ignore_errors=True)


@pytest.fixture(scope="session")
def ended() -> Iterator[Pair]:
    """A primary and a synchronous standby that hold a ledger, and have ended."""
    bin_ = programs()
    if bin_ is None:
        go_without()
    with ending(Pair(bin_, folder_for_servers())) as made:
        made.make()
        made.end()
        yield made


@pytest.fixture
def pair(ended: Pair) -> Iterator[Pair]:
    """A primary and a synchronous standby of one test alone."""
    with ending(Pair(ended.primary.bin, folder_for_servers())) as copy:
        run_program(["cp", "-R", "-p", f"{ended.folder}/.", str(copy.folder)])
        copy.begin_again(ended)
        yield copy
