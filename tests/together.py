"""Processes that do the same at once, children of one that has the program in it, so that none waits for its imports.

`python -m tests.together MODULE FUNCTION ARGUMENTS`, the arguments of each process as JSON.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

HOUSE = Path(__file__).parents[1]
PATIENCE = 120
CHILDREN = multiprocessing.get_context("fork") if hasattr(os, "fork") else multiprocessing.get_context("spawn")
"""How processes begin: with what their parent has, where the system can do that."""


def at_once(function: Callable[..., None], arguments: Sequence[Sequence[str | int]]) -> list[str]:
    """Call a module's function in a process for each of these arguments; return the lines that all of them printed."""
    words = [function.__module__, function.__name__, json.dumps(arguments)]
    done = subprocess.run(
        [sys.executable, "-m", "tests.together", *words],
        cwd=HOUSE,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=PATIENCE,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return done.stdout.splitlines()


def say(words: str) -> None:
    """Print a line, whole, whoever else prints on the same stream."""
    os.write(sys.stdout.fileno(), f"{words}\n".encode())


def _main(module: str, function: str, arguments: str) -> int:
    target = getattr(import_module(module), function)
    running = [CHILDREN.Process(target=target, args=each) for each in json.loads(arguments)]
    for process in running:
        process.start()
    for process in running:
        process.join()
    return sum(process.exitcode != 0 for process in running)


if __name__ == "__main__":
    sys.exit(_main(*sys.argv[1:]))
