"""`gongkai backup` and `gongkai restore` as typed: what is said, in words and as JSON, and with which exit code."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli import Result, run

if TYPE_CHECKING:
    from tests.demonstration import Shown

TODAY = "2018-11-30"
REPORT = ("progress", "add", "7", "-u", "jyj", "--percent", "60")


class Office:
    """A folder with a ledger that holds one report and its file, and a second place without one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.zip = str(folder / "备份.zip")
        self.photo = folder / "照片.jpg"
        self.photo.write_bytes(b"JFIF")
        self.type(*REPORT, "--evidence", str(self.photo))

    def type(self, *words: str, db: str = "台账.db", today: str = TODAY) -> Result:
        """Type a command on one of the ledgers."""
        if not (self.folder / db).exists() and words[0] == "progress":
            run("load", db=str(self.folder / db), today=today)
        return run(*words, db=str(self.folder / db), today=today)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """The office at work."""
    return Office(tmp_path)


def test_moving_to_another_computer(office: Office) -> None:
    backed = office.type("backup", office.zip)
    assert (backed.code, backed.out) == (0, "")
    assert backed.err.startswith(f"已备份并核验 {office.zip}：2018年度，痕迹2条，末条校验码 ")
    assert backed.err.endswith("，佐证文件1个\n")
    restored = office.type("restore", office.zip, db="新.db")
    assert (restored.code, restored.out) == (0, "")
    assert restored.err.startswith(f"已恢复 {office.folder / '新.db'}（2018-11-30 09:00 备份）：2018年度，痕迹2条")
    assert office.type("audit", "verify", db="新.db").code == office.type("check", db="新.db").code == 0
    assert office.type("progress", "list", db="新.db").out == office.type("progress", "list").out


def test_the_same_as_json(office: Office) -> None:
    backed = office.type("backup", office.zip, "--json")
    assert backed.err == ""
    assert (backed.json["entries"], backed.json["evidence"], backed.json["lost"]) == (2, 1, [])
    restored = office.type("restore", office.zip, "--json", db="新.db").json
    assert {restored[key] == backed.json[key] for key in ("ledger", "head", "entries", "years", "moment")} == {True}
    assert (restored["kept"], restored["same"], restored["evidence_restored"]) == ("", False, 1)
    assert restored["store"] == str(office.folder / "新.db")
    assert office.type("restore", office.zip, "--dry-run", "--json").json == backed.json


def test_what_is_refused_and_how_it_is_forced(office: Office) -> None:
    office.type("backup", office.zip)
    office.type(*REPORT[:-1], "70", today="2018-12-03")
    assert office.type("backup", office.zip).code == 3
    refused = office.type("restore", office.zip)
    assert refused.code == 3
    assert "备份到2018-11-30 09:00，现有的到2018-12-03 09:00，恢复会丢掉1条登记" in refused.err
    forced = office.type("restore", office.zip, "--overwrite")
    assert forced.code == 0
    assert "换下的台账在 " in forced.err
    again = office.type("restore", office.zip)
    assert (again.code, "没有换" in again.err) == (0, True)
    assert office.type("backup", office.zip, "--overwrite").code == 0


def test_evidence_that_went_missing_comes_back(office: Office) -> None:
    office.type("backup", office.zip)
    (piece,) = (path for path in (office.folder / "台账.db.evidence").rglob("*") if path.is_file())
    piece.unlink()
    seen = office.type("check")
    assert (seen.code, "gongkai restore 备份文件 --evidence-only" in seen.out) == (1, True)
    missing = office.type("backup", str(office.folder / "缺.zip"))
    assert "注意：备份时已有1个佐证文件不见了" in missing.err
    back = office.type("restore", office.zip, "--evidence-only")
    assert back.err == "已补回佐证文件1个，台账没有动\n"
    assert office.type("check").code == 0


