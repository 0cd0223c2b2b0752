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
LONGEST_FUNCTION, LONGEST_FILE = 60, 400
OWN = "gongkai"
MAY_IMPORT = {"domain": {"domain", "errors"}, "render": {"render", "document", "agenda", "errors"}}
LAW_LIBRARIES = sys.stdlib_module_names | {"msgspec"}
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


@pytest.mark.parametrize("path", sorted((SOURCE / "domain").glob("*.py")), ids=lambda path: path.stem)
def test_the_law_imports_the_standard_library_and_records_alone(path: Path) -> None:
    for name in imported(path):
        room, *inside = name.split(".")
        if room == OWN:
            assert not inside or inside[0] in MAY_IMPORT["domain"], f"{path.name} imports {name}"
        else:
            assert room in LAW_LIBRARIES, f"{path.name} imports {name}"


@pytest.mark.parametrize("path", sorted((SOURCE / "domain").glob("*.py")), ids=lambda path: path.stem)
def test_the_law_looks_at_no_clock_and_touches_no_file(path: Path) -> None:
    called = {ast.unparse(node.func) for node in ast.walk(tree(path)) if isinstance(node, ast.Call)}
    assert not called & {"open", "print", "input", "date.today", "datetime.now", "datetime.utcnow", "datetime.today"}
    assert not {"os", "time", "pathlib", "sqlite3", "subprocess", "socket"} & set(imported(path))


def test_drawing_knows_documents_only() -> None:
    for path in sorted((SOURCE / "render").rglob("*.py")):
        rooms = {name.split(".")[1] for name in imported(path) if name.startswith(f"{OWN}.")}
        assert rooms <= MAY_IMPORT["render"], f"{path.name}: {rooms}"


@pytest.mark.parametrize("package", sorted({path.parent for path in FILES}), ids=lambda path: path.name)
def test_a_rooms_door_imports_nothing(package: Path) -> None:
    door = package / "__init__.py"
    assert door.is_file()
    assert set(imported(door)) <= {"__future__"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_functions_and_files_stay_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST_FILE
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            assert lines <= LONGEST_FUNCTION, f"{path.name}:{node.lineno} {node.name}: {lines} lines"


def test_most_functions_are_very_short() -> None:
    """The budgets of the house: the median at most 8 lines, 95 of 100 at most 40."""
    functions = [n for p in FILES for n in ast.walk(tree(p)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    lengths = sorted((node.end_lineno or node.lineno) - node.lineno + 1 for node in functions)
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
