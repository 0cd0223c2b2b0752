"""A number of more figures than Python turns into one (4,300), and a year beyond the calendar: mistakes like others."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from gongkai.errors import BadValue
from gongkai.history.acts import latest_first
from gongkai.intake.office_cells import Days
from gongkai.personal import personal_in
from tests.cli import spawn
from tests.intake.reading import edited, problems_of

HOUSE = Path(__file__).parents[2]
LONG = "9" * 5000
HAN = "九" * 5000
DAY = "2018-11-30"


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return a ledger in which the year is loaded, and nothing else."""
    place = str(tmp_path_factory.mktemp("office") / "台账.db")
    assert spawn("load", str(HOUSE / "tasks.yaml"), today=DAY, db=place).code == 0
    return place


@pytest.mark.parametrize(
    "args",
    [
        ("show", LONG), ("show", f"P{LONG}"), ("show", f"要点{HAN}"), ("void", f"F{LONG}", "--reason", "记错"),
        ("score", "--against", LONG), ("workday", DAY, LONG), ("due", "--within", LONG),
        ("report", "--issue", f"威府办函〔2018〕{LONG}号"), ("finding", "close", f"F{LONG}"),
        ("progress", "add", "7", "-u", "jyj", "--percent", LONG),
    ],
    ids=lambda args: " ".join(word[:12] for word in args),
)  # fmt: skip
def test_typed(args: tuple[str, ...], db: str) -> None:
    told = spawn(*args, today=DAY, db=db)
    assert told.code in {2, 3}
    assert "程序内部" not in told.err
    assert "Traceback" not in told.err
    assert len(told.err) < 1000


@pytest.mark.parametrize("name", ["COLUMNS", "LINES"])
def test_told_by_the_terminal(name: str, db: str) -> None:
    assert spawn("status", today=DAY, db=db, env={name: LONG}).code == 0


def test_the_year_of_a_plan() -> None:
    content, _ = edited("year: 2018", f"year: {LONG}")
    assert problems_of(content)


def test_a_day_in_an_office_table() -> None:
    with pytest.raises(BadValue):
        Days(2018, date(2018, 11, 30)).past(LONG, "日期")


def test_figures_that_might_be_somebodys() -> None:
    assert personal_in(f"电话 {LONG} {LONG}") == ()


def test_ids_in_their_order() -> None:
    assert latest_first(["F2", f"F{LONG}", "F10", "某"]) == [f"F{LONG}", "F10", "F2", "某"]


@pytest.mark.parametrize("day", ["0000年9月中旬", "9999年12月下旬", "0000年9月1日", "9999年12月底", "0000年9月底"])
def test_a_year_that_no_calendar_knows(day: str, db: str) -> None:
    """Typed or in an office's table, it is told as a mistake."""
    told = spawn("finding", "add", "-u", "jyj", "--problem", "栏目没有更新", "--due", day, today=DAY, db=db)
    assert (told.code, "程序内部" in told.err) == (2, False), told.err
    with pytest.raises(BadValue):
        Days(2018, date(2018, 11, 30)).past(day, "日期")
