"""A whole year that was kept on paper goes in with its true days, and its scorecards are right."""

from __future__ import annotations

import shutil
import subprocess
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from tests.office_tables.paper_year import DEDUCTIONS, EXPECTED, FULL, ROWS, make_tables
from tests.year.clerk import Clerk

if TYPE_CHECKING:
    from pathlib import Path

TODAY = "2018-11-30"
COMMANDS = (
    ("load", "要点.yaml"),
    ("import", "进展台账.xlsx", "--as", "progress", "--yes"),
    ("import", "自查汇总.csv", "--as", "selfcheck", "--yes"),
    ("import", "问题整改台账.xlsx", "--as", "finding", "--yes"),
    ("import", "扣分台账.xlsx", "--as", "deduct", "--no-evidence", "纸质台账存档", "--yes"),
)
"""All that a person types for it."""


def lived(folder: Path, *, xls: bool = False) -> Clerk:
    """Return a clerk with the year of the four tables in a fresh register; `xls`: one of them of the old kind."""
    tables = make_tables(folder)
    shutil.copy("tasks.yaml", folder / "要点.yaml")
    clerk = Clerk(str(folder / "台账.db"), folder, TODAY)
    if xls:
        office = shutil.which("soffice") or pytest.skip("no LibreOffice")
        to_xls = [office, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "xls"]
        subprocess.run([*to_xls, "--outdir", str(folder), str(tables["finding"])], check=True, capture_output=True)
        tables["finding"].write_bytes((folder / "问题整改台账.xls").read_bytes())
    for command, file, *options in COMMANDS:
        clerk.type(command, str(folder / file), *options)
    return clerk


@pytest.fixture(scope="module")
def clerk(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    return lived(tmp_path_factory.mktemp("paper"))


def scores(clerk: Clerk) -> dict[str, Decimal]:
    return {one["unit"]: Decimal(str(one["score"])) for one in clerk.read("score")["units"]}


def test_four_tables_of_two_hundred_rows_take_five_commands(clerk: Clerk) -> None:
    assert sum(ROWS.values()) == 200
    assert len(COMMANDS) == 5
    told = [done.err for _, done in clerk.transcript[1:5]]
    assert [
        f"新的{ROWS[subject]}行" in err
        for subject, err in zip(("progress", "selfcheck", "finding", "deduct"), told, strict=True)
    ] == [True] * 4


def test_every_score_is_as_worked_out_by_hand(clerk: Clerk) -> None:
    found = scores(clerk)
    assert len(found) == 54
    assert found == {unit: Decimal(EXPECTED.get(unit, FULL)) for unit in found}
    assert found.keys() >= EXPECTED.keys()


def test_facts_bear_their_true_days(clerk: Clerk) -> None:
    assert {one["date"] for one in clerk.read("progress", "list")} <= {
        "2018-09-28",
        "2018-09-29",
        "2018-09-30",
        "2018-10-08",
        "2018-10-09",
    }
    inspections = {(one["kind"], one["date"]) for one in clerk.read("inspect", "list")}
    assert inspections == {("专项督查", "2018-09-10"), ("定期检查", "2018-10-15"), ("日常监测", "2018-08-20")}
    audience = next(one for one in clerk.read("finding", "list") if one["problem"] == "办事大厅没有指南")
    assert (audience["date"], audience["due"], audience["rectified"], audience["closed"], audience["closed_by"]) == (
        "2018-09-10",
        "2018-09-30",
        "2018-10-10",
        "2018-10-12",
        "王核查",
    )
    assert clerk.read("status")["summary"]["self_inspected"] == 54


def test_notices_of_long_ago_are_proved_and_leave_the_time_they_had(clerk: Clerk) -> None:
    entries = clerk.read("deduct", "list")
    told = {(one["unit"], one["reason"]): one["notified"] for one in entries}
    assert told["县教育局", "教育信息栏目超过三个月未更新"] == "2018-09-17"
    assert told["县环保局", "空气质量周报断档两期"] is None
    late = next(one["id"] for one in entries if one["unit"] == "县教育局")
    refused = clerk.type("appeal", "file", late, "-u", "县教育局", "--reason", "已更新", code=3)
    assert "申请复核的最后一天是 2018-09-25" in refused.err
    clerk.type("appeal", "file", late, "-u", "县教育局", "--reason", "已更新", "--date", "2018-09-20", "--json")
    own: Any = next(one for one in clerk.read("deduct", "list") if one["id"] == late)
    assert own["backdated"]
    assert next(one for one in own["rulings"] if one["kind"] == "notified")["reason"] == "签收：李主任"


def test_the_register_finds_nothing_wrong(clerk: Clerk) -> None:
    assert not [one for one in clerk.read("check") if one["level"] == "error"]
    clerk.type("audit", "verify")


def test_what_was_taken_in_once_is_not_taken_again(clerk: Clerk) -> None:
    before = scores(clerk)
    for command, file, *options in COMMANDS[1:]:
        again = clerk.type(command, str(clerk.folder / file), *options)
        assert "没有新的" in again.err
        assert "新的" not in again.err.replace("没有新的", "")
    assert scores(clerk) == before
    assert len(clerk.read("deduct", "list")) == len(DEDUCTIONS) + 1, "one row is of two units"


def test_a_table_of_the_old_kind_tells_the_same(tmp_path: Path) -> None:
    found = scores(lived(tmp_path, xls=True))
    assert found == {unit: Decimal(EXPECTED.get(unit, FULL)) for unit in found}
