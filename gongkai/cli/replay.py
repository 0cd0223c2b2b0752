"""A file of command lines, each with its moment and its typist, typed again on one open register.

A line is `2018-08-09 09:00:20 张文书 gongkai progress add …`: what follows the typist is the command line as the shell
takes it. It is run by the program's own command, which finds the register open, a clerk and a moment, and nothing else
of this call: no terminal, no unit of the environment's, nobody who reads what it tells. Empty lines and those that
begin with `#` are for the reader.
"""

from __future__ import annotations

import io
import os
import shlex
import sys
from contextlib import contextmanager, nullcontext, redirect_stderr, redirect_stdout
from datetime import datetime
from typing import TYPE_CHECKING, cast

import typer
from msgspec import Struct

from gongkai.cli import sentences
from gongkai.cli.asking import DEFAULT_UNIT
from gongkai.cli.counter import Counter, begin
from gongkai.domain.standing import CST
from gongkai.errors import BadFile, BadValue, GongkaiError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from typer.core import TyperGroup

    from gongkai.storage.reading import Reader
    from gongkai.storage.writing import Register

PROGRAM = "gongkai"
FORM = "一行写时刻、登记人、命令，如 2018-08-09 09:00:20 张文书 gongkai progress add 2 -u 县教育局 --percent 25"


class Line(Struct, frozen=True):
    """One command line: where it stands, as it stands there, when and by whom it was typed, its words."""

    where: str
    text: str
    moment: datetime
    actor: str
    words: tuple[str, ...]


class OpenCounter(Counter, frozen=True):
    """The counter of a call that finds the register open, in the middle of a transaction that others made and end."""

    open: Register

    def reader(self) -> AbstractContextManager[Reader]:
        """Return the open register."""
        return nullcontext(self.open)

    def register(self) -> AbstractContextManager[Register]:
        """Return the open register as this clerk finds it at this moment."""
        return nullcontext(self.open.later(self.now, self.actor))


def read_lines(path: Path) -> tuple[Line, ...]:
    """Return the command lines of a file; raises `BadFile` with every line that is none."""
    lines: list[Line] = []
    problems: list[Problem] = []
    for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not text.strip() or text.startswith("#"):
            continue
        where = f"{path}:{number}"
        try:
            lines.append(_line(where, text))
        except ValueError as error:
            problems.append(Problem(where, f"不是一行命令（{error}）", FORM, text))
    if problems:
        raise BadFile(f"{path.name} 里有{len(problems)}行不能照打", problems)
    return tuple(lines)


def _line(where: str, text: str) -> Line:
    """Raises ValueError."""
    day, clock, actor, program, *words = shlex.split(text)
    if program != PROGRAM or not words:
        raise ValueError(program)
    return Line(where, text, datetime.fromisoformat(f"{day} {clock}").replace(tzinfo=CST), actor, tuple(words))


def replay(ctx: typer.Context, counter: Counter, register: Register, lines: tuple[Line, ...]) -> None:
    """Type the lines, in their order, on a register that `counter` has opened; `ctx` is the call that wants it.

    Raises `BadFile` with the first line that is refused; what came before it stands in the transaction.
    """
    root = cast("TyperGroup", ctx.find_root().command)
    try:
        with _alone():
            for line in lines:
                call = OpenCounter(counter.store, line.actor, counter.os_user, line.moment, register)
                _type(typer.Context(root, info_name=PROGRAM, obj=begin(call)), root, line)
    finally:
        begin(counter)


def _type(ctx: typer.Context, root: TyperGroup, line: Line) -> None:
    try:
        name, command, words = root.resolve_command(ctx, list(line.words))
        if command is None:
            raise BadValue(f"没有{line.words[0]}这个命令")
        with command.make_context(name, words, parent=ctx) as own:
            command.invoke(own)
    except typer.Exit as left:
        if left.exit_code:
            raise _refused(line, BadValue(f"退出码是 {left.exit_code}")) from left
    except typer.TyperException as error:
        raise _refused(line, sentences.explain(error)) from error
    except GongkaiError as error:
        raise _refused(line, error) from error


def _refused(line: Line, error: GongkaiError) -> BadFile:
    problem = Problem(line.where, error.message, error.hint, line.text)
    return BadFile("这一行没有办成，前后各行都没有登记", [problem])


@contextmanager
def _alone() -> Iterator[None]:
    """Keep terminal, streams and the environment's unit away from what is typed again."""
    unit, stdin = os.environ.pop(DEFAULT_UNIT, None), sys.stdin
    sys.stdin = io.StringIO()
    try:
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            yield
    finally:
        sys.stdin = stdin
        if unit is not None:
            os.environ[DEFAULT_UNIT] = unit
