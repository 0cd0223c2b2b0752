"""A year of a department, at the counter and on a terminal."""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess
import sys
import time
from dataclasses import dataclass

from tests.cli import Result, environment, run

TODAY = "2018-11-30"


@dataclass(frozen=True)
class Desk:
    """One store, on one day unless another is said."""

    db: str

    def call(self, *args: str, today: str = TODAY) -> Result:
        """Call the program with nobody at the terminal."""
        return run(*args, today=today, db=self.db)

    def must(self, *args: str, today: str = TODAY) -> Result:
        """Call the program, which does as asked."""
        got = self.call(*args, today=today)
        assert got.code == 0, got.err
        return got

    def refused(self, code: int, *args: str) -> str:
        """Call the program, which refuses with this code; return what it says."""
        got = self.call(*args)
        assert (got.code, got.out) == (code, ""), got
        return got.err

    def answer(self, *args: str, answers: tuple[str, ...] = (), env: dict[str, str] | None = None) -> str:
        """Call the program on a terminal and give the answers in turn; return all that stood on the screen."""
        ours, theirs = pty.openpty()
        line = [sys.executable, "-m", "gongkai", *args]
        settings = environment(TODAY, self.db) | {"TERM": "xterm", "COLUMNS": "200"} | (env or {})
        program = subprocess.Popen(line, env=settings, stdin=theirs, stdout=theirs, stderr=theirs, close_fds=True)
        os.close(theirs)
        return _talked(ours, program, list(answers))


def _talked(ours: int, program: subprocess.Popen[bytes], answers: list[str]) -> str:
    """Answer each question once the screen has come to rest."""
    seen, until = b"", time.monotonic() + 60
    try:
        while time.monotonic() < until:
            ready, _, _ = select.select([ours], [], [], 0.15)
            if ready:
                more = _read(ours)
                seen += more
                if not more:
                    break
            elif answers and _shown(seen).rstrip().endswith("："):
                os.write(ours, f"{answers.pop(0)}\n".encode())
    finally:
        program.kill()
        program.wait()
        os.close(ours)
    assert not answers, f"never asked for {answers}: {_shown(seen)}"
    return _shown(seen)


def _shown(seen: bytes) -> str:
    return re.sub(r"\x1b\[[?0-9;]*[a-zA-Z]", "", seen.decode("utf-8", "replace"))


def _read(ours: int) -> bytes:
    try:
        return os.read(ours, 65536)
    except OSError:  # the program has gone
        return b""
