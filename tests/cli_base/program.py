"""A whole small program on the toys, run in this process, or as `python -m tests.cli_base.program`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer
from typer.testing import CliRunner

from gongkai.cli.chinese import build, run
from gongkai.cli.table import BOOK, DAILY, PLAN, CommandEntry

TABLE = (
    CommandEntry("toys", "tests.cli_base.toys", DAILY, "每种参数各一个"),
    CommandEntry("alone", "tests.cli_base.alone", PLAN, "独自一个命令"),
    CommandEntry("silent", "tests.cli_base.silent", PLAN, "没有自己的说明"),
    CommandEntry("kept", "tests.cli_base.silent", BOOK, "另一类里的命令"),
)


def root(db: Annotated[str, typer.Option("--db", metavar="路径", envvar="TOY_DB", help="登记簿在哪里。")] = "") -> None:
    """Take the root's options."""
    del db


app = build(root, TABLE, "玩具程序。")


@dataclass(frozen=True)
class Answer:
    """What a call said and left with."""

    code: int
    out: str
    err: str


def call(*args: str) -> Answer:
    """Call the program in this process."""
    got = CliRunner().invoke(app, list(args))
    if got.exception is not None and not isinstance(got.exception, SystemExit):
        raise got.exception
    return Answer(got.exit_code, got.stdout, got.stderr)


if __name__ == "__main__":
    run(app)
