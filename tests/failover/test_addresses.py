"""Addresses of several servers: what stands in them, and that no secret leaves them."""

from __future__ import annotations

from importlib import import_module

import pytest

from gongkai import settings
from gongkai.cli import office_acts, standby
from gongkai.cli.table import TABLE
from gongkai.errors import BadValue
from gongkai.register.servers import are_several, parameters
from tests.cli import run
from tests.closing.test_recording import recording

SECRET = "geheim"
NOWHERE = "127.0.0.1:1,127.0.0.1:2"


def of(url: str, *, standby: bool = False) -> dict[str, object]:
    """Return what the driver connects with."""
    pytest.importorskip("psycopg")
    return parameters(settings.store_from(url), patience=30, standby=standby)


@pytest.mark.parametrize(
    ("wanted", "written", "read"),
    [
        ("", "read-write", "prefer-standby"),
        ("?target_session_attrs=read-write", "read-write", "read-write"),
        ("?target_session_attrs=primary", "primary", "primary"),
        ("?target_session_attrs=any", "read-write", "any"),
        ("?target_session_attrs=prefer-standby", "read-write", "prefer-standby"),
    ],
)
def test_of_several_servers_the_primary_is_written_to(wanted: str, written: str, read: str) -> None:
    url = f"postgresql+psycopg://u:p@a:5432,b:5433/db{wanted}"
    assert of(url)["target_session_attrs"] == written
    assert of(url, standby=True)["target_session_attrs"] == read
    assert (of(url)["host"], of(url)["port"]) == ("a,b", "5432,5433")


def test_a_single_server_is_taken_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "target_session_attrs" not in of("postgresql://u@a/db")
    assert of("postgresql://u@a/db?target_session_attrs=standby")["target_session_attrs"] == "standby"
    monkeypatch.setenv("PGHOST", "a,b")
    assert of("postgresql:///db")["target_session_attrs"] == "read-write"
    assert are_several({})


def test_what_the_address_says_of_waiting_is_kept() -> None:
    known = of("postgresql://u@a/db?keepalives_idle=3&connect_timeout=2")
    assert (known["keepalives_idle"], known["connect_timeout"], known["tcp_user_timeout"]) == ("3", "2", 30_000)


URLS = (
    f"postgresql+psycopg://u:{SECRET}@{NOWHERE}/db?target_session_attrs=read-write",
    f"postgresql://{NOWHERE}/db?user=u&password={SECRET}",
    f"postgresql://{NOWHERE}/db?user=u&pass%77ord={SECRET}",
    f"postgresql://u@{NOWHERE}/db?sslpassword={SECRET}&oauth_client_secret={SECRET}",
    f"postgresql://u@{NOWHERE}/db?scram_client_key={SECRET}",
    f"postgresql://u:{SECRET}@127.0.0.1:1,127.0.0.1:2,127.0.0.1/db?port=1,2",
    f"postgresql://u:{SECRET}@{NOWHERE}/db?no_such_key={SECRET}",
    f"postgresql://u:{SECRET}@127.0.0.1:port/db",
)


@pytest.mark.parametrize("url", URLS)
@pytest.mark.parametrize(
    "words", [("status",), ("progress", "add", "1", "--percent", "4"), ("doctor",), ("db", "roles")]
)
def test_no_secret_is_told(url: str, words: tuple[str, ...]) -> None:
    pytest.importorskip("psycopg")
    for env in ({}, {"GONGKAI_DB_READ": url}):
        told = run(*words, db=url, today="2018-09-01", env=env)
        assert told.code in {2, 4}, told.err
        assert SECRET not in told.out + told.err
        assert "Traceback" not in told.err
        assert "内部出错" not in told.err


@pytest.mark.parametrize("url", URLS[-2:])
def test_what_is_no_address_is_told_as_that(url: str) -> None:
    pytest.importorskip("psycopg")
    told = run("status", db=url, today="2018-09-01")
    assert "数据库地址写得不对" in told.err or "连接不上" in told.err


def test_a_standby_of_a_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_DB_READ", "postgresql://u@b/db")
    with pytest.raises(BadValue, match="GONGKAI_DB 不是"):
        settings.reading_store("/srv/台账.db")
    monkeypatch.setenv("GONGKAI_DB_READ", "/srv/台账.db")
    with pytest.raises(BadValue, match="GONGKAI_DB_READ 不是"):
        settings.reading_store("postgresql://u@a/db")
    assert run("status", db="/srv/台账.db", env={"GONGKAI_DB_READ": "postgresql://u@b/db"}).code == 2


def test_what_reads_at_a_standby_is_there_and_records_nothing() -> None:
    commands = set()
    for entry in TABLE:
        module, _, name = entry.module.partition(":")
        app = getattr(import_module(module), name or "app")
        commands |= {entry.name} | {f"{entry.name} {command.name}" for command in app.registered_commands}
    assert commands >= standby.READING
    assert standby.READING & (recording() | office_acts.ACTS) <= {*standby.UNLESS, "selfcheck report"}
