"""A revision tells what it does to what was recorded; a new year, which year commands take from then on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gongkai.plan.reading import packaged_tasks
from tests.deadlines.counter import Counter, the_county

if TYPE_CHECKING:
    from pathlib import Path

NOVEMBER = "2018-11-05 09:00"
MONTHLY, QUARTERLY = "every: month", "every: quarter"


@pytest.fixture
def county(tmp_path: Path) -> Counter:
    """The 41 points of 2018, with a month of 8.1 published five days late and two never."""
    counter = the_county(tmp_path)
    counter.do("duty", "done", "8.1/2018-08", "--at", "2018-09-05 10:00", today="2018-09-05 10:00")
    return counter


def revised(folder: Path, *changes: tuple[str, str]) -> str:
    """Return a file like the packaged one but for some words."""
    text = packaged_tasks().read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    file = folder / "改.yaml"
    file.write_text(text, encoding="utf-8")
    return str(file)


def test_what_a_changed_period_does_to_records_is_told(county: Counter, tmp_path: Path) -> None:
    at = packaged_tasks().read_text(encoding="utf-8").index('"8.1"')
    line = packaged_tasks().read_text(encoding="utf-8")[at:].split("\n", 1)[0]
    file = revised(tmp_path, (line, line.replace(MONTHLY, QUARTERLY)))
    trial = county.do("load", file, "--dry-run", "--plain", today=NOVEMBER).out
    assert "检查无误，未载入" in trial
    real = county.do("load", file, "--plain", today=NOVEMBER).out
    assert "已载入：与原来的2018年度要点相比，修改1项" in real
    for said in (trial, real):
        assert "时限要求8.1改动后，已办结1项、逾期2项不再计入。" in said
    again = county.do("load", file, "--plain", today=NOVEMBER).out
    assert "没有变化，与现行的2018年度要点一致。" in again
    assert "不再计入" not in again


def test_a_new_year_while_the_old_one_is_open_is_warned_of(county: Counter, tmp_path: Path) -> None:
    point = "{id: 1, title: 甲, text: 甲, lead: [县教育局]}"
    text = (
        "plan: {year: 2019, title: 要点, number: 威府办函〔2019〕4号, issuer: 办, issued: 2019-01-10,"
        " office: 县教育局}\n"
        f"chapters: [{{title: 一, sections: [{{title: （一）, points: [{point}]}}]}}]\n"
    )
    file = tmp_path / "明年.yaml"
    file.write_text(text, encoding="utf-8")
    said = county.do("load", str(file), "--carry", "2018", today="2019-01-16 09:00")
    assert "2018年度还没有封存" in said.err
    assert "--year 2018" in said.err


def test_where_the_packaged_file_is_can_be_found_out(county: Counter) -> None:
    county.refuses(2, str(packaged_tasks()), "load")
    assert str(packaged_tasks()) in county.do("doctor", "--plain").out


def test_a_unit_is_told_whose_problem_it_has_taken_over(county: Counter, tmp_path: Path) -> None:
    problem = ("--problem", "提示没有更新", "--measure", "更新", "--due", "2018-11-15", "--date", "2018-10-20")
    county.do("finding", "add", "-u", "金融办", *problem, today="2018-10-20 09:00")
    name = "{name: 县政府金融办, "
    file = revised(tmp_path, (name, name + "until: 2018-10-31, successor: [县财政局], "))
    county.do("load", file, today=NOVEMBER)
    (letter,) = county.json("remind", "-u", "县财政局", "--within", "30", today=NOVEMBER)
    assert "（原县政府金融办），期限2018年11月15日" in letter["text"]
