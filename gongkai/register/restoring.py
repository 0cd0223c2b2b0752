"""Restoring a backup: nothing that stands in the ledger there is lost unasked, and what is replaced is kept beside.

Into a ledger that can be read, the backup's rows are put in one transaction under the write lock, so that whoever has
it open meanwhile sees the one or the other.
"""

from __future__ import annotations

import sqlite3
from bisect import bisect_left
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, cast

from msgspec import Struct

from gongkai.errors import Refused, StoreFault
from gongkai.register import driver, place, queries
from gongkai.register.backup import Manifest, on_one_machine, open_backup
from gongkai.register.evidence import keep_content, missing_or_altered
from gongkai.register.kinds import Evidence
from gongkai.register.place import must_be_no_other, prepare_place, put_in_place, settle
from gongkai.register.reading import open_reader
from gongkai.register.trail import Head
from gongkai.register.verifying import verify
from gongkai.settings import evidence_folder
from gongkai.unfinished import make_private

if TYPE_CHECKING:
    from datetime import datetime

    from gongkai.register.backup import Backup
    from gongkai.register.reading import Reader

_FORCE = "确要用备份换下，加 --overwrite；换下的改名留在旁边"
_BETWEEN = "恢复时有人正在登记，没有恢复"
_OWN = "name NOT GLOB 'sqlite_*' AND sql IS NOT NULL"


class Restored(Struct, frozen=True):
    """What was restored: the backup's own words, how many evidence files were put back, where the ledger before it is.

    `same` when the ledger there was the backup's already; `kept` is empty when nothing was replaced.
    """

    manifest: Manifest
    pieces: int
    kept: str = ""
    same: bool = False


class Standing(Struct, frozen=True):
    """What is at the ledger's place. `head` is None where nothing can be read."""

    head: Head | None
    same: bool = False
    loss: str = ""
    """What of it the backup does not hold, told in a sentence; empty when it holds all."""


def restore(store: str, path: Path, now: datetime, *, overwrite: bool = False) -> Restored:
    """Restore ledger and evidence from a backup that is found to be whole.

    Refused where the ledger there holds what the backup does not, unless `overwrite`; it is kept beside itself.
    Raises as `open_backup`; StoreFault where the place cannot be written.
    """
    on_one_machine(store, "用 pg_restore 恢复数据库，佐证文件夹另外拷回")
    must_be_no_other(store)  # root would put a file in the place of a device
    place = Path(store)
    if not place.exists():
        prepare_place(place)
    try:
        with driver.faults_of(store), open_backup(path, place.parent) as backup:
            standing = _standing(store, backup)
            if standing and standing.loss and not overwrite:
                raise Refused(standing.loss, _FORCE)
            pieces = _put_back(store, backup)
            if standing and standing.same:
                return Restored(backup.manifest, pieces, same=True)
            return Restored(backup.manifest, pieces, _replaced(place, backup, standing, now))
    except OSError as error:
        raise _unwritable(store) from error


def restore_evidence(store: str, path: Path) -> Restored:
    """Put back from a backup the evidence files that are missing or altered, and leave the ledger as it is.

    Refused where the ledger there is another one. Raises as `restore`.
    """
    on_one_machine(store, "佐证文件夹另外拷回")
    try:
        with open_reader(store) as reader, open_backup(path) as backup:
            if reader.name != backup.manifest.ledger:
                raise Refused(f"这份备份是另一个台账的，没有补回佐证：{path}", "请换一份备份")
            return Restored(backup.manifest, _put_back(store, backup), same=True)
    except OSError as error:
        raise _unwritable(store) from error


def _unwritable(store: str) -> StoreFault:
    return StoreFault(f"没有恢复：{store}", "请检查磁盘空间和文件夹的写入权限")


def _standing(store: str, backup: Backup) -> Standing | None:
    """Return what is there, None where nothing is: no file, or an empty one."""
    if not Path(store).exists() or (Path(store).stat().st_size == 0 and not place.pending(store)):
        return None
    try:
        with open_reader(store) as there, open_reader(str(backup.file)) as kept:
            head = there.head()
            same = (there.name, head) == (kept.name, kept.head()) and verify(there).ok
            loss = _loss(there, kept)
            return Standing(head, same, f"{loss}：{store}" if loss else "")
    except StoreFault as fault:
        return Standing(None, loss=f"{fault.message}，看不出里面有没有备份以外的登记")


