"""A backup holds the whole of a ledger and its evidence, or is none; restoring it loses nothing unasked."""

from __future__ import annotations

import errno
import hashlib
import os
import sqlite3
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_STORED, ZipFile

import msgspec
import pytest
from msgspec.structs import replace

from gongkai.errors import Altered, BadValue, GongkaiError, NoStore, Refused, StoreFault
from gongkai.register import backup as backups
from gongkai.register import driver as driving
from gongkai.register import evidence, restoring
from gongkai.register.backup import back_up, manifest_of
from gongkai.register.place import put_in_place
from gongkai.register.reading import SCHEMA, open_reader
from gongkai.register.restoring import restore, restore_evidence
from gongkai.register.verifying import verify
from gongkai.settings import evidence_folder
from tests.storage import samples
from tests.storage.samples import NOW, progress, register_of, tampering, write

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from gongkai.register.trail import Head

CONTENT = "整改照片".encode() * 5000


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """Return a folder whose name has what a path may have."""
    folder = tmp_path / "政务 公开#1?%20"
    folder.mkdir()
    return folder


@pytest.fixture
def ledger(room: Path) -> str:
    """A ledger of three lines, with one file of evidence that two of them name."""
    store = str(room / "台账.db")
    samples.make(store)
    report(store, room, 40)
    report(store, room, 50)
    return store


@pytest.fixture
def kept(ledger: str, room: Path) -> Path:
    """A backup of it."""
    path = room / "备 份.zip"
    back_up(ledger, path, NOW)
    return path


def report(store: str, room: Path, percent: int) -> None:
    """Record progress with the file of evidence."""
    source = room / "照片.jpg"
    source.write_bytes(CONTENT)
    write(store, progress(percent=percent, evidence=(evidence.keep(evidence_folder(store, ""), source),)))


def told(store: str) -> tuple[Head, bool]:
    """Return the end of a ledger's trail, and whether all of it stands: rows, lines, evidence."""
    with open_reader(store) as reader:
        folder = evidence_folder(store, reader.name)
        sound = not any(evidence.missing_or_altered(folder, piece) for piece in reader.evidence_files())
        return reader.head(), sound and verify(reader).ok


def the_piece(store: str) -> Path:
    """Return where the ledger's file of evidence lies."""
    with open_reader(store) as reader:
        return evidence.place_of(evidence_folder(store, ""), reader.evidence_files()[0])


def beside(store: str, room: Path) -> list[Path]:
    """Return what was replaced and kept."""
    return [path for path in room.iterdir() if "换下于" in path.name and store != str(path)]


