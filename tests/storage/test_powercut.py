"""A crash at every write and every sync, the power going at every one of them, and the log cut anywhere."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from gongkai.register.reading import open_reader
from gongkai.register.verifying import verify
from tests.cli import environment, run
from tests.plans import small_plan_text
from tests.storage import samples
from tests.storage.samples import progress, write

if TYPE_CHECKING:
    from collections.abc import Iterable

TODAY, KILLED, CALLS = "2018-09-03", 137, 40
SOURCE = Path(__file__).with_name("powercut.c")
COMPILER = shutil.which("cc") or shutil.which("gcc")
NEEDS_COMPILER = pytest.mark.skipif(
    COMPILER is None or not sys.platform.startswith("linux"), reason="a C compiler, and LD_PRELOAD"
)
MANY = """
import json, os, sys
from pathlib import Path
from tests.cli import run
import gongkai.progress.commands, gongkai.plan.commands, gongkai.progress.acts, gongkai.plan.acts
import gongkai.register.writing, gongkai.history.shapes
base, ats, words, told = Path(sys.argv[1]), json.loads(sys.argv[2]), json.loads(sys.argv[3]), []
for at in ats:
    said = base / f"{at}.said"
    child = os.fork()
    if not child:
        os.environ["POWERCUT_AT"] = str(at)
        done = run(*words, today="2018-09-03", db=str(base / str(at) / "年.db"), env=dict(os.environ))
        said.write_text(done.out + done.err)
        os._exit(done.code)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    told.append((at, code, said.read_text() if said.exists() else ""))
