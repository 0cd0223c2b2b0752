"""The Tab key: candidates with their meaning, in every shell, and silence where something is wrong."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import typing
from pathlib import Path

import pytest
import typer.main

from gongkai.cli import completion, shells
from gongkai.cli.completion import INCOMPLETE, SHELL, WORDS, candidates
from gongkai.errors import BadValue, StoreFault
from tests.cli_base.program import app, call

if typing.TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]


class Office:
    """What a county's store would offer."""

    def points(self) -> list[tuple[str, str]]:
        """Three points."""
        return [("1", "加大决策信息公开力度"), ("8", "按月公开"), ("10", "公开：预算")]

    def units(self) -> list[tuple[str, tuple[str, ...]]]:
        """Three units, as clerks call them."""
        return [("县教育局", ("教育局", "jyj")), ("县财政局", ("财政局", "czj")), ("严陵镇人民政府", ("严陵镇",))]

    def findings(self) -> list[tuple[str, str]]:
        """Two open findings."""
        return [("F12", "目录未更新"), ("F3", "网页打不开")]

    def entries(self) -> list[tuple[str, str]]:
        """One deduction."""
        return [("D37", "未开展自查")]

    def items(self) -> list[tuple[str, str]]:
        """Two items, and the event of one."""
        return [("20.1/2018-07-30", "一日一清单"), ("26.1/O12", "公开文件"), ("O12", "公开文件")]


@pytest.fixture(autouse=True)
def office() -> Iterator[None]:
    completion.wire(Office)
    yield
    completion._Hook.source = None  # noqa: SLF001 - the test puts back what it wired


def tab(*words: str) -> list[str]:
    """Return the candidates after the words, of which the last is unfinished."""
    return [value for value, _ in candidates(typer.main.get_command(app), list(words[:-1]), words[-1])]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("",), ["toys", "alone", "silent", "completion"]),
        (("t",), ["toys"]),
        (("zzz",), []),
        (("--",), ["--db", "--version", "--help"]),
        (("toys", ""), ["types", "need", "deeper"]),
        (("toys", "deeper", ""), ["fail"]),
        (("alone", ""), ["1", "8", "10"]),
        (("alone", "1"), ["1", "10"]),
        (("alone", "8", "--u"), ["--unit"]),
        (("alone", "8", "-u", ""), ["县教育局", "县财政局", "严陵镇人民政府"]),
        (("alone", "8", "-u", "县教"), ["县教育局"]),
        (("alone", "8", "-u", "教"), ["教育局"]),
        (("alone", "8", "-u", "j"), ["jyj"]),
        (("alone", "8", "--unit=县财"), ["县财政局"]),
        (("alone", "8", "--finding", "F1"), ["F12"]),
        (("alone", "8", "--finding", "f1"), ["f12"]),
        (("alone", "8", "--entry", ""), ["D37"]),
        (("toys", "types", "--in", "x"), []),
        (("alone", "8", ""), []),
        (("alone", "--rows", ""), []),
        (("alone", "--rows", "3", ""), ["1", "8", "10"]),
        (("toys", "need", "--light", ""), ["red", "green"]),
        (("completion", ""), ["bash", "zsh", "fish", "powershell"]),
        (("completion", "f"), ["fish"]),
        (("nothing", "here", ""), []),
    ],
)
def test_what_may_come_next(words: tuple[str, ...], found: list[str]) -> None:
    got = tab(*words)
    assert [value for value in got if value in found] == found
    assert found or got in ([], ["toys", "alone", "silent", "completion"])


def test_candidates_say_what_they_mean() -> None:
    root = typer.main.get_command(app)
    assert ("8", "按月公开") in candidates(root, ["alone"], "")
    assert ("jyj", "县教育局") in candidates(root, ["alone", "8", "-u"], "jy")
    assert ("toys", "每种参数各一个") in candidates(root, [], "")


@pytest.mark.parametrize("error", [StoreFault("坏了"), OSError(), RuntimeError("x")])
def test_a_broken_store_gives_no_candidates(error: Exception) -> None:
    def broken() -> Office:
        raise error

    completion.wire(broken)
    for complete in (
        completion.complete_points,
        completion.complete_units,
        completion.complete_findings,
        completion.complete_entries,
    ):
        assert complete("") == []


def test_without_a_source_there_are_no_candidates() -> None:
    completion._Hook.source = None  # noqa: SLF001 - as before any program wired it
    assert completion.complete_points("") == []


def answer(shell: str, words: str, incomplete: str) -> str:
    return completion.answer(typer.main.get_command(app), {SHELL: shell, WORDS: words, INCOMPLETE: incomplete})


