"""A folder of nightly backups: the newest are kept, and nothing goes that is not held elsewhere."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from gongkai.errors import Altered, BadValue, Refused, StoreFault
from gongkai.register import evidence
from gongkai.register.backup import manifest_of
from gongkai.register.reading import open_reader
from gongkai.register.restoring import restore
from gongkai.register.rotation import Rotated, back_up_into
from gongkai.settings import evidence_folder
from gongkai.unfinished import name_beside
from tests.storage import samples
from tests.storage.samples import NOW, progress, tampering, write

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def ledger(tmp_path: Path) -> str:
    """A ledger with one file of evidence."""
    store = str(tmp_path / "台账.db")
    samples.make(store)
    photo = tmp_path / "照片.jpg"
    photo.write_bytes(b"JFIF" * 1000)
    write(store, progress(evidence=(evidence.keep(evidence_folder(store, ""), photo),)))
    return store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the backups go."""
    place = tmp_path / "备 份"
    place.mkdir()
    return place


def night(number: int) -> datetime:
    """Return the moment of a night's backup."""
    return NOW + timedelta(days=number)


def nights(store: str, folder: Path, count: int, keep: int | None = None) -> Rotated:
    """Record something and back up, night for night; return what the last one did."""
    for number in range(count):
        write(store, progress(percent=number))
        done = back_up_into(store, folder, night(number), keep)
    return done


def days(folder: Path) -> list[str]:
    """Return the days of the backups in the folder."""
    return [path.name.removeprefix("台账-").removesuffix(".zip") for path in sorted(folder.glob("台账-*.zip"))]


def test_a_name_for_each_day_and_the_newest_stay(ledger: str, folder: Path) -> None:
    done = nights(ledger, folder, 5, keep=3)
    assert days(folder) == ["2018-09-03", "2018-09-04", "2018-09-05"]
    assert (done.path.name, done.kept, [path.name for path in done.removed], done.spared) == (
        "台账-2018-09-05.zip",
        3,
        ["台账-2018-09-02.zip"],
        (),
    )
    assert done.manifest == manifest_of(done.path)


def test_all_stay_where_no_number_is_given(ledger: str, folder: Path) -> None:
    assert nights(ledger, folder, 4).kept == len(days(folder)) == 4
    assert [path.name for path in back_up_into(ledger, folder, night(4), 2).removed] == [
        f"台账-2018-09-0{day}.zip" for day in (3, 2, 1)
    ]


def test_the_second_of_a_day_takes_the_place_of_the_first(ledger: str, folder: Path) -> None:
    nights(ledger, folder, 1)
    write(ledger, progress(percent=99))
    done = back_up_into(ledger, folder, NOW + timedelta(hours=3), 30)
    assert (days(folder), done.kept) == (["2018-09-01"], 1)
    with open_reader(ledger) as reader:
        assert done.manifest.entries == reader.head().seq


def test_others_files_are_not_touched(ledger: str, folder: Path, tmp_path: Path) -> None:
    """Not another ledger's of the same name, not what only looks like one, not what is damaged."""
    elsewhere = tmp_path / "别处"
    elsewhere.mkdir()
    samples.make(str(elsewhere / "台账.db"))
    back_up_into(str(elsewhere / "台账.db"), folder, night(-9))
    (folder / "台账-2001-01-01.zip").write_bytes(b"PK\x03\x04 damaged")
    (folder / "台账-2001-01-02.zip").mkdir()
    (folder / "台账-2001-01-03.zip.bak").touch()
    (folder / "通报-2001-01-01.zip").touch()
    before = {path.name for path in folder.iterdir()}
    nights(ledger, folder, 4, keep=1)
    assert {path.name for path in folder.iterdir()} == before | {"台账-2018-09-04.zip"}


