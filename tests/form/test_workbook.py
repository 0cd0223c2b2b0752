"""The workbook itself: what is locked, checked, hidden, and how it prints."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from gongkai.form.layout import SHEETS
from gongkai.sheets.reading import read_book
from tests.deadlines.counter import opened
from tests.form.filling import parts
from tests.plans import SMALL_PLAN

if TYPE_CHECKING:
    from pathlib import Path

PRINTED, PIXELS, PAD, POINTS, LEAST = 11.69 - 0.8, 7, 5, 11, 8
"""Inches of A4 on its side between the margins; how Excel measures a column; the size of the letters, on paper too."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The parts of a form with every sheet in it."""
    folder = tmp_path_factory.mktemp("made")
    plan = SMALL_PLAN.replace("title: 决策公开", 'title: "=1+1"')
    county = opened(folder, plan)
    county.do("finding", "add", "-u", "县政府办", "--problem", "=cmd|' /C calc'!A0")
    county.do("deduct", "add", "-u", "县政府办", "--rule", "1.2", "--reason", "没有改", "--no-evidence", "现场")
    county.do("deduct", "notify", "D3")
    county.do("form", "县政府办", "-o", str(folder / "a.xlsx"))
    return parts((folder / "a.xlsx").read_bytes())


def sheets(made: dict[str, str]) -> dict[str, str]:
    """Return the XML of each sheet that is seen, by its name."""
    names = re.findall(r'<sheet name="([^"]+)" sheetId="(\d+)"', made["xl/workbook.xml"])
    return {name: made[f"xl/worksheets/sheet{number}.xml"] for name, number in names if name != "选项"}


def test_every_sheet_of_the_layout_is_there(made: dict[str, str]) -> None:
    assert list(sheets(made)) == [sheet.name for sheet in SHEETS]
    assert 'name="选项" sheetId="8" state="hidden"' in made["xl/workbook.xml"]


def test_what_is_entered_alone_is_unlocked_and_no_password_stands_before_it(made: dict[str, str]) -> None:
    unlocked = {at for at, xf in enumerate(_formats(made)) if 'locked="0"' in xf}
    for name, xml in sheets(made).items():
        protection = re.search("<sheetProtection[^>]*>", xml)
        assert protection, name
        assert "password" not in protection[0]
        for allowed in ("insertRows", "sort", "autoFilter", "formatColumns", "formatRows"):
            assert f'{allowed}="0"' in protection[0]
        open_cells = [cell for cell in re.findall(r'<c r="([A-Z]+\d+)" s="(\d+)"/>', xml) if int(cell[1]) in unlocked]
        filled = re.findall(r'<c r="[A-Z]+\d+" s="(\d+)" t="s">', xml)
        assert bool(open_cells) == (name != "填表说明")
        assert name == "填表说明" or not unlocked & set(map(int, filled))


def _formats(made: dict[str, str]) -> list[str]:
    held = re.search(r"<cellXfs.*?</cellXfs>", made["xl/styles.xml"], re.DOTALL)
    assert held
    return re.findall(r"<xf [^>]*/>|<xf .*?</xf>", held[0])


def test_ids_and_marks_are_hidden_and_the_rows_below_the_headings_move(made: dict[str, str]) -> None:
    for name, xml in sheets(made).items():
        assert re.search(r'<col min="1" max="1"[^>]*hidden="1"', xml), name
        assert "customHeight" not in xml
        assert name == "填表说明" or "<pane " in xml


def test_days_percents_and_choices_are_checked_and_explained(made: dict[str, str]) -> None:
    for sheet in SHEETS[1:]:
        xml = sheets(made)[sheet.name]
        checks = re.findall(r"<dataValidation .*?</dataValidation>|<dataValidation [^>]*/>", xml, re.DOTALL)
        titles = {found[1] for check in checks if (found := re.search('promptTitle="([^"]*)"', check))}
        assert titles <= {field.head for field in sheet.fields}
        assert all('prompt="' in check for check in checks)
        for check in checks:
            assert 'type="' not in check or 'error="' in check
    progress = sheets(made)["进展"]
    assert "ISNUMBER" in progress
    assert "'选项'!$B$2:$B$" in progress
    assert 'type="date"' in progress
    assert 'errorStyle="warning"' in sheets(made)["自查与问题"]


def test_on_a4_letters_are_8_points_or_more(made: dict[str, str]) -> None:
    for name, xml in sheets(made).items():
        assert 'paperSize="9"' in xml
        assert 'orientation="landscape"' in xml
        assert 'fitToHeight="0"' in xml
        columns = re.findall(r'<col min="(\d+)" max="\d+" width="([\d.]+)"([^>]*)', xml)
        pixels = sum(float(width) * PIXELS for _, width, rest in columns if "hidden" not in rest)
        assert min(1, PRINTED * 96 / pixels) * POINTS >= LEAST, name
        assert "&amp;A　第 &amp;P 页，共 &amp;N 页" in xml
    assert made["xl/workbook.xml"].count("_xlnm.Print_Titles") == len(SHEETS) - 1


def test_no_word_is_a_formula(made: dict[str, str]) -> None:
    for xml in sheets(made).values():
        assert "<f>" not in xml
    assert "=1+1" in made["xl/sharedStrings.xml"]


def test_each_hidden_mark_is_that_of_its_sheet(made: dict[str, str], tmp_path: Path) -> None:
    assert made
    county = opened(tmp_path)
    county.do("form", "东镇", "-o", str(tmp_path / "a.xlsx"))
    for sheet in read_book(tmp_path / "a.xlsx").sheets:
        key = "lists" if sheet.hidden else next(one.key for one in SHEETS if one.name == sheet.name)
        assert f"|sheet={'guide' if key == 'guide' else key}|" in str(sheet.rows[0][0])