def test_another_computer_has_all_of_it(ledger: str, kept: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "新电脑"
    elsewhere.mkdir()
    done = restore(str(elsewhere / "gongkai.db"), kept, NOW)
    assert told(str(elsewhere / "gongkai.db")) == told(ledger)
    assert told(ledger)[1]
    assert (done.pieces, done.kept, done.manifest.entries) == (1, "", 3)
    assert the_piece(str(elsewhere / "gongkai.db")).read_bytes() == CONTENT
    write(str(elsewhere / "gongkai.db"), progress())
    assert sorted(path.name for path in elsewhere.iterdir()) == ["gongkai.db", "gongkai.db.evidence"]


def test_what_was_restored_is_guarded_as_before(ledger: str, kept: Path) -> None:
    write(ledger, progress())
    restore(ledger, kept, NOW, overwrite=True)
    with pytest.raises(sqlite3.IntegrityError, match="不能改动"), tampering(ledger) as source:
        source.raw.execute("UPDATE progress SET percent = 99", {})
    with sqlite3.connect(ledger) as one:
        made = one.execute("SELECT count(*) FROM sqlite_master").fetchone()
    one.close()
    samples.make(ledger + "2")
    with sqlite3.connect(ledger + "2") as other:
        assert made == other.execute("SELECT count(*) FROM sqlite_master").fetchone()
    other.close()


def test_nothing_is_left_lying_about(ledger: str, kept: Path, room: Path) -> None:
    restore(ledger, kept, NOW)
    assert sorted(path.name for path in room.iterdir()) == sorted(
        ["台账.db", "台账.db.evidence", "备 份.zip", "照片.jpg"]
    )


def test_a_backup_says_what_it_is(ledger: str, kept: Path) -> None:
    found = manifest_of(kept)
    head, _ = told(ledger)
    assert (found.head, found.entries, found.years, found.moment, found.lost) == (head.hash, 3, (2018,), NOW, ())
    assert len(found.pieces) == 1


def test_a_backup_while_another_writes(ledger: str, room: Path) -> None:
    before, _ = told(ledger)
    with register_of(ledger) as register:
        register.add(progress(percent=99), "test.add")
        found = back_up(ledger, room / "一.zip", NOW)
    assert (found.head, found.entries) == (before.hash, before.seq)
    assert told(ledger)[0].seq == before.seq + 1


def test_a_backup_never_takes_anothers_place(ledger: str, kept: Path, room: Path) -> None:
    for path in (room / "照片.jpg", room / "台账.db"):
        content = path.read_bytes()
        with pytest.raises(Refused, match="不能覆盖"):
            back_up(ledger, path, NOW, overwrite=True)
        assert path.read_bytes() == content
    with pytest.raises(Refused, match=r"2018-09-01 的备份，痕迹 3 条"):
        back_up(ledger, kept, NOW)
    samples.make(str(room / "另一个.db"))
    with pytest.raises(Refused, match="不能覆盖"):
        back_up(str(room / "另一个.db"), kept, NOW, overwrite=True)


def test_an_older_backup_of_the_same_ledger_gives_way_when_asked(ledger: str, kept: Path, room: Path) -> None:
    write(ledger, progress())
    assert back_up(ledger, kept, NOW, overwrite=True).entries == manifest_of(kept).entries == 4
    restore(str(room / "旧.db"), kept, NOW)
    write(ledger, progress())
    back_up(ledger, kept, NOW, overwrite=True)
    with pytest.raises(Refused, match="不能覆盖"):  # it is the newer one
        back_up(str(room / "旧.db"), kept, NOW, overwrite=True)


def test_a_backup_with_the_last_copy_of_a_file_does_not_give_way(ledger: str, kept: Path) -> None:
    the_piece(ledger).unlink()
    with pytest.raises(Refused, match="1个佐证文件") as refusal:
        back_up(ledger, kept, NOW, overwrite=True)
    assert refusal.value.do == ("restore", str(kept), "--evidence-only")
    assert restore_evidence(ledger, kept).pieces == 1
    assert told(ledger)[1]
    assert back_up(ledger, kept, NOW, overwrite=True).lost == ()


@pytest.mark.parametrize("harm", ["missing", "altered"])
def test_evidence_that_is_lost_is_named_and_the_rest_is_kept(ledger: str, room: Path, harm: str) -> None:
    place = the_piece(ledger)
    place.unlink() if harm == "missing" else place.write_bytes(b"x" * len(CONTENT))
    found = back_up(ledger, room / "缺.zip", NOW)
    assert (found.lost, found.pieces) == ((place.name,), {})
    assert restore(str(room / "新.db"), room / "缺.zip", NOW).pieces == 0


def test_a_ledger_that_was_tampered_with_is_not_backed_up(ledger: str, room: Path) -> None:
    with tampering(ledger, "progress") as source:
        source.raw.execute("UPDATE progress SET percent = 99", {})
    with pytest.raises(Altered, match=r"没有备份.*P2 的内容与登记时不同"):
        back_up(ledger, room / "一.zip", NOW)
    assert not (room / "一.zip").exists()


def test_places_that_take_no_backup(ledger: str, room: Path) -> None:
    with pytest.raises(BadValue, match="是文件夹") as told_so:
        back_up(ledger, room, NOW)
    assert "备份-2018-09-01.zip" in told_so.value.hint
    with pytest.raises(BadValue, match="没有这个文件夹"):
        back_up(ledger, room / "没有" / "一.zip", NOW)
    with pytest.raises(NoStore):
        back_up(str(room / "没有.db"), room / "一.zip", NOW)


def no_files(room: Path) -> list[Path]:
    """Return paths where something stands that is no file, and that nothing may take the place of."""
    pipe, loop = room / "管道", room / "绕圈"
    os.mkfifo(pipe)
    loop.symlink_to(loop)
    return [pipe, loop]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="platform: no pipes")
