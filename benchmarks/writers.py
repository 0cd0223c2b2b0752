"""Sixteen processes that write a hundred reports each into one ledger, while others read and verify it.

Told are the seconds in all, the acts a second, how long the act that waited longest took, and how long whoever writes
holds the lock; on SQLite, and with `--postgres ADDRESS` on a server (a database without tables, which is left filled).
It leaves with 1 where an act failed, one is missing, or the chain is not whole. Writers are loaded before they begin:
what a command takes to start is `startup.py`'s.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

HERE = Path(__file__).parent
WRITE = """
import sys, time
from datetime import datetime
from gongkai.register.codec import CST
from gongkai.register.kinds import Progress
from gongkai.register.writing import open_register
store, unit, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
now = datetime(2018, 9, 1, 9, tzinfo=CST)
sys.stdin.readline()
for n in range(count):
    began, used = time.perf_counter(), time.process_time()
    with open_register(store, actor="基准", os_user="benchmark", now=now) as register:
        held = time.perf_counter()
        register.add(Progress(year=2018, day=now.date(), point="1", unit=unit, percent=n % 100), "progress.add")
    ended = time.perf_counter()
    print(ended - began, ended - held, time.process_time() - used, flush=True)
"""
READ = """
import sys
from gongkai.register.reading import open_reader
from gongkai.register.verifying import verify
for line in sys.stdin:
    with open_reader(sys.argv[1]) as reader:
        found = verify(reader)
        if not found.ok or found.entries != 1 + len(reader.ledger(2018).progress):
            sys.exit("not whole")
    print("whole", flush=True)
"""
FILL = """
import sys
sys.path.insert(0, sys.argv[2])
from scale_ledgers import NOW, WHO
from gongkai.plan.acts import load_plan
from gongkai.plan.reading import packaged_tasks, read_plan
from gongkai.register.writing import create_store
create_store(sys.argv[1], lambda register: load_plan(register, read_plan(packaged_tasks()).plan, "tasks.yaml"),
             **WHO, now=NOW)
"""
ENV = {**os.environ, "PYTHONPATH": str(HERE.parent)}


def started(code: str, *words: str) -> subprocess.Popen[str]:
    """Start a process that does what a text says."""
    return subprocess.Popen(
        (sys.executable, "-c", code, *words), env=ENV, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def tell(process: subprocess.Popen[str], word: str) -> None:
    """Say a line to a process."""
    if process.stdin is None:
        raise RuntimeError("it was started with a pipe")
    process.stdin.write(f"{word}\n")
    process.stdin.flush()


def measure(store: str, writers: int, each: int) -> bool:
    """Let them all write at once, tell how it went; True where nothing is missing."""
    subprocess.run((sys.executable, "-c", FILL, store, str(HERE)), env=ENV, check=True)
    reader = started(READ, store)
    running = [started(WRITE, store, f"单位{n}", str(each)) for n in range(writers)]
    time.sleep(3)  # all are loaded
    began = time.perf_counter()
    for process in (*running, *[reader] * 20):
        tell(process, "开始")
    said = [process.communicate()[0].split() for process in running]
    took = time.perf_counter() - began
    reader.communicate("再看一次\n")
    took_each, held, used = ([float(one) for words in said for one in words[part::3]] for part in range(3))
    good = not any(process.returncode for process in (*running, reader)) and len(held) == writers * each
    print(
        f"{writers} writers, {len(held)} of {writers * each} reports in {took:.1f} s: {len(held) / took:.0f} a second"
    )
    print(f"  one act: median {median(took_each):.3f} s, longest {max(took_each):.2f} s")
    print(f"  of that with the lock: median {median(held) * 1000:.1f} ms, longest {max(held) * 1000:.0f} ms")
    print(
        f"  processor: median {median(used) * 1000:.1f} ms; read and verified meanwhile: {'whole' if good else 'NOT'}"
    )
    return good


def main() -> None:
    """Read the flags, measure, tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--writers", type=int, default=16)
    parser.add_argument("--each", type=int, default=100, help="reports of each writer (default: 100)")
    parser.add_argument("--postgres", help="address of a database without tables")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gongkai-") as folder:
        stores = (str(Path(folder, "gongkai.db")), *filter(None, (options.postgres,)))
        good = [measure(store, options.writers, options.each) for store in stores]
        sys.exit(0 if all(good) else 1)


if __name__ == "__main__":
    main()
