"""What a paper, a score or a closing is told from is verified first, save with `--no-verify`: the paper then says so.

A mistake that nobody foresaw, made on a ledger that is not what was written, is the ledger's.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer
from msgspec.structs import replace
from typer.core import TyperOption

from gongkai.cli.office_acts import as_typed
from gongkai.cli.session import Session
from gongkai.errors import Altered, GongkaiError, NoStore, StoreFault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from typer._click import Context, Parameter  # for annotations alone: nothing private at run time

PAPERS = frozenset(
    {
        "appeal notice",
        "audit anchor",
        "deduct notify",
        "finding notice",
        "report",
        "score",
        "scorecard",
        "selfcheck report",
        "year close",
    }
)
"""The commands that give out papers and scores, or close a year, as they are typed."""
NO_VERIFY = "gongkai.no_verify"


def is_of_paper(ctx: Context) -> bool:
    """Tell whether a command is one of them."""
    return as_typed(ctx) in PAPERS


def option() -> TyperOption:
    """Return the option that leaves the verification out."""
    made = TyperOption(param_decls=["--no-verify"], is_flag=True, expose_value=False)
    made.help, made.callback = "不先核验登记簿和痕迹是否相符，文书上注明未核验", _leave_out
    return made


def _leave_out(ctx: Context, _param: Parameter, wanted: bool) -> None:  # noqa: FBT001 - called by Typer
    """Remember that `--no-verify` was typed."""
    ctx.meta[NO_VERIFY] = wanted


def mark(ctx: Context) -> None:
    """Give a command a session that verifies what it reads, or does not: its own, not the group's above it."""
    session = ctx.find_object(Session)
    if session is None:
        return
    paper, left_out = is_of_paper(ctx), bool(ctx.meta.get(NO_VERIFY))
    ctx.obj = replace(session, verifies=paper and not left_out, unverified=paper and left_out)


@contextmanager
def ledger_blamed(ctx: Context) -> Iterator[None]:
    """Look into the ledger where a call fails as nobody foresaw; what is wrong there is told instead (`StoreFault`)."""
    try:
        yield
    except (GongkaiError, OSError, EOFError, typer.Exit, typer.Abort, typer.TyperException):
        raise
    except Exception as error:
        fault = _fault(ctx.find_object(Session))
        if fault is None:
            raise
        raise fault from error


def _fault(session: Session | None) -> StoreFault | None:
    from gongkai.register.verifying import in_words, verify

    if session is None:
        return None
    try:
        with session.reader(foreign=True) as reader:
            problems = verify(reader).problems
    except NoStore:
        return None
    except StoreFault as fault:
        return fault
    except Exception:  # noqa: BLE001 - what went wrong first is told
        return None
    return Altered(f"登记簿与痕迹对不上，这次操作没有完成：{in_words(problems)}") if problems else None
