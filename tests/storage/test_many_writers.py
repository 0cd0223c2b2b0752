"""Many write at once: nothing confirmed is lost, and the trail never forks."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from gongkai.register.reading import open_reader
from gongkai.register.verifying import verify

if TYPE_CHECKING:
    from pathlib import Path

WRITERS, EACH = 4, 8
WRITE = """
import sys
from tests.storage import samples
store, who, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
for n in range(count):
    (kept,) = samples.write(store, samples.progress(percent=n, unit=who))
    print(kept.id, flush=True)
"""
READ = """
import sys
from gongkai.register.reading import open_reader
from gongkai.register.verifying import verify
for line in sys.stdin:
    with open_reader(sys.argv[1]) as reader:
        found = verify(reader)
        print(found.ok, found.entries == reader.head().seq == 1 + len(reader.ledger().progress), flush=True)
"""


def writer(store: str, who: str, count: int) -> subprocess.Popen[str]:
    """Start a process that writes `count` reports, one act each, and says the id of each when it is kept."""
    command = [sys.executable, "-c", WRITE, store, who, str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.slow
def test_four_offices_write_at_once_while_others_read_and_verify(ledger: str) -> None:
    command = [sys.executable, "-c", READ, ledger]
    reader = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    running = [writer(ledger, f"单位{n}", EACH) for n in range(WRITERS)]
    looks = reader.communicate("看一次\n" * 2 * EACH)[0].splitlines()
    said = [process.communicate()[0].split() for process in running]
    assert looks == ["True True"] * 2 * EACH
    assert [process.returncode for process in running] == [0] * WRITERS
    with open_reader(ledger) as now:
        kept = now.ledger().progress
        assert verify(now).ok
        assert now.head().seq == 1 + WRITERS * EACH
    assert sorted(p.id for p in kept) == sorted(id_ for ids in said for id_ in ids)


def test_two_that_make_the_ledger_at_once_make_one(tmp_path: Path, postgres: str) -> None:
    make = """
import sys
from tests.storage import samples
from gongkai.register.writing import create_store
print(create_store(sys.argv[1], samples.first, actor='张', os_user='z', now=samples.NOW))
"""
    for store in (str(tmp_path / "台账.db"), postgres):
        makers = [
            subprocess.Popen([sys.executable, "-c", make, store], stdout=subprocess.PIPE, text=True) for _ in range(3)
        ]
        said = sorted(maker.communicate()[0].strip() for maker in makers)
        assert said == ["False", "False", "True"]
        with open_reader(store) as reader:
            assert verify(reader).entries == 1