def test_a_damaged_database_is_told_the_way_back(office: Office) -> None:
    office.type("backup", office.zip)
    (office.folder / "台账.db").write_bytes((office.folder / "台账.db").read_bytes()[:9000])
    told = office.type("status")
    assert (told.code, "gongkai restore 备份文件" in told.err) == (4, True)
    assert office.type("restore", office.zip).code == 3
    assert office.type("restore", office.zip, "--overwrite").code == 0
    assert office.type("audit", "verify").code == 0


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("backup",), 2, "gongkai backup 备份文件"),
        (("restore",), 2, "gongkai restore 备份文件"),
        (("backup", "没有/这里/备份.zip"), 2, "没有这个文件夹"),
        (("restore", "没有.zip"), 2, "没有这个备份文件"),
        (("--db", "postgresql://x/y", "backup", "一.zip"), 3, "pg_dump"),
        (("--db", "postgresql://x/y", "restore", "一.zip"), 3, "pg_restore"),
    ],
)
def test_what_cannot_be(office: Office, words: tuple[str, ...], code: int, said: str) -> None:
    told = office.type(*words)
    assert (told.code, said in told.err) == (code, True), told.err
    assert office.type("progress", "list").code == 0


def test_the_demonstration_goes_there_and_back(shown: Shown, tmp_path: Path) -> None:
    one, other = str(tmp_path / "demo.db"), str(tmp_path / "新.db")
    Path(one).write_bytes(Path(shown.store).read_bytes())
    assert run("backup", str(tmp_path / "备份.zip"), db=one).code == 0
    assert run("restore", str(tmp_path / "备份.zip"), db=other).code == 0
    for words in (("report", "--json"), ("score", "--plain"), ("audit", "verify")):
        asked = [run(*words, db=store, today="2019-01-21") for store in (one, other)]
        assert asked[0] == asked[1]
        assert asked[0].code == 0


def test_a_job_for_every_night(office: Office) -> None:
    folder = office.folder / "备份"
    folder.mkdir()
    first = office.type("backup", "--to", str(folder), "--keep", "2")
    assert first.code == 0
    assert first.err.startswith(f"已备份并核验 {folder / '台账-2018-11-30.zip'}：2018年度，痕迹2条")
    assert first.err.endswith("这个台账的备份有1个\n")
    assert office.type("backup", "--to", str(folder), today="2018-12-01").err.count("\n") == 1
    last = office.type("backup", "--to", str(folder), "--keep", "2", "--json", today="2018-12-02").json
    assert (last["file"], last["kept"]) == (str(folder / "台账-2018-12-02.zip"), 2)
    assert last["removed"] == [str(folder / "台账-2018-11-30.zip")]
    assert office.type("restore", last["file"], db="新.db").code == 0


def test_options_that_do_not_go_together(office: Office) -> None:
    for words, said in (
        ((office.zip, "--to", str(office.folder)), "写了 --to，就不再写备份文件"),
        (("--to", str(office.folder), "--overwrite"), "写了 --to，就不再写备份文件"),
        ((office.zip, "--keep", "3"), "--keep 要和 --to 一起用"),
        (("--to", str(office.folder / "没有")), "没有这个文件夹"),
    ):
        refused = office.type("backup", *words)
        assert (refused.code, said in refused.err) == (2, True), refused.err
    assert sorted(path.name for path in office.folder.glob("*.zip")) == []


def test_a_ledger_put_back_to_an_earlier_day_loses_no_backup(office: Office) -> None:
    folder = office.folder / "备份"
    folder.mkdir()
    office.type("backup", "--to", str(folder))
    office.type(*REPORT[:-1], "70", today="2018-12-01")
    office.type("backup", "--to", str(folder), today="2018-12-01")
    assert office.type("restore", str(folder / "台账-2018-11-30.zip")).code == 3
    forced = office.type("restore", str(folder / "台账-2018-11-30.zip"), "--force")
    assert "换下的台账在 " in forced.err
    again = office.type("backup", "--to", str(folder), "--keep", "1", today="2018-12-02")
    assert f"注意：{folder / '台账-2018-12-01.zip'} 没有删：里面有台账现在没有的登记" in again.err
    assert sorted(path.name for path in folder.iterdir()) == ["台账-2018-12-01.zip", "台账-2018-12-02.zip"]
