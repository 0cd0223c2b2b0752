"""The Tab key: candidates with their meaning, in every shell, and silence where something is wrong."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from gongkai.cli.chinese import COMPLETE
from gongkai.cli.table import TABLE
from tests.cli import environment, run
from tests.deadlines.counter import the_county

if TYPE_CHECKING:
    from tests.deadlines.counter import Counter

ROOT = Path(__file__).parents[2]
SHELLS = ("bash", "zsh", "fish")
TODAY = "2018-09-10"
HOSTILE = "缺\\$(touch 中招)`touch 中招`\"'；两项: 空"


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Counter:
    """A year with two problems, of which one has a hostile name, and a deduction."""
    made = the_county(tmp_path_factory.mktemp("tab"))
    for problem in ("目录未更新", HOSTILE):
        made.do("finding", "add", "-u", "县教育局", "--problem", problem, "--due", "2018-10-01", today=TODAY)
    why = ("--reason", "未开展自查", "--no-evidence", "现场查看")
    made.do("deduct", "add", "-u", "严陵镇", "--rule", "4.1", *why, today=TODAY)
    return made


def tab(county: Counter, *words: str, shell: str = "fish") -> dict[str, str]:
    """Return the candidates for the last of the words, with what they mean."""
    line = "gongkai " + " ".join(words)
    asked = {COMPLETE: f"complete_{shell}", "_TYPER_COMPLETE_ARGS": line, "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    done = run(today=TODAY, db=county.db, env=asked)
    assert (done.code, done.err) == (0, "")
    lines = [each.partition("\t") for each in done.out.splitlines() if each]
    return {name: meaning for name, _, meaning in lines}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("sta",), ["status"]),
        (("zzz",), []),
        (("--v",), ["--version"]),
        (("progress", ""), ["add", "verify", "return", "list"]),
        (("show", "4"), ["4", "40", "41"]),
        (("status", "--a"), ["--all", "--as-of"]),
        (("finding", "list", "-u", "县教"), ["县教育局"]),
        (("finding", "list", "-u", "教"), ["教育局"]),
        (("finding", "list", "-u", "jyj"), ["jyj"]),
        (("finding", "list", "--unit", '"县教'), ["县教育局"]),
        (("finding", "close", "F"), ["F2", "F3"]),
        (("finding", "close", "f"), ["f2", "f3"]),
        (("appeal", "file", ""), ["D4"]),
        (("duty", "done", "20.1/2018-08-01"), ["20.1/2018-08-01"]),
        (("progress", "add", "7", "--percent", ""), []),
        (("report", "-o", "年"), []),
        (("units", "ad"), ["add"]),
        (("progress", "add", "7", "-u", "jy"), ["jyj", "jyzx"]),
        (("progress", "add", "7", "-u", "JY"), ["JYJ", "JYZX"]),
        (("assign", "1-7,9", "-u", "县教"), ["县教育局"]),
        (("status", "jyj"), ["jyj"]),
        (("status", "41"), ["41"]),
        (("deduct", "add", "--rule", "1"), ["1.1", "1.2"]),
        (("deduct", "propose", "--rule", "4."), ["4.1", "4.2", "4.3", "4.4", "4.5"]),
        (("bonus", "add", "--rule", "b"), ["b1"]),
        (("veto", "add", "--rule", ""), ["V1"]),
        (("status", "--light", "r"), ["red"]),
        (("status", "--light", "黄"), ["黄"]),
        (("assign", "8", "--role", ""), ["lead", "responsible", "support"]),
        (("inspect", "add", "--kind", "专"), ["专项督查"]),
        (("report", "--kind", "y"), ["year-end"]),
        (("units", "add", "县公安局", "--kind", "政"), ["政府部门"]),
        (("score", "--group", "镇"), ["镇"]),
        (("deduct", "add", "--stage", ""), []),
        (("units", "县教"), ["县教育局"]),
        (("units", "--pl"), ["--plain"]),
        (("units", "list", "jyj"), ["jyj"]),
        (("units", "add", "--a"), ["--alias"]),
    ],
)
def test_what_may_come_next(county: Counter, words: tuple[str, ...], found: list[str]) -> None:
    assert list(tab(county, *words)) == found


def test_all_commands_are_offered_with_their_help(county: Counter) -> None:
    assert tab(county, "") == {entry.name: entry.help for entry in TABLE}


def test_candidates_say_what_they_mean(county: Counter) -> None:
    assert tab(county, "show", "1")["1"] == "加大决策信息公开力度"
    assert tab(county, "finding", "list", "-u", "jyj") == {"jyj": "县教育局"}
    assert tab(county, "finding", "close", "F2")["F2"] == "县教育局 目录未更新"
    assert "未开展自查" in tab(county, "appeal", "file", "D")["D4"]


def test_the_database_named_on_the_line_is_the_one_that_is_asked(county: Counter, tmp_path: Path) -> None:
    other = the_county(tmp_path)
    assert tab(other, "--db", county.db, "finding", "close", "") != {}
    assert tab(other, "finding", "close", "") == {}


@pytest.mark.parametrize("content", [None, b"", b"no database"], ids=["none", "empty", "broken"])
def test_a_store_that_is_not_there_gives_no_candidates_and_is_not_made(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    if content is not None:
        path.write_bytes(content)
    for words in ("show", "finding close", "status -u", "duty done"):
        asked = {COMPLETE: "complete_bash", "COMP_WORDS": f"gongkai {words} ", "COMP_CWORD": "3"}
        done = run(today=TODAY, db=str(path), env=asked)
        assert (done.out.strip(), done.err) == ("", "")
    assert sorted(tmp_path.iterdir()) == ([] if content is None else [path])


@pytest.mark.parametrize(
    "asked",
    [
        {COMPLETE: ""},
        {COMPLETE: "complete_tcsh"},
        {COMPLETE: "complete_bash"},
        {COMPLETE: "complete_bash", "COMP_WORDS": "gongkai --db", "COMP_CWORD": "x"},
        {COMPLETE: "complete_zsh", "_TYPER_COMPLETE_ARGS": "gongkai load '"},
    ],
)
def test_nonsense_is_answered_with_nothing(asked: dict[str, str], county: Counter) -> None:
    done = run(today=TODAY, db=county.db, env=asked)
    assert (done.out.strip() in {"", "_files"}, done.err) == (True, "")


def test_the_unit_of_the_environment_is_not_told_under_a_tab_key(county: Counter) -> None:
    asked = {COMPLETE: "complete_bash", "COMP_WORDS": "gongkai finding list --un", "COMP_CWORD": "3"}
    done = run(today=TODAY, db=county.db, env={**asked, "GONGKAI_UNIT": "县教育局"})
    assert (done.out, done.err) == ("--unit\n", "")


LOADED = """
import sys
from gongkai.cli.app import run
try:
    run()
