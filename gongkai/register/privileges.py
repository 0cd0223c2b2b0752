"""What anybody may do in a PostgreSQL database beyond what `policies` gives: told by name, whoever gave it.

A right is not a deed: what it lets be done leaves its mark in the trail, and what is told from the ledger stands. But
no login is to have one that its role does not bring. The owner of the tables, and the superuser a server begins with,
are held to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from gongkai.register.catalogue import NAME, OF_ROLES, OURS, OWNER, SCHEMAS
from gongkai.register.kinds import KINDS
from gongkai.register.policies import Right, of_everybody, rights
from gongkai.register.queries import PLACE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gongkai.register.driver import Source

_FIRST = 10
"""The oid of the superuser that a server begins with."""
_OWNED = f"""WITH owned(kind, name, part, acl, owner) AS (
SELECT 'schema', quote_ident(n.nspname), '', coalesce(n.nspacl, acldefault('n', n.nspowner)), n.nspowner
FROM pg_namespace n WHERE n.oid IN {SCHEMAS}
UNION ALL SELECT 'table', {NAME}, '', coalesce(c.relacl, acldefault('r', c.relowner)), c.relowner
FROM pg_class c WHERE {OURS} AND c.relkind IN ('r', 'p', 'f', 'v', 'm')
UNION ALL SELECT 'table', {NAME}, a.attname::text, a.attacl, c.relowner
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid WHERE {OURS} AND a.attacl IS NOT NULL
UNION ALL SELECT 'function', CASE WHEN p.pronamespace = {OF_ROLES} THEN '{PLACE}.' ELSE '' END
|| p.proname || '(' || oidvectortypes(p.proargtypes) || ')', '', coalesce(p.proacl, acldefault('f', p.proowner)),
p.proowner FROM pg_proc p WHERE p.pronamespace IN {SCHEMAS}
UNION ALL SELECT 'database', '', '', coalesce(d.datacl, acldefault('d', d.datdba)), d.datdba
FROM pg_database d WHERE d.datname = current_database())"""  # noqa: S608 - our own text
_RIGHTS = f"""{_OWNED} SELECT CASE a.grantee WHEN 0 THEN '' ELSE pg_get_userbyid(a.grantee)::text END,
a.privilege_type, o.kind, o.name, o.part, a.is_grantable FROM owned o, aclexplode(o.acl) a
WHERE a.grantee NOT IN (o.owner, {OWNER}, {_FIRST}) ORDER BY 1, 3, 4, 5, 2"""  # noqa: S608 - our own text
_OWNERS = f"""{_OWNED} SELECT DISTINCT r.rolname::text, o.kind, o.name FROM owned o JOIN pg_roles r ON r.oid = o.owner
WHERE o.owner <> {OWNER} AND NOT r.rolsuper AND r.rolname <> 'pg_database_owner' ORDER BY 1, 2, 3"""  # noqa: S608 - our own text
_ROLES = f"""SELECT r.rolname::text, r.rolcanlogin, r.rolsuper, r.rolbypassrls, r.rolcreaterole, r.rolcreatedb,
r.rolreplication FROM pg_roles r WHERE r.oid NOT IN ({OWNER}, {_FIRST}) ORDER BY r.rolname"""  # noqa: S608 - our own text
_MEMBERS = f"""SELECT m.rolname::text, g.rolname::text, g.oid = {OWNER}, m.rolcreaterole
FROM pg_auth_members a JOIN pg_roles m ON m.oid = a.member JOIN pg_roles g ON g.oid = a.roleid
WHERE a.member NOT IN ({OWNER}, {_FIRST}) ORDER BY 1, 2"""  # noqa: S608 - our own text
_COMING = f"""SELECT DISTINCT CASE a.grantee WHEN 0 THEN '' ELSE pg_get_userbyid(a.grantee)::text END, a.privilege_type,
d.defaclobjtype::text FROM pg_default_acl d, aclexplode(d.defaclacl) a
WHERE d.defaclrole = {OWNER} AND a.grantee <> d.defaclrole AND d.defaclnamespace IN (0, {SCHEMAS[1:-1]})
AND NOT (a.grantee = 0 AND d.defaclnamespace = 0 AND d.defaclobjtype IN ('f', 'T')) ORDER BY 1, 3, 2"""  # noqa: S608 - our own text
_POWERS = (
    "超级用户（SUPERUSER）",
    "不受行级权限管（BYPASSRLS）",
    "能建登录名（CREATEROLE）",
    "能建数据库（CREATEDB）",
    "能复制整台服务器（REPLICATION）",
)
_OF_SERVER = frozenset(
    {
        "pg_execute_server_program",
        "pg_maintain",
        "pg_read_all_data",
        "pg_read_server_files",
        "pg_write_all_data",
        "pg_write_server_files",
    }
)
"""Roles of PostgreSQL's own whose members are held to no grant."""
_KINDS = {"schema": "模式", "table": "表", "function": "函数", "database": "数据库"}
_COMING_KINDS = {"r": "表", "S": "序列", "f": "函数", "T": "类型", "n": "模式"}
EVERYBODY = "PUBLIC"
TABLES = ("meta", "trail", *(kind.table for kind in KINDS))


