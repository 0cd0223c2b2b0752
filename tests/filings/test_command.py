"""`gongkai import`: what the office types when the forms come back, and what it is told."""

from __future__ import annotations

import json
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
from msgspec.structs import replace

from gongkai.intake.delivery import files_in
from gongkai.sheets.reading import bytes_of, read_book
from tests.cli import run
from tests.deadlines.counter import opened as office
from tests.filings.desk import Sheets, opened

if TYPE_CHECKING:
    from pathlib import Path

    from gongkai.sheets.book import Cell
    from tests.deadlines.counter import Counter

TODAY = "2018-10-08 09:30"
GOOD: dict[str, Cell] = {
    "完成比例": 0.4,
    "日期": date(2018, 9, 20),
    "进展情况": "目录已公布",
    "佐证": "http://www.example.gov.cn/1",
}
BAD: dict[str, Cell] = {"完成比例": "四成", "日期": date(2018, 9, 20)}


@pytest.fixture
def county(tmp_path: Path) -> Counter:
    return office(tmp_path)


def handed(county: Counter, unit: str, place: Path) -> Sheets:
    """Return the form that a unit was given."""
    county.do("form", unit, "-o", str(place), "--overwrite")
    return opened(place)


def test_a_form_is_taken_in_and_the_unit_gets_its_receipt(county: Counter, tmp_path: Path) -> None:
    form = handed(county, "东镇", tmp_path / "东镇.xlsx")
    form.typed("进展", "2", **GOOD).typed("自查与问题", "+1", 自查日期=date(2018, 9, 21), 自查情况="全面").save(
        tmp_path / "东镇.xlsx"
    )
    preview = county.do("import", str(tmp_path / "东镇.xlsx"), "--dry-run", today=TODAY)
    assert "预览：东镇人民政府（东镇.xlsx）　新的2行" in preview.err
    assert county.json("import", "--list", today=TODAY) == []
    done = county.do("import", str(tmp_path / "东镇.xlsx"), "-o", str(tmp_path / "回执.md"), today=TODAY)
    assert "已登记 I4：东镇人民政府（东镇.xlsx）　新的2行" in done.err
    receipt = (tmp_path / "回执.md").read_text(encoding="utf-8")
    assert "东镇人民政府：" in receipt
    assert "| P2 | 进展　要点2　完成40%，目录已公布，http://www.example.gov.cn/1（9月20日） |" in receipt
    again = county.do("import", "--receipt", "i4", "-o", str(tmp_path / "又.md"), today=TODAY)
    assert again.code == 0
    assert (tmp_path / "又.md").read_text(encoding="utf-8") == receipt
    (listed,) = county.json("import", "--list", today=TODAY)
    assert (listed["id"], listed["unit"], listed["file"], listed["taken"]) == (
        "I4",
        "东镇人民政府",
        "东镇.xlsx",
        ["P2", "S3"],
    )
    assert county.json("show", "I4", today=TODAY)["record"] == "Filing"
    county.do("check", today=TODAY)
    (kept,) = (each for each in tmp_path.glob("台账.db.evidence/*/*") if each.stat().st_size > 4000)
    kept.unlink()
    lost = county("check", today=TODAY)
    assert (lost.code, "I4" in lost.out) == (1, True), "the workbook is evidence like any other"
    verified = county("audit", "verify", "--json", today=TODAY)
    assert (verified.code, [each["kind"] for each in verified.json["problems"]]) == (1, ["evidence_missing"])


def test_what_is_wrong_is_told_row_by_row_and_nothing_is_recorded(county: Counter, tmp_path: Path) -> None:
    form = handed(county, "东镇", tmp_path / "东镇.xlsx")
    form.typed("进展", "2", **GOOD).typed("进展", "3", **BAD).save(tmp_path / "东镇.xlsx")
    done = county("import", str(tmp_path / "东镇.xlsx"), "--json", "--receipts", str(tmp_path / "回执"), today=TODAY)
    assert done.code == 1
    (told,) = done.json
    assert (told["state"], told["new"], told["bad"], told["filing"]) == ("refused", 1, 1, None)
    bad = next(row for row in told["rows"] if row["verdict"] == "bad")
    assert (bad["sheet"], bad["column"], bad["reason"]) == ("进展", "G", "完成比例“四成”不对")
    assert bad["row"]
    assert "--skip-bad" in done.err
    assert county.json("audit", "verify", today=TODAY)["entries"] == 1
    with ZipFile(tmp_path / "回执" / "填报表回执_东镇人民政府.docx") as file:
        assert "全部没有登记" in file.read("word/document.xml").decode()


