"""A program that speaks Chinese: find what it says in Latin letters, and call it wrongly in every way.

For any Typer program, the toy of these tests and the real one alike.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import typer.main

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_NAMES = re.compile(
    r"“[^”]*”"  # what the user typed
    r"|(?<![A-Za-z])--?[A-Za-z][A-Za-z0-9-]*"  # options
    r"|gongkai(?: [a-z]+)*"  # commands
    r"|[A-Z]+(?:_[A-Z]+)+(?:=\S+)?"  # environment variables
    r"|\b[a-z]+(?:\|[a-z]+)+\b"  # choices
    r"|(?<![\w/])/[\w./-]+"  # paths
    r"|[\w-]*\.(?:yaml|md|csv|json|xlsx|zip|docx|html|ics|db|log)\b"  # files and their endings
)


def latin_words(text: str, allowed: Iterable[str] = ()) -> list[str]:
    """Return the Latin words of two letters or more outside options, commands, typed values and what is allowed."""
    known = set(allowed)
    return [word for word in re.findall("[A-Za-z]{2,}", _NAMES.sub(" ", text)) if word not in known]


def commands(app: typer.Typer) -> Iterator[tuple[list[str], object]]:
    """Yield every command of a program with the words that call it, groups too, the root first."""
    root = typer.main.get_command(app)
    yield from _below(root, [], root.make_context("gongkai", [], resilient_parsing=True))


def _below(command: object, path: list[str], ctx: object) -> Iterator[tuple[list[str], object]]:
    yield path, command
    for name in command.list_commands(ctx) if hasattr(command, "list_commands") else ():
        below = command.get_command(ctx, name)  # type: ignore[attr-defined]  # a group, as its list of commands shows
        yield from _below(below, [*path, name], below.make_context(name, [], parent=ctx, resilient_parsing=True))


def names(app: typer.Typer) -> set[str]:
    """Return the names of all commands, and the choices of all parameters."""
    found = set()
    for path, command in commands(app):
        found |= set(path)
        for param in command.params:  # type: ignore[attr-defined]  # every command has them
            found |= {str(choice) for choice in getattr(param.type, "choices", ())}
    return found


def bad_calls(path: list[str], command: object) -> Iterator[list[str]]:
    """Yield lines that call a command wrongly, one way at a time, and with each of its parameters."""
    yield [*path, "--no-such-option"]
    yield [*path, "-9"]
    yield [*path, "多余", "多余", "多余", "多余", "多余"]
    yield [*path, "没有这个命令"]
    for param in command.params:  # type: ignore[attr-defined]  # every command has them
        yield from _bad_values(path, param)


def unread_calls(path: list[str], command: object) -> Iterator[list[str]]:
    """Yield lines that are refused before a command runs: an option that is not there, and one without its value."""
    yield [*path, "--no-such-option"]
    options = [param for param in command.params if param.opts[0].startswith("-")]  # type: ignore[attr-defined]  # every command has them
    waiting = [param for param in options if not param.is_flag and not param.count]
    yield from ([*path, param.opts[0]] for param in waiting[:1])


def _bad_values(path: list[str], param: object) -> Iterator[list[str]]:
    options = [name for name in (*param.opts, *param.secondary_opts) if name.startswith("-")]  # type: ignore[attr-defined]
    for value in ("", "不是值", "-1", "99999", "nan", "2018-13-45", "/没有/这个", "/", "\x1b[31m", "'", '"', "a\nb"):
        for name in options:
            yield [*path, f"{name}={value}" if name.startswith("--") else f"{name}{value}"]
            yield [*path, name, value, value]
        if not options:
            yield [*path, "--", value, value]
    for name in options:
        yield [*path, name]
