"""The command line as a clerk meets it: a call in this process, or a process of its own, and what came of it."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any
from unittest import mock

from typer.main import get_command

from gongkai.cli.app import app

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from typer._click import Command

OUR_OWN = "GONGKAI_"


@dataclass(frozen=True, slots=True)
class Result:
    """Exit code, stdout and stderr of one call."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401 - whatever the command answers
        """The one JSON value on stdout."""
        return json.loads(self.out)


def environment(today: str | None, db: str | None, env: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return a clean environment: none of the user's own settings, and those of this call."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith((OUR_OWN, "_GONGKAI", "COLUMNS"))}
    clean |= {"GONGKAI_ACTOR": "张文书", "COLUMNS": "100"}  # whoever runs the tests may sit at a terminal
    clean |= {"GONGKAI_TODAY": today} if today is not None else {}
    clean |= {"GONGKAI_DB": db} if db is not None else {}
    return clean | dict(env or {})


@cache
def program() -> Command:
    """Return the root command, once for all calls: Typer makes it anew more slowly than most commands run."""
    return get_command(app)


def run(
    *args: str, today: str | None = None, db: str | None = None, env: Mapping[str, str] | None = None, typed: str = ""
) -> Result:
    """Call the program in this process, on no terminal. `typed` is what stdin holds."""
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8")
    with mock.patch.dict(os.environ, environment(today, db, env), clear=True), _streams(out, err, typed):
        try:
            program().main(list(args))
            code: object = 0
        except SystemExit as left:
            code = left.code
    assert isinstance(code, int), f"left with {code!r}"
    return Result(code, _text(out), _text(err))


def spawn(
    *args: str,
    today: str | None = None,
    db: str | None = None,
    env: Mapping[str, str] | None = None,
    encoding: str = "utf-8",
) -> Result:
    """Call the program as the shell does, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "gongkai", *args],
        env=environment(today, db, env),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=120,
    )
    return Result(done.returncode, done.stdout.decode(encoding), done.stderr.decode(encoding))


@contextmanager
def _streams(out: io.TextIOWrapper, err: io.TextIOWrapper, typed: str) -> Iterator[None]:
    with mock.patch.multiple(sys, stdout=out, stderr=err, stdin=io.StringIO(typed)):
        yield


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    binary = stream.buffer
    assert isinstance(binary, io.BytesIO)
    return binary.getvalue().decode("utf-8")
