"""A folder of backups by day, for a job that runs every night: the newest are kept, older ones make room.

Nothing is removed before the new backup was written and read back whole, so the last good one never goes. What was
not written here for this ledger, what cannot be read, and what holds anything that the ledger or the new backup does
not, is left where it is.
"""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from gongkai.errors import BadValue, StoreFault
from gongkai.register.backup import ENDING, Manifest, back_up, manifest_of
from gongkai.register.reading import open_reader

if TYPE_CHECKING:
    from datetime import datetime

    from gongkai.register.reading import Reader

"""After so many seconds what an interrupted backup left is nobody's work any more."""


class Rotated(Struct, frozen=True):
    """The backup of this day, how many of this ledger are in the folder with it, and what was removed.

    `spared` are older ones beyond the number wanted that were not removed, each with the reason in a few words.
    """

    path: Path
    manifest: Manifest
    kept: int
    removed: tuple[Path, ...] = ()
    spared: tuple[tuple[Path, str], ...] = ()


def back_up_into(store: str, folder: Path, now: datetime, keep: int | None = None) -> Rotated:
    """Write the backup of this day into a folder, in the place of an earlier one of the day; keep the newest `keep`.

    All are kept where `keep` is None. Raises as `back_up`, with nothing removed.
    """
    if not folder.is_dir():
        raise BadValue(f"没有这个文件夹：{folder}", "请先建好文件夹；在U盘、移动硬盘上的，先插好")
    path = folder / f"{_stem(store)}-{now.date()}{ENDING}"
    manifest = back_up(store, path, now, overwrite=True)
    others = sorted(_earlier(store, folder, path, manifest), key=lambda pair: pair[1].moment, reverse=True)
    removed: list[Path] = []
    spared: list[tuple[Path, str]] = []
    with open_reader(store) as reader:
        for old, told in others[keep - 1 :] if keep else ():
            if reason := _needed(reader, told, manifest):
                spared.append((old, reason))
            else:
                _remove(old)
                removed.append(old)
    return Rotated(path, manifest, 1 + len(others) - len(removed), tuple(removed), tuple(spared))


def _stem(store: str) -> str:
    return Path(store).stem


def _earlier(store: str, folder: Path, path: Path, new: Manifest) -> list[tuple[Path, Manifest]]:
    """Return the backups of this ledger, by their names and by what they say; the new one is not among them."""
    by_day = re.compile(rf"{re.escape(_stem(store))}-\d{{4}}-\d\d-\d\d{re.escape(ENDING)}")
    found = []
    for each in sorted(folder.iterdir()):
        if by_day.fullmatch(each.name) and each != path and each.is_file():
            with suppress(BadValue, StoreFault):
                told = manifest_of(each)
                found += [(each, told)] if told.ledger == new.ledger else []
    return found


def _needed(reader: Reader, old: Manifest, new: Manifest) -> str:
    """Return what an older backup has that nothing else has, empty for nothing."""
    line = reader.line(old.entries)
    if line is None or line.hash != old.head:
        return "里面有台账现在没有的登记"
    if set(old.pieces) & set(new.lost):
        return "里面有台账现在缺的佐证文件"
    return ""


def _remove(path: Path) -> None:
    try:
        path.unlink()
    except OSError as error:
        raise StoreFault(f"新的备份已写好，过期的删不掉：{path}", "请检查文件夹的写入权限") from error
