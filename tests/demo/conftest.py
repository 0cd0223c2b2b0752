"""Fixture `shown`: the demonstration made once, as a newcomer makes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.cli import Result, run

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Shown:
    """The folder of a demonstration, and what was told while it was made."""

    folder: Path
    told: Result

    @property
    def store(self) -> str:
        """The demonstration's database."""
        return str(self.folder / "demo.db")

    def ask(self, *words: str) -> Result:
        """Type a command on the demonstration's database; it must succeed."""
        done = run(*words, db=self.store)
        assert done.code == 0, done.err
        return done


@pytest.fixture(scope="session")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Shown:
    """The demonstration in a new folder."""
    folder = tmp_path_factory.mktemp("shown") / "演示"
    return Shown(folder, run("demo", str(folder), today="2026-03-02"))
