"""A file damaged at random: every command is right, or says in Chinese that the file is damaged.

Seeds are fixed: what failed once fails again.
"""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING

import pytest

from tests.cli import Result, run
from tests.hostile.conftest import TODAY, must
from tests.plans import small_plan_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PAGE, BYTES, SEEDS = 4096, 400, 24
LOOKED_AT = (("audit", "verify"), ("check",), ("doctor",))
PAPERS = (("score",), ("scorecard", "教育局"), ("report",))
READ = (("status",), ("progress", "list"), ("show", "1"), ("due",), ("units",), ("audit", "log"), ("finding", "list"))
RECORDED = (("progress", "add", "1", "-u", "教育局", "--percent", "90"), ("year", "close"))
TOLD = re.compile("损坏|对不上|不符|不是数据库|不是本程序|改动|读不出|更新版本")


def bytes_at_random(dice: random.Random, file: bytearray) -> None:
    for _ in range(BYTES):
        file[dice.randrange(len(file))] = dice.randrange(256)


def bits(dice: random.Random, file: bytearray) -> None:
    for _ in range(dice.choice((1, 3, 10))):
        file[dice.randrange(len(file))] ^= 1 << dice.randrange(8)


def page(dice: random.Random, file: bytearray) -> None:
    at = dice.randrange(len(file) // PAGE) * PAGE
    file[at : at + PAGE] = dice.choice((bytes(PAGE), b"\xff" * PAGE, dice.randbytes(PAGE)))


def pages_changed(dice: random.Random, file: bytearray) -> None:
    one, other = (dice.randrange(len(file) // PAGE) * PAGE for _ in range(2))
    held = file[one : one + PAGE]
    file[one : one + PAGE] = file[other : other + PAGE]
    file[other : other + PAGE] = held


def cut(dice: random.Random, file: bytearray) -> None:
    del file[dice.randrange(len(file)) :]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small year with a hundred reports, so that its pages are full."""
    folder = tmp_path_factory.mktemp("完好")
    db = str(folder / "年.db")
    (folder / "tasks.yaml").write_text(small_plan_text(), encoding="utf-8")
    must(db, "load", str(folder / "tasks.yaml"))
    for percent in range(40):
        must(db, "progress", "add", "1-2", "-u", "教育局", "--percent", str(percent), "--note", f"第{percent}次 " * 9)
    for number in range(12):
        must(db, "finding", "add", "-u", "教育局", "--problem", f"栏目{number}空白", "--due", "2018-09-30")
        why = ("--reason", f"第{number}次", "--no-evidence", "口头", "--again", "又一次")
        must(db, "deduct", "add", "-u", "教育局", "--rule", "2.1", *why)
    return folder / "年.db"


@pytest.fixture(scope="module")
def right(sound: Path) -> dict[tuple[str, ...], str]:
    """What each command answers on the sound file."""
    return {words: run(*words, today=TODAY, db=str(sound)).out for words in PAPERS + READ}


def told(words: tuple[str, ...], done: Result) -> Result:
    """Hold an answer against what may be said of a damaged file."""
    assert "程序内部出错" not in done.err, (words, done.err)
    if done.code == 4:
        assert TOLD.search(done.err), (words, done.err)
        assert "gongkai" in done.err, "a command that helps"
    return done


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(SEEDS))
@pytest.mark.parametrize("damage", [bytes_at_random, bits, page, pages_changed, cut], ids=lambda harm: harm.__name__)
def test_a_damaged_file_is_told_or_answers_as_before(
    sound: Path,
    right: dict[tuple[str, ...], str],
    tmp_path: Path,
    damage: Callable[[random.Random, bytearray], None],
    seed: int,
) -> None:
    file = bytearray(sound.read_bytes())
    damage(random.Random(f"{damage.__name__} {seed}"), file)  # noqa: S311 - damage, not a secret
    store = tmp_path / "年.db"
    store.write_bytes(file)

    def ask(*words: str) -> Result:
        return told(words, run(*words, today=TODAY, db=str(store)))

    clean = ask("audit", "verify").code == 0
    assert {ask(*words).code for words in LOOKED_AT} <= {0, 1, 4}
    for words in PAPERS:
        done = ask(*words)
        assert done.code in {0, 4}
        assert (done.code == 0) == clean
        assert done.code == 4 or done.out == right[words]
    for words in READ:
        done = ask(*words)
        assert done.code in {0, 1, 2, 4}
        assert not clean or done.out == right[words], "nothing was wrong, and yet another answer"
    for typed in RECORDED:
        assert ask(*typed).code in {0, 2, 3, 4}
    assert (ask("backup", str(tmp_path / "备份.zip")).code == 0) == (ask("audit", "verify").code == 0)
