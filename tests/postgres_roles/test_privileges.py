"""What a login may do beyond its role is told by name, whoever gave it; what an older version gave is told as that."""

from __future__ import annotations

import hashlib
import secrets
from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg
import pytest

from gongkai.register.logins import grant, revoke, turn_on
from gongkai.register.policies import set_up
from gongkai.register.reading import HELD_TO, SCHEMA, open_reader
from gongkai.register.verifying import must_hold, privileges_beyond
from tests.cli import run
from tests.postgres_roles.conftest import DAY, ROLES, postgres, server, shared, untouched, url_of
from tests.storage import samples

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gongkai.register.privileges import Excess

__all__ = ["postgres", "server", "shared", "untouched"]

pytestmark = pytest.mark.postgres
TODAY = "2018-09-01"
RIGHTS = {
    "a table": ("GRANT UPDATE ON progress TO jyj", "jyj", "表 progress 上的 UPDATE"),
    "a table that the office reads alone": ("GRANT SELECT ON gongkai_roles.login TO bgs", "bgs", "gongkai_roles.login"),
    "the trail itself": ("GRANT SELECT ON trail TO dz", "dz", "表 trail 上的 SELECT"),
    "what a unit does not write": ("GRANT INSERT ON score_entry TO jyj", "jyj", "表 score_entry 上的 INSERT"),
    "to everybody": ("GRANT SELECT ON closing TO PUBLIC", "PUBLIC", "所有登录名（PUBLIC）多了表 closing 上的 SELECT"),
    "a column": ("GRANT SELECT (body) ON closing TO jyj", "jyj", "表 closing 的 body 列上的 SELECT"),
    "a column to change": ("GRANT UPDATE (note) ON progress TO dc1", "dc1", "progress 的 note 列上的 UPDATE"),
    "the schema of the tables": ("GRANT CREATE ON SCHEMA public TO jyj", "jyj", "模式 public 上的 CREATE"),
    "the schema of the roles": (
        "GRANT USAGE ON SCHEMA gongkai_roles TO PUBLIC",
        "PUBLIC",
        "模式 gongkai_roles 上的 USAGE",
    ),
    "the database": ("GRANT CREATE ON DATABASE {database} TO jyj", "jyj", "数据库上的 CREATE"),
    "a function": (
        "GRANT EXECUTE ON FUNCTION gongkai_roles.tell_owers(bigint, jsonb) TO jyj",
        "jyj",
        "函数 gongkai_roles.tell_owers(bigint, jsonb) 上的 EXECUTE",
    ),
    "a function to everybody": (
        "GRANT EXECUTE ON FUNCTION gongkai_roles.head() TO PUBLIC",
        "PUBLIC",
        "函数 gongkai_roles.head() 上的 EXECUTE",
    ),
    "to pass on": ("GRANT SELECT ON progress TO bgs WITH GRANT OPTION", "bgs", "还能转给别人"),
    "what is to come": (
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO jyj",
        "jyj",
        "以后新建的表会自动给登录名 jyj",
    ),
    "what is to come, to all": ("ALTER DEFAULT PRIVILEGES GRANT INSERT ON TABLES TO PUBLIC", "PUBLIC", "默认权限"),
    "a table of its own": ("ALTER TABLE progress OWNER TO jyj", "jyj", "表 progress 的属主是 jyj"),
}
"""What is granted, to whom, and how that is told."""
POWERS = {
    "a login of another": ("GRANT bgs TO {login}", "是角色 bgs的成员"),
    "the owner": ("GRANT postgres TO {login}", "是所有者 postgres的成员"),
    "all reading": ("GRANT pg_read_all_data TO {login}", "是角色 pg_read_all_data的成员"),
    "a superuser": ("ALTER ROLE {login} SUPERUSER", "超级用户"),
    "above the policies": ("ALTER ROLE {login} BYPASSRLS", "不受行级权限管"),
    "makes logins": ("ALTER ROLE {login} CREATEROLE", "能建登录名"),
}
"""What is given to a login on the server itself."""


def told(store: str, login: str = "postgres") -> list[Excess]:
    """Return what is told as granted beyond the roles."""
    with open_reader(url_of(store, login)) as reader:
        return list(privileges_beyond(reader))


def spoil(store: str, sql: str) -> None:
    """Grant something as the server's administrator can."""
    with psycopg.connect(store) as db:
        db.execute(sql.replace("{database}", store.rpartition("/")[2]).encode())


@contextmanager
def a_login(store: str) -> Iterator[str]:
    """Make a login of the server for as long as the block lasts."""
    name = f"l{secrets.token_hex(4)}"
    spoil(store, f"CREATE ROLE {name} LOGIN")
    try:
        yield name
    finally:
        spoil(store, f"DROP OWNED BY {name}; DROP ROLE {name}")


@pytest.mark.parametrize("login", ["postgres", "bgs", "dc1"])
def test_what_a_role_brings_is_not_told(untouched: str, login: str) -> None:
    assert told(untouched, login) == []


def test_a_unit_is_told_nothing_of_it(shared: str) -> None:
    spoil(shared, "GRANT UPDATE ON progress TO jyj")
    assert told(shared, "jyj") == []


@pytest.mark.parametrize("name", RIGHTS)
def test_each_right_beyond_is_told_by_whoever_verifies(shared: str, name: str) -> None:
    sql, whose, said = RIGHTS[name]
    spoil(shared, sql)
    for login in ("postgres", "bgs"):
        found = told(shared, login)
        assert [one[0] for one in found] == [whose], (login, found)
        assert said in found[0][1]
        assert not found[0][2]


