# ruff: noqa: S608 - the names of our own tables and functions, and nothing that anybody typed
"""Logins of a shared PostgreSQL server: who they are, what they are given, and by whom that is taken away again.

Only the owner of the tables gives and takes. A password is made here, leaves for the server as a SCRAM verifier, and is
told to nobody but the caller.
"""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

from msgspec import Struct

from gongkai.errors import BadValue, Refused, StoreFault
from gongkai.plan.succession import names_of
from gongkai.register import driver, policies
from gongkai.register.kinds import OFFICE, SUPERVISOR, UNIT, Assign
from gongkai.register.queries import LOCK, PLACE
from gongkai.settings import is_postgres, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import psycopg

    from gongkai.plan.model import Plan, Unit
    from gongkai.register.driver import Source
    from gongkai.register.reading import Reader

LEAST_SERVER = 13
"""The oldest PostgreSQL that knows all of it."""
ROLE_WORDS = {OFFICE: "办公室", SUPERVISOR: "督查考核", UNIT: "责任单位"}
_ME = f"SELECT login, role, unit FROM {PLACE}.me()"
_LONGEST_NAME = 63
_HELD = "NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"


class Login(Struct, frozen=True):
    """A login that does not own the tables: its name on the server, its role, and its unit where it is a unit's.

    `since` is the moment it was granted, empty where nobody asked.
    """

    name: str
    role: str
    unit: str = ""
    since: str = ""

    @property
    def sees_all(self) -> bool:
        """Whether it reads every row: a unit's reads what is everybody's, and what concerns the unit."""
        return self.role != UNIT


def login_of(source: Source) -> Login | None:
    """Return whose connection it is, None for the owner of the tables."""
    if not source.postgres:
        return None
    rows = source.rows(_ME)
    return Login(*cast("tuple[str, str, str]", rows[0])) if rows else None


def turn_on(store: str, *, any_clock: bool = False) -> None:
    """Hold every login but the owner's to its role; done again, it renews what is there and keeps the logins.

    With `any_clock` the machines' clocks are not held against the server's: for trials, and for years gone by.
    """
    with _owned(store, fresh=True) as source:
        hold_logins(source)
        _set(
            source,
            f"INSERT INTO {PLACE}.setting VALUES ('clock', %s) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            "any" if any_clock else "server",
        )
        from gongkai.register.reading import Reader

        reader = Reader(source, store)
        tell_owers(reader, reader.years())


def hold_logins(source: Source) -> None:
    """Hold every login to what this version says, in the transaction that is open, and note which version that is."""
    from gongkai.register.reading import HELD_TO, ROLES

    _run(source, policies.set_up(_tables(source)))
    for login in _granted(source):
        _give(source, login)
    sql = "INSERT INTO meta (key, value) VALUES (%s, %s) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
    _set(source, sql, ROLES, str(HELD_TO))


def renew(store: str) -> None:
    """Hold the logins of a ledger to what this version says, where an older one did; another may have done it."""
    from gongkai.register.reading import HELD_TO, meta_of

    with driver.faults_of(store), driver.open_primary(store) as raw:
        source = driver.Source(cast("driver.Driver", raw), postgres=True)
        raw.execute(f"SELECT pg_advisory_xact_lock({LOCK})".encode())
        if 0 < meta_of(source, store).roles < HELD_TO:
            hold_logins(source)


def is_owner(source: Source) -> bool:
    """Tell whether a PostgreSQL connection is the owner's of the tables."""
    owner, mine = _owner(source)
    return owner == mine


def grant(store: str, login: Login, names: Iterable[str], moment: str, *, anew: bool = False) -> str:
    """Give a login the rights of its role; return its new password, empty where the login was there and keeps its own.

    `names` are those its unit has had; `anew` makes a new password for a login that is there. `Refused` for a login
    that no policy holds: the owner, a superuser.
    """
    import secrets

    _must_be_a_login(login.name)
    with _owned(store) as source:
        there = _must_be_held(source, login.name)
        secret = "" if there and not anew else secrets.token_urlsafe(15)
        if secret:
            _make(source, login.name, secret, there=there)
        _set(
            source,
            f"INSERT INTO {PLACE}.login VALUES (%s, %s, %s, %s, %s) ON CONFLICT (login) DO UPDATE"
            " SET role = excluded.role, unit = excluded.unit, names = excluded.names, since = excluded.since",
            login.name,
            login.role,
            login.unit,
            list(names),
            moment,
        )
        _give(source, login)
    return secret


def revoke(store: str, name: str) -> Login:
    """Take every right in the database from a login, at once; the login itself stays on the server."""
    with _owned(store) as source:
        found = next((login for login in _granted(source) if login.name == name), None)
        if found is None:
            raise BadValue(f"没有给过权限的登录名：{name}", "给过权限的登录名见清单", do=("db", "roles"))
        _run(source, policies.revocations(_tables(source), _quoted(source, name)))
        _set(source, f"DELETE FROM {PLACE}.login WHERE login = %s", name)
    return found


def granted(store: str) -> tuple[Login, ...]:
    """Return the logins that were given rights, by role and unit."""
    with _owned(store) as source:
        return tuple(_granted(source))


def must_be_shared(store: str) -> None:
    """Refuse all but the owner of a ledger whose roles are turned on (`Refused`)."""
    with _owned(store):
        pass


def names_on_server(store: str) -> frozenset[str]:
    """Return the name of every login and role on the server."""
    with _owned(store) as source:
        return frozenset(str(name) for (name,) in _raw(source).execute("SELECT rolname FROM pg_roles").fetchall())


