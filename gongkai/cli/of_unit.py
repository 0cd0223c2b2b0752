"""What a unit's own login on a shared server may call, and whose rows it is then shown.

The server refuses all else whatever is called. Here a command that is told from the whole county's records is refused
before it tells a figure of a part of them; what remains is held to the login's own unit, and says so.
"""

from __future__ import annotations

import os
from contextlib import suppress
from contextvars import ContextVar, Token
from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec.structs import replace

from gongkai.cli.office_acts import ACTS, LOGIN, not_of_office
from gongkai.cli.session import Session
from gongkai.errors import BadValue, NoStore, Refused
from gongkai.plan.lookup import find_point, find_unit, split_units
from gongkai.settings import is_postgres

if TYPE_CHECKING:
    from typer._click import Context  # for annotations alone: nothing private at run time

    from gongkai.papers.document import Document, Paragraph
    from gongkai.plan.model import Plan
    from gongkai.register.logins import Login

UNIT = "GONGKAI_UNIT"
OF_NO_YEAR = frozenset(
    {"backup", "db grant", "db init", "db revoke", "db roles", "demo", "doctor", "draft", "restore", "workday"}
)
"""Commands that tell nothing of a year's records, or are refused where the server is asked."""
ALLOWED = frozenset(
    {
        "appeal file",
        "appeal list",
        "bonus list",
        "deduct list",
        "due",
        "duty done",
        "duty list",
        "duty open",
        "finding list",
        "finding plan",
        "finding rectify",
        "form",
        "import",
        "inspect list",
        "progress add",
        "progress list",
        "remind list",
        "score self",
        "selfcheck add",
        "selfcheck list",
        "selfcheck report",
        "show",
        "status",
        "units list",
        "veto list",
    }
)
"""What a unit does, and what is told of one unit from rows that its login reads."""
ALLOWED_WITH = MappingProxyType({"appeal notice": "issued", "finding add": "selfcheck", "report": "issued"})
"""Commands that are a unit's own, or tell what was published, with one option alone."""
RESULTS = frozenset({"score", "scorecard", "report"})
ISSUED = ("report", "--issued", "文号")
OF_SEVERAL = frozenset({"status", "show", "units list"})
"""Commands that tell of points, on which others are too."""
_SEEN: ContextVar[Login | None] = ContextVar("seen", default=None)


def hold(ctx: Context) -> None:
    """Refuse what a unit's login may not call (`Refused`); hold the rest to its unit. Others may call anything."""
    session, typed = ctx.find_object(Session), ctx.command_path.partition(" ")[2]
    if session is None or not is_postgres(session.store) or typed in OF_NO_YEAR:
        return
    found = _who(session, ctx.params.get("year"))
    if found is None:
        return
    login, plan = found
    if typed not in ALLOWED and not ctx.params.get(ALLOWED_WITH.get(typed, "")):
        raise _held_back(typed, login, plan)
    _to_its_unit(ctx, login, plan)
    usual, token = os.environ.get(UNIT), _SEEN.set(login if typed in OF_SEVERAL else None)
    os.environ[UNIT], ctx.meta[LOGIN] = login.unit, login
    ctx.call_on_close(lambda: _let_go(usual, token))


def marked(document: Document) -> Document:
    """Return what is told as a unit's login may see it: it says so in every form, and names the unit."""
    login = _SEEN.get()
    if login is None:
        return document
    return replace(document, blocks=(*document.blocks, _note(login)), data=_told(document.data, login))


def _who(session: Session, year: object) -> tuple[Login, Plan] | None:
    """Return the login and the plan where it is a unit's; where there is no plan there is nothing to be held back."""
    with suppress(NoStore, BadValue), session.reader() as reader:
        if reader.login is not None and not reader.login.sees_all:
            return reader.login, reader.plan(year if isinstance(year, int) else None)
    return None


def _held_back(typed: str, login: Login, plan: Plan) -> Refused:
    whose = f"登录名 {login.name} 是{login.unit}的"
    if typed in ACTS | {"finding notice", "remind", "void"}:
        return not_of_office(login, plan)
    if typed in RESULTS:
        advice = f"记在本单位名下的：gongkai deduct list；{plan.office}印发过的通报，照原样看"
        return Refused(f"得分、名次要全县的登记才算得出，{whose}，只看得到本单位的", advice, do=ISSUED)
    return Refused(f"要看全县的登记，{whose}，只看得到本单位的", f"请向{plan.office}要；本单位的", do=("status",))


def _to_its_unit(ctx: Context, login: Login, plan: Plan) -> None:
    """Hold a command to the login's unit, whether one was typed or not; another is refused."""
    for param in ctx.command.params:
        if param.name not in {"unit", "units", "which"}:
            continue
        value = ctx.params.get(param.name)
        typed = [value] if isinstance(value, str) else list(value or ())
        for text in typed:
            _must_be(text, login, plan, point=param.name == "which")
        if param.name != "which":
            ctx.params[param.name] = (login.unit,) if isinstance(value, tuple) else [login.unit]
            if not param.multiple and param.nargs == 1:
                ctx.params[param.name] = login.unit


def _must_be(text: str, login: Login, plan: Plan, *, point: bool) -> None:
    from gongkai.wording import EVERYONE

    if text.strip() in ("", EVERYONE):
        return
    if point:
        with suppress(BadValue):
            find_point(plan, text)
            return
    for name in split_units(plan.units, text):
        if find_unit(plan.units, name).name != login.unit:
            raise Refused(f"登录名 {login.name} 是{login.unit}的，看不到、也不能登记{name}的", "不写单位的，就是本单位")


def _note(login: Login) -> Paragraph:
    from gongkai.papers.document import text

    said = f"按{login.unit}的登录名所见：别的单位的问题、督查、扣分、得分、复核看不到，要点灯没有算进别的单位的问题。"
    return text(said, role="note")


def _told(data: object, login: Login) -> object:
    return {**data, "seen_by": login.unit} if isinstance(data, dict) else data


def _let_go(usual: str | None, token: Token[Login | None]) -> None:
    _SEEN.reset(token)
    if usual is None:
        os.environ.pop(UNIT, None)
    else:
        os.environ[UNIT] = usual
