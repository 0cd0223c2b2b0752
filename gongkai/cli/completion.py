"""Completion by the Tab key: what may come next on a command line, for any of the four shells.

Our own and not Typer's, which loads rich to clean its help. A shell script (see `shells`) calls the program with
the words so far in the environment; the answer is one candidate a line, `value<TAB>help`. Any error is no candidate.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

from gongkai.render.cells import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from typer._click import Command, Context, Parameter  # for annotations alone: nothing private at run time

SHELL, WORDS, INCOMPLETE = "_GONGKAI_COMPLETE", "_GONGKAI_WORDS", "_GONGKAI_INCOMPLETE"
Candidate = tuple[str, str]


class Source(Protocol):
    """Where candidates come from: names or ids, each with what it means."""

    def points(self) -> Iterable[Candidate]:
        """Return (no, title) of the year's points."""

    def units(self) -> Iterable[tuple[str, Iterable[str]]]:
        """Return (name, other spellings: aliases, initials) of the year's units."""

    def findings(self) -> Iterable[Candidate]:
        """Return (id, what it is about) of the open findings."""

    def entries(self) -> Iterable[Candidate]:
        """Return (id, what it is about) of the live deductions."""

    def items(self) -> Iterable[Candidate]:
        """Return (id, what it is) of the duty items still owed, the most urgent first, and of the events."""


class _Hook:
    """The one place that knows where candidates come from."""

    source: Callable[[], Source] | None = None


def wire(source: Callable[[], Source]) -> None:
    """Tell where candidates come from; `source` is called only while a Tab key waits."""
    _Hook.source = source


def complete_points(incomplete: str) -> list[Candidate]:
    """Return the points whose number begins as typed, with their titles."""
    return _matching(incomplete, lambda source: source.points())


def complete_units(incomplete: str) -> list[Candidate]:
    """Return the units whose name, alias or initials begin as typed; a spelling is offered with its full name."""
    return _matching(incomplete, lambda source: _spellings(source.units(), incomplete))


def complete_findings(incomplete: str) -> list[Candidate]:
    """Return the open findings whose id begins as typed, in either case."""
    return _matching(incomplete, lambda source: _as_typed(source.findings(), incomplete))


def complete_items(incomplete: str) -> list[Candidate]:
    """Return the duty items still owed whose id begins as typed, in either case."""
    return _matching(incomplete, lambda source: _as_typed(source.items(), incomplete))


def complete_entries(incomplete: str) -> list[Candidate]:
    """Return the live deductions whose id begins as typed, in either case."""
    return _matching(incomplete, lambda source: _as_typed(source.entries(), incomplete))


def _matching(incomplete: str, fetch: Callable[[Source], Iterable[Candidate]]) -> list[Candidate]:
    with suppress(Exception):  # a broken store shows itself when the command runs, not under a Tab key
        if _Hook.source is not None:
            return [pair for pair in fetch(_Hook.source()) if pair[0].startswith(incomplete)]
    return []


def _as_typed(pairs: Iterable[Candidate], incomplete: str) -> Iterator[Candidate]:
    """Yield ids in the case of what was typed, for a shell keeps only what begins with it."""
    for name, meaning in pairs:
        yield (name.lower() if incomplete.islower() else name), meaning


def _spellings(units: Iterable[tuple[str, Iterable[str]]], incomplete: str) -> Iterator[Candidate]:
    for name, others in units:
        if name.startswith(incomplete):
            yield name, ""
        else:
            yield from ((other, name) for other in others)


def asked_for(environ: Mapping[str, str]) -> bool:
    """Return whether a shell is asking for candidates."""
    return SHELL in environ


def answer(root: Command, environ: Mapping[str, str]) -> str:
    """Return the candidates for the words so far, as the shell that asks wants them."""
    with suppress(Exception, SystemExit):
        shell = environ[SHELL]
        words = [_unquoted(word) for word in environ.get(WORDS, "").split("\n")[1:]]
        incomplete = _unquoted(environ.get(INCOMPLETE, ""))
        items = candidates(root, [word for word in words if word not in {"", "="}], incomplete.removeprefix("="))
        kept = _option_part(incomplete) if shell != "bash" else ""  # bash alone takes --unit=县 for three words
        return "".join(f"{_written(kept + value, meaning, shell)}\n" for value, meaning in items)
    return ""


def _unquoted(word: str) -> str:
    return word[1:].removesuffix(word[0]) if word[:1] in {'"', "'"} else word


def _option_part(word: str) -> str:
    """Return the `--unit=` of a word that is an option with its value."""
    name, equals, _ = word.partition("=")
    return name + equals if equals and name[:1] == "-" else ""


def _written(value: str, meaning: str, shell: str) -> str:
    """Return a line of the answer: bash takes the bare value, zsh wants colons escaped, the others a tab."""
    value, meaning = clean(value), clean(meaning)
    if shell == "bash" or not meaning:
        return value.replace(":", r"\:") if shell == "zsh" else value
    return "{}:{}".format(value.replace(":", r"\:"), meaning) if shell == "zsh" else f"{value}\t{meaning}"


def candidates(root: Command, words: list[str], incomplete: str) -> list[Candidate]:
    """Return what may stand next after the words of a command line, beginning as typed."""
    name, equals, rest = incomplete.partition("=")
    if equals and name[:1] == "-":
        words, incomplete = [*words, name], rest
    ctx = _innermost(root, words)
    target = _target(ctx, words, incomplete)
    if hasattr(target, "offers") and incomplete[:1] != "-":
        return list(target.offers(incomplete))
    return [(str(i.value), i.help or "") for i in target.shell_complete(ctx, incomplete) if i.type == "plain"]


def _innermost(root: Command, words: list[str]) -> Context:
    """Return the context of the command that the words lead to, nothing being run or asked."""
    ctx = root.make_context("gongkai", list(words), resilient_parsing=True)
    while hasattr(ctx.command, "resolve_command"):
        rest = [*ctx._protected_args, *ctx.args]  # noqa: SLF001 - the one way to the words a group left over
        if not rest:
            break
        name, command, rest = ctx.command.resolve_command(ctx, rest)
        if command is None:
            break
        ctx = command.make_context(name, rest, parent=ctx, resilient_parsing=True)
    return ctx


def _target(ctx: Context, words: list[str], incomplete: str) -> Command | Parameter:
    """Return who completes the word: an option that waits for its value, the next argument, else the command."""
    params = ctx.command.get_params(ctx)
    waiting = next((param for param in params if words and words[-1] in param.opts and _takes_value(param)), None)
    if waiting is not None:
        return waiting
    if incomplete[:1] == "-" and "--" not in words:
        return ctx.command
    return next((param for param in params if _is_open(param, ctx)), ctx.command)


def _takes_value(param: Parameter) -> bool:
    return param.param_type_name == "option" and not getattr(param, "is_flag", False) and not getattr(param, "count", 0)


def _is_open(param: Parameter, ctx: Context) -> bool:
    """Return whether an argument still takes a word."""
    source = ctx.get_parameter_source(param.name or "")
    return param.param_type_name == "argument" and (param.nargs == -1 or getattr(source, "name", "") != "COMMANDLINE")