@pytest.mark.parametrize("name", POWERS)
def test_each_power_on_the_server_is_told(shared: str, name: str) -> None:
    sql, said = POWERS[name]
    with a_login(shared) as login:
        grant(shared, ROLES["bgs"], (), DAY.isoformat())
        grant(shared, type(ROLES["dc1"])(login, "supervisor"), (), DAY.isoformat())
        assert told(shared) == []
        spoil(shared, sql.format(login=login))
        ((whose, message, outside),) = told(shared, "bgs")
        assert (whose, said in message, "督查考核" in message, outside) == (login, True, True, False)
        spoil(shared, f"ALTER ROLE {login} NOSUPERUSER NOBYPASSRLS NOCREATEROLE")
        revoke(shared, login)


@pytest.mark.parametrize("name", ["all reading", "a superuser", "above the policies"])
def test_the_servers_administrators_are_told_apart(shared: str, name: str) -> None:
    """No owner of a database can take it from them: they are named, and nothing is wrong with the ledger."""
    with a_login(shared) as login:
        spoil(shared, POWERS[name][0].format(login=login))
        ((whose, _, outside),) = told(shared, "bgs")
        assert (whose, outside) == (login, True)
        verified = run("audit", "verify", db=url_of(shared, "bgs"), today=TODAY)
        assert (verified.code, f"登录名 {login}（没有授权过）" in verified.out) == (0, True)
        assert run("audit", "verify", "--json", db=shared, today=TODAY).json["outside"][0]["login"] == login


def test_a_stranger_with_a_right_is_told(shared: str) -> None:
    with a_login(shared) as login:
        spoil(shared, f"GRANT SELECT ON progress TO {login}")
        ((whose, message, outside),) = told(shared, "dc1")
        assert (whose, "没有授权过" in message, outside) == (login, True, False)


def test_commands_tell_it_and_papers_stand(shared: str) -> None:
    """A right is not a deed: what is told from the ledger is what was written."""
    spoil(shared, "GRANT UPDATE ON progress TO jyj")
    for login in ("postgres", "bgs"):
        verified = run("audit", "verify", db=url_of(shared, login), today=TODAY)
        assert (verified.code, "权限多给" in verified.out, "gongkai db init" in verified.err) == (1, True, True)
        assert "表 progress 上的 UPDATE 权限" in run("doctor", db=url_of(shared, login), today=TODAY).out
        checked = run("check", "--json", db=url_of(shared, login), today=TODAY).json
        assert [one["level"] for one in checked if one["kind"] == "privilege_granted"] == ["note"]
        assert run("score", db=url_of(shared, login), today=TODAY).code == 0


def test_the_owner_takes_back_what_logins_of_the_ledger_have(shared: str) -> None:
    for name in ("a table", "a column", "a column to change", "a function", "to pass on", "the schema of the tables"):
        spoil(shared, RIGHTS[name][0])
    assert len(told(shared)) == 6
    turn_on(shared, any_clock=True)
    assert told(shared) == []


def test_a_database_that_nobody_shares(postgres: str) -> None:
    samples.make(postgres)
    assert told(postgres) == []
    spoil(postgres, "GRANT UPDATE ON trail TO PUBLIC")
    ((whose, message, _),) = told(postgres)
    assert (whose, "表 trail 上的 UPDATE" in message) == ("PUBLIC", True)


def outdated(store: str, version: int) -> None:
    """Let a database be as another version left it: a policy is not this one's."""
    spoil(store, f"UPDATE meta SET value = '{version}' WHERE key = 'roles'; DROP POLICY gongkai_write ON appeal")  # noqa: S608 - a number


def test_what_an_older_version_set_is_told_as_that_and_the_owner_renews_it(shared: str) -> None:
    outdated(shared, HELD_TO - 1)
    verified = run("audit", "verify", db=url_of(shared, "bgs"), today=TODAY)
    assert (verified.code, "权限未更新" in verified.out, "旧版本" in verified.out) == (1, True, True)
    assert "结构被改动" not in verified.out
    assert "gongkai db init" in verified.err
    refused = run("score", db=url_of(shared, "bgs"), today=TODAY)
    assert (refused.code, "旧版本的程序设定" in refused.err, "gongkai db init" in refused.err) == (4, True, True)
    assert "restore" not in refused.err
    assert "gongkai db init" in run("doctor", db=url_of(shared, "bgs"), today=TODAY).out
    assert run("status", db=url_of(shared, "jyj"), today=TODAY).code == 0
    assert run("status", db=shared, today=TODAY).code == 0
    for login in ("postgres", "bgs"):
        assert run("audit", "verify", db=url_of(shared, login), today=TODAY).code == 0


def test_what_a_newer_version_set_calls_for_the_newer_program(shared: str) -> None:
    outdated(shared, HELD_TO + 1)
    for login in ("postgres", "bgs"):
        refused = run("score", db=url_of(shared, login), today=TODAY)
        assert (refused.code, "pip install --upgrade" in refused.err) == (4, True), refused.err
    done = run("db", "init", db=shared, today=TODAY)
    assert (done.code, "更新版本" in done.err) == (4, True)


def test_a_table_spoiled_beside_an_older_version_is_told_all_the_same(shared: str) -> None:
    outdated(shared, HELD_TO - 1)
    spoil(shared, "DROP INDEX progress_in_order")
    with open_reader(url_of(shared, "bgs")) as reader, pytest.raises(Exception, match="progress_in_order"):
        must_hold(reader)


def test_what_logins_are_held_to_has_a_version_of_its_own() -> None:
    """Whoever changes it raises SCHEMA or HELD_TO: a ledger held to the old would be told as tampered with, else."""
    text = "\n".join(set_up("public"))
    assert {(SCHEMA, HELD_TO): hashlib.sha256(text.encode()).hexdigest()[:16]} == PINNED


PINNED = {(11, 4): "bb3f972a81322b49"}