def test_the_rows_left_out_are_corrected_and_handed_in_again(county: Counter, tmp_path: Path) -> None:
    form = handed(county, "东镇", tmp_path / "东镇.xlsx")
    form.typed("进展", "2", **GOOD).typed("进展", "3", **BAD).save(tmp_path / "东镇.xlsx")
    done = county("import", str(tmp_path / "东镇.xlsx"), "--skip-bad", today=TODAY)
    assert done.code == 1, "not all of it was recorded"
    assert "东镇_没有登记.xlsx，改好以后再导入" in done.err
    left = tmp_path / "东镇_没有登记.xlsx"
    (sheet,) = read_book(left).sheets
    assert sheet.rows[-1][-1] == "G列：完成比例“四成”不对。请写 0 到 100 的整数，如 40 或 40%"
    assert county("import", str(left), today=TODAY).code == 1
    opened(left).typed("进展", "3", 完成比例=40).save(left)
    done = county.do("import", str(left), today=TODAY)
    assert "新的1行" in done.err
    assert "没有读" not in done.err, "the column of reasons is nobody's answer"
    assert [each["point"] for each in county.json("progress", "list", today=TODAY)] == ["2", "3"]
    assert county("import", str(tmp_path / "东镇.xlsx"), "--skip-bad", today=TODAY).code == 1
    assert not (tmp_path / "东镇_没有登记1.xlsx").exists(), "nothing new, nothing written"


def test_a_folder_is_all_its_forms_and_a_bad_one_stops_no_other(county: Counter, tmp_path: Path) -> None:
    folder = tmp_path / "交来"
    county.do("form", "--all", str(folder))
    for path in sorted(folder.glob("*.xlsx")):
        form = opened(path)
        point = next(str(cells[0]) for cells in form.sheets[1].rows[1:] if cells[0] != "")
        form.typed("进展", point, **(BAD if "西镇" in path.name else GOOD)).save(path)
    (folder / "~$东镇.xlsx").write_bytes(b"lock")
    (folder / "说明.txt").write_text("不是表", encoding="utf-8")
    (folder / "坏的.xlsx").write_bytes(b"PK\x03\x04")
    done = county("import", str(folder), "--json", "--receipts", str(tmp_path / "回执"), today=TODAY)
    assert done.code == 1
    assert "文件夹里不是表格的没有看：说明.txt" in done.err
    assert "~$" not in done.err, "what an office program keeps beside an open file is nobody's form"
    states = {each["file"]: each["state"] for each in done.json}
    assert sorted(states.values()) == ["refused", "refused", "taken", "taken", "taken", "taken"]
    assert (states["坏的.xlsx"], states["填报表_西镇人民政府_2018.xlsx"]) == ("refused", "refused")
    assert len(list((tmp_path / "回执").iterdir())) == 5, "what could not be read has no unit"
    assert county("import", str(folder / "坏的.xlsx"), today=TODAY).code == 1


def test_what_is_named_twice_is_taken_in_and_told_of_once(tmp_path: Path) -> None:
    folder = tmp_path / "交来"
    (folder / "东镇").mkdir(parents=True)
    for name in ("二.xlsx", "一.XLSX", "东镇/三.csv", "照片.jpg", "说明.pdf"):
        (folder / name).touch()
    odd = folder / "说明.pdf"
    found = files_in([folder, folder / "东镇", odd, odd])
    assert [path.name for path in found.workbooks] == ["一.XLSX", "三.csv", "二.xlsx", "说明.pdf"]
    assert [path.name for path in found.others] == ["照片.jpg"], "a file that was named itself is read, and refused"


def test_a_units_machine_takes_its_own_form_and_no_other(county: Counter, tmp_path: Path) -> None:
    form = handed(county, "东镇", tmp_path / "东镇.xlsx")
    form.typed("进展", "2", **GOOD).save(tmp_path / "东镇.xlsx")

    def at(unit: str, *more: str) -> int:
        words = ("import", str(tmp_path / "东镇.xlsx"), *more)
        return run(*words, db=county.db, today=TODAY, env={"GONGKAI_UNIT": unit}).code

    assert at("西镇", "--dry-run") == 3
    assert at("西镇", "--dry-run", "--office") == 0
    assert at("县政府办公室", "--dry-run") == 0
    assert at("东镇") == 0


