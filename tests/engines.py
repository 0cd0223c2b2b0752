"""Both engines for tests: fixture `store` is a place where there is no ledger yet, once on SQLite, once on PostgreSQL.

The PostgreSQL server is a private one, started once a session from the system's own programs on a free loopback
port, and each test gets a database of its own. Without those programs the PostgreSQL half is skipped, unless
GONGKAI_NEED_POSTGRES=1 makes that a failure. A conftest takes it with
`from tests.engines import engine, postgres, server, store`.

Fixture `copied` is for tests that begin with a ledger: it is made once a session, and each test gets its own copy.
"""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ENGINES = ("sqlite", "postgresql")
Fill = Callable[[str], object]
"""Makes a ledger in an empty place."""
Copied = Callable[[Fill], str]
"""Returns a new place with a copy of the ledger that was made once."""
_ACCOUNT = "postgres"
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "''",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "40",
    "shared_buffers": "32MB",
}
_TRIES = 3


class Server:
    """A running server; `fresh` makes an empty database in it and returns its URL."""

    def __init__(self, port: int) -> None:
        self.root = f"postgresql://{_ACCOUNT}@127.0.0.1:{port}"
        self._filled: dict[Fill, str] = {}

    def fresh(self) -> str:
        """Return the URL of a new, empty database."""
        return self._new("template1")

    def copy(self, fill: Fill) -> str:
        """Return the URL of a new database with the ledger that `fill` makes; it is called once."""
        if fill not in self._filled:
            url = self.fresh()
            fill(url)
            self._filled[fill] = url.rpartition("/")[2]
        return self._new(self._filled[fill])

    def _new(self, like: str) -> str:
        name = f"t{secrets.token_hex(6)}"
        self._tell(f"CREATE DATABASE {name} TEMPLATE {like} STRATEGY file_copy")
        return f"{self.root}/{name}"

    def drop(self, url: str) -> None:
        """Remove a database, whoever is still connected."""
        self._tell(f"DROP DATABASE IF EXISTS {url.rpartition('/')[2]} WITH (FORCE)")

    def _tell(self, sql: str) -> None:
        import psycopg

        with psycopg.connect(f"{self.root}/postgres", autocommit=True) as db:
            db.execute(sql.encode())


def programs() -> Path | None:
    """Return the folder of the newest server programs of this system, if there are any."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3].split(".")[0]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def as_account(command: list[str]) -> list[str]:
    """PostgreSQL refuses to run as root: let its own account run it."""
    return ["runuser", "-u", _ACCOUNT, "--", *command] if os.geteuid() == 0 else command


def run_program(command: list[str]) -> None:
    """Run a program of the server as its account; RuntimeError with all that it said where it fails."""
    done = subprocess.run(as_account(command), capture_output=True, text=True, check=False, cwd="/")
    if done.returncode:
        message = f"{' '.join(command)}\n{done.stdout}{done.stderr}"
        raise RuntimeError(message)


def free_port() -> int:
    """Return a port of this machine that nobody listens on, for the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _start(bin_: Path, data: Path) -> int:
    """Start the server; another process may take the free port first, so try again on another."""
    for left in reversed(range(_TRIES)):
        port = free_port()
        settings = " ".join(f"-c {key}={value}" for key, value in {**SETTINGS, "port": str(port)}.items())
        try:
            run_program([str(bin_ / "pg_ctl"), "-D", str(data), "-w", "-l", str(data / "log"), "-o", settings, "start"])
        except RuntimeError:
            if not left:
                raise
        else:
            return port
    raise AssertionError


@contextmanager
def running(bin_: Path) -> Iterator[Server]:
    """Run a private server in a folder of its own for as long as the block lasts."""
    with tempfile.TemporaryDirectory(prefix="gongkai-pg-", ignore_cleanup_errors=True) as folder:
        if os.geteuid() == 0:
            shutil.chown(folder, _ACCOUNT)
        data = Path(folder) / "data"
        run_program(
            [str(bin_ / "initdb"), "-D", str(data), "-U", _ACCOUNT, "-A", "trust", "-E", "UTF8", "--no-locale", "-N"]
        )
        port = _start(bin_, data)
        try:
            yield Server(port)
        finally:
            run_program([str(bin_ / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop"])


def go_without() -> NoReturn:
    """Skip what needs PostgreSQL, or fail where it is said to be needed."""
    reason = "no PostgreSQL server programs under /usr/lib/postgresql or on the PATH"
    if os.environ.get("GONGKAI_NEED_POSTGRES") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


_SERVER = pytest.StashKey[Server]()


@pytest.fixture(scope="session")
def server(request: pytest.FixtureRequest) -> Server:
    """The session's own PostgreSQL server: one, in however many conftests this stands."""
    bin_ = programs()
    if bin_ is None:
        go_without()
    stash = request.config.stash
    if _SERVER not in stash:
        running_on = ExitStack()
        stash[_SERVER] = running_on.enter_context(running(bin_))
        request.config.add_cleanup(running_on.close)
    return stash[_SERVER]


@pytest.fixture
def postgres(server: Server) -> Iterator[str]:
    """An empty PostgreSQL database."""
    url = server.fresh()
    yield url
    server.drop(url)


@cache
def _content(fill: Fill) -> bytes:
    """Return the SQLite file that `fill` makes."""
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "台账.db"
        fill(str(made))
        assert [path.name for path in Path(folder).iterdir()] == [made.name], "a ledger is one file"
        return made.read_bytes()


def copy_file(fill: Fill, store: str) -> None:
    """Put a copy of the SQLite file that `fill` makes into an empty place; it is called once a process."""
    with Path(store).open("xb") as file:
        file.write(_content(fill))


@pytest.fixture(params=[ENGINES[0], pytest.param(ENGINES[1], marks=pytest.mark.postgres)])
def engine(request: pytest.FixtureRequest) -> str:
    """Each engine."""
    return str(request.param)


@pytest.fixture
def store(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A place without a ledger, on each engine."""
    if engine == "sqlite":
        return str(tmp_path / "台账.db")
    return str(request.getfixturevalue("postgres"))


@pytest.fixture
def copied(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Copied]:
    """A way to a place with a ledger that was made once, on each engine."""
    with ExitStack() as after:

        def copy(fill: Fill) -> str:
            if engine == "sqlite":
                copy_file(fill, str(tmp_path / "台账.db"))
                return str(tmp_path / "台账.db")
            server: Server = request.getfixturevalue("server")
            url = server.copy(fill)
            after.callback(server.drop, url)
            return url

        yield copy
