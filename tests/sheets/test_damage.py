"""A workbook with bytes changed on the way is refused in words or read as what is left, never with a traceback."""

from __future__ import annotations

import io
import random
import zipfile
from typing import TYPE_CHECKING

import pytest

from gongkai.errors import BadValue
from gongkai.sheets.reading import read_book
from tests.sheets import corpus
from tests.sheets import packages as pack

if TYPE_CHECKING:
    from pathlib import Path

TIMES = 150
SOUND = {case.name: case for case in corpus.CASES if case.rows is not None}
KINDS = ("各种格式.xlsx", "合并.xlsx", "几张工作表.xlsx", "旧格式.xls", "LibreOffice.ods", "网页.xls", "国标.csv")


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Return bytes with a few changed, left out, or put in twice."""
    held = bytearray(data)
    for _ in range(chance.randint(1, 6) if held else 0):
        at = chance.randrange(len(held))
        how = chance.random()
        if how < 0.7:
            held[at] = chance.choice((0, 1, 0x3C, 0x7F, 0xFF, chance.randrange(256)))
        elif how < 0.85 and len(held) > 99:
            del held[at : at + chance.randint(1, 40)]
        else:
            held[at:at] = held[at : at + chance.randint(1, 40)]
    return bytes(held)


def repacked(data: bytes, chance: random.Random) -> bytes:
    """Return an archive of which one part is damaged and the sums are right."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(out, "w") as other:
        names = archive.namelist()
        bad = chance.choice([name for name in names if name.endswith((".xml", ".rels"))])
        for name in names:
            part = archive.read(name)
            other.writestr(name, damaged(part, chance) if name == bad else part)
    return out.getvalue()


def answer(path: Path) -> str:
    """Return what the reader says: the kind of file, or a refusal in words."""
    try:
        return read_book(path).kind
    except BadValue as refused:
        return refused.message + refused.advice


@pytest.mark.parametrize("name", KINDS)
def test_no_damage_is_too_much(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    SOUND[name].make(path)
    sound, chance = path.read_bytes(), random.Random(name)  # noqa: S311 - the same damage each time
    answers = []
    for at in range(TIMES):
        zipped = sound.startswith(b"PK") and at % 3
        path.write_bytes(repacked(sound, chance) if zipped else damaged(sound, chance))
        answers.append(answer(path))
    assert all(answers)


def test_the_parts_here_are_a_workbook(tmp_path: Path) -> None:
    assert read_book(pack.workbook(tmp_path / "台账.xlsx", corpus.ONE)).sheets[0].rows == (("单位",),)
