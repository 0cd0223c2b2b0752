"""The demonstration made once a run, whichever worker wants it first: nobody writes in it."""

from __future__ import annotations

import os
import pickle
import time
from pathlib import Path  # noqa: TC003 - msgspec reads it
from typing import TYPE_CHECKING
from unittest import mock

import pytest
from msgspec import Struct

from gongkai.papers.formats import Format
from tests.cli import Result, run

if TYPE_CHECKING:
    from gongkai.papers.document import Document

PATIENCE = 600
"""Seconds that one worker waits for another on a slow machine."""


class Shown(Struct, frozen=True):
    """The folder of a demonstration, what was told while it was made, and the documents it wrote by their names."""

    folder: Path
    told: Result
    documents: dict[str, Document]

    @property
    def store(self) -> str:
        """The demonstration's database: to be read, or copied."""
        return str(self.folder / "demo.db")

    def ask(self, *words: str) -> Result:
        """Type a command on the demonstration's database; it must succeed."""
        done = run(*words, db=self.store)
        assert done.code == 0, done.err
        return done


def _make(folder: Path) -> Shown:
    """Make it as a newcomer does."""
    documents: dict[str, Document] = {}
    write = Format.write

    def noted(form: Format, document: Document, template: bytes | None = None) -> str | bytes:
        documents[f"{len(documents)} {document.title}"] = document
        return write(form, document, template)

    with mock.patch.object(Format, "write", noted):
        return Shown(folder, run("demo", str(folder), today="2026-03-02"), documents)


def _once(place: Path) -> Shown:
    """Make it in this place, or wait for whoever does."""
    told = place / "told.pickle"
    try:
        place.mkdir()
    except FileExistsError:
        return _waited_for(told)
    shown = _make(place / "演示")
    draft = place / "draft.pickle"
    draft.write_bytes(pickle.dumps(shown))
    draft.replace(told)
    return shown


def _waited_for(told: Path) -> Shown:
    ends = time.monotonic() + PATIENCE
    while not told.exists():
        assert time.monotonic() < ends, "the worker that makes the demonstration has not done so"
        time.sleep(0.1)
    shown = pickle.loads(told.read_bytes())  # noqa: S301 - written by this run
    assert isinstance(shown, Shown)
    return shown


@pytest.fixture(scope="session")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Shown:
    """The demonstration in a folder that all workers share."""
    own = tmp_path_factory.getbasetemp()
    return _once((own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "demonstration")
