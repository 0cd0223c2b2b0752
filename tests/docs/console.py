"""A document whose ```console blocks are a true transcript: read it, run it, write it anew.

In such a block a line that begins with `$ ` is typed, the lines below it are what came back, stdout and stderr as a
terminal shows them. `$ export NAME=VALUE …` sets the environment of all that follows, in later blocks too.
"""

from __future__ import annotations

import os
import pty
import re
import shlex
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
HOME = "/home/zhang/试用"
_BLOCK = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)
_FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_HASH = re.compile(r"\b(?:[0-9a-f]{64}|[0-9a-f]{12})\b")


@dataclass(frozen=True)
class Step:
    """One command of a transcript, and what the document says came back."""

    command: str
    told: str


def fenced(text: str) -> Iterator[tuple[str, str]]:
    """Yield each fenced block's language and content."""
    yield from _FENCED.findall(text)


def steps(block: str) -> list[Step]:
    """Return a block's commands with their answers."""
    pieces = re.split(r"^\$ ", block, flags=re.MULTILINE)
    assert pieces[0] == "", "a transcript begins with a command"
    return [Step(command, told) for command, _, told in (piece.partition("\n") for piece in pieces[1:])]


def same(told: str, said: str) -> bool:
    """Tell whether two answers differ in nothing but the trail's hashes, which no two ledgers share."""
    return _HASH.sub("", told) == _HASH.sub("", said)


class Terminal:
    """A shell on a terminal of 80 columns and no colours, in a folder of its own, on a machine new to the program."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "work"
        self._folder.mkdir()
        bin_ = folder / "bin"
        bin_.mkdir()
        program = bin_ / "gongkai"
        program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m gongkai "$@"\n', encoding="utf-8")
        program.chmod(0o755)
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("GONGKAI_", "_GONGKAI", "XDG_"))}
        self._env = kept | {
            "PATH": f"{bin_}:{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "HOME": str(folder),
            "COLUMNS": "80",
            "LC_ALL": "C.UTF-8",
            "TERM": "dumb",
        }

    def type(self, command: str) -> str:
        """Run one command line and return all it said; the folder's name is the one the document uses."""
        if command.startswith("export "):
            self._env |= dict(word.split("=", 1) for word in shlex.split(command)[1:])
            return ""
        ours, theirs = pty.openpty()
        line = ["bash", "-c", command]
        shell = subprocess.Popen(
            line, cwd=self._folder, env=self._env, stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs
        )
        os.close(theirs)
        said = b"".join(_shown(ours))
        shell.wait()
        os.close(ours)
        return said.decode().replace("\r\n", "\n").replace(str(self._folder), HOME)


def _shown(terminal: int) -> Iterator[bytes]:
    """Yield what stands on the terminal until the last program has left it."""
    with suppress(OSError):
        while more := os.read(terminal, 65536):
            yield more


def replayed(text: str, terminal: Terminal) -> str:
    """Return the document as it is when every command is typed in order; an answer that is still true stays."""
    return _BLOCK.sub(lambda block: "".join(_replay(block[0], terminal)), text)


def _replay(block: str, terminal: Terminal) -> Iterator[str]:
    for step in steps(block):
        said = terminal.type(step.command)
        spaced = said + step.told[len(step.told.rstrip("\n")) + 1 :]  # the blank line before the next command
        yield f"$ {step.command}\n{step.told if same(step.told.rstrip(), said.rstrip()) else spaced}"
