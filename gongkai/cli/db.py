"""`gongkai db`: whose logins share a PostgreSQL ledger, and what the server lets each of them do."""

from __future__ import annotations

import csv
import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gongkai.cli import options
from gongkai.cli.completion import among
from gongkai.cli.present import present, recorded
from gongkai.cli.session import session_of
from gongkai.errors import BadValue, why
from gongkai.register.kinds import OFFICE, SUPERVISOR, UNIT

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from gongkai.cli.session import Session
    from gongkai.papers.columns import ColumnOf
    from gongkai.papers.document import Document
    from gongkai.plan.model import Plan
    from gongkai.plan.model import Unit as OfPlan
    from gongkai.register.logins import Login

HEADS = ("登录名", "密码", "角色", "单位")
GONE = "单位已改名，请重新授权"
app = typer.Typer()


@app.command(help="给 PostgreSQL 上的台账开启登录名和权限：由数据库的所有者做一次，升级以后可以再做")
def init(
    ctx: typer.Context,
    any_clock: Annotated[bool, typer.Option("--any-clock", help="不核对各台机器的时间：试用、补录往年时用")] = False,
    json: options.Json = False,
) -> None:
    """Turn the roles on."""
    from gongkai.register.logins import turn_on

    session = session_of(ctx)
    turn_on(session.store, any_clock=any_clock)
    how = "，不核对各台机器的时间" if any_clock else ""
    recorded({"any_clock": any_clock}, f"已开启登录名和权限{how}；接着给登录名：gongkai db grant", json=json)


@app.command(help="试用：没有服务器的，在本机起一个 PostgreSQL，登记放在写明的文件夹里；正式考核不要用")
def serve(
    folder: Annotated[Path, typer.Argument(metavar="文件夹", help="新的，或以前试用的")],
    stop: Annotated[bool, typer.Option("--stop", help="停下来；登记留在文件夹里，下次接着用")] = False,
    json: options.Json = False,
) -> None:
    """Start a server for trial, or stop it."""
    from gongkai.register import embedded

    place = folder.absolute()
    if stop:
        running = embedded.stop(place)
        told = f"已停下，登记还在：{place}" if running else f"没有在运行：{place}"
        recorded({"folder": str(place), "running": False, "address": ""}, told, json=json)
        return
    address = embedded.start(place)
    recorded(
        {"folder": str(place), "running": True, "address": address},
        "试用的数据库已在本机运行：谁都不用密码就能连，只供试用",
        f"接着：export GONGKAI_DB='{address}'，再 gongkai load 要点文件、gongkai db init --any-clock",
        json=json,
    )


@app.command(help="给一个登录名权限，服务器上没有的新建、配一个随机密码；--all 给每个单位配一个")
def grant(
    ctx: typer.Context,
    login: Annotated[str | None, typer.Argument(metavar="登录名", help="用它连接数据库，如 jyj")] = None,
    role: Annotated[
        str,
        typer.Option(
            "--role",
            metavar="角色",
            help="office 办公室、supervisor 督查考核、unit 责任单位",
            autocompletion=among(office="办公室", supervisor="督查考核", unit="责任单位"),
        ),
    ] = "",
    unit: options.UnitFilter = None,
    every: Annotated[bool, typer.Option("--all", help="给每个单位配一个，办公室自己的除外")] = False,
    anew: Annotated[bool, typer.Option("--new-password", help="服务器上已有的登录名，也换一个新密码")] = False,
    file: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="文件", help="新密码写入的 .csv，只有本人能读")
    ] = None,
    year: options.Year = None,
    json: options.Json = False,
) -> None:
    """Give logins their roles."""
    from gongkai.register.logins import must_be_shared, names_on_server

    session = session_of(ctx)
    must_be_shared(session.store)
    with session.reader() as reader:
        plan = reader.plan(year)
    wanted = _of_every_unit(session, plan, login, role) if every else (_wanted(plan, login, role, unit),)
    there = names_on_server(session.store)
    made = [one for one in wanted if anew or one.name not in there]
    with _passwords(file if made else None, needed=bool(made)) as write:
        for one in wanted:
            secret = _granted(session, plan, one, anew=anew)
            if secret:
                write((one.name, secret, one.role, one.unit))
    told = (
        f"已给 {wanted[0].name} {_words(wanted[0])}的权限" if len(wanted) == 1 else f"已给 {len(wanted)} 个登录名权限"
    )
    where = f"；新密码{len(made)}个，写在 {file}，分发后请删去" if made else ""
    data = [{"login": one.name, "role": one.role, "unit": one.unit} for one in wanted]
    recorded(data if every else data[0], told + where, json=json)


@app.command(help="列出登录名：角色、单位，什么时候给的权限")
def roles(
    ctx: typer.Context, output: options.Output = None, json: options.Json = False, plain: options.Plain = False
) -> None:
    """List the logins."""
    from gongkai.register.logins import granted

    session = session_of(ctx)
    found = granted(session.store)
    with session.reader() as reader:
        named = {unit.name for year in reader.years() for unit in reader.plan(year).units}
    present(logins_document(found, named), json=json, plain=plain, output=output)