def test_each_shell_gets_its_own_lines() -> None:
    assert answer("bash", "gongkai\nalone", "1") == "1\n10\n"
    assert answer("zsh", "gongkai\nalone", "10") == "10:公开：预算\n"
    assert answer("fish", "gongkai\nalone", "8") == "8\t按月公开\n"
    assert answer("powershell", "gongkai\nalone", "8") == "8\t按月公开\n"
    assert answer("bash", "gongkai\nalone\n8\n--unit\n=", "县教") == "县教育局\n"
    assert answer("fish", "gongkai\nalone\n8", "--unit=县教") == "--unit=县教育局\n"
    assert answer("bash", "gongkai\nalone\n8", "--unit=县教") == "县教育局\n"
    assert answer("bash", "gongkai\nalone\n8\n-u", '"县教') == "县教育局\n"


def test_nonsense_is_answered_with_nothing() -> None:
    for words in ("", "gongkai\n--db", "gongkai\n\x00", "gongkai\n-x\n--=\n'"):
        assert "Traceback" not in answer("bash", words, "'")


@pytest.mark.parametrize("shell", shells.Shell)
def test_a_script_names_only_our_own_variables(shell: shells.Shell) -> None:
    got = call("completion", shell.value)
    assert got.code == 0
    for name in (SHELL, WORDS, INCOMPLETE):
        assert name in got.out
    assert "SHELL_" not in got.out.replace("POWERSHELL_", "")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_script_is_one_the_shell_can_read(shell: str, tmp_path: Path) -> None:
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"没有 {shell}")
    path = tmp_path / "script"
    path.write_text(shells.script(shells.Shell(shell)), encoding="utf-8")
    subprocess.run([program, "-n", str(path)], check=True)


PRESS_TAB = """
PATH="$1:$PATH"
eval "$(gongkai completion bash)"
COMP_WORDS=("${@:2}"); COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_gongkai_completion gongkai
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["gongkai", "to"], "toys"),
        (["gongkai", "toys", ""], "types\nneed\ndeeper"),
        (["gongkai", "completion", "--"], "--install\n--help"),
        (["gongkai", "toys", "need", "--light", "="], "red\ngreen"),
        (["gongkai", "没有"], ""),
    ],
)
def test_bash_asks_and_is_answered(words: list[str], found: str, tmp_path: Path) -> None:
    command = tmp_path / "gongkai"
    command.write_text(f'#!/bin/sh\ncd "{ROOT}" && exec "{sys.executable}" -m tests.cli_base.program "$@"\n')
    command.chmod(0o755)
    line = ["bash", "-c", PRESS_TAB, "bash", str(tmp_path), *words]
    got = subprocess.run(line, capture_output=True, encoding="utf-8", check=True)
    assert got.stdout.rstrip("\n") == found
    assert got.stderr == ""


def test_completing_loads_nothing_heavy() -> None:
    code = (
        "import sys\nfrom tests.cli_base.program import app\nfrom gongkai.cli.chinese import run\n"
        "try:\n    run(app)\nfinally:\n"
        "    print([m for m in ('rich', 'typer.rich_utils', 'sqlmodel', 'yaml') if m in sys.modules])"
    )
    env = os.environ | {SHELL: "zsh", WORDS: "gongkai\nalone", INCOMPLETE: "--"}
    got = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    assert got.stdout.endswith("[]\n")
    assert "--help:显示这份说明" in got.stdout


@pytest.mark.parametrize(
    ("shell", "start"), [("bash", ".bashrc"), ("zsh", ".zshrc"), ("fish", ".config/fish/completions/gongkai.fish")]
)
def test_installing_twice_changes_nothing_more(shell: str, start: str, tmp_path: Path) -> None:
    rc = tmp_path / start
    if shell != "fish":
        rc.write_bytes(b"# \xff old\nalias g=git")
    path = shells.install(shells.Shell(shell), tmp_path)
    once = rc.read_bytes()
    shells.install(shells.Shell(shell), tmp_path)
    assert rc.read_bytes() == once
    assert path.read_text(encoding="utf-8") == shells.script(shells.Shell(shell))
    if shell != "fish":
        assert once.startswith(b"# \xff old\nalias g=git\n")
        assert str(path) in once.decode("utf-8", "replace")


def test_powershell_is_told_how() -> None:
    with pytest.raises(BadValue):
        shells.install(shells.Shell.powershell, Path("/没有"))
    assert "$PROFILE" in call("completion", "powershell", "--install").err
