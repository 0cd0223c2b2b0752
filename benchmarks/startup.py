"""How long a command takes, whole process, as a ratio to a floor that no Typer program of its kind gets under.

Each pair runs the command and its floor one right after the other, and the median of the pairs' ratios is told: only
ratios carry over to another machine. It reports; with --check it also leaves with 1 where something is over its limit.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import pty
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

HERE = Path(__file__).parent
ROWS = 1500
LEDGERS = (
    ("empty", "0"),
    ("full", str(ROWS)),
    ("daily", str(ROWS), "--daily"),
    ("wide", str(ROWS), "--daily", "--wide"),
)
MEMORY_LIMIT = 40.0
GONGKAI = "from gongkai.__main__ import run; run()"
READING = "import typer, sqlite3"
WRITING = "import typer, sqlmodel"
WRITE = ("progress", "add", "1", "-u", "县政府办公室", "--percent", "40", "--date", "2018-11-29")


@dataclass(frozen=True)
class Case:
    """One command, the imports that are its floor, how many times the floor it may take, and in which ledger.

    On a `terminal` rich draws it; else it writes into a pipe.
    """

    name: str
    argv: tuple[str, ...]
    floor: str
    limit: float
    ledger: str = "empty"
    terminal: bool = False


CASES = (
    Case("status", ("status",), READING, 1.80),
    Case("status --json", ("status", "--json"), READING, 1.80),
    Case("status, 1,500 reports", ("status",), READING, 2.00, "full"),
    Case("status on a terminal", ("status",), READING, 2.80, terminal=True),
    Case("due", ("due",), READING, 1.80),
    Case("due, a year of daily items", ("due",), READING, 2.10, "daily"),
    Case("due, 60 units, daily items", ("due",), READING, 4.00, "wide"),
    Case("--help", ("--help",), READING, 1.45),
    Case("progress list, 1,500 rows", ("progress", "list"), READING, 2.50, "full"),
    Case("progress add", WRITE, WRITING, 1.40),
)


@dataclass(frozen=True)
class Run:
    """What a process took: seconds on the wall, MiB of resident memory at its peak."""

    seconds: float
    memory: float


class Place:
    """A folder with a few ledgers, and processes that run in it with compiled bytecode."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.env = {**os.environ, "GONGKAI_TODAY": "2018-11-30", "PYTHONPATH": str(HERE.parent), "COLUMNS": "80"}
        self.env.pop("PYTHONDONTWRITEBYTECODE", None)
        for ledger, *how in LEDGERS:
            subprocess.run([sys.executable, HERE / "filling.py", self.store(ledger), *how], check=True, env=self.env)

    def store(self, ledger: str) -> str:
        """Return the path of a ledger."""
        return str(Path(self.folder, f"{ledger}.db"))

    def run(self, code: str, *argv: str, ledger: str = "empty", terminal: bool = False) -> Run:
        """Run a piece of Python to its end."""
        env = {**self.env, "GONGKAI_DB": self.store(ledger), "TERM": "xterm-256color"}
        held, screen = pty.openpty() if terminal else (None, subprocess.DEVNULL)
        if held is not None:
            threading.Thread(target=drained, args=(held,), daemon=True).start()
        started = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-c", code, *argv],
            cwd=self.folder,
            env=env,
            stdout=screen,
            stderr=subprocess.PIPE,
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        said = process.communicate()[1].decode(errors="replace")
        if terminal:
            os.close(screen)
        if process.returncode:
            raise SystemExit(f"{' '.join(argv) or code}: left with {process.returncode}\n{said}")
        return Run(seconds, usage.ru_maxrss / 1024)

    def case(self, case: Case) -> Run:
        """Run a case's command."""
        return self.run(GONGKAI, *case.argv, ledger=case.ledger, terminal=case.terminal)


def drained(held: int) -> None:
    """Read what is written on a terminal until nobody holds it."""
    with contextlib.suppress(OSError):
        while os.read(held, 1 << 16):
            pass
    os.close(held)


def ratios(place: Place, case: Case, pairs: int) -> tuple[list[float], list[Run]]:
    """Return the ratio of every pair, and the command's own runs; which of the two goes first changes each time."""
    place.case(case)
    place.run(case.floor)
    found, runs = [], []
    for n in range(pairs):
        if n % 2:
            floor, own = place.run(case.floor), place.case(case)
        else:
            own, floor = place.case(case), place.run(case.floor)
        found.append(own.seconds / floor.seconds)
        runs.append(own)
    return found, runs


def report(name: str, figure: str, limit: str, own: str, *, over: bool) -> None:
    """Write one line of the table."""
    print(f"{name:28}{figure:>12}{limit:>12}{own:>12}  {'OVER' if over else 'ok'}")


def measure(place: Place, pairs: int) -> bool:
    """Run every case, write the table, and tell whether all are within their limits."""
    sound = True
    print(f"{'command':28}{'ratio':>12}{'limit':>12}{'seconds':>12}")
    memory = 0.0
    for case in CASES:
        found, runs = ratios(place, case, pairs)
        ratio = median(found)
        own = f"{median(run.seconds for run in runs):.3f}"
        report(case.name, f"{ratio:.2f}", f"{case.limit:.2f}", own, over=ratio > case.limit)
        sound &= ratio <= case.limit
        if case.argv == ("status",):
            memory = max(memory, *(run.memory for run in runs))
    report("peak memory of status", f"{memory:.1f} MiB", f"{MEMORY_LIMIT:.0f} MiB", "", over=memory > MEMORY_LIMIT)
    return sound and memory <= MEMORY_LIMIT


def main() -> None:
    """Read the flags and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=9, help="pairs of runs for each command (default: 9)")
    parser.add_argument("--check", action="store_true", help="leave with 1 where something is over its limit")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        sound = measure(Place(folder), options.pairs)
    sys.exit(1 if options.check and not sound else 0)


if __name__ == "__main__":
    main()