print(json.dumps(told))
"""
"""Types one command once for each call, in a child that ends at it."""
ADD = ("progress", "add", "1", "-u", "教育局", "--percent", "40", "--json")


class Ending(NamedTuple):
    """How a command ended: its exit code, and what it said."""

    code: int
    said: str


@pytest.fixture(scope="module")
def shim(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The library that ends a process at one of its calls."""
    made = tmp_path_factory.mktemp("shim") / "powercut.so"
    subprocess.run([str(COMPILER), "-shared", "-fPIC", "-O1", "-o", str(made), str(SOURCE), "-ldl"], check=True)
    return str(made)


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with its plan and two reports, in a folder of its own."""
    folder = tmp_path_factory.mktemp("before")
    (folder / "tasks.yaml").write_text(small_plan_text(), encoding="utf-8")
    for words in (("load", str(folder / "tasks.yaml")), ADD, ADD):
        assert call(folder / "年.db", words).returncode == 0
    return folder


def call(db: Path, words: tuple[str, ...], **more: str) -> subprocess.CompletedProcess[str]:
    """Type a command in a process of its own."""
    env = environment(TODAY, str(db)) | more
    command = [sys.executable, "-m", "gongkai", *words]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=120)


def ended(shim: str, base: Path, words: tuple[str, ...], ats: Iterable[int], seed: int | None) -> dict[int, Ending]:
    """Type a command in a folder `base/AT` for each number of a call: it is ended there, by power cut with a `seed`.

    All are children of one process that has the library and the program in it.
    """
    told = {"LD_PRELOAD": shim, "POWERCUT_UNDER": str(base)} | ({} if seed is None else {"POWERCUT_SEED": str(seed)})
    command = [sys.executable, "-c", MANY, str(base), json.dumps(list(ats)), json.dumps(words)]
    env = environment(TODAY, None) | told
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=600)
    assert done.returncode == 0, done.stderr
    if seed is not None:  # nothing of the index of the log outlives it: it is memory
        for index in base.rglob("*-shm"):
            index.unlink()
    return {at: Ending(*how) for at, *how in json.loads(done.stdout)}


def entries(db: Path) -> int:
    """Return how many lines the trail has, all of it being as it was written."""
    with open_reader(str(db)) as reader:
        found = verify(reader)
    assert found.problems == ()
    return found.entries


@NEEDS_COMPILER
@pytest.mark.slow
@pytest.mark.parametrize("seed", [None, 1, 2, 3], ids=["kill", "power 1", "power 2", "power 3"])
def test_an_entry_is_there_whole_or_not_wherever_it_ends(
    shim: str, before: Path, tmp_path: Path, seed: int | None
) -> None:
    for at in range(1, CALLS):
        shutil.copytree(before, tmp_path / str(at))
    seen = set()
    for at, ending in ended(shim, tmp_path, ADD, range(1, CALLS), seed).items():
        db = tmp_path / str(at) / "年.db"
        there = entries(db)
        assert ending.code in {0, KILLED}, ending.said
        assert there == 4 if ending.said.rstrip().endswith("}") else there in {3, 4}, at
        write(str(db), progress(percent=99))
        assert entries(db) == there + 1, "and the next one is recorded"
        seen.add((ending.code, there))
    assert {(KILLED, 3), (KILLED, 4), (0, 4)} <= seen


@NEEDS_COMPILER
@pytest.mark.slow
@pytest.mark.parametrize("seed", [None, 5], ids=["kill", "power"])
def test_a_first_load_is_there_whole_or_not_wherever_it_ends(
    shim: str, before: Path, tmp_path: Path, seed: int | None
) -> None:
    load, ats = ("load", str(before / "tasks.yaml")), (*range(1, 8), *range(8, 400, 35))
    for at in ats:
        (tmp_path / str(at)).mkdir()
    endings = ended(shim, tmp_path, load, ats, seed)
    for at, ending in endings.items():
        folder = tmp_path / str(at)
        assert ending.code in {0, KILLED}, ending.said
        if not (folder / "年.db").exists():
            assert ending.code == KILLED
            assert run(*load, today=TODAY, db=str(folder / "年.db")).code == 0
        assert entries(folder / "年.db") == 1
        assert [path.name for path in folder.iterdir() if path.name.startswith(".")] == [], "what was left is gone"
    assert {ending.code for ending in endings.values()} == {0, KILLED}


@pytest.fixture
def logged(tmp_path: Path) -> tuple[bytes, bytes]:
    """The file and the log of a ledger that somebody held open while ten reports were written."""
    store = str(tmp_path / "台账.db")
    samples.make(store)
    with closing(sqlite3.connect(store)) as held:
        held.execute("SELECT 1 FROM meta").fetchall()
        held.execute("BEGIN")
        held.execute("SELECT 1 FROM meta").fetchall()
        for percent in range(10):
            write(store, progress(percent=percent))
        return Path(store).read_bytes(), Path(f"{store}-wal").read_bytes()


def test_a_log_cut_anywhere_gives_what_had_been_confirmed_by_then(logged: tuple[bytes, bytes], tmp_path: Path) -> None:
    file, log = logged
    counts = []
    for number, end in enumerate((*range(0, len(log), 1237), len(log))):
        store = tmp_path / f"{number}" / "台账.db"
        store.parent.mkdir()
        store.write_bytes(file)
        Path(f"{store}-wal").write_bytes(log[:end])
        counts.append(entries(store))
        write(str(store), progress(percent=99))
        assert entries(store) == counts[-1] + 1
    assert counts == sorted(counts), "more of the log, more entries"
    assert (counts[0], counts[-1]) == (1, 11)
    assert set(counts) == set(range(1, 12))


def test_a_log_with_a_torn_page_gives_what_stands_before_it(logged: tuple[bytes, bytes], tmp_path: Path) -> None:
    file, log = logged
    for number, at in enumerate(range(40, len(log), 9973)):
        store = tmp_path / f"{number}" / "台账.db"
        store.parent.mkdir()
        store.write_bytes(file)
        Path(f"{store}-wal").write_bytes(log[:at] + b"\x00\xff" * 64 + log[at + 128 :])
        assert 1 <= entries(store) <= 11


@pytest.mark.slow
def test_two_that_load_at_once_both_load_and_the_chain_is_one(before: Path, tmp_path: Path) -> None:
    (tmp_path / "tasks.yaml").write_text(small_plan_text().replace("决策公开", "决策、执行公开"), encoding="utf-8")
    shutil.copy(before / "年.db", tmp_path / "年.db")
    env = environment(TODAY, str(tmp_path / "年.db"))
    files = [str(before / "tasks.yaml"), str(tmp_path / "tasks.yaml")] * 2
    command = [sys.executable, "-m", "gongkai", "load"]
    loading = [subprocess.Popen([*command, file], env=env, stderr=subprocess.PIPE, text=True) for file in files]
    told = [process.communicate(timeout=120)[1] for process in loading]
    assert [process.returncode for process in loading] == [0] * 4, told
    assert 3 <= entries(tmp_path / "年.db") <= 7
    shown = json.loads(call(tmp_path / "年.db", ("show", "1", "--json")).stdout)
    assert shown["title"] in {"决策公开", "决策、执行公开"}


@pytest.mark.slow
def test_two_that_load_the_first_plan_at_once_make_one_ledger(before: Path, tmp_path: Path) -> None:
    env = environment(TODAY, str(tmp_path / "年.db"))
    command = [sys.executable, "-m", "gongkai", "load", str(before / "tasks.yaml")]
    loading = [subprocess.Popen(command, env=env, stderr=subprocess.PIPE, text=True) for _ in range(4)]
    told = [process.communicate(timeout=120)[1] for process in loading]
    assert {process.returncode for process in loading} == {0}, told
    assert entries(tmp_path / "年.db") == 1
    assert sorted(os.listdir(tmp_path)) == ["年.db"]  # noqa: PTH208 - names, in order
