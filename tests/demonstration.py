"""What is made once a run, whichever worker wants it first: the demonstration above all. Nobody writes in it."""

from __future__ import annotations

import os
import pickle
import shutil
import time
from pathlib import Path  # noqa: TC003 - msgspec reads it
from typing import TYPE_CHECKING, Any, TypeVar, cast
from unittest import mock

import pytest
from msgspec import Struct

from gongkai.papers.formats import Format
from tests.cli import Result, run

if TYPE_CHECKING:
    from collections.abc import Callable

    from gongkai.papers.document import Document

Made = TypeVar("Made")

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
    write: Callable[..., str | bytes] = Format.write

    def noted(form: Format, document: Document, *lent: bytes | None) -> str | bytes:
        documents[f"{len(documents)} {document.title}"] = document
        return write(form, document, *lent)

    with mock.patch.object(Format, "write", noted):
        return Shown(folder, run("demo", str(folder), today="2026-03-02"), documents)


def made_once(paths: pytest.TempPathFactory, name: str, make: Callable[[Path], Made]) -> Made:
    """Make something in a folder of this name that all workers share, or wait for the worker that does."""
    own = paths.getbasetemp()
    place = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / name
    told = place / "told.pickle"
    try:
        place.mkdir()
    except FileExistsError:
        return cast("Made", _waited_for(told))
    try:
        made = make(place)
    except BaseException:
        shutil.rmtree(place)
        raise
    draft = place / "draft.pickle"
    draft.write_bytes(pickle.dumps(made))
    draft.replace(told)
    return made


def _waited_for(told: Path) -> Any:  # noqa: ANN401 - whatever was made
    ends = time.monotonic() + PATIENCE
    while not told.exists():
        assert told.parent.exists(), f"another worker failed to make {told.parent.name}"
        assert time.monotonic() < ends, f"the worker that makes {told.parent.name} has not done so"
        time.sleep(0.1)
    return pickle.loads(told.read_bytes())  # noqa: S301 - written by this run


@pytest.fixture(scope="session")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Shown:
    """The demonstration in a folder that all workers share."""
    return made_once(tmp_path_factory, "demonstration", lambda place: _make(place / "演示"))