def _loss(there: Reader, kept: Reader) -> str:
    head, last = there.head(), kept.head()
    if head.seq == 0:
        return ""
    if there.name != kept.name:
        years = "、".join(str(year) for year in there.years())
        return f"那里是另一个台账（{years}年度，痕迹{head.seq}条），不在备份里"
    common = bisect_left(range(1, min(head.seq, last.seq) + 1), 1, key=lambda seq: _differs(there, kept, seq))
    lost = head.seq - common
    if lost == 0:
        return ""
    if common == last.seq:
        newest = _day_of(there, head.seq)
        return f"现有的台账比备份新：备份到{_day_of(kept, last.seq)}，现有的到{newest}，恢复会丢掉{lost}条登记"
    return f"现有的台账和备份从第{common + 1}条痕迹起不同，现有的有{lost}条登记不在备份里"


def _differs(one: Reader, other: Reader, seq: int) -> bool:
    lines = one.line(seq), other.line(seq)
    return lines[0] is None or lines[1] is None or lines[0].hash != lines[1].hash


def _day_of(reader: Reader, seq: int) -> str:
    line = reader.line(seq)
    return line.moment[:16].replace("T", " ") if line else "第0条"


def _put_back(store: str, backup: Backup) -> int:
    """Put back each evidence file that is not there, or not as it was; return how many."""
    folder = evidence_folder(store, backup.manifest.ledger)
    done = 0
    for digest, name in backup.manifest.pieces.items():
        if missing_or_altered(folder, Evidence("file", "", digest, backup.manifest.parts[name].size)):
            with backup.piece(digest) as content:
                keep_content(folder, "", content)
            done += 1
    return done


def _replaced(place: Path, backup: Backup, standing: Standing | None, now: datetime) -> str:
    """Make the backup's ledger the one at this place; return where what it replaced is kept."""
    if standing is None:
        place.unlink(missing_ok=True)
        _set_down(backup, place)
        return ""
    kept = _free_name(place, now)
    if standing.head is None:
        _change_places(backup, place, kept)
    else:
        _change_rows(str(place), backup.file, standing.head, kept)
    return str(kept)


def _free_name(place: Path, now: datetime) -> Path:
    name = f"{place.stem}-换下于{now:%Y%m%d-%H%M%S}"
    tries = (place.with_name(f"{name}{again}{place.suffix}") for again in ("", *(f"-{n}" for n in range(2, 1000))))
    return next(path for path in tries if not path.exists())


def _set_down(backup: Backup, place: Path) -> None:
    if not put_in_place(backup.file, place):
        raise Refused(f"{_BETWEEN}：{place}", "请再恢复一次")


def _change_places(backup: Backup, place: Path, kept: Path) -> None:
    """Put the backup's file where one stands that cannot be read; that is renamed, with its log."""
    moved = [(Path(f"{place}{end}"), Path(f"{kept}{end}")) for end in ("", "-wal", "-shm")]
    moved = [(old, new) for old, new in moved if old.exists()]
    for old, new in moved:
        old.rename(new)
    try:
        _set_down(backup, place)
    except BaseException:
        for old, new in moved:
            if not old.exists():
                new.rename(old)
        raise


def _change_rows(store: str, content: Path, was: Head, kept: Path) -> None:
    """Put all that `content` holds in the place of what the store holds, in one transaction; copy that to `kept`."""
    with closing(driver.open_for_writing(store)) as db:
        db.execute("ATTACH DATABASE ? AS restored", (str(content),))
        db.execute("BEGIN IMMEDIATE")  # undone on leaving, unless committed
        rows = db.execute(queries.HEAD).fetchall()
        if rows and Head(*rows[0]) != was:
            raise Refused(f"{_BETWEEN}：{store}", "请再恢复一次")
        _copy(store, kept)
        _fill(db)
        db.execute("COMMIT")


def _copy(store: str, kept: Path) -> None:
    """Copy the store as it is; the write lock is held, so nobody changes it meanwhile."""
    try:
        make_private(kept)
        with (
            closing(cast("sqlite3.Connection", driver.open_for_reading(store))) as now,
            closing(sqlite3.connect(kept)) as copy,
        ):
            now.backup(copy)
    except BaseException:
        kept.unlink(missing_ok=True)
        raise
    settle(kept.parent)


def _fill(db: sqlite3.Connection) -> None:
    for (table,) in db.execute(f"SELECT name FROM main.sqlite_master WHERE type = 'table' AND {_OWN}").fetchall():  # noqa: S608 - no value in it
        db.execute(f'DROP TABLE main."{table}"')
    made = db.execute(f"SELECT type, name, sql FROM restored.sqlite_master WHERE {_OWN}").fetchall()  # noqa: S608 - no value in it
    for kind, name, sql in made:
        if kind == "table":
            db.execute(sql)
            db.execute(f'INSERT INTO main."{name}" SELECT * FROM restored."{name}"')  # noqa: S608 - a name from the file's own list
    for kind, _, sql in made:
        if kind != "table":
            db.execute(sql)
