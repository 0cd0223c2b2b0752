"""What the office does and a unit does not: told where it is done on a unit's own machine.

The tool does not refuse it: the office may sit at such a machine. What was done, and by whom, stands in the trail.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, cast

from gongkai.cli.talk import warn

if TYPE_CHECKING:
    from collections.abc import Iterable

    import typer
    from typer._click import Context  # for annotations alone: nothing private at run time

ACTS = frozenset(
    {
        "assign",
        "appeal decide",
        "bonus add",
        "bonus revoke",
        "deduct add",
        "deduct notify",
        "deduct propose",
        "deduct revoke",
        "duty cancel",
        "finding add",
        "finding close",
        "finding extend",
        "finding reopen",
        "inspect add",
        "load",
        "progress return",
        "progress verify",
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
ONLY_WITH = {"deduct propose": ("accept", "every")}
"""Options without which one of them only shows."""


def tell(ctx: Context) -> None:
    """Tell, after an act of the office, that it was done where the environment names another unit."""
    act = ctx.command_path.partition(" ")[2]
    if not os.environ.get("GONGKAI_UNIT", "").strip() or act not in ACTS:
        return
    if _given(ctx, UNLESS.get(act, ())) or (act in ONLY_WITH and not _given(ctx, ONLY_WITH[act])):
        return
    from gongkai.cli.session import session_of
    from gongkai.cli.talk import own_unit

    with session_of(cast("typer.Context", ctx)).reader() as reader:
        plan = reader.plan(ctx.params.get("year"))
    mine = own_unit(plan.units)
    if mine not in ("", plan.office):
        warn(f"这一步由{plan.office}办理，本机设的是{mine}（环境变量 GONGKAI_UNIT）；是谁登记的，痕迹里都有")


def _given(ctx: Context, options: Iterable[str]) -> bool:
    return any(ctx.params.get(option) for option in options)
