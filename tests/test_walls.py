"""The walls between the rooms and the budgets of their furniture, checked by machine."""

from __future__ import annotations

import ast
import re
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


COMMANDS, PAPERS, ACTS, YEAR, LAW, REGISTER, FRAME = "commands", "papers", "acts", "year", "law", "register", "frame"
MAY_IMPORT = {
    COMMANDS: {COMMANDS, PAPERS, ACTS, YEAR, LAW, REGISTER, FRAME},
    PAPERS: {PAPERS, YEAR, LAW},
    ACTS: {PAPERS, ACTS, YEAR, LAW, REGISTER},
    YEAR: {LAW, REGISTER},
    LAW: {LAW, YEAR},
    REGISTER: {REGISTER, LAW},
}
"""Of a subject's files: which kind imports which. The records and rules of the register are law to all; an act that
closes or issues freezes a paper."""
READ_BY_ALL = {
    "gongkai.register.kinds",
    "gongkai.register.ledger",
    "gongkai.register.privacy",
    "gongkai.register.recordable",
}
PAPER_FILES = {
    "papers",
    "gongkai.appeal.notice",
    "gongkai.duty.agenda",
    "gongkai.duty.notice",
    "gongkai.entry.notice",
    "gongkai.finding.notice",
    "gongkai.finding.selfreport",
    "gongkai.intake.office_papers",
    "gongkai.progress.screen",
    "gongkai.scoring.scorecard",
    "gongkai.report.brought",
    "gongkai.report.circular",
    "gongkai.report.enclosures",
    "gongkai.report.next_steps",
    "gongkai.report.shortfalls",
    "gongkai.report.opening",
    "gongkai.report.outstanding",
    "gongkai.report.page",
    "gongkai.report.totals",
    "gongkai.report.workbook",
    "gongkai.report.yearend",
}
ACT_FILES = {"gongkai.intake.office_statements", "gongkai.intake.statements", "gongkai.rollup.exports"}
"""Beside `acts`: what rows state, each by its act; the ledgers of many counties, taken in aside to be read."""
OUTSIDE = {
    "gongkai.plan.acts",
    "gongkai.plan.calendar",
    "gongkai.plan.reading",
    "gongkai.plan.shape",
    "gongkai.plan.contents",
    "gongkai.draft.reading",
    "gongkai.draft.office",
    "gongkai.draft.word",
    "gongkai.draft.pdf",
    "gongkai.draft.grids",
    "gongkai.plan.yaml",
    "gongkai.sheets.reading",
    "gongkai.sheets.archive",
    "gongkai.sheets.openxml",
    "gongkai.sheets.opendocument",
    "gongkai.sheets.binary",
    "gongkai.intake.delivery",
}
"""Files that read a file of the world outside."""


def module(path: Path) -> str:
    """Return a file's dotted name."""
    return ".".join(path.relative_to(HOUSE).with_suffix("").parts)


def part(name: str) -> str:
    """Return what kind of file a module of a subject is; empty for what stands beside the subjects."""
    _, room, *rest = name.split(".") if name.count(".") else (name, "")
    if room in {"cli", "papers"} or not rest:
        return {"cli": FRAME, "year": YEAR}.get(room, "")
    if rest[0] in PAPER_FILES or name in PAPER_FILES:
        return PAPERS
    if rest[0] in {COMMANDS, ACTS} or name in ACT_FILES:
        return ACTS if name in ACT_FILES else rest[0]
    return REGISTER if room == "register" and name not in READ_BY_ALL else LAW


def test_every_file_imports_only_what_stands_below_it() -> None:
    names = {module(path) for path in FILES}
    for path in FILES:
        kind = part(module(path))
        for name in set(imported(path)) & names if kind in MAY_IMPORT else ():
            assert part(name) in MAY_IMPORT[kind] | {""}, f"{path}: {kind} imports {name}"


def test_the_law_looks_at_no_clock_and_touches_no_file() -> None:
    for path in (path for path in FILES if part(module(path)) == LAW and module(path) not in OUTSIDE):
        called = {ast.unparse(node.func) for node in ast.walk(tree(path)) if isinstance(node, ast.Call)}
        clocks = {"open", "print", "input", "date.today", "datetime.now", "datetime.utcnow", "datetime.today"}
        assert not called & clocks, path.name
        outer = {"os", "time", "pathlib", "sqlite3", "subprocess", "socket", "typer", "rich", "yaml", "sqlmodel"}
        assert not outer & {name.split(".")[0] for name in imported(path)}, path.name


NAMES_A_COMMAND = re.compile(r"\bgongkai (?:[a-z]|$)|[一-鿿] ?(?:gongkai|assign|finding|duty|plan|void) ")


def test_no_law_and_no_act_names_a_command() -> None:
    """A refusal, a check, a kind of record carries its command as data: `do`."""
    law = {"gongkai.errors", *(module(path) for path in FILES if part(module(path)) in {LAW, ACTS, YEAR, REGISTER})}
    for path in (path for path in FILES if module(path) in law):
        nodes = list(ast.walk(tree(path)))
        docs = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
        for node in nodes:
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
                assert not NAMES_A_COMMAND.search(node.value), f"{path}:{node.lineno}: {node.value}"


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


BARE = "import sys, gongkai.closing.checks, gongkai.progress.status, gongkai.scoring.score; print(*sys.modules)"
READING = "import sys, gongkai.register.reading; print(*sys.modules)"
DRAWING = "import sys, gongkai.papers.terminal; print(*sys.modules)"


@pytest.mark.parametrize(
    ("code", "never"),
    [
        (
            BARE,
            {
                "yaml",
                "sqlmodel",
                "sqlalchemy",
                "psycopg",
                "rich",
                "typer",
                "sqlite3",
                "gongkai.register.reading",
                "gongkai.wording",
            },
        ),
        (READING, {"sqlmodel", "sqlalchemy", "pydantic", "typer", "yaml"}),
        (DRAWING, {"sqlmodel", "sqlalchemy", "gongkai.domain", "gongkai.register.reading", "gongkai.wording"}),
    ],
    ids=["law", "reading", "drawing"],
)
def test_a_fresh_interpreter_loads_no_more_than_a_room_needs(code: str, never: set[str]) -> None:
    told = subprocess.run([sys.executable, "-c", code], cwd=HOUSE, capture_output=True, text=True, check=True)
    assert not never & set(told.stdout.split())
