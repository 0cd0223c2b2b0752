"""Whoever has to wait for a turn to write stands in a queue, is told how many are before, and leaves nothing behind."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest

from gongkai.errors import StoreFault
from gongkai.register import driver as driving
from gongkai.register import waiting
from gongkai.register.reading import open_reader
from tests.storage import samples
from tests.storage.samples import progress, register_of

if TYPE_CHECKING:
    from collections.abc import Iterator

Came = Callable[[str], subprocess.Popen[str]]
WAIT = """
import sqlite3, sys
from gongkai.register import waiting
waiting.LONG = 0
def told(ahead):
    print("前面", ahead, flush=True)
db = sqlite3.connect(sys.argv[1], isolation_level=None)
waiting.take_turn(db, sys.argv[1], told)
db.execute("INSERT INTO came VALUES (?)", (sys.argv[2],))
db.execute("COMMIT")
print("写好", flush=True)
"""


@pytest.fixture
def file(tmp_path: Path) -> str:
    """A ledger with its first plan."""
    samples.make(str(tmp_path / "台账.db"))
    return str(tmp_path / "台账.db")


@pytest.fixture
def busy(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A file that somebody is writing."""
    with closing(sqlite3.connect(tmp_path / "台账.db", isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("CREATE TABLE came (who TEXT)")
        (tmp_path / "台账.db").chmod(0o600)
        db.execute("BEGIN IMMEDIATE")
        yield db


@pytest.fixture
def came(tmp_path: Path) -> Iterator[Came]:
    """Start a process that wants to write; it says so once it stands in the queue."""
    with ExitStack() as started:

        def start(who: str) -> subprocess.Popen[str]:
            command = [sys.executable, "-c", WAIT, str(tmp_path / "台账.db"), who]
            return started.enter_context(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))

        yield start


def said(process: subprocess.Popen[str]) -> str:
    """Return the next line that a process says."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_who_came_first_writes_first_and_is_told_how_many_are_before(
    busy: sqlite3.Connection, came: Came, tmp_path: Path
) -> None:
    waiters = []
    for number in range(1, 5):
        waiters.append(came(f"{number}"))
        assert said(waiters[-1]) == f"前面 {number}"
    queue = tmp_path / "台账.db-queue"
    if sys.platform != "win32":
        assert queue.stat().st_mode & 0o777 == 0o600
    assert queue.stat().st_size == 0, "nothing is kept in it"
    waiters[1].kill()
    waiters[1].wait()
    late = came("5")
    assert said(late) == "前面 4", "who is gone stands in nobody's way"
    busy.execute("COMMIT")
    assert [said(one) for one in (waiters[0], *waiters[2:], late)] == ["写好"] * 4
    assert [process.wait() for process in (waiters[0], *waiters[2:], late)] == [0] * 4
    assert [who for (who,) in busy.execute("SELECT who FROM came")] == ["1", "3", "4", "5"]
    assert not queue.exists()


def test_the_file_that_a_killed_queue_left_goes_with_the_next(
    busy: sqlite3.Connection, came: Came, tmp_path: Path
) -> None:
    killed = came("甲")
    said(killed)
    killed.kill()
    killed.wait()
    assert (tmp_path / "台账.db-queue").exists()
    busy.execute("COMMIT")
    after = came("乙")
    assert (after.communicate()[0].split(), after.returncode) == (["写好"], 0)
    assert sorted(path.name for path in tmp_path.glob("*-queue")) == []


def test_reading_and_writing_alone_need_no_queue(ledger: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "_queued", None)
    with register_of(ledger) as register:
        register.add(progress(), "test.add")
        with open_reader(ledger) as reader:
            assert reader.head().seq == 1


@pytest.mark.parametrize("fault", [PermissionError, OSError])
def test_without_a_queue_one_still_waits_and_writes(
    fault: type[OSError], busy: sqlite3.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that one may not write, or a medium that knows no locks of bytes."""

    def refuse(*_: object) -> None:
        raise fault

    ahead: list[int] = []

    def told(number: int) -> None:
        ahead.append(number)
        busy.execute("COMMIT")

    monkeypatch.setattr(waiting, "_stand", refuse)
    monkeypatch.setattr(waiting, "LONG", 0)
    store = str(tmp_path / "台账.db")
    with closing(sqlite3.connect(store, isolation_level=None)) as db:
        waiting.take_turn(db, store, told)
        assert (ahead, db.in_transaction) == ([1], True)


def test_a_clock_that_jumps_locks_nobody_out(
    busy: sqlite3.Connection, came: Came, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = came("1")
    said(first)
    monkeypatch.setattr("time.time_ns", lambda: 0)
    monkeypatch.setattr(waiting, "LONG", 0)
    store = str(tmp_path / "台账.db")
    with closing(sqlite3.connect(store, isolation_level=None)) as db:
        waiting.take_turn(db, store, lambda _: cast("None", busy.execute("COMMIT")))
        db.execute("COMMIT")
    assert said(first) == "写好"
    first.wait()


def test_whoever_waits_in_vain_has_written_nothing_and_left_the_queue(
    file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(driving, "PATIENCE", 0.1)
    with register_of(file) as register:
        register.add(progress(percent=30), "test.add")
        with pytest.raises(StoreFault, match="没有轮到"), register_of(file):
            pytest.fail("two write at once")
    with open_reader(file) as reader:
        assert [report.percent for report in reader.ledger().progress] == [30]
    assert not Path(f"{file}-queue").exists()
