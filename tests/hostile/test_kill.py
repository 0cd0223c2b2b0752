"""Killed at any moment: what was confirmed is there, what was not is not half there, and the chain is whole."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path  # noqa: TC003 - a field of a tuple
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.cli import environment, run
from tests.hostile.conftest import TODAY, must
from tests.plans import small_plan_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

IDS = re.compile(r"[A-Z]\d+( [A-Z]\d+)*")
WRITERS, WANTED, KILLS = 3, 200, 10
POINTS = {"教育局": "1", "东镇": "2", "网信办": "3"}
SERVICE = """
import os, signal, sys
from datetime import datetime
from gongkai.register.ledger import CST
from gongkai.register.act import When
from gongkai.finding.acts import NewSelfInspection, add_self_inspection
from gongkai.progress.acts import NewProgress, add_progress
from gongkai.register.writing import open_register
def keep_writing(store, unit, point):
    for number in range(1_000_000):
        with open_register(store, actor=unit, os_user="zhang", now=datetime(2018, 9, 3, 9, tzinfo=CST)) as register:
            if number % 5:
                ids = [add_progress(register, When(), NewProgress(point, unit, str(number % 101))).record.id]
            else:
                new = NewSelfInspection(unit, findings=("栏目空白｜补齐", "更新不及时"))
                check, found = add_self_inspection(register, When(), new)
                ids = [check.id, *(one.id for one in found)]
        print(*ids, flush=True)
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
for line in sys.stdin:
    said, *words = line.rstrip("\\n").split("\\t")
    if writer := os.fork():
        print(writer, flush=True)
        continue
    sys.stdin.close()
    file = os.open(said, os.O_WRONLY)
    os.dup2(file, 1)
    os.dup2(file, 2)
    keep_writing(*words)
"""


class Writer(NamedTuple):
    """Who goes on writing until killed, and where stands what that process confirmed, each act's ids on a line."""

    pid: int
    said: Path

    def confirmed(self) -> list[str]:
        """Return the acts confirmed so far."""
        return self.said.read_text(encoding="utf-8").rpartition("\n")[0].splitlines()

    def kill(self) -> list[str]:
        """Kill it and return the acts it had confirmed."""
        os.kill(self.pid, signal.SIGKILL)
        with suppress(ProcessLookupError):
            while True:
                os.kill(self.pid, 0)
                time.sleep(0.01)
        assert all(IDS.fullmatch(line) for line in self.confirmed()), self.confirmed()
        return self.confirmed()


@contextmanager
def office(db: str, folder: Path) -> Iterator[Callable[[str], Writer]]:
    """Let units hire writers: children of a process that has the program in it, so that each writes at once."""
    numbers = count()
    with subprocess.Popen(
        [sys.executable, "-c", SERVICE],
        env=environment(TODAY, db),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as service:

        def hire(unit: str) -> Writer:
            assert service.stdin
            assert service.stdout
            said = folder / f"{next(numbers)}.txt"
            said.touch()
            print(said, db, unit, POINTS[unit], sep="\t", file=service.stdin, flush=True)
            return Writer(int(service.stdout.readline()), said)

        yield hire
    assert service.returncode == 0


def sound(db: str) -> set[str]:
    """Return the ids of all records, after holding them against the trail."""
    verified = run("audit", "verify", "--json", today=TODAY, db=db)
    assert (verified.code, verified.json["problems"]) == (0, [])
    checked = run("check", "--json", today=TODAY, db=db)
    assert [one for one in checked.json if one["level"] == "error"] == []
    lists = ("progress", "selfcheck", "finding")
    found = [one["id"] for name in lists for one in run(name, "list", "--json", today=TODAY, db=db).json]
    assert len(found) == len(set(found)) == verified.json["entries"] - 1
    return set(found)


@pytest.mark.slow
def test_killed_writers_lose_nothing_that_was_confirmed(store: str, tmp_path: Path) -> None:
    (tmp_path / "tasks.yaml").write_text(small_plan_text(), encoding="utf-8")
    must(store, "load", str(tmp_path / "tasks.yaml"))
    dice = random.Random(46)  # noqa: S311 - moments, not secrets
    confirmed: list[str] = []
    with office(store, tmp_path) as hire:
        writers = [hire(unit) for unit in POINTS]
        ends, kills = time.monotonic() + 40, 0
        while (len(confirmed) < WANTED or kills < KILLS) and time.monotonic() < ends:
            kills += 1
            time.sleep(dice.uniform(0.1, 0.4))
            victim = dice.randrange(WRITERS)
            confirmed += writers[victim].kill()
            latecomer = run("progress", "add", "4", "-u", "县政府办", "--percent", "1", "--json", today=TODAY, db=store)
            assert latecomer.code == 0, latecomer.err
            confirmed.append(str(latecomer.json["id"]))
            assert run("audit", "verify", "--json", today=TODAY, db=store).json["problems"] == []
            writers[victim] = hire(list(POINTS)[victim])
        for writer in writers:
            confirmed += writer.kill()
    there = sound(store)
    assert len(confirmed) > WRITERS
    assert {number for act in confirmed for number in act.split()} <= there
    _whole_acts(store)


def _whole_acts(db: str) -> None:
    """A self-inspection and its two findings are one act: all of it is there, or nothing."""
    checks = run("selfcheck", "list", "--json", today=TODAY, db=db).json
    findings = run("finding", "list", "--json", today=TODAY, db=db).json
    assert len(findings) == 2 * len(checks)


@pytest.mark.slow
def test_killed_commands_leave_the_register_whole(store: str, tmp_path: Path) -> None:
    """The command line itself, killed at twelve moments from start-up to its last line."""
    (tmp_path / "tasks.yaml").write_text(small_plan_text(), encoding="utf-8")
    must(store, "load", str(tmp_path / "tasks.yaml"))
    said = []
    for step in range(12):
        words = ["progress", "add", "1", "-u", "教育局", "--percent", str(step), "--json"]
        command = subprocess.Popen(
            [sys.executable, "-m", "gongkai", *words],
            env=environment(TODAY, store),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            out, _ = command.communicate(timeout=0.1 + 0.06 * step)
        except subprocess.TimeoutExpired:
            command.kill()
            out, _ = command.communicate()
        said += [step] if out.endswith("}\n") else []
    sound(store)
    there = {one["percent"] for one in run("progress", "list", "--json", today=TODAY, db=store).json}
    assert set(said) <= there


@pytest.mark.slow
def test_a_first_load_that_is_killed_is_no_load(tmp_path: Path) -> None:
    """A new register is there whole, or not at all."""
    (tmp_path / "tasks.yaml").write_text(small_plan_text(), encoding="utf-8")
    for step in range(8):
        db = tmp_path / f"{step}.db"
        command = subprocess.Popen(
            [sys.executable, "-m", "gongkai", "load", str(tmp_path / "tasks.yaml")],
            env=environment(TODAY, str(db)),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            command.wait(0.15 + 0.07 * step)
        except subprocess.TimeoutExpired:
            command.kill()
            command.wait()
        if db.exists():
            sound(str(db))
        must(str(db), "load", str(tmp_path / "tasks.yaml"))
        sound(str(db))
