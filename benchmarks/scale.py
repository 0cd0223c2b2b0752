"""What each command takes in a ledger of 1,000, 100,000 and 1,000,000 reports: whole process, seconds and peak memory.

Beside it stands what the sqlite3 shell (else a bare Python) takes for the same aggregate over the same file, and
hledger on a journal of the same entries where it is installed. The ledgers are made once, under the temporary folder.
All of a round run one after the other, and medians are told: a busy machine slows all alike. With --check it leaves
with 1 where a limit is passed. What is compared is processor time where a ratio has a limit, as other people's work on
the machine does not enter it.

With `--postgres postgresql://LOGIN@HOST:PORT` the ledgers are databases of that server, and psql stands for the sqlite3
shell. A server works in processes of its own: there the wall's time counts, and nothing has a limit.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

HERE = Path(__file__).parent
UPGRADE = HERE.parent / "gongkai" / "register" / "upgrade.py"
SIZES = (0, 1_000, 100_000, 1_000_000)
GONGKAI = (sys.executable, "-c", "from gongkai.__main__ import run; run()")
UNIT = "县教育局"
COMMANDS = {
    "status": ("status",),
    "due": ("due",),
    "report": ("report",),
    "report --no-verify": ("report", "--no-verify"),
    "score": ("score",),
    "scorecard": ("scorecard", UNIT),
    "progress list -u jyj": ("progress", "list", "-u", "jyj"),
    "show 7": ("show", "7"),
    "audit verify": ("audit", "verify"),
}
COUNT = """SELECT '{end}', count(*), sum(percent = 100), avg(percent) FROM progress WHERE seq IN
(SELECT max(seq) FROM progress WHERE year = 2018 AND day <= '{end}' GROUP BY seat);"""
"""The latest of each unit on each point by a day: the fastest way that the shell has, of several tried."""
ENDS = ("2018-07-31", "2018-08-31", "2018-09-30", "2018-10-31", "2018-11-30")
SQL = {
    "status": COUNT.format(end=ENDS[-1]),
    "report": "\n".join(COUNT.format(end=end) for end in ENDS),
    "progress list -u jyj": f"SELECT id, day, point, unit, percent, note FROM progress WHERE year = 2018 AND seat IN"  # noqa: S608
    f" (SELECT DISTINCT point || char(31) || '{UNIT}' FROM progress WHERE seq < 5000) ORDER BY day, seq;",
    "show 7": "SELECT id, day, point, unit, percent, note FROM progress WHERE year = 2018"
    " AND seat > '7' || char(31) AND seat < '7 ' ORDER BY day, seq;",
    "audit verify": "PRAGMA integrity_check; SELECT count(*), sum(length(body)) FROM trail;",
}
SERVER_SQL = {
    "status": SQL["status"].replace("sum(percent = 100)", "sum((percent = 100)::int)"),
    "report": SQL["report"].replace("sum(percent = 100)", "sum((percent = 100)::int)"),
    "progress list -u jyj": SQL["progress list -u jyj"].replace("char(31)", "chr(31)"),
    "show 7": SQL["show 7"].replace("char(31)", "chr(31)"),
    "audit verify": "SELECT count(*), sum(length(encode(sha256(convert_to(concat_ws(chr(10),"
    " seq, moment, actor, os_user, act, entity, id, body, prev), 'UTF8')), 'hex'))) FROM trail;",
}
"""The same as psql asks it; of the trail the server itself makes every hash."""
BARE = """import sqlite3, sys
for asked in sys.argv[2].split(";"):
    for row in sqlite3.connect(sys.argv[1]).execute(asked):
        print(*row)
"""
JOURNAL = """import sqlite3, sys
for day, *at, percent in sqlite3.connect(sys.argv[1]).execute("SELECT day, point, unit, percent FROM progress"):
    print(f"{day} 进展\\n  要点:{':'.join(at)}  {percent}\\n  进展\\n")
