"""A backup: one file that holds a ledger and its evidence, and says of every part what it must be.

A zip of `manifest.json`, `ledger.db` and `evidence/<first two digits>/<SHA-256>`. It is written under another name,
read back as whoever restores it will, and only then given its own.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import sqlite3
import struct
import zlib
from contextlib import closing, contextmanager
from datetime import datetime  # noqa: TC003 - msgspec reads it off the class
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, TYPE_CHECKING, cast
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

import msgspec
from msgspec import Struct

from gongkai.errors import Altered, BadValue, Refused, StoreFault
from gongkai.register import codec
from gongkai.register.evidence import missing_or_altered, place_of
from gongkai.register.place import no_file, put_in_place, settle
from gongkai.register.reading import UPGRADE, open_reader
from gongkai.register.verifying import verify
from gongkai.settings import evidence_folder, is_postgres
from gongkai.unfinished import make_private, name_beside

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gongkai.register.kinds import Evidence
    from gongkai.register.reading import Reader

MANIFEST, LEDGER, FORMAT = "manifest.json", "ledger.db", "gongkai-backup-1"
ENDING = ".zip"
_PIECE = re.compile(r"evidence/([0-9a-f]{2})/(\1[0-9a-f]{62})")
_CHUNK = 1 << 20
_LARGEST_MANIFEST = 1 << 26
_ZIP, _SQLITE = b"PK\x03\x04", b"SQLite format 3\0"
_ANOTHER = "请换一份备份"
_OF_PLACE = ("SQLITE_FULL", "SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_FSYNC")
"""What SQLite says of a copy that could not be written: the ledger itself is only read meanwhile."""
_BROKEN = (
    *(BadZipFile, zlib.error, struct.error, msgspec.MsgspecError),
    *(EOFError, LookupError, NotImplementedError, RuntimeError, ValueError),
)
"""What reading a damaged zip may raise."""


class Part(Struct, frozen=True):
    """What a part of a backup must be: its SHA-256, its size in bytes."""

    sha256: str
    size: int


class Manifest(Struct, frozen=True):
    """What a backup says of itself.

    `entries` lines stand in the trail, `head` is the last one's hash; `lost` are the digests of evidence files that
    were missing or altered already.
    """

    format: str
    ledger: str
    years: tuple[int, ...]
    entries: int
    head: str
    moment: datetime
    parts: dict[str, Part]
    lost: tuple[str, ...] = ()

    @property
    def pieces(self) -> dict[str, str]:
        """Each evidence file's digest, with the part that holds it."""
        return {match[2]: name for name in self.parts if (match := _PIECE.fullmatch(name))}


class Backup(Struct, frozen=True):
    """A backup that was found to be whole: `file` is a copy of its ledger, there as long as the backup is open."""

    archive: ZipFile
    manifest: Manifest
    file: Path

    def piece(self, sha256: str) -> IO[bytes]:
        """Open an evidence file."""
        return self.archive.open(self.manifest.pieces[sha256])


def back_up(store: str, path: Path, now: datetime, *, overwrite: bool = False) -> Manifest:
    """Write the ledger as it stands at this moment, with its evidence, into one file, and read it back.

    `overwrite` lets it take the place of an older backup of the same ledger, of nothing else (Refused). Altered where
    the ledger is not what was written; StoreFault where it cannot be read or the file cannot be written.
    """
    on_one_machine(store, "用 pg_dump 备份数据库，佐证文件夹另外拷走")
    if found := no_file(path):
        inside = path / f"备份-{now.date()}{ENDING}" if path.is_dir() else f"备份-{now.date()}{ENDING}"
        raise BadValue(f"{found}：{path}", f"请写到文件名为止，如 {inside}")
    if not path.parent.is_dir():
        raise BadValue(f"没有这个文件夹：{path.parent}", "请先建好文件夹")
    with open_reader(store) as reader:
        older = _replaceable(path, reader, overwrite=overwrite) if path.exists() else None
        _must_be_sound(reader, f"登记内容与痕迹不符，没有备份：{store}")
        with _written_to(path), _folder_beside(path) as folder:
            draft = folder / "draft"
            _write(reader, draft, now)
            with open_backup(draft, path.parent) as backup:
                manifest = backup.manifest
            _must_lose_nothing(path, older, manifest)
            _name(draft, path, overwrite=overwrite)
    return manifest


@contextmanager
def _folder_beside(path: Path) -> Iterator[Path]:
    """Yield a folder of our own beside a file to be written; one that a killed call left there goes."""
    folder = name_beside(path)
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def on_one_machine(store: str, advice: str) -> None:
    """Refuse what is done to a database file on a server's database."""
    if is_postgres(store):
        raise Refused("台账在 PostgreSQL 上，由数据库管理员备份和恢复", advice)


