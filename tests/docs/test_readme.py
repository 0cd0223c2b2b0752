"""README is a true transcript, and its table of commands is the program's own. UPDATE_GOLDEN=1 rewrites both."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from typer.core import TyperGroup

from gongkai.cli.chinese import load
from gongkai.cli.table import TABLE
from tests.docs.console import ROOT, Terminal, fenced, replayed, same

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

README = ROOT / "README.md"
COMMANDS = re.compile(r"(?<=<!-- commands -->\n).*?(?=<!-- /commands -->)", re.DOTALL)
LINES = (".venv/bin/pip install . && .venv/bin/gongkai status", '.venv/bin/pip install -e ".[dev]" && .venv/bin/pytest')


def read() -> str:
    return README.read_text(encoding="utf-8")


def kept(true: str) -> None:
    """Compare README with what it should be, or make it so."""
    if os.environ.get("UPDATE_GOLDEN") == "1":
        README.write_text(true, encoding="utf-8")
    assert read() == true


def test_every_command_of_the_tour_answers_as_written(tmp_path: Path) -> None:
    kept(replayed(read(), Terminal(tmp_path)))


def test_the_table_of_commands_is_the_programs_own() -> None:
    found = COMMANDS.search(read())
    assert found, "README has a table of commands"
    kept(COMMANDS.sub(lambda _: "\n".join(table()) + "\n", read()))


def table() -> Iterator[str]:
    """Yield the table of commands as README shows it."""
    yield "| 类别 | 命令 | 做什么 | 分命令 |"
    yield "|---|---|---|---|"
    for entry in TABLE:
        command = load(entry)
        below = "、".join(f"`{name}`" for name in command.commands) if isinstance(command, TyperGroup) else ""
        yield f"| {entry.panel} | `gongkai {entry.name}` | {entry.help} | {below} |"


def test_setting_up_is_one_line_for_the_job_and_one_for_the_tests() -> None:
    found = [line for language, block in fenced(read()) if language == "sh" for line in block.splitlines()]
    set_up = [line for line in found if "pip install" in line and "venv .venv" in line]
    assert len(set_up) == len(LINES)
    for line, must in zip(set_up, LINES, strict=True):
        assert line.startswith("python3 -m venv .venv && ")
        assert must in line


def test_only_the_trails_hashes_may_differ() -> None:
    assert same("痕迹校验码 a4c2aa91e835\n", "痕迹校验码 cbc20793f4c2\n")
    assert not same("要点 41", "要点 40")