finally:
    heavy = ("rich", "typer.rich_utils", "sqlmodel", "sqlalchemy", "pydantic", "yaml", "pypinyin")
    print([name for name in heavy if name in sys.modules])
"""


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
@pytest.mark.parametrize("words", ["gongkai sh", "gongkai status --", "gongkai show ", "gongkai status -u j"])
def test_completing_loads_nothing_heavy(words: str, shell: str, county: Counter) -> None:
    parts = words.split(" ")
    asked = {
        COMPLETE: f"complete_{shell}",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(parts) - 1),
        "_TYPER_COMPLETE_ARGS": words,
        "_TYPER_COMPLETE_WORD_TO_COMPLETE": parts[-1],
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
    }
    env = environment(TODAY, county.db, asked)
    line = [sys.executable, "-c", LOADED]
    done = subprocess.run(line, cwd=ROOT, env=env, capture_output=True, encoding="utf-8", check=False)
    *found, loaded = done.stdout.splitlines()
    assert (loaded, done.stderr) == ("[]", "")
    assert found


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A user's home where `gongkai` can be called."""
    folder = tmp_path / "bin"
    folder.mkdir()
    command = folder / "gongkai"
    command.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m gongkai "$@"\n')
    command.chmod(0o755)
    return tmp_path


def said_by(shell: str, script: str, home: Path, db: str = "") -> subprocess.CompletedProcess[str]:
    """Return what a real shell says; what follows the script keeps the shell from giving its place to its last call."""
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"没有 {shell}")
    env = environment(TODAY, db) | {"HOME": str(home), "PATH": f"{home / 'bin'}:{os.environ['PATH']}"}
    env = {key: value for key, value in env.items() if not key.startswith("XDG_")}
    plain = {"bash": ["--norc"], "zsh": ["-f"], "fish": ["--no-config"]}[shell]
    line = [program, *plain, "-c", f"{script}\ntrue\n"]
    return subprocess.run(line, cwd=home, env=env, capture_output=True, encoding="utf-8", check=False, timeout=60)


