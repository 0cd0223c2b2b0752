"""A form on paper: no letter is smaller than 8 points, and whoever fills it in signs at the foot of each sheet."""

from __future__ import annotations

import math
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from gongkai.form.layout import SHEETS
from gongkai.papers.excel.a4 import pixels
from gongkai.papers.excel.form import ROOM, widths_of
from gongkai.papers.form import FormPage
from tests.deadlines.counter import opened
from tests.plans import SMALL_PLAN

if TYPE_CHECKING:
    from pathlib import Path

SMALLEST = 8.0
SIGNED = ("填报单位（盖章）：县政府办", "填报人：", "电话：", "日期：")


@pytest.mark.parametrize("sheet", SHEETS[1:], ids=lambda sheet: sheet.key)
def test_the_columns_of_every_sheet_fit_a_page(sheet: object) -> None:
    page = FormPage(sheet, "", "", (), ())  # type: ignore[arg-type]  # one of the layout's own
    found = widths_of(page)
    assert pixels(found) <= ROOM
    assert all(wide <= field.width for wide, field in zip(found, page.fields, strict=True))
    days = [wide for wide, field in zip(found, page.fields, strict=True) if field.kind in ("day", "due")]
    assert all(wide >= len("2018-09-28") for wide in days), "a day that does not fit its column is ####"


def test_a_printed_form_is_read_and_signed(tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is needed")
    county = opened(tmp_path, SMALL_PLAN)
    county.do("finding", "add", "-u", "县政府办", "--problem", "栏目空白，没有及时更新，群众反映找不到")
    county.do("deduct", "add", "-u", "县政府办", "--rule", "1.2", "--reason", "没有改", "--no-evidence", "现场")
    county.do("deduct", "notify", "D3")
    county.do("form", "县政府办", "-o", str(tmp_path / "a.xlsx"))
    home = f"-env:UserInstallation=file://{tmp_path / 'office'}"
    convert = ["--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "a.xlsx")]
    subprocess.run([office, home, *convert], check=True, capture_output=True, timeout=240)
    pages = PdfReader(tmp_path / "a.pdf").pages
    assert len(pages) >= len(SHEETS)
    for page in pages:
        sizes: list[float] = []

        def visit(
            said: str, cm: list[float], tm: list[float], _: object, size: float, into: list[float] = sizes
        ) -> None:
            if said.strip():
                into.append(size * math.hypot(cm[0], cm[1]) * math.hypot(tm[0], tm[1]))

        told = "".join(page.extract_text(visitor_text=visit).split())
        assert min(sizes) >= SMALLEST, told[:20]
        assert "填表说明" in told or all(word in told for word in SIGNED), told