class Excess(NamedTuple):
    """What a login may do beyond its role, in a sentence.

    `outside` is the power of the server's own administrators, which no owner of a database can take away.
    """

    login: str
    said: str
    outside: bool = False


def beyond(source: Source) -> tuple[Excess, ...]:
    """Return what logins may do in a PostgreSQL database beyond what this version gives them.

    A login that sees but a part of the ledger cannot tell, and what another version gave is not known.
    """
    roles = _roles_of_logins(source)
    found = [*_too_much(source, roles), *_of_others(source), *_to_come(source)]
    return (*found, *_members(source, roles), *_powers(source, roles))


def _roles_of_logins(source: Source) -> Mapping[str, str]:
    """Return the role of each login that was granted one."""
    if not source.shared:
        return {}
    place = "login" if source.login is None else "logins()"
    rows = source.rows(f"SELECT login, role FROM {PLACE}.{place}")  # noqa: S608 - our own names
    return {str(login): str(role) for login, role in rows}


def _too_much(source: Source, roles: Mapping[str, str]) -> Iterator[Excess]:
    ((tables,),) = source.rows("SELECT quote_ident(current_schema())")
    public = frozenset(of_everybody(str(tables), shared=source.shared))
    due = {role: public | set(rights(str(tables), role)) for role in set(roles.values())}
    for login, privilege, kind, name, column, passed_on in source.rows(_RIGHTS):
        right = Right(str(privilege), str(kind), str(name), str(column))
        allowed = due.get(roles.get(str(login), ""), public)
        if (right in allowed and not passed_on) or not _is_ours(right):
            continue
        where = _place(right.kind, right.name) + (f"的 {right.column} 列" if right.column else "")
        more = "，还能转给别人" if passed_on else ""
        yield Excess(str(login) or EVERYBODY, f"{_who(str(login), roles)}多了{where}上的 {right.privilege} 权限{more}")


def _is_ours(right: Right) -> bool:
    """Tell whether a right is one on the ledger, and not on somebody else's in the schema of the tables."""
    if right.name.startswith(f"{PLACE}.") or right.kind in {"database", "schema"}:
        return True
    return right.name in ("gongkai_refuse()", *TABLES)


def _of_others(source: Source) -> Iterator[Excess]:
    for login, kind, name in source.rows(_OWNERS):
        yield Excess(str(login), f"{_place(str(kind), str(name))}的属主是 {login}，不是台账的所有者，能改能删")


def _to_come(source: Source) -> Iterator[Excess]:
    for login, privilege, kind in source.rows(_COMING):
        said = (
            f"以后新建的{_COMING_KINDS.get(str(kind), '')}会自动给{_who(str(login), {})} {privilege} 权限（默认权限）"
        )
        yield Excess(str(login) or EVERYBODY, said)


def _members(source: Source, roles: Mapping[str, str]) -> Iterator[Excess]:
    for member, group, is_owner, makes_roles in source.rows(_MEMBERS):
        name = str(member)
        whose = f"{'所有者' if is_owner else '角色'} {group}"
        said = f"{_who(name, roles)}是{whose}的成员，有它的权限"
        if name in roles or group in roles or (is_owner and not makes_roles):
            yield Excess(name, said)
        elif (is_owner or group in _OF_SERVER) and not name.startswith("pg_"):
            yield Excess(name, said, outside=True)


def _powers(source: Source, roles: Mapping[str, str]) -> Iterator[Excess]:
    for name, can_login, *held in source.rows(_ROLES):
        ours = str(name) in roles
        told = [power for power, has in zip(_POWERS, held, strict=True) if has]
        if not ours:
            told = [power for power in told if power in _POWERS[:2]] if can_login else []
        if told:
            yield Excess(str(name), f"{_who(str(name), roles)}有服务器上的特权：{'、'.join(told)}", outside=not ours)


def _place(kind: str, name: str) -> str:
    return f"{_KINDS[kind]} {name} " if name else _KINDS[kind]


def _who(login: str, roles: Mapping[str, str]) -> str:
    from gongkai.register.logins import ROLE_WORDS

    if not login:
        return f"所有登录名（{EVERYBODY}）"
    return f"登录名 {login}（{ROLE_WORDS[roles[login]] if login in roles else '没有授权过'}）"
