"""`--allow-personal`: personal data are recorded on purpose. Every command that records has it from here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace
from typer.core import TyperOption

from gongkai.cli.session import Session

if TYPE_CHECKING:
    from collections.abc import Iterable

    from typer._click import Context, Parameter  # for annotations alone: nothing private at run time

ALLOWED = "gongkai.allow_personal"
PAPERS = frozenset({"finding notice", "selfcheck report"})
"""Commands that take the day a paper bears, and record nothing."""


def records(ctx: Context, params: Iterable[Parameter]) -> bool:
    """Tell whether a command with these parameters records what somebody types: it takes a day to record it on."""
    return any(each.name == "date" for each in params) and _typed(ctx) not in PAPERS


def option() -> TyperOption:
    """Return the option."""
    made = TyperOption(param_decls=["--allow-personal"], is_flag=True, expose_value=False)
    made.help, made.callback = "内容里有个人信息也照录，痕迹里会写明", _remember
    return made


def give(ctx: Context) -> None:
    """Let the session of a command know that the option was typed."""
    session = ctx.find_object(Session)
    if session is not None and ctx.meta.get(ALLOWED):
        ctx.obj = replace(session, allow_personal=True)


def _typed(ctx: Context) -> str:
    """Return a command as it is typed; `command_path` would ask the group above for its parameters, and come back."""
    return f"{ctx.parent.info_name} {ctx.info_name}" if ctx.parent else ""


def _remember(ctx: Context, _param: Parameter, wanted: bool) -> None:  # noqa: FBT001 - called by Typer
    ctx.meta[ALLOWED] = wanted