"""
HLEDGER = {"report": ("balance", "-M", "-N"), "progress list -u jyj": ("register", UNIT)}
HLEDGER_MOST = 100_000
"""Entries above which hledger takes minutes and gigabytes: it holds every entry of a journal."""


@dataclass(frozen=True)
class Run:
    """What a process took: seconds on the wall and of the processor, MiB of resident memory at its peak."""

    wall: float
    work: float
    memory: float


@dataclass(frozen=True)
class Limit:
    """What a figure may be: told by name, with what it is and what it may be at most."""

    name: str
    is_: float
    most: float

    @property
    def over(self) -> bool:
        """Whether it is more."""
        return self.is_ > self.most


def run(argv: tuple[str, ...], env: dict[str, str]) -> Run:
    """Run a process to its end, its stdout in a pipe that is read."""
    started = time.perf_counter()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(argv, env=env, stdout=subprocess.PIPE, stderr=said)
        while process.stdout and process.stdout.read(1 << 20):
            pass
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - started
        if process.returncode:
            said.seek(0)
            raise SystemExit(f"{' '.join(argv)}: left with {process.returncode}\n{said.read().decode()}")
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


class Bench:
    """The ledgers, and the runs of every command in each."""

    beside = "sqlite3"

    def __init__(self, folder: Path, sizes: tuple[int, ...]) -> None:
        self.sizes, self.folder = sizes, folder
        self.env = {**os.environ, "GONGKAI_TODAY": "2018-11-30", "PYTHONPATH": str(HERE.parent), "COLUMNS": "80"}
        for name in ("PYTHONDONTWRITEBYTECODE", "GONGKAI_UNIT"):
            self.env.pop(name, None)
        self.shell = shutil.which("sqlite3")
        self.hledger = shutil.which("hledger")
        self.runs: dict[tuple[str, str, int], list[Run]] = {}
        for size in sizes:
            self._make(size)

    def name(self, size: int) -> str:
        """Return the name of a ledger, which says what made it: a changed table makes another."""
        makers = HERE / "scale_ledgers.py", HERE.parent / "gongkai" / "register" / "kinds.py", UPGRADE
        made = hashlib.sha256(b"".join(maker.read_bytes() for maker in makers)).hexdigest()[:8]
        return f"{size}-{made}"

    def store(self, size: int) -> str:
        """Return where a ledger is."""
        return str(self.folder / f"{self.name(size)}.db")

    def is_there(self, size: int) -> bool:
        """Tell whether a ledger was made before."""
        return Path(self.store(size)).exists()

    def asking(self, name: str, size: int) -> tuple[str, ...] | None:
        """Return the command that asks for the same aggregate, None where there is none."""
        if name not in SQL or not size:
            return None
        shell = (self.shell, "-readonly") if self.shell else (sys.executable, "-S", "-c", BARE)
        return (*shell, self.store(size), SQL[name])

    def _make(self, size: int) -> None:
        if not self.is_there(size):
            started = time.perf_counter()
            maker = (sys.executable, str(HERE / "scale_ledgers.py"), self.store(size), str(size))
            subprocess.run(maker, check=True, env=self.env)
            print(f"made a ledger of {size:,} reports in {time.perf_counter() - started:.0f} s", file=sys.stderr)

    def round(self) -> None:
        """Run everything once in every ledger."""
        for name, argv in COMMANDS.items():
            for size in self.sizes:
                self._take("gongkai", name, size, (*GONGKAI, "--db", self.store(size), *argv))
                if asking := self.asking(name, size):
                    self._take(self.beside, name, size, asking)
                if name in HLEDGER and self.hledger and 0 < size <= HLEDGER_MOST:
                    argv_ = (self.hledger, "-f", str(self._journal(size)), *HLEDGER[name])
                    self._take("hledger", name, size, argv_)

    def write(self, rounds: int) -> None:
        """Record one report after another, as a unit's machine does, in copies of the ledgers."""
        env = {**self.env, "GONGKAI_UNIT": UNIT}
        copies = {size: Path(self.store(size)).with_suffix(".copy") for size in self.sizes}
        try:
            for size, copy in copies.items():
                shutil.copy(self.store(size), copy)
            for n in range(rounds + 1):
                for size, copy in copies.items():
                    said = ("progress", "add", "3", "--percent", str(50 + n), "--date", "2018-11-29")
                    ran = run((*GONGKAI, "--db", str(copy), *said), env)
                    if n:  # the first reads a fresh copy
                        self.runs.setdefault(("gongkai", "progress add", size), []).append(ran)
        finally:
            for copy in copies.values():
                for left in copy.parent.glob(f"{copy.name}*"):
                    left.unlink()

    def _take(self, who: str, name: str, size: int, argv: tuple[str, ...]) -> None:
        self.runs.setdefault((who, name, size), []).append(run(argv, self.env))

    def _journal(self, size: int) -> Path:
        path = Path(self.store(size)).with_suffix(".journal")
        if not path.exists():
            with path.open("wb") as file:  # by another process: what this one holds, its children are told to
                subprocess.run((sys.executable, "-c", JOURNAL, self.store(size)), check=True, stdout=file)
        return path

    def of(self, name: str, size: int, who: str = "gongkai") -> Run | None:
        """Return the medians of what was run."""
        ran = self.runs.get((who, name, size))
        return Run(*(median(getattr(one, part) for one in ran) for part in ("wall", "work", "memory"))) if ran else None

    def table(self) -> None:
        """Write what each took: seconds on the wall / of the processor, MiB."""
        print(f"{'':22}{'':9}" + "".join(f"{f'{size:,}':>22}" for size in self.sizes))
        for name in (*COMMANDS, "progress add"):
            for who in ("gongkai", self.beside, "hledger"):
                found = [self.of(name, size, who) for size in self.sizes]
                if any(found):
                    told = (f"{one.wall:.2f}/{one.work:.2f} s {one.memory:4.0f}" if one else "" for one in found)
                    print(f"{name if who == 'gongkai' else '':22}{who:9}" + "".join(f"{each:>22}" for each in told))

    def limits(self) -> list[Limit]:
        """Return what has a limit, of the largest ledger against the smallest that has reports."""
        small, large = self.sizes[1], self.sizes[-1]

        def work(name: str, size: int, who: str = "gongkai") -> float:
            found = self.of(name, size, who)
            return found.work if found else float("nan")

        def memory(name: str) -> float:
            found = self.of(name, large)
            return found.memory if found else float("nan")

        floor, listed = work("report", 0), "progress list -u jyj"
        return [
            Limit("status: large / small", work("status", large) / work("status", small), 1.3),
            Limit("status: MiB", memory("status"), 45),
            Limit(
                "report: large / (none + sqlite3)",
                work("report", large) / (floor + work("report", large, "sqlite3")),
                1.5,
            ),
            Limit("report: MiB", memory("report"), 120),
            Limit("one unit's list: large / none", work(listed, large) / work(listed, 0), 3.0),
            Limit("one report written: large / small", work("progress add", large) / work("progress add", small), 1.3),
        ]