@contextmanager
def open_backup(path: Path, folder: Path | None = None) -> Iterator[Backup]:
    """Open a backup and hold all of it against what it says.

    Its ledger is copied into a folder made in `folder`, else where the system keeps what is temporary.
    BadValue for a file that is no backup; StoreFault for one that is not whole, or is not what was backed up.
    """
    with _archive(path) as archive, _folder_beside(folder / "restore") if folder else TemporaryDirectory() as place:
        file = Path(place).absolute() / LEDGER
        try:
            manifest = _manifest(path, archive)
            for name in manifest.parts:
                _hold(path, archive, name, manifest.parts[name], file if name == LEDGER else None)
        except _BROKEN as error:
            raise _damaged(path) from error
        _hold_ledger(path, manifest, file)
        yield Backup(archive, manifest, file)


def manifest_of(path: Path) -> Manifest:
    """Return what a backup says of itself, the rest of it unread; raises as `open_backup`."""
    with _archive(path) as archive:
        try:
            return _manifest(path, archive)
        except _BROKEN as error:
            raise _damaged(path) from error


def _replaceable(path: Path, reader: Reader, *, overwrite: bool) -> Manifest:
    """Return what the file says that the backup shall take the place of; Refused where it may not."""
    try:
        there = manifest_of(path)
    except (BadValue, StoreFault):
        there = None
    line = reader.line(there.entries) if there and there.ledger == reader.name else None
    if there is None or line is None or line.hash != there.head:
        raise Refused(f"已有这个文件，又不是这个台账以前的备份，不能覆盖：{path}", "请换一个文件名")
    if not overwrite:
        raise Refused(
            f"已有这个文件，是这个台账 {there.moment.date()} 的备份，痕迹 {there.entries} 条：{path}",
            "请换一个文件名，或加 --overwrite 换下它",
        )
    return there


def _must_lose_nothing(path: Path, older: Manifest | None, manifest: Manifest) -> None:
    """Refuse to throw away the last copy of an evidence file."""
    if older and (last := set(older.pieces) & set(manifest.lost)):
        raise Refused(
            f"有{len(last)}个佐证文件现在不见了或被改动，只有要换下的备份里还有：{path}",
            "请先补回佐证",
            do=("restore", str(path), "--evidence-only"),
        )


def _must_be_sound(reader: Reader, sentence: str) -> None:
    if problems := verify(reader).problems:
        raise Altered(f"{sentence}（{len(problems)}处，如：{problems[0].message}）")


@contextmanager
def _written_to(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.OperationalError) as error:
        if isinstance(error, sqlite3.Error) and not error.sqlite_errorname.startswith(_OF_PLACE):
            raise
        raise StoreFault(f"没有写成备份：{path}", "请检查磁盘空间和文件夹的写入权限") from error


def _write(reader: Reader, draft: Path, now: datetime) -> None:
    """Write the zip down to the disk. The evidence that the snapshot names was kept before it."""
    database = draft.with_name(LEDGER)
    with closing(sqlite3.connect(database)) as copy:
        cast("sqlite3.Connection", reader.source.raw).backup(copy)
    folder = evidence_folder(reader.store, reader.name)
    lost: list[str] = []
    make_private(draft)
    with draft.open("r+b") as out:
        with ZipFile(out, "w", ZIP_DEFLATED) as archive:
            parts = {LEDGER: _put(archive, LEDGER, database, now)}
            for piece in reader.evidence_files():
                if missing_or_altered(folder, piece):
                    lost.append(piece.sha256)
                else:
                    name = part_of(piece)
                    parts[name] = _put(archive, name, place_of(folder, piece), now)
            manifest = _told(reader, now, parts, tuple(lost))
            archive.writestr(_entry(MANIFEST, now), msgspec.json.format(msgspec.json.encode(manifest)))
        out.flush()
        os.fsync(out.fileno())


def part_of(piece: Evidence) -> str:
    """Return the name of the part that holds an evidence file."""
    return f"evidence/{piece.sha256[:2]}/{piece.sha256}"


def _told(reader: Reader, now: datetime, parts: dict[str, Part], lost: tuple[str, ...]) -> Manifest:
    head = reader.head()
    moment = now.astimezone(codec.CST)
    return Manifest(FORMAT, reader.name, reader.years(), head.seq, head.hash, moment, parts, lost)


