"""Many write at once: nothing confirmed is lost, and the trail never forks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gongkai.register.reading import open_reader
from gongkai.register.verifying import verify
from gongkai.register.writing import create_store
from tests.storage import samples
from tests.together import at_once, say

if TYPE_CHECKING:
    from pathlib import Path

WRITERS, EACH = 4, 8
READER = ""
"""Stands for a unit where somebody reads and verifies."""


def keep_busy(store: str, unit: str) -> None:
    """Write reports, one act each, and say the id of each when it is kept; or look, and say whether all is well."""
    for percent in range(EACH):
        if unit == READER:
            with open_reader(store) as reader:
                found = verify(reader)
                say(f"{found.ok} {found.entries == reader.head().seq == 1 + len(reader.ledger().progress)}")
        else:
            (kept,) = samples.write(store, samples.progress(percent=percent, unit=unit))
            say(kept.id)


@pytest.mark.slow
def test_four_offices_write_at_once_while_another_reads_and_verifies(ledger: str) -> None:
    said = at_once(keep_busy, [(ledger, READER), *((ledger, f"单位{n}") for n in range(WRITERS))])
    looks = [line for line in said if " " in line]
    assert looks == ["True True"] * EACH
    with open_reader(ledger) as now:
        kept = now.ledger().progress
        assert verify(now).ok
        assert now.head().seq == 1 + WRITERS * EACH
    assert sorted(p.id for p in kept) == sorted(line for line in said if " " not in line)


def make(store: str) -> None:
    """Make the ledger where there is none, and say whether it was made."""
    say(str(create_store(store, samples.first, actor="张", os_user="z", now=samples.NOW)))


def test_two_that_make_the_ledger_at_once_make_one(tmp_path: Path, postgres: str) -> None:
    for store in (str(tmp_path / "台账.db"), postgres):
        assert sorted(at_once(make, [(store,)] * 3)) == ["False", "False", "True"]
        with open_reader(store) as reader:
            assert verify(reader).entries == 1