PRESSED = {
    "bash": """
eval "$(gongkai --show-completion)"
COMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
_gongkai_completion gongkai
printf '%s\\n' "${{COMPREPLY[@]}}"
""",
    "zsh": """
compdef() {{ }}
_files() {{ }}
_arguments() {{ eval "found=( ${{1[7,-3]}} )"; print -rl -- "${{(Q)found[@]%%:*}}" }}
eval "$(gongkai --show-completion)"
words=({words}); CURRENT=${{#words}}
_gongkai_completion gongkai
""",
    "fish": """
gongkai --show-completion | source
complete -C "{line}" | string split -f 1 \\t
""",
}


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["gongkai", "stat"], ["status"]),
        (["gongkai", "progress", ""], ["add", "list", "return", "verify"]),
        (["gongkai", "show", "4"], ["4", "40", "41"]),
        (["gongkai", "finding", "list", "-u", "县教"], ["县教育局"]),
        (["gongkai", "finding", "close", ""], ["F2", "F3"]),
    ],
)
def test_a_real_shell_asks_and_is_answered(
    shell: str, words: list[str], found: list[str], home: Path, county: Counter
) -> None:
    script = PRESSED[shell].format(words=shlex.join(words), line=" ".join(words))
    done = said_by(shell, script, home, county.db)
    assert (sorted(done.stdout.split()), done.stderr) == (found, "")
    assert not list(home.glob("**/中招"))


@pytest.mark.parametrize(
    ("shell", "start"), [("bash", ".bashrc"), ("zsh", ".zshrc"), ("fish", ".config/fish/completions/gongkai.fish")]
)
def test_installing_twice_changes_nothing_more(shell: str, start: str, home: Path) -> None:
    rc = home / start
    if shell != "fish":
        rc.write_text("# 旧\nalias g=git\n", encoding="utf-8")
    told = said_by(shell, "gongkai --install-completion", home)
    assert (told.stdout, told.returncode) == ("", 0)
    assert told.stderr.startswith("已装好：")
    once = rc.read_text(encoding="utf-8")
    said_by(shell, "gongkai --install-completion", home)
    assert rc.read_text(encoding="utf-8").rstrip() == once.rstrip()
    assert shell == "fish" or once.startswith("# 旧\nalias g=git\n")
    place = Path(told.stderr.removeprefix("已装好：").partition("。")[0])
    assert said_by(shell, "gongkai --show-completion", home).stdout.strip() == place.read_text("utf-8").strip()


def test_a_file_of_settings_that_cannot_be_read_is_left_alone(home: Path) -> None:
    (home / ".bashrc").write_bytes(b"# \xff old\n")
    told = said_by("bash", "gongkai --install-completion || echo $?", home)
    assert told.stdout == "2\n"
    assert told.stderr.startswith("错误：bash 的设置文件读不了")
    assert (home / ".bashrc").read_bytes() == b"# \xff old\n"


@pytest.mark.parametrize("option", ["--install-completion", "--show-completion"])
@pytest.mark.parametrize(("name", "said"), [(None, "看不出"), ("tcsh", "tcsh"), ("powershell", "$PROFILE")])
def test_where_there_is_no_completion_it_is_said(
    option: str, name: str | None, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("typer._completion_shared._get_shell_name", lambda: name)
    done = run(option)
    if name == "powershell" and option == "--show-completion":
        assert (done.code, "Register-ArgumentCompleter" in done.out) == (0, True)
    else:
        assert (done.code, done.out, said in done.err) == (2, "", True)
