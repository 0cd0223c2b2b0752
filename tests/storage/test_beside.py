"""What SQLite keeps beside the file, and what hinders writing there: told by kind, and left behind by no reader."""

from __future__ import annotations

import errno
import os
import sqlite3
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from gongkai.errors import StoreFault, why
from gongkai.register import driver as faults
from gongkai.register import place
from gongkai.register.reading import open_reader
from tests.storage import samples
from tests.storage.samples import progress, register_of, write

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="只有管理员能换用户")
OWNER, READER = 65533, 65534


@contextmanager
def acting(user: int) -> Iterator[None]:
    """Be another user for a while."""
    os.seteuid(user)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def shared() -> Iterator[str]:
    """A ledger of one user in a folder where everybody may write."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        store = str(Path(folder) / "台账.db")
        with acting(OWNER):
            samples.make(store)
            Path(store).chmod(0o644)  # whoever shares a ledger says so
        yield store


def fault(code: str, store: str) -> StoreFault:
    """Return what is told of one error of SQLite."""

    class Failed(sqlite3.OperationalError):
        sqlite_errorname = code

    told = faults.translated(Failed(), store)
    assert isinstance(told, StoreFault)
    return told


@pytest.mark.parametrize("code", ["SQLITE_IOERR_WRITE", "SQLITE_FULL", "SQLITE_IOERR_SHMSIZE", "SQLITE_CANTOPEN"])
@pytest.mark.parametrize(
    ("number", "message", "advice"),
    [
        (errno.ENOSPC, "磁盘已满", "腾出空间"),
        (errno.EDQUOT, "磁盘配额已用完", "放宽配额"),
        (errno.EROFS, "只读", "写保护"),
        (errno.EIO, "磁盘读写出错", "拷到别处"),
        (errno.EACCES, "没有权限", "申请权限"),
        (errno.ESTALE, "网络共享断开", "检查网络"),
    ],
)
def test_each_kind_of_trouble_has_its_sentence(
    code: str, number: int, message: str, advice: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = str(tmp_path / "台账.db")
    samples.make(store)
    monkeypatch.setattr(place, "trouble", lambda _: OSError(number, ""))
    told = fault(code, store)
    assert message in told.message
    assert advice in told.hint
    assert "备份" not in told.hint


def test_what_trying_does_not_find_is_told_by_sqlites_code(tmp_path: Path) -> None:
    store = str(tmp_path / "台账.db")
    samples.make(store)
    assert "磁盘出错" in fault("SQLITE_IOERR_READ", store).message
    assert "audit verify" in fault("SQLITE_IOERR_READ", store).hint
    assert "网络共享" in fault("SQLITE_IOERR_SHMMAP", store).message
    assert "内存不够" in fault("SQLITE_IOERR_NOMEM", store).message


def test_an_unknown_number_is_shown() -> None:
    assert why(OSError(9999, "x"))[0] == "系统不允许（错误号 9999）"
    assert why(OSError())[0] == "系统不允许"


def test_on_a_full_disk_reading_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = str(tmp_path / "台账.db")
    samples.make(store)
    write(store, progress())
    opened = faults._snapshot  # noqa: SLF001 - a disk is filled by no other means

    def full(uri: str) -> sqlite3.Connection:
        if uri.endswith("mode=rw"):
            error = sqlite3.OperationalError()
            error.sqlite_errorname = "SQLITE_IOERR_SHMSIZE"
            raise error
        return opened(uri)

    monkeypatch.setattr(faults, "_snapshot", full)
    with open_reader(store) as reader:
        assert reader.head().seq == 2
        with pytest.raises(sqlite3.OperationalError):
            reader.source.raw.execute("DELETE FROM meta", {})


@ROOT
def test_a_reader_of_another_user_leaves_nothing(shared: str) -> None:
    with acting(READER), open_reader(shared) as reader:
        assert reader.head().seq == 1
        assert [path.name for path in Path(shared).parent.iterdir()] == ["台账.db"]
    with acting(OWNER):
        write(shared, progress())
    with acting(READER), open_reader(shared) as reader:
        assert reader.head().seq == 2


@ROOT
def test_a_reader_of_another_user_sees_what_a_writer_still_has_open(shared: str) -> None:
    with acting(OWNER):
        held = sqlite3.connect(shared)
        held.execute("SELECT 1 FROM meta").fetchall()
        write(shared, progress())
    with acting(READER), open_reader(shared) as reader:
        assert reader.head().seq == 2
    with acting(OWNER):
        held.close()
        write(shared, progress(percent=50))
    assert [path.name for path in Path(shared).parent.iterdir()] == ["台账.db"]


@ROOT
@pytest.mark.parametrize(("content", "advice"), [(b"", "删除这些文件"), (b"x" * 100, "不能删")])
def test_files_left_by_another_are_named(shared: str, content: bytes, advice: str) -> None:
    left = place.beside(shared)
    with acting(READER):
        left[0].write_bytes(content)
        left[1].touch()
        for path in left:
            path.chmod(0o644)
    with acting(OWNER), pytest.raises(StoreFault) as told:
        write(shared, progress())
    assert "只能读" in told.value.message
    assert all(str(path) in told.value.message for path in left)
    assert advice in told.value.hint
    with acting(OWNER), open_reader(shared) as reader:
        assert reader.head().seq == 1


@ROOT
def test_a_file_that_one_may_only_read_is_told_with_its_owner(shared: str) -> None:
    with acting(READER), pytest.raises(StoreFault) as told:
        write(shared, progress())
    assert "只能读，不能写（没有写入文件的权限" in told.value.message


@pytest.mark.parametrize("ending", ["-wal", "-shm"])
def test_a_folder_in_the_logs_place_is_named_and_reading_works(tmp_path: Path, ending: str) -> None:
    store = str(tmp_path / "台账.db")
    samples.make(store)
    Path(f"{store}{ending}").mkdir()
    with open_reader(store) as reader:
        assert reader.head().seq == 1
    with pytest.raises(StoreFault, match=rf"旁边有.*台账\.db{ending}"), register_of(store):
        pass
