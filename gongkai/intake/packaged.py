"""The year's file that comes with the program."""

from __future__ import annotations

from pathlib import Path


def packaged_tasks() -> Path:
    """Return the path of the 2018 tasks.yaml: inside the installed package, or beside it in a source tree."""
    package = Path(__file__).parents[1]
    inside = package / "tasks.yaml"
    return inside if inside.is_file() else package.parent / "tasks.yaml"
