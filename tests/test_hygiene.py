"""What the whole repository keeps to.

Quick commands load nothing heavy; a command that anything speaks of exists; the 41 points stand in one file; a test
that continuous integration would skip fails it.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from functools import cache
from typing import TYPE_CHECKING

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from gongkai.cli.app import app
from gongkai.cli.chinese import LIST, Listing, load
from gongkai.cli.table import TABLE
from gongkai.plan.reading import packaged_tasks, read_plan
from tests.docs.console import ROOT, fenced

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HEAVY = (
    "sqlmodel",
    "sqlalchemy",
    "pydantic",
    "psycopg",
    "yaml",
    "pypinyin",
    "openpyxl",
    "docx",
    "jinja2",
    "rich",
    "icalendar",
    "typer.rich_utils",
)
RUN = """
import sys
from gongkai.cli.app import run
try:
    run()
finally:
    print("LOADED", *sys.modules, file=sys.stderr)
"""
READING = (
    "--help",
    "--version",
    "progress add --help",
    "form --help",
    "status",
    "status --json",
    "status --light red",
    "show 8",
    "units",
    "due",
    "remind",
    "workday 2018-09-28 3",
    "progress list",
    "selfcheck list",
    "finding list",
    "duty list",
    "inspect list",
    "deduct list",
    "deduct propose",
    "score",
    "scorecard 严陵镇",
    "report",
    "check",
    "year list",
    "audit log",
    "audit verify",
)
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
OWN_WORDS = 20
HOLDERS = {"tasks.yaml", "tests/data/notice-2018-46.txt"}
PLACES = ("gongkai", "tests", "docs", "benchmarks", "examples", ".ci", "README.md", "CHANGELOG.md", "pyproject.toml")


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that is there already, as on every morning but the first."""
    path = tmp_path_factory.mktemp("store") / "已有.db"
    run("load", path)
    return path


