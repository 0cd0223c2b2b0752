"""What the office does and a unit does not: on a unit's own machine it is done with `--office` alone.

The office may sit at such a machine. That it did stands in the trail, and `check` tells it.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, cast

from msgspec.structs import replace

from gongkai.errors import NoStore, Refused

if TYPE_CHECKING:
    from collections.abc import Iterable

    import typer
    from typer._click import Context, Parameter  # for annotations alone: nothing private at run time

    from gongkai.cli.session import Session
    from gongkai.plan.model import Plan
    from gongkai.register.logins import Login

OFFICE = "gongkai.office"
LOGIN = "gongkai.login"
"""Where a command's context keeps a unit's login on a shared server: no option makes an act of the office of it."""
ACTS = frozenset(
    {
        "assign",
        "appeal decide",
        "appeal notice",
        "bonus add",
        "bonus revoke",
        "deduct add",
        "deduct notify",
        "deduct propose",
        "deduct revoke",
        "duty cancel",
        "duty extend",
        "duty return",
        "duty verify",
        "finding add",
        "finding close",
        "finding extend",
        "finding notice",
        "finding reopen",
        "import",
        "inspect add",
        "load",
        "progress return",
        "progress verify",
        "remind",
        "report",
        "score record",
        "units add",
        "veto add",
        "veto revoke",
        "year close",
        "year reopen",
    }
)
"""The commands of the office, as they are typed."""
UNLESS = {"finding add": ("selfcheck",), "load": ("dry_run",)}
"""Options with which one of them is the unit's own after all, or does nothing."""
ONLY_WITH = {
    "appeal notice": ("issue",),
    "deduct propose": ("accept", "every", "refused"),
    "finding notice": ("issue",),
    "remind": ("sent", "issue"),
    "report": ("issue",),
}
"""Options without which one of them only shows."""
ONCE_READ = frozenset({"import"})
"""Those of which only what they read tells whose they are: they ask `by_office` themselves."""


def is_of_office(ctx: Context) -> bool:
    """Tell whether a command is one of the office's."""
    return as_typed(ctx) in ACTS


def check(ctx: Context) -> None:
    """Refuse an act of the office where the environment names another unit, but with `--office`; that is marked.

    The mark stands in the trail, beside the login: whose machine it was.
    """
    act = as_typed(ctx)
    if not os.environ.get("GONGKAI_UNIT", "").strip() or act not in ACTS - ONCE_READ:
        return
    if _given(ctx, UNLESS.get(act, ())) or (act in ONLY_WITH and not _given(ctx, ONLY_WITH[act])):
        return
    from gongkai.cli.session import session_of

    session = session_of(cast("typer.Context", ctx))
    try:
        with session.reader() as reader:
            plan = reader.plan(ctx.params.get("year"))
    except NoStore:
        return
    ctx.obj = by_office(ctx, session, plan)


def by_office(ctx: Context, session: Session, plan: Plan, unit: str = "") -> Session:
    """Return the session of an act of the office: on another unit's machine one that says so, if `--office` was typed.

    What is of the machine's own `unit` is no act of the office. Raises `Refused`.
    """
    from gongkai.cli.talk import own_unit
    from gongkai.register.trail import machine_of

    mine = own_unit(plan.units)
    if mine in ("", plan.office, unit):
        return session
    if login := ctx.meta.get(LOGIN):
        raise not_of_office(login, plan)
    if not ctx.meta.get(OFFICE):
        message = f"这一步由{plan.office}办理，本机设的是{mine}（环境变量 GONGKAI_UNIT）"
        raise Refused(message, f"确由{plan.office}在这台机器上办理的，加 --office，痕迹和数据核对里都会写明")
    return replace(session, os_user=machine_of(session.os_user, mine))


def not_of_office(login: Login, plan: Plan) -> Refused:
    """Return what a unit's login is told of an act of the office."""
    whose = f"登录名 {login.name} 是{login.unit}的，不能办"
    return Refused(f"这一步由{plan.office}办理，{whose}", f"请报{plan.office}办理")


def mark(ctx: Context, _param: Parameter, wanted: bool) -> None:  # noqa: FBT001 - called by Typer
    """Remember that `--office` was typed."""
    ctx.meta[OFFICE] = wanted


def as_typed(ctx: Context) -> str:
    """Return a command's name as typed, without the program's; its `command_path` would ask for the parameters."""
    names: list[str] = []
    at: Context | None = ctx
    while at is not None and at.parent is not None:
        names.append(at.info_name or "")
        at = at.parent
    return " ".join(reversed(names))


def _given(ctx: Context, options: Iterable[str]) -> bool:
    return any(ctx.params.get(option) for option in options)