def _entry(name: str, now: datetime) -> ZipInfo:
    entry = ZipInfo(name, now.timetuple()[:6])
    entry.compress_type, entry.external_attr = ZIP_DEFLATED, 0o644 << 16
    return entry


def _put(archive: ZipFile, name: str, path: Path, now: datetime) -> Part:
    with path.open("rb") as source, archive.open(_entry(name, now), "w", force_zip64=True) as out:
        return _carried(source, out)


def _carried(source: IO[bytes], *outs: IO[bytes]) -> Part:
    """Copy a stream to each of `outs`; return digest and size of what was copied."""
    digest, size = hashlib.sha256(), 0
    while chunk := source.read(_CHUNK):
        digest.update(chunk)
        size += len(chunk)
        for out in outs:
            out.write(chunk)
    return Part(digest.hexdigest(), size)


def _name(draft: Path, path: Path, *, overwrite: bool) -> None:
    if overwrite:
        draft.replace(path)
        settle(path.parent)
    elif not put_in_place(draft, path):
        raise Refused(f"刚刚有了这个文件，没有覆盖：{path}", "请换一个文件名")


@contextmanager
def _archive(path: Path) -> Iterator[ZipFile]:
    if found := no_file(path):
        told = found.replace("不是文件", "不是备份文件")
        raise BadValue(f"{told}：{path}", "请写到文件名为止")
    try:
        with path.open("rb") as file:
            begins = file.read(len(_SQLITE))
    except FileNotFoundError:
        raise BadValue(f"没有这个备份文件：{path}", "请核对路径") from None
    except OSError as error:
        raise StoreFault(f"读不了备份文件：{path}", "请检查文件的权限和磁盘") from error
    if begins == _SQLITE:
        raise BadValue(f"这是数据库文件，不是备份：{path}", "直接用它，在命令里写 --db 和它的路径")
    if not begins.startswith(_ZIP):
        raise _no_backup(path)
    try:
        archive = ZipFile(path)
    except _BROKEN as error:
        raise _damaged(path) from error
    with archive:
        yield archive


def _no_backup(path: Path) -> BadValue:
    return BadValue(f"这不是本程序的备份文件：{path}", "请核对路径")


def _damaged(path: Path) -> StoreFault:
    return StoreFault(f"备份文件不完整或已损坏：{path}", _ANOTHER)


def _of_newer(path: Path) -> StoreFault:
    return StoreFault(f"备份由更新版本的程序写成：{path}", UPGRADE)


def _manifest(path: Path, archive: ZipFile) -> Manifest:
    names = archive.namelist()
    if MANIFEST not in names:
        raise _no_backup(path)
    if archive.getinfo(MANIFEST).file_size > _LARGEST_MANIFEST:
        raise _damaged(path)
    manifest = msgspec.json.decode(archive.read(MANIFEST), type=Manifest)
    if manifest.format != FORMAT:
        raise _of_newer(path)
    expected = {MANIFEST, *manifest.parts}
    named = {LEDGER, *manifest.pieces.values()}
    if len(names) != len(expected) or set(names) != expected or set(manifest.parts) != named:
        raise _damaged(path)
    return manifest


def _hold(path: Path, archive: ZipFile, name: str, part: Part, copy: Path | None) -> None:
    """Hold a part against what the manifest says, and an evidence file against its own name; copy the ledger out."""
    if archive.getinfo(name).file_size != part.size:
        raise _damaged(path)
    with archive.open(name) as source:
        if copy is None:
            found = _carried(source)
        else:
            make_private(copy)
            with copy.open("r+b") as out:
                found = _carried(source, out)
                out.flush()
                os.fsync(out.fileno())
    match = _PIECE.fullmatch(name)
    if found != part or (match and match[2] != found.sha256):
        raise _damaged(path)


def _hold_ledger(path: Path, manifest: Manifest, file: Path) -> None:
    """Hold the ledger against its trail and against what the manifest says of it, and every file it names."""
    try:
        with open_reader(str(file)) as reader:
            _must_be_sound(reader, f"备份里的登记内容与痕迹不符：{path}")
            head = reader.head()
            told = (reader.name, reader.years(), head.seq, head.hash)
            files = {piece.sha256 for piece in reader.evidence_files()}
    except Altered as error:
        raise StoreFault(error.message, _ANOTHER) from error
    except StoreFault as error:  # it names our copy of it, and would have the backup restored from a backup
        raise (_of_newer(path) if error.advice == UPGRADE else _damaged(path)) from error
    if told != (manifest.ledger, manifest.years, manifest.entries, manifest.head):
        raise _damaged(path)
    if sorted(files) != sorted((*manifest.pieces, *manifest.lost)):
        raise _damaged(path)
