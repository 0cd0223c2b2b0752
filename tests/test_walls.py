"""The walls between the rooms and the budgets of their furniture, checked by machine."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

HOUSE = Path(__file__).parents[1]
SOURCE = HOUSE / "gongkai"
FILES = sorted(SOURCE.rglob("*.py"))
LONGEST_FUNCTION = 60
OWN = "gongkai"
RUN = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"


def tree(path: Path) -> ast.Module:
    """Return a file's syntax."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imported(path: Path) -> Iterator[str]:
    """Yield every module a file imports, at its top or inside a function, for types or for real."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: imports are absolute"
            yield node.module or ""
            if node.module == OWN:
                yield from (f"{OWN}.{alias.name}" for alias in node.names)


def test_arrows_point_only_downward() -> None:
    """Every contract of pyproject.toml is kept."""
    told = subprocess.run(
        [sys.executable, "-c", RUN], cwd=HOUSE, capture_output=True, text=True, check=False, encoding="utf-8"
    )
    assert told.returncode == 0, told.stdout + told.stderr
    assert "0 broken" in told.stdout


def test_the_law_looks_at_no_clock_and_touches_no_file() -> None:
    for path in sorted((SOURCE / "domain").glob("*.py")):
        called = {ast.unparse(node.func) for node in ast.walk(tree(path)) if isinstance(node, ast.Call)}
        clocks = {"open", "print", "input", "date.today", "datetime.now", "datetime.utcnow", "datetime.today"}
        assert not called & clocks, path.name
        assert not {"os", "time", "pathlib", "sqlite3", "subprocess", "socket"} & set(imported(path)), path.name


def test_a_rooms_door_imports_nothing() -> None:
    for package in sorted({path.parent for path in FILES}):
        assert set(imported(package / "__init__.py")) <= {"__future__"}, package.name


def test_functions_are_short() -> None:
    """None over 60 lines, the median at most 8, 95 of 100 at most 40."""
    lengths = []
    for path in FILES:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lengths.append((node.end_lineno or node.lineno) - node.lineno + 1)
                assert lengths[-1] <= LONGEST_FUNCTION, f"{path.name}:{node.lineno} {node.name}: {lengths[-1]} lines"
    lengths.sort()
    assert lengths[len(lengths) // 2] <= 8
    assert lengths[len(lengths) * 95 // 100] <= 40


LAW = "import sys, gongkai.domain.checks, gongkai.domain.status, gongkai.domain.scoring; print(*sys.modules)"
READING = "import sys, gongkai.storage.reading; print(*sys.modules)"
DRAWING = "import sys, gongkai.render.terminal; print(*sys.modules)"


@pytest.mark.parametrize(
    ("code", "never"),
    [
        (
            LAW,
            {
                "yaml",
                "sqlmodel",
                "sqlalchemy",
                "psycopg",
                "rich",
                "typer",
                "sqlite3",
                "gongkai.storage",
                "gongkai.wording",
            },
        ),
        (READING, {"sqlmodel", "sqlalchemy", "pydantic", "typer", "yaml"}),
        (DRAWING, {"sqlmodel", "sqlalchemy", "gongkai.domain", "gongkai.storage", "gongkai.wording"}),
    ],
    ids=["law", "reading", "drawing"],
)
def test_a_fresh_interpreter_loads_no_more_than_a_room_needs(code: str, never: set[str]) -> None:
    told = subprocess.run([sys.executable, "-c", code], cwd=HOUSE, capture_output=True, text=True, check=True)
    assert not never & set(told.stdout.split())