def run(words: str, database: Path) -> subprocess.CompletedProcess[str]:
    """Run a command in a fresh interpreter; its stderr ends with the modules it has loaded."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("GONGKAI_", "_GONGKAI"))}
    env = kept | {"GONGKAI_TODAY": "2018-11-30", "GONGKAI_DB": str(database), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", RUN, *words.split()],
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done


@pytest.mark.parametrize("words", READING)
def test_looking_at_something_loads_nothing_heavy(words: str, database: Path) -> None:
    loaded = set(run(words, database).stderr.rpartition("LOADED ")[2].split())
    assert "typer" in loaded
    assert not loaded & set(HEAVY)


def test_help_does_not_open_the_store(tmp_path: Path) -> None:
    loaded = set(run("--help", tmp_path / "没有.db").stderr.rpartition("LOADED ")[2].split())
    assert not loaded & {"sqlite3", "gongkai.register.reading", "gongkai.progress.status", "chinese_calendar"}
    assert not (tmp_path / "没有.db").exists()


@cache
def vocabulary() -> dict[tuple[str, ...], set[str]]:
    """Return every command as its words, each with the options it takes."""
    root = get_command(app)
    found: dict[tuple[str, ...], set[str]] = {
        (): {opt for param in root.params for opt in param.opts} | {"--help", "-h"}
    }
    for entry in TABLE:
        command = load(entry)
        below = command.commands if isinstance(command, TyperGroup) else {}
        for name, each in ((), command), *(((name,), each) for name, each in below.items()):
            found[entry.name, *name] = {opt for param in each.params for opt in param.opts} | {"--help", "-h"}
        if isinstance(command, Listing):
            found[entry.name,] |= found[entry.name, LIST]
    return found


def breaches(line: str) -> Iterator[str]:
    """Yield what is wrong with one call of gongkai as somebody may type it; `…` and Chinese words stand for values."""
    _, *words = line.split()
    root = words[: words.index(named[0])] if (named := [w for w in words if re.fullmatch("[a-z]+", w)]) else words
    path: tuple[str, ...] = tuple(named[:1])
    if len(named) > 1 and (*path, named[1]) in vocabulary():
        path = (*path, named[1])
    if path not in vocabulary():
        yield f"没有这个命令：{line}"
        return
    takes = vocabulary()[path] | (vocabulary()[()] if root else set())
    lists = isinstance(load(next(entry for entry in TABLE if entry.name == path[0])), Listing) if path else False
    if len(path) == 1 and len(named) > 1 and not lists and any(key[:1] == path and key[1:] for key in vocabulary()):
        yield f"没有这个分命令：{line}"
    yield from (
        f"没有选项 {word}：{line}" for word in words if re.fullmatch("--?[a-z][a-z-]*", word) and word not in takes
    )


def written(page: Path) -> Iterator[str]:
    """Yield every call of gongkai that a page tells somebody to type: in fenced blocks, and between backticks."""
    text = page.read_text(encoding="utf-8")
    for language, block in fenced(text):
        for line in block.splitlines():
            typed = line.removeprefix("$ ") if language == "console" and line.startswith("$ ") else line
            if language != "console" or typed != line:
                yield from re.findall(r"(?:^|[ /])(gongkai(?: [^|;&]+)?)", typed.partition("#")[0])
    yield from re.findall(r"(?<!`)`(gongkai [^`]+)`", re.sub(r"(?ms)^```.*?^```$", "", text))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_in_the_documents_exists(page: Path) -> None:
    assert [breach for line in written(page) for breach in breaches(line)] == []


def test_the_documents_do_name_commands() -> None:
    assert len(list(written(ROOT / "README.md"))) > len(TABLE)


@pytest.mark.parametrize(
    "line",
    ["gongkai nosuch", "gongkai progress nosuch 8", "gongkai status --nosuch", "gongkai --nosuch status"],
)
def test_a_made_up_command_would_be_noticed(line: str) -> None:
    assert list(breaches(line))


@pytest.mark.parametrize(
    "line",
    [
        "gongkai",
        "gongkai --db 某.db status jyj",
        "gongkai progress add 7 -u jyj --percent 60",
        "gongkai load tasks.yaml",
    ],
)
def test_a_real_command_is_let_through(line: str) -> None:
    assert not list(breaches(line))


TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted((ROOT / "gongkai").rglob("*.py"))}
NAMED = {
    target.id: node.value
    for tree in TREES.values()
    for node in ast.walk(tree)
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.Tuple)
    for target in node.targets
    if isinstance(target, ast.Name)
}
"""Every row of values that bears a name."""


def texts(tree: ast.Module) -> Iterator[str]:
    """Yield what a file says in strings, its docstrings left out."""
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.value


def hints() -> Iterator[tuple[str, str]]:
    """Yield every call of gongkai that the program itself advises in a sentence, with the file that does."""
    for path, tree in TREES.items():
        for text in texts(tree):
            for line in re.findall(r"gongkai [a-z]+(?: [a-z]+\b| --?[a-z-]+| [^\s a-z，。；、）]+)*", text):
                yield path.name, line


def words_of(given: ast.expr) -> Iterator[str]:
    """Yield the words of a command that is given as a row or by its name; 编号 stands for what is known only later."""
    name = given.id if isinstance(given, ast.Name) else given.attr if isinstance(given, ast.Attribute) else ""
    row = NAMED.get(name, given)
    for word in row.elts if isinstance(row, ast.Tuple) else ():
        if isinstance(word, ast.Starred):
            yield from words_of(word.value)
        else:
            known = word.value if isinstance(word, ast.Constant) else ""
            yield known.format(id="编号", command="deduct") if known and isinstance(known, str) else "编号"


def done() -> Iterator[tuple[str, str]]:
    """Yield every command that a refusal, a check or a kind of record carries as data, with the file it stands in."""
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.keyword) and node.arg == "do" and (words := tuple(words_of(node.value))):
                yield path.name, " ".join(("gongkai", *words))


def test_every_command_the_program_advises_exists() -> None:
    told = [(name, line, list(breaches(line))) for name, line in (*hints(), *done())]
    assert len(told) > 60
    assert [each for each in told if each[2]] == []


def test_a_made_up_command_of_a_refusal_would_be_noticed() -> None:
    (call,) = ast.parse('Refused("不行", do=("deduct", "nosuch", id, "--nosuch", *more))').body
    assert isinstance(call, ast.Expr)
    (given,) = (node.value for node in ast.walk(call) if isinstance(node, ast.keyword))
    assert list(words_of(given)) == ["deduct", "nosuch", "编号", "--nosuch"]
    assert list(breaches("gongkai deduct nosuch 编号 --nosuch"))


def sentences() -> set[str]:
    """Return the sentences of the 41 points that are long enough to be nobody else's words."""
    plan = read_plan(packaged_tasks()).plan
    assert plan is not None
    assert len(plan.points) == 41
    pieces = (piece for point in plan.points for piece in point.text.split("。"))
    return {piece for piece in pieces if len(piece) > OWN_WORDS}


def files() -> Iterator[Path]:
    """Yield every text file of the repository."""
    for place in PLACES:
        path = ROOT / place
        for each in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if each.is_file() and "__pycache__" not in each.parts and each.suffix not in {".pyc", ".png"}:
                yield each


def test_the_words_of_the_points_stand_in_one_file() -> None:
    """A second copy would one day say something else."""
    wanted = sentences()
    assert len(wanted) > 41
    repeated = [
        (str(path.relative_to(ROOT)), sentence)
        for path in files()
        if str(path.relative_to(ROOT)) not in HOLDERS
        for text in [path.read_text(encoding="utf-8", errors="replace")]
        for sentence in wanted
        if sentence in text
    ]
    assert repeated == []


SKIPPING = """
import pytest
{mark}
def test_left_out():
    {body}
"""


@pytest.mark.parametrize(
    ("mark", "body", "code"),
    [
        ("", "pytest.skip('没有这个程序')", 1),
        ("@pytest.mark.skipif(True, reason='platform: 只在 Windows 上有')", "pass", 0),
        ("@pytest.mark.xfail(strict=True)", "assert False", 0),
        ("", "pass", 0),
    ],
    ids=["skipped", "elsewhere", "expected to fail", "passed"],
)
def test_a_skipped_test_fails_continuous_integration(mark: str, body: str, code: int, tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text((ROOT / "tests/conftest.py").read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "test_one.py").write_text(SKIPPING.format(mark=mark, body=body), encoding="utf-8")
    for strict, expected in (("1", code), ("0", 0)):
        env = os.environ | {"GONGKAI_NO_SKIPS": strict, "PYTEST_ADDOPTS": ""}
        line = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            "--rootdir",
            str(tmp_path),
            str(tmp_path),
        ]
        done = subprocess.run(line, env=env, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == expected, done.stdout