class OnServer(Bench):
    """The same on a PostgreSQL server: each ledger is a database of its own."""

    beside = "psql"

    def __init__(self, root: str, sizes: tuple[int, ...]) -> None:
        self.root = root.rstrip("/")
        super().__init__(Path(), sizes)
        self.hledger = None

    def store(self, size: int) -> str:
        """Return the address of a ledger."""
        return f"{self.root}/scale_{self.name(size).replace('-', '_')}"

    def is_there(self, size: int) -> bool:
        """Tell whether a ledger was made before; make an empty database for it where not."""
        name = self.store(size).rpartition("/")[2]
        known = subprocess.check_output((*self._psql("postgres"), "SELECT datname FROM pg_database"), text=True)
        if name not in known.split():
            subprocess.run((*self._psql("postgres"), f"CREATE DATABASE {name} TEMPLATE template0"), check=True)
        return name in known.split()

    def asking(self, name: str, size: int) -> tuple[str, ...] | None:
        """Return the command that asks for the same aggregate, None where there is none."""
        database = self.store(size).rpartition("/")[2]
        return (*self._psql(database), SERVER_SQL[name]) if name in SERVER_SQL and size else None

    def _psql(self, database: str) -> tuple[str, ...]:
        return ("psql", "-qAt", "-d", f"{self.root}/{database}", "-c")


def main() -> None:
    """Read the flags, measure, tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3, help="runs of each (default: 3)")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="reports in each ledger, 0 first")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir(), "gongkai-scale"))
    parser.add_argument(
        "--postgres", metavar="ADDRESS", help="a server, without a database: the ledgers are made there"
    )
    parser.add_argument("--check", action="store_true", help="leave with 1 where a limit is passed")
    options = parser.parse_args()
    sizes = tuple(options.sizes)
    options.folder.mkdir(exist_ok=True)
    bench = OnServer(options.postgres, sizes) if options.postgres else Bench(options.folder, sizes)
    for _ in range(options.rounds):
        bench.round()
    if options.postgres:
        bench.table()
        return
    bench.write(options.rounds)
    bench.table()
    limits = bench.limits()
    for limit in limits:
        print(f"{limit.name:40}{limit.is_:8.2f}  at most {limit.most:6.2f}  {'OVER' if limit.over else 'ok'}")
    sys.exit(1 if options.check and any(limit.over for limit in limits) else 0)


if __name__ == "__main__":
    main()
