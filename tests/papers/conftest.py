"""The papers of the demonstration, every kind of them, and their pages: made and laid out once for all tests here."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.demonstration import Shown, made_once, shown
from tests.papers.pages import Page, pages_of

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["papers", "printed", "shown"]

AT = "2018-11-30"
"""A day with findings that are open, items that are late and units to be reminded."""
ASKED_FOR = (
    ("report", "--public", "-o", "年终通报-公开.docx"),
    ("report", "--kind", "month", "--as-of", "2018-10-31", "-o", "月度通报.docx"),
    ("report", "--paper", "报告", "-o", "年终报告.docx"),
    ("deduct", "notify", "--reprint", "-u", "县城管局", "-o", "扣分告知单-县城管局.docx"),
    ("deduct", "notify", "--reprint", "-u", "县交通运输局", "-o", "扣分告知单-县交通运输局.docx"),
    ("selfcheck", "report", "-u", "山王镇", "-o", "自查报告-山王镇人民政府.docx"),
    ("finding", "notice", "--date", AT, "--all", "整改通知书"),
    ("remind", "--date", AT, "-o", "催办通知.docx"),
    ("due", "--as-of", AT, "-o", "到期事项.docx"),
    ("status", "--as-of", AT, "-o", "进展.xlsx"),
    ("finding", "list", "-o", "问题.xlsx"),
    ("form", "县城管局", "-o", "填报表.xlsx"),
)
"""What the demonstration does not write by itself. Each file's name ends the words."""


@pytest.fixture(scope="session")
def papers(shown: Shown, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every Word paper and workbook by its name without its folder: those of the demonstration, and other kinds."""

    def make(place: Path) -> dict[str, Path]:
        assert shown.told.code == 0, shown.told.err
        for *command, name in ASKED_FOR:
            shown.ask(*command, str(place / name))
        files = sorted(file for folder in (shown.folder, place) for file in folder.rglob("*.[dx][ol][cs]x"))
        return {file.name: file for file in files}

    return made_once(tmp_path_factory, "papers", make)


@pytest.fixture(scope="session")
def printed(papers: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Page]]:
    """The pages of every Word paper, laid out by one start of the real LibreOffice."""
    office, reader = shutil.which("soffice"), shutil.which("pdftotext")
    if office is None or reader is None:
        pytest.skip("LibreOffice and poppler-utils are needed")

    def make(place: Path) -> dict[str, list[Page]]:
        words = [file for name, file in papers.items() if name.endswith(".docx")]
        home = f"-env:UserInstallation=file://{place / 'office'}"
        convert = ["--headless", "--convert-to", "pdf", "--outdir", str(place), *map(str, words)]
        subprocess.run([office, home, *convert], check=True, capture_output=True, timeout=300)
        return {file.name: pages_of(reader, place / f"{file.stem}.pdf") for file in words}

    return made_once(tmp_path_factory, "printed", make)