def test_a_pipe_and_a_link_to_itself_are_no_file_and_stay(ledger: str, kept: Path, room: Path) -> None:
    """A pipe, opened, would be waited for without an end; a device, replaced by root, is gone for the whole machine."""
    for place in no_files(room):
        before = sorted(path.name for path in room.iterdir())
        for overwrite in (False, True):
            with pytest.raises(BadValue, match=r"不是文件|绕了圈"):
                back_up(ledger, place, NOW, overwrite=overwrite)
            with pytest.raises(StoreFault, match=r"不是数据库文件|绕了圈"):
                restore(str(place), kept, NOW, overwrite=overwrite)
        with pytest.raises(BadValue, match=r"不是备份文件|绕了圈"):
            restore(str(room / "新.db"), place, NOW)
        with pytest.raises(StoreFault, match=r"不是数据库文件|绕了圈"), open_reader(str(place)):
            pass
        with pytest.raises(StoreFault, match=r"不是数据库文件|绕了圈"):
            samples.make(str(place))
        assert sorted(path.name for path in room.iterdir()) == before
        assert not place.is_file()


def test_a_full_disk_leaves_no_half_backup(
    ledger: str, kept: Path, room: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, there = kept.read_bytes(), sorted(room.iterdir())

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("gongkai.register.backup.os.fsync", full)
    for path in (room / "一.zip", kept):
        with pytest.raises(StoreFault, match="没有写成备份") as fault:
            back_up(ledger, path, NOW, overwrite=True)
        assert "磁盘空间" in fault.value.hint
    assert (kept.read_bytes(), sorted(room.iterdir())) == (before, there)


def test_a_disk_that_is_full_before_the_copy_is_told_by_the_backups_name(
    ledger: str, room: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite says so there, not the system: the ledger's own disk has room."""

    class Full(sqlite3.Connection):
        def close(self) -> None:
            super().close()
            error = sqlite3.OperationalError("database or disk is full")
            error.sqlite_errorname = "SQLITE_FULL"
            raise error

    usual = sqlite3.connect
    monkeypatch.setattr(
        "gongkai.register.backup.sqlite3.connect",
        lambda place, **how: usual(place, **how) if how else Full(place),
    )
    there = sorted(room.iterdir())
    with pytest.raises(StoreFault, match="没有写成备份"):
        back_up(ledger, room / "一.zip", NOW)
    assert sorted(room.iterdir()) == there


def test_a_file_that_came_meanwhile_is_not_overwritten(
    ledger: str, room: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(draft: Path, path: Path) -> bool:
        path.write_bytes(b"theirs")
        return put_in_place(draft, path)

    monkeypatch.setattr(backups, "put_in_place", late)
    with pytest.raises(Refused, match="没有覆盖"):
        back_up(ledger, room / "一.zip", NOW)
    assert (room / "一.zip").read_bytes() == b"theirs"


def test_a_damaged_byte_never_gives_another_ledger(ledger: str, kept: Path, room: Path) -> None:
    """Wherever a byte is wrong: refused, or (where it says nothing) the same ledger."""
    sound, whole = told(ledger), kept.read_bytes()
    refused = 0
    for place in range(0, len(whole), max(1, len(whole) // 60)):
        damaged = bytearray(whole)
        damaged[place] ^= 0x41
        kept.write_bytes(damaged)
        target = str(room / f"{place}.db")
        try:
            restore(target, kept, NOW)
        except GongkaiError as error:
            refused += isinstance(error, StoreFault | BadValue)
            assert not (room / f"{place}.db").exists()
        else:
            assert told(target) == sound
    assert refused > 50


@pytest.mark.parametrize("share", [0.01, 0.5, 0.99])
def test_a_copy_that_broke_off(kept: Path, room: Path, share: float) -> None:
    whole = kept.read_bytes()
    kept.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(StoreFault, match="不完整或已损坏"):
        restore(str(room / "新.db"), kept, NOW)
    assert not (room / "新.db").exists()


def test_files_that_are_no_backup(ledger: str, room: Path) -> None:
    other = room / "通报.docx"
    with ZipFile(other, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    for path, said in (
        (other, "不是本程序的备份"),
        (room / "照片.jpg", "不是本程序的备份"),
        (room / "台账.db", "这是数据库文件"),
        (room, "这是文件夹"),
        (room / "没有.zip", "没有这个备份文件"),
    ):
        with pytest.raises(BadValue, match=said):
            restore(ledger, path, NOW, overwrite=True)


def rewritten(kept: Path, **parts: bytes | None) -> None:
    """Write a backup anew with other contents, or without a part."""
    with ZipFile(kept) as archive:
        held: dict[str, bytes | None] = {name: archive.read(name) for name in archive.namelist()}
    held |= {name.replace("__", "/").replace("_", "."): content for name, content in parts.items()}
    with ZipFile(kept, "w", ZIP_STORED) as archive:
        for name, content in held.items():
            if content is not None:
                archive.writestr(name, content)


@pytest.mark.parametrize(
    "parts",
    [
        {"ledger_db": None},
        {"ledger_db": b"SQLite format 3\0"},
        {"manifest_json": b"{}"},
        {"manifest_json": b"\xff"},
        {"evidence__ab__cd": b"smuggled"},
        {"..__..__evil": b"smuggled"},
    ],
)
def test_a_backup_that_was_put_together_otherwise(kept: Path, room: Path, parts: dict[str, bytes | None]) -> None:
    rewritten(kept, **parts)
    with pytest.raises(StoreFault, match="不完整或已损坏"):
        restore(str(room / "新.db"), kept, NOW)


def test_a_forged_ledger_with_fitting_digests_is_found_by_its_trail(ledger: str, kept: Path, room: Path) -> None:
    found = manifest_of(kept)
    with tampering(ledger, "progress") as source:
        source.raw.execute("UPDATE progress SET percent = 99", {})
    content = (room / "台账.db").read_bytes()
    forged = backups.Part(hashlib.sha256(content).hexdigest(), len(content))
    said = msgspec.json.encode(replace(found, parts=found.parts | {"ledger.db": forged}))
    rewritten(kept, ledger_db=content, manifest_json=said)
    with pytest.raises(StoreFault, match="备份里的登记内容与痕迹不符"):
        restore(str(room / "新.db"), kept, NOW)


SMUGGLED = hashlib.sha256(b"smuggled").hexdigest()


@pytest.mark.parametrize(
    "forge",
    [
        lambda found: {"parts": found.parts | {f"evidence/{SMUGGLED[:2]}/{SMUGGLED}": backups.Part(SMUGGLED, 8)}},
        lambda _: {"lost": (SMUGGLED,)},
        lambda found: {"lost": tuple(found.pieces)},
        lambda _: {"entries": 99},
        lambda _: {"head": "0" * 64},
        lambda _: {"years": (2019,)},
        lambda _: {"ledger": "../../x"},
    ],
    ids=[
        "a piece nobody names",
        "a loss of what nobody names",
        "a loss of what is there",
        "lines",
        "head",
        "years",
        "name",
    ],
)
def test_a_manifest_that_lies(kept: Path, room: Path, forge: Callable[[backups.Manifest], dict[str, Any]]) -> None:
    found = manifest_of(kept)
    changed = forge(found)
    more = {f"evidence__{SMUGGLED[:2]}__{SMUGGLED}": b"smuggled"} if "parts" in changed else {}
    rewritten(kept, manifest_json=msgspec.json.encode(replace(found, **changed)), **more)
    with pytest.raises(StoreFault, match="不完整或已损坏"):
        restore(str(room / "新.db"), kept, NOW)
    assert not (room / "新.db").exists()


def test_a_ledger_in_it_that_cannot_be_read_is_told_by_the_backups_name(kept: Path, room: Path) -> None:
    """Not by that of a copy that is gone, and nobody is sent back to a backup that is this one."""
    with ZipFile(kept) as archive:
        whole = archive.read("ledger.db")
    found = manifest_of(kept)
    for content in (b"", whole[: len(whole) // 2], b"SQLite format 3\0" + bytes(4080)):
        part = backups.Part(hashlib.sha256(content).hexdigest(), len(content))
        said = msgspec.json.encode(replace(found, parts=found.parts | {"ledger.db": part}))
        rewritten(kept, ledger_db=content, manifest_json=said)
        with pytest.raises(StoreFault) as fault:
            restore(str(room / "新.db"), kept, NOW)
        assert (str(kept) in fault.value.message, fault.value.hint) == (True, "请换一份备份")


def test_a_newer_ledger_is_not_overwritten_unasked(ledger: str, kept: Path, room: Path) -> None:
    write(ledger, progress(percent=60), progress(percent=70))
    newer = told(ledger)
    with pytest.raises(Refused, match=r"比备份新.*会丢掉2条登记") as refusal:
        restore(ledger, kept, NOW)
    assert "--overwrite" in refusal.value.hint
    assert told(ledger) == newer
    done = restore(ledger, kept, NOW, overwrite=True)
    assert (told(ledger)[0].hash, told(ledger)[1]) == (manifest_of(kept).head, True)
    assert [str(path) for path in beside(ledger, room)] == [done.kept]
    assert "20180901-093000" in done.kept
    assert told(done.kept)[0] == newer[0]


def test_an_older_ledger_gives_way_unasked(ledger: str, kept: Path, room: Path) -> None:
    restore(str(room / "旧.db"), kept, NOW)
    write(ledger, progress())
    back_up(ledger, kept, NOW, overwrite=True)
    assert restore(str(room / "旧.db"), kept, NOW).kept
    assert told(str(room / "旧.db")) == told(ledger)


def test_two_that_went_different_ways(ledger: str, kept: Path, room: Path) -> None:
    other = str(room / "另.db")
    restore(other, kept, NOW)
    write(other, progress(percent=70))
    write(ledger, progress(percent=60), progress(percent=80))
    with pytest.raises(Refused, match=r"比备份新.*1条"):
        restore(other, kept, NOW)
    back_up(ledger, kept, NOW, overwrite=True)
    with pytest.raises(Refused, match="从第4条痕迹起不同，现有的有1条登记"):
        restore(other, kept, NOW)


def test_another_ledger_and_what_cannot_be_read_are_kept_when_overwritten(kept: Path, room: Path) -> None:
    other, broken = room / "别的.db", room / "坏的.db"
    samples.make(str(other))
    broken.write_bytes(b"\xff" * 9000)
    for place, said in ((other, "另一个台账"), (broken, "看不出里面有没有")):
        content = place.read_bytes()
        with pytest.raises(Refused, match=said):
            restore(str(place), kept, NOW)
        assert place.read_bytes() == content
        done = restore(str(place), kept, NOW, overwrite=True)
        assert told(str(place))[1]
        assert done.kept in {str(path) for path in beside(str(place), room)}
    assert (room / "坏的-换下于20180901-093000.db").read_bytes() == b"\xff" * 9000


def test_an_empty_file_is_nothing(kept: Path, room: Path) -> None:
    (room / "空.db").touch()
    assert restore(str(room / "空.db"), kept, NOW).kept == ""
    assert told(str(room / "空.db"))[1]


def test_the_same_again_changes_nothing_but_lost_evidence(ledger: str, kept: Path, room: Path) -> None:
    the_piece(ledger).write_bytes(b"")
    done = restore(ledger, kept, NOW)
    assert (done.same, done.pieces, done.kept, beside(ledger, room)) == (True, 1, "", [])
    assert told(ledger)[1]


def test_a_tampered_ledger_of_the_same_head_is_replaced(ledger: str, kept: Path) -> None:
    with tampering(ledger, "progress") as source:
        source.raw.execute("UPDATE progress SET percent = 99", {})
    assert not told(ledger)[1]
    assert restore(ledger, kept, NOW).kept
    assert told(ledger)[1]


def test_evidence_alone_comes_back_into_a_newer_ledger_not_into_another(ledger: str, kept: Path, room: Path) -> None:
    write(ledger, progress())
    the_piece(ledger).unlink()
    assert restore_evidence(ledger, kept).pieces == 1
    assert told(ledger) == (told(ledger)[0], True)
    samples.make(str(room / "别的.db"))
    with pytest.raises(Refused, match="另一个台账"):
        restore_evidence(str(room / "别的.db"), kept)


def test_a_restore_waits_for_no_writer_for_ever(ledger: str, kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(ledger, progress())
    monkeypatch.setattr(driving, "PATIENCE", 0.1)
    before = told(ledger)
    with register_of(ledger), pytest.raises(StoreFault, match="正在写入"):
        restore(ledger, kept, NOW, overwrite=True)
    assert told(ledger) == before


def test_what_is_recorded_in_the_middle_of_a_restore_is_not_lost(
    ledger: str, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(ledger, progress(percent=60))
    put_back = restoring._put_back  # noqa: SLF001 - the moment between looking and replacing

    def late(store: str, backup: backups.Backup) -> int:
        write(ledger, progress(percent=70))
        return put_back(store, backup)

    monkeypatch.setattr(restoring, "_put_back", late)
    with pytest.raises(Refused, match="正在登记"):
        restore(ledger, kept, NOW, overwrite=True)
    assert told(ledger)[0].seq == 5


def test_a_reader_that_is_open_sees_the_old_until_it_closes(ledger: str, kept: Path) -> None:
    write(ledger, progress(percent=60))
    with open_reader(ledger) as reader:
        restore(ledger, kept, NOW, overwrite=True)
        assert reader.head().seq == 4
        assert len(reader.ledger().progress) == 3
    assert told(ledger)[0].seq == 3


def test_a_restore_that_fails_in_the_middle_leaves_what_was(
    ledger: str, kept: Path, room: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(ledger, progress())
    before, fill = told(ledger), restoring._fill  # noqa: SLF001 - the last step

    def full(db: sqlite3.Connection) -> None:
        fill(db)
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(restoring, "_fill", full)
    with pytest.raises(StoreFault, match="没有恢复"):
        restore(ledger, kept, NOW, overwrite=True)
    assert told(ledger) == before

    def refuse(*_: object) -> bool:
        return False

    monkeypatch.setattr(restoring, "put_in_place", refuse)
    broken = room / "坏的.db"
    broken.write_bytes(b"\xff" * 9000)
    with pytest.raises(Refused, match="正在登记"):
        restore(str(broken), kept, NOW, overwrite=True)
    assert broken.read_bytes() == b"\xff" * 9000


def test_two_restores_in_one_second_keep_both(ledger: str, kept: Path, room: Path) -> None:
    for _ in range(2):
        write(ledger, progress())
        restore(ledger, kept, NOW, overwrite=True)
    restore(str(room / "后.db"), kept, NOW + timedelta(days=1))
    assert len(beside(ledger, room)) == 2


def test_folders_are_no_ledger_and_must_be_there(kept: Path, room: Path) -> None:
    with pytest.raises(StoreFault, match="这是文件夹"):
        restore(str(room), kept, NOW, overwrite=True)
    with pytest.raises(StoreFault, match="文件夹不存在"):
        restore(str(room / "没有" / "台账.db"), kept, NOW)


def test_a_backup_of_a_newer_program(kept: Path, room: Path) -> None:
    with ZipFile(kept) as archive:
        said = archive.read("manifest.json")
    rewritten(kept, manifest_json=said.replace(b"gongkai-backup-1", b"gongkai-backup-2"))
    with pytest.raises(StoreFault, match="更新版本") as fault:
        restore(str(room / "新.db"), kept, NOW)
    assert "先升级程序" in fault.value.hint


def test_a_backup_of_an_older_program_is_brought_up_once_it_is_restored(ledger: str, kept: Path, room: Path) -> None:
    """The ledger of version 8 in it knew no workbooks that came in, and no index by what was typed."""
    with tampering(ledger) as source:
        source.raw.execute("DROP TABLE filing", {})
        source.raw.execute("UPDATE meta SET value = '8' WHERE key = 'version'", {})
    content = (room / "台账.db").read_bytes()
    said = manifest_of(kept)
    old = backups.Part(hashlib.sha256(content).hexdigest(), len(content))
    rewritten(
        kept, ledger_db=content, manifest_json=msgspec.json.encode(replace(said, parts=said.parts | {"ledger.db": old}))
    )
    with open_reader(ledger) as reader:
        expected = reader.ledger(2018).progress
    restore(str(room / "新.db"), kept, NOW)
    assert told(str(room / "新.db")) == told(ledger)
    with open_reader(str(room / "新.db")) as reader:
        assert reader.meta.version == SCHEMA
        assert reader.ledger(2018).progress == expected
    write(str(room / "新.db"), progress(percent=60))
    assert told(str(room / "新.db"))[1], "guards and trail are those of this version"


def test_a_server_is_backed_up_by_its_own_tools(room: Path) -> None:
    for act in (
        lambda: back_up("postgresql://x/y", room / "一.zip", NOW),
        lambda: restore("postgresql://x/y", room / "一.zip", NOW),
    ):
        with pytest.raises(Refused, match="PostgreSQL") as refusal:
            act()
        assert "pg_" in refusal.value.hint
