"""告知: by id alone, unit by unit for all, printed again; the paper and the record stand or fall together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli import run
from tests.plans import small_plan_text

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli import Result

TODAY = "2018-11-30"


class Office:
    """One database of the small year."""

    def __init__(self, folder: Path) -> None:
        self.db = str(folder / "台账.db")
        plan = folder / "年度.yaml"
        plan.write_text(small_plan_text().replace("points: {min: 0.5, max: 3}", "points: 6"), encoding="utf-8")
        self("load", str(plan))

    def __call__(self, *args: str, code: int = 0) -> Result:
        """Type one command and expect its exit code."""
        done = run(*args, today=TODAY, db=self.db)
        assert done.code == code, done.err
        return done

    def take(self, unit: str, rule: str = "4.1", *more: str) -> str:
        """Take points from a unit; return the id."""
        args = ("-u", unit, "--rule", rule, "--reason", "督查发现", "--no-evidence", "现场", "--json")
        return str(self("deduct", "add", *args, *more).json["id"])

    def told(self) -> set[str]:
        """Return the entries that were told."""
        return {one["id"] for one in self("deduct", "list", "--json").json if one["notified"]}


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def test_nothing_is_told_while_the_paper_cannot_be_written(office: Office, tmp_path: Path) -> None:
    number = office.take("东镇")
    nowhere = tmp_path / "没有" / "告知.docx"
    for path in (nowhere, tmp_path / "目录.docx"):
        if path != nowhere:
            path.mkdir()
        done = office("deduct", "notify", "-u", "东镇", "-o", str(path), code=2)
        assert "写不进去" in done.err
        assert office.told() == set()
    nowhere.parent.mkdir()
    office("deduct", "notify", "-u", "东镇", "-o", str(nowhere))
    assert (office.told(), nowhere.exists()) == ({number}, True)
    assert list(nowhere.parent.iterdir()) == [nowhere], "nothing temporary is left"
    office("deduct", "notify", "-u", "东镇", "-o", str(tmp_path / "又.docx"), code=3)
    assert not (tmp_path / "又.docx").exists()


def test_an_id_tells_whose_it_is(office: Office) -> None:
    east, west = office.take("东镇"), office.take("西镇")
    done = office("deduct", "notify", west)
    assert "西镇人民政府" in done.out
    assert office.told() == {west}
    other = office.take("西镇", "4.1", "--date", "2018-11-29", "--again", "另一次")
    assert f"{east} 是东镇人民政府的" in office("deduct", "notify", other, east, code=2).err
    assert office.told() == {west}


def test_all_units_are_told_in_one_go(office: Office, tmp_path: Path) -> None:
    assert "没有待告知" in office("deduct", "notify", "--all", str(tmp_path / "空"), code=3).err
    taken = {office.take(unit) for unit in ("东镇", "西镇")} | {office.take("东镇", "3.1", "--point", "1")}
    folder = tmp_path / "告知单"
    told = office("deduct", "notify", "--all", str(folder), "--json").json
    assert {one["entry"] for one in told} == taken == office.told()
    assert {path.name for path in folder.iterdir()} == {"告知单-东镇人民政府.docx", "告知单-西镇人民政府.docx"}
    assert office("deduct", "notify", "--all", str(folder), code=3).out == ""


def test_a_notice_is_printed_again_and_recorded_once(office: Office, tmp_path: Path) -> None:
    first = office.take("东镇")
    assert "还没有告知过" in office("deduct", "notify", "--reprint", "-u", "东镇", code=3).err
    office("deduct", "notify", first, "--date", "2018-11-30")
    lines = office("audit", "verify", "--json").json["entries"]
    again = office("deduct", "notify", "--reprint", "-u", "东镇")
    assert "2018年11月30日照原文重印" in again.out
    assert first in again.out
    assert office("deduct", "notify", "--reprint", first.lower(), "--json").json["entries"] == [first]
    office("deduct", "notify", "--reprint", first, "-o", str(tmp_path / "重印.docx"))
    assert (tmp_path / "重印.docx").exists()
    assert office("audit", "verify", "--json").json["entries"] == lines


def test_the_notice_says_what_counts_and_why(office: Office) -> None:
    first = office.take("东镇")
    second = office.take("东镇", "4.1", "--date", "2018-11-29", "--again", "另一次")
    told = office("deduct", "notify", "-u", "东镇", "--json").json
    assert {one["entry"] for one in told} == {first, second}
    paper = office("deduct", "notify", "--reprint", "-u", "东镇", "--json").json
    assert paper["counted"] == [
        {"id": second, "asked": 6, "applied": 6},
        {"id": first, "asked": 6, "applied": 4},
    ]
    shown = office("deduct", "notify", "--reprint", "-u", "东镇", "--plain").out
    assert "原记" in shown
    assert "本项10分，扣完为止" in shown


def test_a_veto_s_notice_says_what_it_does(office: Office) -> None:
    office("veto", "add", "-u", "东镇", "--rule", "V1", "--reason", "泄密", "--no-evidence", "另卷")
    shown = office("deduct", "notify", "-u", "东镇", "--plain").out
    assert "不论得分，直接定为不合格，不参加排名" in shown
    assert "维持或者撤销" in shown
    assert "核减" not in shown


def test_a_notice_dated_back_leaves_the_unit_its_time_to_object(office: Office, tmp_path: Path) -> None:
    office.take("东镇", "4.1", "--date", "2018-11-20")
    folder = tmp_path / "告知单"
    for how in (("-u", "东镇"), ("--all", str(folder))):
        done = office("deduct", "notify", *how, "--date", "2018-11-22", code=3)
        assert "最后一天是 2018-11-29，已经过了，单位没有机会申请复核" in done.err
        assert "期限从今天起算" in done.err
        assert office.told() == set()
    office("deduct", "notify", "-u", "东镇", "--date", "2018-11-23")
    assert len(office.told()) == 1, "its last day is today"