@app.command(help="收回一个登录名在这个台账里的全部权限，当场生效；服务器上的登录名还在")
def revoke(
    ctx: typer.Context,
    login: Annotated[str, typer.Argument(metavar="登录名", help="如 jyj")],
    json: options.Json = False,
) -> None:
    """Take a login's rights away."""
    from gongkai.register.logins import revoke as taken

    gone = taken(session_of(ctx).store, login)
    recorded(
        {"login": gone.name, "role": gone.role, "unit": gone.unit},
        f"已收回 {gone.name} {_words(gone)}的权限",
        json=json,
    )


def logins_document(logins: Sequence[Login], named: Collection[str]) -> Document:
    """Return the paper that lists logins; `named` are the units of the plans: another one's has a new name now."""
    from gongkai.papers.columns import column, table_of
    from gongkai.papers.document import Document, text
    from gongkai.register.logins import ROLE_WORDS

    columns: tuple[ColumnOf[Login], ...] = (
        column("登录名", lambda one: one.name),
        column("角色", lambda one: ROLE_WORDS[one.role]),
        column("单位", lambda one: one.unit, weight=1, optional=True),
        column("授权时间", lambda one: one.since[:16].replace("T", " ")),
        column("备注", lambda one: GONE if one.unit and one.unit not in named else "", optional=True),
    )
    told = table_of("logins", "", columns, logins) if logins else text("还没有给过登录名权限。", role="note")
    data = [{"login": one.name, "role": one.role, "unit": one.unit, "since": one.since} for one in logins]
    return Document("logins", "登录名和权限", (told,), data=data)


@contextmanager
def _passwords(path: Path | None, *, needed: bool) -> Iterator[Callable[[Sequence[str]], None]]:
    """Open a new file that nobody else can read, and yield what writes a row to it; each is on the disk at once."""
    if path is None:
        if needed:
            raise BadValue("新的登录名有随机密码，没有写明写到哪里", "加 -o 文件.csv，只有本人能读")
        yield lambda _: None
        return
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise BadValue(f"已经有这个文件：{path}", "密码不写进已有的文件，请换一个名字") from None
    except OSError as error:
        raise BadValue(f"写不了文件（{why(error)[0]}）：{path}", why(error)[1]) from error
    with os.fdopen(handle, "w", encoding="utf-8-sig", newline="") as out:
        rows = csv.writer(out)

        def write(row: Sequence[str]) -> None:
            rows.writerow(row)
            out.flush()

        write(HEADS)
        yield write


def _words(login: Login) -> str:
    from gongkai.register.logins import ROLE_WORDS

    return login.unit or ROLE_WORDS[login.role]


def _wanted(plan: Plan, name: str | None, role: str, unit: str | None) -> Login:
    """Return the login that was typed; `BadValue` where role and unit do not go together."""
    from gongkai.plan.lookup import find_unit
    from gongkai.register.logins import ROLE_WORDS, Login

    known = {word: key for key, word in ROLE_WORDS.items()} | {key: key for key in ROLE_WORDS}
    if not name:
        raise BadValue("没有写登录名", "写明登录名，如 jyj；给每个单位都配一个的用 --all")
    if role not in known:
        raise BadValue(f"没有这个角色：{role}" if role else "没有写角色", f"--role 用 {OFFICE}、{SUPERVISOR}、{UNIT}")
    if (known[role] == UNIT) != bool(unit):
        raise BadValue(
            "责任单位的登录名要写明单位" if known[role] == UNIT else f"{ROLE_WORDS[known[role]]}的登录名不属于哪个单位",
            "用 -u 单位 写明" if known[role] == UNIT else "去掉 -u",
        )
    return Login(name, known[role], find_unit(plan.units, unit).name if unit else "")


def _of_every_unit(session: Session, plan: Plan, name: str | None, role: str) -> Sequence[Login]:
    """Return a login for each unit of the year but the office, its own where it has one already."""
    from gongkai.plan.roster import units_of_year
    from gongkai.register.logins import Login, granted, names_on_server

    if name or role not in ("", UNIT):
        raise BadValue("--all 是给每个单位配一个登录名", "去掉登录名和 --role")
    has = {login.unit: login for login in granted(session.store)}
    taken = set(names_on_server(session.store))
    found = []
    for unit in units_of_year(plan):
        if unit.name != plan.office:
            found.append(has.get(unit.name) or Login(_free(unit, taken), UNIT, unit.name))
            taken.add(found[-1].name)
    return found


def _free(unit: OfPlan, taken: Collection[str]) -> str:
    """Return a name for a unit's login: the shortest initials that nobody has, else with a number."""
    short = sorted((text for text in unit.initials if text.isascii() and text.isalnum()), key=len) or ["unit"]
    numbered = (f"{short[0]}{number}" for number in range(2, len(taken) + 3))
    return next(name for name in (*short, *numbered) if name not in taken and not name.startswith("pg_"))


def _granted(session: Session, plan: Plan, login: Login, *, anew: bool) -> str:
    from gongkai.plan.lookup import find_unit
    from gongkai.register.logins import grant as given
    from gongkai.register.logins import names_had

    names = names_had(plan, find_unit(plan.units, login.unit)) if login.unit else ()
    return given(session.store, login, names, session.now.isoformat(timespec="seconds"), anew=anew)
