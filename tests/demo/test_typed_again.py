"""The file of command lines: what a clerk would have got by typing them, and what is told where a line is wrong."""

from __future__ import annotations

from datetime import date
from operator import attrgetter
from typing import TYPE_CHECKING
from unittest import mock

import pytest
from msgspec.structs import replace

from gongkai.cli import demo
from gongkai.cli.demo import read_lines
from gongkai.plan.reading import packaged_tasks
from gongkai.register.reading import EVERYTHING, open_reader
from tests.cli import run

if TYPE_CHECKING:
    from pathlib import Path

    from gongkai.register.kinds import Record
    from tests.cli import Result
    from tests.demonstration import Shown

INSPECTED = date(2018, 9, 18)
FIRST = "2018-07-30 09:00:20 张文书 gongkai assign 8 -u 县财政局 --person 刘科长\n"


def records_of(store: str) -> list[Record]:
    """Return what was recorded up to the day of the first inspection, but for the second of its moment."""
    with open_reader(store) as reader:
        ledger = reader.ledger(2018, INSPECTED)
    records = (record for field in EVERYTHING for record in getattr(ledger, field))
    return [
        replace(record, recorded=record.recorded.replace(second=0)) for record in sorted(records, key=attrgetter("seq"))
    ]


def test_whoever_types_the_lines_gets_the_same_year(shown: Shown, tmp_path: Path) -> None:
    store = str(tmp_path / "照打.db")
    assert run("load", str(packaged_tasks()), today="2018-07-25", db=store).code == 0
    for line in (line for line in read_lines(demo.TYPED) if line.moment.date() <= INSPECTED):
        moment = f"{line.moment:%Y-%m-%d %H:%M}"
        done = run(*line.words, today=moment, db=store, env={"GONGKAI_ACTOR": line.actor})
        assert done.code == 0, f"{line.where}: {done.err}"
    typed = records_of(store)
    assert len(typed) > 200
    assert typed == records_of(shown.store)


def test_the_same_year_comes_out_to_the_last_hash_on_any_machine(shown: Shown, tmp_path: Path) -> None:
    mine = {"GONGKAI_UNIT": "县教育局", "GONGKAI_ACTOR": "别人", "GONGKAI_DB": str(tmp_path / "真.db")}
    with mock.patch.object(demo, "_write_papers"), mock.patch.object(demo, "_write_earlier"):
        assert run("demo", str(tmp_path / "又一次"), today="2026-03-02", env=mine).code == 0
    heads = []
    for store in (shown.store, str(tmp_path / "又一次" / "demo.db")):
        with open_reader(store) as reader:
            heads.append(reader.head())
    assert heads[0] == heads[1]


def made(tmp_path: Path, typed: str) -> Result:
    """Make a demonstration of other lines."""
    file = tmp_path / "另一年.txt"
    file.write_text(typed, encoding="utf-8")
    with mock.patch.object(demo, "TYPED", file):
        return run("demo", str(tmp_path / "演示"))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("progress add 8 -u 县水利局 --percent 40", "没有找到单位"),
        ("progress add 8 -u 县气象局 --percent 40", "县气象局"),
        ("progress add 8 -u 县财政局", "缺少 --percent"),
        ("progress add 8 -u 县财政局 --pct 40", "没有“--pct”这个选项"),
        ("prgress add 8", "progress"),
        ("finding close F2 --by 李主任", "F2"),
        ("audit verify --head 0123456789abcdef", "退出码是 1"),
    ],
)
def test_a_line_that_is_refused_is_told_with_its_place_and_nothing_is_left(
    tmp_path: Path, words: str, said: str
) -> None:
    line = f"2018-07-31 09:00:20 张文书 gongkai {words}"
    done = made(tmp_path, f"# 七月\n\n{FIRST}{line}\n")
    assert (done.code, done.out) == (1, "")
    assert "另一年.txt:4: " in done.err
    assert said in done.err
    assert line in done.err
    assert list((tmp_path / "演示").iterdir()) == []


def test_what_is_no_command_line_is_told_all_at_once_before_anything_is_typed(tmp_path: Path) -> None:
    done = made(
        tmp_path,
        "07-30 张文书 gongkai status\n"
        + FIRST
        + "2018-07-30 09:00:40 张文书 assign 1 -u 县质监局\n"
        + "2018-07-30 09:01:00 张文书 gongkai assign 1 -u '县质监局\n"
        + "2018-07-30 09:01:20 张文书 gongkai\n",
    )
    assert done.code == 1
    assert [f"另一年.txt:{number}: " in done.err for number in range(1, 6)] == [True, False, True, True, True]
    assert "4行不能照打" in done.err


def test_help_in_a_line_and_reading_commands_record_nothing(tmp_path: Path) -> None:
    with mock.patch.object(demo, "_write_papers"), mock.patch.object(demo, "_write_earlier"):
        done = made(
            tmp_path,
            FIRST + "2018-07-31 09:00:00 张文书 gongkai assign --help\n2018-07-31 09:00:00 张文书 gongkai status\n",
        )
    assert (done.code, done.out) == (0, "")
    with open_reader(str(tmp_path / "演示" / "demo.db")) as reader:
        assert reader.head().seq == 2