def test_forms_of_a_closed_year_are_refused(county: Counter, tmp_path: Path) -> None:
    form = handed(county, "东镇", tmp_path / "东镇.xlsx")
    form.typed("进展", "2", **GOOD).save(tmp_path / "东镇.xlsx")
    county.do("year", "close", "--force", "--reason", "试封存", today="2019-01-10 09:00")
    county.refuses(3, "2018年度已于2019-01-10封存", "import", str(tmp_path / "东镇.xlsx"), today="2019-01-11 09:00")


def test_a_form_made_before_a_restore_is_refused(county: Counter, tmp_path: Path) -> None:
    (tmp_path / "恢复").mkdir()
    restored = office(tmp_path / "恢复")
    county.do("progress", "add", "1", "-u", "县教育局", "--percent", "10")
    handed(county, "东镇", tmp_path / "东镇.xlsx").typed("进展", "2", **GOOD).save(tmp_path / "东镇.xlsx")
    done = restored("import", str(tmp_path / "东镇.xlsx"), "--json", today=TODAY)
    assert done.code == 1
    assert "查不到" in done.json[0]["refused"]["message"]


def test_a_form_that_lost_its_marks_is_taken_as_the_unit_that_is_named(county: Counter, tmp_path: Path) -> None:
    form = handed(county, "东镇", tmp_path / "东镇.xlsx").typed("进展", "2", **GOOD)
    bare = Sheets(tuple(replace(s, rows=(("", *s.rows[0][1:]), *s.rows[1:])) for s in form.sheets))
    bare.save(tmp_path / "抄.xlsx")
    done = county("import", str(tmp_path / "抄.xlsx"), today=TODAY)
    assert done.code == 1
    assert "看不出是哪个单位的表" in done.out
    county.do("import", str(tmp_path / "抄.xlsx"), "-u", "东镇", today=TODAY)
    assert [each["unit"] for each in county.json("progress", "list", today=TODAY)] == ["东镇人民政府"]


def test_what_cannot_be_meant_is_refused(county: Counter, tmp_path: Path) -> None:
    county.do("form", "东镇", "-o", str(tmp_path / "东镇.xlsx"))
    place = str(tmp_path / "东镇.xlsx")
    county.refuses(2, "办法", "import", place, "--on-conflict", "maybe", today=TODAY)
    county.refuses(2, "分开来做", "import", place, "--list", today=TODAY)
    county.refuses(2, "没有找到收表", "import", "--receipt", "Y1", today=TODAY)
    county.refuses(2, "一份回执", "import", place, place.replace("东", "西"), "-o", str(tmp_path / "a.md"), today=TODAY)
    (tmp_path / "空").mkdir()
    county.refuses(2, "没有填报表", "import", str(tmp_path / "空"), today=TODAY)
    assert county("import", str(tmp_path / "没有.xlsx"), today=TODAY).code == 1
    assert county.do("import", "--list", today=TODAY).out.count("还没有收到过表") == 1


def test_an_exported_register_is_taken_back_where_there_is_none(county: Counter, tmp_path: Path) -> None:
    form = handed(county, "东镇", tmp_path / "东镇.xlsx")
    form.typed("进展", "2", **GOOD).save(tmp_path / "东镇.xlsx")
    county.do("import", str(tmp_path / "东镇.xlsx"), today=TODAY)
    county.do("export", "-o", str(tmp_path / "年度.jsonl"), today=TODAY)
    other = str(tmp_path / "新.db")
    done = run("import", str(tmp_path / "年度.jsonl"), "--json", db=other, today=TODAY)
    assert done.code == 0, done.err
    assert json.loads(done.out)["head"] == county.json("audit", "verify", today=TODAY)["head"]
    assert (
        run("import", "--receipt", "I3", db=other, today=TODAY).out
        == county.do("import", "--receipt", "I3", today=TODAY).out
    )
    assert run("import", str(tmp_path / "年度.jsonl"), db=other, today=TODAY).code == 3


def test_personal_data_are_not_written_into_the_record_of_what_was_left_out(county: Counter, tmp_path: Path) -> None:
    form = handed(county, "东镇", tmp_path / "东镇.xlsx").typed("进展", "2", **GOOD)
    form.typed("进展", "3", 完成比例=0.4, 日期="13812345678").save(tmp_path / "东镇.xlsx")
    assert county("import", str(tmp_path / "东镇.xlsx"), "--skip-bad", today=TODAY).code == 1
    (listed,) = county.json("import", "--list", today=TODAY)
    (missed,) = county.json("show", listed["id"], today=TODAY)["missed"]
    assert "***********" in missed["reason"]