def names_had(plan: Plan, unit: Unit) -> tuple[str, ...]:
    """Return the names under which a unit's records stand."""
    return tuple(dict.fromkeys((unit.name, *names_of(plan, unit.name))))


def tell_owers(reader: Reader, years: Iterable[int]) -> None:
    """Tell the server who owes what in a year: a unit's login settles its own items, and no other."""
    from gongkai.duty.items import owing
    from gongkai.plan.roster import roster_of

    for year in years:
        plan = reader.plan(year)
        told = owing(plan, roster_of(plan, reader.of_kind(Assign, year)))
        text = json.dumps(sorted(told), ensure_ascii=False)
        _set(reader.source, f"SELECT {PLACE}.tell_owers(%s, %s::jsonb)", year, text)


@contextmanager
def _owned(store: str, *, fresh: bool = False) -> Iterator[Source]:
    """Open the store as the owner of its tables, under the writers' lock, for one change; `fresh`: roles may be off."""
    if not is_postgres(store):
        raise Refused(
            f"这个台账是一个文件，没有登录名和权限：{store}", "多人共用的，先建 PostgreSQL 数据库，再用 --db 写明"
        )
    from gongkai.register.reading import HELD_TO, RENEWING, UPGRADE, meta_of, open_reader

    with driver.faults_of(store), open_reader(store) as reader:  # an older ledger is upgraded by it
        reader.must_own("登录名和权限")
        if not (fresh or reader.meta.shared):
            raise Refused("这个数据库还没有按登录名分权限", "先做一次", do=RENEWING)
    with driver.faults_of(store), driver.open_primary(store) as raw:
        source = driver.Source(cast("driver.Driver", raw), postgres=True)
        if raw.info.server_version < LEAST_SERVER * 10000:
            raise StoreFault(f"服务器的版本太旧：{shown(store)}", f"请用 PostgreSQL {LEAST_SERVER} 或更新的版本")
        raw.execute(f"SELECT pg_advisory_xact_lock({LOCK})".encode())
        if meta_of(source, store).roles > HELD_TO:
            raise StoreFault("登录名的权限是更新版本的程序设定的，本程序改不了", UPGRADE)
        owner, mine = _owner(source)
        if owner != mine:
            raise Refused(f"登录名和权限由数据库的所有者（{owner}）设定，现在的登录名是 {mine}", "请用所有者的登录名")
        yield source


def _owner(source: Source) -> tuple[str, str]:
    sql = "SELECT pg_get_userbyid(relowner)::text, session_user::text FROM pg_class WHERE oid = 'trail'::regclass"
    return cast("tuple[str, str]", _raw(source).execute(sql.encode()).fetchall()[0])


def _raw(source: Source) -> psycopg.Connection:
    return cast("psycopg.Connection", source.raw)


def _run(source: Source, statements: Iterable[str]) -> None:
    for sql in statements:
        _raw(source).execute(sql.encode())


def _set(source: Source, sql: str, *values: object) -> None:
    _raw(source).execute(cast("Any", sql), values)


def _tables(source: Source) -> str:
    """Return the schema of the tables, quoted."""
    ((name,),) = _raw(source).execute(b"SELECT quote_ident(current_schema())").fetchall()
    return str(name)


def _quoted(source: Source, name: str) -> str:
    from psycopg import sql

    return sql.Identifier(name).as_string(_raw(source))


def _granted(source: Source) -> list[Login]:
    sql = f"SELECT login, role, unit, since FROM {PLACE}.login ORDER BY role, unit, login"
    return [Login(*row) for row in _raw(source).execute(sql.encode()).fetchall()]


def _give(source: Source, login: Login) -> None:
    tables, name = _tables(source), _quoted(source, login.name)
    ((database,),) = _raw(source).execute(b"SELECT quote_ident(current_database())").fetchall()
    _run(source, policies.revocations(tables, name))
    _run(source, (f"GRANT CONNECT ON DATABASE {database} TO {name}", *policies.grants(tables, login.role, name)))


def _must_be_a_login(name: str) -> None:
    if not re.fullmatch(r"[\w.-]+", name) or len(name.encode()) > _LONGEST_NAME or name.startswith("pg_"):
        raise BadValue(f"不能作登录名：{name}", "用字母、数字、下划线，不以 pg_ 开头，如 jyj")


def _must_be_held(source: Source, name: str) -> bool:
    """Tell whether a login is there already; `Refused` for one that policies do not hold."""
    sql = """SELECT r.rolsuper OR r.rolbypassrls OR pg_has_role(r.oid, c.relowner, 'MEMBER')
    FROM pg_roles r, pg_class c WHERE r.rolname = %s AND c.oid = 'trail'::regclass"""
    rows = _raw(source).execute(sql.encode(), (name,)).fetchall()
    if rows and rows[0][0]:
        raise Refused(f"{name} 是数据库的所有者或超级用户，权限管不住它", "请另用一个登录名")
    return bool(rows)


def _make(source: Source, name: str, secret: str, *, there: bool) -> None:
    """Make a login, or give it a new password; what the server is sent is not the password itself."""
    from psycopg import errors, sql

    raw = _raw(source)
    verifier = raw.pgconn.encrypt_password(secret.encode(), name.encode(), b"scram-sha-256").decode()
    what = "ALTER ROLE {} PASSWORD {}" if there else f"CREATE ROLE {{}} LOGIN {_HELD} PASSWORD {{}}"
    try:
        raw.execute(sql.SQL(what).format(sql.Identifier(name), sql.Literal(verifier)))
    except errors.InsufficientPrivilege:
        advice = "请数据库管理员给所有者 CREATEROLE，或先建好登录名再授权"
        raise Refused(f"所有者的登录名不能建登录名、改密码：{name}", advice) from None
