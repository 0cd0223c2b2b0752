"""`gongkai form` at the counter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gongkai.form.layout import head_of
from gongkai.sheets.reading import read_book
from tests.cli import run
from tests.deadlines.counter import Counter, opened

if TYPE_CHECKING:
    from pathlib import Path

    from tests.demonstration import Shown


@pytest.fixture
def county(tmp_path: Path) -> Counter:
    return opened(tmp_path)


def test_a_unit_is_named_as_everywhere(county: Counter, tmp_path: Path) -> None:
    for name in ("东镇", "dz", "东镇人民政府"):
        done = county.do("form", name, "-o", str(tmp_path / "a.xlsx"), "--overwrite")
        assert "列出进展3条、时限事项1条、自评4条；自查与问题有才填" in done.err
        assert done.out == ""
    county.refuses(2, "没有找到单位", "form", "南山", "-o", str(tmp_path / "a.xlsx"))


def test_every_sheet_says_what_it_is(county: Counter, tmp_path: Path) -> None:
    place = tmp_path / "a.xlsx"
    county.do("form", "东镇", "-o", str(place))
    head = county.json("audit", "verify")["head"]
    for sheet in read_book(place).sheets:
        found = head_of(str(sheet.rows[0][0]))
        assert found, sheet.name
        assert (found.head.unit, found.head.year, found.head.seq, found.head.head) == ("东镇人民政府", 2018, 1, head)
        assert str(found.head.issued) == "2018-09-03"


def test_without_a_file_it_lies_in_the_folder_one_is_in(
    county: Counter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("form", today="2018-09-03", db=county.db, env={"GONGKAI_UNIT": "东镇"})
    assert done.code == 0, done.err
    assert (tmp_path / "填报表_东镇人民政府_2018.xlsx").is_file()


def test_another_ending_is_refused(county: Counter, tmp_path: Path) -> None:
    county.refuses(2, "只能是 Excel 文件", "form", "东镇", "-o", str(tmp_path / "a.docx"))
    assert not (tmp_path / "a.docx").exists()


def test_a_form_that_was_filled_in_is_not_written_over(county: Counter, tmp_path: Path) -> None:
    place = tmp_path / "a.xlsx"
    county.do("form", "东镇", "-o", str(place))
    place.write_bytes(place.read_bytes() + b" ")
    county.refuses(3, "没有覆盖", "form", "东镇", "-o", str(place))


def test_one_form_is_one_sequence_of_bytes(county: Counter, tmp_path: Path) -> None:
    first, second = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    county.do("form", "东镇", "-o", str(first))
    county.do("form", "东镇", "-o", str(second))
    assert first.read_bytes() == second.read_bytes()


def test_all_is_all_units_and_no_other_word_beside_it(county: Counter, tmp_path: Path) -> None:
    county.refuses(2, "--all", "form", "东镇", "--all", str(tmp_path / "全部"))
    county.refuses(2, "--all", "form", "--all", str(tmp_path / "全部"), "-o", str(tmp_path / "a.xlsx"))
    done = run("form", "--all", str(tmp_path / "全部"), today="2018-09-03", db=county.db, env={"GONGKAI_UNIT": "东镇"})
    assert "已写入 5 份填报表" in done.err
    assert len(list((tmp_path / "全部").glob("填报表_*_2018.xlsx"))) == 5
    told = county.json("form", "--all", str(tmp_path / "全部"))
    assert [one["unit"] for one in told][:2] == ["县政府办公室", "县教育局"]
    assert all(one["asked"].get("progress", 1) for one in told)


def test_of_a_day_in_the_past_it_asks_what_was_open_then(county: Counter, tmp_path: Path) -> None:
    place = tmp_path / "a.xlsx"
    county.do("progress", "add", "2", "-u", "东镇", "--percent", "100", "--evidence", "http://dong.gov.cn/1")
    county.do("form", "东镇", "-o", str(place), "--as-of", "2018-09-01")
    rows = next(sheet for sheet in read_book(place).sheets if sheet.name == "进展").rows
    assert [row[0] for row in rows[1:] if row[0] != ""] == ["1", "2", "3"]


def test_there_is_a_form_for_each_of_54_units(shown: Shown, tmp_path: Path) -> None:
    done = run("form", "--all", str(tmp_path), db=shown.store, today="2018-11-30")
    assert done.code == 0, done.err
    assert len(list(tmp_path.glob("*.xlsx"))) == 54
