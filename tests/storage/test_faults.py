"""What cannot be read or written is told in Chinese, without passwords, and told apart."""

from __future__ import annotations

import errno
import re
import sqlite3
import sys
from typing import TYPE_CHECKING

import pytest

from gongkai.errors import NoStore, Refused, StoreFault
from gongkai.register import driver as driving
from gongkai.register import driver as faults
from gongkai.register.reading import open_reader
from gongkai.register.writing import Register, create_store
from tests.storage import samples
from tests.storage.samples import progress, register_of, write

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def file(tmp_path: Path) -> str:
    """An SQLite ledger."""
    store = str(tmp_path / "台账.db")
    samples.make(store)
    return store


def told_by(store: str) -> list[str]:
    """Return what reading and writing say of a store."""
    told = []
    for opened in (open_reader(store), register_of(store)):
        with pytest.raises(StoreFault) as fault, opened:
            pass
        told.append(fault.value.message)
    return told


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    other = tmp_path / "通知.docx"
    other.write_bytes(b"PK\x03\x04 not a database at all" * 50)
    assert all("不是数据库" in message for message in told_by(str(other)))


def test_an_empty_file_and_somebody_elses_database(tmp_path: Path) -> None:
    empty, other = tmp_path / "空.db", tmp_path / "别人.db"
    empty.touch()
    with sqlite3.connect(other) as db:
        db.execute("CREATE TABLE meta (key TEXT, value TEXT)")
    db.close()
    assert all("不是本程序" in message for store in (empty, other) for message in told_by(str(store)))


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    assert len(told_by(str(tmp_path))) == 2


def test_a_damaged_file(file: str) -> None:
    with open(file, "r+b") as raw:  # noqa: PTH123 - written in the middle
        raw.seek(4096)
        raw.write(b"\xff" * 4096 * 8)
    with pytest.raises(StoreFault, match=r"损坏|不是本程序"), open_reader(file) as reader:
        reader.ledger()


def test_a_full_disk_keeps_nothing(file: str) -> None:
    def fill() -> None:
        with register_of(file) as register:
            register.source.raw.execute("PRAGMA max_page_count = 1", {})
            for _ in range(200):
                register.add(progress(note="长" * 4000), "progress.add")

    with pytest.raises(StoreFault, match="磁盘已满"):
        fill()
    with open_reader(file) as reader:
        assert reader.head().seq == 1


def test_a_writer_that_never_ends_is_told(file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driving, "PATIENCE", 0.1)
    with register_of(file), pytest.raises(StoreFault, match="正在写入"), register_of(file):
        pass


def test_a_folder_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(StoreFault, match="文件夹不存在"):
        samples.make(str(tmp_path / "没有" / "台账.db"))


def test_the_default_folder_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gongkai.settings.default_folder", lambda: tmp_path / "新" / "gongkai")
    samples.make(str(tmp_path / "新" / "gongkai" / "gongkai.db"))


def test_a_log_without_its_file_is_not_played_into_a_new_one(tmp_path: Path) -> None:
    (tmp_path / "台账.db-wal").write_bytes(b"old")
    with pytest.raises(StoreFault, match="只留下日志"):
        samples.make(str(tmp_path / "台账.db"))


def test_a_first_load_that_fails_leaves_no_draft(tmp_path: Path) -> None:
    def broken(register: Register) -> None:
        samples.first(register)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        create_store(str(tmp_path / "台账.db"), broken, actor="张", os_user="z", now=samples.NOW)
    assert list(tmp_path.iterdir()) == []


def test_file_systems_without_hard_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr("os.link", refuse)
    samples.make(str(tmp_path / "台账.db"))
    assert [path.name for path in tmp_path.iterdir()] == ["台账.db"]


def test_two_that_begin_at_once_make_one_ledger(tmp_path: Path) -> None:
    store = str(tmp_path / "台账.db")

    def overtaken(register: Register) -> None:
        samples.first(register)
        samples.make(store)

    assert not create_store(store, overtaken, actor="李", os_user="li", now=samples.NOW)
    with open_reader(store) as reader:
        assert [line.actor for line in reader.trail()] == ["张文书"]


@pytest.mark.postgres
def test_postgres_faults_never_show_the_password(postgres: str) -> None:
    for wrong in (
        re.sub(r"@[^/]*/", ":geheim@127.0.0.1:1/", postgres),
        postgres.replace("@", ":geheim@") + "_missing",
        postgres.replace("@", ":geheim@"),
        "postgresql://u:geheim@127.0.0.1:notaport/x",
    ):
        for message in told_by(wrong):
            assert "geheim" not in message
            assert re.search(r"[\u4e00-\u9fff]", message)


@pytest.mark.postgres
def test_postgres_faults_are_told_apart(postgres: str) -> None:
    assert all("没有这个数据库" in m for m in told_by(postgres + "_missing"))
    assert all("连接不上" in m for m in told_by(re.sub(r"@[^/]*/", "@127.0.0.1:1/", postgres)))
    with pytest.raises(NoStore), register_of(postgres):
        pass


@pytest.mark.postgres
def test_postgres_read_only_and_strangers(postgres: str) -> None:
    samples.make(postgres)
    with pytest.raises(StoreFault, match="只能读"):
        write(postgres + "?options=-c%20default_transaction_read_only%3Don", progress())
    with samples.tampering(postgres) as source:
        source.raw.execute("CREATE ROLE stranger LOGIN", {})
    with (
        pytest.raises(Refused, match="没有这一步的权限"),
        open_reader(postgres.replace("postgres@", "stranger@")),
    ):
        pass
    with samples.tampering(postgres) as source:
        source.raw.execute("DROP ROLE stranger", {})


@pytest.mark.postgres
def test_a_waiting_postgres_writer_is_told(postgres: str, monkeypatch: pytest.MonkeyPatch) -> None:
    samples.make(postgres)
    monkeypatch.setattr(driving, "PATIENCE", 1)
    with register_of(postgres), pytest.raises(StoreFault, match="正在写入"), register_of(postgres):
        pass


@pytest.mark.postgres
def test_somebody_elses_meta_in_postgres(postgres: str) -> None:
    with samples.tampering(postgres) as source:
        source.raw.execute("CREATE TABLE meta (key text, value text)", {})
    for act in (samples.make, lambda store: write(store, progress())):
        with pytest.raises(StoreFault, match="不是本程序"):
            act(postgres)


def test_a_missing_driver_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreFault) as told, open_reader("postgresql://localhost/x"):
        pass
    assert told.value.hint == '请先安装：pip install "gongkai[postgres]"'


def test_an_unknown_code_is_shown_and_our_own_mistakes_are_not_hidden() -> None:
    class Odd(sqlite3.OperationalError):
        sqlite_errorname = "SQLITE_ODD"

    told = faults.translated(Odd(), "台账.db")
    assert told
    assert told.message == "数据库出错（代码 SQLITE_ODD）：台账.db"
    assert faults.translated(sqlite3.ProgrammingError(), "台账.db") is None
    assert faults.translated(ValueError(), "台账.db") is None


def test_a_new_ledger_for_which_there_is_no_room_is_told_by_its_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite calls a limit on the size of files a share without locks: what trying finds out is told."""

    def full(*_: object) -> None:
        raise OSError(errno.EFBIG, "")

    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorname = "SQLITE_IOERR_SHMSIZE"
    store = str(tmp_path / "新.db")
    monkeypatch.setattr("gongkai.register.place.os.fsync", full)
    fault = faults.translated(error, store)
    assert fault is not None
    assert "文件太大" in fault.message