def kept_of(county: Counter, folder: Path, id_: str) -> tuple[str, Path]:
    """Return under which name a workbook is kept as evidence, and where."""
    (piece,) = county.json("show", id_, today=TODAY)["evidence"]
    return piece["ref"], folder / "台账.db.evidence" / piece["sha256"][:2] / piece["sha256"]


MOBILE = 13812345678


def with_mobile(county: Counter, place: Path) -> bytes:
    """Fill in a form in which a row is right, and two have somebody's phone: as a text, as a number."""
    form = handed(county, "东镇", place).typed("进展", "2", **GOOD)
    form = form.typed("进展", "3", **GOOD | {"进展情况": f"已联系张某{MOBILE}"})
    form.typed("自查与问题", "+1", 自查日期=date(2018, 9, 21), 自查情况=MOBILE).save(place)
    return place.read_bytes()


def test_personal_data_that_are_left_out_are_not_kept_with_the_workbook_either(county: Counter, tmp_path: Path) -> None:
    place = tmp_path / "东镇.xlsx"
    original = with_mobile(county, place)
    done = county("import", str(place), "--skip-bad", today=TODAY)
    assert done.code == 1
    assert "表里有个人信息（手机号2处），作佐证存下的是遮盖以后的一份；收到的原表没有存" in done.err
    assert "--allow-personal" in done.err
    (listed,) = county.json("import", "--list", today=TODAY)
    assert (len(listed["taken"]), len(county.json("show", listed["id"], today=TODAY)["missed"])) == (1, 2)
    name, kept = kept_of(county, tmp_path, listed["id"])
    assert name == "东镇（个人信息已遮盖）.xlsx"
    about, *sheets = read_book(kept).sheets
    assert sha256(original).hexdigest() in str(about.rows), "the original is known by its hash"
    fields = [str(cell) for sheet in sheets for row in sheet.rows for cell in row]
    assert "已联系张某***********" in fields
    assert fields.count("目录已公布") == 1, "what is nobody's data is as it was handed in"
    for file in (tmp_path / "台账.db.evidence").glob("*/*"):
        with ZipFile(file) as parts:
            assert not [part for part in parts.namelist() if str(MOBILE).encode() in parts.read(part)]
    assert county("audit", "verify", today=TODAY).code == 0
    again = county("import", str(place), "--skip-bad", today=TODAY)
    assert len(county.json("import", "--list", today=TODAY)) == 1, again.err


def test_personal_data_that_are_recorded_on_purpose_are_kept_with_the_workbook(county: Counter, tmp_path: Path) -> None:
    place = tmp_path / "东镇.xlsx"
    original = with_mobile(county, place)
    done = county.do("import", str(place), "--allow-personal", today=TODAY)
    assert "没有存" not in done.err
    (listed,) = county.json("import", "--list", today=TODAY)
    assert f"{listed['id']}照录了个人信息，痕迹里已写明：原表里有手机号（***********）" in done.err
    name, kept = kept_of(county, tmp_path, listed["id"])
    assert (name, kept.read_bytes()) == ("东镇.xlsx", original)


def test_a_workbook_without_personal_data_is_kept_as_it_came(county: Counter, tmp_path: Path) -> None:
    place = tmp_path / "东镇.xlsx"
    handed(county, "东镇", place).typed("进展", "2", **GOOD).save(place)
    assert "个人信息" not in county.do("import", str(place), today=TODAY).err
    (listed,) = county.json("import", "--list", today=TODAY)
    name, kept = kept_of(county, tmp_path, listed["id"])
    assert (name, kept.read_bytes()) == ("东镇.xlsx", place.read_bytes())


def test_a_workbook_that_somebody_saves_meanwhile_is_kept_as_it_was_looked_at(
    county: Counter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "东镇.xlsx"
    handed(county, "东镇", place).typed("进展", "2", **GOOD).save(place)
    looked_at = place.read_bytes()

    def saved_over(path: Path, most: int) -> bytes:
        data = bytes_of(path, most)
        path.write_bytes(f"后来填上了{MOBILE}".encode())
        return data

    monkeypatch.setattr("gongkai.intake.acts.bytes_of", saved_over)
    county.do("import", str(place), today=TODAY)
    (listed,) = county.json("import", "--list", today=TODAY)
    _, kept = kept_of(county, tmp_path, listed["id"])
    assert kept.read_bytes() == looked_at
