"""How fast a trail is verified, and what that adds to a score: `python benchmarks/verifying.py [ROWS] [DATABASE]`.

Makes a ledger of ROWS reports with a true trail (200,000 unless said; `filling.py` takes a minute or two), or takes the
one named. Told are whole processes, the fastest of five, so that what else the machine does counts least; `--check`
leaves with 1 where a figure is missed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RUNS, LEAST, MOST_MIB = 5, 150_000, 45.0
FILLING = Path(__file__).with_name("filling.py")
GONGKAI = "from gongkai.__main__ import run; run()"


def fill(db: str, rows: int) -> None:
    """Make a ledger, in a process of its own: the memory of this one is handed to its children."""
    subprocess.run([sys.executable, str(FILLING), db, str(rows)], check=True)


def took(db: str, *words: str) -> tuple[float, float]:
    """Return the seconds of the fastest run of a command, and the most memory in MiB."""
    best, memory = float("inf"), 0.0
    env = os.environ | {"GONGKAI_DB": db, "GONGKAI_TODAY": "2018-11-30", "GONGKAI_ACTOR": "基准"}
    for _ in range(RUNS):
        begun = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-c", GONGKAI, *words], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        _, status, usage = os.wait4(process.pid, 0)
        if status:
            raise SystemExit(f"{' '.join(words)}: {status}")
        best, memory = min(best, time.perf_counter() - begun), max(memory, usage.ru_maxrss / 1024)
    return best, memory


def main(rows: int, db: str | None) -> int:
    """Report, and return the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        small, large = str(Path(folder) / "small.db"), db or str(Path(folder) / "large.db")
        fill(small, 1)
        if db is None:
            fill(large, rows)
        floor, least = took(small, "audit", "verify")
        whole, most = took(large, "audit", "verify")
        rate = rows / (whole - floor)
        print(f"audit verify: {rows} lines in {whole:.2f} s, start-up {floor:.2f} s: {rate:,.0f} lines a second")
        print(f"memory: {least:.0f} MiB with one line, {most:.0f} MiB with {rows}")
        for name, store in (("1 report", small), (f"{rows} reports", large)):
            verified, bare = took(store, "score")[0], took(store, "score", "--no-verify")[0]
            print(f"score, {name}: {verified:.2f} s, without verification {bare:.2f} s")
        return int("--check" in sys.argv and (rate < LEAST or most > MOST_MIB))


if __name__ == "__main__":
    given = [word for word in sys.argv[1:] if not word.startswith("--")]
    sys.exit(main(int(given[0]) if given else 200_000, given[1] if given[1:] else None))