def test_a_day_that_another_ledger_has_taken_is_refused(ledger: str, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "别处").mkdir()
    samples.make(str(tmp_path / "别处" / "台账.db"))
    back_up_into(str(tmp_path / "别处" / "台账.db"), folder, NOW)
    content = (folder / "台账-2018-09-01.zip").read_bytes()
    with pytest.raises(Refused, match="不能覆盖"):
        back_up_into(ledger, folder, NOW, 1)
    assert (folder / "台账-2018-09-01.zip").read_bytes() == content


def test_nothing_goes_before_a_good_one_is_there(ledger: str, folder: Path) -> None:
    nights(ledger, folder, 3)
    with tampering(ledger, "progress") as source:
        source.raw.execute("UPDATE progress SET percent = 99", {})
    with pytest.raises(Altered, match="没有备份"):
        back_up_into(ledger, folder, night(9), 1)
    assert len(days(folder)) == 3


def test_a_full_disk_removes_nothing(ledger: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nights(ledger, folder, 3)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("gongkai.register.backup.os.fsync", full)
    with pytest.raises(StoreFault, match="没有写成备份"):
        back_up_into(ledger, folder, night(9), 1)
    assert len(days(folder)) == 3


def test_a_clock_that_is_behind_does_not_cost_the_newest(ledger: str, folder: Path) -> None:
    nights(ledger, folder, 3)
    done = back_up_into(ledger, folder, night(-30), 1)
    assert done.path.exists()
    assert days(folder) == ["2018-08-02"]


def test_one_that_is_ahead_of_the_ledger_is_spared(ledger: str, folder: Path) -> None:
    """The ledger was put back to an earlier day: the later backups hold what it does not."""
    nights(ledger, folder, 3)
    restore(ledger, folder / "台账-2018-09-01.zip", night(4), overwrite=True)
    done = back_up_into(ledger, folder, night(5), 1)
    assert [(path.name, why) for path, why in done.spared] == [
        ("台账-2018-09-03.zip", "里面有台账现在没有的登记"),
        ("台账-2018-09-02.zip", "里面有台账现在没有的登记"),
    ]
    assert (days(folder), done.kept) == (["2018-09-02", "2018-09-03", "2018-09-06"], 3)


def test_the_last_copy_of_a_lost_file_is_spared(ledger: str, folder: Path) -> None:
    nights(ledger, folder, 2)
    with open_reader(ledger) as reader:
        evidence.place_of(evidence_folder(ledger, ""), reader.evidence_files()[0]).unlink()
    done = back_up_into(ledger, folder, night(5), 1)
    assert [why for _, why in done.spared] == ["里面有台账现在缺的佐证文件"] * 2
    assert len(days(folder)) == 3


def test_what_a_killed_one_left_is_cleared_the_next_day(ledger: str, folder: Path) -> None:
    killed = name_beside(folder / "台账备份.zip")
    left = killed.with_name(killed.name.replace(f"-{os.getpid()}-", "-4194305-"))
    left.mkdir()
    (left / "draft").write_bytes(b"half")
    killed.mkdir()
    nights(ledger, folder, 1)
    assert (left.exists(), killed.exists()) == (False, True), "what a living process writes is let be"


def test_a_stick_that_is_not_there(ledger: str, folder: Path) -> None:
    """A folder is not made: it would be on this computer's own disk."""
    with pytest.raises(BadValue, match="没有这个文件夹") as told:
        back_up_into(ledger, folder / "U盘", NOW, 30)
    assert "先插好" in told.value.hint
    assert not (folder / "U盘").exists()


def test_one_that_cannot_be_removed_is_told(ledger: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nights(ledger, folder, 2)

    def locked(path: Path) -> None:
        raise PermissionError(13, "in use", str(path))

    monkeypatch.setattr("gongkai.register.rotation.Path.unlink", locked)
    monkeypatch.setattr("gongkai.register.backup.put_in_place", lambda draft, path: bool(draft.replace(path)))
    with pytest.raises(StoreFault, match=r"新的备份已写好，过期的删不掉：.*2018-09-02"):
        back_up_into(ledger, folder, night(3), 1)
    assert "2018-09-04" in days(folder)
